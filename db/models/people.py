"""Who may sign in and as what; what the app keeps for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from db import vocab
from db.models.base import Moment, one_of


class Account(SQLModel, table=True):
    """A person who signs in, with a local password or through OpenID Connect."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("login"), one_of("role", vocab.UserRole))
    id: int | None = Field(default=None, primary_key=True)
    login: str  # lower case; of OpenID Connect its e-mail or subject
    name: str  # what people call the person
    password_hash: str | None = None  # argon2id; null for OpenID Connect
    password_set_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    role: str
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)  # whose work a reporter reports
    active: bool = True
    failed_sign_ins: int = 0
    locked_until: datetime | None = Field(default=None, sa_column=Column(Moment))


class SignIn(SQLModel, table=True):
    """A browser that is signed in, by the hash of its token."""

    __tablename__ = "sign_in"
    __table_args__ = (UniqueConstraint("token_sha256"),)
    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    token_sha256: str
    created_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    expires_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class SavedView(SQLModel, table=True):
    """A page's filters under a name of their owner's."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("owner", "page", "name"),)
    id: int | None = Field(default=None, primary_key=True)
    owner: str  # login
    page: str
    name: str
    query: str  # of the address, without "?"


class ImportJob(SQLModel, table=True):
    """Files that are being read in the background, so that a page can be left and come back to."""

    __tablename__ = "import_job"
    __table_args__ = (one_of("state", vocab.JobState),)
    id: int | None = Field(default=None, primary_key=True)
    owner: str
    started_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    seen_at: datetime = Field(sa_column=Column(Moment, nullable=False))  # sign of life of the worker
    state: str
    total: int
    done: int = 0
    files: list = Field(default_factory=list, sa_column=Column(JSON, nullable=False))  # [{name, state, message …}]
