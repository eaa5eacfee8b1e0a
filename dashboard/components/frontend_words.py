"""The words that Streamlit's frontend says by itself, in the language of the interface.

Streamlit has no setting for them. dashboard/labels/vocab_frontend.tsv holds them by their English wording, with
{names} for what is filled in; a script of this folder changes them in the browser. A wording that a later Streamlit
changes stays English: tests/dashboard/test_frontend_words.py looks whether the installed one still has them.
"""

from __future__ import annotations

import csv
import json
from functools import cache
from importlib.resources import files

import streamlit as st

from dashboard.i18n import HTML_NAMES, Language, Texts

GROUP = "frontend"
_SAID = "frontend-language"  # in the session: the language that the browser was told last


def speak(texts: Texts) -> None:
    """Tell the browser, and who listens to it read, the language: it may be another than the page was fetched in. The
    keys that lead into the fields of a record go along.

    Call last in a run: what this draws is there for one run only, and nothing may stand behind it.
    """
    if st.session_state.get(_SAID) != texts.language:
        st.session_state[_SAID] = texts.language
        st.html(f"<script>{script(texts)}{_file('field_keys.js')}</script>", unsafe_allow_javascript=True)


def script(texts: Texts) -> str:
    """The script with the words of one language; in English there is nothing to change."""
    words = {} if texts.language == Language.EN else {w: texts.label(GROUP, w) for w in wordings()}
    code = _file("frontend_words.js")
    said = json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")
    return code.replace("__LANGUAGE__", HTML_NAMES[texts.language]).replace("__WORDS__", said)


def _file(name: str) -> str:
    return files("dashboard.components").joinpath(name).read_text(encoding="utf-8")


@cache
def wordings() -> tuple[str, ...]:
    """The English wordings that are known."""
    table = files("dashboard.labels").joinpath("vocab_frontend.tsv").read_text(encoding="utf-8")
    return tuple(row["value"] for row in csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
