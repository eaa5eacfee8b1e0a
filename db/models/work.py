"""What an office does with its ledger: review, deadlines, progress, responsibility."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Column, Index, LargeBinary, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from db import vocab
from db.models.base import Moment, one_of


class DocumentVersion(SQLModel, table=True):
    """A text that a document had before it was corrected. Evidence that is gone from the new one points here."""

    __tablename__ = "document_version"
    __table_args__ = (UniqueConstraint("document_id", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", ondelete="CASCADE")
    number: int  # 1 for the first text
    name: str  # of the file
    sha256: str
    text_sha256: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    loaded_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Review(SQLModel, table=True):
    """What a person decided about a record. A record without one is pending.

    `machine` holds the record's columns as they were read when it was first reviewed, `person` those that the person
    set instead (and "units": names); both use the column names of the record's table.
    """

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("record_type", "record_id"), one_of("record_type", vocab.RecordType),
        one_of("state", vocab.ReviewState),
    )
    id: int | None = Field(default=None, primary_key=True)
    record_type: str
    record_id: int
    state: str
    machine: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    person: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    reason: str = ""
    reviewed_by: str
    reviewed_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Proposal(SQLModel, table=True):
    """What a later reading says otherwise about a reviewed record. Nothing changes until a person takes it."""

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("record_type", "record_id", "new_key"), one_of("record_type", vocab.RecordType),
        one_of("kind", vocab.ProposalKind), one_of("state", vocab.ProposalState),
    )
    id: int | None = Field(default=None, primary_key=True)
    record_type: str
    record_id: int
    kind: str
    new_key: str = ""  # the key under which the text is read now; "" where it is not read any more
    new: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))  # columns that differ
    state: str
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class DeadlineMove(SQLModel, table=True):
    """A deadline that was moved. The baseline is the record's `due_on`; its `moved_to` is the last move."""

    __tablename__ = "deadline_move"
    __table_args__ = (
        one_of("record_type", vocab.RecordType), Index("ix_deadline_move_record", "record_type", "record_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    record_type: str  # milestone, assignment
    record_id: int
    from_on: date | None = None
    to_on: date
    days: int  # moved by; negative for an earlier day; from the first day set where none was
    reason: str
    approver: str
    moved_by: str
    moved_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class ProgressReport(SQLModel, table=True):
    """What a unit reports about a project, figure, milestone or task for a period, and what was verified of it."""

    __tablename__ = "progress_report"
    __table_args__ = (
        UniqueConstraint("subject_type", "subject_id", "period", "measure"),
        one_of("subject_type", vocab.ReportSubject), one_of("measure", vocab.ReportMeasure),
        one_of("stage", vocab.Stage),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
        CheckConstraint("verified_percent BETWEEN 0 AND 100", name="verified_percent"),
    )
    id: int | None = Field(default=None, primary_key=True)
    subject_type: str
    subject_id: int
    period: str  # 2026-05, 2026-W21, or the day 2026-05-14 of a free report
    measure: str  # investment, funds in place, value of the indicator, or none
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)  # who reports
    value: float | None = None  # in the period; base unit
    cumulative: float | None = None  # since the beginning of the year
    percent: float | None = None  # physical progress
    words: str = ""  # physical progress (形象进度)
    stage: str | None = None  # reached in the period
    stage_on: date | None = None  # the day it was reached
    problem: str = ""
    next_step: str = ""
    verified_value: float | None = None
    verified_cumulative: float | None = None
    verified_percent: float | None = None
    verified_by: str = ""
    verified_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    questions: list = Field(default_factory=list, sa_column=Column(JSON, nullable=False))  # db.vocab.Question
    reported_by: str
    reported_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Attachment(SQLModel, table=True):
    """A file that a report brings."""

    __tablename__ = "attachment"
    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="progress_report.id", index=True, ondelete="CASCADE")
    name: str
    media_type: str
    sha256: str
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class StageChange(SQLModel, table=True):
    """A stage that a project reached on a day. Rates (开工率 …) are computed from these."""

    __tablename__ = "stage_change"
    __table_args__ = (UniqueConstraint("project_id", "stage", "reached_on"), one_of("stage", vocab.Stage))
    id: int | None = Field(default=None, primary_key=True)
    project_id: int = Field(foreign_key="project.id", index=True)
    stage: str
    reached_on: date
    report_id: int | None = Field(default=None, foreign_key="progress_report.id", ondelete="CASCADE")
    verified: bool = False
    note: str = ""
    entered_by: str
    entered_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Responsibility(SQLModel, table=True):
    """A unit or a person that an office makes responsible, besides what the speeches say."""

    __tablename__ = "responsibility"
    __table_args__ = (
        one_of("subject_type", vocab.ReportSubject), one_of("role", vocab.Duty),
        CheckConstraint("unit_id IS NOT NULL OR person <> ''", name="somebody"),
        Index("ix_responsibility_subject", "subject_type", "subject_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    subject_type: str
    subject_id: int
    role: str
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    person: str = ""
    contact: str = ""  # telephone
    entered_by: str
    entered_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class UnitAlias(SQLModel, table=True):
    """Another name of a unit, in its scope. Every load follows it."""

    __tablename__ = "unit_alias"
    __table_args__ = (UniqueConstraint("scope", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    scope: str  # as Unit.scope
    name: str
    unit_id: int = Field(foreign_key="unit.id", index=True)


class LedgerSetting(SQLModel, table=True):
    """A rule that the office sets for its ledger."""

    __tablename__ = "ledger_setting"
    name: str = Field(primary_key=True)
    value: str
