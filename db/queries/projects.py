"""Projects: one row a project, with the first sentence that names it, filtered, counted and paged in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, case, exists, func, or_, select, union

from db.models import (
    Document,
    EntryKind,
    Milestone,
    MilestoneUnit,
    PersonEntry,
    Project,
    ProjectMention,
    Region,
    Responsibility,
    Speech,
    Unit,
)
from db.queries import milestones as stones
from db.queries.kept import IDS, KEPT, LIMIT, OFFSET, AnyDay, AnyScope, any_like, page_values, run
from db.queries.milestones import MOST_IDS, Progress, progress_at
from db.queries.progress import furthest_stage, stage_of, told_of
from db.queries.scope import (
    EVIDENCE_COLUMNS,
    Row,
    Scope,
    Slice,
    contains,
    entry_of,
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
    anywhere, values = any_like(scope), page_values(window)
    ids = [row["id"] for row in run(connection, _page(anywhere, wanted), scope, **values)]
    if not ids:
        return []
    total = run(connection, _total(anywhere, wanted), scope)[0]["total"]
    rows: dict[int, Row] = {}  # milestones, stages and sentences are looked up for the rows of the page only
    for at in range(0, len(ids), MOST_IDS):
        for part in (_of_milestones(), _of_stages(), _first_words()):
            for row in run(connection, part, scope, ids=ids[at:at + MOST_IDS]):
                rows[row["project_id"]] = rows.get(row["project_id"], {}) | row
    return [rows[id_] | {"total": total} for id_ in ids]


@lru_cache(KEPT)
def _page(scope: AnyScope, wanted: ProjectFilter) -> Select:
    order = (Project.investment.desc().nulls_last(), Project.name, Project.id)
    return _chosen(select(Project.id), scope, wanted).order_by(*order).limit(LIMIT).offset(OFFSET)


@lru_cache(KEPT)
def _total(scope: AnyScope, wanted: ProjectFilter) -> Select:
    return _chosen(select(func.count().label("total")).select_from(Project), scope, wanted)


@lru_cache
def _first_words() -> Select:
    """The projects IDS with the first mention that stands, its words, and how many mentions there are."""
    m = ProjectMention
    first = select(m.project_id, func.min(m.id).label("id"), func.count().label("mentions")).where(
        stands(m), m.project_id.in_(IDS)).group_by(m.project_id).subquery()
    return with_evidence(select(
        m.id, Project.id.label("project_id"), Project.name, Project.investment, Project.annual_investment,
        Project.capacity, Project.owner, Region.name.label("region"), first.c.mentions, *EVIDENCE_COLUMNS,
    ).select_from(Project).join(first, first.c.project_id == Project.id).join(m, m.id == first.c.id), m).outerjoin(
        Region, Region.id == Project.region_id)


def project_totals(connection: Connection, scope: Scope, wanted: ProjectFilter | None = None) -> Row:
    """n, with_investment, investment (yuan, of those that give one), annual_investment, late (with overdue ones)."""
    return totals_of(stage_totals(connection, scope, wanted))


def projects_by_stage(connection: Connection, scope: Scope, wanted: ProjectFilter | None = None) -> list[Row]:
    """stage, n, investment (yuan, of those that give one): each project at the furthest stage that it reached."""
    return by_stage(stage_totals(connection, scope, wanted))


def totals_of(stages: list[Row]) -> Row:
    """`project_totals` from `stage_totals`."""
    return {name: _sum(row[name] for row in stages) for name in ("investment", "annual_investment")} | {
        name: sum(row[name] for row in stages) for name in ("n", "with_investment", "late")}


def by_stage(stages: list[Row]) -> list[Row]:
    """`projects_by_stage` from `stage_totals`."""
    return [{name: row[name] for name in ("stage", "n", "investment")} for row in stages]


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


def stage_totals(connection: Connection, scope: Scope, wanted: ProjectFilter | None = None) -> list[Row]:
    """stage, n, with_investment, investment, annual_investment, late, told, dated of the projects at each stage: what
    `project_totals`, `projects_by_stage` and `told_of` say together, in one pass."""
    return run(connection, _stage_totals(any_like(scope), wanted or ProjectFilter()), scope)


@lru_cache(KEPT)
def _stage_totals(scope: AnyScope, wanted: ProjectFilter) -> Select:
    reached = furthest_stage(scope.asof)
    stage = stage_of(reached.c.rank)
    return _chosen(select(
        stage.label("stage"), func.count().label("n"), func.count(Project.investment).label("with_investment"),
        func.sum(Project.investment).label("investment"),
        func.sum(Project.annual_investment).label("annual_investment"),
        func.sum(case((_has_overdue(scope.asof), 1), else_=0)).label("late"), *told_of(reached),
    ).select_from(Project), scope, wanted, reached).group_by(stage)


def _sum(values: Iterable[float | None]) -> float | None:
    """None where nobody gives a value."""
    given = [v for v in values if v is not None]
    return sum(given) if given else None


@lru_cache
def _of_milestones() -> Select:
    """project_id, milestones, overdue, next_due of the projects IDS: the milestones that stand, at the as-of day."""
    each = stones.joined(select(
        Milestone.project_id, stones.DUE.label("due"), progress_at(AnyDay()).label("progress"),
    )).where(Milestone.project_id.in_(IDS)).subquery()
    ahead = each.c.progress.in_([str(Progress.SOON), str(Progress.UPCOMING)])
    late = func.sum(case((each.c.progress == str(Progress.OVERDUE), 1), else_=0))
    return select(
        Project.id.label("project_id"), func.count(each.c.progress).label("milestones"),
        func.coalesce(late, 0).label("overdue"), func.min(case((ahead, each.c.due))).label("next_due"),
    ).outerjoin(each, each.c.project_id == Project.id).where(Project.id.in_(IDS)).group_by(Project.id)


@lru_cache
def _of_stages() -> Select:
    """project_id, stage of the projects IDS at the as-of day."""
    reached = furthest_stage(AnyDay(), ids=IDS)
    return select(Project.id.label("project_id"), stage_of(reached.c.rank).label("stage")).outerjoin(
        reached, reached.c.project_id == Project.id).where(Project.id.in_(IDS))


def _chosen(statement: Select, scope: AnyScope, wanted: ProjectFilter, reached: Subquery | None = None) -> Select:
    """`statement` over the projects that the filter lets through, joined to the stages where these are needed."""
    if reached is None and wanted.stages:
        reached = furthest_stage(scope.asof)
    if reached is not None:
        statement = statement.outerjoin(reached, reached.c.project_id == Project.id)
    any_ = exists().where(Milestone.project_id == Project.id, stands(Milestone)).correlate(Project)
    of_milestones = {WITH: any_, WITHOUT: ~any_, LATE: _has_overdue(scope.asof)}
    return only(
        statement, named_project(), scope.covers(Project.region_id),
        stage_of(reached.c.rank).in_(wanted.stages) if reached is not None and wanted.stages else None,
        contains(wanted.words, Project.name, Project.owner, Project.capacity), _of_parties(wanted.parties),
        or_(*(_in_band(b) for b in wanted.bands)) if wanted.bands else None,
        of_milestones.get(wanted.milestones),
    )


def _has_overdue(asof: AnyDay) -> ColumnElement[bool]:
    """That one of the project's milestones is overdue. Looks at each until one is: there are few to look at."""
    late = select(Milestone.id).join(Speech, Speech.id == Milestone.speech_id).join(
        Document, Document.id == Speech.document_id).outerjoin(
        PersonEntry, entry_of(EntryKind.MILESTONE_DONE, Milestone)).where(
        Milestone.project_id == Project.id, stands(Milestone), stones.DUE < asof, ~stones.is_done(asof))
    return late.correlate(Project).exists()


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
