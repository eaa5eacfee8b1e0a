"""Lists of projects: the pieces that 、 joins, with what governs them before and after."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from etl.lexicon import alternation, table, words
from etl.mentions.project_names import (
    CAPACITY,
    STRONG,
    heads,
    is_head,
    is_name,
    skip_leads,
)
from etl.mentions.project_openings import is_placed, is_presented
from etl.mentions.project_segments import Cut, Token, stretches, tokens
from etl.mentions.project_triggers import Trigger, trigger

_STOPS = alternation(words("project_tail_stops"))
_KEEPS = alternation(tuple(  # 等公共服务项目: 服务 stops, 公共服务 does not
    w for w in words("project_boundaries", kind="keep") if any(stop in w for stop in words("project_tail_stops"))
))
_TAIL_HEADS = alternation(tuple(
    r["word"] for r in table("project_heads")
    if len(r["word"]) > 1 and r["kind"] in ("route", "plant", "water", "park", "transport", "building", "hub")
))
# 等(一批重点产业和民生)项目 ; 、两个项目 ; 、3座中型水库 ; 三个中心卫生院
_TAIL_START = (
    r"(?:等等?|(?=(?:\d+|[一二两三四五六七八九十]{1,3}|[X*]{1,3})[个项条座处所家]"
    rf"[^，。；：、“”\n]{{0,6}}?(?:项目|工程|产业园|{_TAIL_HEADS})))"
)
_TAIL_DESCRIPTION = rf"(?P<description>(?:{_KEEPS}|(?!{_STOPS})[^，。；：、“”\n]){{0,20}}?)"
TAIL = re.compile(rf"{_TAIL_START}{_TAIL_DESCRIPTION}(?P<head>项目|工程)")
# 等14座大中型水电站, 等道路
PLANT_TAIL = re.compile(rf"{_TAIL_START}{_TAIL_DESCRIPTION}(?P<head>{_TAIL_HEADS})")
# 具体项目包括： / 新上了一些项目和产品，如
INTRO = re.compile(
    rf"(?:(?:{alternation(words('project_intros'))})|(?:项目|工程)[^，。；：]{{0,5}}，?(?:{alternation(words('project_example_cues'))}))"
    r"[：，]?\s*$"
)
# 等|6个|抽水蓄能项目, 等|一批|文旅项目
TAIL_COUNT = re.compile(r"(?:\d[\d.]*万?|[一二两三四五六七八九十]{1,3}|[X*]{1,3})[个项条座批处所家]")
# 民俗馆、传染病楼|，这两个要封顶 ; |这两个签了约的
# 储能电芯、飞行器|两个大块头
BIG_ONES = re.compile(rf"(?:这|那)?{TAIL_COUNT.pattern}(?:{alternation(words('project_big_ones'))})")
SUMMED = re.compile(
    r"，?(?:以上|上述)?[这那](?:\d{1,2}|[两三四五六七八九十]{1,2})[个项座条处家件大]{1,2}"
    rf"(?:项目|工程|大?事|工作|任务|[^，。；：、\n]{{0,6}}?(?:{alternation(words('project_steps'))}))"
)
# 包括|甲、乙: what opens a clause that may go on with 一批项目，
EXAMPLE = re.compile(alternation(words("project_example_cues")))
AMOUNT = re.compile("[万亿](?:[美欧港]?元|人民币)")  # a name may stand behind its price
INTRO_ENDS = frozenset({w[-1] for w in (*words("project_intros"), *words("project_example_cues"))} | set("：， \t"))
LONGEST_KIND = 5
PRODUCT = re.compile(alternation(words("project_products")))
# 康养小镇|（12亿元）, 灌区改造|（总投资1.86亿元，受益农田21万亩）
PRICE_AFTER = re.compile(r"（(?:[^（）\d\n]{0,6}投资)?约?\d[\d.]*[万亿]元(?:，[^（）\n]{0,30})?）$")
PRICE_LINKS = frozenset(("的", "打造", "建造"))
INVESTMENT = re.compile(alternation(words("project_money_labels")))
DEAL_REACH = 4  # 大豆蛋白肽|已经草签: the deal stands behind the piece
INTRO_REACH = 16
TAIL_REACH = 30
TAIL_SIGNS = frozenset("等0123456789一二两三四五六七八九十X*")
STRONG_HEADS = ("项目", "工程")
TAIL_VERB = re.compile(r"^(?:建设|创建|发展)")
CONJUNCTION = re.compile(rf"(?P<keep>{alternation(words('project_conjunction_keeps'))})|(?P<split>[和与及])")
COMPANY_END = re.compile(rf"\w{{2}}(?:{alternation(words('project_owners'))})$")
QUICK_LINKS = (Cut.LIST, Cut.MONEY)


@dataclass(frozen=True, slots=True)
class Item:
    """One element of a list: a candidate name."""

    start: int
    end: int
    counted: bool  # a number and classifier stand directly before it: a class, not a name
    quoted: bool
    priced: bool = False  # an amount stands directly before it: 投资50亿元的|隆基硅片


@dataclass(frozen=True, slots=True)
class Stretch:
    """A clause as tokens. `things`: where a noun that names a thing may begin in it; `floor`: where the sentence
    starts, in whose words an introduction is looked for."""

    plain: str
    sequence: tuple[Token, ...]
    things: Sequence[int]
    floor: int
    has_amount: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """The elements that 、 joins (one for a name on its own), in the clause [clause_start, clause_end)."""

    items: tuple[Item, ...]
    tail_head: str  # the head noun after 等, with the kind where the tail tells it; "" where there is none
    tail_end: int  # where the head noun ends in the text
    intro: bool
    trigger: Trigger  # whether it is about building them
    presented: bool = False  # 第二个，|城北水厂。: announced as the next one
    placed: bool = False  # 武城的|复合材料产业园: a short name with 的 stands before it and opens the clause


def listings(plain: str, things: Sequence[int], start: int, end: int) -> Iterator[Listing]:
    """All lists of a sentence that may hold a name, in order: with a noun that names a thing, a tail, an introduction,
    a title or a price. `things` is where the speech's nouns of that kind may begin."""
    first = bisect_left(things, start)
    has_amount = AMOUNT.search(plain, start, end) is not None
    if not has_amount and bisect_left(things, end, first) == first:
        return
    for span in stretches(plain, start, end):
        introduced = first > 0 and things[first - 1] >= span.start - INTRO_REACH and (
            EXAMPLE.match(plain, span.start) or INTRO.search(plain, max(start, span.start - INTRO_REACH), span.start)
        )
        last = bisect_left(things, span.end, first)
        priced = has_amount and AMOUNT.search(plain, span.start, span.end) is not None
        if first < last or priced or introduced:
            yield from _of_stretch(
                Stretch(plain, tokens(plain, span.start, span.end), things[first:last], start, priced)
            )
        first = last


