"""Keep what people entered on its record when the record's document is read again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, Row, insert, select, update

from db.models import OF_SPEECHES, EntryKind, PersonEntry
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


def follow_records(
    connection: Connection, document_name: str, speeches: Iterable[Keyed], *, moved: Mapping[Place, Place],
    standing: Collection[Place],
) -> tuple[int, int]:
    """Move entries whose record got a new key or stands in another speech now. Returns (on a record, on none).

    An entry goes with its record where that was `moved`. Else it follows only where there is no doubt: the same key in
    one other speech, or the same quote and content in one place of its speech, or of the document. One that finds no
    record, neither read nor `standing` without being read, stays, for a person to look at.
    """
    places = [(s.ordinal, key) for s in speeches for key in s.keys]
    present = {*places, *standing}
    entries = [e for e in _entries(connection, document_name) if e.kind not in OF_SPEECHES]
    taken = {(e.kind, e.ordinal, e.record_key) for e in entries}
    lost = 0
    for entry in entries:
        place = (entry.ordinal, entry.record_key)
        if place in present and place not in moved:
            continue
        target = moved.get(place) or place_of(place, [p for p in places if key_base(p[1]) == key_base(place[1])])
        if target is None or (entry.kind, *target) in taken:
            lost += 1
            continue
        taken.add((entry.kind, *target))
        move_entry(connection, entry.id, target)
    return len(entries) - lost, lost


def move_entry(connection: Connection, entry_id: int, place: Place) -> None:
    """Let an entry stand on the record of another place of its document."""
    values = {"ordinal": place[0], "record_key": place[1]}
    connection.execute(update(PersonEntry.__table__).where(PersonEntry.__table__.c.id == entry_id).values(values))


def place_of(place: Place, same_base: Sequence[Place]) -> Place | None:
    """Which of the places with the same quote and content a record of `place` has now; None where there is a doubt."""
    for candidates in (
        [p for p in same_base if p[1] == place[1]], [p for p in same_base if p[0] == place[0]], same_base,
    ):
        if len(candidates) == 1:
            return candidates[0]
    return None


def _entries(connection: Connection, document_name: str) -> list[Row]:
    table = PersonEntry.__table__
    return list(connection.execute(select(table).where(table.c.document_name == document_name).order_by(table.c.id)))
