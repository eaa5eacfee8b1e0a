"""责任要素: what is filled by what, what is missing, questions to send back, filling in for several rows."""

from __future__ import annotations

import io
from datetime import date

import pandas as pd
import pytest
from docx import Document
from sqlalchemy import select, update
from streamlit.testing.v1 import AppTest

from dashboard import dispatch_sheet, slot_frames
from dashboard.i18n import Language, Texts
from db import models as m
from db.engine import open_engine
from db.queries.scope import Scope
from db.queries.slots import SlotFilter, questions, templates
from db.vocab import UserRole
from tests.dashboard.conftest import Open
from tests.dashboard.people import add_everybody, signed_in
from tests.dashboard.test_accountability_page import choose, press, table, unit_id, words

ZH = Texts(Language.ZH_CN)
SIX = templates()["六定"]


def shown(test: AppTest) -> pd.DataFrame:
    return table(test, "completeness")


def test_every_slot_shows_what_fills_it(app: Open, filled_url: str) -> None:
    rows = shown(app(filled_url, "slots")).set_index("item")
    tanks = rows.loc["临港石化仓储项目"]
    assert tanks["completeness"] == "4/6"
    assert [tanks[f"slot{i}"] for i in range(6)] == [
        "○", "✔ 县发改局", "○", "✔ 投产运营", "✔ 2025-06-30", "✔ 取消年度评先资格"]


def test_what_is_missing_is_counted_in_sentences_and_filters(app: Open, filled_url: str) -> None:
    test = app(filled_url, "slots")
    assert "节点 7 项" in words(test)
    assert "4 项没有实施单位" in [o.content for o in test.get("button_group")[0].proto.options]
    rows = shown(app(filled_url, "slots", missing="定实施单位"))
    assert len(rows) == 4
    assert set(rows["slot1"]) == {"○"}


@pytest.mark.parametrize("template", templates())
@pytest.mark.parametrize("items", ["milestone", "assignment", "project"])
def test_every_template_and_kind_has_its_page(app: Open, filled_url: str, template: str, items: str) -> None:
    test = app(filled_url, "slots", template=template, items=items)
    assert not test.exception
    n = len(templates()[template])
    assert all(c.endswith(f"/{n}") for c in shown(test)["completeness"])


def test_a_filter_that_leaves_nothing_says_so(app: Open, filled_url: str) -> None:
    test = app(filled_url, "slots", words="没有这样的名称")
    assert "没有符合筛选条件的记录" in words(test)
    assert "会后请补充" not in words(test)


def test_an_empty_ledger_says_what_to_do(app: Open, empty_url: str) -> None:
    test = app(empty_url, "slots")
    assert "台账还是空的" in words(test)
    assert not test.dataframe


def named(test: AppTest, ending: str) -> object:
    fields = (*test.text_input, *test.selectbox, *test.date_input)
    return next(f for f in fields if str(f.key).startswith("slot-") and str(f.key).endswith(ending))


def test_a_leader_for_the_chosen_rows(app: Open, own_url: str) -> None:
    test = app(own_url, "slots")
    first = list(shown(test)["item"])[:2]
    choose(test, "slots-", 0, 1)
    test.run()
    assert "<mark" in words(test)
    test.text_input(key="actor-name").set_value("王科员")
    named(test, "-role").set_value("leader")
    named(test, "-person").set_value("张副县长")
    press(test, "指派（2 项）")
    assert not test.exception
    rows = shown(test).set_index("item")
    assert {rows.loc[i, "slot0"] for i in first} == {"✔ 张副县长"}


def test_a_first_deadline_for_rows_without_one(app: Open, own_url: str) -> None:
    test = app(own_url, "slots", items="assignment", missing="定时间进度")
    assert len(shown(test)) == 3
    choose(test, "slots-", 0, 1, 2)
    test.run()
    test.text_input(key="actor-name").set_value("王科员")
    press(test, "设定时限（3 项）")
    assert [e.value for e in test.error] == ["请填写时限、理由和批准人。"]
    named(test, "-day").set_value(date(2025, 12, 20))
    named(test, "-reason").set_value("会后明确")
    named(test, "-approver").set_value("李县长")
    press(test, "设定时限（3 项）")
    assert not test.exception
    with open_engine(own_url).connect() as connection:
        moved = connection.execute(select(m.Assignment.moved_to, m.Assignment.due_on)).all()
    assert moved == [(date(2025, 12, 20), None)] * 3


def test_a_deadline_that_somebody_set_in_between_stays(app: Open, own_url: str) -> None:
    test = app(own_url, "slots", items="assignment", missing="定时间进度")
    choose(test, "slots-", 0)
    test.run()
    with open_engine(own_url).begin() as connection:
        table_ = m.Assignment.__table__
        connection.execute(update(table_).values(task=table_.c.task + "（一期）"))
    test.text_input(key="actor-name").set_value("王科员")
    named(test, "-day").set_value(date(2025, 12, 20))
    named(test, "-reason").set_value("会后明确")
    named(test, "-approver").set_value("李县长")
    press(test, "设定时限（1 项）")
    assert "在您编辑期间改过" in words(test)
    assert named(test, "-reason").value == "会后明确"


