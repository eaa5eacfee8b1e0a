"""待填数字: a blanked number is filled in and taken back; who may only look sees no form."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from dashboard.components import tables
from db.models import Indicator, PersonEntry
from db.vocab import UserRole
from etl.entries import fill_value
from tests.dashboard.conftest import Open
from tests.dashboard.people import add_everybody, signed_in
from tests.dashboard.test_pages import words
from tests.dashboard.test_review_page import found, opened_at, press, write
from tests.people import CLERK

NOW = datetime(2025, 11, 20, 8, tzinfo=UTC)
BLANK = select(Indicator.id).where(Indicator.redacted).limit(1)


@pytest.fixture(autouse=True)
def first_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first row of the table is selected, which AppTest cannot do."""
    show = tables.show
    monkeypatch.setattr(tables, "show", lambda *args, **named: show(*args, **named) or 0)


def test_a_number_that_was_filled_in_can_be_taken_back(app: Open, own_url: str) -> None:
    [(blank,)] = found(own_url, BLANK)
    write(own_url, lambda engine: fill_value(engine, blank, value=2.5e9, actor=CLERK, now=NOW, note="年报"))
    test = opened_at(app, own_url, "numbers")
    assert "已补填 25\\.00亿元（陈办事员，依据：年报）" in words(test)
    press(test, "撤销补填")
    assert found(own_url, select(PersonEntry.id)) == []
    assert not [b for b in test.button if b.label == "撤销补填"]


def test_who_may_only_look_fills_nothing_in(app: Open, own_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    add_everybody(own_url)
    signed_in(own_url, UserRole.VIEWER, monkeypatch)
    test = app(own_url, "numbers")
    assert not test.exception
    assert "您的角色只能查看，不能补填。" in words(test)
    assert not test.number_input
