"""A whole ledger goes from one database to another, to a backup and back, while others write and when it is cut off."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, select, text, update

from db import backups, migrate
from db.backup_files import BadBackup, read_backup
from db.backups import back_up, restore
from db.engine import open_engine, writing
from db.errors import BadEntry, LedgerUnavailable, NotAllowed
from db.models import Event, Indicator, Region, Unit
from db.transfer import Head, NotEmpty, TransferFailed, copy_ledger, head_of
from db.verification import verify
from db.vocab import Action
from tests.db import office_ledger as office
from tests.db.office_ledger import hour, rows_of
from tests.people import CLERK, TESTER

LATER = hour(500)
_CUT_OFF = """
import sys, time
from datetime import datetime, UTC
from pathlib import Path
from db.backups import back_up, restore
from db.engine import open_engine
from tests.people import TESTER
def stop(what, done, total):
    if what in ("pages", "evidence"):
        print("half way", flush=True)
        time.sleep(60)
what, url, path = sys.argv[1:]
now = datetime(2026, 3, 5, tzinfo=UTC)
if what == "backup":
    back_up(open_engine(url), Path(path), now=now, force=True, progress=stop)
else:
    restore(open_engine(url), Path(path), actor=TESTER, now=now, replace=True, progress=stop)
"""


@pytest.fixture
def target(blank_engine: Engine) -> Engine:
    """A migrated, empty ledger on each of the databases; with `engine`, all four ways."""
    migrate.upgrade(blank_engine)
    return blank_engine


@pytest.fixture
def unkept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder to work in, so that what a restore on PostgreSQL keeps in var/ goes with the test."""
    monkeypatch.chdir(tmp_path)
    yield tmp_path


def _rename(engine: Engine, number: int, name: str) -> None:
    office.act(engine, Action.NAME_UNIT, number, update(Unit).where(Unit.id == 2).values(name=name))


def _head(engine: Engine) -> Head:
    with engine.connect() as connection:
        return head_of(connection)


def _cut_off(what: str, url: str, path: Path) -> None:
    """Start a backup or a restore, and kill it in the middle."""
    root = Path(__file__).parents[2]
    child = subprocess.Popen([sys.executable, "-c", _CUT_OFF, what, url, str(path)], stdout=subprocess.PIPE,
                             env=os.environ | {"PYTHONPATH": str(root)}, cwd=path.parent, text=True)
    assert child.stdout
    assert child.stdout.readline() == "half way\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()


# ---------------------------------------------------------------- copying


def test_a_copy_has_every_row_as_it_is(engine: Engine, target: Engine) -> None:
    office.work(engine)
    said: list[tuple[str, int, int]] = []
    counts = copy_ledger(engine, target, progress=lambda *step: said.append(step))
    assert rows_of(target) == rows_of(engine)
    assert counts["milestone"] == len(rows_of(engine)["milestone"])
    assert ("event", counts["event"], counts["event"]) in said
    found = verify(target)
    assert (found.head, found.counts) == (_head(engine), {})


def test_a_copy_goes_on_where_the_ledger_stopped(engine: Engine, target: Engine) -> None:
    """New rows get new numbers, changes are recorded, the chain goes on."""
    last = office.work(engine)
    copy_ledger(engine, target)
    office.act(target, Action.NAME_UNIT, last + 1, insert(Unit).values(scope="x", name="新局"))
    with target.connect() as connection:
        assert connection.execute(select(Unit.id).where(Unit.name == "新局")).scalar_one() == 51
    found = verify(target, expect=[_head(engine)])
    assert (found.events, found.counts) == (last + 1, {})


def test_a_copy_comes_back_as_it_was(engine: Engine, target: Engine, tmp_path: Path) -> None:
    office.work(engine)
    copy_ledger(engine, target)
    again = open_engine(f"sqlite:///{tmp_path}/again.db")
    migrate.upgrade(again)
    copy_ledger(target, again)
    assert rows_of(again) == rows_of(engine)


