"""Concretely named projects in running text.

A name is a modifier with a head noun (宏达公司年产2万吨铝箔项目, 城北污水处理厂二期工程), or an element of a list whose
tail or introduction says that it lists projects (对正在洽谈的甲、乙等项目; 主要项目有：…). Classes (重点项目,
一批产业项目) are no names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.lexicon import alternation, words
from etl.mentions.project_lists import STRONG_HEADS, Item, Listing, has_strong_end, listings
from etl.mentions.project_names import THAT, heads, is_class, is_name, thing_starts
from etl.mentions.project_verdicts import QUARTER, judge
from etl.records import NormalText, ProjectMention, Span

SENTENCE = re.compile(r"[^。！？；\n]+")
SHORT_NAME = 10  # a name of a list up to this length gets the list's head noun
# …项目|634个, …项目|增至222项, “千万工程|”经验
NOT_ONE = re.compile(
    r"(?:已|共|达|达到|增至|累计|完成|新增|超)?(?:\d[\d,.]*|[X*]{1,3})[多余]?[万千百]?(?:[个项件处家座所条亩户]|公里)|”?(?:经验|奖|精神|理念|模式|的(?:建设|发展|工作)?目标)"
)
SHARING_RULES = frozenset(("list_tail", "list_intro", "list_sibling"))
# 县一中|综合楼, 县医院|传染病区
SITE_END = re.compile(rf"\w(?:[{''.join(words('project_site_ends', owns='yes'))}]|[一二三四五六七八九十\d]中)$")
_PHASES = alternation(words("project_heads", kind="phase"))
PHASE_END = re.compile(rf"(?:{_PHASES})$")
# ，|三期|年内编规划
BARE_PHASE = re.compile(rf"[，、](?P<phase>{_PHASES})(?!的?(?:工程|项目|[0-9\d]))")
# 果化|至|太平公路
WAY = re.compile(r"[\u4e00-\u9fff]{2}[至到][\u4e00-\u9fff]{2}")
HEADED_ANEW = ("process", "building", "hub", "aim")
SHARED_KINDS = ("plant", "park", "water", "route", "transport")
# 项目名称：|恒诺数据中心|，总投资… : a row of a table, or a form
LABELLED = re.compile(
    rf"(?:{alternation(tuple(w for w in words('docx_columns', kind='name') if w.endswith('名称')))})"
    r"：\s?(?P<name>[^，。；：\s][^，。；：\n]{1,40})"
)


def find_projects(text: NormalText, start: int, end: int) -> tuple[ProjectMention, ...]:
    """Every mention of a named project in [start, end), by position. The span is the name's own in the text; `name`
    is the document's words, with the head noun of the list for a short element."""
    out: list[ProjectMention] = list(_labelled(text, start, end))
    things = thing_starts(text.plain, start, end)
    for sentence in SENTENCE.finditer(text.plain, start, end):
        first = len(out)
        for listing in listings(text.plain, things, *sentence.span()):
            out += _mentions(text, listing)
        out += _next_phases(text, out[first:], sentence.end())
    return _outermost(sorted(out, key=lambda m: (m.start, -m.end)))


def _next_phases(text: NormalText, named: list[ProjectMention], end: int) -> Iterator[ProjectMention]:
    """The phases that a sentence goes on to after one it names in full: 东湖湿地二期已完工，|三期|年内编规划."""
    for mention in named:
        phase = PHASE_END.search(text.plain, mention.start, mention.end)
        if phase is None:
            continue
        limit = min((m.start for m in named if m.start > mention.start), default=end)
        for m in BARE_PHASE.finditer(text.plain, mention.end, limit):
            first, last = m.span("phase")
            if m["phase"] != phase.group():
                parts = (Span(mention.start, phase.start()), Span(first, last))
                yield ProjectMention(
                    first, last, _joined(text.original, parts), "phase_carried", 0.65, _joined(text.plain, parts)
                )


def _labelled(text: NormalText, start: int, end: int) -> Iterator[ProjectMention]:
    for m in LABELLED.finditer(text.plain, start, end):
        first, last = m.span("name")
        if not is_class(m["name"]):
            yield ProjectMention(first, last, text.original[first:last], "labelled", 0.9, m["name"])


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
    last = listing.items[-1]
    if siblings and not listing.tail_head and _is_counted(plain, last.start, last.end, listed=True):
        return  # 强基、扩容、下沉项目|85个
    site = Span(0, 0)  # whose parts the list goes on to name
    for position, item in enumerate(listing.items):
        listed = bool(listing.tail_head) or listing.intro or position + 1 < len(listing.items)
        found = judge(plain, item, listing, siblings=siblings, listed=listed)
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
        parts = (owner, *_without_that(plain, item.start, end), head)
        yield ProjectMention(
            item.start, end, _joined(text.original, parts), rule, confidence, _joined(plain, parts),
        )


def _without_that(plain: str, start: int, end: int) -> tuple[Span, ...]:
    """The name without the words that point to it: 西沟|那座|危桥."""
    that = THAT.search(plain, start + 2, end)
    return (Span(start, end),) if that is None else (Span(start, that.start()), Span(that.end(), end))


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
    long = listed or plain[end - 1] == "期" or WAY.search(plain, start, end)  # 东山至西沟公路|36公里
    extent = (long and found.group().endswith("公里")) or (
        found.group()[-1] in "户亩" and QUARTER.search(plain, start, end)
    )
    return not extent


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
        kind = listing.tail_head.removesuffix(STRONG_HEADS[0])
        repeated = len(kind) if plain.endswith(kind, start, end) else 0
        return Span(listing.tail_end - len(listing.tail_head) + repeated, listing.tail_end)
    if siblings:
        head = heads(plain, listing.items[-1].start, listing.items[-1].end)[-1]
        return Span(head.start, head.end)
    return Span(end, end)
