"""What people enter: a milestone or task met, the day of a speech, a figure that the source blanks.

Every service checks the actor's right and the arguments and writes one event (db.history). An entry is kept by natural
keys in PersonEntry; a later load of the document never overwrites it (see etl.load_entries). Errors: db.errors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlmodel import SQLModel

from db.entry_checks import day_of, note_words, signature
from db.errors import BadEntry, NoSuchRow
from db.history import Change, changing, require_version
from db.models import Assignment, Document, EntryKind, Indicator, Milestone, PersonEntry, Speech
from db.rights import Actor, Right
from db.vocab import Action, RecordType
from etl.load_dates import date_speech, undate_speech

CLOSABLE = {
    RecordType.MILESTONE: (Milestone, Milestone.subject), RecordType.ASSIGNMENT: (Assignment, Assignment.task),
}


def mark_done(
    engine: Engine, records: Sequence[tuple[RecordType, int]], *, done_on: date, actor: Actor, now: datetime,
    note: str = "", seen: int | None = None,
) -> None:
    """Enter that milestones or tasks were met on `done_on`, all or none, as one event; it replaces earlier entries.

    A day after `now` is refused: what has not happened is not done. `seen` is the version of the ledger that the person
    looked at: an entry that somebody else made and that is not in it stands, EditConflict says what it holds.
    """
    if day_of(done_on) > now.date():
        raise BadEntry(f"{done_on} lies ahead: a milestone is met on a day that has come")
    values = {"date_value": done_on, "number_value": None, "note": note_words(note)}
    actor.require(Right.REVIEW)
    with changing(engine, Action.MARK_DONE, actor=actor, now=now, reason=note_words(note)) as change:
        for kind, record_id in records:
            place = _closable(change, kind, record_id)
            _require_seen(change.connection, EntryKind.MILESTONE_DONE, place, actor, seen)
            write_entry(change.connection, EntryKind.MILESTONE_DONE, place, values, actor, now)


def _require_seen(
    connection: Connection, kind: EntryKind, place: dict[str, Any], actor: Actor, seen: int | None
) -> None:
    """Raises EditConflict where somebody else entered it after `seen`; None: the caller saw nothing."""
    table = PersonEntry.__table__
    entry = connection.execute(select(table.c.id, table.c.entered_by).where(*_at(kind, place))).first()
    if entry and entry.entered_by != actor.name:
        require_version(connection, [(table.name, entry.id)], seen or 0)


def undo_done(engine: Engine, kind: RecordType, record_id: int, *, actor: Actor, now: datetime) -> bool:
    """Take back that a milestone or task was met. False where nobody had entered it."""
    actor.require(Right.REVIEW)
    with changing(engine, Action.UNDO_DONE, actor=actor, now=now) as change:
        place = _closable(change, kind, record_id)
        return withdraw_entry(change.connection, EntryKind.MILESTONE_DONE, place)


def mark_milestone_done(
    engine: Engine, milestone_id: int, *, done_on: date, actor: Actor, now: datetime, note: str = "",
    seen: int | None = None,
) -> None:
    """`mark_done` of one milestone."""
    mark_done(engine, [(RecordType.MILESTONE, milestone_id)], done_on=done_on, actor=actor, now=now, note=note,
              seen=seen)


def undo_milestone_done(engine: Engine, milestone_id: int, *, actor: Actor, now: datetime) -> bool:
    """`undo_done` of one milestone."""
    return undo_done(engine, RecordType.MILESTONE, milestone_id, actor=actor, now=now)


def _closable(change: Change, kind: RecordType, record_id: int) -> dict[str, Any]:
    """Where a milestone or task stands; the event is about it. Keys tell the two apart, so one kind of entry does."""
    if kind not in CLOSABLE:
        raise BadEntry(f"a {kind} is nothing that is met")
    model, title = CLOSABLE[kind]
    change.about(str(kind), record_id, _words(change.connection, title, record_id))
    return record_place(change.connection, model, record_id)


def fill_value(
    engine: Engine, indicator_id: int, *, value: float, actor: Actor, now: datetime, note: str = ""
) -> None:
    """Enter the figure that the source blanks, in the indicator's own measure unit. Only a redacted one takes it."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadEntry(f"a value must be a finite number, not {value!r}")
    values = {"date_value": None, "number_value": float(value), "note": note_words(note)}
    actor.require(Right.REVIEW)
    with changing(engine, Action.FILL_VALUE, actor=actor, now=now, reason=note_words(note)) as change:
        connection = change.connection
        change.about("indicator", indicator_id, _words(connection, Indicator.name, indicator_id))
        place = record_place(connection, Indicator, indicator_id)
        redacted = select(Indicator.redacted).where(Indicator.id == indicator_id)
        if not connection.execute(redacted).scalar_one():
            raise BadEntry(f"the source states the figure of indicator {indicator_id}: there is nothing to fill in")
        write_entry(connection, EntryKind.FILLED_VALUE, place, values, actor, now)


