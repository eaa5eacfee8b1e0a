"""How the browser tests work the app: open a page, wait until it rests, tick a row of a table, fill a field."""

from __future__ import annotations

from typing import Any

import pytest

from tests.dashboard.conftest import ASOF

WAIT_MS = 45_000  # a loaded machine is slow, not wrong
TRIES = 6
Page = Any  # of Playwright, which may be missing
FIRST_BOX, ROW_PX = {"x": 16, "y": 56}, 36  # the box of a table's first row, and how far the next one is
# the script has run, what it sent is drawn, and that has been so for a moment
_AT_REST = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  const charts = [...document.querySelectorAll('[data-testid=stPlotlyChart]')];
  const drawn = charts.every(c => c.querySelector('svg.main-svg'));
  const busy = !app || app.dataset.testScriptState !== 'notRunning' || !document.querySelector('h1') || !drawn
    || document.querySelector('[data-testid=stSkeleton]') || document.querySelector('[data-stale=true]');
  if (busy) { window.restingSince = undefined; return false; }
  window.restingSince ??= performance.now();
  return performance.now() - window.restingSince > 250;
}"""


def open_page(page: Page, address: str, name: str, **params: str | None) -> None:
    """Open a page by its address, as of the tests' day; `asof=None` leaves the day open."""
    path = "" if name == "overview" else name
    given = {k: v for k, v in ({"asof": ASOF} | params).items() if v is not None}
    page.goto(f"{address}/{path}?" + "&".join(f"{k}={v}" for k, v in given.items()))
    at_rest(page)


def at_rest(page: Page) -> None:
    """Wait until the page has nothing left to do."""
    page.evaluate("window.restingSince = undefined")
    page.wait_for_function(_AT_REST, polling=50)


def no_error(page: Page) -> None:
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.get_by_text("这一页出错了").count() == 0


def choose_row(page: Page, table: Page, *, shows: str, row: int = 0) -> None:
    """Tick a row of a table, which is a canvas: click its box until `shows` (a selector) is there."""
    table.wait_for()
    table.scroll_into_view_if_needed()
    for _ in range(TRIES):
        at_rest(page)
        table.click(position={"x": FIRST_BOX["x"], "y": FIRST_BOX["y"] + row * ROW_PX})
        at_rest(page)
        if page.locator(shows).count():
            return
    pytest.fail(f"no row could be chosen: {shows} did not appear")


def fill(page: Page, field: Page, value: str) -> None:
    """Type into a field and leave it, as Streamlit takes it then."""
    field.fill(value)
    field.press("Tab")
    at_rest(page)


def give_name(page: Page, name: str = "王科员") -> None:
    """Who writes, on the local machine."""
    fill(page, page.get_by_label("登记人"), name)


def set_day(page: Page, field: Page, day: str) -> None:
    """Type a day (2025-11-22) into a date field, which has a part for each of year, month and day."""
    parts = field.get_by_role("spinbutton")
    parts.first.click()
    page.keyboard.type(day.replace("-", ""), delay=20)
    assert "-".join(parts.all_inner_texts()) == day
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")  # the field gives its day away when its calendar shuts
    at_rest(page)


def choose_place(page: Page, name: str) -> None:
    """Choose a place in the sidebar, by its name as a long list wants it."""
    page.locator(".st-key-county input").click()
    page.keyboard.type(name)
    page.get_by_role("option", name=name, exact=True).click()
    page.keyboard.press("Escape")
    at_rest(page)


def press(page: Page, label: str) -> None:
    """Press the button that is called so."""
    page.get_by_role("button", name=label).first.click()
    at_rest(page)
