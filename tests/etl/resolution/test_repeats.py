"""The same directive said twice is one record with two places."""

from __future__ import annotations

import pytest

from etl.pipeline import extract
from etl.records import (
    CadenceRecord,
    Document,
    IndicatorRecord,
    LedgerRecord,
    MilestoneRecord,
    SpeechLedger,
)

ONCE = "县督查室每周通报一次进度。"
BETWEEN = "下面讲第二点。"


def _ledger(text: str) -> SpeechLedger:
    return extract(Document("test.txt", text, "txt", "utf-8", "")).speeches[0]


def _of(kind: type[LedgerRecord], text: str) -> list[LedgerRecord]:
    return [r for r in _ledger(text).records if isinstance(r, kind)]


@pytest.mark.parametrize("again", [
    ONCE, "所以，县督查室每周通报一次进度。", "县督查室每周通报一次进度！", "二是县督查室每周通报一次进度。",
])
def test_a_sentence_said_again_is_a_second_place(again: str) -> None:
    text = ONCE + BETWEEN + again
    (record,) = _of(CadenceRecord, text)
    assert record.start < len(ONCE)
    (place,) = record.also_at
    assert text[place.start:place.end] == text[record.start:record.end]
    assert place.start >= len(ONCE + BETWEEN)


@pytest.mark.parametrize("other", [
    "县督查室每月通报一次进度。", "县政府办每周通报一次进度。", "县督查室每周通报一次进度，直到年底。",
])
def test_a_sentence_that_says_more_or_else_is_another_record(other: str) -> None:
    records = _of(CadenceRecord, ONCE + BETWEEN + other)
    assert len(records) == 2
    assert all(not r.also_at for r in records)


def test_a_passage_said_three_times_has_three_places() -> None:
    passage = "年底前，确保平安大桥竣工。县督查室每周通报一次进度。"
    text = passage + BETWEEN + passage + BETWEEN + passage
    for kind in (MilestoneRecord, CadenceRecord):
        (record,) = _of(kind, text)
        assert len(record.also_at) == 2


def test_a_figure_stated_again_is_kept() -> None:
    text = "全县完成固定资产投资45亿元。" + BETWEEN + "全县完成固定资产投资45亿元。"
    assert len(_of(IndicatorRecord, text)) == 2


def test_numbers_of_the_second_place_are_accounted_for() -> None:
    passage = "连续3次排在末位的单位，取消评优资格。"
    fates = [(n.fate, n.reason) for n in _ledger(passage + BETWEEN + passage).numbers]
    half = len(fates) // 2
    assert half and fates[:half] == fates[-half:]
