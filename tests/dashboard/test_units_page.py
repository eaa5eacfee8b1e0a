"""单位: names, aliases, merges with a question before them, units that no speech names."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from db import models as m
from db.engine import open_engine
from db.services.units import add_alias, add_unit
from db.vocab import UserRole
from tests.dashboard.conftest import Open
from tests.dashboard.people import add_everybody, signed_in
from tests.dashboard.test_accountability_page import BY, press, table, unit_id, words


@pytest.fixture
def engine(own_url: str) -> Engine:
    return open_engine(own_url)


def units(engine: Engine) -> dict[str, tuple]:
    with engine.connect() as connection:
        return {u.name: (u.region_id, u.level) for u in connection.execute(select(m.Unit.__table__))}


def test_units_with_their_names_and_loads(app: Open, own_url: str, engine: Engine) -> None:
    add_alias(engine, int(unit_id(own_url, "市水务局")), "市水利局", **BY)
    rows = table(app(own_url, "units"), "aliases").set_index("unit")
    assert len(rows) == 8
    assert rows.loc["市水务局", ["aliases", "region", "level", "milestones", "tasks", "load"]].tolist() == [
        "市水利局", "青石市", "县级", 1, 1, 2]
    assert list(table(app(own_url, "units", words="水利"), "aliases")["unit"]) == ["市水务局"]
    assert set(table(app(own_url, "units", county="449903"), "aliases")["unit"]) == {"区商务局"}


def test_a_filter_that_leaves_nothing_and_an_empty_ledger_say_so(app: Open, filled_url: str, empty_url: str) -> None:
    assert "没有符合筛选条件的记录" in words(app(filled_url, "units", words="没有这样的名称"))
    empty = app(empty_url, "units")
    assert "台账还是空的" in words(empty)
    assert not empty.dataframe


@pytest.mark.parametrize("of", ["999", "x", "9" * 30])
def test_an_address_of_no_unit_opens_nothing(app: Open, filled_url: str, of: str) -> None:
    test = app(filled_url, "units", of=of)
    assert not test.exception
    assert not test.tabs


def test_a_unit_gets_its_proper_name_and_level(app: Open, own_url: str, engine: Engine) -> None:
    of = unit_id(own_url, "县发改局")
    test = app(own_url, "units", of=of)
    test.text_input(key=f"unit-{of}-name").set_value("县发展和改革局")
    test.selectbox(key=f"unit-{of}-level").set_value("county")
    press(test, "保存")
    assert "请先在左侧栏填写登记人" in words(test)
    test.text_input(key="actor-name").set_value("王科员")
    press(test, "保存")
    assert not test.exception
    assert units(engine)["县发展和改革局"] == (1, "county")
    assert "别名：县发改局" in words(test)


def test_an_alias_of_another_unit_is_refused(app: Open, own_url: str, engine: Engine) -> None:
    of = unit_id(own_url, "县发改局")
    test = app(own_url, "units", of=of)
    test.text_input(key="actor-name").set_value("王科员")
    test.text_input(key=f"alias-{of}-name").set_value("县工信局")
    press(test, "添加别名")
    assert "没有保存" in words(test)
    test.text_input(key=f"alias-{of}-name").set_value("发改局")
    press(test, "添加别名")
    assert not test.exception
    assert "别名：发改局" in words(test)


def test_two_units_are_merged_after_a_question(app: Open, own_url: str, engine: Engine) -> None:
    of, other = unit_id(own_url, "县发改局"), int(unit_id(own_url, "县工信局"))
    test = app(own_url, "units", of=of)
    test.text_input(key="actor-name").set_value("王科员").run()
    test.selectbox(key=f"merge-{of}-other").set_value(other).run()
    test.button(key=f"merge-{of}").click().run()
    assert test.query_params["merge"] == f"{of}-{other}"
    assert "县工信局" in units(engine)  # asked, not done
    assert "名下的 1 项转到" in words(test)
    test.button(key="merge-confirmed").click().run()
    assert not test.exception
    assert "县工信局" not in units(engine)
    assert "别名：县工信局" in words(test)
    assert "merge" not in test.query_params


@pytest.mark.parametrize("pair", ["1-1", "1-999", "x-y", "1", "1-2-3", "-"])
def test_an_address_that_asks_about_no_pair_asks_nothing(app: Open, filled_url: str, pair: str) -> None:
    test = app(filled_url, "units", merge=pair)
    assert not test.exception
    assert not test.radio


def test_a_merge_is_given_up(app: Open, filled_url: str) -> None:
    test = app(filled_url, "units", merge="1-2")
    test.button(key="merge-cancelled").click().run()
    assert not test.radio
    assert "merge" not in test.query_params


def test_a_suggested_pair_is_merged_only_by_a_person(app: Open, own_url: str, engine: Engine) -> None:
    add_unit(engine, "发展和改革局", scope="449901", region_id=1, **BY)
    test = app(own_url, "units")
    assert "可能是同一单位（1 对）" in words(test).replace("\\", "")
    test.text_input(key="actor-name").set_value("王科员").run()
    press(test, "核对并合并")
    assert "发展和改革局" in units(engine)
    test.radio(key="merge-keep").set_value(int(unit_id(own_url, "发展和改革局"))).run()
    test.button(key="merge-confirmed").click().run()
    assert not test.exception
    assert "县发改局" not in units(engine)
    assert "可能是同一单位" not in words(test)


def test_a_unit_that_no_speech_names(app: Open, own_url: str, engine: Engine) -> None:
    test = app(own_url, "units")
    test.text_input(key="actor-name").set_value("王科员")
    test.text_input(key="unit-add-name").set_value("县重点项目建设指挥部")
    test.selectbox(key="unit-add-place").set_value(1)
    press(test, "新增单位")
    assert not test.exception
    assert units(engine)["县重点项目建设指挥部"] == (1, None)


def test_who_may_only_read_sees_no_form(
    app: Open, own_url: str, engine: Engine, monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_unit(engine, "发展和改革局", scope="449901", region_id=1, **BY)
    add_everybody(own_url)
    signed_in(own_url, UserRole.VIEWER, monkeypatch)
    test = app(own_url, "units", of=unit_id(own_url, "县发改局"))
    assert not test.exception
    assert "需要经办以上角色" in words(test)
    assert not any(b.label in ("保存", "核对并合并", "新增单位") for b in test.button)
