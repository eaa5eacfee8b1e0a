"""What should happen: the predicates of a clause and how firmly they are said."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from db.vocab import Event
from etl.assembly.milestone_spoken import spoken_event, thing_event
from etl.lexicon import alternation, mapping, table, words
from etl.records import DateMention, ProjectMention, Span, UnitMention

_EVENTS = {r["word"]: r for r in table("events")}
_VERBS = mapping("events_verbs", "word", "event")
_PHASES = frozenset(words("events_phases"))
_OBJECTS = mapping("events_objects", "word", "event")


def _complements() -> str:
    """完, but not of 完善: the words, each with the characters that may not follow it."""
    rows = sorted(table("events_complements"), key=lambda r: (-len(r["word"]), r["word"]))
    return "|".join(r["word"] + (f"(?![{r['not_before']}])" if r["not_before"] else "") for r in rows)


_NUMBER = r"[\dXx*一二三四五六七八九十两]{1,5}"
_COUNTER = r"(?:个|项|家|条|座|处|所)"
# 铺完, 拨付到位, 清出来
_COMPLETED = re.compile(
    rf"(?P<verb>{alternation(words('events_verbs'))})(?:{_complements()})"
)
# 动工建设, 竣工投产, 完成; 铺完
_EVENT = re.compile(f"{_COMPLETED.pattern}|{alternation(words('events'))}")
_TABLED = re.compile(alternation(words("events")))
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
_COMPARES = "不超高低"  # 不低于, 超过
# 投资不低于|3000万元的项目: a size, no action
_OF_SIZE = re.compile(r"[\dXx*.一二三四五六七八九十百千万亿%]{1,12}[^，；。、的]{0,4}的")
# …确保1个、力争3个
_MORE = re.compile(rf"[、和，]?(?P<said>{alternation(words('modality', modality='strive'))}){_NUMBER}{_COUNTER}")
# what may stand right before an action: 要, 抓紧, 、
_FREE = re.compile(
    rf"(?:{alternation(words('modality') + words('events_fillers') + words('time_soft'))}|[、，；：并由])$"
)
# 仍没有完成…
_NEGATED = re.compile(rf"(?:{alternation(words('events_negations'))})(?:按[期时]|如期|全部)?$")
_PAST = re.compile(alternation(words("events_past_marks")))
# 已经|表态: promised, not done
_PLEDGED = re.compile(alternation(words("milestone_pledges")))
_OBJECT = re.compile(rf"(?:{alternation(words('events_objects'))})(?=(?:工作|任务)?$)")
# 完工率(不低于90%)
_RATE = re.compile(rf"(?P<of>{alternation(words('events'))})率(?:要|必须|须)?$")
_LONGEST_RATE = 8
_JOINED = re.compile(r"(?:并|且|及|或|和|、|即|后)?(?:正式|全部|全面|投入)?")
_AND = ("并", "并且", "且", "、并")
_SEPARATE = re.compile(r"[、，]|[并再]$")
_LONGEST_OBJECT = 120
_VAGUE = ("works", "other")  # as often part of a noun as an action
_SHORTEST = 2  # characters of an action that no table knows
# 务必, 要全部: what may stand between a time and its action
_FILLERS = re.compile(rf"(?:{alternation(words('events_fillers') + words('modality') + words('time_soft'))}|[，、\s])+")
# 年底前的工作, 年底前这一段: no action follows
_IDLE = re.compile(rf"(?!{alternation(words('events_at_least'))})(?:{alternation(words('events_idle'))})")
# (年底前)交不了地的镇: who fails, no action
_FAILING = re.compile(r"[^，；。的]{0,6}(?:不了|不成|不完|不上|不出|不下|没|未)[^，；。的]{0,8}的")
_TAKES = "把将"  # 把这三户做通
_ADVERB = 6  # 要抓紧时间: as much may stand before a verb that could be part of a noun


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
    plain: str, clause: Span, dates: Sequence[DateMention], names: Sequence[ProjectMention] = (),
    units: Sequence[UnitMention] = (),
) -> tuple[Predicate, ...]:
    """The actions of a clause in order. What is done already, words inside the `names` of projects or `units` and names
    like 开工仪式 are left out. `dates`, `names` and `units` are those of the clause."""
    if _is_done(plain, clause.start, clause.end):
        return ()
    clause = Span(clause.start, clause_stop(plain, clause))
    out: list[Predicate] = []
    for longest in _EVENT.finditer(plain, clause.start, clause.end):
        m = _read(plain, longest, clause)
        if _overlaps(m, dates) or _inside(m, names) or _named_by(m, units):
            continue
        if out and (merged := _merge(plain, out[-1], m, clause)) is not None:
            out[-1] = merged
        elif _NEGATED.search(plain[max(clause.start, m.start() - 5):m.start()]):
            out.append(replace(_predicate(plain, m, clause, dates), negated=True))
        elif not _nominal(plain, m) and not plain.startswith("了", m.end()) \
                and (_behind(m, units) or _stands_free(plain, m, clause, dates)):
            out.append(_predicate(plain, m, clause, dates))
        if out and out[-1].kind == "attr" and (more := _MORE.match(plain, out[-1].object_end, clause.end)):
            out.append(replace(out[-1], start=more.end("said"), end=more.end(), object_end=more.end()))
    return tuple(out)


def _is_done(plain: str, start: int, end: int) -> bool:
    """已开工, 曾经完成, but not 已经表态12月送电."""
    return any(not _PLEDGED.match(plain, m.end(), end) for m in _PAST.finditer(plain, start, end))


def _row(m: re.Match[str]) -> Mapping[str, str]:
    """The table's row of an action; that of 铺完 is made from its verb."""
    return _EVENTS.get(m.group()) or {"event": _VERBS[m["verb"]], "class": "act"}


