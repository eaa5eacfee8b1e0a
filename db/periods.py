"""Periods of reports: a month 2026-05, an ISO week 2026-W21, or a day 2026-05-14 of a free report."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from db.errors import BadEntry

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def period_end(period: str) -> date:
    """The last day of a period. BadEntry where the words are no period."""
    try:
        if month := _MONTH.fullmatch(period):
            year, number = int(month[1]), int(month[2])
            return date(year, number, monthrange(year, number)[1])
        if week := _WEEK.fullmatch(period):
            return date.fromisocalendar(int(week[1]), int(week[2]), 7)
        if _DAY.fullmatch(period):
            return date.fromisoformat(period)
    except ValueError as error:
        raise BadEntry(f"{period!r} is no period: {error}") from error
    raise BadEntry(f"{period!r} is no period: 2026-05, 2026-W21 or 2026-05-14")


def month_of(day: date) -> str:
    """The month that a day lies in, as a period."""
    return f"{day:%Y-%m}"


def week_of(day: date) -> str:
    """The ISO week that a day lies in, as a period."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
