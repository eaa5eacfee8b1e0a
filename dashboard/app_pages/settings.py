"""设置: who may sign in and as what, and the rules of the ledger."""

from __future__ import annotations

import streamlit as st

from dashboard.components import account_forms, rule_forms
from dashboard.components.office_view import office_view


def page() -> None:
    view = office_view()
    texts = view.texts
    st.title(texts("nav.settings"))
    st.caption(texts("settings.caption"))
    accounts, rules = st.tabs([texts("settings.accounts"), texts("settings.rules")])
    with accounts:
        account_forms.accounts(view)
    with rules:
        rule_forms.rules(view)


page()
