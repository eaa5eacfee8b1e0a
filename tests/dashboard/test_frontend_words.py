"""Streamlit's own words: the table is whole, and the installed Streamlit still says what stands in it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import streamlit

from dashboard.components.frontend_words import GROUP, script, wordings
from dashboard.i18n import Language, Texts

STATIC = Path(streamlit.__file__).parent / "static" / "static" / "js"
CHINESE = (Language.ZH_CN, Language.ZH_TW)
# what the browser, the kind of a column or several pieces of the frontend's code make together
MADE = re.compile(
    r"(January|February|March|April|May|June|July|August|September|October|November|December|yyyy|mm|dd|Empty|text|number"
    r"|date|link|progress|Error:|files are not allowed\.|Press .*|Choose date, .*|.* options? available\."
    r"|.* per file .*|• .*|You can only select .*)")


def names(words: str) -> set[str]:
    return set(re.findall(r"\{([a-z]+)\}", words))


@pytest.fixture(scope="module")
def frontend() -> str:
    """The code of Streamlit's frontend."""
    return "\n".join(p.read_text(encoding="utf-8") for p in sorted(STATIC.glob("*.js")))


@pytest.mark.parametrize("language", CHINESE)
def test_every_wording_has_words_that_need_nothing_more_than_it_gives(language: Language) -> None:
    said = {english: Texts(language).label(GROUP, english) for english in wordings()}
    assert len(said) > 100
    assert {e for e, words in said.items() if words == e or not names(words) <= names(e)} == set()


def test_the_installed_streamlit_still_says_these_words(frontend: str) -> None:
    def is_there(english: str) -> bool:
        parts = [p for p in re.split(r"\{[a-z]+\}", english) if len(p.strip(" .,")) > 2]
        return all(part in frontend or part.strip() in frontend for part in parts)

    assert [e for e in wordings() if not MADE.fullmatch(e) and not is_there(e)] == []


@pytest.mark.parametrize("language, name", [(Language.ZH_CN, "zh-CN"), (Language.ZH_TW, "zh-TW"), (Language.EN, "en")])
def test_the_script_has_the_words_of_one_language(language: Language, name: str) -> None:
    told = re.search(r'const LANGUAGE = "(.+?)", WORDS = (\{.*?\});\n', script(Texts(language)))
    assert told is not None
    assert told[1] == name
    assert set(json.loads(told[2])) == (set() if language == Language.EN else set(wordings()))
