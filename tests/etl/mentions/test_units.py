"""Organisations, posts and classes of units; cases in tests/cases/units.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.mentions.units import find_units
from etl.text.normalize import normalize

CASES = json.loads((Path(__file__).parents[2] / "cases" / "units.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_units_are_found_as_written(case: dict) -> None:
    text = normalize(case["text"])
    found = find_units(text, 0, len(text.plain))
    assert [u.name for u in found] == case["units"]
    assert all(text.original[u.start:u.end] == u.name for u in found)


def test_search_keeps_to_its_range() -> None:
    text = normalize("县财政局拨款。县水利局验收。")
    assert [u.name for u in find_units(text, 7, len(text.plain))] == ["县水利局"]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [("县发改局到场。", "department"), ("县发改局局长到场。", "post"), ("各乡镇到场。", "town"),
     ("有关部门到场。", "class"),
     ("县政府到场。", "government"), ("开发区到场。", "park"), ("华远建材有限公司到场。", "company")],
)
def test_kind_of_a_unit(sentence: str, kind: str) -> None:
    text = normalize(sentence)
    assert [u.kind for u in find_units(text, 0, len(text.plain))] == [kind]
