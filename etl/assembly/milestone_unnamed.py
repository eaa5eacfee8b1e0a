"""What a time asks for in words that no table knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from db.vocab import Event, Part
from etl.assembly.milestone_deadlines import governing_deadline
from etl.assembly.milestone_drafts import Place
from etl.assembly.milestone_events import Predicate, plain_action
from etl.assembly.milestone_promises import (
    Outlook,
    default_modality,
    is_overdue,
    is_statistic,
    lies_ahead,
    modality_at,
    says_in,
)
from etl.records import DateMention, Mentions, Sentence, Span
from etl.spans import starting_in

_LONGEST_PLAIN = 14  # characters of an action in unknown words at a time without 前
_NEAR = 60  # characters within which another limit shows that the sentence sets dates


def find_unnamed(
    plain: str, sentence: Sentence, at: int, dates: Sequence[DateMention], mentions: Mentions, topic: Span | None,
    outlook: Outlook, found: Sequence[Place],
) -> Iterator[Place]:
    """The actions of clause `at` that no table knows, each behind its time: 10月底前，要家家见到底;
    11月20日统一放空. `dates` are the clause's, `found` the actions that the tables know."""
    clause = sentence.clauses[at]
    taken = [p.date.start for p in found]
    start = clause.start
    for n, date in enumerate(dates or (() if found else _alone(mentions.dates, sentence, at))):
        limit = dates[n + 1].start if n + 1 < len(dates) else clause.end
        if date.start in taken or any(date.end <= p.predicate.start < limit for p in found):
            start = max(start, limit)
            continue
        behind = max(date.end, clause.start)
        if is_overdue(plain, sentence, Predicate(behind, limit, limit, Event.OTHER)):
            continue
        sure = date.before and is_limited(date, clause)
        action = plain_action(plain, clause, behind, limit) if sure or _is_point(plain, date) else None
        if action is None or governing_deadline(plain, sentence, mentions.dates, action.start) is not date:
            continue
        said, near = modality_at(plain, sentence, action.end)
        if not (dates or says_in(plain, clause)):
            continue
        if sure or _is_ahead(plain, sentence, mentions, date, said is not None and near, action, outlook):
            modality = said if said is not None and near else default_modality(date)
            yield Place(sentence, at, start if found else clause.start, action, date, modality, topic)


def _is_point(plain: str, date: DateMention) -> bool:
    """10月15日, 11月下旬, 明年元旦, 月底, 下周三: a time at which, not over which, something is to happen."""
    d = date.deadline
    return not date.is_period and not date.is_past and (
        d.day is not None or d.part is not None or d.month is not None or (d.relative or "D")[-1] != "D")


def _is_ahead(
    plain: str, sentence: Sentence, mentions: Mentions, date: DateMention, said: bool, action: Predicate,
    outlook: Outlook,
) -> bool:
    """Words that no table knows, at a time without 前, are a plan where that time or the sentence's words lie ahead."""
    if action.object_end - action.start > _LONGEST_PLAIN or "了" in plain[action.start:action.object_end]:
        return False
    if said:
        return True
    if date.deadline.year_redacted or outlook.plans is False or is_statistic(mentions.quantities, action):
        return False
    if lies_ahead(date, outlook):
        return True
    near = starting_in(mentions.dates, Span(sentence.start, sentence.end))
    return any(d.before and not d.is_past and abs(d.start - date.start) <= _NEAR for d in near)


def _alone(dates: Sequence[DateMention], sentence: Sentence, at: int) -> Sequence[DateMention]:
    """The date that is all of the clause before clause `at`."""
    if at == 0:
        return ()
    found = starting_in(dates, sentence.clauses[at - 1])
    return found if len(found) == 1 and found[0].end == sentence.clauses[at - 1].end else ()


def is_limited(date: DateMention, clause: Span) -> bool:
    """年底前, 两周内 in the clause itself or alone right before it: whatever is asked there is due."""
    limit = date.before or (not date.is_period and date.deadline.part is Part.END and date.deadline.month is not None)
    return limit and date.start < clause.end and clause.start - date.end <= 1
