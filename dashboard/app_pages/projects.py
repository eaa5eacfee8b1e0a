"""项目: every project once, with its stage, money and the sentence that names it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import charts, data, frames
from dashboard.components import empty_state, evidence, filters, plots, tables
from dashboard.components.tables import EXPORT_ROWS, Export
from db.queries.projects import ProjectFilter
from db.queries.scope import Slice
from db.vocab import Stage

COLUMNS = ["name", "link", "region", "stage", "investment", "annual_investment", "capacity", "owner", "mentions"]


def page() -> None:
    view = filters.view()
    texts = view.texts
    stages = filters.several(view, "stage", {str(s): texts.label("stage", s) for s in Stage})
    wanted = ProjectFilter(stages=stages, words=filters.words(view))
    filters.clear_button(view)
    st.title(texts("projects.title"))
    rows = data.project_rows(view.scope, wanted, tables.page_window())
    if not rows:
        empty_state.no_rows(view)
        return
    st.caption(texts("projects.caption"))
    plots.heading(texts("projects.chart"))
    plots.draw(charts.stages(data.project_stages(view.scope), texts), key="stages")

    def everything() -> pd.DataFrame:
        return frames.project_frame(data.project_rows(view.scope, wanted, Slice(limit=EXPORT_ROWS)), texts)

    st.caption(texts("table.select_hint"))
    units = {c: f"{texts(f'col.{c}')}（{texts('unit.yi')}）" for c in ("investment", "annual_investment")}
    at = tables.show(view, frames.project_frame(rows, texts), key="projects", columns=COLUMNS, rename=units,
                     total=rows[0]["total"], export=Export(texts("projects.title"), everything), selectable=True)
    tables.pages(rows[0]["total"])
    if at is not None:
        with st.container(border=True):
            plots.heading(rows[at]["name"])
            evidence.panel(view, rows[at], "project")


page()
