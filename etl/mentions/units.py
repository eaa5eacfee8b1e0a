"""Organisations, posts and classes of units that can be told to do something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.lexicon import alternation, mapping, words
from etl.mentions import unit_patterns as patterns
from etl.records import NormalText, UnitMention

_STOP = re.compile(alternation(words("org_stopwords")))
_ATTRIBUTE_REACH = 28  # characters before a class in which its attribute may begin

_SHORT = 2  # 州市, 省市, 县区
_COUNTS = "  两三四五六七八九"  # by number
_CLAIMED = "claimed"  # 等乡镇 after a list: no mention of its own

Candidate = tuple[int, int, str]  # start, end, kind


def find_units(text: NormalText, start: int, end: int) -> tuple[UnitMention, ...]:
    """The units named in text[start:end], in order and without overlaps; one mention an element of a list."""
    plain = text.plain
    found = [*_lists(plain, start, end), *_singles(plain, start, end)]
    labels = frozenset(words("docx_columns"))
    stops = [m.span() for m in _STOP.finditer(plain, start, end)]
    return tuple(
        UnitMention(s, e, text.original[s:e], kind) for s, e, kind in _choose(found, stops)
        if kind != _CLAIMED and not (plain.startswith("：", e) and plain[s:e] in labels)  # 责任人：|张三
    )


def _singles(plain: str, start: int, end: int) -> Iterator[Candidate]:
    offices = mapping("org_offices", "name", "kind")
    classes = mapping("org_classes", "noun", "kind")
    heads = mapping("org_heads", "head", "kind")
    for m in patterns.JOINT_OFFICE.finditer(plain, start, end):
        yield m.start(), m.end(), "department"
    for m in patterns.DEPARTMENT.finditer(plain, start, end):
        yield m.start(), m.end(), _kind(m, "department")
        if sub := patterns.SUBUNIT.match(plain, m.end(), end):
            yield m.start(), sub.end(), "department"
    for m in patterns.OFFICE.finditer(plain, start, end):
        yield m.start(), m.end(), _kind(m, offices[m["core"]])
    for m in patterns.CLASS.finditer(plain, start, end):
        if _is_fragment(plain, m):
            continue
        at = m.start() if m["joined"] else _attribute_start(plain, m.start(), start)
        yield at, m.end(), _kind(m, classes[m["core"] or m["bare"] or m["joined"]])
    for m in patterns.POST.finditer(plain, start, end):
        yield m.start(), _with_name(plain, m.end(), end), "post"
    for m in patterns.BY_POST.finditer(plain, start, end):
        at = m.start()
        for name in patterns.POSTS_APART.split(m.group()):
            yield at, at + len(name), "post"
            at += len(name) + 1
    for m in patterns.TOWN_AFTER.finditer(plain, start, end):
        yield *m.span(), "town"
    for m in patterns.REGIMENT.finditer(plain, start, end):
        yield m.start(), m.end(), "town"
    for pattern in (patterns.PERSON, patterns.COMRADE, patterns.FAMILIAR):
        for m in pattern.finditer(plain, start, end):
            yield m.start(), _with_name(plain, m.end(), end), "post"
    levels = mapping("org_level_heads", "head", "kind")
    for m in patterns.LEVEL_NAME.finditer(plain, start, end):
        yield m.start(), m.end(), _kind(m, levels[m["core"]])
    for m in patterns.SECTION.finditer(plain, start, end):
        yield m.start(), m.end(), "department"
    redacted = mapping("org_redacted", "head", "kind")
    for m in patterns.REDACTED.finditer(plain, start, end):
        yield m.start(), m.end(), redacted[m["core"]]
    for pattern in (patterns.FREE_NAME, patterns.AFTER_FUNCTION):
        for m in pattern.finditer(plain, start, end):
            at = _name_start(plain, m.start(), m.start("core"))
            if m.start("core") > at:
                kind = next(heads[plain[s:m.end()]] for s in range(at, m.end()) if plain[s:m.end()] in heads)
                post = patterns.TAIL.match(plain, m.end(), end).end() if kind == "party" else m.end()
                yield at, post, kind if post == m.end() else "post"  # 城关镇党委|书记


def _with_name(plain: str, at: int, end: int) -> int:
    """Where a post's name ends: 副县长陈志远同志."""
    m = patterns.NAME_AFTER_POST.match(plain, at, end)
    return m.end() if m else at


