"""Damaged numbers: what 20xx万元 must have been, where the arithmetic of the text proves it.

The proof is a shortfall told in words: what is needed is what is in hand and what is missing. The digits that are left
of the number must agree with the sum. `value` stays None and `redacted` True: the source does not state the number.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from etl.records import IndicatorRecord, LedgerRecord, NormalText, Speech
from etl.resolution.consistency_figures import Figure, Figures, has_cue, read_figures
from etl.resolution.consistency_products import in_hand, is_gap

# 20xx万元, 1x5亩, XX万元, 1?45亿元
_DAMAGED = re.compile(r"(?P<number>[\d.xX*?？×]{1,12})(?P<suffix>[^\d\s，；。]{1,6})")
_LOST = re.compile(r"[xX*?？×]")
_LONGEST_LABEL = 24
_MOST_PLACES = 4


def repair_numbers(
    text: NormalText, speech: Speech, records: tuple[LedgerRecord, ...]
) -> tuple[LedgerRecord, ...]:
    """The same records, `repaired_value` and `proof` set in blanked indicators whose number the text proves."""
    blanks = [i for i, r in enumerate(records) if isinstance(r, IndicatorRecord) and r.redacted and r.value is None]
    if not blanks:
        return records
    figures = read_figures(text, speech, records)
    gaps = [f for f in figures.levels if is_gap(f)]
    out = list(records)
    for at in blanks:
        record = records[at]
        assert isinstance(record, IndicatorRecord)
        if repaired := _repaired(text.plain, figures, record, gaps):
            out[at] = repaired
    return tuple(out)


def _repaired(
    plain: str, figures: Figures, record: IndicatorRecord, gaps: Sequence[Figure]
) -> IndicatorRecord | None:
    """The record with its number, where it is the need of exactly one shortfall told after it."""
    damaged = _DAMAGED.search(plain, record.start, record.end)
    if damaged is None or not has_cue(_before(plain, record.start), "need"):
        return None
    first = bisect_right(gaps, record.end, key=lambda g: g.start)
    found = list(takewhile(lambda g: figures.paragraph(g.sentence).start <= record.start, gaps[first:first + 2]))
    if len(found) != 1 or found[0].suffix != damaged["suffix"] or found[0].approximate:
        return None
    gap = found[0]
    have = in_hand(figures, record.end, gap)
    if not have or any(f.suffix != gap.suffix or f.approximate for f in have):
        return None
    value = gap.value + sum(f.value for f in have)
    if not _agrees(damaged["number"], value / gap.factor):
        return None
    terms = " + ".join([*(f"{f.written(f.value)}（已有）" for f in have), f"{gap.written(gap.value)}（缺口）"])
    return replace(record, repaired_value=value, proof=f"{damaged.group()} = {terms} = {gap.written(value)}")


def _before(plain: str, start: int) -> str:
    """The words of the clause before a number."""
    cut = max(plain.rfind(mark, max(0, start - _LONGEST_LABEL), start) for mark in "，；。：\n")
    return plain[max(cut + 1, start - _LONGEST_LABEL):start]


def _agrees(damaged: str, value: float) -> bool:
    """Whether a number can be what is left of it: each lost mark is one digit; nothing is left where all are lost."""
    left = _LOST.sub("", damaged)
    number = f"{value:.{_MOST_PLACES}f}".rstrip("0").rstrip(".")
    if not left or left == ".":
        return True
    pattern = "".join(r"\d" if _LOST.match(c) else re.escape(c) for c in damaged)
    return bool(re.fullmatch(pattern, number))
