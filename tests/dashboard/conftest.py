"""Databases for the page tests, and the app at one of its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from db.engine import open_engine
from db.migrate import upgrade
from tests.dashboard.ledger import fill

ROOT = Path(__file__).resolve().parents[2]
ASOF = "2025-11-22"
Open = Callable[..., AppTest]


@pytest.fixture(scope="session")
def filled_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger that tests only read."""
    return _database(tmp_path_factory.mktemp("ledger") / "filled.db", filled=True)


@pytest.fixture
def own_url(tmp_path: Path) -> str:
    """A filled ledger of the test's own, to write to."""
    return _database(tmp_path / "own.db", filled=True)


@pytest.fixture
def empty_url(tmp_path: Path) -> str:
    return _database(tmp_path / "empty.db", filled=False)


def _database(path: Path, *, filled: bool) -> str:
    url = f"sqlite:///{path}"
    engine = open_engine(url)
    upgrade(engine)
    if filled:
        fill(engine)
    engine.dispose()
    return url


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Open the app on a database at a page: app(url, "overdue", county="449901"). Both caches start empty."""
    st.cache_data.clear()
    st.cache_resource.clear()
    monkeypatch.chdir(ROOT)

    def open_page(url: str, page: str = "overview", **params: str | list[str]) -> AppTest:
        monkeypatch.setenv("TAIZHANG_DB", url)
        test = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=30)
        for name, value in ({"lang": "zh_CN", "asof": ASOF} | params).items():
            test.query_params[name] = value
        if page == "overview":
            return test.run()
        test.switch_page(f"dashboard/app_pages/{page}.py")
        return test.run()

    yield open_page
    st.cache_data.clear()
    st.cache_resource.clear()