def _is_fragment(plain: str, m: re.Match[str]) -> bool:
    """州市 in 雷州市, 市 in 、市重点66个: two letters of a longer word."""
    if m["joined"]:
        return len(m["joined"]) == 1 and plain[m.end():m.end() + 1] in patterns.LEVEL_GOES_ON
    before = plain[max(0, m.start() - 1):m.start()]
    word = m.group()
    if len(word) > _SHORT or word[-1] not in patterns.LEVELS or word[0] in patterns.OPEN_LEVEL:
        return False
    inside = patterns.HAN.match(before) is not None and before not in patterns.BEFORE_LEVEL
    return inside or plain[m.end():m.end() + 1] in patterns.LEVEL_GOES_ON


def _name_start(plain: str, start: int, core: int) -> int:
    """Where a free name begins: behind the verbs that stand before it."""
    for m in patterns.BREAK.finditer(plain, start, core):
        start = m.end()
    lead = patterns.LEADING.match(plain, start, core)
    return lead.end() if lead else start


def _kind(m: re.Match[str], kind: str) -> str:
    """A post that ends the name makes it a post: 市直有关部门主要领导."""
    core_end = max(m.end(g) for g in m.groupdict())
    return "post" if m.end() > core_end and not m.string[core_end:m.end()].endswith("）") else kind


def _attribute_start(plain: str, at: int, start: int) -> int:
    """Where 有条件的 begins before a class at `at`; `at` itself where nothing narrows it."""
    low = max(start, at - _ATTRIBUTE_REACH)
    m = patterns.ATTRIBUTE.search(plain[low:at])
    return low + m.start() if m else at


def _lists(plain: str, start: int, end: int) -> Iterator[Candidate]:
    heads = mapping("org_list_heads", "head", "kind")
    yield from _department_lists(plain, start, end)
    for m in patterns.NAME_LIST.finditer(plain, start, end):
        at = m.start("names")
        names = patterns.NAME_JOIN.split(m["names"])
        if (m["count"] or plain[at - 1:at] == "的") and not _counted(names, m["count"]):
            continue
        for name in names:
            yield at, at + len(name), heads[m["head"]]
            at += len(name) + 1
        yield at - 1, m.end(), _CLAIMED


def _counted(names: list[str], count: str | None) -> bool:
    """河口、柳林|两个: whether the count is the list's own."""
    return count is not None and _COUNTS.find(count[0]) == len(names)


def _department_lists(plain: str, start: int, end: int) -> Iterator[Candidate]:
    """The elements of 发改、住建和国土等部门, then the tail that makes them a list."""
    at = start
    for first in patterns.FIRST_ELEMENT.finditer(plain, start, end):
        if first.start() < at:
            continue
        elements = [first]
        while len(elements) < patterns.MOST_ELEMENTS and (
            join := patterns.ELEMENT_JOIN.match(plain, elements[-1].end(), end)
        ) and (following := patterns.BARE_ELEMENT.match(plain, join.end(), end)):
            elements.append(following)
        while len(elements) > 1:
            last = elements.pop()
            stem = patterns.BARE_STEM.match(plain, last.start(), end)
            for m in filter(None, (last, stem)):
                if tail := patterns.ELEMENT_TAIL.match(plain, m.end(), end):
                    yield from ((*element.span(), "department") for element in (*elements, m))
                    yield *tail.span(), _CLAIMED
                    at = tail.end()
                    elements.clear()
                    break


def _choose(found: list[Candidate], stops: list[tuple[int, int]]) -> list[Candidate]:
    """Earliest first, the longer of two that start together, none that a stop word crosses or covers."""
    out: list[Candidate] = []
    last = at = 0
    for s, e, kind in sorted(found, key=lambda c: (c[0], -c[1])):
        if s < last:
            continue
        while at < len(stops) and stops[at][1] <= s:
            at += 1
        if any(a < e and (b > e or (a <= s and b >= e)) for a, b in stops[at:at + 4]):
            continue
        last = e
        if out and out[-1][1] == s and _CLAIMED not in (kind, out[-1][2]):  # 各乡镇 + 项目办主任
            s = out.pop()[0]
        out.append((s, e, kind))
    return out
