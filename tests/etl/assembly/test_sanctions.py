"""Rules of reward and penalty; cases in tests/cases/sanctions.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.assembly.sanctions import assemble_sanctions
from etl.records import SpeechContext
from tests.etl.assembly.reading import read_sentence

CASES = json.loads((Path(__file__).parents[2] / "cases" / "sanctions.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_trigger_and_polarity(case: dict) -> None:
    found = assemble_sanctions(*read_sentence(case["text"]), SpeechContext())
    assert [{"trigger": r.trigger, "polarity": str(r.polarity)} for r in found] == case["sanctions"]


def test_evidence_runs_from_trigger_to_consequence() -> None:
    sentence = "会议强调，对表现突出的干部，要提拔重用，并在全县通报表扬，营造氛围。"
    (record,) = assemble_sanctions(*read_sentence(sentence), SpeechContext())
    assert sentence[record.start:record.end] == "表现突出的干部，要提拔重用，并在全县通报表扬"
