"""地区投资目标: filled, filtered, empty; from a place to its sentences and projects; the office's own map."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from dashboard import maps
from db import models as m
from db.engine import open_engine
from db.services.progress import Reported, report_progress, verify_report
from db.vocab import ReportMeasure, ReportSubject
from tests.dashboard.conftest import Open
from tests.dashboard.test_overview import links
from tests.dashboard.test_pages import table, words
from tests.people import SUPERVISOR

NOW = datetime(2025, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def reported_url(own_url: str) -> str:
    """海平县 reports its investment, the bridge its own."""
    engine = open_engine(own_url)
    with engine.connect() as connection:
        target = connection.execute(select(m.Indicator.id).where(m.Indicator.value == 120e8)).scalar_one()
        bridge = connection.execute(select(m.Project.id).where(m.Project.name == "海平大桥项目")).scalar_one()
    for kind, subject, measure, figure in (
            (ReportSubject.INDICATOR, target, ReportMeasure.VALUE, 90e8),
            (ReportSubject.PROJECT, bridge, ReportMeasure.INVESTMENT, 1.2e8)):
        made = report_progress(engine, kind, subject, Reported(period="2025-10", measure=measure, cumulative=figure),
                               actor=SUPERVISOR, now=NOW)
    verify_report(engine, made.report_id, actor=SUPERVISOR, now=NOW, cumulative=1.1e8)
    engine.dispose()
    return own_url


def test_places_stand_by_completion(app: Open, filled_url: str) -> None:
    test = app(filled_url, "investment")
    assert not test.exception
    rows = table(test, "target")
    assert list(rows["region"]) == ["青石市", "海平县", "南溪区"]
    assert rows["rate"].round(1).tolist()[:2] == [69.7, 65.4]
    assert rows["expected"].round(2).tolist()[:2] == [64.62, 99.95]
    assert rows["data_month"].tolist()[:2] == ["2025-09", "2025-10"]
    assert set(rows["source"].dropna()) == {"讲话"}
    assert "完成数截至哪个月，就按2025年到那个月过去的比例算应完成多少" in words(test)
    assert "各地区数据截至的月份不同" in words(test)


def test_what_is_blanked_waits_and_is_not_zero(app: Open, filled_url: str) -> None:
    rows = table(app(filled_url, "investment", indicator="工业投资/元"), "target")
    assert list(rows["region"]) == ["海平县"]
    assert pd.isna(rows["target"].iloc[0])
    assert rows["note"].iloc[0] == "目标待填"


def test_the_page_follows_the_place_filter(app: Open, filled_url: str) -> None:
    assert list(table(app(filled_url, "investment", county="449902"), "target")["region"]) == ["青石市"]


def test_nothing_in_scope_says_so(app: Open, filled_url: str) -> None:
    test = app(filled_url, "investment", county="none")
    assert not test.dataframe
    assert "没有符合筛选条件的记录" in words(test)


def test_a_place_opens_its_figures_and_its_projects(app: Open, filled_url: str) -> None:
    test = app(filled_url, "investment", place="449901")
    assert not test.exception
    assert list(table(test, "value")["value"]) == ["120.00亿元", "78.50亿元"]
    projects = table(test, "report_kind")
    assert list(projects["name"]) == ["海平大桥项目", "东岸风电项目", "临港石化仓储项目"]
    assert projects["investment"].iloc[0] == 8.6
    assert any(page == "project" and params["project"] for _, page, params in links(test))
    assert any(page == "source" and params["record"] for _, page, params in links(test))


@pytest.mark.parametrize("place", ["449999", "speech-9", "'; DROP TABLE", ""])
def test_a_place_that_is_not_there_opens_nothing(app: Open, filled_url: str, place: str) -> None:
    test = app(filled_url, "investment", place=place)
    assert not test.exception
    assert not any("value" in d.value.columns for d in test.dataframe)


def test_reports_stand_beside_speeches(app: Open, reported_url: str) -> None:
    of_speeches = table(app(reported_url, "investment"), "target").set_index("region")
    assert of_speeches.loc["海平县", ["actual", "source"]].tolist() == [78.5, "讲话"]
    test = app(reported_url, "investment", source="report")
    of_reports = table(test, "target").set_index("region")
    assert of_reports.loc["海平县", ["actual", "source"]].tolist() == [90.0, "上报"]
    assert pd.isna(of_reports.loc["青石市", "actual"])
    assert "完成数取自上报" in words(test)


def test_projects_reports_are_summed_by_place(app: Open, reported_url: str) -> None:
    test = app(reported_url, "investment", place="449901")
    row = table(test, "reporting_n").set_index("region").loc["海平县"]
    assert row[["projects_n", "reporting_n", "reported", "verified"]].tolist() == [3, 1, 1.1, 1.1]
    assert list(table(test, "report_kind")["report_kind"].dropna()) == ["认定"]
    assert any("1 个项目报了完成投资 1.10亿元" in e.label for e in test.expander)


def test_without_reports_the_page_says_so(app: Open, filled_url: str) -> None:
    test = app(filled_url, "investment", source="report")
    assert [i.value for i in test.info] == ["还没有单位上报这个指标，改看讲话里的数。"]


def test_the_map_comes_from_the_offices_own_file(app: Open, filled_url: str, tmp_path: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "map.geojson"
    monkeypatch.setattr(maps, "MAP_FILE", file)
    assert "审图号：" not in words(app(filled_url, "investment"))
    square = {"type": "Polygon", "coordinates": [[[1, 1], [2, 1], [2, 2], [1, 1]]]}
    file.write_text(json.dumps({"properties": {"审图号": "粤S(2026)001号"}, "features": [
        {"properties": {"gb": "156449901"}, "geometry": square}]}), encoding="utf-8")
    said = words(app(filled_url, "investment")).replace("\\", "")
    assert "审图号：粤S(2026)001号" in said
    file.write_text("{", encoding="utf-8")
    broken = app(filled_url, "investment")
    assert not broken.exception
    assert broken.warning[0].value.startswith("地图文件读不出")


@pytest.mark.parametrize("lang", ["en", "zh_TW"])
def test_other_languages(app: Open, filled_url: str, lang: str) -> None:
    assert not app(filled_url, "investment", lang=lang, place="449901").exception


def test_an_empty_ledger_says_what_to_do(app: Open, empty_url: str) -> None:
    test = app(empty_url, "investment")
    assert not test.exception
    assert "台账还是空的" in words(test)
