"""Which milestones and tasks a page of deadlines is about: the filter, and the rows that it lets through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    exists,
    false,
    literal,
    null,
    or_,
    select,
    union_all,
)

from db.models import Assignment, EntryKind, Evidence, Milestone, Project, Region, Speech, due_of, stands
from db.queries.deadline_people import KINDS, has_no_unit, is_given, leader_of, model_of, unit_of
from db.queries.kept import PLACES, AnyDay, AnyScope
from db.queries.milestones import NO_UNIT, REGION_ID, is_at, progress_at
from db.queries.scope import contains, entries_of, only
from db.vocab import RecordType

COLUMNS = ("progress", "region", "region_code", "unit", "leader", "project", "strength", "title")
"""What a row can say besides its type, id and due_on.

`unit` is one unit: the one that the office made responsible, else the first by name; so is `leader`. To look them up
costs more than all else.
"""
_OF_PLACE = frozenset({"region", "region_code"})
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


ORDER_BY = {
    DeadlineOrder.REGION: "region_code", DeadlineOrder.UNIT: "unit", DeadlineOrder.LEADER: "leader",
    DeadlineOrder.PROJECT: "project", DeadlineOrder.STRENGTH: "strength",
}
"""The column that an order needs."""


def done_of(kind: RecordType) -> Subquery:
    """What people entered about the kind's records being done."""
    return entries_of(EntryKind.MILESTONE_DONE, model_of(kind))


def kinds_of(wanted: DeadlineFilter) -> list[RecordType]:
    """The kinds that a filter can let through; milestones where it is made for none."""
    kinds = [k for k in KINDS if not wanted.types or str(k) in wanted.types]
    if wanted.events or wanted.modalities:
        kinds = [k for k in kinds if k == RecordType.MILESTONE]
    return kinds or [RecordType.MILESTONE]


def light(scope: AnyScope, wanted: DeadlineFilter, columns: frozenset[str] = frozenset()) -> Subquery:
    """type, id, due_on and the named COLUMNS of what is let through."""
    return union_all(*(of_kind(k, scope, wanted, columns) for k in kinds_of(wanted))).subquery()


def rows_of(
    kind: RecordType, scope: AnyScope, columns: frozenset[str], done: Any, *, project: bool = False
) -> Select:
    """A kind's type, id, due_on and the named COLUMNS, joined to what these need, and to the project if asked for.

    `progress` needs `done_of` the kind; None saves to look it up.
    """
    record, stone = model_of(kind), kind == RecordType.MILESTONE
    due, place = due_of(record), bool(columns & _OF_PLACE)
    made = {
        "progress": lambda: progress_at(scope.asof, due, done.c),
        "region": lambda: Region.name, "region_code": lambda: Region.code,
        "unit": lambda: unit_of(kind), "leader": lambda: leader_of(kind),
        "project": lambda: Project.name if stone else cast(null(), String),
        "strength": lambda: Milestone.modality if stone else cast(null(), String),
        "title": lambda: Milestone.subject if stone else Assignment.task,
    }
    statement = select(
        literal(str(kind)).label("type"), record.id, due.label("due_on"),
        *(made[name]().label(name) for name in COLUMNS if name in columns),
    ).select_from(record)
    if done is not None:
        statement = statement.outerjoin(done, done.c.record_id == record.id)
    if stone and (project or place or "project" in columns):
        statement = statement.outerjoin(Project, Project.id == Milestone.project_id)
    if place:
        statement = statement.join(Speech, Speech.id == record.speech_id).outerjoin(
            Region, Region.id == (REGION_ID if stone else Speech.region_id))
    return statement


