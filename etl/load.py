"""Load a document's ledger into the database: the only writer of extracted rows.

Natural keys, one transaction a document, in-place updates: a second load of the same file changes nothing, a load of
a changed file touches what differs, and the report says how much that was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update
from sqlalchemy.exc import DataError, IntegrityError

from db import models
from db.errors import BadEntry
from db.history import changing
from db.rights import Actor, Right
from db.upsert import Counts
from db.vocab import Action
from etl.document_versions import former_document, rename_document
from etl.errors import DocumentError
from etl.load_changes import RecordChange, changed_records, last_change
from etl.load_rows import Row, document_row
from etl.load_writer import DocumentWriter
from etl.records import DocumentLedger

# Raise it with a release whose rules read the same text differently; every run and import event carries it.
# 1: the first release. 2: keys and rules as before; reviewed records stand, other readings of them are proposed.
RULES_VERSION = "2"


class DocumentRejected(DocumentError):
    """The database's own checks refuse a document's rows. Nothing of it was written."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What one load did. `tables` in the order of writing; empty where the text stands under another name already."""

    document: str
    duplicate_of: str | None = None
    tables: tuple[tuple[str, Counts], ...] = ()
    entries_kept: int = 0  # what people entered for records of this document
    entries_without_record: int = 0  # … and whose record is gone: kept, for a person to look at
    dates_kept: int = 0  # speeches whose date somebody entered in the app: the given date yields to it
    version_of: str | None = None  # the name that the document had before this file was known as its new version
    version: int | None = None  # the number under which its former text is kept
    proposals: int = 0  # what the reading says otherwise about reviewed records, new with this load
    changes: tuple[RecordChange, ...] = ()  # the first records that are new, changed or gone in a known document

    @property
    def total(self) -> Counts:
        return sum((counts for _, counts in self.tables), Counts())

    @property
    def changed(self) -> bool:
        return self.total.changed

    def of(self, table: str) -> Counts:
        """The counts of one table; zero where it was not written."""
        return dict(self.tables).get(table, Counts())


def ingest_ledger(
    engine: Engine, ledger: DocumentLedger, *, command: str, actor: Actor, now: datetime,
    given_date: date | None = None, as_new: bool = False, version_of: str | None = None,
) -> LoadReport:
    """Load one document as one run, all or nothing. A load that changes nothing leaves no trace, not even its run.

    A text that is mostly that of a document under another name is its new version and takes its place, with all that
    people did (etl.document_versions). `as_new` loads it as a document of its own; `version_of` says which document
    it is a version of.

    `now` is aware. `given_date`, the day on which a user says that the speeches were given, is kept like a person's
    entry: later loads without it keep it. Raises DocumentRejected where the database's checks refuse the rows,
    LedgerUnavailable where the ledger cannot be written, NotAllowed, NoSuchRow where `version_of` is not there,
    BadEntry where that would put two documents under one name; nothing is written then.
    """
    actor.require(Right.IMPORT)
    try:
        with changing(engine, Action.IMPORT, actor=actor, now=now) as change:
            report = load_in_run(change.connection, ledger, command=command, now=now, given_date=given_date,
                                 as_new=as_new, version_of=version_of)
            change.about("document", None, report.document)
            change.details = {"command": command, "extractor": RULES_VERSION, **_counts(report), **_told(report)}
    except (IntegrityError, DataError) as error:
        raise DocumentRejected(ledger.prepared.document.name, f"the database refuses its rows: {error.orig}") from error
    return report


def load_in_run(
    connection: Connection, ledger: DocumentLedger, *, command: str, now: datetime, given_date: date | None = None,
    as_new: bool = False, version_of: str | None = None,
) -> LoadReport:
    """`load_document` as a run of its own, within a transaction of the caller's."""
    run = models.Run.__table__
    row = {"command": command, "extractor": RULES_VERSION, "started_at": now, "finished_at": None, "counts": {}}
    run_id = connection.execute(insert(run).values(row).returning(run.c.id)).scalar_one()
    report = load_document(connection, ledger, run_id=run_id, now=now, given_date=given_date, as_new=as_new,
                           version_of=version_of)
    connection.execute(update(run).where(run.c.id == run_id).values(finished_at=now, counts=_counts(report)))
    return report


def load_document(
    connection: Connection, ledger: DocumentLedger, *, run_id: int, now: datetime, given_date: date | None = None,
    as_new: bool = False, version_of: str | None = None,
) -> LoadReport:
    """Bring the ledger's rows of one document to what was read from it. The caller holds the write lock."""
    row = document_row(ledger.prepared.document)
    if not version_of and (twin := _same_text(connection, row)):
        return LoadReport(row["name"], duplicate_of=twin)
    former = _former(connection, row, as_new=as_new, version_of=version_of)
    if former:
        rename_document(connection, former, row["name"])
    since = last_change(connection)
    writer = DocumentWriter(connection, ledger, row, run_id=run_id, now=now, given_date=given_date, former_name=former)
    writer.write()
    counts = writer.counts
    return LoadReport(
        row["name"], None, tuple(counts.items()), *writer.entries, writer.dates_kept, former, writer.version,
        counts["proposal"].inserted + counts["proposal"].updated,
        () if writer.new else changed_records(connection, since))


def _counts(report: LoadReport) -> dict[str, int]:
    return {name: getattr(report.total, name) for name in ("inserted", "updated", "unchanged", "removed")}


def _told(report: LoadReport) -> dict[str, Any]:
    """What an import's event says of versions and proposals, where there is something to say."""
    told = {"version_of": report.version_of, "version": report.version, "proposals": report.proposals}
    return {name: value for name, value in told.items() if value}


def _former(connection: Connection, row: Row, *, as_new: bool, version_of: str | None) -> str | None:
    """The document that a file under a new name is a version of. None for a new one, and for the same name again."""
    d = models.Document
    known = connection.execute(select(d.id).where(d.name == row["name"])).first() is not None
    if version_of and version_of != row["name"]:
        if known:
            raise BadEntry(f"{row['name']} is in the ledger beside {version_of}: it cannot take its place")
        return version_of
    return None if known or as_new or version_of else former_document(connection, row["text"])


def _same_text(connection: Connection, row: Row) -> str | None:
    """The name under which the same text was loaded before."""
    d = models.Document
    found = select(d.name).where(d.text_sha256 == row["text_sha256"], d.name != row["name"]).order_by(d.id)
    return connection.execute(found).scalars().first()
