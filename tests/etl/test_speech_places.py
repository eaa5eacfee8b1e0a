"""A person says where a speech was given: its records, units and projects belong there, whatever is loaded later."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

from db import models as m
from db.errors import BadEntry, NoSuchRow, NotAllowed
from etl.load import ingest_ledger
from etl.pipeline import extract
from etl.readers import read_bytes
from etl.speech_places import find_places, place_code, set_speech_place, undo_speech_place
from tests.etl.speeches import dump
from tests.people import TESTER, VIEWER, WANG

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
TEXT = "同志们：\n今年固定资产投资要完成45亿元。滨海大桥项目要在年底前建成通车，由县住建局负责。\n"
XUWEN = "440825"


def load(engine: Engine, text: str = TEXT, name: str = "讲话.txt") -> Any:
    return ingest_ledger(engine, extract(read_bytes(text.encode(), name=name)), command="test", actor=TESTER, now=NOW)


def all_of(engine: Engine, model: Any) -> list[Any]:
    with Session(engine) as session:
        return list(session.scalars(select(model).order_by(model.id)).all())


def the(engine: Engine, model: Any) -> Any:
    (row,) = all_of(engine, model)
    return row


def codes(engine: Engine) -> dict[str, set[str | None]]:
    """The places of the speech, its figures and its units."""
    with engine.connect() as connection:
        return {
            model.__tablename__: set(connection.execute(
                select(m.Region.code).select_from(model).outerjoin(m.Region, m.Region.id == model.region_id)).scalars())
            for model in (m.Speech, m.Indicator, m.Unit)
        }


def put(engine: Engine, code: str = XUWEN, **more: Any) -> None:
    set_speech_place(engine, the(engine, m.Speech).id, **{"code": code, "actor": WANG, "now": NOW} | more)


def test_what_the_speech_says_belongs_to_the_entered_place(engine: Engine) -> None:
    load(engine)
    assert codes(engine) == {"speech": {None}, "indicator": {None}, "unit": {None}}
    figure = all_of(engine, m.Indicator)[0].id
    put(engine, note="会议通知")
    assert codes(engine) == {"speech": {XUWEN}, "indicator": {XUWEN}, "unit": {XUWEN}}
    assert the(engine, m.Speech).region_source == "given"
    assert all_of(engine, m.Indicator)[0].id == figure
    assert {p.scope for p in all_of(engine, m.Project)} == {XUWEN}
    entry = the(engine, m.PersonEntry)
    assert (entry.kind, entry.text_value, entry.note, entry.entered_by) == (
        "speech_place", XUWEN, "会议通知", WANG.name)


def test_it_survives_the_same_file_and_a_corrected_one(engine: Engine) -> None:
    load(engine)
    put(engine)
    before = dump(engine)
    assert not load(engine).changed
    assert dump(engine) == before
    report = load(engine, TEXT.replace("45亿元", "46亿元"))
    assert report.entries_without_record == 0
    assert codes(engine)["indicator"] == {XUWEN}


def test_it_is_taken_back(engine: Engine) -> None:
    load(engine)
    put(engine)
    assert undo_speech_place(engine, the(engine, m.Speech).id, actor=WANG, now=NOW)
    assert codes(engine) == {"speech": {None}, "indicator": {None}, "unit": {None}}
    assert all_of(engine, m.PersonEntry) == []
    assert not undo_speech_place(engine, the(engine, m.Speech).id, actor=WANG, now=NOW)
    actions = [e.action for e in all_of(engine, m.Event)]
    assert actions == ["import", "set_place", "undo_place"]


def test_a_place_that_only_the_ledger_knows(engine: Engine) -> None:
    load(engine, "---\nplace: 云雾县\n---\n" + TEXT, name="别的.txt")
    load(engine, TEXT + "会议到此结束。\n")
    second = all_of(engine, m.Speech)[1].id
    set_speech_place(engine, second, code="x:云雾县", actor=WANG, now=NOW)
    assert codes(engine)["speech"] == {"x:云雾县"}


@pytest.mark.parametrize("act, error", [
    (lambda e: put(e, "999999"), BadEntry),
    (lambda e: put(e, "x:乌有县"), BadEntry),
    (lambda e: put(e, actor=VIEWER), NotAllowed),
    (lambda e: set_speech_place(e, 999, code=XUWEN, actor=WANG, now=NOW), NoSuchRow),
])
def test_what_is_refused_leaves_nothing(engine: Engine, act: Any, error: type[Exception]) -> None:
    load(engine)
    with pytest.raises(error):
        act(engine)
    assert all_of(engine, m.PersonEntry) == []


@pytest.mark.parametrize("words, expected", [
    ("徐闻", {"440825"}), ("徐闻县", {"440825"}), ("徐聞縣", {"440825"}), ("湛江市徐闻县", {"440825"}),
    ("广东省徐闻县", {"440825"}), ("广西徐闻县", set()), ("长春市朝阳区", {"220104"}), ("乌有县", set()), ("", set()),
])
def test_a_name_is_looked_up(engine: Engine, words: str, expected: set[str]) -> None:
    with engine.connect() as connection:
        assert set(find_places(connection, words)) == expected


def test_a_name_of_several_places_gives_all_with_their_full_names(engine: Engine) -> None:
    with engine.connect() as connection:
        found = find_places(connection, "朝阳区")
    assert found["110105"] == "北京市朝阳区"
    assert found["220104"] == "吉林省长春市朝阳区"


def test_a_name_of_none_or_several_is_refused(engine: Engine) -> None:
    with engine.connect() as connection:
        assert place_code(connection, " 徐闻县 ") == XUWEN
        with pytest.raises(BadEntry, match="吉林省长春市朝阳区"):
            place_code(connection, "朝阳区")
        with pytest.raises(BadEntry, match="no place is called 乌有县"):
            place_code(connection, "乌有县")
