"""待填数字: figures that the sources blank, with a form to fill them in."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import data, frames, session
from dashboard.components import empty_state, entry_forms, evidence, filters, plots, tables
from dashboard.components.tables import EXPORT_ROWS, Export
from db.queries.scope import Slice
from db.rights import Right

FILLED = {"": None, "no": False, "yes": True}


def page() -> None:
    view = filters.view()
    texts = view.texts
    options = {"": texts("filter.all"), "no": texts("filter.filled_no"), "yes": texts("filter.filled_yes")}
    filled = FILLED[filters.single(view, "filled", options, default="")]
    filters.clear_button(view)
    st.title(texts("numbers.title"))
    rows = data.blanked_figures(view.scope, tables.page_window(), filled)
    if not rows:
        empty_state.no_rows(view)
        return
    st.caption(texts("numbers.caption"))

    def everything() -> pd.DataFrame:
        return frames.figure_frame(data.blanked_figures(view.scope, Slice(limit=EXPORT_ROWS), filled), texts)

    at = tables.show(
        view, frames.figure_frame(rows, texts), key="blanked", total=rows[0]["total"], selectable=True,
        columns=["indicator", "link", "region", "status", "value", "measure_unit", "period", "sentence"],
        export=Export(texts("numbers.title"), everything),
    )
    tables.pages(rows[0]["total"])
    if at is None:
        st.caption(texts("table.select_hint"))
        return
    with st.container(border=True):
        plots.heading(rows[at]["name"])
        evidence.panel(view, rows[at], "indicator")
        if not session.may(Right.REVIEW):
            st.caption(":material/lock: " + texts("numbers.read_only"))
            return
        if rows[at]["filled"]:
            entry_forms.undo_value(view, rows[at])
        entry_forms.fill_value(view, rows[at])


page()