def test_places_that_lie_in_later_ones_are_copied(engine: Engine, target: Engine) -> None:
    place = {"short_name": "甲", "level": "county"}
    with engine.begin() as connection:
        connection.execute(insert(Region), [place | {"id": 7, "code": "7", "name": "市"},
                                            place | {"id": 3, "code": "3", "name": "县"}])
        connection.execute(update(Region).where(Region.id == 3).values(parent_id=7))
    copy_ledger(engine, target)
    assert rows_of(target)["region"] == rows_of(engine)["region"]


def test_a_copy_is_one_state_of_a_ledger_that_others_write_to(engine: Engine, target: Engine) -> None:
    last = office.work(engine)
    before = rows_of(engine)

    def write(what: str, _done: int, _total: int) -> None:
        if what == "region":
            _rename(engine, last + 1, "后来的局")

    copy_ledger(engine, target, progress=write)
    assert rows_of(target) == before
    assert _head(engine).number == last + 1


def test_a_ledger_is_not_overwritten_unless_its_head_is_known(engine: Engine, target: Engine) -> None:
    office.work(engine)
    office.work(target)
    _rename(target, 50, "目标局")
    before = rows_of(target)
    with pytest.raises(NotEmpty):
        copy_ledger(engine, target)
    with pytest.raises(LedgerUnavailable, match="in between"):
        copy_ledger(engine, target, replacing=_head(engine))
    assert rows_of(target) == before
    copy_ledger(engine, target, replacing=_head(target))
    assert rows_of(target) == rows_of(engine)


