"""What is read besides the records: commitments without a date, and checks of figures against each other."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from db import vocab
from db.models.base import one_of, span


class Commitment(SQLModel, table=True):
    """Something promised or demanded without a date (尽快建成): no milestone, but counted."""

    __tablename__ = "commitment"
    __table_args__ = (
        UniqueConstraint("speech_id", "key"), one_of("event", vocab.Event),
        CheckConstraint("confidence >= 0 AND confidence <= 1", name="confidence"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str  # natural key within the speech, see etl.load_keys
    speech_id: int = Field(foreign_key="speech.id")
    evidence_id: int = Field(foreign_key="evidence.id", index=True)
    rule: str
    confidence: float
    subject: str
    project_id: int | None = Field(default=None, foreign_key="project.id", index=True)
    project_key: str | None = None  # name key of that project as read, before what people merged and split
    event: str
    words: str  # 尽快, 早日, 抓紧 …


class CommitmentUnit(SQLModel, table=True):
    """A responsible unit of a commitment."""

    __tablename__ = "commitment_unit"
    commitment_id: int = Field(foreign_key="commitment.id", primary_key=True, ondelete="CASCADE")
    unit_id: int = Field(foreign_key="unit.id", primary_key=True, index=True)


class Finding(SQLModel, table=True):
    """A check of stated figures against each other (勾稽): parts and total, rate, growth, whole and part."""

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("speech_id", "key"), one_of("kind", vocab.FindingCheck), span())
    id: int | None = Field(default=None, primary_key=True)
    key: str  # natural key within the speech, see etl.load_keys
    speech_id: int = Field(foreign_key="speech.id")
    kind: str  # db.vocab.FindingCheck
    start: int  # the stated figure that is checked
    end: int
    places: list = Field(default_factory=list, sa_column=Column(JSON, nullable=False))  # [[start, end] …] computed from
    stated: float
    computed: float
    measure_unit: str
    holds: bool  # within the rounding of the stated figures
    says: str  # the arithmetic, for people
