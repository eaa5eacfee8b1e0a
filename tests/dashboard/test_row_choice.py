"""A click on a cell chooses its row; boxes choose several."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.components.row_choice import Choice, after


@pytest.mark.parametrize("before, rows, cell, many, chosen", [
    (Choice(), [], 3, False, Choice((3,), 3)),
    (Choice((3,), 3), [3], 1, False, Choice((1,), 1)),
    (Choice((3,), 3), [4], 3, False, Choice((4,))),  # the box of another row, the cell stays the current one
    (Choice((4,)), [], 3, False, Choice()),  # its box again
    (Choice((4,)), [4], 3, False, Choice((3,), 3)),
    (Choice(), [], 2, True, Choice((2,), 2)),
    (Choice((2,), 2), [2], 5, True, Choice((5,), 5)),  # a second click moves the choice
    (Choice((1, 4)), [1, 4], 2, True, Choice((1, 2, 4), 2)),  # ticked rows stay ticked
    (Choice((1, 2, 4), 2), [1, 2, 4], 5, True, Choice((1, 4, 5), 5)),
    (Choice((1, 4)), [1, 4], 4, True, Choice((1, 4))),
    (Choice((2,), 2), [2, 3], 2, True, Choice((2, 3), 2)),
    (Choice((2, 3), 2), [3], 2, True, Choice((3,))),
    (Choice((2, 3), 2), [], None, True, Choice()),
])
def test_what_is_chosen(before: Choice, rows: list[int], cell: int | None, many: bool, chosen: Choice) -> None:
    assert after(before, rows, cell, many=many) == chosen


def _page(column: str) -> None:
    import streamlit as st

    from dashboard.components import row_choice

    calls = st.session_state.setdefault("calls", [])
    callback = row_choice.on_select("table", "single-row", lambda: calls.append(
        st.session_state["table"]["selection"]["rows"]))
    if st.session_state.pop("click", False):
        st.session_state["table"] = {"selection": {"rows": [], "columns": [], "cells": [(2, column)]}}
        callback()


@pytest.mark.parametrize("column, rows", [("what", [2]), ("link", [])])
def test_the_pages_callback_sees_the_row_of_the_clicked_cell(column: str, rows: list[int]) -> None:
    test = AppTest.from_function(_page, args=(column,)).run()
    test.session_state["click"] = True
    test.run()
    assert not test.exception
    assert test.session_state["calls"] == [rows]
    assert test.session_state["table"]["selection"]["cells"] == [(2, column)]
