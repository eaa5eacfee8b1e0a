"""All tables of the ledger. See docs/ledger.md for what each column means to a reader.

    Document ─< Speech ─< Section
                   │  └─< Evidence ─< Indicator, ProjectMention, Milestone, Assignment, Cadence, Sanction
    Document ─< SetAside            │
    Region (tree) ─< Unit, Project ─┘
    Run: one command that wrote.   PersonEntry: what people entered; the only table that a load never fills.

A record's `key` is its natural key within the speech: the same text read again gives the same keys, so that a second
load changes nothing. Vocabulary columns hold the values of db.vocab and are checked by the database. What a person
entered is joined from PersonEntry by natural keys; only a speech's date is also written into the date columns of
`Speech` and its records' `due_on` (what the extractor had read of it stands in `Speech.as_read`).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Index,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from db import vocab

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
METADATA = SQLModel.metadata
METADATA.naming_convention = NAMING


REGION_LEVELS = ("province", "city", "county", "town", "zone", "group", "other")
SET_ASIDE_KINDS = ("furniture", "number")


class Moment(TypeDecorator[datetime]):
    """A point in time, aware and in UTC on every database (SQLite itself drops the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _one_of(column: str, values: type[StrEnum] | tuple[str, ...]) -> CheckConstraint:
    """A check that lets the listed words and null pass."""
    listed = ", ".join(f"'{v}'" for v in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _span() -> CheckConstraint:
    return CheckConstraint('start >= 0 AND "end" > start', name="span")


class Run(SQLModel, table=True):
    """One command that wrote a document to the ledger. A load that changes nothing leaves no run."""

    __tablename__ = "run"
    id: int | None = Field(default=None, primary_key=True)
    command: str
    extractor: str  # version of the rules
    started_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    finished_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    counts: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))  # inserted, updated, removed …


class Region(SQLModel, table=True):
    """A place of GB/T 2260, or one that the speeches name and the code table does not know."""

    __tablename__ = "region"
    __table_args__ = (UniqueConstraint("code"), _one_of("level", REGION_LEVELS))
    id: int | None = Field(default=None, primary_key=True)
    code: str  # GB/T 2260, or "x:NAME", or "x:SCOPE:NAME" for a place known only within a speaking place
    name: str  # 湛江市
    short_name: str  # 湛江
    level: str  # province, city, county, town, zone, group, other
    parent_id: int | None = Field(default=None, foreign_key="region.id", index=True)


class Document(SQLModel, table=True):
    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("name"), Index("ix_document_text_sha256", "text_sha256"))
    id: int | None = Field(default=None, primary_key=True)
    name: str
    media_type: str
    encoding: str
    sha256: str  # of the file
    text_sha256: str  # of the body without white space: the same text in another file or format
    text: str = Field(sa_column=Column(Text, nullable=False))
    loaded_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    run_id: int = Field(foreign_key="run.id")


class Speech(SQLModel, table=True):
    __tablename__ = "speech"
    __table_args__ = (
        UniqueConstraint("document_id", "ordinal"),
        _span(),
        _one_of("region_source", vocab.DateSource),
        _one_of("date_source", vocab.DateSource),
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id")
    ordinal: int
    title: str
    start: int
    end: int
    region_id: int | None = Field(default=None, foreign_key="region.id", index=True)  # the speaking place
    region_source: str
    year: int | None = None
    month: int | None = None
    reference_date: date | None = None  # given, in the front matter, or entered by a person
    date_source: str
    clues: list = Field(default_factory=list, sa_column=Column(JSON, nullable=False))  # {start,end,says,strength}
    as_read: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))  # year, month, date, source


class Section(SQLModel, table=True):
    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("speech_id", "position"),)
    id: int | None = Field(default=None, primary_key=True)
    speech_id: int = Field(foreign_key="speech.id")
    position: int
    parent_position: int | None = None
    level: int
    label: str
    title: str
    start: int
    end: int


