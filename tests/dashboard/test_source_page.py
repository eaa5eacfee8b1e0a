"""原文: what the text shows, a record beside it with its review, words that become a record, earlier texts."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from streamlit.testing.v1 import AppTest

from dashboard import session
from db.models import DocumentVersion, Evidence, Milestone, PersonEntry, ProjectMention, Region, Speech
from db.vocab import DateSource, UserRole
from etl.entries import set_reference_date
from etl.review import reject_records
from tests.dashboard.conftest import Open
from tests.dashboard.ledger import HAIPING
from tests.dashboard.people import add_everybody, signed_in
from tests.dashboard.test_pages import table, words
from tests.dashboard.test_review_page import field, found, opened, param, press, shows, write
from tests.people import CLERK

NOW = datetime(2025, 11, 20, 8, tzinfo=UTC)
WORDS = "县自然资源局配合做好用地报批"
AT = HAIPING.index(WORDS)


def source(app: Open, url: str, **params: Any) -> AppTest:
    test = app(url, "source", **{"speech": "1"} | params)
    test.session_state[session.NAME] = "王科员"
    return test.run()


def told(test: AppTest) -> dict:
    """What the text's component was given."""
    return json.loads(test.get("bidi_component")[0].proto.json)


def pieces(test: AppTest) -> list[dict]:
    return json.loads(told(test)["pieces"])


def marks(test: AppTest) -> dict[str, list[str]]:
    return {p["text"]: p["records"] for p in pieces(test) if p["records"]}


@pytest.fixture
def rejected_url(own_url: str) -> str:
    write(own_url, lambda engine: reject_records(engine, [("milestone", 2)], reason="重复", actor=CLERK, now=NOW))
    return own_url


def test_the_text_goes_over_whole_with_its_offsets(app: Open, filled_url: str) -> None:
    whole = pieces(source(app, filled_url))
    assert "".join(p["text"] for p in whole) == HAIPING
    assert all(HAIPING[p["at"]:p["at"] + len(p["text"])] == p["text"] for p in whole)


def test_checks_stand_at_the_figures_they_are_about(app: Open, filled_url: str) -> None:
    checked = {p["text"]: p.get("holds", False) for p in pieces(source(app, filled_url)) if "check" in p}
    assert checked == {"目前完成50.6亿元": False, "1-10月已完成78.5亿元": True}


def test_the_types_of_the_address_are_those_of_the_legend(app: Open, filled_url: str) -> None:
    test = source(app, filled_url, types=["sanction", "cadence"])
    on = {e["name"] for e in told(test)["legend"] if e["on"]}
    assert on == {"sanction", "cadence"}
    assert len(marks(test)) == 2
    assert len(table(test, "kind")) == 2


def test_a_rejected_record_is_hidden_until_it_is_asked_for(app: Open, rejected_url: str) -> None:
    assert "力争12月10日前开工" not in marks(source(app, rejected_url))
    for params in ({"show": "rejected"}, {"record": "milestone-2"}):
        test = source(app, rejected_url, **params)
        assert [p["text"] for p in pieces(test) if p.get("rejected")] == ["力争12月10日前开工"]
        assert any(kind.startswith("✗") for kind in table(test, "kind")["kind"])


def test_a_chosen_record_is_reviewed_beside_its_text(app: Open, own_url: str) -> None:
    test = source(app, own_url, record="milestone-2")
    field(test, "text_input", "subject").set_value("海平大桥主桥")
    press(test, "保存更正")
    assert found(own_url, select(Milestone.subject, Milestone.review).where(Milestone.id == 2)) == [
        ("海平大桥主桥", "corrected")]
    assert param(test, "record") == shows(test) != "milestone-2"  # the next one that waits
    again = source(app, own_url, record="milestone-2")
    assert "原读：海平大桥项目" in words(again)
    field(again, "text_input", "subject").set_value("海平大桥引桥")
    press(again, "保存更正")
    assert param(again, "record") == "milestone-2"  # it did not wait: the reader stays with it


