"""Numbers that open their rows: a card with the page and the filter behind it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.components import url_state
from dashboard.components.filters import View
from dashboard.navigation import path_of

Params = tuple[tuple[str, str | tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One number with the page and the filter that show its rows."""

    title: str
    value: str
    note: str
    page: str
    params: Params = ()
    help: str | None = None


def cards(view: View, shown: list[Card], *, columns: int) -> None:
    """The cards side by side, as many in a line as fit."""
    with st.grid(columns, min_column_width=150, gap="small"):
        for card in shown:
            with st.container(border=True, gap="xxsmall", height="stretch"):
                st.metric(card.title, card.value, help=card.help)
                st.caption(card.note)
                look(view, card.page, dict(card.params))


def look(view: View, page_name: str, params: dict, label: str = "") -> None:
    """A link to the rows behind a number; the place and the day that were chosen go with it."""
    st.page_link(path_of(page_name), label=label or view.texts("overview.look"), icon=":material/arrow_forward:",
                 icon_position="right", query_params=url_state.link_params() | params)
