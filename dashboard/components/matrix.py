"""A table of counts whose cells open their rows: which cell is open stands in the address."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard.components import tables
from dashboard.components.filters import View
from dashboard.components.tables import Export

OF, CELL = "of", "cell"
ROWS_BESIDE_OPEN = 7  # of the table above what is open, which is to be seen without scrolling


def show(view: View, frame: pd.DataFrame, *, names: list[str], key: str, columns: list[str], cells: tuple[str, ...],
         total: int, export: Export, rename: Mapping[str, str], widths: Mapping[str, int]) -> None:
    """Draw the counts. A click on one of the `cells` puts it and its row's name of `names` into the address; a click
    beside them opens the whole row."""
    own = f"{key}-{tables.page_number()}"

    def opened() -> None:
        picked = st.session_state[own]["selection"]["cells"]
        if picked and picked[0][0] < len(names):
            row, column = picked[0]
            open_cell(names[row], column if column in cells else "")

    tables.show(view, frame, key=own, columns=columns, total=total, export=export, selectable=True, rename=rename,
                on_select=opened, mode="single-cell", widths=widths,
                rows_seen=ROWS_BESIDE_OPEN if OF in st.query_params else tables.SHOWN_ROWS)
    tables.pages(total)


def open_cell(name: str, cell: str) -> None:
    """Put what is open into the address."""
    st.query_params[OF] = name
    if cell:
        st.query_params[CELL] = cell
    else:
        st.query_params.pop(CELL, None)


def opened(cells: tuple[str, ...]) -> tuple[str, str]:
    """The name of the row that is open and its cell; empty where nothing is, or where all of the row is."""
    cell = st.query_params.get(CELL, "")
    return st.query_params.get(OF, ""), cell if cell in cells else ""


def shut() -> None:
    for name in (OF, CELL):
        st.query_params.pop(name, None)


def shut_button(view: View) -> None:
    st.button(view.texts("accountability.shut"), on_click=shut, icon=":material/close:", type="tertiary", key="shut")
