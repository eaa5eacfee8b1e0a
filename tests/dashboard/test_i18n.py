"""Every text in every language; every vocabulary value has a label. The catalogues: test_catalogues.py."""

from __future__ import annotations

import ast
import re
from enum import StrEnum
from pathlib import Path

import pytest

from dashboard import formats, label_tables
from dashboard.catalogues import placeholders
from dashboard.i18n import HTML_NAMES, LANGUAGE_NAMES, Language, Texts, language_of
from dashboard.label_tables import Entry
from dashboard.navigation import PAGES
from db import vocab
from db.history_triggers import tracked
from db.queries.milestones import Progress
from db.verification import Trouble
from etl.lexicon import mapping

ROOT = Path(__file__).resolve().parents[2]
GROUPS: dict[str, type[StrEnum]] = {
    "record": vocab.RecordType, "status": vocab.Status, "measure": vocab.Measure, "stage": vocab.Stage,
    "event": vocab.Event, "modality": vocab.Modality, "part": vocab.Part, "role": vocab.Role,
    "activity": vocab.Activity, "polarity": vocab.Polarity, "date_source": vocab.DateSource,
    "due_basis": vocab.DueBasis, "progress": Progress, "set_aside": vocab.SetAsideReason,
    "finding": vocab.FindingCheck, "user_role": vocab.UserRole, "action": vocab.Action,
    "operation": vocab.Operation, "trouble": Trouble, "table": StrEnum("Table", {t.name: t.name for t in tracked()}),
}
FURNITURE = sorted({"header", "title", "page_number", "unclaimed", *mapping("furniture", "word", "reason").values()})
ENTRIES = list(label_tables.entries())
TEXTS = {entry.key: entry for entry in ENTRIES if entry.context is None}
LABELS = {entry.name for entry in ENTRIES}
EN = Texts(Language.EN)


@pytest.mark.parametrize("entry", [e for e in ENTRIES if Language.EN in e.texts], ids=lambda e: e.key)
def test_every_text_is_there_in_every_language_with_the_same_placeholders(entry: Entry) -> None:
    assert set(entry.texts) == {str(v) for v in Language}
    assert all(text.strip() and text == text.rstrip() for text in entry.texts.values())
    found = {frozenset(placeholders(form)) for language in Language for form in entry.forms(language)}
    if entry.context is None:
        assert len(found) == 1
    else:  # what a sentence of somebody else fills in may go without saying
        assert all(names <= placeholders(entry.key) for names in found)


def test_only_what_counts_has_a_plural() -> None:
    """Chinese has one form, English at most two: with {n} alone gettext can choose."""
    for entry in ENTRIES:
        assert len(entry.forms(Language.ZH_CN)) == len(entry.forms(Language.ZH_TW)) == 1
        forms = entry.forms(Language.EN) if Language.EN in entry.texts else []
        assert len(forms) <= 1 or (len(forms) == 2 and "n" in placeholders(forms[0])), entry.key


def test_a_text_is_no_key() -> None:
    assert not {text for entry in TEXTS.values() for text in entry.texts.values()} & TEXTS.keys()


@pytest.mark.parametrize("group, value", [(g, str(v)) for g, values in GROUPS.items() for v in values]
                         + [("frequency", f) for f in vocab.FREQUENCIES]
                         + [("comparison", str(c)) for c in vocab.Comparison if c not in formats.WORDLESS]
                         + [("set_aside", reason) for reason in FURNITURE])
def test_every_vocabulary_value_has_a_label(group: str, value: str) -> None:
    assert (group, value) in LABELS


