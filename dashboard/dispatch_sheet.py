"""The sheet of the weekly dispatch (一周一调度) as a Word document in the layout of GB/T 9704; no Streamlit here.

A4 upright, margins 37 mm above and 28 mm left, text area 156 × 225 mm, title in 小标宋 of size 2 (22 pt), text in
仿宋 of size 3 (16 pt), the table in 仿宋 of size 5 (10.5 pt), page numbers outside at the foot. The typefaces are
named, not shipped: each names what Word takes where the office does not have it. The ledger's words are text runs,
never fields.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

TITLE, TEXT, HEAD, NOTE = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312"
FALLBACKS = {
    TITLE: "小标宋;方正小标宋_GBK;华文中宋;Source Han Serif SC;宋体", TEXT: "仿宋;FangSong;华文仿宋;STFangsong;宋体",
    HEAD: "SimHei;Noto Sans CJK SC;微软雅黑", NOTE: "楷体;KaiTi;华文楷体;STKaiti;宋体",
}
LATIN = "Times New Roman"
TITLE_PT, TEXT_PT, NOTE_PT, TABLE_PT, FOOT_PT = 22, 16, 14, 10.5, 14
TITLE_LINE_PT, TEXT_LINE_PT, TABLE_LINE_PT = 36, 28, 15
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM, FOOT_MM = 37, 35, 28, 26, 26
CELL_TWIPS = 57  # 1 mm
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # the file says nothing of when and by whom it was made
CENTRE, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its head, its share of the 156 mm, and whether short words stand in its middle."""

    head: str
    width_mm: int
    centred: bool = False


@dataclass(frozen=True, slots=True)
class SheetGroup:
    """A county's or unit's rows. `name` "" for rows without groups."""

    name: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the document says. A row has a word for each column but the first, which counts, and may lack the last ones:
    those are left empty for the meeting."""

    title: str
    day: str  # （截至2026年11月22日）
    summary: str
    columns: tuple[SheetColumn, ...]
    groups: tuple[SheetGroup, ...]
    signed: tuple[str, ...] = ()  # 落款: the office, the day
    filters: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def as_word(sheet: Sheet) -> bytes:
    """The document's bytes; the same sheet gives the same words."""
    document = Document()
    _page(document)
    _fonts(document)
    _line(document, sheet.title, font=TITLE, points=TITLE_PT, line=TITLE_LINE_PT, align=CENTRE)
    _line(document, sheet.day, font=NOTE, points=NOTE_PT, line=TEXT_LINE_PT, align=CENTRE)
    _line(document, sheet.summary, points=TEXT_PT, line=TEXT_LINE_PT, indent=2 * TEXT_PT)
    _table(document, sheet)
    told = "；".join(f"{name}：{value}" for name, value in sheet.filters.items())
    for words in (told, *sheet.notes):
        if words:
            _line(document, words, font=NOTE, points=TABLE_PT, line=TABLE_LINE_PT + 2)
    for at, words in enumerate(sheet.signed):
        _line(document, words, points=TEXT_PT, line=TEXT_LINE_PT, align=RIGHT, right=4 * TEXT_PT,
              before=TEXT_LINE_PT if at == 0 else 0)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def clean(words: str) -> str:
    """Words without the characters that XML cannot hold."""
    return "".join(c for c in words if c in "\t\n" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff")


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
    section.left_margin, section.right_margin, section.footer_distance = Mm(LEFT_MM), Mm(RIGHT_MM), Mm(FOOT_MM)
    document.settings.odd_and_even_pages_header_footer = True
    for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
        line = footer.paragraphs[0]
        line.alignment = align
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Pt(FOOT_PT)
        _run(line, "— ", font="宋体", points=FOOT_PT)
        _page_number(line)
        _run(line, " —", font="宋体", points=FOOT_PT)
    core = document.core_properties
    core.author = core.last_modified_by = core.comments = ""
    core.created = core.modified = EPOCH


def _page_number(line: Paragraph) -> None:
    run = _run(line, "", font="宋体", points=FOOT_PT)
    for tag, attribute, words in (("w:fldChar", "begin", ""), ("w:instrText", "", "PAGE"), ("w:fldChar", "end", "")):
        element = OxmlElement(tag)
        if attribute:
            element.set(qn("w:fldCharType"), attribute)
        element.text = words or None
        run._r.append(element)


def _fonts(document: Any) -> None:
    """The default face of all text, and what takes the place of a face that the reader's machine lacks."""
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = LATIN, Pt(TEXT_PT)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), TEXT)
    told = "".join(f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
                   for name, other in FALLBACKS.items())
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            part._blob = part.blob.replace(b"</w:fonts>", told.encode() + b"</w:fonts>")


def _run(line: Paragraph, words: str, *, font: str = TEXT, points: float = TEXT_PT) -> Any:
    run = line.add_run(clean(words))
    run.font.name, run.font.size = LATIN, Pt(points)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _line(document: Any, words: str, *, font: str = TEXT, points: float = TEXT_PT, line: float, align: Any = LEFT,
          indent: float = 0, right: float = 0, before: float = 0) -> None:
    _shaped(document.add_paragraph(), words, font=font, points=points, line=line, align=align, indent=indent,
            right=right, before=before)


def _shaped(paragraph: Paragraph, words: str, *, font: str, points: float, line: float, align: Any,
            indent: float = 0, right: float = 0, before: float = 0) -> None:
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    shape.alignment, shape.first_line_indent, shape.right_indent = align, Pt(indent), Pt(right)
    _run(paragraph, words, font=font, points=points)


def _table(document: Any, sheet: Sheet) -> None:
    table = document.add_table(rows=1, cols=len(sheet.columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    _margins(table)
    for column, told in zip(table.columns, sheet.columns, strict=True):
        column.width = Mm(told.width_mm)
    _fill(table.rows[0], [c.head for c in sheet.columns], sheet.columns, head=True)
    _mark(table.rows[0], "w:tblHeader")
    number = 0
    for group in sheet.groups:
        if group.name:
            _group_row(table, group)
        for words in group.rows:
            number += 1
            row = table.add_row()
            _mark(row, "w:cantSplit")
            _fill(row, [str(number), *words], sheet.columns)


def _margins(table: Any) -> None:
    """Cells with 1 mm at either side, so that a date stands on one line."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), str(CELL_TWIPS))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(margins)  # the schema's order


def _group_row(table: Any, group: SheetGroup) -> None:
    row = table.add_row()
    _mark(row, "w:cantSplit")
    cells = row.cells
    merged = cells[0].merge(cells[-1])
    _shaped(merged.paragraphs[0], f"{group.name}（{len(group.rows)}）", font=HEAD, points=TABLE_PT,
            line=TABLE_LINE_PT + 3, align=LEFT)
    merged.paragraphs[0].paragraph_format.keep_with_next = True


def _fill(row: Any, words: Sequence[str], columns: Sequence[SheetColumn], *, head: bool = False) -> None:
    padded = [*words, *([""] * (len(columns) - len(words)))]
    for cell, text, column in zip(row.cells, padded, columns, strict=True):
        cell.width = Mm(column.width_mm)
        _shaped(cell.paragraphs[0], text, font=HEAD if head else TEXT, points=TABLE_PT, line=TABLE_LINE_PT,
                align=CENTRE if head or column.centred else LEFT)


def _mark(row: Any, tag: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(tag))
