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
from db.history import row_history
from db.queries.scope import Row
from db.queries.source import RECORD_TABLES
from db.vocab import RecordType
from etl.review_rows import RecordPlace

OPEN, UNDO, REJECTING, WRONG = "review:open", "review:undo", "review:rejecting", "review:wrong"
DRAFTS, MOST_DRAFTS = "review:drafts", 200  # in the session: what was typed into records and not saved yet
Done = Callable[[], None]


def opened_record(row: Row) -> Row:
    """What was there when the reader opened the record: `form`, `shown`, `seen`, `state`, and what others did since.

    What was typed into the record before, and not saved, stands in its fields again.
    """
    kind, opened = RecordType(row["type"]), st.session_state.get(OPEN)
    if opened and opened["record"] == record_id(row) and record_fields.is_there(opened["form"], kind):
        _keep(opened)
        return opened
    if opened:
        _keep(opened)
    number = opened["number"] + 1 if opened else 1
    draft = st.session_state.get(DRAFTS, {}).get(record_id(row))
    opened = {"record": record_id(row), "type": row["type"], "number": number, "form": f"field-{number}"} | (
        draft["opened"] if draft else {
            "seen": data.last_change(), "shown": review_fields.shown(kind, row["columns"], row["units"]),
            "state": row["columns"]["review"], "told": []})
    record_fields.put(opened["form"], kind, draft["given"] if draft else opened["shown"])
    st.session_state[OPEN] = opened
    return opened


def _keep(opened: Row) -> None:
    """Keep what stands in the fields of a record where it differs from what was shown."""
    if not opened["record"] or not record_fields.is_there(opened["form"], RecordType(opened["type"])):
        return
    drafts: dict[str, Row] = st.session_state.setdefault(DRAFTS, {})
    drafts.pop(opened["record"], None)
    given = record_fields.given(opened["form"], RecordType(opened["type"]))
    if given != opened["shown"]:
        drafts[opened["record"]] = {
            "given": given, "opened": {n: opened[n] for n in ("seen", "shown", "state", "told")}}
    for old in list(drafts)[:-MOST_DRAFTS]:
        del drafts[old]


def unsaved() -> frozenset[str]:
    """The records into which something was typed that is not saved."""
    if opened := st.session_state.get(OPEN):
        _keep(opened)
    return frozenset(st.session_state.get(DRAFTS, {}))


def unsaved_mark(view: View, row: Row) -> str:
    """What stands behind the name of a record with words that are not saved; "" for others. Markdown."""
    if record_id(row) not in unsaved():
        return ""
    return f" :orange-badge[:material/edit_note: {view.texts('review.unsaved')}]"


def is_open(record: str) -> bool:
    """That the reader looks at the record: its fields are on the page."""
    opened = st.session_state.get(OPEN)
    return bool(opened) and bool(record) and opened["record"] == record and record_fields.is_there(
        opened["form"], RecordType(opened["type"]))


def leave() -> None:
    """Another record is looked at; what was typed is kept."""
    st.session_state.pop(REJECTING, None)
    st.session_state.pop(WRONG, None)


def drop() -> None:
    """Forget what was typed into the record that is open."""
    opened = st.session_state.get(OPEN) or {"record": "", "number": 0}
    st.session_state.get(DRAFTS, {}).pop(opened["record"], None)
    st.session_state[OPEN] = {"record": "", "number": opened["number"]}
    leave()


def dealt(places: Sequence[RecordPlace]) -> None:
    """Forget what was typed into these records: they are saved, rejected or taken back."""
    records = [record_id({"type": kind, "id": number}) for kind, number in places]
    for record in records:
        st.session_state.get(DRAFTS, {}).pop(record, None)
    if st.session_state.get(OPEN, {"record": ""})["record"] in records:
        drop()
    leave()


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
    """Keep why something was not written; what was said before is over."""
    st.session_state.pop(WRONG, None)
    if said := [w for w in words if w]:
        st.session_state[WRONG] = {"words": said}


def say_refusal(about: object = "") -> None:
    """Why the last click wrote nothing; until something else is clicked, or `about`, what stands there, changes."""
    kept = st.session_state.get(WRONG)
    if not kept:
        return
    if kept.setdefault("about", about) != about:
        del st.session_state[WRONG]
        return
    for words in kept["words"]:
        st.error(words)


def told(view: View, row: Row, opened: Row) -> None:
    """What others changed since the record was opened: at once, and what to do where it stood against a click."""
    texts = view.texts
    table = RECORD_TABLES[row["type"]][0].__tablename__
    since = [c for c in data.cached(row_history, table, row["id"]) if c["change_id"] > opened["seen"]]
    for change in [*opened["told"], *since]:
        what = review_frames.change_words(row, change["before"], change["after"], texts)
        if what:
            st.warning(plain(texts("review.conflict", who=change["actor"] or texts("review.outside"), what=what,
                                   at=review_frames.at_words(change["at"], ZONE))), icon=":material/group:")
    if opened["told"]:
        st.caption(texts("review.conflict_do"))
    if opened["told"] or since:
        st.button(texts("review.reload"), key="review-reload", icon=":material/refresh:", type="tertiary",
                  on_click=drop)


def remember(places: Sequence[tuple[str, int]], what: str) -> None:
    """Keep what was reviewed last, so that it can be taken back."""
    st.session_state[UNDO] = (list(places), what)
