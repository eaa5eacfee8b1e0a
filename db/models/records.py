"""The extracted records, one table a kind, and the units that they are given to."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from db import vocab
from db.models.base import one_of


class _Record(SQLModel):
    """What every extracted record has."""

    id: int | None = Field(default=None, primary_key=True)
    key: str  # natural key within the speech, see etl.load_keys
    speech_id: int = Field(foreign_key="speech.id")
    evidence_id: int = Field(foreign_key="evidence.id", index=True)
    rule: str
    confidence: float
    topic: str
    review: str = Field(  # db.vocab.ReviewState; the word on it is in Review
        default=vocab.ReviewState.PENDING, sa_column_kwargs={"server_default": vocab.ReviewState.PENDING}
    )
    also_at: list = Field(  # [[start, end] …] where the speech says the same words again
        default_factory=list, sa_type=JSON, sa_column_kwargs={"nullable": False, "server_default": text("'[]'")}
    )


def _record_args(*extra: object) -> tuple:
    sure = CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence")
    return (UniqueConstraint("speech_id", "key"), sure, *extra)


class ProjectMention(_Record, table=True):
    """What one speech says of a project."""

    __tablename__ = "project_mention"
    __table_args__ = _record_args(one_of("stage", vocab.Stage))
    project_id: int = Field(foreign_key="project.id", index=True)
    name: str  # as written
    name_key: str = Field(default="", sa_column_kwargs={"server_default": ""})  # as read, before people merge and split
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
        one_of("cmp", vocab.Comparison), one_of("status", vocab.Status), one_of("measure", vocab.Measure),
        CheckConstraint("NOT redacted OR value IS NULL", name="redacted_has_no_value"),
        CheckConstraint("repaired_value IS NULL OR redacted", name="only_redacted_is_repaired"),
        Index("ix_indicator_region_name", "region_id", "canonical_name", "status"),
    )
    name: str  # in the speech's words, simplified
    canonical_name: str  # one word an indicator: 固定资产投资 for 固投
    region_id: int | None = Field(default=None, foreign_key="region.id")  # the speaking place where none is named
    region_text: str | None = None  # as written
    subject: str | None = None  # the project that it is about, as written
    project_id: int | None = Field(default=None, foreign_key="project.id", index=True)
    project_key: str | None = None  # name key of that project as read, before what people merged and split
    quota_group: str | None = None  # 各县市区, where the figure is a quota for each member of the group
    value: float | None = None  # base units: yuan, 亩, 吨 …
    value_max: float | None = None
    cmp: str
    measure_unit: str
    redacted: bool
    status: str
    measure: str
    period: str | None = None
    repaired_value: float | None = None  # what a blanked figure must have been, where the text's arithmetic proves it
    proof: str = Field(default="", sa_column_kwargs={"server_default": ""})  # that arithmetic, for people


class _Dated(SQLModel):
    deadline_text: str | None = None
    deadline_year: str | None = None  # "2008", "+1", null
    deadline_month: int | None = None
    deadline_day: int | None = None
    deadline_part: str | None = None
    deadline_relative: str | None = None  # ISO 8601 duration
    deadline_year_redacted: bool = False
    due_on: date | None = None  # the baseline: never moved
    due_basis: str
    moved_to: date | None = None  # the last move of the deadline, see DeadlineMove


def _dated_args() -> tuple:
    return (
        one_of("due_basis", vocab.DueBasis),
        one_of("deadline_part", vocab.Part),
        CheckConstraint("deadline_month BETWEEN 1 AND 12", name="deadline_month"),
        CheckConstraint("deadline_day BETWEEN 1 AND 31", name="deadline_day"),
    )


class Milestone(_Record, _Dated, table=True):
    """Something that must, will or should happen by a stated time."""

    __tablename__ = "milestone"
    __table_args__ = _record_args(
        one_of("event", vocab.Event), one_of("modality", vocab.Modality), *_dated_args(),
        Index("ix_milestone_speech_id_due_on", "speech_id", "due_on"),
    )
    subject: str
    project_id: int | None = Field(default=None, foreign_key="project.id", index=True)
    project_key: str | None = None  # name key of that project as read, before what people merged and split
    quota_group: str | None = None  # as Indicator.quota_group
    event: str
    modality: str
    count: float | None = None


class Assignment(_Record, _Dated, table=True):
    """A unit, post or class of units is told to do a concrete task."""

    __tablename__ = "assignment"
    __table_args__ = _record_args(one_of("role", vocab.Role), *_dated_args())
    role: str
    task: str


class Cadence(_Record, table=True):
    """A recurring duty with an explicit frequency."""

    __tablename__ = "cadence"
    __table_args__ = _record_args(one_of("activity", vocab.Activity))
    actor: str | None = None  # as written
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    activity: str
    freq: str


class Sanction(_Record, table=True):
    """A rule of reward or penalty."""

    __tablename__ = "sanction"
    __table_args__ = _record_args(one_of("polarity", vocab.Polarity))
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
