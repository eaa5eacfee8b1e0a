"""Percentages against the figures that they are made of: completion of a plan, shares, rates, growth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from db.vocab import FindingCheck, Measure
from etl.records import Finding
from etl.resolution.consistency_figures import Figure, Figures, cue_pattern, has_cue, measure_head

Range = tuple[float, float]

# 完成年度计划的, 占全年目标任务, 为年计划的
_OF_PLAN = re.compile(rf"(?:完成|占|为|达到?)了?[^，；]{{0,6}}?(?:{cue_pattern('plan')})[^，；]{{0,6}}?的?[约近达]?到?")
# 占到全社会固定资产投资额的, 占总数的
_OF_WHOLE = re.compile(r"占(?:到|了)?(?P<whole>[^，；]{2,24}?)的?(?:比重|比例)?[约近达]?到?")
# 开工率达, 资金到位率为
_RATE = re.compile(r"[^，；]{0,10}?(?P<done>[\u4e00-\u9fff]{2})率[已约近达为]?到?")
# 同比增长, 比上年增长, 增长
_GROWN = re.compile(rf"[^，；\d]{{0,10}}?(?P<way>{cue_pattern('grown')}|{cue_pattern('fallen')})[了约近达]?到?")
# 由210亿元增加到275亿元
_FROM = re.compile(r"[由从][^，；]{0,16}")
_LEAP = re.compile(rf"[^，；]{{0,6}}(?:{cue_pattern('leap')})了?(?:今年|本年|目前)?的?")
_YEAR = re.compile(r"(?P<year>(?:19|20)\d{2})年")
# two years whose digits were blanked
_BLANK_YEAR = re.compile(r"(?:19|20)[\dxX*]{1,2}年?")
_TWO_YEARS = re.compile(r"两年|二年|2年")
# ，力争完成, 、确保达到
_STRETCH = re.compile(rf"[，、；](?:{cue_pattern('stretch')})(?:{cue_pattern('reach')})?")
# 15个，占71.4%
_OF_THESE = re.compile(r"占了?[约近达到]?")
# 计划完成投资 and 完成投资 are one thing, planned and done
_MANNER = re.compile(r"计划|年度|累计|实际|预计|已")
_NO_NAME = re.compile(r"全(?:省|市|县|区)|我(?:省|市|县|区)|总额|总量|总数|总的|额$|数$|量$")
_LONGEST_SHARED = 4


def check_rates(figures: Figures) -> Iterator[Finding]:
    for percent in figures.percents:
        if percent.value <= 0:
            continue
        sentence = figures.sentences[percent.sentence]
        before = figures.between(sentence.start, percent.start)
        if percent.measure is Measure.GROWTH or _GROWN.fullmatch(percent.before):
            yield from _growth(figures, percent, before)
        elif before and _OF_PLAN.fullmatch(percent.before):
            yield from _plan(figures, percent, before)
        elif before and (share := _OF_WHOLE.fullmatch(percent.before)):
            yield from _share(figures, percent, before, share["whole"])
        elif len(before) > 1 and _OF_THESE.fullmatch(percent.before):
            yield from _these(figures, percent, before)
        elif (rate := _RATE.fullmatch(percent.before)) and len(before) > 1:
            yield from _rate(percent, before, rate["done"])


# ---------------------------------------------------------------- part of a whole


def _plan(figures: Figures, percent: Figure, before: Sequence[Figure]) -> Iterator[Finding]:
    """全年计划50亿元，前三季度完成40亿元，为年度计划的80%."""
    done = before[-1]
    if not _adjoins(figures, done, percent):
        return
    near = [f for f in before[:-1] if _is_plan_of(f, done)]
    paragraph = figures.paragraph(percent.sentence)
    far = [f for f in figures.between(paragraph.start, done.start) if _is_plan_of(f, done)]
    for plan in (near or far)[-1:]:
        yield from _ratio(percent, done, plan, claimed=len(near) == 1 and _together(figures, plan, done))


def _is_plan_of(figure: Figure, done: Figure) -> bool:
    """Whether a figure is what was to be done in the year; a planned 总投资 is of all years."""
    return figure.unit == done.unit and has_cue(figure.before, "plan") and not has_cue(figure.before, "all_years")


def _together(figures: Figures, first: Figure, last: Figure) -> bool:
    """Whether no semicolon stands between two figures: after one, the talk is of something else."""
    return "；" not in figures.plain[first.end:last.start]


def _share(figures: Figures, percent: Figure, before: Sequence[Figure], whole: str) -> Iterator[Finding]:
    """全市投资100亿元，其中重点项目60亿元，占60%."""
    part = before[-1]
    if not _adjoins(figures, part, percent):
        return
    core = _NO_NAME.sub("", whole)
    sentence = figures.sentences[percent.sentence]
    near = [f for f in figures.between(sentence.start, part.start) if f.unit == part.unit and _named(f, core)]
    paragraph = figures.paragraph(percent.sentence)
    far = [f for f in figures.between(paragraph.start, part.start) if f.unit == part.unit and _named(f, core)]
    for total in (near or far)[-1:]:
        yield from _ratio(percent, part, total, claimed=(
            len(near) == 1 and total.value > part.value and _together(figures, total, part)))


def _these(figures: Figures, percent: Figure, before: Sequence[Figure]) -> Iterator[Finding]:
    """21个乡镇中，有15个完成任务，占71.4%."""
    part = before[-1]
    totals = [f for f in before[:-1] if f.unit == part.unit and f.after.endswith("中")]
    if len(totals) == 1 and "；" not in figures.plain[totals[0].end:percent.start]:
        yield from _ratio(percent, part, totals[0], claimed=len(before) == 2)


def _named(figure: Figure, core: str) -> bool:
    """Whether a figure's own words name what a share is taken of: 固定资产投资 of 全社会固定资产投资."""
    if len(core) < 2:
        return False
    name = _NO_NAME.sub("", figure.name)
    return core in figure.before or core in name or (len(name) >= _LONGEST_SHARED and core.endswith(name))


