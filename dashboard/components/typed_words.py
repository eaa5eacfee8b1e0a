"""What is typed into the fields under a table goes along with the choice of its rows.

One row more or one less leaves the fields as they are: they belong to a line of choices, each of which shares a row
with the one before. What was typed into the fields of another line waits in the session until its rows are chosen
again, or what was typed is written.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

_LINES, _WORDS, _LAST = "typed:lines", "typed:words", "typed:last"
_MOST_LINES = 20


def line_of(items: frozenset[str]) -> str:
    """A word for the line of choices to which these rows belong; the keys of its fields end in it."""
    lines: list[tuple[frozenset[str], str]] = st.session_state.get(_LINES, [])
    line = next((name for chosen, name in reversed(lines) if chosen & items), "")
    if not line:
        st.session_state[_LAST] = st.session_state.get(_LAST, 0) + 1
        line = f"line{st.session_state[_LAST]}"
    st.session_state[_LINES] = [*(known for known in lines if known[1] != line), (items, line)][-_MOST_LINES:]
    return line


def fill(line: str, **usual: Any) -> None:
    """Put into the fields what was typed before, or what usually stands there; to be called before they are drawn."""
    words: dict[str, Any] = st.session_state.setdefault(_WORDS, {})
    for name, value in usual.items():
        key = key_of(name, line)
        if key not in st.session_state:
            st.session_state[key] = words.get(key, value)
        elif st.session_state[key] == value:
            words.pop(key, None)
        else:
            words[key] = st.session_state[key]


def key_of(name: str, line: str) -> str:
    """The key of a field."""
    return f"{name.replace('_', '-')}-{line}"


def forget(line: str) -> None:
    """What was typed is written: these rows begin anew."""
    st.session_state[_LINES] = [known for known in st.session_state.get(_LINES, []) if known[1] != line]
    st.session_state[_WORDS] = {key: value for key, value in st.session_state.get(_WORDS, {}).items()
                                if not key.endswith(f"-{line}")}
