"""What governs a figure: the period, the place and the project that its sentence speaks of."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import NamedTuple

from etl.assembly.sanction_patterns import CONSEQUENCE
from etl.lexicon import alternation, words
from etl.records import (
    DateMention,
    Mentions,
    NormalText,
    ProjectMention,
    Quantity,
    RegionMention,
    RuleMention,
    UnitMention,
)

SELF = "self"
# what may stand between a clause's start and the place it speaks of: 其中, 最多的, 今年, 比如
LEAD = re.compile(
    rf"(?:[\s，；：。“”]|{alternation(words('indicator_region_leads'))})*"
)
# 有关乡镇: who acts, not where
ACTOR = re.compile(r"有关|相关|所在")
# 右江[铝业]的扩建工程: a company's name
COMPANY = re.compile(
    r"[\u4e00-\u9fff]{0,4}?(?:公司|集团|股份|[铝矿药糖纸酒钢铜锌化实企茶]业|水泥|钢铁|化工|重工|电力|电厂|钢厂|糖厂|机械|食品)"
    r"(?=的|[^\u4e00-\u9fff])"
)
# [25万吨]芳构化…项目: a project named by its capacity
CAPACITY = re.compile(
    r"(?P<product>[^，。；：、的（）\s]{1,16}?)(?:[一二两三四五六七八九十\d]个)?"
    r"(?P<head>项目|技术改造|工程|扩建)"
)
# 某地[50万千瓦]农光互补电站, 年加工[10万吨]薏仁米: a plant, or a name that says what it makes a year
PRODUCT = re.compile(
    r"(?P<product>[^，。；：、的（）\s级桥路\d][^，。；：、的（）\s\d]{1,16}?)"
    r"(?P<head>生产线|基地|电站|电厂|工厂|厂|矿|机组|装置)"
)
YEARLY = re.compile(r"[年日](?:产|加工|处理|供|生产)$")
YEARLY_PRODUCT = re.compile(r"(?P<product>[^，。；：、的（）\s级\d][^，。；：、的（）\s\d]{1,16}?)(?:项目|工程|等)?")
A_DIGIT = re.compile(r"\d")
# 总投资9.8亿元[、年产3000吨的]铍铜合金带材项目
OF_NEXT = re.compile(r"、(?:[^，。；：、]{1,16}的)?")
# what ends a project's own figures: another subject, for loosely tied ones also the sentence
OTHER_SUBJECT = re.compile(r"；|新开工|实施|项目|企业|全[市县区省]|等\d|我[市县区]")
BREAK = re.compile(r"[。；]|项目|企业|全[市县区省]|我[市县区]|共")
# 投资[6000万元]技改项目, 由[6万吨]提升到[15万吨], 年产[1000吨]
SAID = re.compile(r"(?:投资|投入|年产|日产|年处理|日处理|新增|[由从到至达]|装机|规模|产能)(?:约|近|达|为)?$")
CLAUSE_END = re.compile(r"[，。；：！？\n]")
_CONDITIONS = frozenset({"日", "天", "个工作日", "个月", "周", "位", "年", "小时"})
# 拖后7天[的]，  排第一[的项目经理]，; not 列全省第一[的成绩]
OF_WHICH = re.compile(r"的(?:[^，。；：]{0,6})?(?:成绩|位次|位置|水平|好成绩|时间|工期|经济|总量)")
CONSEQUENCE_REACH = 30
TOLD = re.compile(r"[了过已曾获]|去年|上年")
CAPACITY_UNITS = frozenset(words("indicator_capacity_units"))


class Scope(NamedTuple):
    """Mentions of a speech with their starts, for bisection."""

    dates: tuple[DateMention, ...]
    date_starts: list[int]
    regions: tuple[RegionMention, ...]
    region_starts: list[int]
    projects: tuple[ProjectMention, ...]
    project_starts: list[int]
    units: tuple[UnitMention, ...]  # that act by themselves: departments, governments
    unit_starts: list[int]
    rules: tuple[RuleMention, ...]
    rule_starts: list[int]


def scope_of(mentions: Mentions) -> Scope:
    units = tuple(u for u in mentions.units if u.kind in ("department", "government", "party"))
    return Scope(
        mentions.dates, [d.start for d in mentions.dates], mentions.regions, [r.start for r in mentions.regions],
        mentions.projects, [p.start for p in mentions.projects], units, [u.start for u in units],
        mentions.rules, [r.start for r in mentions.rules],
    )


def period_before(scope: Scope, text: NormalText, start: int, position: int) -> str | None:
    """The last date or period in [start, position), as written."""
    d = date_before(scope, start, position)
    return text.original[d.start:d.end] if d else None


def date_before(scope: Scope, start: int, position: int) -> DateMention | None:
    """The last date mention in [start, position)."""
    at = bisect_left(scope.date_starts, position) - 1
    return scope.dates[at] if at >= 0 and scope.date_starts[at] >= start else None


def date_after(scope: Scope, start: int, end: int) -> DateMention | None:
    """The first date mention in [start, end)."""
    at = bisect_left(scope.date_starts, start)
    return scope.dates[at] if at < len(scope.dates) and scope.date_starts[at] < end else None


def rule_at(scope: Scope, start: int, end: int) -> bool:
    """A rule of reward or penalty holds [start, end): its threshold, or what it gives or takes."""
    at = bisect_right(scope.rule_starts, start) - 1
    return at >= 0 and end <= scope.rules[at].end


def conditions(scope: Scope, plain: str, q: Quantity, right: str) -> bool:
    """Days and places in a ranking that a rule of reward or penalty turns on: 拖后7天的，约谈…; 全年排第一的标段，发奖.

    `right` is what follows in the clause. What a rule gives or takes (停标6个月) is no condition."""
    if q.unit not in _CONDITIONS:
        return False
    at = bisect_right(scope.rule_starts, q.start) - 1
    if at >= 0 and q.start >= scope.rules[at].trigger_start and q.end <= scope.rules[at].trigger_end:
        return True
    if not right.startswith("的") or OF_WHICH.match(right):
        return False
    said = CONSEQUENCE.search(plain, q.end, min(len(plain), q.end + CONSEQUENCE_REACH))
    return said is not None and not TOLD.search(plain, q.end, said.end() + 1)


def clause_end(plain: str, start: int) -> int:
    """Where the clause at `start` ends."""
    stop = CLAUSE_END.search(plain, start)
    return stop.start() if stop else len(plain)


def region_in(scope: Scope, plain: str, start: int, end: int, *, clause: int) -> RegionMention | None:
    """The last place in [start, end) that opens its clause: the one that the figures are about."""
    at = bisect_left(scope.region_starts, end) - 1
    while at >= 0 and scope.region_starts[at] >= start:
        r = scope.regions[at]
        cut = max(start, clause if clause <= r.start else 0, *(plain.rfind(c, start, r.start) + 1 for c in "，；：。"))
        before = plain[cut:r.start]
        named = ACTOR.match(r.name) or COMPANY.match(plain, r.end) or inside_project(scope, r.start, r.end)
        if LEAD.fullmatch(before) and not named:
            return r
        at -= 1
    return None


def acts(scope: Scope, plain: str, start: int, end: int) -> bool:
    """A department opens a clause in [start, end): from there on it is not the place before that is spoken of."""
    at = bisect_left(scope.unit_starts, end) - 1
    return at >= 0 and scope.units[at].start > start and plain[scope.units[at].start - 1] in "，；。"


def name_start(scope: Scope, plain: str, start: int, end: int) -> int:
    """Where the figure's own name may begin in [start, end): behind the dates and the place that open the clause."""
    at = start
    for starts, found in ((scope.date_starts, scope.dates), (scope.region_starts, scope.regions),
                          (scope.unit_starts, scope.units), (scope.date_starts, scope.dates)):
        i = bisect_left(starts, at)
        while i < len(found) and found[i].end <= end and LEAD.fullmatch(plain[at:found[i].start]):
            at = found[i].end
            i += 1
    return at