def _event(row: Mapping[str, str]) -> Event:
    """Works (改造, 铺设) are completed; what light verbs do is told by their objects."""
    return Event({"works": "complete", "light": "other"}.get(row["event"], row["event"]))


def _read(plain: str, longest: re.Match[str], clause: Span) -> re.Match[str]:
    """The longest word that can be an action here: 完成施工图设计 is 完成, not 完成施工."""
    if not _nominal(plain, longest) or plain.startswith("的", longest.end()) or _row(longest)["class"] == "none":
        return longest
    for length in range(len(longest.group()) - 1, 1, -1):
        word = longest.group()[:length]
        end = longest.start() + length
        if word in _EVENTS and (m := _TABLED.match(plain, longest.start(), end)) and m.end() == end \
                and not _nominal(plain, m):
            return m
    return longest


def _overlaps(m: re.Match[str], dates: Sequence[DateMention]) -> bool:
    at = bisect_left(dates, m.end(), key=lambda d: d.start)
    return at > 0 and dates[at - 1].end > m.start()


def _named_by(m: re.Match[str], units: Sequence[UnitMention]) -> bool:
    """组织 in 县委组织部, 招商 in 招商中心."""
    at = bisect_left(units, m.start() + 1, key=lambda u: u.start)
    return at > 0 and m.end() < units[at - 1].end


def _behind(m: re.Match[str], units: Sequence[UnitMention]) -> bool:
    """县督查组|实行…: right behind who does it."""
    at = bisect_left(units, m.start(), key=lambda u: u.start)
    return at > 0 and units[at - 1].end == m.start()


def _inside(m: re.Match[str], names: Sequence[ProjectMention]) -> bool:
    """改造 in 老旧小区改造项目."""
    at = bisect_left(names, m.start(), key=lambda n: n.start)
    return at > 0 and m.end() <= names[at - 1].end


def _stands_free(plain: str, m: re.Match[str], clause: Span, dates: Sequence[DateMention]) -> bool:
    """An action that could as well be part of a noun (改造, 安置) follows a modal, an adverb, a date or a pause."""
    row = _row(m)
    if row["event"] not in _VAGUE or row["class"] != "act" or m.start() == clause.start:
        return True
    at = bisect_left(dates, m.start(), key=lambda d: d.start)
    if at and dates[at - 1].end == m.start():
        return True
    return _FREE.search(plain[max(clause.start, m.start() - _ADVERB):m.start()]) is not None


def clause_stop(plain: str, clause: Span) -> int:
    """The clause's end without the mark that closes the sentence."""
    return clause.start + len(plain[clause.start:clause.end].rstrip("。！？”’）\n "))


def object_event(text: str) -> Event | None:
    """What completing `text` means: …主体 → structure, …规划 → issue."""
    m = _OBJECT.search(text.rstrip("”》"))
    return Event(_OBJECTS[m.group()]) if m else None


def plain_action(plain: str, clause: Span, start: int, limit: int) -> Predicate | None:
    """What stands in a clause from `start`, behind a time, up to `limit`, where no word of the table tells it
    (10月底前完工率不低于九成): an action all the same, of the kind that its words name."""
    end = min(limit, clause_stop(plain, clause))
    if _is_done(plain, clause.start, end) or _IDLE.match(plain, start, end):
        return None
    if m := _FILLERS.match(plain, start, end):
        start = m.end()
    if end - start < _SHORTEST or (_IDLE.match(plain, start, end) and plain[start - 1] not in _TAKES):
        return None
    told = [m for m in _EVENT.finditer(plain, start, end) if _row(m)["class"] != "none"]
    if any(plain.startswith("的", m.end()) for m in told) or _FAILING.match(plain, start, end):
        return None  # 年底前必须竣工的项目
    named = [m for m in told if _row(m)["event"] not in ("light", "other")]
    said = plain[start:end]
    event = thing_event(said) or object_event(said) or (_event(_row(named[-1])) if named else spoken_event(said))
    return Predicate(start, end, end, event or Event.OTHER, kind="plain")


