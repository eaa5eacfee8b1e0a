"""Give a row back what a later change took from it. A former value is entered anew, as an event of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select, update
from sqlalchemy.exc import IntegrityError

from db.entry_checks import note_words
from db.errors import BadEntry, EditConflict, NoSuchRow
from db.history import Change, changing, require_version, row_history
from db.models import METADATA, EntryKind, Review, RowChange
from db.rights import Actor, Right
from db.row_images import value_of, values_of
from db.vocab import Action, Operation, RecordType, ReviewState

RECORDS = {  # tables whose rows were read: what a person sets there is also kept in Review
    "indicator": RecordType.INDICATOR, "project_mention": RecordType.PROJECT, "milestone": RecordType.MILESTONE,
    "assignment": RecordType.ASSIGNMENT, "cadence": RecordType.CADENCE, "sanction": RecordType.SANCTION,
}
OFFICE = {  # tables whose rows people enter, and which nothing else must follow
    "unit", "unit_alias", "responsibility", "progress_report", "attachment", "stage_change", "person_entry",
}
# what other acts set, and only they can take back
_OTHERWISE = {
    "review": "reopen the review", "moved_to": "take back the move of the deadline",
    "project_id": "undo the merge or the split",
}
_FIXED = {"id", "key", "speech_id", "evidence_id", "rule", "confidence", "project_key", "name_key", "also_at", "scope"}
_TITLES = ("name", "subject", "task", "trigger", "actor", "person", "period")
_MOVED_AWAY = {"unit"}  # a merged unit is gone because its work is another's now
# entries that other rows were brought to
_FOLLOWED = {EntryKind.REFERENCE_DATE, EntryKind.SPEECH_PLACE, EntryKind.SPLIT_MENTION}


def restore_value(
    engine: Engine, change_id: int, *, actor: Actor, now: datetime, reason: str, seen: int | None = None
) -> None:
    """Undo one row change: an updated row gets its former values, a deleted row of OFFICE comes back.

    Only for the tables of RECORDS and OFFICE, and only columns that no other act keeps (see the messages). What else
    the row became since stays. Where one of the columns was changed again, raises EditConflict with those changes,
    unless `seen` is the last of them. NoSuchRow where the change or its row is gone, BadEntry, NotAllowed.
    """
    actor.require(Right.RESTORE_VALUE)
    words = note_words(reason)
    if not words:
        raise BadEntry("a restored value needs a reason")
    try:
        with changing(engine, Action.RESTORE_VALUE, actor=actor, now=now, reason=words) as change:
            former = _change(change.connection, change_id)
            change.details = {"change_id": change_id}
            table = METADATA.tables[former["table_name"]]
            if former["operation"] == Operation.DELETE:
                _bring_back(change, table, former)
            else:
                _set_back(change, table, former, seen, actor, now)
    except IntegrityError as error:
        raise BadEntry(f"the former value does not fit the ledger as it is now: {error.orig}") from error


def _change(connection: Connection, change_id: int) -> Mapping[str, Any]:
    """The change, if it is one that can be undone."""
    c = RowChange.__table__
    found = connection.execute(select(c).where(c.c.id == change_id)).mappings().first()
    if found is None:
        raise NoSuchRow(f"there is no change {change_id} in the history")
    name, operation = found["table_name"], found["operation"]
    if operation == Operation.INSERT:
        raise BadEntry(f"change {change_id} made the row of {name}: there is no former value")
    ours = OFFICE | RECORDS.keys() if operation == Operation.UPDATE else OFFICE - _MOVED_AWAY
    if name not in ours:
        raise BadEntry(f"rows of {name} cannot be {'set' if operation == Operation.UPDATE else 'brought'} back here")
    return found


def _set_back(
    change: Change, table: Table, former: Mapping[str, Any], seen: int | None, actor: Actor, now: datetime
) -> None:
    connection, row_id = change.connection, former["row_id"]
    row = connection.execute(select(table).where(table.c.id == row_id)).mappings().first()
    if row is None:
        raise NoSuchRow(f"{table.name} {row_id} is not in the ledger any more")
    values = values_of(table, former["before"])
    _refuse_others(table, row, values)
    again = [c for c in row_history(connection, table.name, row_id)
             if c["change_id"] > former["id"] and values.keys() & (c["before"] or {}).keys()]
    if again and seen is None:
        raise EditConflict(again)
    require_version(connection, [(table.name, row_id)], seen)
    change.about(table.name, row_id, _title(row))
    if table.name in RECORDS:
        _keep_review(connection, table, row, values, actor, now)
    connection.execute(update(table).where(table.c.id == row_id).values(values))


def _bring_back(change: Change, table: Table, former: Mapping[str, Any]) -> None:
    row_id = former["row_id"]
    if change.connection.execute(select(table.c.id).where(table.c.id == row_id)).first():
        raise BadEntry(f"{table.name} {row_id} is in the ledger already")
    row = values_of(table, former["before"])
    _refuse_entry(table, row)
    change.about(table.name, row_id, _title(row))
    change.connection.execute(insert(table).values(row))


def _refuse_others(table: Table, row: Mapping[str, Any], values: dict[str, Any]) -> None:
    """Take out what other acts keep; BadEntry where that is all, or where the value is theirs."""
    _refuse_entry(table, row)
    for name in [n for n in values if n in _OTHERWISE and table.name in RECORDS]:
        if len(values) == 1:
            raise BadEntry(f"{table.name}.{name} is not set back here: {_OTHERWISE[name]}")
        del values[name]
    for name in _FIXED & values.keys():
        del values[name]
    if not values:
        raise BadEntry(f"the change of {table.name} touched nothing that people enter")


def _refuse_entry(table: Table, row: Mapping[str, Any]) -> None:
    if table.name == "person_entry" and row["kind"] in _FOLLOWED:
        raise BadEntry(f"an entry of the kind {row['kind']} is not set back here: other rows follow it, enter it anew")


def _keep_review(
    connection: Connection, table: Table, row: Mapping[str, Any], values: Mapping[str, Any], actor: Actor,
    now: datetime,
) -> None:
    """Bring what the review says a person set to the values that the record gets."""
    r = Review.__table__
    mine = (r.c.record_type == str(RECORDS[table.name]), r.c.record_id == row["id"])
    review = connection.execute(select(r).where(*mine)).mappings().first()
    if review is None or review["state"] == ReviewState.REJECTED:
        raise BadEntry(f"{table.name} {row['id']} {'was rejected' if review else 'was changed by a reading only'}:"
                       " review it instead")
    person = dict(review["person"])
    for name, value in values.items():
        machine = review["machine"].get(name)
        if name in review["machine"] and value_of(table.c[name], machine) == value:
            person.pop(name, None)
        else:
            person[name] = _plain(value)
    state = review["state"]
    if state in (ReviewState.CORRECTED, ReviewState.ACCEPTED):
        state = str(ReviewState.CORRECTED if person else ReviewState.ACCEPTED)
    connection.execute(update(r).where(*mine).values(
        person=person, state=state, reviewed_by=actor.name, reviewed_at=now))
    connection.execute(update(table).where(table.c.id == row["id"]).values(review=state))


def _plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _title(row: Mapping[str, Any]) -> str:
    return next((str(row[name]) for name in _TITLES if row.get(name)), "")
