"""待审: one record after the other with all that can be done about it, several at once, and what stands against it."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from streamlit.testing.v1 import AppTest

from dashboard import label_tables, session
from dashboard.components.review_edits import OPEN
from dashboard.review_frames import restorable
from db import vocab
from db.engine import open_engine
from db.models import Indicator, Milestone, MilestoneUnit, ProjectMention, Proposal, Review, Unit
from db.rights import RIGHTS, Right
from db.vocab import ReviewState, UserRole
from etl.review import accept_records, correct_record
from tests.dashboard.conftest import Open
from tests.dashboard.people import add_everybody, signed_in
from tests.dashboard.test_pages import table, words
from tests.people import CLERK

NOW = datetime(2025, 11, 20, 8, tzinfo=UTC)
BRIDGE = "milestone-2"  # 海平大桥项目, 力争12月10日前开工
ROOT = Path(__file__).resolve().parents[2]


def found(url: str, statement: Any) -> list[tuple]:
    engine = open_engine(url)
    with engine.connect() as connection:
        rows = [tuple(r) for r in connection.execute(statement)]
    engine.dispose()
    return rows


def write(url: str, act: Callable[[Any], Any]) -> None:
    engine = open_engine(url)
    act(engine)
    engine.dispose()


def opened(app: Open, url: str, **params: Any) -> AppTest:
    """The page, used by somebody who gave a name."""
    return opened_at(app, url, "review", **params)


def opened_at(app: Open, url: str, page: str, **params: Any) -> AppTest:
    test = app(url, page, **params)
    test.session_state[session.NAME] = "王科员"
    return test.run()


def press(test: AppTest, label: str) -> AppTest:
    next(b for b in test.button if b.label == label).click().run()
    assert not test.exception
    return test


def param(test: AppTest, name: str) -> str:
    """A parameter of the address; AppTest gives words or lists of them."""
    value = test.query_params.get(name, "")
    return value if isinstance(value, str) else value[0]


def field(test: AppTest, kind: str, name: str) -> Any:
    """The field of the form that is open."""
    form = test.session_state[OPEN]["form"]
    return next(w for w in getattr(test, kind) if w.key == f"{form}-{name}")


def states(url: str, model: Any) -> dict[int, str]:
    return dict(found(url, select(model.id, model.review)))


def shows(test: AppTest) -> str:
    return test.session_state[OPEN]["record"]


# ---------------------------------------------------------------- one by one


def test_the_most_urgent_record_comes_first_with_its_paragraph_and_how_it_was_read(app: Open, own_url: str) -> None:
    test = opened(app, own_url, county="449901")
    assert shows(test) == "indicator-1"  # the largest money among those read equally well
    html = "\n".join(str(h.value if hasattr(h, "value") else h.proto.body) for h in test.get("html"))
    assert '<mark class="indicator">固定资产投资要完成120亿元</mark>' in html
    assert "把握 90%（把握大）" in words(test)
    assert field(test, "text_input", "value").value == "120"
    assert field(test, "selectbox", "measure_unit").value == "亿元"


def test_an_accepted_record_makes_way_for_the_next(app: Open, own_url: str) -> None:
    test = press(opened(app, own_url, county="449901"), "通过")
    assert states(own_url, Indicator)[1] == ReviewState.ACCEPTED
    assert shows(test) != "indicator-1"
    assert param(test, "record") == shows(test)


def test_next_and_previous_leave_the_records_alone(app: Open, own_url: str) -> None:
    test = opened(app, own_url)
    first = shows(test)
    press(test, "下一条")
    second = shows(test)
    press(test, "上一条")
    assert (shows(test), second != first) == (first, True)
    assert set(states(own_url, Indicator).values()) == {"pending"}


def test_what_was_typed_is_saved_as_a_correction_beside_what_was_read(app: Open, own_url: str) -> None:
    test = opened(app, own_url, record=BRIDGE)
    field(test, "text_input", "subject").set_value("海平大桥主桥")
    field(test, "selectbox", "modality").set_value("must")
    field(test, "multiselect", "units").set_value(["县交通局"])
    press(test, "保存更正")
    assert found(own_url, select(Milestone.subject, Milestone.modality, Milestone.review).where(Milestone.id == 2)) == [
        ("海平大桥主桥", "must", "corrected")]
    assert found(own_url, select(Unit.name).join(MilestoneUnit, MilestoneUnit.unit_id == Unit.id).where(
        MilestoneUnit.milestone_id == 2)) == [("县交通局",)]
    again = opened(app, own_url, record=BRIDGE, states="corrected")
    assert "原读：海平大桥项目" in words(again)
    assert "已更正 · 王科员" in words(again)


def test_accepting_takes_along_what_was_typed(app: Open, own_url: str) -> None:
    test = opened(app, own_url, record="indicator-1")
    field(test, "text_input", "value").set_value("１２，500")
    field(test, "selectbox", "measure_unit").set_value("万元")
    press(test, "通过")
    assert found(own_url, select(Indicator.value, Indicator.measure_unit, Indicator.review).where(
        Indicator.id == 1)) == [(1.25e8, "元", "corrected")]


def test_a_due_date_is_set_and_a_part_of_the_deadline_moves_it(app: Open, own_url: str) -> None:
    test = opened(app, own_url, record=BRIDGE)
    field(test, "date_input", "due_on").set_value(date(2025, 12, 20))
    press(test, "保存更正")
    assert found(own_url, select(Milestone.due_on).where(Milestone.id == 2)) == [(date(2025, 12, 20),)]
    test = opened(app, own_url, record=BRIDGE)
    field(test, "selectbox", "deadline_month").set_value("11")
    field(test, "selectbox", "deadline_day").set_value("5")
    press(test, "保存更正")
    assert found(own_url, select(Milestone.due_on).where(Milestone.id == 2)) == [(date(2025, 11, 5),)]


@pytest.mark.parametrize("kind, name, value, said", [
    ("text_input", "subject", " ", "不能为空"), ("text_input", "deadline_year", "明年", "写四位年份"),
    ("text_input", "deadline_relative", "十天", "P15D"), ("text_input", "count", "三个", "请填数字"),
    ("text_input", "count", "1" * 30, "数字太大"),
])
def test_what_cannot_be_saved_is_said_and_kept(
    app: Open, own_url: str, kind: str, name: str, value: str, said: str
) -> None:
    test = opened(app, own_url, record=BRIDGE)
    field(test, kind, name).set_value(value)
    press(test, "保存更正")
    assert said in test.error[0].value
    assert field(test, kind, name).value == value
    assert states(own_url, Milestone)[2] == "pending"


def test_a_record_is_rejected_for_a_quick_reason_and_taken_back(app: Open, own_url: str) -> None:
    test = press(opened(app, own_url, record=BRIDGE), "驳回")
    press(test, "重复记录")
    assert found(own_url, select(Review.state, Review.reason, Review.reviewed_by)) == [
        ("rejected", "重复记录", "王科员")]
    press(test, "撤销上一步")
    assert states(own_url, Milestone)[2] == "pending"
    assert shows(test) == BRIDGE


def test_an_own_reason_must_be_written(app: Open, own_url: str) -> None:
    test = press(opened(app, own_url, record=BRIDGE), "驳回")
    why = next(b for b in test.button if b.key.startswith("why-") and b.key.endswith("-do"))
    why.click().run()
    assert test.error[0].value == "请写明驳回理由。"
    next(t for t in test.text_input if t.key.endswith("-own")).set_value("已并入另一项")
    next(b for b in test.button if b.key.endswith("-do")).click().run()
    assert found(own_url, select(Review.reason)) == [("已并入另一项",)]


def test_a_rejected_record_can_be_accepted_again(app: Open, own_url: str) -> None:
    press(press(opened(app, own_url, record=BRIDGE), "驳回"), "与本台账无关")
    press(opened(app, own_url, record=BRIDGE, states="rejected"), "通过")
    assert states(own_url, Milestone)[2] == "accepted"


def test_somebody_faster_is_named_and_what_was_typed_stays(app: Open, own_url: str) -> None:
    test = opened(app, own_url, record=BRIDGE)
    write(own_url, lambda engine: correct_record(engine, "milestone", 2, values={"event": "complete"}, actor=CLERK,
                                                 now=NOW))
    field(test, "text_input", "subject").set_value("海平大桥引桥")
    press(test, "保存更正")
    assert any(f"{CLERK.name}" in w.value and "开工 → 竣工" in w.value for w in test.warning)
    assert field(test, "text_input", "subject").value == "海平大桥引桥"
    assert found(own_url, select(Milestone.subject).where(Milestone.id == 2)) == [("海平大桥项目",)]
    press(test, "保存更正")
    assert found(own_url, select(Milestone.subject, Milestone.event).where(Milestone.id == 2)) == [
        ("海平大桥引桥", "complete")]  # only what was typed is written


def test_who_looks_at_a_record_that_another_accepts_is_told_and_acts_on_that_very_record(
    app: Open, own_url: str
) -> None:
    mine, other = opened(app, own_url, county="449901"), opened(app, own_url, county="449901")
    other.session_state[session.NAME] = "李科员"
    assert shows(mine) == shows(other) == "indicator-1"  # both from the queue, by no address
    press(other, "通过")
    field(mine, "text_input", "name").set_value("固定资产投资额")
    press(mine, "保存更正")
    assert shows(mine) == "indicator-1"
    assert "李科员" in mine.error[0].value
    assert any("李科员" in w.value and "待审 → 已通过" in w.value for w in mine.warning)
    assert field(mine, "text_input", "name").value == "固定资产投资额"
    mine.run()  # whatever draws the page anew, what was said stays
    assert "李科员" in mine.error[0].value
    press(mine, "保存更正")
    assert found(own_url, select(Indicator.name, Indicator.review).where(Indicator.id == 1)) == [
        ("固定资产投资额", "corrected")]
    assert shows(mine) != "indicator-1"
    assert set(states(own_url, Indicator).values()) == {"corrected", "pending"}
    assert not mine.error


def test_who_only_looks_is_told_before_a_click(app: Open, own_url: str) -> None:
    test = opened(app, own_url, county="449901")
    write(own_url, lambda engine: accept_records(engine, [("indicator", 1)], actor=CLERK, now=NOW))
    test.run()
    assert shows(test) == "indicator-1"
    assert any(CLERK.name in w.value for w in test.warning)
    press(test, "通过")
    assert CLERK.name in test.error[0].value
    press(test, "通过")
    assert shows(test) != "indicator-1"


def test_what_was_typed_waits_unsaved_while_other_records_are_looked_at(app: Open, own_url: str) -> None:
    test = opened(app, own_url)
    first = shows(test)
    assert "未保存" not in words(test)
    field(test, "text_input", "name").set_value("另一指标")
    press(test, "下一条")
    assert shows(test) != first
    assert field(test, "text_input", "name").value != "另一指标"
    assert "未保存" not in words(test)
    press(test, "上一条")
    assert (shows(test), field(test, "text_input", "name").value) == (first, "另一指标")
    assert "未保存" in words(test)
    press(test, "放弃所填")
    assert field(test, "text_input", "name").value != "另一指标"
    assert "未保存" not in words(test)


def test_what_was_typed_is_forgotten_when_the_record_is_rejected_and_taken_back(app: Open, own_url: str) -> None:
    test = opened(app, own_url, record=BRIDGE)
    field(test, "text_input", "subject").set_value("跨海大桥")
    press(press(test, "驳回"), "重复记录")
    press(test, "撤销上一步")
    assert (shows(test), field(test, "text_input", "subject").value) == (BRIDGE, "海平大桥项目")


def test_what_was_typed_can_be_dropped_for_the_new_values(app: Open, own_url: str) -> None:
    test = opened(app, own_url, record=BRIDGE)
    write(own_url, lambda engine: correct_record(engine, "milestone", 2, values={"subject": "跨海大桥"}, actor=CLERK,
                                                 now=NOW))
    press(test, "通过")
    press(test, "放弃所填，重新载入")
    assert field(test, "text_input", "subject").value == "跨海大桥"
    assert not test.warning


def test_who_writes_must_be_named(app: Open, own_url: str) -> None:
    test = press(app(own_url, "review", county="449901"), "通过")
    assert test.error[0].value == "请先在左侧栏填写登记人。"
    assert states(own_url, Indicator)[1] == "pending"


# ---------------------------------------------------------------- proposals, history


def propose(url: str, kind: str, new: dict) -> None:
    def act(engine: Any) -> None:
        accept_records(engine, [("milestone", 2)], actor=CLERK, now=NOW)
        with engine.begin() as connection:
            connection.execute(insert(Proposal.__table__).values(
                record_type="milestone", record_id=2, kind=kind, new_key="", new=new, state="open", made_at=NOW))

    write(url, act)


def test_a_new_reading_stands_beside_the_old_one_and_is_taken(app: Open, own_url: str) -> None:
    propose(own_url, "changed", {"event": "complete", "due_on": "2025-12-31", "due_basis": "stated"})
    test = opened(app, own_url, proposed="proposed")
    shown = test.table[0].value
    assert shown.loc["事项"].tolist() == ["开工", "竣工"]
    assert shown.loc["到期日"].tolist() == ["2025-12-10", "2025-12-31"]
    press(test, "采纳新读法")
    assert found(own_url, select(Milestone.event, Milestone.due_on).where(Milestone.id == 2)) == [
        ("complete", date(2025, 12, 31))]
    assert found(own_url, select(Proposal.state)) == [("taken",)]


def test_what_a_new_reading_says_alike_is_not_shown_and_the_rest_in_words(app: Open, own_url: str) -> None:
    propose(own_url, "changed", {"due_basis": "inferred", "due_on": "2025-12-10", "event": "start", "modality": "must"})
    shown = opened(app, own_url, proposed="proposed").table[0].value
    assert shown.loc["日期依据"].tolist() == ["明确", "推定"]
    assert "到期日" not in shown.index and "事项" not in shown.index
    assert "stated" not in shown.to_string()


def test_a_new_reading_without_a_difference_for_people_says_so(app: Open, own_url: str) -> None:
    propose(own_url, "changed", {"due_basis": "stated"})
    test = opened(app, own_url, proposed="proposed")
    assert not test.table
    assert "各项内容相同" in words(test)


def test_a_record_that_is_gone_is_kept_where_its_going_is_dismissed(app: Open, own_url: str) -> None:
    propose(own_url, "gone", {})
    test = opened(app, own_url, proposed="proposed")
    assert "采纳即驳回它" in words(test)
    press(test, "不采纳")
    assert found(own_url, select(Proposal.state)) == [("dismissed",)]
    assert states(own_url, Milestone)[2] == "accepted"


def test_history_tells_each_change_and_gives_a_former_value_back(app: Open, own_url: str) -> None:
    write(own_url, lambda engine: correct_record(engine, "milestone", 2, values={"subject": "跨海大桥"}, actor=CLERK,
                                                 now=NOW, note="名称有误"))
    test = opened(app, own_url, record=BRIDGE)
    assert "海平大桥项目 → 跨海大桥" in words(test)
    assert "名称有误" in words(test)
    next(t for t in test.text_input if t.key.startswith("restore-")).set_value("原来没错")
    next(b for b in test.button if b.key and b.key.startswith("restore-")).click().run()
    assert found(own_url, select(Milestone.subject).where(Milestone.id == 2)) == [("海平大桥项目",)]


@pytest.mark.parametrize("before, again", [
    ({"subject": "甲", "review": "pending"}, True), ({"review": "pending"}, False),
    ({"evidence_id": 3, "key": "k"}, False),    ({"topic": "economy"}, True), (None, False),
])
def test_what_can_be_given_back(before: dict | None, again: bool) -> None:
    assert restorable(before) == again


# ---------------------------------------------------------------- filters, several at once


@pytest.mark.parametrize("params, n", [
    ({}, 31), ({"speech": "2"}, 10), ({"types": "sanction"}, 2), ({"states": "accepted"}, 0), ({"rules": "test"}, 31),
    ({"county": "449903", "types": ["milestone", "cadence"]}, 3),
])
def test_the_filters_of_the_address(app: Open, filled_url: str, params: dict, n: int) -> None:
    test = app(filled_url, "review", mode="many", **params)
    assert not test.exception
    assert (len(table(test, "confidence")) if n else len(test.dataframe)) == n


def test_a_speech_is_read_in_its_own_order(app: Open, filled_url: str) -> None:
    in_order = table(app(filled_url, "review", mode="many", speech="1", order="text"), "quote")["quote"].tolist()
    assert in_order[:2] == ["固定资产投资要完成120亿元", "1-10月已完成78.5亿元"]
    assert in_order[-1] == "凡连续两次排名末位的，取消年度评先资格"


def test_what_was_read_without_doubt_is_accepted_at_once_and_taken_back(app: Open, own_url: str) -> None:
    test = opened(app, own_url, speech="3")
    next(b for b in test.button if b.key == "sure").click().run()
    of_speech = select(Milestone.review).where(Milestone.speech_id == 3)
    assert set(found(own_url, of_speech)) == {("accepted",)}
    assert set(states(own_url, Indicator).values()) == {"pending", "accepted"}
    assert "没有待审的记录了" in words(test)
    press(test, "撤销上一步")
    assert set(found(own_url, of_speech)) == {("pending",)}


def test_a_finished_speech_leads_to_the_next(app: Open, own_url: str) -> None:
    test = opened(app, own_url, speech="3")
    next(b for b in test.button if b.key == "sure").click().run()
    next(b for b in test.button if b.key == "next-speech").click().run()
    assert param(test, "speech") in ("1", "2")
    assert "已审 0 / " in str([p.proto.text for p in test.get("progress")])


def test_a_link_to_a_record_outside_of_the_filter_opens_it(app: Open, filled_url: str) -> None:
    test = app(filled_url, "review", types="sanction", record=BRIDGE)
    assert shows(test) == BRIDGE
    assert "不在当前的筛选范围里" in words(test)
    assert app(filled_url, "review", record="milestone-999").warning[0].value.startswith("没有这条记录")


# ---------------------------------------------------------------- roles, labels


@pytest.mark.parametrize("role", list(UserRole))
def test_the_page_is_for_those_who_may_review(
    app: Open, own_url: str, monkeypatch: pytest.MonkeyPatch, role: UserRole
) -> None:
    add_everybody(own_url)
    signed_in(own_url, role, monkeypatch)
    test = app(own_url, "review")
    assert not test.exception
    assert any(b.label == "通过" for b in test.button) == (Right.REVIEW in RIGHTS[role])


def test_an_empty_ledger_says_so(app: Open, empty_url: str) -> None:
    test = app(empty_url, "review")
    assert not test.exception
    assert "台账还是空的" in words(test)


@pytest.mark.parametrize("group, values", [
    ("review_state", vocab.ReviewState), ("proposal_kind", vocab.ProposalKind), ("topic", vocab.Topic),
    ("comparison_word", vocab.Comparison),
])
def test_the_vocabularies_of_review_have_labels(group: str, values: type) -> None:
    assert {(group, str(v)) for v in values} <= {entry.name for entry in label_tables.entries()}


def test_the_named_rules_of_the_extractor_have_labels() -> None:
    """Those that stand as `rule="…"` in the assembly of records."""
    named = {
        k.value.value for path in (ROOT / "etl" / "assembly").glob("*.py")
        if not path.name.startswith("commitment")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
        for k in node.keywords if k.arg == "rule" and isinstance(k.value, ast.Constant)
    }
    assert len(named) > 3
    assert {("rule", n) for n in named} - {entry.name for entry in label_tables.entries()} == set()


def test_a_project_leads_to_its_page(app: Open, filled_url: str) -> None:
    test = app(filled_url, "review", record="project-2")
    assert not test.exception
    project = found(filled_url, select(ProjectMention.project_id).where(ProjectMention.id == 2))[0][0]
    links = [link.proto for link in test.get("page_link")]
    assert any(link.page.endswith("project") and str(project) in link.query_string for link in links)
