"""What a document's ledger becomes in the tables: plain rows, every column but the id. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from db.vocab import DateSource, NumberFate
from etl.lexicon.regions import region_of
from etl.load_content import content_row
from etl.load_keys import record_keys, sentence_span, text_fingerprint
from etl.load_names import unit_name
from etl.load_places import Place, SpeakingPlace, speaking_place
from etl.records import (
    AssignmentRecord,
    CadenceRecord,
    Commitment,
    Document,
    DocumentLedger,
    Finding,
    IndicatorRecord,
    LedgerRecord,
    MilestoneRecord,
    ProjectRecord,
    Span,
    SpeechContext,
    SpeechLedger,
)
from etl.resolution.deadlines import resolve_deadlines

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Keyed:
    """A speech with its records' keys and its place."""

    ledger: SpeechLedger
    keys: tuple[str, ...]
    place: SpeakingPlace
    context: SpeechContext  # with the date that a person entered
    records: tuple[LedgerRecord, ...]  # resolved against that date, in the order of `keys`

    @property
    def ordinal(self) -> int:
        return self.ledger.speech.ordinal

    def pairs(self) -> Iterator[tuple[str, LedgerRecord]]:
        return zip(self.keys, self.records, strict=True)


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids of the rows that one speech's records point at."""

    speech: int
    regions: dict[str, int]  # by code
    units: dict[tuple[str, str], int]  # by scope and name
    evidence: dict[tuple[int, int, int], int]  # by speech, start and end
    mentions: dict[str, tuple[str, int]]  # name key as read and project of a mention, by record key
    subjects: dict[tuple[str, int], tuple[str, int | None]]  # the same of a record's subject, by subject and start
    quotas: dict[str, str]  # the group for each member of which a record is a quota, by record key

    def region(self, place: Place | None) -> int | None:
        return self.regions[place.code] if place else None

    def about(self, record: IndicatorRecord | MilestoneRecord | Commitment) -> Row:
        """The project that a record's subject names."""
        key, project = self.subjects.get((record.subject or "", record.start), (None, None))
        return {"project_key": key, "project_id": project}


def keyed(ledger: DocumentLedger, speech: SpeechLedger) -> Keyed:
    document = ledger.prepared.document
    keys = record_keys(speech.records, text=document.text, speech=speech.speech)
    place = speaking_place(
        speech.context, mentions=speech.mentions.regions, document=document.name, ordinal=speech.speech.ordinal
    )
    return Keyed(speech, keys, place, speech.context, speech.records)


def dated(speech: Keyed, *, entered: date | None) -> Keyed:
    """The speech as it reads with the date that a person entered for it."""
    if entered is None:
        return speech
    context = context_on(speech.context, entered)
    return replace(speech, context=context, records=resolve_deadlines(speech.records, context))


def placed(speech: Keyed, *, entered: Place | None) -> Keyed:
    """The speech as it reads with the place that a person entered for it."""
    if entered is None:
        return speech
    context = replace(speech.context, region_code=entered.code if region_of(entered.code) else "",
                      region_name=entered.name, region_source=DateSource.GIVEN)
    place = SpeakingPlace(entered.code, entered, speech.place.mentions)
    return replace(speech, context=context, place=place)


def context_on(context: SpeechContext, day: date) -> SpeechContext:
    """The context of a speech that a person says was given on `day`."""
    return replace(context, reference_date=day, year=day.year, month=day.month, date_source=DateSource.GIVEN)


# ---------------------------------------------------------------- the document and its parts


def document_row(document: Document) -> Row:
    return {
        "name": document.name, "media_type": document.media_type, "encoding": document.encoding,
        "sha256": document.sha256, "text_sha256": text_fingerprint(document.text[document.body_start:]),
        "text": document.text,
    }


def speech_row(speech: Keyed, *, document_id: int, regions: dict[str, int]) -> Row:
    s, context = speech.ledger.speech, speech.context
    place = speech.place.place
    return {
        "document_id": document_id, "ordinal": s.ordinal, "title": s.title, "start": s.start, "end": s.end,
        "region_id": regions[place.code] if place else None, "region_source": str(context.region_source),
        **date_columns(context),
        "clues": [{"start": c.start, "end": c.end, "says": c.says, "strength": c.strength} for c in context.clues],
        "as_read": as_read(speech.ledger.context),
    }


def date_columns(context: SpeechContext) -> Row:
    return {"year": context.year, "month": context.month, "reference_date": context.reference_date,
            "date_source": str(context.date_source)}


def as_read(context: SpeechContext) -> Row:
    """The date of a speech as the extractor read it, for the day that a person takes an entry back."""
    day = context.reference_date
    return {**date_columns(context), "reference_date": day.isoformat() if day else None}


def section_rows(speech: Keyed, *, speech_id: int) -> list[Row]:
    return [
        {"speech_id": speech_id, "position": s.index, "parent_position": s.parent, "level": s.level,
         "label": s.label, "title": s.title, "start": s.start, "end": s.end}
        for s in speech.ledger.speech.sections
    ]


