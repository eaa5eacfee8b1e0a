"""Keep what people entered on its record when the record's document is read again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import Connection, Row, insert, select, update

from db.models import EntryKind, PersonEntry
from db.upsert import Counts
from etl.load_keys import key_base
from etl.load_rows import Keyed

Place = tuple[int, str]  # ordinal of the speech, key of the record
COMMAND_LINE = "command line"  # who entered a date that came with `ingest --reference-date`


def entered_dates(connection: Connection, document_name: str) -> dict[int, date]:
    """The dates that people entered for the speeches of a document, by ordinal."""
    return {e.ordinal: e.date_value for e in _entries(connection, document_name) if e.kind == EntryKind.REFERENCE_DATE}


def enter_given_date(
    connection: Connection, document_name: str, ordinals: Iterable[int], *, day: date, now: datetime
) -> tuple[Counts, int]:
    """Keep the date that the command line gives for the speeches of a document, as a person's entry.

    It replaces an earlier date of the command line, never one that somebody entered in the app: a command dates whole
    folders, a person one speech. Returns what it wrote and how many speeches keep another date that was entered so.
    """
    table = PersonEntry.__table__
    dates = [e for e in _entries(connection, document_name) if e.kind == EntryKind.REFERENCE_DATE]
    present = {e.ordinal: e for e in dates}
    counts, kept = Counts(), 0
    for ordinal in ordinals:
        entry = present.get(ordinal)
        row = {"date_value": day, "entered_by": COMMAND_LINE, "entered_at": now}
        if entry is None:
            place = {"kind": str(EntryKind.REFERENCE_DATE), "document_name": document_name, "ordinal": ordinal}
            connection.execute(insert(table).values(**place, record_key="", note="", **row))
            counts += Counts(inserted=1)
        elif entry.entered_by == COMMAND_LINE and entry.date_value != day:
            connection.execute(update(table).where(table.c.id == entry.id).values(row))
            counts += Counts(updated=1)
        else:
            counts += Counts(unchanged=1)
            kept += entry.date_value != day
    return counts, kept


def follow_records(connection: Connection, document_name: str, speeches: Iterable[Keyed]) -> tuple[int, int]:
    """Move entries whose record got a new key or stands in another speech now. Returns (on a record, on none).

    An entry follows only where there is no doubt: the same key in one other speech, or the same quote and content in
    one place of its speech, or of the document. One that finds no record stays, for a person to look at.
    """
    places = [(s.ordinal, key) for s in speeches for key in s.keys]
    present = set(places)
    entries = [e for e in _entries(connection, document_name) if e.kind != EntryKind.REFERENCE_DATE]
    taken = {(e.kind, e.ordinal, e.record_key) for e in entries}
    lost = 0
    for entry in entries:
        if (entry.ordinal, entry.record_key) in present:
            continue
        target = _follow(entry, places)
        if target is None or (entry.kind, *target) in taken:
            lost += 1
            continue
        taken.add((entry.kind, *target))
        connection.execute(
            update(PersonEntry).where(PersonEntry.id == entry.id).values(ordinal=target[0], record_key=target[1])
        )
    return len(entries) - lost, lost


def _follow(entry: Row, places: list[Place]) -> Place | None:
    same_base = [p for p in places if key_base(p[1]) == key_base(entry.record_key)]
    for candidates in (
        [p for p in same_base if p[1] == entry.record_key],
        [p for p in same_base if p[0] == entry.ordinal],
        same_base,
    ):
        if len(candidates) == 1:
            return candidates[0]
    return None


def _entries(connection: Connection, document_name: str) -> list[Row]:
    table = PersonEntry.__table__
    return list(connection.execute(select(table).where(table.c.document_name == document_name).order_by(table.c.id)))
