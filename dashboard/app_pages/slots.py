"""责任要素: which of 六定, 三明确 … each item has, by which words; what is missing; the questions to send back."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import dispatch_sheet, downloads, formats, slot_frames
from dashboard import responsibility_data as office
from dashboard.components import empty_state, evidence, filters, loading, picked_rows, plots, tables, url_state
from dashboard.components import responsibility_forms as forms
from dashboard.components.filters import View
from dashboard.components.tables import EXPORT_ROWS, Export
from dashboard.frames import speech_name
from dashboard.slot_frames import Letter
from db.queries.scope import Row, Slice
from db.queries.slots import KINDS, Slot, SlotFilter, templates
from db.vocab import ReportSubject

FIRST = "六定"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LETTERS = 20  # on the page; the files hold all
WORD_ITEMS = 1000  # what Word is written of in a few seconds


def page() -> None:
    view = filters.view()
    texts = view.texts
    names = {t: t for t in sorted(templates(), key=lambda t: (t != FIRST, list(templates()).index(t)))}
    template = filters.single(view, "template", names, default=FIRST)
    kind = ReportSubject(filters.single(view, "items", {str(k): texts.label("record", k) for k in KINDS},
                                        default=str(KINDS[0])))
    words = filters.words(view)
    st.title(texts("slots.title"))
    if not empty_state.has_speeches(view):
        filters.clear_button(view)
        empty_state.ledger(view)
        return
    slots = templates()[template]
    st.caption(texts("slots.caption", template=template, slots=texts.listed(s.name for s in slots)))
    missing = _missing(view, slots, office.slot_gaps(view.scope, SlotFilter(template, words=words), kind), kind)
    filters.clear_button(view)
    wanted = SlotFilter(template, missing=missing, words=words)
    with loading.rows():
        rows = office.slot_items(view.scope, wanted, tables.page_window(), kind)
    if rows:
        _items(view, rows, wanted, slots, kind)
    else:
        empty_state.nothing(view)
    _questions(view, wanted, slots)


def _missing(view: View, slots: tuple[Slot, ...], counts: Row, kind: ReportSubject) -> str:
    """What is missing how often, one sentence a slot; a click keeps the items that lack it."""
    texts, of = view.texts, view.texts.label("record", kind)
    st.markdown(texts("slots.complete", kind=of, n=counts["items"], complete=counts["complete"], of=len(slots)))
    lacking = {s.name: texts("slots.lacks", n=counts[f"slot{i}"], lacks=s.lacks)
               for i, s in enumerate(slots) if counts[f"slot{i}"]}
    view.names.append("missing")
    found = url_state.bound(
        "missing", parse=url_state.one_of([s.name for s in slots]), write=lambda v: [v] if v else [],
        widget=lambda key: st.pills(texts("slots.missing"), [s.name for s in slots if s.name in lacking
                                                             or s.name == st.session_state.get(key)],
                                    key=key, format_func=lambda n: lacking.get(n, n), on_change=_first_page,
                                    label_visibility="collapsed"),
    ) or ""
    view.chosen[texts("slots.missing")] = found or texts("filter.all")
    return found


def _first_page() -> None:
    url_state.forget("p")


def _items(view: View, rows: list[Row], wanted: SlotFilter, slots: tuple[Slot, ...], kind: ReportSubject) -> None:
    texts, total = view.texts, rows[0]["total"]

    def everything() -> pd.DataFrame:
        full = office.slot_items(view.scope, wanted, Slice(limit=EXPORT_ROWS), kind)
        return slot_frames.slot_frame(full, slots, texts)

    st.caption(texts("slots.hint"))
    chosen = picked_rows.show(
        view, rows, slot_frames.slot_frame(rows, slots, texts), key="slots-table", total=total,
        where=(view.scope, wanted, kind, tables.page_number()),
        columns=["completeness", "item", "link", *(f"slot{i}" for i in range(len(slots))), "region"],
        rename={f"slot{i}": s.name for i, s in enumerate(slots)},
        export=Export(f"{wanted.template}_{texts.label('record', kind)}", everything),
    )
    tables.pages(total)
    if chosen:
        _chosen(view, chosen, slots)


def _chosen(view: View, chosen: list[Row], slots: tuple[Slot, ...]) -> None:
    """The sentence of the row that was chosen last, and what can be filled in for all that are chosen."""
    texts, last = view.texts, chosen[-1]
    with st.container(border=True):
        plots.heading(last["title"] if len(chosen) == 1 else texts("accountability.chosen", n=len(chosen)))
        lacking = [s.lacks for i, s in enumerate(slots) if last[f"slot{i}"] is None]
        if lacking and len(chosen) == 1:
            st.caption(texts("slots.still", lacks=texts.listed(lacking)))
        evidence.panel(view, last, None if last["type"] == "project" else last["type"])
        key = forms.key_of("slot", chosen)
        who, when = st.tabs([texts("slots.fill_who"), texts("slots.fill_when")])
        with who:
            forms.assign_form(view, chosen, key=key)
        with when:
            forms.first_deadline(view, chosen, key=key)


def _questions(view: View, wanted: SlotFilter, slots: tuple[Slot, ...]) -> None:
    """What goes back to those who spoke, a speech at a time on the page, all of it as a document."""
    texts, asked = view.texts, office.slot_asked(view.scope, wanted)
    if not asked:
        return
    total = sum(speech["items"] for speech in asked)
    plots.heading(texts("slots.questions"))
    st.caption(texts("slots.questions_caption", n=total, speeches=len(asked)))
    _downloads(view, wanted, slots, total)
    for speech in asked[:LETTERS]:
        with st.expander(texts.noted(plots.plain(speech_name(speech)), speech["items"]), on_change="rerun",
                         key=f"letter-{speech['speech_id']}") as letter:
            if letter.open:
                _letter(view, _letters(view, wanted, slots, speech["speech_id"])[0])
    if len(asked) > LETTERS:
        st.caption(texts("slots.more", n=len(asked) - LETTERS))


def _letters(view: View, wanted: SlotFilter, slots: tuple[Slot, ...], speech_id: int | None = None) -> list[Letter]:
    return slot_frames.letters(office.slot_questions(view.scope, wanted, speech_id), slots, missing=wanted.missing)


def _downloads(view: View, wanted: SlotFilter, slots: tuple[Slot, ...], total: int) -> None:
    """The whole list as a document and as a table; both are made when they are asked for."""
    texts = view.texts
    day = texts("table.asof", date=formats.day(view.scope.asof, texts))
    # the list is of milestones and tasks, whichever of them the table above shows
    chosen = {name: value for name, value in view.chosen.items() if name != texts("filter.items")}

    def word() -> bytes:
        return dispatch_sheet.as_word(slot_frames.question_sheet(
            slot_frames.first_items(_letters(view, wanted, slots), WORD_ITEMS), wanted.template, day, chosen, texts,
            total=total))

    stem = f"{texts('slots.questions')}_{wanted.template}_{view.scope.asof}"
    with st.container(horizontal=True):
        st.download_button(texts("slots.word"), data=word, mime=WORD, key="questions-word", on_click="ignore",
                           icon=":material/description:", file_name=f"{stem}.docx")
        st.download_button(texts("table.excel"), data=lambda: _excel(view, _letters(view, wanted, slots), chosen),
                           mime=EXCEL, key="questions-excel", on_click="ignore", icon=":material/table_view:",
                           file_name=f"{stem}.xlsx")


def _excel(view: View, found: list[Letter], chosen: dict[str, str]) -> bytes:
    texts = view.texts
    frame = slot_frames.question_frame(found, texts)
    named = frame.rename(columns={c: texts(f"col.{c}") for c in frame.columns})
    return downloads.as_excel(named, sheet=texts("slots.questions"), filter_sheet=texts("table.sheet_filters"),
                              filters=chosen)


def _letter(view: View, letter: Letter) -> None:
    if letter.common:
        asks = plots.plain("；".join(letter.common))
        st.markdown(view.texts("slots.common", n=len(letter.items), asks=asks))
    own = [i for i in letter.items if i.asks]
    st.markdown("\n".join(
        f"{n}. [{plots.plain(slot_frames.cut(i.title, slot_frames.TITLE_CHARS))}]({i.link})："
        f"{plots.plain('；'.join(i.asks))}" for n, i in enumerate(own, start=1)))


page()
