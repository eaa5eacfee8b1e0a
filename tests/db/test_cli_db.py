"""`python -m db upgrade | check | backup | restore | verify`."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine, update
from typer.testing import CliRunner

from db import migrate
from db.cli import app
from db.engine import open_engine
from db.models import Unit
from tests.db import office_ledger as office
from tests.db.office_ledger import rows_of

KEPT = Path(__file__).parent / "ledgers" / "revision-0003.db"


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(w) for w in words])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def head_in(output: str) -> str:
    return next(line.removeprefix("head ") for line in output.splitlines() if line.startswith("head "))


def test_the_ledger_goes_out_and_comes_back(database_url: str, engine: Engine, folder: Path) -> None:
    office.work(engine)
    before = rows_of(engine, "event")
    made = run("backup", folder / "b.db", "--db", database_url)
    assert made.exit_code == 0, made.output
    head = head_in(made.output)
    assert head.startswith("11:")
    with engine.begin() as connection:
        connection.execute(update(Unit).where(Unit.id == 2).values(name="假局"))
    found = run("verify", "--db", database_url, "--expect", head, "--backup", folder / "b.db")
    assert found.exit_code == 1
    assert "outside: changed outside of the program: unit row 2: name" in found.output
    assert "1 findings" in found.output
    assert head_in(found.output) == head
    refused = run("restore", folder / "b.db", "--db", database_url)
    assert refused.exit_code == 1
    assert "--replace" in refused.output
    done = run("restore", folder / "b.db", "--db", database_url, "--replace")
    assert done.exit_code == 0, done.output
    assert "what was there before is in " in done.output
    assert head_in(done.output).startswith("12:")
    assert rows_of(engine, "event") == before
    sound = run("verify", "--db", database_url, "--expect", head, "--expect", head_in(done.output))
    assert sound.exit_code == 0, sound.output
    assert "12 events" in sound.output
    assert "all fits" in sound.output


def test_a_head_that_is_not_in_the_chain_is_told(database_url: str, engine: Engine) -> None:
    office.work(engine)
    found = run("verify", "--db", database_url, "--expect", f"99:{'a' * 64}")
    assert found.exit_code == 1
    assert "head: event 99 was written down and is not there" in found.output
    wrong = run("verify", "--db", database_url, "--expect", "99")
    assert wrong.exit_code == 1
    assert "NUMBER:HASH" in wrong.output


def test_an_upgrade_says_what_it_did(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.db"
    ledger.write_bytes(KEPT.read_bytes())
    first = run("upgrade", "--db", f"sqlite:///{ledger}")
    assert first.exit_code == 0
    assert "0004: Events, review" in first.output
    assert "0003:" not in first.output
    again = run("upgrade", "--db", f"sqlite:///{ledger}")
    assert f"{migrate.head_revision()}, nothing to do" in again.output
    new = run("upgrade", "--db", f"sqlite:///{tmp_path}/a/new.db")
    assert [line.partition(":")[0] for line in new.output.splitlines()[:4]] == ["0001", "0002", "0003", "0004"]


def test_a_ledger_of_a_newer_program_is_not_touched(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    migrate.upgrade(open_engine(url))
    with open_engine(url).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    done = run("upgrade", "--db", url)
    assert done.exit_code == 1
    assert "newer version" in done.output


def test_what_cannot_be_done_is_said_in_words(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    (tmp_path / "note.txt").write_text("字")
    for words, says in (
        (("backup", tmp_path / "b.db"), "there is no ledger"),
        (("verify",), "there is no ledger"),
        (("restore", tmp_path / "note.txt"), "note.txt is no backup"),
        (("restore", tmp_path / "none.db"), "none.db cannot be read"),
    ):
        done = run(*words, "--db", url)
        assert done.exit_code == 1, words
        assert says in done.output
    down = run("verify", "--db", "postgresql://clerk:secret-word@127.0.0.1:1/none")
    assert down.exit_code == 1
    assert "cannot be reached" in down.output
    assert "secret-word" not in down.output


def test_an_older_backup_is_restored(database_url: str) -> None:
    done = run("restore", KEPT, "--db", database_url)
    assert done.exit_code == 0, done.output
    assert "rows restored from" in done.output
    assert run("verify", "--db", database_url).exit_code == 0


def test_accounts_are_looked_after_here_too(tmp_path: Path) -> None:
    assert "add" in run("accounts", "--help").output
