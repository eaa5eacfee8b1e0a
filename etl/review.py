"""Review: what was read is a proposal, and people make it their ledger.

Every service checks the actor's right and the arguments and writes one event. A record under review keeps what the
machine said (Review.machine) beside what the person said (Review.person); a later load leaves both alone (etl.load_*).
`seen` is the record's version when the person began to edit (db.queries.review); where somebody else changed the
record since, EditConflict says what, and nothing is written. Errors: db.errors.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from db.entry_checks import note_words
from db.errors import BadEntry
from db.history import Change, changing
from db.rights import Actor, Right
from db.vocab import Action, RecordType, ReviewState
from etl.load_columns import UNIT_LINKS, UNITS, as_json, from_json
from etl.load_names import unit_name
from etl.load_renames import place_of_speech, renew_names
from etl.review_rows import (
    RecordPlace,
    Reviewed,
    Row,
    give_to_units,
    read_record,
    remove_review,
    require_seen,
    unit_of,
    write_columns,
    write_review,
)
from etl.review_values import checked, derived

_MOST_AT_ONCE = 1000


def accept_records(
    engine: Engine, places: Sequence[RecordPlace], *, actor: Actor, now: datetime, note: str = "",
    seen: int | None = None,
) -> int:
    """Accept records (type, id) as they stand; a rejected one comes back with what people had said of it.

    Returns how many changed: one that is accepted, corrected or added stays so.
    """
    actor.require(Right.REVIEW)
    with changing(engine, Action.ACCEPT, actor=actor, now=now, reason=note_words(note)) as change:
        records = _records(change, places, seen)
        waiting = [r for r in records if r.state in (ReviewState.PENDING, ReviewState.REJECTED)]
        for record in waiting:
            write_review(change.connection, record, _standing(record), machine=record.machine(), person=record.person,
                         reason=change.reason, actor=actor, now=now)
        renew(change.connection, waiting)
        return len(waiting)


def reject_records(
    engine: Engine, places: Sequence[RecordPlace], *, reason: str, actor: Actor, now: datetime,
    seen: int | None = None,
) -> int:
    """Say that records are none. They leave all pages and counts, and no reading brings them back.

    Returns how many changed. A reason is needed.
    """
    why = note_words(reason)
    if not why:
        raise BadEntry("a record is rejected for a reason; say which")
    actor.require(Right.REVIEW)
    with changing(engine, Action.REJECT, actor=actor, now=now, reason=why) as change:
        records = [r for r in _records(change, places, seen) if r.state is not ReviewState.REJECTED]
        for record in records:
            write_review(change.connection, record, ReviewState.REJECTED, machine=record.machine(),
                         person=record.person, reason=why, actor=actor, now=now)
        renew(change.connection, records)
        return len(records)


def reopen_records(
    engine: Engine, places: Sequence[RecordPlace], *, actor: Actor, now: datetime, note: str = "",
    seen: int | None = None,
) -> int:
    """Take reviews back: the records wait again, with what the machine had read. Returns how many changed.

    A record that a person added has nothing to go back to: it is refused, unless it was rejected, and stands again
    then.
    """
    actor.require(Right.REVIEW)
    with changing(engine, Action.REOPEN, actor=actor, now=now, reason=note_words(note)) as change:
        records = [r for r in _records(change, places, seen) if r.state is not ReviewState.PENDING]
        for record in records:
            _reopen(change, record, actor, now)
        renew(change.connection, records)
        return len(records)


def correct_record(
    engine: Engine, record_type: str, record_id: int, *, values: Mapping[str, Any], actor: Actor, now: datetime,
    note: str = "", seen: int | None = None,
) -> None:
    """Set what a record says: columns of its table (etl.load_columns.editable), and "units", a list of names.

    Where nothing differs from what stands there, the record is accepted. What follows from the values is renewed: the
    due date of a deadline, the place of a region, the project of a name, the links to units. BadEntry names the field
    that cannot take its value.
    """
    actor.require(Right.REVIEW)
    with changing(engine, Action.CORRECT, actor=actor, now=now, reason=note_words(note)) as change:
        (record,) = _records(change, [(record_type, record_id)], seen)
        new = checked(record.kind, values)
        machine = record.machine()
        said = apply(change.connection, record, new)
        person = record.person | as_json(said)
        if machine:
            person = {c: v for c, v in person.items() if v != machine.get(c)}
        state = ReviewState.ADDED if record.added else ReviewState.CORRECTED if person else ReviewState.ACCEPTED
        write_review(change.connection, record, state, machine=machine, person=person, reason=change.reason,
                     actor=actor, now=now)
        renew(change.connection, [record])


# ---------------------------------------------------------------- what the services share


def apply(connection: Connection, record: Reviewed, new: Mapping[str, Any]) -> Row:
    """Write checked values into a record with all that follows from them. Returns those that differ from before."""
    units = new.get(UNITS)
    said = {c: v for c, v in new.items() if c != UNITS and v != record.row[c]}
    place = place_of_speech(connection, record.row["speech_id"])
    whole = record.row | said
    columns = said | derived(connection, record.kind, whole, said, place)
    if record.kind is RecordType.CADENCE and "actor" in said:
        actor = said["actor"] and unit_name(said["actor"])
        columns["unit_id"] = unit_of(connection, actor, record.row["speech_id"], place) if actor else None
    write_columns(connection, record, columns)
    said = {c: columns[c] for c in said}
    if units is not None and tuple(units) != record.units:
        give_to_units(connection, record, units, place)
        said[UNITS] = list(units)
    return said


def _records(change: Change, places: Sequence[RecordPlace], seen: int | None) -> list[Reviewed]:
    """The records, each once, as they stand; the event is about the first."""
    if not places:
        raise BadEntry("no record is named")
    if len(places) > _MOST_AT_ONCE:
        raise BadEntry(f"at most {_MOST_AT_ONCE} records at once, not {len(places)}")
    records = [read_record(change.connection, *place) for place in dict.fromkeys(places)]
    require_seen(change.connection, records, seen)
    first = records[0]
    change.about(first.table, first.id, first.title)
    if len(records) > 1:
        change.details = {"records": [[str(r.kind), r.id] for r in records]}
    return records


def _standing(record: Reviewed) -> ReviewState:
    """The state of a record that is not rejected any more, or accepted now."""
    if record.added:
        return ReviewState.ADDED
    return ReviewState.CORRECTED if record.person else ReviewState.ACCEPTED


def _reopen(change: Change, record: Reviewed, actor: Actor, now: datetime) -> None:
    connection = change.connection
    if record.added:
        if record.state is not ReviewState.REJECTED:
            raise BadEntry(f"{record.title}: a person added it; there is nothing to go back to. Reject it instead")
        write_review(connection, record, ReviewState.ADDED, machine={}, person=record.person, reason=change.reason,
                     actor=actor, now=now)
        return
    machine = from_json(record.machine())
    units = machine.pop(UNITS, None)
    if record.person:
        write_columns(connection, record, {c: v for c, v in machine.items() if v != record.row[c]})
    if record.kind in UNIT_LINKS and units is not None and tuple(units) != record.units:
        give_to_units(connection, record, units, place_of_speech(connection, record.row["speech_id"]))
    remove_review(connection, record)


def renew(connection: Connection, records: Sequence[Reviewed]) -> None:
    """Settle the projects of the speeches in which mentions of projects, or subjects, may have another name now."""
    named = (RecordType.PROJECT, RecordType.MILESTONE, RecordType.INDICATOR)
    for speech_id in sorted({r.row["speech_id"] for r in records if r.kind in named and _renames(connection, r)}):
        renew_names(connection, speech_id)


def _renames(connection: Connection, before: Reviewed) -> bool:
    """Whether a name changed, or a mention came or went, or what it says of its project."""
    after = read_record(connection, before.kind, before.id)
    if before.kind is not RecordType.PROJECT:
        return before.row["subject"] != after.row["subject"]
    gone = (before.state is ReviewState.REJECTED) != (after.state is ReviewState.REJECTED)
    return gone or any(before.row[c] != after.row[c] for c in before.row if c != "review")
