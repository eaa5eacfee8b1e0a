"""A page's filters under a name of the reader's own: save what is chosen now, pick what was saved."""

from __future__ import annotations

from functools import partial
from urllib.parse import parse_qs, urlencode

import streamlit as st

from dashboard import data, session
from dashboard.components import url_state
from dashboard.components.entry_forms import settle
from dashboard.components.filters import View
from dashboard.components.plots import plain
from dashboard.gate import Mode
from db.services.saved_views import LONGEST_NAME, delete_view, save_view

PLACE = "county"


def saved_filters(view: View, page: str) -> None:
    """The saved filters of the page behind one button. Call after the page's filters are drawn."""
    texts, actor = view.texts, session.present().actor
    if actor is None:
        return
    kept = data.saved_views(actor.name, page)
    names = [*view.names, PLACE]
    with st.popover(texts("saved.title", n=len(kept)), icon=":material/bookmark:", type="tertiary", key="saved-views"):
        for row in kept:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.button(plain(row["name"]), key=f"saved-{row['id']}", icon=":material/filter_alt:", type="tertiary",
                          on_click=partial(_apply, names, row["query"]), width="stretch")
                if st.button(texts("saved.delete"), key=f"saved-delete-{row['id']}", icon=":material/delete:",
                             type="tertiary"):
                    settle(view, texts("saved.deleted", name=row["name"]), partial(
                        delete_view, data.engine(), row["id"], actor=session.actor()))
        if not kept:
            st.caption(texts("saved.none"))
        _form(view, page, _query(names))
        told = "saved.local" if session.present().mode == Mode.LOCAL else "saved.own"
        st.caption(plain(texts(told, name=actor.name)))


def _query(names: list[str]) -> str:
    """The filters that are chosen now, as a query; the as-of day and the page number are not part of it."""
    chosen = {n: st.query_params.get_all(n) for n in names if n in st.query_params}
    return urlencode(chosen, doseq=True)


def _form(view: View, page: str, query: str) -> None:
    texts = view.texts
    if not query:
        st.caption(texts("saved.nothing_chosen"))
        return
    with st.form("save-view", border=False):
        name = st.text_input(texts("saved.name"), max_chars=LONGEST_NAME, key="saved-name")
        sent = st.form_submit_button(texts("saved.save"), icon=":material/bookmark_add:")
    if sent and not name.strip():
        st.error(texts("saved.need_name"))
    elif sent:
        settle(view, texts("saved.saved", name=name.strip()), lambda: save_view(
            data.engine(), page, name, query, actor=session.actor()))


def _apply(names: list[str], query: str) -> None:
    """Bring the page's filters to the saved ones; what the page does not know is left out."""
    wanted = parse_qs(query)
    for name in (*names, "p"):
        url_state.forget(name)
    for name in names:
        url_state.put(name, wanted.get(name, []))
