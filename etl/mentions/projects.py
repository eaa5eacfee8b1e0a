"""Concretely named projects in running text.

A name is a modifier with a head noun (宏达公司年产2万吨铝箔项目, 城北污水处理厂二期工程), or an element of a list whose
tail or introduction says that it lists projects (对正在洽谈的甲、乙等项目; 主要项目有：…). Classes (重点项目,
一批产业项目) are no names.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from etl.lexicon import alternation, words
from etl.mentions.project_lists import PRICE_AFTER, Item, Listing, has_strong_end, listings
from etl.mentions.project_names import (
    CAPACITY,
    COMPANY,
    OWN_KINDS,
    OWN_PLACE,
    SHORTEST_OWN,
    STRONG,
    Head,
    has_evidence,
    heads,
    is_class,
    is_distinct,
    is_name,
    is_unknown,
    thing_starts,
)
from etl.mentions.project_segments import tokens
from etl.mentions.project_triggers import Step
from etl.records import NormalText, ProjectMention, Span

SENTENCE = re.compile(r"[^。！？；\n]+")
AMOUNT = re.compile("[万亿](?:[美欧港]?元|人民币)")  # a name may stand behind its price
SHORT_NAME = 10  # a name of a list up to this length gets the list's head noun
# LNG产业园, 宏达公司研发中心, 城北医院二期: a hub without a name of its own is an aim
HUB_EVIDENCE = re.compile(rf"[A-Za-zⅠ-Ⅻ“（]|(?:{alternation(words('project_owners'))})|[市县区镇乡]\w{{2}}")
# …项目|634个, …项目|增至222项, “千万工程|”经验
NOT_ONE = re.compile(
    r"(?:已|共|达|达到|增至|累计|完成|新增|超)?(?:\d[\d,.]*|[X*]{1,3})[多余]?[万千百]?(?:[个项件处家座所条亩户]|公里)|”?(?:经验|奖|精神|理念|模式|的(?:建设|发展|工作)?目标)"
)
# “十大工程”, “五个一工程”, “千万工程”: a slogan that counts
COUNTED_TITLE = re.compile(
    r"(?:民生)?(?:[一二三四五六七八九十百千万]+|\d+)(?:[大项个件]\w{0,6})?(?:工程|项目)$|重[点大](?:工程|项目)$"
)
TITLE_NUMERALS = re.compile(r"双[十百千万]|[百千万]{2,3}")
SHARING_RULES = frozenset(("list_tail", "list_intro", "list_sibling"))
TRAILING = re.compile(r"[和与及都均也皆]{0,3}$")  # 投资3亿元的荣盛钢构|和投资…
# 县一中|综合楼, 县医院|传染病区
SITE_END = re.compile(rf"\w(?:[{''.join(words('project_site_ends', owns='yes'))}]|[一二三四五六七八九十\d]中)$")
# 东关片区|棚改
QUARTER = re.compile(rf"[^\W\d_]{{2}}(?:{alternation(words('project_quarters'))})(?![庄民级委居])")
SECTOR_END = re.compile(r"(?:产业|行业|领域|服务业|制造业)$")
SOFT_KINDS = ("action", "process", "trial", "hub", "aim")
HEADED_ANEW = ("process", "building", "hub", "aim")
LONGEST_BRAND = 6
LONGEST_TRADE = 3
PRODUCT_AFTER = re.compile(
    rf"(?:{alternation(tuple(w for w in words('project_products') if len(w) > 1))})[\u4e00-\u9fff]{{0,3}}$"
)
SHARED_KINDS = ("plant", "park", "water", "route", "transport")
PROGRAMME_MODIFIER = 4  # 造林工程 is a class, 引大济岷工程 a name
# 打通东山隧道|右洞: a front of the works on its road
BORE = re.compile("[左右][洞线幅]")
CLAUSE_STARTS = frozenset(("", *"，。；：、！\n"))
OWNED = re.compile("的[\u4e00-\u9fff]{2,12}")  # 同泰控股|的氢能基地
STRONG_WORDS = ("项目", "工程")


def find_projects(text: NormalText, start: int, end: int) -> tuple[ProjectMention, ...]:
    """Every mention of a named project in [start, end), by position. The span is the name's own in the text; `name`
    is the document's words, with the head noun of the list for a short element."""
    out: list[ProjectMention] = []
    things = thing_starts(text.plain, start, end)
    for sentence in SENTENCE.finditer(text.plain, start, end):
        first, last = (bisect_left(things, at) for at in sentence.span())
        if first < last or AMOUNT.search(text.plain, *sentence.span()):
            for listing in listings(text.plain, tokens(text.plain, *sentence.span()), things[first:last]):
                out += _mentions(text, listing)
    return _outermost(sorted(out, key=lambda m: (m.start, -m.end)))


