"""The first screen: what is late, what waits for somebody, what changed, and how far projects have come."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Integer, Select, and_, case, cast, func, select, union_all

from db.models import (
    Assignment,
    Cadence,
    Indicator,
    Milestone,
    ProjectMention,
    Proposal,
    Sanction,
    Speech,
)
from db.queries import deadlines as due
from db.queries import findings as checks
from db.queries import indicators, milestones, progress, projects, reporting, responsibility, source
from db.queries.deadlines import DeadlineFilter
from db.queries.history import changes_between
from db.queries.kept import KEPT, AnyScope, any_like, run
from db.queries.milestones import Progress
from db.queries.scope import Row, Scope, Slice, only
from db.vocab import ProposalState, RecordType, ReviewState

SHORT_LIST, WEEK_DAYS = 5, 7
STALE_DAYS, YEARS_OFFERED = 366, 4
SURE, LIKELY = 0.8, 0.6  # from which confidence on a record counts as sure, as likely
CHINA = timezone(timedelta(hours=8))
RECORDS: dict[RecordType, Any] = {
    RecordType.INDICATOR: Indicator, RecordType.PROJECT: ProjectMention, RecordType.MILESTONE: Milestone,
    RecordType.ASSIGNMENT: Assignment, RecordType.CADENCE: Cadence, RecordType.SANCTION: Sanction,
}


def counts(connection: Connection, scope: Scope) -> Row:
    """Everything that the first screen shows besides investment by place, in one row.

    `years`: those with most deadlines, where all of them are long past.
    """
    late = DeadlineFilter(progress=(str(Progress.OVERDUE),))
    near = DeadlineFilter(progress=(str(Progress.SOON),))
    survey, stages = due.survey(connection, scope), projects.stage_totals(connection, scope)
    last = milestones.last_due(connection, scope)
    return {
        "reading": source.reading_counts(connection, scope),
        "projects": projects.totals_of(stages),
        "stages": projects.by_stage(stages),
        "deadlines": {r["group"]: r["n"] for r in survey.progress},
        "late_by_place": survey.late_by_place,
        "late_by_unit": due.deadline_counts(connection, scope, late, "unit"),
        "late_bands": survey.standing,
        "milestones": [{"progress": r["group"], "n": r["n"]} for r in survey.milestones],
        "unassigned": responsibility.unassigned_count(connection, scope),
        "last_due": last,
        "years": milestones.busiest_years(connection, scope, YEARS_OFFERED) if is_stale(scope.asof, last) else [],
        "overdue": due.deadlines(connection, scope, late, Slice(limit=SHORT_LIST)),
        "soon": due.deadlines(connection, scope, near, Slice(limit=SHORT_LIST)),
        "failing": checks.failing_count(connection, scope),
        "promises": checks.commitment_count(connection, scope),
        "blanked": indicators.blanked_count(connection, scope),
        "review": waiting(connection, scope),
        "reopened": reopened(connection, scope),
        "questioned": len(reporting.asked_reports(connection, scope)),
        "changes": changes_of_week(connection, scope.asof),
        "rates": progress.rates(connection, scope, stages),
    }


def is_stale(asof: date, last_due: date | None) -> bool:
    """That everything was due long before the as-of day: the speeches are of past years."""
    return last_due is not None and (asof - last_due).days >= STALE_DAYS


def waiting(connection: Connection, scope: Scope) -> Row:
    """pending, sure, likely, unsure: the records that nobody has reviewed, by how sure the machine is of them."""
    return run(connection, _waiting(any_like(scope)), scope)[0]


@lru_cache(KEPT)
def _waiting(scope: AnyScope) -> Select:
    parts = []
    for record in RECORDS.values():
        pending, sure = record.review == str(ReviewState.PENDING), record.confidence
        part = select(
            _count(pending).label("pending"), _count(and_(pending, sure >= SURE)).label("sure"),
            _count(and_(pending, sure >= LIKELY, sure < SURE)).label("likely"),
            _count(and_(pending, sure < LIKELY)).label("unsure")).select_from(record)
        parts.append(only(_of_place(part, record, scope), scope.covers(Speech.region_id)))
    every = union_all(*parts).subquery()
    return select(*(cast(func.coalesce(func.sum(c), 0), Integer).label(c.name) for c in every.c))


def reopened(connection: Connection, scope: Scope) -> int:
    """How many records wait again: reviewed once, and a later reading says otherwise. With those of `waiting` they are
    what the review queue holds; a record that waits for both is among those."""
    return run(connection, _reopened(any_like(scope)), scope)[0]["n"]


@lru_cache(KEPT)
def _reopened(scope: AnyScope) -> Select:
    parts = []
    for kind, record in RECORDS.items():
        part = select(func.count(Proposal.record_id.distinct()).label("n")).select_from(Proposal).join(
            record, record.id == Proposal.record_id)
        parts.append(only(
            _of_place(part, record, scope), Proposal.record_type == str(kind),
            Proposal.state == str(ProposalState.OPEN), record.review != str(ReviewState.PENDING),
            scope.covers(Speech.region_id)))
    every = union_all(*parts).subquery()
    return select(cast(func.sum(every.c.n), Integer).label("n"))


def _of_place(statement: Select, record: Any, scope: AnyScope) -> Select:
    return statement.join(Speech, Speech.id == record.speech_id) if scope.regions else statement


def changes_of_week(connection: Connection, asof: date) -> list[Row]:
    """action, events, actors: what was done in the seven days up to the end of the as-of day, in Chinese time."""
    before = datetime.combine(asof + timedelta(days=1), time(), CHINA)
    return changes_between(connection, before - timedelta(days=WEEK_DAYS), before)["actions"]


def _count(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))
