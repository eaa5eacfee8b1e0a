"""Places in running text, and the words that only look like them."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.lexicon.regions import ancestors, children, region_of, regions, short_name
from etl.mentions.regions import find_regions
from etl.text.normalize import normalize

CASES = json.loads((Path(__file__).parents[2] / "cases" / "regions.json").read_text(encoding="utf-8"))
LEVELS = {"province", "city", "county", "town", "self", "group", "zone", "nation", "other"}


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_cases(case: dict) -> None:
    found = find_regions(normalize(case["text"]), 0, len(case["text"]))
    assert [[r.name, r.code, r.level] for r in found] == case["found"]


@given(st.lists(st.sampled_from(
    ["我市", "全县", "湛江", "廉江", "和平", "各县（市、", "区）", "XX", "区", "开发区", "长丰镇", "，", "和", "新",
     "乡", "\n", "城"])))
def test_mentions_are_sorted_apart_and_say_what_stands_there(parts: list[str]) -> None:
    text = normalize("在" + "".join(parts))
    found = find_regions(text, 1, len(text.plain))
    assert all(a.end <= b.start for a, b in pairwise(found))
    for r in found:
        assert r.start >= 1 and text.plain[r.start:r.end] == r.name and r.level in LEVELS


def test_traditional_names_are_found() -> None:
    found = find_regions(normalize("遼寧瀋陽、黃驊"), 0, 7)
    assert [r.code for r in found] == ["210000", "210100", "130983"]


def test_the_tree_of_divisions() -> None:
    zhanjiang = region_of("440800")
    assert zhanjiang is not None
    assert (zhanjiang.name, zhanjiang.full_name) == ("湛江", "湛江市")
    assert (zhanjiang.level, zhanjiang.parent) == ("city", "440000")
    assert "440881" in {r.code for r in children("440800")}
    assert ancestors("440881") == ("440800", "440000")
    assert region_of("999999") is None and children("999999") == ()
    assert len(children("")) == 34
    assert all(not r.parent or r.parent in regions() for r in regions().values())
    assert all(code.isdigit() and len(code) == 6 for code in regions())


@pytest.mark.parametrize(("full", "short"), [
    ("湛江市", "湛江"), ("环江毛南族自治县", "环江"), ("积石山保安族东乡族撒拉族自治县", "积石山"), ("赵县", "赵县"),
    ("广西壮族自治区", "广西"), ("内蒙古自治区", "内蒙古"), ("延边朝鲜族自治州", "延边"), ("香港特别行政区", "香港"),
])
def test_short_names(full: str, short: str) -> None:
    assert short_name(full) == short
