"""Places in a speech: named ones, its own (我市, 全县), groups (各县区), masked ones (XX区), zones and towns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.lexicon import alternation, words
from etl.lexicon.regions import ancestors, codes_by_name, region_of
from etl.records import NormalText, RegionMention

_CLASSES = "省|市|县|区|州|盟|旗|乡|镇|街道?|村|社区|园区|开发区|办事处|管委会|林场|农场"
# 各县（市、区）  各乡镇  每个乡镇  其他县市区  有关县区
GROUP = re.compile(
    rf"(?:{alternation(words('regions_group_heads'))})(?!(?:{_CLASSES})[级委])(?:{_CLASSES})(?:[（）、]?(?:{_CLASSES})）?){{0,5}}"
)
# XX区  某县  **镇   (the letters are half-width in the matching copy)
MASKED = re.compile(r"(?<![A-Za-z0-9])(?:[Xx×*○]{1,4}|某)(?:自治县|新区|街道|[省市县区州旗镇乡])(?![委长级直属])")
# 再来看一下[XX]，他们…  [XX]等八省区
_MASK = r"(?<![A-Za-z0-9])[Xx×*○]{2,4}"
MASK_CHARACTER = re.compile(r"[Xx×*○]")
NAMELESS = re.compile(
    rf"(?:{alternation(words('regions_masked', side='before'))})(?P<place>{_MASK})"
    rf"(?=[，。、；]|{alternation(words('regions_masked', side='after'))})"
    rf"|(?P<listed>{_MASK})(?=等[一二两三四五六七八九十\d]{{1,3}}个?(?:{_CLASSES}))"
)
ZONE = re.compile(alternation(words("regions_zones")))
# 长丰镇  火烧坪乡  after a stop, a particle or another place
TOWN = re.compile(
    r"(?:(?<=[，。；：、（“\s和与及在到由从对把将是为县市区])|^)"
    r"(?![在与和到由从对把将是为及])[\u4e00-\u9fff]{2,3}(?:镇|乡|街道)(?![镇乡村级域土亲长情愁贤邻里])"
)
# 渤海新区, 雁翎工业园区: a zone's own name stands between a boundary and its class
_ZONE_NAME = re.compile(r"(?:^|[，。；：、（）“”\s的和与及在到由从对把将是为以向按让使有])([\u4e00-\u9fff]{2,4})$")
_ZONE_REACH = 6
# 完全市场化, 安全区, 健全县级…: 全 belongs to the word before it; 我区分: the class word goes on
_NOT_SELF_BEFORE = "完安健齐双十周保成顾"
_NOT_SELF_AFTER = "场分别间域划位政管镇乡道" "面部长"
_ROAD = re.compile(r"(?:路(?![段网口])|街(?!道)|大道|大街|大学|菜|话|时间)")
# the smaller the class, the surer that a speech which names it speaks from there
_RANK = {c: i for i, c in enumerate("道乡镇区旗县盟州市省", 1)}
# a short name in running text may be two halves of words (拆迁安置): once it must stand between these
_AREA_TAILS = ("经济区", "城市群", "都市圈", "经济圈", "经济带", "地区")  # 川东北经济区
_CLASS_OF_AUTONOMOUS = frozenset("县州区旗")
_NOT_CLASS = ("委", "长", "级", "域", "别")
_BEFORE = frozenset("，。；：、（“《 \n在到从向对为与及于们比离是把让到以给跟达")
_AFTER = frozenset("，。；：、）”》 \n的市县区港路等")


@dataclass(frozen=True, slots=True)
class _Names:
    matcher: AhoCorasick
    patterns: tuple[str, ...]
    own: frozenset[str]  # 我市, 全县
    offices: frozenset[str]  # 县委, 市政府: tell the level of who speaks
    common: frozenset[str]
    blockers: frozenset[str]
    areas: frozenset[str]  # 珠三角, 西北地区: no division, but a place


@cache
def _names() -> _Names:
    own = frozenset(words("regions_self"))
    offices = frozenset(words("regions_offices"))
    blockers = frozenset(words("regions_blockers"))
    areas = frozenset(words("regions_areas"))
    patterns = tuple(sorted({*codes_by_name(), *own, *offices, *blockers, *areas, "全国"}))
    return _Names(AhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest), patterns, own, offices,
                  frozenset(words("regions_common_words")), blockers, areas)


def find_regions(text: NormalText, start: int, end: int) -> tuple[RegionMention, ...]:
    """Places in text[start:end], sorted, without overlaps.

    A short name that is also a common word (和平, 东方) counts only where the full name stands in the same span. A
    name of several divisions gets the one that the span's other names point to, or the highest; "" if that is open.
    我市 / 全县 are level `self` where they are the speaker's own level, `other` (全市 in a county's speech) where not.
    """
    plain = text.plain[start:end]
    found = [*_masked_and_groups(plain, start), *_named(plain, start), *_zones(plain, start), *_towns(plain, start)]
    return _without_overlaps(found)


def _hits(plain: str) -> list[tuple[str, int, int]]:
    names = _names()
    out = []
    for i, s, e in names.matcher.find_matches_as_indexes(plain):
        word = names.patterns[i]
        if plain[e:e + 1] == "域" and word[:-1] in codes_by_name():  # 西安区域 is 西安, not 西安区
            word, e = word[:-1], e - 1
        out.append((word, s, e))
    return out


def _named(plain: str, offset: int) -> Iterator[RegionMention]:
    names = _names()
    hits = _hits(plain)
    own = _own_class(plain, hits)
    standing = _standing(plain, hits)
    certain = _certain_codes(standing)
    for word, s, e in hits:
        if word in names.own:
            if _is_self(plain, word, s, e):
                yield RegionMention(offset + s, offset + e, word, "", "self" if own in ("", word[-1]) else "other")
        elif word == "全国":
            yield RegionMention(offset + s, offset + e, word, "", "nation")
        elif word in names.areas:
            end = e + next((len(tail) for tail in _AREA_TAILS if plain.startswith(tail, e)), 0)
            yield RegionMention(offset + s, offset + end, plain[s:end], "", "group")
        elif (codes := _codes(word, standing, certain)) and not _ROAD.match(plain, e):
            if word not in names.common or (certain.intersection(codes) and _alone(plain, s, e)):
                code, level = _choose(codes, certain)
                end = e + _class_behind(plain, e, word, codes)
                yield RegionMention(offset + s, offset + end, plain[s:end], code, level)


def _class_behind(plain: str, end: int, word: str, codes: tuple[str, ...]) -> int:
    """1 where the class of a division with a longer full name stands behind its short one: 互助县, 凉山州."""
    behind = plain[end:end + 1]
    fits = behind in _CLASS_OF_AUTONOMOUS and not plain.startswith(_NOT_CLASS, end + 1)
    return int(fits and any(_full_name(c).endswith("自治" + behind) and not word.endswith(behind) for c in codes))


def _codes(word: str, standing: frozenset[str], certain: frozenset[str]) -> tuple[str, ...]:
    """What a name may mean: it stands by itself somewhere, or it is a county of a city that is named."""
    codes = () if word in _names().blockers else codes_by_name().get(word, ())
    return codes if word in standing else tuple(c for c in codes if certain.intersection(ancestors(c)[:1]))


def _standing(plain: str, hits: list[tuple[str, int, int]]) -> frozenset[str]:
    """Place names that at least once stand by themselves, or are long enough to be no accident."""
    out: set[str] = set()
    for word, s, e in hits:
        codes = codes_by_name().get(word, ())
        if not codes or word in _names().blockers or word in out:
            continue
        if _alone(plain, s, e) or len(word) > 2 or codes[0].endswith("0000"):
            out.add(word)
    return frozenset(out)


def _is_self(plain: str, word: str, start: int, end: int) -> bool:
    if plain[end:end + 1] and plain[end] in _NOT_SELF_AFTER:
        return False
    return not (word[0] == "全" and start and plain[start - 1] in _NOT_SELF_BEFORE)


def _alone(plain: str, start: int, end: int) -> bool:
    return start == 0 or plain[start - 1] in _BEFORE or end == len(plain) or plain[end] in _AFTER


def _own_class(plain: str, hits: list[tuple[str, int, int]]) -> str:
    """The class (市, 县 …) of the place that speaks, by which of 我市, 全县, 区委 … prevails, or ""."""
    names = _names()
    weight: Counter[str] = Counter()
    for word, s, e in hits:
        if word in names.own:
            if _is_self(plain, word, s, e):
                weight[word[-1]] += 1 if word[0] == "全" else 4
        elif word in names.offices:
            weight[word[0]] += 1
    return max(weight, key=lambda c: (weight[c], -_RANK[c]), default="")


def _certain_codes(standing: frozenset[str]) -> frozenset[str]:
    """Codes that a full name or an unmistakable name stands for, with the divisions above them."""
    common = _names().common
    sure: set[str] = set()
    for word in standing - common:
        codes = codes_by_name()[word]
        if len(codes) == 1:
            sure.update((codes[0], *ancestors(codes[0])))
    for word in standing:
        full = [c for c in codes_by_name()[word] if _full_name(c) == word]
        near = [c for c in full if sure.intersection(ancestors(c)[:1])]
        # 朝阳区: the one in a city that is named, else any; 城区, 和县: only in a city that is named
        sure.update(near if word in common else near or full)
    return frozenset(sure)


def _full_name(code: str) -> str:
    region = region_of(code)
    return region.full_name if region else ""


def _choose(codes: tuple[str, ...], certain: frozenset[str]) -> tuple[str, str]:
    """Code and level of an ambiguous name; "" for the code where several of one level fit equally."""
    levels = {c: region.level for c in codes if (region := region_of(c))}
    narrowed = [c for c in codes if c in certain] or [c for c in codes if certain.intersection(ancestors(c))]
    fitting = narrowed or list(codes)
    highest = levels[fitting[0]]
    same = [c for c in fitting if levels[c] == highest]
    return (same[0] if len(same) == 1 else ""), highest


def _masked_and_groups(plain: str, offset: int) -> Iterator[RegionMention]:
    for m in GROUP.finditer(plain):
        word = m.group()
        if word.count("（") > word.count("）"):
            word = word[:word.rindex("（")]
        elif word.count("）") > word.count("（"):
            word = word[:word.rindex("）")]
        yield RegionMention(offset + m.start(), offset + m.start() + len(word), word, "", "group")
    for m in MASKED.finditer(plain):
        yield RegionMention(offset + m.start(), offset + m.end(), m.group(), "", "other")
    for m in NAMELESS.finditer(plain) if MASK_CHARACTER.search(plain) else ():
        name = "place" if m["place"] else "listed"
        yield RegionMention(offset + m.start(name), offset + m.end(name), m[name], "", "other")


def _zones(plain: str, offset: int) -> Iterator[RegionMention]:
    names, stopwords = codes_by_name(), words("regions_zone_stopwords")
    for m in ZONE.finditer(plain):
        start = m.start()
        before = plain[max(0, start - _ZONE_REACH):start]
        place = next((n for n in range(min(4, len(before)), 1, -1) if before[-n:] in names), 0)
        own = _ZONE_NAME.search(before)
        if own and any(word in own[1] for word in stopwords):
            own = None
        level = bool(before) and before[-1] in "省市县区州" and (len(before) == 1 or before[-2] in _BEFORE)
        start -= place or (len(own[1]) if own else int(level))  # 县开发区
        yield RegionMention(offset + start, offset + m.end(), plain[start:m.end()], "", "zone")


def _towns(plain: str, offset: int) -> Iterator[RegionMention]:
    stopwords = words("regions_town_stopwords")
    for m in TOWN.finditer(plain):
        if not m.group().endswith(stopwords):
            yield RegionMention(offset + m.start(), offset + m.end(), m.group(), "", "town")


def _without_overlaps(found: list[RegionMention]) -> tuple[RegionMention, ...]:
    """The leftmost, then longest of mentions that overlap."""
    out: list[RegionMention] = []
    for mention in sorted(found, key=lambda r: (r.start, -r.end)):
        if not out or mention.start >= out[-1].end:
            out.append(mention)
    return tuple(out)
