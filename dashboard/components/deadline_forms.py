"""What can be done with a deadline, for one row or several together: move it, close it, say who answers for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard import data, formats, session
from dashboard.components import picked_rows, typed_words, unit_choice
from dashboard.components.entry_forms import settle
from dashboard.components.filters import FIRST_DAY, LAST_DAY, View, today
from dashboard.components.plots import plain
from dashboard.data import ZONE
from db.errors import EditConflict
from db.history import row_history
from db.queries.milestones import Progress
from db.queries.scope import Row
from db.rights import Right
from db.services.deadlines import move_deadlines, undo_move
from db.services.responsibility import assign, unassign
from db.vocab import Duty, RecordType, ReportSubject
from etl.entries import mark_done, undo_done

REASON_CHARS, NAME_CHARS, NOTE_CHARS = 200, 40, 200
SEEN = "due:seen"  # in the session: the version of the ledger that was read when rows were chosen, by their key
_OF_ENTRIES = ("id", "kind", "document_name", "ordinal", "record_key", "number_value", "entered_by", "entered_at")
CHOICES = 2  # a page has at most two tables to choose from


def actions(view: View, rows: Sequence[Row], *, key: str = "") -> None:
    """The forms that the reader's role carries, as tabs; all of them are about all rows.

    What is typed stays with these rows, see `typed_words`, or with `key` where that is given.
    """
    texts, key = view.texts, typed_words.line_of(frozenset([key])) if key else _key(rows)
    forms: list[tuple[Right, str, Callable[[View, Sequence[Row], str], None]]] = [
        (Right.MOVE_DEADLINE, "due.move", _move), (Right.REVIEW, "due.close", _close),
        (Right.ASSIGN, "due.assign", _assign),
    ]
    offered = [(texts(name), draw) for right, name, draw in forms if session.may(right)]
    if not offered:
        st.caption(":material/lock: " + texts("due.read_only"))
        return
    for tab, (_, draw) in zip(st.tabs([name for name, _ in offered]), offered, strict=True):
        with tab:
            draw(view, rows, key)


def records(rows: Sequence[Row]) -> list[tuple[RecordType, int]]:
    return [(RecordType(r["type"]), r["id"]) for r in rows]


def _key(rows: Sequence[Row]) -> str:
    """A word for this choice of rows and those from which it came: what is typed stays with it."""
    return typed_words.line_of(frozenset(picked_rows.item_of(row) for row in rows))


def _seen(key: str) -> int:
    """The version of the ledger that was read when these rows were chosen."""
    seen: dict[str, int] = st.session_state.setdefault(SEEN, {})
    seen[key] = seen.pop(key, None) or data.last_change()  # the choice that was looked at last stands last
    for old in list(seen)[:-CHOICES]:
        del seen[old]
    return seen[key]


def say_news(view: View, row: Row) -> None:
    """Who changed the row since it was chosen here, and what."""
    seen = _seen(_key([row]))
    if news := [c for c in data.cached(row_history, row["type"], row["id"]) if c["change_id"] > seen]:
        st.info("\n".join(f"- {plain(_change_words(view, c, [row]))}" for c in news), icon=":material/group:")


def _write(view: View, rows: Sequence[Row], key: str, said: str, write: Callable[[], Any]) -> None:
    """`settle`; where somebody else was faster, also what was changed, and what was typed can be sent again."""
    told: list[Row] = []

    def watched() -> None:
        try:
            write()
        except EditConflict as error:
            told.extend(error.changes)
            raise
        st.session_state.get(SEEN, {}).pop(key, None)
        typed_words.forget(key)
        picked_rows.written()

    settle(view, said, watched)
    if told:
        st.session_state[SEEN][key] = max(c["change_id"] for c in told)
        st.markdown("\n".join(f"- {plain(_change_words(view, c, rows))}" for c in told))
        st.caption(view.texts("due.conflict_do"))


def _change_words(view: View, change: Row, rows: Sequence[Row]) -> str:
    """张三 于 … 改动：时限：2025-06-30 → 2025-12-20; of several rows also which one."""
    texts, before, after = view.texts, change["before"] or {}, change["after"] or {}
    names = {"moved_to": texts("due.moved_to"), "review": texts("due.review"), "date_value": texts("overdue.done_on"),
             "note": texts("due.proof")}
    fields = "；".join(f"{names.get(name, name)}：{before.get(name) or '—'} → {value or '—'}"
                      for name, value in after.items() if name not in _OF_ENTRIES)
    subject = next((f"{r['subject']}：" for r in rows if len(rows) > 1 and r["id"] == change.get("row_id")), "")
    at = f"{change['at'].astimezone(ZONE):%Y-%m-%d %H:%M}" if change["at"] else "?"
    return subject + texts("due.conflict", who=change["actor"] or "?", at=at, what=fields, why=change["reason"] or "—")


def _named(view: View, rows: Sequence[Row], key: str) -> str:
    """What the page that follows says: the row's name, or how many there were."""
    return view.texts(f"{key}_one", subject=rows[0]["subject"]) if len(rows) == 1 else view.texts(
        f"{key}_many", n=len(rows))


