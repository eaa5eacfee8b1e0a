"""Find the numbers of a text: figures with unit and comparison, and numbers that are no figures with the reason."""

from __future__ import annotations

import re
from dataclasses import replace

from db.vocab import Comparison, SetAsideReason
from etl.lexicon import alternation, table, words
from etl.mentions.quantity_fates import fate_of
from etl.mentions.quantity_numerals import ARABIC, CHINESE, EMPTY, EMPTY_STARTS, MASK, Numeral, read_numeral, scale_of
from etl.mentions.quantity_repeats import label_repeats
from etl.mentions.quantity_spans import NamedSpan, find_named_spans, find_ranks
from etl.mentions.quantity_specials import find_specials, index_unit
from etl.mentions.quantity_units import COUNTED, NO_UNIT, UNIT, UNITS, YUAN, MeasureUnit
from etl.records import NormalText, Quantity

_CMP = {r["word"]: Comparison(r["cmp"]) for r in table("quantity_qualifiers")}
_QUALIFIERS = tuple(w for w in words("quantity_qualifiers", position="before") if w != "上")
_BEFORE = alternation(_QUALIFIERS)
# with what a figure begins, so that a search passes over the rest quickly
_EMPTY_FIRST = "".join(re.escape(c) for c in sorted(EMPTY_STARTS))
_WORDS_FIRST = "".join(sorted({w[0] for w in _QUALIFIERS}))
_FIRST = _WORDS_FIRST + "上" + r"\d" + CHINESE[1:CHINESE.index("]")] + "Xx×✕*□■" + _EMPTY_FIRST
_AFTER = alternation(words("quantity_qualifiers", position="after"))
# 10千伏, 5千瓦: 千 belongs to the unit
_SCALE = r"万亿|千亿|百亿|千万|百万|十万|[百万亿]|千(?![瓦伏克米卡帕赫字])"
_ONE = rf"(?:{ARABIC}|{CHINESE}|{MASK})"

# 不低于3000万元  9000多万元  4-5个  1个亿  一个多亿  XX亿元  350亿元以上  12.1%-18%  3万多  五百余人
QUANTITY = re.compile(
    rf"(?=[{_FIRST}])(?P<before>(?<!(?<![已曾])经)(?<![通不太签合契节条公制预违邀])(?!(?<=[分特个级区])别)(?:{_BEFORE}|上(?=[百千万亿])))?\s?"
    rf"(?P<n>{EMPTY}|{MASK}|{ARABIC}|{CHINESE})(?P<many>[多余来])?\s?(?P<scale>{_SCALE})?(?P<many2>[多余])?"
    rf"(?:(?P<unit1>{UNIT})?(?P<sep>[-~—–至到])(?P<n2>{_ONE})(?P<scale2>{_SCALE})?(?P<many3>[多余])?)?"
    rf"\s?(?:(?P<ge>个(?P<many4>[多来]?)(?:亿|万)(?![元吨人美级]))元?|(?P<unit>{UNIT}))?"
    rf"(?P<after>(?:{_AFTER}))?"
)
# 不足年度任务的[两成]
PART_LEFT = re.compile(rf"(?<![履签契合预节制违公毁解])(?P<before>{_BEFORE})[^，。；：、\d]{{1,10}}的$")
# [165亿元]的底线不能破
# 给赶工奖，封顶[60万元]; 主体封顶12栋 is a building
CAP_LEFT = re.compile(r"(?:封顶|上限|最高(?:奖励?|补助?|补贴|给予|不超过?|可[给奖补]))[^，。；：、\d]{0,3}$")
CAP_RIGHT = re.compile(r"(?:封顶|为上限|上限)")
_CAPPED = frozenset({"元", "分", "%", "百分点", "日", "天", "个工作日"})
FLOOR_RIGHT = re.compile(r"的(?:底线|下限|保底)")
# 至少落地[1个], 保底开工[3个]
AT_LEAST_LEFT = re.compile(r"(?:至少|最少(?!的)|起码|保底)[^，。；：、\d]{1,8}$")
# 每公里80万元: 每公里 before the figure;  300元/亩 behind it
RATE_BEFORE = re.compile(rf"每(?P<per>{COUNTED})[^，。；：、\d]{{0,6}}$")
RATE_AFTER = re.compile(rf"\s?(?:/|每)(?P<per>{COUNTED})")
# 水表[3000块]: pieces, no money
PIECE = "块"
PIECES_LEFT = re.compile(rf"(?:{alternation(words('quantity_pieces'))})(?:共|约|达|近|各)?$")
MONEY_VERB_LEFT = re.compile(rf"(?:{alternation(words('quantity_money_verbs'))})[出到给]?(?:约|近|超过?)?$")
MONEY_LEFT = re.compile(rf"(?:{alternation(words('quantity_money'))})[^，。；：]{{0,6}}$")
# 参保人数突破[5100万]
PEOPLE_LEFT = re.compile(rf"(?:{alternation(words('quantity_people_counted'))})[^，。；：、\d]{{0,6}}$")
PEOPLE = re.compile(rf"[^，。；：、的]{{0,4}}?(?:{alternation(words('quantity_people'))})")
MONEY_RIGHT = re.compile(rf"的[^，。；：]{{0,6}}?(?:{alternation(words('quantity_money'))})")
_COUNTED = frozenset(u.base for u in UNITS.values() if u.kind == "count") - {"位", "名"}
SOME_MORE = "个多"  # 七个多月
# 不得少于180人、挖掘机[24台]: the bound holds for the list
BOUND = re.compile(r"(?:不[得能可准许]?[少低]于|至少|起码|最少)")
IN_LIST = re.compile(r"、[\u4e00-\u9fff]{2,8}")
NEAR = 8  # numbers back to which a zero looks for what is counted
# 增速为[-3.4%]: a minus sign, no range and no dash
MINUS = re.compile(r"(?:[为是到至长速幅率达约]|（)[-−]$")
_SIGNED = frozenset({"%", "百分点", "点"})
SENTENCE_END = re.compile(r"[。！？\n]")
# the first number of 1.4和1.9个百分点 takes the unit of the second
SHARED_UNIT = re.compile(r"[和、与及]$")


