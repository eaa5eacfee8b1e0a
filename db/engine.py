"""Open the ledger's database: SQLite by default, PostgreSQL by TAIZHANG_DB."""

from __future__ import annotations

import os

from sqlalchemy import Engine, create_engine, event

DEFAULT_URL = "sqlite:///var/taizhang.db"


def database_url(url: str | None = None) -> str:
    """`url`, else the environment variable TAIZHANG_DB, else the embedded file."""
    return url or os.environ.get("TAIZHANG_DB") or DEFAULT_URL


def open_engine(url: str | None = None) -> Engine:
    """An engine with foreign keys, WAL and a busy timeout on SQLite."""
    engine = create_engine(database_url(url))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _sqlite_pragmas)
        event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_pragmas(connection, _record) -> None:
    connection.isolation_level = None  # the driver must not open transactions by itself
    for pragma in ("journal_mode=WAL", "busy_timeout=5000", "foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection) -> None:
    connection.exec_driver_sql("BEGIN")
