"""The year and the last month that a figure's period speaks of: 1-10月 of a speech of 2026 → 2026, 10."""

from __future__ import annotations

import csv
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

YEAR = 12
# 2008年; a blanked 20xx年 or 20*年 names a year that nobody knows
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})年?")
_BLANK_YEAR = re.compile(r"20[xX×*＊]{1,2}年?")
# 1-10月, 1至5月份, 截至6月底, 前5个月: the last number before 月
_MONTH = re.compile(r"(?<!\d)(1[0-2]|[1-9])(?:个|個)?月")
# 到2012年, 两年时间, 五年内: longer than one year, so that no share of one year says how far it should be
_LONG = re.compile(r"到(?:19|20)[\dxX×*]{2}年|[两兩二三四五](?:到[三四五])?年(?!级)|十[一二三四五]五|规划|規劃")
_SIMPLIFIED = str.maketrans("內個兩計劃", "内个两计划")


@dataclass(frozen=True, slots=True)
class Span:
    """From the beginning of a year to the end of a month. `year` None: not known."""

    year: int | None
    through: int

    def elapsed(self, asof: date) -> float | None:
        """The share of its days that have gone by at the end of `asof`, 0 to 1; None where the year is not known."""
        if self.year is None:
            return None
        first, last = date(self.year, 1, 1), self.last
        return min(max((asof - first).days + 1, 0) / ((last - first).days + 1), 1.0)

    @property
    def last(self) -> date:
        """Its last day; only where the year is known."""
        year = self.year or 1
        return date(year, self.through, monthrange(year, self.through)[1])


def target_span(words: str | None, year: int | None) -> Span | None:
    """What a target is for: the year of the speech where nothing is said; None where it is longer than a year."""
    text = (words or "").translate(_SIMPLIFIED)
    if _LONG.search(text):
        return None
    of_year, through = _read(text, year)
    return Span(of_year, through or YEAR)


def actual_span(words: str | None, year: int | None, month: int | None) -> Span | None:
    """Up to when an actual is counted: the speech's month where nothing is said of it.

    None for what is longer than a year, and for what claims a whole year before its end: that is a forecast.
    """
    text = (words or "").translate(_SIMPLIFIED)
    if _LONG.search(text):
        return None
    of_year, through = _read(text, year)
    if of_year != year:
        return Span(of_year, through or YEAR)
    if month and (through or YEAR) >= YEAR > month:
        return None if "全年" in text else Span(of_year, month)
    return Span(of_year, through or month or YEAR)


def _read(text: str, year: int | None) -> tuple[int | None, int | None]:
    offset, through = 0, None
    for words, row in _words():
        if words in text:
            offset = offset or row[0]
            through = row[1] if through is None else min(through, row[1])
    months = _MONTH.findall(text)
    if months:
        through = int(months[-1])
    if said := _YEAR.search(text):
        return int(said[1]), through
    if _BLANK_YEAR.search(text):
        return None, through
    return None if year is None else year + offset, through


@cache
def _words() -> tuple[tuple[str, tuple[int, int]], ...]:
    """Period words, longest first, with the years from the speech's own and the last month."""
    text = files("dashboard.labels").joinpath("periods.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    found = [(r["words"], (int(r["year"]), int(r["through"]))) for r in rows]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))
