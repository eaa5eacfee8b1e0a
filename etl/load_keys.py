"""Natural keys: what makes a record the same record when its document is read again.

    key = BASE.CONTEXT[.N]
    BASE     record type, quote and what tells apart two records with the same quote (see _identity)
    CONTEXT  the sentence that the quote stands in
    N        2, 3 … for true twins, in the order of the text

No offset goes into a key: a paragraph put in at the top of a speech moves every record and renames none, so that what
a person entered for a record stays with it. A project stands once a speech: its key is its name alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from etl.records import (
    RECORD_TYPES,
    AssignmentRecord,
    CadenceRecord,
    Commitment,
    Finding,
    IndicatorRecord,
    LedgerRecord,
    MilestoneRecord,
    ProjectRecord,
    SanctionRecord,
    Span,
    Speech,
)

Kept = LedgerRecord | Commitment | Finding  # what a speech's tables hold

_BASE_LENGTH = 16
_CONTEXT_LENGTH = 8


def text_fingerprint(text: str) -> str:
    """SHA-256 of a text without its white space: the same for the same speech saved in another format."""
    return sha256("".join(text.split()).encode()).hexdigest()


def record_keys(records: Sequence[Kept], *, text: str, speech: Speech) -> tuple[str, ...]:
    """The key of each record, unique within the speech. `text` is the document's."""
    twins: Counter[str] = Counter()
    keys = []
    for record in records:
        key = _key(record, text=text, speech=speech)
        twins[key] += 1
        keys.append(key if twins[key] == 1 else f"{key}.{twins[key]}")
    return tuple(keys)


def key_base(key: str) -> str:
    """The part of a key that survives a change elsewhere in the sentence."""
    return key.partition(".")[0]


def sentence_span(speech: Speech, start: int, end: int) -> tuple[Span, int]:
    """The sentences that [start, end) touches, as one span, and the section of the first.

    The span itself and the speech's root section where no sentence holds it.
    """
    first = bisect_right(speech.sentences, start, key=lambda s: s.start) - 1
    if first < 0 or speech.sentences[first].end <= start:
        return Span(start, end), 0
    last = bisect_right(speech.sentences, end - 1, key=lambda s: s.start) - 1
    return (
        Span(min(start, speech.sentences[first].start), max(end, speech.sentences[last].end)),
        speech.sentences[first].section,
    )


def _key(record: Kept, *, text: str, speech: Speech) -> str:
    if isinstance(record, ProjectRecord):
        return _digest(_kind(record), record.name)[:_BASE_LENGTH]
    base = _digest(_kind(record), text[record.start:record.end], *_identity(record, text))[:_BASE_LENGTH]
    sentence, _ = sentence_span(speech, record.start, record.end)
    return f"{base}.{_digest(text[sentence.start:sentence.end])[:_CONTEXT_LENGTH]}"


def _kind(record: Kept) -> str:
    match record:
        case Commitment():
            return "commitment"
        case Finding():
            return "finding"
        case _:
            return str(RECORD_TYPES[type(record)])


def _identity(record: Kept, text: str) -> tuple[object, ...]:
    """What tells apart two records of a type with the same evidence."""
    match record:
        case IndicatorRecord():
            return (record.indicator, record.region, record.subject, record.value, record.value_max, record.unit,
                    record.measure)
        case MilestoneRecord():
            return (record.subject, record.event, record.deadline.text)
        case AssignmentRecord():
            return (*record.units, record.role, record.task)
        case CadenceRecord():
            return (record.actor, record.activity, record.freq)
        case SanctionRecord():
            return (record.trigger, record.consequence, record.polarity)
        case Commitment():
            return (record.subject, record.event, record.words)
        case Finding():
            return (record.check, record.stated, record.computed, *(text[p.start:p.end] for p in record.places))
        case _:
            raise TypeError(f"a record of an unknown kind: {type(record).__name__}")


def _digest(*parts: object) -> str:
    return sha256("\x1f".join(map(str, parts)).encode()).hexdigest()
