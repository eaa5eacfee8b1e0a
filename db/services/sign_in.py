"""Sign in and out, and who a browser's token or an OpenID Connect identity is.

Nothing here is an event of the ledger: the tables of sessions are no part of it. A refusal never says why, so that
nobody can find out which logins exist.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, exists, insert, select, update

from db.engine import LedgerBusy, writing
from db.errors import BadEntry, LedgerUnavailable
from db.models import SignIn
from db.passwords import hash_password, outdated, password_fits
from db.rights import Actor
from db.services.accounts import ACCOUNT, PASSWORD_MOST, login_of
from db.services.settings import session_hours
from db.vocab import UserRole

FREE_TRIES = 5  # wrong passwords in a row before the account is locked
_FIRST_LOCK = timedelta(minutes=1)  # doubles with every further wrong password
LONGEST_LOCK = timedelta(minutes=15)
_TABLE = SignIn.__table__
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` is for the browser alone; the ledger keeps its hash."""

    token: str
    actor: Actor
    expires_at: datetime


def sign_in(engine: Engine, login: str, password: str, *, now: datetime) -> SignedIn | None:
    """A session, or None: wrong, unknown, shut, locked after too many wrong passwords, or for OpenID Connect only.

    The same work is done whatever the reason. Raises LedgerUnavailable where the ledger cannot be written.
    """
    known = _known(login)
    with engine.connect() as connection:
        before = connection.execute(select(ACCOUNT).where(ACCOUNT.c.login == known)).first()
    password = password[:PASSWORD_MOST + 1]
    fits = password_fits(before.password_hash if before else None, password)
    with _transaction(engine) as connection:
        account = connection.execute(select(ACCOUNT).where(ACCOUNT.c.login == known)).first()
        if account is None or before is None or account.password_hash != before.password_hash:
            return None
        if not account.active or (account.locked_until is not None and account.locked_until > now):
            return None
        if not fits:
            _count_failure(connection, account, now)
            return None
        _count_success(connection, account, password)
        return _start(connection, account, now)


def sign_out(engine: Engine, token: str) -> None:
    """End a browser's session. A token that is none is no error."""
    with _transaction(engine) as connection:
        connection.execute(delete(_TABLE).where(_TABLE.c.token_sha256 == _hash(token)))


def actor_of_token(engine: Engine, token: str | None, *, now: datetime) -> Actor | None:
    """Who is signed in with this token; None for an unknown or expired one and for an account that was shut since."""
    if not token:
        return None
    with engine.connect() as connection:
        found = connection.execute(
            select(ACCOUNT).join(_TABLE, _TABLE.c.account_id == ACCOUNT.c.id)
            .where(_TABLE.c.token_sha256 == _hash(token), _TABLE.c.expires_at > now, ACCOUNT.c.active)).first()
    return _actor(found) if found else None


def actor_of_oidc(engine: Engine, claims: Mapping[str, Any]) -> Actor | None:
    """Who an identity provider's verified claims are here: the account of the subject, else of the e-mail address.

    Only accounts without a password are found so, and an address that the provider calls unverified is not believed.
    """
    named = [claims.get("sub")]
    if claims.get("email_verified") is not False:
        named.append(claims.get("email"))
    with engine.connect() as connection:
        for login in filter(None, (_known(str(n)) for n in named if n)):
            found = connection.execute(select(ACCOUNT).where(
                ACCOUNT.c.login == login, ACCOUNT.c.active, ACCOUNT.c.password_hash.is_(None))).first()
            if found:
                return _actor(found)
    return None


def has_accounts(engine: Engine) -> bool:
    """Whether the office has accounts, shut ones among them: then nobody works without signing in."""
    with engine.connect() as connection:
        return bool(connection.execute(select(exists().where(ACCOUNT.c.id.is_not(None)))).scalar())


def has_passwords(engine: Engine) -> bool:
    """Whether any account signs in with a password."""
    with engine.connect() as connection:
        return bool(connection.execute(select(exists().where(ACCOUNT.c.password_hash.is_not(None)))).scalar())


def _known(login: str) -> str | None:
    try:
        return login_of(login)
    except BadEntry:
        return None


def _count_failure(connection: Connection, account: Row, now: datetime) -> None:
    failed = account.failed_sign_ins + 1
    locked = None
    if failed >= FREE_TRIES:
        locked = now + min(_FIRST_LOCK * 2 ** min(failed - FREE_TRIES, 10), LONGEST_LOCK)
    connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account.id).values(
        failed_sign_ins=failed, locked_until=locked))


def _count_success(connection: Connection, account: Row, password: str) -> None:
    changed: dict[str, Any] = {}
    if account.failed_sign_ins:
        changed |= {"failed_sign_ins": 0, "locked_until": None}
    if outdated(account.password_hash):
        changed["password_hash"] = hash_password(password)
    if changed:
        connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account.id).values(**changed))


def _start(connection: Connection, account: Row, now: datetime) -> SignedIn:
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    until = now + timedelta(hours=session_hours(connection))
    connection.execute(delete(_TABLE).where(_TABLE.c.expires_at <= now))
    connection.execute(insert(_TABLE).values(
        account_id=account.id, token_sha256=_hash(token), created_at=now, expires_at=until))
    return SignedIn(token, _actor(account), until)


def _actor(account: Row) -> Actor:
    return Actor(account.login, UserRole(account.role), account.unit_id)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


@contextmanager
def _transaction(engine: Engine) -> Iterator[Connection]:
    try:
        with writing(engine) as connection:
            yield connection
    except LedgerBusy as error:
        raise LedgerUnavailable(f"the ledger is being written by someone else: {error}; try again") from error
