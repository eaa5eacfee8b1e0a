"""责任: what each unit leads, does, supports and supervises, what is due and overdue; what every county must do by
itself; rules of reward and penalty."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import charts, data, frames, project_frames
from dashboard.components import empty_state, evidence, filters, group_forms, plots, tables
from dashboard.components.filters import View
from dashboard.components.tables import EXPORT_ROWS, Export
from db.queries.groups import expanded
from db.queries.scope import Row, Slice
from db.queries.units import UnitFilter

DUTIES = ("overdue", "soon", "lead", "do", "support", "supervise", "cadences")
COLUMNS = ["unit", "region", *frames.UNIT_COUNTS]
QUOTAS = ["member", "what", "quota", "link", "due_on", "deadline_text", "group", "source", "sentence"]
CHART_UNITS = 12
RULES = 200


def page() -> None:
    view = filters.view()
    texts = view.texts
    duties = {"": texts("filter.all")} | {d: texts(f"col.{d}") for d in DUTIES}
    wanted = UnitFilter(duty=filters.single(view, "duty", duties, default=""), words=filters.words(view))
    filters.clear_button(view)
    st.title(texts("accountability.title"))
    rows = data.unit_load(view.scope, wanted, tables.page_window())
    if not rows:
        empty_state.no_rows(view)
    else:
        st.caption(texts("accountability.caption"))
        _units(view, rows, wanted)
    _quotas(view)
    _sanctions(view)


def _units(view: View, rows: list[Row], wanted: UnitFilter) -> None:
    texts = view.texts
    frame = frames.unit_frame(rows, texts)
    top = frame.head(CHART_UNITS)
    plots.heading(texts("accountability.chart", n=len(top)))
    plots.draw(charts.unit_load(top, texts), key="unit-load")

    def everything() -> pd.DataFrame:
        return frames.unit_frame(data.unit_load(view.scope, wanted, Slice(limit=EXPORT_ROWS)), texts)

    plots.heading(texts("accountability.units"))
    at = tables.show(view, frames.without_zeros(frame), key="units", columns=COLUMNS, selectable=True,
                     total=rows[0]["total"], export=Export(texts("accountability.title"), everything))
    tables.pages(rows[0]["total"])
    if at is not None:
        _unit(view, rows[at])


def _unit(view: View, unit: Row) -> None:
    texts = view.texts
    rows = data.unit_records(view.scope, unit["id"])
    frame = frames.unit_record_frame(rows, texts)
    with st.container(border=True):
        plots.heading(texts("accountability.of", unit=unit["name"]))
        at = tables.show(view, frame, key=f"unit-{unit['id']}", selectable=True,
                         columns=["type", "how", "what", "link", "progress", "due_on", "deadline_text", "sentence"],
                         export=Export(unit["name"], lambda: frame))
        evidence.panel(view, rows[at or 0], rows[at or 0]["type"])


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
        at = tables.show(view, frame, key="quotas", columns=QUOTAS, selectable=True,
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
    if not rows:
        return
    texts = view.texts
    plots.heading(texts("accountability.sanctions"))
    frame = frames.sanction_frame(rows, texts)
    at = tables.show(view, frame, key="sanctions", total=rows[0]["total"], selectable=True,
                     columns=["polarity", "link", "trigger", "consequence", "region"],
                     export=Export(texts("accountability.sanctions"), lambda: frame))
    if at is not None:
        evidence.panel(view, rows[at], "sanction")


page()
