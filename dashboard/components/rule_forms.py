"""The rules of the ledger."""

from __future__ import annotations

import streamlit as st

from dashboard import data, office_data, session
from dashboard.components.entry_forms import NOTE_CHARS, settle
from dashboard.components.filters import View
from db.services.deadlines import ONLY_EARLIER
from db.services.settings import HOURS, NO, SESSION_HOURS, YES, change_setting


def rules(view: View) -> None:
    """One form with every rule; a rule that is as it was is no change."""
    texts, current = view.texts, office_data.settings()
    with st.form("rules", border=False):
        locked = st.toggle(texts(f"settings.{ONLY_EARLIER}"), value=current[ONLY_EARLIER] == YES, key="only-earlier",
                           help=texts(f"settings.{ONLY_EARLIER}_help"))
        hours = st.number_input(texts(f"settings.{SESSION_HOURS}"), min_value=HOURS[0], max_value=HOURS[1],
                                value=int(current[SESSION_HOURS]), step=1, key="session-hours")
        why = st.text_input(texts("settings.reason"), max_chars=NOTE_CHARS, key="rules-why")
        if not st.form_submit_button(texts("settings.save"), type="primary"):
            return

    def write() -> None:
        for name, value in ((ONLY_EARLIER, YES if locked else NO), (SESSION_HOURS, str(hours))):
            change_setting(data.engine(), name, value, actor=session.actor(), now=session.now(), reason=why)

    settle(view, texts("settings.saved"), write)
