"""Recurring duties; cases in tests/cases/cadences.json and cadence_actors.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.assembly.cadences import assemble_cadences
from etl.records import SpeechContext
from tests.etl.assembly.reading import read_sentence

FOLDER = Path(__file__).parents[2] / "cases"
CASES = json.loads((FOLDER / "cadences.json").read_text(encoding="utf-8"))
ACTORS = json.loads((FOLDER / "cadence_actors.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_duties_and_frequencies(case: dict) -> None:
    found = assemble_cadences(*read_sentence(case["text"]), SpeechContext())
    assert [[str(r.activity), r.freq] for r in found] == case["cadences"]


@pytest.mark.parametrize("case", ACTORS, ids=lambda c: c["text"])
def test_actor(case: dict) -> None:
    first = assemble_cadences(*read_sentence(case["text"]), SpeechContext())[0]
    assert first.actor == case["actor"]
