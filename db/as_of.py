"""The ledger as it was: a read-only SQLite file in which what happened later is undone.

The changes of rows (db.history) are undone newest first: inserted rows go, updated columns get their former values,
deleted rows come back. What happened before the history began (revision 0004) cannot be told apart, and what no history
records (sign-ins, saved views, passwords) is left out.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import (
    Connection,
    Engine,
    NullPool,
    Table,
    and_,
    bindparam,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)

from db.migrate import head_revision
from db.models import METADATA, Account, Document, Event, ImportJob, RowChange, Run, SavedView, SignIn
from db.row_images import values_of
from db.transfer import copy_rows, snapshot, stream
from db.vocab import Operation

KEPT = 8  # snapshots
_LEFT_OVER_SECONDS = 24 * 3600
_Change = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Boundary:
    """The first that happened after a moment: an event and its first row change. `key` names the snapshot."""

    event_id: int
    change_id: int
    key: str


def history_begins(connection: Connection) -> datetime | None:
    """The moment of the first event; the ledger cannot be shown as of an earlier one. None: nothing happened yet."""
    return connection.execute(select(Event.at).order_by(Event.id).limit(1)).scalar_one_or_none()


def ledger_as_of(engine: Engine, moment: datetime, *, folder: Path | None = None) -> Engine:
    """The ledger as the events up to `moment` (aware) left it: `engine` itself where none came later, else a snapshot.

    Ask again whenever a page is drawn: only the first time costs more than two short queries. A snapshot lives in
    `folder` (beside the ledger, or in var/) until KEPT others were asked for. The clocks of those who write may differ:
    everything from the first event after `moment` on is undone, in the order in which it was written.
    """
    with snapshot(engine) as connection:
        boundary = _boundary(engine, connection, moment)
        if boundary is None:
            return engine
        place = folder or _folder(engine)
        path = place / f"{boundary.key}.db"
        if not path.exists():
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make(engine, connection, boundary, moment, path)
            _clean(place, keep=path)
    os.utime(path)
    return _read_only(path)


def _boundary(engine: Engine, connection: Connection, moment: datetime) -> Boundary | None:
    """None where nothing happened after the moment."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {moment!r}")
    later = connection.execute(select(func.min(Event.id)).where(Event.at > moment)).scalar_one()
    if later is None:
        return None
    change = connection.execute(select(func.min(RowChange.id)).where(RowChange.event_id >= later)).scalar_one()
    if change is None:  # only events that changed no row
        change = (connection.execute(select(func.max(RowChange.id))).scalar_one() or 0) + 1
    digest = connection.execute(select(Event.hash).where(Event.id == later)).scalar_one()
    words = (engine.url.render_as_string(hide_password=True), head_revision(), later, change, digest)
    return Boundary(later, change, sha256(repr(words).encode()).hexdigest()[:32])


def _folder(engine: Engine) -> Path:
    database = Path(engine.url.database or "")
    return (database.parent if engine.dialect.name == "sqlite" else Path("var")) / "as-of"


def _clean(folder: Path, *, keep: Path) -> None:
    """Remove the snapshots that were asked for longest ago, and what a cut-off program left."""
    found = sorted((p for p in folder.glob("*.db") if p != keep), key=_age)
    now = _age(keep)
    for old in [*found[KEPT - 1:], *(p for p in folder.glob("*.part*") if _age(p) - now > _LEFT_OVER_SECONDS)]:
        try:
            old.unlink(missing_ok=True)
        except PermissionError:  # Windows: a page is still reading it
            continue


def _age(path: Path) -> float:
    """Greater the longer ago the file was used; greatest for one that somebody else just removed."""
    try:
        return -path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def _read_only(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///file:{quote(str(path.resolve()))}?mode=ro&immutable=1&uri=true",
                           poolclass=NullPool)
    event.listen(engine, "connect", _only_queries)
    return engine


