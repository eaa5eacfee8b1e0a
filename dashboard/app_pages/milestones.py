"""节点: when what is due, as a Gantt or as a month, by project, unit, leader or place; each with its history."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode

import streamlit as st

from dashboard import data, frames
from dashboard.components import bulk_forms, deadline_table, empty_state, filters, loading, plots, tables, url_state
from dashboard.components.bulk_forms import ITEM
from dashboard.components.filters import FIRST_DAY, LAST_DAY, View
from dashboard.components.picked_rows import item_of
from dashboard.gantt import calendar_html, gantt
from dashboard.navigation import path_of
from db.queries.deadlines import DeadlineFilter, DeadlineOrder
from db.queries.milestones import NO_UNIT, Progress
from db.queries.scope import Row, Slice
from db.vocab import Event, Modality, RecordType

GANTT_ROWS, MONTH_ROWS, FEW_SPEECHES = 30, 1000, 3  # with a head for each row a page has 60 lines
SPANS, YEAR_DAYS = ("near", "all"), 366
SHOWS = ("gantt", "month")
GROUPS = (DeadlineOrder.PROJECT, DeadlineOrder.UNIT, DeadlineOrder.LEADER, DeadlineOrder.REGION, DeadlineOrder.DUE)
COLUMNS = ["progress", "due_on", "subject", "how", "link", "region", "units", "leaders", "days_late", "days_left",
           "baseline", "days_moved", "modality", "deadline_text", "due_basis"]
UNDATED = ["progress", "deadline_text", "subject", "how", "link", "region", "units", "modality"]


def page() -> None:
    view = filters.view()
    texts = view.texts
    wanted, span = _filters(view)
    filters.clear_button(view)
    st.title(texts("milestones.title"))
    dated = tuple(p for p in wanted.progress or tuple(str(p) for p in Progress) if p != Progress.UNDATED)
    chosen = replace(wanted, progress=dated)
    without_day = replace(wanted, progress=(str(Progress.UNDATED),))
    undated = data.deadline_rows(view.scope, without_day, Slice()) if _asks(wanted, Progress.UNDATED) else []
    total = _count(view, chosen) if dated else 0
    if not total and not undated:
        empty_state.no_rows(view)
        return
    if total and _show(view) == "month":
        _month(view, chosen)
        return
    if total:
        _gantt(view, chosen, span, total)
    if undated:
        _undated(view, undated, without_day)


def _filters(view: View) -> tuple[DeadlineFilter, str]:
    texts = view.texts
    group = filters.single(view, "group", {str(g): texts(f"group.{g}") for g in GROUPS}, default=str(GROUPS[0]))
    span = filters.single(view, "span", {s: texts(f"span.{s}") for s in SPANS}, default="near")
    leaders = {NO_UNIT: texts("due.no_leader")} | {n: n for n in data.deadline_leaders()}
    return DeadlineFilter(
        types=(str(RecordType.MILESTONE),), order=DeadlineOrder(group),
        progress=filters.several(view, "progress", {str(p): frames.progress_word(p, texts) for p in Progress}),
        units=filters.several(view, "unit", frames.unit_choices(data.deadline_units(), texts)),
        leaders=filters.several(view, "leader", leaders),
        events=filters.several(view, "event", {str(e): texts.label("event", e) for e in Event}),
        modalities=filters.several(view, "modality", {str(m): texts.label("modality", m) for m in Modality}),
        words=filters.words(view),
    ), span


def _count(view: View, wanted: DeadlineFilter) -> int:
    return sum(r["n"] for r in data.deadline_counts(view.scope, wanted, "type"))


def _show(view: View) -> str:
    names = {s: view.texts(f"milestones.show_{s}") for s in SHOWS}
    return url_state.bound(
        "show", parse=url_state.one_of(SHOWS, "gantt"), write=lambda v: [] if v == "gantt" else [v],
        widget=lambda key: st.segmented_control(view.texts("milestones.show"), list(SHOWS), key=key, required=True,
                                                format_func=lambda v: names[v], label_visibility="collapsed"),
    )


# ---------------------------------------------------------------- Gantt


def _gantt(view: View, chosen: DeadlineFilter, span: str, total: int) -> None:
    texts, asof = view.texts, view.scope.asof
    chosen, shown = _within(view, chosen, span, total)
    with loading.rows():
        rows = tables.page_rows(partial(data.deadline_rows, view.scope, chosen), size=GANTT_ROWS)
    chart = gantt(rows, asof, chosen.order, texts)
    plots.heading(texts("milestones.gantt", n=shown, group=texts(f"group.{chosen.order}")))
    st.caption(texts("milestones.gantt_help"))
    pick = st.plotly_chart(chart.figure, key="gantt", config=plots.CONFIG, alt=chart.alt, on_select="rerun",
                           selection_mode="points")
    tables.pages(shown, size=GANTT_ROWS)
    _table(view, rows, chosen, shown, clicked=_clicked(pick))


def _within(view: View, chosen: DeadlineFilter, span: str, total: int) -> tuple[DeadlineFilter, int]:
    """The milestones within a year of the as-of date, or all where there are none or all are asked for; how many."""
    if span == "all":
        return chosen, total
    year = timedelta(days=YEAR_DAYS)
    near = replace(chosen, between=(view.scope.asof - year, view.scope.asof + year))
    found = _count(view, near)
    if found in (0, total):
        return chosen, total
    st.caption(":material/date_range: " + view.texts("milestones.outside", n=total - found))
    return near, found


def _clicked(pick: dict) -> str:
    """The row of the point that was clicked, as the address calls it."""
    points = pick["selection"]["points"] if pick else []
    told = points[0].get("customdata") if points else None
    return f"{told[0]}-{told[1]}" if told else ""


def _table(view: View, rows: list[Row], wanted: DeadlineFilter, total: int, *, clicked: str = "") -> None:
    texts = view.texts
    said = {"leaders": "leaders", "baseline": "moves", "days_moved": "moves"}
    columns = [c for c in COLUMNS if c not in said or any(r[said[c]] for r in rows)]
    st.caption(texts("table.select_hint"))
    picked = deadline_table.show(view, rows, wanted, key="dated-table", columns=columns, total=total,
                                 name=texts("milestones.title"), rename={"how": texts("col.event")}, mode="single-row")
    picked = picked or [r for r in rows if item_of(r) == clicked]
    bulk_forms.to_address(picked)
    if picked:
        bulk_forms.panel(view, picked[0], gone=picked[0] not in rows)
    else:
        bulk_forms.opened(view)


# ---------------------------------------------------------------- the month


def _month(view: View, chosen: DeadlineFilter) -> None:
    texts, asof = view.texts, view.scope.asof
    month = _chosen_month(view)
    last = month.replace(day=monthrange(month.year, month.month)[1])
    within = replace(chosen, between=(month, last), order=DeadlineOrder.DUE)
    with loading.rows():
        rows = data.deadline_rows(view.scope, within, Slice(limit=MONTH_ROWS))
    total = rows[0]["total"] if rows else 0
    plots.heading(texts("milestones.month_of", month=texts("milestones.month", year=month.year, month=month.month),
                        n=total))
    if total > MONTH_ROWS:
        st.info(texts("table.cut", limit=MONTH_ROWS))
    st.html(calendar_html(rows, month, asof, _address, texts))
    page_rows = rows[(tables.page_number() - 1) * tables.PAGE_ROWS:][:tables.PAGE_ROWS] or rows[:tables.PAGE_ROWS]
    if not rows:
        st.caption(texts("milestones.month_empty"))
        bulk_forms.opened(view)
        return
    _table(view, page_rows, within, total)
    tables.pages(min(total, MONTH_ROWS))


def _chosen_month(view: View) -> date:
    """The month that the address asks for, else that of the as-of date; with the buttons to turn the leaf."""
    texts, usual = view.texts, view.scope.asof.replace(day=1)
    month = _read_month(st.query_params.get("month", "")) or usual
    view.names.append("month")
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, target, icon in (
            ("before", _turned(month, -1), ":material/chevron_left:"), ("now", usual, ":material/today:"),
            ("after", _turned(month, 1), ":material/chevron_right:"),
        ):
            st.button(texts(f"milestones.{name}"), icon=icon, key=f"month-{name}", on_click=url_state.put,
                      args=("month", [] if target == usual else [f"{target:%Y-%m}"]), disabled=target == month)
    return month


def _read_month(words: str) -> date | None:
    try:
        month = date.fromisoformat(f"{words}-01")
    except ValueError:
        return None
    return month if FIRST_DAY <= month <= LAST_DAY else None


def _turned(month: date, by: int) -> date:
    return (month + timedelta(days=31)).replace(day=1) if by > 0 else (month - timedelta(days=1)).replace(day=1)


def _address(row: Row) -> str:
    """This page with the row opened."""
    kept = [(name, value) for name in st.query_params for value in st.query_params.get_all(name) if name != ITEM]
    return "milestones?" + urlencode([*kept, (ITEM, item_of(row))])


# ---------------------------------------------------------------- without a day


def _asks(wanted: DeadlineFilter, progress: Progress) -> bool:
    return not wanted.progress or str(progress) in wanted.progress


def _undated(view: View, rows: list[Row], wanted: DeadlineFilter) -> None:
    texts, total = view.texts, rows[0]["total"]
    plots.heading(texts("milestones.undated", n=total))
    words = next((r["deadline_text"] for r in rows if r["deadline_text"]), "")
    st.markdown(plots.plain(texts("milestones.undated_why", words=words)))
    _undated_speeches(view, rows)
    for row in deadline_table.show(view, rows, wanted, key="undated-table", columns=UNDATED, total=total,
                                   name=texts.label("progress", "undated"), rename={"how": texts("col.event")},
                                   mode="single-row"):
        bulk_forms.panel(view, row, gone=row not in rows)


def _undated_speeches(view: View, rows: list[Row]) -> None:
    """Links to the speeches that need a date, those with most milestones first."""
    speeches = Counter(r["speech_id"] for r in rows).most_common()
    names = {r["speech_id"]: frames.speech_name(r) for r in rows}
    with st.expander(view.texts.noted(view.texts("milestones.set_date"), len(speeches)), icon=":material/event:",
                     expanded=len(speeches) <= FEW_SPEECHES):
        for speech_id, n in speeches:
            st.page_link(path_of("source"), label=view.texts.noted(plots.plain(names[speech_id]), n),
                         query_params=url_state.link_params(speech=str(speech_id)))


page()