def _rate(percent: Figure, before: Sequence[Figure], done: str) -> Iterator[Finding]:
    """34项省重点中30项开工，开工率88.2%."""
    part = before[-1]
    totals = [f for f in before[:-1] if f.unit == part.unit]
    if totals and done in part.label and part.half == 0:
        fits = [f for f in totals if any(r.holds for r in _ratio(percent, part, f, claimed=False))]
        total = (fits or totals)[-1]
        yield from _ratio(percent, part, total, claimed=len(totals) == 1 and done not in total.label)


def _adjoins(figures: Figures, figure: Figure, percent: Figure) -> bool:
    """Whether nothing but punctuation stands between a figure and the words of its percentage."""
    between = figures.plain[figure.end:percent.start].replace(percent.before, "", 1)
    return not between.strip("，、（ ")


def _ratio(percent: Figure, part: Figure, whole: Figure, *, claimed: bool) -> Iterator[Finding]:
    """A finding where the percentage holds, or where the words leave no doubt of what it is made of."""
    computed = part.value / whole.value * 100
    least, most = (100 * x for x in _quotient(_range(part), _range(whole)))
    holds = _meets(percent, (least, most))
    if holds or claimed:
        sign = "" if holds else f" ≠ {percent.written(percent.value)}"
        says = (f"{part.written(part.value)} ÷ {whole.written(whole.value)} = "
                f"{percent.written(computed, decimals=percent.decimals + (0 if holds else 1))}{sign}")
        yield _finding(FindingCheck.RATE, percent, (part, whole), computed, holds, says)


# ---------------------------------------------------------------- growth


def _growth(figures: Figures, percent: Figure, before: Sequence[Figure]) -> Iterator[Finding]:
    way = _GROWN.fullmatch(percent.before)
    if way is None or not before or has_cue(percent.before, "averaged_growth"):
        return
    level = before[-1]
    if not _adjoins(figures, level, percent) or has_cue(level.name + level.before, "real_terms"):
        return
    falls = bool(re.fullmatch(cue_pattern("fallen"), way["way"]))
    for base in reversed(before[:-1]):
        if base.unit == level.unit and _is_base(figures, base, level):
            yield _grown(percent, level, base, falls=falls)
            return
    yield from _twin_targets(figures, percent, level, before[:-1])


