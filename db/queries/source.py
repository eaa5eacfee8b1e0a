"""Speeches with their text, sections, records and what was set aside."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, cast, func, literal, null, select, union_all
from sqlalchemy.types import Float, String

from db.models import (
    Assignment,
    Cadence,
    Document,
    Evidence,
    Indicator,
    Milestone,
    ProjectMention,
    Region,
    Sanction,
    Section,
    SetAside,
    Speech,
)
from db.queries.scope import Row, Scope, fetch, only

SPEECH_COLUMNS = (
    Speech.id, Speech.ordinal, Speech.title, Speech.start, Speech.end, Speech.year, Speech.month,
    Speech.reference_date, Speech.date_source, Speech.region_source, Speech.clues, Region.name.label("region"),
    Document.id.label("document_id"), Document.name.label("document_name"),
)
RECORD_TABLES: dict[str, tuple[Any, Any, Any]] = {  # table, what it is about, what it says of that
    "indicator": (Indicator, Indicator.name, Indicator.status),
    "project": (ProjectMention, ProjectMention.name, ProjectMention.stage),
    "milestone": (Milestone, Milestone.subject, Milestone.event),
    "assignment": (Assignment, Assignment.task, Assignment.role),
    "cadence": (Cadence, Cadence.freq, Cadence.activity),
    "sanction": (Sanction, Sanction.consequence, Sanction.polarity),
}


def speeches(connection: Connection, scope: Scope) -> list[Row]:
    """Every speech in scope, in the order of the documents, with its number of records."""
    evidence = select(func.count()).where(Evidence.speech_id == Speech.id).correlate(Speech).scalar_subquery()
    statement = select(*SPEECH_COLUMNS, evidence.label("passages")).join(
        Document, Document.id == Speech.document_id
    ).outerjoin(Region, Region.id == Speech.region_id)
    return fetch(connection, only(statement, scope.covers(Speech.region_id)).order_by(Document.name, Speech.ordinal))


def speech_of(connection: Connection, record_type: str, record_id: int) -> int | None:
    """The speech that a record belongs to; None where there is no such record."""
    table = RECORD_TABLES[record_type][0]
    return connection.execute(select(table.speech_id).where(table.id == record_id)).scalar_one_or_none()


def speech_text(connection: Connection, speech_id: int) -> Row | None:
    """The speech with `text` (its own characters) and `document_name`; None where there is no such speech."""
    found = fetch(connection, select(
        *SPEECH_COLUMNS, func.substr(Document.text, Speech.start + 1, Speech.end - Speech.start).label("text"),
    ).join(Document, Document.id == Speech.document_id).outerjoin(Region, Region.id == Speech.region_id)
     .where(Speech.id == speech_id))
    return found[0] if found else None


def speech_records(connection: Connection, speech_id: int) -> list[Row]:
    """All records of a speech in reading order: type, id, what, how, when, start, end, sentence_start, sentence_end."""
    return fetch(connection, union_all(
        *(_records(kind, speech_id) for kind in RECORD_TABLES)
    ).order_by("start", "end"))


def _records(kind: str, speech_id: int) -> Select:
    table, what, how = RECORD_TABLES[kind]
    value = table.value if table is Indicator else cast(null(), Float)
    nothing = cast(null(), String)
    return select(
        literal(kind).label("type"), table.id, cast(what, String).label("what"), cast(how, String).label("how"),
        (table.deadline_text if table in (Milestone, Assignment) else nothing).label("deadline"),
        value.label("value"), (table.measure_unit if table is Indicator else nothing).label("measure_unit"),
        Evidence.start, Evidence.end, Evidence.sentence_start, Evidence.sentence_end, Evidence.quote,
    ).join(Evidence, Evidence.id == table.evidence_id).where(table.speech_id == speech_id)


def speech_sections(connection: Connection, speech_id: int) -> list[Row]:
    """position, parent_position, level, label, title, start, end."""
    return fetch(connection, select(
        Section.position, Section.parent_position, Section.level, Section.label, Section.title,
        Section.start, Section.end,
    ).where(Section.speech_id == speech_id).order_by(Section.position))


def set_aside(connection: Connection, document_id: int, start: int, end: int) -> list[Row]:
    """What was set aside between two offsets of a document: kind, reason, start, end."""
    return fetch(connection, select(SetAside.kind, SetAside.reason, SetAside.start, SetAside.end).where(
        SetAside.document_id == document_id, SetAside.start < end, SetAside.end > start,
    ).order_by(SetAside.start))


def reading_counts(connection: Connection, scope: Scope) -> Row:
    """documents, speeches, and open_speeches: those whose year is not known."""
    return fetch(connection, only(select(
        func.count(func.distinct(Speech.document_id)).label("documents"), func.count(Speech.id).label("speeches"),
        (func.count(Speech.id) - func.count(Speech.year)).label("undated"),
    ), scope.covers(Speech.region_id)))[0]
