"""The sheet of the weekly dispatch as Word: layout of GB/T 9704, the ledger's words as plain text."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from dashboard.components import dispatch
from dashboard.components.filters import View
from dashboard.dispatch_sheet import Sheet, SheetColumn, SheetGroup, as_word, clean
from dashboard.i18n import Language, Texts
from db.queries.deadlines import DeadlineOrder
from db.queries.scope import Scope

COLUMNS = (SheetColumn("序号", 10, True), SheetColumn("事项", 106), SheetColumn("会议意见", 40))
EVIL = "=HYPERLINK(\"http://x\")\x00\x0b</w:t>&<b>粗</b>\ud800"


def sheet(*rows: tuple[str, ...], **more: object) -> Sheet:
    fields = {"title": "重点项目节点调度表", "day": "（截至2025年11月22日）", "summary": "共1项。", "columns": COLUMNS,
              "groups": (SheetGroup("海平县", rows),), "signed": ("海平县人民政府督查室", "2025年11月22日"),
              "filters": {"地区": "海平县"}}
    return Sheet(**fields | more)


def opened(told: Sheet) -> Document:
    return Document(io.BytesIO(as_word(told)))


def part(told: Sheet, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(as_word(told))) as file:
        return file.read(name).decode("utf-8")


def test_the_page_is_that_of_gb_t_9704() -> None:
    section = opened(sheet(("大桥",))).sections[0]
    sizes = {"page_width": 210, "page_height": 297, "top_margin": 37, "left_margin": 28, "right_margin": 26,
             "bottom_margin": 35}
    for name, mm in sizes.items():
        assert abs(getattr(section, name) - Mm(mm)) < Mm(0.1), name


def test_title_filters_table_and_signature_in_their_faces() -> None:
    document = opened(sheet(("大桥",)))
    lines = document.paragraphs
    said = [p.text for p in lines if p.text]
    assert said == ["重点项目节点调度表", "（截至2025年11月22日）", "共1项。", "地区：海平县", "海平县人民政府督查室",
                    "2025年11月22日"]
    title = lines[0].runs[0]
    assert title.font.size == Pt(22)
    assert title._r.rPr.rFonts.get(qn("w:eastAsia")) == "方正小标宋简体"
    assert lines[2].runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    cells = [[c.text for c in row.cells] for row in document.tables[0].rows]
    assert cells == [["序号", "事项", "会议意见"], ["海平县（1）"] * 3, ["1", "大桥", ""]]


def test_faces_that_are_missing_have_others_named() -> None:
    fonts = part(sheet(("大桥",)), "word/fontTable.xml")
    assert re.search('w:name="方正小标宋简体"><w:altName w:val="[^"]*宋体"', fonts)
    assert re.search('w:name="仿宋_GB2312"><w:altName w:val="仿宋;', fonts)


def test_heads_repeat_and_rows_are_not_torn() -> None:
    body = part(sheet(("大桥",), ("水厂",)), "word/document.xml")
    assert body.count("<w:tblHeader/>") == 1
    assert body.count("<w:cantSplit/>") == 3


def test_words_of_the_ledger_stay_text() -> None:
    told = sheet((EVIL,), groups=(SheetGroup(EVIL, ((EVIL,),)),), title=EVIL)
    body = part(told, "word/document.xml")
    assert "instrText" not in body and "fldSimple" not in body and "hyperlink" not in body.replace("HYPERLINK", "")
    assert opened(told).tables[0].rows[2].cells[1].text == '=HYPERLINK("http://x")</w:t>&<b>粗</b>'


def test_numbers_run_on_through_the_groups() -> None:
    groups = (SheetGroup("甲县", (("一",), ("二",))), SheetGroup("", (("三",),)))
    rows = [[c.text for c in r.cells] for r in opened(sheet(groups=groups)).tables[0].rows[1:]]
    assert [r[0] for r in rows] == ["甲县（2）", "1", "2", "3"]


@pytest.mark.parametrize("words, kept", [("甲\x07乙\n丙\t丁", "甲乙\n丙\t丁"), ("\ufffe𠮷\ud800", "𠮷"), ("", "")])
def test_characters_that_xml_cannot_hold_are_left_out(words: str, kept: str) -> None:
    assert clean(words) == kept


def _row(**more: object) -> dict:
    return {
        "type": "milestone", "id": 1, "speech_id": 1, "subject": "大桥", "how": "start", "progress": "overdue",
        "due_on": date(2025, 10, 1), "baseline": date(2025, 6, 30), "moves": 1, "days_moved": 93,
        "units": "县交通局", "leaders": "张副县长", "contacts": "李工 1380000", "problem": "征地未签约",
        "next_step": "月底前签约", "words": "", "region": "海平县", "unit": "县交通局", "leader": "张副县长",
        "project": None, "strength": "must",
    } | more


@pytest.fixture
def view() -> Callable[[Language], View]:
    return lambda language: View(Texts(language), Scope(date(2025, 11, 22)), {"地区": "全部地区"})


def test_a_row_says_what_who_when_and_what_stands_in_the_way(view: Callable) -> None:
    rows = [_row(), _row(id=2, moves=0, problem="", next_step="", words="路基完成八成", leaders=None, contacts=None)]
    told = dispatch.dispatch_of(rows, view(Language.ZH_CN), DeadlineOrder.UNIT, office="督查室", total=2)
    assert told.groups[0].name == "县交通局"
    assert told.groups[0].rows == (
        ("大桥（开工）", "县交通局\n领导：张副县长\n李工 1380000", "2025年10月1日\n原定2025年6月30日，调整1次", "52",
         "问题：征地未签约\n下步打算：月底前签约"),
        ("大桥（开工）", "县交通局", "2025年10月1日", "52", "路基完成八成"))
    assert "共2项，均已逾期" in told.summary and told.signed == ("督查室", "2025年11月22日") and told.notes == ()
    assert sum(c.width_mm for c in told.columns) == 156


def test_rows_that_come_due_are_counted_apart_and_other_events_not_named(view: Callable) -> None:
    rows = [_row(how="other"), _row(id=2, progress="soon", due_on=date(2025, 12, 1))]
    told = dispatch.dispatch_of(rows, view(Language.ZH_CN), DeadlineOrder.REGION, office="", total=2)
    assert "逾期1项" in told.summary and "30天内到期1项" in told.summary
    assert [row[0] for row in told.groups[0].rows] == ["大桥", "大桥（开工）"]


@pytest.mark.parametrize("language", list(Language))
def test_the_sheet_is_written_in_every_language_and_says_what_was_cut(view: Callable, language: Language) -> None:
    told = dispatch.dispatch_of([_row()], view(language), DeadlineOrder.REGION, office="", total=900)
    assert len(told.notes) == 1
    assert len(opened(told).tables[0].rows) == 3
