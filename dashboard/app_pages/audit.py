"""操作记录: every event with who, when, what and why, what it changed, and whether the chain is sound."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pandas as pd
import streamlit as st

from dashboard import audit_frames, office_data
from dashboard.components import empty_state, filters, plots, tables, url_state
from dashboard.components.filters import FIRST_DAY, LAST_DAY, ZONE, View
from dashboard.components.office_view import office_view
from dashboard.components.tables import EXPORT_ROWS, Export
from db.queries.history import EventFilter
from db.queries.scope import Row, Slice

ALL = "all"
CHANGES_SHOWN = 200
HASH_SHOWN = 16


def page() -> None:
    view = office_view()
    texts = view.texts
    wanted = _wanted(view)
    filters.clear_button(view)
    st.title(texts("audit.title"))
    st.caption(texts("audit.caption"))
    _chain(view)
    rows = office_data.events(wanted, tables.page_window())
    if rows:
        _events(view, rows, wanted)
    elif empty_state.is_filtered(view):
        empty_state.nothing(view)
    else:
        empty_state.say(texts("audit.none"), texts("audit.none_do"), icon=":material/history:")


def _wanted(view: View) -> EventFilter:
    """The filters of the sidebar."""
    texts, there = view.texts, office_data.event_choices()
    everybody = {ALL: texts("filter.all")}
    who = filters.single(view, "who", everybody | {a: a for a in there["actor"]}, default=ALL)
    act = filters.single(view, "act", everybody | {a: texts.label("action", a) for a in there["action"]}, default=ALL)
    since, until = _day(view, "since"), _day(view, "until")
    words = filters.words(view)
    return EventFilter(
        actor="" if who == ALL else who, action="" if act == ALL else act, words=words,
        since=since and _midnight(since), before=until and _midnight(until + timedelta(days=1)))


def _day(view: View, name: str) -> date | None:
    """A day that bounds the events; none by default."""
    def parse(words: list[str]) -> date | None:
        try:
            return date.fromisoformat(words[0]) if words else None
        except ValueError:
            return None

    with st.sidebar:
        day = url_state.bound(
            name, parse=parse, write=lambda v: [v.isoformat()] if v else [],
            widget=lambda key: st.date_input(view.texts(f"filter.{name}"), key=key, min_value=FIRST_DAY,
                                             max_value=LAST_DAY, format="YYYY-MM-DD"))
    view.names.append(name)
    view.chosen[view.texts(f"filter.{name}")] = day.isoformat() if day else view.texts("filter.all")
    return day


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def _chain(view: View) -> None:
    """The check of the whole chain, on demand: it reads every event."""
    texts = view.texts
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{texts('audit.chain')}**")
        if not st.button(texts("audit.verify"), key="verify", icon=":material/verified:"):
            return
        with st.spinner(texts("audit.verify")):
            found = office_data.verified()
    if found.sound:
        st.success(texts("audit.sound", n=found.events), icon=":material/check_circle:")
    else:
        st.error(texts("audit.broken", n=sum(found.counts.values())), icon=":material/error:")
        st.dataframe(pd.DataFrame([{texts("audit.trouble"): texts.label("trouble", f.kind),
                                    texts("audit.found"): f.says} for f in found.findings]),
                     hide_index=True, width="stretch")
    st.caption(texts("audit.head", id=found.head.number, hash=found.head.hash[:HASH_SHOWN]))


def _events(view: View, rows: list[Row], wanted: EventFilter) -> None:
    texts = view.texts

    def everything() -> pd.DataFrame:
        rows = office_data.events(wanted, Slice(limit=EXPORT_ROWS))
        return audit_frames.event_frame(rows, texts, ZONE, exact=True)

    st.caption(texts("audit.pick"))
    at = tables.show(
        view, audit_frames.event_frame(rows, texts, ZONE), key="events", total=rows[0]["total"], selectable=True,
        columns=list(audit_frames.EVENT_COLUMNS), export=Export(texts("audit.sheet"), everything),
        rename={name: texts(key) for name, key in audit_frames.EVENT_COLUMNS.items()})
    tables.pages(rows[0]["total"])
    if at is not None:
        _changes(view, rows[at])


def _changes(view: View, event: Row) -> None:
    """What one event changed."""
    texts = view.texts
    changes = office_data.event_changes(event["id"], Slice(limit=CHANGES_SHOWN))
    frame = audit_frames.change_frame(changes, texts)
    with st.container(border=True):
        plots.heading(texts("audit.changes", id=event["id"]))
        st.caption(f"{audit_frames.moment(event['at'], ZONE, exact=True)} · {event['hash'][:HASH_SHOWN]}")
        st.dataframe(frame.rename(columns={n: texts(k) for n, k in audit_frames.CHANGE_COLUMNS.items()}),
                     key="changes", hide_index=True, width="stretch")
        if changes and changes[0]["total"] > len(changes):
            st.caption(texts("audit.more", n=changes[0]["total"] - len(changes)))


page()
