"""Every refusal of the services has its words in the languages of the interface."""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

import pytest

from dashboard.error_words import error_words
from dashboard.i18n import Language, Texts
from db.errors import BadEntry

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "dashboard" / "labels" / "errors.tsv"
FOR_DEVELOPERS = ("time zone", "is the ledger itself", "--force", "NUMBER:HASH")
ZH, TW, EN = (Texts(language) for language in (Language.ZH_CN, Language.ZH_TW, Language.EN))


def _refusals() -> list[str]:
    """The sentences of BadEntry and NotAllowed in the code, with a word for each value."""
    found = set()
    for path in [*(ROOT / "db").rglob("*.py"), *(ROOT / "etl").rglob("*.py"), ROOT / "dashboard" / "session.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("BadEntry", "NotAllowed") and node.args:
                found.add(_sentence(node.args[0]))
    return sorted(s for s in found if not any(w in s for w in FOR_DEVELOPERS))


def _sentence(words: ast.expr) -> str:
    if isinstance(words, ast.JoinedStr):
        return "".join(str(v.value) if isinstance(v, ast.Constant) else _value(v.value) for v in words.values)
    return str(ast.literal_eval(words))


def _value(node: ast.expr) -> str:
    """What a choice in the sentence can be, what another error says; else a word that is no other's."""
    if getattr(node, "id", "") == "error":
        return "the report is empty"
    return str(node.body.value) if isinstance(node, ast.IfExp) and isinstance(node.body, ast.Constant) else "甲"


@pytest.mark.parametrize("said", _refusals())
def test_every_refusal_is_said_in_chinese(said: str) -> None:
    for texts in (ZH, TW):
        words = error_words(BadEntry(said), texts)
        assert words != said
        assert re.search("[一-鿿]{2}", words)
    assert error_words(BadEntry(said), EN) == said


@pytest.mark.parametrize("said, words", [
    ("海平大桥: 2026-05-01 is its deadline already", "“海平大桥”的时限已经是 2026-05-01"),
    ("the reason has 600 characters, 500 is the most", "原因有 600 个字，最多 500 个字"),
    ("a deadline is moved with a reason", "调整时限要写明原因"),
    ("a percentage lies between 0 and 100, not at 120", "百分比应在 0 到 100 之间，不是 120"),
    ("something that nobody foresaw", "something that nobody foresaw"),
])
def test_values_stand_in_the_sentence(said: str, words: str) -> None:
    assert error_words(BadEntry(said), ZH) == words


def test_both_languages_fill_in_the_same_values() -> None:
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [r["pattern"] for r in rows] == sorted({r["pattern"] for r in rows})
    for row in rows:
        names = [set(re.findall(r"\{[a-z_]+\}", text)) for text in row.values()]
        assert names[1] == names[2] <= names[0]
