"""Rows of a table are chosen by a click on any of their cells, as well as by the box before them.

Streamlit chooses rows by their boxes and cells by clicks, each for itself; here a cell that was clicked chooses its
row. The cell stays the current one, for else the arrow keys would stop to work.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

MODES = {"single-row": ["single-row", "single-cell"], "multi-row": ["multi-row", "single-cell"]}
LINK = "link"  # the column whose cells lead to the source, as they do without choosing the row
_CHOICE = "chosen-rows:"


@dataclass(frozen=True, slots=True)
class Choice:
    """The chosen rows of a table by their positions; `clicked`: the one that a clicked cell chose, not its box."""

    rows: tuple[int, ...] = ()
    clicked: int | None = None


def after(before: Choice, rows: Sequence[int], cell: int | None, *, many: bool) -> Choice:
    """What is chosen when a table reports its ticked rows and the row of its current cell.

    A click moves the choice to its row; rows that were ticked by their boxes stay so where several may be chosen.
    """
    if cell is None or sorted(rows) != sorted(before.rows):  # a box was clicked
        return Choice(tuple(rows), before.clicked if before.clicked in rows else None)
    ticked = {row for row in rows if row != before.clicked} if many else set()
    return Choice(tuple(sorted({*ticked, cell})), None if cell in ticked else cell)


def on_select(key: str, mode: str, then: Callable[[], None] | str) -> Callable[[], None]:
    """The callback of the table `key`: brings the choice up to date, then calls `then`."""
    if key not in st.session_state:
        st.session_state.pop(_CHOICE + key, None)

    def chosen() -> None:
        state = st.session_state
        picked = state[key]["selection"]
        rows, cells = list(picked["rows"]), picked.get("cells") or []
        cell = cells[0][0] if cells and cells[0][1] != LINK else None
        now = after(state.get(_CHOICE + key, Choice()), rows, cell, many=mode == "multi-row")
        state[_CHOICE + key] = now
        if list(now.rows) != rows:
            state[key] = {"selection": {"rows": list(now.rows), "columns": [], "cells": cells}}
        if callable(then):
            then()

    return chosen


def choose(key: str, rows: list[int]) -> None:
    """Choose rows of a table that is not drawn yet in this run."""
    st.session_state[_CHOICE + key] = Choice(tuple(rows))
    st.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}
