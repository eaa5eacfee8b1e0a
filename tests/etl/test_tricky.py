"""The 51 tricky expressions, each in a sentence, through the whole pipeline; cases in tests/cases/tricky.json.

`no` is the row of the table of tricky expressions; rows after the 51 are neighbours that look alike. A case names the
fields that matter of what must be found: quantities, dates and cadences by their words, records by their kind. An empty
list of dates or cadences means that none may be found.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from etl.pipeline import extract
from etl.records import Document, SpeechLedger, as_interchange

CASES = json.loads((Path(__file__).parents[1] / "cases" / "tricky.json").read_text(encoding="utf-8"))
MASKS = ("XX", "xx", "20*")
ROWS = 51


def _read(text: str) -> tuple[SpeechLedger, list[dict[str, Any]]]:
    ledger = extract(Document("test.txt", text, "txt", "utf-8", ""))
    speech = ledger.speeches[0]
    return speech, [as_interchange(r, document=ledger.prepared.document, speech=1) for r in speech.records]


def _agrees(expected: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    return all(
        _agrees(value, found.get(key) or {}) if isinstance(value, dict) else found.get(key, False) == value
        for key, value in expected.items()
    )


def _quantities(text: str, speech: SpeechLedger) -> list[dict[str, Any]]:
    fields = ("value", "value_max", "cmp", "unit", "redacted", "set_aside", "rate_of")
    return [{"text": text[q.start:q.end], **{f: getattr(q, f) for f in fields}} for q in speech.mentions.quantities]


def _dates(text: str, speech: SpeechLedger) -> list[dict[str, Any]]:
    fields = ("from_month", "is_period", "is_past", "before")
    return [
        {**d.deadline.as_dict(), "text": text[d.start:d.end], **{f: getattr(d, f) for f in fields}}
        for d in speech.mentions.dates
    ]


def test_every_row_of_the_table_has_its_case() -> None:
    assert [c["no"] for c in CASES[:ROWS]] == list(range(1, ROWS + 1))
    assert all(c["expression"] in c["text"] for c in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['no']}-{c['expression']}")
def test_tricky_expression(case: dict[str, Any]) -> None:
    text = case["text"]
    speech, records = _read(text)
    quantities, dates = _quantities(text, speech), _dates(text, speech)
    cadences = [[text[c.start:c.end], c.freq] for c in speech.mentions.cadences]
    for expected in case.get("quantities", ()):
        assert [q for q in quantities if _agrees(expected, q)], quantities
    for expected in case.get("dates", ()):
        assert [d for d in dates if _agrees(expected, d)], dates
    for expected in case.get("records", ()):
        assert [r for r in records if _agrees(expected, r)], records
    assert case.get("dates") != [] or dates == []
    assert "cadences" not in case or cadences == case["cadences"]


@pytest.mark.parametrize(
    "case", [c for c in CASES if any(m in c["expression"] for m in MASKS)], ids=lambda c: f"{c['no']}-{c['expression']}"
)
def test_a_mask_has_no_value(case: dict[str, Any]) -> None:
    at = case["text"].index(case["expression"])
    end = at + len(case["expression"])
    speech, records = _read(case["text"])
    masked = [q for q in speech.mentions.quantities if q.start < end and at < q.end]
    assert masked and all(q.value is None and q.value_max is None for q in masked)
    for r in (r for r in records if r["type"] == "indicator" and r["start"] < end and at < r["end"]):
        assert r["redacted"] and r["value"] is None and r["value_max"] is None
    assert all(d.deadline.year is None for d in speech.mentions.dates if d.start < end and at < d.end)
