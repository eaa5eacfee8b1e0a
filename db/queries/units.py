"""Who is responsible for what: units with their tasks, milestones and recurring duties; rules of reward and penalty.

A unit's work is what the speeches give it and what the office made it responsible for (Responsibility), once each.
Leaders are counted apart, see db.queries.responsibility.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union,
    union_all,
)

from db.models import (
    Assignment,
    AssignmentUnit,
    Cadence,
    EntryKind,
    Milestone,
    MilestoneUnit,
    PersonEntry,
    Project,
    ProjectMention,
    Region,
    Responsibility,
    Sanction,
    Speech,
    Unit,
)
from db.queries import milestones as stones
from db.queries.milestones import DUE, Progress, progress_at
from db.queries.scope import EVIDENCE_COLUMNS, Row, Scope, Slice, contains, entry_of, fetch, only, stands, with_evidence
from db.vocab import Duty, RecordType, ReportSubject, Role

STANDING = (Progress.OVERDUE, Progress.SOON, Progress.UPCOMING, Progress.UNDATED, Progress.DONE)
PROGRESS_CELLS = tuple(str(p) for p in STANDING)
ROLE_CELLS = tuple(str(r) for r in Role)
CELLS = (*PROGRESS_CELLS, *ROLE_CELLS, "cadences", "projects", "due")
"""The columns of `unit_load` that open rows. `due`: milestones past their deadline or met by it; `kept` of them."""


@dataclass(frozen=True, slots=True)
class UnitFilter:
    words: str = ""
    duty: str = ""  # a column of `unit_load` that must not be 0


def unit_load(connection: Connection, scope: Scope, wanted: UnitFilter, window: Slice) -> list[Row]:
    """One page of units with their counts by role, by milestone progress, of cadences and of projects; most overdue
    first. `due`: milestones whose deadline is past, `kept`: those of them that were met by it."""
    tasks, due, duties, led = _tasks(), _stones(scope), _duties(), _projects()
    counts = {
        **{n: func.coalesce(tasks.c[n], 0) for n in ROLE_CELLS},
        **{n: func.coalesce(due.c[n], 0) for n in PROGRESS_CELLS},
        "cadences": func.coalesce(duties.c.cadences, 0), "projects": func.coalesce(led.c.projects, 0),
    }
    load = sum(counts.values(), literal(0))
    kept = {n: func.coalesce(due.c[n], 0) for n in ("due", "kept")}
    chosen = (counts | kept).get(wanted.duty)
    statement = only(
        select(Unit.id, Unit.name, Region.name.label("region"), *(c.label(n) for n, c in (counts | kept).items()),
               load.label("load"), func.count().over().label("total"))
        .outerjoin(Region, Region.id == Unit.region_id).outerjoin(tasks, tasks.c.unit_id == Unit.id)
        .outerjoin(due, due.c.unit_id == Unit.id).outerjoin(duties, duties.c.unit_id == Unit.id)
        .outerjoin(led, led.c.unit_id == Unit.id),
        load > 0, scope.covers(Unit.region_id), contains(wanted.words, Unit.name),
        None if chosen is None else chosen > 0,
    )
    order = (counts["overdue"].desc(), load.desc(), Unit.name, Unit.id)
    return fetch(connection, statement.order_by(*order).limit(window.limit).offset(window.offset))


def unit_records(connection: Connection, scope: Scope, unit_id: int, cell: str = "") -> list[Row]:
    """All that one unit must do, or what one cell counts: type, id, `what`, `how` (role, event or activity), due date,
    progress and words. `responsibility_id`: by which entry of the office, None where the speech says so."""
    parts = []
    if cell in ("", "due", *PROGRESS_CELLS):
        own = _given_stones()
        part = milestone_records(scope, unit_id=unit_id).where(
            Milestone.id.in_(select(own.c.id).where(own.c.unit_id == unit_id)))
        parts.append(only(part, _in_cell(scope.asof, cell)))
    if cell in ("", *ROLE_CELLS):
        given = given_tasks()
        part = task_records(scope, role=given.c.role, unit_id=unit_id).join(
            given, and_(given.c.id == Assignment.id, given.c.unit_id == unit_id))
        parts.append(only(part, given.c.role == cell if cell else None))
    if cell in ("", "cadences"):
        parts.append(_duty_records().where(Cadence.unit_id == unit_id))
    if cell in ("", "projects"):
        parts.append(project_records(unit_id=unit_id).where(Project.id.in_(_led_projects(unit_id))))
    both = union_all(*parts).subquery()
    return fetch(connection, select(both).order_by(both.c.due_on.is_(None), both.c.due_on, both.c.type, both.c.id))


def sanctions(connection: Connection, scope: Scope, window: Slice) -> list[Row]:
    """One page of the rules of reward and penalty."""
    statement = only(with_evidence(select(
        Sanction.id, Sanction.trigger, Sanction.consequence, Sanction.polarity, Region.name.label("region"),
        *EVIDENCE_COLUMNS, func.count().over().label("total"),
    ).select_from(Sanction), Sanction).outerjoin(Region, Region.id == Speech.region_id), scope.covers(Speech.region_id))
    return fetch(connection, statement.order_by(Sanction.id).limit(window.limit).offset(window.offset))


# ---------------------------------------------------------------- what is given to units


def entered(kind: ReportSubject | RecordType, *columns: ColumnElement) -> Select:
    """What the office made units responsible for, leaders apart."""
    r = Responsibility
    return select(*columns).where(r.subject_type == str(kind), r.unit_id.is_not(None), r.role != str(Duty.LEADER))


def _given_stones() -> Subquery:
    """id, unit_id of milestones: each pair once."""
    r = Responsibility
    return union(
        select(MilestoneUnit.milestone_id.label("id"), MilestoneUnit.unit_id),
        entered(RecordType.MILESTONE, r.subject_id, r.unit_id),
    ).subquery()


def given_tasks() -> Subquery:
    """id, unit_id, role of tasks: each once."""
    r = Responsibility
    said = select(AssignmentUnit.assignment_id.label("id"), AssignmentUnit.unit_id, Assignment.role).join(
        Assignment, Assignment.id == AssignmentUnit.assignment_id)
    return union(said, entered(RecordType.ASSIGNMENT, r.subject_id, r.unit_id, r.role)).subquery()


def _led_projects(unit_id: int) -> Select:
    return entered(ReportSubject.PROJECT, Responsibility.subject_id).where(Responsibility.unit_id == unit_id)


def tally(condition: ColumnElement[bool], name: str) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0)).label(name)


def past_due(due: ColumnElement, asof: date) -> ColumnElement[bool]:
    return due < asof


def met(done_on: ColumnElement, due: ColumnElement, progress: ColumnElement) -> ColumnElement[bool]:
    """That it was done by its deadline."""
    return and_(progress == str(Progress.DONE), done_on <= due)


def _tasks() -> Subquery:
    given = given_tasks()
    return (
        select(given.c.unit_id, *(tally(given.c.role == r, r) for r in ROLE_CELLS))
        .join(Assignment, Assignment.id == given.c.id).where(stands(Assignment)).group_by(given.c.unit_id).subquery()
    )


def _stones(scope: Scope) -> Subquery:
    given, progress = _given_stones(), progress_at(scope.asof)
    each = stones.joined(select(
        given.c.unit_id, progress.label("progress"), DUE.label("due_on"), PersonEntry.date_value.label("done_on"),
    )).join(given, given.c.id == Milestone.id).subquery()
    due = past_due(each.c.due_on, scope.asof)
    return select(
        each.c.unit_id, *(tally(each.c.progress == p, p) for p in PROGRESS_CELLS), tally(due, "due"),
        tally(and_(due, met(each.c.done_on, each.c.due_on, each.c.progress)), "kept"),
    ).group_by(each.c.unit_id).subquery()


def _duties() -> Subquery:
    return (
        select(Cadence.unit_id, func.count().label("cadences"))
        .where(Cadence.unit_id.is_not(None), stands(Cadence))
        .group_by(Cadence.unit_id).subquery()
    )


def _projects() -> Subquery:
    r = Responsibility
    given = entered(ReportSubject.PROJECT, r.unit_id, func.count(r.subject_id.distinct()).label("projects"))
    return given.group_by(r.unit_id).subquery()


def _in_cell(asof: date, cell: str) -> ColumnElement[bool] | None:
    if cell == "due":
        return past_due(DUE, asof)
    return progress_at(asof) == cell if cell else None


# ---------------------------------------------------------------- rows of any kind, in the same columns


def _entry_id(kind: str, subject_id: ColumnElement, unit_id: int | None) -> ColumnElement[int]:
    """The office's entry that makes the unit responsible; null where the speech does."""
    r = Responsibility
    who = or_(r.role != str(Duty.LEADER)) if unit_id is None else r.unit_id == unit_id
    return select(func.min(r.id)).where(r.subject_type == kind, r.subject_id == subject_id, who).scalar_subquery()


