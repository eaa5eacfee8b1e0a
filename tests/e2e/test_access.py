"""With accounts: nobody gets in without signing in, and a viewer finds nothing to write with."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from db.vocab import UserRole
from tests.dashboard.people import LOGINS, PASSWORD
from tests.e2e.conftest import Visit
from tests.e2e.driving import Page, at_rest, no_error, open_page

pytestmark = pytest.mark.browser
WRITING = ("review", "imports", "audit", "settings")  # pages that a viewer has no right to


def _sign_in(page: Page, address: str, role: UserRole, *, to: str = "") -> None:
    page.goto(f"{address}/{to}")
    page.locator("input[name=login]").fill(LOGINS[role])
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("button[type=submit]").click()
    page.locator("[data-testid=stApp]").wait_for()
    at_rest(page)


def test_nobody_gets_in_without_signing_in(visit: Visit, office: str) -> None:
    page = visit()
    page.goto(f"{office}/overdue?county=449901")
    assert urlsplit(page.url).path == "/sign-in"
    assert page.locator("[data-testid=stApp]").count() == 0
    assert "临港石化仓储项目" not in page.content()


def test_who_signs_in_lands_on_the_page_that_was_asked_for(visit: Visit, office: str) -> None:
    page = visit()
    _sign_in(page, office, UserRole.SUPERVISOR, to="overdue?asof=2025-11-22")
    assert urlsplit(page.url).path == "/overdue"
    assert page.get_by_role("heading", level=1).inner_text() == "逾期"


def test_a_viewer_sees_the_rows_but_no_way_to_write(visit: Visit, office: str) -> None:
    page = visit()
    _sign_in(page, office, UserRole.VIEWER)
    menu = page.locator("[data-testid=stSidebarNav]").inner_text()
    assert "逾期" in menu
    assert not [name for name in ("待审", "导入", "操作记录", "设置") if name in menu]
    open_page(page, office, "overdue", item="milestone-1")
    page.get_by_text("您的角色只能查看，不能办理。").wait_for()
    assert page.locator("[data-testid^=stBaseButton-primary]").count() == 0
    for name, params in (("project", {"project": "1"}), ("source", {"speech": "1", "record": "milestone-1"}),
                         ("reports", {"subject": "project-1"})):
        open_page(page, office, name, **params)
        no_error(page)
        assert page.locator("[data-testid^=stBaseButton-primary]").count() == 0, name
    for name in WRITING:
        open_page(page, office, name)
        page.get_by_text("您的角色不能看这一页").wait_for()
