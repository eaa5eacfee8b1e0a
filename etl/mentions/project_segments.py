"""Cut a stretch of text into the pieces in which a project's name can stand.

A name holds no verb that governs it, no time word, no amount of money and no counted class: those words, listed in the
lexicon, are cuts; what stands between two cuts is a piece. Brackets and quoted titles are opaque.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from etl.lexicon import alternation, mapping, words

_BOUNDARIES = mapping("project_boundaries", "word", "kind")
_NUMERAL = r"(?:\d[\d.,]*(?:多|余)?[万千百]?|[一二两三四五六七八九十百千几数]{1,4}|[X*]{1,3})"
_UNIT = rf"(?:{alternation(words('project_units'))})"

CUT = re.compile(
    # “双百工程”
    r"(?P<quoted>“[^“”，。、\n]{1,14}(?:工程|项目)”)"
    # “雪亮”工程, “四早”防控工程
    r"|(?P<title>“[^“”，。、\n]{1,16}”(?=[\u4e00-\u9fff]{0,6}(?:工程|项目)))"
    # （荔枝湾码头）, （建筑面积3万平方米、住房200套）
    rf"|(?P<bracket>（(?:[^（）\n]{{1,14}}|(?:\d|{alternation(words('project_scales'))})[^（）\n]{{1,40}})）)"
    # 由6万吨提升到15万吨
    rf"|(?P<capacity>(?:由|从)?\d[\d.]*[万千百]?{_UNIT}(?:提升|提高|扩大|增加|扩能|扩产|扩建|扩)?[到至]\d[\d.]*[万千百]?{_UNIT})"
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
    rf"|(?P<word>{alternation(tuple(_BOUNDARIES))})"
    r"|(?P<list>、)|(?P<clause>[，；：。！？\n])|(?P<mark>[“”‘’《》【】\[\]\s%?—…])"
)
OPAQUE = ("title", "bracket", "capacity")


class Cut(StrEnum):
    """What stands between two pieces."""

    CLAUSE = "clause"  # ，；：。
    LIST = "list"  # 、
    COUNT = "count"  # 5个, 一批
    MONEY = "money"  # 总投资1.7亿元的
    DATE = "date"
    WORD = "word"  # a verb, adverb or function word
    MARK = "mark"  # a quotation mark, a space


@dataclass(frozen=True, slots=True)
class Token:
    """A piece (`cut` is None) or a cut of the text."""

    start: int
    end: int
    cut: Cut | None
    quoted: bool = False


def tokens(plain: str, start: int, end: int) -> tuple[Token, ...]:
    """The text as an unbroken sequence of pieces and cuts."""
    return tuple(_tokens(plain, start, end))


def _tokens(plain: str, start: int, end: int) -> Iterator[Token]:
    at = start
    for m in CUT.finditer(plain, start, end):
        kind = m.lastgroup or ""
        if kind in OPAQUE or (kind == "word" and _BOUNDARIES[m.group()] == "keep"):
            continue
        if kind == "word" and _is_link(plain, m.start(), m.end()):
            continue
        if at < m.start():
            yield Token(at, m.start(), None)
        if kind == "quoted":
            yield Token(m.start(), m.start() + 1, Cut.MARK)
            yield Token(m.start() + 1, m.end() - 1, None, quoted=True)
            yield Token(m.end() - 1, m.end(), Cut.MARK)
        else:
            yield Token(m.start(), m.end(), Cut(kind))
        at = m.end()
    if at < end:
        yield Token(at, end, None)


# 2万吨|的|铜箔厂
CAPACITY_BEFORE = re.compile(rf"\d(?:多|余)?[万亿千百]?{_UNIT}$")
# 官亭至甘沟|的|扶贫路
ROUTE_BEFORE = re.compile(r"[\u4e00-\u9fff]{2,5}至[\u4e00-\u9fff]{2,5}$")
ROUTE_AFTER = re.compile(rf"[\u4e00-\u9fff]{{0,4}}?(?:{alternation(words('project_heads', kind='route'))})")


def _is_link(plain: str, start: int, end: int) -> bool:
    """Whether 的 joins a capacity to its plant or two ends to their road: 2万吨的铜箔厂, 官亭至甘沟的扶贫路."""
    if plain[start:end] != "的":
        return False
    before = max(0, start - 12)
    return bool(
        CAPACITY_BEFORE.search(plain, before, start)
        or (ROUTE_BEFORE.search(plain, before, start) and ROUTE_AFTER.match(plain, end))
    )
