"""The ledger as of any moment is the ledger as it was then."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, func, insert, select, text, update
from sqlalchemy.exc import OperationalError

from db import as_of, migrate
from db.as_of import history_begins, ledger_as_of
from db.history import changing, row_history
from db.models import Account, Event, Indicator, Milestone, MilestoneUnit, Run, Unit
from db.queries.scope import Scope, Slice, used_regions
from db.queries.units import UnitFilter, unit_load
from db.transfer import copy_ledger
from db.vocab import Action
from tests.db import office_ledger as office
from tests.db.office_ledger import hour, rows_of
from tests.people import CLERK

NOT_SHOWN = ("account", "sign_in", "saved_view", "import_job", "change_context")
HISTORY = ("event", "row_change")


def _counted(engine: Engine, model: type) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(model)).scalar_one()


def test_every_moment_of_a_worked_ledger_is_as_it_was(engine: Engine, tmp_path: Path) -> None:
    office.fill(engine)
    was = [rows_of(engine, *NOT_SHOWN)]
    for number, (action, statements) in enumerate(office.acts(), start=1):
        office.act(engine, action, number, *statements)
        was.append(rows_of(engine, *NOT_SHOWN))
    for number in reversed(range(len(was) - 1)):
        past = ledger_as_of(engine, hour(number), folder=tmp_path / "past")
        assert rows_of(past, *NOT_SHOWN) == was[number], number
        assert _counted(past, Event) == number
        with past.connect() as connection:
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    assert rows_of(engine, *NOT_SHOWN) == was[-1]


def test_the_present_is_the_ledger_itself(engine: Engine, tmp_path: Path) -> None:
    assert ledger_as_of(engine, hour(0), folder=tmp_path) is engine
    last = office.work(engine)
    assert ledger_as_of(engine, hour(last), folder=tmp_path) is engine
    past = ledger_as_of(engine, hour(last) - timedelta(microseconds=1), folder=tmp_path)
    assert past is not engine
    with engine.connect() as connection:
        assert history_begins(connection) == hour(1)


def test_a_page_can_be_drawn_from_the_past(engine: Engine, tmp_path: Path) -> None:
    office.work(engine)
    scope = Scope(asof=hour(0).date())
    with ledger_as_of(engine, hour(8), folder=tmp_path).connect() as past, engine.connect() as present:
        assert used_regions(past) == used_regions(present)
        then, now = ({r["name"] for r in unit_load(c, scope, UnitFilter(), Slice())} for c in (past, present))
        assert then - now == {"县督查室"}  # its only duty was taken away at hour 10
        assert len(row_history(past, "indicator", 1)) == len(row_history(present, "indicator", 1))


def test_nobody_writes_to_the_past(engine: Engine, tmp_path: Path) -> None:
    office.work(engine)
    past = ledger_as_of(engine, hour(2), folder=tmp_path)
    with pytest.raises(OperationalError, match="readonly"), past.begin() as connection:
        connection.execute(update(Indicator).values(name="x"))


def test_no_password_and_no_sign_in_reaches_the_past(engine: Engine, tmp_path: Path) -> None:
    office.work(engine)
    past = ledger_as_of(engine, hour(7), folder=tmp_path)
    with past.connect() as connection:
        rows = connection.execute(select(Account.login, Account.password_hash)).all()
        assert [tuple(r) for r in rows] == [("a", None)]
        assert connection.execute(text("SELECT count(*) FROM sign_in")).scalar() == 0
        assert connection.execute(select(func.max(Run.id))).scalar() != 9  # of the import at hour 10


def test_a_snapshot_is_made_once_and_again_after_it_is_gone(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.work(engine)
    made: list[Path] = []
    real: Callable[..., None] = as_of._make
    monkeypatch.setattr(as_of, "_make", lambda *args: (made.append(args[-1]), real(*args)))
    for _ in range(3):
        ledger_as_of(engine, hour(2), folder=tmp_path)
    ledger_as_of(engine, hour(2) + timedelta(minutes=59), folder=tmp_path)  # nothing happened in between
    assert len(made) == 1
    ledger_as_of(engine, hour(3), folder=tmp_path)
    assert len(made) == 2
    made[0].unlink()
    ledger_as_of(engine, hour(2), folder=tmp_path)
    assert made[2] == made[0]


def test_a_later_act_does_not_change_what_was(engine: Engine, tmp_path: Path) -> None:
    last = office.work(engine)
    before = rows_of(ledger_as_of(engine, hour(4), folder=tmp_path))
    office.act(engine, Action.NAME_UNIT, last + 1, update(Unit).where(Unit.id == 2).values(name="改名局"))
    assert rows_of(ledger_as_of(engine, hour(4), folder=tmp_path)) == before
    now = ledger_as_of(engine, hour(last), folder=tmp_path)
    with now.connect() as connection:
        assert "改名局" not in connection.execute(select(Unit.name)).scalars().all()


def test_only_the_last_snapshots_are_kept(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_of, "KEPT", 3)
    office.work(engine)
    left_over = tmp_path / "x.part"
    left_over.touch()
    os.utime(left_over, (1, 1))
    for age, number in enumerate((1, 2, 3, 4, 5)):
        past = ledger_as_of(engine, hour(number), folder=tmp_path)
        for path in tmp_path.glob("*.db"):
            os.utime(path, (path.stat().st_mtime - 10 * (age + 1),) * 2)
    assert len(list(tmp_path.glob("*.db"))) == 3
    assert not left_over.exists()
    assert _counted(past, Event) == 5


def test_writers_whose_clocks_differ_are_undone_in_the_order_of_writing(engine: Engine, tmp_path: Path) -> None:
    office.fill(engine)
    for number, value in ((5, 1.0), (3, 2.0), (9, 3.0)):  # the second clock is slow
        office.act(engine, Action.CORRECT, number, update(Indicator).where(Indicator.id == 1).values(value=value))
    with ledger_as_of(engine, hour(4), folder=tmp_path).connect() as connection:
        assert connection.execute(select(Indicator.value).where(Indicator.id == 1)).scalar() == 120e8
    with ledger_as_of(engine, hour(6), folder=tmp_path).connect() as connection:
        assert connection.execute(select(Indicator.value).where(Indicator.id == 1)).scalar() == 2.0


def test_a_ledger_that_was_moved_to_the_other_database_keeps_its_past(
    engine: Engine, blank_engine: Engine, tmp_path: Path
) -> None:
    """The images of rows that one database wrote are read on the other one."""
    office.work(engine)
    migrate.upgrade(blank_engine)
    copy_ledger(engine, blank_engine)
    office.act(blank_engine, Action.CORRECT, 20, update(Milestone).where(Milestone.id == 1).values(subject="改"))
    for number in (0, 3, 7, 11):
        assert rows_of(ledger_as_of(blank_engine, hour(number), folder=tmp_path / "b"), *NOT_SHOWN) == rows_of(
            ledger_as_of(engine, hour(number), folder=tmp_path / "a"), *NOT_SHOWN)


def test_many_rows_without_an_id_come_back(engine: Engine, tmp_path: Path) -> None:
    office.fill(engine)
    link = MilestoneUnit.__table__
    before = rows_of(engine, *NOT_SHOWN)
    with changing(engine, Action.ASSIGN, actor=CLERK, now=hour(1)) as change:
        c = change.connection
        c.execute(link.delete())
        units = c.execute(select(Unit.id).order_by(Unit.id)).scalars().all()
        c.execute(insert(link), [{"milestone_id": 2, "unit_id": u} for u in units])
    assert rows_of(ledger_as_of(engine, hour(0), folder=tmp_path), *NOT_SHOWN) == before


def test_links_that_were_moved_to_another_unit_come_back(engine: Engine, tmp_path: Path) -> None:
    office.fill(engine)
    link = MilestoneUnit.__table__
    with engine.connect() as connection:
        one, other = connection.execute(select(link.c.unit_id).distinct().order_by(link.c.unit_id).limit(2)).scalars()
    office.act(engine, Action.ASSIGN, 1, insert(link).values(milestone_id=2, unit_id=one))
    before = rows_of(engine, *NOT_SHOWN)
    office.act(engine, Action.MERGE_UNITS, 2, delete(link).where(link.c.unit_id == one, link.c.milestone_id == 1),
               update(link).where(link.c.unit_id == other).values(unit_id=one))
    assert rows_of(ledger_as_of(engine, hour(1), folder=tmp_path), *NOT_SHOWN) == before


def test_a_moment_has_a_zone(engine: Engine) -> None:
    with pytest.raises(ValueError, match="zone"):
        ledger_as_of(engine, hour(0).replace(tzinfo=None))
