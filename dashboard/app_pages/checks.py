"""核对: figures that do not fit each other, and promises without a date; every row opens its words."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import data, frames
from dashboard.components import empty_state, evidence, filters, tables
from dashboard.components.filters import View
from dashboard.components.tables import EXPORT_ROWS, Export
from db.queries.scope import Slice

FAILING, ALL, PROMISES = "failing", "all", "promises"


def page() -> None:
    view = filters.view()
    texts = view.texts
    options = {FAILING: texts("checks.failing"), ALL: texts("checks.all"), PROMISES: texts("checks.promises")}
    shown = filters.single(view, "checks", options, default=FAILING)
    filters.clear_button(view)
    st.title(texts("checks.title"))
    if shown == PROMISES:
        _promises(view)
    else:
        _findings(view, False if shown == FAILING else None)


def _findings(view: View, holds: bool | None) -> None:
    texts = view.texts
    rows = data.findings(view.scope, holds, tables.page_window())
    if not rows:
        empty_state.no_rows(view)
        return
    st.caption(texts("checks.caption"))

    def everything() -> pd.DataFrame:
        return frames.finding_frame(data.findings(view.scope, holds, Slice(limit=EXPORT_ROWS)), texts)

    tables.show(view, frames.finding_frame(rows, texts), key="findings", total=rows[0]["total"],
                columns=["fits", "check", "says", "link", "region", "speech"],
                export=Export(texts("checks.title"), everything))
    tables.pages(rows[0]["total"])


def _promises(view: View) -> None:
    texts = view.texts
    rows = data.commitments(view.scope, tables.page_window())
    if not rows:
        empty_state.no_rows(view)
        return
    st.caption(texts("checks.promises_caption"))

    def everything() -> pd.DataFrame:
        return frames.commitment_frame(data.commitments(view.scope, Slice(limit=EXPORT_ROWS)), texts)

    at = tables.show(view, frames.commitment_frame(rows, texts), key="promises", total=rows[0]["total"],
                     columns=["subject", "event", "words", "link", "units", "region", "project", "sentence"],
                     selectable=True, rename={"subject": texts("col.what")},
                     export=Export(texts("checks.promises"), everything))
    tables.pages(rows[0]["total"])
    if at is not None:
        with st.container(border=True):
            evidence.panel(view, rows[at], None)


page()
