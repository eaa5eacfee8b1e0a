"""What records are about: places, units and projects, shared by all documents that name them."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from db import vocab
from db.models.base import one_of

REGION_LEVELS = ("province", "city", "county", "town", "zone", "group", "other")


class Region(SQLModel, table=True):
    """A place of GB/T 2260, or one that the speeches name and the code table does not know."""

    __tablename__ = "region"
    __table_args__ = (UniqueConstraint("code"), one_of("level", REGION_LEVELS))
    id: int | None = Field(default=None, primary_key=True)
    code: str  # GB/T 2260, or "x:NAME", or "x:SCOPE:NAME" for a place known only within a speaking place
    name: str  # 湛江市
    short_name: str  # 湛江
    level: str  # province, city, county, town, zone, group, other
    parent_id: int | None = Field(default=None, foreign_key="region.id", index=True)


class Unit(SQLModel, table=True):
    """An organisation, post or class of units, of one place."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("scope", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    scope: str  # code of the speaking place, or "document name#ordinal" where the place is open
    name: str  # simplified; its other names are in UnitAlias
    region_id: int | None = Field(default=None, foreign_key="region.id", index=True)
    level: str | None = None  # as Region.level, where a person says so; else the level of the place


class Project(SQLModel, table=True):
    """One project, however often and in whatever form it is named."""

    __tablename__ = "project"
    __table_args__ = (
        UniqueConstraint("scope", "name_key"), one_of("stage", vocab.Stage),
        Index("ix_project_scope_base_key", "scope", "base_key"),
    )
    id: int | None = Field(default=None, primary_key=True)
    scope: str  # as Unit.scope
    name_key: str  # simplified name without 项目, 工程, 建设 and punctuation
    base_key: str = Field(default="", sa_column_kwargs={"server_default": ""})  # name_key without phases
    name: str  # the fullest form
    region_id: int | None = Field(default=None, foreign_key="region.id", index=True)
    investment: float | None = None  # yuan, latest stated
    annual_investment: float | None = None  # yuan
    capacity: str | None = None
    owner: str | None = None
    stage: str  # latest stated
