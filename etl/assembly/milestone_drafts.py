"""What a commitment is about: one draft an item of its subject, of its object, or of a list before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from db.vocab import Event, Modality
from etl.assembly.milestone_events import Predicate
from etl.assembly.milestone_lists import counted_list, list_before, split_list
from etl.assembly.milestone_subjects import HEAD, clean, is_bare_count, is_empty, is_part, leading_units, without_dates
from etl.lexicon import alternation, words
from etl.records import DateMention, Mentions, ProjectMention, RegionMention, Sentence, Span
from etl.spans import starting_in

_SHORTEST_SUBJECT = 2
_SHORTEST_OBJECT = 3  # 查清原因: 原因 alone says nothing
# 向市政府(提交报告), 与企业(签约), 跟铁路(同步启用): with whom, not what
_TO = re.compile("[向给与同跟]")
_ACTIONS = alternation(words("events", **{"class": "end"}) + words("events", **{"class": "both"}))
# 签约后(45天内), 元旦后, 一化冻就: when, not what
_WHEN = re.compile(
    rf"一?(?:{alternation(words('dates_festivals'))})[”’]?(?:节|假期|长假)?(?:[之以过]?后|前后|一过|一到|就)"
    rf"|一?(?:{_ACTIONS})(?:[之以]?后|就)|(?:合格|通过|到位|结束)[之以]?后"
)
# 铁路那边已经表态: who promises, not what
_PROMISER = re.compile(rf"已经?(?:{alternation(words('milestone_pledges'))})")
# 东桥|完工后(一个月内)
_ENDED = re.compile(rf"(?:{_ACTIONS})(?=[之以]?后)")
# 灌区|剩余的38公里渠道: of the whole no part
_AMOUNT_LEFT = re.compile(r"还?(?:剩|余下|尚余)[^，；。\d]{0,3}\d")
# 把方案|送到督查室
_MOVED = re.compile("[送报交递摆放运拉][到给至上进]")
_AT = "在赴于"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an action stands."""

    sentence: Sentence
    at: int  # index of its clause
    start: int  # where its own words begin: the clause, or after the action before it
    predicate: Predicate
    date: DateMention
    modality: Modality
    topic: Span | None  # what the text before is about
    shared: Span | None = None  # what stands before the action of the clause that this one is joined to

    @property
    def first(self) -> int:
        """Where the action's own words begin: its date, where that stands before it in the clause."""
        clause = self.sentence.clauses[self.at]
        return self.date.start if clause.start <= self.date.start < self.predicate.start else self.predicate.start


@dataclass(frozen=True, slots=True)
class Draft:
    span: Span  # the evidence
    parts: tuple[Span, ...]  # the words of the subject
    counts: Span  # where its number stands


def find_drafts(plain: str, place: Place, mentions: Mentions) -> list[Draft]:
    """The subjects of an action: those before it, else its objects, else what the text before names."""
    action = place.predicate
    own = leading_units(plain, Span(place.start, action.start), mentions.units, mentions.dates, mentions.projects)
    before = _phrase(plain, own[-1].end if own else place.start, action.start, mentions)
    if before is None and place.shared is not None:
        before = _phrase(plain, place.shared.start, place.shared.end, mentions)
    what: Span | None = clean(plain, action.end, action.object_end)
    if what is not None and what.end - what.start < _SHORTEST_SUBJECT:
        what = None
    counted = action.thing is not None
    listed = _of_list(plain, place, before, what) if not counted and not action.negated else []
    if listed:
        return listed
    if before is not None and not counted and not action.negated and not _bare(plain, before):
        return _of_subject(plain, place, before, what, mentions)
    if counted or (what is not None and before is None and not _of_topic(place) and not _bare(plain, what)):
        return _of_object(plain, place, what, mentions)
    return [_of_before(plain, place, before, what)]


def _of_list(plain: str, place: Place, before: Span | None, what: Span | None) -> list[Draft]:
    """A、B两个项目，…年底前投产; A、B、C，这三个要封顶: the items of a list that is counted."""
    action = place.predicate
    if before is not None and (items := counted_list(plain, before.start, before.end))[0]:
        listed, shared = items
    elif before is None and action.kind in ("attr", "plain"):
        return []
    else:
        listed, shared = list_before(plain, place.sentence, place.at, before)
        said = plain[action.start:action.object_end]
        if any(plain[i.start:i.end] in said for i in listed):
            return []  # …A、B两座水库，上半年完成A大坝: of one of them only
    tail = tuple(s for s in (shared, what if not action.weak else None) if s)
    return [Draft(Span(item.start, action.object_end), (item, *tail), Span(item.start, item.end)) for item in listed]