def find_quantities(text: NormalText, start: int, end: int) -> tuple[Quantity, ...]:
    """Every number in [start, end) by start, without overlaps."""
    plain = text.plain
    ranks = [_rank(plain, r.start, r.end, r.number_start, r.number_end) for r in find_ranks(plain, start, end)]
    found = ranks + find_specials(plain, start, end)
    spans = find_named_spans(plain, start, end)
    taken = _disjoint(found, [_set_aside(s) for s in spans if s.reason])
    closed = sorted([(q.start, q.end) for q in taken] + [(s.start, s.end) for s in spans if s.reason is None])
    taken = _disjoint(taken, _plain_quantities(plain, start, end, closed))
    shared = _money_after_money(plain, _unit_of_zero(plain, _share_units(plain, taken)))
    return tuple(label_repeats(plain, _bound_over_list(plain, shared)))


def _disjoint(first: list[Quantity], second: list[Quantity]) -> list[Quantity]:
    """All of `first` and what of `second` does not overlap it or itself."""
    out: list[Quantity] = []
    ranked = sorted([(q.start, 0, q) for q in first] + [(q.start, 1, q) for q in second], key=lambda t: t[:2])
    for _, order, q in ranked:
        if out and out[-1].end > q.start:
            if order == 0 and out[-1] not in first:
                out[-1] = q
            continue
        out.append(q)
    return out


def _plain_quantities(plain: str, start: int, end: int, closed: list[tuple[int, int]]) -> list[Quantity]:
    """The numbers between the spans that are already read."""
    out: list[Quantity] = []
    at = start
    for stop, resume in [*closed, (end, end)]:
        position = at
        while position < stop and (m := QUANTITY.search(plain, position, stop)):
            if q := _quantity(plain, m, start, end):
                out.append(q)
            position = max(m.end(), m.start() + 1)
        at = max(at, resume)
    return out


