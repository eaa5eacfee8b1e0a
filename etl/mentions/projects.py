"""Concretely named projects in running text.

A name is a modifier with a head noun (宏达公司年产2万吨铝箔项目, 城北污水处理厂二期工程), or an element of a list whose
tail or introduction says that it lists projects (对正在洽谈的甲、乙等项目; 主要项目有：…). Classes (重点项目,
一批产业项目) are no names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.lexicon import alternation, words
from etl.mentions.project_lists import Item, Listing, has_strong_end, listings
from etl.mentions.project_names import STRONG, has_evidence, heads, is_class, is_name
from etl.mentions.project_segments import tokens
from etl.records import NormalText, ProjectMention

SENTENCE = re.compile(r"[^。！？；\n]+")
SHORT_NAME = 10  # a name of a list up to this length gets the list's head noun
# LNG产业园, 宏达公司研发中心, 城北医院二期: a hub without a name of its own is an aim
HUB_EVIDENCE = re.compile(rf"[A-Za-zⅠ-Ⅻ“（]|(?:{alternation(words('project_owners'))})|[市县区镇乡]\w{{2}}")
# …项目|634个, …项目|增至222项, “千万工程|”经验
NOT_ONE = re.compile(
    r"(?:已|共|达|达到|增至|累计|完成|新增|超)?(?:\d[\d,.]*|[X*]{1,3})[多余]?[万千百]?(?:[个项件处家座所条亩户]|公里)|”?(?:经验|奖|精神|理念|模式)"
)
# “十大工程”, “五个一工程”, “千万工程”: a slogan that counts
COUNTED_TITLE = re.compile(
    r"(?:民生)?(?:[一二三四五六七八九十百千万]+|\d+)(?:[大项个件]\w{0,6})?(?:工程|项目)$|重[点大](?:工程|项目)$"
)
TITLE_NUMERALS = re.compile(r"双[十百千万]|[百千万]{2,3}")
SECTOR_END = re.compile(r"(?:产业|行业|领域|服务业|制造业)$")
LIST_ONLY = ("process", "trial")
SOFT_KINDS = ("action", "process", "trial", "hub")
HEADED_ANEW = ("process", "building", "hub")
SHARED_KINDS = ("plant", "park", "water")
PROGRAMME_MODIFIER = 4  # 造林工程 is a class, 引大济岷工程 a name
STRONG_WORDS = ("项目", "工程")


def find_projects(text: NormalText, start: int, end: int) -> tuple[ProjectMention, ...]:
    """Every mention of a named project in [start, end), by position. The span is the name's own in the text; `name`
    is the document's words, with the head noun of the list for a short element."""
    out: list[ProjectMention] = []
    for sentence in SENTENCE.finditer(text.plain, start, end):
        for listing in listings(text.plain, tokens(text.plain, sentence.start(), sentence.end())):
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
    for position, item in enumerate(listing.items):
        listed = bool(listing.tail_head) or listing.intro or position + 1 < len(listing.items)
        found = _judge(plain, item, listing, siblings=siblings, listed=listed)
        if found is None or NOT_ONE.match(plain, found[0]):
            continue
        end, rule, confidence = found
        if plain.startswith("）", end) and plain.count("（", item.start, end) > plain.count("）", item.start, end):
            end += 1
        name = text.original[item.start:end]
        if rule.startswith("list") and end - item.start <= SHORT_NAME and _wants_head(plain, item.start, end):
            name += _list_head(text, listing, item.start, end, siblings=siblings)
        yield ProjectMention(item.start, end, name, rule, confidence)


def _is_title(quoted: str) -> bool:
    """Whether quoted words name a programme: “双百工程”, not “廉政工程” or “十大工程”."""
    modifier = quoted[:-2]
    return not COUNTED_TITLE.match(quoted) and (not is_class(modifier) or bool(TITLE_NUMERALS.fullmatch(modifier)))


def _is_shared_plant(plain: str, listing: Listing) -> bool:
    """Whether the list ends with a plant or park that its elements share: 城东、城南污水处理厂."""
    last = listing.items[-1]
    found = heads(plain, last.start, last.end)
    if not listing.trigger or not found or found[-1].kind not in SHARED_KINDS:
        return False
    return is_name(plain, last.start, found[-1].end)


def _wants_head(plain: str, start: int, end: int) -> bool:
    """Whether a list's element ends with no head noun of its own: 金鼎, 木器加工, 星海家居城."""
    found = heads(plain, start, end)
    return not found or found[-1].end < end or found[-1].kind in HEADED_ANEW


def _list_head(text: NormalText, listing: Listing, start: int, end: int, *, siblings: bool) -> str:
    """The head noun that the list gives to the element, in the document's script: 项目, 抽水蓄能项目."""
    if listing.tail_head:
        kind = listing.tail_head.removesuffix(STRONG_WORDS[0])
        repeated = len(kind) if text.plain.endswith(kind, start, end) else 0
        return text.original[listing.tail_end - len(listing.tail_head) + repeated:listing.tail_end]
    if siblings:
        head = heads(text.plain, listing.items[-1].start, listing.items[-1].end)[-1]
        return text.original[head.start:head.end]
    return ""


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
        if not (listed or evidence or (last.kind == "works" and long)):
            return None
        return last.end, f"headed_{last.kind}", (0.85 if last.kind == "project" else 0.75) if evidence else 0.6
    end = item.end if listed or last is None else last.end
    if not is_name(plain, item.start, end):
        return None
    if listing.tail_head.endswith(STRONG_WORDS) or (listing.tail_head and listing.trigger):
        return end, "list_tail", 0.85
    if listing.intro and not any(SECTOR_END.search(plain, i.start, i.end) for i in listing.items):
        return end, "list_intro", 0.7
    if last is None or not is_name(plain, item.start, last.end):
        return (end, "list_sibling", 0.6) if siblings else None
    if listed and last.end != item.end:
        return None
    if siblings:
        return last.end, "list_sibling", 0.75
    if last.kind in LIST_ONLY or not listing.trigger:
        return None
    if last.kind == "hub" and not HUB_EVIDENCE.search(plain, item.start, last.start):
        return None
    if last.kind == "action":
        return (last.end, "works_trigger", 0.6) if any(h.kind not in SOFT_KINDS for h in found[:-1]) else None
    return last.end, "facility_trigger", 0.65
