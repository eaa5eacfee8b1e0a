"""Time-bound commitments: who or what, what should happen, by when, how firmly."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from db.vocab import Event
from etl.assembly.fields import fields_of
from etl.assembly.milestone_actors import find_actors
from etl.assembly.milestone_deadlines import (
    Lead,
    begins_at,
    counted_from,
    find_lead,
    governing_deadline,
    introduces,
    own_or_lead,
    twin_dates,
)
from etl.assembly.milestone_drafts import Draft, Place, find_drafts
from etl.assembly.milestone_events import Predicate, find_predicates, object_event
from etl.assembly.milestone_labels import field_units, of_fields
from etl.assembly.milestone_promises import (
    Outlook,
    commits,
    default_modality,
    find_outlook,
    is_overdue,
    is_statistic,
    modality_at,
)
from etl.assembly.milestone_refusals import is_refused
from etl.assembly.milestone_spoken import is_delivery, told_event
from etl.assembly.milestone_subjects import sentence_units, things, topic_of_clause, without_dates
from etl.assembly.milestone_unnamed import find_unnamed, is_limited
from etl.lexicon import alternation, words
from etl.records import (
    DateMention,
    Mentions,
    MilestoneRecord,
    NormalText,
    RuleMention,
    Sentence,
    Span,
    Speech,
    SpeechContext,
)
from etl.spans import starting_in

_STATISTICS = frozenset(words("events_statistics"))
# what a time from which (8月1日起) can date
_BEGINNINGS = frozenset({Event.START, Event.RESUME, Event.OPERATE, Event.TRIAL, Event.MEET})
# what is said of a building, not of a body: 医养结合中心封顶
_OF_BUILDINGS = frozenset({
    Event.START, Event.RESUME, Event.STRUCTURE, Event.TRIAL, Event.OPERATE, Event.COMPLETE, Event.DISSOLVE,
})
_ARRIVALS = frozenset({Event.START, Event.OPERATE, Event.COMPLETE})  # 进场, 搬入, 到位
_LONGEST_NAME = 40
_SIZE = re.compile("(?:以上|以下|左右)?的")
# 从8月1日起，|实行…
_REGIMES = frozenset(words("events_regimes"))
_JOINTS = frozenset(words("events_joints"))
# 谁家10月底前开了工, 本来说好五一开工: no promise
_SUPPOSES = re.compile(alternation(words("milestone_not_said")))
_CLOSING = frozenset("”」")
_ITEM = 4  # level of a section that is an inline item


def assemble_milestones(
    text: NormalText, speech: Speech, mentions: Mentions, context: SpeechContext
) -> tuple[MilestoneRecord, ...]:
    """The milestones of a speech: one record a project of a list and one for the count that closes it."""
    if not mentions.dates:
        return ()
    mentions = replace(mentions, units=find_actors(text.plain, speech.start, speech.end, mentions))
    out: list[MilestoneRecord] = []
    before: list[Span] = []  # the clauses that may say what the next sentence is about
    lead: Lead | None = None
    end = speech.start
    for sentence in speech.sentences:
        # 一是… goes on with the topic of the line before it
        if "\n" in text.plain[end:sentence.start] and speech.sections[sentence.section].level < _ITEM:
            before.clear()
        end = sentence.end
        lead = lead if lead and lead.holds(text.plain, speech, sentence) else None
        own = starting_in(mentions.dates, Span(sentence.start, sentence.end))
        if lead is not None or own:
            topic = _last_topic(text.plain, before, mentions)
            outlook = find_outlook(text.plain, speech, sentence, context, own)
            for place, draft, units in of_fields(text.plain, sentence, mentions, topic, own):
                names = tuple(text.original[u.start:u.end] for u in units)
                out.append(_record(text, place, draft, place.date, names, None))
            for place in _places(text.plain, sentence, mentions, topic, outlook, lead and lead.date):
                if not _in_consequence(mentions.rules, place.predicate) and not is_refused(text.plain, place):
                    out += _records(text, place, mentions)
        before += sentence.clauses
        lead = (find_lead(text.plain, speech, sentence, mentions.dates) if own else None) or lead
    return tuple(out)


def _last_topic(plain: str, clauses: list[Span], mentions: Mentions) -> Span | None:
    """What the last of the clauses that names something is about. Only that one is left in `clauses`, so that all are
    read once however often it is asked."""
    while clauses:
        if found := topic_of_clause(plain, clauses[-1], mentions):
            del clauses[:-1]
            return found
        clauses.pop()
    return None


def _in_consequence(rules: Sequence[RuleMention], action: Predicate) -> bool:
    """到12月底仍没有完成的，取消评先资格: what a sanction brings is no milestone."""
    at = bisect_left(rules, action.start + 1, key=lambda r: r.start)
    if at > 0 and action.start < rules[at - 1].end and rules[at - 1].rule == "with_starter":
        return True  # 凡年底前没有开工的，一律收回
    return at > 0 and rules[at - 1].consequence_start <= action.start < rules[at - 1].end


def _places(
    plain: str, sentence: Sentence, mentions: Mentions, topic: Span | None, outlook: Outlook,
    lead: DateMention | None,
) -> Iterator[Place]:
    """The actions of a sentence that are commitments with a time."""
    for at, clause in enumerate(sentence.clauses):
        dates = starting_in(mentions.dates, clause)
        actions = find_predicates(
            plain, clause, dates, starting_in(mentions.projects, clause), starting_in(mentions.units, clause))
        found = list(_promised(plain, sentence, at, actions, mentions, topic, outlook, lead))
        if not introduces(plain, clause) and not _SUPPOSES.match(plain, clause.start, clause.end):
            yield from found
            yield from find_unnamed(plain, sentence, at, dates, mentions, topic, outlook, found)
        topic = topic_of_clause(plain, clause, mentions) or topic


def _promised(
    plain: str, sentence: Sentence, at: int, actions: Sequence[Predicate], mentions: Mentions, topic: Span | None,
    outlook: Outlook, lead: DateMention | None,
) -> Iterator[Place]:
    clause = sentence.clauses[at]
    start = clause.start
    made = False
    for n, action in enumerate(actions):
        # 县督查组实行…; without anybody before it 实行日报告制度 is a recurring duty
        regime = action.start > clause.start and plain[action.start:action.end] in _REGIMES
        begins = regime or (action.event in _BEGINNINGS and not action.weak)
        date = governing_deadline(plain, sentence, mentions.dates, action.start, begins=begins)
        if date is None and lead is not None and not action.weak:
            date = own_or_lead(plain, sentence, mentions.dates, at, lead)
        if date is not None and action.event is Event.OTHER and begins_at(plain, date):
            action = replace(action, event=Event.START, weak=False)  # 从8月1日起实行…
        said, near = modality_at(plain, sentence, action.object_end if action.thing else action.start)
        if date is not None and not is_overdue(plain, sentence, action) \
                and commits(plain, date, said, near, action, clause, outlook) \
                and (is_limited(date, clause) or not is_statistic(mentions.quantities, action)):
            modality = said if said is not None and near and not action.negated else default_modality(date)
            joined = n > 0 and _joins(plain, actions[n - 1], action, mentions.dates, made=made)
            shared = Span(clause.start, actions[0].start) if joined else None
            yield Place(sentence, at, start, action, date, modality, topic, shared)
            start = action.object_end
            made = True
        else:
            start = max(start, action.end)
            made = False


def _joins(
    plain: str, before: Predicate, action: Predicate, dates: Sequence[DateMention], *, made: bool
) -> bool:
    """完工|并|组织验收, 完成水下工程|、4月底|调试: the second has the first one's subject; where nothing was `made` of
    the first (10月15日挂网|、11月20日前|进场), only with a time between them."""
    apart = without_dates(before.object_end, action.start, dates)
    gap = "".join(plain[s.start:s.end] for s in apart)
    timed = len(gap) < action.start - before.object_end
    return (timed or made) and (gap in _JOINTS or (gap == "" and timed))


def _records(text: NormalText, place: Place, mentions: Mentions) -> list[MilestoneRecord]:
    """One record an item of the subject, or of the object where the clause has no subject of its own."""
    plain = text.plain
    drafts = find_drafts(plain, place, mentions)
    labelled = field_units(plain, place.start, mentions) if fields_of(plain, place.sentence) else ()
    found = labelled or sentence_units(plain, place.sentence, place.at, mentions)
    action = place.predicate
    built = action.event in _OF_BUILDINGS and action.end == action.object_end
    clause = place.sentence.clauses[place.at]
    own = found and (built or place.topic is None) and clause.start <= found[0].start < action.start
    thing = things(found, plain[action.start:action.end], built=built) if own else None
    units = () if thing else tuple(text.original[u.start:u.end] for u in found)
    if thing:
        drafts = [Draft(Span(thing.start, action.object_end), (thing,), thing)]
    limited = is_limited(place.date, clause)
    dates = twin_dates(plain, mentions.dates, place.date)
    return [
        _record(text, place, draft, date, units, _count(plain, mentions, draft.counts, limited=limited))
        for draft, date in _timed(plain, place, drafts, dates)
    ]


def _timed(
    plain: str, place: Place, drafts: list[Draft], dates: Sequence[DateMention]
) -> Iterator[tuple[Draft, DateMention]]:
    """Each draft with its time: A、B分别于9月、10月投运 pairs them, 6月底、12月底各投产一台 is one for every time."""
    if len(dates) == len(drafts) > 1:
        yield from zip(drafts, dates, strict=True)
        return
    for draft in drafts:
        for date in dates:
            start = min(draft.span.start, date.start) if date is not dates[-1] else draft.span.start
            yield Draft(Span(start, draft.span.end), draft.parts, draft.counts), date


def _record(
    text: NormalText, place: Place, draft: Draft, date: DateMention, units: tuple[str, ...], count: float | None
) -> MilestoneRecord:
    event = place.predicate.event
    if event is Event.COMPLETE and place.predicate.object_end == place.predicate.end:
        event = object_event(text.plain[draft.parts[0].start:draft.parts[-1].end]) or event
    elif event in _ARRIVALS and is_delivery(text.plain[draft.span.start:place.predicate.object_end]):
        event = Event.OTHER
    elif event is Event.OTHER:
        event = told_event(text.plain[draft.span.start:place.predicate.object_end], place.predicate.kind) or event
    own = draft.span.start <= date.start < draft.span.end
    return MilestoneRecord(
        start=draft.span.start, end=draft.span.end, rule="own_time" if own else "inherited_time",
        confidence=_confidence(place, own=own), subject=_subject(text, draft),
        event=event, deadline=counted_from(text, date), modality=place.modality, unit=units, count=count,
    )


def _subject(text: NormalText, draft: Draft) -> str:
    """The words of a draft's parts; a quotation mark of which only the first half is in a part falls away."""
    said = (text.original[p.start:p.end] for p in draft.parts)
    return "".join(s if set(s) & _CLOSING else s.lstrip("“「") for s in said)


def _confidence(place: Place, *, own: bool) -> float:
    """Shares seen on the speeches that the rules were made on, less what new speeches cost."""
    if place.predicate.weak:
        return 0.75 if own else 0.65
    if place.date.is_period and place.predicate.kind == "plain":
        return 0.65  # 上半年至少把一个谈成
    if place.date.is_period or place.predicate.kind == "plain":
        return 0.8 if own else 0.7
    return 0.92 if own else 0.85


def _count(plain: str, mentions: Mentions, span: Span, *, limited: bool) -> float | None:
    """The number that is due; sums and shares only where they have a limit of their own, none of a name
    (70万吨木浆项目) or of a size (总投资1.7亿元的项目)."""
    for q in starting_in(mentions.quantities, span):
        names = starting_in(mentions.projects, Span(q.start - _LONGEST_NAME, q.start + 1))
        named = any(n.end >= q.end for n in names) or plain.startswith("的", q.end) or _SIZE.match(plain, q.end)
        if q.set_aside is None and not named and (limited or q.unit not in _STATISTICS):
            return q.value
    return None
