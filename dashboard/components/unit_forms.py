"""Units as a person says: their names, aliases, place and level; that two are one; units that no speech names."""

from __future__ import annotations

import streamlit as st

from dashboard import data, session
from dashboard.components import matrix
from dashboard.components.entry_forms import NOTE_CHARS, settle
from dashboard.components.filters import View
from dashboard.components.plots import heading, plain
from db.models import REGION_LEVELS
from db.queries.scope import Row
from db.rights import Right
from db.services.units import add_alias, add_unit, describe_unit, merge_units

NAME_CHARS = 60
MERGE = "merge"
OFFICE = "office"  # the scope of units that no speech names and that have no place


def forms(view: View, unit: Row, units: list[Row]) -> None:
    """All that can be said of one unit. `units`: those that it may be merged with."""
    texts = view.texts
    if not session.may(Right.ASSIGN):
        st.caption(texts("responsibility.no_right"))
        return
    names, alias, merge = st.tabs([texts("units.describe"), texts("units.alias"), texts("units.merge")])
    with names:
        _describe(view, unit)
    with alias:
        _alias(view, unit)
    with merge:
        _merge(view, unit, units)


def _describe(view: View, unit: Row) -> None:
    texts, key = view.texts, f"unit-{unit['id']}"
    places = {p["id"]: p["name"] for p in data.places()}
    if unit["region_id"] is not None:
        places.setdefault(unit["region_id"], unit["region"])
    with st.form(key, border=False):
        left, middle, right = st.columns([2, 1, 1], vertical_alignment="bottom")
        name = left.text_input(texts("units.name"), value=unit["name"], max_chars=NAME_CHARS, key=f"{key}-name",
                               help=texts("units.name_help"))
        place = middle.selectbox(texts("filter.county"), list(places), format_func=lambda i: places[i],
                                 key=f"{key}-place", placeholder=texts("filter.open_region"),
                                 index=_at(list(places), unit["region_id"]))
        level = right.selectbox(texts("col.level"), list(REGION_LEVELS), key=f"{key}-level",
                                index=_at(list(REGION_LEVELS), unit["own_level"]), placeholder=texts("units.by_place"),
                                format_func=lambda v: texts.label("level", v))
        if st.form_submit_button(texts("units.save"), type="primary", icon=":material/save:"):
            settle(view, texts("units.saved", name=name.strip()), lambda: describe_unit(
                data.engine(), unit["id"], name=name, region_id=place, level=level, actor=session.actor(),
                now=session.now()))


def _at(values: list, value: object) -> int | None:
    return values.index(value) if value in values else None


def _alias(view: View, unit: Row) -> None:
    texts, key = view.texts, f"alias-{unit['id']}"
    st.caption(texts("units.alias_help"))
    with st.form(key, border=False):
        name = st.text_input(texts("units.alias"), max_chars=NAME_CHARS, key=f"{key}-name")
        if st.form_submit_button(texts("units.add_alias"), type="primary", icon=":material/add:"):
            settle(view, texts("units.alias_added", alias=name.strip(), name=unit["name"]), lambda: add_alias(
                data.engine(), unit["id"], name, actor=session.actor(), now=session.now()))


def _merge(view: View, unit: Row, units: list[Row]) -> None:
    texts, key = view.texts, f"merge-{unit['id']}"
    others = {u["id"]: u for u in units if u["id"] != unit["id"]}

    def label(unit_id: int) -> str:
        other = others[unit_id]
        return f"{other['name']}（{other['region'] or texts('filter.open_region')}）"

    st.caption(texts("units.merge_help", name=plain(unit["name"])))
    other = st.selectbox(texts("units.other"), list(others), index=None, format_func=label, key=f"{key}-other",
                         placeholder=texts("identity.choose"))
    st.button(texts("units.merge_ask"), key=key, icon=":material/merge:", type="primary", disabled=other is None,
              on_click=ask, args=(unit["id"], other))


def ask(one: int, other: int) -> None:
    """Put into the address that two units may be one: the page asks once more then."""
    st.query_params[MERGE] = f"{one}-{other}"


def asked() -> tuple[int, int] | None:
    """The two units that the address asks about."""
    one, _, other = st.query_params.get(MERGE, "").partition("-")
    numbers = [int(n) for n in (one, other) if n.isascii() and n.isdigit() and len(n) < 10]
    return (numbers[0], numbers[1]) if len(numbers) == 2 and numbers[0] != numbers[1] else None


def forget() -> None:
    st.query_params.pop(MERGE, None)


def confirm(view: View, one: Row, other: Row) -> None:
    """Ask once more before two units are one: what moves, and what the unit is called then."""
    texts, units = view.texts, {u["id"]: u for u in (one, other)}
    with st.container(border=True):
        heading(texts("units.confirm"))
        kept = st.radio(texts("units.keep"), list(units), format_func=lambda i: units[i]["name"], key="merge-keep",
                        horizontal=True)
        gone = next(u for i, u in units.items() if i != kept)
        st.markdown(texts("units.will_move", n=gone["load"], gone=plain(gone["name"]), kept=plain(units[kept]["name"])))
        note = st.text_input(texts("overdue.note"), max_chars=NOTE_CHARS, key="merge-note")

        def write() -> None:
            merge_units(data.engine(), kept, gone["id"], note=note, actor=session.actor(), now=session.now())
            forget()
            matrix.open_cell(str(kept), "")

        with st.container(horizontal=True):
            if st.button(texts("units.merge_do"), type="primary", icon=":material/merge:", key="merge-confirmed"):
                settle(view, texts("units.merged", other=gone["name"], name=units[kept]["name"]), write)
            st.button(texts("units.cancel"), key="merge-cancelled", on_click=forget)


def add(view: View) -> None:
    """Enter a unit that no speech names yet."""
    texts = view.texts
    places = {p["id"]: p for p in data.places()}
    with st.form("unit-add", border=False):
        left, middle, right = st.columns([2, 1, 1], vertical_alignment="bottom")
        name = left.text_input(texts("units.name"), max_chars=NAME_CHARS, key="unit-add-name")
        place = middle.selectbox(texts("filter.county"), list(places), index=None, key="unit-add-place",
                                 format_func=lambda i: places[i]["name"], placeholder=texts("filter.open_region"))
        level = right.selectbox(texts("col.level"), list(REGION_LEVELS), index=None, key="unit-add-level",
                                format_func=lambda v: texts.label("level", v), placeholder=texts("units.by_place"))
        if st.form_submit_button(texts("units.add"), type="primary", icon=":material/add:"):
            scope = places[place]["code"] if place else OFFICE
            settle(view, texts("units.added", name=name.strip()), lambda: add_unit(
                data.engine(), name, scope=scope, region_id=place, level=level, actor=session.actor(),
                now=session.now()))
