"""The audit page: every event, what it changed, filters, and whether the chain is sound."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from dashboard import audit_frames
from dashboard.i18n import Language, Texts
from db.engine import open_engine
from db.migrate import upgrade
from db.services import settings
from db.services.accounts import add_account
from db.services.deadlines import ONLY_EARLIER
from db.vocab import UserRole
from tests.dashboard.conftest import Open
from tests.dashboard.people import PASSWORD, add_everybody, signed_in
from tests.people import TESTER, WANG

ZH = Texts(Language.ZH_CN)
SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, SECOND = datetime(2026, 3, 1, 16, 30, tzinfo=UTC), datetime(2026, 3, 3, 2, 0, tzinfo=UTC)


@pytest.fixture
def told_url(tmp_path) -> str:
    """A ledger with two events by two people."""
    url = f"sqlite:///{tmp_path / 'told.db'}"
    engine = open_engine(url)
    upgrade(engine)
    settings.change_setting(engine, ONLY_EARLIER, "yes", actor=WANG, now=FIRST, reason="常务会议定")
    settings.change_setting(engine, settings.SESSION_HOURS, "8", actor=TESTER, now=SECOND)
    engine.dispose()
    return url


def words(test: AppTest) -> str:
    parts = (*test.markdown, *test.caption, *test.header, *test.success, *test.error, *test.info)
    return "\n".join(str(e.value) for e in parts)


def table(test: AppTest) -> list[list]:
    return next(d.value for d in test.dataframe if "who" in d.value.columns)[
        ["number", "at", "who", "act", "about", "reason"]].values.tolist()


def test_events_are_listed_the_last_one_first(app: Open, told_url: str) -> None:
    test = app(told_url, "audit")
    assert not test.exception
    assert table(test) == [
        [2, "2026-03-03 10:00", "test", "规则", "台账规则 · session_hours", ""],
        [1, "2026-03-02 00:30", "王科员", "规则", "台账规则 · deadlines_only_earlier", "常务会议定"]]


@pytest.mark.parametrize("params, numbers", [
    ({"who": "王科员"}, [1]), ({"act": "setting"}, [2, 1]), ({"since": "2026-03-03"}, [2]),
    ({"until": "2026-03-02"}, [1]), ({"since": "2026-03-02", "until": "2026-03-02"}, [1]), ({"words": "常务"}, [1]),
    ({"who": "nobody", "since": "nonsense"}, [2, 1]),
])
def test_the_filters_of_the_address_choose_events(
    app: Open, told_url: str, params: dict[str, str], numbers: list[int]
) -> None:
    assert [r[0] for r in table(app(told_url, "audit", **params))] == numbers


def test_filters_that_leave_nothing_say_so(app: Open, told_url: str) -> None:
    test = app(told_url, "audit", words="没有的字")
    assert not test.dataframe
    assert ZH("empty.filtered") in words(test)


def test_a_ledger_without_events_says_so(app: Open, empty_url: str) -> None:
    test = app(empty_url, "audit")
    assert not test.exception
    assert not test.dataframe
    assert "还没有操作记录" in words(test)


def test_a_viewer_sees_no_event(app: Open, own_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add_everybody(own_url)
    signed_in(own_url, UserRole.VIEWER, monkeypatch)
    test = app(own_url, "audit")
    assert not test.dataframe
    assert "您的角色不能看这一页" in words(test)


def verify(test: AppTest) -> str:
    next(b for b in test.button if b.label == "校验").click().run()
    assert not test.exception
    return words(test)


def test_a_sound_chain_is_called_sound(app: Open, told_url: str) -> None:
    said = verify(app(told_url, "audit"))
    assert "完好：2 条记录" in said
    assert "第 2 号" in said


def test_a_change_outside_of_the_program_is_named(app: Open, told_url: str) -> None:
    engine = open_engine(told_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE ledger_setting SET value = '99' WHERE name = 'session_hours'"))
    engine.dispose()
    test = app(told_url, "audit")
    assert "发现" in verify(test)
    assert "系统外改动" in test.dataframe[0].value["问题"].tolist()


def test_no_page_shows_a_password_hash(app: Open, own_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add_everybody(own_url)
    signed_in(own_url, UserRole.ADMINISTRATOR, monkeypatch)
    for name in ("audit", "settings"):
        test = app(own_url, name)
        assert test.dataframe
        assert "argon2" not in words(test) + "".join(d.value.to_string() for d in test.dataframe)


def test_changes_are_told_field_by_field() -> None:
    frame = audit_frames.change_frame([
        {"table_name": "account", "row_id": 3, "operation": "update",
         "fields": [{"field": "role", "was": "clerk", "is": "viewer"},
                    {"field": "name", "was": None, "is": "字" * 400}]},
        {"table_name": "speech", "row_id": 1, "operation": "insert", "fields": []},
    ], ZH)
    assert frame[["table", "operation", "field", "was"]].values.tolist() == [
        ["账号", "修改", "role", "clerk"], ["账号", "修改", "name", ""], ["讲话", "新增", "", ""]]
    assert frame["is"].iloc[1] == "字" * 300 + "…"


def test_an_account_event_says_what_was_done_to_it(tmp_path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'l.db'}")
    upgrade(engine)
    add_account(engine, "li", name="李", role=UserRole.ADMINISTRATOR, password=PASSWORD, actor=TESTER, now=FIRST)
    engine.dispose()
    row = {"action": "account", "details": {"act": "add"}}
    assert audit_frames.act(row, ZH) == "账号 · 新建"
    assert audit_frames.act({"action": "import", "details": {}}, ZH) == "导入"
    assert audit_frames.moment(FIRST, SHANGHAI, exact=True) == "2026-03-02 00:30:00"