def _only_queries(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA query_only=ON")


# ---------------------------------------------------------------- making a snapshot


def _make(engine: Engine, reading: Connection, boundary: Boundary, moment: datetime, path: Path) -> None:
    """Copy the ledger beside `path`, undo there, and give it its name: others see all of it or nothing."""
    handle, name = tempfile.mkstemp(prefix=path.stem, suffix=".part", dir=path.parent)
    os.close(handle)
    part = create_engine(f"sqlite:///{name}", poolclass=NullPool)
    event.listen(part, "connect", _careless)
    try:
        if engine.dialect.name == "sqlite":
            _copy_pages(reading, Path(name))
        with part.begin() as connection:
            if engine.dialect.name == "sqlite":
                _drop_triggers(connection)
            else:
                METADATA.create_all(connection)
                copy_rows(reading, connection)
            _undo(connection, boundary)
            _tidy(connection, boundary, moment)
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def _careless(connection: sqlite3.Connection, _record: object) -> None:
    """A file that nobody sees before it is complete needs no journal and no syncing."""
    for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _copy_pages(reading: Connection, part: Path) -> None:
    """The pages of the state that `reading` sees."""
    source: Any = reading.connection.driver_connection
    target = sqlite3.connect(part)
    try:
        source.backup(target)
    finally:
        target.close()


def _drop_triggers(connection: Connection) -> None:
    triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    for name in triggers:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def _undo(connection: Connection, boundary: Boundary) -> None:
    """Undo all row changes from the boundary on, newest first; neighbours of one kind at once."""
    c = RowChange.__table__.c
    later = select(c.table_name, c.row_id, c.operation, c.before, c.after).where(c.id >= boundary.change_id)
    changes = (change for rows in stream(connection, later.order_by(c.id.desc())) for change in rows)
    for (name, operation, _columns), group in groupby(changes, _kind):
        if name in METADATA.tables:
            _UNDO[operation](connection, METADATA.tables[name], list(group))


def _kind(change: _Change) -> tuple[str, str, tuple[str, ...]]:
    """What changes have in common that one statement can undo."""
    image = change["before"] or (change["after"] if change["row_id"] is None else None) or {}
    return change["table_name"], change["operation"], tuple(sorted(image))


def _undo_insert(connection: Connection, table: Table, changes: list[_Change]) -> None:
    connection.execute(delete(table).where(_row(table, changes[0])), _keys(table, changes, "after"))


def _undo_delete(connection: Connection, table: Table, changes: list[_Change]) -> None:
    rows = [values_of(table, change["before"]) for change in changes]
    missing = {c.name: _filler(c) for c in table.c if c.name not in rows[0] and not c.nullable and c.name != "id"}
    connection.execute(insert(table), [missing | row for row in rows])


def _undo_update(connection: Connection, table: Table, changes: list[_Change]) -> None:
    before = [values_of(table, change["before"]) for change in changes]
    if not before[0]:
        return
    statement = update(table).where(_row(table, changes[0])).values({n: bindparam(f"_was_{n}") for n in before[0]})
    keys = _keys(table, changes, "after")
    connection.execute(statement, [
        key | {f"_was_{n}": v for n, v in was.items()} for key, was in zip(keys, before, strict=True)])


_UNDO = {
    Operation.INSERT: _undo_insert, Operation.DELETE: _undo_delete, Operation.UPDATE: _undo_update,
}


def _row(table: Table, change: _Change) -> Any:
    """The condition that a row is the changed one: its id, or what the change left of a row without an id."""
    if change["row_id"] is not None:
        return table.c.id == bindparam("_id")
    return and_(*(table.c[n] == bindparam(f"_is_{n}") for n in values_of(table, change["after"])))


def _keys(table: Table, changes: Iterable[_Change], image: str) -> list[dict[str, Any]]:
    """The values for `_row`."""
    return [
        {"_id": c["row_id"]} if c["row_id"] is not None
        else {f"_is_{n}": v for n, v in values_of(table, c[image]).items()} for c in changes
    ]


def _filler(column: Any) -> Any:
    """A value for a column that no history keeps (failed_sign_ins) or that is newer than the image."""
    default = column.default
    if default is not None and default.is_scalar:
        return default.arg
    if default is not None:
        return default.arg(None)
    return column.type.python_type()


def _tidy(connection: Connection, boundary: Boundary, moment: datetime) -> None:
    """Take away what happened later and has no history of its own, and what a reader of the past does not need."""
    connection.execute(delete(RowChange).where(RowChange.id >= boundary.change_id))
    connection.execute(delete(Event).where(Event.id >= boundary.event_id))
    connection.execute(delete(Run).where(Run.started_at > moment, Run.id.not_in(select(Document.run_id))))
    for model in (SignIn, SavedView, ImportJob):
        connection.execute(delete(model))
    connection.execute(update(Account).values(password_hash=None, failed_sign_ins=0, locked_until=None))