def _quantity(plain: str, m: re.Match[str], start: int, end: int) -> Quantity | None:
    word = m["n"]
    chinese = word[0] in "零〇一二两三四五六七八九十百千万亿几数"
    first = read_numeral(word)
    second = read_numeral(m["n2"]) if m["n2"] else None
    unit, scale = _unit(m, plain)
    if first.masked and unit.kind in ("none", "agenda"):
        return None  # XX公司: a blanked name, no number
    if chinese and unit is NO_UNIT and not (len(word) > 1 and word[-1] in "百千万亿"):
        return None  # 一定, 统一: a character of a word
    if unit.kind == "tenths" and not chinese and len(word) > 1:
        unit = NO_UNIT  # 9成 is 90%, 2026成… is not
    if unit is NO_UNIT and not chinese and not first.masked and (index := index_unit(plain, m.start("n"))):
        unit = MeasureUnit(index, index, 1.0, "measure")  # 收入比降至2.2
    value, value_max = _values(first, second, scale, scale_of(m["scale2"] or "") * unit.factor)
    if second and m["unit1"] is None and m["scale"] is None and value is not None and m["scale2"]:
        value = value * scale_of(m["scale2"])
    q = Quantity(
        start=m.start("before") if m["before"] else m.start("n"), end=m.end(), number_start=m.start("n"),
        number_end=m.end("many2") if m["many2"] else max(m.end("n"), m.end("scale"), m.end("n2")),
        value=value, value_max=value_max, cmp=_comparison(m, value_max), unit=unit.base, redacted=first.masked,
    )
    q = _by_words_left(plain, _with_rate(plain, _signed(plain, q, start)), start)
    fate = fate_of(plain, q, word=word, unit=unit, chinese=chinese, vague=first.vague, bounds=(start, end))
    return replace(q, set_aside=fate)


def _unit(m: re.Match[str], plain: str) -> tuple[MeasureUnit, float]:
    """The unit of a match and the factor from its numerals to base units."""
    scale = scale_of(m["scale"] or "")
    if m["ge"]:
        return YUAN, scale * scale_of(m["ge"][1:].lstrip("多来"))
    if m["unit"] or m["unit1"]:
        unit = UNITS[m["unit"] or m["unit1"]]
        if unit.word == PIECE and PIECES_LEFT.search(plain[max(0, m.start() - 8):m.start()]):
            unit = UNITS["块地"]
        return unit, scale * unit.factor
    if PEOPLE.match(plain, m.end()) and (m["scale"] or m["n"])[-1] == "亿":
        return UNITS["人"], scale
    if (m["scale"] or "")[-1:] == "亿" or (m["n"][-1] == "亿" and len(m["n"]) > 1):
        return YUAN, scale  # 20亿: 元 is understood
    if (m["scale"] or m["n"])[-1] == "万" and len(m["n"] + (m["scale"] or "")) > 1:
        if PEOPLE.match(plain, m.end()):
            return UNITS["人"], scale  # 43万儿童
        ends = not plain[m.end():m.end() + 1].isalnum()
        if ends and PEOPLE_LEFT.search(plain[max(0, m.start() - 16):m.start()]):
            return UNITS["人"], scale
        left = plain[max(0, m.start() - 12):m.start()]
        if MONEY_RIGHT.match(plain, m.end()) or (ends and MONEY_LEFT.search(left)) or MONEY_VERB_LEFT.search(left):
            return YUAN, scale  # 净增收入三百万, 发放了2000多万的社保资金, 总共花2300万
    return NO_UNIT, scale


def _values(
    first: Numeral, second: Numeral | None, scale: float, scale2: float
) -> tuple[float | None, float | None]:
    def times(value: float | None, by: float) -> float | None:
        return None if value is None else round(value * by, 6)

    if second is not None:
        return times(first.value, scale), times(second.value, scale2)
    return times(first.value, scale), times(first.value_max, scale)


def _comparison(m: re.Match[str], value_max: float | None) -> Comparison:
    """以上 and 不低于 win over 近 and 约; 多 is about."""
    if value_max is not None:
        return Comparison.RANGE
    cmps = [_CMP[w] for w in (m["after"], m["before"]) if w]
    if (m["unit"] or "").startswith(SOME_MORE):
        cmps.append(Comparison.ABOUT)
    strong = [c for c in cmps if c is not Comparison.ABOUT]
    if strong:
        return strong[0]
    return Comparison.ABOUT if cmps or m["many"] or m["many2"] or m["many4"] else Comparison.EQUAL


def _signed(plain: str, q: Quantity, start: int) -> Quantity:
    """`q` below zero where a minus sign stands before it: 增速为-3.4%."""
    signed = q.unit in _SIGNED and q.value is not None and q.value_max is None and q.start == q.number_start
    if signed and MINUS.search(plain[max(start, q.start - 2):q.start]):
        return replace(q, start=q.start - 1, number_start=q.number_start - 1, value=-(q.value or 0.0))
    return q


def _with_rate(plain: str, q: Quantity) -> Quantity:
    if q.unit == "":
        return q
    if m := RATE_AFTER.match(plain, q.end):
        return replace(q, rate_of=UNITS[m["per"]].base, end=m.end())
    if m := RATE_BEFORE.search(plain[max(0, q.start - 12):q.start]):
        return replace(q, rate_of=UNITS[m["per"]].base)
    return q


