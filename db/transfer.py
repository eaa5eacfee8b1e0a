"""Copy a whole ledger from one database to another, SQLite or PostgreSQL, with its history.

What is copied is one consistent state: other connections may write to the source meanwhile. The target changes in one
transaction under the writer's lock, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    LargeBinary,
    Table,
    Text,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import DataError, OperationalError, ProgrammingError

from db import history_triggers
from db.engine import LedgerBusy, writing
from db.errors import BadEntry, LedgerUnavailable, TaizhangError
from db.models import METADATA, Event

OnProgress = Callable[[str, int, int], None]  # what is being copied, how much of it is done, how much there is
CHUNK = 2000
CHUNK_OF_TEXTS = 20  # rows that may hold a whole document or file


class TransferFailed(TaizhangError):
    """The copy does not hold what the source held. The target is as it was."""


class NotEmpty(TaizhangError):
    """The target holds a ledger that nobody said could go."""


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The end of the chain of events. Written down elsewhere, it proves later that no event before it is gone."""

    number: int = 0
    hash: str = ""

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @classmethod
    def parse(cls, written: str) -> Head:
        """The head that `str` wrote. BadEntry for anything else."""
        number, _, digest = written.strip().partition(":")
        if not (number.isdecimal() and len(digest) == 64 and set(digest) <= set("0123456789abcdef")):
            raise BadEntry(f"a head is written NUMBER:HASH, with 64 digits of the hash, not {written!r}")
        return cls(int(number), digest)


def head_of(connection: Connection) -> Head:
    """The last event. Head() where nothing has happened."""
    last = connection.execute(select(Event.id, Event.hash).order_by(Event.id.desc()).limit(1)).first()
    return Head(*last) if last else Head()


def row_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {t.name: connection.execute(select(func.count()).select_from(t)).scalar_one() for t in tables()}


def is_empty(connection: Connection) -> bool:
    """Whether a migrated database holds nothing."""
    return not any(connection.execute(select(t).limit(1)).first() for t in tables() if t.name != "change_context")


def tables() -> list[Table]:
    """All tables of the ledger, parents first."""
    return METADATA.sorted_tables


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that reads one state of the ledger, however long it reads and whoever writes."""
    options: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options if engine.dialect.name == "postgresql" else {}) as connection:
        with connection.begin():
            yield connection


def stream(connection: Connection, statement: Any, *, size: int = CHUNK) -> Iterator[list[dict[str, Any]]]:
    """The rows of a statement as dicts, in lists of at most `size`, without holding all of them."""
    found = connection.execute(statement.execution_options(yield_per=size))
    for part in found.mappings().partitions(size):
        yield [dict(row) for row in part]


def copy_ledger(
    source: Engine, target: Engine, *, replacing: Head | None = None, progress: OnProgress | None = None
) -> dict[str, int]:
    """Copy every row of a ledger, ids and history included; returns the number of rows by table.

    Both databases are at this program's revision. The target must be empty, or its head must be `replacing`: then all
    that it holds goes. Raises NotEmpty, TransferFailed, LedgerUnavailable; the target is as it was then.
    """
    try:
        with snapshot(source) as reading, writing(target) as connection:
            _make_room(connection, replacing)
            history_triggers.remove(connection)
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            for table in reversed(tables()):
                connection.execute(delete(table))
            expected = copy_rows(reading, connection, progress=progress)
            _set_sequences(connection)
            _compare(expected, row_counts(connection))
            history_triggers.install(connection)
            return expected
    except LedgerBusy as error:
        raise LedgerUnavailable(f"the ledger is being written by someone else: {error}; try again") from error
    except (OperationalError, ProgrammingError, DataError) as error:
        raise LedgerUnavailable(f"the ledger cannot be copied: {error.orig}") from error


def copy_rows(source: Connection, target: Connection, *, progress: OnProgress | None = None) -> dict[str, int]:
    """Copy the rows of every table into empty tables; returns how many the source has."""
    expected = row_counts(source)
    for table in tables():
        _copy_table(source, target, table, expected[table.name], progress or _silent)
    return expected


def _silent(_what: str, _done: int, _total: int) -> None:
    pass


def _make_room(connection: Connection, replacing: Head | None) -> None:
    """Refuse to overwrite what the caller does not know of."""
    if replacing is None and not is_empty(connection):
        raise NotEmpty("the ledger is not empty")
    if replacing is not None and head_of(connection) != replacing:
        raise LedgerUnavailable("somebody wrote to the ledger in between; nothing was replaced, try again")


def _copy_table(source: Connection, target: Connection, table: Table, total: int, progress: OnProgress) -> None:
    """Rows that point at rows of their own table get there first and point afterwards."""
    own = [fk.parent.name for fk in table.foreign_keys if fk.column.table is table]
    done, pointing = 0, []
    for rows in stream(source, select(table).order_by(*table.primary_key), size=_chunk(table)):
        for name in own:
            pointing += [{"_id": row["id"], name: row[name]} for row in rows if row[name] is not None]
            rows = [row | {name: None} for row in rows]
        target.execute(insert(table), rows)
        done += len(rows)
        progress(table.name, done, total)
    if pointing:
        target.execute(update(table).where(table.c.id == bindparam("_id")), pointing)


def _chunk(table: Table) -> int:
    heavy = any(isinstance(c.type, LargeBinary) or (isinstance(c.type, Text) and c.name == "text") for c in table.c)
    return CHUNK_OF_TEXTS if heavy else CHUNK


def _set_sequences(connection: Connection) -> None:
    """PostgreSQL numbers new rows by sequences, which rows with given ids do not move."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables():
        if "id" in table.c and table.name != "change_context":
            last = connection.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()
            connection.execute(text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :next, false)"),
                               {"name": table.name, "next": last + 1})


def _compare(expected: dict[str, int], found: dict[str, int]) -> None:
    wrong = [f"{name}: {found[name]} of {count}" for name, count in expected.items() if found[name] != count]
    if wrong:
        raise TransferFailed(f"rows are missing in the copy ({', '.join(wrong)}); nothing was changed")
