"""The matching copy: always the same length, one script, one set of punctuation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.text.normalize import normalize, simplify

CASES = json.loads((Path(__file__).parents[2] / "cases" / "normalize.json").read_text(encoding="utf-8"))
CHINESE = st.text(st.sampled_from(
    "項目建設説衞羣裏祕著手名顯乾幹後发髮，,。\"“”:;()１Ａ％　\t\n\x00\u200b?0123456789.億元"
))


@given(st.one_of(st.text(), CHINESE))
def test_one_character_stays_one_character(text: str) -> None:
    normal = normalize(text)
    assert normal.original == text
    assert len(normal.plain) == len(text)
    assert [i for i, c in enumerate(normal.plain) if c == "\n"] == [i for i, c in enumerate(text) if c == "\n"]


@given(CHINESE)
def test_simplified_text_stays_as_it_is(text: str) -> None:
    once = simplify(text)
    assert simplify(once) == once


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_cases(case: dict[str, str]) -> None:
    assert normalize(case["text"]).plain == case["plain"]
