"""原文: a speech with its evidence marked and its records beside it, both ways; marked words become a record."""

from __future__ import annotations

import streamlit as st

from dashboard import data, formats, frames, passages, review_data, review_frames, session
from dashboard.components import (
    empty_state,
    entry_forms,
    filters,
    loading,
    mark_form,
    place_forms,
    plots,
    source_review,
    speech_text,
    tables,
    url_state,
)
from dashboard.components.filters import ZONE, View
from dashboard.components.review_edits import leave
from dashboard.components.speech_text import LegendEntry, Listener
from dashboard.navigation import path_of
from dashboard.passages import Shown
from db.queries.scope import Row
from db.rights import Right
from db.vocab import RecordType, ReviewState

RECORD, MARK, VERSION, NONCE = "record", "mark", "version", "source:nonce"
NUMBERS, REJECTED = "numbers", "rejected"
SHOWS = (NUMBERS, REJECTED)


def page() -> None:
    view = filters.view()
    texts = view.texts
    types = filters.several(view, "types", {str(t): texts.label("record", t) for t in RecordType})
    shows = filters.several(view, "show", {s: texts.label("source_show", s) for s in SHOWS})
    filters.clear_button(view)
    st.title(texts("source.title"))
    speeches = data.speeches(view.scope)
    wanted = _wanted_speech()
    if not speeches and not wanted:
        empty_state.no_rows(view)
        return
    chosen = _choose(view, speeches, wanted)
    if not chosen:
        _list(view, speeches)
        return
    with loading.rows():
        speech = data.speech(int(chosen))
    if speech is None:
        empty_state.say(texts("source.no_speech"), texts("source.no_speech_do"))
        return
    if number := _facts(view, speech):
        _former(view, speech, number)
    else:
        _both_sides(view, speech, types, shows)


# ---------------------------------------------------------------- which speech


def _wanted_speech() -> str:
    """The speech that the address asks for, by itself or by its record; "" for none."""
    speech = st.query_params.get("speech", "")
    if not speech:
        record = passages.read_record_id(st.query_params.get(RECORD, ""))
        found = data.speech_of(*record) if record and record[0] in list(RecordType) else None
        return "" if found is None else str(found)
    return speech if speech.isascii() and speech.isdigit() and len(speech) < 19 else ""


def _choose(view: View, speeches: list[Row], wanted: str) -> str:
    texts = view.texts
    names = {str(s["id"]): _speech_label(s, texts) for s in speeches}
    if wanted and wanted not in names:  # a link leads further than the filter of places
        linked = data.speech(int(wanted))
        names = {wanted: _speech_label(linked, texts) if linked else texts("source.no_speech")} | names

    if st.session_state.get("speech", "") not in ("", *names):  # the browser sends the label from before a new place
        st.session_state["speech"] = wanted

    def forget() -> None:
        for name in (RECORD, MARK, VERSION):
            url_state.put(name, [])

    return url_state.bound(
        "speech", parse=lambda words: wanted, write=lambda v: [v] if v else [],
        widget=lambda key: st.selectbox(
            texts("source.choose"), ["", *names], key=key, format_func=lambda v: names.get(v, texts("filter.all")),
            on_change=forget,
        ),
    )


def _speech_label(speech: Row, texts: filters.Texts) -> str:
    place = speech["region"] or texts("filter.open_region")
    where = f"{speech['document_name']} #{speech['ordinal']}"
    return f"{place} · {formats.speech_day(speech, texts)} · {speech['title']}（{where}）"


def _list(view: View, speeches: list[Row]) -> None:
    frame = frames.speech_frame(speeches, view.texts)
    st.caption(view.texts("source.choose_row"))
    at = tables.show(view, frame, key="speeches", columns=[*frame.columns], selectable=True,
                     export=tables.Export(view.texts("overview.read"), lambda: frame))
    if at is not None:
        url_state.put("speech", [str(speeches[at]["id"])])
        st.rerun()


