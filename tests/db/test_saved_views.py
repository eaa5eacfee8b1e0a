"""Filters that people save: their own, by page, under a name."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, func, select

from db.engine import writing
from db.errors import BadEntry, LedgerUnavailable, NoSuchRow
from db.models import Event
from db.queries.saved_views import saved_views
from db.services.saved_views import LONGEST_NAME, MOST_VIEWS, delete_view, save_view
from tests.people import CLERK, VIEWER


def kept(engine: Engine, owner: str, page: str = "projects") -> list[tuple[str, str]]:
    with engine.connect() as connection:
        return [(r["name"], r["query"]) for r in saved_views(connection, owner, page)]


def test_everybody_saves_for_themselves(engine: Engine) -> None:
    save_view(engine, "projects", " 逾期大项目 ", "band=50-&stones=late", actor=CLERK)
    save_view(engine, "projects", "在建", "stage=construction", actor=VIEWER)
    save_view(engine, "overdue", "我的", "tab=soon", actor=CLERK)
    assert kept(engine, CLERK.name) == [("逾期大项目", "band=50-&stones=late")]
    assert kept(engine, VIEWER.name) == [("在建", "stage=construction")]
    assert kept(engine, CLERK.name, "overdue") == [("我的", "tab=soon")]
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(Event)).scalar_one() == 0


def test_the_same_name_gets_the_new_filters(engine: Engine) -> None:
    first = save_view(engine, "projects", "在建", "stage=construction", actor=CLERK)
    assert save_view(engine, "projects", "在建", "stage=starting", actor=CLERK) == first
    assert kept(engine, CLERK.name) == [("在建", "stage=starting")]


def test_only_the_owner_deletes(engine: Engine) -> None:
    view = save_view(engine, "projects", "在建", "stage=construction", actor=CLERK)
    with pytest.raises(NoSuchRow):
        delete_view(engine, view, actor=VIEWER)
    delete_view(engine, view, actor=CLERK)
    assert kept(engine, CLERK.name) == []
    with pytest.raises(NoSuchRow):
        delete_view(engine, view, actor=CLERK)


@pytest.mark.parametrize("name, query", [("  ", "a=1"), ("长" * (LONGEST_NAME + 1), "a=1"), ("在建", "a=" + "1" * 3000),
                                         ("在\x00建", "a=1")])
def test_what_cannot_be_saved(engine: Engine, name: str, query: str) -> None:
    with pytest.raises(BadEntry):
        save_view(engine, "projects", name, query, actor=CLERK)
    assert kept(engine, CLERK.name) == []


def test_there_is_an_end_to_them(engine: Engine) -> None:
    for n in range(MOST_VIEWS):
        save_view(engine, "projects", f"第{n}", "a=1", actor=CLERK)
    with pytest.raises(BadEntry):
        save_view(engine, "projects", "再一个", "a=1", actor=CLERK)
    save_view(engine, "projects", "第0", "a=2", actor=CLERK)


def test_a_busy_ledger_says_so(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.engine.WAIT_MILLISECONDS", 50)
    with writing(engine), pytest.raises(LedgerUnavailable):
        save_view(engine, "projects", "在建", "a=1", actor=CLERK)
