"""Every change of a row belongs to an event, and the events are a chain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Engine, delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from db.errors import BadEntry, EditConflict, LedgerUnavailable, NotAllowed
from db.history import changes_digest, changes_of, changing, event_hash, require_version, row_history, version_of
from db.models import Account, Event, Milestone, MilestoneUnit, Region, Review, RowChange, Unit
from db.rights import RIGHTS, Right
from db.vocab import Action, UserRole
from tests.people import CLERK, SUPERVISOR, VIEWER

NOW = datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC)
UNIT, REVIEW = Unit.__table__, Review.__table__


def unit(engine: Engine, name: str = "住建局", *, now: datetime = NOW) -> int:
    with changing(engine, Action.NAME_UNIT, actor=CLERK, now=now, reason="试") as change:
        row = insert(UNIT).values(scope="x", name=name).returning(UNIT.c.id)
        id_ = change.connection.execute(row).scalar_one()
        change.about("unit", id_, name)
    return id_


def rename(engine: Engine, id_: int, name: str, **asked: int) -> None:
    with changing(engine, Action.NAME_UNIT, actor=SUPERVISOR, now=NOW + timedelta(days=1)) as change:
        require_version(change.connection, [("unit", id_)], asked.get("seen"))
        change.connection.execute(update(UNIT).where(UNIT.c.id == id_).values(name=name))


def events(engine: Engine) -> list[dict]:
    with engine.connect() as connection:
        return [dict(r) for r in connection.execute(select(Event.__table__).order_by(Event.id)).mappings()]


def test_an_act_is_an_event_with_the_rows_that_it_changed(engine: Engine) -> None:
    id_ = unit(engine)
    rename(engine, id_, "住房城乡建设局")
    first, second = events(engine)
    assert (first["id"], first["at"], first["actor"], first["role"], first["action"]) == (
        1, NOW, "陈办事员", "clerk", "name_unit")
    assert (first["subject_type"], first["subject_id"], first["title"], first["reason"]) == (
        "unit", id_, "住建局", "试")
    assert second["previous_hash"] == first["hash"]
    with engine.connect() as connection:
        history = row_history(connection, "unit", id_)
    assert [(h["operation"], h["before"], h["actor"]) for h in history] == [
        ("insert", None, "陈办事员"), ("update", {"name": "住建局"}, "周科长")]
    assert history[0]["after"]["name"] == "住建局"
    assert history[1]["after"] == {"name": "住房城乡建设局"}


def test_the_chain_can_be_computed_again(engine: Engine) -> None:
    id_ = unit(engine)
    rename(engine, id_, "城管局")
    with engine.connect() as connection:
        for event in events(engine):
            assert event["changes_sha256"] == changes_digest(changes_of(connection, event["id"]))
            assert event["hash"] == event_hash(event)
            assert event["hash"] != event_hash(event | {"actor": "别人"})


def test_what_changes_nothing_leaves_nothing(engine: Engine) -> None:
    id_ = unit(engine)
    rename(engine, id_, "住建局")
    assert len(events(engine)) == 1


def test_what_fails_leaves_nothing(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), changing(engine, Action.ACCEPT, actor=CLERK, now=NOW) as change:
        change.connection.execute(insert(UNIT).values(scope="x", name="水务局"))
        raise ZeroDivisionError
    assert events(engine) == []
    unit(engine)
    assert [e["id"] for e in events(engine)] == [1]


def test_a_change_from_outside_is_seen_and_belongs_to_no_event(engine: Engine) -> None:
    id_ = unit(engine)
    with engine.begin() as connection:
        connection.execute(update(UNIT).where(UNIT.c.id == id_).values(name="假局"))
    with engine.connect() as connection:
        (strange,) = changes_of(connection, None)
    assert (strange["table_name"], strange["row_id"], strange["before"], strange["after"]) == (
        "unit", id_, {"name": "住建局"}, {"name": "假局"})


@pytest.mark.parametrize("statement", [
    "UPDATE event SET actor = 'x'", "DELETE FROM event", "UPDATE row_change SET before = NULL",
    "DELETE FROM row_change",
])
def test_the_history_cannot_be_changed(engine: Engine, statement: str) -> None:
    unit(engine)
    with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))
    assert len(events(engine)) == 1


def test_the_second_of_two_editors_is_told_what_changed(engine: Engine) -> None:
    id_ = unit(engine)
    with engine.connect() as connection:
        seen = version_of(connection, "unit", id_)
    rename(engine, id_, "甲", seen=seen)
    with pytest.raises(EditConflict) as told:
        rename(engine, id_, "乙", seen=seen)
    assert [(c["actor"], c["after"]) for c in told.value.changes] == [("周科长", {"name": "甲"})]
    with engine.connect() as connection:
        assert connection.execute(select(UNIT.c.name)).scalars().all() == ["甲"]


def test_rows_without_an_id_keep_their_whole_image(engine: Engine) -> None:
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO run (id, command, extractor, started_at, counts) VALUES (1, 'c', '1', '2026-01-01', '{}')",
            "INSERT INTO document (id, name, media_type, encoding, sha256, text_sha256, text, loaded_at, run_id)"
            " VALUES (1, 'a.txt', 'txt', 'utf-8', 'x', 'y', 'text', '2026-01-01 00:00:00', 1)",
            'INSERT INTO speech (id, document_id, ordinal, title, start, "end", region_source, date_source, clues,'
            " as_read) VALUES (1, 1, 1, '', 0, 4, 'open', 'open', '[]', '{}')",
            'INSERT INTO evidence (id, speech_id, section_position, start, "end", quote, sentence_start, sentence_end)'
            " VALUES (1, 1, 0, 0, 4, 'text', 0, 4)",
            "INSERT INTO milestone (id, key, speech_id, evidence_id, rule, confidence, topic, subject, event, modality,"
            " deadline_year_redacted, due_basis)"
            " VALUES (1, 'k', 1, 1, 'r', 0.1, 'project', '水厂', 'start', 'must', false, 'open')",
        ):
            connection.execute(text(statement))
    id_ = unit(engine)
    with changing(engine, Action.ASSIGN, actor=CLERK, now=NOW) as change:
        change.connection.execute(insert(MilestoneUnit.__table__).values(milestone_id=1, unit_id=id_))
        change.connection.execute(update(Milestone.__table__).values(confidence=0.30000000000000004))
    with changing(engine, Action.UNASSIGN, actor=CLERK, now=NOW) as change:
        change.connection.execute(delete(MilestoneUnit.__table__))
    with engine.connect() as connection:
        changes = [c for e in (2, 3) for c in changes_of(connection, e)]
    pair = {"milestone_id": 1, "unit_id": id_}
    assert [(c["table_name"], c["row_id"], c["before"], c["after"]) for c in changes] == [
        ("milestone_unit", None, None, pair),
        ("milestone", 1, {"confidence": 0.1}, {"confidence": 0.30000000000000004}),
        ("milestone_unit", None, pair, None)]


def test_bulk_rows_have_no_image_when_they_are_inserted(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(Region.__table__).values(code="1", name="甲", short_name="甲", level="county"))
        connection.execute(text("INSERT INTO run (id, command, extractor, started_at, counts)"
                                " VALUES (1, 'c', '1', '2026-01-01', '{}')"))
        connection.execute(text("INSERT INTO document (id, name, media_type, encoding, sha256, text_sha256, text,"
                                " loaded_at, run_id) VALUES (7, 'a', 'txt', 'u', 'x', 'y', 't', '2026-01-01', 1)"))
        images = connection.execute(select(RowChange.table_name, RowChange.row_id, RowChange.after)).all()
    assert [(i[0], i[1], i[2] is None) for i in images] == [("region", 1, False), ("document", 7, True)]


def test_no_password_reaches_the_history(engine: Engine) -> None:
    table = Account.__table__
    with changing(engine, Action.ACCOUNT, actor=CLERK, now=NOW) as change:
        change.connection.execute(insert(table).values(login="a", name="甲", password_hash="secret", role="clerk",
                                                       active=True, failed_sign_ins=0))
    with changing(engine, Action.ACCOUNT, actor=CLERK, now=NOW) as change:
        change.connection.execute(update(table).values(password_hash="secret too", failed_sign_ins=3))
    assert len(events(engine)) == 1
    with engine.connect() as connection:
        assert "secret" not in str(connection.execute(select(RowChange.__table__)).all())


def test_a_locked_ledger_says_so(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.engine.WAIT_MILLISECONDS", 50)
    with changing(engine, Action.ACCEPT, actor=CLERK, now=NOW) as change:
        assert change.event_id == 1
        with pytest.raises(LedgerUnavailable, match="try again"):
            unit(engine)


def test_a_moment_has_a_zone(engine: Engine) -> None:
    with pytest.raises(BadEntry, match="zone"), changing(
            engine, Action.ACCEPT, actor=CLERK, now=datetime(2026, 1, 1)):
        pass


def test_roles_have_more_rights_as_they_go_up() -> None:
    ranked = [RIGHTS[r] for r in UserRole]
    assert all(low < high for low, high in pairwise(ranked))
    with pytest.raises(NotAllowed, match="郑领导"):
        VIEWER.require(Right.REVIEW)
    SUPERVISOR.require(Right.MOVE_DEADLINE)
