"""Products and differences: amount each times count, a calculation told in words, need less what is in hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from db.vocab import FindingCheck
from etl.records import Finding, Span
from etl.resolution.consistency_figures import Figure, Figures, counter_pattern, cue_pattern, has_cue

# 按每亩300元计算, 按照每日1人供10人用水测算
_CALCULATION = re.compile(rf"按照?(?P<how>[^，。；]{{2,30}}?)(?:{cue_pattern('calculate')})")
# 1人供10人, 每10人需1人
_ONE_FOR_MANY = re.compile(r"(?P<each>每)?(?P<one>\d{1,6})(?P<unit>[人户个])[^\d，]{1,4}?(?P<other>\d{1,6})(?P=unit)")
_PER_DAY = re.compile(cue_pattern("per_day"))
_PER_MONTH = re.compile(cue_pattern("per_month"))
# 100项, 36个
_COUNT = re.compile(rf"(?<![\d.])(?P<count>\d{{1,6}})(?:{counter_pattern()})")
_DAYS, _MONTHS = 365, 12
_GAP_WORDS = re.compile(rf"(?:{cue_pattern('gap')})[^，；]{{0,6}}")
_GAP_AFTER = re.compile(r"的?(?:资金|用地|土地)?缺口")
_NEAR = 8
_MOST_IN_HAND = 5


def check_products(figures: Figures) -> Iterator[Finding]:
    yield from _averages(figures)
    yield from _calculations(figures)
    yield from _same_each(figures)
    for gap in figures.levels:
        if is_gap(gap):
            yield from _difference(figures, gap)


# ---------------------------------------------------------------- amount each


def _averages(figures: Figures) -> Iterator[Finding]:
    """100项重点项目总投资285亿元，平均单体规模2.85亿元.

    The count is read from the text: as a repeat of an earlier one it may be no figure of its own.
    """
    for each in figures.levels:
        if not has_cue(each.before, "average"):
            continue
        begin = figures.sentences[each.sentence].start
        before = figures.between(begin, each.start)
        totals = [f for f in before if f.unit == each.unit and f.value > each.value]
        total = totals[-1] if totals else None
        counts = list(_COUNT.finditer(figures.plain, begin, total.start)) if total else []
        if total and counts and (count := int(counts[-1]["count"])):
            computed = total.value / count
            if abs(computed - each.value) <= 2 * each.half + total.half / count:
                says = f"{total.written(total.value)} ÷ {counts[-1].group()} = {each.written(computed)}"
                places = (total.span, Span(*counts[-1].span()))
                yield _finding(FindingCheck.PRODUCT, each, places, computed, True, says)


def _same_each(figures: Figures) -> Iterator[Finding]:
    """水池100口，蓄水2500立方米 … 水池120口3000立方米: the same thing, the same amount each."""
    seen: dict[tuple[str, str], tuple[Figure, Figure]] = {}
    for at, amount in enumerate(figures.levels[1:]):
        count = figures.levels[at]
        near = amount.sentence == count.sentence and amount.start - count.end <= _NEAR
        if not (near and count.kind == "count" and amount.kind != "count" and count.before):
            continue
        key = (count.before, amount.unit)
        if key in seen and (amount.value, count.value) != (seen[key][0].value, seen[key][1].value):
            first, times = seen[key]
            each = first.value / times.value
            if each == round(each) and each * count.value == amount.value:
                says = (f"{first.written(first.value)} ÷ {times.written(times.value)} = {each:g}；"
                        f"{count.written(count.value)} × {each:g} = {amount.written(amount.value)}")
                places = (count.span, first.span, times.span)
                yield _finding(FindingCheck.PRODUCT, amount, places, each * count.value, True, says)
        seen.setdefault(key, (amount, count))


# ---------------------------------------------------------------- 按……计算


def _calculations(figures: Figures) -> Iterator[Finding]:
    for sentence in figures.sentences:
        for told in _CALCULATION.finditer(figures.plain, sentence.start, sentence.end):
            before = figures.between(sentence.start, told.start())
            after = figures.between(told.end(), sentence.end)
            inside = figures.between(told.start(), told.end())
            if not before or not after:
                continue
            if ratio := _ONE_FOR_MANY.search(told["how"]):
                yield from _workers(before, after[0], ratio, told["how"])
            elif len(inside) == 1 and "每" in told["how"]:
                yield from _priced(before[-1], after[0], inside[0])


def _workers(before: Sequence[Figure], result: Figure, ratio: re.Match[str], how: str) -> Iterator[Finding]:
    """5000人吃水，一人一天挑10个人的水，一年省下18.25万个工."""
    base = next((f for f in reversed(before) if f.unit == ratio["unit"]), None)
    if base is None:
        return
    one, other = float(ratio["one"]), float(ratio["other"])
    share = other / one if ratio["each"] else one / other
    times = _times(how, result)
    computed = base.value * share * times
    factor = f" × {times}" if times > 1 else ""
    says = f"{base.written(base.value)} × {share:g}{factor} = {result.written(computed, decimals=result.decimals)}"
    slack = 2 * result.half + base.half * share * times
    yield _judged(FindingCheck.PRODUCT, result, (base,), computed, slack, says)


def _priced(base: Figure, result: Figure, price: Figure) -> Iterator[Finding]:
    """省下18.25万个工，一个工按80元算，值1460万元."""
    per = price.unit.partition("/")[2]
    if (per and per != base.unit) or price.unit.partition("/")[0] != result.unit or base.unit == result.unit:
        return
    computed = base.value * price.value
    says = (f"{base.written(base.value)} × {price.written(price.value)} = "
            f"{result.written(computed, decimals=result.decimals)}")
    slack = 2 * result.half + base.half * price.value + price.half * base.value
    yield _judged(FindingCheck.PRODUCT, result, (base, price), computed, slack, says)


def _times(how: str, result: Figure) -> int:
    """Days or months in the result's year, where the calculation goes by the day or month."""
    if not has_cue(result.before, "yearly"):
        return 1
    return _DAYS if _PER_DAY.search(how) else _MONTHS if _PER_MONTH.search(how) else 1


