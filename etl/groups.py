"""Who belongs to a group of places (各县市区, 5个县区), as people say. Errors: db.errors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, Row, select, update

from db.entry_checks import note_words, signature, words_of
from db.errors import BadEntry, NoSuchRow
from db.history import changing
from db.models import GroupSource, RegionGroup
from db.rights import Actor, Right
from db.vocab import Action
from etl.load_quotas import default_members

_LONGEST_MEMBER = 40
_MOST_MEMBERS = 400


def define_group(
    engine: Engine, group_id: int, *, members: Sequence[str], actor: Actor, now: datetime, note: str = ""
) -> None:
    """Enter the names of a group's members; the group's quotas are shown for each of them. Later loads keep to it."""
    names = list(dict.fromkeys(name for m in members if (name := words_of(m, "member", _LONGEST_MEMBER))))
    if not names:
        raise BadEntry("a group needs at least one member")
    if len(names) > _MOST_MEMBERS:
        raise BadEntry(f"a group has at most {_MOST_MEMBERS} members, not {len(names)}")
    row = {"members": names, "source": str(GroupSource.PERSON), "note": note_words(note), **signature(actor.name, now)}
    actor.require(Right.REVIEW)
    with changing(engine, Action.DEFINE_GROUP, actor=actor, now=now, reason=row["note"]) as change:
        group = _group(change.connection, group_id)
        change.about("region_group", group_id, group.name)
        _write(change.connection, group, row)


def undo_define_group(engine: Engine, group_id: int, *, actor: Actor, now: datetime) -> bool:
    """Go back to the members that the code table suggests. False where nobody had entered any."""
    actor.require(Right.REVIEW)
    with changing(engine, Action.UNDO_GROUP, actor=actor, now=now) as change:
        connection = change.connection
        group = _group(connection, group_id)
        change.about("region_group", group_id, group.name)
        if group.source != GroupSource.PERSON:
            return False
        _write(connection, group, {
            "members": default_members(group.scope, group.name), "source": str(GroupSource.CODE_TABLE), "note": "",
            "entered_by": "", "entered_at": None,
        })
        return True


def _group(connection: Connection, group_id: int) -> Row:
    table = RegionGroup.__table__
    found = connection.execute(select(table).where(table.c.id == group_id)).first()
    if found is None:
        raise NoSuchRow(f"group {group_id} is not in the ledger")
    return found


def _write(connection: Connection, group: Row, row: dict) -> None:
    table = RegionGroup.__table__
    connection.execute(update(table).where(table.c.id == group.id).values(row))
