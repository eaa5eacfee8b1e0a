"""Who is responsible, as the office says: for several items at once; the first deadline of items without one."""

from __future__ import annotations

from functools import partial
from zlib import crc32

import streamlit as st

from dashboard import data, session
from dashboard.components import unit_choice
from dashboard.components.entry_forms import NOTE_CHARS, settle
from dashboard.components.filters import LAST_DAY, View
from dashboard.components.plots import plain
from db.queries.scope import Row
from db.rights import Right
from db.services.deadlines import DATED, move_deadlines
from db.services.responsibility import assign, unassign
from db.vocab import Duty, RecordType, ReportSubject

NAME_CHARS = 40
SUBJECTS = tuple(str(s) for s in ReportSubject)


def key_of(name: str, rows: list[Row]) -> str:
    """A widget key for these rows in this order: what was chosen is forgotten once they are others."""
    told = ",".join(f"{r['type']}-{r['id']}" for r in rows)
    return f"{name}-{crc32(told.encode()):08x}"


def assign_form(view: View, rows: list[Row], *, key: str) -> None:
    """Make a unit, a person or both responsible for the rows (type, id), as one entry."""
    texts = view.texts
    chosen = [r for r in rows if r["type"] in SUBJECTS]
    if not session.may(Right.ASSIGN):
        st.caption(texts("responsibility.no_right"))
        return
    with st.form(f"{key}-assign", border=False):
        left, middle, right = st.columns([1, 2, 2], vertical_alignment="bottom")
        role = left.selectbox(texts("responsibility.role"), list(Duty), index=list(Duty).index(Duty.LEAD),
                              format_func=lambda d: texts.label("duty", d), key=f"{key}-role")
        unit = unit_choice.choose(middle, view, texts("responsibility.unit"), key=f"{key}-unit",
                                  placeholder=texts("responsibility.unit_hint"))
        person = right.text_input(texts("responsibility.person"), max_chars=NAME_CHARS, key=f"{key}-person",
                                  placeholder=texts("responsibility.person_hint"))
        left, right = st.columns([2, 3], vertical_alignment="bottom")
        contact = left.text_input(texts("responsibility.contact"), max_chars=NAME_CHARS, key=f"{key}-contact")
        note = right.text_input(texts("overdue.note"), max_chars=NOTE_CHARS, key=f"{key}-note")
        if st.form_submit_button(texts("responsibility.assign", n=len(chosen)), type="primary",
                                 icon=":material/person_add:"):
            if unit is None and not person.strip():
                st.error(texts("responsibility.need_somebody"))
                return
            settle(view, texts("responsibility.assigned", n=len(chosen)), lambda: assign(
                data.engine(), [(ReportSubject(r["type"]), r["id"]) for r in chosen], role=role,
                unit_id=unit_choice.entered(unit, rows), person=person, contact=contact, note=note,
                actor=session.actor(), now=session.now()))


def first_deadline(view: View, rows: list[Row], *, key: str) -> None:
    """Set the first deadline of the rows that have none; the others are left as they are."""
    texts = view.texts
    open_ = [r for r in rows if r["type"] in tuple(str(k) for k in DATED) and r["due_on"] is None]
    if not session.may(Right.MOVE_DEADLINE):
        st.caption(texts("responsibility.no_deadline_right"))
        return
    if not open_:
        st.caption(texts("responsibility.all_dated"))
        return
    seen = st.session_state.setdefault(f"{key}-seen", data.last_change())  # when these rows were chosen
    with st.form(f"{key}-deadline", border=False):
        if len(open_) < len(rows):
            st.caption(texts("responsibility.some_dated", n=len(rows) - len(open_)))
        left, middle, right = st.columns([1, 2, 1], vertical_alignment="bottom")
        day = left.date_input(texts("responsibility.deadline"), value=None, min_value=view.scope.asof,
                              max_value=LAST_DAY, format="YYYY-MM-DD", key=f"{key}-day")
        reason = middle.text_input(texts("responsibility.reason"), max_chars=NOTE_CHARS, key=f"{key}-reason",
                                   placeholder=texts("responsibility.reason_hint"))
        approver = right.text_input(texts("responsibility.approver"), max_chars=NAME_CHARS, key=f"{key}-approver")
        if st.form_submit_button(texts("responsibility.set_deadline", n=len(open_)), type="primary",
                                 icon=":material/event:"):
            if day is None or not reason.strip() or not approver.strip():
                st.error(texts("responsibility.need_all"))
                return
            settle(view, texts("responsibility.deadline_set", n=len(open_)), lambda: move_deadlines(
                data.engine(), [(RecordType(r["type"]), r["id"]) for r in open_], to=day, reason=reason,
                approver=approver, seen=seen, actor=session.actor(), now=session.now()))


def take_back(view: View, row: Row) -> None:
    """The way back from what the office entered of a row; nothing where the speech says it."""
    id_ = row.get("responsibility_id")
    if id_ is None or not session.may(Right.ASSIGN):
        return
    said = view.texts("responsibility.taken_back", what=plain(row["what"]))
    if st.button(view.texts("responsibility.take_back"), key=f"take-back-{id_}", icon=":material/undo:",
                 type="tertiary"):
        settle(view, said, partial(unassign, data.engine(), id_, actor=session.actor(), now=session.now()))
