"""Which projects are one, as a person says: merge another one in, split a mention off, take either back."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import data, session
from dashboard.components.entry_forms import NOTE_CHARS, settle
from dashboard.components.filters import View
from dashboard.components.plots import plain
from dashboard.frames import speech_name
from dashboard.project_frames import similar_projects
from db.queries.scope import Row
from db.rights import Right
from etl.identity import merge_projects, split_mention, undo_merge, undo_split

PROJECT_CHARS = 60


def identity(view: View, project: Row) -> None:
    """All that a person can say of a project's identity."""
    if not session.may(Right.REVIEW):
        st.caption(":material/lock: " + view.texts("review.read_only"))
        return
    _entered(view, project)
    merge_tab, split_tab = st.tabs([view.texts("identity.merge"), view.texts("identity.split")])
    with merge_tab:
        _merge(view, project)
    with split_tab:
        _split(view, project)


def _merge(view: View, project: Row) -> None:
    texts, names = view.texts, data.project_names()
    like = similar_projects(project, names)
    first = {r["id"] for r in like}
    others = {r["id"]: r for r in (*like, *(n for n in names if n["id"] not in first)) if r["id"] != project["id"]}

    def label(project_id: int) -> str:
        row = others[project_id]
        place = row["region"] or texts("filter.open_region")
        mark = texts("identity.like") if project_id in first else ""
        return f"{row['name']}（{place}）{mark}"

    with st.form(f"merge-{project['id']}", border=False):
        st.caption(texts("identity.merge_help", name=plain(project["name"])))
        other = st.selectbox(texts("identity.other"), list(others), index=None, format_func=label,
                             key=f"merge-other-{project['id']}", placeholder=texts("identity.choose"))
        note = _note(view, f"merge-{project['id']}")
        if st.form_submit_button(texts("identity.merge_do"), icon=":material/merge:", type="primary"):
            if other is None:
                st.error(texts("identity.need_other"))
                return
            said = texts("identity.merged_now", other=others[other]["name"], name=project["name"])
            settle(view, said, lambda: merge_projects(
                data.engine(), project["id"], other, actor=session.actor(), now=session.now(), note=note))


def _split(view: View, project: Row) -> None:
    texts = view.texts
    mentions = {m["id"]: m for m in project["mentions"]}
    with st.form(f"split-{project['id']}", border=False):
        st.caption(texts("identity.split_help"))
        mention = st.selectbox(texts("identity.mention"), list(mentions), key=f"split-mention-{project['id']}",
                               format_func=lambda i: f"{mentions[i]['name']} · {speech_name(mentions[i])}")
        new_name = st.text_input(texts("identity.new_name"), max_chars=PROJECT_CHARS, key=f"split-new-{project['id']}")
        note = _note(view, f"split-{project['id']}")
        if st.form_submit_button(texts("identity.split_do"), icon=":material/call_split:", type="primary"):
            if not new_name.strip():
                st.error(texts("identity.need_new_name"))
                return
            settle(view, texts("identity.split_now", name=new_name.strip()), lambda: split_mention(
                data.engine(), mention, new_name=new_name, actor=session.actor(), now=session.now(), note=note))


def _note(view: View, key: str) -> str:
    return st.text_input(view.texts("overdue.note"), max_chars=NOTE_CHARS, key=f"{key}-note")


def _entered(view: View, project: Row) -> None:
    """What people entered about this project, each with the way back."""
    texts = view.texts
    for merge in project["merged"]:
        said = texts("identity.merged", other=plain(merge["name"]), by=plain(merge["entered_by"]),
                     note=plain(merge["note"]) or texts("value.unknown"))
        if _undo(view, said, f"undo-merge-{merge['id']}"):
            settle(view, texts("identity.undone"), partial(
                undo_merge, data.engine(), merge["id"], actor=session.actor(), now=session.now()))
    for mention in (m for m in project["mentions"] if m["given_name"]):
        said = texts("identity.was_split", written=plain(mention["name"]), by=plain(mention["given_by"]),
                     speech=plain(speech_name(mention)))
        if _undo(view, said, f"undo-split-{mention['id']}"):
            settle(view, texts("identity.undone"), partial(
                undo_split, data.engine(), mention["id"], actor=session.actor(), now=session.now()))


def _undo(view: View, said: str, key: str) -> bool:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(said)
        return st.button(view.texts("identity.undo"), key=key, icon=":material/undo:", type="tertiary")