def _used_keys() -> set[str]:
    """The literal keys of texts("…") calls in the dashboard."""
    found: set[str] = set()
    for path in [*(ROOT / "dashboard").rglob("*.py"), ROOT / "streamlit_app.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called == "texts":
                    found.add(node.args[0].value)
    return found


def test_every_key_that_the_pages_use_is_in_the_catalogue() -> None:
    used = _used_keys()
    assert len(used) > 80
    assert used - TEXTS.keys() == set()
    assert {f"nav.{p.name}" for p in PAGES} <= TEXTS.keys()


def _said_in_code() -> tuple[set[str], list[re.Pattern[str]]]:
    """The words in the dashboard's code, and what its f-strings can make."""
    words, made = set(), []
    for path in (ROOT / "dashboard").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                made.append("".join(re.escape(v.value) if isinstance(v, ast.Constant) else "(.+)" for v in node.values))
    return words, [re.compile(pattern) for pattern in made if re.match(r"[a-z_]+\\\.|\(\.\+\)_", pattern)]


def test_every_text_is_used() -> None:
    words, made = _said_in_code()

    def is_made(key: str) -> bool:
        found = [m for p in made if (m := p.fullmatch(key))]
        return any("." not in m[1] or m[1] in words for m in found)

    assert {k for k in TEXTS if k not in words and not is_made(k)} == set()


@pytest.mark.parametrize("locale, language", [
    ("zh-CN", Language.ZH_CN), ("zh", Language.ZH_CN), ("zh-SG", Language.ZH_CN), ("zh-Hans-HK", Language.ZH_CN),
    ("zh-TW", Language.ZH_TW), ("zh_HK", Language.ZH_TW), ("zh-MO", Language.ZH_TW), ("zh-Hant", Language.ZH_TW),
    ("ZH-HANT-CN", Language.ZH_TW), ("yue", Language.ZH_TW), ("yue-Hans-CN", Language.ZH_CN),
    ("en-US", Language.EN), ("en", Language.EN), ("fr", Language.EN), ("de-AT", Language.EN), ("ja", Language.EN),
    ("zha", Language.EN), ("", Language.EN), (None, Language.EN),
])
def test_language_of_a_browser(locale: str | None, language: Language) -> None:
    assert language_of(locale) == language


def test_every_language_has_a_name_in_itself_and_one_for_browsers() -> None:
    assert set(LANGUAGE_NAMES) == set(HTML_NAMES) == set(Language)
    assert all(language_of(HTML_NAMES[language]) == language for language in Language)


@pytest.mark.parametrize("language, value, said", [
    (Language.ZH_CN, "weekly", "每周"), (Language.ZH_TW, "weekly", "每週"), (Language.ZH_CN, "every 10 days", "每10天"),
    (Language.EN, "every 10 days", "every 10 days"), (Language.ZH_CN, "every now and then", "every now and then"),
])
def test_frequencies(language: Language, value: str, said: str) -> None:
    assert Texts(language).frequency(value) == said


def test_a_text_that_is_nowhere_is_an_error_and_a_label_that_is_nowhere_the_value() -> None:
    for language in Language:
        texts = Texts(language)
        for values in ({}, {"n": 1}, {"day": "1"}):
            with pytest.raises(KeyError, match=r"no\.such"):
                texts("no.such", **values)
        assert "no.such" not in texts
        assert "overdue.title" in texts
        assert texts.label("stage", "of another world") == "of another world"
        assert texts.label("no_group", "signed") == "signed"
        assert texts.label("stage", None) == ""


def test_one_and_several_in_english() -> None:
    assert (EN("due.days", n=1), EN("due.days", n=2), EN("due.days", n=0)) == ("1 day", "2 days", "0 days")
    assert Texts(Language.ZH_CN)("due.days", n=1) == "1天"


@pytest.mark.parametrize("language, listed, noted, told", [
    (Language.ZH_CN, "甲、乙、丙", "甲（3）", "甲：乙"), (Language.EN, "甲, 乙, 丙", "甲 (3)", "甲: 乙"),
])
def test_words_are_put_together_with_the_signs_of_the_language(
    language: Language, listed: str, noted: str, told: str,
) -> None:
    texts = Texts(language)
    assert (texts.listed(["甲", "乙", "丙"]), texts.noted("甲", 3), texts.told("甲", "乙")) == (listed, noted, told)
    assert (texts.listed(w for w in ("{x}",)), texts.listed([])) == ("{x}", "")
