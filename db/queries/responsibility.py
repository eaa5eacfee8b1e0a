"""Leaders with what they answer for, recurring duties, work that no unit has, what was done on time."""

from __future__ import annotations

from functools import lru_cache

from sqlalchemy import Connection, Select, and_, cast, func, literal, not_, null, select, union, union_all
from sqlalchemy import String as Text

from db.models import (
    Assignment,
    AssignmentUnit,
    Cadence,
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
from db.queries import milestones as stones
from db.queries.deadline_people import has_no_unit, is_leader
from db.queries.kept import KEPT, AnyScope, any_like, run
from db.queries.milestones import DUE, REGION_ID, Progress, progress_at
from db.queries.scope import (
    EVIDENCE_COLUMNS,
    Row,
    Scope,
    Slice,
    contains,
    entries_of,
    fetch,
    named_project,
    only,
    stands,
    with_evidence,
)
from db.queries.units import (
    PROGRESS_CELLS,
    met,
    milestone_records,
    past_due,
    project_records,
    tally,
    task_records,
)
from db.vocab import Duty, RecordType, ReportSubject


def leader_load(connection: Connection, scope: Scope, words: str, window: Slice) -> list[Row]:
    """One page of leaders: name, region, `named` (that the office entered it), projects, tasks, milestones by
    progress, `due` and `kept` as of units. A leader of a project answers for its milestones."""
    lead = _leaders().subquery()
    progress = progress_at(scope.asof)
    name = lead.c.name.label("name")
    due = stones.joined(select(
        name, lead.c.named, REGION_ID.label("region_id"), literal("milestone").label("kind"),
        progress.label("progress"), DUE.label("due_on"), PersonEntry.date_value.label("done_on"),
    )).join(lead, and_(lead.c.kind == "milestone", lead.c.id == Milestone.id))
    nothing = (cast(null(), Text), cast(null(), Milestone.__table__.c.due_on.type))
    tasks = select(name, lead.c.named, Speech.region_id, literal("assignment"), *nothing, nothing[1]).join(
        Assignment, and_(lead.c.kind == "assignment", lead.c.id == Assignment.id)).join(
        Speech, Speech.id == Assignment.speech_id).where(stands(Assignment))
    projects = select(name, lead.c.named, Project.region_id, literal("project"), *nothing, nothing[1]).join(
        Project, and_(lead.c.kind == "project", lead.c.id == Project.id)).where(named_project())
    each = union_all(due, tasks, projects).subquery()
    late = past_due(each.c.due_on, scope.asof)
    counts = [
        tally(each.c.kind == "project", "projects"), tally(each.c.kind == "assignment", "tasks"),
        *(tally(each.c.progress == p, p) for p in PROGRESS_CELLS), tally(late, "due"),
        tally(and_(late, met(each.c.done_on, each.c.due_on, each.c.progress)), "kept"),
    ]
    statement = only(select(
        each.c.name, each.c.region_id, Region.name.label("region"), func.max(each.c.named).label("named"), *counts,
        func.count().label("load"), func.count().over().label("total"),
    ).outerjoin(Region, Region.id == each.c.region_id), scope.covers(each.c.region_id), contains(words, each.c.name))
    order = (tally(each.c.progress == str(Progress.OVERDUE), "late").desc(), func.count().desc(), each.c.name)
    return fetch(connection, statement.group_by(each.c.name, each.c.region_id, Region.name).order_by(
        *order).limit(window.limit).offset(window.offset))


def leader_records(connection: Connection, scope: Scope, name: str, region_id: int | None) -> list[Row]:
    """All that one leader answers for in a place, in the columns of db.queries.units.unit_records."""
    lead = _leaders().subquery()

    def own(kind: str) -> object:
        return select(lead.c.id).where(lead.c.kind == kind, lead.c.name == name)

    def here(region: object) -> object:
        return region.is_(None) if region_id is None else region == region_id

    both = union_all(
        milestone_records(scope).where(Milestone.id.in_(own("milestone")), here(REGION_ID)),
        task_records(scope).where(Assignment.id.in_(own("assignment")), here(Speech.region_id)),
        project_records().where(Project.id.in_(own("project")), here(Project.region_id)),
    ).subquery()
    return fetch(connection, select(both).order_by(both.c.due_on.is_(None), both.c.due_on, both.c.type, both.c.id))


def unassigned(connection: Connection, scope: Scope, words: str, window: Slice) -> list[Row]:
    """One page of the milestones and tasks that no unit has and that are not done, in the columns of `unit_records`,
    earliest deadline first."""
    due = only(milestone_records(scope), has_no_unit(RecordType.MILESTONE), ~stones.is_done(scope.asof),
               scope.covers(REGION_ID), contains(words, Milestone.subject, Project.name))
    tasks = only(task_records(scope), has_no_unit(RecordType.ASSIGNMENT), PersonEntry.id.is_(None),
                 scope.covers(Speech.region_id), contains(words, Assignment.task))
    both = union_all(due, tasks).subquery()
    order = (both.c.due_on.is_(None), both.c.due_on, both.c.type.desc(), both.c.id)
    return fetch(connection, select(both, func.count().over().label("total")).order_by(
        *order).limit(window.limit).offset(window.offset))


def due_records(connection: Connection, scope: Scope, words: str, window: Slice) -> list[Row]:
    """One page of the milestones whose deadline is past, done or not, earliest deadline first."""
    rows = only(milestone_records(scope), past_due(DUE, scope.asof), scope.covers(REGION_ID),
                contains(words, Milestone.subject, Project.name)).subquery()
    return fetch(connection, select(rows, func.count().over().label("total")).order_by(
        rows.c.due_on, rows.c.id).limit(window.limit).offset(window.offset))


def cadences(connection: Connection, scope: Scope, words: str, window: Slice) -> list[Row]:
    """One page of recurring duties: id, activity, freq, actor as written, unit, region and words."""
    statement = only(with_evidence(select(
        Cadence.id, Cadence.activity, Cadence.freq, Cadence.actor, Unit.name.label("unit"),
        Region.name.label("region"), *EVIDENCE_COLUMNS, func.count().over().label("total"),
    ).select_from(Cadence), Cadence).outerjoin(Unit, Unit.id == Cadence.unit_id).outerjoin(
        Region, Region.id == Speech.region_id), scope.covers(Speech.region_id),
        contains(words, Unit.name, Cadence.actor))
    order = (Unit.name.is_(None), Unit.name, Cadence.id)
    return fetch(connection, statement.order_by(*order).limit(window.limit).offset(window.offset))


def responsibility_counts(connection: Connection, scope: Scope) -> Row:
    """due, kept (milestones whose deadline is past, and those met by it), units, unassigned, cadences, leaders."""
    places = any_like(scope)
    counts = (_due_count(places), _unassigned_count(places), _cadence_count(places), _leader_count(places))
    return {name: n for statement in counts for name, n in run(connection, statement, scope)[0].items()}


def unassigned_count(connection: Connection, scope: Scope) -> int:
    """How many rows `unassigned` has."""
    return run(connection, _unassigned_count(any_like(scope)), scope)[0]["unassigned"]


@lru_cache(KEPT)
def _due_count(scope: AnyScope) -> Select:
    done = entries_of(EntryKind.MILESTONE_DONE, Milestone)
    kept = and_(stones.is_done(scope.asof, done.c), done.c.date_value <= DUE)
    statement = select(func.count().label("due"), func.coalesce(tally(kept, "kept"), 0).label("kept")).select_from(
        Milestone).outerjoin(done, done.c.record_id == Milestone.id)
    return only(_placed(statement, scope), stands(Milestone), past_due(DUE, scope.asof), scope.covers(REGION_ID))


@lru_cache(KEPT)
def _unassigned_count(scope: AnyScope) -> Select:
    """unassigned: how many rows `unassigned` has."""
    done, over = (entries_of(EntryKind.MILESTONE_DONE, record) for record in (Milestone, Assignment))
    due = only(
        _placed(select(func.count()).select_from(Milestone), scope).outerjoin(done, done.c.record_id == Milestone.id),
        stands(Milestone), has_no_unit(RecordType.MILESTONE), not_(stones.is_done(scope.asof, done.c)),
        scope.covers(REGION_ID))
    tasks = only(
        select(func.count()).select_from(Assignment).join(Speech, Speech.id == Assignment.speech_id)
        .outerjoin(over, over.c.record_id == Assignment.id),
        stands(Assignment), has_no_unit(RecordType.ASSIGNMENT), over.c.id.is_(None), scope.covers(Speech.region_id))
    return select((due.scalar_subquery() + tasks.scalar_subquery()).label("unassigned"))


@lru_cache(KEPT)
def _cadence_count(scope: AnyScope) -> Select:
    return only(select(func.count().label("cadences")).select_from(Cadence).join(
        Speech, Speech.id == Cadence.speech_id), stands(Cadence), scope.covers(Speech.region_id))


@lru_cache(KEPT)
def _leader_count(scope: AnyScope) -> Select:
    """leaders: how many rows `leader_load` has, one for each leader in each place."""
    lead = _leaders().subquery()
    due = _placed(select(lead.c.name, REGION_ID.label("region_id")).select_from(lead).join(
        Milestone, and_(lead.c.kind == "milestone", lead.c.id == Milestone.id)), scope, always=True)
    tasks = select(lead.c.name, Speech.region_id).join(
        Assignment, and_(lead.c.kind == "assignment", lead.c.id == Assignment.id)).join(
        Speech, Speech.id == Assignment.speech_id)
    projects = select(lead.c.name, Project.region_id).join(
        Project, and_(lead.c.kind == "project", lead.c.id == Project.id)).where(named_project())
    each = union(due.where(stands(Milestone)), tasks.where(stands(Assignment)), projects).subquery()
    return only(select(func.count().label("leaders")).select_from(each), scope.covers(each.c.region_id))


def _placed(statement: Select, scope: AnyScope, *, always: bool = False) -> Select:
    """A statement over milestones, joined to what their place is read from where a place is asked for."""
    if not (always or scope.regions):
        return statement
    return statement.join(Speech, Speech.id == Milestone.speech_id).outerjoin(
        Project, Project.id == Milestone.project_id)


def _leaders() -> Select:
    """name, named, kind, id: what each leader answers for, each once for each way it is known."""
    r = Responsibility
    name = func.coalesce(func.nullif(r.person, ""), Unit.name)
    entered_ = select(name.label("name"), literal(1).label("named"), r.subject_type.label("kind"),
                      r.subject_id.label("id")).outerjoin_from(r, Unit, Unit.id == r.unit_id).where(
        r.role == str(Duty.LEADER))
    of_project = select(name, literal(1), literal("milestone"), Milestone.id).select_from(r).outerjoin(
        Unit, Unit.id == r.unit_id).join(Milestone, and_(
            r.subject_type == str(ReportSubject.PROJECT), r.subject_id == Milestone.project_id)).where(
        r.role == str(Duty.LEADER))
    said = [
        select(Unit.name, literal(0), literal(kind), record).join(Unit, Unit.id == unit_id).where(is_leader(unit_id))
        for kind, record, unit_id in (("milestone", MilestoneUnit.milestone_id, MilestoneUnit.unit_id),
                                      ("assignment", AssignmentUnit.assignment_id, AssignmentUnit.unit_id))
    ]
    every = union(entered_, of_project, *said).subquery()
    return select(every.c.name, func.max(every.c.named).label("named"), every.c.kind, every.c.id).group_by(
        every.c.name, every.c.kind, every.c.id)
