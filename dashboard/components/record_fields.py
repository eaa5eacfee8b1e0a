"""The fields of a record as widgets. What stands in them is kept in the session under the keys of `key_of`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import data
from dashboard.components.filters import FIRST_DAY, LAST_DAY, View
from dashboard.components.plots import plain
from dashboard.review_fields import FIELDS, MEASURE_UNITS, NUMBERS, Field, number_of, number_words, option_words
from db.queries.scope import Row
from db.vocab import RecordType

TEXT_CHARS, NUMBER_CHARS = 500, 40
_WIDE = ("long", "units")
_LONG_PX = 76


def key_of(form: str, name: str) -> str:
    return f"{form}-{name}"


def put(form: str, kind: RecordType, values: Mapping[str, Any]) -> None:
    """Write what is to stand in the fields; before they are drawn."""
    for field in FIELDS[kind]:
        value = values[field.name]
        st.session_state[key_of(form, field.name)] = number_words(value) if field.kind in NUMBERS else value


def is_there(form: str, kind: RecordType) -> bool:
    """That the session still has what stands in the fields."""
    return all(key_of(form, f.name) in st.session_state for f in FIELDS[kind])


def given(form: str, kind: RecordType) -> Row:
    """What stands in the fields now; a number that is none as its words."""
    stands = {f.name: st.session_state[key_of(form, f.name)] for f in FIELDS[kind]}
    return stands | {f.name: number_of(stands[f.name]) for f in FIELDS[kind] if f.kind in NUMBERS}


def draw(view: View, form: str, kind: RecordType, *, read: Mapping[str, str]) -> None:
    """Draw every field of a record of this kind. `read`: what the machine had read, under the fields it is for."""
    fields = FIELDS[kind]
    _grid(view, form, [f for f in fields if not f.part], read)
    for part, title in (("deadline", "review.more_deadline"), ("more", "review.more")):
        inside = [f for f in fields if f.part == part]
        if inside:
            with st.expander(view.texts(title), expanded=any(f.name in read for f in inside)):
                if part == "deadline":
                    st.caption(view.texts("review.deadline_help"))
                _grid(view, form, inside, read)


def _grid(view: View, form: str, fields: list[Field], read: Mapping[str, str]) -> None:
    """Two fields a line; the first of a record and the long ones have a line of their own."""
    line: list[Any] = []
    for at, field in enumerate(fields):
        if field.kind in _WIDE or (at == 0 and not field.part):
            line, spot = [], st.container()
        else:
            line = line or list(st.columns(2))
            spot = line.pop(0)
        with spot:
            _widget(view, field, key_of(form, field.name))
            if field.name in read:
                st.caption(":material/smart_toy: " + plain(view.texts("review.read_as", value=read[field.name])))


def _widget(view: View, field: Field, key: str) -> None:
    texts, label = view.texts, view.texts(field.text)
    match field.kind:
        case "text":
            st.text_input(label, key=key, max_chars=TEXT_CHARS)
        case "long":
            st.text_area(label, key=key, max_chars=TEXT_CHARS, height=_LONG_PX)
        case "number" | "amount":
            st.text_input(label, key=key, max_chars=NUMBER_CHARS)  # st.number_input keeps some figures to itself
        case "day":
            st.date_input(label, key=key, value=None, min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD")
        case "flag":
            st.checkbox(label, key=key)
        case "units":
            known = [u["name"] for u in data.unit_choices()]
            st.multiselect(label, list(dict.fromkeys([*st.session_state[key], *known])), key=key,
                           accept_new_options=True, placeholder=texts("review.units_hint"))
        case _:
            _choice(view, field, key, label)


def _choice(view: View, field: Field, key: str, label: str) -> None:
    texts, now = view.texts, st.session_state[key]
    options = list(field.options or MEASURE_UNITS)
    free = field.kind in ("unit", "freq") and field.options != ("亿元", "万元", "元")
    options = list(dict.fromkeys([*([""] if field.empty else []), *options, *([now] if now else [])]))
    st.selectbox(label, options, key=key, accept_new_options=free,
                 help=texts("review.freq_hint") if field.kind == "freq" else None,
                 format_func=lambda v: option_words(field, v, texts) if v else texts("value.unknown"))


def fault_words(view: View, faults: list[tuple[Field, str]]) -> list[str]:
    """Why what stands in the fields cannot be saved."""
    return [view.texts.told(plain(view.texts(field.text)), view.texts(fault)) for field, fault in faults]
