"""Every page in light and dark at three widths: kept as pictures, no sideways scrolling, no serious finding of axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.navigation import PAGES
from tests.e2e.driving import Page, at_rest, no_error, open_page

pytestmark = pytest.mark.browser
OUTPUT = Path(__file__).resolve().parents[2] / "test-output"
TITLES = {"overview": "总览", "overdue": "逾期", "milestones": "节点", "investment": "地区投资目标",
          "accountability": "责任", "slots": "责任要素", "projects": "项目", "project": "临港石化仓储项目",
          "reports": "进展填报", "units": "单位", "review": "待审", "numbers": "待填数字", "checks": "核对",
          "source": "原文", "imports": "导入", "audit": "操作记录", "settings": "设置"}
NEEDED = {"source": {"speech": "1", "record": "milestone-1"}, "project": {"project": "1"}}
FURTHER = {  # what a page shows only when it is asked to
    "overdue-open": ("overdue", {"item": "milestone-1"}),
    "overdue-sheet": ("overdue", {"tab": "sheet"}),
    "milestones-month": ("milestones", {"show": "month"}),
    "reports-open": ("reports", {"subject": "project-1"}),
    "review-many": ("review", {"mode": "many"}),
    "source-list": ("source", {}),
}
VIEWS = {entry.name: (entry.name, NEEDED.get(entry.name, {})) for entry in PAGES} | FURTHER
WIDTHS, SCHEMES, LEAST_HEIGHT, MOST_HEIGHT = (1280, 768, 390), ("light", "dark"), 900, 7000
OVERFLOW = """() => [document.documentElement, document.querySelector('[data-testid=stMain]')]
  .map(e => e.scrollWidth - e.clientWidth)"""
HEIGHT = "document.querySelector('[data-testid=stMain]').scrollHeight"
GRAVE = ("serious", "critical")
# rule: (where, why) of what Streamlit draws itself and offers no setting for
STREAMLITS_OWN = {
    "list": ("[data-testid=stSidebarNavItems]", "the menu puts <div> sections into its <ul>"),
    "listitem": ("[data-testid=stSidebarNavItems]", "the menu's <li> therefore have no list as parent"),
}


@pytest.fixture(scope="module")
def looker(browser: object) -> Iterator[Page]:
    """One browser for all pictures, so that the frontend's code is fetched once."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai",
                                  viewport={"width": WIDTHS[0], "height": LEAST_HEIGHT})
    context.set_default_timeout(90_000)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_looks_right_in_both_schemes_at_every_width(looker: Page, address: str, view: str) -> None:
    OUTPUT.mkdir(exist_ok=True)
    name, params = VIEWS[view]
    looker.set_viewport_size({"width": WIDTHS[0], "height": LEAST_HEIGHT})
    open_page(looker, address, name, **params)
    assert looker.get_by_role("heading", level=1).first.inner_text() == TITLES[name]
    no_error(looker)
    for width in WIDTHS:
        looker.set_viewport_size({"width": width, "height": LEAST_HEIGHT})
        at_rest(looker)
        height = min(MOST_HEIGHT, max(LEAST_HEIGHT, looker.evaluate(HEIGHT)))
        looker.set_viewport_size({"width": width, "height": height})  # a picture of the whole page
        for scheme in SCHEMES:
            looker.emulate_media(color_scheme=scheme)
            at_rest(looker)
            assert looker.evaluate(OVERFLOW) == [0, 0], f"{view} scrolls sideways at {width}"
            looker.screenshot(path=OUTPUT / f"{view}-{scheme}-{width}.png")
            if width == WIDTHS[0]:
                assert grave_findings(looker) == [], scheme


def test_axe_finds_nothing_serious_on_the_way_in(looker: Page, office: str) -> None:
    for scheme in SCHEMES:
        looker.emulate_media(color_scheme=scheme)
        looker.goto(f"{office}/")
        looker.get_by_role("heading", level=1).wait_for()
        assert grave_findings(looker) == []
        for width in WIDTHS:
            looker.set_viewport_size({"width": width, "height": LEAST_HEIGHT})
            assert looker.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
            looker.screenshot(path=OUTPUT / f"sign-in-{scheme}-{width}.png")


def grave_findings(page: Page) -> list[str]:
    """What axe calls serious or critical, without what Streamlit answers for."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{rule['id']}: {node['html'][:160]} — {node['failureSummary'][:200]}"
            for rule in found if rule["impact"] in GRAVE
            for node in rule["nodes"] if not _is_streamlits(page, rule["id"], node["target"][0])]


def _is_streamlits(page: Page, rule: str, target: str) -> bool:
    where = STREAMLITS_OWN.get(rule)
    return where is not None and page.locator(target).first.evaluate("(e, w) => e.closest(w) !== null", where[0])
