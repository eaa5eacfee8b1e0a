"""Target, fact or gap, and what is measured, in spoken speeches; cases in tests/cases/indicator_status.json."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from etl.assembly.indicators import assemble_indicators
from etl.mentions.quantities import find_quantities
from etl.records import SpeechContext
from tests.etl.assembly.reading import read_sentence

CASES = json.loads((Path(__file__).parents[2] / "cases" / "indicator_status.json").read_text(encoding="utf-8"))


def _read(sentence: str, context: SpeechContext) -> list[list[str]]:
    text, speech, mentions = read_sentence(sentence)
    mentions = replace(mentions, quantities=find_quantities(text, speech.start, speech.end))
    records = assemble_indicators(text, speech, mentions, context)
    return [[text.original[r.start:r.end], str(r.status), str(r.measure)] for r in records]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_a_figures_status_and_measure(case: dict) -> None:
    assert _read(case["text"], SpeechContext()) == case["figures"]


@pytest.mark.parametrize(
    ("month", "status"), [(4, "target"), (6, "actual"), (None, "actual")],
)
def test_a_month_that_the_speech_has_not_reached_is_ahead(month: int | None, status: str) -> None:
    assert _read("主管网5月份埋管8公里。", SpeechContext(month=month)) == [["8公里", status, "level"]]
