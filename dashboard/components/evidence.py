"""The sentence that a record came from, its evidence marked, with the way to the speech."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard.components import url_state
from dashboard.components.filters import View
from dashboard.components.plots import plain
from dashboard.frames import Row, speech_name
from dashboard.navigation import path_of

STYLE = (
    "border-left:4px solid #1F5FAE;padding:.5rem .9rem;line-height:1.9;"
    "background:color-mix(in srgb, currentColor 5%, transparent)"
)
MARK = "background:#FFE08A;color:#1C2430;padding:0 .15em;border-radius:3px"


def sentence_html(row: Row) -> str:
    """The sentence as HTML, every character of the ledger escaped, the evidence in <mark>."""
    text, quote, at = row["sentence"], row["quote"], row["quote_at"]
    if text[at:at + len(quote)] == quote:
        before, after = text[:at], text[at + len(quote):]
    else:  # evidence that reaches over its sentence
        before, after = "", ""
    inner = f'{escape(before.lstrip())}<mark style="{MARK}">{escape(quote)}</mark>{escape(after.rstrip())}'
    return f'<blockquote style="{STYLE};margin:0">{inner}</blockquote>'


def panel(view: View, row: Row, record_type: str | None) -> None:
    """Sentence, origin and link of one record, with the arithmetic of a figure that was worked out.

    `record_type` None: the row is no record of its own; the link leads to its speech.
    """
    texts = view.texts
    st.html(sentence_html(row))
    if row.get("proof"):
        st.markdown(":material/calculate: " + plain(texts("evidence.proof", proof=row["proof"])))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{texts('evidence.from')} {plain(speech_name(row))}")
        to_source(view, row, record_type)


def to_source(view: View, row: Row, record_type: str | None) -> None:
    """A link to the record in its speech."""
    record = {"record": f"{record_type}-{row['id']}"} if record_type else {}
    st.page_link(path_of("source"), label=view.texts("evidence.open"), icon=":material/arrow_forward:",
                 query_params=url_state.link_params(speech=str(row["speech_id"]), **record))
