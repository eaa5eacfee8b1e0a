"""What a person can enter: a milestone done, the day of a speech, a number that the source blanks."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import data, formats, session
from dashboard.components.filters import FIRST_DAY, SAID, View, today
from dashboard.components.plots import plain
from dashboard.error_words import error_words
from db.errors import BadEntry, EditConflict, LedgerUnavailable, NoSuchRow, NotAllowed
from db.queries.scope import Row
from db.vocab import DateSource
from etl.entries import fill_value as enter_value
from etl.entries import set_reference_date, undo_fill_value, undo_reference_date

NOTE_CHARS = 200


def set_date(view: View, speech: Row) -> None:
    """The form that dates a speech; its relative deadlines are worked out again."""
    texts = view.texts
    with st.form(f"date-{speech['id']}", border=False):
        st.caption(texts("source.set_date_help"))
        day = st.date_input(texts("source.speech_date"), value=speech["reference_date"],
                            min_value=FIRST_DAY, max_value=today(), format="YYYY-MM-DD", key=f"date-{speech['id']}")
        if st.form_submit_button(texts("source.set_date"), type="primary"):
            if day is None:
                st.error(texts("source.date_missing"))
            else:
                settle(view, texts("source.saved_date", date=formats.day(day, texts)), lambda: set_reference_date(
                    data.engine(), speech["id"], day=day, actor=session.actor(), now=session.now()))
    if speech["date_source"] == DateSource.GIVEN:
        _undo_date(view, speech)


def _undo_date(view: View, speech: Row) -> None:
    """Take the entered day back; a day that came with the file stays."""
    texts = view.texts
    if not st.button(texts("source.undo_date"), key=f"undo-date-{speech['id']}", icon=":material/undo:",
                     type="tertiary", help=texts("source.undo_date_help")):
        return
    taken: list[bool] = []
    refused = refusal(view, texts("source.undone_date"), lambda: taken.append(
        undo_reference_date(data.engine(), speech["id"], actor=session.actor(), now=session.now())))
    if taken == [False]:
        st.session_state.pop(SAID)
        refused = texts("source.no_entered_date")
    if refused:
        st.error(refused)
    else:
        st.rerun()


def fill_value(view: View, row: Row) -> None:
    """The form that fills in a blanked number; money is entered in 亿元 and kept in yuan."""
    texts = view.texts
    money = row["measure_unit"] == formats.YUAN
    with st.form(f"fill-{row['id']}", border=False):
        left, right = st.columns([1, 2], vertical_alignment="bottom")
        label = texts("numbers.value_yi") if money else texts("numbers.value", unit=row["measure_unit"])
        number = left.number_input(label, value=None, format="%.2f", key=f"fill-{row['id']}")
        note = right.text_input(texts("overdue.note"), max_chars=NOTE_CHARS, key=f"fill-note-{row['id']}")
        if st.form_submit_button(texts("numbers.save"), type="primary"):
            if number is None:
                st.error(label)
                return
            base = number * formats.YI if money else number
            settle(view, texts("numbers.saved", name=row["name"]), lambda: enter_value(
                data.engine(), row["id"], value=base, actor=session.actor(), now=session.now(), note=note))


def undo_value(view: View, row: Row) -> None:
    """Who filled a blanked number in, and the button that takes it back."""
    texts = view.texts
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(texts("numbers.filled", who=row["entered_by"], note=row["note"] or texts("value.unknown"),
                                value=formats.amount(row["value"], row["measure_unit"] or "", texts))))
        if st.button(texts("numbers.undo"), key=f"undo-value-{row['id']}", icon=":material/undo:"):
            settle(view, texts("numbers.undone", name=row["name"]), lambda: undo_fill_value(
                data.engine(), row["id"], actor=session.actor(), now=session.now()))


def settle(view: View, said: str, write: Callable[[], object]) -> None:
    """Write, say so on the page that follows, and draw it anew; say what stands against it where it cannot be.

    What was typed stays in the form then.
    """
    if refused := refusal(view, said, write):
        st.error(refused)
    else:
        st.rerun()


def refusal(view: View, said: str, write: Callable[[], object]) -> str:
    """Write, and have it said on the page that follows; "", or what stands against it.

    Who enters must be known: signed in, or named on the local machine.
    """
    texts = view.texts
    if not session.is_named():
        return texts("session.need_name")
    try:
        write()
    except LedgerUnavailable:
        return texts("error.busy")
    except NotAllowed:
        return texts("error.not_allowed")
    except EditConflict as error:
        return texts("error.changed", who=texts.listed(sorted({c["actor"] or "?" for c in error.changes})))
    except NoSuchRow:
        return texts("source.no_record")
    except BadEntry as error:
        return texts("error.refused", reason=error_words(error, texts))
    st.session_state[SAID] = said
    return ""
