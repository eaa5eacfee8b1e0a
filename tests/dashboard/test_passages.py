from __future__ import annotations

import json

import pytest

from dashboard.components.evidence import sentence_html
from dashboard.i18n import Language, Texts
from dashboard.passages import Shown, as_json, context, context_html, cut, not_in, read_record_id, read_span

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


def test_the_browser_is_told_what_is_there_and_nothing_else() -> None:
    told = json.loads(as_json(cut(SPEECH, numbers=True), Texts(Language.ZH_CN)))
    assert "".join(p["text"] for p in told) == SPEECH["text"]
    by_text = {p["text"]: p for p in told}
    assert by_text["甲项目"] == {
        "text": "甲项目", "at": 115, "records": ["project-3", "milestone-2"], "types": ["project", "milestone"]}
    assert by_text["今年"]["aside"] == "未入记录：日期"
    assert by_text["广告"]["aside"] == "不计入：广告"


def test_rejected_records_are_in_the_text_only_where_they_are_asked_for() -> None:
    records = [{"type": "project", "id": 1, "review": "rejected"}, {"type": "project", "id": 2, "review": "pending"},
               {"type": "project", "id": 3, "review": "rejected"}]
    ids = [[r["id"] for r in shown.records(records)]
           for shown in (Shown(), Shown(rejected=True), Shown(asked="project-3"))]
    assert ids == [[2], [1, 2, 3], [2, 3]]


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


def test_pieces_know_where_they_stand_in_the_document() -> None:
    assert all(SPEECH["text"][p.at - 100:p.at - 100 + len(p.text)] == p.text for p in cut(SPEECH))


def test_numbers_in_no_record_show_where_they_are_asked_for() -> None:
    shown = {p.text: p.number for p in cut(SPEECH, numbers=True) if p.aside}
    assert shown == {"今年": True, "广告": False}


def test_a_check_stands_where_its_figure_ends_and_the_failing_one_first() -> None:
    findings = [{"end": 114, "says": "120 ≠ 121", "holds": False}, {"end": 114, "says": "60 + 60 = 120", "holds": True}]
    found = [(p.text, p.check, p.holds) for p in cut(SPEECH | {"findings": findings}) if p.check]
    assert found == [("120亿元", "120 ≠ 121", False)]


def test_only_words_whose_records_are_all_rejected_are_struck() -> None:
    records = [r | {"review": "rejected" if r["id"] != 2 else "pending"} for r in SPEECH["records"]]
    assert not [p for p in cut(SPEECH | {"records": records}) if p.rejected]
    assert [p.text for p in cut(SPEECH | {"records": records}, ("project",)) if p.rejected] == ["甲项目"]


def test_spans_that_cross_are_cut_at_every_edge() -> None:
    records = [{"type": "project", "id": 1, "start": 100, "end": 104}, {"type": "milestone", "id": 2, "start": 102,
                                                                        "end": 106}]
    found = [(p.text, p.records) for p in cut(SPEECH | {"records": records, "sections": []}) if p.records]
    assert found == [("一、", ("project-1",)), ("目标", ("project-1", "milestone-2")), ("\n今", ("milestone-2",))]


@pytest.mark.parametrize("words, read", [
    ("120-135", (120, 135)), ("100-200", (100, 200)), ("99-120", None), ("120-201", None), ("120-120", None),
    ("１２０-135", None), ("120", None),
])
def test_a_marked_span_lies_in_its_speech(words: str, read: tuple[int, int] | None) -> None:
    assert read_span(words, 100, 200) == read


def _row(quote: str, sentence: str, start: int) -> dict:
    return {"quote": quote, "sentence": sentence, "quote_at": sentence.index(quote), "start": start,
            "end": start + len(quote)}


def test_the_context_is_the_paragraph() -> None:
    text = "标题\n先说一句。甲桥要在6月底前通车。后说一句。\n另一段"
    found = context(text, _row("6月底前通车", "甲桥要在6月底前通车。", 50 + text.index("6月")), begins=50)
    assert (found.before, found.sentence_before, found.quote) == ("先说一句。", "甲桥要在", "6月底前通车")
    assert (found.sentence_after, found.after) == ("。", "后说一句。")


def test_words_of_an_earlier_text_stand_in_their_sentence_alone() -> None:
    found = context("别的文字", _row("通车", "甲桥通车。", 2))
    assert (found.before, found.sentence_before, found.quote, found.sentence_after) == ("", "甲桥", "通车", "。")


def test_the_context_is_escaped() -> None:
    html = context_html(context("", _row("<i>乙</i>", "要<b>快</b>，<i>乙</i>开工。", 0)), "project")
    assert "要&lt;b&gt;快&lt;/b&gt;，<mark class=\"project\">&lt;i&gt;乙&lt;/i&gt;</mark>开工。" in html


def test_sentences_that_another_text_lacks() -> None:
    text = "甲项目开工。乙项目竣工；丙项目投产。\n丙项目投产。"
    assert [text[a:b] for a, b in not_in(text, "甲项目，开工。丙项目投产。")] == ["乙项目竣工；", "丙项目投产。"]
    assert not_in(text, text) == []
