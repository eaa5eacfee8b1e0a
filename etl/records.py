"""The frozen records that flow through the pipeline, one kind an arrow.

    Document → NormalText → Speech / Section / Sentence → mentions → ledger records → (load)

Every span is half-open [start, end) in characters of `Document.text` (newlines as \\n, before any conversion), so that
`document.text[start:end]` is the evidence. The simplified copy that rules match on has the same length.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from db.vocab import (
    Activity,
    Comparison,
    DateSource,
    DueBasis,
    Event,
    FindingCheck,
    Measure,
    Modality,
    NumberFate,
    Part,
    Polarity,
    RecordType,
    Role,
    SetAsideReason,
    Stage,
    Status,
    Topic,
)

# ---------------------------------------------------------------- documents


@dataclass(frozen=True, slots=True)
class Document:
    """A file as decoded text. `text` includes the front matter, so that offsets are the file's own."""

    name: str  # file name, the document's key in the interchange format
    text: str
    media_type: str  # txt, md, docx, pdf, html
    encoding: str  # utf-8, gb18030, big5 … ("" where the format has its own)
    sha256: str  # of the file's bytes
    front_matter: tuple[tuple[str, str], ...] = ()  # keys: date, place, title
    body_start: int = 0  # where the front matter ends


@dataclass(frozen=True, slots=True)
class NormalText:
    """`original` and its same-length simplified, half-width-digit, full-width-punctuation copy `plain`."""

    original: str
    plain: str


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SetAside:
    """Text that is no part of a speech: site furniture, adverts, page numbers."""

    start: int
    end: int
    reason: str  # header, footer, advert, page_number, navigation


@dataclass(frozen=True, slots=True)
class Section:
    """A heading or an inline item (一是…) and what it governs. `index` is the position in `Speech.sections`."""

    index: int
    parent: int | None
    level: int  # 0 whole speech, 1 一、, 2 （一）, 3 1、, 4 第一， 5 一是/一要
    label: str  # 一、 / （二） / 一是 … as written
    title: str  # the heading's own words; "" for an inline item
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """Ends with 。！？ or the line. `clauses` are cut at ，；： and keep no punctuation."""

    start: int
    end: int
    section: int  # index of the innermost section
    clauses: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Speech:
    """One speech of a document. `ordinal` is 1-based."""

    ordinal: int
    title: str
    start: int
    end: int
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]

    def path(self, section: int) -> tuple[str, ...]:
        """Headings from the outermost to `section`, label and title, the whole-speech root left out."""
        out: list[str] = []
        at: int | None = section
        while at is not None:
            s = self.sections[at]
            if s.level:
                out.append(s.label + s.title)
            at = s.parent
        return tuple(reversed(out))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document cut into speeches, with what was set aside."""

    document: Document
    normal: NormalText
    speeches: tuple[Speech, ...]
    set_aside: tuple[SetAside, ...]


# ---------------------------------------------------------------- mentions


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of the text with what belongs to it: `近9000亩`, `1.45亿元`, `XX个`, `4-5个`.

    Numbers that are no figures are found too, with the reason, for the number accounting.
    """

    start: int  # qualifier, number and unit
    end: int
    number_start: int  # the numerals with their scale: 9000, 1.45亿
    number_end: int
    value: float | None  # base units: yuan, 亩, 吨, 个 …; percentages as written; None where masked
    value_max: float | None
    cmp: Comparison
    unit: str  # simplified base unit: 元, 美元, 亩, 吨, %, 百分点, 个 …; "" where none
    redacted: bool
    set_aside: SetAsideReason | None = None
    rate_of: str = ""  # 公里 in 每公里80万元; 亩 in 每亩300元


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point in time as far as the words give it. See the interchange format."""

    text: str
    year: int | str | None = None  # 2008, "+1", None
    month: int | None = None
    day: int | None = None
    part: Part | None = None
    relative: str | None = None  # ISO 8601 duration for 两周后: P2W
    year_redacted: bool = False

    def as_dict(self) -> dict[str, Any]:
        out = {"text": self.text, "year": self.year, "month": self.month, "day": self.day,
               "part": self.part and str(self.part)}
        if self.relative:
            out["relative"] = self.relative
        if self.year_redacted:
            out["year_redacted"] = True
        return out


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date, period or relative time. `deadline` is its reading as a point in time (the period's end)."""

    start: int
    end: int
    deadline: Deadline
    from_month: int | None = None  # first month of a period: 1-10月 → 1
    is_period: bool = False  # 1-10月, 上半年, 去年: something was measured over it
    is_past: bool = False  # 去年, 前5个月, 截至…
    before: bool = False  # …前, …以前, …内: a deadline by its own words


@dataclass(frozen=True, slots=True)
class RegionMention:
    start: int
    end: int
    name: str  # simplified, as written: 湛江, 我县, 全市, 各县（市、区）
    code: str  # GB/T 2260, "" for 我县, 全省, XX区
    level: str  # province, city, county, town, self (我市, 全县), group (各县区), other


@dataclass(frozen=True, slots=True)
class UnitMention:
    """An organisation, post or class of units that can be told to do something. One element a listed unit."""

    start: int
    end: int
    name: str  # as in the document
    kind: str  # department, government, party, town, park, company, post, class


@dataclass(frozen=True, slots=True)
class ProjectMention:
    start: int
    end: int
    name: str  # as in the document, with the head noun of its list where it is short (碧桂园 → 碧桂园项目)
    rule: str
    confidence: float = 0.8
    plain_name: str = ""  # `name` in the simplified copy, by which mentions of one project are told


@dataclass(frozen=True, slots=True)
class CadenceMention:
    start: int
    end: int
    freq: str  # db.vocab.FREQUENCIES or "every N days"


@dataclass(frozen=True, slots=True)
class Mentions:
    """All mentions of one speech, each tuple sorted by start."""

    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateMention, ...] = ()
    regions: tuple[RegionMention, ...] = ()
    units: tuple[UnitMention, ...] = ()
    projects: tuple[ProjectMention, ...] = ()
    cadences: tuple[CadenceMention, ...] = ()


# ---------------------------------------------------------------- ledger records


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


# ---------------------------------------------------------------- speeches, read


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


def as_interchange(record: LedgerRecord, *, document: Document, speech: int) -> dict[str, Any]:
    """A record as one line of the interchange format (see docs/ledger.md)."""
    out: dict[str, Any] = {
        "type": str(RECORD_TYPES[type(record)]), "doc": document.name, "speech": speech,
        "start": record.start, "end": record.end, "quote": document.text[record.start:record.end],
    }
    for f in fields(record):
        if f.name in ("start", "end"):
            continue
        out[f.name] = _plain(getattr(record, f.name))
    return out


def _plain(value: Any) -> Any:
    match value:
        case Deadline():
            return value.as_dict()
        case Span():
            return [value.start, value.end]
        case tuple():
            return [_plain(v) for v in value]
        case date():
            return value.isoformat()
        case bool() | int() | float() | None:
            return value
        case _:
            return str(value)