def _predicate(plain: str, m: re.Match[str], clause: Span, dates: Sequence[DateMention]) -> Predicate:
    row = _row(m)
    counted = _COUNTED.match(plain, m.end(), clause.end)
    if counted and (row["class"] != "act" or _ENDS.match(plain, counted.end())):
        event = _event(row)
        thing = Span(m.start(), counted.end("thing")) if counted["thing"] else None
        kind = "state" if row["class"] == "state" else "attr"
        weak = row["event"] in _VAGUE or row["event"] == "light"
        return Predicate(m.start(), m.end(), counted.end(), event, weak=weak, kind=kind, thing=thing)
    if row["class"] == "end" or (row["class"] == "both" and _ENDS.match(plain, m.end())):
        return Predicate(m.start(), m.end(), m.end(), _event(row))
    at = bisect_left(dates, m.end(), key=lambda d: d.start)
    limit = min(clause.end, m.end() + _LONGEST_OBJECT, dates[at].start if at < len(dates) else clause.end)
    cut = _clause_rest(plain, m.end(), limit)
    light = row["event"] == "light"
    rate = _RATE.search(plain, max(clause.start, m.start() - _LONGEST_RATE), m.start())
    if rate and row["class"] == "state":
        return Predicate(m.start(), m.end(), cut, _event(_EVENTS[rate["of"]]), kind="state")
    event = object_event(plain[m.end():cut]) if light or row["event"] == "complete" else None
    return Predicate(m.start(), m.end(), cut, event or _event(row),
                     weak=event is None and (light or row["event"] in _VAGUE), kind=row["class"])


def _clause_rest(plain: str, start: int, limit: int) -> int:
    """Where an object ends: before 、 or 并 that opens the next action, else with the clause."""
    for m in _EVENT.finditer(plain, start, limit):
        gap = plain[start:m.start()]
        if gap and _SEPARATE.search(gap[-1]):
            return m.start() - 1
    return limit


def _merge(plain: str, last: Predicate, m: re.Match[str], clause: Span) -> Predicate | None:
    """One action told in two words (建成 投运; 完成…备案), or None where `m` is an action of its own."""
    row = _row(m)
    if m.start() < last.object_end:  # inside the object: it decides only where it ends it
        if row["class"] in ("end", "both") and m.end() == last.object_end and last.weak and not _nominal(plain, m):
            return replace(last, event=_event(row), end=m.end(), weak=False)
        return last
    gap = plain[last.end:m.start()] if last.object_end == last.end else plain[last.object_end:m.start()]
    if m.group() in _PHASES and not gap and last.event is not Event.OTHER:
        return replace(last, end=m.end(), object_end=m.end())  # 组织验收|完毕
    if row["event"] == "accept" and gap in _AND:
        return None  # 完工并组织验收: one after the other
    if row["class"] in ("end", "both") and _JOINED.fullmatch(gap) and not _nominal(plain, m):
        return replace(last, event=_event(row), end=m.end(), object_end=m.end(), weak=False)
    rest = plain[m.end():min(clause.end, m.end() + _LONGEST_OBJECT)]
    event = object_event(rest) if last.weak and row["class"] == "light" else None
    if event is not None and _JOINED.fullmatch(gap):
        return replace(last, event=event, object_end=clause.end, weak=False)  # 进入评选并获批准
    return None


def _nominal(plain: str, m: re.Match[str]) -> bool:
    if _row(m)["class"] == "none":
        return True
    if plain.startswith("的", m.end()):
        return True
    if plain[m.start() - 1:m.start()] == "未" and not _ENDS.match(plain, m.end()):
        return True  # 未签约户
    if m.group()[0] in _COMPARES and _row(m)["class"] == "state" and _OF_SIZE.match(plain, m.end()):
        return True
    if _COUNTED.match(plain, m.end()):
        return False
    match _row(m)["class"]:
        case "end":
            return _ENDS.match(plain, m.end()) is None
        case "both":
            return _NOMINAL_BOTH.match(plain, m.end()) is not None
        case _:
            return _NOMINAL.match(plain, m.end()) is not None
