"""Progress reports: what a unit says happened in a period (上报), and what was verified of it (认定), kept apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from db.entry_checks import day_of, words_of
from db.errors import BadEntry, NoSuchRow, NotAllowed
from db.history import Change, changing, require_version
from db.models import Attachment, ProgressReport, Project, StageChange
from db.periods import period_end
from db.rights import Actor, Right
from db.services.report_questions import STAGE_ORDER, questions
from db.services.subjects import require_reporter, subject_of
from db.vocab import Action, ReportMeasure, ReportSubject, Stage

LARGEST_ATTACHMENT = 20 * 2**20  # bytes
_LONGEST_WORDS = 2000
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Reported:
    """The content of a report. Figures in base units (yuan, or the indicator's measure unit), percent 0 to 100."""

    period: str
    measure: ReportMeasure = ReportMeasure.NONE
    value: float | None = None
    cumulative: float | None = None
    percent: float | None = None
    words: str = ""
    stage: Stage | None = None
    stage_on: date | None = None
    problem: str = ""
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class FileBrought:
    """A file that a report brings."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """`questions`: db.vocab.Question values that the report is asked."""

    report_id: int
    questions: tuple[str, ...]


def report_progress(
    engine: Engine, kind: ReportSubject, subject_id: int, reported: Reported, *, actor: Actor, now: datetime,
    unit_id: int | None = None, files: Sequence[FileBrought] = (), seen: int | None = None,
) -> Outcome:
    """Enter a report, or correct the one of the same period and measure; what was verified of it stays.

    `unit_id`: who reports, a reporter's own unit where none is given. A stage with its day becomes a dated fact of the
    project. Raises NotAllowed for the work of another unit, BadEntry for figures, words or days that cannot be.
    """
    row = _checked(reported, now)
    brought = [_file(f) for f in files]
    with changing(engine, Action.REPORT, actor=actor, now=now) as change:
        connection = change.connection
        subject = subject_of(connection, kind, subject_id)
        require_reporter(connection, actor, kind, subject_id)
        change.about(str(kind), subject_id, subject.title)
        present, before = _reports(connection, kind, subject_id, row)
        if present is not None:
            require_version(connection, [("progress_report", present.id)], seen)
        project_id = subject_id if kind == ReportSubject.PROJECT else getattr(subject, "project_id", None)
        row["questions"] = questions(row, before, reached=_stage_before(connection, project_id, present))
        row |= {"unit_id": unit_id or actor.unit_id, "reported_by": actor.name, "reported_at": now}
        report_id = _write(connection, kind, subject_id, row, present)
        _attach(connection, report_id, brought)
        _reach(connection, project_id, report_id, row, actor, now)
        change.details = {"period": row["period"], "questions": row["questions"]}
    return Outcome(report_id, tuple(row["questions"]))


def verify_report(
    engine: Engine, report_id: int, *, actor: Actor, now: datetime, value: float | None = None,
    cumulative: float | None = None, percent: float | None = None, seen: int | None = None, note: str = "",
) -> None:
    """Enter what the office finds true of a report; what was reported stays beside it."""
    actor.require(Right.VERIFY)
    row = {"verified_value": _number(value, "value"), "verified_cumulative": _number(cumulative, "cumulative value"),
           "verified_percent": _percent(percent), "verified_by": actor.name, "verified_at": now}
    with changing(engine, Action.VERIFY, actor=actor, now=now, reason=words_of(note, "note", _LONGEST_WORDS)) as change:
        report = _about(change, report_id)
        require_version(change.connection, [("progress_report", report_id)], seen)
        table, stages = ProgressReport.__table__, StageChange.__table__
        change.connection.execute(update(table).where(table.c.id == report.id).values(row))
        change.connection.execute(update(stages).where(stages.c.report_id == report.id).values(verified=True))


def withdraw_report(engine: Engine, report_id: int, *, actor: Actor, now: datetime, reason: str) -> None:
    """Take a report back, with its files and the stage that it reported; a verified one only with Right.VERIFY."""
    why = words_of(reason, "reason", _LONGEST_WORDS)
    if not why:
        raise BadEntry("a report is withdrawn with a reason")
    with changing(engine, Action.WITHDRAW_REPORT, actor=actor, now=now, reason=why) as change:
        report = _about(change, report_id)
        require_reporter(change.connection, actor, ReportSubject(report.subject_type), report.subject_id)
        if report.verified_at is not None and not actor.may(Right.VERIFY):
            raise NotAllowed(f"report {report_id} is verified: {actor.name} ({actor.role}) cannot withdraw it")
        for table in (StageChange.__table__, Attachment.__table__):
            change.connection.execute(delete(table).where(table.c.report_id == report_id))
        table = ProgressReport.__table__
        change.connection.execute(delete(table).where(table.c.id == report_id))


def set_stage(
    engine: Engine, project_id: int, *, stage: Stage, on: date, actor: Actor, now: datetime, note: str = ""
) -> None:
    """Enter that a project reached a stage on a day, without a report."""
    actor.require(Right.REPORT_ANY)
    row = {"stage": str(stage), "reached_on": _past(on, now), "note": words_of(note, "note", _LONGEST_WORDS)}
    table = StageChange.__table__
    with changing(engine, Action.STAGE, actor=actor, now=now, reason=row["note"]) as change:
        project = subject_of(change.connection, ReportSubject.PROJECT, project_id)
        change.about("project", project_id, project.title)
        same = (table.c.project_id == project_id, table.c.stage == row["stage"], table.c.reached_on == on)
        if change.connection.execute(select(table.c.id).where(*same)).first():
            raise BadEntry(f"{project.title} has reached {stage} on {on} already")
        change.connection.execute(insert(table).values(
            project_id=project_id, verified=actor.may(Right.VERIFY), entered_by=actor.name, entered_at=now, **row))


# ---------------------------------------------------------------- checks


def _checked(reported: Reported, now: datetime) -> dict[str, Any]:
    if period_end(reported.period).replace(day=1) > now.date():
        raise BadEntry(f"the period {reported.period} lies ahead")
    row = asdict(reported) | {
        "measure": str(ReportMeasure(reported.measure)), "value": _number(reported.value, "value"),
        "cumulative": _number(reported.cumulative, "cumulative value"), "percent": _percent(reported.percent),
        "stage": str(Stage(reported.stage)) if reported.stage else None,
        **{name: words_of(getattr(reported, name), name, _LONGEST_WORDS) for name in ("words", "problem", "next_step")},
    }
    if row["measure"] == ReportMeasure.NONE and (row["value"] is not None or row["cumulative"] is not None):
        raise BadEntry("a figure needs its measure: investment, funds, or the indicator's value")
    if (row["stage"] is None) != (row["stage_on"] is None):
        raise BadEntry("a stage is reported with the day on which it was reached")
    if row["stage_on"]:
        _past(row["stage_on"], now)
    if all(row[n] in (None, "") for n in ("value", "cumulative", "percent", "words", "stage", "problem", "next_step")):
        raise BadEntry("the report is empty")
    return row


def _number(value: float | None, what: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadEntry(f"the {what} must be a finite number, not {value!r}")
    return float(value)


def _percent(value: float | None) -> float | None:
    number = _number(value, "percentage")
    if number is not None and not 0 <= number <= 100:
        raise BadEntry(f"a percentage lies between 0 and 100, not at {number:g}")
    return number


def _past(day: date, now: datetime) -> date:
    if day_of(day) > now.date():
        raise BadEntry(f"{day} lies ahead: a stage is reached on a day that has come")
    return day


def _file(brought: FileBrought) -> dict[str, Any]:
    name = words_of(brought.name.replace("\\", "/").rsplit("/", 1)[-1], "file name", _LONGEST_NAME)
    if not name or not brought.content:
        raise BadEntry(f"the file {name or '?'} is empty or has no name")
    if len(brought.content) > LARGEST_ATTACHMENT:
        raise BadEntry(f"{name} has {len(brought.content)} bytes, {LARGEST_ATTACHMENT} is the most")
    return {"name": name, "media_type": brought.media_type, "content": brought.content,
            "sha256": sha256(brought.content).hexdigest()}


# ---------------------------------------------------------------- rows


def _reports(
    connection: Connection, kind: ReportSubject, subject_id: int, row: dict[str, Any]
) -> tuple[Row | None, list[dict[str, Any]]]:
    """The report of the same period, and those of the other ones."""
    table = ProgressReport.__table__
    found = connection.execute(select(table).where(
        table.c.subject_type == str(kind), table.c.subject_id == subject_id, table.c.measure == row["measure"])).all()
    present = next((r for r in found if r.period == row["period"]), None)
    return present, [dict(r._mapping) for r in found if r is not present]


def _stage_before(connection: Connection, project_id: int | None, present: Row | None) -> str | None:
    """The furthest stage of a project that other reports, people or speeches know of."""
    if project_id is None:
        return None
    s = StageChange.__table__.c
    own = [] if present is None else [(s.report_id != present.id) | s.report_id.is_(None)]
    stages = list(connection.execute(select(s.stage).where(s.project_id == project_id, *own)).scalars())
    stages += connection.execute(select(Project.stage).where(Project.id == project_id)).scalars()
    return max(stages, key=STAGE_ORDER.__getitem__, default=None)


def _write(
    connection: Connection, kind: ReportSubject, subject_id: int, row: dict[str, Any], present: Row | None
) -> int:
    table = ProgressReport.__table__
    if present is not None:
        connection.execute(update(table).where(table.c.id == present.id).values(row))
        return present.id
    place = {"subject_type": str(kind), "subject_id": subject_id, "verified_by": ""}
    return connection.execute(insert(table).values(**place, **row).returning(table.c.id)).scalar_one()


def _attach(connection: Connection, report_id: int, brought: list[dict[str, Any]]) -> None:
    table = Attachment.__table__
    there = set(connection.execute(select(table.c.sha256).where(table.c.report_id == report_id)).scalars())
    for file in brought:
        if file["sha256"] not in there:
            connection.execute(insert(table).values(report_id=report_id, **file))
            there.add(file["sha256"])


def _reach(
    connection: Connection, project_id: int | None, report_id: int, row: dict[str, Any], actor: Actor, now: datetime
) -> None:
    """Bring the dated stage of a report to what it says now."""
    table = StageChange.__table__
    wanted = (row["stage"], row["stage_on"]) if project_id is not None and row["stage"] else None
    present = connection.execute(select(table).where(table.c.report_id == report_id)).first()
    if present is not None and (present.stage, present.reached_on) != wanted:
        connection.execute(delete(table).where(table.c.id == present.id))
        present = None
    if wanted is None or present is not None:
        return
    known = (table.c.project_id == project_id, table.c.stage == wanted[0], table.c.reached_on == wanted[1])
    if not connection.execute(select(table.c.id).where(*known)).first():
        connection.execute(insert(table).values(
            project_id=project_id, stage=wanted[0], reached_on=wanted[1], report_id=report_id, verified=False, note="",
            entered_by=actor.name, entered_at=now))


def _about(change: Change, report_id: int) -> Row:
    table = ProgressReport.__table__
    found = change.connection.execute(select(table).where(table.c.id == report_id)).first()
    if found is None:
        raise NoSuchRow(f"report {report_id} is not in the ledger; it may have been withdrawn")
    kind = ReportSubject(found.subject_type)
    change.about(str(kind), found.subject_id, subject_of(change.connection, kind, found.subject_id).title)
    change.details = {"period": found.period}
    return found