# ---------------------------------------------------------------- 延期


def _move(view: View, rows: Sequence[Row], key: str) -> None:
    texts, seen = view.texts, _seen(key)
    if data.deadlines_only_earlier():
        st.caption(":material/lock_clock: " + texts("due.only_earlier"))
    typed_words.fill(key, move_to=None, move_by="", move_why="")
    left, middle, right = st.columns([1, 1, 2], vertical_alignment="bottom")
    to = left.date_input(texts("due.new_day"), value=None, min_value=FIRST_DAY, max_value=LAST_DAY,
                         format="YYYY-MM-DD", key=f"move-to-{key}")
    approver = middle.text_input(texts("due.approver"), max_chars=NAME_CHARS, key=f"move-by-{key}",
                                 placeholder=texts("due.approver_hint"))
    reason = right.text_input(texts("due.reason"), max_chars=REASON_CHARS, key=f"move-why-{key}",
                              placeholder=texts("due.reason_hint"))
    if st.button(texts("due.move_do", n=len(rows)), key=f"move-do-{key}", icon=":material/event_repeat:",
                 type="primary"):
        if missing := [texts(name) for name, value in (("due.new_day", to), ("due.approver", approver.strip()),
                                                       ("due.reason", reason.strip())) if not value]:
            st.error(texts("due.missing", what=texts.listed(missing)))
            return
        _write(view, rows, key, _named(view, rows, "due.moved"), lambda: move_deadlines(
            data.engine(), records(rows), to=to, reason=reason, approver=approver, actor=session.actor(),
            now=session.now(), seen=seen))
    if len(rows) == 1 and rows[0]["moves"] and st.button(texts("due.undo_move"), key=f"unmove-{key}", type="tertiary",
                                                          icon=":material/undo:"):
        settle(view, texts("identity.undone"), lambda: undo_move(
            data.engine(), RecordType(rows[0]["type"]), rows[0]["id"], actor=session.actor(), now=session.now()))


# ---------------------------------------------------------------- 办结


def _close(view: View, rows: Sequence[Row], key: str) -> None:
    texts, seen = view.texts, _seen(key)
    if len(rows) == 1 and rows[0]["done_on"]:
        _closed(view, rows[0], key)
        return
    still = [r for r in rows if not r["done_on"]]  # what is closed, by another or after the as-of day, keeps its proof
    if len(still) < len(rows):
        st.caption(texts("due.closed_already", n=len(rows) - len(still)))
    rows = still
    if not rows:
        return
    typed_words.fill(key, done_day=min(view.scope.asof, today()), done_note="")
    left, right = st.columns([1, 3], vertical_alignment="bottom")
    day = left.date_input(texts("overdue.done_on"), min_value=FIRST_DAY, max_value=today(), format="YYYY-MM-DD",
                          key=f"done-day-{key}")
    note = right.text_input(texts("due.proof"), max_chars=NOTE_CHARS, key=f"done-note-{key}",
                            placeholder=texts("due.proof_hint"))
    if st.button(texts("due.close_do", n=len(rows)), key=f"done-do-{key}", icon=":material/check:", type="primary"):
        if not note.strip() or day is None:
            st.error(texts("due.missing", what=texts("due.proof") if day else texts("overdue.done_on")))
            return
        _write(view, rows, key, _named(view, rows, "due.closed"), lambda: mark_done(
            data.engine(), records(rows), done_on=day, actor=session.actor(), now=session.now(), note=note, seen=seen))


