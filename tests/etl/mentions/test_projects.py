"""Names of projects in running text, and the classes, offices and slogans that are none."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.mentions.project_segments import tokens
from etl.mentions.projects import find_projects
from etl.text.normalize import normalize

CASES = json.loads((Path(__file__).parents[2] / "cases" / "projects.json").read_text(encoding="utf-8"))
PARTS = ["宏达公司", "城北污水处理厂", "项目", "工程", "二期", "、", "和", "，", "等", "建成", "（市）", "“双百工程”",
         "3个", "重点", "投资3亿元的", "年产2万吨", "。", "已", "\n", "路", "XX", "1.", "产业园"]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_cases(case: dict) -> None:
    found = find_projects(normalize(case["text"]), 0, len(case["text"]))
    assert [m.name for m in found] == case["found"], case["why"]


@given(st.lists(st.sampled_from(PARTS)))
def test_mentions_are_sorted_apart_and_begin_with_the_words_of_the_text(parts: list[str]) -> None:
    text = normalize("在" + "".join(parts))
    found = find_projects(text, 1, len(text.plain))
    assert all(a.end <= b.start for a, b in pairwise(found))
    for m in found:
        assert m.start >= 1 and text.original[m.start:m.end] in m.name and 0 < m.confidence < 1


@given(st.lists(st.sampled_from(PARTS)))
def test_tokens_are_the_whole_text(parts: list[str]) -> None:
    plain = "".join(parts)
    assert "".join(plain[t.start:t.end] for t in tokens(plain, 0, len(plain))) == plain


def test_names_keep_the_script_of_the_document() -> None:
    found = find_projects(normalize("確保東海鋼鐵項目動工。"), 0, 11)
    assert [m.name for m in found] == ["東海鋼鐵項目"]


def test_the_head_of_a_list_is_in_the_script_of_the_document_and_not_said_twice() -> None:
    words = "引進了華聯、盈信電子商務等電子商務項目。"
    found = find_projects(normalize(words), 0, len(words))
    assert [m.name for m in found] == ["華聯電子商務項目", "盈信電子商務項目"]
