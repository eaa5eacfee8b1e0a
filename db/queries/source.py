"""Speeches with their text, sections, records and what was set aside."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, case, cast, exists, func, literal, null, or_, select, union_all
from sqlalchemy.types import Float, String

from db.models import (
    Assignment,
    Cadence,
    Commitment,
    Document,
    DocumentVersion,
    Evidence,
    Indicator,
    Milestone,
    ProjectMention,
    Proposal,
    Region,
    Sanction,
    Section,
    SetAside,
    Speech,
)
from db.queries.scope import Row, Scope, fetch, only, stands
from db.vocab import ProposalState, ReviewState

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
    """Every speech in scope, in the order of the documents, with `passages`: how many of its words records stand on."""
    used = or_(*(exists().where(t.evidence_id == Evidence.id, stands(t)) for t, _, _ in RECORD_TABLES.values()),
               exists().where(Commitment.evidence_id == Evidence.id))
    evidence = (
        select(func.count()).where(Evidence.speech_id == Speech.id, Evidence.version == 0, used)
        .correlate(Speech).scalar_subquery()
    )
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


def speech_records(connection: Connection, speech_id: int, *, rejected: bool = False) -> list[Row]:
    """All records of a speech in reading order: type, id, what, how, when, start, end, sentence_start, sentence_end.

    Left out are the rejected, unless asked for, and those whose words only an earlier text of the document has.
    """
    here = (Evidence.version == 0,)
    return fetch(connection, union_all(*(
        only(_records(kind).where(table.speech_id == speech_id, *here), None if rejected else stands(table))
        for kind, (table, _, _) in RECORD_TABLES.items()
    )).order_by("start", "end"))


def version_records(connection: Connection, document_id: int, number: int) -> list[Row]:
    """The records whose words only this earlier text of the document has, as speech_records gives them."""
    speeches = select(Speech.id).where(Speech.document_id == document_id)
    return fetch(connection, union_all(*(
        _records(kind).where(table.speech_id.in_(speeches), Evidence.version == number, stands(table))
        for kind, (table, _, _) in RECORD_TABLES.items()
    )).order_by("start", "end"))


def _records(kind: str) -> Select:
    table, what, how = RECORD_TABLES[kind]
    value = table.value if table is Indicator else cast(null(), Float)
    nothing = cast(null(), String)
    return select(
        literal(kind).label("type"), table.id, cast(what, String).label("what"), cast(how, String).label("how"),
        (table.deadline_text if table in (Milestone, Assignment) else nothing).label("deadline"),
        value.label("value"), (table.measure_unit if table is Indicator else nothing).label("measure_unit"),
        Evidence.start, Evidence.end, Evidence.sentence_start, Evidence.sentence_end, Evidence.quote, table.review,
    ).join(Evidence, Evidence.id == table.evidence_id)


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


def document_versions(connection: Connection, document_id: int) -> list[Row]:
    """The earlier texts of a document, the latest first: number, name of the file, loaded_at."""
    return fetch(connection, select(DocumentVersion.number, DocumentVersion.name, DocumentVersion.loaded_at).where(
        DocumentVersion.document_id == document_id).order_by(DocumentVersion.number.desc()))


def version_text(connection: Connection, document_id: int, number: int) -> str | None:
    """An earlier text of a document; None where there is no such version."""
    return connection.execute(select(DocumentVersion.text).where(
        DocumentVersion.document_id == document_id, DocumentVersion.number == number)).scalar_one_or_none()


def review_progress(connection: Connection, scope: Scope) -> list[Row]:
    """speech_id, n, reviewed: how far the review of each speech is; in the order of the documents."""
    every = union_all(*(select(t.speech_id, t.review) for t, _, _ in RECORD_TABLES.values())).subquery()
    waits = case((every.c.review == str(ReviewState.PENDING), 1), else_=0)
    statement = select(
        every.c.speech_id, func.count().label("n"), (func.count() - func.sum(waits)).label("reviewed"),
    ).join(Speech, Speech.id == every.c.speech_id).join(Document, Document.id == Speech.document_id)
    return fetch(connection, only(statement, scope.covers(Speech.region_id)).group_by(
        every.c.speech_id, Document.name, Speech.ordinal).order_by(Document.name, Speech.ordinal))


def sure_records(connection: Connection, speech_id: int, least: float) -> list[tuple[str, int]]:
    """The waiting records (type, id) of a speech that were read with at least this confidence and stand unopposed."""
    found = union_all(*(
        select(literal(kind).label("type"), table.id).where(
            table.speech_id == speech_id, table.review == str(ReviewState.PENDING), table.confidence >= least,
            ~exists().where(Proposal.record_type == kind, Proposal.record_id == table.id,
                            Proposal.state == str(ProposalState.OPEN)),
        ) for kind, (table, _, _) in RECORD_TABLES.items()
    ))
    return [(row.type, row.id) for row in connection.execute(found.order_by("type", "id"))]


def document_text(connection: Connection, document_id: int) -> str | None:
    """The whole text of a document; None where there is no such document."""
    return connection.execute(select(Document.text).where(Document.id == document_id)).scalar_one_or_none()
