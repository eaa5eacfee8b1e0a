"""逾期: what is past due at the as-of date, days late, who is responsible; due soon beside it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import charts, data, formats, frames
from dashboard.components import empty_state, entry_forms, evidence, filters, plots, tables, url_state
from dashboard.components.filters import View
from dashboard.components.tables import EXPORT_ROWS, Export
from db.queries.milestones import MilestoneFilter, MilestoneOrder, Progress
from db.queries.scope import Slice
from db.vocab import Event, Modality

TABS = {"overdue": Progress.OVERDUE, "soon": Progress.SOON}
CHART_PLACES = 12


def page() -> None:
    view = filters.view()
    texts = view.texts
    wanted = _filters(view)
    filters.clear_button(view)
    st.title(texts("overdue.title"))
    st.caption(texts("overdue.caption", date=formats.day(view.scope.asof, texts)))
    tab = _tab(view)
    chosen = _with_progress(wanted, TABS[tab])
    rows = data.milestone_rows(view.scope, chosen, tables.page_window())
    if not rows:
        _nothing(view, tab)
        return
    if tab == "overdue":
        _by_place(view, chosen)
    _table(view, rows, chosen, tab)


def _filters(view: View) -> MilestoneFilter:
    texts = view.texts
    return MilestoneFilter(
        units=filters.several(view, "unit", frames.unit_choices(data.milestone_units(), texts)),
        modalities=filters.several(view, "modality", {str(m): texts.label("modality", m) for m in Modality}),
        events=filters.several(view, "event", {str(e): texts.label("event", e) for e in Event}),
        words=filters.words(view),
        order=MilestoneOrder(filters.single(view, "order", {str(o): texts(f"order.{o}") for o in MilestoneOrder},
                                            default=str(MilestoneOrder.DUE))),
    )


def _with_progress(wanted: MilestoneFilter, progress: Progress) -> MilestoneFilter:
    return MilestoneFilter(progress=(progress,), units=wanted.units, events=wanted.events, words=wanted.words,
                           modalities=wanted.modalities, order=wanted.order)


def _tab(view: View) -> str:
    names = {"overdue": view.texts.label("progress", "overdue"), "soon": view.texts("overview.soon")}
    return url_state.bound(
        "tab", parse=url_state.one_of(TABS, "overdue"), write=lambda v: [] if v == "overdue" else [v],
        widget=lambda key: st.segmented_control(view.texts("filter.progress"), list(TABS), key=key, required=True,
                                                format_func=lambda v: names[v], label_visibility="collapsed"),
    )


def _nothing(view: View, tab: str) -> None:
    texts = view.texts
    if empty_state.is_filtered(view) or not empty_state.has_speeches(view):
        empty_state.no_rows(view)
    elif tab == "soon":
        empty_state.say(texts("overdue.nothing_soon"), texts("empty.none_do"))
    else:
        date = formats.day(view.scope.asof, texts)
        empty_state.say(texts("overdue.nothing"), texts("overdue.nothing_do", date=date), icon=":material/task_alt:")


def _by_place(view: View, chosen: MilestoneFilter) -> None:
    texts = view.texts
    places = data.overdue_by_place(view.scope, chosen)[:CHART_PLACES]
    names = [p["region"] or texts("filter.open_region") for p in places]
    plots.heading(texts("overdue.chart", place=names[0], n=places[0]["n"]))
    chart = charts.counts(names, [p["n"] for p in places], colour=charts.COLOURS[Progress.OVERDUE],
                          outline=charts.OUTLINES[Progress.OVERDUE], pattern="/")
    plots.draw(chart, key="overdue-places")


def _table(view: View, rows: list[dict], chosen: MilestoneFilter, tab: str) -> None:
    days = "days_late" if tab == "overdue" else "days_left"

    def everything() -> pd.DataFrame:
        full = data.milestone_rows(view.scope, chosen, Slice(limit=EXPORT_ROWS))
        return frames.milestone_frame(full, view.scope.asof, view.texts)

    st.caption(view.texts("table.select_hint"))
    at = tables.show(
        view, frames.milestone_frame(rows, view.scope.asof, view.texts), key=f"{tab}-table", total=rows[0]["total"],
        columns=["progress", days, "subject", "link", "event", "region", "units", "due_on", "modality",
                 "deadline_text", "due_basis"],
        export=Export(view.texts("overdue.title") if tab == "overdue" else view.texts("overview.soon"), everything),
        selectable=True,
    )
    tables.pages(rows[0]["total"])
    if at is not None:
        with st.container(border=True):
            plots.heading(rows[at]["subject"])
            evidence.panel(view, rows[at], "milestone")
            entry_forms.mark_done(view, rows[at])


page()
