"""A ledger of the previous revision, kept as a file, is brought up without the loss of a character."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, MetaData, select, text

from db import migrate
from db.as_of import ledger_as_of
from db.engine import open_engine
from db.models import Evidence, Milestone, PersonEntry
from db.verification import verify
from db.vocab import Action
from tests.db import office_ledger as office
from tests.db.office_ledger import hour
from tests.people import CLERK

KEPT = Path(__file__).parent / "ledgers" / "revision-0003.db"
WRITTEN = KEPT.with_suffix(".sql")  # its rows, in words that both databases understand


@pytest.fixture
def old(blank_engine: Engine) -> Engine:
    """The kept ledger, on SQLite the file itself."""
    if blank_engine.dialect.name == "sqlite":
        Path(str(blank_engine.url.database)).write_bytes(KEPT.read_bytes())
    else:
        migrate.upgrade(blank_engine, "0003")
        with blank_engine.begin() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("SET LOCAL TIME ZONE 'UTC'")
            driver.execute(WRITTEN.read_text(encoding="utf-8"))
    return blank_engine


def _rows(engine: Engine, columns: dict[str, list[str]] | None = None) -> dict[str, list[dict[str, Any]]]:
    """Every row as the database has it; of the named columns where some are named."""
    meta = MetaData()
    meta.reflect(engine)
    with engine.connect() as connection:
        return {
            name: sorted(
                (dict(row) for row in connection.execute(
                    select(*(table.c[c] for c in (columns or {}).get(name, table.c.keys())))).mappings()), key=repr)
            for name, table in meta.tables.items()
            if name != "alembic_version" and (columns is None or name in columns)
        }


def test_the_kept_ledger_is_small_and_holds_what_is_written(tmp_path: Path) -> None:
    assert KEPT.stat().st_size < 300_000
    engine = open_engine(f"sqlite:///{tmp_path}/again.db")
    migrate.upgrade(engine, "0003")
    with sqlite3.connect(tmp_path / "again.db") as connection:
        connection.executescript(WRITTEN.read_text(encoding="utf-8"))
    copy = tmp_path / "kept.db"
    copy.write_bytes(KEPT.read_bytes())
    assert _rows(open_engine(f"sqlite:///{copy}")) == _rows(engine)


def test_an_upgrade_loses_nothing(old: Engine) -> None:
    before = _rows(old)
    assert sum(map(len, before.values())) > 80
    assert {name for name, rows in before.items() if not rows} <= {"run"}
    columns = {name: list(rows[0]) for name, rows in before.items() if rows}
    migrate.upgrade(old)
    assert migrate.is_current(old)
    assert migrate.differences(old) == []
    assert _rows(old, columns) == before
    with old.connect() as connection:
        assert set(connection.execute(select(Milestone.review, Milestone.moved_to))) == {("pending", None)}
        assert set(connection.execute(select(Evidence.version)).scalars()) == {0}
        done = connection.execute(select(PersonEntry.date_value, PersonEntry.note).where(
            PersonEntry.kind == "milestone_done")).one()
    assert tuple(done) == (date(2025, 6, 20), "现场看过，已投产")


def test_an_upgraded_ledger_begins_its_history(old: Engine, tmp_path: Path) -> None:
    migrate.upgrade(old)
    assert verify(old).sound
    before = office.rows_of(old)
    office.act(old, Action.NAME_UNIT, 1, text("UPDATE unit SET name = '新名局' WHERE id = 1"), actor=CLERK)
    found = verify(old)
    assert (found.events, found.sound) == (1, True)
    assert office.rows_of(ledger_as_of(old, hour(0), folder=tmp_path), "change_context") == {
        k: v for k, v in before.items() if k != "change_context"}
