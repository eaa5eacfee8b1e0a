"""No cell of a download may act: not as a formula, not as a link."""

from __future__ import annotations

import csv
import io
from datetime import date

import openpyxl
import pandas as pd
import pytest

from dashboard import downloads

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "{=1}", "http://x.example/", "a\x00b\x0bc",
           "=" + "长" * 40000, " =1"]


def _read(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def _excel(frame: pd.DataFrame) -> openpyxl.Workbook:
    filters = {"基准日": "2025年11月22日"}
    return _read(downloads.as_excel(frame, sheet="a/b:督查", filter_sheet="筛选条件", filters=filters))


def test_excel_holds_only_text_numbers_and_days() -> None:
    frame = pd.DataFrame({"文字": HOSTILE, "=列": range(len(HOSTILE))})
    sheet = _excel(frame).worksheets[0]
    cells = [c for row in sheet.iter_rows() for c in row]
    assert {c.data_type for c in cells} == {"s", "n"}
    assert not any(c.hyperlink for c in cells)
    assert sheet.cell(2, 1).value == "=1+1"
    assert sheet.cell(10, 1).value == "abc"
    assert len(sheet.cell(11, 1).value) == 32767
    assert sheet.cell(11, 1).value.endswith("…")


def test_excel_has_the_filters_on_a_second_sheet() -> None:
    book = _excel(pd.DataFrame({"a": [1]}))
    assert book.sheetnames == ["a_b_督查", "筛选条件"]
    assert [c.value for c in book.worksheets[1][2]] == ["基准日", "2025年11月22日"]


def test_excel_keeps_kinds_and_leaves_the_unknown_empty() -> None:
    frame = pd.DataFrame({"d": [date(2025, 6, 30), None],
                          "n": pd.array([145, None], dtype="Int64"), "f": [8.6, None], "t": ["甲", "乙"]})
    rows = list(_excel(frame).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert rows[0][0].date() == date(2025, 6, 30)
    assert rows[0][1:] == (145, 8.6, "甲")
    assert rows[1] == (None, None, None, "乙")


@pytest.mark.parametrize("text", [t for t in HOSTILE if t.strip()[:1] in "=+-@"])
def test_csv_quotes_what_could_start_a_formula(text: str) -> None:
    data = downloads.as_csv(pd.DataFrame({"=x": [text]})).decode("utf-8-sig")
    assert all(row[0].startswith("'") for row in csv.reader(io.StringIO(data)))


def test_csv_keeps_harmless_text_and_starts_with_the_mark_that_excel_needs() -> None:
    data = downloads.as_csv(pd.DataFrame({"项目": ["大桥，一期", None], "n": [-5, 3]}))
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig")))) == [["项目", "n"], ["大桥，一期", "-5"], ["", "3"]]