def inside_project(scope: Scope, start: int, end: int) -> ProjectMention | None:
    """The project whose name holds [start, end)."""
    at = bisect_right(scope.project_starts, start) - 1
    if at >= 0 and scope.projects[at].end >= end and scope.projects[at].start <= start:
        return scope.projects[at]
    return None


def product_of(plain: str, project: ProjectMention, q: Quantity) -> re.Match[str] | None:
    """What a project's name says that so much is made of: PRODUCT or YEARLY_PRODUCT up to the name's end."""
    yearly = YEARLY.search(plain, project.start, q.start)
    return (YEARLY_PRODUCT if yearly else PRODUCT).fullmatch(plain, q.end, project.end)


def states_figure(plain: str, project: ProjectMention, q: Quantity) -> bool:
    """A number in a long name that is said of the project (某公司投资6000万元技改项目), not only part of the name."""
    return SAID.search(plain, project.start, q.start) is not None or plain.startswith("的", q.end)


def project_of(scope: Scope, plain: str, q: Quantity, *, paragraph: int, own: bool) -> ProjectMention | None:
    """The project that an amount belongs to: named right behind (总投资12亿元的…项目), or the last one before it in the
    paragraph where no other subject stands between. `own`: the amount's name needs an owner (总投资, 占地)."""
    at = bisect_left(scope.project_starts, q.end)
    if at < len(scope.projects) and plain[q.end:scope.projects[at].start] in ("的", ""):
        return scope.projects[at]
    if not at or scope.projects[at - 1].start < paragraph or scope.projects[at - 1].end > q.start:
        return None
    before = scope.projects[at - 1]
    between = plain[before.end:q.start]
    joined = plain[before.start - 1] in "、和与及" and not A_DIGIT.search(plain, before.start - 8, before.start)
    if "，" in between and joined:
        return None  # 甲、乙、丙三处泵站改造，装机合计…
    if len(between) <= (120 if own else 24) and not (OTHER_SUBJECT if own else BREAK).search(between[2:]):
        return before
    return None
