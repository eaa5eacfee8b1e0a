"""Every refusal of the services has its words in the languages of the interface."""

from __future__ import annotations

import ast
import re
from itertools import product
from pathlib import Path

import pytest

from dashboard import label_tables
from dashboard.catalogues import placeholders
from dashboard.error_words import error_words
from dashboard.i18n import ERRORS, Language, Texts
from db.errors import BadEntry

ROOT = Path(__file__).resolve().parents[2]
ROWS = [entry for entry in label_tables.entries() if entry.context == ERRORS]
FOR_DEVELOPERS = ("time zone", "is the ledger itself", "--force", "NUMBER:HASH")
ZH, TW, EN = (Texts(language) for language in (Language.ZH_CN, Language.ZH_TW, Language.EN))


def _sources() -> list[Path]:
    return [*(ROOT / "db").rglob("*.py"), *(ROOT / "etl").rglob("*.py"), ROOT / "dashboard" / "session.py"]


def _refusals() -> list[str]:
    """The sentences of BadEntry and NotAllowed in the code, with a word for each value."""
    found = set()
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("BadEntry", "NotAllowed") and node.args:
                found |= _sentences(node.args[0])
    return sorted(s for s in found if not any(w in s for w in FOR_DEVELOPERS))


def _sentences(words: ast.expr) -> set[str]:
    if not isinstance(words, ast.JoinedStr):
        return {str(ast.literal_eval(words))}
    parts = [[str(v.value)] if isinstance(v, ast.Constant) else _values(v.value) for v in words.values]
    return {"".join(chosen) for chosen in product(*parts)}


def _values(node: ast.expr) -> list[str]:
    """What a choice in the sentence can be, what another error says; else a word that is no other's."""
    if getattr(node, "id", "") == "error":
        return ["the report is empty"]
    choices = (node.body, node.orelse) if isinstance(node, ast.IfExp) else ()
    return [str(c.value) for c in choices if isinstance(c, ast.Constant)] or ["甲"]


@pytest.mark.parametrize("said", _refusals())
def test_every_refusal_is_said_in_chinese(said: str) -> None:
    for texts in (ZH, TW):
        words = error_words(BadEntry(said), texts)
        assert words != said
        assert re.search("[一-鿿]{2}", words)
    assert error_words(BadEntry(said), EN) == said


@pytest.mark.parametrize("said, words", [
    ("海平大桥: 2026-05-01 is its deadline already", "“海平大桥”的时限已经是 2026-05-01"),
    ("the reason has 600 characters, 500 is the most", "理由有 600 个字，最多 500 个字"),
    ("a deadline is moved with a reason", "调整时限要写明理由"),
    ("a percentage lies between 0 and 100, not at 120", "百分比应在 0 到 100 之间，不是 120"),
    ("something that nobody foresaw", "something that nobody foresaw"),
])
def test_values_stand_in_the_sentence(said: str, words: str) -> None:
    assert error_words(BadEntry(said), ZH) == words


def test_both_languages_fill_in_the_same_values() -> None:
    assert [row.key for row in ROWS] == sorted({row.key for row in ROWS})
    for row in ROWS:
        assert set(row.texts) == {Language.ZH_CN, Language.ZH_TW}
        names = [placeholders(text) for text in (row.key, *row.texts.values())]
        assert names[1] == names[2] <= names[0]


def test_no_row_is_of_a_refusal_that_nobody_says() -> None:
    """A sentence is one of the refusals; a word is what some code calls a field or a kind."""
    said = _refusals()
    literals = {node.value for path in _sources() for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                if isinstance(node, ast.Constant)}
    for row in ROWS:
        pattern = "(.+)".join(re.escape(part) for part in re.split(r"\{[a-z_]+\}", row.key))
        assert row.key in literals or any(re.fullmatch(pattern, sentence) for sentence in said), row.key


def test_every_field_whose_words_are_checked_has_a_name() -> None:
    named = {node.args[1].value for path in _sources() for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
             if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "words_of"
             and isinstance(node.args[1], ast.Constant)} | {"problem", "next_step", "approver"}
    assert len(named) > 8
    assert named <= {row.key for row in ROWS}
