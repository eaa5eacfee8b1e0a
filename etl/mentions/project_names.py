"""What makes a piece of text the name of one project: its head noun and a modifier that is no class word."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from etl.lexicon import alternation, mapping, words
from etl.mentions.project_segments import UNITS

_HEADS = mapping("project_heads", "word", "kind")
_BLOCKERS = frozenset(words("project_blockers"))
# 污水处理厂 / 项目 / 一期; a blocker such as 项目办 or 工程师 is matched first and is no head
_NOUNS = tuple(sorted({*_HEADS, *_BLOCKERS}))
HEAD = AhoCorasick(_NOUNS, matchkind=MatchKind.LeftmostLongest)
_THING = AhoCorasick(sorted({*_HEADS, *words("project_industries"), *words("project_deals")}))
LONGEST_NOUN = max(map(len, _NOUNS))
LEAD = re.compile(alternation(words("project_leads")))
# 13.|城北水厂, （一）|城北水厂
NUMBERING = re.compile(r"\d{1,2}[.．](?!\d)|（(?:\d{1,2}|[一二三四五六七八九十]{1,3})）")
_CLASS_WORDS = frozenset(words("project_generic", kind="class"))
_AREA_WORDS = frozenset(words("project_generic", kind="area"))
_LONGEST = max(map(len, _CLASS_WORDS | _AREA_WORDS))
_PLAIN_SIGNS = frozenset("0123456789.XxＸ×*一二三四五六七八九十、和及与的-（）级")
_LABEL_END = re.compile(rf"(?:{alternation(words('project_labels'))})$")
# what a modifier names when it names a thing: a product, a work, a company, a capacity, a foreign or lettered name
EVIDENCE = re.compile(
    rf"[A-Za-zⅠ-Ⅻ“]|\d[万亿千百]?(?:{UNITS})|[百千]万吨"
    rf"|(?:{alternation((*words('project_products'), *words('project_owners'), *words('project_industries')))})"
    rf"|[{''.join(words('project_product_ends'))}]$"
)
_EXPLAINED = re.compile(alternation(tuple(
    w for w in (*_CLASS_WORDS, *_AREA_WORDS, *words("project_products"), *words("project_industries")) if len(w) > 1
)))
# 满坪, T3, 经五|路, 官亭至甘沟|公路, 第三|小学, XX|大道
UNEXPLAINED = re.compile(
    r"[\u4e00-\u9fff]{2}|[A-Za-z]|[经纬横纵][一二三四五六七八九十\d]|至|第[一二三四五六七八九十]"
)
# XX|大道, XX县XX|水库, XX第三|小学, XX片区|棚改
_MASKED = re.compile(
    r"(?:[X*×]{1,3}[区县市镇乡]|[X*×]{1,3}新区)?[X*×]{1,3}(?:第[一二三四五六七八九十]{1,2}|"
    rf"{alternation(words('project_quarters'))})?$"
)
# XX生物医药|项目
_MASKED_BRAND = re.compile(
    rf"[X*]{{2,3}}(?:{alternation(tuple(w for w in words('project_generic', kind='class') if len(w) > 3))})$"
)
# 县第X中学迁建|项目
_MASKED_ORDINAL = re.compile("第[X*]{1,2}[\u4e00-\u9fff]")
# XX集团的高标准|粮仓
MASKED_COMPANY = re.compile(rf"[X*×]{{1,3}}(?:{alternation(words('project_owners'))})")
# G310, 126团
_ROAD = re.compile(r"\d{1,3}团(?![队员伙体结])|[国省县乡]道\d{2,4}|\d{3}[国省县乡]道|[GSXYC]\d{2,4}")
# 第三|小学, 县城第三|供水厂
_ORDINAL = re.compile(r"[省市县州区旗]?(?:城区?)?第[一二三四五六七八九十]{1,3}$")
MASKED_KINDS = ("route", "water", "plant", "park", "building", "transport")
# letters and signs that a name may hold
NAME = re.compile(r"[\w（）“”·/+.\-—、~×*]+")
# 国道312改线，|西段|已经走车: a part of what was named before
BARE_SECTION = re.compile("[东西南北中上下前后]{1,2}门?段")
# 西沟|那座|危桥
THAT = re.compile(rf"(?:{alternation(words('project_demonstratives'))})[个条座家块处栋口]?")
STRONG = ("project", "works")
STATION_PART = "机组"
# 县|体育馆, 州|儿童医院: the speaking place's own facility
OWN_PLACE = frozenset("省市县州区旗盟镇乡")
OWN_KINDS = ("building", "transport")
ORDINAL_KINDS = (*OWN_KINDS, "plant")
DOINGS = ("action", "process")
STREETS = frozenset(words("project_streets", kind="noun"))
_STREET_NAMES = frozenset(words("project_streets", kind="name"))
_VIRTUES = frozenset(words("project_virtues"))
HOMES = ("小区", "新村", "社区")  # 惠民|小区 is one quarter, a 惠民项目 any
LONGEST_TRIAL_CLASS = 6
LONGEST_MASK = 3  # XXX改造 names nothing, XX片区改造 does
SHORTEST_OWN = 3  # 市医院 is no project's name
# 市级, 县内, 区属: a class of places
_RANK = re.compile(r"[省市县州区旗盟镇乡][级内域外属直里上区县乡镇村]")
# 乡村教师|素质提升|工程: works of policy
PROGRAMME = re.compile(alternation(words("project_programmes")))
# 千名医师…工程, “双百工程”: works that count whom they reach
COUNTED_START = re.compile("“?[一二两三四五六七八九十百千万双]")
LONGEST_NAME = 42
BLOCKER_REACH = 4  # 项目|观摩: the word that makes it no head may stand behind the piece
# a capacity in a name: 年产1000吨, 70万吨, 由6万吨提升到15万吨, 10千伏, 千万吨
CAPACITY = re.compile(
    rf"(?:{alternation(words('project_scales'))})?(?:\d[\d.]*|[X*]{{1,3}}|[百千])[万亿千百]*(?:{UNITS})"
    rf"(?:(?:提升|提高|扩大|增加|扩能|扩建)?[到至](?:\d[\d.]*)[万亿千百]?(?:{UNITS}))?"
)


# 华友|钴业, 宏达|科技|有限公司
COMPANY = re.compile(
    rf"(?P<name>(?P<brand>[\u4e00-\u9fffA-Za-z]{{2,6}}?)(?:{alternation(words('project_industries'))}){{1,2}}"
    rf"(?:{alternation(words('project_owners'))})?)(?:标准)?(?:厂房|车间|主体|基础|工地){{0,2}}"
)


@dataclass(frozen=True, slots=True)
class Head:
    start: int
    end: int
    kind: str


def heads(plain: str, start: int, end: int) -> tuple[Head, ...]:
    """The head nouns in a piece, left to right. The sets of a station are a part of it: 东山泵站|机组."""
    out: list[Head] = []
    for noun, begin, stop in HEAD.find_matches_as_indexes(plain[start:end + BLOCKER_REACH]):
        part = _NOUNS[noun] == STATION_PART and out and out[-1].end == start + begin
        if start + stop <= end and _NOUNS[noun] not in _BLOCKERS and not part:
            out.append(Head(start + begin, start + stop, _HEADS[_NOUNS[noun]]))
    return tuple(out)


def thing_starts(plain: str, start: int, end: int) -> tuple[int, ...]:
    """Where a head noun or a company's line of business may begin in a stretch, left to right."""
    found = _THING.find_matches_as_indexes(plain[start:end], overlapping=True)
    return tuple(sorted({start + begin for _, begin, _ in found}))


