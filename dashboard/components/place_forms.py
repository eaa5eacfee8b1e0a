"""Where a speech was given, as a person enters it: a place of the ledger, or any of the code table by its name."""

from __future__ import annotations

import streamlit as st

from dashboard import data, session
from dashboard.components.entry_forms import settle
from dashboard.components.filters import View
from db.queries.scope import Row
from db.vocab import DateSource
from etl.speech_places import full_name, place_code, set_speech_place, undo_speech_place

_NATION = "x:全国"


def choice(view: View, label: str, *, key: str, code: str = "") -> str | None:
    """The field for a place: one of the ledger, or a name that is typed; `code` is chosen at first."""
    names = {p["code"]: full_name(p["code"], p["name"]) for p in data.places() if _is_speaking(p["code"])}
    first = [names.get(code) or full_name(code)] if code else []
    return st.selectbox(label, list(dict.fromkeys([*first, *names.values()])), index=0 if code else None, key=key,
                        accept_new_options=True,
                        placeholder=view.texts("place.placeholder"), help=view.texts("place.choice_help"))


def code_of(words: str) -> str:
    """The code of the place that was chosen or typed. BadEntry where it is none, or one of several."""
    with data.engine().connect() as connection:
        return place_code(connection, words)


def set_place(view: View, speech: Row) -> None:
    """The form that says where a speech was given; what it says of places, units and projects follows."""
    texts = view.texts
    with st.form(f"place-{speech['id']}", border=False):
        st.caption(texts("place.help"))
        words = choice(view, texts("place.name"), key=f"place-{speech['id']}-name")
        if st.form_submit_button(texts("place.set"), type="primary"):
            if not words:
                st.error(texts("place.missing"))
            else:
                settle(view, texts("place.saved", place=words), lambda: set_speech_place(
                    data.engine(), speech["id"], code=code_of(words), actor=session.actor(), now=session.now()))
    if speech["region_source"] == DateSource.GIVEN and st.button(
            texts("place.undo"), key=f"undo-place-{speech['id']}", icon=":material/undo:", type="tertiary",
            help=texts("place.undo_help")):
        settle(view, texts("place.undone"), lambda: undo_speech_place(
            data.engine(), speech["id"], actor=session.actor(), now=session.now()))


def _is_speaking(code: str) -> bool:
    """A place where speeches are given, not one that is known only within another (开发区 of a county)."""
    return code.count(":") < 2 and code != _NATION
