"""What was changed outside of the program is noticed and named."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, insert, select, text, update

from db import history_triggers, verification
from db.models import Event, Evidence, Indicator, Region, RowChange, Unit
from db.transfer import Head, head_of
from db.verification import Trouble, Verified, verify
from db.vocab import Action
from tests.db import office_ledger as office

OTHER = "f" * 64


def _behind_the_back(engine: Engine, *statements: object) -> None:
    """What somebody with access to the database does who knows about the triggers."""
    with engine.begin() as connection:
        history_triggers.remove(connection)
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]
        history_triggers.install(connection)


def _says(found: Verified, kind: Trouble) -> str:
    return "; ".join(f.says for f in found.findings if f.kind is kind)


def test_a_ledger_that_only_the_program_wrote_is_sound(engine: Engine) -> None:
    last = office.work(engine)
    steps: list[str] = []
    found = verify(engine, on_step=lambda what, _count: steps.append(what))
    assert found.sound
    assert (found.events, found.head.number, found.findings) == (last, last, ())
    assert found.changes > last
    assert found.quotes > 20
    assert {"events", "quotes", "milestone"} <= set(steps)


def test_an_empty_ledger_is_sound(engine: Engine) -> None:
    found = verify(engine)
    assert (found.sound, found.head, found.events) == (True, Head(), 0)


@pytest.mark.parametrize("column", ["actor", "reason", "title", "action"])
def test_a_changed_event_is_named(engine: Engine, column: str) -> None:
    office.work(engine)
    _behind_the_back(engine, update(Event).where(Event.id == 4).values({column: "另外"}))
    found = verify(engine)
    assert found.counts == {Trouble.EVENT: 1}
    assert "event 4" in _says(found, Trouble.EVENT)


def test_a_changed_event_with_a_fitting_hash_breaks_the_chain(engine: Engine) -> None:
    office.work(engine)
    _behind_the_back(engine, update(Event).where(Event.id == 4).values(hash=OTHER))
    found = verify(engine)
    assert found.counts == {Trouble.EVENT: 1, Trouble.CHAIN: 1}
    assert "event 5" in _says(found, Trouble.CHAIN)


def test_events_removed_from_the_middle_leave_a_gap_and_orphans(engine: Engine) -> None:
    last = office.work(engine)
    _behind_the_back(engine, delete(Event).where(Event.id.in_([4, 5])))
    found = verify(engine)
    assert found.counts == {Trouble.GAP: 1, Trouble.ORPHAN: 2}
    assert "events 4 to 5" in _says(found, Trouble.GAP)
    assert "belong to event 4" in _says(found, Trouble.ORPHAN)
    assert found.head.number == last


def test_a_changed_row_change_is_noticed(engine: Engine) -> None:
    office.work(engine)
    _behind_the_back(engine, update(RowChange).where(RowChange.event_id == 2).values(before={"moved_to": "2020-01-01"}))
    found = verify(engine)
    assert found.counts == {Trouble.CHANGES: 1}
    assert "event 2" in _says(found, Trouble.CHANGES)


def test_a_removed_row_change_is_noticed(engine: Engine) -> None:
    office.work(engine)
    _behind_the_back(engine, delete(RowChange).where(RowChange.event_id == 2))
    assert Trouble.CHANGES in verify(engine).counts


def test_a_row_changed_outside_of_the_program_is_named(engine: Engine) -> None:
    office.work(engine)
    with engine.begin() as connection:
        connection.execute(update(Unit).where(Unit.id == 2).values(name="假局"))
    found = verify(engine)
    assert found.counts == {Trouble.OUTSIDE: 1}
    assert "unit row 2: name:" in _says(found, Trouble.OUTSIDE)
    assert "→ '假局'" in _says(found, Trouble.OUTSIDE)


def test_a_row_changed_while_the_triggers_were_off_is_named(engine: Engine) -> None:
    office.work(engine)
    _behind_the_back(engine, update(Indicator).where(Indicator.id == 1).values(value=1.5),
                     delete(Unit).where(Unit.id == 50))
    found = verify(engine)
    assert found.counts == {Trouble.ROW: 2}
    assert "indicator row 1 was changed without a trace: value: 11850000000.0 → 1.5" in _says(found, Trouble.ROW)
    assert "unit row 50 is gone" in _says(found, Trouble.ROW)


def test_a_missing_trigger_is_named(engine: Engine) -> None:
    office.work(engine)
    with engine.begin() as connection:
        name, table = next(i for i in history_triggers.installed(connection).items() if i[1] == "milestone")
        on = f" ON {table}" if engine.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER {name}{on}"))
    found = verify(engine)
    assert found.counts == {Trouble.TRIGGER: 1}
    assert name in _says(found, Trouble.TRIGGER)


def test_removed_last_events_are_noticed_with_a_head_that_was_written_down(engine: Engine) -> None:
    last = office.work(engine)
    with engine.connect() as connection:
        written = head_of(connection)
        name = connection.execute(select(Unit.name).where(Unit.id == 2)).scalar_one()
    office.act(engine, Action.NAME_UNIT, last + 1, update(Unit).where(Unit.id == 2).values(name="后来的局"))
    assert verify(engine, expect=[written]).sound
    _behind_the_back(
        engine, delete(Event).where(Event.id >= last), delete(RowChange).where(RowChange.event_id >= last),
        text("DELETE FROM responsibility"), text(f"UPDATE unit SET name = '{name}' WHERE id = 2"))
    assert Trouble.HEAD not in verify(engine).counts  # the chain itself cannot tell
    found = verify(engine, expect=[written])
    assert found.counts[Trouble.HEAD] == 1
    assert f"event {last} was written down" in _says(found, Trouble.HEAD)


def test_a_head_of_another_chain_is_noticed(engine: Engine) -> None:
    office.work(engine)
    found = verify(engine, expect=[Head(3, OTHER)])
    assert found.counts == {Trouble.HEAD: 1}
    assert "event 3" in _says(found, Trouble.HEAD)


def test_a_quote_that_is_not_in_its_text_is_named(engine: Engine) -> None:
    office.work(engine)
    _behind_the_back(engine, update(Evidence).where(Evidence.id == 3).values(quote="没有说过的话"))
    found = verify(engine)
    assert found.counts == {Trouble.QUOTE: 1}
    assert "evidence 3 of 海平县项目建设会.txt: “没有说过的话”" in _says(found, Trouble.QUOTE)


def test_a_quote_of_an_earlier_version_is_looked_up_there(engine: Engine) -> None:
    office.work(engine)
    quote = "DELETE FROM document_version"
    old = ("INSERT INTO document_version (id, document_id, number, name, sha256, text_sha256, text, loaded_at)"
           " SELECT 1, id, 1, name, '', '', text, loaded_at FROM document WHERE id = 1")
    change = ["UPDATE evidence SET version = 1 WHERE speech_id = 1", "UPDATE document SET text = '' WHERE id = 1"]
    _behind_the_back(engine, text(old), *(text(c) for c in change))
    assert verify(engine).sound
    _behind_the_back(engine, text(quote))
    assert set(verify(engine).counts) == {Trouble.QUOTE}


def test_broken_references_of_a_file_are_named(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL does not let references break")
    office.work(engine)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("UPDATE unit SET region_id = 4444 WHERE id = 1")
        driver.execute("PRAGMA foreign_keys=ON")
    found = verify(engine)
    assert "unit row 1 points at a row of region" in _says(found, Trouble.DATABASE)
    assert Trouble.OUTSIDE in found.counts


def test_many_findings_are_counted_and_some_are_told(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "SHOWN", 5)
    with engine.begin() as connection:
        connection.execute(insert(Region), [
            {"code": str(n), "name": "甲", "short_name": "甲", "level": "town"} for n in range(12)])
    found = verify(engine)
    assert found.counts == {Trouble.OUTSIDE: 12}
    assert len(found.findings) == 5


def test_others_may_write_meanwhile(engine: Engine, tmp_path: Path) -> None:
    last = office.work(engine)
    numbers = iter(range(last + 1, last + 100))

    def write(what: str, _count: int) -> None:
        if what in ("milestone", "quotes"):
            number = next(numbers)
            office.act(engine, Action.NAME_UNIT, number, update(Unit).where(Unit.id == 2).values(name=f"局{number}"))

    found = verify(engine, on_step=write)
    assert (found.sound, found.events) == (True, last)
    assert verify(engine).events > last
