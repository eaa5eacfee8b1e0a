"""A same-length copy of a text for rules to match on.

Simplified characters (Hong Kong variants 説 衞 羣 裏 included), half-width digits and letters, full-width
punctuation. One character stays one character, so that offsets are the original's.
"""

from __future__ import annotations

import re
from functools import cache

from opencc import OpenCC

from etl.records import NormalText

# full-width ASCII to half-width, except the punctuation that Chinese text uses
_HALF = {c: chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F) if chr(c) not in "，；：？！（）"}
_FULL = {ord(a): b for a, b in zip(";:!()", "；：！（）", strict=True)}
_SPACES = dict.fromkeys(map(ord, "\u3000\u00a0\t\u2002\u2003\u2009\ufeff\u200b"), " ")
_DASHES = {ord("―"): "—", ord("‐"): "-", ord("‑"): "-", ord("–"): "-", ord("−"): "-", ord("～"): "~", ord("〜"): "~"}
_QUOTES = {ord("「"): "“", ord("」"): "”", ord("『"): "‘", ord("』"): "’", ord("〝"): "“", ord("〞"): "”"}
_TABLE = {**_HALF, **_FULL, **_SPACES, **_DASHES, **_QUOTES}

# 1,200 and 12,345,678 keep their comma; any other half-width comma is Chinese punctuation
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)")
_STRAIGHT_QUOTE = re.compile(r'"')


@cache
def _converter() -> OpenCC:
    return OpenCC("hk2s")


@cache
def _simplify_char(char: str) -> str:
    out = _converter().convert(char)
    return out if len(out) == 1 else char


def _simplify(text: str) -> str:
    out = _converter().convert(text)
    if len(out) == len(text):
        return out
    return "".join(map(_simplify_char, text))  # a phrase rule changed the length: character by character


def _commas(text: str) -> str:
    if "," not in text:
        return text
    parts: list[str] = []
    at = 0
    for m in _THOUSANDS.finditer(text):
        parts += [text[at:m.start()].replace(",", "，"), m.group()]
        at = m.end()
    parts.append(text[at:].replace(",", "，"))
    return "".join(parts)


def _pair_quotes(line: str) -> str:
    """Straight quotes opened and closed in turn within a line."""
    if '"' not in line:
        return line
    opened = False

    def turn(_: re.Match[str]) -> str:
        nonlocal opened
        opened = not opened
        return "“" if opened else "”"

    return _STRAIGHT_QUOTE.sub(turn, line)


def normalize(text: str) -> NormalText:
    """The text with its matching copy; both have the same length."""
    plain = _simplify(text).translate(_TABLE)
    plain = "\n".join(_pair_quotes(line) for line in _commas(plain).split("\n"))
    assert len(plain) == len(text)
    return NormalText(original=text, plain=plain)
