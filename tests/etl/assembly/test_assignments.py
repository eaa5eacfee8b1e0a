"""Who is told to do what; cases in tests/cases/assignments.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.assembly.assignments import assemble_assignments
from etl.records import AssignmentRecord, SpeechContext
from tests.etl.assembly.reading import read_sentence

CASES = json.loads((Path(__file__).parents[2] / "cases" / "assignments.json").read_text(encoding="utf-8"))


def read(sentence: str) -> tuple[AssignmentRecord, ...]:
    return assemble_assignments(*read_sentence(sentence), SpeechContext())


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_assignments(case: dict) -> None:
    found = [(list(r.units), str(r.role)) for r in read(case["text"])]
    assert found == [(a["units"], a["role"]) for a in case["assignments"]]
    for record, wanted in zip(read(case["text"]), case["assignments"], strict=True):
        assert wanted["task"] in record.task


def test_task_fits_the_format_and_the_evidence_starts_at_the_unit() -> None:
    sentence = "县水利局要组织力量疏浚城区内外的排水沟渠和蓄水池塘，修复沿河两岸的防洪堤坝，更换全部老旧闸门。"
    (record,) = read(sentence)
    assert len(record.task) <= 30
    assert sentence[record.start:record.end].startswith("县水利局要组织力量")


def test_deadline_governs_the_task() -> None:
    with_date, without = read("住建局要在9月底前完成路面铺装。水利局要疏浚沟渠。")
    assert with_date.deadline is not None and with_date.deadline.month == 9
    assert without.deadline is None


def test_a_repeated_passage_counts_once() -> None:
    assert len(read("农业农村局要核实受益农户名单。农业农村局要核实受益农户名单。")) == 1


def test_a_named_office_goes_on_in_the_next_sentence_but_a_class_does_not() -> None:
    more = "对办理中遇到的难题，要及时提交例会研究。"
    assert [r.rule for r in read("重点办要建立项目台账。" + more)] == ["unit_modal", "next_sentence"]
    assert [r.rule for r in read("有关部门要建立项目台账。" + more)] == ["unit_modal"]
