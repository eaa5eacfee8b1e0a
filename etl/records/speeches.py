"""Speeches as read: who speaks and when, the records, and what became of every number."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from db.vocab import DateSource, NumberFate
from etl.records.documents import Prepared, Speech
from etl.records.ledger import Commitment, Finding, LedgerRecord
from etl.records.mentions import Mentions


@dataclass(frozen=True, slots=True)
class Clue:
    """A reason for an inferred date or place, with its place in the text. `strength` 0..1."""

    start: int
    end: int
    says: str  # e.g. "month=7", "year=2016", "region=441521"
    strength: float


@dataclass(frozen=True, slots=True)
class SpeechContext:
    """Who speaks and when, as far as can be told."""

    region_code: str = ""
    region_name: str = ""
    region_source: DateSource = DateSource.OPEN
    year: int | None = None
    month: int | None = None
    reference_date: date | None = None  # given or in the front matter; never made up
    date_source: DateSource = DateSource.OPEN
    clues: tuple[Clue, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberAccount:
    """One number of the text and what became of it."""

    start: int
    end: int
    fate: NumberFate
    reason: str = ""  # a SetAsideReason, or the record types that hold it


@dataclass(frozen=True, slots=True)
class SpeechLedger:
    speech: Speech
    context: SpeechContext
    mentions: Mentions
    records: tuple[LedgerRecord, ...]
    numbers: tuple[NumberAccount, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentLedger:
    prepared: Prepared
    speeches: tuple[SpeechLedger, ...] = field(default=())
