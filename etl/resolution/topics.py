"""What each record is about: project work, or the party building, floods and petitions of the same speech."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from db.vocab import Topic
from etl.lexicon import alternation, mapping, words
from etl.records import LedgerRecord, NormalText, ProjectRecord, Sentence, Speech

_TOPICS = {word: Topic(topic) for word, topic in mapping("topics", "word", "topic").items()}
# 信访, 安全生产, 两学一做
_IN_HEADING = re.compile(alternation(words("topics")))
# the same without what a sentence on any subject may say (作风, 投资, 落地) and without offices (卫生健康局)
_IN_SENTENCE = re.compile(
    rf"(?:{alternation(words('topics', where='any'))})(?!{alternation(words('topics_offices'))})")
# 一是抓防汛，…: the words of an inline item up to its first stop are its heading
_OPENING = re.compile(r"[^，。；：！？\n]{2,20}")
_REACH = 200  # characters of a sentence that are read; keeps a text without full stops linear


def assign_topics(text: NormalText, speech: Speech, records: tuple[LedgerRecord, ...]) -> tuple[LedgerRecord, ...]:
    """The same records, `topic` set.

    The innermost heading that names a topic decides; where it names several, the words of the record's clauses or
    sentence choose among them. Without such a heading, those words decide where none of them speaks of projects.
    A named project, and what is said of it in the same evidence, is `project` under any heading.
    """
    headings = _heading_topics(text.plain, speech)
    starts = tuple(s.start for s in speech.sentences)
    named = sorted({span.start for r in records if isinstance(r, ProjectRecord) for span in (r, *r.mentions)})
    return tuple(replace(r, topic=_topic(text.plain, speech, r, headings, starts, named)) for r in records)


def _topic(
    plain: str, speech: Speech, record: LedgerRecord, headings: tuple[tuple[Topic, ...], ...],
    starts: tuple[int, ...], named: list[int],
) -> Topic:
    at = bisect_left(named, record.start)
    if at < len(named) and named[at] < record.end:
        return Topic.PROJECT
    index = bisect_right(starts, record.start) - 1
    if index < 0:
        return Topic.PROJECT
    sentence = speech.sentences[index]
    said = _said(plain, sentence, record)
    return _choose(headings[sentence.section], said)


def _choose(heading: tuple[Topic, ...], said: tuple[Topic, ...]) -> Topic:
    """One of the heading's topics; where it names none, the first that the words name, unless they name projects."""
    candidates = heading or said
    if heading and (both := tuple(t for t in said if t in heading)):
        candidates = both
    if not candidates or Topic.PROJECT in candidates:
        return Topic.PROJECT
    return candidates[0]


def _said(plain: str, sentence: Sentence, record: LedgerRecord) -> tuple[Topic, ...]:
    """Topics that the clauses of the record name, or, where they name none, its sentence before them, nearest first."""
    first = max(0, bisect_right(sentence.clauses, record.start, key=lambda c: c.start) - 1)
    last = max(first, bisect_left(sentence.clauses, record.end, key=lambda c: c.start) - 1)
    start, end = sentence.clauses[first].start, sentence.clauses[last].end
    return _named(plain, start, end) or _named(plain, max(sentence.start, start - _REACH), start)[::-1]


def _named(plain: str, start: int, end: int) -> tuple[Topic, ...]:
    return tuple(dict.fromkeys(_TOPICS[m.group()] for m in _IN_SENTENCE.finditer(plain, start, end)))


def _heading_topics(plain: str, speech: Speech) -> tuple[tuple[Topic, ...], ...]:
    """By section: the topics of its own heading, else those of the section that holds it."""
    out: list[tuple[Topic, ...]] = []
    for section in speech.sections:
        title = section.title
        if section.level and not title and (m := _OPENING.match(plain, section.start + len(section.label))):
            title = m.group()
        own = tuple(dict.fromkeys(_TOPICS[m.group()] for m in _IN_HEADING.finditer(title))) if section.level else ()
        out.append(own or (out[section.parent] if section.parent is not None else ()))
    return tuple(out)
