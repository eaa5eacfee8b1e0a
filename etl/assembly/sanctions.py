"""Sanctions: a rule of reward or penalty that states both what triggers it and what follows."""

from __future__ import annotations

from db.vocab import Polarity
from etl.assembly import sanction_patterns as patterns
from etl.lexicon import mapping
from etl.records import Mentions, NormalText, SanctionRecord, Speech, SpeechContext

CONFIDENCE = {
    "with_starter": 0.9, "conditional": 0.7, "of_clause": 0.85, "of_outcome": 0.8, "on_persons": 0.65, "late": 0.6,
    "who": 0.6, "occasion": 0.6, "charge": 0.65, "grave_case": 0.8, "by_merit": 0.7, "failing": 0.65,
    "otherwise": 0.6, "per_item": 0.8, "reward_first": 0.65, "penalty_first": 0.55, "leans_to": 0.65,
    "who_does": 0.6, "ranked": 0.7, "at_once": 0.65, "done_so": 0.8, "charge_of": 0.65, "failing_last": 0.6,
    "merit_last": 0.55,
}


def assemble_sanctions(
    text: NormalText, speech: Speech, mentions: Mentions, context: SpeechContext
) -> tuple[SanctionRecord, ...]:
    """One record a rule, in the order of the text."""
    return tuple(
        _record(text, found)
        for found in patterns.find_rules(text.plain, speech.start, speech.end)
    )


def _record(text: NormalText, found: patterns.FoundRule) -> SanctionRecord:
    m, rule, stop = found.match, found.rule, found.end
    trigger = text.original[found.trigger_start:m.end("trigger")].strip("，, ")
    first = m.start("consequence")
    last = m.end("consequence") if rule in patterns.VERB_FIRST else stop
    return SanctionRecord(
        start=found.start, end=stop, rule=rule, confidence=CONFIDENCE[rule], trigger=trigger,
        consequence=text.original[first:last].strip("，, "),
        polarity=Polarity(mapping("sanction_consequences", "word", "polarity").get(m["word"], _per_item(m["word"]))),
    )


def _per_item(word: str) -> Polarity:
    """奖 and 加 give, 扣 and 罚 take: the short words that only stand in 每…奖10万元 and 加2分."""
    return Polarity.REWARD if word[0] in "奖加记" else Polarity.PENALTY
