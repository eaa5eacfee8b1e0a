"""A directive that the speech says twice in the same words is one record with two places."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import fields, replace

from etl.lexicon import alternation, words
from etl.records import (
    AssignmentRecord,
    CadenceRecord,
    LedgerRecord,
    MilestoneRecord,
    NormalText,
    SanctionRecord,
    Sentence,
    Span,
    Speech,
)

# a figure stated afresh is a figure of its own, and a project has its mentions
_DIRECTIVES = (AssignmentRecord, CadenceRecord, MilestoneRecord, SanctionRecord)
# 所以，… / 因此，… / 二是…: the same sentence may open with another word
_OPENING = re.compile(
    rf"^(?:(?:{alternation(words('repeats_openings'))})[，：、]?|第?[一二三四五六七八九十]{{1,2}}[是要、，]"
    r"|（[一二三四五六七八九十\d]{1,2}）|\d{1,2}[、.])"
)
_MARKS = re.compile(r"[\s，。；：、！？“”‘’（）《》]+")
_OF_THE_PLACE = frozenset({"start", "end", "rule", "confidence", "topic", "also_at"})


def merge_repeats(text: NormalText, speech: Speech, records: tuple[LedgerRecord, ...]) -> tuple[LedgerRecord, ...]:
    """The records without directives whose sentence and fields were there before; the first keeps their places in
    `also_at`. Sentences are the same but for punctuation and an opening 所以 or 因此. Order is kept."""
    starts = tuple(s.start for s in speech.sentences)
    said: dict[int, str] = {}  # by sentence: its words, so that each is read once
    first: dict[Hashable, tuple[int, int]] = {}  # where the record stands in `out`, and its sentence
    out: list[LedgerRecord] = []
    again: defaultdict[int, list[Span]] = defaultdict(list)
    for record in records:
        if not isinstance(record, _DIRECTIVES):
            out.append(record)
            continue
        index = max(0, bisect_right(starts, record.start) - 1)
        if index not in said:
            said[index] = _words(text.plain, speech.sentences[index])
        at, sentence = first.setdefault((said[index], _told(text.plain, record)), (len(out), index))
        if sentence == index:  # the first of its kind, or the same sentence says it twice
            out.append(record)
        else:
            again[at].append(Span(record.start, record.end))
    return tuple(replace(r, also_at=tuple(again[at])) if at in again else r for at, r in enumerate(out))


def _words(plain: str, sentence: Sentence) -> str:
    return _MARKS.sub("", _OPENING.sub("", plain[sentence.start:sentence.end], count=1))


def _told(plain: str, record: LedgerRecord) -> Hashable:
    """Kind, words and fields of a record, without what belongs to its place."""
    told = tuple(getattr(record, f.name) for f in fields(record) if f.name not in _OF_THE_PLACE)
    return type(record), plain[record.start:record.end], told