# ---------------------------------------------------------------- need, in hand, gap


def is_gap(figure: Figure) -> bool:
    """Whether the words around a figure call it a shortfall: 缺口近9000亩, 1000万元的缺口."""
    return bool(_GAP_WORDS.search(figure.before) or _GAP_AFTER.match(figure.after))


def in_hand(figures: Figures, start: int, gap: Figure) -> tuple[Figure, ...]:
    """The figures between a need and its gap that say what there is already; empty where one says something else."""
    between = tuple(f for f in figures.between(start, gap.start) if f.unit == gap.unit)
    known = all(has_cue(f.before + f.name, "in_hand") for f in between)
    return between if known and len(between) <= _MOST_IN_HAND else ()


def _difference(figures: Figures, gap: Figure) -> Iterator[Finding]:
    """需新征地1.6万亩，省下达6135亩，可使用预留指标925亩，缺口近9000亩."""
    paragraph = figures.paragraph(gap.sentence)
    needs = [f for f in figures.between(paragraph.start, gap.start)
             if f.unit == gap.unit and has_cue(f.before, "need") and not is_gap(f)]
    if not needs:
        return
    need = needs[-1]
    have = in_hand(figures, need.end, gap)
    if not have:
        return
    computed = need.value - sum(f.value for f in have)
    slack = gap.half + need.half + sum(f.half for f in have)
    says = " − ".join(f.written(f.value) for f in (need, *have)) + f" = {gap.written(computed)}"
    yield _judged(FindingCheck.DIFFERENCE, gap, (need, *have), computed, slack, says)


# ---------------------------------------------------------------- findings


def _judged(
    check: FindingCheck, stated: Figure, places: Sequence[Figure], computed: float, slack: float, says: str
) -> Finding:
    holds = abs(computed - stated.value) <= slack + 1e-9 * abs(stated.value)
    if abs(computed - stated.value) > 1e-9 * abs(stated.value):
        says += f" {'≈' if holds else '≠'} {stated.written(stated.value)}"
    return _finding(check, stated, tuple(f.span for f in places), computed, holds, says)


def _finding(
    check: FindingCheck, stated: Figure, places: tuple[Span, ...], computed: float, holds: bool, says: str
) -> Finding:
    return Finding(
        check=check, start=stated.start, end=stated.end, places=places, stated=stated.value,
        computed=computed, measure_unit=stated.unit, holds=holds, says=says,
    )
