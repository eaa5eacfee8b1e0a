"""Deadlines as they hold: moves, rejected records, tasks beside milestones, who answers, what was last reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, Engine, insert, select, update

from db.errors import BadEntry, NotAllowed
from db.models import Assignment, AssignmentUnit, Milestone, ProgressReport, Speech, Unit
from db.queries import deadline_people
from db.queries import deadlines as due
from db.queries import milestones as stones
from db.queries.deadline_details import moves_and_reports
from db.queries.deadlines import DeadlineFilter, DeadlineOrder
from db.queries.milestones import NO_UNIT, Progress
from db.queries.scope import Scope, Slice
from db.services.deadlines import move_deadline
from db.services.progress import Reported, report_progress
from db.services.responsibility import assign
from db.vocab import Duty, RecordType, ReportSubject
from etl.entries import mark_done, undo_done
from tests.dashboard.ledger import fill
from tests.people import CLERK, REPORTER, SUPERVISOR

SCOPE = Scope(date(2025, 11, 22))
NOW = datetime(2025, 11, 20, 8, tzinfo=UTC)
MILESTONE, TASK = RecordType.MILESTONE, RecordType.ASSIGNMENT
STONES = DeadlineFilter(types=(str(MILESTONE),))
LATE = DeadlineFilter(progress=(str(Progress.OVERDUE),))
TANKS, BRIDGE = "临港石化仓储项目", "海平大桥项目"
BY = {"actor": SUPERVISOR, "now": NOW}


def bands(connection: Connection) -> dict[str, int]:
    """How late how many are."""
    return {b: n for b, n in due.standing(connection, SCOPE, DeadlineFilter()).items() if b in due.LATE_BANDS}


@pytest.fixture
def filled(engine: Engine) -> Engine:
    fill(engine)
    return engine


@pytest.fixture
def connection(filled: Engine) -> Iterator[Connection]:
    with filled.connect() as opened:
        yield opened


def stone(engine: Engine, subject: str) -> int:
    with engine.connect() as opened:
        return opened.execute(select(Milestone.id).where(Milestone.subject == subject)).scalar_one()


def task(engine: Engine, words: str, day: date | None) -> int:
    """Give a task of the ledger a deadline."""
    with engine.begin() as opened:
        id_ = opened.execute(select(Assignment.id).where(Assignment.task == words)).scalar_one()
        opened.execute(update(Assignment.__table__).where(Assignment.__table__.c.id == id_).values(
            due_on=day, due_basis="stated" if day else "open"))
    return id_


def rows(
    engine: Engine, wanted: DeadlineFilter = LATE, scope: Scope = SCOPE, window: Slice | None = None
) -> list[dict]:
    with engine.connect() as opened:
        return due.deadlines(opened, scope, wanted, window or Slice())


def move(engine: Engine, id_: int, to: date, kind: RecordType = MILESTONE) -> None:
    move_deadline(engine, kind, id_, to=to, reason="征地未完成", approver="分管副县长", **BY)


# ---------------------------------------------------------------- milestones.py


def test_a_moved_deadline_counts_everywhere_from_where_it_was_moved_to(filled: Engine) -> None:
    tanks = stone(filled, TANKS)
    move(filled, tanks, date(2025, 10, 31))
    move(filled, tanks, date(2025, 12, 5))
    with filled.connect() as opened:
        counts = {r["group"]: r["n"] for r in due.deadline_counts(opened, SCOPE, STONES, "progress")}
        (row,) = [r for r in due.deadlines(opened, SCOPE, STONES, Slice()) if r["id"] == tanks]
        move(filled, tanks, date(2027, 1, 1))
    assert "overdue" not in counts and counts["soon"] == 3
    assert (row["due_on"], row["baseline"], row["moves"], row["days_moved"]) == (
        date(2025, 12, 5), date(2025, 6, 30), 2, 158)
    with filled.connect() as opened:
        assert stones.last_due(opened, SCOPE) == date(2027, 1, 1)


def test_a_rejected_milestone_is_gone_from_every_list(filled: Engine) -> None:
    with filled.begin() as opened:
        opened.execute(update(Milestone.__table__).where(Milestone.__table__.c.subject == TANKS).values(
            review="rejected"))
    with filled.connect() as opened:
        counted = {r["group"] for r in due.deadline_counts(opened, SCOPE, STONES, "progress")}
        assert counted == {"soon", "upcoming", "undated"}
        assert TANKS not in {r["subject"] for r in due.deadlines(opened, SCOPE, STONES, Slice())}
        assert "县工信局" not in deadline_people.units(opened)
        assert due.deadline(opened, SCOPE, "milestone", stone(filled, TANKS)) is None
    assert rows(filled) == []


def test_a_unit_that_the_office_named_is_a_milestones_unit(filled: Engine) -> None:
    with filled.connect() as opened:
        unit = opened.execute(select(Unit.id).where(Unit.name == "县交通局")).scalar_one()
        alone = replace(STONES, units=(NO_UNIT,))
        before = len(due.deadlines(opened, SCOPE, alone, Slice()))
    assign(filled, [(ReportSubject.MILESTONE, stone(filled, BRIDGE))], role=Duty.LEAD, unit_id=unit, **BY)
    with filled.connect() as opened:
        named = due.deadlines(opened, SCOPE, replace(STONES, units=("县交通局",)), Slice())
        assert [(r["subject"], r["units"]) for r in named] == [(BRIDGE, "县交通局")]
        assert len(due.deadlines(opened, SCOPE, alone, Slice())) == before - 1
        assert sum(r["n"] for r in due.deadline_counts(opened, SCOPE, alone, "progress")) == before - 1


# ---------------------------------------------------------------- deadlines.py


def test_tasks_with_a_deadline_are_late_too_and_those_without_are_no_items(filled: Engine) -> None:
    assert [r["type"] for r in rows(filled)] == ["milestone"]
    task(filled, "用地报批", date(2025, 11, 1))
    found = rows(filled)
    assert [(r["type"], r["subject"], r["units"], r["total"]) for r in found] == [
        ("milestone", TANKS, "县发改局、县工信局", 2), ("assignment", "用地报批", "县自然资源局", 2)]
    for row in found:
        assert row["sentence"][row["quote_at"]:].startswith(row["quote"])
    only_tasks = DeadlineFilter(types=("assignment",))
    assert [r["subject"] for r in rows(filled, only_tasks)] == ["用地报批"]
    assert rows(filled, DeadlineFilter(types=("assignment",), modalities=("must",))) == []


def test_what_a_sentence_sets_as_milestone_and_task_is_one_item(filled: Engine) -> None:
    day = date(2025, 6, 30)
    with filled.begin() as opened:
        at = opened.execute(select(Milestone.__table__).where(Milestone.__table__.c.subject == TANKS)).mappings().one()
        made = {"speech_id": at["speech_id"], "evidence_id": at["evidence_id"], "rule": "test", "confidence": 0.9,
                "topic": "project", "also_at": [], "role": "do", "due_basis": "stated", "deadline_year_redacted": False}
        for key, on in (("same", day), ("other", date(2025, 7, 1))):
            opened.execute(insert(Assignment.__table__).values(key=key, task="建成投产", due_on=on, **made))
    assert [(r["type"], r["due_on"]) for r in rows(filled)] == [
        ("milestone", day), ("assignment", date(2025, 7, 1))]


def test_a_closed_task_is_done_and_can_be_opened_again(filled: Engine) -> None:
    land, tanks = task(filled, "用地报批", date(2025, 11, 1)), stone(filled, TANKS)
    mark_done(filled, [(TASK, land), (MILESTONE, tanks)], done_on=date(2025, 11, 18), note="批文已到", **BY)
    assert rows(filled) == []
    done = rows(filled, DeadlineFilter(progress=(str(Progress.DONE),)))
    assert {(r["subject"], r["done_on"], r["done_note"], r["done_by"]) for r in done} == {
        (name, date(2025, 11, 18), "批文已到", "周科长") for name in (TANKS, "用地报批")}
    assert len(rows(filled, scope=Scope(date(2025, 11, 17)))) == 2  # not yet done then
    assert undo_done(filled, TASK, land, **BY)
    assert [r["type"] for r in rows(filled)] == ["assignment"]


def test_bands_count_the_days_late_by_the_deadline_that_holds(filled: Engine) -> None:
    land = task(filled, "用地报批", date(2025, 11, 21))
    with filled.connect() as opened:
        assert bands(opened) == {"1-7": 1, "8-30": 0, "31-90": 0, "91-": 1}
    move(filled, stone(filled, TANKS), date(2025, 11, 14))
    with filled.connect() as opened:
        assert bands(opened) == {"1-7": 1, "8-30": 1, "31-90": 0, "91-": 0}
    assert [r["id"] for r in rows(filled, DeadlineFilter(late=("1-7",)))] == [land]
    assert [r["subject"] for r in rows(filled, DeadlineFilter(late=("8-30", "91-")))] == [TANKS]


def test_leaders_are_those_named_by_the_office_and_the_posts_of_the_speeches(filled: Engine) -> None:
    tanks, bridge = stone(filled, TANKS), stone(filled, BRIDGE)
    land = task(filled, "用地报批", date(2025, 11, 1))
    assign(filled, [(ReportSubject.MILESTONE, tanks)], role=Duty.LEADER, person="张副县长", **BY)
    with filled.begin() as opened:
        post = opened.execute(insert(Unit.__table__).values(scope="449901", name="分管副县长").returning(
            Unit.__table__.c.id)).scalar_one()
        opened.execute(insert(AssignmentUnit.__table__).values(assignment_id=land, unit_id=post))
        project = opened.execute(select(Milestone.project_id).where(Milestone.id == bridge)).scalar_one()
    assign(filled, [(ReportSubject.PROJECT, project)], role=Duty.LEADER, person="李县长", **BY)
    with filled.connect() as opened:
        assert set(deadline_people.leaders(opened)) == {"张副县长", "分管副县长", "李县长"}
    shown = {r["subject"]: (r["leaders"], r["units"]) for r in rows(filled, DeadlineFilter())}
    assert shown[TANKS] == ("张副县长", "县发改局、县工信局")
    assert shown["用地报批"] == ("分管副县长", "县自然资源局")
    assert shown[BRIDGE] == ("李县长", None)
    assert [r["subject"] for r in rows(filled, DeadlineFilter(leaders=("分管副县长",)))] == ["用地报批"]
    assert [r["subject"] for r in rows(filled, DeadlineFilter(leaders=("李县长", "张副县长")))] == [TANKS, BRIDGE]
    alone = {r["subject"] for r in rows(filled, DeadlineFilter(leaders=(NO_UNIT,)))}
    assert alone.isdisjoint({TANKS, BRIDGE, "用地报批"}) and alone


def test_the_last_report_by_the_day_gives_problem_and_next_step(filled: Engine) -> None:
    tanks = stone(filled, TANKS)
    for period, problem in (("2025-09", "资金缺口"), ("2025-10", "征地未签约"), ("2025-12", "尚未发生")):
        report_progress(filled, ReportSubject.MILESTONE, tanks, Reported(period, problem=problem, next_step="月底签约"),
                        actor=SUPERVISOR, now=datetime(2025, 12, 31, tzinfo=UTC))
    (row,) = rows(filled)
    assert (row["problem"], row["next_step"], row["period"]) == ("征地未签约", "月底签约", "2025-10")
    with filled.connect() as opened:
        project = opened.execute(select(Milestone.project_id).where(Milestone.id == tanks)).scalar_one()
    with filled.begin() as opened:
        opened.execute(ProgressReport.__table__.delete())
    report_progress(filled, ReportSubject.PROJECT, project, Reported("2025-11-20", problem="设备未到"), **BY)
    assert rows(filled)[0]["problem"] == "设备未到"
    with filled.connect() as opened:
        story = moves_and_reports(opened, SCOPE, "milestone", tanks)
    assert ([r["problem"] for r in story["reports"]], story["moves"]) == (["设备未到"], [])


@pytest.mark.parametrize("order", list(DeadlineOrder))
def test_every_order_pages_without_losing_or_doubling_rows(filled: Engine, order: DeadlineOrder) -> None:
    task(filled, "用地报批", date(2025, 11, 1))
    wanted = DeadlineFilter(order=order)
    whole = [(r["type"], r["id"]) for r in rows(filled, wanted)]
    paged = [(r["type"], r["id"]) for at in range(0, 9, 3) for r in rows(filled, wanted, window=Slice(3, at))]
    assert len(whole) == 8 and paged == whole


def test_rows_are_found_by_the_days_of_a_month_and_counted_by_group(filled: Engine) -> None:
    month = DeadlineFilter(between=(date(2025, 12, 1), date(2025, 12, 31)))
    assert [r["due_on"] for r in rows(filled, month)] == [date(2025, 12, 10), date(2025, 12, 31)]
    with filled.connect() as opened:
        assert [(r["group"], r["n"], r["worst"]) for r in due.deadline_counts(opened, SCOPE, month, "region")] == [
            ("海平县", 1, date(2025, 12, 10)), ("青石市", 1, date(2025, 12, 31))]


def test_a_row_alone_is_found_wherever_it_stands(connection: Connection) -> None:
    first = connection.execute(select(Milestone.id).order_by(Milestone.id)).scalars().first()
    elsewhere = Scope(SCOPE.asof, (connection.execute(select(Speech.region_id)).scalars().all()[1],))
    found = due.deadline(connection, elsewhere, "milestone", first)
    assert found is not None and found["subject"] == TANKS
    assert due.deadline(connection, SCOPE, "milestone", 999) is None


def test_who_may_not_close_is_refused(filled: Engine) -> None:
    with pytest.raises(NotAllowed):
        mark_done(filled, [(MILESTONE, stone(filled, TANKS))], done_on=date(2025, 11, 1), actor=REPORTER, now=NOW)
    with pytest.raises(BadEntry, match="nothing that is met"):
        mark_done(filled, [(RecordType.CADENCE, 1)], done_on=date(2025, 11, 1), actor=CLERK, now=NOW)
