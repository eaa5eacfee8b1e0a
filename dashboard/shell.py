"""What surrounds every page: who is there, what may be seen, navigation, language."""

from __future__ import annotations

import logging
import secrets
from pathlib import Path

import streamlit as st

from dashboard import session
from dashboard.components import filters, frontend_words, presence, url_state
from dashboard.i18n import Texts
from dashboard.navigation import PAGES, entry_of
from db.rights import Actor

ICON = Path(__file__).parent / "icon.png"  # a named icon would be fetched from another host
STYLE = Path(__file__).parent / "style.css"
_LOG = logging.getLogger("taizhang")


def draw() -> None:
    """One run of the app's script."""
    texts = filters.texts_in_use()
    st.set_page_config(page_title=texts("app.title"), page_icon=ICON, layout="wide")
    present = session.present()
    page = st.navigation(_pages(texts, present.actor), expanded=True,
                         position="hidden" if present.actor is None else "sidebar")
    st.html(STYLE)
    if present.actor is None:
        presence.signed_out(texts)
    else:
        entry = entry_of(page.url_path)
        url_state.enter(entry.name)
        if present.actor.may(entry.right):
            page.run()
        else:
            presence.forbidden(texts, page.title)
        filters.known_switch(texts)
        presence.sidebar(texts, present)
    filters.language_switch(texts)
    frontend_words.speak(texts)


def script_failed(error: Exception) -> bool:
    """Show an error's number instead of its words, which may hold names or paths; the log has both."""
    number = secrets.token_hex(4)
    _LOG.error("error %s", number, exc_info=error)
    st.error(filters.texts_in_use()("error.number", number=number))
    return True


def _pages(texts: Texts, actor: Actor | None) -> dict[str, list]:
    """Every page, so that each address is known; those that the role does not carry are hidden."""
    groups: dict[str, list] = {}
    for entry in PAGES:
        seen = actor is not None and actor.may(entry.right) and not entry.hidden
        groups.setdefault(texts(entry.group), []).append(st.Page(
            entry.path, title=texts(f"nav.{entry.name}"), icon=entry.icon, url_path=entry.name,
            default=entry is PAGES[0], visibility="visible" if seen else "hidden"))
    return groups
