"""What a time asks for in words that no table knows."""

from __future__ import annotations

import re
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
    lies_behind,
    modality_at,
    says_in,
)
from etl.lexicon import alternation, words
from etl.records import DateMention, Mentions, Sentence, Span
from etl.spans import starting_in

_LONGEST_PLAIN = 14  # characters of an action in unknown words at a time without 前
# 至少把, 务必让
_ORDER = re.compile(
    rf"(?:{alternation(words('modality', modality='must') + words('events_at_least'))}){{1,2}}[把让将]"
    rf"(?!{alternation(words('events_moods'))})"
)
# (上半年)腾出用地不少于1000亩, (一季度)发行专项债9亿元, (上半年)拿下六成
_QUOTA = re.compile(
    rf"(?:{alternation(words('modality', modality='must') + words('events_at_least'))}|[要再先]){{0,2}}"
    rf"(?:{alternation(words('events_quotas'))})[^，；。：、\d了]{{0,14}}?(?:[\d两二三四五六七八九十]|一半)"
)
# (五个工作日内，)把方案送到督查室
_TAKES = re.compile("[把将](?!来|会)")
# 产值已经过了7亿, 如今
_CAME_OF_IT = re.compile("已经|如今|现已")
_AFTER = 20  # characters behind an action in which that is told
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
        if date.start in taken or lies_behind(date, outlook) \
                or any(date.end <= p.predicate.start < limit for p in found):
            start = max(start, limit)
            continue
        behind = max(date.end, clause.start)
        if is_overdue(plain, sentence, Predicate(behind, limit, limit, Event.OTHER)):
            continue
        sure = date.before and is_limited(date, clause)
        quota = _is_quota(plain, date, limit, outlook)
        ordered = quota or _is_ordered(plain, date, limit)
        timed = sure or ordered or _is_point(plain, date)
        action = plain_action(plain, clause, behind, limit) if timed else None
        if action is None or governing_deadline(plain, sentence, mentions.dates, action.start) is not date:
            continue
        said, near = modality_at(plain, sentence, action.end)
        if not (dates or says_in(plain, clause) or _TAKES.match(plain, clause.start)):
            continue
        firm = ordered or (said is not None and near)
        if sure or quota or _is_ahead(plain, sentence, mentions, date, firm, action, outlook):
            modality = said if said is not None and near else default_modality(date)
            yield Place(sentence, at, start if found else clause.start, action, date, modality, topic)


def _is_point(plain: str, date: DateMention) -> bool:
    """10月15日, 11月下旬, 明年元旦, 月底, 下周三: a time at which, not over which, something is to happen."""
    d = date.deadline
    return not date.is_period and not date.is_past and (
        d.day is not None or d.part is not None or d.month is not None or (d.relative or "D")[-1] != "D")


def _is_ordered(plain: str, date: DateMention, limit: int) -> bool:
    """上半年至少把一个谈成, 三季度务必让机器转起来: in a part of the year, what is to be done with a thing."""
    whole_year = date.deadline.month == 12 and date.from_month in (None, 1)
    return date.is_period and not whole_year and _ORDER.match(plain, date.end, limit) is not None


def _is_quota(plain: str, date: DateMention, limit: int, outlook: Outlook) -> bool:
    """一季度发行专项债9亿元: in a part of the year that lies ahead, how much of a thing."""
    whole_year = date.deadline.month == 12 and date.from_month in (None, 1)
    return date.is_period and not whole_year and lies_ahead(date, outlook) \
        and _QUOTA.match(plain, date.end, limit) is not None


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
        return not _is_told(plain, sentence, action)
    near = starting_in(mentions.dates, Span(sentence.start, sentence.end))
    return any(d.before and not d.is_past and abs(d.start - date.start) <= _NEAR for d in near)


def _is_told(plain: str, sentence: Sentence, action: Predicate) -> bool:
    """9月投料，产值已经过了7亿: what came of it is told."""
    end = plain.find("；", action.object_end, min(sentence.end, action.object_end + _AFTER))
    return _CAME_OF_IT.search(
        plain, action.object_end, end if end >= 0 else min(sentence.end, action.object_end + _AFTER)) is not None


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
