"""The gettext catalogues are those of the tables; what a translator sends back goes into the tables."""

from __future__ import annotations

import gettext
from collections import Counter
from pathlib import Path

import pytest
import typer

from dashboard import catalogues, label_tables
from dashboard.i18n import DOMAIN, LOCALES, Language, Texts

TEXTS = "key\tzh_CN\tzh_TW\ten\na.b\t甲\t甲\tA\nc.d\t{n}份\t{n}份\t{n} sheet|{n} sheets\n"
VOCAB = "group\tvalue\tzh_CN\tzh_TW\ten\ncolour\tred\t红\t紅\tRed\n"
REFUSALS = "pattern\tzh_CN\tzh_TW\nno {what} in {day}\t没有{what}\t沒有{what}\n"
HEADER = 'msgid ""\nmsgstr ""\n"Language: {}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small set of tables of their own, and a place for their catalogues."""
    folder = tmp_path / "labels"
    folder.mkdir()
    for name, text in (("texts.tsv", TEXTS), ("vocab.tsv", VOCAB), ("errors.tsv", REFUSALS)):
        (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(catalogues, "LABELS", folder)
    monkeypatch.setattr(catalogues, "LOCALES", tmp_path / "locales")
    return folder


def _returned(folder: Path, language: str, entries: str) -> Path:
    file = folder.parent / "back.po"
    file.write_text(HEADER.format(language) + entries, encoding="utf-8")
    return file


def test_no_text_stands_twice_in_the_tables() -> None:
    names = Counter(entry.name for entry in label_tables.entries())
    assert [name for name, n in names.items() if n > 1] == []


@pytest.mark.parametrize("language", list(Language))
def test_the_catalogues_are_what_the_tables_say(language: Language) -> None:
    catalogue = catalogues.catalogue_of(language)
    for kind, content in (("po", catalogues.po_bytes(catalogue)), ("mo", catalogues.mo_bytes(catalogue))):
        found = catalogues.path_of(language, kind).read_bytes()
        assert found == content, "run: python -m dashboard.catalogues write"


@pytest.mark.parametrize("language", list(Language))
def test_gettext_finds_every_text_of_the_tables(language: Language) -> None:
    found = gettext.translation(DOMAIN, LOCALES, [language])
    for entry in label_tables.entries():
        if language not in entry.texts:
            continue
        if entry.context is not None:
            assert found.pgettext(entry.context, entry.key) == entry.texts[language]
        else:
            assert found.gettext(entry.key) == entry.forms(language)[0]
    assert Texts(language)("overdue.title") == found.gettext("overdue.title")


def test_the_catalogues_come_out_the_same_every_time(tables: Path) -> None:
    catalogues.write()
    first = {path: path.read_bytes() for path in catalogues.LOCALES.rglob("*.?o")}
    assert len(first) == 2 * len(Language)
    catalogues.write()
    assert {path: path.read_bytes() for path in catalogues.LOCALES.rglob("*.?o")} == first
    assert not any(b"Date" in content for content in first.values())


def test_a_translators_catalogue_goes_into_the_tables(tables: Path) -> None:
    catalogues.read(_returned(tables, "zh_TW", (
        '# by hand\nmsgid "a.b"\nmsgstr ""\n"丙\\"丁"\n"戊"\n\nmsgid "c.d"\nmsgid_plural "c.d"\nmsgstr[0] "{n}張"\n\n'
        'msgctxt "colour"\nmsgid "red"\nmsgstr "赤"\n\n'
        'msgctxt "error"\nmsgid "no {what} in {day}"\nmsgstr "{day}無{what}"\n'
    )))
    assert (tables / "texts.tsv").read_text(encoding="utf-8") == (
        "key\tzh_CN\tzh_TW\ten\na.b\t甲\t丙\"丁戊\tA\nc.d\t{n}份\t{n}張\t{n} sheet|{n} sheets\n")
    assert (tables / "vocab.tsv").read_text(encoding="utf-8") == VOCAB.replace("紅", "赤")
    assert (tables / "errors.tsv").read_text(encoding="utf-8") == REFUSALS.replace("沒有{what}", "{day}無{what}")
    found = gettext.translation(DOMAIN, catalogues.LOCALES, ["zh_TW"])
    assert found.ngettext("c.d", "c.d", 1) == "{n}張"


def test_english_comes_back_with_both_forms(tables: Path) -> None:
    catalogues.read(_returned(tables, "en", (
        'msgid "c.d"\nmsgid_plural "c.d"\nmsgstr[0] "{n} page"\nmsgstr[1] "{n} pages"\n')))
    assert "{n}份\t{n} page|{n} pages\n" in (tables / "texts.tsv").read_text(encoding="utf-8")
    found = gettext.translation(DOMAIN, catalogues.LOCALES, ["en"])
    assert [found.ngettext("c.d", "c.d", n) for n in (0, 1, 2)] == ["{n} pages", "{n} page", "{n} pages"]


@pytest.mark.parametrize("entries", [
    'msgid "a.b"\nmsgstr ""\n', '#, fuzzy\nmsgid "a.b"\nmsgstr "丙"\n', '#~ msgid "a.b"\n#~ msgstr "丙"\n',
])
def test_what_is_empty_unsure_or_taken_out_changes_nothing(tables: Path, entries: str) -> None:
    catalogues.read(_returned(tables, "zh_TW", entries))
    assert (tables / "texts.tsv").read_text(encoding="utf-8") == TEXTS


@pytest.mark.parametrize("entries, says", [
    ('msgid "a.b"\nmsgstr "丙"\n\nmsgid "x.y"\nmsgstr "丁"\n', "back.po:9: no table has the text 'x.y'"),
    ('msgid "a.b"\nmsgstr "丙 {n}"\n', "back.po:6: '丙 {n}' fills in ['n'], the text has []"),
    ('msgid "c.d"\nmsgid_plural "c.d"\nmsgstr[0] "張"\n', "back.po:6: '張' fills in [], the text has ['n']"),
    ('msgid "a.b"\nmsgstr "丙 {n"\n', "back.po:6: '丙 {n': expected '}' before end of string"),
    ('msgid "a.b"\nmsgstr "丙\\t丁"\n', "back.po:6: '丙\\t丁': a tab"),
    ('msgctxt "error"\nmsgid "no {what} in {day}"\nmsgstr "{who}"\n', "fills in ['who']"),
    ('msgid "a.b"\nmsgstr "丙"\n"丁"\nnonsense\n', "back.po:9: Unknown or misformatted keyword"),
    ('msgctxt "error"\nmsgid "no {what} in {day}"\nmsgstr ""\n\nmsgid "c.d"\n', "missing msgstr"),
])
def test_a_fault_is_named_with_its_line_and_nothing_is_taken_over(tables: Path, entries: str, says: str) -> None:
    with pytest.raises(typer.BadParameter) as refused:
        catalogues.read(_returned(tables, "zh_TW", entries))
    assert says in refused.value.message
    assert (tables / "texts.tsv").read_text(encoding="utf-8") == TEXTS


@pytest.mark.parametrize("language", ["", "fr", "zh"])
def test_a_catalogue_of_no_known_language_is_refused(tables: Path, language: str) -> None:
    with pytest.raises(typer.BadParameter, match="none of zh_CN, zh_TW, en"):
        catalogues.read(_returned(tables, language, ""))


def test_a_catalogue_in_another_encoding_is_refused(tables: Path) -> None:
    file = _returned(tables, "zh_TW", 'msgid "a.b"\nmsgstr "丙"\n')
    file.write_bytes(file.read_bytes().replace("丙".encode(), "丙".encode("big5")))
    with pytest.raises(typer.BadParameter, match=r"back\.po: not utf-8"):
        catalogues.read(file)


def test_a_row_with_a_cell_too_few_is_named(tables: Path) -> None:
    (tables / "texts.tsv").write_text(TEXTS + "e.f\t己\t己\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"texts\.tsv:4: 3 cells, the head has 4"):
        catalogues.catalogue_of(Language.EN)
