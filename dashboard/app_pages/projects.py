"""项目: every project once, with its stage, money and the sentences that name it; which projects are one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import charts, data, frames
from dashboard.components import empty_state, filters, plots, project_panel, tables, url_state
from dashboard.components.filters import View
from dashboard.components.tables import EXPORT_ROWS, Export
from db.queries.projects import ProjectFilter
from db.queries.scope import Slice
from db.vocab import Stage

TABLE, ID_DIGITS = "projects", 9
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

    def chosen() -> None:
        picked = st.session_state[TABLE]["selection"]["rows"]
        url_state.put("project", [str(rows[picked[0]]["project_id"])] if picked else [])

    tables.show(view, frames.project_frame(rows, texts), key=TABLE, columns=COLUMNS, rename=units, selectable=True,
                total=rows[0]["total"], export=Export(texts("projects.title"), everything), on_select=chosen)
    tables.pages(rows[0]["total"])
    _project(view)


def _project(view: View) -> None:
    """The project that the address asks for."""
    words = st.query_params.get("project", "")
    if not words:
        return
    project = data.project(view.scope, int(words)) if words.isdecimal() and len(words) <= ID_DIGITS else None
    if project is None:
        st.warning(view.texts("project.gone"))
    else:
        project_panel.panel(view, project)


page()
