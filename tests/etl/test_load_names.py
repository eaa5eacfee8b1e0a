"""When two names mean one thing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.lexicon import table
from etl.load_names import canonical_indicator, project_name_key, unit_name

CASES = json.loads((Path(__file__).parents[1] / "cases/project_names.json").read_text(encoding="utf-8"))
PLACE = ("徐闻县", "徐闻")


def key(name: str) -> str:
    return project_name_key(name, place_names=PLACE)


@pytest.mark.parametrize("one, other", CASES["same"])
def test_two_names_of_one_project(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize("one, other", CASES["different"])
def test_names_of_two_projects(one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize("name, expected", CASES["key"])
def test_a_name_is_never_cut_to_nothing(name: str, expected: str) -> None:
    assert key(name) == expected


def test_unit_names_are_simplified_and_without_spaces() -> None:
    assert unit_name("縣發展 改革局") == "县发展改革局"
    assert unit_name("县发改局") != unit_name("市发改局")


@pytest.mark.parametrize("name, canonical", [
    ("固投", "固定资产投资"), ("全社會固定資產投資", "固定资产投资"), ("固定资产投资", "固定资产投资"),
    ("重点项目投资", "重点项目投资"), ("重点项目总投资", "重点项目总投资"), ("苗木成活率", "苗木成活率"),
])
def test_an_indicator_has_one_name(name: str, canonical: str) -> None:
    assert canonical_indicator(name) == canonical


def test_a_common_name_is_its_own_common_name() -> None:
    rows = table("canonical_indicators")
    assert {r["canonical"] for r in rows}.isdisjoint({r["name"] for r in rows})
