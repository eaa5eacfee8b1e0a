"""待审: what was read waits here for a person; one record at a time with the keyboard, or several at once."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboard import data, formats, passages, review_data, review_frames
from dashboard.components import (
    empty_state,
    filters,
    loading,
    review_forms,
    review_many,
    review_story,
    speech_text,
    tables,
    url_state,
)
from dashboard.components.filters import View
from dashboard.components.plots import plain
from dashboard.components.review_edits import is_open, leave, say_refusal, unsaved, unsaved_mark
from dashboard.navigation import path_of
from db.queries.review import QueueFilter
from db.queries.scope import Row
from db.vocab import RecordType, ReviewState

RECORD, ALL, ONE, MANY = "record", "all", "one", "many"
URGENCY, TEXT, ANY, PROPOSED = "urgency", "text", "any", "proposed"
SURE = 0.9
PINNED = "review:pinned"  # in the session: the queue that was looked at last, and its record
TEXT_ROWS = 200  # of a speech in the order of its text


def page() -> None:
    view = filters.view()
    progress = {r["speech_id"]: r for r in review_data.progress(view.scope)}
    wanted, in_text_order = _wanted(view, progress)
    filters.clear_button(view)
    st.title(view.texts("review.title"))
    if not progress:
        empty_state.no_rows(view)
        return
    mode = _head(view, progress, wanted)
    window = tables.page_window(size=_page_rows(in_text_order))
    with loading.rows():
        rows = review_data.queue(view.scope, wanted, window)
    if in_text_order:
        rows = sorted(rows, key=lambda r: (r["start"], r["type"], r["id"]))
    if mode == MANY:
        review_many.several(view, rows, wanted, opened=_open)
    else:
        _one(view, rows, progress, wanted)
    if rows:
        tables.pages(rows[0]["total"], size=_page_rows(in_text_order))


def _page_rows(in_text_order: bool) -> int:
    return TEXT_ROWS if in_text_order else tables.PAGE_ROWS


# ---------------------------------------------------------------- filters and head


def _wanted(view: View, progress: dict[int, Row]) -> tuple[QueueFilter, bool]:
    """The filter of the sidebar, and whether the records are wanted in the order of their text."""
    texts, choices = view.texts, review_data.choices(view.scope)
    speech = filters.single(view, "speech", {ALL: texts("review.all_speeches")} | _speeches(view, progress),
                            default=ALL)
    order = filters.single(view, "order", {o: texts.label("review_order", o) for o in (URGENCY, TEXT)},
                           default=URGENCY) if speech != ALL else URGENCY
    states = filters.several(view, "states", {str(s): texts.label("review_state", s) for s in ReviewState},
                             default=[str(ReviewState.PENDING)])
    types = filters.several(view, "types", {str(t): texts.label("record", t) for t in RecordType})
    rules = filters.several(view, "rules", _counted(view, choices, "rule"))
    topics = filters.several(view, "topics", _counted(view, choices, "topic"))
    proposed = filters.single(view, "proposed", {v: texts.label("review_proposed", v) for v in (ANY, PROPOSED)},
                              default=ANY)
    wanted = QueueFilter(states=states, types=types, rules=rules, topics=topics, proposed=proposed == PROPOSED,
                         speech_id=None if speech == ALL else int(speech))
    return wanted, order == TEXT


def _counted(view: View, choices: Sequence[Row], name: str) -> dict[str, str]:
    """The values of a column with their labels, the most frequent first."""
    counts: dict[str, int] = {}
    for row in choices:
        counts[row[name]] = counts.get(row[name], 0) + row["n"]
    ordered = sorted(counts, key=lambda v: (-counts[v], v))
    return {v: view.texts.label(name, v) for v in ordered}


def _speeches(view: View, progress: dict[int, Row]) -> dict[str, str]:
    """The speeches that have records. No counts in their names: a widget whose labels change forgets its choice."""
    return {str(s["id"]): speech_name(view, s) for s in data.speeches(view.scope) if s["id"] in progress}


def speech_name(view: View, speech: Row) -> str:
    place = speech["region"] or view.texts("filter.open_region")
    return f"{place} · {formats.speech_day(speech, view.texts)} · {speech['title']}"


def _head(view: View, progress: dict[int, Row], wanted: QueueFilter) -> str:
    """How far the review is, the way to accept what is sure, and the mode."""
    texts = view.texts
    chosen = [progress[wanted.speech_id]] if wanted.speech_id is not None else list(progress.values())
    n, reviewed = (sum(r[name] for r in chosen) for name in ("n", "reviewed"))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        with st.container(width="stretch"):
            st.progress(reviewed / n, text=texts("review.progress", n=n, reviewed=reviewed))
        if wanted.speech_id is not None:
            _sure(view, wanted.speech_id)
        return url_state.bound(
            "mode", parse=url_state.one_of((ONE, MANY), ONE), write=lambda v: [MANY] if v == MANY else [],
            widget=lambda key: st.segmented_control(
                texts("filter.mode"), [ONE, MANY], key=key, label_visibility="collapsed", required=True,
                format_func=lambda v: texts.label("review_mode", v)),
        ) or ONE


def _sure(view: View, speech_id: int) -> None:
    """Accept everything of a speech that was read with little doubt."""
    texts, places = view.texts, review_data.sure_records(speech_id, SURE)
    if not places:
        return
    with st.popover(texts("review.sure", n=len(places)), icon=":material/done_all:"):
        st.markdown(texts("review.sure_do", n=len(places)))
        st.button(texts("review.sure_yes", n=len(places)), key="sure", type="primary", icon=":material/check:",
                  on_click=review_many.accept, args=(view, places))


# ---------------------------------------------------------------- one by one


def _one(view: View, rows: list[Row], progress: dict[int, Row], wanted: QueueFilter) -> None:
    texts, ids = view.texts, [passages.record_id(r) for r in rows]
    asked = passages.read_record_id(st.query_params.get(RECORD, ""))
    here = passages.record_id({"type": asked[0], "id": asked[1]}) if asked and asked[0] in list(RecordType) else ""
    row = review_data.record(*asked) if here and asked else None
    if here and row is None:
        st.warning(texts("source.no_record"))
    if row is None:
        here = _stays((wanted, tables.page_number())) or (ids[0] if ids else "")
        place = passages.read_record_id(here)
        row = review_data.record(*place) if place else None
    st.session_state[PINNED] = ((wanted, tables.page_number()), here)
    at = ids.index(here) if here in ids else -1
    _walk(view, ids, at, rows[0]["total"] if rows else 0, here)
    if row is None:
        say_refusal()
        _finished(view, progress, wanted)
        return
    following = ids[at + 1:at + 2] or (ids[at - 1:at] if at > 0 else [])
    _both_sides(view, row, following)
    _list(view, rows)


def _stays(where: object) -> str:
    """The record that the reader looks at, where it left this very queue by what somebody else did; "" for none.

    It must not slip away from under a hand that is about to press a button.
    """
    before, record = st.session_state.get(PINNED, (None, ""))
    return record if before == where and is_open(record) else ""


def _list(view: View, rows: list[Row]) -> None:
    """The queue under the record, to jump in it."""
    texts, key = view.texts, f"list-{passages.record_id(rows[0]) if rows else ''}-{len(rows)}"

    def chosen() -> None:
        picked = st.session_state[key]["selection"]["rows"]
        if picked and picked[0] < len(rows):
            _go(passages.record_id(rows[picked[0]]))

    box = st.expander(texts("review.queue"), icon=":material/list:", key="review-queue", on_change="rerun")
    if not box.open:  # a long table costs as much as all the rest of the page
        return
    with box:
        frame, typed = review_frames.queue_frame(rows, texts), unsaved()
        frame["kind"] = [texts.noted(kind, texts("review.unsaved")) if passages.record_id(row) in typed else kind
                         for row, kind in zip(rows, frame["kind"], strict=True)]
        tables.show(view, frame, key=key, selectable=True, on_select=chosen,
                    total=rows[0]["total"] if rows else 0, columns=["kind", "what", "confidence", "quote"])


def _walk(view: View, ids: list[str], at: int, total: int, here: str) -> None:
    """Previous, next, undo."""
    texts = view.texts
    with st.container(horizontal=True, vertical_alignment="center"):
        for name, to, shortcut, icon in (("previous", at - 1, "K", "arrow_back"), ("next", at + 1, "J",
                                                                                    "arrow_forward")):
            there = 0 <= to < len(ids)
            st.button(texts(f"review.{name}"), key=f"review-{name}", icon=f":material/{icon}:", shortcut=shortcut,
                      disabled=not there, on_click=_go, args=(ids[to] if there else "",))
        review_forms.undo_button(view, done=lambda place: url_state.put(
            RECORD, [passages.record_id({"type": place[0], "id": place[1]})]))
        if at >= 0:
            first = (tables.page_number() - 1) * tables.PAGE_ROWS if total > len(ids) else 0
            st.markdown(texts("review.at", at=first + at + 1, total=total), width="content")
        elif here:
            st.caption(texts("review.gone"))


def _go(record: str) -> None:
    leave()
    url_state.put(RECORD, [record] if record else [])


def _both_sides(view: View, row: Row, following: list[str]) -> None:
    texts = view.texts

    def done() -> None:
        url_state.put(RECORD, following)

    with st.container(key="review-sides"):  # as on the page of the source, see style.css
        left, right = st.columns([1, 1], gap="medium")
    with left:
        st.markdown(f"**{plain(review_frames.head_of(row, texts))}** · "
                    f"{review_frames.state_words(row['columns']['review'], texts)}{unsaved_mark(view, row)}")
        speech = data.speech(row["speech_id"])
        text, begins = (speech["text"], speech["start"]) if speech and row["text_version"] == 0 else ("", 0)
        speech_text.passage(passages.context(text, row, begins=begins), row["type"])
        review_story.origin(view, row)
        with st.container(horizontal=True):
            st.page_link(path_of("source"), label=texts("review.to_source"), icon=":material/article:",
                         query_params=url_state.link_params(
                             speech=str(row["speech_id"]), record=passages.record_id(row),
                             version=str(row["text_version"] or "")))
            if row["columns"].get("project_id"):
                st.page_link(path_of("project"), label=texts("review.to_project"), icon=":material/construction:",
                             query_params=url_state.link_params(project=str(row["columns"]["project_id"])))
        review_story.history(view, row, done=lambda: url_state.put(RECORD, [passages.record_id(row)]))
    with right:
        review_forms.panel(view, row, done=done)


def _finished(view: View, progress: dict[int, Row], wanted: QueueFilter) -> None:
    """Nothing is left: what comes next."""
    texts = view.texts
    if empty_state.is_filtered(view) and wanted.speech_id is None:
        empty_state.nothing(view)
        return
    empty_state.say(texts("review.finished"), texts("review.finished_do"), icon=":material/task_alt:")
    waiting = [s for s in data.speeches(view.scope)
               if s["id"] in progress and progress[s["id"]]["reviewed"] < progress[s["id"]]["n"]]
    if waiting:
        row = progress[waiting[0]["id"]]
        st.button(texts("review.next_speech", speech=speech_name(view, waiting[0]), n=row["n"] - row["reviewed"]),
                  key="next-speech", icon=":material/arrow_forward:", on_click=_go_to_speech, args=(row["speech_id"],))


def _go_to_speech(speech_id: int) -> None:
    for name in ("states", "types", "rules", "topics", "proposed"):
        url_state.forget(name)
    url_state.put("speech", [str(speech_id)])


def _open(record: str) -> None:
    url_state.forget("mode")
    _go(record)


page()
