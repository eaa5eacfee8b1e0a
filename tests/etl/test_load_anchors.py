"""Where words stand in the text that replaced theirs."""

from __future__ import annotations

import pytest

from etl.load_anchors import TextMap
from etl.records import Span

OLD = "同志们：今年固投要完成45亿元。滨海大桥年底前通车。\n县水务局负责水厂。散会。"


def span(text: str, words: str) -> Span:
    return Span(text.index(words), text.index(words) + len(words))


def found(new: str, quote: str, sentence: str) -> str | None:
    place = TextMap(OLD, new).words(span(OLD, quote), span(OLD, sentence))
    return None if place is None else new[place.start:place.end]


@pytest.mark.parametrize("new", [
    OLD, "开场白。\n" + OLD, OLD.replace("散会。", ""), OLD.replace("同志们：今年", "各位同志，今年"),
    OLD.replace("滨海大桥年底前通车。", "") + "滨海大桥年底前通车。", OLD.replace("通车。", "通车，不得有误。"),
    OLD.replace("滨海大桥年底前通车。", "会议还强调：滨海大桥年底前通车。").replace("45", "48"),
])
def test_words_that_are_kept_are_found(new: str) -> None:
    assert found(new, "滨海大桥年底前通车", "滨海大桥年底前通车。") == "滨海大桥年底前通车"


@pytest.mark.parametrize("new", [
    OLD.replace("滨海大桥年底前通车。", ""), OLD.replace("年底前", "六月底前"), "另一篇文字。",
    OLD.replace("滨海大桥年底前通车。", "没有。") + "滨海大桥年底前通车。" * 2,
])
def test_words_that_are_gone_or_stand_twice_are_not(new: str) -> None:
    assert found(new, "滨海大桥年底前通车", "滨海大桥年底前通车。") is None


@pytest.mark.parametrize("old, new, passage", [
    ("45亿元", "48亿元", "固投要完成48亿元"), ("固投要", "固定资产投资要", "固定资产投资要完成45亿元"),
    ("45", "", "固投要完成亿元"), ("今年固投要完成45亿元。", "", None), ("固投要完成45亿元", "收入翻一番", None),
])
def test_what_stands_in_the_place_of_words(old: str, new: str, passage: str | None) -> None:
    text = OLD.replace(old, new)
    place = TextMap(OLD, text).passage(span(OLD, "固投要完成45亿元"))
    assert (place and text[place.start:place.end]) == passage


def test_a_long_passage_that_was_replaced_is_not_compared_by_characters() -> None:
    one, other = ("、".join(f"{word}{n}" for n in range(2000)) for word in ("甲", "乙"))
    place = TextMap(one, other).passage(Span(0, 2))
    assert place is None