def is_head(plain: str, start: int, end: int) -> bool:
    """Whether just these characters are a head noun, not part of another word: 市场, but not in 市场化."""
    found = HEAD.find_matches_as_indexes(plain[start:start + LONGEST_NOUN])
    return bool(found) and found[0][1:] == (0, end - start)


def skip_leads(plain: str, start: int, end: int) -> int:
    """Where a name starts once the verbs and labels before it are left out: 建设|乡镇污水处理厂."""
    if m := NUMBERING.match(plain, start, end):
        start = m.end()
    while (m := LEAD.match(plain, start, end)) and end - m.end() >= 2:
        start = m.end()
    return start


def is_class(text: str, *, areas: bool = True) -> bool:
    """Whether nothing but class words makes up the text: 省市重点, 产业和民生. The empty text is a class."""
    reached = {0}
    furthest = 0
    for at in range(len(text)):
        if at > furthest:
            return False
        if at not in reached:
            continue
        if text[at] in _PLAIN_SIGNS:
            reached.add(at + 1)
        for length in range(1, min(_LONGEST, len(text) - at) + 1):
            word = text[at:at + length]
            if word in _CLASS_WORDS or (areas and word in _AREA_WORDS):
                reached.add(at + length)
        furthest = max(reached)
    return len(text) in reached


