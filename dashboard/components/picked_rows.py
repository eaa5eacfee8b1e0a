"""Tables whose rows are chosen: a choice is of the rows themselves, not of the places where they stand.

A table's widget knows positions only. When somebody else moves a row, the positions shift: the choice would slip to
other rows, and a half filled form would go with it. So what was shown and chosen is kept for the session, and a chosen
row that left the table through somebody's change stays chosen until the reader chooses anew or looks at something else.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard.components import row_choice, tables
from dashboard.components.filters import View
from dashboard.components.tables import Export
from db.queries.scope import Row

_KEPT, _WRITTEN = "picked:", "picked-written"


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was last shown: `where` is what the reader looked at, `names` the rows of the table in order, `chosen` the
    chosen rows, some of which may have left the table; `rows` holds what is known of all of them."""

    where: Hashable
    names: tuple[str, ...]
    chosen: tuple[str, ...]
    rows: Mapping[str, Row]


def item_of(row: Row) -> str:
    """What a row is called wherever it stands, also in the address: milestone-12."""
    return f"{row['type']}-{row['id']}"


def show(view: View, rows: Sequence[Row], frame: pd.DataFrame, *, key: str, where: Hashable, columns: list[str],
         total: int, export: Export, rename: Mapping[str, str] | None = None, mode: str = "multi-row") -> list[Row]:
    """Draw the table of `rows`, of which `frame` has a line each. Returns the rows that are chosen.

    First those of the table, then those that have left it since, as they last were. `where` says what the reader looks
    at (filters, page): with another one the choice begins anew.
    """
    names, before = tuple(item_of(row) for row in rows), st.session_state.get(_KEPT + key)
    chosen = _remember(key, where, rows)
    if before is not None and (before.where, before.names) != (where, names):
        at = [i for i, name in enumerate(names) if name in {item_of(row) for row in chosen}]
        row_choice.choose(key, at)
    tables.show(view, frame, key=key, columns=columns, total=total, export=export, selectable=True, rename=rename,
                mode=mode)
    return chosen


def left_over(key: str, where: Hashable) -> list[Row]:
    """The chosen rows of a table that is not drawn, as its last row has left it."""
    return _remember(key, where, [])


def written() -> None:
    """To be called when the reader wrote something: rows that leave the table by it are dealt with."""
    st.session_state[_WRITTEN] = True


def _remember(key: str, where: Hashable, rows: Sequence[Row]) -> list[Row]:
    """The chosen rows, those of the table first and as they are now; kept for the next run."""
    present = {item_of(row): row for row in rows}
    kept = st.session_state.get(_KEPT + key)
    chosen = _chosen(key, kept, where, tuple(present))
    known = (kept.rows if kept else {}) | present
    ordered = [*(name for name in present if name in chosen), *(name for name in chosen if name not in present)]
    st.session_state[_KEPT + key] = _Kept(where, tuple(present), tuple(ordered),
                                          present | {name: known[name] for name in ordered})
    return [known[name] for name in ordered]


def _chosen(key: str, kept: _Kept | None, where: Hashable, names: tuple[str, ...]) -> list[str]:
    own = st.session_state.pop(_WRITTEN, False)
    if kept is None or kept.where != where or (own and kept.names != names):
        return []
    gone = [name for name in kept.chosen if name not in kept.names and not own]
    still = [name for name in kept.chosen if name in kept.names]
    if key not in st.session_state:  # the table was not drawn
        return [*still, *gone]
    # the positions are those of the table that the reader saw
    ticked = [kept.names[at] for at in st.session_state[key]["selection"]["rows"] if at < len(kept.names)]
    return [*ticked, *(gone if set(ticked) == set(still) else [])]
