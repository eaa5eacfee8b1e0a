"""The interface's languages. Texts come from gettext catalogues; data of the ledger is never translated.

The catalogues in dashboard/locales are made from the tables in dashboard/labels (dashboard/catalogues.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache, reduce
from gettext import NullTranslations, translation
from pathlib import Path


class Language(StrEnum):
    ZH_CN = "zh_CN"
    ZH_TW = "zh_TW"
    EN = "en"


DOMAIN = "taizhang"
LOCALES = Path(__file__).parent / "locales"
ERRORS = "error"  # the context of what the services refuse
LANGUAGE_NAMES = {Language.ZH_CN: "简体中文", Language.ZH_TW: "繁體中文", Language.EN: "English"}
HTML_NAMES = {Language.ZH_CN: "zh-CN", Language.ZH_TW: "zh-TW", Language.EN: "en"}
CHINESE = ("zh", "yue")
MOST_KEPT = 8192  # texts and labels that stay at hand; a page asks for hundreds a rerun
SIMPLIFIED = "hans"  # as a script it goes before the territory: zh-Hans-HK
TRADITIONAL = ("hant", "tw", "hk", "mo", "yue")
EVERY_DAYS = re.compile(r"every (\d{1,3}) days")  # a cadence "every 10 days"


class _Unknown(NullTranslations):
    """What gettext asks after a catalogue. A label that is in none is shown as it is; a text must be there."""

    def gettext(self, message: str) -> str:
        raise KeyError(f"no catalogue has the text {message}; after a change: python -m dashboard.catalogues write")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1)


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language."""

    language: Language

    def __call__(self, key: str, **values: object) -> str:
        """The text of `key` with its {placeholders} filled; {n} chooses between one row and 2 rows.

        KeyError for a key that is in no catalogue.
        """
        text = _text(self.language, key, values.get("n"))
        return text.format(**values) if values else text

    def __contains__(self, key: str) -> bool:
        """Whether there is such a text."""
        try:
            _text(self.language, key)
        except KeyError:
            return False
        return True

    def label(self, group: str, value: str | None) -> str:
        """What a vocabulary value is called; a value that the vocabulary does not know is shown as it is."""
        return "" if value is None else _label(self.language, group, str(value))

    def noted(self, words: str, note: object) -> str:
        """总投资（亿元）, Total investment (CNY 100m)."""
        return self("join.noted", words=words, note=note)

    def told(self, name: str, words: object) -> str:
        """项目：南堤码头, Project: 南堤码头."""
        return self("join.told", name=name, words=words)

    def listed(self, words: Iterable[str]) -> str:
        """时限、理由; deadline, reason."""
        found = list(words)
        return reduce(lambda one, other: self("join.listed", one=one, other=other), found) if found else ""

    def frequency(self, value: str) -> str:
        """`weekly` → 每周, `every 10 days` → 每10天."""
        days = EVERY_DAYS.fullmatch(value)
        return self("frequency.days", n=int(days[1])) if days else self.label("frequency", value)


def language_of(locale: str | None) -> Language:
    """The interface language for a browser's locale: zh-TW → Traditional, other zh → Simplified, else English."""
    tags = (locale or "").lower().replace("_", "-").split("-")
    if tags[0] not in CHINESE:
        return Language.EN
    if SIMPLIFIED in tags:
        return Language.ZH_CN
    return Language.ZH_TW if any(t in TRADITIONAL for t in tags) else Language.ZH_CN


@lru_cache(maxsize=MOST_KEPT)
def _text(language: Language, key: str, n: int | None = None) -> str:
    catalogue = _catalogue(language)
    return catalogue.gettext(key) if n is None else catalogue.ngettext(key, key, n)


@lru_cache(maxsize=MOST_KEPT)
def _label(language: Language, group: str, value: str) -> str:
    return _catalogue(language).pgettext(group, value)


@cache
def _catalogue(language: Language) -> NullTranslations:
    """A language's catalogue, read once. FileNotFoundError where there is none."""
    found = translation(DOMAIN, LOCALES, [language])
    found.add_fallback(_Unknown())
    return found
