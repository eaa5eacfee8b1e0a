"""Open the ledger's database: SQLite by default, PostgreSQL by TAIZHANG_DB. One writer at a time on both."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError

DEFAULT_URL = "sqlite:///var/taizhang.db"
WAIT_MILLISECONDS = 5000
# any number that no other program on the same PostgreSQL database takes; "台账" in UTF-16
WRITER_LOCK = 0x53F08D26
POSTGRESQL_NAMES = ("postgres", "postgresql", "postgresql+psycopg")


class LedgerBusy(Exception):
    """Another writer held the ledger for longer than WAIT_MILLISECONDS. Nothing was written; trying again is safe."""


def database_url(url: str | None = None) -> str:
    """`url`, else the environment variable TAIZHANG_DB, else the embedded file."""
    return url or os.environ.get("TAIZHANG_DB") or DEFAULT_URL


def open_engine(url: str | None = None) -> Engine:
    """An engine with foreign keys, WAL and a busy timeout on SQLite. ValueError for any third database."""
    parsed = make_url(database_url(url))
    if parsed.drivername in POSTGRESQL_NAMES:
        parsed = parsed.set(drivername="postgresql+psycopg")
    elif parsed.get_backend_name() != "sqlite":
        raise ValueError(f"the ledger lives in SQLite or PostgreSQL, not in {parsed.drivername!r}")
    engine = create_engine(parsed, json_serializer=partial(json.dumps, ensure_ascii=False))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_pragmas)
        event.listen(engine, "begin", _sqlite_begin)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that holds the ledger's only write lock from its start, so that what it reads stays true.

    A deferred SQLite transaction that reads and then writes loses other writers' updates. Commits at the end, rolls
    back on an error. Raises LedgerBusy where the lock cannot be had in WAIT_MILLISECONDS.
    """
    with engine.connect().execution_options(immediate=True) as connection:
        try:
            transaction = connection.begin()
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL lock_timeout = {WAIT_MILLISECONDS}"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITER_LOCK})
        except OperationalError as error:
            if _is_lock_timeout(error):
                raise LedgerBusy(f"another writer holds the ledger for more than {WAIT_MILLISECONDS} ms") from error
            raise
        with transaction:
            yield connection


def _is_lock_timeout(error: OperationalError) -> bool:
    return "database is locked" in str(error.orig) or getattr(error.orig, "sqlstate", None) == "55P03"


def _sqlite_pragmas(connection, _record) -> None:
    connection.isolation_level = None  # the driver must not open transactions by itself
    for pragma in (
        f"busy_timeout={WAIT_MILLISECONDS}", "journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
