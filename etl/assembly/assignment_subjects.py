"""Who is told to do something: units that stand together, with what follows them.

A group is one or more units joined by 、 or 和 (`长丰、七间房和北汉等乡镇`). A predicate is a group with the words that
turn it into an order: a modal (要, 必须), a role (牵头, 负责), a leading 由 or a request (请, 责成).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.assembly.assignment_words import ADVERBIAL, FILLER, MODAL_WORD, TASK_VERB
from etl.lexicon import alternation, words
from etl.records import Mentions, NormalText, RegionMention, UnitMention

_LIST_HEAD = alternation(words("org_list_heads"))
_ROLE = alternation(tuple(w for w in words("roles", predicate="1")))

# 、 / 和 / 等有关部门和 / ，也包括
JOIN = re.compile(
    rf"(?:等(?:有关|相关|各)?(?:{_LIST_HEAD})?)?(?:、|和|与|及|以及|或|或者|，也?包括|还是|（|[，、]?特别是)"
)
# 等有关部门 / 等3个乡镇 / 的同志
TAIL = re.compile(
    rf"）?(?:等(?:几个|各|有关|相关|\d{{1,2}}个)?(?:{_LIST_HEAD})?)?(?:的?(?:负责同志|同志|主要负责人))?(?:们|，)?"
)
# 接到通知后 / 在施工过程中: a time between a unit and its modal
_WHEN = r"(?:[^。；：！？\n，的]{1,12}(?:后|前|时|期间|过程中))"
# 要 / ，一定要 / 对列入今年计划的砖瓦窑，要 / 作为第一责任人，要
MODAL = re.compile(
    rf"，?{FILLER}{{0,3}}?(?:，?{ADVERBIAL}[^。；：！？\n，]{{0,44}}?，?)??{FILLER}{{0,3}}?"
    rf"{MODAL_WORD}"
)
# 负责 / 对管辖内的项目落实工作负全责 / 积极配合
ROLE = re.compile(
    rf"，?{FILLER}{{0,2}}(?:(?:对|为)[^。；：！？\n，]{{1,30}}?)?{FILLER}{{0,2}}(?P<role>{_ROLE})"
    rf"(?!{alternation(words('assignment_role_nouns'))})"
)
# 是第一责任人 / 为牵头单位
IS_LEAD = re.compile(rf"(?:是|为)[^。；：！？\n，]{{0,20}}?(?:{alternation(words('assignment_lead_titles'))})")
# 的主要职责是: what follows is the task
DUTY_IS = re.compile(r"的?(?:主要|具体|基本|首要|核心)?(?:职责|任务|责任)(?:(?:就)?(?:是|为)[，：]?|：)")
WILL = re.compile(rf"将{FILLER}{{0,2}}{TASK_VERB}")
TASK_START = re.compile(rf"{FILLER}{{0,3}}(?:{TASK_VERB}(?!化|性)|进行|每|无偿|不定期|定期)")
IDLE = re.compile(rf"[^。；：！？\n，]{{0,16}}?(?:{alternation(words('assignment_idle_predicates'))})")
CAUSATIVE = re.compile(rf"(?:{alternation(words('assignment_causatives', joins='0'))})(?:各位|我们)?$")
# 9月底前，(县住建局完成…); 会后，(各乡镇召开…)
DATED = re.compile(rf"(?:(?:底|初|日|号|月|年|天|周)(?:之?前|以前|内)|{alternation(words('assignment_openings'))})，?$")
# 责任单位：
LABEL = re.compile(rf"(?P<label>{alternation(words('assignment_labels'))})：$")
BY = re.compile(r"(?<![自理缘来])由$")
CLAUSE_EDGE = re.compile(r"[，；：]$")
SENTENCE_END = re.compile(r"[。！？\n]")
_CAUSATIVE_REACH = 6
_OBJECT_MARKS = "对向与同跟给把将为从到比被让"  # 对各部门要…: the unit is an object
_WEAK_KINDS = frozenset({"class", "company", "place"})
_LEAD_KINDS = ("department", "government", "party")


@dataclass(frozen=True, slots=True)
class SubjectGroup:
    """Units that stand together. `end` includes 等有关部门."""

    start: int
    end: int
    names: tuple[str, ...]
    kinds: tuple[str, ...]
    generic: bool  # 全市上下, 各级各部门: nobody in particular

    @property
    def named(self) -> bool:
        """No mere class: 发改局 but not 有关部门."""
        return not set(self.kinds) & _WEAK_KINDS


@dataclass(frozen=True, slots=True)
class Predicate:
    """A group that is told something from `task_start` on. `how` names the words that say so."""

    group: SubjectGroup
    task_start: int
    how: str  # modal, role, is_lead, duty_is, label, by, dated, listed, request, will
    role: str = ""  # the word of a role: 牵头, 配合


def subject_groups(text: NormalText, mentions: Mentions) -> tuple[SubjectGroup, ...]:
    """All groups of a speech, in order."""
    parts = _with_places(text, mentions)
    out: list[SubjectGroup] = []
    at = 0
    while at < len(parts):
        last = at
        while last + 1 < len(parts) and _joined(text.plain, parts[last], parts[last + 1]):
            last += 1
        group = parts[at:last + 1]
        end = TAIL.match(text.plain, group[-1].end).end()
        if text.plain[end - 1:end] == "，":
            end -= 1
        out.append(_group(text, group, end))
        at = last + 1
    return tuple(out)


def _joined(plain: str, unit: UnitMention, other: UnitMention) -> bool:
    """Whether two mentions stand in one list; 有专业招商组的单位，主要领导 belong together too."""
    if other.kind == "post" and unit.kind != "post" and plain[unit.end:other.start] == "，":
        return True
    return bool(JOIN.fullmatch(plain, unit.end, other.start))


def _group(text: NormalText, parts: list[UnitMention], end: int) -> SubjectGroup:
    generic = set(words("assignment_generic"))
    named = [u for u in parts if text.plain[u.start:u.end] not in generic]
    kept = named or parts
    hoped = text.plain.endswith("希望", 0, parts[0].start) if {u.kind for u in parts} <= _WEAK_KINDS else False
    bare = text.plain[parts[0].start:parts[0].end] in words("org_classes", bare="0")
    return SubjectGroup(
        parts[0].start, end, tuple(dict.fromkeys(u.name for u in kept)), tuple(u.kind for u in kept),
        generic=not named or bare or hoped,
    )


def _with_places(text: NormalText, mentions: Mentions) -> list[UnitMention]:
    """Units and the counties and towns among the places; a place directly before a unit belongs to its name."""
    places = [r for r in mentions.regions if r.level in ("city", "county", "town")]
    out: list[UnitMention] = []
    for m in sorted([*mentions.units, *places], key=lambda m: (m.start, -m.end)):
        unit = m if isinstance(m, UnitMention) else _place(text, m)
        if out and unit.start < out[-1].end:
            continue
        if out and unit.start == out[-1].end and out[-1].kind == "place" and unit.kind != "place":
            start = out.pop().start
            unit = UnitMention(start, unit.end, text.original[start:unit.end], unit.kind)
        out.append(unit)
    return out


def _place(text: NormalText, region: RegionMention) -> UnitMention:
    return UnitMention(region.start, region.end, text.original[region.start:region.end], "place")


def predicates(plain: str, groups: tuple[SubjectGroup, ...]) -> Iterator[Predicate]:
    """The groups that are told something. A group inside another's order (作为第一责任人，要) is none of its own."""
    before: Predicate | None = None
    for group in groups:
        if group.start and plain[group.start - 1] in _OBJECT_MARKS:
            continue
        if before and group.start < before.task_start:
            continue
        same = before is not None and not SENTENCE_END.search(plain, before.task_start, group.start)
        found = _predicate(plain, group, in_order=same)
        if found:
            yield found
            before = found


