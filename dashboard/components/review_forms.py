"""One record under review: its fields and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import data, formats, review_fields, review_frames, session
from dashboard.components import record_fields, review_story
from dashboard.components.entry_forms import refusal
from dashboard.components.filters import View
from dashboard.components.plots import plain
from dashboard.components.review_edits import (
    REJECTING,
    UNDO,
    Done,
    dealt,
    drop,
    keep_refusal,
    opened_record,
    remember,
    say_refusal,
    told,
    unsaved,
    write,
)
from dashboard.passages import record_id
from db.queries.scope import Row
from db.rights import Right
from db.vocab import RecordType, ReviewState
from etl.review import accept_records, correct_record, reject_records, reopen_records

REASONS = tuple(f"review.why_{n}" for n in range(1, 7))
REASON_CHARS = 200
FIELDS_KEY = "review-fields"  # field_keys.js knows it


def panel(view: View, row: Row, *, done: Done, border: bool = True) -> None:
    """Draw the record with its actions. `done` is called when something was written, before the page runs anew."""
    if not session.may(Right.REVIEW):
        _facts(view, row)
        return
    opened = opened_record(row)
    told(view, row, opened)
    say_refusal((record_id(row), record_fields.given(opened["form"], RecordType(row["type"]))))
    if st.session_state.get(REJECTING) == record_id(row):
        _reasons(view, row, opened, done)
    review_story.proposals(view, row, opened, done)
    _form(view, row, opened, done, border)
    if record_id(row) in unsaved() and not opened["told"]:  # below the fields: typing moves nothing
        st.button(view.texts("review.drop"), key="review-drop", icon=":material/undo:", type="tertiary", on_click=drop)
    st.caption(":material/keyboard: " + view.texts("review.keys"))


# ---------------------------------------------------------------- what the record says


def _facts(view: View, row: Row) -> None:
    """The record for who may only look."""
    texts, kind = view.texts, RecordType(row["type"])
    told = [(texts(f.text), review_fields.said_words(kind, f.name, row["columns"], row["units"], texts))
            for f in review_fields.FIELDS[kind] if f.kind != "unit"]
    unknown = texts("value.unknown")
    st.markdown("  \n".join(f"**{name}** {plain(value)}" for name, value in told if value != unknown))
    st.caption(":material/lock: " + texts("review.read_only"))


def _form(view: View, row: Row, opened: Row, done: Done, border: bool) -> None:
    texts, kind = view.texts, RecordType(row["type"])
    # no st.form: it holds back what is typed until it is sent, and on the way to another record that would be lost
    with st.container(border=border, key=FIELDS_KEY):
        _buttons(view, row, opened, done)
        if row["columns"].get("moved_to"):
            st.caption(texts("review.moved", date=formats.day(row["columns"]["moved_to"], texts)))
        record_fields.draw(view, opened["form"], kind,
                           read=review_frames.machine_words(kind, row["review"], texts))


def _buttons(view: View, row: Row, opened: Row, done: Done) -> None:
    """The actions that the record's state, when it was opened, allows. Each is done before the page is drawn."""
    texts, state = view.texts, opened["state"]

    def save() -> None:
        _save(view, row, opened, done)

    def reject() -> None:
        st.session_state[REJECTING] = record_id(row)

    def reopen() -> None:
        write(view, texts("review.reopened", what=review_frames.title_of(row, texts)), lambda seen: reopen_records(
            data.engine(), [_place(row)], actor=session.actor(), now=session.now(), seen=seen), opened, done)

    offered = [
        ("accept", "A", ":material/check:", save, state in (ReviewState.PENDING, ReviewState.REJECTED)),
        ("save", "Ctrl+S", ":material/edit:", save, state != ReviewState.REJECTED),
        ("reject", "X", ":material/block:", reject, state != ReviewState.REJECTED),
        ("reopen", None, ":material/undo:", reopen, state not in (ReviewState.PENDING, ReviewState.ADDED)),
    ]
    with st.container(horizontal=True, gap="small"):
        for name, shortcut, icon, act, there in offered:
            if there:
                st.button(
                    texts(f"review.{name}"), key=f"review-{name}", icon=icon, shortcut=shortcut, on_click=act,
                    type="primary" if name == "accept" else "secondary",
                    help=texts("review.accept_help") if name == "accept" else None)


def _save(view: View, row: Row, opened: Row, done: Done) -> None:
    """Accept the record; as a correction where something was typed."""
    texts, kind, what = view.texts, RecordType(row["type"]), review_frames.title_of(row, view.texts)
    given = record_fields.given(opened["form"], kind)
    if given != opened["shown"] and (faults := review_fields.faults(kind, given)):
        keep_refusal(*record_fields.fault_words(view, faults))
        return
    values = review_fields.meant(kind, opened["shown"], given)

    def act(seen: int) -> None:
        whom = {"actor": session.actor(), "now": session.now(), "seen": seen}
        if values:
            correct_record(data.engine(), row["type"], row["id"], values=values, **whom)
        else:
            accept_records(data.engine(), [_place(row)], **whom)
        remember([_place(row)], what)

    write(view, texts("review.corrected" if values else "review.accepted", what=what), act, opened, done)


def _place(row: Row) -> tuple[str, int]:
    return row["type"], row["id"]


# ---------------------------------------------------------------- rejecting


def _reasons(view: View, row: Row, opened: Row, done: Done) -> None:
    what = review_frames.title_of(row, view.texts)

    def reject(reason: str) -> None:
        def act(seen: int) -> None:
            reject_records(data.engine(), [_place(row)], reason=reason, actor=session.actor(), now=session.now(),
                           seen=seen)
            remember([_place(row)], what)

        write(view, view.texts("review.rejected", what=what), act, opened, done)

    with st.container(border=True):
        ask_reason(view, key=f"why-{opened['form']}", chosen=reject)


def ask_reason(view: View, *, key: str, chosen: Callable[[str], None]) -> None:
    """The quick reasons (keys 1 to 6) and a field for another; `chosen` gets the one that is clicked."""
    texts = view.texts

    def own() -> None:
        words = st.session_state[f"{key}-own"].strip()
        if words:
            chosen(words)
        else:
            keep_refusal(texts("review.why_need"))

    st.markdown(f"**{texts('review.why')}**")
    with st.container(horizontal=True, gap="small"):
        for at, name in enumerate(REASONS, start=1):
            st.button(texts(name), key=f"{key}-{at}", shortcut=str(at), on_click=chosen, args=(texts(name),))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(texts("review.why_own"), key=f"{key}-own", max_chars=REASON_CHARS)
        st.button(texts("review.reject"), key=f"{key}-do", icon=":material/block:", type="primary", on_click=own)
        st.button(texts("review.cancel"), key=f"{key}-cancel", type="tertiary", shortcut="Esc",
                  on_click=lambda: st.session_state.pop(REJECTING, None))


# ---------------------------------------------------------------- undo


def undo_button(view: View, *, done: Callable[[tuple[str, int]], None]) -> None:
    """Take the last review back; `done` gets the first record that waits again."""
    texts, last = view.texts, st.session_state.get(UNDO)

    def act() -> None:
        reopen_records(data.engine(), last[0], actor=session.actor(), now=session.now())
        st.session_state.pop(UNDO, None)
        dealt(last[0])
        done(last[0][0])

    st.button(texts("review.undo"), key="review-undo", icon=":material/undo:", shortcut="U", disabled=not last,
              help=texts("review.undo_help", what=last[1]) if last else None,
              on_click=lambda: keep_refusal(refusal(view, texts("review.undone"), act)))
