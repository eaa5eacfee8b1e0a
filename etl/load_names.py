"""When two names mean one thing: projects, responsible units, indicators. See docs/ledger.md for the rules."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from etl.lexicon import mapping, words
from etl.text.normalize import normalize

# “徐闻港区 1＃泊位（一期）” → 徐闻港区1#泊位一期: nothing but letters, digits and what tells sizes apart
_NO_NAME = re.compile(r"[^\w#+./-]|_")
# …一期, …第2期, …二三期, …III期: two phases of a project are two projects
_PHASE = re.compile(r"第?([一二三四五六七八九十\d]{1,4}|[IVX]{1,4})期")
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_ROMAN = {"I": "一", "II": "二", "III": "三", "IV": "四", "V": "五"}
_SHORTEST = 2
_REMEMBERED = 20_000  # names; a document repeats its own


@lru_cache(_REMEMBERED)
def project_name_key(name: str, *, place_names: tuple[str, ...] = ()) -> str:
    """What two names of one project have in common.

    Simplified, without punctuation, the speaking place's name at the head and generic words (建设, 项目, 工程 …) at the
    tail; the phase stands at the end in Chinese numerals. The simplified name where fewer than two characters are left.
    """
    plain = _NO_NAME.sub("", normalize(name).plain)
    phases = "".join(_phase_number(m.group(1)) + "期" for m in _PHASE.finditer(plain))
    tails = _tails()
    stem = _PHASE.sub("", plain)
    while (tail := next((t for t in tails if stem.endswith(t)), "")) and len(stem) - len(tail) >= _SHORTEST:
        stem = stem.removesuffix(tail)
    if stem in tails or len(stem) < _SHORTEST:
        return plain or name
    return _without_place(stem, place_names) + phases


@lru_cache(_REMEMBERED)
def unit_name(name: str) -> str:
    """A unit's name in Simplified Chinese without white space."""
    return "".join(normalize(name).plain.split()) or name


def canonical_indicator(name: str) -> str:
    """One word an indicator: 固投 is 固定资产投资. The simplified name where the table has none."""
    plain = unit_name(name)
    return _canonical().get(plain, plain)


@cache
def _canonical() -> dict[str, str]:
    return mapping("canonical_indicators", "name", "canonical")


@cache
def _tails() -> tuple[str, ...]:
    return words("project_tails")


def _without_place(stem: str, place_names: tuple[str, ...]) -> str:
    for place in sorted(place_names, key=len, reverse=True):
        if place and stem.startswith(place) and len(stem) - len(place) > _SHORTEST:
            return stem.removeprefix(place)
    return stem


def _phase_number(written: str) -> str:
    return _ROMAN.get(written) or written.translate(_DIGITS)