def _is_base(figures: Figures, base: Figure, level: Figure) -> bool:
    """Whether `level` is what `base` was a year before, or grew to."""
    between = figures.plain[base.end:level.start]
    if between == level.before and _LEAP.fullmatch(between):
        return bool(_FROM.search(figures.plain, max(0, base.start - _LONGEST_FROM), base.start))
    alike = _MANNER.sub("", base.name) == _MANNER.sub("", level.name)
    if not alike and measure_head(base) != measure_head(level):
        return False
    years = [_YEAR.search(f.before) for f in (base, level)]
    if years[0] and years[1]:
        return int(years[1]["year"]) - int(years[0]["year"]) == 1 and alike
    if has_cue(base.before, "last_year") and has_cue(level.before, "this_year"):
        return alike
    if all(_BLANK_YEAR.fullmatch(f.before) for f in (base, level)):
        sentence = figures.sentences[level.sentence]
        return bool(_TWO_YEARS.search(figures.plain, sentence.start, base.start))
    return False


_LONGEST_FROM = 18


def _grown(percent: Figure, level: Figure, base: Figure, *, falls: bool) -> Finding:
    sign = -1 if falls else 1
    computed = sign * (level.value / base.value - 1) * 100
    ends = sorted(sign * (x - 1) * 100 for x in _quotient(_range(level), _range(base)))
    holds = _meets(percent, (ends[0], ends[1]))
    says = f"{level.written(level.value)} ÷ {base.written(base.value)} − 1 = " + percent.written(
        sign * computed, decimals=percent.decimals + (0 if holds else 1))
    if not holds:
        says += f" ≠ {percent.written(sign * percent.value)}"
    return _finding(FindingCheck.GROWTH, percent, (base, level), computed, holds, says)


def _twin_targets(
    figures: Figures, percent: Figure, level: Figure, before: Sequence[Figure]
) -> Iterator[Finding]:
    """目标12.5亿元，增长25%，争取13亿元，增长30%: both grow from one base."""
    sentence = figures.sentences[percent.sentence]
    earlier = figures.percents_between(sentence.start, level.start)
    if not before or not earlier or before[-1].unit != level.unit:
        return
    first, growth = before[-1], earlier[-1]
    gap = figures.plain[growth.end:level.start]
    if not (_STRETCH.fullmatch(gap) and growth.start > first.start
            and _GROWN.fullmatch(growth.before) and _adjoins(figures, first, growth)):
        return
    one, two = _base(first, growth), _base(level, percent)
    holds = one[0] <= two[1] and two[0] <= one[1]
    base = first.value / (1 + growth.value / 100)
    told = [
        f"{f.written(f.value)} ÷ (1 + {g.written(g.value)}) = "
        + f.written(f.value / (1 + g.value / 100), decimals=level.decimals + 2)
        for f, g in ((first, growth), (level, percent))
    ]
    says = f" {'≈' if holds else '≠'} ".join(told)
    yield _finding(FindingCheck.GROWTH, percent, (first, growth, level), (level.value / base - 1) * 100, holds, says)


# ---------------------------------------------------------------- ranges


def _range(figure: Figure) -> Range:
    return figure.value - figure.half, figure.value + figure.half


def _base(level: Figure, growth: Figure) -> Range:
    """What a figure grew from, by its growth."""
    low, high = _range(growth)
    return _quotient(_range(level), (1 + low / 100, 1 + high / 100))


def _quotient(over: Range, under: Range) -> Range:
    return over[0] / under[1], over[1] / max(under[0], 1e-9)


def _meets(percent: Figure, computed: Range) -> bool:
    """Within one last place of the percentage: some writers cut the digits off instead of rounding."""
    place = 2 * percent.half
    return computed[0] - place <= percent.value <= computed[1] + place


def _finding(
    check: FindingCheck, stated: Figure, places: Sequence[Figure], computed: float, holds: bool, says: str
) -> Finding:
    return Finding(
        check=check, start=stated.start, end=stated.end, places=tuple(f.span for f in places), stated=stated.value,
        computed=computed, measure_unit=stated.unit, holds=holds, says=says,
    )
