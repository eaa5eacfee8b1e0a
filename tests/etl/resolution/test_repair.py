"""A damaged number is repaired where the text's arithmetic proves it, and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from etl.pipeline import extract, extract_file
from etl.records import Document, IndicatorRecord, SpeechLedger

SHARED = os.environ.get("TAIZHANG_SHARED", "")


def repaired(speeches: tuple[SpeechLedger, ...]) -> list[IndicatorRecord]:
    return [r for s in speeches for r in s.records if isinstance(r, IndicatorRecord) and r.repaired_value is not None]


def read(sentence: str) -> list[IndicatorRecord]:
    document = Document("t.txt", f"讲话\n同志们：\n{sentence}\n", "txt", "utf-8", "")
    return repaired(extract(document).speeches)


@pytest.mark.parametrize("sentence, value, proof", [
    ("修建这条公路，大约需要20xx万元。目前争取到项目资金1200万元，还有850万元的缺口。", 2.05e7,
     "20xx万元 = 1200万元（已有） + 850万元（缺口） = 2050万元"),
    ("项目建设需要资金XX万元，已落实300万元，资金缺口500万元。", 8e6,
     "XX万元 = 300万元（已有） + 500万元（缺口） = 800万元"),
    ("项目建设需要资金22xx万元，已落实中央补助1300万元、省级配套400万元，资金缺口500万元。", 2.2e7,
     "22xx万元 = 1300万元（已有） + 400万元（已有） + 500万元（缺口） = 2200万元"),
])
def test_a_need_is_what_is_in_hand_and_what_is_missing(sentence: str, value: float, proof: str) -> None:
    (record,) = read(sentence)
    assert (record.repaired_value, record.proof) == (value, proof)
    assert record.value is None and record.redacted


@pytest.mark.parametrize("sentence", [
    # the digits that are left say another number
    "修建这条公路，大约需要20xx万元。目前争取到项目资金1200万元，还有950万元的缺口。",
    "修建这条公路，大约需要20xx万元。目前争取到项目资金12000万元，还有8500万元的缺口。",
    # no need
    "这条公路总投资20xx万元。目前争取到项目资金1200万元，还有850万元的缺口。",
    # no gap
    "修建这条公路，大约需要20xx万元。目前争取到项目资金1200万元，完成投资850万元。",
    # nothing in hand, or a figure between that is something else
    "修建这条公路，大约需要20xx万元，还有850万元的缺口。",
    "修建这条公路，大约需要20xx万元。去年完成投资1200万元，还有850万元的缺口。",
    # rounded parts prove no digits
    "修建这条公路，大约需要20xx万元。目前争取到项目资金约1200万元，还有850万元的缺口。",
    # two gaps: which one is meant is open
    "修建这条公路，大约需要20xx万元。争取到项目资金1200万元，还有850万元的缺口。另一条路还有850万元的缺口。",
    # another unit
    "修建这条公路，需要征地20xx亩。目前争取到项目资金1200万元，还有850万元的缺口。",
    # a year is no number
    "到20xx年，需要资金3000万元。目前争取到项目资金1200万元，还有1800万元的缺口。",
])
def test_without_a_proof_the_number_stays_blank(sentence: str) -> None:
    assert read(sentence) == []


@pytest.mark.shared
@pytest.mark.skipif(not SHARED, reason="TAIZHANG_SHARED names no folder with the speeches")
def test_the_one_number_of_the_speeches_that_can_be_proven() -> None:
    seeds = sorted((Path(SHARED) / "seeds").glob("*.txt"))
    found = [r for path in seeds for r in repaired(extract_file(path).speeches)]
    assert [(r.repaired_value, r.value, r.redacted) for r in found] == [(2e7, None, True)]
