"""The first screen: the numbers, and that each opens the rows that it counts."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from dashboard.components.filters import with_parts_counted
from db import models as m
from db.engine import open_engine
from db.services.progress import Reported, report_progress
from db.vocab import ReportMeasure, ReportSubject
from tests.dashboard.conftest import Open
from tests.dashboard.test_pages import words
from tests.people import SUPERVISOR

NOW = datetime(2025, 11, 20, 9, tzinfo=UTC)


def shown(test: AppTest) -> dict[str, str]:
    assert not test.exception
    return {metric.label: metric.value for metric in test.metric}


def links(test: AppTest) -> list[tuple[str, str, dict[str, list[str]]]]:
    """Label, page and parameters of every link."""
    found = []
    for element in test.get("page_link"):
        proto = element.proto
        found.append((proto.label, proto.page, parse_qs(urlsplit("?" + proto.query_string.lstrip("?")).query)))
    return found


def linked(test: AppTest, label: str) -> dict[str, list[str]]:
    return next(params for said, _, params in links(test) if said.startswith(label))


def test_what_is_late_and_what_waits(app: Open, filled_url: str) -> None:
    metrics = shown(app(filled_url))
    assert (metrics["逾期"], metrics["30天内到期"]) == ("1", "2")
    assert (metrics["待填数字"], metrics["有疑问的上报"]) == ("1", "0")
    assert metrics["待审"] == "31"  # every record of the three speeches


def test_what_the_ledger_holds(app: Open, filled_url: str) -> None:
    metrics = shown(app(filled_url))
    assert (metrics["已读讲话"], metrics["项目"], metrics["已办结"]) == ("3", "7", "0")
    assert (metrics["未落实单位"], metrics["日期未定节点"]) == ("4", "2")
    assert "未落实单位 4" in "".join(app(filled_url, "accountability").segmented_control[0].options)
    assert (metrics["对不上的数字"], metrics["未定时限的承诺"]) == ("1", "1")


def test_plan_against_reported_with_the_share_of_the_year(app: Open, filled_url: str) -> None:
    test = app(filled_url)
    metrics = shown(test)
    assert metrics["计划"] == "206.40亿元"  # 120 + 86.4: 南溪区 gives no actual
    assert metrics["已完成"] == "138.70亿元"
    assert metrics["完成率"] == "67.2%"
    assert metrics["序时进度"] == "79.7%"  # where the actuals end: ten months of 120, nine of 86.4
    assert "2025年固定资产投资：计划与完成" in words(test)
    assert "离年度目标最远：海平县，还差 41.50亿元" in words(test).replace("\\", "")


def test_rates_come_with_their_numerators(app: Open, filled_url: str) -> None:
    test = app(filled_url)
    metrics = shown(test)
    assert (metrics["开工率"], metrics["竣工率"], metrics["资金到位率"]) == ("71.4%", "0.0%", "—")
    stages = ["construction", "completed", "operating"]
    assert [linked(test, words)["stage"] for words in ("5 / 7", "0 / 5", "5 / 6")] == [stages, stages[1:], stages]


def test_every_number_opens_its_rows(app: Open, filled_url: str) -> None:
    test = app(filled_url, county="449901")
    pages = {page for _, page, _ in links(test)}
    assert {"overdue", "numbers", "accountability", "investment", "projects", "milestones", "checks"} <= pages
    assert "reports" not in pages  # nothing is questioned: no link to units without questions
    assert all(params["span"] == ["all"] for _, page, params in links(test) if page == "milestones")
    assert all(params["county"] == ["449901"] for _, _, params in links(test))
    assert all(params["asof"] == ["2025-11-22"] for _, _, params in links(test))


def test_a_late_place_and_unit_open_their_rows(app: Open, filled_url: str) -> None:
    test = app(filled_url)
    assert linked(test, "海平县 **1**")["county"] == ["449901"]
    assert linked(test, "县发改局 **1**")["unit"] == ["县发改局"]
    assert linked(test, "海平县 差")["place"] == ["449901"]


def test_the_page_follows_the_place(app: Open, filled_url: str) -> None:
    metrics = shown(app(filled_url, county="449902"))
    assert (metrics["逾期"], metrics["已读讲话"]) == ("0", "1")


def test_a_place_without_records_says_so(app: Open, filled_url: str) -> None:
    metrics = shown(app(filled_url, county="none"))
    assert (metrics["逾期"], metrics["项目"], metrics["开工率"]) == ("0", "0", "—")


def test_old_speeches_are_offered_their_own_time(app: Open, filled_url: str) -> None:
    old = app(filled_url, asof="2031-05-01")
    assert "已全部到期" in words(old)
    assert linked(old, "2026年1月1日（2025年的到期后）")["asof"] == ["2026-01-01"]
    assert linked(old, "2027年1月1日（2026年的到期后）")["asof"] == ["2027-01-01"]
    assert "已全部到期" not in words(app(filled_url))


def test_the_week_and_the_questions_show_what_people_did(app: Open, own_url: str) -> None:
    engine = open_engine(own_url)
    with engine.connect() as connection:
        bridge = connection.execute(select(m.Project.id).where(m.Project.name == "海平大桥项目")).scalar_one()
    for period, cumulative in (("2025-09", 5e8), ("2025-10", 4e8)):
        report_progress(engine, ReportSubject.PROJECT, bridge, Reported(
            period=period, measure=ReportMeasure.INVESTMENT, cumulative=cumulative), actor=SUPERVISOR, now=NOW)
    engine.dispose()
    test = app(own_url)
    assert shown(test)["有疑问的上报"] == "1"
    assert linked(test, "累计下降等")["asked"] == ["yes"]
    asked = app(own_url, "reports", asked="yes")
    assert "待核问题（1）" in words(asked)
    assert "待核问题（1）" in words(app(own_url, "reports"))
    assert not asked.metric  # the counts of all units
    assert linked(test, "填报 2 次（1 人）")["since"] == ["2025-11-16"]
    assert "没有人改动台账" in words(app(own_url, asof="2025-11-19"))


@pytest.mark.parametrize("lang", ["en", "zh_TW"])
def test_other_languages(app: Open, filled_url: str, lang: str) -> None:
    assert len(shown(app(filled_url, lang=lang))) == 20


def test_an_empty_ledger_says_what_to_do(app: Open, empty_url: str) -> None:
    test = app(empty_url)
    assert not test.metric
    assert "台账还是空的" in words(test)


def test_a_place_counts_its_parts_where_it_has_rows_of_its_own() -> None:
    places = [{"id": 1, "code": "44", "parent_id": None}, {"id": 2, "code": "4401", "parent_id": 1},
              {"id": 3, "code": "440101", "parent_id": 2}]
    counts = [{"group": "440101", "n": 5}, {"group": "4401", "n": 1}, {"group": None, "n": 2}]
    assert with_parts_counted(counts, places) == [("4401", 6), ("440101", 5), (None, 2)]
