"""Who is told to do something: units that stand together.

A group is one or more units joined by 、 or 和 (`东山、七里桥和南岭等乡镇`). `assignment_predicates` tells which
of them are told something.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.lexicon import alternation, words
from etl.records import Mentions, NormalText, RegionMention, UnitMention

_LIST_HEAD = alternation(words("org_list_heads"))

# 、 / 和 / 等有关部门和 / ，也包括 / 和经省认定的 / 和三家
JOIN = re.compile(
    rf"(?:等(?:有关|相关|各)?(?:{_LIST_HEAD})?)?(?:、|和|与|及|以及|或|或者|，也?包括|还是|（|[，、]?特别是)"
    r"(?:经[^，。；、]{1,8}的|[两二三四五六七八九\d]{1,2}[家个大])?"
)
# 等有关部门 / 等3个乡镇 / 两个镇 / 几家 / 的同志 / 这边
_COUNTED = rf"(?:[两二三四五六七八九]个?(?:{_LIST_HEAD}))"
TAIL = re.compile(
    rf"）?(?:{_COUNTED}|等(?:几个|各|有关|相关|\d{{1,2}}个)?(?:{_LIST_HEAD})?|几[家个](?:单位|部门|局)?)?(?:的?(?:负责同志|同志|主要负责人))?"
    r"(?:们|，|这边|那边|这头|那头|这一块|这块)?"
)
# 四个指挥部的(指挥长), (果园、石桥)两镇的(书记)
OF = re.compile(rf"{_COUNTED}?的")
JOINTLY = re.compile(alternation(words("assignment_causatives", joins="1")))
WEAK_KINDS = frozenset({"class", "company", "place"})


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
        return not set(self.kinds) & WEAK_KINDS


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
    """Whether two mentions stand in one list; 有工作组的单位，主要领导 belong together too."""
    if other.kind == "post" and unit.kind != "post" and plain[unit.end:other.start] == "，":
        return "的" not in plain[other.start:other.end]  # 涉及河口、柳林，两个镇的书记… begins anew
    return bool(JOIN.fullmatch(plain, unit.end, other.start))


def _group(text: NormalText, parts: list[UnitMention], end: int) -> SubjectGroup:
    generic = set(words("assignment_generic"))
    named = [u for u in parts if text.plain[u.start:u.end] not in generic]
    kept = named or parts
    hoped = text.plain.endswith("希望", 0, parts[0].start) if {u.kind for u in parts} <= WEAK_KINDS else False
    name = text.plain[parts[0].start:parts[0].end]
    bare = name in words("org_classes", bare="0") and name not in words("org_offices")
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
        if out and unit.kind == "place" and unit.start == out[-1].end and JOINTLY.match(text.plain, unit.start):
            continue  # 文旅局会同县财政局 names no 会同县
        if out and unit.start < out[-1].end:
            if out[-1].kind == "place" and unit.kind != "place" and unit.end > out[-1].end:  # 徐闻县 + 县政府
                out[-1] = _joined_name(text, out[-1].start, unit)
            continue
        if out and unit.start == out[-1].end and out[-1].kind == "place" and unit.kind != "place":
            unit = _joined_name(text, out.pop().start, unit)
        if out and unit.kind == "post" and out[-1].kind not in ("post", "place") and OF.fullmatch(
            text.plain, out[-1].end, unit.start
        ):
            unit = _joined_name(text, out.pop().start, unit)
        out.append(unit)
    return out


def _joined_name(text: NormalText, start: int, unit: UnitMention) -> UnitMention:
    return UnitMention(start, unit.end, text.original[start:unit.end], unit.kind)


def _place(text: NormalText, region: RegionMention) -> UnitMention:
    return UnitMention(region.start, region.end, text.original[region.start:region.end], "place")
