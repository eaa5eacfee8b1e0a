"""A table as a file: CSV and Excel in which no cell is a formula or a link, with the filters that made it."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd
import xlsxwriter

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CELL_LIMIT = 32_767
CUT_MARK = "…"
SHEET_LIMIT = 31
SAFE = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
WIDTH_LIMIT = 60


def as_csv(frame: pd.DataFrame) -> bytes:
    """UTF-8 with a byte order mark, as Excel wants it; text that could start a formula gets a leading quote."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([_guarded(c) for c in frame.columns])
    writer.writerows([_guarded(_cell(v)) for v in row] for row in frame.itertuples(index=False, name=None))
    return out.getvalue().encode("utf-8-sig")


def as_excel(frame: pd.DataFrame, *, sheet: str, filter_sheet: str, filters: Mapping[str, str]) -> bytes:
    """A workbook of two sheets: the rows, and the filters that made them (name, value)."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as book:
        head = book.add_format({"bold": True, "bg_color": "#EEF2F7", "border": 1, "text_wrap": True, "valign": "top"})
        wrap = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        _write(book.add_worksheet(sheet_name(sheet)), frame, head=head, wrap=wrap, day=day)
        told = pd.DataFrame(list(filters.items()), columns=[filter_sheet, ""])
        _write(book.add_worksheet(sheet_name(filter_sheet)), told, head=head, wrap=wrap, day=day)
    return out.getvalue()


def sheet_name(name: str) -> str:
    """`name` without the characters that Excel forbids, at most 31 characters."""
    return "".join("_" if c in "[]:*?/\\'" else c for c in name)[:SHEET_LIMIT] or "Sheet"


def _write(sheet: Any, frame: pd.DataFrame, *, head: Any, wrap: Any, day: Any) -> None:
    for column, name in enumerate(frame.columns):
        sheet.write_string(0, column, _clean(str(name)), head)
        widest = max([len(str(name)), *(len(str(v)) for v in frame.iloc[:200, column])], default=8)
        sheet.set_column(column, column, min(max(widest * 1.7, 8), WIDTH_LIMIT))
    for r, row in enumerate(frame.itertuples(index=False, name=None), start=1):
        for column, value in enumerate(map(_cell, row)):
            match value:
                case None:
                    sheet.write_blank(r, column, None)
                case bool():
                    sheet.write_boolean(r, column, value)
                case int() | float():
                    sheet.write_number(r, column, value)
                case date():
                    sheet.write_datetime(r, column, value, day)
                case _:
                    sheet.write_string(r, column, _clean(str(value)), wrap)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(frame), 1), max(len(frame.columns) - 1, 0))


def _cell(value: Any) -> Any:
    """A plain value: None for what is missing, dates as dates."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, datetime):
        return value.date()
    if hasattr(value, "item"):
        return value.item()
    return value


def _clean(text: str) -> str:
    """Text without control characters, cut to what a cell holds."""
    kept = "".join(c for c in text if c >= " " or c in "\n\t")
    return kept if len(kept) <= CELL_LIMIT else kept[: CELL_LIMIT - 1] + CUT_MARK


def _guarded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    kept = "".join(c for c in value if c >= " " or c in "\n\t\r")
    return "'" + kept if kept.lstrip(" ").startswith(FORMULA_STARTS) else kept
