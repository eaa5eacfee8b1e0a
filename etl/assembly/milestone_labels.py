"""Times in the fields of a task list: 完成时限：10月底前；责任单位：县卫健局."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from db.vocab import Event, Modality
from etl.assembly.milestone_drafts import Draft, Place
from etl.assembly.milestone_events import Predicate
from etl.assembly.milestone_subjects import sentence_units, topic_of_clause
from etl.lexicon import alternation, mapping, words
from etl.records import DateMention, Mentions, Sentence, Span, UnitMention

_EVENTS = mapping("milestone_time_labels", "word", "event")
# 完成时限：, 计划竣工时间为
_LABEL = re.compile(rf"(?P<label>{alternation(words('milestone_time_labels'))})(?:为|是|定为)?\s?：?\s?$")
_REACH = 16  # characters before a date in which its label stands
# 责任单位：
_WHO = re.compile(rf"(?:{alternation(words('milestone_unit_labels'))})(?:为|是)?\s?：\s?")
_JOINTS = "、和及与， "


def of_fields(
    plain: str, sentence: Sentence, mentions: Mentions, topic: Span | None, dates: Sequence[DateMention]
) -> Iterator[tuple[Place, Draft, tuple[UnitMention, ...]]]:
    """What stands before fields with a time (竣工时间：8月底), each with the units that do it. `topic` is what the text
    before the sentence is about, `dates` are the sentence's."""
    for date in dates:
        m = time_label(plain, date, sentence.start)
        if m is None or date.is_past:
            continue
        start = date.start - len(m.group())
        action = Predicate(start, date.end, date.end, Event(_EVENTS[m["label"]]), kind="plain")
        at = bisect_left(sentence.clauses, date.start + 1, key=lambda c: c.start) - 1
        named = [c for c in sentence.clauses[:at + 1] if c.end <= start and not _WHO.match(plain, c.start)]
        found = next((t for c in reversed(named) if (t := topic_of_clause(plain, c, mentions))), topic)
        if found is None:
            continue
        first = found.start if found.start >= sentence.start else start
        place = Place(sentence, at, start, action, date, Modality.MUST, found)
        units = field_units(plain, start, mentions) or sentence_units(plain, sentence, at, mentions)
        yield place, Draft(Span(first, date.end), (found,), found), units


def time_label(plain: str, date: DateMention, start: int) -> re.Match[str] | None:
    """The label directly before a date, none before `start`: 完成时限：10月底."""
    return _LABEL.search(plain[max(start, date.start - _REACH):date.start])


def field_units(plain: str, at: int, mentions: Mentions) -> tuple[UnitMention, ...]:
    """The units of the field 责任单位 nearest to `at` in its line, else in the one before or after."""
    line = plain.rfind("\n", 0, at) + 1
    end = plain.find("\n", at)
    end = end if end >= 0 else len(plain)
    next_end = plain.find("\n", end + 1)
    wider = (plain.rfind("\n", 0, max(0, line - 1)) + 1, next_end if next_end >= 0 else len(plain))
    found = min(
        list(_WHO.finditer(plain, line, end)) or _WHO.finditer(plain, *wider),
        key=lambda m: abs(m.start() - at), default=None,
    )
    if found is None:
        return ()
    out: list[UnitMention] = []
    position = found.end()
    for unit in mentions.units[bisect_left(mentions.units, position, key=lambda u: u.start):]:
        if plain[position:unit.start].strip(_JOINTS):
            break
        out.append(unit)
        position = unit.end
    return tuple(out)
