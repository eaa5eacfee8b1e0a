"""逾期: what is late, where and with whom; several rows are dealt with together; the sheet of the weekly dispatch."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import streamlit as st

from dashboard import charts, data, formats, frames
from dashboard.components import (
    bulk_forms,
    deadline_table,
    dispatch,
    empty_state,
    filters,
    loading,
    plots,
    saved_filters,
    tables,
    url_state,
)
from dashboard.components.filters import View
from dashboard.deadline_frames import GROUPED_BY
from dashboard.navigation import path_of
from db.queries.deadline_people import KINDS
from db.queries.deadlines import LATE_BANDS, DeadlineFilter, DeadlineOrder
from db.queries.milestones import NO_UNIT, Progress
from db.queries.scope import Row
from db.vocab import Event, Modality

TABS = {"overdue": (Progress.OVERDUE,), "soon": (Progress.SOON,), "sheet": (Progress.OVERDUE,)}
CHART_LINES = 5
MOST = {"region": ("county", "filter.open_region"), "unit": ("unit", "filter.no_unit")}  # parameter, name of none
COLUMNS = ["{days}", "subject", "how", "link", "region", "units", "due_on", "leaders", "days_moved", "problem",
           "next_step", "modality", "type", "deadline_text"]


def page() -> None:
    view = filters.view()
    texts = view.texts
    wanted = _filters(view)
    filters.clear_button(view)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title(texts("overdue.title"))
        saved_filters.saved_filters(view, "overdue")
    st.caption(texts("overdue.what", date=formats.day(view.scope.asof, texts)))
    with loading.rows():
        counts = data.standing(view.scope, wanted)
    bands = {band: counts[band] for band in LATE_BANDS}
    tab = _tab(view, sum(bands.values()), counts["soon"])
    chosen = replace(wanted, progress=tuple(str(p) for p in TABS[tab]), late=wanted.late if tab != "soon" else ())
    if tab != "soon":
        _due_that_day(view, counts["that_day"])
    if tab == "sheet":
        dispatch.sheet(view, chosen, soon=counts["soon"])
        return
    with loading.rows():
        rows = data.deadline_rows(view.scope, chosen, tables.page_window())
    if not rows:
        _nothing(view, tab)
        # somebody may just have moved the row that is worked on here
        left = deadline_table.left_over(view, chosen, key=f"{tab}-table")
        bulk_forms.chosen(view, left, chosen, 0, shown=rows)
        return
    if tab == "overdue":
        _bands(view, bands)
        _who_and_where(view, chosen)
    _table(view, rows, chosen, tab)


def _filters(view: View) -> DeadlineFilter:
    texts = view.texts
    leaders = {NO_UNIT: texts("due.no_leader")} | {n: n for n in data.deadline_leaders()}
    return DeadlineFilter(
        units=filters.several(view, "unit", frames.unit_choices(data.deadline_units(), texts)),
        leaders=filters.several(view, "leader", leaders),
        late=filters.several(view, "late", {b: texts(f"due.band_{b}") for b in LATE_BANDS}),
        types=filters.several(view, "type", {str(k): texts.label("record", k) for k in KINDS}),
        modalities=filters.several(view, "modality", {str(m): texts.label("modality", m) for m in Modality}),
        events=filters.several(view, "event", {str(e): texts.label("event", e) for e in Event}),
        words=filters.words(view),
        order=DeadlineOrder(filters.single(
            view, "group", {str(o): texts(f"group.{o}") for o in DeadlineOrder}, default=str(DeadlineOrder.DUE))),
    )


def _tab(view: View, late: int, soon: int) -> str:
    texts = view.texts
    names = {"overdue": texts("overdue.tab", n=late), "soon": texts("overdue.soon_tab", n=soon),
             "sheet": texts("overdue.sheet_tab")}
    return url_state.bound(
        "tab", parse=url_state.one_of(TABS, "overdue"), write=lambda v: [] if v == "overdue" else [v],
        widget=lambda key: st.segmented_control(texts("filter.progress"), list(TABS), key=key, required=True,
                                                format_func=lambda v: names[v], label_visibility="collapsed"),
    )


def _due_that_day(view: View, n: int) -> None:
    """What is due on the as-of day itself is not late yet: how many, and the way to the day after."""
    asof, texts = view.scope.asof, view.texts
    if not n:
        return
    after = asof + timedelta(days=1)
    kept = {name: st.query_params.get_all(name) for name in (*view.names, "county", "lang") if name in st.query_params}
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f":material/today: {texts('overdue.that_day', n=n, date=formats.day(asof, texts))}")
        st.page_link(path_of("overdue"), label=texts("overdue.day_after", date=formats.day(after, texts)),
                     icon=":material/arrow_forward:", icon_position="right",
                     query_params=kept | {"asof": after.isoformat()})


def _nothing(view: View, tab: str) -> None:
    texts = view.texts
    if any(n in st.query_params for n in view.names if n != "group") or not empty_state.has_speeches(view):
        empty_state.no_rows(view)
    elif tab == "soon":
        empty_state.say(texts("overdue.nothing_soon"), texts("empty.none_do"))
    else:
        date = formats.day(view.scope.asof, texts)
        empty_state.say(texts("overdue.nothing"), texts("overdue.nothing_do", date=date), icon=":material/task_alt:")


def _bands(view: View, bands: dict[str, int]) -> None:
    """How late how many are; each number leads to its rows."""
    texts = view.texts
    kept = {name: st.query_params.get_all(name) for name in (*view.names, "county", "asof", "lang")
            if name in st.query_params and name != "late"}
    with st.grid(4, min_column_width=140, gap="small"):
        for band, n in bands.items():
            with st.container(border=True, gap="xxsmall"):
                st.metric(texts(f"due.band_{band}"), n)
                st.page_link(path_of("overdue"), label=texts("overview.look"), icon=":material/arrow_forward:",
                             icon_position="right", query_params=kept | {"late": band}, disabled=not n)


def _who_and_where(view: View, chosen: DeadlineFilter) -> None:
    """The places and units with most rows; a bar leads to its rows."""
    names = {p["code"]: p["name"] for p in data.places()}
    here = filters.with_parts_counted(data.deadline_counts(view.scope, chosen, "region_code"), data.places())
    left, right = st.columns(2, gap="medium")
    with left:
        _most(view, "region", [{"group": names.get(code), "n": n} for code, n in here],
              [code or filters.OPEN_CODE for code, _ in here[:CHART_LINES]])
    with right:
        units = data.deadline_counts(view.scope, chosen, "unit")
        _most(view, "unit", units, [r["group"] or NO_UNIT for r in units[:CHART_LINES]])


def _most(view: View, by: str, found: list[Row], values: list[str]) -> None:
    texts, shown, key = view.texts, found[:CHART_LINES], f"overdue-{by}"
    parameter, missing = MOST[by]
    names = [r["group"] or texts(missing) for r in shown]

    def narrow() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points:
            url_state.put(parameter, [values[points[0]["point_index"]]])

    plots.heading(texts(f"overdue.most_{by}", name=names[0], n=shown[0]["n"]))
    chart = plots.built(charts.counts, names, [r["n"] for r in shown], colour=charts.COLOURS[Progress.OVERDUE],
                          outline=charts.OUTLINES[Progress.OVERDUE], pattern="/")
    st.plotly_chart(chart.figure, key=key, config=plots.CONFIG, alt=chart.alt, on_select=narrow,
                    selection_mode="points")
    more = len(found) - len(shown)
    inside = texts("overdue.with_parts") if by == "region" else ""
    st.caption(texts("overdue.click_bar") + inside + (texts("overdue.more_groups", n=more) if more else ""))


def _table(view: View, rows: list[Row], chosen: DeadlineFilter, tab: str) -> None:
    texts, total, above = view.texts, rows[0]["total"], st.empty()
    picked = deadline_table.show(
        view, rows, chosen, key=f"{tab}-table", total=total, columns=_columns(rows, chosen.order, tab),
        rename={"subject": texts("due.subject"), "how": texts("due.how")},
        name=texts("overdue.title") if tab == "overdue" else texts("overview.soon"))
    with above:
        bulk_forms.way_to_forms(view, len(picked))
    tables.pages(total)
    bulk_forms.chosen(view, picked, chosen, total, shown=rows)


def _columns(rows: list[Row], order: DeadlineOrder, tab: str) -> list[str]:
    """The columns that say something; that of the groups first."""
    columns = [c.format(days="days_late" if tab == "overdue" else "days_left") for c in COLUMNS]
    said = {"leaders": "leaders", "days_moved": "moves", "problem": "problem", "next_step": "next_step"}
    columns = [c for c in columns if c not in said or any(r[said[c]] for r in rows)]
    first = {"unit": "units", "leader": "leaders", "strength": "modality"}.get(GROUPED_BY.get(order, ""),
                                                                               GROUPED_BY.get(order, ""))
    return [first, *(c for c in columns if c != first)] if first else columns


page()
