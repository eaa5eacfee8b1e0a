"""The first screen: what is late, what waits for somebody, what changed, and how far projects have come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

from sqlalchemy import Connection, case, func, select

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
from db.queries import indicators, milestones, progress, projects, reporting, source
from db.queries.deadlines import DeadlineFilter
from db.queries.history import changes_between
from db.queries.milestones import NO_UNIT, Progress
from db.queries.scope import Row, Scope, Slice, fetch, only
from db.vocab import ProposalState, RecordType, ReviewState

SHORT_LIST, WEEK_DAYS = 5, 7
SURE, LIKELY = 0.8, 0.6  # from which confidence on a record counts as sure, as likely
CHINA = timezone(timedelta(hours=8))
RECORDS: dict[RecordType, Any] = {
    RecordType.INDICATOR: Indicator, RecordType.PROJECT: ProjectMention, RecordType.MILESTONE: Milestone,
    RecordType.ASSIGNMENT: Assignment, RecordType.CADENCE: Cadence, RecordType.SANCTION: Sanction,
}


def counts(connection: Connection, scope: Scope) -> Row:
    """Everything that the first screen shows besides investment by place, in one row."""
    late = DeadlineFilter(progress=(str(Progress.OVERDUE),))
    near = DeadlineFilter(progress=(str(Progress.SOON),))
    return {
        "reading": source.reading_counts(connection, scope),
        "projects": projects.project_totals(connection, scope),
        "stages": projects.projects_by_stage(connection, scope),
        "deadlines": {r["group"]: r["n"] for r in due.deadline_counts(connection, scope, DeadlineFilter(), "progress")},
        "late_by_place": due.deadline_counts(connection, scope, late, "region_code"),
        "late_by_unit": due.deadline_counts(connection, scope, late, "unit"),
        "late_bands": due.standing(connection, scope, DeadlineFilter()),
        "milestones": milestone_counts(connection, scope),
        "last_due": milestones.last_due(connection, scope),
        "overdue": due.deadlines(connection, scope, late, Slice(limit=SHORT_LIST)),
        "soon": due.deadlines(connection, scope, near, Slice(limit=SHORT_LIST)),
        "failing": checks.failing_count(connection, scope),
        "promises": checks.commitment_count(connection, scope),
        "blanked": indicators.blanked_count(connection, scope),
        "review": waiting(connection, scope),
        "proposals": open_proposals(connection, scope),
        "questioned": len(reporting.asked_reports(connection, scope)),
        "changes": changes_of_week(connection, scope.asof),
        "rates": progress.rates(connection, scope),
    }


def milestone_counts(connection: Connection, scope: Scope) -> list[Row]:
    """How many milestones stand where: progress, n, unassigned (without a unit); as the lists count them."""
    every = DeadlineFilter(types=(str(RecordType.MILESTONE),))
    alone = replace(every, units=(NO_UNIT,))
    without = {r["group"]: r["n"] for r in due.deadline_counts(connection, scope, alone, "progress")}
    return [{"progress": r["group"], "n": r["n"], "unassigned": without.get(r["group"], 0)}
            for r in due.deadline_counts(connection, scope, every, "progress")]


def waiting(connection: Connection, scope: Scope) -> Row:
    """pending, sure, likely, unsure: the records that nobody has reviewed, by how sure the machine is of them."""
    found = {"pending": 0, "sure": 0, "likely": 0, "unsure": 0}
    for record in RECORDS.values():
        sure = record.confidence
        row = fetch(connection, only(
            select(
                func.count().label("pending"), _count(sure >= SURE).label("sure"),
                _count((sure >= LIKELY) & (sure < SURE)).label("likely"), _count(sure < LIKELY).label("unsure"),
            ).select_from(record).join(Speech, Speech.id == record.speech_id),
            record.review == str(ReviewState.PENDING), scope.covers(Speech.region_id),
        ))[0]
        found = {name: n + (row[name] or 0) for name, n in found.items()}
    return found


def open_proposals(connection: Connection, scope: Scope) -> int:
    """How many differences of a later reading wait for a person."""
    p = Proposal.__table__.c
    total = 0
    for kind, record in RECORDS.items():
        total += connection.execute(only(
            select(func.count()).select_from(Proposal).join(record, record.id == p.record_id)
            .join(Speech, Speech.id == record.speech_id),
            p.record_type == str(kind), p.state == str(ProposalState.OPEN), scope.covers(Speech.region_id),
        )).scalar_one()
    return total


def changes_of_week(connection: Connection, asof: date) -> list[Row]:
    """action, events, actors: what was done in the seven days up to the end of the as-of day, in Chinese time."""
    before = datetime.combine(asof + timedelta(days=1), time(), CHINA)
    return changes_between(connection, before - timedelta(days=WEEK_DAYS), before)["actions"]


def _count(condition: Any) -> Any:
    return func.sum(case((condition, 1), else_=0))
