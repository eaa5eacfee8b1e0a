"""What has a deadline: milestones and tasks in one list, with who answers for each and what was last reported.

A page is found in two steps: the filter, the order and the slice run over a few columns of both tables, then the rows
of the slice get their words. `id` alone does not name a row: `type` (milestone, assignment) goes with it.

A task that the same words of a speech set as a milestone is one piece of work: it is listed once, as the milestone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from db.models import (
    Assignment,
    Document,
    EntryKind,
    Evidence,
    Milestone,
    PersonEntry,
    Project,
    Region,
    RowChange,
    Speech,
)
from db.queries.deadline_details import MOST_ROWS, details
from db.queries.deadline_people import KINDS, due_of, given_units, is_given, leader_of, model_of, unit_of
from db.queries.milestones import NO_UNIT, Progress, progress_at
from db.queries.scope import Row, Scope, Slice, contains, entry_of, fetch, only, stands
from db.vocab import RecordType, ReviewState

# days late: from, to; both counted in, None for no end
LATE_BANDS: dict[str, tuple[int, int | None]] = {"1-7": (1, 7), "8-30": (8, 30), "31-90": (31, 90), "91-": (91, None)}


class DeadlineOrder(StrEnum):
    """What comes first; within it by deadline."""

    DUE = "due"
    REGION = "region"
    UNIT = "unit"
    LEADER = "leader"
    PROJECT = "project"
    TYPE = "type"
    STRENGTH = "strength"


@dataclass(frozen=True, slots=True)
class DeadlineFilter:
    """Empty fields let everything through."""

    types: tuple[str, ...] = ()  # RecordType values
    progress: tuple[str, ...] = ()
    units: tuple[str, ...] = ()  # names; NO_UNIT for those without
    leaders: tuple[str, ...] = ()  # names or posts; NO_UNIT for those without
    events: tuple[str, ...] = ()  # milestones only
    modalities: tuple[str, ...] = ()  # milestones only: a task has no strength
    late: tuple[str, ...] = ()  # keys of LATE_BANDS
    between: tuple[date, date] | None = None  # deadlines of these days, both counted in
    words: str = ""
    order: DeadlineOrder = DeadlineOrder.DUE


def deadlines(connection: Connection, scope: Scope, wanted: DeadlineFilter, window: Slice) -> list[Row]:
    """One page of rows, each with `total`; see `deadline_details.page_details` for their columns."""
    light = _light(scope, wanted, people=wanted.order in (DeadlineOrder.UNIT, DeadlineOrder.LEADER))
    page = connection.execute(select(light.c.type, light.c.id).order_by(*_order(light, wanted.order)).limit(
        window.limit).offset(window.offset)).all()
    bare = _light(scope, wanted, people=False)
    total = connection.execute(select(func.count()).select_from(bare)).scalar_one() if page else 0
    # units and leaders cost most: they are looked up for the rows of the page alone
    rows = {(r["type"], r["id"]): r | {"total": total} for at in range(0, len(page), MOST_ROWS)
            for r in _of_ids(connection, scope, wanted, page[at:at + MOST_ROWS])}
    found = [rows[tuple(key)] for key in page]
    return details(connection, scope, found)


def _of_ids(connection: Connection, scope: Scope, wanted: DeadlineFilter, keys: Sequence[Any]) -> list[Row]:
    """What `_light` says of rows that the filter lets through."""
    return [row for kind in KINDS if (ids := [i for k, i in keys if k == kind])
            for row in fetch(connection, _of_kind(kind, scope, wanted).where(model_of(kind).id.in_(ids)))]


def deadline(connection: Connection, scope: Scope, kind: str, record_id: int) -> Row | None:
    """One row, wherever it stands; None where there is no such record or it was rejected."""
    light = _light(Scope(scope.asof), DeadlineFilter(types=(kind,)))
    found = fetch(connection, select(light, literal(1).label("total")).where(light.c.id == record_id))
    return next(iter(details(connection, scope, found)), None)


def deadline_counts(connection: Connection, scope: Scope, wanted: DeadlineFilter, by: str) -> list[Row]:
    """group (None for those without), n, worst (the earliest deadline); most first. `by` is a column of `_light`.

    By unit a row counts for each of its units, as it is found by a filter for any of them.
    """
    light = _light(scope, wanted, people=by == "leader")
    group, rows = light.c[by], select(light)
    if by == "unit":
        given = given_units().subquery()
        group, rows = given.c.name, rows.outerjoin(given, and_(given.c.type == light.c.type, given.c.id == light.c.id))
    return fetch(connection, rows.with_only_columns(
        group.label("group"), func.count().label("n"), func.min(light.c.due_on).label("worst"),
        maintain_column_froms=True,
    ).group_by(group).order_by(func.count().desc(), group))


def last_change(connection: Connection) -> int:
    """The version that a person has seen who reads the ledger now, for every row of it."""
    return connection.execute(select(func.max(RowChange.id))).scalar_one() or 0


def standing(connection: Connection, scope: Scope, wanted: DeadlineFilter) -> dict[str, int]:
    """The keys of LATE_BANDS with how many rows are late by how much, `soon`, and `that_day`: due on the as-of day."""
    both = (str(Progress.OVERDUE), str(Progress.SOON))
    c = _light(scope, replace(wanted, late=(), progress=both), people=False).c
    said = {b: and_(c.progress == both[0], _is_late(c.due_on, scope.asof, b)) for b in LATE_BANDS}
    said |= {"soon": c.progress == both[1], "that_day": c.due_on == scope.asof}
    counts = (func.coalesce(func.sum(case((told, 1), else_=0)), 0).label(name) for name, told in said.items())
    return fetch(connection, select(*counts))[0]


def _light(scope: Scope, wanted: DeadlineFilter, *, people: bool = True) -> Subquery:
    """type, id, due_on, progress, region, region_code, unit, leader, project, strength, title of what is let through.

    `unit` is one unit: the one that the office made responsible, else the first by name; so is `leader`. Both are null
    without `people`: to look them up costs more than all else.
    """
    kinds = [k for k in KINDS if not wanted.types or str(k) in wanted.types]
    if wanted.events or wanted.modalities:
        kinds = [k for k in kinds if k == RecordType.MILESTONE]
    if not kinds:  # tasks by what only milestones have
        return _of_kind(RecordType.MILESTONE, scope, wanted).where(false()).subquery()
    return union_all(*(_of_kind(k, scope, wanted, people=people) for k in kinds)).subquery()


def _of_kind(kind: RecordType, scope: Scope, wanted: DeadlineFilter, *, people: bool = True) -> Select:
    record = model_of(kind)
    due, stone = due_of(record), kind == RecordType.MILESTONE
    region = func.coalesce(Project.region_id, Speech.region_id) if stone else Speech.region_id
    unit, leader, progress = unit_of(kind), leader_of(kind), progress_at(scope.asof, due)
    title = Milestone.subject if stone else Assignment.task
    statement = (
        select(
            literal(str(kind)).label("type"), record.id, due.label("due_on"), progress.label("progress"),
            Region.name.label("region"), Region.code.label("region_code"),
            (unit if people else cast(null(), String)).label("unit"),
            (leader if people else cast(null(), String)).label("leader"),
            (Project.name if stone else cast(null(), String)).label("project"),
            (Milestone.modality if stone else cast(null(), String)).label("strength"), title.label("title"),
        )
        .select_from(record).join(Speech, Speech.id == record.speech_id)
        .join(Document, Document.id == Speech.document_id)
        .outerjoin(PersonEntry, entry_of(EntryKind.MILESTONE_DONE, record))
    )
    if stone:
        statement = statement.outerjoin(Project, Project.id == Milestone.project_id)
    return only(
        statement.outerjoin(Region, Region.id == region), stands(record), scope.covers(region),
        progress.in_([str(p) for p in wanted.progress]) if wanted.progress else None,
        # a task without a deadline is a standing duty, no item of a calendar
        None if stone else and_(due.is_not(None), ~_is_milestone_too()),
        _any_of(wanted.units, unit, is_given(kind, wanted.units)),
        _any_of(wanted.leaders, leader, leader.in_(wanted.leaders)),
        Milestone.event.in_(wanted.events) if wanted.events else None,
        Milestone.modality.in_(wanted.modalities) if wanted.modalities else None,
        or_(*(_is_late(due, scope.asof, b) for b in wanted.late)) if wanted.late else None,
        due.between(*wanted.between) if wanted.between else None,
        contains(wanted.words, title, *([Project.name] if stone else [])),
    )


def _any_of(names: tuple[str, ...], value: ColumnElement, chosen: ColumnElement[bool]) -> ColumnElement[bool] | None:
    if not names:
        return None
    return or_(chosen, value.is_(None)) if NO_UNIT in names else chosen


def _is_milestone_too() -> ColumnElement[bool]:
    """That the task's words, or others of its sentence about the same thing, set a milestone for the same day."""
    own, other, stone = (t.__table__.alias() for t in (Evidence, Evidence, Milestone))
    return exists(
        select(stone.c.id).join(other, other.c.id == stone.c.evidence_id).join(own, own.c.id == Assignment.evidence_id)
        .where(stone.c.speech_id == Assignment.speech_id, stone.c.due_on == Assignment.due_on,
               stone.c.review != str(ReviewState.REJECTED),
               or_(and_(other.c.start < own.c.end, own.c.start < other.c.end),
                   and_(other.c.sentence_start == own.c.sentence_start, Assignment.task.contains(stone.c.subject))))
        .correlate(Assignment)
    )


def _is_late(due: ColumnElement, asof: date, band: str) -> ColumnElement[bool]:
    least, most = LATE_BANDS[band]
    ended = due <= asof - timedelta(days=least)
    return ended if most is None else and_(ended, due >= asof - timedelta(days=most))


def _order(light: Subquery, order: DeadlineOrder) -> tuple[ColumnElement, ...]:
    c = light.c
    due = (c.due_on.is_(None), c.due_on, c.type.desc(), c.id)
    first = {
        DeadlineOrder.REGION: c.region_code, DeadlineOrder.UNIT: c.unit, DeadlineOrder.LEADER: c.leader,
        DeadlineOrder.PROJECT: c.project,
    }.get(order)
    if first is not None:
        return (first.is_(None), first, *due)
    if order == DeadlineOrder.STRENGTH:
        return (case({"must": 0, "strive": 1, "plan": 2}, value=c.strength, else_=3), *due)
    return (c.type.desc(), *due) if order == DeadlineOrder.TYPE else due
