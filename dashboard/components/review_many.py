"""Several records of the review queue at once: accept them, or reject them for one reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from dashboard import data, passages, review_data, review_frames, session
from dashboard.components import empty_state, review_forms, tables, url_state
from dashboard.components.entry_forms import refusal
from dashboard.components.filters import View
from dashboard.components.review_edits import REJECTING, dealt, keep_refusal, remember, say_refusal
from dashboard.components.tables import EXPORT_ROWS, Export
from db.queries.review import QueueFilter
from db.queries.scope import Row, Slice
from etl.review import accept_records, reject_records

DEALT = "review:dealt"  # in the session: counts what was done with several, so that the table forgets its choice
TOGETHER = "together"


def several(view: View, rows: list[Row], wanted: QueueFilter, *, opened: Callable[[str], None]) -> None:
    """The queue as a table; what is ticked is dealt with together, a single row can be `opened`."""
    texts = view.texts
    if not rows:
        review_forms.undo_button(view, done=lambda _: None)
        empty_state.nothing(view)
        return

    def everything() -> pd.DataFrame:
        return review_frames.queue_frame(review_data.queue(view.scope, wanted, Slice(limit=EXPORT_ROWS)), texts)

    st.caption(texts("review.choose_many"))
    actions = st.container()  # above the table: ticking a row moves nothing
    key = f"queue-{st.session_state.get(DEALT, 0)}"
    picked = [rows[at] for at in tables.show_many(
        view, review_frames.queue_frame(rows, texts), key=key, total=rows[0]["total"],
        columns=["kind", "what", "quote", "confidence", "rule", "new_reading", "review", "speech"],
        export=Export(texts("review.sheet"), everything))]
    with actions:
        _deal(view, picked, opened)


def _deal(view: View, picked: list[Row], opened: Callable[[str], None]) -> None:
    texts, places, none = view.texts, [(r["type"], r["id"]) for r in picked], not picked
    say_refusal(TOGETHER)
    with st.container(horizontal=True):
        st.button(texts("review.accept_many", n=len(places)), key="accept-many", type="primary", shortcut="A",
                  icon=":material/check:", disabled=none, on_click=accept, args=(view, places))
        st.button(texts("review.reject_many", n=len(places)), key="reject-many", icon=":material/block:",
                  shortcut="X", disabled=none, on_click=lambda: st.session_state.update({REJECTING: TOGETHER}))
        st.button(texts("review.open_one"), key="open-one", icon=":material/open_in_full:", disabled=len(picked) != 1,
                  on_click=opened, args=(passages.record_id(picked[0]) if picked else "",))
        review_forms.undo_button(view, done=lambda _: None)
    if picked and st.session_state.get(REJECTING) == TOGETHER:
        with st.container(border=True):
            review_forms.ask_reason(view, key="why-many", chosen=lambda reason: _settle_many(
                view, texts("review.many_rejected", n=len(places)), places, lambda: reject_records(
                    data.engine(), places, reason=reason, actor=session.actor(), now=session.now())))


def accept(view: View, places: Sequence[tuple[str, int]]) -> None:
    """Accept these records as they stand: what a button does on a click."""
    _settle_many(view, view.texts("review.many_accepted", n=len(places)), places, lambda: accept_records(
        data.engine(), places, actor=session.actor(), now=session.now()))


def _settle_many(view: View, said: str, places: Sequence[tuple[str, int]], act: Callable[[], object]) -> None:
    def write() -> None:
        act()
        remember(places, said)
        dealt(places)
        st.session_state[DEALT] = st.session_state.get(DEALT, 0) + 1
        url_state.put("record", [])

    keep_refusal(refusal(view, said, write))
