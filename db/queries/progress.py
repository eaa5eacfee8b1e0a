"""Progress reports and the rates that dated stages give. Rates are computed here and typed nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Case,
    ColumnElement,
    Connection,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
)

from db.models import Attachment, Indicator, ProgressReport, Project, ProjectMention, Speech, StageChange, Unit
from db.periods import period_end
from db.queries.kept import KEPT, AnyDay, AnyScope, any_like, run
from db.queries.scope import Row, Scope, fetch, named_project, only, stands
from db.vocab import ReportMeasure, ReportSubject, Stage

RANKS = {str(stage): rank for rank, stage in enumerate(Stage) if stage != Stage.UNKNOWN}
SIGNED, STARTED, DONE = RANKS[Stage.SIGNED], RANKS[Stage.CONSTRUCTION], RANKS[Stage.COMPLETED]


def rank_of(stage: ColumnElement[str]) -> Case:
    """A stage's place in a project's life; null for unknown."""
    return case(*((stage == name, rank) for name, rank in RANKS.items()))


def reports_of(connection: Connection, kind: ReportSubject, subject_id: int) -> list[Row]:
    """All reports of a subject, earliest period first, each with its unit, the names of its files, and the
    `measure_unit` of a figure."""
    table = ProgressReport.__table__
    figure = and_(table.c.subject_type == str(ReportSubject.INDICATOR), Indicator.id == table.c.subject_id)
    rows = fetch(connection, select(table, Unit.name.label("unit"), Indicator.measure_unit).outerjoin(
        Unit, Unit.id == table.c.unit_id).outerjoin(Indicator, figure).where(
        table.c.subject_type == str(kind), table.c.subject_id == subject_id))
    files = fetch(connection, select(Attachment.id, Attachment.report_id, Attachment.name, Attachment.media_type).where(
        Attachment.report_id.in_([r["id"] for r in rows])).order_by(Attachment.id))
    for row in rows:
        row["files"] = [f for f in files if f["report_id"] == row["id"]]
    return sorted(rows, key=lambda r: (period_end(r["period"]), r["measure"]))


def furthest_stage(asof: date | AnyDay, *, ids: BindParameter | None = None) -> Subquery:
    """project_id, rank, dated: the furthest stage of each project that was mentioned by a day, by reports, people and
    speeches given until then; of the projects `ids` where they are given.

    What a speech without a known date says counts as said before; `dated` is 0 where nothing else speaks of a project.
    """
    told = or_(Speech.reference_date.is_(None), Speech.reference_date <= asof)
    of_mention, of_change = (None if ids is None else t.project_id.in_(ids) for t in (ProjectMention, StageChange))
    said = only(select(ProjectMention.project_id, rank_of(ProjectMention.stage).label("rank"),
                      case((Speech.reference_date.is_(None), 0), else_=1).label("dated")).join(
        Speech, Speech.id == ProjectMention.speech_id), told, stands(ProjectMention), of_mention)
    changed = only(select(StageChange.project_id, rank_of(StageChange.stage).label("rank"), literal(1)),
                   StageChange.reached_on <= asof, of_change)
    both = said.union_all(changed).subquery()
    return select(both.c.project_id, func.max(both.c.rank).label("rank"),
                  func.max(both.c.dated).label("dated")).group_by(both.c.project_id).subquery()


def stage_of(rank: ColumnElement[int]) -> ColumnElement[str]:
    """The stage of a rank; unknown for none."""
    return case(*((rank == place, name) for name, place in RANKS.items()), else_=str(Stage.UNKNOWN))


def rates(connection: Connection, scope: Scope, stages: Iterable[Row] | None = None) -> Row:
    """What the projects in scope have come to at the as-of day, as counts and sums of which the rates are shares.

    开工率 = started / projects; 竣工率 = completed / started; 履约率 = started of those signed / signed;
    资金到位率 = funds in place / total investment, over the projects that report funds and whose investment is known.
    `projects` are those that were mentioned by that day, `undated` of them only in speeches without a date (as
    `furthest_stage` counts them), `later` the others. `stages`: stage, n and `told_of` a stage's projects, where the
    caller has counted them.
    """
    rows = list(run(connection, _stages(any_like(scope)), scope) if stages is None else stages)
    least = {"started": STARTED, "completed": DONE, "signed": SIGNED}
    counted = {name: sum(row["n"] for row in rows if RANKS.get(row["stage"], -1) >= rank)
               for name, rank in least.items()}
    every, told, dated = (sum(row[name] for row in rows) for name in ("n", "told", "dated"))
    return {"projects": told, "undated": told - dated, "later": every - told} | counted | _funds(connection, scope)


def told_of(reached: Subquery) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """told, dated: how many projects of a group were mentioned by the day of `furthest_stage`, and how many of them by
    something that has a date."""
    return (func.count(reached.c.project_id).label("told"),
            cast(func.coalesce(func.sum(reached.c.dated), 0), Integer).label("dated"))


@lru_cache(KEPT)
def _stages(scope: AnyScope) -> Select:
    reached = furthest_stage(scope.asof)
    stage = stage_of(reached.c.rank)
    return only(
        select(stage.label("stage"), func.count().label("n"), *told_of(reached)).select_from(Project)
        .outerjoin(reached, reached.c.project_id == Project.id), named_project(), scope.covers(Project.region_id),
    ).group_by(stage)


def share(part: float | None, whole: float | None) -> float | None:
    """A rate in percent; None where there is nothing to divide by."""
    return None if not whole or part is None else 100 * part / whole


def latest_figures(
    connection: Connection, kind: ReportSubject, measure: ReportMeasure, asof: date
) -> dict[int, dict[str, Any]]:
    """subject_id → the last report of that measure whose period ended by the day, verified figures before reported."""
    table = ProgressReport.__table__
    rows = fetch(connection, select(
        table.c.subject_id, table.c.period, table.c.verified_at,
        func.coalesce(table.c.verified_value, table.c.value).label("value"),
        func.coalesce(table.c.verified_cumulative, table.c.cumulative).label("cumulative"),
        func.coalesce(table.c.verified_percent, table.c.percent).label("percent"),
    ).where(table.c.subject_type == str(kind), table.c.measure == str(measure)))
    latest: dict[int, dict[str, Any]] = {}
    for row in sorted(rows, key=lambda r: period_end(r["period"])):
        if period_end(row["period"]) <= asof:
            latest[row["subject_id"]] = row
    return latest


def _funds(connection: Connection, scope: Scope) -> Row:
    found = latest_figures(connection, ReportSubject.PROJECT, ReportMeasure.FUNDS, scope.asof)
    known = fetch(connection, only(
        select(Project.id, Project.investment).where(and_(Project.id.in_(found), Project.investment > 0)),
        scope.covers(Project.region_id)))
    in_place = [found[p["id"]]["cumulative"] for p in known]
    return {"funds": sum(v for v in in_place if v is not None),
            "funded_investment": sum(p["investment"] for p, v in zip(known, in_place, strict=True) if v is not None)}
