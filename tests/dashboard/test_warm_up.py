"""What is alive is left out of later collections; what died is still freed."""

from __future__ import annotations

import ast
import asyncio
import gc
import sys
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard import warm_up

PAGES = Path(warm_up.__file__).parent / "app_pages"


class Knot:
    """An object in a cycle: only the collector frees it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _collector() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_is_alive_is_not_walked_again() -> None:
    warm_up.set_apart()
    gc.collect()
    assert len(gc.get_objects()) < gc.get_freeze_count() / 100


def test_what_was_set_apart_and_died_is_freed_by_the_next_call() -> None:
    knot = Knot()
    gone = weakref.ref(knot)
    warm_up.set_apart()
    del knot
    gc.collect()
    assert gone() is not None  # left out of an ordinary collection
    warm_up.set_apart()
    assert gone() is None


def test_a_server_stops_while_it_warms_up(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []
    monkeypatch.setattr(warm_up, "load_pages", lambda: done.append("loaded"))
    monkeypatch.setattr(warm_up, "set_apart", lambda: done.append("apart"))

    async def serve() -> None:
        async with warm_up.lifespan(None):
            while "apart" not in done:
                await asyncio.sleep(0)

    asyncio.run(serve())
    assert done[:2] == ["loaded", "apart"]


def test_loads_every_module_that_pages_import() -> None:
    warm_up.load_pages()
    imported = {node.module for page in PAGES.glob("*.py") for node in ast.walk(ast.parse(page.read_text("utf-8")))
                if isinstance(node, ast.ImportFrom)}
    assert imported
    assert imported <= sys.modules.keys()
