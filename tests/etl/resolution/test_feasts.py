"""Lunar feasts to days of the calendar."""

from __future__ import annotations

from datetime import date

import pytest

from etl.records import Deadline, SpeechContext
from etl.resolution.feasts import on_feast

AUTUMN = SpeechContext(year=2014, month=10, reference_date=date(2014, 10, 8))
SPRING = SpeechContext(year=2014, month=3)


@pytest.mark.parametrize(("text", "context", "year", "month", "day"), [
    ("春节前", AUTUMN, "+1", 2, 19),
    ("春節前", AUTUMN, "+1", 2, 19),
    ("年前", AUTUMN, "+1", 2, 19),
    ("元宵节前", SPRING, "+1", 3, 5),
    ("端午节之前", SPRING, None, 6, 2),
    ("中秋节前", SPRING, None, 9, 8),
])
def test_a_feast_is_the_next_one_after_the_speech(
    text: str, context: SpeechContext, year: str | None, month: int, day: int
) -> None:
    found = on_feast(Deadline(text=text), context)
    assert (found.year, found.month, found.day) == (year, month, day)


def test_a_stated_year_says_which() -> None:
    found = on_feast(Deadline(text="明年春节前", year="+1"), SPRING)
    assert (found.year, found.month, found.day) == ("+1", 2, 19)


@pytest.mark.parametrize(("deadline", "context"), [
    (Deadline(text="春节前"), SpeechContext()),
    (Deadline(text="春节前"), SpeechContext(year=2014)),
    (Deadline(text="春节前"), SpeechContext(year=1950, month=3)),
    (Deadline(text="春耕前"), AUTUMN),
    (Deadline(text="元旦春节前"), AUTUMN),
    (Deadline(text="年底前", month=12), AUTUMN),
    (Deadline(text="十年前"), AUTUMN),
    (Deadline(text="20xx年春节前", year_redacted=True), AUTUMN),
])
def test_what_stays_open(deadline: Deadline, context: SpeechContext) -> None:
    assert on_feast(deadline, context) is deadline
