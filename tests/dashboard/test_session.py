"""Pages by role, who is on record for an entry, and the settings page."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from dashboard import session
from dashboard.gate import COOKIE
from dashboard.navigation import PAGES, entry_of
from db.engine import open_engine
from db.models import Account, Event
from db.rights import RIGHTS, Right
from db.services.accounts import add_account, disable
from db.services.deadlines import ONLY_EARLIER, only_earlier
from db.services.settings import session_hours
from db.services.sign_in import actor_of_token, sign_in
from db.vocab import UserRole
from tests.dashboard.conftest import Open
from tests.dashboard.people import LOGINS, PASSWORD, add_everybody, now, signed_in
from tests.people import TESTER

TITLES = {"checks": "核对", "audit": "操作记录", "settings": "设置"}


@pytest.fixture
def office_url(own_url: str) -> str:
    """A filled ledger with an account of each role."""
    add_everybody(own_url)
    return own_url


def words(test: AppTest) -> str:
    parts = (*test.title, *test.header, *test.markdown, *test.caption, *test.error, *test.info)
    return "\n".join(str(e.value) for e in parts)


def press(test: AppTest, label: str) -> None:
    next(b for b in test.button if b.label == label).click().run()
    assert not test.exception


def events(url: str) -> list[tuple]:
    engine = open_engine(url)
    e = Event.__table__.c
    with engine.connect() as connection:
        found = [tuple(r) for r in connection.execute(select(e.actor, e.role, e.action, e.title).order_by(e.id))]
    engine.dispose()
    return found


@pytest.mark.parametrize("role", list(UserRole))
@pytest.mark.parametrize("name", ["checks", "audit", "settings"])
def test_a_page_opens_for_those_who_have_its_right(
    app: Open, office_url: str, monkeypatch: pytest.MonkeyPatch, role: UserRole, name: str
) -> None:
    signed_in(office_url, role, monkeypatch)
    test = app(office_url, name)
    assert not test.exception
    allowed = entry_of(name).right in RIGHTS[role]
    assert ("您的角色不能看这一页" in words(test)) == (not allowed)
    assert (f":material/person: {LOGINS[role]} · " in words(test))
    if name in TITLES:
        assert test.title[0].value == TITLES[name]  # the address is known: forbidden, not missing
    if not allowed:
        assert not test.dataframe and not test.get("form_submit_button")


def test_each_page_of_the_office_is_the_administrators() -> None:
    assert {p.name for p in PAGES if p.right == Right.ADMINISTER} == {"audit", "settings"}


@pytest.mark.parametrize("name", [p.name for p in PAGES])
def test_nothing_is_shown_to_who_is_not_signed_in(app: Open, office_url: str, name: str) -> None:
    test = app(office_url, name)
    assert not test.exception
    assert [t.value for t in test.title] == ["登录"]
    assert "请先登录" in words(test)
    assert not test.dataframe and not test.metric and not test.text_input


def test_a_shut_account_and_one_that_signs_out_see_nothing_at_the_next_click(
    app: Open, office_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = signed_in(office_url, UserRole.CLERK, monkeypatch)
    test = app(office_url, "checks")
    assert test.title[0].value == "核对"
    engine = open_engine(office_url)
    with engine.connect() as connection:
        id_ = connection.execute(select(Account.id).where(Account.login == "chen")).scalar_one()
    disable(engine, id_, actor=TESTER, now=now())
    assert test.run().title[0].value == "登录"
    token = signed_in(office_url, UserRole.VIEWER, monkeypatch)
    test = app(office_url, "checks")
    press(test, "退出")
    assert actor_of_token(engine, token, now=now()) is None
    assert test.run().title[0].value == "登录"
    engine.dispose()


def dated(test: AppTest) -> None:
    """Fill in the day of a speech that has none; the field stands empty until somebody does."""
    next(d for d in test.date_input if d.label == "讲话日期").set_value(date(2026, 3, 9))


def test_an_entry_is_on_record_under_who_is_signed_in(
    app: Open, office_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(office_url, UserRole.CLERK, monkeypatch)
    test = app(office_url, "source", speech="3")
    dated(test)
    press(test, "设定讲话日期")
    assert "人工给定" in words(test)
    assert events(office_url)[-1][:3] == ("chen", "clerk", "set_date")


def test_a_role_without_the_right_is_refused_where_it_writes(
    app: Open, office_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(office_url, UserRole.VIEWER, monkeypatch)
    before = events(office_url)
    test = app(office_url, "source", speech="3")
    buttons = [b for b in test.button if b.label == "设定讲话日期"]
    if buttons:  # a page may leave the button out; the service refuses in any case
        dated(test)
        press(test, "设定讲话日期")
        assert test.error[0].value == "没有保存：您没有这项权限，或者登录已经结束。"
    assert events(office_url) == before


def test_the_local_machine_says_so_and_asks_for_a_name(app: Open, own_url: str) -> None:
    test = app(own_url, "source", speech="3")
    assert "本机模式：没有账号" in words(test)
    dated(test)
    press(test, "设定讲话日期")
    assert test.error[0].value == "请先在左侧栏填写登记人。"
    assert not events(own_url)
    test.text_input(key=session.NAME).set_value("王科员")
    press(test, "设定讲话日期")
    assert events(own_url)[-1][:3] == ("王科员", "administrator", "set_date")


def test_the_name_is_remembered_by_the_browser(app: Open, own_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "cookies", lambda: {session.NAME_COOKIE: "%E7%8E%8B%E4%B8%BD%3Cb%3E"})
    test = app(own_url, "source", speech="3")
    assert test.text_input(key=session.NAME).value == "王丽<b>"
    dated(test)
    press(test, "设定讲话日期")
    assert events(own_url)[-1][0] == "王丽<b>"


def test_the_first_account_is_made_in_the_settings_and_then_everybody_signs_in(app: Open, own_url: str) -> None:
    test = app(own_url, "settings")
    assert "现在是本机模式" in words(test)
    assert not test.dataframe
    test.text_input(key=session.NAME).set_value("王科员")
    test.text_input(key="new-login").set_value("li")
    test.text_input(key="new-name").set_value("李主任")
    test.text_input(key="new-password").set_value("short")
    press(test, "新建")
    assert test.error[0].value.startswith("没有保存")
    test.text_input(key="new-password").set_value(PASSWORD)
    press(test, "新建")
    assert test.title[0].value == "登录"
    assert events(own_url) == [("王科员", "administrator", "account", "li")]


def test_the_administrator_looks_after_accounts(
    app: Open, office_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(office_url, UserRole.ADMINISTRATOR, monkeypatch)
    test = app(office_url, "settings")
    shown = test.dataframe[0].value
    assert shown["登录名"].tolist() == ["chen", "li", "wu", "zheng", "zhou"]
    assert set(shown["状态"]) == {"在用"} and set(shown["登录方式"]) == {"密码"}
    ids = dict(zip(shown["登录名"], test.selectbox(key="account").options, strict=True))
    assert ids["li"] == "li · 某administrator"
    chen = test.selectbox(key="account").value
    test.selectbox(key=f"role-{chen}").set_value(UserRole.SUPERVISOR)
    next(b for b in test.button if b.label == "保存").click().run()
    assert test.dataframe[0].value["角色"].tolist()[0] == "督查"
    press(test, "停用")
    assert test.dataframe[0].value["状态"].tolist()[-1] == "停用"
    assert [e[2:] for e in events(office_url)][-2:] == [("account", "chen"), ("account", "chen")]
    assert PASSWORD not in words(test)


def test_the_rules_are_set(app: Open, office_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(office_url, UserRole.ADMINISTRATOR, monkeypatch)
    test = app(office_url, "settings")
    test.toggle(key="only-earlier").set_value(True)
    test.number_input(key="session-hours").set_value(8)
    [b for b in test.button if b.label == "保存"][-1].click().run()
    assert not test.exception
    engine = open_engine(office_url)
    with engine.connect() as connection:
        assert only_earlier(connection) and session_hours(connection) == 8
    engine.dispose()
    assert [e[2:] for e in events(office_url)][-2:] == [("setting", ONLY_EARLIER), ("setting", "session_hours")]


def test_everybody_changes_the_own_password(
    app: Open, office_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed_in(office_url, UserRole.VIEWER, monkeypatch)
    test = app(office_url, "checks")
    press(test, "修改密码")
    new = "河上另一座大桥-2027"
    engine = open_engine(office_url)
    for typed, said in (((PASSWORD, new, "x"), "两次输入的新密码不一样"), (("wrong", new, new), "登录名或密码不对"),
                        ((PASSWORD, "short", "short"), "没有保存"), ((PASSWORD, new, new), "")):
        for box, value in zip([t for t in test.text_input if t.proto.type == t.proto.PASSWORD], typed, strict=True):
            box.set_value(value)
        next(b for b in test.button if b.label == "修改").click().run()
        assert said in words(test)
        assert (sign_in(engine, "zheng", new, now=now()) is not None) == (not said)
    engine.dispose()


def test_an_identity_provider_needs_no_password(
    app: Open, office_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "cookies", dict)
    monkeypatch.setattr("dashboard.oidc.provider", lambda: "default")
    test = app(office_url, "checks")
    assert test.title[0].value == "登录"
    monkeypatch.setattr(session, "_claims", lambda: {"is_logged_in": True, "sub": "77", "email": "li@example.com"})
    assert test.run().title[0].value == "登录"  # known there, but not here
    engine = open_engine(office_url)
    add_account(engine, "li@example.com", name="李", role=UserRole.VIEWER, actor=TESTER, now=now())
    engine.dispose()
    assert test.run().title[0].value == "核对"
    assert "修改密码" not in [b.label for b in test.button]
    assert COOKIE not in session.cookies()
