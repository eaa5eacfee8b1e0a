"""A same-length copy of a text for rules to match on.

Simplified characters (Hong Kong variants 説 衞 羣 裏 included), half-width digits and letters, full-width
punctuation. One character stays one character, so that offsets are the original's.
"""

from __future__ import annotations

import re
from functools import cache

from opencc import OpenCC

from etl.lexicon import alternation, mapping
from etl.records import NormalText

# full-width ASCII to half-width, except the punctuation that Chinese text uses
_HALF = {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F) if chr(c - 0xFEE0) not in ",;:?!()"}
_FULL = dict(zip(";:!()", "；：！（）", strict=True))
_SPACES = dict.fromkeys("\u3000\u00a0\t\u2002\u2003\u2009\ufeff\u200b", " ")
_DASHES = {"―": "—", "‐": "-", "‑": "-", "–": "-", "−": "-", "～": "~", "〜": "~"}
_QUOTES = {"「": "“", "」": "”", "『": "‘", "』": "’", "〝": "“", "〞": "”"}
_TABLE = {**_HALF, **_FULL, **_SPACES, **_DASHES, **_QUOTES}

# 1,200 and 12,345,678 keep their comma; any other half-width comma is Chinese punctuation
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)")
# 靠什么? 怎么办?\n   but not 1?45亿元, and not the ? that stands for a lost character
_QUESTION = re.compile(r"(?<=[么呢吗吧何谁])\?|(?<=[\u4e00-\u9fff。！])\?(?=\s*(?:\n|\Z))")


@cache
def _converter() -> OpenCC:
    return OpenCC("hk2s")


@cache
def _word_fixes() -> tuple[re.Pattern[str], dict[str, str]]:
    """Words that the converter leaves or spoils (著手, 显着) and what they should be, same length."""
    fixes = mapping("text_word_fixes", "word", "simplified")
    opening = tuple(w for w in fixes if w[0] == "著")
    others = tuple(w for w in fixes if w[0] != "著")
    before = "".join(sorted({w[0] for w in others if w[1:] == "着"}))  # 显著|手法 is no 著手
    return re.compile(rf"{alternation(others)}|(?<![{before}])(?:{alternation(opening)})"), fixes


@cache
def _simplify_char(char: str) -> str:
    out = _converter().convert(char)
    return out if len(out) == 1 else char


def simplify(text: str) -> str:
    """Simplified Chinese, character by character the same length."""
    out = _converter().convert(text)
    if len(out) != len(text):  # a phrase rule or a control character changed the length: find the lines it did so in
        out = "\n".join(map(_simplify_line, text.split("\n")))
    if "著" in out or "着" in out:
        pattern, fixes = _word_fixes()
        out = pattern.sub(lambda m: fixes[m.group()], out)
    return out


def _simplify_line(line: str) -> str:
    out = _converter().convert(line)
    return out if len(out) == len(line) else "".join(map(_simplify_char, line))


def _replace(text: str) -> str:
    for char in _TABLE.keys() & set(text):  # a few distinct characters: faster than translating each
        text = text.replace(char, _TABLE[char])
    return text


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


def _pair_quotes(text: str) -> str:
    """Straight quotes opened and closed in turn within a line."""
    if '"' not in text:
        return text
    return "\n".join(_pair_line(line) if '"' in line else line for line in text.split("\n"))


def _pair_line(line: str) -> str:
    pieces = line.split('"')
    out = [pieces[0]]
    for position, piece in enumerate(pieces[1:]):
        out += ["”" if position % 2 else "“", piece]
    return "".join(out)


def normalize(text: str) -> NormalText:
    """The text with its matching copy; both have the same length."""
    plain = _pair_quotes(_commas(_replace(simplify(text))))
    if "?" in plain:
        plain = _QUESTION.sub("？", plain)
    assert len(plain) == len(text)
    return NormalText(original=text, plain=plain)
