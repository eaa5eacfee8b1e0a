"""A figure in a card, with a note below it that is no change."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

LEAST_PX = 150


def row_of(columns: int) -> DeltaGenerator:
    """Where cards stand side by side, equally wide, as many in a line as fit."""
    return st.grid(columns, min_column_width=LEAST_PX, gap="small")


def card(label: str, value: str | int, *, note: str | None = None) -> None:
    """Draw it; cards of one row are equally high."""
    st.metric(label, f"{value:,}" if isinstance(value, int) else value, delta=note, delta_color="off",
              delta_arrow="off", border=True, height="stretch")
