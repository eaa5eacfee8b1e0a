"""Every page as a reader meets it: filled, filtered, empty; what is entered shows at once."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.navigation import PAGES
from tests.dashboard.conftest import Open

OFFICE = ("audit", "settings", "project")  # these are about people or one row, and have tests of their own
NAMES = [p.name for p in PAGES if p.name not in OFFICE]
NO_TABLE = ("review", "imports")  # one record at a time; files
TITLES = {"overview": "总览", "overdue": "逾期", "milestones": "节点", "investment": "地区投资目标",
          "accountability": "责任", "projects": "项目", "numbers": "待填数字", "checks": "核对", "source": "原文",
          "reports": "进展填报", "review": "待审", "imports": "导入", "slots": "责任要素", "units": "单位"}


def table(test: AppTest, column: str) -> pd.DataFrame:
    """The first table that has the column."""
    return next(d.value for d in test.dataframe if column in d.value.columns)


def words(test: AppTest) -> str:
    return "\n".join(str(e.value) for e in (*test.markdown, *test.caption, *test.header, *test.subheader))


@pytest.mark.parametrize("name", NAMES)
def test_every_page_opens_on_a_filled_ledger(app: Open, filled_url: str, name: str) -> None:
    test = app(filled_url, name)
    assert not test.exception
    assert [t.value for t in test.title] == [TITLES[name]]
    assert len(test.dataframe) >= 1 or name in NO_TABLE
    assert "台账还是空的" not in words(test)


@pytest.mark.parametrize("name", [n for n in NAMES if n != "imports"])  # the way out of an empty ledger
def test_every_page_says_that_the_ledger_is_empty_and_what_to_do(app: Open, empty_url: str, name: str) -> None:
    test = app(empty_url, name)
    assert not test.exception
    assert not test.dataframe
    assert "台账还是空的" in words(test)
    assert "python -m etl ingest" in words(test)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang, title", [("en", "Overview"), ("zh_TW", "總覽")])
def test_every_page_speaks_the_chosen_language(app: Open, filled_url: str, name: str, lang: str, title: str) -> None:
    test = app(filled_url, name, lang=lang)
    assert not test.exception
    if name == "overview":
        assert test.title[0].value == title
    assert test.title[0].value != TITLES[name] or lang == "zh_TW"
    assert not test.error


@pytest.mark.parametrize("name", NAMES)
def test_nonsense_in_the_address_is_ignored(app: Open, filled_url: str, name: str) -> None:
    evil = "'; DROP TABLE milestone;--<script>"
    test = app(filled_url, name, county=evil, unit=evil, event=evil, order=evil, p=evil, speech=evil, record=evil,
               indicator=evil, asof="nonsense", progress=evil, tab=evil, stage=evil, duty=evil, types=evil, words=evil)
    assert not test.exception
    assert test.title[0].value == TITLES[name]


def test_overdue_counts_days_from_the_as_of_date(app: Open, filled_url: str) -> None:
    rows = table(app(filled_url, "overdue"), "days_late")
    assert list(rows["subject"]) == ["临港石化仓储项目"]
    assert list(rows["days_late"]) == [145]
    assert list(rows["units"]) == ["县发改局、县工信局"]
    later = table(app(filled_url, "overdue", asof="2026-01-01"), "days_late")
    assert list(later["days_late"]) == [185, 32, 22, 1]


def test_overdue_filters_by_county_and_by_unit(app: Open, filled_url: str) -> None:
    late = {"asof": "2026-01-01"}
    of_county = table(app(filled_url, "overdue", county="449902", **late), "days_late")
    assert set(of_county["region"]) == {"青石市"}
    assert len(of_county) == 2
    of_unit = table(app(filled_url, "overdue", unit="市水务局", **late), "days_late")
    assert list(of_unit["subject"]) == ["青石水庫擴建工程"]
    alone = table(app(filled_url, "overdue", unit="-", **late), "days_late")
    assert len(alone) == 2


def test_a_filter_without_rows_says_how_to_get_out(app: Open, filled_url: str) -> None:
    test = app(filled_url, "overdue", words="没有这样的名称")
    assert "没有符合筛选条件的记录" in words(test)
    test.button(key="clear").click().run()
    assert not test.exception
    assert len(table(test, "days_late")) == 1
    assert "words" not in test.query_params


def test_due_soon_stands_beside_overdue(app: Open, filled_url: str) -> None:
    rows = table(app(filled_url, "overdue", tab="soon"), "days_left")
    assert list(rows["days_left"]) == [8, 18]


def test_a_choice_in_the_sidebar_goes_into_the_address(app: Open, filled_url: str) -> None:
    test = app(filled_url, "overdue", asof="2026-01-01")
    test.multiselect(key="county").set_value(["449901"]).run()
    assert test.query_params["county"] == "449901"
    assert set(table(test, "days_late")["region"]) == {"海平县"}
    test.selectbox(key="lang").set_value("en").run()
    assert test.title[0].value == "Overdue"


def test_milestones_list_those_without_a_year_apart(app: Open, filled_url: str) -> None:
    test = app(filled_url, "milestones")
    dated, undated = (d.value for d in test.dataframe)
    assert len(dated) == 5
    assert set(undated["subject"]) == {"南溪物流园项目", "<b>云栖</b>数据中心项目"}
    assert "未定年份（2）" in words(test)


def test_milestones_far_from_the_as_of_date_wait_behind_a_choice(app: Open, filled_url: str) -> None:
    near = app(filled_url, "milestones", asof="2026-07-15")
    assert "另有 1 个节点" in words(near)
    assert len(table(near, "due_on")) == 4
    assert len(table(app(filled_url, "milestones", asof="2026-07-15", span="all"), "due_on")) == 5
    assert len(table(app(filled_url, "milestones", asof="2031-01-01"), "due_on")) == 5


@pytest.mark.parametrize("group", ["unit", "region"])
def test_milestones_group_by_unit_and_place(app: Open, filled_url: str, group: str) -> None:
    assert not app(filled_url, "milestones", group=group, progress=["overdue", "soon"]).exception


def test_accountability_counts_roles_and_milestones(app: Open, filled_url: str) -> None:
    rows = table(app(filled_url, "accountability"), "lead").set_index("unit")
    assert rows.loc["县发改局", "overdue"] == 1
    assert rows.loc["市水务局", ["lead", "soon"]].tolist() == [1, 1]
    only = table(app(filled_url, "accountability", duty="cadences"), "lead")
    assert set(only["unit"]) == {"县督查室", "市督查室", "区商务局"}


def test_projects_filter_by_stage(app: Open, filled_url: str) -> None:
    rows = table(app(filled_url, "projects", stage="preliminary"), "investment")
    assert rows[["name", "investment"]].values.tolist() == [["海平大桥项目", 8.6]]


def test_source_opens_a_record_by_its_link(app: Open, filled_url: str) -> None:
    test = app(filled_url, "source", record="milestone-1")
    assert not test.exception
    assert "节点 · 投产运营" in words(test)
    assert "临港石化仓储项目" in words(test)
    assert len(table(test, "kind")) == 15


def test_source_says_when_a_record_or_speech_is_gone(app: Open, filled_url: str) -> None:
    assert app(filled_url, "source", speech="1", record="milestone-999").warning[0].value.startswith("没有这条记录")
    assert "没有这篇讲话" in words(app(filled_url, "source", speech="999"))


def test_dating_a_speech_needs_a_name_and_shows_at_once(app: Open, own_url: str) -> None:
    test = app(own_url, "source", speech="3")
    next(d for d in test.date_input if d.label == "讲话日期").set_value(date(2026, 3, 9))
    submit = next(b for b in test.button if b.label == "设定讲话日期")
    submit.click().run()
    assert test.error[0].value == "请先在左侧栏填写登记人。"
    test.text_input(key="actor-name").set_value("王科员")
    next(b for b in test.button if b.label == "设定讲话日期").click().run()
    assert not test.exception
    assert "人工给定" in words(test)


def test_checks_show_what_does_not_fit_with_its_arithmetic(app: Open, filled_url: str) -> None:
    shown = table(app(filled_url, "checks"), "says")
    assert [tuple(r) for r in shown[["fits", "check", "says"]].values] == [
        ("✗ 对不上", "其中与总数", "50.6亿元 ≠ 46亿元")]
    assert "record=indicator-" in shown["link"].iloc[0]
    every = table(app(filled_url, "checks", checks="all"), "says")
    assert list(every["fits"]) == ["✗ 对不上", "✓ 对得上"]


def test_checks_list_promises_without_a_date(app: Open, filled_url: str) -> None:
    shown = table(app(filled_url, "checks", checks="promises"), "words")
    assert [tuple(r) for r in shown[["subject", "event", "words", "units"]].values] == [
        ("南溪物流园项目", "开工", "尽快", "区商务局")]
    assert shown["link"].iloc[0] == "source?speech=3"


def test_source_shows_the_checks_of_its_figures(app: Open, filled_url: str) -> None:
    test = app(filled_url, "source", speech="1")
    assert "数字核对（2 条，1 条对不上）" in words(test)
    assert list(table(test, "says")["fits"]) == ["✗ 对不上", "✓ 对得上"]
    assert "数字核对" not in words(app(filled_url, "source", speech="2"))


def test_a_number_that_was_worked_out_is_marked_as_such(app: Open, filled_url: str) -> None:
    assert list(table(app(filled_url, "numbers"), "value")["value"]) == ["未披露（推算 30.00亿元）"]
