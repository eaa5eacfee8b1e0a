"""逾期: what is late, filtered and grouped; rows opened by their address; deadlines moved, closed and assigned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update
from streamlit.testing.v1 import AppTest

from dashboard import session
from dashboard.components import bulk_forms, unit_choice
from db.engine import open_engine
from db.models import Assignment, DeadlineMove, LedgerSetting, Milestone, PersonEntry, Responsibility, Unit
from db.rights import Right
from db.services.deadlines import ONLY_EARLIER, move_deadline
from db.vocab import RecordType
from etl.entries import mark_done
from tests.dashboard.conftest import Open
from tests.dashboard.test_accountability_page import choose
from tests.dashboard.test_pages import table, words
from tests.people import SUPERVISOR, VIEWER

NOW = datetime(2025, 11, 20, 8, tzinfo=UTC)
ITEM = "milestone-1"  # 临港石化仓储项目, due 2025-06-30


@pytest.fixture
def late_url(own_url: str) -> str:
    """The ledger with a task whose deadline has passed."""
    engine = open_engine(own_url)
    with engine.begin() as connection:
        connection.execute(update(Assignment.__table__).where(Assignment.__table__.c.task == "用地报批").values(
            due_on=date(2025, 11, 20), due_basis="stated"))
    engine.dispose()
    return own_url


def found(url: str, statement: object) -> list:
    engine = open_engine(url)
    with engine.connect() as connection:
        rows = [tuple(r) for r in connection.execute(statement)]
    engine.dispose()
    return rows


def write(url: str, act: Callable) -> None:
    engine = open_engine(url)
    act(engine)
    engine.dispose()


def named(test: AppTest) -> AppTest:
    """Give the name of who writes on the local machine."""
    test.session_state[session.NAME] = "王科员"
    return test.run()


def field(test: AppTest, kind: str, prefix: str) -> object:
    return next(w for w in getattr(test, kind) if (w.key or "").startswith(prefix))


def press(test: AppTest, label: str) -> AppTest:
    next(b for b in test.button if b.label.startswith(label)).click().run()
    assert not test.exception
    return test


# ---------------------------------------------------------------- what is shown


def test_milestones_and_tasks_stand_together_with_their_bands(app: Open, late_url: str) -> None:
    test = app(late_url, "overdue")
    shown = table(test, "days_late")
    assert shown[["subject", "days_late", "type"]].values.tolist() == [
        ["临港石化仓储项目", 145, "节点"], ["用地报批", 2, "任务"]]
    assert {m.label: m.value for m in test.metric} == {
        "逾期 1–7 天": "1", "逾期 8–30 天": "0", "逾期 31–90 天": "0", "逾期 90 天以上": "1"}
    assert "哪里最多：海平县（2）" in words(test)


@pytest.mark.parametrize("params, subjects", [
    ({"late": "1-7"}, ["用地报批"]), ({"late": ["1-7", "91-"]}, ["临港石化仓储项目", "用地报批"]),
    ({"type": "milestone"}, ["临港石化仓储项目"]), ({"unit": "县自然资源局"}, ["用地报批"]),
    ({"modality": "must"}, ["临港石化仓储项目"]), ({"words": "石化"}, ["临港石化仓储项目"]),
    ({"leader": "-"}, ["临港石化仓储项目", "用地报批"]), ({"group": "type"}, ["临港石化仓储项目", "用地报批"]),
])
def test_filters_of_the_address_choose_the_rows(app: Open, late_url: str, params: dict, subjects: list) -> None:
    test = app(late_url, "overdue", **params)
    assert list(table(test, "days_late")["subject"]) == subjects


@pytest.mark.parametrize("group, column", [
    ("region", "region"), ("unit", "units"), ("leader", "leaders"), ("project", "project"), ("type", "type"),
    ("strength", "modality"), ("due", "days_late"),
])
def test_the_column_of_the_groups_stands_first(app: Open, late_url: str, group: str, column: str) -> None:
    assert table(app(late_url, "overdue", group=group), "days_late").columns[0] == column


def test_a_filter_without_rows_and_a_day_without_late_rows_say_so(app: Open, late_url: str) -> None:
    assert "没有符合筛选条件的记录" in words(app(late_url, "overdue", late="8-30"))
    assert "没有逾期节点" in words(app(late_url, "overdue", asof="2025-06-01"))


def test_a_row_opens_by_its_address_with_sentence_and_history(app: Open, late_url: str) -> None:
    def twice(engine: object) -> None:
        for to in (date(2025, 9, 30), date(2025, 11, 10)):
            move_deadline(engine, RecordType.MILESTONE, 1, to=to, reason="汛期停工", approver="张副县长",
                          actor=SUPERVISOR, now=NOW)

    write(late_url, twice)
    test = app(late_url, "overdue", item=ITEM)
    said = words(test)
    assert "时限调整（2 次）" in said and "原定时限 2025年6月30日" in said
    assert "汛期停工" in said and "张副县长" in said
    assert any("建成投产" in h.value and "<mark" in h.value for h in test.get("html"))
    assert list(table(test, "days_late")["days_late"]) == [12, 2]
    press(test, "收起")
    assert "item" not in test.query_params and "时限调整" not in words(test)


def test_the_only_chosen_row_stands_in_the_address(app: Open, late_url: str) -> None:
    test = app(late_url, "overdue")
    choose(test, "overdue-table", 0)
    test.run()
    assert test.query_params["item"] == ITEM
    choose(test, "overdue-table", 1)
    test.run()
    assert test.query_params["item"] == "assignment-2"
    choose(test, "overdue-table", 0, 1)
    test.run()
    assert "item" not in test.query_params
    choose(test, "overdue-table", 1)
    test.run()
    choose(test, "overdue-table")
    test.run()
    assert "item" not in test.query_params
    assert "原定时限" not in words(test)


def test_a_row_is_given_to_a_unit_that_is_typed(
    app: Open, late_url: str, monkeypatch: pytest.MonkeyPatch,
) -> None:
    # the test frame knows the options of a list only, not what is typed
    monkeypatch.setattr(unit_choice, "choose", lambda *_, **__: "临港新区筹备组")
    test = named(app(late_url, "overdue", item=ITEM))
    press(test, "指派（1 项）")
    assert not test.exception
    unit, given = Unit.__table__.c, Responsibility.__table__.c
    made = found(late_url, select(unit.id, unit.region_id).where(unit.name == "临港新区筹备组"))
    assert [(id_, place is not None) for id_, place in made] == [(made[0][0], True)]
    assert found(late_url, select(given.unit_id)) == [(made[0][0],)]
    other = named(app(late_url, "overdue", item="assignment-2"))
    press(other, "指派（1 项）")
    assert len(found(late_url, select(unit.id).where(unit.name == "临港新区筹备组"))) == 1


@pytest.mark.parametrize("item", ["milestone-999", "nonsense", "project-1", "milestone-１", "milestone-" + "9" * 30])
def test_an_address_of_no_row_says_so(app: Open, late_url: str, item: str) -> None:
    test = app(late_url, "overdue", item=item)
    assert not test.exception
    assert test.warning[0].value.startswith("没有这一项")


# ---------------------------------------------------------------- what is done


def test_a_deadline_moves_with_reason_and_approver(app: Open, late_url: str) -> None:
    test = named(app(late_url, "overdue", item=ITEM))
    press(test, "调整时限")
    assert test.error[0].value == "请填写：新的时限、批准人、理由"
    field(test, "date_input", "move-to").set_value(date(2025, 12, 20))
    field(test, "text_input", "move-by").set_value("张副县长")
    field(test, "text_input", "move-why").set_value("征地未完成")
    press(test, "调整时限")
    assert not test.error
    c = DeadlineMove
    assert found(late_url, select(c.record_type, c.record_id, c.to_on, c.reason, c.approver, c.moved_by)) == [
        ("milestone", 1, date(2025, 12, 20), "征地未完成", "张副县长", "王科员")]
    assert list(table(test, "days_late")["subject"]) == ["用地报批"]
    press(test, "撤销上一次调整")
    assert found(late_url, select(c.id)) == []


def test_all_rows_of_the_filter_move_together(app: Open, late_url: str) -> None:
    test = named(app(late_url, "overdue"))
    test.checkbox(key="due-all").check().run()
    assert "已选 2 项" in words(test)
    field(test, "date_input", "move-to").set_value(date(2026, 1, 31))
    field(test, "text_input", "move-by").set_value("县长")
    field(test, "text_input", "move-why").set_value("县政府常务会议同意")
    press(test, "调整时限（2 项）")
    assert found(late_url, select(DeadlineMove.record_type, DeadlineMove.record_id).order_by(DeadlineMove.id)) == [
        ("milestone", 1), ("assignment", 2)]
    assert "没有逾期节点" in words(test)


def test_the_second_of_two_movers_is_told_and_keeps_what_was_typed(app: Open, late_url: str) -> None:
    test = named(app(late_url, "overdue", item=ITEM))
    write(late_url, lambda engine: move_deadline(
        engine, RecordType.MILESTONE, 1, to=date(2025, 11, 11), reason="汛期停工", approver="县长", actor=SUPERVISOR,
        now=NOW))
    field(test, "date_input", "move-to").set_value(date(2025, 12, 20))
    field(test, "text_input", "move-by").set_value("张副县长")
    field(test, "text_input", "move-why").set_value("征地未完成")
    press(test, "调整时限")
    assert "周科长" in test.error[0].value
    assert "2025" in words(test) and "汛期停工" in words(test)
    assert field(test, "text_input", "move-why").value == "征地未完成"
    press(test, "调整时限")
    assert len(found(late_url, select(DeadlineMove.id))) == 2


def test_a_ticked_row_stays_chosen_when_somebody_moves_it_out_of_the_table(app: Open, late_url: str) -> None:
    test = named(app(late_url, "overdue"))
    choose(test, "overdue-table", 0)
    test.run()
    write(late_url, lambda engine: move_deadline(
        engine, RecordType.MILESTONE, 1, to=date(2026, 3, 31), reason="汛期停工", approver="县长", actor=SUPERVISOR,
        now=NOW))
    field(test, "date_input", "move-to").set_value(date(2025, 12, 20))
    field(test, "text_input", "move-by").set_value("张副县长")
    field(test, "text_input", "move-why").set_value("征地未完成")
    press(test, "调整时限（1 项）")
    assert list(table(test, "days_late")["subject"]) == ["用地报批"]
    assert test.session_state["overdue-table"]["selection"]["rows"] == []
    said = words(test)
    assert "临港石化仓储项目" in said and "已不在上面的表里" in said
    assert "汛期停工" in test.info[0].value and "周科长" in test.error[0].value
    assert field(test, "text_input", "move-why").value == "征地未完成"
    press(test, "调整时限（1 项）")
    assert len(found(late_url, select(DeadlineMove.id))) == 2
    assert "已不在上面的表里" not in words(test)


def test_a_choice_follows_its_row_when_others_go(app: Open, late_url: str) -> None:
    test = named(app(late_url, "overdue"))
    choose(test, "overdue-table", 1)
    test.run()
    write(late_url, lambda engine: move_deadline(
        engine, RecordType.MILESTONE, 1, to=date(2026, 3, 31), reason="汛期停工", approver="县长", actor=SUPERVISOR,
        now=NOW))
    test.run()
    assert test.session_state["overdue-table"]["selection"]["rows"] == [0]
    press(test, "指派（1 项）")  # the form of the very task
    assert "已不在上面的表里" not in words(test)
    test.query_params["late"] = "1-7"
    test.run()
    assert test.session_state["overdue-table"]["selection"]["rows"] == []


def test_what_another_has_closed_keeps_its_proof(app: Open, late_url: str) -> None:
    test = named(app(late_url, "overdue"))
    choose(test, "overdue-table", 0, 1)
    test.run()
    write(late_url, lambda engine: mark_done(
        engine, [(RecordType.MILESTONE, 1)], done_on=date(2025, 11, 1), actor=SUPERVISOR, now=NOW, note="验收8号"))
    test.run()
    assert "1 项已经办结" in words(test)
    field(test, "text_input", "done-note").set_value("现场核实")
    press(test, "登记办结（1 项）")
    assert sorted(note for (note,) in found(late_url, select(PersonEntry.note))) == ["现场核实", "验收8号"]


def test_what_was_typed_for_one_row_goes_along_when_another_is_ticked(app: Open, late_url: str) -> None:
    test = named(app(late_url, "overdue"))
    choose(test, "overdue-table", 0)
    test.run()
    field(test, "date_input", "move-to").set_value(date(2025, 12, 20))
    field(test, "text_input", "move-by").set_value("张副县长")
    field(test, "text_input", "move-why").set_value("征地未完成")
    field(test, "text_input", "done-note").set_value("现场核实")
    choose(test, "overdue-table", 0, 1)
    test.run()
    assert field(test, "text_input", "done-note").value == "现场核实"
    press(test, "调整时限（2 项）")
    assert sorted(found(late_url, select(DeadlineMove.reason, DeadlineMove.approver))) == [
        ("征地未完成", "张副县长")] * 2


def test_what_was_typed_waits_for_its_row_and_does_not_go_to_another(app: Open, late_url: str) -> None:
    test = named(app(late_url, "overdue"))
    for rows, before, typed in (((0,), "", "征地未完成"), ((), None, ""), ((1,), "", "汛期停工"), ((), None, ""),
                                ((0,), "征地未完成", ""), ((0, 1), "征地未完成", "")):
        choose(test, "overdue-table", *rows)
        test.run()
        if before is None:
            continue
        why = field(test, "text_input", "move-why")
        assert why.value == before
        if typed:
            why.set_value(typed).run()


def test_a_row_closed_after_the_as_of_day_says_so_and_asks_no_second_time(app: Open, late_url: str) -> None:
    test = named(app(late_url, "overdue", item=ITEM, asof="2025-11-11"))
    field(test, "date_input", "done-day").set_value(date(2025, 11, 20))
    field(test, "text_input", "done-note").set_value("验收8号")
    press(test, "登记办结（1 项）")
    said = test.info[0].value.replace("\\", "")
    assert "已登记 2025年11月20日 办结（晚于基准日 2025年11月11日，按基准日仍算逾期）" in said
    assert "王科员" in said and "验收8号" in said
    assert "没有保存" not in words(test)
    assert not [b for b in test.button if b.label.startswith("登记办结")]
    press(test, "撤销办结")
    assert found(late_url, select(PersonEntry.id)) == []
    assert [b for b in test.button if b.label.startswith("登记办结")]


def test_facts_are_escaped() -> None:
    assert "<dt>&lt;b&gt;</dt><dd>&lt;i&gt;甲&lt;/i&gt;</dd>" in bulk_forms.facts_html({"<b>": "<i>甲</i>"})


def test_a_ledger_that_lets_deadlines_come_earlier_only_refuses_a_later_day(app: Open, late_url: str) -> None:
    def lock(engine: object) -> None:
        with engine.begin() as connection:
            connection.execute(LedgerSetting.__table__.insert().values(name=ONLY_EARLIER, value="yes"))

    write(late_url, lock)
    test = named(app(late_url, "overdue", item=ITEM))
    assert "只能提前、不准推迟" in words(test)
    field(test, "date_input", "move-to").set_value(date(2025, 12, 20))
    field(test, "text_input", "move-by").set_value("县长")
    field(test, "text_input", "move-why").set_value("征地")
    press(test, "调整时限")
    assert test.error[0].value.startswith("没有保存")
    assert found(late_url, select(DeadlineMove.id)) == []


@pytest.mark.parametrize("item, left", [(ITEM, ["用地报批"]), ("assignment-2", ["临港石化仓储项目"])])
def test_a_row_is_closed_with_its_proof_and_opened_again(app: Open, late_url: str, item: str, left: list) -> None:
    test = named(app(late_url, "overdue", item=item))
    press(test, "登记办结")
    assert test.error[0].value == "请填写：办结依据"
    field(test, "text_input", "done-note").set_value("验收文号〔2025〕8号")
    press(test, "登记办结")
    assert list(table(test, "days_late")["subject"]) == left
    assert found(late_url, select(PersonEntry.kind, PersonEntry.note, PersonEntry.date_value)) == [
        ("milestone_done", "验收文号〔2025〕8号", date(2025, 11, 22))]
    assert "〔2025〕8号" in test.success[0].value.replace("\\", "")
    press(test, "撤销办结")
    assert len(table(test, "days_late")) == 2


def test_a_row_gets_a_unit_and_a_leader(app: Open, late_url: str) -> None:
    test = named(app(late_url, "overdue", item=ITEM))
    press(test, "指派")
    assert test.error[0].value == "请选择单位或填写姓名。"
    field(test, "selectbox", "assign-role").set_value("leader")
    field(test, "text_input", "assign-person").set_value("张副县长")
    press(test, "指派")
    c = Responsibility
    assert found(late_url, select(c.subject_type, c.subject_id, c.role, c.person)) == [
        ("milestone", 1, "leader", "张副县长")]
    assert table(test, "days_late")["leaders"].tolist()[0] == "张副县长"
    press(test, "取消指派")
    assert found(late_url, select(c.id)) == []


def test_nothing_is_written_without_a_name(app: Open, late_url: str) -> None:
    test = app(late_url, "overdue", item=ITEM)
    field(test, "text_input", "done-note").set_value("已核实")
    press(test, "登记办结")
    assert len(test.error) == 1
    assert found(late_url, select(PersonEntry.id)) == []


def test_a_role_without_rights_sees_rows_and_no_forms(
    app: Open, late_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "may", VIEWER.may)
    test = app(late_url, "overdue", item=ITEM)
    assert len(table(test, "days_late")) == 2
    assert "您的角色只能查看" in words(test)
    assert not [b for b in test.button if b.label.startswith(("调整时限", "登记办结", "指派"))]


def test_a_right_that_was_taken_away_in_between_is_refused_where_it_is_written(
    app: Open, late_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = named(app(late_url, "overdue", item=ITEM))
    field(test, "text_input", "done-note").set_value("已核实")
    monkeypatch.setattr(session, "actor", lambda: VIEWER)
    press(test, "登记办结")
    assert len(test.error) == 1 and not VIEWER.may(Right.REVIEW)
    assert found(late_url, select(PersonEntry.id)) == []


# ---------------------------------------------------------------- the sheet


def test_the_sheet_lists_what_is_late_by_county_with_a_column_for_the_meeting(app: Open, late_url: str) -> None:
    test = app(late_url, "overdue", tab="sheet")
    (html,) = [h.value for h in test.get("html") if "tz-sheet" in h.value and "<table" in h.value]
    assert "会议意见" in html and ">海平县<" in html
    assert html.index("临港石化仓储项目") < html.index("用地报批")
    assert html.count('class="blank"') == 2
    assert [b.label for b in test.get("download_button")] == ["下载 Word 调度表"]
    more = app(late_url, "overdue", tab="sheet", soon="1", group="unit")
    (html,) = [h.value for h in more.get("html") if "<table" in h.value]
    assert ">市水务局<" in html and html.count('class="blank"') == 4


def test_the_sheet_escapes_the_words_of_the_ledger(app: Open, own_url: str) -> None:
    def date_it(engine: object) -> None:
        with engine.begin() as connection:
            connection.execute(update(Milestone.__table__).where(Milestone.__table__.c.subject.contains("云栖")).values(
                due_on=date(2025, 10, 1)))

    write(own_url, date_it)
    (html,) = [h.value for h in app(own_url, "overdue", tab="sheet").get("html") if "<table" in h.value]
    assert "&lt;b&gt;云栖&lt;/b&gt;" in html and "<b>云栖" not in html


def test_a_sheet_without_late_rows_offers_those_that_come_due(app: Open, filled_url: str) -> None:
    test = app(filled_url, "overdue", tab="sheet", asof="2025-11-22", county="449902")
    assert "没有逾期事项可调度" in words(test)
    assert "1 项在30天内到期" in words(test)
    listed = app(filled_url, "overdue", tab="sheet", asof="2025-11-22", county="449902", soon="1", office="督查室")
    assert listed.text_input(key="office").value == "督查室"
    assert [b.label for b in listed.get("download_button")] == ["下载 Word 调度表"]


def test_saved_filters_say_under_whose_name_they_are_kept(app: Open, own_url: str) -> None:
    test = named(app(own_url, "overdue", late="1-7"))
    assert "存在“王科员”名下" in words(test)


def test_an_empty_sheet_says_why(app: Open, own_url: str, empty_url: str) -> None:
    assert "没有符合筛选条件的记录" in words(app(own_url, "overdue", tab="sheet", words="没有这样的"))
    assert "台账还是空的" in words(app(empty_url, "overdue", tab="sheet"))


def test_what_is_due_that_day_leads_to_the_day_after(app: Open, filled_url: str) -> None:
    page = app(filled_url, "overdue", asof="2025-11-30")  # 11月底前
    assert any("当天到期" in str(m.value) for m in page.markdown)
    after = app(filled_url, "overdue", asof="2025-12-01")
    assert not any("当天到期" in str(m.value) for m in after.markdown)