def test_a_clerk_assigns_but_sets_no_deadline(app: Open, own_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add_everybody(own_url)
    signed_in(own_url, UserRole.CLERK, monkeypatch)
    test = app(own_url, "slots", items="assignment", missing="定时间进度")
    choose(test, "slots-", 0)
    test.run()
    assert "设定时限需要督查或管理员角色" in words(test)
    assert any("指派" in b.label for b in test.button)


def letters(url: str, missing: str = "") -> list[slot_frames.Letter]:
    with open_engine(url).connect() as connection:
        rows = questions(connection, Scope(date(2025, 11, 22)), SlotFilter("六定", missing=missing))
    return slot_frames.letters(rows, SIX, missing=missing)


def test_questions_are_grouped_by_speech_and_say_once_what_all_lack(filled_url: str) -> None:
    found = letters(filled_url)
    assert [(f.speech, len(f.items)) for f in found] == [
        ("海平县项目建设会", 5), ("青石市推進會", 3), ("南溪区座谈会", 2)]
    assert found[0].common == ("由哪位领导联系包抓", "具体负责人是谁")
    assert {i.title: i.asks for i in found[0].items}["海平大桥项目"] == ("由哪个单位实施",)
    (only,) = {f.common for f in letters(filled_url, "定奖惩措施")}
    assert only == ("完成得好坏如何奖惩",)


def test_a_single_item_is_asked_by_itself(filled_url: str) -> None:
    (letter,) = slot_frames.letters([r for r in _rows(filled_url) if r["title"] == "海平大桥项目"], SIX)
    assert letter.common == ()
    assert letter.items[0].asks == ("由哪位领导联系包抓", "由哪个单位实施", "具体负责人是谁")


def _rows(url: str) -> list[dict]:
    with open_engine(url).connect() as connection:
        return questions(connection, Scope(date(2025, 11, 22)), SlotFilter("六定"))


def test_the_word_file_has_a_row_and_an_empty_answer_for_every_item(filled_url: str) -> None:
    found = letters(filled_url)
    sheet = slot_frames.question_sheet(found, "六定", "基准日 2025年11月22日", {"地区": "全部"}, ZH, total=10)
    document = Document(io.BytesIO(dispatch_sheet.as_word(sheet)))
    rows = [[c.text for c in r.cells] for r in document.tables[0].rows]
    assert rows[0] == ["序号", "事项", "原文依据", "请补充", "答复"]
    items = [r for r in rows[1:] if r[0].isdigit()]
    assert len(items) == sum(len(f.items) for f in found)
    assert {r[4] for r in items} == {""}
    assert any("海平县项目建设会" in r[0] and "由哪位领导联系包抓" in r[0] for r in rows)
    assert "3 篇讲话" in "".join(p.text for p in document.paragraphs)


def test_a_long_list_is_cut_and_says_so(filled_url: str) -> None:
    found = slot_frames.first_items(letters(filled_url), 6)
    assert [len(letter.items) for letter in found] == [5, 1]
    sheet = slot_frames.question_sheet(found, "六定", "", {}, ZH, total=10)
    assert any("共 10 项" in note and "前 6 项" in note for note in sheet.notes)
    whole = slot_frames.question_sheet(letters(filled_url), "六定", "", {}, ZH, total=10)
    assert not any("共 10 项" in note for note in whole.notes)


def test_only_a_speech_that_is_opened_is_asked_about(app: Open, filled_url: str) -> None:
    test = app(filled_url, "slots")
    assert [e.label for e in test.expander] == ["海平县项目建设会（5）", "青石市推進會（3）", "南溪区座谈会（2）"]
    assert "海平大桥项目](" not in words(test)
    test.session_state["letter-1"] = True
    test.run()
    assert "海平大桥项目](" in words(test)
    assert "青石" not in words(test)


def test_the_table_file_asks_everything_at_each_item(filled_url: str) -> None:
    frame = slot_frames.question_frame(letters(filled_url), ZH).set_index("item")
    assert frame.loc["海平大桥项目", "ask"] == "由哪个单位实施；由哪位领导联系包抓；具体负责人是谁"
    assert set(frame["reply"]) == {""}


def test_the_unit_of_the_office_fills_the_slot(app: Open, own_url: str) -> None:
    test = app(own_url, "slots", missing="定实施单位")
    n = len(shown(test))
    choose(test, "slots-", 0)
    test.run()
    test.text_input(key="actor-name").set_value("王科员")
    named(test, "-unit").set_value(int(unit_id(own_url, "县交通局")))
    press(test, "指派（1 项）")
    assert not test.exception
    assert len(shown(test)) == n - 1
