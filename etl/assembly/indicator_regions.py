"""The places that a figure is about: one, several that share it, or one each."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from db.vocab import Measure
from etl.assembly.indicator_figures import Place, Running
from etl.assembly.indicator_names import clean
from etl.assembly.indicator_scope import SELF, Scope, acts, name_start, region_in
from etl.lexicon import alternation, mapping, table, words
from etl.records import Mentions, NormalText, RegionMention, Sentence

WIDER = re.compile(r"全[国國省]|世界|全球")
# 全国[12家]企业亏损，应收账款增长5%: it holds on where its own figure counted or measured something there
HOLDS_ON = (Measure.LEVEL, Measure.GROWTH)
# XX[等八省区], 河北、山西[等5个省]
AND_OTHERS = re.compile(
    r"等[一二两三四五六七八九十\d]{1,3}个?(?:省区市|省市区|省区|省市|省|地市|市县|县市区|县市|县区|市|县|区|乡镇|镇街|镇|乡)(?![级委长])"
)
# 国家拟发行1400亿元, 省财政安排1亿元: the level whose money it is, unless it is given to the speaking place
_LEVELS = mapping("indicator_levels", "word", "region")
LEVEL_ACTS = re.compile(
    rf"(?:^|[，。；：、\s和])(?:今年|近日|最近|目前|近期|同时|近年来|去年|明年|据悉|用好用活|用好|用足|随着|根据)?"
    rf"(?P<word>{alternation(tuple(_LEVELS))})(?=[^，。；：、\d的]{{0,12}}(?P<verb>{alternation(words('indicator_level_verbs'))}))"
)
US = re.compile(r"我们|咱们|我[市县区省州旗乡镇]|[本全][市县区州旗]")
# 邻县到位19亿元，[我们]只有8亿元; 甲县5亿元，乙县4亿元，[两家合起来]占三成
OURS = re.compile(
    r"(?:^|[，；：])(?:可|而|但|可是|但是|而且)?(?:我们|咱们|我[市县区省州旗乡镇])"
    r"|[合加凑捏拢并][在到]?(?:起来|一起|一块|一道)|(?:^|[，；：])[两三四五六七八九十几这][家个]?[县市区乡镇家](?=[合加一共])"
)
# 全国[的钢材市场]持续低迷
AFFAIRS = re.compile(rf"的?[^，。；：、]{{0,10}}(?:{alternation(words('indicator_affairs'))})")
# [该县]今年完成…, [他们]…
SAME = re.compile(r"\s*(?:该|这个|那个)[市县区州镇乡]|\s*(?:他们|人家|当地|那里|那边)")
# [从煤炭市场看]，价格…, [其中]煤炭价格…
TELLS = re.compile(
    rf"\s*从[^，。；：]{{1,12}}[看说讲]|[^，。；：]{{0,12}}(?:{alternation(words('indicator_affairs'))})"
)
_MONEY = frozenset(r["base"] for r in table("units_of_measure") if r["kind"] == "money")
TO_US = re.compile(
    rf"我[市县区省州国乡镇局]|我们|[市县区]委|[市县区]政府|全[市县区]|{alternation(words('indicator_given'))}"
)
LEVEL_REACH = 90  # characters of one sentence over which a level's doings are told
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
ADDRESSED = ("，", "、", "：")  # 各县市人民政府，高新区管委会：one of those who are told, not who speaks
_ZONE_ITSELF = frozenset({"开发区", "园区", "新区"})
# 分别为, 各
EACH = re.compile(r"(?:分别|依次)[^，。；：、\d]{0,10}$")
EVERY = re.compile(
    r"各[^，。；：、\d自级类项种方地界]{0,6}$"
    r"|[^，。；：、\d各]{0,12}均(?:已|为|达到?|超过?|完成|实现|高于|低于|居)?$"
)
# 偏城镇、辽城乡各[2个]: villages and towns that no table holds
EACH_OF_PLACES = re.compile(
    r"(?P<places>[\u4e00-\u9fff]{1,4}(?:镇|乡|街道|村|县|旗)(?:、[\u4e00-\u9fff]{1,4}(?:镇|乡|街道|村|县|旗)){1,9})(?=各|均)"
)


class Home(NamedTuple):
    """The speaking place: its name, the zone where a zone speaks, the classes (市, 县) that 我市 and 全县 name."""

    name: str
    zone: str = ""
    classes: frozenset[str] = frozenset()

    def is_at(self, region: RegionMention) -> bool:
        """我市, its own name, XX县 in a county's speech, 开发区 in the zone's."""
        if region.level == SELF:
            return True
        if region.level != "zone" and self.name and (region.name in self.name or self.name in region.name):
            return True
        if region.level == "zone":
            return bool(self.zone) and (region.name in _ZONE_ITSELF or region.name in self.zone
                                        or self.zone in region.name or _short(region.name) == _short(self.zone))
        return MASKED.match(region.name) is not None and region.name[-1] in self.classes


def home_of(text: NormalText, mentions: Mentions, name: str, start: int) -> Home:
    """The speaking place of a speech that begins at `start`."""
    classes = frozenset(r.name[-1] for r in mentions.regions if r.level == SELF)
    zone = next((r.name for r in mentions.regions if r.level == "zone" and r.start < start + TITLE
                 and text.plain[r.start - 1:r.start] not in ADDRESSED and SPEAKS.match(text.plain, r.end)), "")
    return Home(name, zone, classes)


def _short(zone: str) -> str:
    """经济技术开发区 and 经开区 are one."""
    return ("经" if "经" in zone else "") + ("高新" if "高新" in zone else "")


def carried(text: NormalText, scope: Scope, sentence: Sentence, running: Running, home: Home) -> str | None:
    """The place that a sentence leaves to the next one of its paragraph: that of its figures for 该县 to take up, or,
    where it has none, the last one whose affairs it tells (全国的钢材市场持续低迷)."""
    last = bisect_left(scope.region_starts, sentence.end)
    here = scope.regions[bisect_left(scope.region_starts, sentence.start):last]
    if any(home.is_at(r) for r in here):
        return None
    if running.region is not None:
        return None if WIDER.match(running.region) else running.region
    region = region_in(scope, text.plain, sentence.start, sentence.end, clause=sentence.start)
    told = region is not None and AFFAIRS.match(text.plain, region.end, sentence.end)
    return text.original[region.start:region.end] if region and told else None


def goes_on(plain: str, sentence: Sentence, region: str) -> bool:
    """A sentence goes on about `region` of the sentence before: it says 该县, or it tells how things stand on the
    market (从价格看…) and not what we do."""
    if SAME.match(plain, sentence.start, sentence.end):
        return True
    return bool(WIDER.match(region) and TELLS.match(plain, sentence.start, sentence.end)
                and not US.search(plain, sentence.start, sentence.end))


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
        return Governed(running._replace(regions=running.regions[1:]), (running.regions[0],), begin)
    running = running._replace(regions=())
    nearest = place.gap.rfind("；", 0, -1) + 1  # a place governs its own part of a list
    region = _bracketed(scope, place) or region_in(
        scope, plain, place.begin - len(place.gap) + nearest, q.start, clause=place.begin)
    if region is None or (region.level == "zone" and region.name.endswith(PARKS)):
        return _unnamed(text, scope, place, running, begin, home)
    listed = (region,) if not place.local else _listed(scope, plain, region, q.start)
    names = tuple(_name(text, r, home) for r in listed)
    if others := AND_OTHERS.match(plain, listed[-1].end, q.start):
        whole = text.original[listed[0].start:others.end()]
        return Governed(running._replace(region=whole), (whole,), max(begin, others.end()))
    if len(listed) == 1:
        running = running._replace(region=names[0])
        return Governed(running, names, begin)
    own = plain[listed[-1].end:q.start]
    begin = max(begin, listed[-1].end)
    if EACH.search(own):
        return Governed(running._replace(region=names[0], regions=names[1:]), names[:1], begin)
    if every := EVERY.search(own):
        each = listed[-1].end + every.start() + (1 if own[every.start()] == "各" else 0)
        return Governed(running._replace(region=None), names, max(begin, each))
    whole = text.original[listed[0].start:listed[-1].end]
    return Governed(running._replace(region=whole), (whole,), begin)


def _bracketed(scope: Scope, place: Place) -> RegionMention | None:
    """甲县（93%）: the place that the figure in brackets belongs to."""
    at = bisect_left(scope.region_starts, place.begin) - 1
    if place.local or not place.gap.endswith("（") or at < 0 or scope.regions[at].end != place.begin - 1:
        return None
    return scope.regions[at]


def _unnamed(
    text: NormalText, scope: Scope, place: Place, running: Running, begin: int, home: Home
) -> Governed:
    """A figure without a place of its own: it keeps the one before, but 全国 with a rank holds for its own clause only,
    or has that of the government whose doings are told."""
    opening = text.plain[place.begin:place.q.start]
    if each := EACH_OF_PLACES.match(opening):
        names = tuple(text.original[place.begin:place.begin + each.end()].split("、"))
        begin = place.begin + each.end() + (1 if opening[each.end()] == "各" else 0)
        return Governed(running._replace(region=None), names, begin)
    if group := GROUP_OF_PLACES.match(opening) or ONE_PLACE.match(opening):
        end = place.begin + group.end("places")
        running = running._replace(region=text.original[place.begin + group.start("places"):end])
        return Governed(running, (running.region,), end)
    if running.region and OURS.search(place.gap[-LEVEL_REACH:] + place.local):
        running = running._replace(region=None)
    if level := _level(text.plain, place, home):
        return Governed(running._replace(region=None), (level,), begin)
    if acts(scope, text.plain, place.begin - len(place.gap), place.q.start) or (
            WIDER.match(running.region or "") and clean(place.local) and running.measure not in HOLDS_ON):
        running = running._replace(region=None)
    return Governed(running, (running.region,), begin)


def _level(plain: str, place: Place, home: Home) -> str | None:
    """全国, 全省, 国家 where a government above the speaking place is said to spend or plan for its whole realm."""
    if place.q.unit not in _MONEY:
        return None
    said = plain[max(place.begin - min(len(place.earlier), LEVEL_REACH), 0):place.q.start]
    said = said[said.rfind("；") + 1:]
    found = [m for m in LEVEL_ACTS.finditer(said)]
    if not found or TO_US.search(said, found[-1].start()) or _LEVELS[found[-1]["word"]][-1:] in home.classes:
        return None
    return _LEVELS[found[-1]["word"]]


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
