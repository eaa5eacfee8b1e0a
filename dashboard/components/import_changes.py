"""What an import did record by record, and the entries of people that no record is left for."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import streamlit as st

from dashboard import data, formats, passages, session
from dashboard.components import url_state
from dashboard.components.entry_forms import settle
from dashboard.components.filters import View
from dashboard.components.plots import heading, plain
from dashboard.navigation import path_of
from db.queries.imports import lost_entries
from db.queries.scope import Row
from db.rights import Right
from db.vocab import Operation
from etl.lost_entries import withdraw_lost_entry

_QUOTE_CHARS = 60
_ICONS = {
    Operation.INSERT: ":material/add:", Operation.UPDATE: ":material/edit:", Operation.DELETE: ":material/remove:",
}


def changes(view: View, told: dict[str, Any], *, key: str, loaded: bool) -> None:
    """The first records that a load makes, changes and removes; those that are in the ledger lead to the source."""
    rows = told.get("changes", [])
    if not rows:
        return
    texts = view.texts
    with st.expander(texts("imports.changes"), icon=":material/difference:", key=key):
        for operation, own in groupby(rows, lambda r: r["operation"]):
            own = list(own)
            st.markdown(f"**{texts(f'imports.records_{operation}', n=len(own))}**")
            for row in own:
                _change(view, row, loaded=loaded)


def _change(view: View, row: dict[str, Any], *, loaded: bool) -> None:
    texts = view.texts
    words = " · ".join([texts.label("record", row["kind"]), *([plain(row["title"])] if row["title"] else [])])
    if row["columns"]:
        columns = (texts(f"col.{c}") if f"col.{c}" in texts else c for c in row["columns"])
        words = texts.noted(words, texts.listed(dict.fromkeys(columns)))
    if row["quote"] not in ("", row["title"]):
        words += f" — “{plain(row['quote'][:_QUOTE_CHARS])}”"
    there = row["operation"] == Operation.UPDATE or (loaded and row["operation"] == Operation.INSERT)
    if there:
        record = passages.record_id({"type": row["kind"], "id": row["id"]})
        st.page_link(path_of("source"), label=words, icon=_ICONS[Operation(row["operation"])],
                     query_params=url_state.link_params(record=record))
    else:
        st.markdown(f"{_ICONS[Operation(row['operation'])]} {words}")


def lost(view: View) -> None:
    """The entries whose record no reading finds any more, each with the way to its speech and out of the ledger."""
    texts = view.texts
    with data.engine().connect() as connection:
        rows = lost_entries(connection)
    if not rows:
        return
    heading(texts("imports.lost", n=len(rows)))
    st.caption(texts("imports.lost_do"))
    for row in rows:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(f"{_said(view, row)}　:gray[{plain(row['document_name'])} #{row['ordinal']}]")
            if row["speech_id"]:
                st.page_link(path_of("source"), label=texts("imports.lost_open"), icon=":material/article:",
                             query_params=url_state.link_params(speech=str(row["speech_id"])))
            if session.may(Right.REVIEW) and st.button(
                    texts("imports.lost_withdraw"), key=f"lost-{row['id']}", icon=":material/undo:", type="tertiary"):
                settle(view, texts("imports.lost_withdrawn"), lambda row=row: withdraw_lost_entry(
                    data.engine(), row["id"], actor=session.actor(), now=session.now()))


def _said(view: View, row: Row) -> str:
    """办结：滨海大桥，2025-11-20（王科员：已通车）."""
    texts = view.texts
    value = row["date_value"] and formats.day(row["date_value"], texts)
    value = value or row["text_value"] or ("" if row["number_value"] is None else f"{row['number_value']:g}")
    said = texts.told(texts.label("entry", row["kind"]), texts.listed(w for w in (row["title"], value) if w))
    return plain(texts.noted(said, texts.told(row["entered_by"], row["note"]) if row["note"] else row["entered_by"]))