def _outermost(mentions: list[ProjectMention]) -> tuple[ProjectMention, ...]:
    """Without those that lie inside another: the company at the beginning of its project's name."""
    out: list[ProjectMention] = []
    for mention in mentions:
        if not out or mention.start >= out[-1].end:
            out.append(mention)
    return tuple(out)


def _mentions(text: NormalText, listing: Listing) -> Iterator[ProjectMention]:
    plain = text.plain
    siblings = len(listing.items) > 1 and (has_strong_end(plain, listing.items[-1]) or _is_shared_plant(plain, listing))
    site = Span(0, 0)  # whose parts the list goes on to name
    for position, item in enumerate(listing.items):
        listed = bool(listing.tail_head) or listing.intro or position + 1 < len(listing.items)
        found = _judge(plain, item, listing, siblings=siblings, listed=listed)
        owner = Span(item.start, item.start)
        if found is None and site.end and _is_part(plain, item, listing):
            found, owner = (item.end, "list_carried", 0.7), site
        tailed = bool(listing.tail_head) and found is not None and found[0] == listing.items[-1].end
        if found is None or (not tailed and _is_counted(plain, item.start, found[0], listed=len(listing.items) > 1)):
            continue
        end, rule, confidence = found
        site = site if owner.start < item.start else _site(plain, item.start, end)
        if plain.startswith("）", end) and plain.count("（", item.start, end) > plain.count("）", item.start, end):
            end += 1
        head = Span(end, end)
        if rule in SHARING_RULES and end - item.start <= SHORT_NAME and _wants_head(plain, item.start, end):
            head = _list_head(plain, listing, item.start, end, siblings=siblings)
        parts = (owner, Span(item.start, end), head)
        yield ProjectMention(
            item.start, end, _joined(text.original, parts), rule, confidence, _joined(plain, parts),
        )


def _joined(words: str, parts: tuple[Span, ...]) -> str:
    return "".join(words[p.start:p.end] for p in parts)


def _site(plain: str, start: int, end: int) -> Span:
    """The institution or place whose building the name is: 县医院 of 县医院传染病区. Empty where there is none."""
    found = heads(plain, start, end)
    if not found or found[-1].kind != "building" or found[-1].end != end:
        return Span(0, 0)
    return Span(start, found[-1].start) if SITE_END.search(plain, start, found[-1].start) else Span(0, 0)


def _is_part(plain: str, item: Item, listing: Listing) -> bool:
    """Whether the element is a building without a modifier, one more of the same owner: 县医院传染病区和|住院楼."""
    found = heads(plain, item.start, item.end)
    alone = len(found) == 1 and (found[0].start, found[0].end) == (item.start, item.end)
    return alone and found[0].kind == "building" and (bool(listing.tail_head) or listing.trigger.any)


def _is_counted(plain: str, start: int, end: int, *, listed: bool) -> bool:
    """Whether a number behind the words makes them a class: 技改项目|634个. The works on a quarter have an extent
    (东关片区棚改|320户), so has a road in a list (旅游公路|22公里、长岭大桥)."""
    found = NOT_ONE.match(plain, end)
    if found is None:
        return False
    extent = ((listed or plain[end - 1] == "期") and found.group().endswith("公里")) or (
        found.group()[-1] in "户亩" and QUARTER.search(plain, start, end)
    )
    return not extent


