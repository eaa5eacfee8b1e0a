"""What stands where a part of a page will be, while its rows are read."""

from __future__ import annotations

from contextlib import AbstractContextManager

import streamlit as st

HEIGHT = 260  # pixels: about that of a small table


def rows() -> AbstractContextManager:
    """A grey block in place of what is read inside it; shown only where that takes half a second or more."""
    return st.skeleton(height=HEIGHT)
