"""What a figure's project is called elsewhere: 该项目, a yearly programme, a list, a park, an item's further lines."""

from __future__ import annotations

import re
from bisect import bisect_left

from etl.assembly.indicator_scope import LEAD, Scope
from etl.lexicon import alternation, words
from etl.records import NormalText, ProjectMention, Sentence

# [该项目]总投资…, [项目]涉及6个乡
ANAPHOR = re.compile(
    r"(?:该|本|此|这个|这一|整个)?(?:项目|工程)"
    r"(?=总投资|投资|计划|概算|占地|建成|投产|达产|全长|全部|建设|年产|设计|规划|涉及|覆盖|预计|位于|采用|分|一期|由|用地|建筑面积|总建筑)"
)
# 2008年[人饮安全项目], 今年的[饮水安全巩固提升工程]
PROGRAMME = re.compile(
    r"的?(?P<name>(?!全[市县区省])[^，。；：、\d\s“”]{3,14}?(?:项目|工程))(?=建设|任务|目标|的|，|。|总)"
)
# 2008年，[人饮安全项目]建设任务是：
TASK_OF = re.compile(
    r"，?(?P<name>[^，。；：、\d\s“”]{3,14}?(?:项目|工程))建?设?(?:的)?(?:任务|目标|内容|规模)(?:是|为)?："
)
CLASS_OF_PROJECTS = re.compile(r"重点|重大|全部|各类|这些|所有|一批|在建|前期|储备|\S{1,4}个")
JOINED = re.compile(r"[、和与及]|以及")
REACH = 160  # characters back to which 该项目 can point
DATES_BACK = 12
# 今年内，[四会民营科技创业园]要新入园企业…
PARK = re.compile(
    r"(?P<name>[\u4e00-\u9fffXx*]{2,14}?(?:产业园区?|创业园|工业园区?|科技园|物流园|示范园|集聚区|孵化基地|产业基地|特色小镇))"
    r"(?=要|将|已|今年|全年|累计|力争|确保|完成|新增|新入|入驻|建成|现有|共|：|，)"
)
_NO_PARK = re.compile(r"[各全等]|我[市县区]|^(?:省级|市级|县级|国家级|这些|多数)?(?:产业|工业|科技|创业)")
# 城北换电站…\n[症结：]136亩…
ITEM_LINE = re.compile(rf"\s*(?:{alternation(words('indicator_item_labels'))})：")


def antecedent(text: NormalText, scope: Scope, position: int, paragraph: int) -> str | None:
    """The project or yearly programme last named in [paragraph, position), one of no list; None where none is near."""
    plain, least = text.plain, max(paragraph, position - REACH)
    at = bisect_left(scope.project_starts, position) - 1
    found: tuple[int, str] | None = None
    if at >= 0 and scope.projects[at].start >= least and scope.projects[at].end <= position:
        project = scope.projects[at]
        listed = project.start > paragraph and JOINED.fullmatch(plain[project.start - 1]) is not None
        found = None if listed else (project.start, project.name)
    last = bisect_left(scope.date_starts, position) - 1
    for d in reversed(scope.dates[max(0, last + 1 - DATES_BACK):last + 1]):
        if d.start < least or (found and d.start < found[0]):
            break
        if (m := PROGRAMME.match(plain, d.end, position)) and not CLASS_OF_PROJECTS.search(m["name"]):
            return text.original[d.start:m.end("name")]
    return found[1] if found else None


def programme_of(text: NormalText, scope: Scope, sentence: Sentence, paragraph: int) -> str | None:
    """The programme or project of which a sentence tells the amounts: 2011年，公路项目任务是：…, 项目涉及…."""
    plain, at = text.plain, bisect_left(scope.date_starts, sentence.start)
    if at < len(scope.dates) and scope.dates[at].start == sentence.start:
        m = TASK_OF.match(plain, scope.dates[at].end, sentence.end)
        if m and not CLASS_OF_PROJECTS.search(m["name"]):
            return text.original[sentence.start:scope.dates[at].end] + text.original[m.start("name"):m.end("name")]
    if ANAPHOR.match(plain, sentence.start, sentence.end):
        return antecedent(text, scope, sentence.start, paragraph)
    return None


def listed_before(scope: Scope, plain: str, start: int, end: int) -> tuple[ProjectMention, ...]:
    """The last list of two projects or more in [start, end); () where the last one stands alone."""
    last = bisect_left(scope.project_starts, end) - 1
    first = last
    while first > 0 and scope.projects[first - 1].start >= start and JOINED.fullmatch(
            plain[scope.projects[first - 1].end:scope.projects[first].start]):
        first -= 1
    return scope.projects[first:last + 1] if 0 <= first < last else ()


def park_at(scope: Scope, plain: str, start: int, end: int) -> re.Match[str] | None:
    """The park (group `name`) that opens [start, end) behind a date: 今年，城北科技产业园要…; None for a class."""
    d = bisect_left(scope.date_starts, start)
    if d < len(scope.dates) and LEAD.fullmatch(plain[start:scope.dates[d].start]):
        start = scope.dates[d].end
    opened = LEAD.match(plain, start, end)
    park = PARK.match(plain, opened.end() if opened else start, end)
    return park if park and not _NO_PARK.search(park["name"]) else None