def test_the_records_beside_the_text_are_walked_in_its_order(app: Open, own_url: str) -> None:
    test = source(app, own_url)
    press(test, "下一条")
    first = shows(test)
    assert "第 1 /" in words(test)
    press(test, "下一条")
    second = shows(test)
    press(test, "通过")
    third = shows(test)
    press(test, "撤销上一步")
    assert shows(test) == second
    press(test, "上一条")
    assert (shows(test), len({first, second, third})) == (first, 3)
    assert param(test, "record") == first


def test_a_day_that_was_entered_can_be_taken_back(app: Open, own_url: str) -> None:
    dated = select(Speech.reference_date, Speech.date_source).where(Speech.id == 1)
    write(own_url, lambda engine: set_reference_date(engine, 1, day=date(2025, 3, 4), actor=CLERK, now=NOW))
    test = press(source(app, own_url), "撤销设定的日期")
    assert found(own_url, dated) == [(None, "open")]  # the words themselves name no day
    assert not [b for b in test.button if b.label == "撤销设定的日期"]


def test_a_day_is_not_made_up(app: Open, own_url: str) -> None:
    """A speech without a day: a click on the button enters none."""
    write(own_url, lambda engine: without_a_day(engine))
    test = source(app, own_url)
    assert next(d for d in test.date_input if d.key == "date-1").value is None
    test = press(test, "设定讲话日期")
    assert any("请选择讲话日期" in e.value for e in test.error)
    assert found(own_url, select(PersonEntry.kind)) == []


def without_a_day(engine: Any) -> None:
    with engine.begin() as connection:
        connection.execute(update(Speech).where(Speech.id == 1).values(reference_date=None, date_source="open"))


def test_the_place_of_a_speech_is_entered_and_taken_back(app: Open, own_url: str) -> None:
    place = select(Region.name, Speech.region_source).join(Region, Region.id == Speech.region_id).where(Speech.id == 1)
    before = found(own_url, place)
    test = source(app, own_url)
    field = next(s for s in test.selectbox if s.key == "place-1-name")
    other = next(o for o in field.options if o != before[0][0])
    field.set_value(other)
    test = press(test, "设定讲话地区")
    assert not test.exception
    assert found(own_url, place) == [(other, "given")]
    press(test, "撤销设定的地区")
    assert found(own_url, select(PersonEntry.kind)) == []
    assert found(own_url, select(Speech.region_source).where(Speech.id == 1)) == [("open",)]  # the words name none


def test_a_day_that_came_with_the_file_stays(app: Open, own_url: str) -> None:
    write(own_url, lambda engine: given_with_the_file(engine))
    test = press(source(app, own_url), "撤销设定的日期")
    assert any("没有可撤销的设定" in e.value for e in test.error)
    assert not test.toast


def given_with_the_file(engine: Any) -> None:
    with engine.begin() as connection:
        connection.execute(update(Speech).where(Speech.id == 1).values(date_source=str(DateSource.GIVEN)))


def test_marked_words_become_a_record(app: Open, own_url: str) -> None:
    test = source(app, own_url, mark=f"{AT}-{AT + len(WORDS)}")
    assert WORDS in words(test)
    next(s for s in test.selectbox if s.key == "add-type").set_value("milestone").run()
    next(t for t in test.text_input if t.key.endswith("-subject")).set_value("用地报批")
    next(s for s in test.selectbox if s.key.endswith("-event")).set_value("approve")
    press(test, "补录")
    columns = (Milestone.id, Milestone.subject, Milestone.event, Evidence.start, Evidence.quote)
    added = found(own_url, select(*columns).join(Evidence, Evidence.id == Milestone.evidence_id).where(
        Milestone.review == "added"))
    assert [row[1:] for row in added] == [("用地报批", "approve", AT, WORDS)]
    assert param(test, "record") == f"milestone-{added[0][0]}"
    assert "mark" not in test.query_params


