"""A figure in a card, with a note below it that is no change."""

from __future__ import annotations

import streamlit as st


def card(label: str, value: str | int, *, width: int = 190, note: str | None = None) -> None:
    """Draw it; cards of one row are equally high."""
    st.metric(label, value, delta=note, delta_color="off", delta_arrow="off", border=True, height="stretch",
              width=width)
