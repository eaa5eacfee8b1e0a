"""Every text in every language; every vocabulary value has a label."""

from __future__ import annotations

import ast
import re
import string
from collections import Counter
from enum import StrEnum
from pathlib import Path

import pytest
import typer

from dashboard import catalogues
from dashboard.i18n import Language, Texts, catalogue, language_of, vocabulary
from dashboard.navigation import PAGES
from db import vocab
from db.history_triggers import tracked
from db.queries.milestones import Progress
from db.verification import Trouble

ROOT = Path(__file__).resolve().parents[2]
GROUPS: dict[str, type[StrEnum]] = {
    "record": vocab.RecordType, "status": vocab.Status, "measure": vocab.Measure, "stage": vocab.Stage,
    "event": vocab.Event, "modality": vocab.Modality, "part": vocab.Part, "role": vocab.Role,
    "activity": vocab.Activity, "polarity": vocab.Polarity, "date_source": vocab.DateSource,
    "due_basis": vocab.DueBasis, "progress": Progress, "set_aside": vocab.SetAsideReason,
    "finding": vocab.FindingCheck, "user_role": vocab.UserRole, "action": vocab.Action,
    "operation": vocab.Operation, "trouble": Trouble, "table": StrEnum("Table", {t.name: t.name for t in tracked()}),
}
WORDLESS = {"=", "range"}  # comparisons that are shown without a word


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_every_text_is_there_in_every_language_with_the_same_placeholders(key: str) -> None:
    texts = catalogue()[key]
    assert set(texts) == {str(v) for v in Language}
    assert all(texts.values())
    assert len({frozenset(_placeholders(t)) for t in texts.values()}) == 1


@pytest.mark.parametrize("group, value", [(g, str(v)) for g, values in GROUPS.items() for v in values]
                         + [("frequency", f) for f in vocab.FREQUENCIES])
def test_every_vocabulary_value_has_a_label(group: str, value: str) -> None:
    labels = vocabulary()[group, value]
    assert all(labels[str(language)] for language in Language)


def test_every_comparison_is_known() -> None:
    for value in vocab.Comparison:
        assert all(vocabulary()["comparison", str(value)].values()) != (str(value) in WORDLESS)


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
    assert used - set(catalogue()) == set()
    assert {f"nav.{p.name}" for p in PAGES} <= set(catalogue())


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

    assert {k for k in catalogue() if k not in words and not is_made(k)} == set()


@pytest.mark.parametrize("locale, language", [
    ("zh-CN", Language.ZH_CN), ("zh", Language.ZH_CN), ("zh-Hans-HK", Language.ZH_CN), ("zh-TW", Language.ZH_TW),
    ("zh_HK", Language.ZH_TW), ("zh-Hant", Language.ZH_TW), ("en-US", Language.EN), ("de", Language.EN),
    ("zha", Language.EN), (None, Language.EN),
])
def test_language_of_a_browser(locale: str | None, language: Language) -> None:
    assert language_of(locale) == language


@pytest.mark.parametrize("language, value, said", [
    (Language.ZH_CN, "weekly", "每周"), (Language.ZH_CN, "every 10 days", "每10天"),
    (Language.EN, "every 10 days", "every 10 days"),
])
def test_frequencies(language: Language, value: str, said: str) -> None:
    assert Texts(language).frequency(value) == said


def test_no_text_stands_twice_in_the_tables() -> None:
    keys = Counter(
        "|".join(line.split("\t")[:table.name.startswith("vocab") + 1])
        for table in catalogues.tables() for line in table.read_text(encoding="utf-8").splitlines()[1:])
    assert [key for key, n in keys.items() if n > 1] == []


@pytest.mark.parametrize("language", list(Language))
def test_the_gettext_catalogue_is_what_the_tables_say(language: Language) -> None:
    written = catalogues.path_of(language).read_text(encoding="utf-8")
    assert written == catalogues.catalogue_text(language), "run: python -m dashboard.catalogues write"
    named, translations = catalogues.read_catalogue(written)
    assert named == language
    assert translations["overdue.title"] == catalogue()["overdue.title"][language]
    assert translations["stage|signed"] == vocabulary()["stage", "signed"][language]
    assert catalogue().keys() <= translations.keys()


def test_a_translators_catalogue_goes_into_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "texts.tsv"
    table.write_text("key\tzh_CN\tzh_TW\ten\na.b\t甲\t甲\tA\nc\t乙\t乙\tC\n", encoding="utf-8")
    monkeypatch.setattr(catalogues, "LABELS", tmp_path)
    returned = tmp_path / "back.po"
    returned.write_text('msgid ""\nmsgstr ""\n"Language: zh_TW\\n"\n\n# by hand\nmsgctxt "a.b"\nmsgid "A"\n'
                        'msgstr ""\n"甲\\"乙"\n"丙"\n\nmsgctxt "c"\nmsgid "C"\nmsgstr ""\n', encoding="utf-8")
    catalogues.read(returned)
    assert table.read_text(encoding="utf-8") == "key\tzh_CN\tzh_TW\ten\na.b\t甲\t甲\"乙丙\tA\nc\t乙\t乙\tC\n"


@pytest.mark.parametrize("header", ["", '"Language: fr\\n"'])
def test_a_catalogue_of_no_known_language_is_refused(header: str) -> None:
    with pytest.raises(typer.BadParameter):
        catalogues.read_catalogue(f'msgid ""\nmsgstr ""\n{header}\n')
