"""Filters that live in the address: the same link shows the same rows, in every interface language.

Streamlit's own binding writes a widget's label into the address, which changes with the language, and refuses links
that set a bound parameter; so the values are kept here. The address is the truth: where it changed since the last
run, the widget follows it, else it follows the widget. Sticky parameters go along when the reader changes page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import streamlit as st

Value = TypeVar("Value")
STICKY = ("lang", "asof", "county", "known")
_PAGE, SEEN, _KEPT = "url:page", "url:seen:", "url:kept:"


def enter(page: str) -> None:
    """Call once a run before any filter. On another page than last time all filters are read anew."""
    state = st.session_state
    if state.get(_PAGE) == page:
        return
    state[_PAGE] = page
    for key in [k for k in state if str(k).startswith(SEEN)]:
        del state[key]
    for name in STICKY:
        kept = state.get(_KEPT + name)
        if kept and name not in st.query_params:
            st.query_params[name] = kept


def bound(
    name: str, *, parse: Callable[[list[str]], Value], widget: Callable[[str], Value],
    write: Callable[[Value], Iterable[str]],
) -> Value:
    """Draw `widget(key)` tied to the address's parameter `name`; the key is the name.

    `parse` reads the parameter's words and must give the default for none or for nonsense; `write` is its inverse
    and gives no words for the default.
    """
    state = st.session_state
    words = st.query_params.get_all(name)
    if state.get(SEEN + name) != words or name not in state:
        state[name] = parse(words)
    value = widget(name)
    written = list(write(value))
    if written != words:
        put(name, written)
    state[SEEN + name] = written
    if name in STICKY:
        state[_KEPT + name] = written
    return value


def value_of(name: str) -> Any:
    """What the reader last chose in the widget of `name`; None where the address was changed since, or says it all."""
    state = st.session_state
    return state.get(name) if state.get(SEEN + name) == st.query_params.get_all(name) else None


def put(name: str, words: list[str]) -> None:
    """Write a parameter into the address."""
    if words:
        st.query_params[name] = words
    elif name in st.query_params:
        del st.query_params[name]


def forget(name: str) -> None:
    """Take a filter back to its default."""
    for key in (name, SEEN + name, _KEPT + name):
        st.session_state.pop(key, None)
    put(name, [])


def link_params(**more: Any) -> dict[str, Any]:
    """The parameters of a link to another page: the sticky ones as they are, and `more` where given."""
    kept = {n: st.query_params.get_all(n) for n in STICKY if n in st.query_params}
    return kept | {k: v for k, v in more.items() if v not in (None, "", [], ())}


def one_of(options: Iterable[str], default: str = "") -> Callable[[list[str]], str]:
    """A parser for a single choice."""
    allowed = list(options)
    return lambda words: words[0] if words and words[0] in allowed else default


def some_of(options: Iterable[str], default: Iterable[str] = ()) -> Callable[[list[str]], list[str]]:
    """A parser for several choices."""
    allowed, usual = list(options), list(default)
    return lambda words: [w for w in dict.fromkeys(words) if w in allowed] or usual
