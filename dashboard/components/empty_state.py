"""What a page says when it has nothing to show: why, and what to do."""

from __future__ import annotations

import streamlit as st

from dashboard.components.filters import View


def ledger(view: View) -> None:
    """Nothing was read yet."""
    say(view.texts("empty.ledger"), view.texts("empty.ledger_do"), icon=":material/inventory_2:")


def nothing(view: View) -> None:
    """The filters, or the speeches, leave nothing."""
    filtered = any(n in st.query_params for n in (*view.names, "county"))
    which = "filtered" if filtered else "none"
    say(view.texts(f"empty.{which}"), view.texts(f"empty.{which}_do"))


def say(why: str, what_to_do: str, *, icon: str = ":material/search_off:") -> None:
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.markdown(f"#### {icon} {why}", text_alignment="center")
        st.markdown(what_to_do, text_alignment="center")
