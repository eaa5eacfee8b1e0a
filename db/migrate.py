"""Bring a database to the schema of db.models. The same Alembic scripts serve SQLite and PostgreSQL.

A new revision, from a changed db.models against an up-to-date database:

    python -c "from db.engine import open_engine; from db import migrate; migrate.write_revision(open_engine(), 'what')"
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from db import history_triggers
from db.engine import WRITER_LOCK
from db.models import METADATA

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Create or upgrade the schema, and the folder of a SQLite file. All revisions or none; safe to run twice.

    At the head, every change of a row is recorded from then on (db.history_triggers).
    """
    _make_folder(engine)
    if not (revision in ("head", head_revision()) and is_current(engine)):
        _migrate(engine, lambda config: command.upgrade(config, revision))


def downgrade(engine: Engine, revision: str) -> None:
    """Go back to a revision; "base" removes all tables and what they hold."""
    _migrate(engine, lambda config: command.downgrade(config, revision))


def current_revision(engine: Engine) -> str | None:
    """The revision that the database is at; None where nothing was ever migrated."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head_revision() -> str | None:
    """The revision that this program needs."""
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def is_current(engine: Engine) -> bool:
    """Whether the database has the schema that this program needs, and records its changes."""
    if current_revision(engine) != head_revision():
        return False
    with engine.connect() as connection:
        return not history_triggers.missing(connection)


def differences(engine: Engine) -> list[Any]:
    """What Alembic's autogenerate would change to bring the database to db.models; empty where they agree."""
    with engine.connect() as connection:
        options = {"compare_type": True, "include_object": comparable}
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
            return compare_metadata(MigrationContext.configure(connection, opts=options), METADATA)


def comparable(thing: Any, _name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """False for an index over an expression: SQLite does not tell it back, PostgreSQL in words of its own."""
    return kind != "index" or all(isinstance(e, sa.Column) for e in thing.expressions)


def write_revision(engine: Engine, message: str) -> None:
    """Write a script in db/migrations/versions that takes the database to db.models. Read it before it is kept."""
    number = len(list((MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
    _migrate(
        engine, lambda config: command.revision(config, message=message, autogenerate=True, rev_id=f"{number:04}")
    )


def _migrate(engine: Engine, change: Callable[[Config], None]) -> None:
    """Run `change`, without the history's triggers, in one transaction under the writer's lock.

    So two starting programs do not migrate at once.

    SQLite rebuilds a table to alter it and would cascade with foreign keys on: they are off meanwhile, then checked.
    """
    with engine.connect().execution_options(immediate=True) as connection:
        sqlite = engine.dialect.name == "sqlite"
        if sqlite:
            _set_foreign_keys(connection, on=False)
        try:
            with connection.begin():
                if not sqlite:
                    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITER_LOCK)))
                _without_triggers(connection, change)
                if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                    raise RuntimeError(f"the migration would leave rows that point nowhere: {broken[:5]}")
        finally:
            if sqlite:
                _set_foreign_keys(connection, on=True)


def _without_triggers(connection: Connection, change: Callable[[Config], None]) -> None:
    history_triggers.remove(connection)
    change(_config(connection))
    if MigrationContext.configure(connection).get_current_revision() == head_revision():
        history_triggers.install(connection)


def _set_foreign_keys(connection: Connection, *, on: bool) -> None:
    """Outside of a transaction, where SQLite listens: on the driver's own connection."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _make_folder(engine: Engine) -> None:
    database = engine.url.database
    if engine.dialect.name == "sqlite" and database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
