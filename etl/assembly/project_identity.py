"""Which mentions of a speech name the same project.

Two names are one project when their phases agree and their cores (the name without 项目, 工程, 建设 and the phase) are
equal, or one is the other with a stretch left out: 城北热电厂 and 宏达城北热电厂, 宏达燃气二期 and 宏达燃气二期工程.
A phase is a project of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict

from etl.lexicon import alternation, words
from etl.records import NormalText, ProjectMention

PHASE = re.compile(alternation(words("project_heads", kind="phase")))
# 污水处理厂|建设项目
CORE_END = re.compile(r"(?:建设|续建|新建)?(?:项目|工程|建设)+$")
SHORTEST_CORE = 4  # a shorter core is too general to stand for a longer name


def group(text: NormalText, mentions: tuple[ProjectMention, ...]) -> tuple[tuple[ProjectMention, ...], ...]:
    """The mentions by project, projects in the order of their first mention."""
    groups: dict[tuple[str, str], list[ProjectMention]] = {}
    by_edge: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)  # phase and two characters → keys
    for mention in mentions:
        key = _key(mention.plain_name or text.plain[mention.start:mention.end])
        known = key if key in groups else _contained(key, by_edge)
        if known is None:
            known = key
            groups[key] = []
            for edge in {key[0][:2], key[0][-2:]}:
                by_edge[key[1], edge].append(key)
        groups[known].append(mention)
    return tuple(tuple(g) for g in groups.values())


def _key(name: str) -> tuple[str, str]:
    """Core and phase of a name."""
    phases = PHASE.findall(name)
    core = CORE_END.sub("", PHASE.sub("", CORE_END.sub("", name)))
    return core or name, phases[-1] if phases else ""


def _contained(key: tuple[str, str], by_edge: dict[tuple[str, str], list[tuple[str, str]]]) -> tuple[str, str] | None:
    core, phase = key
    for other in (*by_edge[phase, core[:2]], *by_edge[phase, core[-2:]]):
        short, long = sorted((core, other[0]), key=len)
        if len(short) >= SHORTEST_CORE and _abridges(short, long):
            return other
    return None


def _abridges(short: str, long: str) -> bool:
    """Whether leaving out one stretch of `long` gives `short`: 海伟超薄电容膜 of 海伟公司双向拉伸超薄电容膜."""
    head = _common_start(short, long)
    tail = _common_start(short[::-1], long[::-1])
    return head + tail >= len(short) and (tail == 0 or head != 1)


def _common_start(a: str, b: str) -> int:
    """How many characters the two begin with in common."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
