"""The form that makes a record of words of the text, for what the machine missed."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import data, review_fields, session
from dashboard.components import record_fields
from dashboard.components.entry_forms import settle
from dashboard.components.filters import View
from dashboard.components.plots import plain
from db.queries.scope import Row
from db.vocab import RecordType
from etl.review_marked import add_record

WORDS_CHARS, SHOWN_CHARS = 400, 200
_FILLED = {  # the field that the marked words go into
    RecordType.INDICATOR: "name", RecordType.PROJECT: "name", RecordType.MILESTONE: "subject",
    RecordType.ASSIGNMENT: "task", RecordType.CADENCE: "actor", RecordType.SANCTION: "trigger",
}
_USUAL = {"cmp": "=", "measure": "level", "measure_unit": "元", "status": "target", "stage": "unknown",
          "event": "complete", "modality": "must", "role": "do", "activity": "report", "freq": "monthly",
          "polarity": "penalty", "topic": "project"}


def find(view: View, speech: Row, *, found: Callable[[int, int], None]) -> None:
    """Words of the text that are typed instead of marked; `found` gets their place."""
    texts = view.texts
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(texts("source.add_words"), key=f"words-{speech['id']}", max_chars=WORDS_CHARS,
                              help=texts("source.add_help")).strip()
        pressed = st.button(texts("source.add_title"), key="find-words", icon=":material/add:")
    if not pressed:
        return
    times = speech["text"].count(words) if words else 0
    if not times:
        st.error(texts("source.add_not_found" if words else "source.need_words"))
        return
    if times > 1:
        st.toast(texts("source.add_many", n=times))
    at = speech["start"] + speech["text"].index(words)
    found(at, at + len(words))
    st.rerun()


def add(view: View, speech: Row, span: tuple[int, int], *, dropped: Callable[[], None],
        added: Callable[[str, int], None]) -> None:
    """The form for the marked words; `added` gets the type and id of the new record."""
    texts, (start, end) = view.texts, span
    words = speech["text"][start - speech["start"]:end - speech["start"]]
    with st.container(border=True):
        st.markdown(f"**{texts('source.add_title')}**")
        st.markdown("> " + plain(words[:SHOWN_CHARS].replace("\n", " ")))
        kind = RecordType(st.selectbox(texts("source.add_type"), list(RecordType), key="add-type",
                                       format_func=lambda t: texts.label("record", t)))
        form = f"add-{start}-{end}-{kind}"
        if not record_fields.is_there(form, kind):
            filled = _USUAL | {_FILLED[kind]: " ".join(words.split())[:record_fields.TEXT_CHARS]}
            record_fields.put(form, kind, review_fields.shown(kind, filled, []))
        with st.form(form, border=False, enter_to_submit=False):
            record_fields.draw(view, form, kind, read={})
            with st.container(horizontal=True):
                pressed = st.form_submit_button(texts("source.add_do"), icon=":material/add:", type="primary",
                                                shortcut="Ctrl+S")
                cancelled = st.form_submit_button(texts("source.add_drop"), type="tertiary")
        if cancelled:
            dropped()
            st.rerun()
        if pressed:
            _write(view, speech, span, kind, form, added)


def _write(view: View, speech: Row, span: tuple[int, int], kind: RecordType, form: str,
           added: Callable[[str, int], None]) -> None:
    texts, given = view.texts, record_fields.given(form, kind)
    if faults := review_fields.faults(kind, given):
        for words in record_fields.fault_words(view, faults):
            st.error(words)
        return
    values = review_fields.meant(kind, review_fields.shown(kind, {}, []), given)

    def write() -> None:
        added(str(kind), add_record(
            data.engine(), speech["id"], str(kind), start=span[0], end=span[1], values=values, actor=session.actor(),
            now=session.now()))

    settle(view, texts("source.added", what=f"{texts.label('record', kind)} {given[_FILLED[kind]]}"), write)
