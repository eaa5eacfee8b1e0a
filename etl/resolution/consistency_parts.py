"""Parts against their total: 其中 …, rows of figures, 共 …, a breakdown in brackets, classes that make up the whole.

A sum is checked only where the words claim it. 其中 claims that the parts lie within the whole; that they make it up is
believed where one column of counts adds up exactly, and then the other columns must add up too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from db.vocab import FindingCheck
from etl.records import Finding
from etl.resolution.consistency_figures import (
    Figure,
    Figures,
    axis_word,
    cue_pattern,
    measure_head,
    siblings,
)

Row = tuple[Figure, ...]

# 其中，… 其中:
_INSET = re.compile(cue_pattern("inset"))
# 共30个, 合计投资3亿元, 三项合计, 三次产业合计投资
_SUM = re.compile(
    rf"(?:[两二三四五六七八九十](?:次产业|大产业|[项个者类级地])?)?(?:{cue_pattern('sum')})[^\d，；]{{0,6}}"
)
# 20xx年210亿元, 去年12个, 前5个月8亿元: a breakdown by time
_TIME = re.compile(r"[\dxX*]{2,4}年|[去今前上本]年|\d{1,2}月|[一二三四]季度|[上下]半年")
_BRACKET = re.compile(r"（[^（）\n]{4,200}）")
_FEWEST_COUNTED = 20  # across paragraphs: smaller counts add up by chance
_ROWS_APART = 12
_LONGEST_ROW = 4


def check_parts(figures: Figures) -> Iterator[Finding]:
    for number, sentence in enumerate(figures.sentences):
        yield from _insets(figures, number)
        yield from _sums(figures, sentence.start, sentence.end)
    yield from _brackets(figures)
    yield from _classes(figures)


# ---------------------------------------------------------------- 其中


def _insets(figures: Figures, number: int) -> Iterator[Finding]:
    sentence = figures.sentences[number]
    marks = list(_INSET.finditer(figures.plain, sentence.start, sentence.end))
    for at, mark in enumerate(marks):
        heads = figures.between(marks[at - 1].end() if at else sentence.start, mark.start())
        if not heads and not at and (before := figures.previous(number)):
            heads = _last_clause_group(figures, figures.between(before.start, before.end))
        end = marks[at + 1].start() if at + 1 < len(marks) else sentence.end
        closing = figures.plain.find("）", mark.end(), end)
        if closing >= 0 and figures.plain.find("（", mark.end(), closing) < 0:
            end = closing
        rows = _rows(figures, mark.end(), end)
        if heads and rows:
            yield from _inset(heads, rows)


def _last_clause_group(figures: Figures, heads: Row) -> Row:
    """The figures after the last semicolon of the sentence before."""
    if not heads:
        return ()
    cut = figures.plain.rfind("；", heads[0].start, heads[-1].start)
    return tuple(f for f in heads if f.start > cut)


def _rows(figures: Figures, start: int, end: int) -> list[Row]:
    """The figures of [start, end), a row for each part between semicolons."""
    rows, at = [], start
    while at < end:
        cut = figures.plain.find("；", at, end)
        cut = end if cut < 0 else cut
        if row := figures.between(at, cut):
            rows.append(row)
        at = cut + 1
    return rows


def _inset(heads: Row, rows: list[Row]) -> Iterator[Finding]:
    kinds = [tuple(f.kind for f in row) for row in rows]
    width = len(kinds[0])
    if len(rows) > 1 and width > 1 and len(set(kinds)) == 1 and tuple(f.kind for f in heads[-width:]) == kinds[0]:
        yield from _columns(heads[-width:], rows)
        return
    flat = [f for row in rows for f in row]
    for kind in dict.fromkeys(f.kind for f in flat):
        parts = tuple(f for f in flat if f.kind == kind)
        totals = [f for f in heads if f.kind == kind]
        if totals:
            yield from _within(totals, parts)


def _within(totals: Sequence[Figure], parts: Row) -> Iterator[Finding]:
    """Parts after 其中 against the nearest total of their kind that measures the same."""
    measures = {measure_head(p) for p in parts}
    same = [t for t in totals if measure_head(t) in measures]
    total = (same or totals)[-1]
    if len(measures) > 1:
        parts = tuple(p for p in parts if measure_head(p) == measure_head(total))
    if len(parts) < 2:
        return
    computed, slack = _sum(parts), _slack(total, parts)
    if abs(computed - total.value) <= slack:
        yield _finding(FindingCheck.PARTS_TOTAL, total, parts, holds=True)
    elif first := next((p for k in range(len(parts) - 1, 1, -1) if _makes_up(total, p := parts[:k])), None):
        yield _finding(FindingCheck.PARTS_TOTAL, total, first, holds=True)
    elif computed > total.value and siblings(parts) and (same or total.kind == "count"):
        yield _finding(FindingCheck.WITHIN_WHOLE, total, parts, holds=False)


def _makes_up(total: Figure, parts: Row) -> bool:
    """Whether the first of several parts are a breakdown of their own: 50、40、30 of 120, then 新开工45."""
    return total.half == 0 and siblings(parts) and _adds(total, parts)


def _columns(totals: Row, rows: Sequence[Row]) -> Iterator[Finding]:
    """Rows of the same figures under their totals: where counts add up exactly, every column must."""
    columns = [(total, tuple(row[i] for row in rows)) for i, total in enumerate(totals)]
    adds = [abs(_sum(parts) - total.value) <= _slack(total, parts) for total, parts in columns]
    proven = any(holds and total.half == 0 for holds, (total, _) in zip(adds, columns, strict=True))
    for holds, (total, parts) in zip(adds, columns, strict=True):
        if holds or proven:
            yield _finding(FindingCheck.PARTS_TOTAL, total, parts, holds=holds)


# ---------------------------------------------------------------- 共, brackets


def _sums(figures: Figures, start: int, end: int) -> Iterator[Finding]:
    """续建项目12个，新开工项目20个，共32个."""
    row = figures.between(start, end)
    for at, total in enumerate(row):
        if not _SUM.fullmatch(total.before):
            continue
        before = [f for f in row[max(0, at - _ROWS_APART):at] if f.kind == total.kind]
        parts = next((p for k in range(2, len(before) + 1) if _adds(total, p := tuple(before[-k:]))), None)
        if parts is not None:
            yield _finding(FindingCheck.PARTS_TOTAL, total, parts, holds=True)
        elif len(before) > 1 and siblings(before):
            yield _finding(FindingCheck.PARTS_TOTAL, total, tuple(before), holds=False)


def _brackets(figures: Figures) -> Iterator[Finding]:
    """两年完成485亿元（2014年210亿元，2015年275亿元）."""
    for bracket in _BRACKET.finditer(figures.plain, *_whole(figures)):
        row = figures.between(bracket.start(), bracket.end())
        heads = figures.between(max(0, bracket.start() - _LONGEST_TOTAL), bracket.start())
        if not heads or heads[-1].end != bracket.start() or _INSET.search(bracket.group()):
            continue
        total = heads[-1]
        parts = tuple(f for f in row if f.kind == total.kind)
        timed = all(_TIME.search(f.before) for f in parts)
        if len(parts) > 1 and (_adds(total, parts) or timed or siblings(parts)):
            yield _finding(FindingCheck.PARTS_TOTAL, total, parts, holds=_adds(total, parts))


_LONGEST_TOTAL = 24


def _whole(figures: Figures) -> tuple[int, int]:
    if not figures.sentences:
        return 0, 0
    return figures.sentences[0].start, figures.sentences[-1].end


# ---------------------------------------------------------------- classes that make up a whole


def _classes(figures: Figures) -> Iterator[Finding]:
    """建设项目118项，总投资A …  续建项目37项，总投资B …  新开工项目81项，总投资C, each in its own paragraph."""
    rows = _class_rows(figures)
    for at, total in enumerate(rows):
        if axis_word(total[0], "stage")[0] or "项目" not in total[0].label + total[0].name:
            continue
        near = [r for r in rows[at + 1:at + 1 + _ROWS_APART] if axis_word(r[0], "stage")[0]]
        parts = next((p for k in (2, 3) for p in combinations(near[:5], k) if _make_up(total, p)), None)
        if parts:
            yield from _class_columns(total, parts)


def _make_up(total: Row, parts: Sequence[Row]) -> bool:
    counts = tuple(r[0] for r in parts)
    return (
        total[0].value >= _FEWEST_COUNTED and siblings(counts) and all(c.unit == total[0].unit for c in counts)
        and all(c.region == total[0].region for c in counts) and _sum(counts) == total[0].value
        and len({c.sentence for c in (*counts, total[0])}) > 1
    )


def _class_columns(total: Row, parts: Sequence[Row]) -> Iterator[Finding]:
    yield _finding(FindingCheck.PARTS_TOTAL, total[0], tuple(r[0] for r in parts), holds=True)
    for figure in total[1:]:
        head = measure_head(figure)
        column = tuple(f for r in parts for f in r[1:] if head and measure_head(f) == head and f.unit == figure.unit)
        if len(column) == len(parts):
            yield _finding(FindingCheck.PARTS_TOTAL, figure, column, holds=_adds(figure, column))


def _class_rows(figures: Figures) -> list[Row]:
    """Each counted thing with the amounts that follow it in its sentence."""
    rows: list[Row] = []
    row: list[Figure] = []
    for figure in figures.levels:
        if row and (figure.kind == "count" or figure.sentence != row[0].sentence or len(row) == _LONGEST_ROW):
            rows.append(tuple(row))
            row = []
        if row or figure.kind == "count":
            row.append(figure)
    return [*rows, tuple(row)] if row else rows


# ---------------------------------------------------------------- sums


def _sum(parts: Sequence[Figure]) -> float:
    return sum(f.value for f in parts)


def _slack(total: Figure, parts: Sequence[Figure]) -> float:
    """What rounding alone can explain, with room for the arithmetic of floats."""
    return total.half + sum(f.half for f in parts) + 1e-9 * abs(total.value)


def _adds(total: Figure, parts: Sequence[Figure]) -> bool:
    return abs(_sum(parts) - total.value) <= _slack(total, parts)


def _finding(check: FindingCheck, total: Figure, parts: Row, *, holds: bool) -> Finding:
    computed = _sum(parts)
    places = max(f.decimals + _shift(f, total) for f in (total, *parts))
    terms = " + ".join(f.written(f.value) for f in parts)
    shown = total.written(computed, decimals=max(0, places))
    sign = "=" if holds and abs(computed - total.value) <= 1e-9 * abs(total.value) else "≈" if holds else "≠"
    arithmetic = f"{terms} = {shown}"
    says = arithmetic if sign == "=" else f"{arithmetic} {sign} {total.written(total.value)}"
    return Finding(
        check=check, start=total.start, end=total.end, places=tuple(f.span for f in parts), stated=total.value,
        computed=computed, measure_unit=total.unit, holds=holds, says=says,
    )


def _shift(figure: Figure, total: Figure) -> int:
    """Places that a figure's digits move to the right when it is written in the total's scale."""
    ratio, shift = total.factor / figure.factor, 0
    while ratio > 1.5:
        ratio /= 10
        shift += 1
    return shift
