"""The pages of a list, put together, are the list; a statement that is kept answers for every day and place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, update

from db.models import Milestone, PersonEntry, Proposal
from db.queries import deadlines as due
from db.queries import overview, projects, responsibility, review
from db.queries.deadlines import LATE_BANDS, DeadlineFilter, DeadlineOrder
from db.queries.kept import AnyDay, any_like
from db.queries.milestones import Progress
from db.queries.projects import ProjectFilter
from db.queries.review import QueueFilter
from db.queries.scope import OPEN_REGION, Row, Scope, Slice, used_regions
from tests.dashboard.ledger import fill

DAY = date(2025, 11, 22)
EVERYWHERE = Scope(DAY)
WHOLE = Slice(limit=1000)
NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
List = Callable[[Connection, Scope, Slice], list[Row]]

LISTS: dict[str, List] = {
    **{f"deadlines by {order}": lambda c, s, w, order=order: due.deadlines(c, s, DeadlineFilter(order=order), w)
       for order in DeadlineOrder},
    "overdue": lambda c, s, w: due.deadlines(c, s, DeadlineFilter(progress=(str(Progress.OVERDUE),)), w),
    "waiting": lambda c, s, w: review.queue(c, s, QueueFilter(), w),
    "reviewed or not": lambda c, s, w: review.queue(c, s, QueueFilter(states=()), w),
    "proposed": lambda c, s, w: review.queue(c, s, QueueFilter(proposed=True), w),
    "projects": lambda c, s, w: projects.projects(c, s, ProjectFilter(), w),
}


@pytest.fixture
def connection(engine: Engine):
    fill(engine)
    proposal = {"record_type": "milestone", "kind": "gone", "new": {}, "made_at": NOW}
    stone = Milestone.__table__
    with engine.begin() as writing:
        writing.execute(update(stone).where(stone.c.id == 2).values(review="accepted"))
        writing.execute(update(stone).where(stone.c.id == 3).values(review="rejected"))
        writing.execute(insert(Proposal).values([
            proposal | {"record_id": 1, "state": "open"}, proposal | {"record_id": 2, "state": "open"},
            proposal | {"record_id": 4, "state": "dismissed"}]))
    with engine.connect() as opened:
        yield opened


def _named(rows: list[Row]) -> list[tuple[Any, ...]]:
    return [(row.get("type"), row.get("project_id") if "type" not in row else row["id"]) for row in rows]


@pytest.mark.parametrize("name", LISTS)
def test_the_pages_make_the_list(connection: Connection, name: str) -> None:
    whole = LISTS[name](connection, EVERYWHERE, WHOLE)
    pages = [LISTS[name](connection, EVERYWHERE, Slice(limit=2, offset=at)) for at in range(0, len(whole) + 1, 2)]
    assert whole
    assert [row for page in pages for row in page] == whole
    assert {row["total"] for row in whole} == {len(whole)} == {len(set(_named(whole)))}
    assert LISTS[name](connection, EVERYWHERE, Slice(limit=2, offset=len(whole))) == []


def test_a_record_with_a_proposal_comes_once_and_first(connection: Connection) -> None:
    rows = review.queue(connection, EVERYWHERE, QueueFilter(), WHOLE)
    assert {(r["type"], r["id"]) for r in rows if r["proposals"]} == {("milestone", 1), ("milestone", 2)}
    assert [r["urgency"] for r in rows] == sorted((r["urgency"] for r in rows), reverse=True)
    assert ("milestone", 3) not in _named(rows)
    counts = review.review_counts(connection, EVERYWHERE, QueueFilter(types=("milestone",)))
    assert {r["review"]: r["proposals"] for r in counts} == {"accepted": 1, "pending": 1, "rejected": 0}


@pytest.mark.parametrize("name", LISTS)
def test_a_kept_statement_goes_by_the_place_of_the_moment(connection: Connection, name: str) -> None:
    places = [r["id"] for r in used_regions(connection)]
    whole = LISTS[name](connection, EVERYWHERE, WHOLE)
    parts = [row for place in (*places, OPEN_REGION) for row in LISTS[name](connection, Scope(DAY, (place,)), WHOLE)]
    assert sorted(_named(parts)) == sorted(_named(whole))
    some = LISTS[name](connection, Scope(DAY, (places[0], OPEN_REGION)), WHOLE)
    assert set(_named(some)) <= set(_named(whole))


def test_a_kept_statement_goes_by_the_day_of_the_moment(connection: Connection) -> None:
    late = DeadlineFilter(progress=(str(Progress.OVERDUE),))
    days = [DAY + timedelta(days=n) for n in (-400, 0, 400)]
    found = [due.deadlines(connection, Scope(day), late, WHOLE) for day in days]
    assert [len(rows) for rows in found] == sorted({len(rows) for rows in found})
    for day, rows in zip(days, found, strict=True):
        assert all(row["due_on"] < day for row in rows)
        assert due.standing(connection, Scope(day), DeadlineFilter())["that_day"] == 0
    last = max(row["due_on"] for row in found[-1])
    assert due.standing(connection, Scope(last), DeadlineFilter())["that_day"] > 0


def test_a_day_without_a_parameter_is_refused() -> None:
    with pytest.raises(ValueError, match="12 days"):
        (AnyDay() + timedelta(days=12)).__clause_element__()
    assert any_like(EVERYWHERE).regions is False
    assert any_like(Scope(DAY, (OPEN_REGION,))).regions is True


def test_one_pass_counts_what_the_single_counts_say(connection: Connection) -> None:
    for scope in (EVERYWHERE, Scope(DAY + timedelta(days=90)), Scope(DAY, (OPEN_REGION,))):
        survey = due.survey(connection, scope)
        late = DeadlineFilter(progress=(str(Progress.OVERDUE),))
        stones = DeadlineFilter(types=("milestone",))
        single = ((survey.progress, DeadlineFilter(), "progress"), (survey.late_by_place, late, "region_code"),
                  (survey.milestones, stones, "progress"))
        for counted, wanted, by in single:
            assert sorted(counted, key=repr) == sorted(due.deadline_counts(connection, scope, wanted, by), key=repr)
        assert survey.standing == due.standing(connection, scope, DeadlineFilter())
        assert set(survey.standing) == {*LATE_BANDS, "soon", "that_day"}
        totals = projects.project_totals(connection, scope)
        assert totals["n"] == sum(r["n"] for r in projects.projects_by_stage(connection, scope))
        shown = overview.counts(connection, scope)
        assert (shown["projects"], shown["late_bands"]) == (totals, survey.standing)


def test_the_counts_of_responsibility_are_the_lengths_of_its_lists(connection: Connection) -> None:
    for scope in (EVERYWHERE, Scope(DAY, tuple(r["id"] for r in used_regions(connection))[:2])):
        counts = responsibility.responsibility_counts(connection, scope)
        lists = {
            "unassigned": responsibility.unassigned(connection, scope, "", WHOLE),
            "cadences": responsibility.cadences(connection, scope, "", WHOLE),
            "leaders": responsibility.leader_load(connection, scope, "", WHOLE),
            "due": responsibility.due_records(connection, scope, "", WHOLE),
        }
        assert {name: counts[name] for name in lists} == {name: len(rows) for name, rows in lists.items()}


def test_what_is_done_is_not_overdue(connection: Connection) -> None:
    late = DeadlineFilter(progress=(str(Progress.OVERDUE),))
    row = due.deadlines(connection, EVERYWHERE, late, WHOLE)[0]
    stone = Milestone.__table__.c
    key = connection.execute(Milestone.__table__.select().where(stone.id == row["id"])).mappings().one()["key"]
    before = due.standing(connection, EVERYWHERE, DeadlineFilter())
    connection.execute(insert(PersonEntry).values(
        kind="milestone_done", document_name=row["document_name"], ordinal=row["ordinal"], record_key=key,
        date_value=DAY, note="", entered_by="w", entered_at=NOW))
    names = _named(due.deadlines(connection, EVERYWHERE, late, WHOLE))
    assert (row["type"], row["id"]) not in names
    after = due.standing(connection, EVERYWHERE, DeadlineFilter())
    assert sum(after[b] for b in LATE_BANDS) == sum(before[b] for b in LATE_BANDS) - 1
    the_day_before = due.deadlines(connection, Scope(DAY - timedelta(days=1)), late, WHOLE)
    assert row["due_on"] < DAY - timedelta(days=1)
    assert (row["type"], row["id"]) in _named(the_day_before)
