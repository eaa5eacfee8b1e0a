"""The sidebar: language, as-of date, place, and the filters of a page. Every one lives in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import streamlit as st

from dashboard import data, formats
from dashboard.components import url_state
from dashboard.data import KNOWN, ZONE
from dashboard.i18n import LANGUAGE_NAMES, Language, Texts, language_of
from db.queries.scope import OPEN_REGION, Row, Scope

OPEN_CODE = "none"
SAID = "said"  # in the session: what an entry has to say on the page that follows it
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)


@dataclass(slots=True)
class View:
    """What the reader chose: the words to use, the scope, and the filters for the export (name → value)."""

    texts: Texts
    scope: Scope
    chosen: dict[str, str] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)  # the page's own parameters, for 清除筛选


def texts_in_use() -> Texts:
    """The interface language: the address's, else the browser's."""
    words = url_state.value_of("lang") or st.query_params.get("lang")
    return Texts(Language(words) if words in list(Language) else language_of(st.context.locale))


def today() -> date:
    return datetime.now(ZONE).date()


def view() -> View:
    """Draw what every page's sidebar has and say what was chosen."""
    texts = texts_in_use()
    if said := st.session_state.pop(SAID, None):
        st.toast(said, icon=":material/check_circle:")
    with st.sidebar:
        asof = _asof(texts)
        codes, places = _county(texts)
    scope = Scope(asof=asof, regions=_with_parts(codes, places))
    named = {p["code"]: p["name"] for p in places}
    chosen = {texts("filter.asof"): formats.day(asof, texts),
              texts("filter.county"): texts.listed(named.get(c, texts("filter.open_region")) for c in codes)
              or texts("filter.everywhere")}
    if known := data.known_on():
        chosen[texts("filter.known")] = formats.day(known, texts)
        _past(texts, known)
    return View(texts=texts, scope=scope, chosen=chosen)


def known_switch(texts: Texts) -> None:
    """The choice of a day at whose end the ledger is shown as it was."""
    def parse(words: list[str]) -> date | None:
        return data.known_on()

    with st.sidebar:
        url_state.bound(
            KNOWN, parse=parse, write=lambda v: [v.isoformat()] if v else [],
            widget=lambda key: st.date_input(texts("filter.known"), key=key, help=texts("filter.known_help"),
                                             min_value=FIRST_DAY, max_value=today(), format="YYYY-MM-DD"),
        )


def _past(texts: Texts, known: date) -> None:
    """What every page says while it shows a past ledger, with the way back."""
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(f":material/history: {texts('filter.known_now', date=formats.day(known, texts))}")
        st.button(texts("filter.known_back"), on_click=url_state.forget, args=(KNOWN,), key="known-back",
                  type="tertiary", icon=":material/undo:")


def language_switch(texts: Texts) -> None:
    """The switch at the foot of the sidebar."""
    browser, names = str(language_of(st.context.locale)), {str(v): n for v, n in LANGUAGE_NAMES.items()}
    with st.sidebar:
        url_state.bound(
            "lang", parse=url_state.one_of(names, browser), write=lambda v: [] if v == browser else [v],
            widget=lambda key: st.selectbox(texts("app.language"), list(names), key=key,
                                            format_func=lambda v: names[v]),
        )


def _asof(texts: Texts) -> date:
    def parse(words: list[str]) -> date:
        try:
            day = date.fromisoformat(words[0]) if words else today()
        except ValueError:
            return today()
        return day if FIRST_DAY <= day <= LAST_DAY else today()

    return url_state.bound(
        "asof", parse=parse, write=lambda v: [] if v in (None, today()) else [v.isoformat()],
        widget=lambda key: st.date_input(texts("filter.asof"), key=key, help=texts("filter.asof_help"),
                                         min_value=FIRST_DAY, max_value=LAST_DAY, format="YYYY-MM-DD"),
    ) or today()