def _of_stretch(stretch: Stretch) -> Iterator[Listing]:
    sequence = stretch.sequence
    at = 0
    while at < len(sequence):
        if sequence[at].cut is not None:
            at += 1
            continue
        last = _run_end(sequence, at)
        if (found := _listing(stretch, at, last)) is not None:
            yield found
        at = last + 1


def _run_end(sequence: tuple[Token, ...], first: int) -> int:
    """Index of the last piece of the run that starts at `first`: pieces joined by 、 (and an amount of money)."""
    last = first
    at = first + 1
    while at < len(sequence):
        between = at
        while at < len(sequence) and sequence[at].cut in QUICK_LINKS:
            at += 1
        joined = any(t.cut is Cut.LIST for t in sequence[between:at])
        if not joined or at >= len(sequence) or sequence[at].cut is not None:
            break
        last = at
        at += 1
    return last


def _listing(stretch: Stretch, first: int, last: int) -> Listing | None:
    plain, sequence, things = stretch.plain, stretch.sequence, stretch.things
    begin, stop = sequence[first].start, sequence[last].end
    tail = _tail(plain, sequence, first, last)
    told = tail is not None or bisect_left(things, begin) < bisect_left(things, stop + DEAL_REACH)
    if not (told or _is_introduced(stretch, first) or _is_set_off(stretch, first, last)):
        return None
    items = _items(stretch, first, last, tailed=tail is not None)
    begin = items[0].start
    intro = bool(INTRO.search(plain, max(stretch.floor, begin - INTRO_REACH), begin)) or _summed(plain, items, stop)
    head = _tail_head(plain, tail) if tail else ""
    end = tail.end("head") if tail else stop
    presented = len(items) == 1 and is_presented(plain, stretch.floor, begin, stop)
    governed = trigger(plain, sequence, first, last, begin=begin, end=end)
    return Listing(items, head, end, intro, governed, presented, is_placed(plain, sequence, first))


