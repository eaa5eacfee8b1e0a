"""单位: canonical names, aliases, place and level of units, how much hangs on each; which may be one."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import responsibility_data as office
from dashboard import session, unit_frames
from dashboard.components import empty_state, filters, matrix, plots, tables, unit_forms, url_state
from dashboard.components.filters import View
from dashboard.components.tables import EXPORT_ROWS, Export
from dashboard.navigation import path_of
from db.models import REGION_LEVELS
from db.queries.scope import Row, Slice
from db.queries.unit_names import NameFilter
from db.rights import Right

PAIRS = 10
WIDTHS = {"unit": 170, "aliases": 190, "region": 90, "level": 64, "load": 60, "cadences": 56}


def page() -> None:
    view = filters.view()
    texts = view.texts
    levels = {"": texts("filter.all")} | {v: texts.label("level", v) for v in REGION_LEVELS}
    wanted = NameFilter(level=filters.single(view, "level", levels, default=""), words=filters.words(view))
    filters.clear_button(view)
    st.title(texts("units.title"))
    rows = tables.page_rows(partial(office.unit_rows, view.scope, wanted))
    if not rows:
        empty_state.no_rows(view)
        _add(view)
        return
    st.caption(texts("units.caption"))
    _asked(view)
    _table(view, rows, wanted)
    _opened(view)
    _add(view)
    _likely(view)


def _table(view: View, rows: list[Row], wanted: NameFilter) -> None:
    texts = view.texts

    def everything() -> pd.DataFrame:
        return unit_frames.name_frame(office.unit_rows(view.scope, wanted, Slice(limit=EXPORT_ROWS)), texts)

    matrix.show(view, unit_frames.name_frame(rows, texts), names=[str(r["id"]) for r in rows], key="unit-names",
                columns=unit_frames.NAME_COLUMNS, cells=(), total=rows[0]["total"], widths=WIDTHS,
                rename={"cadences": texts("accountability.tab_cadences_short")},
                export=Export(texts("units.title"), everything))


def _asked(view: View) -> None:
    """The question that stands before every merge."""
    pair = unit_forms.asked()
    if pair is None or not session.may(Right.ASSIGN):
        return
    one, other = (office.unit(view.scope, unit_id) for unit_id in pair)
    if one is not None and other is not None:
        unit_forms.confirm(view, one, other)


def _opened(view: View) -> None:
    """The unit that the address names, with its forms."""
    name = matrix.opened(())[0]
    unit = office.unit(view.scope, int(name)) if name.isascii() and name.isdigit() and len(name) < 10 else None
    if unit is None:
        return
    texts = view.texts
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
            plots.heading(unit["name"])
            matrix.shut_button(view)
        st.markdown(plots.plain(unit_frames.summary(unit, texts)))
        st.page_link(path_of("accountability"), label=texts("units.its_work"), icon=":material/arrow_forward:",
                     query_params=url_state.link_params(of=str(unit["id"])))
        everyone = office.unit_rows(type(view.scope)(view.scope.asof), NameFilter(), Slice(limit=EXPORT_ROWS))
        unit_forms.forms(view, unit, everyone)


def _add(view: View) -> None:
    if session.may(Right.ASSIGN):
        with st.expander(view.texts("units.add_title"), icon=":material/add:"):
            unit_forms.add(view)


def _likely(view: View) -> None:
    """Pairs that may be one unit; nothing is merged but by a person."""
    texts = view.texts
    pairs = office.likely_units(view.scope)
    if not pairs:
        return
    plots.heading(texts("units.likely", n=len(pairs)))
    st.caption(texts("units.likely_caption"))
    for pair in pairs[:PAIRS]:
        one, other = pair["one"], pair["other"]
        with st.container(border=True, horizontal=True, vertical_alignment="center",
                          horizontal_alignment="distribute"):
            place = one["region"] or texts("filter.open_region")
            st.markdown(texts("units.pair", one=plots.plain(one["name"]), other=plots.plain(other["name"]),
                              n=one["load"], m=other["load"], place=plots.plain(place),
                              why=texts(f"units.why_{pair['why']}")))
            if session.may(Right.ASSIGN):
                st.button(texts("units.merge_ask"), key=f"pair-{one['id']}-{other['id']}", icon=":material/merge:",
                          on_click=unit_forms.ask, args=(one["id"], other["id"]))
    if len(pairs) > PAIRS:
        st.caption(texts("units.more", n=len(pairs) - PAIRS))


page()