def _is_title(quoted: str) -> bool:
    """Whether quoted words name a programme: “双百工程”, not “廉政工程” or “十大工程”."""
    modifier = quoted[:-2]
    return not COUNTED_TITLE.match(quoted) and (not is_class(modifier) or bool(TITLE_NUMERALS.fullmatch(modifier)))


def _is_shared_plant(plain: str, listing: Listing) -> bool:
    """Whether the list ends with a plant or park that its elements share: 城东、城南污水处理厂."""
    last = listing.items[-1]
    found = heads(plain, last.start, last.end)
    if not listing.trigger.governed or not found or found[-1].kind not in SHARED_KINDS:
        return False
    return is_name(plain, last.start, found[-1].end)


def _wants_head(plain: str, start: int, end: int) -> bool:
    """Whether a list's element ends with no head noun of its own: 金鼎, 木器加工, 星海家居城."""
    found = heads(plain, start, end)
    return not found or found[-1].end < end or found[-1].kind in HEADED_ANEW


def _list_head(plain: str, listing: Listing, start: int, end: int, *, siblings: bool) -> Span:
    """Where the head noun stands that the list gives to the element: 项目, 抽水蓄能项目. Empty where there is none."""
    if listing.tail_head:
        kind = listing.tail_head.removesuffix(STRONG_WORDS[0])
        repeated = len(kind) if plain.endswith(kind, start, end) else 0
        return Span(listing.tail_end - len(listing.tail_head) + repeated, listing.tail_end)
    if siblings:
        head = heads(plain, listing.items[-1].start, listing.items[-1].end)[-1]
        return Span(head.start, head.end)
    return Span(end, end)


def _judge(
    plain: str, item: Item, listing: Listing, *, siblings: bool, listed: bool
) -> tuple[int, str, float] | None:
    """The name's end, the rule and the confidence, or None where the piece is no name."""
    if item.counted:
        return None
    if item.quoted:
        return (item.end, "quoted", 0.7) if _is_title(plain[item.start:item.end]) else None
    found = heads(plain, item.start, item.end)
    last = found[-1] if found else None
    if last and last.kind in STRONG and is_name(plain, item.start, last.end):
        long = last.start - item.start >= PROGRAMME_MODIFIER
        evidence = has_evidence(plain, item.start, last.start) and (last.kind == "project" or long)
        brand = last.start - item.start <= LONGEST_BRAND and is_unknown(plain[item.start:last.start])
        if brand and not (listed or evidence) and listing.trigger.step is Step.HARD:
            return last.end, "brand_project", 0.5
        if not (listed or evidence or item.priced or (last.kind == "works" and long)):
            return None
        return last.end, f"headed_{last.kind}", (0.85 if last.kind == "project" else 0.7) if evidence else 0.6
    end = last.end if last and PRICE_AFTER.match(plain, last.end, item.end) else item.end
    end = end if listed or last is None else last.end
    if not is_name(plain, item.start, end):
        return _bare(item, listing, last)
    if listing.tail_head.endswith(STRONG_WORDS) or (listing.tail_head and listing.trigger.any):
        return end, "list_tail", 0.8
    if listing.intro and not any(SECTOR_END.search(plain, i.start, i.end) for i in listing.items):
        return end, "list_intro", 0.7
    if last is None or not is_name(plain, item.start, last.end):
        if siblings:
            return end, "list_sibling", 0.6
        return _at_work(plain, item, listing, end) if last is None else None
    if listed and last.end != end and not CAPACITY.fullmatch(plain, last.end, item.end):  # 旅游公路|22.6公里
        return None
    if siblings:
        return last.end, "list_sibling", 0.75
    return _facility(plain, item, listing, found)