def milestone_records(scope: Scope, *, unit_id: int | None = None) -> Select:
    """Milestones in the columns of `unit_records`."""
    return stones.joined(select(
        literal("milestone").label("type"), Milestone.id, Milestone.subject.label("what"), Milestone.event.label("how"),
        Milestone.deadline_text, DUE.label("due_on"), progress_at(scope.asof).label("progress"),
        PersonEntry.date_value.label("done_on"), _entry_id("milestone", Milestone.id, unit_id).label(
            "responsibility_id"), Region.name.label("region"), *EVIDENCE_COLUMNS,
    ))


def task_records(scope: Scope, *, role: ColumnElement = Assignment.role, unit_id: int | None = None) -> Select:
    """Tasks in the same columns."""
    due = func.coalesce(Assignment.moved_to, Assignment.due_on)
    # a task without a deadline stands nowhere on a calendar unless it was done
    where = case((or_(due.is_not(None), PersonEntry.id.is_not(None)), progress_at(scope.asof, due)), else_=null())
    return with_evidence(select(
        literal("assignment").label("type"), Assignment.id, Assignment.task.label("what"), role.label("how"),
        Assignment.deadline_text, due.label("due_on"), where.label("progress"),
        PersonEntry.date_value.label("done_on"), _entry_id("assignment", Assignment.id, unit_id).label(
            "responsibility_id"), Region.name.label("region"), *EVIDENCE_COLUMNS,
    ).select_from(Assignment), Assignment).outerjoin(Region, Region.id == Speech.region_id).outerjoin(
        PersonEntry, entry_of(EntryKind.MILESTONE_DONE, Assignment))


