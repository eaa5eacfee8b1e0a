"""What a new user does on the first day, a step at a time: import, date, review, what is late, its sentence, the sheet.

With TAIZHANG_SHARED the second seed (thirteen speeches in Traditional characters) is the document, else a sample.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest

from tests.e2e.conftest import ROOT, Visit
from tests.e2e.driving import (
    Page,
    at_rest,
    choose_place,
    choose_row,
    fill,
    give_name,
    no_error,
    open_page,
    press,
    set_day,
)

pytestmark = pytest.mark.browser
SHARED = os.environ.get("TAIZHANG_SHARED")
REVIEWED = 10
LOADED_IN_MS = 240_000


@dataclass(frozen=True, slots=True)
class FirstDay:
    """A document to start with, the speech whose day a person gives, and the day on which what was due by the end of
    the year is late."""

    file: Path
    speeches: int
    speech: int  # its number in the document
    day: str
    asof: str
    place: str
    most: int  # of rows that may be late, so that a wrong filter shows


SAMPLE = FirstDay(ROOT / "samples" / "湛江-重点项目推进会.txt", 1, 1, "2026-03-10", "2026-12-31", "湛江市", 40)


def _days() -> list[FirstDay]:
    seeds = sorted(Path(SHARED).glob("seeds/004_*.txt")) if SHARED else []
    return [FirstDay(seed, 13, 2, "2008-11-20", "2009-01-01", "湛江市", 60) for seed in seeds] + [SAMPLE]


@pytest.mark.parametrize("start", _days(), ids=lambda s: s.file.stem[:6])
def test_from_an_empty_ledger_to_the_dispatch_sheet(visit: Visit, fresh: str, start: FirstDay, tmp_path: Path) -> None:
    page = visit()
    _opens_an_empty_ledger(page, fresh)
    _imports(page, start)
    _reviews_by_keyboard(page, fresh)
    _finds_what_is_late(page, fresh, start)
    _opens_a_row_down_to_its_sentence(page)
    _prints_the_dispatch_sheet(page, fresh, start, tmp_path / "sheet.docx")


def _opens_an_empty_ledger(page: Page, address: str) -> None:
    open_page(page, address, "overview", asof=None)
    assert page.get_by_role("heading", level=1).inner_text() == "总览"
    no_error(page)
    give_name(page)
    page.locator("[data-testid=stSidebarNav]").get_by_role("link", name="导入", exact=True).click()
    page.get_by_role("heading", level=1, name="导入").wait_for()
    at_rest(page)


def _imports(page: Page, start: FirstDay) -> None:
    """Drop the file, see what was recognised before anything is loaded, set a speech's day, load."""
    page.locator("[data-testid=stFileUploaderDropzoneInput]").set_input_files(start.file)
    press(page, "读取")
    load = page.get_by_role("button", name=re.compile("把 1 个文件入库"))
    load.wait_for(timeout=LOADED_IN_MS)
    at_rest(page)
    fields = page.get_by_test_id("stDateInput").filter(has_text="讲话日期")
    assert fields.count() == start.speeches
    page.get_by_text(f"{start.place} · ").first.wait_for()
    set_day(page, fields.nth(start.speech - 1), start.day)
    load.click()
    page.get_by_text("已入库：新增").first.wait_for(timeout=LOADED_IN_MS)
    at_rest(page)
    no_error(page)


def _reviews_by_keyboard(page: Page, address: str) -> None:
    """Ten records accepted by the key A, one of them taken back by U."""
    open_page(page, address, "review", asof=None)
    reviewed = re.compile(r"已审 (\d+) / \d+ 条")
    for done in range(1, REVIEWED + 1):
        page.locator("body").press("a")
        page.get_by_text(f"已审 {done} / ").wait_for()
        at_rest(page)
    page.locator("body").press("u")
    page.get_by_text(f"已审 {REVIEWED - 1} / ").wait_for()
    at_rest(page)
    page.locator("body").press("a")
    page.get_by_text(f"已审 {REVIEWED} / ").wait_for()
    assert reviewed.search(page.locator("[data-testid=stProgress]").inner_text())[1] == str(REVIEWED)


def _finds_what_is_late(page: Page, address: str, start: FirstDay) -> None:
    open_page(page, address, "overdue", asof=None)
    set_day(page, page.get_by_test_id("stDateInput").filter(has_text="基准日"), start.asof)
    page.wait_for_url(f"**asof={start.asof}**")
    choose_place(page, start.place)
    page.wait_for_url("**county=440800**")
    at_rest(page)
    assert 1 <= _late(page) <= start.most


def _late(page: Page) -> int:
    return int(re.search(r"逾期（(\d+)）", page.locator(".st-key-tab").inner_text())[1])


def _opens_a_row_down_to_its_sentence(page: Page) -> None:
    choose_row(page, page.locator(".st-key-overdue-table [data-testid=stDataFrame]"), shows="blockquote mark")
    quote = page.locator("blockquote mark").first.inner_text()
    page.get_by_role("link", name="到原文查看").first.click()
    page.get_by_role("heading", level=1, name="原文").wait_for()
    chosen = page.locator(".speech mark.chosen")
    chosen.first.wait_for()
    assert "".join(chosen.all_inner_texts()) in quote or quote in "".join(chosen.all_inner_texts())


def _prints_the_dispatch_sheet(page: Page, address: str, start: FirstDay, path: Path) -> None:
    open_page(page, address, "overdue", asof=start.asof, county="440800")
    late = _late(page)
    page.locator(".st-key-tab").get_by_text("调度表").click()
    page.locator("table.tz-sheet").wait_for()
    at_rest(page)
    fill(page, page.get_by_label("落款单位"), "市政府督查室")
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 Word 调度表").click()
    download.value.save_as(path)
    sheet = docx.Document(path)
    words = "\n".join(p.text for p in sheet.paragraphs)
    assert "重点项目节点调度表" in words
    assert f"列入本次调度共{late}项" in words
    assert "市政府督查室" in words
    numbered = [row.cells[0].text for row in sheet.tables[0].rows if row.cells[0].text.strip().isdigit()]
    assert numbered == [str(n) for n in range(1, late + 1)]
