"""Accounts of the office: who they are and what they may do. Signing in is db.services.sign_in.

An account without a password signs in through OpenID Connect. No event and no error carries a password or its hash.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from unicodedata import normalize

from sqlalchemy import Connection, Engine, Row, delete, func, insert, select, update

from db.entry_checks import words_of
from db.errors import BadEntry, NoSuchRow, NotAllowed
from db.history import Change, changing, require_version
from db.models import Account, SignIn, Unit
from db.passwords import hash_password
from db.rights import Actor, Right
from db.vocab import Action, UserRole

ACCOUNT = Account.__table__
PASSWORD_LEAST = 10
PASSWORD_MOST = 200
_LOGIN = re.compile(r"[\w.@+|:/-]{2,100}")  # wang.li · 王丽 · li@example.com · auth0|5f7c
_LONGEST_NAME = 40


def add_account(
    engine: Engine, login: str, *, name: str, role: UserRole, actor: Actor, now: datetime, password: str | None = None,
    unit_id: int | None = None,
) -> int:
    """A new account's id. Without a password it is for OpenID Connect: `login` is the e-mail address or subject there.

    Raises BadEntry for a login that is taken, a weak password, a reporter without a unit, and for a first account
    that is no administrator, as nobody could make the next one.
    """
    actor.require(Right.ADMINISTER)
    row = {
        "login": login_of(login), "name": _name(name), "role": str(role), "unit_id": unit_id,
        "active": True, "failed_sign_ins": 0, "locked_until": None,
    } | _password(password, login, now)
    with changing(engine, Action.ACCOUNT, actor=actor, now=now, details={"act": "add"}) as change:
        taken = select(ACCOUNT.c.id).where(ACCOUNT.c.login == row["login"])
        if change.connection.execute(taken).first():
            raise BadEntry(f"there is an account {row['login']} already")
        if role != UserRole.ADMINISTRATOR and not _administrators(change.connection):
            raise BadEntry("the first account must be an administrator's")
        _require_unit(change.connection, role, unit_id)
        id_ = change.connection.execute(insert(ACCOUNT).values(**row)).inserted_primary_key[0]
        change.about("account", id_, row["login"])
        return id_


def change_role(
    engine: Engine, account_id: int, *, role: UserRole, actor: Actor, now: datetime, unit_id: int | None = None,
    seen: int | None = None,
) -> None:
    """Give an account another role, and a reporter the unit whose work it reports. Holds from the next click on."""
    actor.require(Right.ADMINISTER)
    with changing(engine, Action.ACCOUNT, actor=actor, now=now, details={"act": "role"}) as change:
        row = _found(change, account_id, seen)
        if role != UserRole.ADMINISTRATOR:
            _keep_an_administrator(change.connection, row)
        _require_unit(change.connection, role, unit_id)
        _set(change.connection, account_id, role=str(role), unit_id=unit_id)


def set_password(engine: Engine, account_id: int, *, password: str, actor: Actor, now: datetime) -> None:
    """A new password by the administrator. Every browser of the account is signed out and a lock is lifted."""
    actor.require(Right.ADMINISTER)
    with changing(engine, Action.ACCOUNT, actor=actor, now=now, details={"act": "password"}) as change:
        row = _found(change, account_id)
        _set(change.connection, account_id, failed_sign_ins=0, locked_until=None,
             **_password(password, row.login, now))
        sign_out_everywhere(change.connection, account_id)


def change_own_password(engine: Engine, *, password: str, actor: Actor, now: datetime) -> None:
    """A new password for who is signed in; the caller has proved the old one. Signs every browser of theirs out."""
    with changing(engine, Action.ACCOUNT, actor=actor, now=now, details={"act": "own_password"}) as change:
        row = change.connection.execute(select(ACCOUNT).where(ACCOUNT.c.login == actor.name)).first()
        if row is None or row.password_hash is None:
            raise NotAllowed(f"{actor.name} has no password here")
        change.about("account", row.id, row.login)
        _set(change.connection, row.id, **_password(password, row.login, now))
        sign_out_everywhere(change.connection, row.id)


def disable(engine: Engine, account_id: int, *, actor: Actor, now: datetime, reason: str = "",
            seen: int | None = None) -> None:
    """Shut an account: it is refused at once. Its name stays in the history. Not for the last administrator."""
    actor.require(Right.ADMINISTER)
    with changing(engine, Action.ACCOUNT, actor=actor, now=now, reason=words_of(reason, "reason", 500),
                  details={"act": "disable"}) as change:
        row = _found(change, account_id, seen)
        _keep_an_administrator(change.connection, row)
        _set(change.connection, account_id, active=False)
        sign_out_everywhere(change.connection, account_id)


def enable(engine: Engine, account_id: int, *, actor: Actor, now: datetime, seen: int | None = None) -> None:
    """Open a shut account again."""
    actor.require(Right.ADMINISTER)
    with changing(engine, Action.ACCOUNT, actor=actor, now=now, details={"act": "enable"}) as change:
        _found(change, account_id, seen)
        _set(change.connection, account_id, active=True, failed_sign_ins=0, locked_until=None)


def login_of(words: str) -> str:
    """A login as it is kept: one width, lower case. BadEntry for one that could not be typed again."""
    login = normalize("NFKC", words).strip().lower()
    if not _LOGIN.fullmatch(login):
        raise BadEntry(f"a login has 2 to 100 letters, digits or . _ - @ + without a space, not {words!r}")
    return login


def sign_out_everywhere(connection: Connection, account_id: int) -> None:
    """End every browser's session of an account."""
    connection.execute(delete(SignIn.__table__).where(SignIn.account_id == account_id))


