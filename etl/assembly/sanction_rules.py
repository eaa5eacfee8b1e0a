"""The rules of reward and penalty that a stretch of text states, in order and apart."""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.assembly import sanction_patterns as patterns
from etl.records import RuleMention

_CLAUSE_END = re.compile(rf"[，：]|、(?={patterns.NEXT_DEGREE})|$")


def find_rules(plain: str, start: int, end: int) -> Iterator[RuleMention]:
    """The rules in plain[start:end]."""
    for segment in patterns.SEGMENT.finditer(plain, start, end):
        if patterns.CONSEQUENCE.search(plain, *segment.span()):
            yield from _in_segment(plain, *segment.span())


def states_rule(plain: str, start: int, end: int) -> bool:
    """Whether any form of a rule stands in plain[start:end]."""
    return bool(patterns.CONSEQUENCE.search(plain, start, end)) and any(
        pattern.search(plain, start, end) for _, pattern in patterns.RULES
    )


def _in_segment(plain: str, at: int, end: int) -> Iterator[RuleMention]:
    """The rules of one segment. What a form finds stays good until the reading passes it."""
    ahead = {rule: pattern.search(plain, at, end) for rule, pattern in patterns.RULES}
    while found := [(m, rule) for rule, m in ahead.items() if m]:
        m, rule = min(found, key=lambda f: f[0].start())  # of two that start together the first in RULES
        if patterns.DONE.match(m["consequence"]) or _is_policy(m):
            stop = m.end()
        else:
            stop = m.end() if rule in patterns.VERB_FIRST else _consequence_end(plain, m.end("word"), end)
            yield _mention(m, rule, stop, trigger_start=_trigger_start(plain, m, rule, at))
        at = max(stop, at + 1)
        for name, pattern in patterns.RULES:
            if (old := ahead[name]) and old.start() < at:
                ahead[name] = pattern.search(plain, at, end)


def _is_policy(m: re.Match[str]) -> bool:
    """对困难群众，每人补贴500元: aid, but nobody achieved anything for it."""
    return bool(patterns.AIDS.match(m["word"])) and not patterns.ACHIEVES.search(m["trigger"])


def _mention(m: re.Match[str], rule: str, stop: int, *, trigger_start: int) -> RuleMention:
    consequence = m.end("consequence") if rule in patterns.VERB_FIRST else stop
    return RuleMention(
        start=min(trigger_start, m.start("consequence")), end=stop, rule=rule, word=m["word"],
        trigger_start=trigger_start, trigger_end=m.end("trigger"),
        consequence_start=m.start("consequence"), consequence_end=consequence,
    )


def _trigger_start(plain: str, m: re.Match[str], rule: str, at: int) -> int:
    """Where the trigger begins: 两次督查仍没有整改到位，造成影响的责任单位 is one of two clauses."""
    own = m.start("trigger")
    before = plain[at:own]
    if not before.endswith("，"):
        return own
    fails = rule in patterns.ONE_CLAUSE and patterns.FAILS.search(before) and not patterns.ORDERS.search(before)
    if fails or patterns.ONCE_PROVEN.match(m["trigger"]):  # 出现转包，一经查实，…
        return at + len(before) - len(before.lstrip("，、 "))
    return own


def _consequence_end(plain: str, at: int, end: int) -> int:
    """The clause with the consequence, and the clauses after it that go on with it (并…, 该抓的抓)."""
    m = _CLAUSE_END.search(plain, at, end)
    stop = m.start() if m else end
    while stop < end and (more := patterns.GOES_ON.match(plain, stop, end)):
        stop = more.end()
    return stop