class SetAside(SQLModel, table=True):
    """What was read and is no record: furniture of the file, and numbers that are no figures or were not claimed."""

    __tablename__ = "set_aside"
    __table_args__ = (
        UniqueConstraint("document_id", "kind", "start", "end"),
        _one_of("kind", SET_ASIDE_KINDS),
        _span(),
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id")
    kind: str  # furniture, number
    start: int
    end: int
    reason: str  # header, advert … / ordinal, date … / "unclaimed"


class Evidence(SQLModel, table=True):
    """The characters that a record came from: document.text[start:end] == quote."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("speech_id", "start", "end"), _span())
    id: int | None = Field(default=None, primary_key=True)
    speech_id: int = Field(foreign_key="speech.id")
    section_position: int
    start: int
    end: int
    quote: str = Field(sa_column=Column(Text, nullable=False))
    sentence_start: int
    sentence_end: int


class Unit(SQLModel, table=True):
    """An organisation, post or class of units, of one place."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("scope", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    scope: str  # code of the speaking place, or "document name#ordinal" where the place is open
    name: str  # simplified
    region_id: int | None = Field(default=None, foreign_key="region.id", index=True)


class Project(SQLModel, table=True):
    """One project, however often and in whatever form it is named."""

    __tablename__ = "project"
    __table_args__ = (UniqueConstraint("scope", "name_key"), _one_of("stage", vocab.Stage))
    id: int | None = Field(default=None, primary_key=True)
    scope: str  # as Unit.scope
    name_key: str  # simplified name without 项目, 工程, 建设 and punctuation
    name: str  # the fullest form
    region_id: int | None = Field(default=None, foreign_key="region.id", index=True)
    investment: float | None = None  # yuan, latest stated
    annual_investment: float | None = None  # yuan
    capacity: str | None = None
    owner: str | None = None
    stage: str  # latest stated


class _Record(SQLModel):
    """What every extracted record has."""

    id: int | None = Field(default=None, primary_key=True)
    key: str  # natural key within the speech, see etl.load_keys
    speech_id: int = Field(foreign_key="speech.id")
    evidence_id: int = Field(foreign_key="evidence.id", index=True)
    rule: str
    confidence: float
    topic: str


def _record_args(*extra: object) -> tuple:
    sure = CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence")
    return (UniqueConstraint("speech_id", "key"), sure, *extra)


class ProjectMention(_Record, table=True):
    """What one speech says of a project."""

    __tablename__ = "project_mention"
    __table_args__ = _record_args(_one_of("stage", vocab.Stage))
    project_id: int = Field(foreign_key="project.id", index=True)
    name: str  # as written
    region_id: int | None = Field(default=None, foreign_key="region.id")  # the speaking place where none is named
    region_text: str | None = None  # as written
    investment: float | None = None
    annual_investment: float | None = None
    capacity: str | None = None
    owner: str | None = None
    stage: str
    spans: list = Field(default_factory=list, sa_column=Column(JSON, nullable=False))  # [[start, end] …] all mentions


class Indicator(_Record, table=True):
    """A quantity that a speech states: a target, an actual or a gap."""

    __tablename__ = "indicator"
    __table_args__ = _record_args(
        _one_of("cmp", vocab.Comparison), _one_of("status", vocab.Status), _one_of("measure", vocab.Measure),
        CheckConstraint("NOT redacted OR value IS NULL", name="redacted_has_no_value"),
        Index("ix_indicator_region_name", "region_id", "canonical_name", "status"),
    )
    name: str  # in the speech's words, simplified
    canonical_name: str  # one word an indicator: 固定资产投资 for 固投
    region_id: int | None = Field(default=None, foreign_key="region.id")  # the speaking place where none is named
    region_text: str | None = None  # as written
    subject: str | None = None  # the project that it is about, as written
    project_id: int | None = Field(default=None, foreign_key="project.id", index=True)
    value: float | None = None  # base units: yuan, 亩, 吨 …
    value_max: float | None = None
    cmp: str
    measure_unit: str
    redacted: bool
    status: str
    measure: str
    period: str | None = None


class _Dated(SQLModel):
    deadline_text: str | None = None
    deadline_year: str | None = None  # "2008", "+1", null
    deadline_month: int | None = None
    deadline_day: int | None = None
    deadline_part: str | None = None
    deadline_relative: str | None = None  # ISO 8601 duration
    deadline_year_redacted: bool = False
    due_on: date | None = Field(default=None, index=True)
    due_basis: str


def _dated_args() -> tuple:
    return (
        _one_of("due_basis", vocab.DueBasis),
        _one_of("deadline_part", vocab.Part),
        CheckConstraint("deadline_month BETWEEN 1 AND 12", name="deadline_month"),
        CheckConstraint("deadline_day BETWEEN 1 AND 31", name="deadline_day"),
    )


class Milestone(_Record, _Dated, table=True):
    """Something that must, will or should happen by a stated time."""

    __tablename__ = "milestone"
    __table_args__ = _record_args(
        _one_of("event", vocab.Event), _one_of("modality", vocab.Modality), *_dated_args(),
    )
    subject: str
    project_id: int | None = Field(default=None, foreign_key="project.id", index=True)
    event: str
    modality: str
    count: float | None = None


class Assignment(_Record, _Dated, table=True):
    """A unit, post or class of units is told to do a concrete task."""

    __tablename__ = "assignment"
    __table_args__ = _record_args(_one_of("role", vocab.Role), *_dated_args())
    role: str
    task: str


class Cadence(_Record, table=True):
    """A recurring duty with an explicit frequency."""

    __tablename__ = "cadence"
    __table_args__ = _record_args(_one_of("activity", vocab.Activity))
    actor: str | None = None  # as written
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    activity: str
    freq: str


class Sanction(_Record, table=True):
    """A rule of reward or penalty."""

    __tablename__ = "sanction"
    __table_args__ = _record_args(_one_of("polarity", vocab.Polarity))
    trigger: str
    consequence: str
    polarity: str


class MilestoneUnit(SQLModel, table=True):
    """A responsible unit of a milestone."""

    __tablename__ = "milestone_unit"
    milestone_id: int = Field(foreign_key="milestone.id", primary_key=True, ondelete="CASCADE")
    unit_id: int = Field(foreign_key="unit.id", primary_key=True, index=True)


class AssignmentUnit(SQLModel, table=True):
    """A unit that an assignment is given to."""

    __tablename__ = "assignment_unit"
    assignment_id: int = Field(foreign_key="assignment.id", primary_key=True, ondelete="CASCADE")
    unit_id: int = Field(foreign_key="unit.id", primary_key=True, index=True)


class EntryKind(StrEnum):
    """What a person can enter so far."""

    MILESTONE_DONE = "milestone_done"  # date_value: the day it was met
    REFERENCE_DATE = "reference_date"  # date_value: the day of the speech; record_key ""
    FILLED_VALUE = "filled_value"  # number_value: what the source blanks, base unit


class PersonEntry(SQLModel, table=True):
    """What a person entered. Points at natural keys, so that a reload of the document never loses it."""

    __tablename__ = "person_entry"
    __table_args__ = (
        UniqueConstraint("document_name", "ordinal", "kind", "record_key"),
        _one_of("kind", EntryKind),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str
    document_name: str
    ordinal: int
    record_key: str
    date_value: date | None = None
    number_value: float | None = None
    note: str = ""
    entered_by: str = ""
    entered_at: datetime = Field(sa_column=Column(Moment, nullable=False))
