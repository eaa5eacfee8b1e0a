"""The spellings of typed words: a clerk types 鉴江 and the speech has 鑑江, or the other way round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import product
from math import prod

from opencc import OpenCC

MOST_SPELLINGS = 32  # of one search: each is looked for in each row
_SEARCHES_KEPT = 256
_TO_SIMPLIFIED = ("t2s", "hk2s", "tw2s")
_TO_TRADITIONAL = ("s2t", "s2hk", "s2tw")
_HAN = [chr(code) for code in range(0x4E00, 0xA000)]


@lru_cache(_SEARCHES_KEPT)
def spellings(words: str) -> tuple[str, ...]:
    """`words` as typed, in Simplified, and in Traditional with each of the characters that may stand there, each once.

    Where these are more than MOST_SPELLINGS (后台发展 …), the Traditional ones are what a converter makes of the words.
    """
    simplified = "".join(_simplified().get(char, char) for char in words)
    places = [_traditional().get(char, (char,)) for char in simplified]
    if prod(map(len, places)) <= MOST_SPELLINGS - 2:
        others = map("".join, product(*places))
    else:
        others = (_converter(name).convert(simplified) for name in _TO_TRADITIONAL)
    return tuple(dict.fromkeys((words, simplified, *others)))


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


def _characters(name: str) -> Mapping[str, str]:
    """What a converter makes of each single character that it changes."""
    made = _converter(name).convert("\n".join(_HAN)).split("\n")
    return {char: other for char, other in zip(_HAN, made, strict=True) if other != char}


@cache
def _simplified() -> Mapping[str, str]:
    return {char: plain for name in _TO_SIMPLIFIED for char, plain in _characters(name).items()}


@cache
def _traditional() -> Mapping[str, tuple[str, ...]]:
    """The Traditional characters that a Simplified one may stand for: 鉴 → 鑑 鑒, 台 → 台 枱 檯 臺 颱."""
    found: dict[str, set[str]] = defaultdict(set)
    for char, plain in _simplified().items():
        found[plain].add(char)
    for plain, chars in found.items():
        if _is_traditional(plain):
            chars.add(plain)
    return {plain: tuple(sorted(chars)) for plain, chars in found.items()}


def _is_traditional(char: str) -> bool:
    """Whether Traditional text has the character too: Big5, its character set, has 里 and 台, but not 发."""
    try:
        char.encode("big5")
    except UnicodeEncodeError:
        return False
    return True
