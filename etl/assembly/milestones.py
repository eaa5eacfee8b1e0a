"""Time-bound commitments: who or what, what should happen, by when, how firmly."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from db.vocab import Event, Modality, SetAsideReason
from etl.assembly.milestone_deadlines import governing_deadline
from etl.assembly.milestone_events import Predicate, find_predicates, modality_at, object_event
from etl.assembly.milestone_subjects import (
    clean,
    is_bare_count,
    leading_units,
    sentence_units,
    split_list,
    topic_of_clause,
    without_dates,
)
from etl.lexicon import words
from etl.records import (
    DateMention,
    Mentions,
    MilestoneRecord,
    NormalText,
    ProjectMention,
    Quantity,
    Sentence,
    Span,
    Speech,
    SpeechContext,
)

_STATISTICS = frozenset(words("events_statistics"))
_SHORTEST_SUBJECT = 2
_ITEM = 4  # level of a section that is an inline item
_QUALIFIER = 8  # a figure's span may open with 有望突破
_Mention = TypeVar("_Mention", DateMention, ProjectMention, Quantity)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an action stands."""

    sentence: Sentence
    at: int  # index of its clause
    start: int  # where its own words begin: the clause, or after the action before it
    predicate: Predicate
    date: DateMention
    modality: Modality
    topic: Span | None  # what the text before is about

    @property
    def first(self) -> int:
        """Where the action's own words begin: its date, where that stands before it in the clause."""
        clause = self.sentence.clauses[self.at]
        return self.date.start if clause.start <= self.date.start < self.predicate.start else self.predicate.start


@dataclass(frozen=True, slots=True)
class _Draft:
    span: Span  # the evidence
    parts: tuple[Span, ...]  # the words of the subject
    counts: Span  # where its number stands


def assemble_milestones(
    text: NormalText, speech: Speech, mentions: Mentions, context: SpeechContext
) -> tuple[MilestoneRecord, ...]:
    """The milestones of a speech: one record a project of a list and one for the count that closes it."""
    out: list[MilestoneRecord] = []
    topic: Span | None = None
    end = speech.start
    for sentence in speech.sentences:
        # 一是… goes on with the topic of the line before it
        if "\n" in text.plain[end:sentence.start] and speech.sections[sentence.section].level < _ITEM:
            topic = None
        end = sentence.end
        for place in _places(text.plain, sentence, mentions, topic):
            out += _records(text, place, mentions)
        for clause in sentence.clauses:
            topic = topic_of_clause(text.plain, clause, mentions) or topic
    return tuple(out)


def _places(plain: str, sentence: Sentence, mentions: Mentions, topic: Span | None) -> Iterator[_Place]:
    """The actions of a sentence that are commitments with a time."""
    for at, clause in enumerate(sentence.clauses):
        start = clause.start
        dates = _within(mentions.dates, clause)
        for predicate in find_predicates(plain, clause, dates, _within(mentions.projects, clause)):
            date = governing_deadline(plain, sentence, mentions.dates, predicate.start)
            said, near = modality_at(plain, sentence, predicate.object_end if predicate.thing else predicate.start)
            if date is not None and _commits(date, said, near, predicate, clause) \
                    and not _statistic(mentions.quantities, predicate):
                modality = said if said is not None and near and not predicate.negated else _default(date)
                yield _Place(sentence, at, start, predicate, date, modality, topic)
                start = predicate.object_end
            else:
                start = max(start, predicate.end)
        topic = topic_of_clause(plain, clause, mentions) or topic


def _commits(date: DateMention, said: Modality | None, near: bool, predicate: Predicate, clause: Span) -> bool:
    """Whether the words promise: a limit (年底前) does so alone, a period (今年) needs a modal word, and a weak action
    (实现, 达到) a modal word near and a time in its own clause."""
    if predicate.negated:
        return date.before
    if predicate.weak:
        own = clause.start <= date.start < clause.end
        return said is not None and near and (own or (date.before and clause.start - date.end <= 1))
    if isinstance(date.deadline.year, int):
        return near  # a year in figures may lie behind
    if date.before or said is not None:
        return True
    return not date.is_period and (date.deadline.part is not None or isinstance(date.deadline.year, str))


def _default(date: DateMention) -> Modality:
    return Modality.MUST if date.before else Modality.PLAN


def _statistic(quantities: Sequence[Quantity], predicate: Predicate) -> bool:
    """完成投资45.69亿元, 增长24%: a figure, which is an indicator's."""
    return any(
        q.unit in _STATISTICS and q.set_aside is not SetAsideReason.SIZE_CLASS
        for q in _within(quantities, Span(predicate.start - _QUALIFIER, predicate.object_end + 1))
        if q.number_start >= predicate.end
    )


