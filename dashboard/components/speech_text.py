"""The text of a speech with its evidence marked; a click on a mark chooses its record.

A Streamlit component of one script and one style sheet, both in this folder; the speech goes over as data and is
drawn with textContent, so that nothing in it is ever read as HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from typing import Any

import streamlit as st

from dashboard.i18n import Texts
from dashboard.passages import Piece
from db.queries.scope import Row
from db.vocab import RecordType

KEY = "speech-text"
TITLE_CHARS = 40


def _asset(name: str) -> str:
    return files("dashboard.components").joinpath(name).read_text(encoding="utf-8")


def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "taizhang.speech_text", html='<div class="speech"></div>', css=_asset("speech_text.css"),
        js=_asset("speech_text.js"),
    )


def draw(pieces: list[Piece], sections: list[Row], chosen: str, texts: Texts, *, picked: Callable[[str], None]) -> None:
    """Draw the pieces, scrolled to the record `chosen` ("" for none); `picked` gets the record that is clicked."""

    def changed() -> None:
        record = st.session_state[KEY].get("picked")
        if record:
            picked(record)

    words = {str(t): texts.label("record", t) for t in RecordType}
    words |= {"text": texts("source.text"), "sections": texts("source.sections")}
    told = [p.as_dict() | {"aside": texts("source.set_aside", reason=texts.label("set_aside", p.aside))
                           if p.aside else ""} for p in pieces]
    _component()(
        key=KEY, on_picked_change=changed,
        data={"pieces": told, "sections": _tree(sections), "chosen": chosen, "words": words},
    )


def _tree(sections: list[Row]) -> list[Row]:
    return [
        {"anchor": f"section-{s['position']}", "name": (s["label"] + s["title"])[:TITLE_CHARS], "level": s["level"] - 1}
        for s in sections if s["level"] and s["title"]
    ]