def _facts(view: View, speech: Row) -> int:
    """Place, date and origin of the speech; the version of its text that is wanted, 0 for the current one."""
    texts = view.texts
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{plots.plain(speech['region'] or texts('filter.open_region'))}** · "
            + texts.noted(texts.told(texts("source.speech_date"), f"**{formats.speech_day(speech, texts)}**"),
                          texts.label("date_source", speech["date_source"])) + " · "
            + plots.plain(texts("source.name", document=speech["document_name"], ordinal=speech["ordinal"])),
            width="content",
        )
        if session.may(Right.REVIEW):
            with st.popover(texts("source.set_date"), icon=":material/event:"):
                entry_forms.set_date(view, speech)
            with st.popover(texts("place.set"), icon=":material/location_on:"):
                place_forms.set_place(view, speech)
            waiting = sum(r["review"] == ReviewState.PENDING for r in speech["records"])
            if waiting:
                st.page_link(path_of("review"), label=texts("source.open_review", n=waiting),
                             icon=":material/fact_check:",
                             query_params=url_state.link_params(speech=str(speech["id"]), order="text"))
        return _version(view, speech)


def _version(view: View, speech: Row) -> int:
    texts, versions = view.texts, review_data.versions(speech["document_id"])
    if not versions:
        return 0
    names = {"0": texts("source.version_now")} | {
        str(v["number"]): texts("source.version_old", at=review_frames.at_words(v["loaded_at"], ZONE))
        for v in versions}
    return int(url_state.bound(
        VERSION, parse=url_state.one_of(names, _version_of_record()), write=lambda v: [] if v in ("0", None) else [v],
        widget=lambda key: st.selectbox(texts("source.version"), list(names), key=key, width=300,
                                        label_visibility="collapsed", format_func=lambda v: names[v]),
    ) or "0")


def _version_of_record() -> str:
    """The text that has the words of the record that the address asks for."""
    asked = passages.read_record_id(st.query_params.get(RECORD, ""))
    row = review_data.record(*asked) if asked and asked[0] in list(RecordType) else None
    return str(row["text_version"]) if row else "0"


def _former(view: View, speech: Row, number: int) -> None:
    """An earlier text of the document, with what it has and the current one has not."""
    texts, version = view.texts, review_data.version(speech["document_id"], number)
    now = review_data.document_text(speech["document_id"])
    if version is None or now is None:
        empty_state.say(texts("source.version_gone"), texts("source.no_speech_do"))
        return
    st.info(texts("source.version_note"), icon=":material/history:")
    text = version["text"]
    whole = {"text": text, "start": 0, "end": len(text), "records": version["records"], "set_aside": [],
             "sections": []}
    told = passages.as_json(passages.cut(whole, changed=passages.not_in(text, now)), texts)
    speech_text.draw(told, [], st.query_params.get(RECORD, ""), texts, speech=f"{speech['id']}-{number}", legend=[],
                     listener=Listener(picked=_pick, toggled=_pick, marked=None))
    record = passages.read_record_id(st.query_params.get(RECORD, ""))
    if record and record[0] in list(RecordType) and any((r["type"], r["id"]) == record for r in version["records"]):
        source_review.record(view, record, done=lambda: None)


# ---------------------------------------------------------------- the text and its records


def _both_sides(view: View, speech: Row, types: tuple[str, ...], shows: tuple[str, ...]) -> None:
    everything, chosen = review_data.rejected_too(speech["id"]), st.query_params.get(RECORD, "")
    asked = next((r for r in everything if passages.record_id(r) == chosen), None)
    shown = Shown(types=types, numbers=NUMBERS in shows, rejected=REJECTED in shows, asked=chosen if asked else "",
                  span=passages.read_span(st.query_params.get(MARK, ""), speech["start"], speech["end"]))
    inside = shown.records(everything)
    records = [r for r in inside if not types or r["type"] in types]
    with st.container(key="source-sides"):  # style.css puts them under each other where there is little room
        left, right = st.columns([5, 4], gap="medium")
    with left:
        _text(view, speech | {"records": inside}, everything, shown)
    with right:
        if chosen and asked is None:
            st.warning(view.texts("source.no_record"))
        if shown.span is not None and session.may(Right.REVIEW):
            mark_form.add(view, speech, shown.span, dropped=lambda: url_state.put(MARK, []), added=_added)
        else:
            source_review.walk(view, records, chosen, go=_go)
            if asked is not None:
                after = source_review.following(records, chosen)
                source_review.record(view, (asked["type"], asked["id"]), done=lambda: _go(after))
        _findings(view, speech)
        _records(view, records)
        if session.may(Right.REVIEW) and shown.span is None:
            mark_form.find(view, speech, found=_mark)


