"""Who changed what, when and on whose word: events, chained by hash, and the rows that each of them changed.

Rows are captured by triggers (db.history_triggers), so that no way to write goes round them. A change that was made
outside of the program has no event; `python -m db verify` names it.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from db import vocab
from db.models.base import Moment, one_of


class Event(SQLModel, table=True):
    """One act of a person or a command. Append-only; `hash` covers the row, its changes and the event before."""

    __tablename__ = "event"
    __table_args__ = (one_of("role", vocab.UserRole), Index("ix_event_subject", "subject_type", "subject_id"))
    id: int | None = Field(default=None, primary_key=True)  # 1, 2, 3 … without a gap
    at: datetime = Field(sa_column=Column(Moment, nullable=False, index=True))
    actor: str  # login name, or the name that was given on the local machine
    role: str
    action: str  # db.vocab.Action
    subject_type: str = ""  # a table's name, where the act is about one row
    subject_id: int | None = None
    title: str = ""  # what the subject was called then, for people
    reason: str = ""
    details: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    change_count: int
    changes_sha256: str
    previous_hash: str  # "" for the first
    hash: str


class RowChange(SQLModel, table=True):
    """One row that was inserted, updated or deleted. `before` and `after` hold columns, of an update those that differ.

    Rows that a reading inserts have no `after`: what they were is what later changes undo.
    """

    __tablename__ = "row_change"
    __table_args__ = (
        one_of("operation", vocab.Operation), Index("ix_row_change_row", "table_name", "row_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    event_id: int | None = Field(default=None, index=True)  # null: changed outside of the program
    table_name: str
    row_id: int | None = None  # null in tables without an id
    operation: str
    before: dict | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    after: dict | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))


class ChangeContext(SQLModel, table=True):
    """One row: the event that this transaction belongs to, for the triggers of SQLite."""

    __tablename__ = "change_context"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
    id: int = Field(default=1, primary_key=True)
    event_id: int | None = None
