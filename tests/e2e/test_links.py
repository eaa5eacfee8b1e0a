"""Links, languages and the keyboard: the same address shows the same rows, in every language, without a mouse."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from dashboard.i18n import Texts
from tests.e2e.conftest import Visit
from tests.e2e.driving import at_rest, choose_place, choose_row, open_page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("locale, language", [("zh-CN", "zh_CN"), ("zh-HK", "zh_TW"), ("en-GB", "en"), ("fr-FR", "en")])
def test_the_language_follows_the_browser(visit: Visit, address: str, locale: str, language: str) -> None:
    page = visit(locale=locale)
    open_page(page, address, "overdue")
    assert page.get_by_role("heading", level=1).inner_text() == Texts(language)("overdue.title")
    assert page.evaluate("document.documentElement.lang") == language.replace("_", "-")


def test_the_language_is_switched_and_the_data_stays_as_it_was_said(visit: Visit, address: str) -> None:
    page = visit()
    open_page(page, address, "overdue", item="milestone-1")
    for name, title in (("繁體中文", "逾期"), ("English", "Overdue"), ("简体中文", "逾期")):
        page.locator(".st-key-lang input").click()
        page.keyboard.press("Control+a")
        page.keyboard.type(name)
        page.get_by_role("option", name=name, exact=True).click()
        page.get_by_role("heading", level=1, name=title).wait_for()
        at_rest(page)
        assert "6月底前，临港石化仓储项目要建成投产" in page.locator("blockquote mark").first.inner_text()
    assert "lang" not in parse_qs(urlsplit(page.url).query)


def test_a_link_opened_in_a_new_browser_shows_the_same_rows(visit: Visit, address: str) -> None:
    page = visit()
    open_page(page, address, "milestones", show="month")
    choose_place(page, "青石市")
    page.wait_for_url("**county=449902**")
    at_rest(page)
    shown = page.get_by_test_id("stMain").inner_text()
    other = visit(scheme="dark")
    other.goto(page.url)
    at_rest(other)
    assert other.get_by_test_id("stMain").inner_text() == shown
    assert "青石水庫擴建工程" in shown
    assert "临港石化仓储项目" not in shown


def test_from_a_figure_to_its_characters_in_three_clicks(visit: Visit, address: str) -> None:
    page = visit()
    open_page(page, address, "overview")
    page.locator('[data-testid=stMain] a[href^="overdue?"]:not([href*="tab="])').first.click()  # one
    page.get_by_role("heading", level=1, name="逾期").wait_for()
    choose_row(page, page.locator(".st-key-overdue-table [data-testid=stDataFrame]"), shows="blockquote mark")  # two
    assert "6月底前，临港石化仓储项目要建成投产" in page.locator("blockquote mark").first.inner_text()
    page.get_by_role("link", name="到原文查看").first.click()  # three
    chosen = page.locator(".speech mark.chosen")
    chosen.first.wait_for()
    assert "6月底前" in "".join(chosen.all_inner_texts())
    assert parse_qs(urlsplit(page.url).query)["record"] == ["milestone-1"]
    page.locator(".speech mark.cadence").first.click()
    page.wait_for_url("**record=cadence-1**")


def test_markup_in_a_speech_is_shown_as_text(visit: Visit, address: str) -> None:
    page = visit()
    open_page(page, address, "source", speech="3")
    text = page.locator(".speech .text")
    text.wait_for()
    assert "<b>云栖</b>数据中心项目" in text.inner_text()
    assert text.locator("b").count() == 0


def test_the_first_tab_skips_to_the_content_and_the_next_reach_the_menu(visit: Visit, address: str) -> None:
    page = visit()
    open_page(page, address, "overdue")
    focused = "document.activeElement.dataset.testid || document.activeElement.tagName"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "stSkipToContent"
    page.keyboard.press("Tab")
    assert page.evaluate(focused) == "stSidebarNavLink"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the third entry
    page.get_by_role("heading", level=1, name="节点").wait_for()


def test_the_review_walks_by_keyboard(visit: Visit, address: str) -> None:
    page = visit()
    open_page(page, address, "review")
    for key, at in (("j", 2), ("j", 3), ("k", 2)):
        page.locator("body").press(key)
        page.get_by_text(f"第 {at} / ").wait_for()
        at_rest(page)
