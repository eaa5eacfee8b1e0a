"""The interface's languages. Texts come from dashboard/labels; data of the ledger is never translated."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Language(StrEnum):
    ZH_CN = "zh_CN"
    ZH_TW = "zh_TW"
    EN = "en"


LANGUAGE_NAMES = {Language.ZH_CN: "简体中文", Language.ZH_TW: "繁體中文", Language.EN: "English"}
HTML_NAMES = {Language.ZH_CN: "zh-CN", Language.ZH_TW: "zh-TW", Language.EN: "en"}
SIMPLIFIED = "hans"  # as a script it goes before the territory: zh-Hans-HK
TRADITIONAL = ("hant", "tw", "hk", "mo")
EVERY_DAYS = "every "  # a cadence "every 10 days"


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """The text of `key` with its {placeholders} filled. KeyError for a key that is in no catalogue."""
        text = catalogue()[key][self.language]
        return text.format(**values) if values else text

    def label(self, group: str, value: str | None) -> str:
        """What a vocabulary value is called; a value that the vocabulary does not know is shown as it is."""
        if value is None:
            return ""
        found = vocabulary().get((group, str(value)))
        return str(value) if found is None else found[self.language]

    def frequency(self, value: str) -> str:
        """`weekly` → 每周, `every 10 days` → 每10天."""
        if value.startswith(EVERY_DAYS) and self.language != Language.EN:
            return f"每{value.removeprefix(EVERY_DAYS).split(' ')[0]}天"
        return self.label("frequency", value)


def language_of(locale: str | None) -> Language:
    """The interface language for a browser's locale: zh-TW → Traditional, other zh → Simplified, else English."""
    tags = (locale or "").lower().replace("_", "-").split("-")
    if tags[0] != "zh":
        return Language.EN
    if SIMPLIFIED in tags:
        return Language.ZH_CN
    return Language.ZH_TW if any(t in TRADITIONAL for t in tags[1:]) else Language.ZH_CN


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """key → language → text."""
    return {row.pop("key"): row for row in _rows("texts")}


@cache
def vocabulary() -> dict[tuple[str, str], dict[str, str]]:
    """(group, value) → language → label."""
    return {(row.pop("group"), row.pop("value")): row for row in _rows("vocab")}


def _rows(kind: str) -> list[dict[str, str]]:
    """The rows of texts.tsv and texts_….tsv: one file a part of the app."""
    names = sorted(f.name for f in files("dashboard.labels").iterdir() if f.name.startswith(kind))
    return [row for name in names for row in _table(name)]


def _table(name: str) -> list[dict[str, str]]:
    text = files("dashboard.labels").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
