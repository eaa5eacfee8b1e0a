"""What a person can enter: a milestone done, the day of a speech, a number that the source blanks."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import data, formats, session
from dashboard.components.filters import FIRST_DAY, SAID, View, today
from db.errors import BadEntry, LedgerUnavailable, NoSuchRow
from db.queries.milestones import Progress
from db.queries.scope import Row
from etl.entries import fill_value as enter_value
from etl.entries import mark_milestone_done, set_reference_date

NAME_CHARS, NOTE_CHARS = 40, 200


def mark_done(view: View, row: Row) -> None:
    """The form that closes a milestone."""
    texts = view.texts
    if row["progress"] == Progress.DONE:
        st.success(f"{texts.label('progress', 'done')} · {formats.day(row['done_on'], texts)} · {row['done_by'] or ''}")
        return
    with st.form(f"done-{row['id']}", border=False):
        left, middle, right = st.columns([1, 1, 2], vertical_alignment="bottom")
        day = left.date_input(texts("overdue.done_on"), value=min(view.scope.asof, today()), min_value=FIRST_DAY,
                              max_value=today(), format="YYYY-MM-DD", key=f"done-day-{row['id']}")
        name = middle.text_input(texts("overdue.by"), max_chars=NAME_CHARS, key=f"done-by-{row['id']}")
        note = right.text_input(texts("overdue.note"), max_chars=NOTE_CHARS, key=f"done-note-{row['id']}")
        if st.form_submit_button(texts("overdue.save"), icon=":material/check:", type="primary"):
            save(view, name, texts("overdue.saved", subject=row["subject"]), lambda: mark_milestone_done(
                data.engine(), row["id"], done_on=day, actor=session.actor(name), now=session.now(), note=note))


def set_date(view: View, speech: Row) -> None:
    """The form that dates a speech; its relative deadlines are worked out again."""
    texts = view.texts
    with st.form(f"date-{speech['id']}", border=False):
        st.caption(texts("source.set_date_help"))
        day = st.date_input(texts("source.speech_date"), value=speech["reference_date"] or today(),
                            min_value=FIRST_DAY, max_value=today(), format="YYYY-MM-DD", key=f"date-{speech['id']}")
        name = st.text_input(texts("overdue.by"), max_chars=NAME_CHARS, key=f"date-by-{speech['id']}")
        if st.form_submit_button(texts("source.set_date"), type="primary"):
            save(view, name, texts("source.saved_date", date=formats.day(day, texts)), lambda: set_reference_date(
                data.engine(), speech["id"], day=day, actor=session.actor(name), now=session.now()))


def fill_value(view: View, row: Row) -> None:
    """The form that fills in a blanked number; money is entered in 亿元 and kept in yuan."""
    texts = view.texts
    money = row["measure_unit"] == formats.YUAN
    with st.form(f"fill-{row['id']}", border=False):
        left, middle, right = st.columns([1, 1, 2], vertical_alignment="bottom")
        label = texts("numbers.value_yi") if money else texts("numbers.value", unit=row["measure_unit"])
        number = left.number_input(label, value=None, format="%.2f", key=f"fill-{row['id']}")
        name = middle.text_input(texts("overdue.by"), max_chars=NAME_CHARS, key=f"fill-by-{row['id']}")
        note = right.text_input(texts("overdue.note"), max_chars=NOTE_CHARS, key=f"fill-note-{row['id']}")
        if st.form_submit_button(texts("numbers.save"), type="primary"):
            if number is None:
                st.error(label)
                return
            base = number * formats.YI if money else number
            save(view, name, texts("numbers.saved", name=row["name"]), lambda: enter_value(
                data.engine(), row["id"], value=base, actor=session.actor(name), now=session.now(), note=note))


def save(view: View, name: str, said: str, write: Callable[[], object]) -> None:
    """`settle` what somebody enters. Who enters must be named."""
    if name.strip():
        settle(view, said, write)
    else:
        st.error(view.texts("overdue.need_name"))


def settle(view: View, said: str, write: Callable[[], object]) -> None:
    """Write, say so on the page that follows, and draw it anew; say what stands against it where it cannot be."""
    try:
        write()
    except LedgerUnavailable:
        st.error(view.texts("error.busy"))
        return
    except NoSuchRow:
        st.error(view.texts("source.no_record"))
        return
    except BadEntry as error:
        st.error(view.texts("error.refused", reason=error))
        return
    st.session_state[SAID] = said
    st.rerun()
