"""Numerals as words and their values: Arabic, Chinese, masked, damaged."""

from __future__ import annotations

import re
from typing import NamedTuple

DIGIT = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4,
         "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10_000, "亿": 100_000_000}
VAGUE = "几数"

# 1,200  45.69  1?45 (a decimal point lost to a copy)
ARABIC = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,4})?|\d{1,12}[?？]\d{1,4}|\d{1,14}(?:\.\d{1,6})?"
# XX  X  X.X  20xx  20*  **  □□  ××, but not the sign of 2×66
MASK = r"\d{0,3}(?:[Xx]{1,6}(?:\.[Xx]{1,3}(?![A-Za-z]))?|[×✕]{1,6}(?!\d)|\*{1,6}|[□■]{1,6})"
# 投资“”亿元, 投资（）万元, 投资____亿元, 投资——亿元, 投资 亿元: a number was taken out or never filled in
EMPTY = (
    r"“[ \u3000]{0,4}”|‘[ \u3000]{0,4}’|（[ \u3000]{0,6}）|【[ \u3000]{0,6}】|_{1,12}|-{2,8}(?=[百千万亿]{0,2}元)"
    r"|[—…]{1,4}(?=[百千万亿]{1,2}元)"
    r"|(?<=[\u4e00-\u9fff])(?<![位额上过超近逾约数几百千万亿])[ \u3000]{1,8}(?=[百千万亿]{1,2}元)"
)
# 三百  一万  十一  几十  五六  千亿
CHINESE = r"[零〇一二两三四五六七八九十百千万亿几数]{1,12}"

EMPTY_STARTS = frozenset("“‘（【_-—… \u3000")
_CONSECUTIVE = re.compile(r"^([一二三四五六七八九])([一二两三四五六七八九])([十百千万亿]{0,3})$")
_TEEN_PAIR = re.compile(r"^([一二三四五六七八九]?十)([一二三四五六七八])([二三四五六七八九])$")


class Numeral(NamedTuple):
    """A read numeral. `value` is None where masked or vague (几十)."""

    value: float | None
    value_max: float | None = None
    masked: bool = False
    vague: bool = False


def read_numeral(word: str) -> Numeral:
    """The value of one numeral without scale or unit. `word` matches one of the three patterns above."""
    if word[0] in EMPTY_STARTS or re.fullmatch(MASK, word):
        return Numeral(None, masked=True)
    if word[0].isdigit():
        return Numeral(float(re.sub(r"[?？]", ".", word).replace(",", "")))
    if any(c in VAGUE for c in word):
        return Numeral(None, vague=True)
    if m := _CONSECUTIVE.match(word):
        low, high = DIGIT[m[1]], DIGIT[m[2]]
        if high == low + 1:
            scale = read_chinese(m[3]) if m[3] else 1
            return Numeral(low * scale, high * scale)
    if m := _TEEN_PAIR.match(word):
        tens = read_chinese(m[1])
        return Numeral(tens + DIGIT[m[2]], tens + DIGIT[m[3]])
    return Numeral(read_chinese(word))


def read_chinese(word: str) -> float:
    """三百二 → 320, 一万二 → 12000, 二〇一六 → 2016, 千亿 → 1e11."""
    if len(word) > 1 and all(c in DIGIT for c in word):
        return float("".join(str(DIGIT[c]) for c in word))
    total = section = digit = 0
    last = 1
    for c in word:
        if c in DIGIT:
            digit = DIGIT[c]
            last = 1 if c in "零〇○" else last
        elif c in SMALL:
            section += (digit or 1) * SMALL[c]
            digit, last = 0, SMALL[c]
        else:
            section += digit
            total = (total + section) * LARGE[c] if total and c == "亿" else total + (section or 1) * LARGE[c]
            section, digit, last = 0, 0, LARGE[c]
    return float(total + section + (digit * last // 10 if digit and last >= 100 else digit))


def scale_of(word: str) -> float:
    """万亿 → 1e12, 千万 → 1e7, "" → 1."""
    out = 1
    for c in word:
        out *= SMALL.get(c) or LARGE.get(c) or 1
    return float(out)
