"""Milestones with where they stand at an as-of date.

A deadline that was moved counts from the day it was moved to; `baseline` is the day that the speech gives. Milestones
that the office rejected are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, exists, func, or_, select, union_all

from db.models import (
    DeadlineMove,
    Document,
    EntryKind,
    Milestone,
    MilestoneUnit,
    PersonEntry,
    Project,
    Region,
    Responsibility,
    Speech,
    Unit,
)
from db.queries.scope import EVIDENCE_COLUMNS, Row, Scope, Slice, contains, entry_of, fetch, only, stands, with_evidence
from db.vocab import Duty, RecordType

SOON_DAYS = 30
MOST_IDS = 2000  # in one statement: databases bound its parameters
NO_UNIT = "-"  # as a unit filter: milestones that name no unit


class Progress(StrEnum):
    """Where a milestone stands at the as-of date."""

    OVERDUE = "overdue"
    SOON = "soon"  # due within SOON_DAYS
    UPCOMING = "upcoming"
    UNDATED = "undated"  # the year is open
    DONE = "done"


class MilestoneOrder(StrEnum):
    DUE = "due"
    REGION = "region"
    UNIT = "unit"
    SPEECH = "speech"


@dataclass(frozen=True, slots=True)
class MilestoneFilter:
    """Empty fields let everything through."""

    progress: tuple[Progress, ...] = ()
    units: tuple[str, ...] = ()  # names; NO_UNIT for those without
    events: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    words: str = ""
    order: MilestoneOrder = MilestoneOrder.DUE


REGION_ID = func.coalesce(Project.region_id, Speech.region_id)
DUE = func.coalesce(Milestone.moved_to, Milestone.due_on)
"""The deadline that holds: the last move, else the baseline."""

def entered_units(kind: RecordType, record_id: Any) -> Select:
    """The ids of the units that the office made responsible for a record, leaders apart."""
    r = Responsibility
    return select(r.unit_id).where(
        r.subject_type == str(kind), r.subject_id == record_id, r.unit_id.is_not(None), r.role != str(Duty.LEADER))


UNIT_IDS = union_all(
    select(MilestoneUnit.unit_id).where(MilestoneUnit.milestone_id == Milestone.id).correlate(Milestone),
    entered_units(RecordType.MILESTONE, Milestone.id).correlate(Milestone),
)
UNITS = select(func.aggregate_strings(Unit.name, "、")).where(Unit.id.in_(UNIT_IDS)).correlate(
    Milestone).scalar_subquery()


def _moves(value: ColumnElement) -> ColumnElement:
    own = (DeadlineMove.record_type == str(RecordType.MILESTONE), DeadlineMove.record_id == Milestone.id)
    return select(value).where(*own).correlate(Milestone).scalar_subquery()


def is_done(asof: date) -> ColumnElement[bool]:
    """That a person marked the milestone done, on a day not after the as-of date."""
    return and_(PersonEntry.id.is_not(None), or_(PersonEntry.date_value.is_(None), PersonEntry.date_value <= asof))


def progress_at(asof: date, due: ColumnElement = DUE) -> ColumnElement[str]:
    """Where a record with that deadline stands; the statement must be joined to what a person entered."""
    return case(
        (is_done(asof), str(Progress.DONE)),
        (due.is_(None), str(Progress.UNDATED)),
        (due < asof, str(Progress.OVERDUE)),
        (due <= asof + timedelta(days=SOON_DAYS), str(Progress.SOON)),
        else_=str(Progress.UPCOMING),
    )


def joined(statement: Select) -> Select:
    """From milestones to their words, project, place and what a person entered."""
    return (
        with_evidence(statement.select_from(Milestone), Milestone)
        .outerjoin(Project, Project.id == Milestone.project_id)
        .outerjoin(Region, Region.id == REGION_ID)
        .outerjoin(PersonEntry, entry_of(EntryKind.MILESTONE_DONE, Milestone))
    )


def milestones(connection: Connection, scope: Scope, wanted: MilestoneFilter, window: Slice) -> list[Row]:
    """One page of milestones, each with `total`, the number of rows that the filter lets through."""
    light = only(joined(select(Milestone.id, func.count().over().label("total"))), scope.covers(REGION_ID),
                 *_conditions(scope, wanted))
    found = fetch(connection, light.order_by(*_order(wanted.order)).limit(window.limit).offset(window.offset))
    rows: dict[int, Row] = {}  # sentences, units and moves are looked up for the rows of the page only
    for at in range(0, len(found), MOST_IDS):
        ids = [f["id"] for f in found[at:at + MOST_IDS]]
        rows |= {r["id"]: r for r in fetch(connection, _rows(scope).where(Milestone.id.in_(ids)))}
    return [rows[f["id"]] | f for f in found]


def milestones_of(connection: Connection, scope: Scope, project_id: int) -> list[Row]:
    """All milestones of one project, wherever it stands, by due date."""
    statement = _rows(scope).where(Milestone.project_id == project_id)
    return fetch(connection, statement.order_by(*_order(MilestoneOrder.DUE)))


def _rows(scope: Scope) -> Select:
    return joined(select(
        Milestone.id, Milestone.key, Milestone.subject, Milestone.event, Milestone.modality, Milestone.count,
        Milestone.deadline_text, DUE.label("due_on"), Milestone.due_on.label("baseline"), Milestone.due_basis,
        Milestone.deadline_year_redacted, _moves(func.count(DeadlineMove.id)).label("moves"),
        _moves(func.coalesce(func.sum(DeadlineMove.days), 0)).label("days_moved"),
        Milestone.confidence, Milestone.project_id, progress_at(scope.asof).label("progress"),
        PersonEntry.date_value.label("done_on"), PersonEntry.note.label("done_note"),
        PersonEntry.entered_by.label("done_by"), UNITS.label("units"),
        Project.name.label("project"), Region.name.label("region"), *EVIDENCE_COLUMNS,
        func.count().over().label("total"),
    ))


def _conditions(scope: Scope, wanted: MilestoneFilter) -> list[ColumnElement[bool] | None]:
    return [
        progress_at(scope.asof).in_([str(p) for p in wanted.progress]) if wanted.progress else None,
        Milestone.event.in_(wanted.events) if wanted.events else None,
        Milestone.modality.in_(wanted.modalities) if wanted.modalities else None,
        _of_units(wanted.units),
        contains(wanted.words, Milestone.subject, Project.name),
    ]


def _of_units(names: tuple[str, ...]) -> ColumnElement[bool] | None:
    if not names:
        return None
    named = exists().where(Unit.id.in_(UNIT_IDS), Unit.name.in_(names))
    return or_(named, UNITS.is_(None)) if NO_UNIT in names else named


def _order(order: MilestoneOrder) -> tuple[ColumnElement, ...]:
    due = (DUE.is_(None), DUE, Milestone.id)
    match order:
        case MilestoneOrder.DUE:
            return due
        case MilestoneOrder.REGION:
            return (Region.code, *due)
        case MilestoneOrder.UNIT:
            return (UNITS.is_(None), UNITS, *due)
        case MilestoneOrder.SPEECH:
            return (Document.name, Speech.ordinal, Milestone.id)


def milestone_units(connection: Connection) -> list[str]:
    """The names of the units that milestones are given to, most milestones first."""
    statement = (
        select(Unit.name).join(MilestoneUnit, MilestoneUnit.unit_id == Unit.id)
        .join(Milestone, Milestone.id == MilestoneUnit.milestone_id).where(stands(Milestone))
        .group_by(Unit.name).order_by(func.count().desc(), Unit.name)
    )
    return list(connection.execute(statement).scalars())


def milestone_counts(connection: Connection, scope: Scope) -> list[Row]:
    """How many milestones stand where: progress, n, unassigned (without a unit)."""
    unit_of = UNITS.is_not(None)
    inner = only(
        joined(select(progress_at(scope.asof).label("progress"), case((unit_of, 0), else_=1).label("alone"))),
        scope.covers(REGION_ID),
    ).subquery()
    return fetch(connection, select(
        inner.c.progress, func.count().label("n"), func.sum(inner.c.alone).label("unassigned"),
    ).group_by(inner.c.progress))


def last_due(connection: Connection, scope: Scope) -> date | None:
    """The latest due date of the ledger."""
    return connection.execute(only(joined(select(func.max(DUE))), scope.covers(REGION_ID))).scalar_one()


def overdue_by_place(connection: Connection, scope: Scope, wanted: MilestoneFilter) -> list[Row]:
    """region, region_code, n: the milestones of each place that the filter lets through, most first."""
    statement = only(
        joined(select(Region.name.label("region"), Region.code.label("region_code"), func.count().label("n"))),
        scope.covers(REGION_ID), *_conditions(scope, wanted),
    )
    return fetch(connection, statement.group_by(Region.name, Region.code).order_by(func.count().desc(), Region.code))
