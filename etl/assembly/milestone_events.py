"""What should happen: the predicates of a clause and how firmly they are said."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from db.vocab import Event, Modality
from etl.lexicon import alternation, mapping, table, words
from etl.records import DateMention, ProjectMention, Sentence, Span

_EVENTS = {r["word"]: r for r in table("events")}
_OBJECTS = mapping("events_objects", "word", "event")
_MODALITIES = mapping("modality", "word", "modality")

_NUMBER = r"[\dXx*一二三四五六七八九十两]{1,5}"
_COUNTER = r"(?:个|项|家|条|座|处|所)"
# 动工建设, 竣工投产, 完成
_EVENT = re.compile(alternation(words("events")))
_WORDS = {word: re.compile(word) for word in _EVENTS}
# 开工率, 竣工的, 建成后
_NOMINAL = re.compile(rf"(?:{alternation(words('events_nominal', **{'class': 'any'}))})")
# 开工条件, 核准待批: a noun, not an action
_NOMINAL_BOTH = re.compile(rf"(?:{alternation(words('events_nominal'))})")
# an action without an object ends its clause, is joined to the next one, or counts: 竣工30个
_ENDS = re.compile(
    rf"(?:工作|建设|任务|手续)?(?:$|[，；：。！？、）”’\s\d]|[并且或和及]|{alternation(words('events'))})"
)
# 开工项目30个: an action with a count
_COUNTED = re.compile(
    rf"(?P<thing>[^，；。：、]{{0,14}}?(?:项目|工程|企业))?(?:{alternation(words('events_amounts'))}){{0,2}}"
    rf"{_NUMBER}(?:[-~至]{_NUMBER})?{_COUNTER}(?:以上)?"
)
# …确保1个、力争3个
_MORE = re.compile(rf"[、和]?(?P<said>{alternation(words('modality', modality='strive'))}){_NUMBER}{_COUNTER}")
_MODALITY = re.compile(alternation(words("modality")))
# what may stand right before an action: 要, 抓紧, 、
_FREE = re.compile(
    rf"(?:{alternation(words('modality') + words('events_fillers') + words('time_soft'))}|[、，；：并由])$"
)
# 仍没有完成…
_NEGATED = re.compile(rf"(?:{alternation(words('events_negations'))})(?:按[期时]|如期|全部)?$")
_PAST = re.compile(alternation(words("events_past_marks")))
_OBJECT = re.compile(rf"(?:{alternation(words('events_objects'))})(?=(?:工作|任务)?$)")
_JOINED = re.compile(r"(?:并|且|及|或|和|、|即|后)?(?:正式|全部|全面|投入)?")
_SEPARATE = re.compile(r"[、，]|[并再]$")
_GROUP = "；"
_REACH = 300  # characters in which a modal word is sought; keeps a text without full stops linear
_LONGEST_OBJECT = 120
_ADVERB = 6  # 将于年内全面建成: as much may stand between 将 and its verb


@dataclass(frozen=True, slots=True)
class Predicate:
    """An event's words with their object: 完成|设备安装, 动工建设|县城污水处理厂, 竣工|."""

    start: int
    end: int  # of the verb
    object_end: int  # of its object; = end where it has none
    event: Event
    weak: bool = False  # 实现, 达到, 解决: an action only with a time and a modality of its own
    kind: str = "end"  # class of lexicon table events: end, both, act, state, light, attr
    thing: Span | None = None  # the name of what is counted: 签约亿元以上项目|40个
    negated: bool = False  # 仍未完成的: a limit with a consequence


def find_predicates(
    plain: str, clause: Span, dates: Sequence[DateMention], names: Sequence[ProjectMention] = ()
) -> tuple[Predicate, ...]:
    """The actions of a clause in order. What is done already, words inside the `names` of projects and names like
    开工仪式 are left out. `dates` and `names` are those of the clause."""
    if _PAST.search(plain, clause.start, clause.end):
        return ()
    clause = Span(clause.start, _stop(plain, clause))
    out: list[Predicate] = []
    for longest in _EVENT.finditer(plain, clause.start, clause.end):
        m = _read(plain, longest, clause)
        if _overlaps(m, dates) or _inside(m, names):
            continue
        if out and (merged := _merge(plain, out[-1], m, clause)) is not None:
            out[-1] = merged
        elif _NEGATED.search(plain[max(clause.start, m.start() - 5):m.start()]):
            out.append(replace(_predicate(plain, m, clause, dates), negated=True))
        elif not _nominal(plain, m) and _stands_free(plain, m, clause, dates) and not plain.startswith("了", m.end()):
            out.append(_predicate(plain, m, clause, dates))
        if out and out[-1].thing and (more := _MORE.match(plain, out[-1].object_end, clause.end)):
            out.append(replace(out[-1], start=more.end("said"), end=more.end(), object_end=more.end()))
    return tuple(out)


def _read(plain: str, longest: re.Match[str], clause: Span) -> re.Match[str]:
    """The longest word that can be an action here: 完成施工图设计 is 完成, not 完成施工."""
    if not _nominal(plain, longest) or _EVENTS[longest.group()]["class"] == "none":
        return longest
    for length in range(len(longest.group()) - 1, 1, -1):
        word = longest.group()[:length]
        if word in _EVENTS and (m := _WORDS[word].match(plain, longest.start(), clause.end)) and not _nominal(plain, m):
            return m
    return longest


