"""What people entered; the only table whose rows no reading of a document makes."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.models.base import Moment, one_of


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
        one_of("kind", EntryKind),
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
