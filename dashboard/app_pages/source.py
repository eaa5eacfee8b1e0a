"""原文: a speech with its evidence marked and its records beside it, both ways."""

from __future__ import annotations

from html import escape

import streamlit as st

from dashboard import data, formats, frames, passages
from dashboard.components import empty_state, entry_forms, filters, plots, speech_text, tables, url_state
from dashboard.components.filters import View
from db.queries.scope import Row
from db.vocab import RecordType

RECORD, NONCE = "record", "source:nonce"


def page() -> None:
    view = filters.view()
    texts = view.texts
    types = filters.several(view, "types", {str(t): texts.label("record", t) for t in RecordType})
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
    speech = data.speech(int(chosen))
    if speech is None:
        empty_state.say(texts("source.no_speech"), texts("source.no_speech_do"))
        return
    _facts(view, speech)
    _both_sides(view, speech, types)


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
    return url_state.bound(
        "speech", parse=lambda words: wanted, write=lambda v: [v] if v else [],
        widget=lambda key: st.selectbox(
            texts("source.choose"), ["", *names], key=key, format_func=lambda v: names.get(v, texts("filter.all")),
            on_change=lambda: url_state.put(RECORD, []),
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


def _facts(view: View, speech: Row) -> None:
    texts = view.texts
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{plots.plain(speech['region'] or texts('filter.open_region'))}** · "
            f"{texts('source.speech_date')}：**{formats.speech_day(speech, texts)}**"
            f"（{texts.label('date_source', speech['date_source'])}）· "
            + plots.plain(texts("source.name", document=speech["document_name"], ordinal=speech["ordinal"])),
            width="content",
        )
        with st.popover(texts("source.set_date"), icon=":material/event:"):
            entry_forms.set_date(view, speech)
    st.caption(texts("source.caption"))


def _both_sides(view: View, speech: Row, types: tuple[str, ...]) -> None:
    records = [r for r in speech["records"] if not types or r["type"] in types]
    chosen = st.query_params.get(RECORD, "")
    selected = next((r for r in records if passages.record_id(r) == chosen), None)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.html(_legend(records, view.texts))
        speech_text.draw(passages.cut(speech, types), speech["sections"], chosen if selected else "", view.texts,
                         picked=_pick)
    with right:
        if chosen and selected is None:
            st.warning(view.texts("source.no_record"))
        if selected is not None:
            _record(view, selected)
        _findings(view, speech)
        _records(view, records)


def _pick(record: str) -> None:
    """A mark was clicked: its record is chosen, and the list forgets its own choice."""
    st.session_state[NONCE] = st.session_state.get(NONCE, 0) + 1
    url_state.put(RECORD, [record])


LEGEND = {"indicator": "#CFE3FB", "project": "#D3F0DC", "milestone": "#FFE9A8", "assignment": "#E5DAF8",
          "cadence": "#CDEFF0", "sanction": "#FBD5D9"}


def _legend(records: list[Row], texts: filters.Texts) -> str:
    count = {t: sum(r["type"] == t for r in records) for t in LEGEND}
    return '<div style="display:flex;flex-wrap:wrap;gap:.4rem">' + "".join(
        f'<span style="background:{colour};color:#1C2430;padding:.05rem .5rem;border-radius:3px;font-size:.85rem">'
        f'{escape(texts.label("record", t))} {count[t]}</span>' for t, colour in LEGEND.items() if count[t]
    ) + "</div>"


def _record(view: View, record: Row) -> None:
    texts = view.texts
    with st.container(border=True, gap="xsmall"):
        st.caption(texts("source.selected"))
        st.markdown(f"**{texts.label('record', record['type'])} · {frames.how(record['type'], record['how'], texts)}** "
                    + plots.plain(frames.record_words(record, texts)))


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
    frame = frames.record_frame(records, texts)

    def chosen() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and rows[0] < len(records):
            url_state.put(RECORD, [passages.record_id(records[rows[0]])])

    tables.show(view, frame, key=key, columns=["kind", "what"], selectable=True, on_select=chosen,
                export=tables.Export(texts("source.records", n=len(records)), lambda: frame))


page()
