"""项目: every project once, filtered, with the stock of each stage; a row opens the project's page."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import data, formats, project_frames, timeline
from dashboard.components import empty_state, filters, loading, plots, saved_filters, tables, url_state
from dashboard.components.cards import card, row_of
from dashboard.components.filters import View
from dashboard.components.tables import EXPORT_ROWS, Export
from dashboard.navigation import path_of
from db.queries.projects import BANDS, LATE, NO_BAND, WITH, WITHOUT, ProjectFilter
from db.queries.scope import Row, Slice
from db.vocab import Stage

TABLE = "projects"
COLUMNS = ["name", "region", "stage", "investment", "annual_investment", "overdue", "milestones", "next_due", "owner"]
WIDTHS = {"name": 220, "region": 80, "stage": 68, "annual_investment": 124, "overdue": 48, "milestones": 48,
          "next_due": 94, "owner": 100}
ANY = "any"


def page() -> None:
    if asked := st.query_params.get("project"):  # the address that a project had here before it got a page of its own
        st.switch_page(path_of("project"), query_params=url_state.link_params(project=asked))
    view = filters.view()
    texts = view.texts
    wanted = _filters(view)
    filters.clear_button(view)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title(texts("projects.title"))
        saved_filters.saved_filters(view, TABLE)
    with loading.rows():
        rows = tables.page_rows(partial(data.project_rows, view.scope, wanted))
    if not rows:
        empty_state.no_rows(view)
        return
    _totals(view, data.project_totals(view.scope, wanted))
    plots.heading(texts("projects.chart"))
    plots.draw(plots.built(timeline.stock, data.filtered_stages(view.scope, wanted), texts), key="stages")
    st.caption(texts("projects.stock"))
    _table(view, rows, wanted)


def _filters(view: View) -> ProjectFilter:
    texts = view.texts
    stages = filters.several(view, "stage", {str(s): texts.label("stage", s) for s in Stage})
    parties = filters.several(view, "party", {n: n for n in data.project_parties()})
    bands = filters.several(view, "band", {b: texts.label("project_band", b) for b in (*BANDS, NO_BAND)})
    stones = filters.single(view, "stones", {s: texts.label("project_stones", s) for s in (ANY, WITH, WITHOUT, LATE)},
                            default=ANY)
    return ProjectFilter(stages=stages, parties=parties, bands=bands, words=filters.words(view),
                         milestones="" if stones == ANY else stones)


def _totals(view: View, totals: Row) -> None:
    texts = view.texts
    with row_of(4):
        card(texts("projects.title"), totals["n"])
        card(texts("projects.money"), formats.money(totals["investment"], texts),
             note=texts("projects.money_of", n=totals["with_investment"]))
        card(texts("projects.annual"), formats.money(totals["annual_investment"], texts))
        card(texts("projects.late"), totals["late"])


def _table(view: View, rows: list[Row], wanted: ProjectFilter) -> None:
    texts = view.texts

    def everything() -> pd.DataFrame:
        return project_frames.list_frame(data.project_rows(view.scope, wanted, Slice(limit=EXPORT_ROWS)), texts)

    plots.heading(texts("projects.list"))
    st.caption(texts("projects.caption"))
    units = {c: texts.noted(texts(f"col.{c}"), texts("unit.yi")) for c in ("investment", "annual_investment")}
    at = tables.show(view, project_frames.list_frame(rows, texts), key=TABLE, columns=COLUMNS, rename=units,
                     selectable=True, total=rows[0]["total"], widths=WIDTHS,
                     export=Export(texts("projects.title"), everything, (*COLUMNS, "mentions", "capacity")))
    tables.pages(rows[0]["total"])
    if at is not None:
        st.switch_page(path_of("project"), query_params=url_state.link_params(project=str(rows[at]["project_id"])))


page()
