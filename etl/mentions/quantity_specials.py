"""Figures that are written without a unit of measure of their own: fractions, halves, tenths, ratios, none at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from db.vocab import Comparison
from etl.lexicon import alternation, mapping, table, words
from etl.mentions.quantity_numerals import CHINESE, DIGIT, read_chinese
from etl.records import Quantity

_CMP = {r["word"]: Comparison(r["cmp"]) for r in table("quantity_qualifiers")}
_AFTER = alternation(words("quantity_qualifiers", position="after"))
_DECIMAL = r"\d{1,4}(?:\.\d{1,3})?"
# 三分之二  百分之三十
FRACTION = re.compile(rf"(?P<base>百|十|{CHINESE})分之(?P<part>{CHINESE}|\d{{1,3}}(?:\.\d)?)(?P<after>{_AFTER})?")
# 约占全国1/10
SLASHED = re.compile(r"(?<![\d/.])(?P<part>[1-9])/(?P<base>[2-9]|10)(?![\d/.年月])")
# 一半  不到人家的一半  一半都不到
HALF = re.compile(r"(?P<n>一半)(?P<after>以上|左右|还多|多|[都还也]不到|都没到|都不够)?")
HALF_LEFT = re.compile(r"(?P<before>近|超过?|过|不足|不到|约|将近|[赶比抵顶够]不上)(?:[^，。；：]{0,6}的)?$")
# 每户留[半亩]菜园
HALF_UNIT = re.compile(r"(?<![一二两三四五六七八九十百千万大多过])半(?P<unit>亩)")
# 收缴率只有六成二  桥梁完成七成半
TENTHS = re.compile(r"(?P<tens>[一二两三四五六七八九])成(?P<ones>[一二三四五六七八九半])(?![类个项家季级线期方年月])")
# 一个没有  一项也没有
NONE_AT_ALL = re.compile(r"(?P<n>一)(?P<unit>[个项家户])(?:都|也)?没有")
# 通山县仍为零, 开工数是零
ZERO = re.compile(r"(?<=[为是挂])(?P<n>零)(?=[，。；！、）]|$)")
# 收入比从[2.50:1]缩小至2.27:1
TO_ONE = re.compile(rf"(?<![\d:：∶.])(?P<n>{_DECIMAL})[:：∶]1(?![\d:：∶.])")
# 三次产业比重为[4.0∶37.7∶58.3]
PARTS = re.compile(rf"(?<![\d:：∶.])(?:{_DECIMAL}[:：∶]){{2,3}}{_DECIMAL}(?![\d:：∶.])")
ONE_PART = re.compile(_DECIMAL)
WHOLE, ROUNDING = 100.0, 0.5  # parts that make a whole are percentages
# 收入比降至[2.2], 满意度从[84.7]提升至89.6: an index has no unit
_INDEX = mapping("quantity_indices", "word", "unit")
INDEX_LEFT = re.compile(
    rf"(?P<word>{alternation(tuple(_INDEX))})(?P<between>[^，。；：、\d]{{0,8}}(?:{_DECIMAL}(?:[:：∶]1)?[^，。；：、\d]{{1,6}})?)$"
)
INDEX_REACH = 24


def find_specials(plain: str, start: int, end: int) -> list[Quantity]:
    """All of them in [start, end), in no order."""
    return [
        *_fractions(plain, start, end), *_halves(plain, start, end), *_tenths(plain, start, end),
        *_nothing(plain, start, end), *_half_units(plain, start, end), *_ratios(plain, start, end),
    ]


def index_unit(plain: str, position: int) -> str:
    """The unit (比, 点, 分) of a number without one that the name of an index leads up to; "" where none does."""
    m = INDEX_LEFT.search(plain[max(0, position - INDEX_REACH):position])
    return _INDEX[m["word"]] if m else ""


def _fractions(plain: str, start: int, end: int) -> Iterator[Quantity]:
    for m in FRACTION.finditer(plain, start, end):
        base, part = read_chinese(m["base"]), m["part"]
        number = float(part) if part[0].isdigit() else read_chinese(part)
        yield _figure(m.span(), (m.start(), m.end("part")), round(number / base * 100, 4) if base else None, "%",
                      after=m["after"])
    for m in SLASHED.finditer(plain, start, end):
        part, base = int(m["part"]), int(m["base"])
        if part < base:
            yield _figure(m.span(), m.span(), round(part / base * 100, 4), "%")


def _halves(plain: str, start: int, end: int) -> Iterator[Quantity]:
    for m in HALF.finditer(plain, start, end):
        reach = max(start, m.start() - 12)
        left = HALF_LEFT.search(plain[reach:m.start()])
        begin = reach + left.start() if left else m.start()
        yield _figure((begin, m.end()), m.span("n"), 50.0, "%", after=m["after"], before=left and left["before"])


def _half_units(plain: str, start: int, end: int) -> Iterator[Quantity]:
    for m in HALF_UNIT.finditer(plain, start, end):
        yield _figure(m.span(), (m.start(), m.start() + 1), 0.5, m["unit"])


def _tenths(plain: str, start: int, end: int) -> Iterator[Quantity]:
    for m in TENTHS.finditer(plain, start, end):
        yield _figure(m.span(), m.span(), 10.0 * DIGIT[m["tens"]] + DIGIT.get(m["ones"], 5), "%")


def _nothing(plain: str, start: int, end: int) -> Iterator[Quantity]:
    for m in NONE_AT_ALL.finditer(plain, start, end):
        yield _figure(m.span(), m.span("n"), 0.0, m["unit"])
    for m in ZERO.finditer(plain, start, end):
        yield _figure(m.span(), m.span(), 0.0, "")


def _ratios(plain: str, start: int, end: int) -> Iterator[Quantity]:
    for m in TO_ONE.finditer(plain, start, end):
        if index_unit(plain, m.start()):
            yield _figure(m.span(), m.span(), float(m["n"]), "比")
    for m in PARTS.finditer(plain, start, end):
        parts = list(ONE_PART.finditer(plain, *m.span()))
        if abs(sum(float(p.group()) for p in parts) - WHOLE) <= ROUNDING:
            yield from (_figure(p.span(), p.span(), float(p.group()), "%") for p in parts)


def _figure(
    span: tuple[int, int], number: tuple[int, int], value: float | None, unit: str, *,
    before: str | None = None, after: str | None = None,
) -> Quantity:
    cmps = [_CMP[w] for w in (after, before) if w]
    return Quantity(
        start=span[0], end=span[1], number_start=number[0], number_end=number[1], value=value, value_max=None,
        cmp=cmps[0] if cmps else Comparison.EQUAL, unit=unit, redacted=False,
    )
