"""Milestones with where they stand at an as-of date.

A deadline that was moved counts from the day it was moved to; `baseline` is the day that the speech gives. Milestones
that the office rejected are left out.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, extract, false, func, not_, or_, select, union_all

from db.models import (
    DeadlineMove,
    EntryKind,
    Milestone,
    MilestoneUnit,
    PersonEntry,
    Project,
    Region,
    Responsibility,
    Speech,
    Unit,
    due_of,
)
from db.queries.kept import AnyDay
from db.queries.scope import EVIDENCE_COLUMNS, Row, Scope, entry_of, fetch, only, stands, with_evidence
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


REGION_ID = func.coalesce(Project.region_id, Speech.region_id)
DUE = due_of(Milestone)
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


def is_done(asof: date | AnyDay, entry: Any = PersonEntry) -> ColumnElement[bool]:
    """That a person marked the milestone done, on a day not after the as-of date."""
    return and_(entry.id.is_not(None), or_(entry.date_value.is_(None), entry.date_value <= asof))


def progress_at(asof: date | AnyDay, due: ColumnElement = DUE, entry: Any = PersonEntry) -> ColumnElement[str]:
    """Where a record with that deadline stands; the statement must be joined to what a person entered."""
    return case(
        (is_done(asof, entry), str(Progress.DONE)),
        (due.is_(None), str(Progress.UNDATED)),
        (due < asof, str(Progress.OVERDUE)),
        (due <= asof + timedelta(days=SOON_DAYS), str(Progress.SOON)),
        else_=str(Progress.UPCOMING),
    )


def is_at(progress: Collection[str], asof: date | AnyDay, due: ColumnElement, entry: Any) -> ColumnElement[bool]:
    """That `progress_at` is one of these, in words by which a database can go along an index of deadlines."""
    done, soon = is_done(asof, entry), asof + timedelta(days=SOON_DAYS)
    where = {
        Progress.DONE: done, Progress.UNDATED: and_(not_(done), due.is_(None)),
        Progress.OVERDUE: and_(not_(done), due < asof),
        Progress.SOON: and_(not_(done), due >= asof, due <= soon),
        Progress.UPCOMING: and_(not_(done), due > soon),
    }
    if set(progress) == {Progress.OVERDUE, Progress.SOON}:
        return and_(not_(done), due <= soon)
    return or_(false(), *(where[Progress(p)] for p in progress))


def joined(statement: Select) -> Select:
    """From milestones to their words, project, place and what a person entered."""
    return (
        with_evidence(statement.select_from(Milestone), Milestone)
        .outerjoin(Project, Project.id == Milestone.project_id)
        .outerjoin(Region, Region.id == REGION_ID)
        .outerjoin(PersonEntry, entry_of(EntryKind.MILESTONE_DONE, Milestone))
    )


def milestones_of(connection: Connection, scope: Scope, project_id: int) -> list[Row]:
    """All milestones of one project, wherever it stands, by due date."""
    statement = _rows(scope).where(Milestone.project_id == project_id)
    return fetch(connection, statement.order_by(DUE.is_(None), DUE, Milestone.id))


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


def last_due(connection: Connection, scope: Scope) -> date | None:
    """The latest due date of the ledger."""
    return connection.execute(_dated(select(func.max(DUE)), scope)).scalar_one()


def busiest_years(connection: Connection, scope: Scope, most: int) -> list[int]:
    """The years in which most milestones are due, earliest first."""
    year = extract("year", DUE)
    found = _dated(select(year), scope).where(DUE.is_not(None)).group_by(year).order_by(
        func.count().desc(), year.desc()).limit(most)
    return sorted(int(y) for y in connection.execute(found).scalars())


def _dated(statement: Select, scope: Scope) -> Select:
    """`statement` over the milestones in scope that stand."""
    statement = statement.select_from(Milestone).where(stands(Milestone))
    if scope.regions:
        statement = statement.join(Speech, Speech.id == Milestone.speech_id).outerjoin(
            Project, Project.id == Milestone.project_id)
    return only(statement, scope.covers(REGION_ID))
