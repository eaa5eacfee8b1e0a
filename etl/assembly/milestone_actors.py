"""Who can be responsible for a milestone: the units of the speech, and those that only its sentence shows to be one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from etl.lexicon import alternation, words
from etl.records import DateMention, Mentions, ProjectMention, RegionMention, UnitMention

_MODAL_WORDS = words("modality", modality="must") + words("modality", modality="strive") + words(
    "modality", modality="plan")
# 街道|要, 镇|负责: what shows that those before it are to act
_ACTS = re.compile(alternation(_MODAL_WORDS + words("roles") + ("于", "先行", "也要", "都要")))
# 报领导小组办公室, 送县政府: who gets it, misread as its name
_RECIPIENT = ("报", "送")
# 红灯项目|业主单位, 文昌|街道: words that belong to the name of who opens a clause
_PLAIN = r"[^，；。：！？、\n()（）的和与及由对向给把将在从按因以已被请让令叫\d]"
_FRONT = re.compile(rf"(?:^|(?<=[，；。：！？\n)）])){_PLAIN}{{1,6}}$")
_FRONT_REACH = 8
_SHORT_NAMES = ("company", "class", "post", "town")
# 由|受益群众|完成, 中标方要: people or bodies without a department's name
_AGENT = re.compile(
    rf"(?:(?<=由)|(?<=[，；。：！？\n)）]))(?:各|本)?{_PLAIN}{{0,6}}?"
    rf"(?:{alternation(words('milestone_agents'))})"
)
_LOCAL = f"(?:{alternation(words('milestone_localities'))})"
# 所在团场和园区, 属地乡镇、街道
_LOCALS = re.compile(rf"(?:所在|属地|有关|相关|责任|涉及的?|沿线)的?{_LOCAL}(?:[、和及]{_LOCAL}){{0,3}}")
_PLACES = ("town", "county")


def find_actors(plain: str, start: int, end: int, mentions: Mentions) -> tuple[UnitMention, ...]:
    """The units of plain[start:end] and the towns and people that are told to act there, sorted, none overlapping."""
    projects, dates = mentions.projects, mentions.dates
    found = [
        _with_front(plain, _with_place(plain, u, mentions.regions), projects, dates)
        for u in mentions.units if not u.name.startswith(_RECIPIENT)
    ]
    found += [
        UnitMention(r.start, r.end, plain[r.start:r.end], "town") for r in mentions.regions
        if r.level in _PLACES and _opens(plain, r.start) and _told(plain, r.end, dates) and not _names(projects, r.end)
    ]
    found += [
        UnitMention(m.start(), m.end(), m.group(), "class") for m in _AGENT.finditer(plain, start, end)
        if (plain.startswith("由", m.start() - 1) or _told(plain, m.end(), dates)) and not _names(projects, m.end())
    ]
    found += [
        UnitMention(m.start(), m.end(), m.group(), "class") for m in _LOCALS.finditer(plain, start, end)
        if _opens(plain, m.start()) and _told(plain, m.end(), dates)
    ]
    found.sort(key=lambda u: (u.start, -u.end))
    out: list[UnitMention] = []
    for unit in found:
        if not out or unit.start >= out[-1].end:
            out.append(unit)
    return tuple(out)


def _with_place(plain: str, unit: UnitMention, regions: Sequence[RegionMention]) -> UnitMention:
    """武城|县政府: a place whose last character opens the unit's name is part of it."""
    at = bisect_left(regions, unit.start, key=lambda r: r.start) - 1
    if at < 0 or not unit.start < regions[at].end < unit.end:
        return unit
    return replace(unit, start=regions[at].start, name=plain[regions[at].start:unit.end])


def _with_front(
    plain: str, unit: UnitMention, projects: Sequence[ProjectMention], dates: Sequence[DateMention]
) -> UnitMention:
    """The unit with the words that open its clause before it, where it is told to act right behind its name."""
    if unit.kind not in _SHORT_NAMES or not _told(plain, unit.end, dates) or _names(projects, unit.end):
        return unit
    front = _FRONT.search(plain[max(0, unit.start - _FRONT_REACH):unit.start])
    if front is None or _ACTS.search(front.group()):
        return unit
    start = unit.start - len(front.group())
    return replace(unit, start=start, name=plain[start:unit.end])


def _opens(plain: str, start: int) -> bool:
    return start == 0 or plain[start - 1] in "，；。：！？\n)）"


def _told(plain: str, end: int, dates: Sequence[DateMention]) -> bool:
    at = bisect_left(dates, end, key=lambda d: d.start)
    return (at < len(dates) and dates[at].start == end) or _ACTS.match(plain, end) is not None


def _names(projects: Sequence[ProjectMention], end: int) -> bool:
    """It only opens the name of a project."""
    at = bisect_left(projects, end, key=lambda p: p.start)
    return at > 0 and projects[at - 1].end >= end
