"""Write to the ledger as one event: the transaction, the rows that it changed, the hash chain.

    hash(n) = SHA-256(id, at, actor, …, SHA-256(row changes of n), hash(n−1))

so that a changed, removed or inserted event breaks every hash after it. `db.verification` walks the chain.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, text, update
from sqlalchemy.exc import OperationalError, ProgrammingError

from db.engine import LedgerBusy, writing
from db.errors import BadEntry, EditConflict, LedgerUnavailable
from db.models import ChangeContext, Event, RowChange
from db.rights import Actor
from db.vocab import Action

HASHED = ("id", "at", "actor", "role", "action", "subject_type", "subject_id", "title", "reason", "details",
          "change_count", "changes_sha256", "previous_hash")


class _NothingChanged(Exception):
    """Leaves the transaction without a trace."""


@dataclass(slots=True)
class Change:
    """A write under way. The fields that are not known at its start can be set until its end."""

    connection: Connection
    event_id: int
    subject_type: str = ""
    subject_id: int | None = None
    title: str = ""
    reason: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    def about(self, subject_type: str, subject_id: int | None, title: str = "") -> None:
        """Say what the act is about: a table's name, its row, and what people call it."""
        self.subject_type, self.subject_id, self.title = subject_type, subject_id, title


@contextmanager
def changing(
    engine: Engine, action: Action, *, actor: Actor, now: datetime, reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> Iterator[Change]:
    """A writing transaction that is one event. One that changes no tracked row leaves nothing, not even the event.

    Raises BadEntry where `now` has no time zone, LedgerUnavailable where the database cannot be written. Rights are the
    caller's to check.
    """
    if now.tzinfo is None:
        raise BadEntry(f"the moment of a change needs a time zone: {now!r}")
    try:
        with writing(engine) as connection:
            change = Change(connection, _next_id(connection), reason=reason, details=dict(details or {}))
            _enter(connection, change.event_id)
            yield change
            _enter(connection, None)
            _append(change, action, actor, now)
    except _NothingChanged:
        pass
    except LedgerBusy as error:
        raise LedgerUnavailable(f"the ledger is being written by someone else: {error}; try again") from error
    except (OperationalError, ProgrammingError) as error:
        url = engine.url.render_as_string(hide_password=True)
        raise LedgerUnavailable(f"the ledger at {url} cannot be written: {error.orig}") from error


def version_of(connection: Connection, table: str, row_id: int) -> int:
    """The version of a row: its last change. 0 where the history does not know it."""
    return versions_of(connection, table, [row_id]).get(row_id, 0)


def versions_of(connection: Connection, table: str, row_ids: Collection[int]) -> dict[int, int]:
    """The versions of rows of a table, without those that the history does not know."""
    if not row_ids:
        return {}
    c = RowChange.__table__.c
    last = select(c.row_id, func.max(c.id)).where(c.table_name == table, c.row_id.in_(row_ids)).group_by(c.row_id)
    return dict(connection.execute(last).all())


def require_version(connection: Connection, rows: Iterable[tuple[str, int]], seen: int | None) -> None:
    """Raises EditConflict where one of the rows (table, id) was changed after `seen`. None: the caller saw nothing.

    `seen` is the greatest `version_of` of the rows when the person began to edit.
    """
    if seen is None:
        return
    changes = [c for table, row_id in rows for c in row_history(connection, table, row_id) if c["change_id"] > seen]
    if changes:
        raise EditConflict(sorted(changes, key=lambda c: c["change_id"]))


def row_history(connection: Connection, table: str, row_id: int) -> list[dict[str, Any]]:
    """Every change of a row, oldest first: change_id, event_id, at, actor, action, reason, operation, before, after."""
    r, e = RowChange.__table__, Event.__table__
    found = connection.execute(
        select(r.c.id.label("change_id"), r.c.event_id, e.c.at, e.c.actor, e.c.role, e.c.action, e.c.reason,
               r.c.operation, r.c.before, r.c.after)
        .outerjoin(e, e.c.id == r.c.event_id)
        .where(r.c.table_name == table, r.c.row_id == row_id).order_by(r.c.id)
    ).mappings()
    return [dict(row) for row in found]


def event_hash(row: Mapping[str, Any]) -> str:
    """The hash that an event's row must have."""
    return _digest({name: row[name] for name in HASHED})


def changes_digest(changes: Iterable[Mapping[str, Any]]) -> str:
    """The digest of an event's row changes, in the order of their ids."""
    whole = sha256()
    for c in changes:
        whole.update(_digest([c["table_name"], c["row_id"], c["operation"], c["before"], c["after"]]).encode())
    return whole.hexdigest()


def changes_of(connection: Connection, event_id: int | None) -> list[Mapping[str, Any]]:
    """The row changes of one event, or those that no event made, in order."""
    c = RowChange.__table__
    return list(connection.execute(select(c).where(c.c.event_id == event_id).order_by(c.c.id)).mappings())


def _next_id(connection: Connection) -> int:
    return (connection.execute(select(func.max(Event.__table__.c.id))).scalar_one() or 0) + 1


def _enter(connection: Connection, event_id: int | None) -> None:
    """Tell the triggers to which event the changes of this transaction belong."""
    if connection.dialect.name == "postgresql":
        setting = {"event": "" if event_id is None else str(event_id)}
        connection.execute(text("SELECT set_config('taizhang.event', :event, true)"), setting)
        return
    table = ChangeContext.__table__
    if not connection.execute(update(table).values(event_id=event_id)).rowcount:
        connection.execute(insert(table).values(id=1, event_id=event_id))


def _append(change: Change, action: Action, actor: Actor, now: datetime) -> None:
    changes = changes_of(change.connection, change.event_id)
    if not changes:
        raise _NothingChanged
    table = Event.__table__
    last = select(table.c.hash).where(table.c.id == change.event_id - 1)
    row = {
        "id": change.event_id, "at": now, "actor": actor.name, "role": str(actor.role), "action": str(action),
        "subject_type": change.subject_type, "subject_id": change.subject_id, "title": change.title,
        "reason": change.reason, "details": json.loads(json.dumps(change.details, default=str)),
        "change_count": len(changes), "changes_sha256": changes_digest(changes),
        "previous_hash": change.connection.execute(last).scalar_one_or_none() or "",
    }
    change.connection.execute(insert(table).values(**row, hash=event_hash(row)))


def _digest(value: Any) -> str:
    return sha256(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_as_text)
                  .encode()).hexdigest()


def _as_text(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"no text for {value!r}")
