"""What people entered: about records, about which projects are one, about who belongs to a group of places."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from db.models.base import Moment, one_of


class EntryKind(StrEnum):
    """What a person can enter so far."""

    MILESTONE_DONE = "milestone_done"  # date_value: the day it, or a task, was met
    REFERENCE_DATE = "reference_date"  # date_value: the day of the speech; record_key ""
    FILLED_VALUE = "filled_value"  # number_value: what the source blanks, base unit
    SPLIT_MENTION = "split_mention"  # text_value: the name of the project that a mention means
    SPEECH_PLACE = "speech_place"  # text_value: the code of the place where the speech was given; record_key ""


OF_SPEECHES = (EntryKind.REFERENCE_DATE, EntryKind.SPEECH_PLACE)  # entries that are about no record


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
    text_value: str | None = None
    note: str = ""
    entered_by: str = ""
    entered_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class ProjectMerge(SQLModel, table=True):
    """A person says that what is called `name_key` in `scope` is the project `into_key` of `into_scope`.

    Every load follows it; chains are followed to their end.
    """

    __tablename__ = "project_merge"
    __table_args__ = (
        UniqueConstraint("scope", "name_key"),
        CheckConstraint("scope <> into_scope OR name_key <> into_key", name="two_projects"),
    )
    id: int | None = Field(default=None, primary_key=True)
    scope: str  # as Project.scope
    name_key: str  # as Project.name_key
    name: str  # what the project was called when it was merged, for people
    into_scope: str
    into_key: str
    note: str = ""
    entered_by: str
    entered_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class GroupSource(StrEnum):
    """Who says which members a group has."""

    CODE_TABLE = "code_table"  # a suggestion: the divisions directly below the speaking place
    PERSON = "person"


class RegionGroup(SQLModel, table=True):
    """The members of a group of places (各县市区) as a speaking place means it. A load adds groups, it changes none."""

    __tablename__ = "region_group"
    __table_args__ = (UniqueConstraint("scope", "name"), one_of("source", GroupSource))
    id: int | None = Field(default=None, primary_key=True)
    scope: str  # as Project.scope
    name: str  # 各县市区
    members: list = Field(default_factory=list, sa_column=Column(JSON, nullable=False))  # names
    source: str
    note: str = ""
    entered_by: str = ""
    entered_at: datetime | None = Field(default=None, sa_column=Column(Moment))