def _duty_records() -> Select:
    no_words, no_day = cast(null(), String), cast(null(), Date)
    return with_evidence(select(
        literal("cadence").label("type"), Cadence.id, Cadence.freq.label("what"), Cadence.activity.label("how"),
        no_words.label("deadline_text"), no_day.label("due_on"), no_words.label("progress"), no_day.label("done_on"),
        cast(null(), Cadence.__table__.c.id.type).label("responsibility_id"), Region.name.label("region"),
        *EVIDENCE_COLUMNS,
    ).select_from(Cadence), Cadence).outerjoin(Region, Region.id == Speech.region_id)


def project_records(*, unit_id: int | None = None) -> Select:
    """Projects in the same columns, with the words of their first mention."""
    no_words, no_day = cast(null(), String), cast(null(), Date)
    first = select(func.min(ProjectMention.id)).where(
        ProjectMention.project_id == Project.id, stands(ProjectMention)).correlate(Project).scalar_subquery()
    return with_evidence(select(
        literal("project").label("type"), Project.id, Project.name.label("what"), Project.stage.label("how"),
        no_words.label("deadline_text"), no_day.label("due_on"), no_words.label("progress"), no_day.label("done_on"),
        _entry_id("project", Project.id, unit_id).label("responsibility_id"), Region.name.label("region"),
        *EVIDENCE_COLUMNS,
    ).select_from(Project).join(ProjectMention, ProjectMention.id == first), ProjectMention).outerjoin(
        Region, Region.id == Project.region_id)
