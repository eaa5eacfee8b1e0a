"""The places that a figure is about: one, several that share it, or one each."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import NamedTuple

from etl.assembly.indicator_figures import Place, Running
from etl.assembly.indicator_names import clean
from etl.assembly.indicator_scope import SELF, Scope, acts, name_start, region_in
from etl.records import Mentions, NormalText, RegionMention

WIDER = re.compile(r"全[国國省]|世界|全球")  # holds for its own clause only
# 甲县、乙县和丙区: places that share a predicate
JOINED = re.compile(r"[、和与及]|以及")
# 甲、乙两村, 东河、西坝、南屯三个乡镇: places that no table holds
GROUP_OF_PLACES = re.compile(
    r"(?P<places>(?:[\u4e00-\u9fff]{2,6}、){0,6}[\u4e00-\u9fff]{2,6}[两三四五六七八九十\d]{1,2}个?"
    r"(?:县区|县市|乡镇|镇街|[村镇乡县区市]))(?![级场域委政长])"
)
# 其中柳树镇[11户], 白水乡只完成[12公里]
ONE_PLACE = re.compile(
    r"(?:其中)?(?P<places>(?![全我本各每该此这那])[\u4e00-\u9fff]{1,4}?(?:镇|乡|街道|社区|村|县|旗))"
    r"(?=仅|只|已|完成|开工|为|是|达|实现|有|占|约|近|共|$)"
)
MASKED = re.compile(r"[Xx×*○某]")
TITLE = 160  # characters in which a speech says who speaks
# 经济开发区[党工委], 高新区[管委会主任]
SPEAKS = re.compile(r"党工委|管委会|工委|党委|投资促进|（|工作会|全体|项目|重点")
PARKS = ("园", "园区", "基地", "小镇")  # 产业园: a site, no place that is governed
_ZONE_ITSELF = frozenset({"开发区", "园区", "新区"})
# 分别为, 各
EACH = re.compile(r"(?:分别|依次)[^，。；：、\d]{0,10}$")
EVERY = re.compile(r"各[^，。；：、\d自级类项种方地界]{0,6}$")


class Home(NamedTuple):
    """The speaking place: its name, the zone where a zone speaks, the classes (市, 县) that 我市 and 全县 name."""

    name: str
    zone: str = ""
    classes: frozenset[str] = frozenset()

    def is_at(self, region: RegionMention) -> bool:
        """我市, its own name, XX县 in a county's speech, 开发区 in the zone's."""
        if region.level == SELF or (self.name and (region.name in self.name or self.name in region.name)):
            return True
        if region.level == "zone":
            return bool(self.zone) and (region.name in _ZONE_ITSELF or region.name in self.zone
                                        or self.zone in region.name or _short(region.name) == _short(self.zone))
        return MASKED.match(region.name) is not None and region.name[-1] in self.classes


def home_of(text: NormalText, mentions: Mentions, name: str, start: int) -> Home:
    """The speaking place of a speech that begins at `start`."""
    classes = frozenset(r.name[-1] for r in mentions.regions if r.level == SELF)
    zone = next((r.name for r in mentions.regions if r.level == "zone" and r.start < start + TITLE
                 and SPEAKS.match(text.plain, r.end)), "")
    return Home(name, zone, classes)


def _short(zone: str) -> str:
    """经济技术开发区 and 经开区 are one."""
    return ("经" if "经" in zone else "") + ("高新" if "高新" in zone else "")


class Governed(NamedTuple):
    """Places that one figure is about: more than one where each gets a record."""

    running: Running
    regions: tuple[str | None, ...]
    begin: int  # where the figure's own words begin, behind its places


def govern(text: NormalText, scope: Scope, place: Place, running: Running, home: Home) -> Governed:
    """The places of a figure, and the running state with the place that holds for the next."""
    plain, q = text.plain, place.q
    begin = name_start(scope, plain, place.begin, q.start)
    if running.regions and not clean(plain[begin:q.start]):
        return Governed(replace(running, regions=running.regions[1:]), (running.regions[0],), begin)
    running = replace(running, regions=())
    nearest = place.gap.rfind("；", 0, -1) + 1  # a place governs its own part of a list
    region = _bracketed(scope, place) or region_in(
        scope, plain, place.begin - len(place.gap) + nearest, q.start, clause=place.begin)
    if region is None or (region.level == "zone" and region.name.endswith(PARKS)):
        return _unnamed(text, scope, place, running, begin)
    listed = (region,) if not place.local else _listed(scope, plain, region, q.start)
    names = tuple(_name(text, r, home) for r in listed)
    if len(listed) == 1:
        running = replace(running, region=names[0])
        return Governed(running, names, begin)
    own = plain[listed[-1].end:q.start]
    begin = max(begin, listed[-1].end)
    if EACH.search(own):
        return Governed(replace(running, region=names[0], regions=names[1:]), names[:1], begin)
    if every := EVERY.search(own):
        return Governed(replace(running, region=None), names, max(begin, listed[-1].end + every.start() + 1))
    whole = text.original[listed[0].start:listed[-1].end]
    return Governed(replace(running, region=whole), (whole,), begin)


def _bracketed(scope: Scope, place: Place) -> RegionMention | None:
    """甲县（93%）: the place that the figure in brackets belongs to."""
    at = bisect_left(scope.region_starts, place.begin) - 1
    if place.local or not place.gap.endswith("（") or at < 0 or scope.regions[at].end != place.begin - 1:
        return None
    return scope.regions[at]


def _unnamed(text: NormalText, scope: Scope, place: Place, running: Running, begin: int) -> Governed:
    """A figure without a place of its own: it keeps the one before, but 全国 holds for its own clause only."""
    opening = text.plain[place.begin:place.q.start]
    if group := GROUP_OF_PLACES.match(opening) or ONE_PLACE.match(opening):
        end = place.begin + group.end("places")
        running = replace(running, region=text.original[place.begin + group.start("places"):end])
        return Governed(running, (running.region,), end)
    if acts(scope, text.plain, place.begin - len(place.gap), place.q.start) or (
            WIDER.match(running.region or "") and clean(place.local)):
        running = replace(running, region=None)
    return Governed(running, (running.region,), begin)


def _listed(scope: Scope, plain: str, region: RegionMention, end: int) -> tuple[RegionMention, ...]:
    """`region` with the places joined to it on both sides."""
    at = bisect_left(scope.region_starts, region.start)
    first = last = at
    while first and JOINED.fullmatch(plain[scope.regions[first - 1].end:scope.regions[first].start]):
        first -= 1
    while last + 1 < len(scope.regions) and scope.regions[last + 1].end <= end and JOINED.fullmatch(
            plain[scope.regions[last].end:scope.regions[last + 1].start]):
        last += 1
    return scope.regions[first:last + 1]


def _name(text: NormalText, region: RegionMention, home: Home) -> str | None:
    return None if home.is_at(region) else text.original[region.start:region.end]
