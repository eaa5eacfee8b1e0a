"""项目详情: one project with everything that the ledger has on it. The address names it: `project?project=ID`."""

from __future__ import annotations

import streamlit as st

from dashboard import data
from dashboard.components import empty_state, filters, project_panel, url_state
from dashboard.components.filters import View
from dashboard.navigation import path_of
from db.queries.scope import Row

ID_DIGITS = 9


def page() -> None:
    view = filters.view()
    texts = view.texts
    found = _asked_for(view)
    if found is None:
        st.title(texts("nav.project"))
        _nothing(view)
        return
    _back(view)
    project_panel.panel(view, found)


def _asked_for(view: View) -> Row | None:
    """The project that the address names; None for nonsense, for none, and for one that is gone."""
    words = st.query_params.get("project", "")
    if not (words.isascii() and words.isdigit() and len(words) <= ID_DIGITS):
        return None
    return data.project(view.scope, int(words))


def _nothing(view: View) -> None:
    texts = view.texts
    if not empty_state.has_speeches(view):
        empty_state.ledger(view)
        return
    gone = "project" in st.query_params
    empty_state.say(texts("project.gone" if gone else "project.none"), texts("project.none_do"))
    _back(view)


def _back(view: View) -> None:
    st.page_link(path_of("projects"), label=view.texts("project.all"), icon=":material/arrow_back:",
                 query_params=url_state.link_params())


page()
