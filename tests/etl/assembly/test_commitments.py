"""Commitments without a date; cases in tests/cases/commitments.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from etl.lexicon import words
from etl.pipeline import extract
from etl.records import Commitment, Document, MilestoneRecord

CASES = json.loads((Path(__file__).parents[2] / "cases" / "commitments.json").read_text(encoding="utf-8"))


def _commitments(text: str) -> tuple[Commitment, ...]:
    return extract(Document("test.txt", text, "txt", "utf-8", "")).speeches[0].commitments


def _said(record: Commitment, case: dict[str, Any]) -> dict[str, Any]:
    said = {"subject": record.subject, "event": str(record.event), "words": record.words, "unit": list(record.unit)}
    return {k: said[k] for k in case}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_commitments_of_a_sentence(case: dict[str, Any]) -> None:
    found = _commitments(case["text"])
    assert len(found) == len(case["commitments"]), found
    assert [_said(r, c) for r, c in zip(found, case["commitments"], strict=True)] == case["commitments"]


@pytest.mark.parametrize("word", [w for w in words("commitments_words", **{"class": "adverb"}) if len(w) > 1])
def test_every_soft_word_makes_a_commitment(word: str) -> None:
    (record,) = _commitments(f"平安大桥项目要{word}开工。")
    assert (record.subject, record.words) == ("平安大桥项目", word)


def test_the_evidence_runs_from_the_subject_to_the_action() -> None:
    text = "龙湖水厂项目是大事，县水利局要盯紧，争取早日竣工。"
    (record,) = _commitments(text)
    assert text[record.start:record.end] == text[:-1]
    assert record.unit == ("县水利局",)


def test_a_dated_and_an_undated_promise_in_one_sentence() -> None:
    text = "平安大桥项目要在6月底前开工；龙湖水厂项目要尽快开工。"
    speech = extract(Document("test.txt", text, "txt", "utf-8", "")).speeches[0]
    assert [r.subject for r in speech.records if isinstance(r, MilestoneRecord)] == ["平安大桥项目"]
    assert [c.subject for c in speech.commitments] == ["龙湖水厂项目"]
