"""Whether a piece of text names a project: by its head noun, its list, what is said of it."""

from __future__ import annotations

import re

from etl.lexicon import alternation, words
from etl.mentions.project_lists import PRICE_AFTER, STRONG_HEADS, Item, Listing
from etl.mentions.project_names import (
    CAPACITY,
    COMPANY,
    MASKED_COMPANY,
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
    is_programme,
    is_street,
    is_unknown,
)
from etl.mentions.project_triggers import Step

# LNG产业园, 宏达公司研发中心, 城北医院二期: a hub without a name of its own is an aim
HUB_EVIDENCE = re.compile(rf"[A-Za-zⅠ-Ⅻ“（]|(?:{alternation(words('project_owners'))})|[市县区镇乡]\w{{2}}")
# “十大工程”, “五个一工程”, “千万工程”: a slogan that counts
COUNTED_TITLE = re.compile(
    r"(?:民生)?(?:[一二三四五六七八九十百千万]+|\d+)(?:[大项个件]\w{0,6})?(?:工程|项目)$|重[点大](?:工程|项目)$"
)
# “一区两地一园”: a slogan of aims
COUNTED_QUOTE = re.compile("“[一二两三四五六七八九十百千万\\d][^”]{1,14}”")
TITLE_NUMERALS = re.compile(r"双[十百千万]|[百千万]{2,3}")
TRAILING = re.compile(r"[和与及都均也皆]{0,3}$")  # 投资3亿元的荣盛钢构|和投资…
# 东关片区|棚改
QUARTER = re.compile(rf"[^\W\d_]{{2}}(?:{alternation(words('project_quarters'))})(?![庄民级委居])")
SECTOR_END = re.compile(r"(?:产业|行业|领域|服务业|制造业)$")
WHOLE_KINDS = ("plant", "park", "water")
NEW = "新"
BARE_AFTER = frozenset(("", *"。；：！？、\n的"))  # not 县医院迁建，|门诊楼封顶, a part of what is named before
SHORTEST_PLANT = 4  # 污水处理厂, of which a county has one
# 福利院|盖到三层, 污水处理厂|一天能处理2万吨
RESTED = re.compile(rf"(?:{alternation(words('project_steps', kind='hard'))})|[一每]天|日")
SOFT_KINDS = ("action", "process", "trial", "hub", "aim")
LONGEST_BRAND = 6
LONGEST_TRADE = 3
PRODUCT_AFTER = re.compile(
    rf"(?:{alternation(tuple(w for w in words('project_products') if len(w) > 1))})[\u4e00-\u9fff]{{0,3}}$"
)
PROGRAMME_MODIFIER = 4  # 造林工程 is a class, 引大济岷工程 a name
# 打通东山隧道|右洞: a front of the works on its road
BORE = re.compile("[左右][洞线幅]")
CLAUSE_STARTS = frozenset(("", *"，。；：、！\n"))
INVESTING = ("投资", "出资", "斥资")  # the company acts
# 黄泥潭|段 is a part of what was named before; R1线|古塘段, 渠首|至|古塘段 say of what
SECTION_OF = re.compile(r"[A-Za-z\dⅠ-Ⅻ“至线]")
OWNED = re.compile("的[\u4e00-\u9fff]{2,12}")  # 同泰控股|的氢能基地


def _is_title(quoted: str) -> bool:
    """Whether quoted words name a programme: “双百工程”, not “廉政工程” or “十大工程”."""
    modifier = quoted[:-2]
    return not COUNTED_TITLE.match(quoted) and (not is_class(modifier) or bool(TITLE_NUMERALS.fullmatch(modifier)))


def judge(
    plain: str, item: Item, listing: Listing, *, siblings: bool, listed: bool
) -> tuple[int, str, float] | None:
    """The name's end, the rule and the confidence, or None where the piece is no name."""
    if item.counted:
        return None
    if item.quoted:
        title = _is_title(plain[item.start:item.end]) and not is_programme(plain, item.start, item.end)
        return (item.end, "quoted", 0.7) if title else None
    if listing.presented and (shown := _presented(plain, item)):
        return shown
    found = heads(plain, item.start, item.end)
    last = found[-1] if found else None
    if last and last.kind == "works" and is_programme(plain, item.start, last.end):
        return None
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
        return _bare(plain, item, listing, last)
    if listing.tail_head.endswith(STRONG_HEADS) or (listing.tail_head and listing.trigger.any):
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


