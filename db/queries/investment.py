"""Investment by place: what speeches say of an indicator, and what units report, each kept with its source."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from db.models import EntryKind, Indicator, PersonEntry, ProgressReport, Project, ProjectMention, Region, Speech
from db.periods import period_end
from db.queries.indicators import FIGURE_COLUMNS, OPEN_SPEECH, REGION_ID, SAID_AT
from db.queries.progress import furthest_stage, stage_of
from db.queries.scope import (
    EVIDENCE_COLUMNS,
    Row,
    Scope,
    entry_of,
    fetch,
    named_project,
    only,
    stands,
    with_evidence,
)
from db.vocab import Measure, ReportMeasure, ReportSubject, Status

MOST_READINGS = 5000


def _is_level() -> tuple[ColumnElement[bool], ...]:
    """A level of a place, planned or reached: no growth, no single project, no quota of each member of a group."""
    return (
        Indicator.measure == str(Measure.LEVEL), Indicator.status.in_([str(Status.TARGET), str(Status.ACTUAL)]),
        Indicator.subject.is_(None), Indicator.project_id.is_(None), Indicator.quota_group.is_(None),
        stands(Indicator),
    )


def said_by(asof: date) -> ColumnElement[bool]:
    """That a speech was given by the day; one without a known date counts as given before."""
    month = SAID_AT <= asof.year * 100 + asof.month
    return or_(Speech.reference_date <= asof, and_(Speech.reference_date.is_(None), or_(Speech.year.is_(None), month)))


def indicator_choices(connection: Connection, scope: Scope) -> list[Row]:
    """canonical_name, measure_unit, places, targets, actuals, blanked: the indicators that can be shown by place.

    Money before counts, investment before other money, then those with most places that have a target and an actual.
    """
    place = func.coalesce(REGION_ID, -OPEN_SPEECH)
    target, actual = Indicator.status == str(Status.TARGET), Indicator.status == str(Status.ACTUAL)
    rows = fetch(connection, only(
        select(
            Indicator.canonical_name, Indicator.measure_unit, func.count(place.distinct()).label("places"),
            func.count(case((target, place)).distinct()).label("targets"),
            func.count(case((actual, place)).distinct()).label("actuals"),
            func.sum(case((Indicator.redacted, 1), else_=0)).label("blanked"),
        ).select_from(Indicator).join(Speech, Speech.id == Indicator.speech_id),
        scope.covers(REGION_ID), said_by(scope.asof), *_is_level(),
    ).group_by(Indicator.canonical_name, Indicator.measure_unit))
    return sorted(rows, key=lambda r: (
        r["measure_unit"] != "元", "投资" not in r["canonical_name"], -min(r["targets"], r["actuals"]), -r["places"],
        r["canonical_name"], r["measure_unit"]))


def readings(connection: Connection, scope: Scope, canonical_name: str, measure_unit: str) -> list[Row]:
    """Every target and actual that speeches given by the as-of day state of an indicator, the latest speech's first.

    The columns of a figure, `parent_id` of its place and `said_in`, the speaking place.
    """
    statement = only(
        with_evidence(select(*FIGURE_COLUMNS, Indicator.confidence, Region.parent_id, Speech.region_id.label("said_in"))
                      .select_from(Indicator), Indicator)
        .outerjoin(Region, Region.id == REGION_ID)
        .outerjoin(PersonEntry, entry_of(EntryKind.FILLED_VALUE, Indicator)),
        Indicator.canonical_name == canonical_name, Indicator.measure_unit == measure_unit,
        scope.covers(REGION_ID), said_by(scope.asof), *_is_level(),
    )
    order = (SAID_AT.desc(), Indicator.confidence.desc(), Indicator.id)
    return fetch(connection, statement.order_by(*order).limit(MOST_READINGS))


def indicator_reports(connection: Connection, scope: Scope, canonical_name: str, measure_unit: str) -> list[Row]:
    """What units report of an indicator by the as-of day, one row a report: its place, period, value, verified.

    `value` is the cumulative of the year where one is given, verified before reported.
    """
    r = ProgressReport.__table__.c
    rows = fetch(connection, only(
        select(
            REGION_ID.label("region_id"), Region.name.label("region"), Region.code.label("region_code"),
            Region.level.label("region_level"), Region.parent_id, Indicator.measure_unit, Indicator.speech_id,
            r.period, _figure(r).label("value"), _is_verified(r).label("verified"),
        ).select_from(ProgressReport).join(Indicator, Indicator.id == r.subject_id)
        .join(Speech, Speech.id == Indicator.speech_id).outerjoin(Region, Region.id == REGION_ID),
        r.subject_type == str(ReportSubject.INDICATOR), r.measure == str(ReportMeasure.VALUE),
        Indicator.canonical_name == canonical_name, Indicator.measure_unit == measure_unit,
        scope.covers(REGION_ID), *_is_level(),
    ))
    ended = [row for row in rows if row["value"] is not None and period_end(row["period"]) <= scope.asof]
    return sorted(ended, key=lambda row: (period_end(row["period"]), row["verified"]))


def project_money(connection: Connection, scope: Scope) -> list[Row]:
    """The projects in scope with their money and what was reported of it in the as-of day's year.

    id, name, region_id, region, stage, investment, annual_investment, reported, period, verified (the whole of
    `reported` is verified figures). Dearest first.
    """
    reached = furthest_stage(scope.asof)
    rows = fetch(connection, only(
        select(
            Project.id, Project.name, Project.region_id, Region.name.label("region"),
            stage_of(reached.c.rank).label("stage"), Project.investment, Project.annual_investment,
        ).outerjoin(Region, Region.id == Project.region_id).outerjoin(reached, reached.c.project_id == Project.id),
        named_project(), scope.covers(Project.region_id),
    ).order_by(Project.investment.is_(None), Project.investment.desc(), Project.name, Project.id))
    found = _reported(connection, scope.asof)
    nothing = {"reported": None, "period": None, "verified": False}
    return [row | found.get(row["id"], nothing) for row in rows]


def first_mention(connection: Connection, project_id: int) -> Row | None:
    """The first words on a project that stand: `id` of the mention and its evidence; None where there are none."""
    found = fetch(connection, with_evidence(
        select(ProjectMention.id, *EVIDENCE_COLUMNS).select_from(ProjectMention), ProjectMention,
    ).where(ProjectMention.project_id == project_id).order_by(ProjectMention.id).limit(1))
    return found[0] if found else None


def _reported(connection: Connection, asof: date) -> dict[int, Row]:
    """project id → reported, period, verified: the investment of the year by the day."""
    r = ProgressReport.__table__.c
    rows = fetch(connection, select(
        r.subject_id, r.period, func.coalesce(r.verified_cumulative, r.cumulative).label("cumulative"),
        func.coalesce(r.verified_value, r.value).label("value"), _is_verified(r).label("verified"),
    ).where(r.subject_type == str(ReportSubject.PROJECT), r.measure == str(ReportMeasure.INVESTMENT)))
    by_project: dict[int, list[Row]] = {}
    for row in sorted(rows, key=lambda row: period_end(row["period"])):
        if period_end(row["period"]).year == asof.year and period_end(row["period"]) <= asof:
            by_project.setdefault(row["subject_id"], []).append(row)
    return {project: _of_year(reports) for project, reports in by_project.items()}


def _of_year(reports: list[Row]) -> Row:
    """The last cumulative of the reports, else the sum of the values of periods of one length."""
    last = reports[-1]
    told = next((r for r in reversed(reports) if r["cumulative"] is not None), None)
    if told is not None:
        return {"reported": told["cumulative"], "period": told["period"], "verified": bool(told["verified"])}
    alike = [r for r in reports if len(r["period"]) == len(last["period"]) and r["value"] is not None]
    return {"reported": sum(r["value"] for r in alike) if alike else None, "period": last["period"],
            "verified": bool(alike) and all(r["verified"] for r in alike)}


def _figure(r: Any) -> ColumnElement[float]:
    """What counts of a report: the cumulative before the value of the period, verified before reported."""
    return func.coalesce(r.verified_cumulative, r.cumulative, r.verified_value, r.value)


def _is_verified(r: Any) -> ColumnElement[bool]:
    """That what counts of a report is a verified figure."""
    cumulative = func.coalesce(r.verified_cumulative, r.cumulative).is_not(None)
    return case((cumulative, r.verified_cumulative.is_not(None)), else_=r.verified_value.is_not(None))
