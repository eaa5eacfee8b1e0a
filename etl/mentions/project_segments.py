"""Cut a stretch of text into the pieces in which a project's name can stand.

A name holds no verb that governs it, no time word, no amount of money and no counted class: those words, listed in the
lexicon, are cuts; what stands between two cuts is a piece. Brackets and quoted titles are opaque.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from ahocorasick_rs import AhoCorasick

from etl.lexicon import alternation, mapping, words
from etl.records import Span

_BOUNDARIES = mapping("project_boundaries", "word", "kind")
_WORDS = AhoCorasick(list(_BOUNDARIES))
_NUMERAL = r"(?:\d[\d.,]*(?:多|余)?[万千百]?|[一二两三四五六七八九十百千几数]{1,4}|[X*]{1,3})"
_SITE_ENDS = f"[{''.join(words('project_site_ends', ends='facility'))}]"
_WORKS_OF = alternation(words("project_works_of"))
_TITLED = alternation(tuple(
    w for k in ("plant", "park", "building") for w in words("project_heads", kind=k) if len(w) > 1
))
_ROUTES = alternation(tuple(w for w in words("project_heads", kind="route") if len(w) > 1))
_LINES = tuple(w for k in ("route", "network") for w in words("project_heads", kind=k) if len(w) > 1)
_MEASURES = ("area", "energy", "length", "mass", "power", "voltage", "volume")
UNITS = alternation((*words("project_units"), *(w for k in _MEASURES for w in words("units_of_measure", kind=k))))
_UNIT = f"(?:{UNITS})"

# what a cut of any kind begins with: most characters of a text are dismissed by this set alone
_OPENS = (
    r"[“（由从和及与年总计概估完固投产资额规约达近超为首、，；：。！？\n”‘’《》【】\[\]\s%?—…"
    r"\dX*一二两三四五六七八九十百千几数]"
)
# every cut but the words of the lexicon, which an automaton finds
CUT = re.compile(
    rf"(?={_OPENS})(?:"
    # “双百工程”
    r"(?P<quoted>“[^“”，。、\n]{1,14}(?:工程|项目)”)"
    # “雪亮”工程, “四早”防控工程, “渔光互补”电站
    r"|(?P<title>“[^“”，。、\n]{1,16}”"
    rf"(?=[\u4e00-\u9fff]{{0,6}}(?:工程|项目)|[一二三四]期|{_TITLED}))"
    # （荔枝湾码头）, （建筑面积3万平方米、住房200套）
    rf"|(?P<bracket>（(?:[^（）\n]{{1,14}}|(?:\d|{alternation(words('project_scales'))})[^（）\n]{{1,40}})）)"
    # 由6万吨提升到15万吨
    rf"|(?P<capacity>(?:由|从)?\d[\d.]*[万千百]?{_UNIT}(?:提升|提高|扩大|增加|扩能|扩产|扩建|扩)?[到至]\d[\d.]*[万千百]?{_UNIT})"
    # 中医院|和十一所|乡镇卫生院的改扩建
    rf"|(?P<group>(?<={_SITE_ENDS})[和及与]{_NUMERAL}[所个座家处](?=[\u4e00-\u9fff]{{1,8}}{_SITE_ENDS}的?(?:{_WORKS_OF})))"
    # 从东山口到西沟的|产业路
    rf"|(?P<ends>从[\u4e00-\u9fff]{{2,8}}到[\u4e00-\u9fff]{{2,6}}的(?=[\u4e00-\u9fff]{{0,3}}(?:{_ROUTES})))"
    # 总投资1.7亿元的, 投资6000多万元, XX亿元
    r"|(?P<money>(?:年度|总|计划|概算|估算|完成|固定资产)*(?:投资|投入|产值|资金)?(?:额|规模)?[约达近超为]?"
    rf"(?:{_NUMERAL}|\d[xX]{{0,3}})(?:多|余)?(?:[百千]?万|亿)(?:美元|欧元|港元|元|人民币)(?:以上|左右|以下)?的?)"
    # 20XX年, 2008年12月, 12月底前, 6月30日
    r"|(?P<date>(?:(?:19|20)[\dxX*]{1,2}年|\d{1,2}(?:[-至到]\d{1,2})?月(?:份|底|初|末|中旬|上旬|下旬)?(?:\d{1,2}日)?)"
    r"(?:以?前|之前|内|起|度)?)"
    # 5个, 一批, 3个以上, 首座
    rf"|(?P<count>首[个座条家批套台]|(?<![第统唯单同专\d.])(?![百千万][名个项家户件]){_NUMERAL}(?:多|余)?"
    r"(?:个(?![人体性])|项(?!目)|条(?![件例])|座|所|家|处(?![理置级])|批(?!发)|类(?!型)|件|种(?![植业子养])|户|名(?![牌优城镇])|栋|宗|场(?![馆地站所])"
    r"|大(?![桥道街厦坝学楼堤型棚修中]))(?:以上|以下|左右)?)"
    r"|(?P<list>、)|(?P<clause>[，；：。！？\n])|(?P<mark>[“”‘’《》【】\[\]\s%?…]"
    # 中国—东盟医疗中心 is one name, a dash of two characters is a break
    r"|—(?![\u4e00-\u9fff])|(?<![\u4e00-\u9fff])—))"
)
# a bracket that may be opaque, or a mark that ends a clause wherever it stands
CLAUSE_MARK = re.compile(r"（[^（）\n]{1,42}）|[，；：]")
OPAQUE = ("title", "bracket", "capacity", "group", "ends")


class Cut(StrEnum):
    """What stands between two pieces."""

    CLAUSE = "clause"  # ，；：。
    LIST = "list"  # 、
    COUNT = "count"  # 5个, 一批
    MONEY = "money"  # 总投资1.7亿元的
    DATE = "date"
    WORD = "word"  # a verb, adverb or function word
    MARK = "mark"  # a quotation mark, a space


_CUTS = {str(cut): cut for cut in Cut}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece (`cut` is None) or a cut of the text."""

    start: int
    end: int
    cut: Cut | None
    quoted: bool = False


