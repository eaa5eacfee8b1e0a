"""Read the names of one speech's projects again from the tables, after a person corrected, rejected or added one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, select, update

from db.models import Commitment, Document, Evidence, Indicator, Milestone, ProjectMention, Region, Speech
from db.vocab import DateSource, ReviewState
from etl.load_places import SpeakingPlace, speaking_place
from etl.load_regroup import regroup
from etl.load_reviewed import pointed_projects
from etl.load_short_names import ProjectNames, project_names
from etl.records import ProjectRecord, Sentence, Span, SpeechContext


def place_of_speech(connection: Connection, speech_id: int) -> SpeakingPlace:
    """The place where a speech was given, as its row says; names of places mean what the code table says."""
    row = connection.execute(
        select(Region.code, Region.name, Document.name.label("document"), Speech.ordinal)
        .select_from(Speech).join(Document, Document.id == Speech.document_id)
        .outerjoin(Region, Region.id == Speech.region_id).where(Speech.id == speech_id)
    ).one()
    known = row.code is not None and not row.code.startswith("x:")
    context = SpeechContext(
        region_code=row.code if known else "", region_name=row.name or "", region_source=DateSource.OPEN,
        date_source=DateSource.OPEN,
    )
    return speaking_place(context, mentions=(), document=row.document, ordinal=row.ordinal)


def renew_names(connection: Connection, speech_id: int) -> None:
    """Settle which projects the speech's mentions and subjects mean, by the rules of a load (etl.load_projects)."""
    m, evidence = ProjectMention.__table__, Evidence.__table__
    mentions = connection.execute(
        select(m, evidence.c.start, evidence.c.end, m.c.project_id.in_(pointed_projects()).label("pointed"))
        .join(evidence, evidence.c.id == m.c.evidence_id)
        .where(m.c.speech_id == speech_id, m.c.review != str(ReviewState.REJECTED), evidence.c.version == 0)
        .order_by(evidence.c.start, m.c.id)
    ).mappings().all()
    records = {row["id"]: _record(row) for row in mentions}
    names = project_names(
        records.values(), sentences=_sentences(connection, speech_id),
        place_names=place_of_speech(connection, speech_id).names(),
    )
    for row in mentions:
        key = names.of_record(records[row["id"]])
        if key != row["name_key"] and not row["pointed"]:
            connection.execute(update(m).where(m.c.id == row["id"]).values(name_key=key))
    for model in (Indicator, Milestone, Commitment):
        _renew_subjects(connection, model.__table__, speech_id, names)
    own = select(m.c.project_id).where(m.c.speech_id == speech_id)
    regroup(connection, set(connection.execute(own).scalars()))


def _renew_subjects(connection: Connection, table: Any, speech_id: int, names: ProjectNames) -> None:
    rows = connection.execute(
        select(table.c.id, table.c.subject, table.c.project_key, Evidence.start)
        .join(Evidence, and_(Evidence.id == table.c.evidence_id, Evidence.version == 0))
        .where(table.c.speech_id == speech_id)
    ).all()
    for row in rows:
        key = names.of_subject(row.subject, row.start) if row.subject else None
        if key != row.project_key:
            values = {"project_key": key} | ({} if key else {"project_id": None})
            connection.execute(update(table).where(table.c.id == row.id).values(values))


def _record(row: Any) -> ProjectRecord:
    return ProjectRecord(
        start=row["start"], end=row["end"], rule=row["rule"], confidence=row["confidence"], name=row["name"],
        region=row["region_text"], owner=row["owner"], mentions=tuple(Span(*s) for s in row["spans"]),
    )


def _sentences(connection: Connection, speech_id: int) -> tuple[Sentence, ...]:
    """The sentences of a speech that hold records, in order."""
    c = Evidence.__table__.c
    found = select(c.sentence_start, c.sentence_end).where(c.speech_id == speech_id, c.version == 0).distinct()
    return tuple(Sentence(start, end, 0, ()) for start, end in sorted(map(tuple, connection.execute(found))))
