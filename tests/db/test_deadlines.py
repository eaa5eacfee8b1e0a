"""Deadlines move with a reason and an approver; the baseline stays."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, insert, select

from db.errors import BadEntry, EditConflict, NoSuchRow, NotAllowed
from db.history import version_of
from db.models import Event, LedgerSetting, Milestone
from db.services.deadlines import ONLY_EARLIER, move_deadline, move_deadlines, moves_of, undo_move
from db.vocab import RecordType
from etl.load import ingest_ledger
from tests.etl.speeches import COUNTY, ledger
from tests.people import CLERK, SUPERVISOR, TESTER

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
MILESTONE = RecordType.MILESTONE
FIRST, SECOND = date(2027, 1, 31), date(2027, 3, 31)


@pytest.fixture
def stones(engine: Engine) -> list[int]:
    ingest_ledger(engine, ledger("县.txt", COUNTY), command="test", actor=TESTER, now=NOW)
    with engine.connect() as connection:
        return list(connection.execute(select(Milestone.id).order_by(Milestone.id)).scalars())


def move(engine: Engine, id_: int, to: date, **more: object) -> None:
    move_deadline(engine, MILESTONE, id_, **{
        "to": to, "reason": "征地未完成", "approver": "分管副县长", "actor": SUPERVISOR, "now": NOW} | more)


def dates(engine: Engine, id_: int) -> tuple[date | None, date | None]:
    with engine.connect() as connection:
        c = Milestone.__table__.c
        return tuple(connection.execute(select(c.due_on, c.moved_to).where(c.id == id_)).one())


def moved(engine: Engine, id_: int) -> list[tuple]:
    with engine.connect() as connection:
        return [(m["from_on"], m["to_on"], m["days"], m["reason"], m["approver"], m["moved_by"])
                for m in moves_of(connection, MILESTONE, id_)]


def test_moves_are_counted_and_the_baseline_stays(engine: Engine, stones: list[int]) -> None:
    baseline, _ = dates(engine, stones[0])
    move(engine, stones[0], FIRST)
    move(engine, stones[0], SECOND)
    assert dates(engine, stones[0]) == (baseline, SECOND)
    said = ("征地未完成", "分管副县长", "周科长")
    assert moved(engine, stones[0]) == [
        (baseline, FIRST, (FIRST - baseline).days if baseline else 0, *said), (FIRST, SECOND, 59, *said)]


def test_a_move_is_taken_back_to_the_one_before_and_to_the_baseline(engine: Engine, stones: list[int]) -> None:
    baseline, _ = dates(engine, stones[0])
    move(engine, stones[0], FIRST)
    move(engine, stones[0], SECOND)
    assert undo_move(engine, MILESTONE, stones[0], actor=SUPERVISOR, now=NOW)
    assert dates(engine, stones[0]) == (baseline, FIRST)
    assert undo_move(engine, MILESTONE, stones[0], actor=SUPERVISOR, now=NOW)
    assert dates(engine, stones[0]) == (baseline, None)
    assert not undo_move(engine, MILESTONE, stones[0], actor=SUPERVISOR, now=NOW)


@pytest.mark.parametrize("wrong, error", [
    ({"reason": "  "}, BadEntry), ({"approver": ""}, BadEntry), ({"to": FIRST}, BadEntry),
    ({"to": date(1900, 1, 1)}, BadEntry), ({"actor": CLERK}, NotAllowed), ({"reason": "字" * 501}, BadEntry),
])
def test_a_wrong_move_is_refused(engine: Engine, stones: list[int], wrong: dict, error: type[Exception]) -> None:
    move(engine, stones[0], FIRST)
    with pytest.raises(error):
        move(engine, stones[0], **{"to": SECOND} | wrong)
    assert len(moved(engine, stones[0])) == 1


def test_what_has_no_deadline_is_not_moved(engine: Engine, stones: list[int]) -> None:
    with pytest.raises(BadEntry, match="cadence"):
        move_deadline(engine, RecordType.CADENCE, 1, to=FIRST, reason="a", approver="b", actor=SUPERVISOR, now=NOW)
    with pytest.raises(NoSuchRow):
        move(engine, 999, FIRST)


def test_a_locked_ledger_lets_deadlines_come_earlier_only(engine: Engine, stones: list[int]) -> None:
    move(engine, stones[0], FIRST)
    with engine.begin() as connection:
        connection.execute(insert(LedgerSetting.__table__).values(name=ONLY_EARLIER, value="yes"))
    with pytest.raises(BadEntry, match="earlier"):
        move(engine, stones[0], SECOND)
    move(engine, stones[0], date(2026, 12, 1))
    assert dates(engine, stones[0])[1] == date(2026, 12, 1)


def test_several_move_together_or_not_at_all(engine: Engine, stones: list[int]) -> None:
    move(engine, stones[0], FIRST)
    both = [(MILESTONE, id_) for id_ in stones[:2]]
    asked = {"reason": "汛期停工", "approver": "县长", "actor": SUPERVISOR, "now": NOW}
    with pytest.raises(BadEntry, match="already"):
        move_deadlines(engine, both, to=FIRST, **asked)
    assert dates(engine, stones[1])[1] is None
    move_deadlines(engine, both, to=SECOND, **asked)
    assert [dates(engine, id_)[1] for id_ in stones[:2]] == [SECOND, SECOND]
    with engine.connect() as connection:
        assert connection.execute(select(Event.action, Event.reason).order_by(Event.id.desc())).first() == (
            "move_deadline", "汛期停工")


def test_the_second_of_two_moves_is_told_of_the_first(engine: Engine, stones: list[int]) -> None:
    with engine.connect() as connection:
        seen = version_of(connection, "milestone", stones[0])
    move(engine, stones[0], FIRST, seen=seen)
    with pytest.raises(EditConflict) as told:
        move(engine, stones[0], SECOND, seen=seen)
    assert told.value.changes[-1]["after"] == {"moved_to": "2027-01-31"}


def test_a_reload_keeps_the_move(engine: Engine, stones: list[int]) -> None:
    move(engine, stones[0], FIRST)
    ingest_ledger(engine, ledger("县.txt", COUNTY), command="test", actor=TESTER, now=NOW)
    assert dates(engine, stones[0])[1] == FIRST
