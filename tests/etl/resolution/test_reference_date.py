"""Year and month of a speech from its own words; cases in tests/cases/reference_dates.json."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from etl.mentions.dates import find_dates
from etl.records import Document, Mentions
from etl.resolution.reference_date import When, infer_when, read_front_date
from etl.text.normalize import normalize
from etl.text.segment import segment

CASES = json.loads((Path(__file__).parents[2] / "cases" / "reference_dates.json").read_text(encoding="utf-8"))


def _when(body: str) -> When:
    prepared = segment(Document("test.txt", body, "txt", "utf-8", ""), normalize(body))
    speech = prepared.speeches[0]
    dates = find_dates(prepared.normal, speech.start, speech.end)
    return infer_when(prepared.normal, speech, Mentions(dates=dates))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_clues(case: dict) -> None:
    when = _when(case["text"])
    assert (when.year, when.month) == (case["year"], case["month"])


@pytest.mark.parametrize("case", [c for c in CASES if c["year"] or c["month"]], ids=lambda c: c["text"])
def test_what_is_inferred_has_its_clue_and_never_a_day(case: dict) -> None:
    when = _when(case["text"])
    assert when.day is None
    assert when.clues and all(0 < c.strength <= 1 and case["text"][c.start:c.end] for c in when.clues)


@pytest.mark.parametrize(("value", "when"), [
    ("2014-04-10", When(2014, 4, date(2014, 4, 10))),
    ("2014年4月10日", When(2014, 4, date(2014, 4, 10))),
    ("2014/4", When(2014, 4)),
    ("2014年", When(2014)),
    ("2014-13-01", When()),
    ("2014-02-30", When(2014, 2)),
    ("20xx年3月", When()),
    ("", When()),
])
def test_front_matter(value: str, when: When) -> None:
    assert read_front_date(value) == when