def _is_introduced(stretch: Stretch, first: int) -> bool:
    plain, begin = stretch.plain, stretch.sequence[first].start
    if begin and plain[begin - 1] not in INTRO_ENDS:
        return False
    start = skip_leads(plain, begin, stretch.sequence[first].end)
    return bool(INTRO.search(plain, max(stretch.floor, start - INTRO_REACH), start))


def _is_set_off(stretch: Stretch, first: int, last: int) -> bool:
    """Whether an element stands behind its price."""
    sequence = stretch.sequence
    return stretch.has_amount and any(
        _is_priced(stretch, i, sequence[i].start) for i in range(first, last + 1) if sequence[i].cut is None
    )


def _tail(plain: str, sequence: tuple[Token, ...], first: int, last: int) -> re.Match[str] | None:
    """The words after a list that say what it lists: 等重点产业项目."""
    stop = sequence[last].end
    if plain[stop:stop + 1] not in TAIL_SIGNS:
        return None
    reach = min(len(plain), stop + TAIL_REACH)
    tail = TAIL.match(plain, stop, reach) or PLANT_TAIL.match(plain, stop, reach)
    if tail is None or not is_head(plain, tail.start("head"), tail.end("head")):  # 等市场化改革
        return None
    if tail["head"] not in STRONG_HEADS and TAIL_VERB.search(tail["description"]):  # 等建设世界级产业基地
        return None
    if first == last and plain[stop] != "等" and not CONJUNCTION.search(plain, sequence[last].start, stop):
        return None  # 一人包保|一个项目
    return tail


def _items(stretch: Stretch, first: int, last: int, *, tailed: bool) -> tuple[Item, ...]:
    plain, sequence = stretch.plain, stretch.sequence
    out: list[Item] = []
    for i, token in enumerate(sequence[first:last + 1], first):
        if token.cut is not None:
            continue
        start = token.start if token.quoted else skip_leads(plain, token.start, token.end)
        start = _company_start(plain, sequence, i, start)
        counted = i > 0 and sequence[i - 1].cut is Cut.COUNT and start == token.start
        counted = counted and not CAPACITY.match(plain, start, token.end)
        item = Item(start, token.end, counted, token.quoted, _is_priced(stretch, i, start))
        if i > 0 and plain[sequence[i - 1].start:sequence[i - 1].end] == "等":  # 等|煤矿项目 is the list's tail
            item = replace(item, counted=True)
        out += _coordinated(plain, item, in_list=i == last and (first < last or tailed))
    return tuple(out)


def _summed(plain: str, items: tuple[Item, ...], stop: int) -> bool:
    """Whether the words after a list sum it up as things to build: 民俗馆、传染病楼，这两个要封顶."""
    if len(items) > 1 and BIG_ONES.match(plain, stop):
        return True
    return len(items) > 1 and bool(SUMMED.match(plain, stop)) and any(heads(plain, i.start, i.end) for i in items)