def _by_words_left(plain: str, q: Quantity, start: int) -> Quantity:
    """`q` with the comparison of words that do not touch it: 至少落地1个, 不足年度任务的两成."""
    if q.cmp is not Comparison.EQUAL or not q.unit:
        return q
    left = plain[max(start, q.start - 16):q.start]
    if AT_LEAST_LEFT.search(left) or FLOOR_RIGHT.match(plain, q.end):
        return replace(q, cmp=Comparison.AT_LEAST)
    if q.unit in _CAPPED and (CAP_LEFT.search(left) or CAP_RIGHT.match(plain, q.end)):
        return replace(q, cmp=Comparison.AT_MOST)
    m = PART_LEFT.search(left) if q.unit == "%" else None
    return replace(q, cmp=_CMP[m["before"]]) if m else q


def _rank(plain: str, start: int, end: int, number_start: int, number_end: int) -> Quantity:
    n = read_numeral(plain[number_start:number_end])
    return Quantity(start=start, end=end, number_start=number_start, number_end=number_end, value=n.value,
                    value_max=None, cmp=Comparison.EQUAL, unit="位", redacted=n.masked)


def _set_aside(span: NamedSpan) -> Quantity:
    return Quantity(start=span.start, end=span.end, number_start=span.start, number_end=span.end, value=None,
                    value_max=None, cmp=Comparison.EQUAL, unit="", redacted=False, set_aside=span.reason)


def _share_units(plain: str, found: list[Quantity]) -> list[Quantity]:
    """低1.4和1.9个百分点: the number without a unit takes that of the number it is listed with."""
    out = list(found)
    for i in range(len(out) - 2, -1, -1):
        here, after = out[i], out[i + 1]
        between = plain[here.end:after.start]
        if here.unit == "" and here.value is not None and here.set_aside in (None, SetAsideReason.NAME) \
                and after.unit and after.set_aside is None and len(between) == 1 and SHARED_UNIT.search(between):
            out[i] = replace(here, unit=after.unit, set_aside=None)
        elif here.set_aside is None and here.unit and here.unit == after.unit and between in ("、", "和", "或") \
                and after.set_aside is SetAsideReason.SIZE_CLASS:
            out[i] = replace(here, set_aside=SetAsideReason.SIZE_CLASS)  # 投资5亿元、10亿元以上的项目
    return out


def _bound_over_list(plain: str, found: list[Quantity]) -> list[Quantity]:
    """不得少于180人、挖掘机24台: both are at least so many."""
    out = list(found)
    for i in range(1, len(out)):
        before, q = out[i - 1], out[i]
        bound = before.cmp is Comparison.AT_LEAST and BOUND.match(plain, before.start, before.number_start)
        plain_count = q.cmp is Comparison.EQUAL and q.unit in _COUNTED and q.start == q.number_start
        if bound and plain_count and q.set_aside is None and IN_LIST.fullmatch(plain, before.end, q.start):
            out[i] = replace(q, cmp=Comparison.AT_LEAST)
    return out


def _money_after_money(plain: str, found: list[Quantity]) -> list[Quantity]:
    """某公司出资金200万元，剩下150万由…: a bare 万 behind an amount of money in the sentence is money too."""
    out = list(found)
    for i, q in enumerate(out[1:], start=1):
        before = out[i - 1]
        nothing = not q.unit and q.set_aside in (None, SetAsideReason.NAME)
        bare = nothing and plain.startswith("万", q.number_end - 1)
        money = before.unit == YUAN.base and before.set_aside is None
        if bare and money and not SENTENCE_END.search(plain, before.end, q.start):
            out[i] = replace(q, unit=YUAN.base, set_aside=None)
    return out


def _unit_of_zero(plain: str, found: list[Quantity]) -> list[Quantity]:
    """新开工6个…; 通山县仍为零: nothing at all of what the figure before it counts, else no figure."""
    out = list(found)
    for i, q in enumerate(out):
        if plain[q.start:q.end] != "零" or q.unit or q.set_aside:
            continue
        before = next((b for b in out[max(0, i - NEAR):i][::-1] if b.set_aside is None and b.unit in _COUNTED), None)
        near = before is not None and not SENTENCE_END.search(plain, before.end, q.start)
        out[i] = replace(q, unit=before.unit) if before and near else replace(q, set_aside=SetAsideReason.RHETORIC)
    return out
