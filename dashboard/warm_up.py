"""What a server does beside its pages: load their code early, and set apart from the collector what stays.

Streamlit collects all garbage after every run of the script. That walks each object that the process holds, and code,
word tables, mapped classes and compiled statements are half a million of them: more work than drawing a page. They live
as long as the process, so they are told to the collector as such (`gc.freeze`), which leaves it what a run has made.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import pkgutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import dashboard

# scripts that draw when imported, by Streamlit alone; what they import of other packages is named beside
_SCRIPTS = "dashboard.app_pages"
_OF_PAGES = ("db.queries.imports", "etl.import_jobs", "etl.import_preview", "etl.readers")
FIRST_PAUSE, LAST_PAUSE = 10, 600  # seconds between settings apart: soon after the start, when most is new, then rarely


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """The server's: it answers at once, and warms up and tidies beside that."""
    work = asyncio.create_task(_work())
    yield
    work.cancel()
    with suppress(asyncio.CancelledError):
        await work


async def _work() -> None:
    await asyncio.to_thread(load_pages)
    pause = FIRST_PAUSE
    while True:
        await asyncio.to_thread(set_apart)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LAST_PAUSE)


def load_pages() -> None:
    """Import what the pages use; takes seconds, and a page that comes before its end loads its own part."""
    for module in pkgutil.walk_packages(dashboard.__path__, "dashboard."):
        if not module.name.startswith(_SCRIPTS):
            importlib.import_module(module.name)
    for name in _OF_PAGES:
        importlib.import_module(name)


def set_apart() -> None:
    """Collect all garbage, that of former calls too, and leave what is alive out of later collections.

    Stops the process for about a second's fifth. What dies later is freed by the next call if it is part of a cycle,
    at once if not.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
