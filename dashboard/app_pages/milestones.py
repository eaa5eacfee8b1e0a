"""节点: when what is due, on a timeline grouped by project, unit or place."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import streamlit as st

from dashboard import charts, data, formats, frames
from dashboard.components import empty_state, entry_forms, evidence, filters, plots, tables, url_state
from dashboard.components.filters import View
from dashboard.components.tables import EXPORT_ROWS, Export
from dashboard.navigation import path_of
from db.queries.milestones import MilestoneFilter, Progress
from db.queries.scope import Slice
from db.vocab import Event, Modality

READ_ROWS = 1000
CHART_LINES = 30
FEW_SPEECHES = 3
SPANS, YEAR_DAYS = ("near", "all"), 366
GROUPS = ("project", "unit", "region")


def page() -> None:
    view = filters.view()
    texts = view.texts
    group = filters.single(view, "group", {g: texts(f"group.{g}") for g in GROUPS}, default="project")
    span = filters.single(view, "span", {s: texts(f"span.{s}") for s in SPANS}, default="near")
    wanted = MilestoneFilter(
        progress=tuple(Progress(p) for p in filters.several(
            view, "progress", {str(p): frames.progress_word(p, texts) for p in Progress})),
        units=filters.several(view, "unit", frames.unit_choices(data.milestone_units(), texts)),
        events=filters.several(view, "event", {str(e): texts.label("event", e) for e in Event}),
        modalities=filters.several(view, "modality", {str(m): texts.label("modality", m) for m in Modality}),
        words=filters.words(view),
    )
    filters.clear_button(view)
    st.title(texts("milestones.title"))
    rows = data.milestone_rows(view.scope, wanted, Slice(limit=READ_ROWS))
    if not rows:
        empty_state.no_rows(view)
        return
    if rows[0]["total"] > READ_ROWS:
        st.info(texts("table.cut", limit=READ_ROWS))
    dated = _within(view, [r for r in rows if r["due_on"] is not None], span)
    undated = [r for r in rows if r["due_on"] is None]
    if dated:
        _timeline(view, dated, group)
        _table(view, dated, wanted, "dated")
    if undated:
        _undated(view, undated, wanted)


def _within(view: View, rows: list[dict], span: str) -> list[dict]:
    """The milestones within a year of the as-of date, or all where there are none or all are asked for."""
    near = [r for r in rows if abs((r["due_on"] - view.scope.asof).days) <= YEAR_DAYS]
    if span == "all" or not near or len(near) == len(rows):
        return rows
    st.caption(":material/date_range: " + view.texts("milestones.outside", n=len(rows) - len(near)))
    return near


def _timeline(view: View, rows: list[dict], group: str) -> None:
    texts = view.texts
    frame = frames.timeline_frame(rows, group, texts)
    lines = list(dict.fromkeys(frame["group"]))
    first = (min(tables.page_number(), -(-len(lines) // CHART_LINES)) - 1) * CHART_LINES
    shown = lines[first:first + CHART_LINES]
    chart = charts.timeline(frame[frame["group"].isin(shown)], view.scope.asof, group, texts)
    plots.heading(chart.alt)
    st.caption(texts("milestones.caption") + " " + texts("table.asof", date=formats.day(view.scope.asof, texts)))
    plots.draw(chart, key="timeline")
    if len(lines) > CHART_LINES:
        st.caption(texts("milestones.groups", first=first + 1, last=first + len(shown), total=len(lines)))
    tables.pages(len(lines), size=CHART_LINES)


def _table(view: View, rows: list[dict], wanted: MilestoneFilter, key: str) -> None:
    texts = view.texts

    def everything() -> pd.DataFrame:
        full = data.milestone_rows(view.scope, wanted, Slice(limit=EXPORT_ROWS))
        return frames.milestone_frame(full, view.scope.asof, texts)

    plots.heading(texts("milestones.table"))
    st.caption(texts("table.select_hint"))
    columns = ["progress", "due_on", "subject", "link", "event", "region", "units", "days_late", "days_left",
               "modality", "deadline_text", "due_basis"]
    at = tables.show(view, frames.milestone_frame(rows, view.scope.asof, texts), key=f"{key}-table", columns=columns,
                     export=Export(texts("milestones.title"), everything), selectable=True)
    _selected(view, rows, at)


def _selected(view: View, rows: list[dict], at: int | None) -> None:
    if at is not None:
        with st.container(border=True):
            plots.heading(rows[at]["subject"])
            evidence.panel(view, rows[at], "milestone")
            entry_forms.mark_done(view, rows[at])


def _undated(view: View, rows: list[dict], wanted: MilestoneFilter) -> None:
    texts = view.texts
    plots.heading(texts("milestones.undated", n=len(rows)))
    words = next((r["deadline_text"] for r in rows if r["deadline_text"]), "")
    st.markdown(plots.plain(texts("milestones.undated_why", words=words)))
    _undated_speeches(view, rows)
    at = tables.show(view, frames.milestone_frame(rows, view.scope.asof, texts), key="undated-table", selectable=True,
                     columns=["progress", "deadline_text", "subject", "link", "event", "region", "units", "modality"])
    _selected(view, rows, at)


def _undated_speeches(view: View, rows: list[dict]) -> None:
    """Links to the speeches that need a date, those with most milestones first."""
    speeches = Counter(r["speech_id"] for r in rows).most_common()
    names = {r["speech_id"]: frames.speech_name(r) for r in rows}
    with st.expander(f"{view.texts('milestones.set_date')}（{len(speeches)}）", icon=":material/event:",
                     expanded=len(speeches) <= FEW_SPEECHES):
        for speech_id, n in speeches:
            st.page_link(path_of("source"), label=f"{plots.plain(names[speech_id])}（{n}）",
                         query_params=url_state.link_params(speech=str(speech_id)))


page()
