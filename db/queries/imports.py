"""Imports in the background, as the import page shows them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from db.models import Document, ImportJob, Run
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
