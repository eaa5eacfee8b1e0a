"""What the speech says of a project besides its stage: money, capacity, owner, place."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from etl.lexicon import alternation, mapping, words
from etl.mentions.project_names import CAPACITY
from etl.records import Mentions, NormalText, ProjectMention, Quantity, Sentence, SpeechContext

_LABELS = mapping("project_money_labels", "word", "kind")
# 总投资|12亿元
MONEY_LABEL = re.compile(rf"(?P<label>{alternation(tuple(_LABELS))})(?:约|达|近|为|额)?[：为]?$")
LABEL_REACH = 14
# A、B|分别投资|
EACH = re.compile(r"分别(?:计划|总)?投资")
BEFORE_GAP = ("", "的", "建设的", "投资建设的")
# 江缘公司|年产1000吨…, 蓝天锰业|二期
_OWNERS = alternation(words("project_owners"))
_PHASES = alternation(words("project_heads", kind="phase"))
COMPANY = re.compile(rf"^\w{{2,12}}?(?:{_OWNERS})(?!\w?(?:{_OWNERS}))")
TRADE_NAME = re.compile(
    rf"^(?P<owner>\w{{2,6}}?(?:{alternation(words('project_industries'))}))(?=(?:{_PHASES}))"
)
# 由宏达集团投资建设的|…
BUILT_BY = re.compile(
    rf"由?(?P<owner>\w{{2,14}}?(?:{_OWNERS}))(?:独家|共同)?(?:投资|承建|出资|建设)\w{{0,4}}的$"
)
BUILT_BY_REACH = 26
# 右江铝业的|氧化铝扩建工程
_COMPANIES = alternation((*words("project_industries"), *words("project_owners")))
OWNED_BY = re.compile(rf"(?:^|[，。；：、\n])(?P<owner>\w{{2,8}}?(?:{_COMPANIES}))的$")
# 果化至太平公路|36公里, 城南水厂，|日供水5万吨
CAPACITY_BEHIND = re.compile(rf"[，（]?(?P<size>{CAPACITY.pattern})(?<![条件只支枚])(?![的以之外内处])")
PLACE_LINKS = ("", "的")
# 右江|二桥: a river; 克山|到北联的县道: one end of a road
OTHER_NAME = re.compile(r"[一二三四五六七八九十]?(?:号)?(?:大|特大)?桥|[至到]")


@dataclass(frozen=True, slots=True)
class Money:
    total: float | None = None
    annual: float | None = None


def money(
    text: NormalText, sentence: Sentence, mention: ProjectMention,
    siblings: tuple[ProjectMention, ...], mentions: Mentions,
) -> Money:
    """The amounts that the mention's sentence ties to it: before it (总投资8000万元的…), inside it, or after it
    up to the next project. `siblings` are the sentence's mentions."""
    amounts = _amounts(mentions, sentence)
    following = min((m.start for m in siblings if m.start >= mention.end), default=sentence.end)
    if (found := _each(text, mention, siblings, amounts)) is not None:
        return Money(total=found)
    out = Money()
    for q in amounts:
        near = q.end <= mention.start and text.plain[q.end:mention.start] in BEFORE_GAP
        if not near and not mention.start <= q.start < following:
            continue
        claimed = q.start >= mention.end and _leads(text, q, following)
        if claimed or q.redacted:
            continue
        match _label(text.plain, sentence, q):
            case "total":
                out = Money(out.total if out.total is not None else q.value, out.annual)
            case "annual":
                out = Money(out.total, out.annual if out.annual is not None else q.value)
            case _ if near and out.total is None:
                out = Money(q.value, out.annual)
            case _:
                pass
    return out


def _amounts(mentions: Mentions, sentence: Sentence) -> tuple[Quantity, ...]:
    quantities = mentions.quantities
    first = bisect_left(quantities, sentence.start, key=lambda q: q.start)
    last = bisect_left(quantities, sentence.end, lo=first, key=lambda q: q.start)
    return tuple(q for q in quantities[first:last] if q.unit == "元" and not q.rate_of and q.value is not None)


def _leads(text: NormalText, q: Quantity, following: int) -> bool:
    """Whether the amount stands directly before the next project and so is that one's."""
    return text.plain[q.end:following] in BEFORE_GAP


def _label(plain: str, sentence: Sentence, q: Quantity) -> str:
    found = MONEY_LABEL.search(plain, max(sentence.start, q.number_start - LABEL_REACH), q.number_start)
    return _LABELS[found["label"]] if found else ""


def _each(
    text: NormalText, mention: ProjectMention, siblings: tuple[ProjectMention, ...], amounts: tuple[Quantity, ...]
) -> float | None:
    """A和B分别投资3亿元和5亿元: the amount at the mention's own place in the list."""
    found = EACH.search(text.plain, mention.end, mention.end + 60)
    if not found:
        return None
    listed = [m for m in siblings if m.end <= found.start()]
    after = [q for q in amounts if q.start >= found.start()]
    at = listed.index(mention) - len(listed) if mention in listed else 0
    return after[at].value if at and len(after) == len(listed) else None


def capacity(text: NormalText, mention: ProjectMention) -> str | None:
    """The capacity inside the name (年产1000吨, 由6万吨提升到15万吨) or directly behind it (水厂，|日供水5万吨)."""
    found = CAPACITY.search(text.plain, mention.start, mention.end)
    if found is None and (behind := CAPACITY_BEHIND.match(text.plain, mention.end)):
        return text.original[behind.start("size"):behind.end("size")]
    return text.original[found.start():found.end()] if found else None


def owner(text: NormalText, mention: ProjectMention) -> str | None:
    """The company that builds it, by the name's own beginning or by 由…公司投资建设的 before it."""
    name = text.plain[mention.start:mention.end]
    for pattern in (COMPANY, TRADE_NAME):
        if (found := pattern.match(name)) and found.end() < len(name):
            return text.original[mention.start:mention.start + found.end()]
    first = max(0, mention.start - BUILT_BY_REACH)
    lead = text.plain[first:mention.start]
    before = BUILT_BY.search(lead) or OWNED_BY.search(lead)
    return text.original[first + before.start("owner"):first + before.end("owner")] if before else None


def region(text: NormalText, mention: ProjectMention, mentions: Mentions, context: SpeechContext) -> str | None:
    """A place, other than the speaking one, at the beginning of the name or directly before it (武城的|复合材料园)."""
    regions = mentions.regions
    at = bisect_left(regions, mention.start - 1, key=lambda r: r.end)
    for place in regions[at:at + 2]:
        between = text.plain[place.end:mention.start]
        inside = place.start == mention.start and place.end < mention.end
        if inside and OTHER_NAME.match(text.plain, place.end):
            continue
        touches = (place.end <= mention.start and between in PLACE_LINKS) or inside
        speaking = context.region_name and (place.name in context.region_name or context.region_name in place.name)
        if touches and place.level not in ("self", "group") and not speaking:
            return place.name
    return None
