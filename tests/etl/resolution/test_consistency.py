"""What figures claim of each other: sums, shares, growth, products, gaps; each with a neighbour that claims nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from db.vocab import FindingCheck
from etl.pipeline import extract, extract_file
from etl.records import Document, Finding

CASES = json.loads((Path(__file__).parents[2] / "cases" / "consistency.json").read_text(encoding="utf-8"))
SHARED = os.environ.get("TAIZHANG_SHARED", "")

# what traps.md says of the figures of the speeches: speech, check, stated figure, whether it holds
ARITHMETIC = [
    (2, "rate", "72.5%", True), (2, "within_whole", "45.69億元", False), (3, "parts_total", "56個", True),
    (8, "parts_total", "118項", True), (8, "parts_total", "71.8億元", False), (8, "parts_total", "13.1億元", False),
    (8, "growth", "32.23%", True), (9, "parts_total", "485億元", True), (9, "growth", "37%", False),
    (9, "rate", "57%", True), (10, "parts_total", "100項", True), (10, "parts_total", "87項", True),
    (10, "parts_total", "44.7億元", True), (10, "product", "2.85億元", True), (10, "difference", "近9000畝", True),
    (11, "parts_total", "1056件", True), (11, "parts_total", "365.21萬元", True),
    (11, "parts_total", "1482件", True), (11, "product", "35600立方米", True), (11, "product", "約35.82萬個", False),
]


def document(text: str) -> Document:
    return Document("t.txt", text, "txt", "utf-8", "")


def findings(text: str) -> list[Finding]:
    return [f for s in extract(document("讲话\n同志们：\n" + text + "\n")).speeches for f in s.findings]


@pytest.mark.parametrize("case", CASES, ids=[c["what"] for c in CASES])
def test_findings(case: dict) -> None:
    text = "讲话\n同志们：\n" + case["text"] + "\n"
    found = [f for s in extract(document(text)).speeches for f in s.findings]
    assert [[str(f.check), text[f.start:f.end], f.holds] for f in found] == case["finds"]


def test_a_finding_names_its_figures_and_does_the_sum() -> None:
    text = ("讲话\n同志们：\n1至9月，全市重点项目完成投资38.2亿元。"
            "其中，工业项目完成投资21.5亿元，基础设施项目完成投资18.9亿元。\n")
    (found,) = (f for s in extract(document(text)).speeches for f in s.findings)
    assert found.says == "21.5亿元 + 18.9亿元 = 40.4亿元 ≠ 38.2亿元"
    assert [text[p.start:p.end] for p in found.places] == ["21.5亿元", "18.9亿元"]
    assert (found.stated, found.computed, found.measure_unit) == (38.2e8, pytest.approx(40.4e8), "元")


@pytest.mark.parametrize("sentence, says", [
    ("全县饮水工程总投资1.2亿元，其中，国家补助4000万元，群众自筹8000万元。", "4000万元 + 8000万元 = 1.2亿元"),
    ("全市重点项目年度计划投资80亿元，1至10月完成投资58.6亿元，完成年度计划的78.3%。",
     "58.6亿元 ÷ 80亿元 = 73.25% ≠ 78.3%"),
    ("项目建设需要资金9000万元，已落实5200万元，资金缺口2800万元。", "9000万元 − 5200万元 = 3800万元 ≠ 2800万元"),
])
def test_the_arithmetic_is_written_for_people(sentence: str, says: str) -> None:
    assert [f.says for f in findings(sentence)] == [says]


@pytest.mark.parametrize("stated, holds", [("44.7", True), ("44.6", True), ("44.9", False)])
def test_a_sum_may_differ_by_the_rounding_of_its_parts(stated: str, holds: bool) -> None:
    rows = "其中，20项工业项目有17项开工，完成投资20.9亿元；30项城建项目有24项开工，完成投资23.8亿元。"
    found = findings(f"50项市级重点项目有41项开工，完成投资{stated}亿元。{rows}")
    assert [f.holds for f in found if f.measure_unit == "元"] == [holds]


def test_every_kind_of_check_is_made_by_a_case() -> None:
    assert {check for case in CASES for check, _, _ in case["finds"]} == set(FindingCheck)


@pytest.mark.shared
@pytest.mark.skipif(not SHARED, reason="TAIZHANG_SHARED names no folder with the speeches")
def test_the_arithmetic_of_the_speeches() -> None:
    (seed,) = (Path(SHARED) / "seeds").glob("004_*.txt")
    read = extract_file(seed)
    text = read.prepared.document.text
    found = {(s.speech.ordinal, str(f.check), text[f.start:f.end], f.holds) for s in read.speeches for f in s.findings}
    assert [row for row in ARITHMETIC if row not in found] == []
    assert {row for row in found if not row[3]} == {row for row in ARITHMETIC if not row[3]}


@pytest.mark.shared
@pytest.mark.skipif(not SHARED, reason="TAIZHANG_SHARED names no folder with the speeches")
def test_no_false_alarm_in_the_reports_of_the_provinces() -> None:
    reports = sorted((Path(SHARED) / "corpus").glob("2*.txt"))
    assert reports
    alarms = [f.says for path in reports for s in extract_file(path).speeches for f in s.findings if not f.holds]
    assert alarms == []