def test_what_is_missing_of_a_new_record_is_said(app: Open, own_url: str) -> None:
    test = source(app, own_url, mark=f"{AT}-{AT + len(WORDS)}")
    press(test, "补录")  # a figure without a value
    assert "请填数值" in test.error[0].value


def test_words_can_be_typed_instead_of_marked(app: Open, own_url: str) -> None:
    test = source(app, own_url)
    next(t for t in test.text_input if t.key.startswith("words-")).set_value("东岸风电")
    press(test, "补录一条记录")
    at = HAIPING.index("东岸风电")
    assert param(test, "mark") == f"{at}-{at + 4}"
    next(s for s in test.selectbox if s.key == "add-type").set_value("project").run()
    press(test, "补录")
    assert found(own_url, select(ProjectMention.name).where(ProjectMention.review == "added")) == [("东岸风电",)]


@pytest.mark.parametrize("typed, said", [("", "请先选中或输入原文字句。"), ("没有说过的话", "正文里没有这句话")])
def test_words_that_the_text_does_not_have_are_refused(app: Open, filled_url: str, typed: str, said: str) -> None:
    test = source(app, filled_url)
    next(t for t in test.text_input if t.key.startswith("words-")).set_value(typed)
    press(test, "补录一条记录")
    assert test.error[0].value.startswith(said)


@pytest.mark.parametrize("mark", ["9999-99999", "5-5", "8-3", "<script>", "1-2-3"])
def test_a_mark_outside_of_the_speech_is_ignored(app: Open, filled_url: str, mark: str) -> None:
    test = source(app, filled_url, mark=mark)
    assert not test.exception
    assert not [s for s in test.selectbox if s.key == "add-type"]


def test_who_may_only_look_sees_the_record_and_no_button(
    app: Open, own_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_everybody(own_url)
    signed_in(own_url, UserRole.VIEWER, monkeypatch)
    test = app(own_url, "source", record="milestone-2", mark=f"{AT}-{AT + 3}")
    assert not test.exception
    assert "您的角色只能查看，不能审核。" in words(test)
    assert "海平大桥项目" in words(test)
    assert not [b for b in test.button if b.label in ("通过", "保存更正", "补录", "补录一条记录", "设定讲话日期")]
    assert told(test)["markable"] is False


def test_an_earlier_text_shows_what_it_has_alone(app: Open, own_url: str) -> None:
    former = HAIPING.replace("120亿元", "110亿元")

    def act(engine: Any) -> None:
        with engine.begin() as connection:
            connection.execute(insert(DocumentVersion.__table__).values(
                document_id=1, number=1, name="海平县项目建设会.txt", sha256="x", text_sha256="x", text=former,
                loaded_at=NOW))
            only = select(Milestone.evidence_id).where(Milestone.id == 2).scalar_subquery()
            connection.execute(update(Evidence.__table__).where(Evidence.__table__.c.id == only).values(version=1))

    write(own_url, act)
    assert "力争12月10日前开工" not in marks(source(app, own_url))
    test = source(app, own_url, version="1")
    assert "".join(p["text"] for p in pieces(test)) == former
    changed = [p["text"] for p in pieces(test) if p.get("changed")]
    assert changed == ["今年全县固定资产投资要完成110亿元，1-10月已完成78.5亿元。"]
    assert marks(test) == {"力争12月10日前开工": ["milestone-2"]}
    linked = source(app, own_url, record="milestone-2")  # a link to a record opens the text that has its words
    assert param(linked, "version") == "1"
    assert field(linked, "text_input", "subject").value == "海平大桥项目"


def test_what_waits_leads_to_the_queue_in_the_order_of_the_text(app: Open, filled_url: str) -> None:
    links = [link.proto for link in source(app, filled_url).get("page_link")]
    assert any("order=text" in link.query_string and "speech=1" in link.query_string for link in links)
    assert opened(app, filled_url, speech="1", order="text").session_state["review:open"]["record"] == "indicator-1"
