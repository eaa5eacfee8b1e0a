"""Dates, periods and relative times; cases in tests/cases/dates.json (the rows of tricky.md among them)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.mentions.date_reading import numeral
from etl.mentions.dates import find_dates
from etl.records import DateMention
from etl.text.normalize import normalize

CASES = json.loads((Path(__file__).parents[2] / "cases" / "dates.json").read_text(encoding="utf-8"))


def _said(mention: DateMention) -> dict:
    """What a mention says, the fields that say nothing left out."""
    said = mention.deadline.as_dict() | {
        "from_month": mention.from_month, "is_period": mention.is_period, "is_past": mention.is_past,
        "before": mention.before,
    }
    return {k: v for k, v in said.items() if v not in (None, False)}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_dates_of_a_sentence(case: dict) -> None:
    text = normalize(case["text"])
    assert [_said(d) for d in find_dates(text, 0, len(text.plain))] == case["dates"]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_a_date_is_the_words_it_points_to(case: dict) -> None:
    text = normalize(case["text"])
    for mention in find_dates(text, 0, len(text.plain)):
        assert text.original[mention.start:mention.end] == mention.deadline.text


def test_traditional_text_keeps_its_own_words() -> None:
    text = normalize("今年11月15日前,兩週後再議。")
    assert [d.deadline.text for d in find_dates(text, 0, len(text.plain))] == ["今年11月15日前", "兩週後"]


def test_only_the_stretch_asked_for_is_read() -> None:
    text = normalize("年底前开工，明年5月完工。")
    assert [d.deadline.text for d in find_dates(text, 6, len(text.plain))] == ["明年5月"]


@pytest.mark.parametrize(("word", "value"), [
    ("12", 12), ("十", 10), ("十二", 12), ("二十", 20), ("二十三", 23), ("两", 2), ("百", 100), ("XX", None),
    ("半", None),
])
def test_numerals(word: str, value: int | None) -> None:
    assert numeral(word) == value
