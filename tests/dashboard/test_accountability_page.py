"""责任: every count opens its rows and their sentences; work without a unit is given to one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pandas as pd
import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from db import models as m
from db.engine import open_engine
from db.queries.scope import Scope, Slice
from db.queries.units import UnitFilter, unit_load
from db.services.responsibility import assign
from db.vocab import Duty, ReportSubject, UserRole
from etl.entries import mark_milestone_done
from tests.dashboard.conftest import Open
from tests.dashboard.people import add_everybody, signed_in
from tests.people import WANG

NOW = datetime(2025, 11, 20, 8, tzinfo=UTC)
BY = {"actor": WANG, "now": NOW}


@pytest.fixture
def engine(own_url: str) -> Engine:
    return open_engine(own_url)


def table(test: AppTest, column: str) -> pd.DataFrame:
    return next(d.value for d in test.dataframe if column in d.value.columns)


def words(test: AppTest) -> str:
    parts = (*test.markdown, *test.caption, *test.header, *test.error)
    return "\n".join(str(e.value) for e in parts) + "\n".join(str(h.proto.body) for h in test.get("html"))


def press(test: AppTest, label: str) -> None:
    next(b for b in test.button if b.label == label).click().run()


def choose(test: AppTest, prefix: str, *rows: int) -> None:
    """Select rows of the table whose key begins so, as a click in the browser does."""
    key = next(found for d in test.dataframe if (found := d.proto.id.split("-", 2)[2]).startswith(prefix))
    test.session_state[key] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}


def unit_id(url: str, name: str) -> str:
    with open_engine(url).connect() as connection:
        return str(connection.execute(select(m.Unit.id).where(m.Unit.name == name)).scalar_one())


def test_the_matrix_counts_by_role_and_progress(app: Open, filled_url: str) -> None:
    rows = table(app(filled_url, "accountability"), "kept").set_index("unit")
    assert rows.loc["县发改局", "overdue"] == 1
    assert rows.loc["县发改局", "kept"] == "0%（0/1）"
    assert pd.isna(rows.loc["县发改局", "lead"])
    assert rows.loc["市水务局", ["lead", "soon"]].tolist() == [1, 1]
    assert pd.isna(rows.loc["市水务局", "kept"])


def test_the_address_opens_a_cell_with_its_rows_and_sentence(app: Open, filled_url: str) -> None:
    of = unit_id(filled_url, "市水务局")
    test = app(filled_url, "accountability", of=of, cell="soon")
    assert list(table(test, "origin")["what"]) == ["青石水庫擴建工程"]
    assert "市水务局 · 30天内到期（1 项）".replace(" ", "") in words(test).replace("\\", "").replace(" ", "")
    assert "<mark" in words(test)
    every = table(app(filled_url, "accountability", of=of), "origin")
    assert list(every["type"]) == ["节点", "任务"]
    assert set(every["origin"]) == {"讲话"}


@pytest.mark.parametrize("of", ["999", "x", "9" * 30, "-1"])
def test_an_address_of_no_unit_opens_nothing(app: Open, filled_url: str, of: str) -> None:
    test = app(filled_url, "accountability", of=of, cell="nonsense")
    assert not test.exception
    assert not any("origin" in d.value.columns for d in test.dataframe)


def test_an_open_cell_is_shut_again(app: Open, filled_url: str) -> None:
    test = app(filled_url, "accountability", of=unit_id(filled_url, "市水务局"), cell="soon")
    test.button(key="shut").click().run()
    assert "of" not in test.query_params
    assert not any("origin" in d.value.columns for d in test.dataframe)


def test_the_share_done_on_time(app: Open, own_url: str, engine: Engine) -> None:
    assert "到期节点 1 个，按期办结 0 个，按期完成率 0.0%" in words(app(own_url, "accountability"))
    assert "还没有节点到期" in words(app(own_url, "accountability", asof="2025-01-01"))
    mark_milestone_done(engine, 1, done_on=date(2025, 6, 20), **BY)
    test = app(own_url, "accountability", tab="due")
    assert "按期完成率 100.0%" in words(test)
    assert table(test, "done_on")[["what", "progress"]].values.tolist() == [["临港石化仓储项目", "✔ 办结"]]


def test_leaders_and_what_they_answer_for(app: Open, own_url: str, engine: Engine) -> None:
    assert "还没有登记联系领导" in words(app(own_url, "accountability", tab="leaders"))
    assign(engine, [(ReportSubject.PROJECT, 1)], role=Duty.LEADER, person="张副县长", **BY)
    test = app(own_url, "accountability", tab="leaders", of="1:张副县长", cell="overdue")
    row = table(test, "leader").iloc[0]
    assert row[["leader", "named", "projects", "overdue"]].tolist() == ["张副县长", "登记", 1, 1]
    assert list(table(test, "origin")["what"]) == ["临港石化仓储项目"]
    whole = table(app(own_url, "accountability", tab="leaders", of="1:张副县长"), "origin")
    assert list(whole["type"]) == ["节点", "项目"]


def test_recurring_duties_and_rules_have_their_lists(app: Open, filled_url: str) -> None:
    rows = table(app(filled_url, "accountability", tab="cadences"), "freq")
    assert {tuple(r) for r in rows[["unit", "freq", "activity"]].values} == {
        ("县督查室", "每周", "通报"), ("市督查室", "每月", "检查督办"), ("区商务局", "每月", "调度")}
    assert len(table(app(filled_url, "accountability", tab="sanctions"), "polarity")) == 2


def test_work_without_a_unit_is_given_to_several_at_once(app: Open, own_url: str) -> None:
    test = app(own_url, "accountability", tab="unassigned")
    assert list(table(test, "due_on")["what"])[:2] == ["海平大桥项目", "老城改造項目"]
    choose(test, "unassigned-", 0, 1)
    test.run()
    assert "已选 2 项" in words(test)
    test.text_input(key="actor-name").set_value("王科员")
    press(test, "指派（2 项）")
    assert [e.value for e in test.error] == ["请选择单位，或填写姓名。"]
    unit = next(b for b in test.selectbox if str(b.key).endswith("-unit"))
    unit.set_value(int(unit_id(own_url, "县交通局")))
    press(test, "指派（2 项）")
    assert not test.exception
    assert "海平大桥项目" not in list(table(test, "due_on")["what"])
    with open_engine(own_url).connect() as connection:
        rows = unit_load(connection, Scope(date(2025, 11, 22)), UnitFilter(words="县交通局"), Slice())
    assert (rows[0]["soon"], rows[0]["upcoming"]) == (1, 1)


def test_what_the_office_entered_is_taken_back(app: Open, own_url: str, engine: Engine) -> None:
    unit = int(unit_id(own_url, "县交通局"))
    assign(engine, [(ReportSubject.MILESTONE, 2)], role=Duty.LEAD, unit_id=unit, **BY)
    test = app(own_url, "accountability", of=str(unit), cell="soon")
    assert list(table(test, "origin")["origin"]) == ["登记"]
    test.text_input(key="actor-name").set_value("王科员")
    press(test, "取消这项登记")
    assert not test.exception
    with engine.connect() as connection:
        assert connection.execute(select(m.Responsibility.id)).first() is None


def test_filters_that_leave_nothing_say_so(app: Open, filled_url: str) -> None:
    for tab in ("units", "leaders", "due", "cadences", "unassigned"):
        test = app(filled_url, "accountability", tab=tab, words="没有这样的名称")
        assert not test.exception
        assert not any("what" in d.value.columns or "unit" in d.value.columns for d in test.dataframe)


def test_who_may_only_read_gets_no_form(app: Open, own_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add_everybody(own_url)
    signed_in(own_url, UserRole.VIEWER, monkeypatch)
    test = app(own_url, "accountability", tab="unassigned")
    choose(test, "unassigned-", 0)
    test.run()
    assert "需要经办以上角色" in words(test)
    assert not any("指派" in b.label for b in test.button)


def test_the_caption_names_the_sign_that_empty_cells_show(app: Open, filled_url: str) -> None:
    test = app(filled_url, "accountability")
    assert f"“{test.dataframe[0].proto.placeholder}”表示没有" in words(test)
