"""Who belongs to a group of places, as a person says."""

from __future__ import annotations

import re

import streamlit as st

from dashboard import data, session
from dashboard.components.entry_forms import NOTE_CHARS, settle
from dashboard.components.filters import View
from db.queries.scope import Row
from etl.groups import define_group, undo_define_group

_BETWEEN = re.compile(r"[、，,；;\s]+")
MEMBERS_CHARS = 4000


def members(view: View, groups: list[Row]) -> None:
    """The form that names the members of one of the groups, and the way back to what the code table suggests."""
    texts, by_id = view.texts, {g["id"]: g for g in groups}

    def label(group_id: int) -> str:
        group = by_id[group_id]
        place = group["place"] or texts("filter.open_region")
        known = texts.label("group_source", group["source"]) if group["members"] else texts("groups.open")
        return f"{place} · {group['name']}（{known}）"

    open_first = sorted(by_id, key=lambda i: bool(by_id[i]["members"]))
    chosen = st.selectbox(texts("groups.group"), open_first, format_func=label, key="group")
    group = by_id[chosen]
    with st.form(f"group-{chosen}", border=False):
        words = st.text_area(texts("groups.members"), value="、".join(group["members"]), max_chars=MEMBERS_CHARS,
                             key=f"group-members-{chosen}", help=texts("groups.members_help"))
        note = st.text_input(texts("overdue.note"), max_chars=NOTE_CHARS, key=f"group-note-{chosen}")
        if st.form_submit_button(texts("groups.save"), type="primary"):
            named = [w for w in _BETWEEN.split(words) if w]
            settle(view, texts("groups.saved", group=group["name"], n=len(named)), lambda: define_group(
                data.engine(), chosen, members=named, actor=session.actor(), now=session.now(), note=note))
    if group["entered_by"] and st.button(texts("groups.undo"), key=f"group-undo-{chosen}", icon=":material/undo:",
                                         type="tertiary"):
        st.session_state.pop(f"group-members-{chosen}", None)
        settle(view, texts("identity.undone"), lambda: undo_define_group(
            data.engine(), chosen, actor=session.actor(), now=session.now()))
