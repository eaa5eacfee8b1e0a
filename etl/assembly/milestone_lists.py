"""The items of a list of projects that share an action."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.assembly.milestone_subjects import HEAD, clean
from etl.lexicon import alternation, table, words
from etl.records import Sentence, Span

_NUMERALS = {c: n for n, c in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
# 等5个以上项目, 等项目
_AND_MORE = re.compile(
    r"等(?P<count>[\d一二三四五六七八九十两几多个以上项]{2,10})?(?:重点|重大|大)?(?:项目|工程)(?:的)?$"
)
# A、B、C三个项目, A、B这两个签了约的, A、B、C三个卫生院的业务用房
_COUNTED_LIST = re.compile(
    r"(?P<list>[^，；。：]{5,120}?)(?:这|等|共|这里的)?(?P<n>\d{1,2}|[两二三四五六七八九十])(?:个|大|项|条|座|家|处|所|段|栋|宗)"
    r"(?P<tail>[^，；。：]{0,24})"
)
# 这三个, 上述两个项目, 三个项目都
_ANAPHOR = re.compile(
    r"(?:这|上述|以上|前述|该)?(?P<n>\d{1,2}|[两二三四五六七八九十])(?:个|大|项|条|座|家|处|所|段|栋|宗)"
    r"(?:重点|重大|新)?(?:项目|工程|单位工程|标段)?(?:都|均|全部|也)?$"
)
# (供水工程)96处, (蓄水池)140口
_NUMBER = re.compile(
    r"(?:约|近|共|各)?\d{1,5}(?:\.\d{1,3})?"
    r"(?:个|处|口|座|条|家|所|栋|幢|台|套|公里|千米|米|亩|户|间|项|眼|孔)$"
)
_LIST_MARKS = re.compile(r"[、和及与]|以及")
_NUMBERED = re.compile(r"[\dXx*]")
# 前期手续, 拆迁: no projects
_UNCOUNTED = re.compile(rf"(?:{alternation(words('events_uncounted'))})$")
# 动工, 投产 at the end of a clause
_ACTION = re.compile(
    rf"(?:{alternation(tuple(r['word'] for r in table('events') if r['class'] in ('end', 'both')))})(?=[，；。]|$)"
)
# A、B|还在报批
_STATUS = re.compile(alternation(words("events_status")))
# 总投资52亿元的A、总投资18亿元的B
_SIZED = re.compile(rf"(?:{alternation(words('events_investment_labels'))})[^，；。：的]{{1,16}}的")
# 开工建设|A、B两个项目
_STARTS = re.compile(
    alternation(tuple(r["word"] for r in table("events") if r["class"] in ("act", "both", "attr", "end")))
)
_OPEN, _CLOSE = "（“‘《", "）”’》"
_NAME = range(3, 17)  # lengths of a project's name that no head noun closes
_BACK = 3  # clauses back to a list that this clause goes on about
_GROUP = "；"


def split_list(plain: str, span: Span) -> tuple[tuple[Span, ...], Span | None]:
    """The items of a list of projects, and the count that closes it (等5个以上项目 → 5个以上项目). A phrase that is no
    list of things with a project's head noun is one item."""
    counted = None
    more = _AND_MORE.search(plain, span.start, span.end)
    end = span.end
    if more:
        counted = Span(more.start("count"), span.end) if more["count"] else None
        end = more.start()
    cuts = _cuts(plain, span.start, end)
    items = _items(plain, span.start, end, [c for c in cuts if plain[c.start] == "、"])
    if len(items) > 1 and all(_NUMBERED.match(plain, i.start, i.end) for i in items):
        return tuple(items), None  # 8000人脱贫、24个村摘帽
    if len(items) == 1 and len(cuts) == 1 and more is None:
        items = _items(plain, span.start, end, cuts)
        whole = all(HEAD.search(plain, i.start, i.end) for i in items)
    else:
        whole = _alike(plain, items) if more is None else len(items) > 1 or more
        items = [*items[:-1], *_last(plain, items[-1])]
    if whole and (len(items) > 1 or more):
        return tuple(items), counted
    return (span,), None


def _last(plain: str, item: Span) -> list[Span]:
    """The last item may hold two, joined by 和: both must look like projects."""
    cuts = [c for c in _cuts(plain, item.start, item.end) if plain[c.start] != "、"]
    if len(cuts) != 1:
        return [item]
    parts = _items(plain, item.start, item.end, cuts)
    return parts if all(HEAD.search(plain, p.start, p.end) for p in parts) else [item]


