"""Words are found however they were typed: Simplified or Traditional, capitals or not; the same on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Engine

from db.queries import deadlines, projects, unit_names
from db.queries.deadlines import DeadlineFilter
from db.queries.projects import ProjectFilter
from db.queries.scope import Scope, Slice
from db.queries.unit_names import NameFilter
from db.spellings import MOST_SPELLINGS, spellings
from tests.dashboard.ledger import fill

EVERYWHERE, PAGE = Scope(date(2025, 11, 22)), Slice()


def test_typed_words_come_first_then_what_may_be_meant() -> None:
    assert spellings("鉴江") == ("鉴江", "鑑江", "鑒江")
    assert set(spellings("鑑江")) == set(spellings("鉴江"))
    assert {"後臺", "后台", "後台"} <= set(spellings("后台"))
    assert "发髮" not in spellings("发展")[1:]


@pytest.mark.parametrize("words", ["PPP", "第3标段", "%", "江"])
def test_words_with_one_spelling_are_looked_for_once(words: str) -> None:
    assert [s for s in spellings(words) if s != words] == (["第3標段"] if "标" in words else [])


def test_a_long_search_has_few_spellings() -> None:
    words = "发展干部后台里面系统云松范复只准历"
    assert len(spellings(words)) <= MOST_SPELLINGS
    assert words in spellings(words)
    assert any("發展幹部" in s for s in spellings(words))


@pytest.mark.parametrize("words, found", [
    ("水库扩建", ["青石水庫擴建工程"]), ("水庫擴建", ["青石水庫擴建工程"]), ("大橋", ["海平大桥项目"]), ("大路", []),
])
def test_deadlines_are_found_in_either_script(engine: Engine, words: str, found: list[str]) -> None:
    fill(engine)
    wanted = DeadlineFilter(types=("milestone",), words=words)
    with engine.connect() as connection:
        assert [r["subject"] for r in deadlines.deadlines(connection, EVERYWHERE, wanted, PAGE)] == found


@pytest.mark.parametrize("words, found", [("市水務局", ["市水务局"]), ("市水利局", [])])
def test_units_are_found_in_either_script(engine: Engine, words: str, found: list[str]) -> None:
    fill(engine)
    with engine.connect() as connection:
        rows = unit_names.units(connection, EVERYWHERE, NameFilter(words=words), PAGE)
    assert [r["name"] for r in rows] == found


@pytest.mark.parametrize("words", ["lng", "LNG", "Lng"])
def test_capitals_do_not_matter(engine: Engine, words: str) -> None:
    fill(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE project SET name = '临港LNG接收站' WHERE name = '海平大桥项目'")
    with engine.connect() as connection:
        rows = projects.projects(connection, EVERYWHERE, ProjectFilter(words=words), PAGE)
    assert [r["name"] for r in rows] == ["临港LNG接收站"]
