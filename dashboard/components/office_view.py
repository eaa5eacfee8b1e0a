"""The view of pages that are about the office, not about places and a day."""

from __future__ import annotations

import streamlit as st

from dashboard.components.filters import SAID, View, texts_in_use, today
from db.queries.scope import Scope


def office_view() -> View:
    """The words to use; says what the entry before had to say."""
    if said := st.session_state.pop(SAID, None):
        st.toast(said, icon=":material/check_circle:")
    return View(texts=texts_in_use(), scope=Scope(today()))
