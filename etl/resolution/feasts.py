"""Feasts of the lunar calendar to days: 春节前, 端午节, 年前."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from etl.lexicon import alternation, table, words
from etl.records import Deadline, SpeechContext
from etl.text.normalize import normalize

_DAYS = {
    (r["feast"], int(r["year"])): date(int(r["year"]), int(r["month"]), int(r["day"])) for r in table("dates_lunar")
}
_FEAST = re.compile(alternation(words("dates_lunar", column="feast")))
_OTHER = re.compile("元旦|国庆|两节|双节")  # 元旦春节: which of them is meant stays open
# 年前, 在年前, 过年前: before the Spring Festival
_BEFORE_YEAR = re.compile(r"[在于到]?过?年(?:之|以)?前")
_NEW_YEAR = "春节"


def on_feast(deadline: Deadline, context: SpeechContext) -> Deadline:
    """The deadline with the month and day of the lunar feast that it names, the first after the speech where its words
    give no year. Unchanged where it names none, or where the year is not known or beyond the table."""
    if deadline.month is not None or deadline.day is not None or deadline.relative is not None \
            or deadline.year_redacted:
        return deadline
    feast = _feast(normalize(deadline.text).plain)
    day = feast and _day(feast, deadline, context)
    if not day:
        return deadline
    year = deadline.year
    if year is None and context.year is not None and day.year > context.year:
        year = "+1"
    return replace(deadline, year=year, month=day.month, day=day.day)


def _feast(text: str) -> str | None:
    if _BEFORE_YEAR.fullmatch(text):
        return _NEW_YEAR
    found = _FEAST.search(text)
    return found.group() if found and not _OTHER.search(text) else None


def _day(feast: str, deadline: Deadline, context: SpeechContext) -> date | None:
    if isinstance(deadline.year, int):
        return _DAYS.get((feast, deadline.year))
    if context.year is None:
        return None
    if deadline.year is not None:
        return _DAYS.get((feast, context.year + int(deadline.year)))
    if context.month is None:
        return None
    told = context.reference_date or date(context.year, context.month, 1)
    this = _DAYS.get((feast, told.year))
    return this if this is None or this >= told else _DAYS.get((feast, told.year + 1))
