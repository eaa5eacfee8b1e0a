"""The records of the ledger, and what is kept beside them: commitments without a date, checks of figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.vocab import (
    Activity,
    Comparison,
    DueBasis,
    Event,
    FindingCheck,
    Measure,
    Modality,
    Polarity,
    RecordType,
    Role,
    Stage,
    Status,
    Topic,
)
from etl.records.documents import Span
from etl.records.mentions import Deadline


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRecord:
    """What all six kinds share. `rule` names the rule that made the record, `confidence` is its chance to be right."""

    start: int
    end: int
    rule: str
    confidence: float
    topic: Topic = Topic.PROJECT  # set by resolution; what is out of scope is kept, marked (db.vocab.OUT_OF_SCOPE)
    also_at: tuple[Span, ...] = ()  # other places of the speech that say the same words again


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRecord(LedgerRecord):
    indicator: str
    region: str | None = None
    subject: str | None = None
    value: float | None
    value_max: float | None = None
    cmp: Comparison = Comparison.EQUAL
    unit: str = ""
    redacted: bool = False
    status: Status
    measure: Measure = Measure.LEVEL
    period: str | None = None
    repaired_value: float | None = None  # what a damaged number must have been, where arithmetic of the text proves it
    proof: str = ""  # the arithmetic, for people: 20xx万元 = 1000万元（到位）+ 1000万元（缺口）


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRecord(LedgerRecord):
    name: str
    region: str | None = None
    investment: float | None = None
    annual_investment: float | None = None
    capacity: str | None = None
    owner: str | None = None
    stage: Stage = Stage.UNKNOWN
    mentions: tuple[Span, ...] = ()  # every place of the speech that names it


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneRecord(LedgerRecord):
    subject: str
    event: Event
    deadline: Deadline
    modality: Modality
    unit: tuple[str, ...] = ()
    count: float | None = None
    due_on: date | None = None  # set by resolution
    due_basis: DueBasis = DueBasis.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRecord(LedgerRecord):
    units: tuple[str, ...]
    role: Role
    task: str
    deadline: Deadline | None = None
    due_on: date | None = None  # set by resolution
    due_basis: DueBasis = DueBasis.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class CadenceRecord(LedgerRecord):
    actor: str | None = None
    activity: Activity
    freq: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SanctionRecord(LedgerRecord):
    trigger: str
    consequence: str
    polarity: Polarity


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """Something promised or demanded without a date: 尽快建成, 早日投产. No milestone, but counted."""

    start: int
    end: int
    subject: str
    event: Event
    words: str  # 尽快, 早日, 抓紧 …
    unit: tuple[str, ...] = ()
    rule: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A check of figures against each other (勾稽): parts and total, rate, growth, whole and part."""

    check: FindingCheck
    start: int  # the stated figure that is checked
    end: int
    places: tuple[Span, ...]  # the figures it was computed from
    stated: float
    computed: float
    measure_unit: str
    holds: bool  # within the rounding of the stated figures
    says: str  # the arithmetic, for people: 25.7 + 23.94 = 49.64 ≠ 45.69


RECORD_TYPES: dict[type[LedgerRecord], RecordType] = {
    IndicatorRecord: RecordType.INDICATOR,
    ProjectRecord: RecordType.PROJECT,
    MilestoneRecord: RecordType.MILESTONE,
    AssignmentRecord: RecordType.ASSIGNMENT,
    CadenceRecord: RecordType.CADENCE,
    SanctionRecord: RecordType.SANCTION,
}
