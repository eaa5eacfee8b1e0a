"""Keys name the record, not its place in the file."""

from __future__ import annotations

from dataclasses import replace

import pytest

from etl.load_keys import key_base, record_keys, sentence_span, text_fingerprint
from etl.records import Span
from tests.etl.speeches import COUNTY, Said, figure, ledger, milestone, project


def keys(said: Said, *, before: str = "") -> list[str]:
    speech = ledger("甲.txt", *([Said(before)] if before else []), said).speeches[-1]
    document = ledger("甲.txt", *([Said(before)] if before else []), said).prepared.document
    return list(record_keys(speech.records, text=document.text, speech=speech.speech))


def test_keys_are_unique_and_the_same_each_time() -> None:
    assert len(set(keys(COUNTY))) == len(COUNTY.told)
    assert keys(COUNTY) == keys(COUNTY)


def test_a_speech_before_changes_no_key() -> None:
    assert keys(COUNTY, before="另一场讲话。\n") == keys(COUNTY)


def test_the_rest_of_the_sentence_changes_the_context_only() -> None:
    one = keys(Said("今年投资5万元。", (figure("投资5万元", "投资", 5e4),)))[0]
    other = keys(Said("今年村里投资5万元。", (figure("投资5万元", "投资", 5e4),)))[0]
    assert one != other
    assert key_base(one) == key_base(other)


def test_twins_are_numbered_in_the_order_of_the_text() -> None:
    told = (figure("5万元", "投资", 5e4), figure("5万元", "投资", 5e4, nth=1))
    first, second = keys(Said("5万元、5万元。", told))
    assert second == f"{first}.2"


@pytest.mark.parametrize("change", [
    {"indicator": "投入"}, {"region": "乙村"}, {"subject": "水厂"}, {"value": 6e4}, {"value_max": 7e4},
    {"unit": "美元"},
])
def test_what_tells_figures_on_one_quote_apart(change: dict) -> None:
    told = figure("5万元", "投资", 5e4)
    other = replace(told, fields=told.fields | change)
    one, two = keys(Said("5万元。", (told, other)))
    assert key_base(one) != key_base(two)


@pytest.mark.parametrize("change", [{"rule": "other"}, {"confidence": 0.1}, {"topic": "party"}, {"period": "今年"}])
def test_what_a_better_rule_may_change_is_no_part_of_the_key(change: dict) -> None:
    told = figure("5万元", "投资", 5e4)
    assert keys(Said("5万元。", (told,))) == keys(Said("5万元。", (replace(told, fields=told.fields | change),)))


def test_a_project_is_known_by_its_name_alone() -> None:
    one = keys(Said("滨海大桥开工。大家鼓掌。滨海大桥完工。", (project("滨海大桥"),)))
    other = keys(Said("滨海大桥开工。大家鼓掌。滨海大桥完工。", (project("滨海大桥", nth=1),)))
    assert one == other


def test_a_milestone_and_a_project_on_one_quote_differ() -> None:
    assert len(set(keys(Said("滨海大桥。", (project("滨海大桥"), milestone("滨海大桥", "滨海大桥")))))) == 2


def test_evidence_over_two_sentences_has_both() -> None:
    speech = ledger("甲.txt", Said("第一句。第二句。第三句。")).speeches[0].speech
    assert sentence_span(speech, 2, 6) == (Span(0, 8), 0)
    assert sentence_span(speech, 4, 8) == (Span(4, 8), 0)


def test_evidence_outside_of_all_sentences_is_its_own() -> None:
    speech = replace(ledger("甲.txt", Said("第一句。第二句。")).speeches[0].speech, sentences=())
    assert sentence_span(speech, 2, 6) == (Span(2, 6), 0)


def test_a_text_is_known_without_its_white_space() -> None:
    assert text_fingerprint("第一 句。\n\n　　第二句。") == text_fingerprint("第一句。第二句。\n")
    assert text_fingerprint("第一句。") != text_fingerprint("第一句！")
