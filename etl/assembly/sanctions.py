"""Sanctions: a rule of reward or penalty that states both what triggers it and what follows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from db.vocab import Polarity
from etl.assembly import sanction_patterns as patterns
from etl.lexicon import mapping
from etl.records import Mentions, NormalText, SanctionRecord, Speech, SpeechContext

CONFIDENCE = {
    "with_starter": 0.85, "conditional": 0.7, "of_clause": 0.75, "grave_case": 0.8, "by_merit": 0.7, "failing": 0.65,
    "otherwise": 0.6, "per_item": 0.8, "reward_first": 0.65, "penalty_first": 0.55, "leans_to": 0.65,
}
_VERB_FIRST = ("reward_first", "penalty_first")


def assemble_sanctions(
    text: NormalText, speech: Speech, mentions: Mentions, context: SpeechContext
) -> tuple[SanctionRecord, ...]:
    """One record a rule, in the order of the text."""
    return tuple(
        record for segment in patterns.SEGMENT.finditer(text.plain, speech.start, speech.end)
        if patterns.CONSEQUENCE.search(text.plain, *segment.span()) for record in _segment(text, *segment.span())
    )


def _segment(text: NormalText, start: int, end: int) -> Iterator[SanctionRecord]:
    at = start
    while at < end:
        found = [(m, rule) for rule, pattern in patterns.RULES if (m := pattern.search(text.plain, at, end))]
        if not found:
            return
        m, rule = min(found, key=lambda f: f[0].start())  # of two that start together the first in RULES
        stop = _consequence_end(text.plain, m.end("word"), end) if rule not in _VERB_FIRST else m.end()
        yield _record(text, m, rule, stop)
        at = max(stop, at + 1)


def _record(text: NormalText, m: re.Match[str], rule: str, stop: int) -> SanctionRecord:
    trigger = text.original[m.start("trigger"):m.end("trigger")].strip("，, ")
    first = m.start("consequence")
    last = m.end("consequence") if rule in _VERB_FIRST else stop
    return SanctionRecord(
        start=min(m.start("trigger"), first), end=stop, rule=rule, confidence=CONFIDENCE[rule], trigger=trigger,
        consequence=text.original[first:last].strip("，, "),
        polarity=Polarity(mapping("sanction_consequences", "word", "polarity").get(m["word"], _per_item(m["word"]))),
    )


def _consequence_end(plain: str, at: int, end: int) -> int:
    """The clause with the consequence, and the clauses after it that go on with it (并…, 该抓的抓)."""
    stop = patterns.clause_end(plain, at, end)
    while stop < end and (more := patterns.GOES_ON.match(plain, stop, end)):
        stop = more.end()
    return stop


def _per_item(word: str) -> Polarity:
    """奖 and 加 give, 扣 and 罚 take: the short words that only stand in 每…奖10万元."""
    return Polarity.REWARD if word in "奖加" else Polarity.PENALTY