def _closed(view: View, row: Row, key: str) -> None:
    texts, day = view.texts, formats.day(row["done_on"], view.texts)
    if row["progress"] == Progress.DONE:
        told = (texts.label("progress", "done"), day, row["done_by"], row["done_note"])
        st.success(plain(" · ".join(w for w in told if w)))
    else:
        later = texts("due.closed_later", day=day, asof=formats.day(view.scope.asof, texts),
                      progress=texts.label("progress", row["progress"]))
        st.info(plain(" · ".join(w for w in (later, row["done_by"], row["done_note"]) if w)), icon=":material/event:")
    if typed := st.session_state.get(f"done-note-{key}", "").strip():
        st.caption(plain(texts("due.closed_typed", words=typed)))
    if st.button(texts("due.undo_close"), key=f"undone-{key}", icon=":material/undo:", type="tertiary"):
        settle(view, texts("identity.undone"), lambda: undo_done(
            data.engine(), RecordType(row["type"]), row["id"], actor=session.actor(), now=session.now()))


# ---------------------------------------------------------------- 指派


def _assign(view: View, rows: Sequence[Row], key: str) -> None:
    texts = view.texts
    duties = [str(d) for d in Duty]
    typed_words.fill(key, assign_role=duties[1], assign_unit=None, assign_person="", assign_contact="")
    first, second, third, fourth = st.columns([1.1, 2, 1.2, 1.3], vertical_alignment="bottom")
    role = first.selectbox(texts("due.role"), duties, key=f"assign-role-{key}",
                           format_func=lambda d: texts.label("duty", d))
    unit = unit_choice.choose(second, view, texts("col.unit"), key=f"assign-unit-{key}",
                              placeholder=texts("due.unit_hint"))
    person = third.text_input(texts("due.person"), max_chars=NAME_CHARS, key=f"assign-person-{key}")
    contact = fourth.text_input(texts("due.contact"), max_chars=NAME_CHARS, key=f"assign-contact-{key}")
    if st.button(texts("due.assign_do", n=len(rows)), key=f"assign-do-{key}", icon=":material/person_add:",
                 type="primary"):
        if unit is None and not person.strip():
            st.error(texts("due.need_somebody"))
            return
        _write(view, rows, key, _named(view, rows, "due.assigned"), lambda: assign(
            data.engine(), [(ReportSubject(r["type"]), r["id"]) for r in rows], role=Duty(role),
            unit_id=unit_choice.entered(unit, rows), person=person, contact=contact,
            actor=session.actor(), now=session.now()))
    if len(rows) == 1:
        _assigned(view, rows[0])


def _assigned(view: View, row: Row) -> None:
    """What the office entered for the row, each with a way to take it back."""
    texts = view.texts
    for entry in row["entered"]:
        told = (texts.label("duty", entry["role"]), entry["unit"], entry["person"], entry["contact"])
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(" · ".join(w for w in told if w)), width="content")
            if st.button(texts("due.unassign"), key=f"unassign-{entry['id']}", type="tertiary",
                         icon=":material/person_remove:"):
                settle(view, texts("identity.undone"), lambda taken=entry["id"]: unassign(
                    data.engine(), taken, actor=session.actor(), now=session.now()))