def _bare(item: Item, listing: Listing, last: Head | None) -> tuple[int, str, float] | None:
    """A facility of which a place has but one, without a modifier: 体育中心|已封顶."""
    if last is None or last.kind not in OWN_KINDS or (last.start, last.end) != (item.start, item.end):
        return None
    alone = len(listing.items) == 1 and last.end - last.start >= SHORTEST_OWN and listing.trigger.step is Step.HARD
    return (last.end, "bare_facility", 0.5) if alone else None


def _at_work(plain: str, item: Item, listing: Listing, end: int) -> tuple[int, str, float] | None:
    """A thing or company without a head noun: 投资50亿元的|隆基硅片; 华友钴业|完成桩基施工."""
    if item.priced and has_evidence(plain, item.start, end):
        return TRAILING.search(plain, item.start, end).start(), "priced", 0.6
    if listing.trigger.any and _is_branded_capacity(plain, item.start, end):
        return end, "capacity_step", 0.7
    owned = OWNED.match(plain, item.end)
    if owned and heads(plain, *owned.span()):
        return None
    company = COMPANY.fullmatch(plain, item.start, item.end)
    if company is None and listing.trigger.step is Step.HARD and _is_branded_product(plain[item.start:end]):
        return end, "product_step", 0.5
    if listing.trigger.step is not Step.HARD or company is None or not is_unknown(company["brand"]):
        return None
    return company.end("name"), "company_step", 0.5


def _is_branded_product(words: str) -> bool:
    """Whether a trade name and a product make up the piece: 川能|锂电隔膜."""
    product = PRODUCT_AFTER.search(words)
    return product is not None and 2 <= product.start() <= LONGEST_TRADE and is_unknown(words[:product.start()])


def _is_branded_capacity(plain: str, start: int, end: int) -> bool:
    """Whether a company, a capacity and a product make up the piece: 中科|6万吨|锂电负极材料."""
    size = CAPACITY.search(plain, start, end)
    if size is None or size.start() - start > LONGEST_BRAND:
        return False
    brand = plain[start:size.start()].removesuffix("的")
    known = is_unknown(brand) or COMPANY.fullmatch(brand)
    return bool(known) and has_evidence(plain, size.end(), end)


def _facility(plain: str, item: Item, listing: Listing, found: tuple[Head, ...]) -> tuple[int, str, float] | None:
    """A name that ends with a facility (水厂, 大道), by what is said of it."""
    last = found[-1]
    if item.priced and (last.end == item.end or PRICE_AFTER.match(plain, last.end, item.end)):
        return last.end, "priced", 0.75
    bore = BORE.match(plain, last.end) and plain[item.start - 1:item.start] not in CLAUSE_STARTS
    if last.kind == "trial" or bore or not listing.trigger.any:
        return None
    distinct = is_distinct(plain[item.start:last.start]) or bool(QUARTER.search(plain, item.start, last.start))
    hard = listing.trigger.step is Step.HARD
    evident = bool(HUB_EVIDENCE.search(plain, item.start, last.start))
    own = plain[item.start] in OWN_PLACE and last.kind in OWN_KINDS
    within = hard and len(found) > 1 and found[0].kind == "park" and is_name(plain, item.start, found[0].end)
    match last.kind:
        case "aim":
            return (last.end, "aim_step", 0.6) if evident or (hard and distinct) else None
        case "process":
            quarter = QUARTER.search(plain, item.start, last.start)
            return (last.end, "process_step", 0.6) if (hard and distinct) or quarter else None
        case "action":
            solid = any(h.kind not in SOFT_KINDS for h in found[:-1])
            told = listing.trigger.step is not Step.NONE
            return (last.end, "works_trigger", 0.75) if solid or (told and distinct) else None
        case "hub":
            return (last.end, "hub_trigger", 0.6) if evident or distinct or (hard and len(listing.items) > 1) else None
        case _ if listing.trigger.governed:
            return last.end, "facility_trigger", 0.8
        case _:
            return (last.end, "facility_step", 0.75) if evident or distinct or own or within else None