def _cuts(plain: str, start: int, end: int) -> list[Span]:
    """、 和 outside brackets and quotes."""
    out, depth, at = [], 0, start
    while at < end:
        if plain[at] in _OPEN:
            depth += 1
        elif plain[at] in _CLOSE:
            depth = max(0, depth - 1)
        elif not depth and (m := _LIST_MARKS.match(plain, at, end)):
            out.append(Span(m.start(), m.end()))
            at = m.end()
            continue
        at += 1
    return out


def _items(plain: str, start: int, end: int, cuts: Sequence[Span]) -> list[Span]:
    bounds = [start, *(x for c in cuts for x in (c.start, c.end)), end]
    return [Span(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=True) if b > a] or [Span(start, end)]


def _alike(plain: str, items: Sequence[Span]) -> bool:
    """All are projects by their head nouns, or one is and the rest are as long as names: 惠民小区、钢城南里."""
    heads = [HEAD.search(plain, i.start, i.end) is not None for i in items]
    if all(_SIZED.match(plain, i.start, i.end) for i in items):
        return True
    return all(heads) or (any(heads) and all(
        i.end - i.start in _NAME and not _UNCOUNTED.search(plain, i.start, i.end) for i in items))


def counted_list(plain: str, start: int, end: int) -> tuple[tuple[Span, ...], Span | None]:
    """The items of a list that its own number closes, and what all share: A、B、C三个|卫生院的业务用房. Empty where the
    number is not that of the items."""
    for m in _COUNTED_LIST.finditer(plain, start, end):
        items = _named(plain, m.start("list"), m.end("list"))
        if len(items) == _number(m["n"]):
            tail = clean(plain, m.start("tail"), m.end("tail"))
            return items, tail if 2 <= tail.end - tail.start and "了" not in plain[tail.start:tail.end] else None
    return (), None


def list_before(plain: str, sentence: Sentence, at: int, said: Span | None) -> tuple[tuple[Span, ...], Span | None]:
    """The list that clause `at` goes on about: one closed by its number, or one that `said` counts (这三个)."""
    anaphor = _ANAPHOR.match(plain, said.start, said.end) if said else None
    if said and not anaphor:
        return (), None
    if said is None and at and (items := _whole_list(plain, sentence.clauses[at - 1])):
        return items, None
    for clause in reversed(sentence.clauses[max(0, at - _BACK):at]):
        items = _named(plain, clause.start, clause.end)
        if anaphor and len(items) == _number(anaphor["n"]):
            return items, None
        found = counted_list(plain, clause.start, clause.end)
        if found[0] and not anaphor and _STARTS.match(plain, clean(plain, clause.start, clause.end).start):
            return (), None  # 开工建设A、B两个项目，建成…: another list of objects
        if found[0] and not _acts(plain, clause) and not (anaphor and len(found[0]) != _number(anaphor["n"])):
            return found
        if plain[clause.start - 1] == _GROUP:
            break
    return (), None


def _whole_list(plain: str, clause: Span) -> tuple[Span, ...]:
    """A、B、C，(要力争竣工): a clause that is a list of projects with nothing behind it but the state they are in
    (A、B还在报批); empty for any other."""
    if (m := _STATUS.search(plain, clause.start, clause.end)) and m.start() > clause.start:
        clause = Span(clause.start, m.start())
    items = _named(plain, clause.start, clause.end)
    if len(items) < 2 or _acts(plain, clause) or "、" not in plain[clause.start:clause.end]:
        return ()
    bare = [Span(i.start, m.start() if (m := _NUMBER.search(plain, i.start, i.end)) else i.end) for i in items]
    return items if all(HEAD.search(plain, i.start, i.end) for i in bare) else ()


def _acts(plain: str, clause: Span) -> bool:
    """The clause ends with an action of its own: …三个项目全部动工."""
    return _ACTION.search(plain, clause.start, clause.end + 1) is not None


def _named(plain: str, start: int, end: int) -> tuple[Span, ...]:
    """The items of a list; of the first, what stands before 的 is no part: 川垣新区的民俗馆, 已签约的光伏玻璃."""
    items = _items(plain, start, end, _cuts(plain, start, end))
    at = plain.rfind("的", items[0].start, items[0].end - 2) + 1
    first = clean(plain, max(items[0].start, at), items[0].end)
    return (first, *(clean(plain, i.start, i.end) for i in items[1:]))


def _number(word: str) -> int | None:
    return int(word) if word.isdigit() else _NUMERALS.get(word)
