"""Numbers that open their rows: a card with the page and the filter behind it."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard.components import url_state
from dashboard.components.filters import View
from dashboard.components.plots import heading, plain
from dashboard.navigation import path_of

Params = tuple[tuple[str, str | tuple[str, ...]], ...]
CARDS, LEAST_PX = 6, 100  # how they break into lines is in style.css


@dataclass(frozen=True, slots=True)
class Card:
    """One number with the page and the filter that show its rows; no page where there is nothing to show."""

    title: str
    value: str
    note: str
    page: str
    params: Params = ()
    help: str | None = None


def cards(view: View, shown: list[Card], *, key: str) -> None:
    """Six cards in an even grid, each with its note as the link to its rows."""
    with st.container(key=f"cards-{key}"), st.grid(CARDS, min_column_width=LEAST_PX, gap="xsmall"):
        for card in shown:
            with st.container(border=True, gap="xxsmall", height="stretch"):
                st.metric(card.title, card.value, help=card.help)
                if card.page:
                    look(view, card.page, dict(card.params), plain(card.note))
                else:
                    st.caption(plain(card.note))


def look(view: View, page_name: str, params: dict, label: str = "") -> None:
    """A link to the rows behind a number; the place and the day that were chosen go with it."""
    st.page_link(path_of(page_name), label=label or view.texts("overview.look"), icon=":material/arrow_forward:",
                 icon_position="right", query_params=url_state.link_params() | params)


def headed(view: View, words: str, page_name: str, params: dict) -> None:
    """A heading with the link to all rows beside it."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        heading(words)
        look(view, page_name, params)
