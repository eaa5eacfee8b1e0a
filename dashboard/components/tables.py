"""A table with row count, downloads and pages, all from one frame whose columns are `col.` keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import downloads
from dashboard.components import row_choice, url_state
from dashboard.components.filters import View
from dashboard.frames import SYMBOLS
from dashboard.i18n import Language
from db.queries.milestones import Progress
from db.queries.scope import Row, Slice

PAGE_ROWS = 50
EXPORT_ROWS = 100_000
ROW_PX, HEAD_PX, SHOWN_ROWS = 36, 38, 14
BUTTONS = "url:pages"  # in the session: which page buttons are drawn now, counted
# a tint with dark text of the status's hue: a column of full colour would outshout the rows
STATUS_STYLES = {
    SYMBOLS[Progress.OVERDUE]: "background-color:#F9DDE1;color:#8E0B1F;font-weight:600",
    SYMBOLS[Progress.SOON]: "background-color:#FFF0B8;color:#4A3A00;font-weight:600",
    SYMBOLS[Progress.UPCOMING]: "background-color:#DCE9FA;color:#1F4E91",
    SYMBOLS[Progress.UNDATED]: "background-color:#E9ECEF;color:#1C2430",
    SYMBOLS[Progress.DONE]: "background-color:#D8EFE6;color:#0B5A41",
}
DAYS = ("due_on", "done_on", "baseline")
MONEY = ("investment", "annual_investment", "target", "actual", "gap", "stretch", "expected", "reported", "verified",
         "annual_plan", "reported_value", "verified_value", "reported_cumulative", "verified_cumulative")
WIDTHS = {"subject": 250, "sentence": 420, "what": 260, "trigger": 300, "consequence": 300, "name": 250, "units": 150,
          "region": 124, "confidence": 64, "quote": 240,
          "progress": 92, "deadline_text": 120, "unit": 170, "indicator": 170, "due_basis": 84,
          "event": 96, "speech": 260, "kind": 120, "document": 220,
          "next_due": 104, "baseline": 104, "title": 250, "asked": 190, "at": 152, "who": 88, "act": 96,
          "says": 330, "fits": 88, "check": 112, "pace": 112, "move": 116, "data_month": 96, "source": 70,
          "item": 230, "completeness": 68, "kept": 108, "aliases": 180, "level": 104, "freq": 92, "activity": 110,
          "projects": 64, "tasks": 64, "milestones": 64, "commitments": 64, "entered": 64, "origin": 64, "named": 64,
          **{f"slot{n}": 108 for n in range(8)}}
NARROW_PX, MEDIUM_PX = 76, 130
NARROW = ("rank", "days_late", "days_left", "event", "modality", "stage", "mentions",
          "overdue", "soon", "upcoming", "undated", "done", "lead", "do", "support", "supervise", "cadences", "load",
          "ordinal", "passages", "type", "polarity", "status", "measure", "figures", "link", "milestones",
          "due_n", "reported_n", "missing_n", "asked_n", "verified_n")


@dataclass(frozen=True, slots=True)
class Export:
    """What the downloads hold: `rows` is called when the reader clicks, and gives every row of the filter."""

    name: str  # of the file
    rows: Callable[[], pd.DataFrame]
    columns: tuple[str, ...] = ()  # more than the table has room for; empty: its own


def page_window(*, size: int = PAGE_ROWS) -> Slice:
    """The slice that the address or the page buttons ask for."""
    return Slice(limit=size, offset=(page_number() - 1) * size)


def page_rows(read: Callable[[Slice], list[Row]], *, size: int = PAGE_ROWS) -> list[Row]:
    """The rows of the page that is wanted; of the first one where the filters leave fewer pages than that."""
    rows = read(page_window(size=size))
    if rows or page_number() == 1:
        return rows
    url_state.put("p", [])
    return read(page_window(size=size))


def page_number() -> int:
    """The page that is wanted, counted from 1."""
    return _read_page(st.query_params.get_all("p"))


def _read_page(words: list[str]) -> int:
    number = int(words[0]) if words and words[0].isascii() and words[0].isdigit() and len(words[0]) < 7 else 1
    return max(1, number)


def pages(total: int, *, size: int = PAGE_ROWS) -> None:
    """The page buttons, where there is more than one page; a click puts its page into the address."""
    last = max(1, -(-total // size))
    at = min(page_number(), last)
    url_state.put("p", [] if at == 1 else [str(at)])
    if last == 1:
        return
    state = st.session_state
    if state.get(_buttons()) != at:  # the address was changed elsewhere: other buttons, as these have a default always
        state[BUTTONS] = state.get(BUTTONS, 0) + 1

    def turned() -> None:
        url_state.put("p", [] if state[_buttons()] == 1 else [str(state[_buttons()])])

    st.pagination(last, default=at, key=_buttons(), on_change=turned)


def _buttons() -> str:
    """The key of the page buttons."""
    return f"p-{st.session_state.get(BUTTONS, 0)}"


def show(view: View, frame: pd.DataFrame, *, key: str, columns: list[str], total: int | None = None,
         export: Export | None = None, selectable: bool = False, rename: Mapping[str, str] | None = None,
         on_select: Callable[[], None] | str = "rerun", mode: str = "single-row",
         widths: Mapping[str, int] | None = None, rows_seen: int = SHOWN_ROWS) -> int | None:
    """Draw the columns of a frame. Returns the position of the selected row, None where none is. `widths`: of columns
    that have others here than elsewhere, as Chinese heads and words need."""
    texts = view.texts
    narrow = {} if widths is None or texts.language == Language.EN else widths
    shown = frame[columns]
    height = HEAD_PX + ROW_PX * min(max(len(frame), 1), rows_seen)
    options: dict[str, Any] = {}
    if selectable:
        by_row = mode in row_choice.MODES
        options = {"on_select": row_choice.on_select(key, mode, on_select) if by_row else on_select,
                   "selection_mode": row_choice.MODES.get(mode, mode)}
    styled = shown.style.map(_status_style, subset=["progress"]) if "progress" in columns else shown
    picked = st.dataframe(
        styled, key=key, hide_index=True, height=height, row_height=ROW_PX, placeholder=texts("value.unknown"),
        column_config={c: _column(c, view, rename or {}, narrow) for c in columns}, **options,
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(texts("table.count", shown=len(frame), total=len(frame) if total is None else total))
        if export is not None:
            _downloads(view, export, columns, rename or {}, key)
    rows = picked["selection"]["rows"] if selectable else []
    return rows[0] if rows and rows[0] < len(frame) else None


def _status_style(words: object) -> str:
    return STATUS_STYLES.get(str(words)[:1], "")


def _column(name: str, view: View, rename: Mapping[str, str], widths: Mapping[str, int]) -> Any:
    label = rename.get(name) or view.texts(f"col.{name}")
    config = st.column_config
    width = widths.get(name) or WIDTHS.get(name, NARROW_PX if name in NARROW else MEDIUM_PX)
    if name in DAYS:
        return config.DateColumn(label, format="YYYY-MM-DD", width=widths.get(name, 104))
    if name == "link":
        return config.LinkColumn(label, display_text=view.texts("col.link"), width=widths.get(name, 64))
    if name == "rate":
        return config.ProgressColumn(label, format="%.1f", min_value=0, max_value=100, width=120)
    if name in MONEY:
        return config.NumberColumn(label, format="%,.2f", width=widths.get(name, 110))
    return config.Column(label, width=width)


def _downloads(view: View, export: Export, columns: list[str], rename: Mapping[str, str], key: str) -> None:
    texts = view.texts
    kept = [c for c in export.columns or columns if c != "link"]
    for extra in ("sentence", "speech", "quote"):
        kept += [extra] if extra not in kept else []

    def rows() -> pd.DataFrame:
        frame = export.rows()
        known = [c for c in kept if c in frame.columns]
        return frame[known].rename(columns={c: rename.get(c) or texts(f"col.{c}") for c in known})

    def excel() -> bytes:
        return downloads.as_excel(rows(), sheet=export.name, filter_sheet=texts("table.sheet_filters"),
                                  filters=view.chosen)

    stem = f"{export.name}_{view.scope.asof.isoformat()}"
    st.download_button(texts("table.csv"), data=lambda: downloads.as_csv(rows()), file_name=f"{stem}.csv",
                       mime="text/csv", on_click="ignore", key=f"{key}-csv", type="tertiary",
                       icon=":material/download:")
    st.download_button(texts("table.excel"), data=excel, file_name=f"{stem}.xlsx", on_click="ignore",
                       mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", key=f"{key}-xlsx",
                       type="tertiary", icon=":material/table_view:")


def show_many(view: View, frame: pd.DataFrame, *, key: str, columns: list[str], total: int, export: Export,
              rename: Mapping[str, str] | None = None, widths: Mapping[str, int] | None = None) -> list[int]:
    """As `show`, for rows that are chosen together. Returns the positions of the selected rows."""
    show(view, frame, key=key, columns=columns, total=total, export=export, selectable=True, rename=rename,
         mode="multi-row", widths=widths)
    return [at for at in st.session_state[key]["selection"]["rows"] if at < len(frame)]