def of_kind(
    kind: RecordType, scope: AnyScope, wanted: DeadlineFilter, columns: frozenset[str] = frozenset()
) -> Select:
    """The rows of a kind that the filter lets through."""
    record, stone = model_of(kind), kind == RecordType.MILESTONE
    due, done = due_of(record), done_of(kind) if wanted.progress or "progress" in columns else None
    title = Milestone.subject if stone else Assignment.task
    statement = rows_of(kind, scope, columns, done, project=bool(wanted.words))
    return only(
        statement, stands(record), _is_here(kind, scope) if scope.regions else None,
        is_at(wanted.progress, scope.asof, due, done.c) if done is not None and wanted.progress else None,
        # a task without a deadline is a standing duty, no item of a calendar
        None if stone else and_(due.is_not(None), ~_is_milestone_too()),
        _by_unit(kind, wanted.units) if wanted.units else None,
        _by_leader(kind, wanted.leaders) if wanted.leaders else None,
        Milestone.event.in_(wanted.events) if wanted.events else None,
        Milestone.modality.in_(wanted.modalities) if wanted.modalities else None,
        or_(*(is_late(due, scope.asof, b) for b in wanted.late)) if wanted.late else None,
        due.between(*wanted.between) if wanted.between else None,
        contains(wanted.words, title, *([Project.name] if stone else [])),
        false() if wanted.types and str(kind) not in wanted.types else None,
    )


def _is_here(kind: RecordType, scope: AnyScope) -> ColumnElement[bool]:
    """That a record's place is in scope, by the ids of projects and speeches: a milestone is where its project is."""
    said = model_of(kind).speech_id.in_(select(Speech.id).where(scope.covers(Speech.region_id)))
    if kind != RecordType.MILESTONE:
        return said
    own = Milestone.project_id
    placeless = or_(own.is_(None), own.in_(select(Project.id).where(Project.region_id.is_(None))))
    return or_(own.in_(select(Project.id).where(Project.region_id.in_(PLACES))), and_(placeless, said))


def _by_unit(kind: RecordType, names: tuple[str, ...]) -> ColumnElement[bool]:
    return or_(is_given(kind, names), has_no_unit(kind)) if NO_UNIT in names else is_given(kind, names)


def _by_leader(kind: RecordType, names: tuple[str, ...]) -> ColumnElement[bool]:
    leader = leader_of(kind)
    return or_(leader.in_(names), leader.is_(None)) if NO_UNIT in names else leader.in_(names)


def _is_milestone_too() -> ColumnElement[bool]:
    """That the task's words, or others of its sentence about the same thing, set a milestone for the same day."""
    own, other, stone = (t.__table__.alias() for t in (Evidence, Evidence, Milestone))
    return exists(
        select(stone.c.id).join(other, other.c.id == stone.c.evidence_id).join(own, own.c.id == Assignment.evidence_id)
        .where(stone.c.speech_id == Assignment.speech_id, stone.c.due_on == Assignment.due_on,
               stands(stone.c),
               or_(and_(other.c.start < own.c.end, own.c.start < other.c.end),
                   and_(other.c.sentence_start == own.c.sentence_start, Assignment.task.contains(stone.c.subject))))
        .correlate(Assignment)
    )


def is_late(due: ColumnElement, asof: AnyDay, band: str) -> ColumnElement[bool]:
    """That a deadline was missed by as many days as a key of LATE_BANDS says."""
    least, most = LATE_BANDS[band]
    ended = due <= asof - timedelta(days=least)
    return ended if most is None else and_(ended, due >= asof - timedelta(days=most))


def order_of(rows: Subquery, order: DeadlineOrder) -> tuple[ColumnElement, ...]:
    """What rows with the column of ORDER_BY are sorted by."""
    c = rows.c
    due = (c.due_on.asc().nulls_last(), c.type.desc(), c.id)
    first = ORDER_BY.get(order)
    if order == DeadlineOrder.STRENGTH:
        return (case({"must": 0, "strive": 1, "plan": 2}, value=c.strength, else_=3), *due)
    if first is not None:
        return (c[first].asc().nulls_last(), *due)
    return (c.type.desc(), *due) if order == DeadlineOrder.TYPE else due
