"""What people enter: progress and what the office found true, a later deadline, and two people at one record."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.conftest import Visit
from tests.e2e.driving import Page, at_rest, choose_row, fill, give_name, no_error, open_page, press, set_day

pytestmark = pytest.mark.browser
# what each test writes to, so that they can share a ledger
WIND, BRIDGE, TANKS = "3", "milestone-2", "milestone-1"
APPROVER, REASON = "分管副县长", "征地未完成"


def test_reported_progress_stands_on_the_projects_page_with_the_verified_figure_beside(visit: Visit, desk: str) -> None:
    page = visit()
    open_page(page, desk, "project", project=WIND)
    give_name(page)
    form = page.get_by_test_id("stForm").filter(has=page.get_by_role("button", name="保存填报"))
    fill(page, form.get_by_label("本期完成（亿元）"), "1.25")
    fill(page, form.get_by_label("形象进度（%）"), "40")
    fill(page, form.get_by_label("形象进度", exact=True), "塔筒吊装完成六台")
    press(page, "保存填报")
    page.get_by_text("已保存 2025年11月 的填报").first.wait_for()
    at_rest(page)
    told = page.get_by_test_id("stMain").inner_text()
    assert "塔筒吊装完成六台" in told
    assert "王科员 填报" in told
    assert "未认定" in told
    page.get_by_text("认定与撤回").click()
    fill(page, page.get_by_label("认定本期（亿元）"), "1")
    press(page, "认定")
    page.get_by_text("已认定").first.wait_for()
    open_page(page, desk, "project", project=WIND)
    # the list of reports is a table too, without the unit at its figures
    figures = page.locator("table").filter(has_text="1.25亿元").first
    figures.wait_for(state="attached")
    assert "1.00亿元" in figures.inner_text()
    no_error(page)


def test_a_deadline_is_extended_and_the_first_one_stays_visible(visit: Visit, desk: str) -> None:
    page = visit()
    open_page(page, desk, "overdue", item=BRIDGE)
    give_name(page)
    press(page, "调整时限（1 项）")
    page.get_by_text("请填写：新的时限、批准人、理由").wait_for()
    _move(page, "2026-01-20")
    page.get_by_text("已调整时限：海平大桥项目").first.wait_for()
    open_page(page, desk, "overdue", item=BRIDGE)
    words = page.get_by_test_id("stMain").inner_text()
    assert "时限调整（1 次）" in words
    assert "原定时限 2025年12月10日" in words
    assert f"批准：{APPROVER}；理由：{REASON}；登记：王科员" in words
    assert "2026年1月20日" in words


def _move(page: Page, day: str) -> None:
    form = page.get_by_role("tabpanel").filter(has=page.get_by_role("button", name="调整时限（1 项）"))
    set_day(page, form.get_by_test_id("stDateInput"), day)
    fill(page, form.get_by_label("批准人"), APPROVER)
    fill(page, form.get_by_label("理由"), REASON)
    press(page, "调整时限（1 项）")


def test_the_second_of_two_is_told_what_the_first_one_changed(visit: Visit, desk: str) -> None:
    first, second = visit(), visit()
    for page, name in ((first, "王科员"), (second, "周科长")):
        open_page(page, desk, "overdue", item=TANKS)
        give_name(page, name)
    _move(first, "2025-12-20")
    first.get_by_text("已调整时限：临港石化仓储项目").first.wait_for()
    _move(second, "2025-12-25")
    second.get_by_text("王科员 在您编辑期间改过").first.wait_for()
    at_rest(second)
    assert "2025-12-20" in second.get_by_test_id("stMain").inner_text()
    press(second, "调整时限（1 项）")  # what was typed is still there
    second.get_by_text("已调整时限：临港石化仓储项目").first.wait_for()


def test_a_milestone_is_marked_done_and_leaves_the_list(visit: Visit, desk: str) -> None:
    page = visit()
    open_page(page, desk, "overdue", asof="2026-01-02", county="449902")
    give_name(page)
    page.get_by_text("显示 2 / 2 条").wait_for()
    choose_row(page, page.locator(".st-key-overdue-table [data-testid=stDataFrame]"), shows="[role=tab]")
    page.get_by_role("tab", name="办结").click()
    fill(page, page.get_by_label("办结依据"), "现场核实，主体已封顶")
    press(page, "登记办结（1 项）")
    page.get_by_text("已登记办结").first.wait_for()
    page.get_by_text("显示 1 / 1 条").wait_for()


def test_progress_of_an_import_survives_a_reload(visit: Visit, desk: str, tmp_path: Path) -> None:
    """Many files are read in the background; the page comes back to the same job, and to its result."""
    for n in range(12):
        text = f"各位同志：\n{n + 1}号码头项目要在2025年{n % 9 + 1}月底前开工，由县交通局负责。\n" * 40
        (tmp_path / f"会议{n + 1}.txt").write_text(text, encoding="utf-8")
    page = visit()
    open_page(page, desk, "imports", asof=None)
    give_name(page)
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(sorted(tmp_path.glob("*.txt")))
    press(page, "读取")
    page.wait_for_url("**job=**")
    page.reload()
    page.locator("[data-testid=stProgress], .st-key-load-job").first.wait_for()
    page.get_by_role("button", name="把 12 个文件入库").wait_for()
    at_rest(page)
    page.get_by_text("会议12.txt").first.wait_for()