def _records(text: NormalText, place: _Place, mentions: Mentions) -> list[MilestoneRecord]:
    """One record an item of the subject, or of the object where the clause has no subject of its own."""
    plain, action = text.plain, place.predicate
    own = leading_units(plain, Span(place.start, action.start), mentions.units, mentions.dates)
    before = _phrase(plain, own[-1].end if own else place.start, action.start, mentions.dates)
    what: Span | None = clean(plain, action.end, action.object_end)
    if what is not None and what.end - what.start < _SHORTEST_SUBJECT:
        what = None
    counted = action.thing is not None
    if before is not None and not counted and not action.negated and not _bare(plain, before):
        drafts = _of_subject(plain, place, before, what)
    elif counted or (what is not None and before is None and not _of_topic(place) and not _bare(plain, what)):
        drafts = _of_object(plain, place, what)
    else:
        drafts = [_of_before(place, before, what)]
    units = tuple(u.name for u in sentence_units(plain, place.sentence, place.at, mentions))
    return [_record(text, place, d, units, _count(mentions.quantities, d.counts)) for d in drafts]


def _of_subject(plain: str, place: _Place, before: Span, what: Span | None) -> list[_Draft]:
    """A、B等项目竣工, A完成设备安装: what stands before the action, with its object."""
    action = place.predicate
    items, counted = split_list(plain, before)
    tail = (what,) if what and not action.weak and not _to_someone(action) else ()
    drafts = []
    for n, item in enumerate((*items, counted) if counted else items):
        start = min(item.start, place.first) if n == 0 and place.start <= place.first else item.start
        drafts.append(_Draft(Span(start, action.object_end), _parts(plain, item, tail, action), item))
    return drafts


def _of_object(plain: str, place: _Place, what: Span | None) -> list[_Draft]:
    """建成A和B, 新开工亿元项目40个: what stands behind the action."""
    action = place.predicate
    if action.thing is not None:
        start = min(place.first, action.thing.start) if action.start <= action.thing.start else action.start
        return [_Draft(Span(start, action.object_end), (action.thing,), Span(action.start, action.object_end))]
    assert what is not None
    if action.kind == "attr":
        what = Span(action.start, what.end)  # 新建厂房: the action is part of the name
    items, counted = split_list(plain, what)
    return [_Draft(Span(min(place.first, item.start), item.end), (item,), item)
            for item in ((*items, counted) if counted else items)]


def _of_before(place: _Place, before: Span | None, what: Span | None) -> _Draft:
    """确保6月底完工: what the text before is about; the action itself where nothing tells."""
    action, topic = place.predicate, place.topic
    whole = Span(action.start, action.object_end)
    parts = tuple(s for s in (topic, what) if s is not None) or (whole,)
    start = before.start if before and not action.negated else place.first
    if topic and topic.start >= place.sentence.clauses[max(0, place.at - 1)].start:
        start = topic.start
    return _Draft(Span(start, action.object_end), parts, before or whole)


def _bare(plain: str, span: Span) -> bool:
    return is_bare_count(plain[span.start:span.end])


def _of_topic(place: _Place) -> bool:
    """具备条件, 通过评审, 报省政府: said of what the text before names."""
    return place.topic is not None and (place.predicate.kind in ("state", "light") or _to_someone(place.predicate))


def _to_someone(action: Predicate) -> bool:
    """报县政府, 报送督查室: what follows is who gets it."""
    return action.event is Event.SUBMIT and action.kind != "act"


def _parts(plain: str, item: Span, tail: tuple[Span, ...], action: Predicate) -> tuple[Span, ...]:
    """Subject and object; one stretch where the action is the attribute between them (投资过亿元的新开工项目)."""
    if tail and action.kind == "attr" and plain[item.end:action.start] in ("", "的"):
        return (Span(item.start, tail[-1].end),)
    return (item, *tail)


def _record(
    text: NormalText, place: _Place, draft: _Draft, units: tuple[str, ...], count: float | None
) -> MilestoneRecord:
    event = place.predicate.event
    if event is Event.COMPLETE and place.predicate.object_end == place.predicate.end:
        event = object_event(text.plain[draft.parts[0].start:draft.parts[-1].end]) or event
    own = draft.span.start <= place.date.start < draft.span.end
    return MilestoneRecord(
        start=draft.span.start, end=draft.span.end, rule="own_time" if own else "inherited_time",
        confidence=_confidence(place, own=own), subject="".join(text.original[p.start:p.end] for p in draft.parts),
        event=event, deadline=place.date.deadline, modality=place.modality, unit=units, count=count,
    )


def _confidence(place: _Place, *, own: bool) -> float:
    """Shares seen on the speeches that the rules were made on, less what new speeches cost."""
    if place.predicate.weak:
        return 0.5
    if place.date.is_period:
        return 0.6 if own else 0.5
    return 0.85 if own else 0.75


def _phrase(plain: str, start: int, end: int, dates: Sequence[DateMention]) -> Span | None:
    """The noun phrase before an action; of two parted by the date, the first."""
    for span in without_dates(start, end, dates):
        phrase = clean(plain, span.start, span.end)
        if phrase.end - phrase.start >= _SHORTEST_SUBJECT:
            return phrase
    return None


def _count(quantities: Sequence[Quantity], span: Span) -> float | None:
    for q in _within(quantities, span):
        if q.set_aside is None and q.unit not in _STATISTICS:
            return q.value
    return None


def _within(items: Sequence[_Mention], span: Span) -> Sequence[_Mention]:
    low = bisect_left(items, span.start, key=lambda i: i.start)
    return items[low:bisect_left(items, span.end, key=lambda i: i.start)]