def _county(texts: Texts) -> tuple[list[str], list[Row]]:
    places = data.places()
    names = {p["code"]: p["name"] for p in places} | {OPEN_CODE: texts("filter.open_region")}
    codes = url_state.bound(
        "county", parse=url_state.some_of(names), write=lambda v: v,
        widget=lambda key: st.multiselect(texts("filter.county"), list(names), key=key, format_func=lambda c: names[c],
                                          placeholder=texts("filter.everywhere")),
    )
    return codes, places


def _with_parts(codes: Iterable[str], places: list[Row]) -> tuple[int, ...]:
    """The chosen places and all places inside them, as ids."""
    chosen = set(codes)
    ids = {p["id"] for p in places if p["code"] in chosen}
    grown = True
    while grown:
        inside = {p["id"] for p in places if p["parent_id"] in ids} - ids
        ids |= inside
        grown = bool(inside)
    return tuple(sorted(ids | ({OPEN_REGION} if OPEN_CODE in chosen else set())))


def with_parts_counted(counts: Iterable[Row], places: list[Row]) -> list[tuple[str | None, int]]:
    """Codes of places with their `n`, what lies inside them counted too, as a filter for the place finds it; most
    first. `counts`: group (a code, None for the open place), n."""
    own = {r["group"]: r["n"] for r in counts}
    above = {p["id"]: p["parent_id"] for p in places}
    codes, ids = {p["id"]: p["code"] for p in places}, {p["code"]: p["id"] for p in places}
    found = dict(own)
    for code, n in own.items():
        at = above.get(ids.get(code))
        while at is not None:
            if codes[at] in own:  # a place that is only made of its parts says nothing new
                found[codes[at]] += n
            at = above.get(at)
    return sorted(found.items(), key=lambda item: (-item[1], item[0] or ""))


def several(view: View, name: str, options: Mapping[str, str], *, default: Iterable[str] = ()) -> tuple[str, ...]:
    """A filter of the page with any number of choices, value → label; `name` is its parameter and `filter.` text."""
    label, usual = view.texts(f"filter.{name}"), list(default)
    with st.sidebar:
        values = url_state.bound(
            name, parse=url_state.some_of(options, usual), write=lambda v: [] if v == usual else v,
            widget=lambda key: st.multiselect(label, list(options), key=key, format_func=lambda v: options[v],
                                              placeholder=view.texts("filter.all")),
        )
    _note(view, name, label, view.texts.listed(options[v] for v in values))
    return tuple(values)


def single(view: View, name: str, options: Mapping[str, str], *, default: str,
           draw: Callable[..., str | None] = st.selectbox) -> str:
    """A filter of the page with one choice."""
    label = view.texts(f"filter.{name}")
    with st.sidebar:
        value = url_state.bound(
            name, parse=url_state.one_of(options, default), write=lambda v: [] if v in (default, None) else [v],
            widget=lambda key: draw(label, list(options), key=key, format_func=lambda v: options[v]),
        ) or default
    _note(view, name, label, options[value])
    return value


def words(view: View) -> str:
    """The keyword filter."""
    label = view.texts("filter.words")
    with st.sidebar:
        value = url_state.bound(
            "words", parse=lambda w: w[0][:60] if w else "", write=lambda v: [v] if v else [],
            widget=lambda key: st.text_input(label, key=key, max_chars=60, placeholder=view.texts("filter.words_hint")),
        )
    _note(view, "words", label, value)
    return value.strip()


def _note(view: View, name: str, label: str, value: str) -> None:
    view.names.append(name)
    view.chosen[label] = value or view.texts("filter.all")


def clear_button(view: View) -> None:
    """A button that takes all filters of the page and the place back to their defaults."""
    names = [*view.names, "county", "p"]

    def clear() -> None:
        for name in names:
            url_state.forget(name)

    if any(n in st.query_params for n in names):
        st.sidebar.button(view.texts("filter.clear"), on_click=clear, icon=":material/filter_alt_off:", key="clear",
                          width="stretch")