def is_name(plain: str, start: int, end: int) -> bool:
    """Whether the piece names one thing: of a name's length and letters, with a modifier that is no class word."""
    text = plain[start:end]
    if not 2 <= len(text) <= LONGEST_NAME or not NAME.fullmatch(text) or BARE_SECTION.fullmatch(text):
        return False
    found = heads(plain, start, end)
    last = found[-1] if found and found[-1].end == end else None
    if last is None:
        return not is_class(text)
    modifier = THAT.sub("", CAPACITY.sub("", plain[start:last.start]))
    if last.kind in STRONG:
        if _MASKED_BRAND.match(modifier) or _MASKED_ORDINAL.search(modifier):
            return True
        that = THAT.search(plain, start, last.start)
        label = _LABEL_END.search(plain, start, that.start() if that else last.start)
        brand = label is not None and label.end() - label.start() == 1 and label.start() - start == 1  # 恒大, not 大
        return len(modifier) >= 2 and not is_class(modifier) and (brand or not label)
    if _is_masked(plain, start, found, modifier) or is_street(plain, start, found):
        return True
    if modifier in _VIRTUES and plain[last.start:last.end] in HOMES:
        return True
    if last.kind == "trial" and len(modifier) >= LONGEST_TRIAL_CLASS:  # 新型农村合作医疗|试点
        return True
    if last.kind == "phase":
        return len(modifier) >= 2 and not is_class(modifier)
    if modifier[:1] in OWN_PLACE and last.end - last.start >= SHORTEST_OWN and last.kind in OWN_KINDS:
        return not _RANK.match(modifier)
    if _ROAD.search(modifier) or (last.kind in ORDINAL_KINDS and _ORDINAL.match(modifier)):
        return True
    if last.kind in ("plant", "building") and len(modifier) < last.start - start:  # 3万头生猪|养殖场
        return True
    return len(modifier) >= 1 and not is_class(modifier, areas=last.kind not in ("plant", "water"))


def _is_masked(plain: str, start: int, found: tuple[Head, ...], modifier: str) -> bool:
    """Whether a blank stands for the name of the thing, of its builder or of what is worked on."""
    if MASKED_COMPANY.match(modifier):
        return True
    for head, words_before in ((found[-1], modifier), (found[0], plain[start:found[0].start])):  # XX产业园|标准厂房二期
        solid = head.kind in MASKED_KINDS and (head.end - head.start > 1 or head.kind == "route")
        if solid and _MASKED.match(words_before):
            return True
    return found[-1].kind in DOINGS and _is_masked_work(plain, start, found)


def is_street(plain: str, start: int, found: tuple[Head, ...]) -> bool:
    """Whether a class word names a street: 教育|路, 文化|大街|拓宽; not 产业路, any road for a trade."""
    first = found[0] if found else None
    plainly = first is not None and first.kind == "route" and plain[first.start:first.end] in STREETS
    return plainly and plain[start:first.start] in _STREET_NAMES


def _is_masked_work(plain: str, start: int, found: tuple[Head, ...]) -> bool:
    """Whether what is worked on has a masked name: XX水库|除险加固, XX片区|棚改."""
    if len(found) > 1 and found[-2].end == found[-1].start and found[-2].kind not in DOINGS:
        return is_name(plain, start, found[-2].end)
    return bool(_MASKED.match(plain[start:found[-1].start])) and found[-1].start - start > LONGEST_MASK


def is_distinct(text: str) -> bool:
    """Whether a modifier holds two characters in a row that no class word or product explains: 满坪, 急救指挥."""
    return bool(_ROAD.search(text) or UNEXPLAINED.search(_EXPLAINED.sub("，", text)))


def is_unknown(text: str) -> bool:
    """Whether no class word, area or product stands in a modifier: 恒大, not 产业链."""
    return len(text) > 1 and not _EXPLAINED.search(text) and UNEXPLAINED.search(text) is not None


def is_programme(plain: str, start: int, end: int) -> bool:
    """Whether a work is one of policy, that builds nothing: 消费环境提升工程. One with a facility in its name, a number
    of people (千名医师支援…) or a place's quarter is not."""
    aim = PROGRAMME.search(plain, start, end)
    if aim is None or COUNTED_START.match(plain, start):
        return False
    return all(h.kind in (*STRONG, *DOINGS) for h in heads(plain, start, end))


def has_evidence(plain: str, start: int, end: int) -> bool:
    """Whether the words of a modifier name a thing (a product, a company, a capacity, letters)."""
    return bool(EVIDENCE.search(plain[start:end]))
