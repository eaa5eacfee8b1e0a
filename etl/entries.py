"""What people enter: a milestone met, the day of a speech, a figure that the source blanks.

Every service validates its arguments, writes in one transaction and names who entered what and when. An entry is kept
by natural keys in PersonEntry; a later load of the document never overwrites it (see etl.load_entries).

    TaizhangError
    ├── LedgerUnavailable   the ledger is locked or cannot be written; nothing was written, try again
    └── EntryError       what is asked for cannot be entered; the message says why, nothing was written
        ├── NoSuchRow    the milestone, speech or indicator is not (or no longer) in the ledger
        └── BadEntry     a value that the row cannot take
"""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlmodel import SQLModel

from db.models import Document, EntryKind, Indicator, Milestone, PersonEntry, Speech
from etl.entry_checks import BadEntry, EntryError, NoSuchRow, day_of, note_words, signature
from etl.ledger_access import LedgerUnavailable, ledger_transaction
from etl.load_dates import date_speech, undate_speech

__all__ = [
    "BadEntry", "EntryError", "LedgerUnavailable", "NoSuchRow", "fill_value", "mark_milestone_done",
    "record_place", "set_reference_date",
    "undo_fill_value", "undo_milestone_done", "undo_reference_date", "withdraw_entry", "write_entry",
]


def mark_milestone_done(
    engine: Engine, milestone_id: int, *, done_on: date, by: str, now: datetime, note: str = ""
) -> None:
    """Enter that a milestone was met on `done_on`; a second entry replaces the first.

    A day after `now` is refused: what has not happened is not done.
    """
    if day_of(done_on) > now.date():
        raise BadEntry(f"{done_on} lies ahead: a milestone is met on a day that has come")
    values = {"date_value": done_on, "number_value": None, "note": note_words(note)}
    with ledger_transaction(engine) as connection:
        place = record_place(connection, Milestone, milestone_id)
        write_entry(connection, EntryKind.MILESTONE_DONE, place, values, by, now)


def undo_milestone_done(engine: Engine, milestone_id: int) -> bool:
    """Take back that a milestone was met. False where nobody had entered it."""
    with ledger_transaction(engine) as connection:
        return withdraw_entry(connection, EntryKind.MILESTONE_DONE, record_place(connection, Milestone, milestone_id))


def fill_value(
    engine: Engine, indicator_id: int, *, value: float, by: str, now: datetime, note: str = ""
) -> None:
    """Enter the figure that the source blanks, in the indicator's own measure unit. Only a redacted one takes it."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadEntry(f"a value must be a finite number, not {value!r}")
    values = {"date_value": None, "number_value": float(value), "note": note_words(note)}
    with ledger_transaction(engine) as connection:
        place = record_place(connection, Indicator, indicator_id)
        redacted = select(Indicator.redacted).where(Indicator.id == indicator_id)
        if not connection.execute(redacted).scalar_one():
            raise BadEntry(f"the source states the figure of indicator {indicator_id}: there is nothing to fill in")
        write_entry(connection, EntryKind.FILLED_VALUE, place, values, by, now)


def undo_fill_value(engine: Engine, indicator_id: int) -> bool:
    """Take back a filled-in figure. False where nobody had entered one."""
    with ledger_transaction(engine) as connection:
        return withdraw_entry(connection, EntryKind.FILLED_VALUE, record_place(connection, Indicator, indicator_id))


def set_reference_date(engine: Engine, speech_id: int, *, day: date, by: str, now: datetime, note: str = "") -> int:
    """Enter the day on which a speech was given and resolve its deadlines against it.

    Returns how many milestones and assignments got another due date. A day after `now` is refused.
    """
    if day_of(day) > now.date():
        raise BadEntry(f"{day} lies ahead: the speech was given on a day that has come")
    values = {"date_value": day, "number_value": None, "note": note_words(note)}
    with ledger_transaction(engine) as connection:
        write_entry(connection, EntryKind.REFERENCE_DATE, _speech(connection, speech_id), values, by, now)
        return date_speech(connection, speech_id, day)


def undo_reference_date(engine: Engine, speech_id: int) -> bool:
    """Go back to the date that the extractor read. False where nobody had entered one."""
    with ledger_transaction(engine) as connection:
        withdrawn = withdraw_entry(connection, EntryKind.REFERENCE_DATE, _speech(connection, speech_id))
        if withdrawn:
            undate_speech(connection, speech_id)
        return withdrawn


# ---------------------------------------------------------------- natural keys


def record_place(connection: Connection, model: type[SQLModel], record_id: int) -> dict[str, Any]:
    """Where a record stands, by natural keys. NoSuchRow where it is not in the ledger."""
    record = model.__table__
    found = connection.execute(
        select(Document.name.label("document_name"), Speech.ordinal, record.c.key.label("record_key"))
        .select_from(record)
        .join(Speech, Speech.id == record.c.speech_id)
        .join(Document, Document.id == Speech.document_id)
        .where(record.c.id == record_id)
    ).mappings().first()
    if found is None:
        raise NoSuchRow(f"{record.name} {record_id} is not in the ledger; the document may have been read again")
    return dict(found)


def _speech(connection: Connection, speech_id: int) -> dict[str, Any]:
    found = connection.execute(
        select(Document.name.label("document_name"), Speech.ordinal)
        .join(Document, Document.id == Speech.document_id).where(Speech.id == speech_id)
    ).mappings().first()
    if found is None:
        raise NoSuchRow(f"speech {speech_id} is not in the ledger; the document may have been read again")
    return {**found, "record_key": ""}


def write_entry(
    connection: Connection, kind: EntryKind, place: dict[str, Any], values: dict[str, Any], by: str, now: datetime
) -> None:
    """Enter something at a record's place; it replaces an earlier entry of the kind there."""
    row = {**values, **signature(by, now)}
    table = PersonEntry.__table__
    if not connection.execute(update(table).where(*_at(kind, place)).values(row)).rowcount:
        connection.execute(insert(table).values(kind=str(kind), **place, **row))


def withdraw_entry(connection: Connection, kind: EntryKind, place: dict[str, Any]) -> bool:
    """Take an entry back. False where there is none."""
    return bool(connection.execute(delete(PersonEntry.__table__).where(*_at(kind, place))).rowcount)


def _at(kind: EntryKind, place: dict[str, Any]) -> list[Any]:
    columns = PersonEntry.__table__.c
    return [columns.kind == str(kind), *(columns[name] == value for name, value in place.items())]
