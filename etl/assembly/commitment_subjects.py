"""What an undated commitment is about: what stands before its action, the action's object, or what was named before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from etl.assembly.milestone_lists import split_list
from etl.assembly.milestone_subjects import clean, leading_units, topic_of_clause
from etl.lexicon import alternation, words
from etl.records import Mentions, NormalText, ProjectMention, Span

_EMPTY = alternation(words("commitments_generic") + words("commitments_pointers"))
# 这些项目, 工程建设任务, 各项手续: names nothing of its own
_GENERIC = re.compile(rf"(?:(?:{_EMPTY})的?)+")
# 一批产业关联度大的项目
_INDEFINITE = re.compile(alternation(words("commitments_indefinite")))
_HEAD = re.compile(rf"(?:{alternation(tuple({*words('events_heads'), *words('commitments_heads')}))})$")
# 已开工项目，要…: the only things that the clauses after them are about without being named projects
_TOPIC_HEAD = re.compile(rf"(?:{alternation(words('commitments_topics'))})$")
# 跑道等设施|建设进度
_TAIL = re.compile(rf"(?:{alternation(words('commitments_tails'))})$")
_VERB = re.compile(alternation(words("commitments_verbs") + words("commitments_words") + words("events")))
_EVENTS = frozenset(words("events"))
_SHORTEST = 3
_SHORTEST_CLASS = 5
_LONGEST = 40
_MOST = 40  # projects of one clause that the clauses after it may be about


@dataclass(frozen=True, slots=True)
class Subject:
    name: str  # as in the document
    start: int  # where the evidence begins
    end: int
    rule: str  # own_subject, object, topic, pace
    project: bool  # whether it is a named project
    acted_on: bool = False  # 实施A工程，加快…: what follows may be about something else


@dataclass(frozen=True, slots=True)
class Action:
    """`start` and `end` are the verb's, equal for a mere pace (加快); the object follows up to `object_end`."""

    start: int
    end: int
    object_end: int


def subjects_of(
    text: NormalText, clause: Span, mentions: Mentions, *, topic: tuple[Subject, ...], soft: Span, action: Action
) -> tuple[Subject, ...]:
    """One subject an item of the list that the action is about; none where nothing concrete is named.

    `topic` is what the clauses before name, `soft` the soft word.
    """
    plain, projects = text.plain, mentions.projects
    pace = action.start == action.end
    units = leading_units(plain, Span(clause.start, soft.start), mentions.units, mentions.dates)
    before = clean(plain, units[-1].end if units else clause.start, soft.start)
    tail = _object_words(text, action)
    between = clean(plain, soft.end, action.start)
    for phrase in (before, between):
        if items := _items(text, phrase, projects, rule="own_subject"):
            return _with(items, tail) if not pace or _mere_pace(plain, action) else ()
    if what := _objects(text, action, projects):
        return what
    if between.end - between.start >= 2 and not _GENERIC.fullmatch(plain, between.start, between.end):
        return ()  # 加快公共数据授权运营: of something else
    whole = not any(t.acted_on for t in topic)
    return _with(topic, tail) if not pace or _mere_pace(plain, action, whole=whole) else ()


def named_before(text: NormalText, clause: Span, mentions: Mentions) -> tuple[Subject, ...]:
    """What a clause names for the clauses after it: its projects, else a class of projects that is its topic."""
    if named := _named(text, clause, mentions.projects, rule="topic"):
        acted_on = _VERB.search(text.plain, clause.start, named[0].start) is not None
        return tuple(replace(s, acted_on=acted_on) for s in named[:_MOST])
    topic = topic_of_clause(text.plain, clause, mentions)
    if topic is None or not _concrete(text.plain, topic):
        return ()
    if topic.end - topic.start < _SHORTEST_CLASS or not _TOPIC_HEAD.search(text.plain, topic.start, topic.end):
        return ()
    return (_subject(text, topic, rule="topic"),)


def _with(subjects: tuple[Subject, ...], tail: str) -> tuple[Subject, ...]:
    return tuple(replace(s, name=s.name + tail) if s.project else s for s in subjects)


def _objects(text: NormalText, action: Action, projects: Sequence[ProjectMention]) -> tuple[Subject, ...]:
    """The items of the object; of what is merely sped up, only named projects."""
    span = clean(text.plain, action.end, action.object_end)
    if action.start == action.end:
        return _named(text, span, projects, rule="pace")
    return _items(text, span, projects, rule="object")


def _items(text: NormalText, span: Span, projects: Sequence[ProjectMention], *, rule: str) -> tuple[Subject, ...]:
    """The concrete items of a phrase: its projects, else the items of a list of things."""
    if named := _named(text, span, projects, rule=rule):
        return named
    if span.end - span.start > _LONGEST or _INDEFINITE.search(text.plain, span.start, span.end):
        return ()
    items, counted = split_list(text.plain, span)
    if not all(_concrete(text.plain, i) for i in items):
        return ()
    return tuple(_subject(text, i, rule=rule) for i in ((*items, counted) if counted else items))


def _concrete(plain: str, span: Span) -> bool:
    """A thing with a head noun and words of its own: not 各项工作, 这些项目, 建设进度."""
    text = plain[span.start:span.end]
    if len(text) < _SHORTEST or len(text) > _LONGEST or _GENERIC.fullmatch(text) or _INDEFINITE.search(text):
        return False
    return _HEAD.search(text) is not None


def _object_words(text: NormalText, action: Action) -> str:
    """办理|用地手续 said of a project: the object is part of the subject, but not 实现|开工建设."""
    what = clean(text.plain, action.end, action.object_end)
    words_of = text.plain[what.start:what.end]
    if action.start == action.end or len(words_of) < 2 or words_of in _EVENTS:
        return ""
    return text.original[what.start:what.end]


def _mere_pace(plain: str, action: Action, *, whole: bool = True) -> bool:
    """加快建设进度 said of a project; with `whole` also a part of it: 加快环评变更进度, 加快跑道等设施建设."""
    what = plain[action.end:action.object_end].strip()
    return not what or _GENERIC.fullmatch(what) is not None or (whole and _TAIL.search(what) is not None)


def _named(text: NormalText, span: Span, projects: Sequence[ProjectMention], *, rule: str) -> tuple[Subject, ...]:
    low = bisect_left(projects, span.start, key=lambda p: p.start)
    high = bisect_left(projects, span.end, key=lambda p: p.start)
    return tuple(Subject(p.name, p.start, min(p.end, span.end), rule, True) for p in projects[low:high])


def _subject(text: NormalText, span: Span, *, rule: str) -> Subject:
    return Subject(text.original[span.start:span.end], span.start, span.end, rule, False)
