"""Commitments without a date: 尽快建成, 争取早日签约, 抓紧办理手续. They are no milestones, but they are counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from db.vocab import Event
from etl.assembly.commitment_subjects import Action, Subject, named_before, subjects_of
from etl.assembly.milestone_deadlines import governing_deadline
from etl.assembly.milestone_events import Predicate, clause_stop, find_predicates
from etl.assembly.milestone_promises import modality_at
from etl.assembly.milestone_subjects import sentence_units
from etl.lexicon import alternation, words
from etl.records import (
    Commitment,
    Mentions,
    NormalText,
    Sentence,
    Span,
    Speech,
    SpeechContext,
)
from etl.spans import starting_in

_LONG_WORDS = tuple(w for w in words("commitments_words") if len(w) > 1)
# 尽快, 早日, 加快; 早 only right before an action: 早投产
_SOFT = re.compile(rf"(?:{alternation(_LONG_WORDS)})|(?<![尽及提最今明过趁])早(?=[开投达签落竣建见批])")
# 加快, 抓紧: a commitment with a project behind them, whatever the verb
_PACE = frozenset(words("commitments_words", **{"class": "both"}))
# 尽快|实施|…工程
_CARRIES_ON = re.compile(rf"(?:{alternation(words('commitments_verbs'))})")
# 尽快|通水调试: whatever it is, if a named project stands before it
_SOME_ACTION = re.compile(r"[^，；。：、的了“”（）\d]{2,10}")
_SUPPOSED = re.compile(alternation(words("commitments_reports", **{"class": "supposed"})))
_PAST = re.compile(alternation(words("commitments_reports", **{"class": "past"})))
_MODAL = re.compile(alternation(words("modality", modality="must") + words("modality", modality="strive")))
_REVIEW = re.compile(alternation(words("commitments_reviews")))
_GROUP = "；"
_REACH = 60  # characters before a soft word in which a past mark is sought
_CONFIDENCE = {"own_subject": 0.85, "object": 0.75, "topic": 0.75, "pace": 0.7}
_NO_MODAL = 0.15  # less where no 要, 确保 or 争取 is near
_CLASS = 0.1  # less where the subject is no named project


@dataclass(frozen=True, slots=True)
class _Demand:
    """A soft word with its action: 尽快|建成投入使用; where it has none, what it speeds up: 加快|跑道等设施建设."""

    soft: Span
    action: Action
    event: Event
    known: bool = True  # False for an action of which the tables know nothing: 尽快通水调试


def assemble_commitments(
    text: NormalText, speech: Speech, mentions: Mentions, context: SpeechContext
) -> tuple[Commitment, ...]:
    """What the speech demands or promises of a project or work without a date, one record a project of a list.

    A clause that a date governs makes a milestone instead; what is told or supposed, and what names no project, thing
    or document, is left out.
    """
    reviews = _reviews(speech)
    return tuple(
        record for sentence in speech.sentences
        if sentence.section not in reviews and _SOFT.search(text.plain, sentence.start, sentence.end)
        for record in _of_sentence(text, sentence, mentions)
    )


def _of_sentence(text: NormalText, sentence: Sentence, mentions: Mentions) -> Iterator[Commitment]:
    topic: tuple[Subject, ...] = ()
    for at, clause in enumerate(sentence.clauses):
        if at and text.plain[clause.start - 1] == _GROUP:
            topic = ()
        start = clause.start
        for demand in _demands(text.plain, sentence, clause, mentions):
            own = Span(start, clause.end)
            made = subjects_of(text, own, mentions, topic=topic, soft=demand.soft, action=demand.action)
            yield from _commitments(text, sentence, at, demand, made, mentions)
            objects = tuple(replace(s, rule="topic", acted_on=True) for s in made if s.rule == "object")
            before = named_before(text, Span(start, demand.action.start), mentions)
            behind = named_before(text, Span(demand.action.end, demand.action.object_end), mentions)
            topic = before or tuple(replace(s, acted_on=True) for s in behind) or objects or topic
            start = demand.action.object_end
        topic = named_before(text, Span(start, clause.end), mentions) or topic


def _reviews(speech: Speech) -> frozenset[int]:
    """Sections that look back (一、工作回顾), with those inside them."""
    out: set[int] = set()
    for section in speech.sections:
        if section.parent in out or _REVIEW.search(section.title):
            out.add(section.index)
    return frozenset(out)


def _demands(plain: str, sentence: Sentence, clause: Span, mentions: Mentions) -> Iterator[_Demand]:
    """The soft words of a clause with what they speed up, each up to the next soft word."""
    found = list(_SOFT.finditer(plain, clause.start, clause.end))
    if not found or _SUPPOSED.search(plain, clause.start, clause.end):
        return
    dates, names = starting_in(mentions.dates, clause), starting_in(mentions.projects, clause)
    for n, word in enumerate(found):
        end = found[n + 1].start() if n + 1 < len(found) else clause_stop(plain, clause)
        demand = _demand(plain, word, end, find_predicates(plain, Span(word.end(), end), dates, names))
        if demand is None or _told(plain, clause, word.start()):
            continue
        if governing_deadline(plain, sentence, mentions.dates, demand.action.start) is None:
            yield demand


def _demand(plain: str, word: re.Match[str], end: int, actions: Sequence[Predicate]) -> _Demand | None:
    soft = Span(*word.span())
    if actions:
        last = _last_joined(actions)
        if plain.startswith("的", last.object_end):
            return None  # 尽快开工的项目
        return _Demand(soft, Action(actions[0].start, last.end, last.object_end), last.event)
    if verb := _CARRIES_ON.match(plain, word.end(), end):
        return _Demand(soft, Action(verb.start(), verb.end(), end) if word.group() not in _PACE
                       else Action(verb.end(), verb.end(), end), Event.OTHER)
    if word.group() in _PACE:
        return _Demand(soft, Action(word.end(), word.end(), end), Event.OTHER)
    if _SOME_ACTION.fullmatch(plain, word.end(), end):
        return _Demand(soft, Action(word.end(), end, end), Event.OTHER, known=False)
    return None


def _last_joined(actions: Sequence[Predicate]) -> Predicate:
    """竣工、投产: the last of what is to be done at once."""
    last = actions[0]
    for action in actions[1:]:
        if action.start - last.object_end > 1:
            break
        last = action
    return last


def _told(plain: str, clause: Span, position: int) -> bool:
    """已按期竣工: a past mark before the soft word with no modal word between them."""
    marks = [m.end() for m in _PAST.finditer(plain, max(clause.start, position - _REACH), position)]
    return bool(marks) and _MODAL.search(plain, marks[-1], position) is None


def _demanded(demand: _Demand, subject: Subject, *, said: bool) -> bool:
    """A work without an event is a named project's or an object's; 大桥加快建设 without a modal word is a report."""
    if demand.event is not Event.OTHER:
        return True
    if not demand.known:
        return subject.project and said and subject.rule == "own_subject"
    return (subject.project or subject.rule == "object") and (said or subject.rule != "own_subject")


def _commitments(
    text: NormalText, sentence: Sentence, at: int, demand: _Demand, subjects: tuple[Subject, ...], mentions: Mentions
) -> Iterator[Commitment]:
    """One record a subject of a demand of clause `at`."""
    modality, _ = modality_at(text.plain, sentence, demand.soft.end)
    said = modality is not None
    units = tuple(u.name for u in sentence_units(text.plain, sentence, at, mentions)) if subjects else ()
    for s in (s for s in subjects if _demanded(demand, s, said=said)):
        yield Commitment(
            start=min(s.start, demand.soft.start), end=max(demand.action.object_end, s.end), subject=s.name,
            event=demand.event, words=text.plain[demand.soft.start:demand.soft.end], unit=units, rule=s.rule,
            confidence=round(_CONFIDENCE[s.rule] - (0.0 if said else _NO_MODAL) - (0.0 if s.project else _CLASS), 2),
        )
