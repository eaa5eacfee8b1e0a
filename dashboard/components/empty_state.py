"""What a page says when it has nothing to show: why, and what to do."""

from __future__ import annotations

import streamlit as st

from dashboard import data, formats
from dashboard.components.filters import View
from db.queries.scope import Scope


def ledger(view: View) -> None:
    """Nothing was read yet; or not yet on the past day that is shown."""
    if known := data.known_on():
        say(view.texts("empty.past", date=formats.day(known, view.texts)), view.texts("empty.past_do"),
            icon=":material/history:")
        return
    say(view.texts("empty.ledger"), view.texts("empty.ledger_do"), icon=":material/inventory_2:")


def has_speeches(view: View) -> bool:
    """That anything was read, wherever it is about."""
    return bool(data.speeches(Scope(view.scope.asof)))


def is_filtered(view: View) -> bool:
    """That the reader narrowed the rows by a filter of the page or by place."""
    return any(n in st.query_params for n in (*view.names, "county"))


def no_rows(view: View) -> None:
    """A page without rows: because nothing was read, because of the filters, or because the speeches say nothing."""
    if has_speeches(view):
        nothing(view)
    else:
        ledger(view)


def nothing(view: View) -> None:
    """The filters, or the speeches, leave nothing."""
    which = "filtered" if is_filtered(view) else "none"
    say(view.texts(f"empty.{which}"), view.texts(f"empty.{which}_do"))


def say(why: str, what_to_do: str, *, icon: str = ":material/search_off:") -> None:
    with st.container(border=True, horizontal_alignment="center", gap="small"):
        st.header(f"{icon} {why}", anchor=False, text_alignment="center")
        st.markdown(what_to_do, text_alignment="center")