def _presented(plain: str, item: Item) -> tuple[int, str, float] | None:
    """A facility, or a capacity with its product, that an enumeration announces: 第二个，|5万千瓦热电联产。"""
    found = heads(plain, item.start, item.end)
    size = CAPACITY.match(plain, item.start, item.end)
    sized = size is not None and has_evidence(plain, size.end(), item.end)
    if sized and not (found and found[-1].kind in STRONG):
        return item.end, "presented", 0.65
    if not found or found[-1].end < item.end or found[-1].kind in STRONG or not is_name(plain, item.start, item.end):
        return None
    solid = found[-1].kind not in SOFT_KINDS
    named = is_distinct(plain[item.start:found[-1].start]) or any(h.kind not in SOFT_KINDS for h in found[:-1])
    return (item.end, "presented", 0.65) if solid or named else None


def _bare(plain: str, item: Item, listing: Listing, last: Head | None) -> tuple[int, str, float] | None:
    """A facility of which a place has but one, without a modifier: 体育中心|已封顶."""
    if last is None or last.kind not in (*OWN_KINDS, *WHOLE_KINDS):
        return None
    new = plain[item.start] == NEW and last.start == item.start + 1  # 新|档案馆
    if last.start != item.start and not new:
        return None
    if plain[last.end:last.end + 1] == "的" or plain[item.start - 1:item.start] not in BARE_AFTER:
        return None
    told = last.end == item.end or RESTED.match(plain, last.end) is not None
    longest = SHORTEST_OWN if last.kind in OWN_KINDS else SHORTEST_PLANT
    if plain[last.end - 1] == "房":  # 安置房 are many
        return None
    alone = len(listing.items) == 1 and last.end - last.start >= longest and listing.trigger.step is Step.HARD
    return (last.end, "bare_facility", 0.5) if alone and told and not listing.placed else None


def _at_work(plain: str, item: Item, listing: Listing, end: int) -> tuple[int, str, float] | None:
    """A thing or company without a head noun: 投资50亿元的|隆基硅片; 华友钴业|完成桩基施工."""
    if item.priced and has_evidence(plain, item.start, end):
        return TRAILING.search(plain, item.start, end).start(), "priced", 0.6
    if listing.trigger.any and _is_branded_capacity(plain, item.start, end):
        return end, "capacity_step", 0.7
    owned = OWNED.match(plain, item.end)
    if SECTOR_END.search(plain, item.start, item.end):  # 采暖铸造产业，…
        return None
    if plain.startswith(INVESTING, item.end) or (owned and heads(plain, *owned.span())):
        return None
    company = None if listing.placed else COMPANY.fullmatch(plain, item.start, item.end)  # 天津港的|散货物流
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
    known = is_unknown(brand) or COMPANY.fullmatch(brand) or MASKED_COMPANY.fullmatch(brand)
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
    part = last.kind == "phase" and hard and _is_phase_of_thing(plain, found, item.start)
    placed = hard and listing.placed and has_evidence(plain, item.start, last.start)
    street = is_street(plain, item.start, found)
    within = hard and len(found) > 1 and found[0].kind == "park" and is_name(plain, item.start, found[0].end)
    whole = any(h.end - h.start > 1 for h in found[:-1])  # 北干渠|古塘段
    section = last.kind == "section" and last.end - last.start == 1
    if section and not (whole or SECTION_OF.search(plain, item.start, last.start)):
        return None
    sized = last.kind in WHOLE_KINDS and CAPACITY.match(plain, item.start, last.start) is not None
    if last.kind in ("aim", "hub") and COUNTED_QUOTE.fullmatch(plain, item.start, item.end):
        return None
    match last.kind:
        case "aim":
            return (last.end, "aim_step", 0.6) if evident or (hard and distinct) else None
        case "process":
            quarter = QUARTER.search(plain, item.start, last.start)
            return (last.end, "process_step", 0.6) if (hard and distinct) or quarter else None
        case "action":
            solid = street or any(h.kind not in SOFT_KINDS for h in found[:-1])
            told = listing.trigger.step is not Step.NONE
            distinct = distinct or COMPANY.fullmatch(plain, item.start, last.start) is not None  # 金土地薯业|扩能
            return (last.end, "works_trigger", 0.75) if solid or (told and distinct) else None
        case "hub":
            told = hard and (len(listing.items) > 1 or listing.trigger.topic)
            return (last.end, "hub_trigger", 0.6) if evident or distinct or told else None
        case _ if listing.trigger.governed:
            return last.end, "facility_trigger", 0.8
        case _:
            if evident or distinct or own or within or sized:
                return last.end, "facility_step", 0.75
            topic = listing.trigger.topic and (hard or last.kind not in OWN_KINDS)
            return (last.end, "facility_hint", 0.6) if topic or part or placed or (hard and street) else None


def _is_phase_of_thing(plain: str, found: tuple[Head, ...], start: int) -> bool:
    """Whether a phase is that of a plant or of a product's works: 自来水厂|二期, 电解铝|二期."""
    last = found[-1]
    whole = len(found) > 1 and found[-2].end == last.start and found[-2].kind in (*WHOLE_KINDS, *OWN_KINDS)
    return whole or has_evidence(plain, start, last.start)
