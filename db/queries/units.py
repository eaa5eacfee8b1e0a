"""Who is responsible for what: units with their tasks, milestones and recurring duties; rules of reward and penalty."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    String,
    Subquery,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from db.models import (
    Assignment,
    AssignmentUnit,
    Cadence,
    Milestone,
    MilestoneUnit,
    Region,
    Sanction,
    Speech,
    Unit,
)
from db.queries import milestones as stones
from db.queries.milestones import Progress, progress_at
from db.queries.scope import EVIDENCE_COLUMNS, Row, Scope, Slice, contains, fetch, only, with_evidence
from db.vocab import Role

STANDING = (Progress.OVERDUE, Progress.SOON, Progress.UPCOMING, Progress.UNDATED, Progress.DONE)


@dataclass(frozen=True, slots=True)
class UnitFilter:
    words: str = ""
    duty: str = ""  # a column of `unit_load` that must not be 0


def _tally(column: ColumnElement, value: str) -> ColumnElement[int]:
    return func.sum(case((column == value, 1), else_=0)).label(str(value))


def _tasks() -> Subquery:
    return (
        select(AssignmentUnit.unit_id, *(_tally(Assignment.role, str(r)) for r in Role))
        .join(Assignment, Assignment.id == AssignmentUnit.assignment_id).group_by(AssignmentUnit.unit_id).subquery()
    )


def _stones(scope: Scope) -> Subquery:
    each = stones.joined(select(MilestoneUnit.unit_id, progress_at(scope.asof).label("progress"))).join(
        MilestoneUnit, MilestoneUnit.milestone_id == Milestone.id
    ).subquery()
    return select(
        each.c.unit_id, *(_tally(each.c.progress, str(p)) for p in STANDING)
    ).group_by(each.c.unit_id).subquery()


def _duties() -> Subquery:
    return (
        select(Cadence.unit_id, func.count().label("cadences")).where(Cadence.unit_id.is_not(None))
        .group_by(Cadence.unit_id).subquery()
    )


def unit_load(connection: Connection, scope: Scope, wanted: UnitFilter, window: Slice) -> list[Row]:
    """One page of units with their counts by role, by milestone progress and of cadences; most overdue first."""
    tasks, due, duties = _tasks(), _stones(scope), _duties()
    names = [*(str(r) for r in Role)], [*(str(p) for p in STANDING)]
    counts = {
        **{n: func.coalesce(tasks.c[n], 0) for n in names[0]}, **{n: func.coalesce(due.c[n], 0) for n in names[1]},
        "cadences": func.coalesce(duties.c.cadences, 0),
    }
    load = sum(counts.values(), literal(0))
    statement = only(
        select(Unit.id, Unit.name, Region.name.label("region"), *(c.label(n) for n, c in counts.items()),
               load.label("load"), func.count().over().label("total"))
        .outerjoin(Region, Region.id == Unit.region_id).outerjoin(tasks, tasks.c.unit_id == Unit.id)
        .outerjoin(due, due.c.unit_id == Unit.id).outerjoin(duties, duties.c.unit_id == Unit.id),
        load > 0, scope.covers(Unit.region_id), contains(wanted.words, Unit.name),
        counts[wanted.duty] > 0 if wanted.duty in counts else None,
    )
    order = (counts["overdue"].desc(), load.desc(), Unit.name, Unit.id)
    return fetch(connection, statement.order_by(*order).limit(window.limit).offset(window.offset))


def unit_records(connection: Connection, scope: Scope, unit_id: int) -> list[Row]:
    """All that one unit must do: type, id, `what`, `how` (role, event or activity), due date, progress and words."""
    nothing, no_day = cast(null(), String), cast(null(), Date)
    tasks = with_evidence(select(
        literal("assignment").label("type"), Assignment.id, Assignment.task.label("what"),
        Assignment.role.label("how"), Assignment.deadline_text, Assignment.due_on,
        nothing.label("progress"), *EVIDENCE_COLUMNS,
    ).select_from(Assignment), Assignment).join(
        AssignmentUnit, AssignmentUnit.assignment_id == Assignment.id
    ).where(AssignmentUnit.unit_id == unit_id)
    due = stones.joined(select(
        literal("milestone").label("type"), Milestone.id, Milestone.subject.label("what"),
        Milestone.event.label("how"), Milestone.deadline_text, Milestone.due_on,
        progress_at(scope.asof).label("progress"), *EVIDENCE_COLUMNS,
    )).join(MilestoneUnit, MilestoneUnit.milestone_id == Milestone.id).where(MilestoneUnit.unit_id == unit_id)
    duties = with_evidence(select(
        literal("cadence").label("type"), Cadence.id, Cadence.freq.label("what"), Cadence.activity.label("how"),
        nothing.label("deadline_text"), no_day.label("due_on"), nothing.label("progress"), *EVIDENCE_COLUMNS,
    ).select_from(Cadence), Cadence).where(Cadence.unit_id == unit_id)
    return fetch(connection, union_all(due, tasks, duties))


def sanctions(connection: Connection, scope: Scope, window: Slice) -> list[Row]:
    """One page of the rules of reward and penalty."""
    statement = only(with_evidence(select(
        Sanction.id, Sanction.trigger, Sanction.consequence, Sanction.polarity, Region.name.label("region"),
        *EVIDENCE_COLUMNS, func.count().over().label("total"),
    ).select_from(Sanction), Sanction).outerjoin(Region, Region.id == Speech.region_id), scope.covers(Speech.region_id))
    return fetch(connection, statement.order_by(Sanction.id).limit(window.limit).offset(window.offset))
