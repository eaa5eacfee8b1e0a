"""Pages of a table: the address says which one, the buttons follow it, fewer rows lead back to the first."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from streamlit.testing.v1 import AppTest

from db.engine import open_engine
from db.services.units import add_unit
from tests.dashboard.conftest import Open
from tests.people import WANG

NOW = datetime(2025, 11, 20, 8, tzinfo=UTC)
MANY = 120


@pytest.fixture
def long_url(own_url: str) -> str:
    """A ledger with three pages of units."""
    engine = open_engine(own_url)
    for n in range(MANY):
        add_unit(engine, f"第{n:03}工作组", scope="office", region_id=None, level=None, actor=WANG, now=NOW)
    return own_url


def shown(test: AppTest) -> list[str]:
    assert not test.exception
    return next(list(d.value["unit"]) for d in test.dataframe if "aliases" in d.value.columns)


def buttons(test: AppTest) -> list[tuple[int, int]]:
    """Which page the buttons stand on, of how many."""
    return [(b.proto.default, b.proto.num_pages) for b in test.get("pagination")]


def test_the_address_says_which_page_is_shown(app: Open, long_url: str) -> None:
    first, second = app(long_url, "units"), app(long_url, "units", p="2")
    assert buttons(first) == [(1, 3)]
    assert buttons(second) == [(2, 3)]
    assert not set(shown(first)) & set(shown(second))


@pytest.mark.parametrize("page", ["0", "x", "-3", "9" * 12])
def test_a_page_that_is_none_is_the_first(app: Open, long_url: str, page: str) -> None:
    assert buttons(app(long_url, "units", p=page)) == [(1, 3)]


def test_fewer_rows_than_the_page_needs_lead_to_the_first_page(app: Open, long_url: str) -> None:
    test = app(long_url, "units", p="3")
    test.text_input(key="words").set_value("第00").run()
    assert len(shown(test)) == 10
    assert "p" not in test.query_params
    assert buttons(test) == []
    test.text_input(key="words").set_value("").run()
    assert buttons(test) == [(1, 3)]


def test_a_page_beyond_the_last_is_the_first(app: Open, long_url: str) -> None:
    test = app(long_url, "units", p="40")
    assert len(shown(test)) == 50
    assert buttons(test) == [(1, 3)]
