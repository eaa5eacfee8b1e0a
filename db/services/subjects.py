"""What people report on and are responsible for: a project, figure, milestone or task, and whose work it is."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select, union

from db.errors import NoSuchRow, NotAllowed
from db.models import (
    Assignment,
    AssignmentUnit,
    Indicator,
    Milestone,
    MilestoneUnit,
    Project,
    Responsibility,
)
from db.rights import Actor, Right
from db.vocab import ReportSubject, ReviewState

SUBJECTS: dict[str, tuple[Any, Any]] = {
    ReportSubject.PROJECT: (Project, Project.name), ReportSubject.INDICATOR: (Indicator, Indicator.name),
    ReportSubject.MILESTONE: (Milestone, Milestone.subject), ReportSubject.ASSIGNMENT: (Assignment, Assignment.task),
}


def subject_of(connection: Connection, kind: ReportSubject, subject_id: int) -> Row:
    """The subject's row, with `title`. NoSuchRow where it is not in the ledger or was rejected."""
    model, title = SUBJECTS[kind]
    table = model.__table__
    found = connection.execute(select(table, title.label("title")).where(table.c.id == subject_id)).first()
    if found is None or getattr(found, "review", None) == ReviewState.REJECTED:
        raise NoSuchRow(f"{kind} {subject_id} is not in the ledger; it may have been merged, rejected or read again")
    return found


def units_of(connection: Connection, kind: ReportSubject, subject_id: int) -> set[int]:
    """The units whose work a subject is: those the speeches name and those the office made responsible."""
    r = Responsibility.__table__.c
    own = [select(r.unit_id).where(r.subject_type == str(kind), r.subject_id == subject_id, r.unit_id.is_not(None))]
    if kind in (ReportSubject.MILESTONE, ReportSubject.PROJECT):
        m = Milestone.__table__.c
        chosen = m.id == subject_id if kind == ReportSubject.MILESTONE else m.project_id == subject_id
        own.append(select(MilestoneUnit.unit_id).join(Milestone, Milestone.id == MilestoneUnit.milestone_id).where(
            chosen, m.review != str(ReviewState.REJECTED)))
    if kind == ReportSubject.ASSIGNMENT:
        own.append(select(AssignmentUnit.unit_id).where(AssignmentUnit.assignment_id == subject_id))
    return set(connection.execute(union(*own)).scalars())


def require_reporter(connection: Connection, actor: Actor, kind: ReportSubject, subject_id: int) -> None:
    """Raises NotAllowed where the actor reports for one unit and the subject is not that unit's work."""
    if actor.may(Right.REPORT_ANY):
        return
    actor.require(Right.REPORT)
    if actor.unit_id is None or actor.unit_id not in units_of(connection, kind, subject_id):
        raise NotAllowed(f"{actor.name} reports for another unit than that of {kind} {subject_id}")
