"""A chart on a page: no tool bar, the sentence that it shows as its alternative text."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.charts import Chart

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def built(build: Callable[..., Chart], *given: Any, **named: Any) -> Chart:
    """What a builder of charts makes of its arguments; made once: to lay a figure out takes tens of milliseconds."""
    return _built(f"{build.__module__}.{build.__name__}", given, named, build)


# a frame whose cells are dicts has no hash of Streamlit's
@st.cache_resource(ttl=600, max_entries=256, show_spinner=False, hash_funcs={pd.DataFrame: pickle.dumps})
def _built(name: str, given: tuple, named: dict[str, Any], _build: Callable[..., Chart]) -> Chart:
    return _build(*given, **named)


def draw(chart: Chart, *, key: str) -> None:
    st.plotly_chart(chart.figure, key=key, config=CONFIG, alt=chart.alt)


def heading(words: str) -> None:
    """A heading of the page's second level; the ledger's words in it are shown as they are."""
    st.header(plain(words), anchor=False)


def plain(words: str) -> str:
    """A ledger's words inside Markdown, shown as they are."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>#+-.!|$:~" else c for c in words)