def _name(words: str) -> str:
    name = words_of(words, "name", _LONGEST_NAME)
    if not name:
        raise BadEntry("an account needs the name of its person")
    return name


def _password(password: str | None, login: str, now: datetime) -> dict[str, Any]:
    """The columns of a password; BadEntry for one that is easily guessed."""
    if password is None:
        return {"password_hash": None, "password_set_at": None}
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        raise BadEntry(f"a password has {PASSWORD_LEAST} to {PASSWORD_MOST} characters")
    if len(set(password)) < 4 or password.strip().lower() == login.strip().lower():
        raise BadEntry("a password is not the login and has at least four different characters")
    return {"password_hash": hash_password(password), "password_set_at": now}


def _found(change: Change, account_id: int, seen: int | None = None) -> Row:
    row = change.connection.execute(select(ACCOUNT).where(ACCOUNT.c.id == account_id)).first()
    if row is None:
        raise NoSuchRow(f"there is no account {account_id}")
    require_version(change.connection, [("account", account_id)], seen)
    change.about("account", account_id, row.login)
    return row


def _set(connection: Connection, account_id: int, **columns: Any) -> None:
    connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(**columns))


def _administrators(connection: Connection) -> int:
    """How many active administrators there are."""
    wanted = (ACCOUNT.c.active, ACCOUNT.c.role == str(UserRole.ADMINISTRATOR))
    return connection.execute(select(func.count()).select_from(ACCOUNT).where(*wanted)).scalar_one()


def _keep_an_administrator(connection: Connection, row: Row) -> None:
    last = row.active and row.role == UserRole.ADMINISTRATOR and _administrators(connection) == 1
    if last:
        raise BadEntry(f"{row.login} is the last administrator; make another one first")


def _require_unit(connection: Connection, role: UserRole, unit_id: int | None) -> None:
    if unit_id is None:
        if role == UserRole.REPORTER:
            raise BadEntry("a reporter needs the unit whose work is reported")
        return
    if not connection.execute(select(Unit.id).where(Unit.id == unit_id)).first():
        raise NoSuchRow(f"there is no unit {unit_id}")
