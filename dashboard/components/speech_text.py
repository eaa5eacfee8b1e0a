"""The text of a speech with its evidence marked; a click on a mark chooses its record, marked words make a new one.

A Streamlit component of one script and one style sheet, both in this folder; the speech goes over as data and is
drawn with textContent, so that nothing in it is ever read as HTML. Offsets are code points of the document's text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import streamlit as st

from dashboard import passages
from dashboard.i18n import Texts
from dashboard.passages import Context
from db.queries.scope import Row
from db.vocab import RecordType

KEY = "speech-text"
TITLE_CHARS = 40


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """A type of record, or something else that the text can show; a click turns it off or on."""

    name: str
    label: str
    count: int
    on: bool


@dataclass(frozen=True, slots=True)
class Listener:
    """What the page does when the reader chose a record, turned a legend entry, or marked words; None: cannot mark."""

    picked: Callable[[str], None]
    toggled: Callable[[str], None]
    marked: Callable[[int, int], None] | None


@cache
def _asset(name: str) -> str:
    return files("dashboard.components").joinpath(name).read_text(encoding="utf-8")


def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "taizhang.speech_text", html='<div class="speech"></div>', css=_asset("speech_text.css"),
        js=_asset("speech_text.js"),
    )


def draw(told: str, sections: list[Row], chosen: str, texts: Texts, *, speech: str, legend: list[LegendEntry],
         listener: Listener) -> None:
    """Draw a text, `told` as passages.as_json does, scrolled to the record `chosen` ("" for none).

    `speech` says which text it is: the same one keeps its place when it is drawn anew.
    """

    def said(name: str) -> Any:
        return st.session_state[KEY].get(name)

    def picked() -> None:
        if record := said("picked"):
            listener.picked(str(record))

    def toggled() -> None:
        if name := said("toggled"):
            listener.toggled(str(name))

    def marked() -> None:
        if (span := said("marked")) and listener.marked:
            listener.marked(int(span["start"]), int(span["end"]))

    words = {str(t): texts.label("record", t) for t in RecordType}
    words |= {"text": texts("source.text"), "sections": texts("source.sections"), "legend": texts("source.legend"),
              "add": texts("source.add_here"), "fits": texts("source.fits"), "fails": texts("source.fails"),
              "rejected": texts.label("review_state", "rejected")}
    _component()(
        key=KEY, on_picked_change=picked, on_toggled_change=toggled, on_marked_change=marked,
        data={"speech": speech, "pieces": told, "sections": _tree(sections), "chosen": chosen,
              "words": words, "legend": [asdict(e) for e in legend], "markable": listener.marked is not None},
    )


def passage(found: Context, record_type: str) -> None:
    """A record's words in their paragraph."""
    style = f"<style>{_asset('speech_text.css')}</style>"
    st.html(f'{style}<div class="speech">{passages.context_html(found, record_type)}</div>')


def _tree(sections: list[Row]) -> list[Row]:
    return [
        {"anchor": f"section-{s['position']}", "name": (s["label"] + s["title"])[:TITLE_CHARS], "level": s["level"] - 1}
        for s in sections if s["level"] and s["title"]
    ]
