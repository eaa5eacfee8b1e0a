"""Time-bound commitments; cases in tests/cases/milestones.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from etl.assembly.milestone_deadlines import governing_deadline
from etl.assembly.milestones import assemble_milestones
from etl.assembly.sanction_rules import find_rules
from etl.mentions.dates import find_dates
from etl.mentions.projects import find_projects
from etl.mentions.quantities import find_quantities
from etl.mentions.units import find_units
from etl.records import Document, Mentions, MilestoneRecord, NormalText, Speech, SpeechContext
from etl.text.normalize import normalize
from etl.text.segment import segment

CASES = json.loads((Path(__file__).parents[2] / "cases" / "milestones.json").read_text(encoding="utf-8"))


def _read(sentence: str) -> tuple[NormalText, Speech, Mentions]:
    prepared = segment(Document("test.txt", sentence, "txt", "utf-8", ""), normalize(sentence))
    speech = prepared.speeches[0]
    span = (prepared.normal, speech.start, speech.end)
    return prepared.normal, speech, Mentions(
        quantities=find_quantities(*span), dates=find_dates(*span), units=find_units(*span),
        projects=find_projects(*span), rules=tuple(find_rules(prepared.normal.plain, speech.start, speech.end)),
    )


def _milestones(sentence: str) -> tuple[MilestoneRecord, ...]:
    return assemble_milestones(*_read(sentence), SpeechContext())


def _said(record: MilestoneRecord, case: dict[str, Any]) -> dict[str, Any]:
    """The fields of a record that a case names."""
    deadline = record.deadline.as_dict()
    said = {"subject": record.subject, "event": str(record.event), "modality": str(record.modality),
            "unit": list(record.unit), "count": record.count, **deadline}
    return {k: None if k == "subject" and case[k] is None else said.get(k) for k in case}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_milestones_of_a_sentence(case: dict) -> None:
    found = _milestones(case["text"])
    assert len(found) == len(case["milestones"]), [r.subject for r in found]
    assert [_said(r, c) for r, c in zip(found, case["milestones"], strict=True)] == case["milestones"]


def test_every_item_of_a_list_has_its_own_evidence() -> None:
    text = "年底前，确保平安大桥、龙湖水厂等项目竣工。"
    assert [text[r.start:r.end] for r in _milestones(text)] == ["平安大桥、龙湖水厂等项目竣工", "龙湖水厂等项目竣工"]


def test_traditional_evidence_is_as_written() -> None:
    text = "龍湖水廠要在6月底前開工。"
    (record,) = _milestones(text)
    assert (record.subject, text[record.start:record.end]) == ("龍湖水廠", "龍湖水廠要在6月底前開工")


@pytest.mark.parametrize(("sentence", "action", "deadline"), [
    ("年底前，要确保东桥竣工；力争西桥明年上半年投产；确保南桥开工。", "南桥开工", "年底前"),
    ("年底前，要确保东桥竣工；力争西桥明年上半年投产；确保南桥开工。", "投产", "明年上半年"),
    ("东桥要在4月份完成前期，并启动征地。", "启动", "4月份"),
    ("东桥要在4月份完成前期，尽快启动征地。", "启动", None),
    ("东桥竣工时间为10月底。", "竣工", "10月底"),
    ("6月末余额增长两成，许多企业要开工。", "开工", None),
    ("去年底，东桥竣工。", "竣工", None),
    ("两周后，再次召开会议，各单位要汇报，逐项过堂。", "汇报", None),
])
def test_governing_deadline(sentence: str, action: str, deadline: str | None) -> None:
    text, speech, mentions = _read(sentence)
    found = governing_deadline(text.plain, speech.sentences[0], mentions.dates, sentence.index(action))
    assert (found and found.deadline.text) == deadline
