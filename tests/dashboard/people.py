"""Accounts for the page tests, and a browser that is signed in as one of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select

from dashboard import session
from dashboard.gate import COOKIE
from db.engine import open_engine
from db.models import Unit
from db.services.accounts import add_account
from db.services.sign_in import sign_in
from db.vocab import UserRole
from tests.people import TESTER

PASSWORD = "海边一座大桥-2026"
LOGINS = {UserRole.VIEWER: "zheng", UserRole.REPORTER: "wu", UserRole.CLERK: "chen", UserRole.SUPERVISOR: "zhou",
          UserRole.ADMINISTRATOR: "li"}


def now() -> datetime:
    return datetime.now(UTC)


def add_everybody(url: str) -> None:
    """An account of each role."""
    engine = open_engine(url)
    for role in reversed(UserRole):  # the administrator first
        add_account(engine, LOGINS[role], name=f"某{role}", role=role, password=PASSWORD, actor=TESTER, now=now(),
                    unit_id=_unit(engine) if role == UserRole.REPORTER else None)
    engine.dispose()


def signed_in(url: str, role: UserRole, monkeypatch: pytest.MonkeyPatch) -> str:
    """Sign in; the app's browser sends the cookie from now on. The token."""
    engine = open_engine(url)
    entered = sign_in(engine, LOGINS[role], PASSWORD, now=now())
    engine.dispose()
    assert entered is not None
    monkeypatch.setattr(session, "cookies", lambda: {COOKIE: entered.token})
    return entered.token


def _unit(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(Unit.id).order_by(Unit.id)).scalars().first()
