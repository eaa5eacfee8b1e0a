"""A chart on a page: no tool bar, the sentence that it shows as its alternative text."""

from __future__ import annotations

import streamlit as st

from dashboard.charts import Chart

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def draw(chart: Chart, *, key: str) -> None:
    st.plotly_chart(chart.figure, key=key, config=CONFIG, alt=chart.alt)


def heading(words: str) -> None:
    """A heading of the page's second level; the ledger's words in it are shown as they are."""
    st.subheader(plain(words), anchor=False)


def plain(words: str) -> str:
    """A ledger's words inside Markdown, shown as they are."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+-.!|$:~" else c for c in words)
