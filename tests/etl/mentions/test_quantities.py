"""Numbers and what becomes of them; cases in tests/cases/quantities.json."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from etl.mentions.quantities import find_quantities
from etl.mentions.quantity_numerals import read_chinese
from etl.records import Quantity
from etl.text.normalize import normalize

CASES = json.loads((Path(__file__).parents[2] / "cases" / "quantities.json").read_text(encoding="utf-8"))


def _found(sentence: str) -> dict[str, Quantity]:
    """The quantities of a sentence by their numerals; of equal ones the last."""
    text = normalize(sentence)
    return {text.plain[q.number_start:q.number_end]: q for q in find_quantities(text, 0, len(text.plain))}


@pytest.mark.parametrize("case", CASES["figures"], ids=lambda c: c["text"])
def test_figures_are_read_in_base_units(case: dict) -> None:
    q = _found(case["text"])[case["number"]]
    assert q.set_aside is None
    got = (q.value, q.value_max, q.unit, str(q.cmp), q.redacted, q.rate_of)
    assert got == (case["value"], case["value_max"], case["unit"], case["cmp"], case["redacted"], case["rate_of"])


@pytest.mark.parametrize("case", CASES["set_aside"], ids=lambda c: c["text"])
def test_numbers_that_are_no_figures_say_why(case: dict) -> None:
    assert _found(case["text"])[case["number"]].set_aside == case["reason"]


@pytest.mark.parametrize("sentence", CASES["no_numbers"])
def test_words_with_a_numeral_character_are_no_numbers(sentence: str) -> None:
    assert _found(sentence) == {}


@pytest.mark.parametrize(
    ("word", "value"),
    [("三百二", 320), ("一万二", 12000), ("二〇一六", 2016), ("一百零五", 105), ("千亿", 1e11), ("十一", 11)],
)
def test_chinese_numerals(word: str, value: float) -> None:
    assert read_chinese(word) == value


def test_quantities_are_sorted_and_do_not_overlap() -> None:
    text = normalize("一是投资20xx万元，二是每月一次、每公里80万元；第三，3个亿，近1.4和1.9个百分点。")
    found = find_quantities(text, 0, len(text.plain))
    assert len(found) > 6
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_a_listed_number_takes_the_unit_of_the_next() -> None:
    found = _found("比全省低1.4和1.9个百分点。")
    assert (found["1.4"].unit, found["1.4"].value) == ("百分点", 1.4)


def test_search_keeps_to_its_range() -> None:
    text = normalize("投资3亿元。占地40亩。")
    assert [q.unit for q in find_quantities(text, 6, len(text.plain))] == ["亩"]
