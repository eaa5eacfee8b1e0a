"""Who has to report what in a period, and what is there: the projects, figures, milestones and tasks of each unit.

A unit's work is what `db.services.subjects.units_of` says of one subject, for all subjects at once. A report counts for
the unit that gave it: where the work is two units', each owes its own. One without a unit counts for all of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

from sqlalchemy import ColumnElement, Connection, Select, String, and_, case, cast, func, literal, or_, select, union

from db.models import (
    Assignment,
    AssignmentUnit,
    EntryKind,
    Indicator,
    Milestone,
    MilestoneUnit,
    ProgressReport,
    Project,
    Region,
    Responsibility,
    Speech,
    Unit,
    due_of,
)
from db.periods import month_of, period_end, week_of
from db.queries import milestones as stones
from db.queries.indicators import REGION_ID as INDICATOR_REGION
from db.queries.kept import KEPT, AnyScope, any_like, run
from db.queries.scope import Row, Scope, entries_of, fetch, named_project, only, stands
from db.queries.unit_likeness import is_class
from db.vocab import ReportSubject

WEEK_DAYS = 7
NO_ONE = 0  # the unit of a report that has none
COUNTED = ("reports", "asked", "verified")
REPORTED, WITH_PROJECT, MISSING = "reported", "with_project", "missing"
KINDS = (ReportSubject.PROJECT, ReportSubject.INDICATOR, ReportSubject.MILESTONE, ReportSubject.ASSIGNMENT)


def period_start(period: str) -> date:
    """The first day of a period. BadEntry where the words are no period."""
    end = period_end(period)
    if "W" in period:
        return end - timedelta(days=WEEK_DAYS - 1)
    return end.replace(day=1) if len(period) == len("2026-05") else end


def periods_within(period: str) -> list[str]:
    """The period itself and the shorter ones that end in it: what is reported for them is reported in it."""
    end, day = period_end(period), period_start(period)
    days = [day + timedelta(days=n) for n in range((end - day).days + 1)]
    shorter = [week_of(d) for d in days if d.weekday() == WEEK_DAYS - 1] if period == month_of(end) else []
    return list(dict.fromkeys([period, *shorter, *(d.isoformat() for d in days)]))


def duties(connection: Connection, scope: Scope, unit_id: int, period: str) -> list[Row]:
    """What one unit has to report in a period, projects first, each with where that stands.

    type, id, title, project_id, project, region, due_on, state (REPORTED; WITH_PROJECT where a milestone's project is
    reported on; MISSING), reports, asked (of them with questions), verified, last (the last period reported at all).
    """
    work = _work().subquery()
    due = fetch(connection, only(
        select(work.c.type, work.c.id, work.c.title, work.c.project_id, Project.name.label("project"),
               Region.name.label("region"), work.c.due_on)
        .outerjoin(Project, Project.id == work.c.project_id).outerjoin(Region, Region.id == work.c.region_id),
        work.c.unit_id == unit_id, _expected(work.c, period), scope.covers(work.c.region_id)))
    rows = _with_reports(connection, due, period, unit_id)
    order = [str(k) for k in KINDS]
    return sorted(rows, key=lambda r: (order.index(r["type"]), r["due_on"] or date.max, r["title"], r["id"]))


def reporting_units(connection: Connection, scope: Scope, period: str) -> list[Row]:
    """Each unit with work, groups (各县市区) apart, most missing first: unit_id, unit, region, due, reported, missing,
    asked, verified.

    `reported` counts what is reported on, or goes with its project's report.
    """
    rows = run(connection, _units(any_like(scope), period), scope)
    return [row for row in rows if not is_class(row["unit"])]


@lru_cache(KEPT)
def _units(scope: AnyScope, period: str) -> Select:
    work, here = _work().subquery(), _reports_in(period).cte()
    own, open_, parent, open_parent = (here.alias(name) for name in ("own", "open_", "parent", "open_parent"))
    told = or_(*(r.c.reports.is_not(None) for r in (own, open_, parent, open_parent)))
    asked, verified = (sum((func.coalesce(r.c[name], 0) for r in (own, open_)), literal(0))
                       for name in ("asked", "verified"))
    statement = select(
        work.c.unit_id, func.count().label("due"), func.sum(case((told, 1), else_=0)).label("reported"),
        func.sum(asked).label("asked"), func.sum(verified).label("verified"))
    for reports, unit in ((own, work.c.unit_id), (open_, NO_ONE)):
        statement = statement.outerjoin(reports, and_(
            reports.c.subject_type == work.c.type, reports.c.subject_id == work.c.id, reports.c.unit == unit))
    for reports, unit in ((parent, work.c.unit_id), (open_parent, NO_ONE)):
        statement = statement.outerjoin(reports, and_(
            reports.c.subject_type == str(ReportSubject.PROJECT), reports.c.subject_id == work.c.project_id,
            reports.c.unit == unit))
    each = only(
        statement, _expected(work.c, period), scope.covers(work.c.region_id),
    ).group_by(work.c.unit_id).subquery()  # before the units' names: else SQLite goes through all work for each unit
    missing = each.c.due - each.c.reported
    return select(
        Unit.id.label("unit_id"), Unit.name.label("unit"), Region.name.label("region"), each.c.due, each.c.reported,
        missing.label("missing"), each.c.asked, each.c.verified,
    ).select_from(Unit).join(each, each.c.unit_id == Unit.id).outerjoin(Region, Region.id == Unit.region_id).order_by(
        missing.desc(), Unit.name, Unit.id)


def asked_reports(connection: Connection, scope: Scope) -> list[Row]:
    """The reports with open questions that nobody has verified yet, the latest first, with what they are about."""
    r = ProgressReport.__table__
    open_ = (r.c.verified_at.is_(None), cast(r.c.questions, String) != "[]")
    if not connection.execute(select(r.c.id).where(*open_).limit(1)).first():
        return []
    work = _subjects().subquery()
    return fetch(connection, only(
        select(r, work.c.title, work.c.project_id, work.c.measure_unit, Unit.name.label("unit"),
               Region.name.label("region"))
        .join(work, and_(work.c.type == r.c.subject_type, work.c.id == r.c.subject_id))
        .outerjoin(Unit, Unit.id == r.c.unit_id).outerjoin(Region, Region.id == work.c.region_id),
        *open_, scope.covers(work.c.region_id),
    ).order_by(r.c.reported_at.desc(), r.c.id.desc()))


def subject(connection: Connection, kind: str, subject_id: int) -> Row | None:
    """type, id, title, project_id, measure_unit (of a figure) of what is reported on; None where it is not in the
    ledger or was rejected."""
    work = _subjects().subquery()
    found = fetch(connection, select(
        work.c.type, work.c.id, work.c.title, work.c.project_id, work.c.measure_unit).where(
        work.c.type == kind, work.c.id == subject_id))
    return found[0] if found else None


def _subjects() -> Select:
    """type, id, title, project_id, region_id, due_on, done_on, measure_unit: every project, figure, milestone and task
    that stands."""
    no_unit = cast(None, Indicator.measure_unit.type).label("measure_unit")
    nothing = {"due_on": cast(None, Milestone.due_on.type), "done_on": cast(None, Milestone.due_on.type)}
    done, over = (entries_of(EntryKind.MILESTONE_DONE, record).c for record in (Milestone, Assignment))
    parts = (
        select(_kind(ReportSubject.PROJECT), Project.id, Project.name.label("title"), Project.id.label("project_id"),
               Project.region_id, *(v.label(n) for n, v in nothing.items()), no_unit).where(named_project()),
        select(_kind(ReportSubject.INDICATOR), Indicator.id, Indicator.name.label("title"), Indicator.project_id,
               INDICATOR_REGION.label("region_id"), *(v.label(n) for n, v in nothing.items()), Indicator.measure_unit)
        .join(Speech, Speech.id == Indicator.speech_id).where(stands(Indicator)),
        select(_kind(ReportSubject.MILESTONE), Milestone.id, Milestone.subject.label("title"), Milestone.project_id,
               stones.REGION_ID.label("region_id"), stones.DUE.label("due_on"), done.date_value.label("done_on"),
               no_unit)
        .select_from(Milestone).join(Speech, Speech.id == Milestone.speech_id)
        .outerjoin(Project, Project.id == Milestone.project_id)
        .outerjoin(done.id.table, done.record_id == Milestone.id).where(stands(Milestone)),
        select(_kind(ReportSubject.ASSIGNMENT), Assignment.id, Assignment.task.label("title"),
               cast(None, Project.id.type).label("project_id"), Speech.region_id, due_of(Assignment).label("due_on"),
               over.date_value.label("done_on"), no_unit)
        .select_from(Assignment).join(Speech, Speech.id == Assignment.speech_id)
        .outerjoin(over.id.table, over.record_id == Assignment.id).where(stands(Assignment)),
    )
    return parts[0].union_all(*parts[1:])


def _kind(kind: ReportSubject) -> ColumnElement[str]:
    return literal(str(kind)).label("type")


def _work() -> Select:
    """The subjects, once for each unit whose work they are."""
    subjects, m, r = _subjects().subquery(), Milestone, Responsibility
    links = union(
        select(r.subject_type.label("type"), r.subject_id.label("id"), r.unit_id).where(r.unit_id.is_not(None)),
        select(_kind(ReportSubject.MILESTONE), MilestoneUnit.milestone_id, MilestoneUnit.unit_id),
        select(_kind(ReportSubject.PROJECT), m.project_id, MilestoneUnit.unit_id).join(
            m, m.id == MilestoneUnit.milestone_id).where(m.project_id.is_not(None), stands(m)),
        select(_kind(ReportSubject.ASSIGNMENT), AssignmentUnit.assignment_id, AssignmentUnit.unit_id),
    ).subquery()
    return select(links.c.unit_id, subjects).join(
        subjects, and_(subjects.c.type == links.c.type, subjects.c.id == links.c.id))


def _expected(work: Mapping, period: str) -> ColumnElement[bool]:
    """What was done before the period began has nothing more to report."""
    return or_(work["done_on"].is_(None), work["done_on"] >= period_start(period))


def _reports_in(period: str) -> Select:
    """subject_type, subject_id, unit (NO_ONE where none is given), reports, asked (with questions, not verified),
    verified."""
    r = ProgressReport.__table__.c
    open_ = and_(r.verified_at.is_(None), cast(r.questions, String) != "[]")
    return select(
        r.subject_type, r.subject_id, func.coalesce(r.unit_id, NO_ONE).label("unit"), func.count().label("reports"),
        func.sum(case((open_, 1), else_=0)).label("asked"), func.count(r.verified_at).label("verified"),
    ).where(r.period.in_(periods_within(period))).group_by(
        r.subject_type, r.subject_id, r.unit_id)


def _with_reports(connection: Connection, due: list[Row], period: str, unit_id: int) -> list[Row]:
    r = ProgressReport.__table__.c
    kinds = {row["type"] for row in due} | {str(ReportSubject.PROJECT)}
    here: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for row in fetch(connection, _reports_in(period)):
        if row["unit"] in (unit_id, NO_ONE):
            here[row["subject_type"], row["subject_id"]].update({name: row[name] for name in COUNTED})
    last: dict[tuple[str, int], str] = {}
    for row in fetch(connection, select(r.subject_type, r.subject_id, r.period).where(
            r.subject_type.in_(kinds), or_(r.unit_id.is_(None), r.unit_id == unit_id))):
        key = row["subject_type"], row["subject_id"]
        if key not in last or period_end(row["period"]) > period_end(last[key]):
            last[key] = row["period"]
    rows = []
    for row in due:
        own = here.get((row["type"], row["id"]))
        parent = here.get((str(ReportSubject.PROJECT), row["project_id"]))
        state = REPORTED if own else WITH_PROJECT if parent else MISSING
        counts = {name: own[name] if own else 0 for name in COUNTED}
        rows.append(row | counts | {"state": state, "last": last.get((row["type"], row["id"]))})
    return rows