def _tail_head(plain: str, tail: re.Match[str]) -> str:
    """The noun that the list's elements share: 项目, or 抽水蓄能项目 where the tail says what kind."""
    counted = TAIL_COUNT.match(plain, tail.start("description"), tail.end("description"))
    start = counted.end() if counted else tail.start("description")
    kind = plain[start:tail.end("description")]
    told = 2 <= len(kind) <= LONGEST_KIND and not kind.endswith("等") and bool(PRODUCT.search(kind))
    return (kind if told else "") + tail["head"]


def _is_priced(stretch: Stretch, at: int, start: int) -> bool:
    """Whether an investment with 的 or with 建设 stands directly before the name."""
    plain, sequence = stretch.plain, stretch.sequence
    if not stretch.has_amount:
        return False
    if PRICE_AFTER.search(plain, start, sequence[at].end):
        return True
    before = at - 1
    if before > 0 and sequence[before].cut is Cut.LIST and CAPACITY.match(plain, start):  # 总投资18亿元、|年产80万套的…
        money = sequence[before - 1]
        return money.cut is Cut.MONEY and bool(INVESTMENT.search(plain, max(0, money.start - 4), money.end))
    while before > 0 and plain[sequence[before].start:sequence[before].end] in PRICE_LINKS:
        before -= 1
    if before < 0 or sequence[before].cut is not Cut.MONEY:
        return False
    money = sequence[before]
    told = INVESTMENT.search(plain, max(0, money.start - 4), money.end)
    linked = plain[money.end - 1] == "的" or before < at - 1 or "建" in plain[money.end:start]
    return bool(told) and linked


def _company_start(plain: str, sequence: tuple[Token, ...], at: int, start: int) -> int:
    """宏达公司|投资6000万元|提升高炉…技改项目: the amount stands inside the name, which begins with the company."""
    if at < 2 or sequence[at - 1].cut is not Cut.MONEY or sequence[at - 2].cut is not None:
        return start
    money, company = sequence[at - 1], sequence[at - 2]
    found = heads(plain, start, sequence[at].end)
    named = COMPANY_END.search(plain, company.start, company.end) and found and found[-1].kind in STRONG
    if not named or plain[money.end - 1] == "的":
        return start
    return skip_leads(plain, company.start, company.end)


def _coordinated(plain: str, item: Item, *, in_list: bool) -> list[Item]:
    """华星制药和恒通电缆项目 is two projects; 东海岛和霞山港区散货码头 is one."""
    for m in CONJUNCTION.finditer(plain, item.start, item.end):
        if m.lastgroup == "keep" or m.start() - item.start < 2 or item.end - m.end() < 2:
            continue
        if TAIL_COUNT.match(plain, m.end()):  # 中医院和|十一所|乡镇卫生院的改扩建 is one
            continue
        left = heads(plain, item.start, m.start())
        headed = bool(left) and left[-1].end == m.start() and is_name(plain, item.start, m.start())
        if m.group() == "及" and headed and left[-1].kind == "action":  # 技改及炼钢项目 is one
            continue
        right = heads(plain, m.end(), item.end)
        bare = m.group() == "和" and m.start() - item.start >= 4 and bool(right) and right[-1].kind == "project"
        titled = plain.startswith("“", m.end())  # …计划和“引客入城”工程
        if headed or titled or (m.group() == "和" and (in_list or bare)):
            rest = Item(m.end(), item.end, False, item.quoted)
            return [Item(item.start, m.start(), item.counted, item.quoted), *_coordinated(plain, rest, in_list=in_list)]
    return [item]


def has_strong_end(plain: str, item: Item) -> bool:
    """Whether the piece is a name that ends with 项目 or 工程."""
    found = heads(plain, item.start, item.end)
    return bool(found) and found[-1].kind in STRONG and is_name(plain, item.start, found[-1].end)
