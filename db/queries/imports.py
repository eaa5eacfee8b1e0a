"""Imports in the background, as the import page shows them."""

from __future__ import annotations

from sqlalchemy import Connection, and_, exists, or_, select

from db.models import (
    OF_SPEECHES,
    Assignment,
    Cadence,
    Document,
    Event,
    ImportJob,
    Indicator,
    Milestone,
    PersonEntry,
    ProjectMention,
    Run,
    Sanction,
    Speech,
)
from db.queries.scope import Row, fetch


def import_job(connection: Connection, job_id: int) -> Row | None:
    """One job with its files; None where there is none."""
    found = fetch(connection, select(ImportJob.__table__).where(ImportJob.id == job_id))
    return found[0] if found else None


def recent_jobs(connection: Connection, owner: str, *, most: int = 5) -> list[Row]:
    """The last jobs of a person, newest first."""
    table = ImportJob.__table__
    return fetch(connection, select(table).where(table.c.owner == owner).order_by(table.c.id.desc()).limit(most))


def loaded_documents(connection: Connection, *, most: int = 50) -> list[Row]:
    """The documents of the ledger, last loaded first: name, loaded_at, extractor."""
    return fetch(connection, select(Document.name, Document.loaded_at, Run.extractor)
                 .join(Run, Run.id == Document.run_id).order_by(Document.loaded_at.desc(), Document.id).limit(most))


def lost_entries(connection: Connection, *, most: int = 50) -> list[Row]:
    """What people entered about records that are not in the ledger any more, last entered first.

    id, kind, document_name, ordinal, date_value, number_value, text_value, note, entered_by, entered_at, speech_id
    (null where the speech is gone too), and `title`: what its event called the record; "" where nothing tells.
    """
    entry, event = PersonEntry.__table__, Event.__table__
    own = [exists().where(model.speech_id == Speech.id, model.key == entry.c.record_key)
           for model in (Indicator, ProjectMention, Milestone, Assignment, Cadence, Sanction)]
    title = (
        select(event.c.title).where(event.c.at == entry.c.entered_at, event.c.actor == entry.c.entered_by)
        .order_by(event.c.id).limit(1).scalar_subquery()
    )
    rows = fetch(connection, select(
        entry.c.id, entry.c.kind, entry.c.document_name, entry.c.ordinal, entry.c.date_value, entry.c.number_value,
        entry.c.text_value, entry.c.note, entry.c.entered_by, entry.c.entered_at, Speech.id.label("speech_id"),
        title.label("title"),
    ).select_from(entry).outerjoin(Document, Document.name == entry.c.document_name)
     .outerjoin(Speech, and_(Speech.document_id == Document.id, Speech.ordinal == entry.c.ordinal))
     .where(entry.c.kind.not_in([str(k) for k in OF_SPEECHES]), or_(Speech.id.is_(None), ~or_(*own)))
     .order_by(entry.c.entered_at.desc(), entry.c.id).limit(most))
    return [row | {"title": row["title"] or ""} for row in rows]