def _overlaps(m: re.Match[str], dates: Sequence[DateMention]) -> bool:
    at = bisect_left(dates, m.end(), key=lambda d: d.start)
    return at > 0 and dates[at - 1].end > m.start()


def _inside(m: re.Match[str], names: Sequence[ProjectMention]) -> bool:
    """改造 in 老旧小区改造项目."""
    at = bisect_left(names, m.start(), key=lambda n: n.start)
    return at > 0 and m.end() <= names[at - 1].end


def _stands_free(plain: str, m: re.Match[str], clause: Span, dates: Sequence[DateMention]) -> bool:
    """An action that could as well be part of a noun (改造, 安置) follows a modal, an adverb, a date or a pause."""
    row = _EVENTS[m.group()]
    if row["event"] != "other" or row["class"] != "act" or m.start() == clause.start:
        return True
    at = bisect_left(dates, m.start(), key=lambda d: d.start)
    if at and dates[at - 1].end == m.start():
        return True
    return _FREE.search(plain[max(clause.start, m.start() - _ADVERB):m.start()]) is not None


def _stop(plain: str, clause: Span) -> int:
    """The clause's end without the mark that closes the sentence."""
    return clause.start + len(plain[clause.start:clause.end].rstrip("。！？”’）\n "))


def modality_at(plain: str, sentence: Sentence, position: int) -> tuple[Modality | None, bool]:
    """The nearest modality word before `position`, and whether it stands after the last ；."""
    found = None
    for m in _MODALITY.finditer(plain, max(sentence.start, position - _REACH), position):
        if _MODALITIES[m.group()] and not _takes_object(plain, m, position):
            found = m
    if found is None:
        return None, False
    return Modality(_MODALITIES[found.group()]), _GROUP not in plain[found.end():position]


def _takes_object(plain: str, m: re.Match[str], position: int) -> bool:
    """将材料报县政府: 将 takes an object and says nothing of the future."""
    return m.group() == "将" and position - m.end() > _ADVERB and "，" not in plain[m.end():position]


def object_event(text: str) -> Event | None:
    """What completing `text` means: …主体 → structure, …规划 → issue."""
    m = _OBJECT.search(text.rstrip("”》"))
    return Event(_OBJECTS[m.group()]) if m else None


def _predicate(plain: str, m: re.Match[str], clause: Span, dates: Sequence[DateMention]) -> Predicate:
    row = _EVENTS[m.group()]
    if counted := _COUNTED.match(plain, m.end(), clause.end):
        event = Event("other" if row["event"] == "light" else row["event"])
        thing = Span(m.start(), counted.end("thing")) if counted["thing"] else None
        weak = event is Event.OTHER
        return Predicate(m.start(), m.end(), counted.end(), event, weak=weak, kind="attr", thing=thing)
    if row["class"] == "end" or (row["class"] == "both" and _ENDS.match(plain, m.end())):
        return Predicate(m.start(), m.end(), m.end(), Event(row["event"]))
    at = bisect_left(dates, m.end(), key=lambda d: d.start)
    limit = min(clause.end, m.end() + _LONGEST_OBJECT, dates[at].start if at < len(dates) else clause.end)
    cut = _clause_rest(plain, m.end(), limit)
    light = row["event"] == "light"
    event = object_event(plain[m.end():cut]) if light or row["event"] == "complete" else None
    return Predicate(m.start(), m.end(), cut, event or Event("other" if light else row["event"]),
                     weak=event is None and (light or row["event"] == "other"), kind=row["class"])


def _clause_rest(plain: str, start: int, limit: int) -> int:
    """Where an object ends: before 、 or 并 that opens the next action, else with the clause."""
    for m in _EVENT.finditer(plain, start, limit):
        gap = plain[start:m.start()]
        if gap and _SEPARATE.search(gap[-1]):
            return m.start() - 1
    return limit


def _merge(plain: str, last: Predicate, m: re.Match[str], clause: Span) -> Predicate | None:
    """One action told in two words (建成 投运; 完成…备案), or None where `m` is an action of its own."""
    row = _EVENTS[m.group()]
    if m.start() < last.object_end:  # inside the object: it decides only where it ends it
        if row["class"] in ("end", "both") and m.end() == last.object_end and last.weak and not _nominal(plain, m):
            return replace(last, event=Event(row["event"]), end=m.end(), weak=False)
        return last
    gap = plain[last.end:m.start()] if last.object_end == last.end else plain[last.object_end:m.start()]
    if row["class"] in ("end", "both") and _JOINED.fullmatch(gap) and not _nominal(plain, m):
        return replace(last, event=Event(row["event"]), end=m.end(), object_end=m.end(), weak=False)
    event = object_event(plain[m.end():clause.end]) if last.weak and row["class"] == "light" else None
    if event is not None and _JOINED.fullmatch(gap):
        return replace(last, event=event, object_end=clause.end, weak=False)  # 进入评选并获批准
    return None


def _nominal(plain: str, m: re.Match[str]) -> bool:
    if _EVENTS[m.group()]["class"] == "none":
        return True
    if _COUNTED.match(plain, m.end()):
        return False
    match _EVENTS[m.group()]["class"]:
        case "end":
            return _ENDS.match(plain, m.end()) is None
        case "both":
            return _NOMINAL_BOTH.match(plain, m.end()) is not None
        case _:
            return _NOMINAL.match(plain, m.end()) is not None