def _of_subject(
    plain: str, place: Place, before: Span, what: Span | None, mentions: Mentions
) -> list[Draft]:
    """A、B等项目竣工, A完成设备安装: what stands before the action, with its object."""
    action = place.predicate
    items, counted = split_list(plain, before)
    tail = (what,) if what and not action.weak and not _to_someone(action) else ()
    drafts = []
    for n, item in enumerate((*items, counted) if counted else items):
        start = min(item.start, place.first) if n == 0 and place.start <= place.first else item.start
        drafts.append(Draft(Span(start, action.object_end), _parts(plain, item, tail, action), item))
    whole = _whole(plain, place, before, mentions.projects)
    return [replace(d, parts=(whole, *d.parts)) for d in drafts] if whole else drafts


def _whole(plain: str, place: Place, before: Span, projects: Sequence[ProjectMention]) -> Span | None:
    """The project of which 桩基, 路基全线 are parts: what the text before is about."""
    topic = place.topic
    if topic is None or topic.end > before.start or not is_part(plain[before.start:before.end]):
        return None
    near = topic.start >= place.sentence.start
    if more := _AMOUNT_LEFT.search(plain, topic.start, topic.end):
        topic = Span(topic.start, more.start())
    return topic if near or any(p.end > topic.start for p in starting_in(projects, topic)) else None


def _of_object(plain: str, place: Place, what: Span | None, mentions: Mentions) -> list[Draft]:
    """建成A和B, 新开工亿元项目40个: what stands behind the action."""
    action = place.predicate
    if action.thing is not None:
        start = min(place.first, action.thing.start) if action.start <= action.thing.start else action.start
        return [Draft(Span(start, action.object_end), (action.thing,), Span(action.start, action.object_end))]
    assert what is not None
    if action.kind == "attr":
        what = Span(action.start, what.end)  # 新建厂房: the action is part of the name
    elif what.end - what.start < _SHORTEST_OBJECT and not HEAD.search(plain, what.start, what.end) \
            and not (place.topic and is_part(plain[what.start:what.end])):
        what = Span(action.start, what.end)
    whole = _whole(plain, place, what, mentions.projects)
    items, counted = split_list(plain, what)
    return [Draft(Span(min(place.first, item.start), item.end), (whole, item) if whole else (item,), item)
            for item in ((*items, counted) if counted else items)]


def _of_before(plain: str, place: Place, before: Span | None, what: Span | None) -> Draft:
    """确保6月底完工: what the text before is about; the action itself where nothing tells."""
    action, topic = place.predicate, place.topic
    whole = Span(action.start, action.object_end)
    moved = _MOVED.search(plain, whole.start, whole.end) if plain[whole.start - 1:whole.start] in ("把", "将") else None
    if moved and moved.start() - whole.start >= _SHORTEST_SUBJECT:
        topic, before, what = None, None, Span(whole.start, moved.start())
    parts = tuple(s for s in (topic or before, what) if s is not None) or (whole,)
    start = before.start if before and not action.negated else place.first
    if topic and topic.start >= place.sentence.clauses[max(0, place.at - 1)].start:
        start = topic.start
    return Draft(Span(start, action.object_end), parts, before or whole)


def _bare(plain: str, span: Span) -> bool:
    return is_bare_count(plain[span.start:span.end])


def _of_topic(place: Place) -> bool:
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


def _phrase(plain: str, start: int, end: int, mentions: Mentions) -> Span | None:
    """The noun phrase before an action; of two parted by the date, the first."""
    for span in without_dates(start, end, mentions.dates):
        phrase = clean(plain, span.start, span.end)
        named = phrase.end - phrase.start >= _SHORTEST_SUBJECT and not is_empty(plain[phrase.start:phrase.end])
        if named and not _TO.match(plain, phrase.start) and not _is_where(plain, phrase, mentions.regions) \
                and not _is_when(plain, phrase) and not _is_promiser(plain, phrase):
            return _before_its_end(plain, phrase)
    return None


def _is_when(plain: str, phrase: Span) -> bool:
    m = _WHEN.match(plain, phrase.start)
    return m is not None and m.end() >= phrase.end


def _is_promiser(plain: str, phrase: Span) -> bool:
    m = _PROMISER.search(plain, phrase.start, phrase.end + 1)
    return m is not None and m.end() >= phrase.end


def _before_its_end(plain: str, phrase: Span) -> Span:
    """东桥完工(后): 东桥."""
    for m in _ENDED.finditer(plain, phrase.start + _SHORTEST_SUBJECT, phrase.end + 2):
        if m.end() == phrase.end:
            return Span(phrase.start, m.start())
    return phrase


def _is_where(plain: str, phrase: Span, regions: Sequence[RegionMention]) -> bool:
    """在南宁(签约): the place where, not what."""
    return phrase.start > 0 and plain[phrase.start - 1] in _AT and any(
        (r.start, r.end) == (phrase.start, phrase.end) for r in starting_in(regions, phrase))
