"""Opening the ledger, and one writer at a time."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from db import models as m
from db.engine import DEFAULT_URL, LedgerBusy, database_url, open_engine, writing

ROOT = Path(__file__).parents[2]
WRITERS, TIMES = 3, 20
# reads, waits a moment, writes what it read plus one
INCREMENT = """
import sys, time
from sqlalchemy import text
from db.engine import open_engine, writing
engine = open_engine(sys.argv[1])
for _ in range(int(sys.argv[2])):
    with writing(engine) as connection:
        n = int(connection.execute(text("SELECT name FROM region WHERE code = 'n'")).scalar_one())
        time.sleep(0.001)
        connection.execute(text("UPDATE region SET name = :n WHERE code = 'n'"), {"n": str(n + 1)})
"""


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def region(code: str, name: str = "0") -> dict[str, str]:
    return {"code": code, "name": name, "short_name": name, "level": "county"}


def test_the_url_is_given_or_in_the_environment_or_the_embedded_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAIZHANG_DB", raising=False)
    assert database_url() == DEFAULT_URL
    monkeypatch.setenv("TAIZHANG_DB", "sqlite:///other.db")
    assert database_url() == "sqlite:///other.db"
    assert database_url("sqlite:///mine.db") == "sqlite:///mine.db"


@pytest.mark.parametrize("url", ["postgres://h/d", "postgresql://h/d", "postgresql+psycopg://h/d"])
def test_every_postgresql_url_goes_through_psycopg(url: str) -> None:
    assert open_engine(url).url.drivername == "postgresql+psycopg"


def test_a_third_database_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        open_engine("mysql://h/d")


def test_foreign_keys_hold(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(m.Region.__table__.insert().values(region("a") | {"parent_id": 99}))


def test_vocabulary_is_checked(engine: Engine) -> None:
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(m.Region.__table__.insert().values(region("a") | {"level": "planet"}))


def test_an_error_takes_everything_back(engine: Engine) -> None:
    with pytest.raises(RuntimeError, match="stop"), writing(engine) as connection:
        connection.execute(m.Region.__table__.insert().values(region("a")))
        raise RuntimeError("stop")
    with engine.connect() as connection:
        assert connection.execute(select(m.Region.code)).all() == []


def test_a_writer_waits_and_then_says_so(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.engine.WAIT_MILLISECONDS", 50)
    other = open_engine(url_of(engine))
    with writing(engine), pytest.raises(LedgerBusy), writing(other):
        pytest.fail("two writers at once")
    with writing(other) as connection:
        connection.execute(m.Region.__table__.insert().values(region("a")))
    other.dispose()


def test_a_reader_does_not_wait_for_a_writer(engine: Engine) -> None:
    with writing(engine) as connection, engine.connect() as reader:
        connection.execute(m.Region.__table__.insert().values(region("a")))
        assert reader.execute(select(m.Region.code)).all() == []


def test_no_update_is_lost_between_processes(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(m.Region.__table__.insert().values(region("n")))
    command = [sys.executable, "-c", INCREMENT, url_of(engine), str(TIMES)]
    running = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(WRITERS)]
    assert [(p.communicate(timeout=120)[1], p.returncode) for p in running] == [("", 0)] * WRITERS
    with engine.connect() as connection:
        assert connection.execute(select(m.Region.name)).scalars().all() == [str(WRITERS * TIMES)]


def test_sqlite_is_set_up_for_many_readers(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/a.db")
    with engine.connect() as connection:
        found = {p: connection.execute(text(f"PRAGMA {p}")).scalar() for p in ("journal_mode", "foreign_keys")}
    assert found == {"journal_mode": "wal", "foreign_keys": 1}


def test_moments_come_back_aware_and_naive_ones_are_refused(engine: Engine) -> None:
    shanghai = datetime(2026, 1, 6, 1, 30, tzinfo=timezone(timedelta(hours=8)))
    run = m.Run.__table__
    with writing(engine) as connection:
        connection.execute(run.insert().values(command="c", extractor="1", started_at=shanghai, counts={"插入": 1}))
        found = connection.execute(select(run)).one()
        assert (found.started_at, found.started_at.tzinfo, found.counts) == (shanghai, UTC, {"插入": 1})
        with pytest.raises(StatementError, match="time zone"):
            connection.execute(update(run).values(started_at=datetime(2026, 1, 6)))