def set_aside_rows(ledger: DocumentLedger, *, document_id: int) -> list[Row]:
    """Furniture, and the numbers that are in no record. One row a span and kind."""
    rows: dict[tuple[str, int, int], str] = {}
    for aside in ledger.prepared.set_aside:
        rows.setdefault(("furniture", aside.start, aside.end), str(aside.reason))
    for number in (n for s in ledger.speeches for n in s.numbers if n.fate is not NumberFate.RECORD):
        reason = "unclaimed" if number.fate is NumberFate.UNCLAIMED else str(number.reason)
        rows.setdefault(("number", number.start, number.end), reason)
    return [
        {"document_id": document_id, "kind": kind, "start": start, "end": end, "reason": reason}
        for (kind, start, end), reason in rows.items() if end > start
    ]


def evidence_rows(speech: Keyed, *, speech_id: int, text: str, besides: Iterable[Span] = ()) -> list[Row]:
    """One row a span, however many records and commitments stand on it. `besides`: words of records not read."""
    spans = sorted({(r.start, r.end) for r in (*speech.records, *speech.ledger.commitments, *besides)})
    rows = []
    for start, end in spans:
        sentence, section = sentence_span(speech.ledger.speech, start, end)
        rows.append({
            "speech_id": speech_id, "section_position": section, "start": start, "end": end, "quote": text[start:end],
            "sentence_start": sentence.start, "sentence_end": sentence.end, "version": 0,
        })
    return rows


# ---------------------------------------------------------------- what records share


def named_places(speech: Keyed) -> set[Place]:
    """The speaking place, every place that a record names and every unit's place."""
    regions = {r.region for r in speech.records if isinstance(r, IndicatorRecord | ProjectRecord)}
    found = {speech.place.of(name) for name in regions} | {speech.place.of_unit(u) for u in unit_names(speech)}
    return {p for p in (*found, speech.place.place) if p}


def unit_names(speech: Keyed) -> set[str]:
    return {unit_name(u) for r in (*speech.records, *speech.ledger.commitments) for u in units_of(r)}


def unit_rows(speeches: list[Keyed], regions: dict[str, int]) -> list[Row]:
    rows: dict[tuple[str, str], Row] = {}
    for speech in speeches:
        for name in sorted(unit_names(speech)):
            place = speech.place.of_unit(name)
            rows.setdefault((speech.place.scope, name), {
                "scope": speech.place.scope, "name": name, "region_id": regions[place.code] if place else None,
            })
    return list(rows.values())


def units_of(record: LedgerRecord | Commitment) -> tuple[str, ...]:
    match record:
        case MilestoneRecord() | Commitment():
            return record.unit
        case AssignmentRecord():
            return record.units
        case CadenceRecord():
            return (record.actor,) if record.actor else ()
        case _:
            return ()


def record_unit_ids(record: LedgerRecord | Commitment, *, speech: Keyed, ids: Ids) -> set[int]:
    return {ids.units[speech.place.scope, unit_name(u)] for u in units_of(record)}


# ---------------------------------------------------------------- records


def record_row(key: str, record: LedgerRecord, *, speech: Keyed, ids: Ids) -> Row:
    """One record as a row of its own table."""
    row: Row = {
        "key": key, "speech_id": ids.speech, "evidence_id": ids.evidence[ids.speech, record.start, record.end],
        "rule": record.rule, "confidence": record.confidence, "topic": str(record.topic),
        "also_at": _spans(record.also_at),
    }
    match record:
        case IndicatorRecord():
            about = {"region_id": ids.region(speech.place.of(record.region)), "quota_group": ids.quotas.get(key)}
            return row | content_row(record) | about | ids.about(record)
        case ProjectRecord():
            name_key, project = ids.mentions[key]
            about = {"region_id": ids.region(speech.place.of(record.region)), "spans": _spans(record.mentions)}
            return row | content_row(record) | about | {"name_key": name_key, "project_id": project}
        case MilestoneRecord():
            return row | content_row(record) | {"quota_group": ids.quotas.get(key)} | ids.about(record)
        case CadenceRecord():
            unit = record.actor and ids.units[speech.place.scope, unit_name(record.actor)]
            return row | content_row(record) | {"unit_id": unit or None}
        case _:
            return row | content_row(record)


def _spans(spans: tuple[Span, ...]) -> list[list[int]]:
    return [[s.start, s.end] for s in spans]


# ---------------------------------------------------------------- commitments and findings


def commitment_row(key: str, said: Commitment, *, ids: Ids) -> Row:
    return {
        "key": key, "speech_id": ids.speech, "evidence_id": ids.evidence[ids.speech, said.start, said.end],
        "rule": said.rule, "confidence": said.confidence, "subject": said.subject,
        "event": str(said.event), "words": said.words,
    } | ids.about(said)


def finding_row(key: str, finding: Finding, *, ids: Ids) -> Row:
    return {
        "key": key, "speech_id": ids.speech, "kind": str(finding.check), "start": finding.start, "end": finding.end,
        "places": _spans(finding.places), "stated": finding.stated, "computed": finding.computed,
        "measure_unit": finding.measure_unit, "holds": finding.holds, "says": finding.says,
    }
