"""An edit under way: what the reader saw when the record was opened, what was typed, and what others did meanwhile.

What a person types is kept until it is saved or dropped, also where somebody else was faster: then the form says
what was changed in between, and saving again lets what was typed stand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard import data, review_fields, review_frames
from dashboard.components import record_fields
from dashboard.components.entry_forms import refusal
from dashboard.components.filters import ZONE, View
from dashboard.components.plots import plain
from dashboard.passages import record_id
from db.errors import EditConflict
from db.queries.scope import Row
from db.vocab import RecordType

OPEN, UNDO, REJECTING, WRONG = "review:open", "review:undo", "review:rejecting", "review:wrong"
Done = Callable[[], None]


def opened_record(row: Row) -> Row:
    """What was there when the reader opened the record: `form`, `shown`, `seen`, `state`, and what others did since."""
    kind, opened = RecordType(row["type"]), st.session_state.get(OPEN)
    if opened and opened["record"] == record_id(row) and record_fields.is_there(opened["form"], kind):
        return opened
    number = opened["number"] + 1 if opened else 1
    opened = {"record": record_id(row), "number": number, "form": f"field-{number}", "seen": data.last_change(),
              "shown": review_fields.shown(kind, row["columns"], row["units"]), "state": row["columns"]["review"],
              "told": []}
    record_fields.put(opened["form"], kind, opened["shown"])
    st.session_state[OPEN] = opened
    return opened


def drop() -> None:
    """Forget what was typed."""
    number = st.session_state[OPEN]["number"] if OPEN in st.session_state else 0
    st.session_state[OPEN] = {"record": "", "number": number}
    st.session_state.pop(REJECTING, None)


def write(view: View, said: str, act: Callable[[int], Any], opened: Row, done: Done) -> None:
    """Write before the page is drawn, with the version that the reader saw: what a button of a record does on a click.

    Where somebody else was faster, `opened` keeps what they did.
    """

    def watched() -> None:
        try:
            act(opened["seen"])
        except EditConflict as error:
            opened["told"] = error.changes
            opened["seen"] = max(c["change_id"] for c in error.changes)
            raise
        drop()
        done()

    keep_refusal(refusal(view, said, watched))


def keep_refusal(*words: str) -> None:
    """Keep why something was not written until the page is drawn."""
    st.session_state[WRONG] = [w for w in words if w]


def say_refusal() -> None:
    """Why the last click wrote nothing."""
    for words in st.session_state.pop(WRONG, ()):
        st.error(words)


def told(view: View, row: Row, opened: Row) -> None:
    """What others changed since the record was opened."""
    texts = view.texts
    if not opened["told"]:
        return
    for change in opened["told"]:
        what = review_frames.change_words(row, change["before"], change["after"], texts)
        if what:
            st.warning(plain(texts("review.conflict", who=change["actor"] or texts("review.outside"), what=what,
                                   at=review_frames.at_words(change["at"], ZONE))), icon=":material/group:")
    st.caption(texts("review.conflict_do"))
    st.button(texts("review.reload"), key="review-reload", icon=":material/refresh:", type="tertiary", on_click=drop)


def remember(places: Sequence[tuple[str, int]], what: str) -> None:
    """Keep what was reviewed last, so that it can be taken back."""
    st.session_state[UNDO] = (list(places), what)