def _text(view: View, speech: Row, everything: list[Row], shown: Shown) -> None:
    shows = tuple(s for s, on in ((NUMBERS, shown.numbers), (REJECTED, shown.rejected)) if on)
    told = review_data.pieces(speech["id"], shown, view.texts.language)
    speech_text.draw(
        told, speech["sections"], shown.asked, view.texts, speech=str(speech["id"]),
        legend=_legend(view, speech, everything, shown.types, shows),
        listener=Listener(picked=_pick, toggled=lambda name: _toggle(name, shown.types, shows),
                          marked=_mark if session.may(Right.REVIEW) else None))
    st.caption(view.texts("source.caption_do"))


def _legend(view: View, speech: Row, everything: list[Row], types: tuple[str, ...],
            shows: tuple[str, ...]) -> list[LegendEntry]:
    texts = view.texts
    count = {str(t): sum(r["type"] == t for r in speech["records"]) for t in RecordType}
    others = {
        NUMBERS: sum(a["kind"] != passages.FURNITURE for a in speech["set_aside"]),
        REJECTED: sum(r["review"] == ReviewState.REJECTED for r in everything),
    }
    return [LegendEntry(t, texts.label("record", t), n, not types or t in types) for t, n in count.items() if n] + [
        LegendEntry(s, texts.label("source_show", s), n, s in shows) for s, n in others.items() if n]


def _toggle(name: str, types: tuple[str, ...], shows: tuple[str, ...]) -> None:
    """An entry of the legend was clicked: it is shown, or not any more."""
    if name in SHOWS:
        url_state.put("show", [s for s in SHOWS if (s in shows) != (s == name)])
        return
    every = [str(t) for t in RecordType]
    before = types or every
    now = [t for t in every if (t in before) != (t == name)]
    url_state.put("types", [] if len(now) == len(every) or not now else now)


def _pick(record: str) -> None:
    """A mark was clicked: its record is chosen, and the list forgets its own choice."""
    st.session_state[NONCE] = st.session_state.get(NONCE, 0) + 1
    url_state.put(MARK, [])
    url_state.put(RECORD, [record])


def _go(record: str) -> None:
    """Another record is opened."""
    leave()
    _pick(record)


def _mark(start: int, end: int) -> None:
    url_state.put(MARK, [f"{start}-{end}"])


def _added(record_type: str, record_id: int) -> None:
    url_state.put(MARK, [])
    url_state.put(RECORD, [passages.record_id({"type": record_type, "id": record_id})])


def _findings(view: View, speech: Row) -> None:
    """The checks of the speech's figures; the figures of the selected one can be looked up in the text."""
    texts, rows = view.texts, speech["findings"]
    if not rows:
        return
    plots.heading(texts("source.findings", n=len(rows), fails=sum(not r["holds"] for r in rows)))
    frame = frames.finding_frame(rows, texts)
    at = tables.show(view, frame, key=f"findings-{speech['id']}", columns=["fits", "says"], selectable=True,
                     export=tables.Export(texts("checks.title"), lambda: frame))
    if at is None:
        return
    marks = {(r["start"], r["end"]): passages.record_id(r) for r in speech["records"] if r["type"] == "indicator"}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(texts("source.figures_of_finding"))
        for number, (start, end) in enumerate([(rows[at]["start"], rows[at]["end"]), *map(tuple, rows[at]["places"])]):
            words = speech["text"][start - speech["start"]:end - speech["start"]]
            st.button(plots.plain(words), key=f"place-{rows[at]['finding_id']}-{number}", type="tertiary",
                      disabled=(start, end) not in marks, on_click=_pick, args=(marks.get((start, end), ""),))


def _records(view: View, records: list[Row]) -> None:
    texts = view.texts
    plots.heading(texts("source.records", n=len(records)))
    key = f"records-{records[0]['id'] if records else 0}-{st.session_state.get(NONCE, 0)}"
    frame = review_frames.with_states(frames.record_frame(records, texts), records, texts)

    def chosen() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and rows[0] < len(records):
            url_state.put(MARK, [])
            url_state.put(RECORD, [passages.record_id(records[rows[0]])])

    tables.show(view, frame, key=key, columns=["kind", "what"], selectable=True, on_select=chosen,
                export=tables.Export(texts("source.records", n=len(records)), lambda: frame))


page()
