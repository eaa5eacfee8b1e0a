"""Sanctions: a rule of reward or penalty that states both what triggers it and what follows."""

from __future__ import annotations

import re

from db.vocab import Polarity
from etl.assembly.sanction_words import FORFEIT_AFTER, FORFEIT_BEFORE, GAIN
from etl.lexicon import mapping
from etl.records import Mentions, NormalText, RuleMention, SanctionRecord, Speech, SpeechContext

CONFIDENCE = {
    "with_starter": 0.9, "conditional": 0.7, "of_clause": 0.85, "of_outcome": 0.8, "on_persons": 0.65, "late": 0.6,
    "who": 0.6, "occasion": 0.6, "charge": 0.65, "grave_case": 0.8, "by_merit": 0.7, "failing": 0.65,
    "otherwise": 0.6, "per_item": 0.8, "reward_first": 0.65, "penalty_first": 0.55, "leans_to": 0.65,
    "who_does": 0.6, "ranked": 0.7, "at_once": 0.65, "done_so": 0.8, "charge_of": 0.65, "failing_last": 0.6,
    "merit_last": 0.55, "lapsed": 0.7, "degrees": 0.7, "of_any": 0.65, "of_direct": 0.65, "of_figure": 0.65,
    "if_any": 0.65, "fails_then": 0.6, "who_gets": 0.6, "which": 0.6,
    "each_one": 0.65, "gains": 0.65, "done_or_not": 0.6, "idle_land": 0.65, "which_gets": 0.55,
}
_GAINS = re.compile(GAIN)
_DENIED_BEFORE = re.compile(FORFEIT_BEFORE)
_DENIED_AFTER = re.compile(FORFEIT_AFTER)
_NEAR = 8  # characters around the word in which a denial turns it round


def assemble_sanctions(
    text: NormalText, speech: Speech, mentions: Mentions, context: SpeechContext
) -> tuple[SanctionRecord, ...]:
    """One record a rule, in the order of the text."""
    return tuple(_record(text, rule) for rule in mentions.rules)


def _record(text: NormalText, rule: RuleMention) -> SanctionRecord:
    return SanctionRecord(
        start=rule.start, end=rule.end, rule=rule.rule, confidence=CONFIDENCE[rule.rule],
        trigger=text.original[rule.trigger_start:rule.trigger_end].strip("，, "),
        consequence=text.original[rule.consequence_start:rule.consequence_end].strip("，, "),
        polarity=_polarity(text.plain, rule),
    )


def _polarity(plain: str, rule: RuleMention) -> Polarity:
    """What the word says, turned round where it is denied: 不得评为优秀, 奖励取消."""
    if rule.rule == "which_gets":
        return Polarity.REWARD
    if rule.rule == "who_gets":
        return Polarity.REWARD if _GAINS.search(rule.word) else Polarity.PENALTY
    says = _said(rule.word)
    at = plain.find(rule.word, rule.consequence_start, rule.end)
    if says is Polarity.REWARD and at >= 0:
        after = at + len(rule.word)
        if _DENIED_BEFORE.search(plain, max(rule.consequence_start, at - _NEAR), at) \
                or _DENIED_AFTER.match(plain, after, rule.end):
            return Polarity.PENALTY
    return says


def _said(word: str) -> Polarity:
    """A word of the table says it; else the verb that stands first in it (扣履约保证金两成) or last (按1%奖)."""
    said = mapping("sanction_consequences", "word", "polarity").get(word) or _by_verb(word)
    return Polarity(said)


def _by_verb(word: str) -> str:
    verbs = mapping("sanction_takes", "verb", "polarity") | mapping("sanction_deserved", "verb", "polarity")
    verbs |= mapping("sanction_shares", "verb", "polarity")
    by_length = sorted(verbs, key=len, reverse=True)
    stem = word.removeprefix("该")
    for verb in by_length:
        if stem.startswith(verb):
            return verbs[verb]
    for verb in by_length:
        if word.startswith("按") and word.endswith(verb):
            return "penalty" if "折" in word else verbs[verb]
    return "penalty"