def undo_fill_value(engine: Engine, indicator_id: int, *, actor: Actor, now: datetime) -> bool:
    """Take back a filled-in figure. False where nobody had entered one."""
    actor.require(Right.REVIEW)
    with changing(engine, Action.UNDO_VALUE, actor=actor, now=now) as change:
        connection = change.connection
        change.about("indicator", indicator_id, _words(connection, Indicator.name, indicator_id))
        return withdraw_entry(connection, EntryKind.FILLED_VALUE, record_place(connection, Indicator, indicator_id))


def set_reference_date(
    engine: Engine, speech_id: int, *, day: date, actor: Actor, now: datetime, note: str = ""
) -> int:
    """Enter the day on which a speech was given and resolve its deadlines against it.

    Returns how many milestones and assignments got another due date. A day after `now` is refused.
    """
    if day_of(day) > now.date():
        raise BadEntry(f"{day} lies ahead: the speech was given on a day that has come")
    values = {"date_value": day, "number_value": None, "note": note_words(note)}
    actor.require(Right.REVIEW)
    with changing(engine, Action.SET_DATE, actor=actor, now=now, reason=note_words(note)) as change:
        connection = change.connection
        change.about("speech", speech_id, _words(connection, Speech.title, speech_id))
        write_entry(connection, EntryKind.REFERENCE_DATE, _speech(connection, speech_id), values, actor, now)
        return date_speech(connection, speech_id, day)


def undo_reference_date(engine: Engine, speech_id: int, *, actor: Actor, now: datetime) -> bool:
    """Go back to the date that the extractor read. False where nobody had entered one."""
    actor.require(Right.REVIEW)
    with changing(engine, Action.UNDO_DATE, actor=actor, now=now) as change:
        connection = change.connection
        change.about("speech", speech_id, _words(connection, Speech.title, speech_id))
        withdrawn = withdraw_entry(connection, EntryKind.REFERENCE_DATE, _speech(connection, speech_id))
        if withdrawn:
            undate_speech(connection, speech_id)
        return withdrawn


def _words(connection: Connection, column: Any, row_id: int) -> str:
    """What a row is called, for its event; "" where it is not there."""
    return connection.execute(select(column).where(column.class_.id == row_id)).scalar_one_or_none() or ""


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
    connection: Connection, kind: EntryKind, place: dict[str, Any], values: dict[str, Any], actor: Actor,
    now: datetime,
) -> None:
    """Enter something at a record's place; it replaces an earlier entry of the kind there."""
    row = {**values, **signature(actor.name, now)}
    table = PersonEntry.__table__
    if not connection.execute(update(table).where(*_at(kind, place)).values(row)).rowcount:
        connection.execute(insert(table).values(kind=str(kind), **place, **row))


def withdraw_entry(connection: Connection, kind: EntryKind, place: dict[str, Any]) -> bool:
    """Take an entry back. False where there is none."""
    return bool(connection.execute(delete(PersonEntry.__table__).where(*_at(kind, place))).rowcount)


def _at(kind: EntryKind, place: dict[str, Any]) -> list[Any]:
    columns = PersonEntry.__table__.c
    return [columns.kind == str(kind), *(columns[name] == value for name, value in place.items())]
