"""Accounts, sign-in, settings: who may, what is refused, what is kept, and that no secret is in the history."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, insert, select, update
from typer.testing import CliRunner

from db import account_cli
from db.errors import BadEntry, EditConflict, NoSuchRow, NotAllowed
from db.models import Account, Event, LedgerSetting, RowChange, SignIn, Unit
from db.passwords import outdated
from db.queries import accounts as queries
from db.rights import Actor
from db.services import accounts, settings
from db.services.deadlines import ONLY_EARLIER, only_earlier
from db.services.sign_in import (
    FREE_TRIES,
    LONGEST_LOCK,
    actor_of_oidc,
    actor_of_token,
    has_accounts,
    has_passwords,
    sign_in,
    sign_out,
)
from db.vocab import Action, UserRole
from tests.people import CLERK, SUPERVISOR, TESTER

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
PASSWORD = "海平大桥-2026!"
OTHER = "another good one 7"
ADMIN = Actor("root.li", UserRole.ADMINISTRATOR)
TABLE = Account.__table__


def add(engine: Engine, login: str = "root.li", role: UserRole = UserRole.ADMINISTRATOR, **more: object) -> int:
    given = {"name": "李主任", "password": PASSWORD, "actor": TESTER, "now": NOW} | more
    return accounts.add_account(engine, login, role=role, **given)


def row(engine: Engine, login: str) -> dict:
    with engine.connect() as connection:
        return dict(connection.execute(select(TABLE).where(TABLE.c.login == login)).mappings().one())


def unit(engine: Engine) -> int:
    with engine.begin() as connection:
        made = connection.execute(insert(Unit.__table__).values(scope="4499", name="县水务局"))
        return made.inserted_primary_key[0]


def acts(engine: Engine) -> list[tuple]:
    c = Event.__table__.c
    with engine.connect() as connection:
        return [tuple(r) for r in connection.execute(select(c.action, c.title, c.details).order_by(c.id))]


def test_an_account_signs_in_and_out(engine: Engine) -> None:
    assert not has_accounts(engine)
    add(engine)
    assert has_accounts(engine) and has_passwords(engine)
    entered = sign_in(engine, "ROOT.Li ", PASSWORD, now=NOW)
    assert entered.actor == ADMIN
    assert entered.expires_at == NOW + timedelta(hours=12)
    assert actor_of_token(engine, entered.token, now=NOW) == ADMIN
    sign_out(engine, entered.token)
    assert actor_of_token(engine, entered.token, now=NOW) is None
    sign_out(engine, "no token at all")


def test_a_session_ends_when_its_time_is_over(engine: Engine) -> None:
    add(engine)
    with engine.begin() as connection:
        connection.execute(insert(LedgerSetting.__table__).values(name=settings.SESSION_HOURS, value="2"))
    token = sign_in(engine, "root.li", PASSWORD, now=NOW).token
    last = NOW + timedelta(hours=2)
    assert actor_of_token(engine, token, now=last - timedelta(seconds=1)) == ADMIN
    assert actor_of_token(engine, token, now=last) is None
    sign_in(engine, "root.li", PASSWORD, now=last)
    with engine.connect() as connection:
        assert len(connection.execute(select(SignIn.__table__)).all()) == 1  # the expired one is gone


@pytest.mark.parametrize("token", [None, "", "x", "' OR 1=1 --"])
def test_no_token_is_nobody(engine: Engine, token: str | None) -> None:
    add(engine)
    assert actor_of_token(engine, token, now=NOW) is None


@pytest.mark.parametrize("login, password", [
    ("root.li", PASSWORD + "x"), ("root.li", ""), ("nobody", PASSWORD), ("", PASSWORD), ("a b", PASSWORD),
    ("root.li", "x" * 10_000),
])
def test_a_wrong_login_or_password_is_refused_without_a_word(engine: Engine, login: str, password: str) -> None:
    add(engine)
    assert sign_in(engine, login, password, now=NOW) is None
    assert len(acts(engine)) == 1


def test_wrong_passwords_lock_the_account_for_longer_and_longer(engine: Engine) -> None:
    add(engine)
    for _ in range(FREE_TRIES):
        assert sign_in(engine, "root.li", "wrong password", now=NOW) is None
    assert row(engine, "root.li")["locked_until"] == NOW + timedelta(minutes=1)
    assert sign_in(engine, "root.li", PASSWORD, now=NOW + timedelta(seconds=59)) is None
    later = NOW + timedelta(minutes=1)
    assert sign_in(engine, "root.li", "wrong password", now=later) is None
    assert row(engine, "root.li")["locked_until"] == later + timedelta(minutes=2)
    for _ in range(10):
        later += LONGEST_LOCK
        sign_in(engine, "root.li", "wrong password", now=later)
    assert row(engine, "root.li")["locked_until"] == later + LONGEST_LOCK
    assert sign_in(engine, "root.li", PASSWORD, now=later + LONGEST_LOCK) is not None
    assert row(engine, "root.li")["failed_sign_ins"] == 0
    assert row(engine, "root.li")["locked_until"] is None


def test_few_wrong_passwords_do_not_lock(engine: Engine) -> None:
    add(engine)
    for _ in range(FREE_TRIES - 1):
        sign_in(engine, "root.li", "wrong password", now=NOW)
    assert sign_in(engine, "root.li", PASSWORD, now=NOW) is not None


def test_a_hash_of_older_parameters_is_renewed(engine: Engine) -> None:
    add(engine)
    with engine.begin() as connection:
        weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
        connection.execute(update(TABLE).values(password_hash=weak))
    assert sign_in(engine, "root.li", PASSWORD, now=NOW) is not None
    renewed = row(engine, "root.li")["password_hash"]
    assert renewed.startswith("$argon2id$") and renewed != weak and not outdated(renewed)
    assert sign_in(engine, "root.li", PASSWORD, now=NOW) is not None
    assert row(engine, "root.li")["password_hash"] == renewed


def test_a_shut_account_is_refused_at_once(engine: Engine) -> None:
    add(engine)
    id_ = add(engine, "chen", UserRole.CLERK)
    token = sign_in(engine, "chen", PASSWORD, now=NOW).token
    accounts.disable(engine, id_, actor=ADMIN, now=NOW, reason="调离")
    assert actor_of_token(engine, token, now=NOW) is None
    assert sign_in(engine, "chen", PASSWORD, now=NOW) is None
    accounts.enable(engine, id_, actor=ADMIN, now=NOW)
    assert actor_of_token(engine, token, now=NOW) is None
    assert sign_in(engine, "chen", PASSWORD, now=NOW) is not None


def test_a_new_role_holds_for_sessions_that_are_open(engine: Engine) -> None:
    add(engine)
    id_ = add(engine, "chen", UserRole.CLERK)
    token = sign_in(engine, "chen", PASSWORD, now=NOW).token
    accounts.change_role(engine, id_, role=UserRole.REPORTER, unit_id=unit(engine), actor=ADMIN, now=NOW)
    assert actor_of_token(engine, token, now=NOW) == Actor("chen", UserRole.REPORTER, row(engine, "chen")["unit_id"])


def test_a_new_password_ends_the_sessions(engine: Engine) -> None:
    id_ = add(engine)
    token = sign_in(engine, "root.li", PASSWORD, now=NOW).token
    accounts.set_password(engine, id_, password=OTHER, actor=ADMIN, now=NOW + timedelta(days=1))
    assert actor_of_token(engine, token, now=NOW) is None
    assert sign_in(engine, "root.li", PASSWORD, now=NOW) is None
    assert sign_in(engine, "root.li", OTHER, now=NOW) is not None
    assert row(engine, "root.li")["password_set_at"] == NOW + timedelta(days=1)


def test_everybody_changes_the_own_password(engine: Engine) -> None:
    add(engine)
    add(engine, "zheng", UserRole.VIEWER)
    accounts.change_own_password(engine, password=OTHER, actor=Actor("zheng", UserRole.VIEWER), now=NOW + timedelta(1))
    assert sign_in(engine, "zheng", OTHER, now=NOW) is not None
    assert sign_in(engine, "root.li", PASSWORD, now=NOW) is not None
    with pytest.raises(NotAllowed):
        accounts.change_own_password(engine, password=OTHER, actor=TESTER, now=NOW)


def test_the_last_administrator_stays(engine: Engine) -> None:
    first = add(engine)
    for write in (
        lambda: accounts.disable(engine, first, actor=ADMIN, now=NOW),
        lambda: accounts.change_role(engine, first, role=UserRole.CLERK, actor=ADMIN, now=NOW),
    ):
        with pytest.raises(BadEntry, match="last administrator"):
            write()
    second = add(engine, "second")
    accounts.disable(engine, first, actor=ADMIN, now=NOW)
    with pytest.raises(BadEntry, match="last administrator"):
        accounts.disable(engine, second, actor=ADMIN, now=NOW)


def test_the_first_account_is_an_administrators(engine: Engine) -> None:
    with pytest.raises(BadEntry, match="administrator"):
        add(engine, "chen", UserRole.CLERK)
    assert not has_accounts(engine)


@pytest.mark.parametrize("more, words", [
    ({"login": "a"}, "login"), ({"login": "a b"}, "login"), ({"login": "x" * 101}, "login"),
    ({"password": "short"}, "characters"), ({"password": "aaaaaaaaaaaa"}, "different"),
    ({"login": "longlogin.name", "password": "longlogin.name"}, "different"), ({"password": "x1y2" * 60}, "characters"),
    ({"name": "  "}, "name"), ({"role": UserRole.REPORTER}, "unit"),
])
def test_what_cannot_be_an_account_is_refused(engine: Engine, more: dict, words: str) -> None:
    add(engine)
    with pytest.raises(BadEntry, match=words):
        add(engine, **({"login": "new.one", "role": UserRole.CLERK} | more))
    assert len(acts(engine)) == 1


def test_a_login_is_taken_once_whatever_its_width_and_case(engine: Engine) -> None:
    add(engine, "wang.li")
    with pytest.raises(BadEntry, match="already"):
        add(engine, "ＷＡＮＧ.LI")


def test_an_unknown_unit_or_account_is_named(engine: Engine) -> None:
    add(engine)
    with pytest.raises(NoSuchRow, match="unit 77"):
        add(engine, "wu", UserRole.REPORTER, unit_id=77)
    with pytest.raises(NoSuchRow, match="account 99"):
        accounts.disable(engine, 99, actor=ADMIN, now=NOW)


@pytest.mark.parametrize("who", [CLERK, SUPERVISOR])
def test_only_an_administrator_writes_accounts_and_settings(engine: Engine, who: Actor) -> None:
    id_ = add(engine)
    for write in (
        lambda: add(engine, "another", actor=who),
        lambda: accounts.change_role(engine, id_, role=UserRole.ADMINISTRATOR, actor=who, now=NOW),
        lambda: accounts.set_password(engine, id_, password=OTHER, actor=who, now=NOW),
        lambda: accounts.disable(engine, id_, actor=who, now=NOW),
        lambda: accounts.enable(engine, id_, actor=who, now=NOW),
        lambda: settings.change_setting(engine, ONLY_EARLIER, "yes", actor=who, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            write()
    assert len(acts(engine)) == 1


def test_the_second_of_two_administrators_is_told(engine: Engine) -> None:
    add(engine)
    id_ = add(engine, "chen", UserRole.CLERK)
    with engine.connect() as connection:
        seen = next(a["version"] for a in queries.accounts(connection) if a["id"] == id_)
    accounts.change_role(engine, id_, role=UserRole.SUPERVISOR, actor=ADMIN, now=NOW, seen=seen)
    with pytest.raises(EditConflict):
        accounts.change_role(engine, id_, role=UserRole.VIEWER, actor=ADMIN, now=NOW, seen=seen)
    assert row(engine, "chen")["role"] == "supervisor"


def test_every_act_is_an_event_without_a_secret(engine: Engine) -> None:
    id_ = add(engine)
    accounts.set_password(engine, id_, password=OTHER, actor=ADMIN, now=NOW + timedelta(1))
    add(engine, "chen", UserRole.CLERK)
    accounts.disable(engine, row(engine, "chen")["id"], actor=ADMIN, now=NOW)
    assert acts(engine) == [
        (Action.ACCOUNT, "root.li", {"act": "add"}), (Action.ACCOUNT, "root.li", {"act": "password"}),
        (Action.ACCOUNT, "chen", {"act": "add"}), (Action.ACCOUNT, "chen", {"act": "disable"})]
    with engine.connect() as connection:
        r = RowChange.__table__.c
        kept = json.dumps([[b, a] for b, a in connection.execute(select(r.before, r.after))])
        listed = str(queries.accounts(connection))
    assert "argon2" not in kept + listed and PASSWORD not in kept and "password_hash" not in kept + listed


@pytest.mark.parametrize("claims, found", [
    ({"sub": "Auth0|77"}, True), ({"sub": "x1", "email": "li@example.com"}, True),
    ({"sub": "x1", "email": "li@example.com", "email_verified": True}, True),
    ({"sub": "x1", "email": "li@example.com", "email_verified": False}, False),
    ({"sub": "x1", "email": "wu@example.com"}, False), ({"sub": "root.li"}, False), ({}, False),
    ({"email": "gone@example.com"}, False),
])
def test_an_identity_is_an_account_without_a_password(engine: Engine, claims: dict, found: bool) -> None:
    add(engine)
    for login in ("auth0|77", "li@example.com", "gone@example.com"):
        add(engine, login, UserRole.CLERK, password=None)
    accounts.disable(engine, row(engine, "gone@example.com")["id"], actor=ADMIN, now=NOW)
    assert (actor_of_oidc(engine, claims) is not None) == found
    assert sign_in(engine, "li@example.com", "", now=NOW) is None


def test_settings_have_defaults_and_change_as_events(engine: Engine) -> None:
    with engine.connect() as connection:
        assert settings.settings(connection) == {ONLY_EARLIER: "no", settings.SESSION_HOURS: "12"}
    settings.change_setting(engine, ONLY_EARLIER, "yes", actor=ADMIN, now=NOW, reason="常务会议定")
    settings.change_setting(engine, ONLY_EARLIER, "yes", actor=ADMIN, now=NOW)
    settings.change_setting(engine, settings.SESSION_HOURS, "8", actor=ADMIN, now=NOW)
    with engine.connect() as connection:
        assert only_earlier(connection)
        assert settings.session_hours(connection) == 8
    assert acts(engine) == [
        (Action.SETTING, ONLY_EARLIER, {"name": ONLY_EARLIER, "before": "no", "after": "yes"}),
        (Action.SETTING, settings.SESSION_HOURS, {"name": settings.SESSION_HOURS, "before": "12", "after": "8"})]


@pytest.mark.parametrize("name, value", [
    ("colour", "red"), (ONLY_EARLIER, "maybe"), (settings.SESSION_HOURS, "0"), (settings.SESSION_HOURS, "169"),
    (settings.SESSION_HOURS, "８"), (settings.SESSION_HOURS, "-1"), (settings.SESSION_HOURS, ""),
])
def test_what_cannot_be_set_is_refused(engine: Engine, name: str, value: str) -> None:
    with pytest.raises(BadEntry):
        settings.change_setting(engine, name, value, actor=ADMIN, now=NOW)


def test_the_command_line_makes_accounts_and_helps_who_is_locked_out(database_url: str, engine: Engine) -> None:
    def run(*words: str, typed: str = "") -> tuple[int, str]:
        done = CliRunner().invoke(account_cli.app, [*words, "--db", database_url], input=typed)
        return done.exit_code, done.output

    code, said = run("add", "chen", "--name", "陈办事员", "--role", "clerk", typed=f"{PASSWORD}\n")
    assert code == 1 and "first account" in said
    assert run("add", "root.li", "--name", "李主任", typed=f"{PASSWORD}\n") == (0, "root.li: administrator\n")
    assert run("add", "li@example.com", "--name", "李", "--role", "viewer", "--oidc")[0] == 0
    assert run("list") == (0, "li@example.com\t李\tviewer\t-\topen\tOpenID Connect\n"
                              "root.li\t李主任\tadministrator\t-\topen\tpassword\n")
    assert run("password", "Root.Li", typed=f"{OTHER}\n")[0] == 0
    assert sign_in(engine, "root.li", OTHER, now=NOW) is not None
    assert run("disable", "root.li")[0] == 1
    assert run("role", "li@example.com", "administrator")[0] == 0
    assert run("disable", "root.li", "--reason", "退休")[0] == 0
    assert run("enable", "root.li")[0] == 0
    assert run("password", "nobody", typed=f"{OTHER}\n")[0] == 1
    assert PASSWORD not in run("list")[1]
