"""Resolve the deadlines that stand in the ledger against another date of their speech."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select, update
from sqlmodel import SQLModel

from db.models import Assignment, Evidence, Milestone, Review, Speech
from db.vocab import DateSource, DueBasis, Event, Modality, Part, Role
from etl.load_columns import DEADLINE
from etl.load_rows import context_on, date_columns
from etl.records import AssignmentRecord, Deadline, MilestoneRecord, SpeechContext
from etl.resolution.deadlines import due, in_month, resolve_deadlines


def date_speech(connection: Connection, speech_id: int, day: date) -> int:
    """Give a speech the date that a person entered. Returns how many due dates changed."""
    return _resolve(connection, speech_id, context_on(_context_as_read(connection, speech_id), day))


def undate_speech(connection: Connection, speech_id: int) -> int:
    """Give a speech the date back that the extractor read. Returns how many due dates changed."""
    return _resolve(connection, speech_id, _context_as_read(connection, speech_id))


def due_in_speech(connection: Connection, speech_id: int, row: Mapping[str, Any]) -> tuple[date | None, str]:
    """The last day that a record's deadline columns allow, by the date that its speech has now, and its basis."""
    c = Speech.__table__.c
    speech = connection.execute(
        select(c.year, c.month, c.reference_date, c.date_source).where(c.id == speech_id)).mappings().one()
    deadline = _deadline(row)
    if deadline is None:
        return None, str(DueBasis.OPEN)
    context = SpeechContext(**{**speech, "date_source": DateSource(speech["date_source"])})
    due_on, basis = due(in_month(deadline, context), context)
    return due_on, str(basis)


def _context_as_read(connection: Connection, speech_id: int) -> SpeechContext:
    read = connection.execute(select(Speech.as_read).where(Speech.id == speech_id)).scalar_one()
    day = read.get("reference_date")
    return SpeechContext(
        year=read.get("year"), month=read.get("month"), reference_date=date.fromisoformat(day) if day else None,
        date_source=DateSource(read.get("date_source", DateSource.OPEN)),
    )


def _resolve(connection: Connection, speech_id: int, context: SpeechContext) -> int:
    speech = Speech.__table__
    connection.execute(update(speech).where(speech.c.id == speech_id).values(date_columns(context)))
    return sum(_resolve_table(connection, model, speech_id, context) for model in (Milestone, Assignment))


def _resolve_table(connection: Connection, model: type[SQLModel], speech_id: int, context: SpeechContext) -> int:
    table, evidence = model.__table__, Evidence.__table__
    rows = connection.execute(
        select(table, evidence.c.start, evidence.c.end)
        .join(evidence, evidence.c.id == table.c.evidence_id)
        .where(table.c.speech_id == speech_id, table.c.moved_to.is_(None))
        .order_by(evidence.c.start, evidence.c.end, table.c.id)
    ).mappings().all()
    rows = _without_given(connection, table.name, rows)
    read = tuple(_milestone(r) if model is Milestone else _assignment(r) for r in rows)
    changed = [
        {"_id": row["id"], "_due_on": record.due_on, "_due_basis": str(record.due_basis)}
        for row, record in zip(rows, resolve_deadlines(read, context), strict=True)
        if (record.due_on, str(record.due_basis)) != (row["due_on"], row["due_basis"])
    ]
    if changed:
        new = {"due_on": bindparam("_due_on"), "due_basis": bindparam("_due_basis")}
        connection.execute(update(table).where(table.c.id == bindparam("_id")).values(new), changed)
    return len(changed)


def _without_given(connection: Connection, record_type: str, rows: Sequence[RowMapping]) -> list[RowMapping]:
    """The records whose due date no person set: neither the date of the speech nor a reading changes such a one."""
    r = Review.__table__.c
    own = r.record_id.in_([row["id"] for row in rows])
    found = connection.execute(select(r.record_id, r.person).where(r.record_type == record_type, own))
    person = {record_id: said for record_id, said in found}
    return [row for row in rows if "due_on" not in person.get(row["id"], {})]


def _milestone(row: RowMapping) -> MilestoneRecord:
    return MilestoneRecord(
        **_shared(row), subject=row["subject"], event=Event(row["event"]), modality=Modality(row["modality"]),
        deadline=_deadline(row) or Deadline(text=""), count=row["count"],
    )


def _assignment(row: RowMapping) -> AssignmentRecord:
    return AssignmentRecord(
        **_shared(row), units=(), role=Role(row["role"]), task=row["task"], deadline=_deadline(row)
    )


def _shared(row: RowMapping) -> dict[str, Any]:
    return {name: row[name] for name in ("start", "end", "rule", "confidence", "topic")}


def _deadline(row: Mapping[str, Any]) -> Deadline | None:
    """The deadline as its words give it; None where the row has none. "+1" stays text, "2008" is a year."""
    if not any(row[c] for c in DEADLINE):
        return None
    year = row["deadline_year"]
    return Deadline(
        text=row["deadline_text"] or "", year=int(year) if year and year.isdigit() else year,
        month=row["deadline_month"], day=row["deadline_day"], part=row["deadline_part"] and Part(row["deadline_part"]),
        relative=row["deadline_relative"], year_redacted=row["deadline_year_redacted"],
    )
