"""Documents as they were read: speeches, sections, evidence, and what is no record."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Column, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from db import vocab
from db.models.base import Moment, one_of, span

SET_ASIDE_KINDS = ("furniture", "number")


class Run(SQLModel, table=True):
    """One command that wrote a document to the ledger. A load that changes nothing leaves no run."""

    __tablename__ = "run"
    id: int | None = Field(default=None, primary_key=True)
    command: str
    extractor: str  # version of the rules
    started_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    finished_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    counts: dict = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))  # inserted, updated, removed …


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
        span(),
        one_of("region_source", vocab.DateSource),
        one_of("date_source", vocab.DateSource),
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
        one_of("kind", SET_ASIDE_KINDS),
        span(),
    )
    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id")
    kind: str  # furniture, number
    start: int
    end: int
    reason: str  # header, advert … / ordinal, date … / "unclaimed"


class Evidence(SQLModel, table=True):
    """The characters that a record came from: document.text[start:end] == quote, or the text of `version`."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("speech_id", "start", "end", "version"), span())
    id: int | None = Field(default=None, primary_key=True)
    speech_id: int = Field(foreign_key="speech.id")
    section_position: int
    start: int
    end: int
    quote: str = Field(sa_column=Column(Text, nullable=False))
    sentence_start: int
    sentence_end: int
    version: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # 0: the document's text as it is now;
    # else DocumentVersion.number of the earlier text that has the words