def _predicate(plain: str, group: SubjectGroup, *, in_order: bool) -> Predicate | None:
    """`in_order`: an order to somebody else stands before in the sentence."""
    if m := IS_LEAD.match(plain, group.end):
        return Predicate(group, m.end(), "is_lead")
    if m := MODAL.match(plain, group.end):
        return Predicate(group, m.end(), "modal")
    if m := DUTY_IS.match(plain, group.end):
        return Predicate(group, m.end(), "duty_is")
    if m := ROLE.match(plain, group.end):
        return Predicate(group, group.end, "role", m["role"])
    before = plain[max(0, group.start - _CAUSATIVE_REACH):group.start]
    if m := LABEL.search(before):
        return Predicate(group, group.end, "label", m["label"])
    if BY.search(before) and set(group.kinds) - {"company", "place"}:
        return None if IDLE.match(plain, group.end) else Predicate(group, group.end, "by")
    if m := WILL.match(plain, group.end):
        return Predicate(group, group.end + 1, "will") if group.kinds[0] in _LEAD_KINDS else None
    if not TASK_START.match(plain, group.end):
        return None
    if DATED.search(before):
        return Predicate(group, group.end, "dated")
    if in_order:  # 发改局负责立项，财政局落实资金
        return Predicate(group, group.end, "listed") if CLAUSE_EDGE.search(before) and group.named else None
    return Predicate(group, group.end, "request") if CAUSATIVE.search(before) else None
