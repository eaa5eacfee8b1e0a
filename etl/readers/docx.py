"""Word documents: paragraphs and tables in document order, after a check of the archive.

The body is walked as XML, not as python-docx's paragraphs, because those leave out what content controls and accepted
insertions hold. Deleted and moved-away text stays out, as do headers, footers and notes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from zlib import error as ZlibError

from docx import Document as open_docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError, _Element

from etl.errors import EncryptedDocument, UnknownFormat, UnsafeDocument
from etl.readers.docx_numbering import Numbering, numbering_of
from etl.readers.docx_tables import Cell, table_lines

MAX_TOTAL = 100 * 2**20
MAX_MEMBERS = 2000
MAX_MEMBER = 50 * 2**20
_ARCHIVES = (".zip", ".docx", ".docm", ".xlsx", ".pptx", ".rar", ".7z", ".gz")
_DTD = tuple(s.encode(c) for s in ("<!DOCTYPE", "<!ENTITY") for c in ("ascii", "utf-16-le", "utf-16-be"))
_GONE = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), qn("w:instrText")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_TEXT, _TAB, _PARAGRAPH, _TABLE = qn("w:t"), qn("w:tab"), qn("w:p"), qn("w:tbl")
_ROW, _CELL = qn("w:tr"), qn("w:tc")
_CELL_PROPERTIES, _MERGE, _VALUE = qn("w:tcPr"), qn("w:vMerge"), qn("w:val")
_BREAKS = {qn("w:br"), qn("w:cr")}
_HYPHENS = {qn("w:noBreakHyphen")}


def read_docx(data: bytes, *, name: str) -> tuple[str, str]:
    """One line a paragraph, one line a table row: a sentence of column names and cells where the table has a header
    that is known, its cells set apart by tabs where not. Encoding is ""."""
    preflight(data, name=name)
    try:
        document = open_docx(io.BytesIO(data))
        lines = list(_blocks(document.element.body, numbering_of(document)))
    except (PackageNotFoundError, KeyError, ValueError, XMLSyntaxError, zipfile.BadZipFile, ZlibError) as e:
        raise UnknownFormat(name, "Word 文档已损坏，无法打开") from e
    return "\n".join(lines) + "\n", ""


def preflight(data: bytes, *, name: str) -> None:
    """Refuse archive bombs, nested archives and DTDs before anything is parsed. Raises UnsafeDocument."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS:
            raise UnsafeDocument(name, f"压缩包里有 {len(members)} 个文件，多于 {MAX_MEMBERS} 个")
        if sum(m.file_size for m in members) > MAX_TOTAL or any(m.file_size > MAX_MEMBER for m in members):
            raise UnsafeDocument(name, "解压后过大（总共限 100 MB，单个文件限 50 MB）")
        if any(m.flag_bits & 1 for m in members):
            raise EncryptedDocument(name, "文档有密码，请去掉密码后再读")
        for member in members:
            _check_member(archive, member, name)


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> None:
    lower = member.filename.lower()
    if lower.endswith(_ARCHIVES):
        raise UnsafeDocument(name, f"压缩包里还有压缩包（{member.filename}）")
    if not lower.endswith((".xml", ".rels")):
        return
    try:
        with archive.open(member) as f:
            content = f.read(member.file_size + 1)  # a header that lies about the size is caught here
    except (zipfile.BadZipFile, ZlibError, EOFError, NotImplementedError) as e:
        raise UnknownFormat(name, "Word 文档已损坏，无法打开") from e
    if len(content) > member.file_size:
        raise UnsafeDocument(name, "压缩包声明的大小不实")
    if any(mark in content for mark in _DTD):
        raise UnsafeDocument(name, "文档里有 DTD 声明，不予解析")


def _blocks(parent: _Element, numbering: Numbering) -> Iterator[str]:
    """Lines of a body, a content control or a cell, in document order."""
    above = ""  # the paragraph before a table
    for child in parent:
        if child.tag == _PARAGRAPH:
            text = "".join(_runs(child))
            above = numbering.label(child) + text if text.strip() else text
            yield from above.split("\n")
        elif child.tag == _TABLE:
            yield from table_lines(tuple(_rows(child, numbering)), above=above)
        elif child.tag not in _GONE and isinstance(child.tag, str):
            yield from _blocks(child, numbering)  # w:sdt, w:sdtContent, w:ins, w:customXml …


def _rows(table: _Element, numbering: Numbering) -> Iterator[tuple[Cell, ...]]:
    for row in table.iter(_ROW):
        if next(row.iterancestors(_TABLE)) is not table:
            continue  # a nested table's rows are part of their cell
        cells = tuple(
            Cell(" ".join(filter(None, (line.strip() for line in _blocks(cell, numbering)))), _is_continued(cell))
            for cell in row.iter(_CELL) if next(cell.iterancestors(_ROW)) is row
        )
        if any(c.text for c in cells):
            yield cells


def _is_continued(cell: _Element) -> bool:
    """Whether the cell is the lower part of one that is merged over several rows."""
    merge = cell.find(f"{_CELL_PROPERTIES}/{_MERGE}")
    return merge is not None and merge.get(_VALUE) != "restart"


def _runs(parent: _Element) -> Iterator[str]:
    """Text of a paragraph, deletions left out."""
    for child in parent:
        if child.tag in _GONE or child.tag == _FALLBACK:
            continue
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag == _TAB:
            yield "\t"
        elif child.tag in _BREAKS:
            yield "\n"
        elif child.tag in _HYPHENS:
            yield "-"
        else:
            yield from _runs(child)
            if child.tag == _PARAGRAPH:  # a text box inside the paragraph
                yield "\n"