def stretches(plain: str, start: int, end: int) -> Iterator[Span]:
    """The clauses of a sentence: no piece and no list of pieces goes beyond one. A clause holds whole brackets."""
    at = start
    for mark in CLAUSE_MARK.finditer(plain, start, end):
        if mark.end() - mark.start() == 1:
            if at < mark.start():
                yield Span(at, mark.start())
            at = mark.end()
    if at < end:
        yield Span(at, end)


def tokens(plain: str, start: int, end: int) -> tuple[Token, ...]:
    """The text as an unbroken sequence of pieces and cuts."""
    return tuple(_tokens(plain, start, end))


def _tokens(plain: str, start: int, end: int) -> Iterator[Token]:
    at = start
    for kind, begin, stop in _cuts(plain, start, end):
        if kind in OPAQUE or (kind == "word" and _joins(plain, at, begin, stop)):
            continue
        if at < begin:
            yield Token(at, begin, None)
        if kind == "quoted":
            yield Token(begin, begin + 1, Cut.MARK)
            yield Token(begin + 1, stop - 1, None, quoted=True)
            yield Token(stop - 1, stop, Cut.MARK)
        else:
            yield Token(begin, stop, _CUTS[kind])
        at = stop
    if at < end:
        yield Token(at, end, None)


def _cuts(plain: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Kind, start and end of each cut, left to right; of those that begin at one place a pattern before a word, and
    of words the longest."""
    longest: dict[int, int] = {}
    for _, begin, stop in _WORDS.find_matches_as_indexes(plain[start:end], overlapping=True):
        longest[start + begin] = max(longest.get(start + begin, 0), start + stop)
    at = start
    cuts = CUT.finditer(plain, start, end)
    cut = next(cuts, None)
    for begin in sorted(longest):
        while cut is not None and cut.start() <= begin:
            yield cut.lastgroup or "", cut.start(), cut.end()
            at = cut.end()
            cut = next(cuts, None)
        if begin >= at:
            at = longest[begin]
            yield "word", begin, at
            if cut is not None and cut.start() < at:  # the word hides the beginning of the cut
                cuts = CUT.finditer(plain, at, end)
                cut = next(cuts, None)
    while cut is not None:
        yield cut.lastgroup or "", cut.start(), cut.end()
        cut = next(cuts, None)


def _joins(plain: str, piece: int, start: int, end: int) -> bool:
    """Whether a word of the lexicon cuts nothing here. `piece` is where the piece before it begins."""
    word = plain[start:end]
    if _BOUNDARIES[word] == "keep" or (word == "的" and _is_link(plain, piece, start, end)):
        return True
    if word == "到":
        return _is_way(plain, piece, start, end)
    if word in THAT:
        return bool(NOUN_BEFORE.fullmatch(plain, piece, start)) and THAT_ONE.match(plain, end) is not None
    inside = end - start == 1 and plain[start - 2:start - 1] in OPENERS and plain[start - 1:start] not in OPENERS
    return inside and HOUSE_AFTER.match(plain, end) is not None


# 2万吨|的|铜箔厂
CAPACITY_BEFORE = re.compile(rf"\d(?:多|余)?[万亿千百]?{_UNIT}$")
# 官亭至甘沟|的|扶贫路
ROUTE_BEFORE = re.compile(r"[\u4e00-\u9fff]{2,5}[至到][\u4e00-\u9fff]{2,5}$")
ROUTE_AFTER = re.compile(rf"[\u4e00-\u9fff]{{0,4}}?(?:{alternation(words('project_heads', kind='route'))})")
# 克山|到|北联的县道, not 修|到|北联的县道
END_BEFORE = re.compile(r"[\u4e00-\u9fff]{2,5}")
END_AFTER = re.compile(rf"[\u4e00-\u9fff]{{2,5}}?的?{ROUTE_AFTER.pattern}")
# 西沟|那|座危桥, 盐化工|那个|项目
THAT = frozenset(words("project_demonstratives"))
NOUN_BEFORE = re.compile(r"[\u4e00-\u9fff]{2,8}")
THAT_ONE = re.compile(
    r"[个条座家块处栋口]?[\u4e00-\u9fff]{0,2}?(?:项目|工程|"
    + alternation(tuple(w for k in ("route", "plant", "water", "building") for w in words("project_heads", kind=k)))
    + ")(?![\u4e00-\u9fff]{0,2}[个座条])"
)
REACHING = frozenset(words("project_reaching"))


# 宏达集团|的|高标准粮仓, 职教园区二期|的|学生公寓
COMPANY_BEFORE = re.compile(
    rf"\w(?:{alternation((*words('project_owners'), *words('project_heads', kind='phase')))})$"
)
SITE_AFTER = re.compile(
    r"[\u4e00-\u9fff]{0,8}?(?:"
    + alternation(tuple(w for k in ("plant", "building", "park") for w in words("project_heads", kind=k) if len(w) > 1))
    + ")"
)
# 天成锂业|的|10GWh电芯
TRADE_BEFORE = re.compile(rf"\w\w(?:{alternation((*words('project_industries'), *words('project_owners')))})$")
SIZE_AFTER = re.compile(rf"(?:年产)?\d[\d.]*[万千百]?{_UNIT}")
# 皓宇|的|110千伏专线: a short name is the builder's or the user's
LONGEST_BUILDER = 4
SIZED_AFTER = re.compile(
    rf"{SIZE_AFTER.pattern}[\u4e00-\u9fff]{{0,6}}?"
    + alternation((*words("project_heads", kind="plant"), *_LINES, *words("project_products"))).join(("(?:", ")"))
)
# 第二人民医院|的|门诊楼
INSTITUTION_BEFORE = re.compile(rf"\w\w(?:{alternation(words('project_institutions'))})$")
ROOMS_AFTER = re.compile(
    rf"[\u4e00-\u9fff]{{0,2}}(?:{alternation(tuple(w for w in words('project_heads', kind='building') if len(w) > 1))})"
)
# 县医院和九所卫生院|的|基础建设
SITE_BEFORE = re.compile(
    alternation(tuple(w for k in ("building", "water", "plant", "route") for w in words("project_heads", kind=k)))
    .join(("(?:", ")$"))
)
WORKS_AFTER = re.compile(rf"(?:{_WORKS_OF})")
# 盛源集团|的|玉米深加工
DOING_AFTER = re.compile(
    r"[\u4e00-\u9fff]{1,8}?(?:"
    + alternation(tuple(w for k in ("action", "process") for w in words("project_heads", kind=k) if len(w) > 1))
    + ")"
)


# 、悦|来|酒店: the second character of a house's name
HOUSE_AFTER = re.compile(alternation(tuple(w for w in words("project_heads", kind="building") if len(w) > 1)))
OPENERS = frozenset(("", *"，。；：、（“\n"))


def _is_way(plain: str, piece: int, start: int, end: int) -> bool:
    """Whether 到 joins the two ends of a road: 克山到北联的县道, not 水泥路修到北联的村口."""
    named = END_BEFORE.fullmatch(plain, piece, start) and plain[start - 1] not in REACHING
    return bool(named) and END_AFTER.match(plain, end) is not None


def _is_link(plain: str, piece: int, start: int, end: int) -> bool:
    """Whether 的 joins a capacity to its plant, two ends to their road, a company or phase to its site, an institution
    to its building or a facility to the works on it: 2万吨的铜箔厂, 官亭至甘沟的扶贫路, 宏达集团的智能工厂,
    中医院的迁建工作."""
    before = max(0, start - 12)
    if 2 <= start - piece <= LONGEST_BUILDER and SIZED_AFTER.match(plain, end):
        return True
    if ROOMS_AFTER.match(plain, end) and INSTITUTION_BEFORE.search(plain, before, start):
        return True
    return bool(
        CAPACITY_BEFORE.search(plain, before, start)
        or (ROUTE_BEFORE.search(plain, before, start) and ROUTE_AFTER.match(plain, end))
        or (
            COMPANY_BEFORE.search(plain, before, start)
            and (SITE_AFTER.match(plain, end) or DOING_AFTER.match(plain, end))
        )
        or (TRADE_BEFORE.search(plain, before, start) and SIZE_AFTER.match(plain, end))
        or (SITE_BEFORE.search(plain, before, start) and WORKS_AFTER.match(plain, end))
    )
