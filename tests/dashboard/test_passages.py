from __future__ import annotations

import pytest

from dashboard.components.evidence import sentence_html
from dashboard.passages import cut, read_record_id

SPEECH = {
    "text": "一、目标\n今年完成120亿元，甲项目开工。广告", "start": 100, "end": 123,
    "records": [
        {"type": "indicator", "id": 1, "start": 109, "end": 114},
        {"type": "milestone", "id": 2, "start": 107, "end": 121},
        {"type": "project", "id": 3, "start": 115, "end": 118},
    ],
    "set_aside": [{"kind": "furniture", "reason": "advert", "start": 121, "end": 123},
                  {"kind": "number", "reason": "date", "start": 105, "end": 107}],
    "sections": [{"position": 1, "level": 1, "label": "一、", "title": "目标", "start": 100, "end": 123}],
}


def test_pieces_are_the_text_again() -> None:
    assert "".join(p.text for p in cut(SPEECH)) == SPEECH["text"]


def test_pieces_know_their_records_shortest_first() -> None:
    found = {p.text: p.records for p in cut(SPEECH)}
    assert found["120亿元"] == ("indicator-1", "milestone-2")
    assert found["甲项目"] == ("project-3", "milestone-2")
    assert found["广告"] == ()


def test_furniture_and_headings_are_marked() -> None:
    pieces = {p.text: p for p in cut(SPEECH)}
    assert pieces["广告"].aside == "advert"
    assert (pieces["一、目标"].heading, pieces["一、目标"].anchor) == (1, "section-1")
    assert [p.aside for p in cut(SPEECH) if p.aside] == ["advert"]


def test_types_limit_the_marks() -> None:
    assert {r for p in cut(SPEECH, ("project",)) for r in p.records} == {"project-3"}


@pytest.mark.parametrize("words, read", [
    ("milestone-12", ("milestone", 12)), ("milestone-", None), ("milestone--1", None), ("x", None), ("a-１２", None),
    ("a-" + "9" * 30, None),
])
def test_record_ids(words: str, read: tuple[str, int] | None) -> None:
    assert read_record_id(words) == read


def test_the_sentence_is_escaped_and_its_evidence_marked() -> None:
    row = {"sentence": "要<b>快</b>，6月底前开工。", "quote": "6月底前", "quote_at": 10}
    html = sentence_html(row)
    assert "要&lt;b&gt;快&lt;/b&gt;，<mark" in html
    assert ">6月底前</mark>开工。" in html


def test_evidence_that_reaches_over_its_sentence_is_shown_alone() -> None:
    html = sentence_html({"sentence": "甲。", "quote": "甲。<i>乙</i>", "quote_at": 0})
    assert ">甲。&lt;i&gt;乙&lt;/i&gt;</mark></blockquote>" in html
