"""The records of a speech beside its text, one after the other with the keyboard."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import review_data, review_frames, session
from dashboard.components import plots, review_forms, review_story
from dashboard.components.filters import View
from dashboard.components.review_edits import UNDO, unsaved_mark
from dashboard.passages import record_id
from db.queries.scope import Row
from db.rights import Right
from db.vocab import ReviewState

Go = Callable[[str], None]


def walk(view: View, records: list[Row], chosen: str, *, go: Go) -> None:
    """Previous and next record of the text, and the last review taken back. `go` gets the record to open."""
    if not records:
        return
    texts, ids = view.texts, [record_id(r) for r in records]
    at = ids.index(chosen) if chosen in ids else -1
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for name, to, shortcut, icon in (("previous", at - 1, "K", "arrow_back"), ("next", at + 1, "J",
                                                                                   "arrow_forward")):
            there = 0 <= to < len(ids)
            st.button(texts(f"review.{name}"), key=f"source-{name}", icon=f":material/{icon}:", shortcut=shortcut,
                      disabled=not there, on_click=go, args=(ids[to] if there else "",))
        if at >= 0:
            st.markdown(texts("review.at", at=at + 1, total=len(ids)), width="content")
        if UNDO in st.session_state and session.may(Right.REVIEW):
            review_forms.undo_button(view, done=lambda place: go(record_id({"type": place[0], "id": place[1]})))


def following(records: list[Row], chosen: str) -> str:
    """What is opened when the chosen record was reviewed: the next that waits, from the top again behind the last.

    The chosen one itself where nothing waits, or where it did not wait either: then it was looked up, not walked to.
    """
    ids = [record_id(r) for r in records]
    at = ids.index(chosen) if chosen in ids else -1
    if at >= 0 and records[at]["review"] != ReviewState.PENDING:
        return chosen
    order = [*records[at + 1:], *records[:max(at, 0)]]
    return next((record_id(r) for r in order if r["review"] == ReviewState.PENDING), chosen)


def record(view: View, place: tuple[str, int], *, done: Callable[[], None]) -> None:
    """The chosen record with what can be done about it."""
    texts, row = view.texts, review_data.record(*place)
    if row is None:
        st.warning(texts("source.no_record"))
        return
    with st.container(border=True, gap="small"):
        st.markdown(f"**{plots.plain(review_frames.head_of(row, texts))}** · "
                    f"{review_frames.state_words(row['columns']['review'], texts)}{unsaved_mark(view, row)}")
        review_story.origin(view, row)
        review_forms.panel(view, row, done=done, border=False)
        review_story.history(view, row, done=lambda: None)
