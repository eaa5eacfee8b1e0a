"""The money of one project: what the speeches state, what was planned, what was reported and verified by month."""

from __future__ import annotations

import streamlit as st

from dashboard import formats, frames, report_frames, timeline
from dashboard.components import evidence, plots, tables
from dashboard.components.cards import card
from dashboard.components.filters import View
from dashboard.components.tables import Export
from db.queries.scope import Row

FIGURES = ["indicator", "link", "status", "value", "period", "sentence"]
WIDTHS = {"link": 52, "period": 96, "value": 140, "sentence": 320}
BARS_SHOWN = 12


def year_cards(view: View, project: Row, reports: list[Row]) -> None:
    """The year's plan, and how much of it was reported and verified."""
    texts, year = view.texts, view.scope.asof.year
    plan, done = project["annual_investment"], report_frames.this_year(reports, view.scope.asof)
    card(texts("col.annual_investment"), formats.money(plan, texts))
    best = done["reported"] if done["verified"] is None else done["verified"]
    said = texts("project.verified_of", money=formats.money(done["verified"], texts))
    if plan and best is not None:
        said = f"{said} · {formats.percent(best / plan, texts)}"
    card(texts("project.year_reported", year=year), formats.money(done["reported"], texts), note=said)


def money(view: View, project: Row, reports: list[Row]) -> None:
    """The months, then every figure that a speech gives of the project."""
    texts = view.texts
    months = report_frames.money_by_period(reports, texts)
    st.markdown(f"**{texts('project.by_month')}**")
    if months.empty:
        st.caption(texts("project.no_money"))
    else:
        plots.draw(timeline.periods(months.tail(BARS_SHOWN), texts), key=f"months-{project['id']}")
        st.caption(texts("project.by_month_caption"))
    rows = project["figures"]
    st.markdown(f"**{texts('project.figures', n=len(rows))}**")
    if not rows:
        st.caption(texts("project.no_figures"))
        return
    frame = frames.figure_frame(rows, texts)
    at = tables.show(view, frame, key=f"figures-{project['id']}", columns=FIGURES, selectable=True, widths=WIDTHS,
                     export=Export(f"{project['name']}_{texts('project.figures_sheet')}", lambda: frame))
    if at is not None:
        evidence.panel(view, rows[at], "indicator")
