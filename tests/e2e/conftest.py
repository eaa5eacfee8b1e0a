"""The app in a real browser: servers on free ports of 127.0.0.1, each with a ledger of its own, shared by the tests.

`address`: a filled ledger that tests only read. `desk`: a filled one to write to. `office`: one with an account of each
role. `fresh`: an empty one. A browser's every request is kept: none may leave this machine.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from db.engine import open_engine
from db.migrate import upgrade
from tests.dashboard.ledger import fill
from tests.dashboard.people import add_everybody
from tests.e2e.driving import WAIT_MS, Page

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
START_SECONDS = 90
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Debian's Chromium through Playwright; skipped with the reason where one of them is missing."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = os.environ.get("BROWSER_PATH") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    with sync_api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running app on a filled ledger that nobody writes to."""
    url = _ledger(tmp_path_factory.mktemp("address"), filled=True)
    with served(url) as found:
        yield found


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running app on a filled ledger to write to; each test has its own record there."""
    url = _ledger(tmp_path_factory.mktemp("desk"), filled=True)
    with served(url) as found:
        yield found


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running app on a filled ledger with an account of each role."""
    url = _ledger(tmp_path_factory.mktemp("office"), filled=True)
    add_everybody(url)
    with served(url) as found:
        yield found


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[str]:
    """The address of a running app on an empty ledger of the test's own."""
    with served(_ledger(tmp_path, filled=False)) as found:
        yield found


@pytest.fixture
def visit(browser: object) -> Iterator[Visit]:
    """Open a browser of its own at each call: visit(scheme="dark", width=390, locale="en-GB")."""
    asked: list[str] = []
    contexts = []

    def page(*, scheme: str = "light", width: int = 1280, locale: str = "zh-CN") -> Page:
        context = browser.new_context(locale=locale, timezone_id="Asia/Shanghai", color_scheme=scheme,
                                      viewport={"width": width, "height": 900}, accept_downloads=True)
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        opened = context.new_page()
        opened.on("request", lambda request: asked.append(request.url))
        opened.add_init_script("window.showSaveFilePicker = undefined")
        return opened

    yield page
    for context in contexts:
        context.close()
    hosts = {urlsplit(u).hostname for u in asked if not u.startswith(("data:", "blob:"))}
    assert hosts <= {"127.0.0.1"}


@contextmanager
def served(url: str) -> Iterator[str]:
    """Run the app on a database; its log lies beside a SQLite file."""
    log = Path(url.removeprefix("sqlite:///")).with_name("server.log")
    port = _free_port()
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(port)],
            cwd=ROOT, env=os.environ | {"TAIZHANG_DB": url}, stdout=out, stderr=subprocess.STDOUT,
        )
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(timeout=20)


def _ledger(folder: Path, *, filled: bool) -> str:
    url = f"sqlite:///{folder / 'ledger.db'}"
    engine = open_engine(url)
    upgrade(engine)
    if filled:
        fill(engine)
    engine.dispose()
    return url


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _wait(health: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(health, timeout=2):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the app did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-2000:]}")
