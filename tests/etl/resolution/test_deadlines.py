"""Deadlines to calendar dates; cases in tests/cases/deadlines.json (the meeting of 10 April 2014, a Thursday)."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from db.vocab import Activity, DateSource, DueBasis, Event, Modality, Part, Role
from etl.records import AssignmentRecord, CadenceRecord, Deadline, MilestoneRecord, SpeechContext
from etl.resolution.deadlines import due, in_month, ordered, resolve_deadlines

CASES = json.loads((Path(__file__).parents[2] / "cases" / "deadlines.json").read_text(encoding="utf-8"))


def _deadline(text: str, fields: dict) -> Deadline:
    part = fields.get("part")
    return Deadline(text=text, **fields | {"part": Part(part) if part else None})


def _context(fields: dict) -> SpeechContext:
    year, month, day = fields.get("year"), fields.get("month"), fields.get("day")
    return SpeechContext(year=year, month=month, date_source=DateSource(fields["source"]),
                         reference_date=date(year, month, day) if day else None)


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['text']}-{c['context']['source']}")
def test_due(case: dict) -> None:
    on, basis = due(_deadline(case["text"], case["deadline"]), _context(case["context"]))
    assert (on and on.isoformat(), str(basis)) == (case["due_on"], case["basis"])


@pytest.mark.parametrize(("deadline", "month", "expected"), [
    (Deadline(text="25日前", day=25), 11, Deadline(text="25日前", month=11, day=25)),
    (Deadline(text="月底前", relative="P0M", part=Part.END), 11, Deadline(text="月底前", month=11, part=Part.END)),
    (Deadline(text="下月10日前", relative="P1M", day=10), 12, Deadline(text="下月10日前", year="+1", month=1, day=10)),
    (Deadline(text="下个月", relative="P1M"), 11, None),
    (Deadline(text="下月中旬", relative="P1M", part=Part.MID), 9, Deadline(text="下月中旬", month=10, part=Part.MID)),
    (Deadline(text="本季度内", relative="P0M"), 11, None),
    (Deadline(text="月底前", relative="P0M", part=Part.END), None, None),
    (Deadline(text="春节前"), 11, None),
])
def test_a_day_without_a_month_is_of_the_speech_s_month(
    deadline: Deadline, month: int | None, expected: Deadline | None
) -> None:
    assert in_month(deadline, SpeechContext(year=2014, month=month)) == (expected or deadline)


@pytest.mark.parametrize(("deadline", "month", "year"), [
    (Deadline(text="2月底", month=2, part=Part.END), 12, "+1"),
    (Deadline(text="1月10日前", month=1, day=10), 12, "+1"),
    (Deadline(text="3月底前", month=3, part=Part.END), 10, "+1"),
    (Deadline(text="五一前", month=5, day=1), 11, "+1"),
    (Deadline(text="9月底前", month=9, part=Part.END), 10, None),  # it may have slipped
    (Deadline(text="6月底前", month=6, part=Part.END), 10, None),
    (Deadline(text="12月底前", month=12, part=Part.END), 12, None),
    (Deadline(text="2月底", month=2, part=Part.END), None, None),
    (Deadline(text="今年2月底", month=2, part=Part.END), 12, None),
    (Deadline(text="2021年2月底", year=2021, month=2, part=Part.END), 12, 2021),
    (Deadline(text="20xx年2月底", month=2, part=Part.END, year_redacted=True), 12, None),
])
def test_a_month_that_an_order_can_only_mean_next_year(
    deadline: Deadline, month: int | None, year: int | str | None
) -> None:
    assert ordered(deadline, SpeechContext(year=2021, month=month)).year == year


def test_only_what_is_ordered_moves_to_the_next_year() -> None:
    at = {"start": 0, "end": 1, "rule": "test", "confidence": 1.0}
    deadline = Deadline(text="2月底", month=2, part=Part.END)
    record = MilestoneRecord(subject="东桥", event=Event.COMPLETE, deadline=deadline, modality=Modality.MUST, **at)
    plan = MilestoneRecord(subject="东桥", event=Event.COMPLETE, deadline=deadline, modality=Modality.PLAN, **at)
    context = SpeechContext(year=2021, month=12, date_source=DateSource.GIVEN)
    found = resolve_deadlines((record, plan), context)
    assert [r.due_on for r in found] == [date(2022, 2, 28), date(2021, 2, 28)]


def test_milestones_and_assignments_are_resolved_and_nothing_else() -> None:
    at = {"start": 0, "end": 1, "rule": "test", "confidence": 1.0}
    deadline = Deadline(text="6月底", month=6, part=Part.END)
    milestone = MilestoneRecord(subject="东桥", event=Event.COMPLETE, deadline=deadline, modality=Modality.MUST, **at)
    assignment = AssignmentRecord(units=("住建局",), role=Role.DO, task="修桥", deadline=deadline, **at)
    undated = AssignmentRecord(units=("住建局",), role=Role.DO, task="修桥", **at)
    cadence = CadenceRecord(activity=Activity.REPORT, freq="weekly", **at)
    context = SpeechContext(year=2014, month=7, date_source=DateSource.INFERRED)
    found = resolve_deadlines((milestone, assignment, undated, cadence), context)
    assert [(r.due_on, r.due_basis) for r in found[:2]] == [(date(2014, 6, 30), DueBasis.INFERRED)] * 2
    assert found[2:] == (undated, cadence)
