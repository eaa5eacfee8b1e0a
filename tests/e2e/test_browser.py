"""One run through the app as a section head makes it: every page, overdue items of a county, to the sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard.navigation import PAGES
from tests.dashboard.conftest import ASOF

pytestmark = pytest.mark.browser
OUTPUT = Path(__file__).resolve().parents[2] / "test-output"
TITLES = {"overview": "总览", "overdue": "逾期", "milestones": "节点", "investment": "地区投资目标",
          "accountability": "责任", "projects": "项目", "numbers": "待填数字", "checks": "核对",
          "source": "原文", "audit": "操作记录", "settings": "设置"}
LOOKS = [("light", 1280), ("light", 390), ("dark", 1280)]
FIRST_BOX = {"x": 16, "y": 56}  # the box of the first row of a table
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SETTLE_MS = 1200
WAIT_MS = 60_000  # a loaded machine is slow, not wrong
TRIES = 4


@pytest.fixture
def visit(browser: object, address: str) -> Iterator[object]:
    """Open contexts whose every request is kept; none may leave this machine."""
    asked: list[str] = []
    contexts = []

    def page(*, scheme: str = "light", width: int = 1280, locale: str = "zh-CN") -> object:
        context = browser.new_context(locale=locale, timezone_id="Asia/Shanghai", color_scheme=scheme,
                                      viewport={"width": width, "height": 900})
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
    assert hosts == {"127.0.0.1"}


def open_page(page: object, address: str, name: str, **params: str) -> None:
    path = "" if name == "overview" else name
    query = "&".join(f"{k}={v}" for k, v in ({"asof": ASOF} | params).items())
    page.goto(f"{address}/{path}?{query}")
    page.get_by_role("heading", level=1).wait_for()
    at_rest(page)


def at_rest(page: object) -> None:
    """Wait until the script has run and what it sent is drawn."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.wait_for_timeout(SETTLE_MS)


def choose_first_row(page: object, table: object, *, shows: str) -> None:
    """Tick the first row of a table, which is a canvas: click its box until `shows` (a selector) is there."""
    table.wait_for()
    for _ in range(TRIES):
        at_rest(page)
        table.click(position=FIRST_BOX)
        at_rest(page)
        if page.locator(shows).count():
            return
    pytest.fail(f"no row could be chosen: {shows} did not appear")


@pytest.mark.parametrize("scheme, width", LOOKS)
def test_every_page_opens_without_error_or_sideways_scrolling(visit, address: str, scheme: str, width: int) -> None:
    OUTPUT.mkdir(exist_ok=True)
    page = visit(scheme=scheme, width=width)
    for entry in PAGES:
        params = {"speech": "1", "record": "milestone-1"} if entry.name == "source" else {}
        open_page(page, address, entry.name, **params)
        assert page.get_by_role("heading", level=1).inner_text() == TITLES[entry.name]
        assert page.locator("[data-testid=stException]").count() == 0
        assert page.evaluate(OVERFLOW) <= 0
        page.screenshot(path=OUTPUT / f"{entry.name}-{scheme}-{width}.png", full_page=True)


def test_from_an_overdue_row_of_a_county_to_its_sentence(visit, address: str) -> None:
    page = visit()
    open_page(page, address, "overview")
    # links are drawn as they arrive, so the first one is not always that of the first card
    page.locator('[data-testid=stMain] a[href^="overdue?"]:not([href*="tab="])').click()
    page.get_by_role("heading", level=1, name="逾期").wait_for()
    at_rest(page)
    page.locator(".st-key-county input").click()
    page.get_by_role("option", name="海平县").click()
    page.keyboard.press("Escape")
    page.wait_for_url("**county=449901**")
    table = page.locator(".st-key-overdue-table [data-testid=stDataFrame]")
    choose_first_row(page, table, shows="blockquote mark")
    assert "6月底前，临港石化仓储项目要建成投产" in page.locator("blockquote mark").inner_text()
    page.get_by_role("link", name="到原文查看").click()
    chosen = page.locator(".speech mark.chosen")
    chosen.first.wait_for()
    assert "6月底前" in "".join(chosen.all_inner_texts())
    assert parse_qs(urlsplit(page.url).query)["record"] == ["milestone-1"]
    page.locator(".speech mark.cadence").first.click()
    page.wait_for_url("**record=cadence-1**")
    page.get_by_text("经常性工作 · 通报").first.wait_for()


def test_a_milestone_is_marked_done_and_leaves_the_list(visit, address: str) -> None:
    page = visit()
    open_page(page, address, "overdue", asof="2026-01-02", county="449902")
    table = page.locator(".st-key-overdue-table [data-testid=stDataFrame]")
    page.get_by_text("显示 2 / 2 条").wait_for()
    choose_first_row(page, table, shows="[data-testid=stBaseButton-primaryFormSubmit]")
    page.get_by_label("登记人").fill("王科员")
    page.get_by_label("登记人").press("Tab")
    page.get_by_test_id("stBaseButton-primaryFormSubmit").click()
    page.get_by_text("已登记办结").first.wait_for()
    page.get_by_text("显示 1 / 1 条").wait_for()


def test_markup_in_a_speech_is_shown_as_text(visit, address: str) -> None:
    page = visit()
    open_page(page, address, "source", speech="3")
    text = page.locator(".speech .text")
    text.wait_for()
    assert "<b>云栖</b>数据中心项目" in text.inner_text()
    assert text.locator("b").count() == 0


def test_the_language_follows_the_browser(visit, address: str) -> None:
    page = visit(locale="en-GB")
    open_page(page, address, "overdue")
    assert page.get_by_role("heading", level=1).inner_text() == "Overdue"
