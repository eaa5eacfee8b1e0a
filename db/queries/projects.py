"""Projects: one row a project, with the first sentence that names it, filtered, counted and paged in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, case, exists, func, or_, select, union

from db.models import Milestone, MilestoneUnit, Project, ProjectMention, Region, Responsibility, Unit
from db.queries import milestones as stones
from db.queries.milestones import MOST_IDS, Progress, progress_at
from db.queries.progress import furthest_stage, stage_of
from db.queries.scope import (
    EVIDENCE_COLUMNS,
    Row,
    Scope,
    Slice,
    contains,
    fetch,
    named_project,
    only,
    stands,
    with_evidence,
)
from db.vocab import Duty, ReportSubject

YI = 1e8
BANDS: Mapping[str, tuple[float, float | None]] = {
    "0-1": (0, YI), "1-5": (YI, 5 * YI), "5-10": (5 * YI, 10 * YI), "10-50": (10 * YI, 50 * YI), "50-": (50 * YI, None),
}
"""Total investment in yuan, from (counted in) and to (not counted in); None: no end."""
NO_BAND = "none"  # projects whose investment nobody gives
WITH, WITHOUT, LATE = "with", "without", "late"


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    """Empty fields let everything through."""

    stages: tuple[str, ...] = ()
    words: str = ""  # in the name, the owner or the capacity
    parties: tuple[str, ...] = ()  # names of owners or of responsible units
    bands: tuple[str, ...] = ()  # keys of BANDS, NO_BAND
    milestones: str = ""  # WITH, WITHOUT, or LATE: with an overdue one


def projects(connection: Connection, scope: Scope, wanted: ProjectFilter, window: Slice) -> list[Row]:
    """One page of projects, dearest first; `id` is the mention to show, `mentions` how many speeches name it.

    `milestones`, `overdue`, `next_due`: how many there are, how many of them are late, the next day that is due.
    """
    due, reached = _milestones(scope), furthest_stage(scope.asof)
    statement = only(
        select(
            Project.id.label("project_id"), func.coalesce(due.c.milestones, 0).label("milestones"),
            func.coalesce(due.c.overdue, 0).label("overdue"), due.c.next_due,
            stage_of(reached.c.rank).label("stage"), func.count().over().label("total"),
        ).outerjoin(due, due.c.project_id == Project.id).outerjoin(reached, reached.c.project_id == Project.id),
        named_project(), *_conditions(scope, wanted, due, reached),
    )
    order = (Project.investment.is_(None), Project.investment.desc(), Project.name, Project.id)
    found = fetch(connection, statement.order_by(*order).limit(window.limit).offset(window.offset))
    rows: dict[int, Row] = {}  # sentences are looked up for the rows of the page only
    for at in range(0, len(found), MOST_IDS):
        ids = [row["project_id"] for row in found[at:at + MOST_IDS]]
        rows |= {row["project_id"]: row for row in fetch(connection, _first_words(ids))}
    return [rows[row["project_id"]] | row for row in found]


def _first_words(ids: list[int]) -> Select:
    """Projects with the first mention that stands, its words, and how many mentions there are."""
    m = ProjectMention
    first = select(m.project_id, func.min(m.id).label("id"), func.count().label("mentions")).where(
        stands(m), m.project_id.in_(ids)).group_by(m.project_id).subquery()
    return with_evidence(select(
        m.id, Project.id.label("project_id"), Project.name, Project.investment, Project.annual_investment,
        Project.capacity, Project.owner, Region.name.label("region"), first.c.mentions, *EVIDENCE_COLUMNS,
    ).select_from(Project).join(first, first.c.project_id == Project.id).join(m, m.id == first.c.id), m).outerjoin(
        Region, Region.id == Project.region_id)


def project_totals(connection: Connection, scope: Scope, wanted: ProjectFilter | None = None) -> Row:
    """n, with_investment, investment (yuan, of those that give one), annual_investment, late (with overdue ones)."""
    due, reached = _milestones(scope), furthest_stage(scope.asof)
    return fetch(connection, only(select(
        func.count().label("n"), func.count(Project.investment).label("with_investment"),
        func.sum(Project.investment).label("investment"),
        func.sum(Project.annual_investment).label("annual_investment"),
        func.coalesce(func.sum(case((due.c.overdue > 0, 1), else_=0)), 0).label("late"),
    ).select_from(Project).outerjoin(due, due.c.project_id == Project.id)
        .outerjoin(reached, reached.c.project_id == Project.id),
        named_project(), *_conditions(scope, wanted or ProjectFilter(), due, reached)))[0]


def projects_by_stage(connection: Connection, scope: Scope, wanted: ProjectFilter | None = None) -> list[Row]:
    """stage, n, investment (yuan, of those that give one): each project at the furthest stage that it reached."""
    due, reached = _milestones(scope), furthest_stage(scope.asof)
    stage = stage_of(reached.c.rank)
    return fetch(connection, only(
        select(stage.label("stage"), func.count().label("n"), func.sum(Project.investment).label("investment"))
        .select_from(Project).outerjoin(due, due.c.project_id == Project.id)
        .outerjoin(reached, reached.c.project_id == Project.id),
        named_project(), *_conditions(scope, wanted or ProjectFilter(), due, reached),
    ).group_by(stage))


def project_parties(connection: Connection) -> list[str]:
    """The names that `ProjectFilter.parties` can ask for: owners and responsible units, most projects first."""
    owners = select(Project.id.label("project_id"), Project.owner.label("name")).where(
        Project.owner.is_not(None), named_project())
    links = _units().subquery()
    units = select(links.c.project_id, Unit.name).join(links, links.c.unit_id == Unit.id)
    both = union(owners, units).subquery()
    return list(connection.execute(select(both.c.name).group_by(both.c.name).order_by(
        func.count().desc(), both.c.name)).scalars())


def _units() -> Select:
    """project_id, unit_id: whom the speeches or the office make responsible for a project or a milestone of it."""
    r, m = Responsibility, Milestone
    said = select(m.project_id, MilestoneUnit.unit_id).join(m, m.id == MilestoneUnit.milestone_id).where(
        m.project_id.is_not(None), stands(m))
    entered = select(r.subject_id.label("project_id"), r.unit_id).where(
        r.subject_type == str(ReportSubject.PROJECT), r.unit_id.is_not(None), r.role != str(Duty.LEADER))
    return union(said, entered)


def _milestones(scope: Scope) -> Subquery:
    """project_id, milestones, overdue, next_due: the milestones that stand, at the as-of day."""
    each = stones.joined(select(
        Milestone.project_id, stones.DUE.label("due"), progress_at(scope.asof).label("progress"),
    )).where(Milestone.project_id.is_not(None)).subquery()
    ahead = each.c.progress.in_([str(Progress.SOON), str(Progress.UPCOMING)])
    return select(
        each.c.project_id, func.count().label("milestones"),
        func.sum(case((each.c.progress == str(Progress.OVERDUE), 1), else_=0)).label("overdue"),
        func.min(case((ahead, each.c.due))).label("next_due"),
    ).group_by(each.c.project_id).subquery()


def _conditions(
    scope: Scope, wanted: ProjectFilter, due: Subquery, reached: Subquery
) -> list[ColumnElement[bool] | None]:
    of_milestones = {
        WITH: due.c.milestones > 0, WITHOUT: due.c.milestones.is_(None), LATE: due.c.overdue > 0,
    }
    return [
        scope.covers(Project.region_id),
        stage_of(reached.c.rank).in_(wanted.stages) if wanted.stages else None,
        contains(wanted.words, Project.name, Project.owner, Project.capacity), _of_parties(wanted.parties),
        or_(*(_in_band(b) for b in wanted.bands)) if wanted.bands else None, of_milestones.get(wanted.milestones),
    ]


def _of_parties(names: tuple[str, ...]) -> ColumnElement[bool] | None:
    if not names:
        return None
    links = _units().subquery()
    answers = exists().where(links.c.project_id == Project.id, links.c.unit_id == Unit.id, Unit.name.in_(names))
    return or_(Project.owner.in_(names), answers.correlate(Project))


def _in_band(band: str) -> ColumnElement[bool]:
    if band == NO_BAND:
        return Project.investment.is_(None)
    least, most = BANDS[band]
    return and_(Project.investment >= least, *([] if most is None else [Project.investment < most]))
