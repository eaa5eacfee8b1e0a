"""责任: what each unit and leader must do, what was done on time, what recurs, what nobody has; the tasks of every
county; rules of reward and penalty. Every count opens its rows, every row its sentence."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import charts, data, formats, frames, project_frames
from dashboard import responsibility_data as office
from dashboard import responsibility_frames as rows_of
from dashboard.components import (
    empty_state,
    evidence,
    filters,
    group_forms,
    loading,
    matrix,
    plots,
    tables,
    url_state,
)
from dashboard.components import responsibility_forms as forms
from dashboard.components.filters import View
from dashboard.components.tables import EXPORT_ROWS, Export
from db.queries.groups import expanded
from db.queries.scope import Row, Slice
from db.queries.units import CELLS, PROGRESS_CELLS, UnitFilter

TABS = ("units", "leaders", "due", "cadences", "unassigned", "sanctions")
DUTIES = (*PROGRESS_CELLS[:2], "lead", "do", "support", "supervise", "cadences", "projects")
QUOTAS = ["member", "what", "quota", "link", "due_on", "deadline_text", "group", "source"]
QUOTA_WIDTHS = {"member": 96, "what": 190, "quota": 90, "link": 52, "due_on": 94, "deadline_text": 104, "source": 140}
WORK_WIDTHS = {"type": 62, "progress": 86, "what": 216, "link": 52, "how": 80, "due_on": 94, "done_on": 94,
               "deadline_text": 104, "region": 80, "origin": 52}
COUNT_WIDTHS = {"unit": 124, "leader": 124, "region": 76, "named": 52, "upcoming": 74, "kept": 100} | dict.fromkeys(
    ("overdue", "soon", "undated", "done"), 60) | dict.fromkeys(
    ("lead", "do", "support", "supervise", "cadences", "projects", "tasks", "load"), 44)
CHART_UNITS = 10
RULES = 200
Rows = Callable[..., list[Row]]


def page() -> None:
    view = filters.view()
    texts = view.texts
    duties = {"": texts("filter.all")} | {d: texts(f"col.{d}") for d in DUTIES}
    words = filters.words(view)
    duty = filters.single(view, "duty", duties, default="") if _wanted_tab() == "units" else ""
    filters.clear_button(view)
    st.title(texts("accountability.title"))
    if not empty_state.has_speeches(view):
        empty_state.ledger(view)
        return
    with loading.rows():
        counts = office.counts(view.scope)
    st.caption(_on_time(view, counts))
    tab = _tab(view, counts)
    if tab == "units":
        _units(view, UnitFilter(duty=duty, words=words))
        _quotas(view)
    elif tab == "leaders":
        _leaders(view, words)
    elif tab == "cadences":
        _cadences(view, words)
    elif tab == "sanctions":
        _sanctions(view)
    else:
        _work(view, tab, words)


def _wanted_tab() -> str:
    return url_state.one_of(TABS, TABS[0])(st.query_params.get_all("tab"))


def _tab(view: View, counts: Row) -> str:
    texts = view.texts
    labels = {t: texts(f"accountability.tab_{t}") for t in TABS}
    labels |= {t: f"{labels[t]} {counts[t]}" for t in ("leaders", "due", "cadences", "unassigned") if counts[t]}

    def changed() -> None:  # another table: its rows are others
        matrix.shut()
        url_state.forget("p")

    return url_state.bound(
        "tab", parse=url_state.one_of(TABS, TABS[0]), write=lambda v: [] if v in (TABS[0], None) else [v],
        widget=lambda key: st.segmented_control(texts("accountability.title"), list(TABS), key=key, required=True,
                                                format_func=lambda t: labels[t], label_visibility="collapsed",
                                                on_change=changed),
    )


def _on_time(view: View, counts: Row) -> str:
    texts, day = view.texts, formats.day(view.scope.asof, view.texts)
    if not counts["due"]:
        return texts("accountability.nothing_due", date=day)
    return texts("accountability.on_time", date=day, due=counts["due"], kept=counts["kept"],
                 rate=formats.percent(counts["kept"] / counts["due"], texts))


# ---------------------------------------------------------------- units and leaders


def _units(view: View, wanted: UnitFilter) -> None:
    texts = view.texts
    with loading.rows():
        rows = tables.page_rows(partial(data.unit_load, view.scope, wanted))
    if not rows:
        empty_state.nothing(view)
        return
    st.caption(texts("accountability.cell_hint"))

    def everything() -> pd.DataFrame:
        return rows_of.unit_matrix(data.unit_load(view.scope, wanted, Slice(limit=EXPORT_ROWS)), texts)

    matrix.show(view, rows_of.unit_matrix(rows, texts), names=[str(r["id"]) for r in rows], key="units",
                columns=rows_of.UNIT_COLUMNS, cells=CELLS, total=rows[0]["total"], rename=rows_of.progress_heads(texts),
                widths=COUNT_WIDTHS, export=Export(texts("accountability.units"), everything))
    _open(view, _unit_rows)
    chart = st.expander(texts("accountability.chart", n=min(len(rows), CHART_UNITS)), icon=":material/bar_chart:",
                        key="unit-chart", on_change="rerun")
    if chart.open:
        with chart:
            plots.draw(plots.built(charts.unit_load, frames.unit_frame(rows[:CHART_UNITS], texts), texts),
                       key="unit-load")


def _unit_rows(view: View, name: str) -> tuple[str, list[Row]]:
    cell = matrix.opened(CELLS)[1]
    found = office.unit(view.scope, int(name)) if name.isascii() and name.isdigit() and len(name) < 10 else None
    if found is None:
        return "", []
    kind = f" · {view.texts(f'accountability.cell_{cell}' if cell == 'due' else f'col.{cell}')}" if cell else ""
    return found["name"] + kind, office.unit_records(view.scope, found["id"], cell)


def _leaders(view: View, words: str) -> None:
    texts = view.texts
    rows = tables.page_rows(partial(office.leader_load, view.scope, words))
    if not rows:
        empty_state.say(texts("accountability.no_leaders"), texts("accountability.no_leaders_do"))
        return
    st.caption(texts("accountability.leaders_caption"))

    def everything() -> pd.DataFrame:
        return rows_of.leader_matrix(office.leader_load(view.scope, words, Slice(limit=EXPORT_ROWS)), texts)

    matrix.show(view, rows_of.leader_matrix(rows, texts), names=[f"{r['region_id'] or 0}:{r['name']}" for r in rows],
                key="leaders", columns=rows_of.LEADER_COLUMNS, cells=PROGRESS_CELLS, total=rows[0]["total"],
                rename=rows_of.progress_heads(texts), widths=COUNT_WIDTHS,
                export=Export(texts("accountability.tab_leaders"), everything))
    _open(view, _leader_rows)


def _leader_rows(view: View, name: str) -> tuple[str, list[Row]]:
    region, _, leader = name.partition(":")
    if not leader or not region.isascii() or not region.isdigit() or len(region) > 9:
        return "", []
    cell = matrix.opened(PROGRESS_CELLS)[1]
    rows = office.leader_records(view.scope, leader, int(region) or None)
    kept = [r for r in rows if not cell or (r["type"], r["progress"]) == ("milestone", cell)]
    return leader + (f" · {view.texts(f'col.{cell}')}" if cell else ""), kept


def _open(view: View, found: Callable[[View, str], tuple[str, list[Row]]]) -> None:
    """What the address says is open: its rows, and the sentence of the one that is chosen."""
    name = matrix.opened(CELLS)[0]
    title, records = found(view, name) if name else ("", [])
    if not title:
        return
    texts = view.texts
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            plots.heading(texts("accountability.open", name=title, n=len(records)))
            matrix.shut_button(view)
        if records:
            frame = rows_of.work_frame(records, texts)
            at = tables.show(view, frame, key=forms.key_of("open", records), columns=rows_of.WORK_COLUMNS,
                             widths=WORK_WIDTHS, selectable=True,
                             export=Export(title.replace(" · ", "_"), lambda: frame))
            _sentence(view, records[at or 0])
        else:
            st.caption(texts("empty.none"))


def _sentence(view: View, row: Row) -> None:
    evidence.panel(view, row, rows_of.record_type(row))
    forms.take_back(view, row)


# ---------------------------------------------------------------- lists


def _work(view: View, tab: str, words: str) -> None:
    """Milestones and tasks: those that no unit has, to be given to one; those whose deadline is past."""
    texts = view.texts
    query: Rows = office.unassigned if tab == "unassigned" else office.due_records
    rows = tables.page_rows(partial(query, view.scope, words))
    if not rows:
        empty_state.say(texts(f"accountability.no_{tab}"), texts(f"accountability.no_{tab}_do"),
                        icon=":material/task_alt:")
        return
    total = rows[0]["total"]
    st.caption(texts(f"accountability.{tab}_caption"))

    def everything() -> pd.DataFrame:
        return rows_of.work_frame(query(view.scope, words, Slice(limit=EXPORT_ROWS)), texts)

    key, left_out = forms.key_of(tab, rows), ("origin", "done_on") if tab == "unassigned" else ("origin",)
    at = tables.show_many(view, rows_of.work_frame(rows, texts), key=key, total=total,
                          columns=[c for c in rows_of.WORK_COLUMNS if c not in left_out], widths=WORK_WIDTHS,
                          export=Export(texts(f"accountability.tab_{tab}"), everything))
    tables.pages(total)
    chosen = [rows[i] for i in at]
    if chosen:
        with st.container(border=True):
            plots.heading(texts("accountability.chosen", n=len(chosen)))
            evidence.panel(view, chosen[-1], rows_of.record_type(chosen[-1]))
            forms.assign_form(view, chosen, key=forms.key_of(tab, chosen))


def _cadences(view: View, words: str) -> None:
    texts = view.texts
    rows = tables.page_rows(partial(office.cadences, view.scope, words))
    if not rows:
        empty_state.nothing(view)
        return
    st.caption(texts("accountability.cadences_caption"))
    everything = partial(office.cadences, view.scope, words, Slice(limit=EXPORT_ROWS))
    at = tables.show(view, rows_of.cadence_frame(rows, texts), key="cadences", columns=rows_of.CADENCE_COLUMNS,
                     selectable=True, total=rows[0]["total"], export=Export(
                         texts("accountability.tab_cadences"), lambda: rows_of.cadence_frame(everything(), texts)))
    tables.pages(rows[0]["total"])
    evidence.panel(view, rows[at or 0], "cadence")


def _quotas(view: View) -> None:
    """What each member of a group must do by itself, and who the members are."""
    rows = data.quotas(view.scope)
    if not rows:
        return
    texts = view.texts
    each = expanded(rows)
    plots.heading(texts("groups.title", groups="、".join(dict.fromkeys(r["group"] for r in rows))))
    st.caption(texts("groups.caption"))
    if each:
        frame = project_frames.quota_frame(each, texts)
        at = tables.show(view, frame, key="quotas", columns=QUOTAS, selectable=True, widths=QUOTA_WIDTHS,
                         export=Export(texts("groups.table"), lambda: frame))
        if at is not None:
            evidence.panel(view, each[at], each[at]["type"])
    waiting = not all(r["members"] for r in rows)
    if waiting:
        st.warning(texts("groups.waiting"))
    with st.expander(texts("groups.define"), icon=":material/group:", expanded=waiting):
        group_forms.members(view, data.groups_of(view.scope))


def _sanctions(view: View) -> None:
    rows = data.sanctions(view.scope, Slice(limit=RULES))
    texts = view.texts
    if not rows:
        empty_state.nothing(view)
        return
    st.caption(texts("accountability.sanctions_caption"))
    frame = frames.sanction_frame(rows, texts)
    at = tables.show(view, frame, key="sanctions", total=rows[0]["total"], selectable=True,
                     columns=["polarity", "link", "trigger", "consequence", "region"],
                     export=Export(texts("accountability.sanctions"), lambda: frame))
    evidence.panel(view, rows[at or 0], "sanction")


page()
