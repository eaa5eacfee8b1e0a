"""What people entered about records that are not in the ledger any more: to be seen, and taken back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, delete, select

from db.errors import NoSuchRow
from db.history import changing
from db.models import EntryKind, PersonEntry
from db.rights import Actor, Right
from db.vocab import Action

_UNDO = {
    EntryKind.MILESTONE_DONE: Action.UNDO_DONE, EntryKind.FILLED_VALUE: Action.UNDO_VALUE,
    EntryKind.SPLIT_MENTION: Action.UNDO_SPLIT,
}


def withdraw_lost_entry(engine: Engine, entry_id: int, *, actor: Actor, now: datetime) -> None:
    """Take back an entry whose record is gone, so that nobody is asked about it again. NoSuchRow where it is not there.

    One that is about a speech, not a record, is none of these.
    """
    actor.require(Right.REVIEW)
    table = PersonEntry.__table__
    with engine.connect() as connection:
        found = connection.execute(select(table).where(table.c.id == entry_id)).first()
    if found is None or found.kind not in _UNDO:
        raise NoSuchRow(f"entry {entry_id} is not in the ledger any more")
    with changing(engine, _UNDO[EntryKind(found.kind)], actor=actor, now=now) as change:
        change.about("person_entry", entry_id, found.document_name)
        change.connection.execute(delete(table).where(table.c.id == entry_id))
