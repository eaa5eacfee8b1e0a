"""All tables of the ledger. See docs/ledger.md for what each column means to a reader.

    Document ─< Speech ─< Section
                   │  └─< Evidence ─< Indicator, ProjectMention, Milestone, Assignment, Cadence, Sanction
    Document ─< SetAside            │
    Region (tree) ─< Unit, Project ─┘
    Run: one command that wrote.   PersonEntry: what people entered; never written by a load.

A record's `key` is its natural key within the speech: the same text read again gives the same keys, so that a second
load changes nothing. Vocabulary columns hold the values of db.vocab and are checked by the database.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Column, DateTime, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from db import vocab

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{v.value}'" for v in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Run(SQLModel, table=True):
    """One command that wrote to the ledger."""

    __tablename__ = "run"
    id: int | None = Field(default=None, primary_key=True)
    command: str
    extractor: str  # version of the rules
    started_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    finished_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    counts: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))  # inserted, updated …


class Region(SQLModel, table=True):
    """A place of GB/T 2260, or one that the speeches name and the code table does not know."""

    __tablename__ = "region"
    __table_args__ = (UniqueConstraint("code"), Index("ix_region_parent", "parent_id"))
    id: int | None = Field(default=None, primary_key=True)
    code: str  # GB/T 2260, or "x:" and the name
    name: str  # 湛江市
    short_name: str  # 湛江
    level: str  # province, city, county, town, zone, group, other
    parent_id: int | None = Field(default=None, foreign_key="region.id")


class Document(SQLModel, table=True):
    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("name"), Index("ix_document_text_sha256", "text_sha256"))
    id: int | None = Field(default=None, primary_key=True)
    name: str
    media_type: str
    encoding: str
    sha256: str  # of the file
    text_sha256: str  # of the decoded text: the same text in another format
    text: str = Field(sa_column=Column(Text, nullable=False))
    loaded_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    run_id: int = Field(foreign_key="run.id")


class Speech(SQLModel, table=True):
    __tablename__ = "speech"
    __table_args__ = (
        UniqueConstraint("document_id", "ordinal"),
        _one_of("region_source", vocab.DateSource),
        _one_of("date_source", vocab.DateSource),
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", index=True)
    ordinal: int
    title: str
    start: int
    end: int
    region_id: int | None = Field(default=None, foreign_key="region.id")  # the speaking place
    region_source: str
    year: int | None = None
    month: int | None = None
    reference_date: date | None = None  # given, in the front matter, or entered by a person
    date_source: str
    clues: list = Field(default_factory=list, sa_column=Column(JSON, nullable=False))  # {start,end,says,strength}


class Section(SQLModel, table=True):
    __tablename__ = "section"
    __table_args__ = (UniqueConstraint("speech_id", "position"),)
    id: int | None = Field(default=None, primary_key=True)
    speech_id: int = Field(foreign_key="speech.id", index=True)
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
    __table_args__ = (UniqueConstraint("document_id", "kind", "start", "end"),)
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", index=True)
    kind: str  # furniture, number
    start: int
    end: int
    reason: str  # header, advert … / ordinal, date … / "unclaimed"


class Evidence(SQLModel, table=True):
    """The characters that a record came from: document.text[start:end] == quote."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("speech_id", "start", "end"), CheckConstraint('"end" > start', name="span"))
    id: int | None = Field(default=None, primary_key=True)
    speech_id: int = Field(foreign_key="speech.id", index=True)
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
    key: str  # natural key within the speech
    speech_id: int = Field(foreign_key="speech.id", index=True)
    evidence_id: int = Field(foreign_key="evidence.id", index=True)
    rule: str
    confidence: float
    topic: str


def _record_args(*extra: object) -> tuple:
    return (UniqueConstraint("speech_id", "key"), *extra)


class ProjectMention(_Record, table=True):
    """What one speech says of a project."""

    __tablename__ = "project_mention"
    __table_args__ = _record_args(_one_of("stage", vocab.Stage))
    project_id: int = Field(foreign_key="project.id", index=True)
    name: str  # as written
    region_text: str | None = None
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


class Milestone(_Record, _Dated, table=True):
    """Something that must, will or should happen by a stated time."""

    __tablename__ = "milestone"
    __table_args__ = _record_args(
        _one_of("event", vocab.Event), _one_of("modality", vocab.Modality), _one_of("due_basis", vocab.DueBasis),
    )
    subject: str
    project_id: int | None = Field(default=None, foreign_key="project.id", index=True)
    event: str
    modality: str
    count: float | None = None


class Assignment(_Record, _Dated, table=True):
    """A unit, post or class of units is told to do a concrete task."""

    __tablename__ = "assignment"
    __table_args__ = _record_args(_one_of("role", vocab.Role), _one_of("due_basis", vocab.DueBasis))
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
        UniqueConstraint("kind", "document_name", "ordinal", "record_key"),
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
    entered_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
