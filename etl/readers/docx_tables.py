"""Tables with a header row, each row as a sentence in which every cell stands behind its column's name.

    项目名称 | 总投资（万元） | 责任单位     →  项目名称：城北水厂，总投资：3200万元，责任单位：县住建局。
    城北水厂 | 3200          | 县住建局

The names of columns are in the lexicon. A table whose first rows are no such header stays as it is, cells set apart by
tabs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from etl.lexicon import table, words

# 总投资（万元）, 总投资(亿元)
_MEASURED = re.compile(r"(?P<label>.{2,16}?)[（(](?P<measure>[^（）()]{1,6})[）)]")
# 单位：万元
_UNIT_LINE = re.compile(r"单位\s?[：:]\s?(?P<measure>[万亿]?元)")
_BARE_NUMBER = re.compile(r"约?\d[\d,.]*(?:[-~—]\d[\d,.]*)?")
_DATED = re.compile(r"\d|[年月]|季度|[一二三四]季")
_BLANK = re.compile(r"\s+")
_NOTHING = frozenset(("", "/", "-", "—", "——", "无"))
_CLOSED = tuple("。！？")
_HEADER_REACH = 3  # a title and a line with the unit of measure may stand above the header
_LONGEST_COLUMN = 20
_FEWEST_KNOWN = 2
_ENDING = 3  # 2025年|计划投资: a column's name may end with a known one of this length


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text; `continued`: merged with the cell above it."""

    text: str
    continued: bool = False


@dataclass(frozen=True, slots=True)
class _Column:
    label: str
    kind: str  # serial, name, money, unit, date, text; "" for a column that the lexicon does not know
    reads: str = ""  # its own wording: 计划{}开工
    measure: str = ""  # what a bare number under it is measured in: 万元


def table_lines(rows: Sequence[Sequence[Cell]], *, above: str = "") -> Iterator[str]:
    """One line a row. `above` is the line before the table, which may tell the unit of its money (单位：万元)."""
    found = _header(rows, above)
    over: Sequence[Cell] = ()
    for index, row in enumerate(rows):
        if found is None or index <= found[0] or len(row) != len(found[1]):
            yield "\t".join(c.text for c in row)
            over = row
            continue
        if len(over) == len(row):
            row = [Cell(o.text) if c.continued and not c.text else c for c, o in zip(row, over, strict=True)]
        over = row
        yield _sentence(row, found[1])


def _header(rows: Sequence[Sequence[Cell]], above: str) -> tuple[int, tuple[_Column, ...]] | None:
    """Index and columns of the header row, with rows of as many cells below it."""
    measure = _UNIT_LINE.search(above)
    for index, row in enumerate(rows[:_HEADER_REACH]):
        texts = [_BLANK.sub("", c.text) for c in row]
        money = measure["measure"] if measure else ""
        columns = tuple(_column(t, money=money) for t in texts)
        known = [c for c in columns if c.kind]
        short = all(0 < len(t) <= _LONGEST_COLUMN and not _BARE_NUMBER.fullmatch(t) for t in texts)
        named = any(c.kind in ("name", "unit", "money") for c in known)
        if short and named and len(known) >= _FEWEST_KNOWN and any(len(r) == len(row) for r in rows[index + 1:]):
            return index, columns
        measure = measure or _UNIT_LINE.search(" ".join(texts))
    return None


def _column(text: str, *, money: str) -> _Column:
    """The column that a header's cell opens; `money`: in what the table measures money where the cell does not say."""
    label, measure = text, ""
    if (m := _MEASURED.fullmatch(text)) and m["measure"].endswith(_units()):
        label, measure = m["label"], m["measure"]
    rows = {r["column"]: r for r in table("docx_columns")}
    name = label if label in rows else next(
        (w for w in words("docx_columns") if len(w) >= _ENDING and label.endswith(w)), ""
    )
    if not name:
        return _Column(label, "", measure=measure)
    kind = rows[name]["kind"]
    return _Column(label, kind, rows[name]["reads"], measure or (money if kind == "money" else ""))


def _units() -> tuple[str, ...]:
    return ("元", *words("units_of_measure"))


def _sentence(row: Sequence[Cell], columns: tuple[_Column, ...]) -> str:
    parts = [
        _words(cell.text.strip(), column) for cell, column in zip(row, columns, strict=True)
        if cell.text.strip() not in _NOTHING and column.kind != "serial"
    ]
    line = "，".join(parts)
    return line if not line or line.endswith(_CLOSED) else line + "。"


def _words(text: str, column: _Column) -> str:
    """总投资：3200万元, 计划2025年3月开工, 责任单位：县住建局."""
    text = text.rstrip("。；;，,")
    if column.reads and (column.kind == "name" or _DATED.search(text)):
        return column.reads.format(text)
    bare = column.measure and _BARE_NUMBER.fullmatch(text)
    return f"{column.label}：{text}{column.measure if bare else ''}"