def test_a_copy_that_lacks_rows_is_taken_back(
    engine: Engine, target: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.work(engine)
    before = rows_of(target)
    monkeypatch.setattr("db.transfer._copy_table", lambda *_args: None)
    with pytest.raises(TransferFailed, match=r"region: 0 of 3"):
        copy_ledger(engine, target)
    assert rows_of(target) == before
    assert migrate.is_current(target)  # the triggers are there again


def test_a_locked_target_says_so(engine: Engine, target: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.engine.WAIT_MILLISECONDS", 50)
    with writing(target), pytest.raises(LedgerUnavailable, match="try again"):
        copy_ledger(engine, target)


@pytest.mark.parametrize("written", ["", "7", "7:abc", f"x:{'a' * 64}", f"7:{'g' * 64}"])
def test_a_head_is_read_as_it_is_written(written: str) -> None:
    head = Head(7, "0a" * 32)
    assert Head.parse(f" {head}\n") == head
    with pytest.raises(BadEntry, match="NUMBER:HASH"):
        Head.parse(written)


# ---------------------------------------------------------------- backup


def test_a_backup_is_restored_as_it_was(engine: Engine, target: Engine, tmp_path: Path) -> None:
    last = office.work(engine)
    made = back_up(engine, tmp_path / "backup.db", now=LATER)
    assert (made.head, made.revision) == (_head(engine), migrate.head_revision())
    assert read_backup(made.path) == made
    done = restore(target, made.path, actor=TESTER, now=LATER)
    assert done.kept is None
    assert rows_of(target, "event") == rows_of(engine, "event")
    found = verify(target, expect=[made.head, done.head])
    assert (found.events, found.counts) == (last + 1, {})
    with target.connect() as connection:
        event = connection.execute(select(Event).order_by(Event.id.desc())).mappings().first()
    assert event is not None
    assert (event["action"], event["actor"], event["title"]) == ("restore_ledger", TESTER.name, "backup.db")
    assert event["details"]["file_head"] == str(made.head)


def test_a_backup_is_one_state_while_others_write(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "PAGES", 1)
    last = office.work(engine)
    before, number = rows_of(engine), last

    def write(what: str, done: int, _total: int) -> None:
        nonlocal number
        if what == "region" or (what == "pages" and done % 20 == 1):
            number += 1
            _rename(engine, number, f"局{number}")

    made = back_up(engine, tmp_path / "backup.db", now=LATER, progress=write)
    assert number > last
    assert made.head.number == last
    copy = open_engine(f"sqlite:///{made.path}")
    assert rows_of(copy) == before
    assert verify(copy).sound


def test_a_backup_is_for_its_owner_and_leaves_nothing_else(engine: Engine, tmp_path: Path) -> None:
    made = back_up(engine, tmp_path / "deep" / "backup.db", now=LATER)
    assert [p.name for p in made.path.parent.iterdir()] == ["backup.db"]
    assert made.path.stat().st_mode & 0o077 == 0


def test_a_backup_replaces_no_file_unless_it_is_told_to(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "backup.db"
    path.write_text("mine")
    with pytest.raises(BadEntry, match="--force"):
        back_up(engine, path, now=LATER)
    assert path.read_text() == "mine"
    back_up(engine, path, now=LATER, force=True)
    assert read_backup(path).rows["document"] == 0


def test_a_ledger_is_no_backup_of_itself(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/ledger.db")
    migrate.upgrade(engine)
    with pytest.raises(BadEntry, match="itself"):
        back_up(engine, tmp_path / "ledger.db", now=LATER, force=True)


def test_what_is_not_there_is_not_backed_up(blank_engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(LedgerUnavailable, match=r"there is no ledger|upgrade"):
        back_up(blank_engine, tmp_path / "backup.db", now=LATER)
    assert not (tmp_path / "backup.db").exists()
    assert not (tmp_path / "blank.db").exists()


def test_a_backup_that_is_cut_off_leaves_the_one_before(database_url: str, tmp_path: Path) -> None:
    engine = open_engine(database_url)
    office.work(engine)
    folder = tmp_path / "backups"
    made = back_up(engine, folder / "backup.db", now=LATER)
    _cut_off("backup", database_url, made.path)
    assert read_backup(made.path) == made
    assert verify(engine).sound
    _rename(engine, 60, "又一个局")
    assert back_up(engine, made.path, now=LATER, force=True).head == _head(engine)


def test_what_a_cut_off_backup_left_goes_with_a_later_one(engine: Engine, tmp_path: Path) -> None:
    for name, second in ((".backup.db.x.part", 1), (".backup.db.y.part", int(LATER.timestamp()))):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (second, second))
    back_up(engine, tmp_path / "backup.db", now=LATER)
    assert [p.name for p in tmp_path.glob("*.part")] == [".backup.db.y.part"]


# ---------------------------------------------------------------- restore


def test_a_ledger_is_replaced_only_when_told_to_and_is_kept(engine: Engine, target: Engine, unkept: Path) -> None:
    office.work(engine)
    made = back_up(engine, unkept / "backup.db", now=LATER)
    office.work(target)
    _rename(target, 20, "要留下的局")
    before, was = rows_of(target), _head(target)
    with pytest.raises(NotEmpty, match="--replace"):
        restore(target, made.path, actor=TESTER, now=LATER)
    assert rows_of(target) == before
    done = restore(target, made.path, actor=TESTER, now=LATER, replace=True)
    assert rows_of(target, "event") == rows_of(engine, "event")
    assert done.kept is not None
    assert rows_of(open_engine(f"sqlite:///{done.kept}")) == before
    with target.connect() as connection:
        details = connection.execute(select(Event.details).order_by(Event.id.desc())).scalars().first()
    assert details is not None
    assert details["replaced_head"] == str(was)
    again = restore(target, done.kept, actor=TESTER, now=LATER, replace=True)
    assert again.kept != done.kept
    assert rows_of(target, "event") == {k: v for k, v in before.items() if k != "event"}
    assert verify(target, expect=[was]).sound


def test_a_restore_that_is_cut_off_changes_nothing(database_url: str, tmp_path: Path) -> None:
    engine = open_engine(database_url)
    office.work(engine)
    made = back_up(engine, tmp_path / "backup.db", now=LATER)
    _rename(engine, 20, "之后的局")
    before = rows_of(engine)
    _cut_off("restore", database_url, made.path)
    assert rows_of(engine) == before
    assert verify(engine).sound
    assert migrate.is_current(engine)
    _rename(engine, 21, "还能写的局")


def test_a_restore_waits_for_a_writer_and_loses_nothing_that_came_in_between(
    engine: Engine, unkept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.work(engine)
    made = back_up(engine, unkept / "backup.db", now=LATER)
    real: Callable[..., object] = backups._add_event

    def write_first(*args: object) -> object:
        _rename(engine, 30, "抢先的局")
        return real(*args)

    monkeypatch.setattr(backups, "_add_event", write_first)
    with pytest.raises(LedgerUnavailable, match="in between"):
        restore(engine, made.path, actor=TESTER, now=LATER, replace=True)
    with engine.connect() as connection:
        assert connection.execute(select(Unit.name).where(Unit.id == 2)).scalar() == "抢先的局"


def test_only_an_administrator_restores(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        restore(engine, tmp_path / "backup.db", actor=CLERK, now=LATER)


def _text(path: Path, _good: bytes) -> None:
    path.write_text("不是数据库")


def _empty(path: Path, _good: bytes) -> None:
    path.write_bytes(b"")


def _truncated(path: Path, good: bytes) -> None:
    path.write_bytes(good[:len(good) // 2 // 4096 * 4096])


def _torn(path: Path, good: bytes) -> None:
    path.write_bytes(good[:8192] + os.urandom(4096 * 10) + good[8192 + 4096 * 10:])


def _foreign(path: Path, _good: bytes) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE photos (id INTEGER)")


def _newer(path: Path, good: bytes) -> None:
    path.write_bytes(good)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def _changed(path: Path, good: bytes) -> None:
    path.write_bytes(good)
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM region_group")
        connection.execute("INSERT INTO region (code, name, short_name, level) VALUES ('x', 'x', 'x', 'town')")


def _missing(path: Path, _good: bytes) -> None:
    path.unlink(missing_ok=True)


@pytest.mark.parametrize("spoil, says", [
    (_text, "no backup"), (_empty, "empty"), (_truncated, "damaged"), (_torn, "damaged"), (_foreign, "no backup"),
    (_newer, "newer version"), (_changed, "changed afterwards"), (_missing, "cannot be read"),
])
def test_a_file_that_is_no_good_backup_costs_nothing(
    engine: Engine, tmp_path: Path, spoil: Callable[[Path, bytes], None], says: str
) -> None:
    office.work(engine)
    good = back_up(engine, tmp_path / "good.db", now=LATER).path.read_bytes()
    bad = tmp_path / "bad.db"
    spoil(bad, good)
    before = rows_of(engine)
    with pytest.raises(BadBackup, match=says) as told:
        restore(engine, bad, actor=TESTER, now=LATER, replace=True)
    assert "bad.db" in str(told.value)
    assert rows_of(engine) == before
    assert not list(tmp_path.glob("*before-restore*"))


def test_the_file_of_a_running_ledger_is_restored_with_its_last_writes(tmp_path: Path, target: Engine) -> None:
    """A copy of the files, as other programs make it, is a backup too."""
    engine = open_engine(f"sqlite:///{tmp_path}/ledger.db")
    migrate.upgrade(engine)
    office.work(engine)
    with engine.connect() as connection:
        connection.execute(select(Indicator.id)).all()
        assert (tmp_path / "ledger.db-wal").stat().st_size
        restore(target, tmp_path / "ledger.db", actor=TESTER, now=LATER)
    assert rows_of(target, "event") == rows_of(engine, "event")


# ---------------------------------------------------------------- earlier revisions


def test_a_backup_of_an_earlier_revision_is_brought_up(target: Engine) -> None:
    kept = Path(__file__).parent / "ledgers" / "revision-0003.db"
    content = kept.read_bytes()
    assert read_backup(kept).revision == "0003"
    restore(target, kept, actor=TESTER, now=LATER)
    assert kept.read_bytes() == content
    with target.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM document")).scalar() == 3
    found = verify(target)
    assert (found.events, found.counts) == (1, {})


def test_a_sqlite_ledger_is_backed_up_before_it_is_upgraded(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.db"
    ledger.write_bytes((Path(__file__).parent / "ledgers" / "revision-0003.db").read_bytes())
    made = back_up(open_engine(f"sqlite:///{ledger}"), tmp_path / "backup.db", now=LATER)
    assert (made.revision, made.rows["document"], made.head) == ("0003", 3, Head())
