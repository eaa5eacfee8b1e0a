"""Which columns of a record a person answers for, and what becomes of the others when a document is read again.

    location  where the record stands: follows every reading
    content   what it says: a reviewed record keeps it; the editable ones a person may correct, the compared ones make
              a proposal where a later reading says otherwise; the rest is derived from them
    project   which project it is about: follows the names of the speech (etl.load_projects)
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import SQLModel

from db import models
from db.vocab import RecordType

RECORD_MODELS: dict[RecordType, type[SQLModel]] = {
    RecordType.INDICATOR: models.Indicator, RecordType.PROJECT: models.ProjectMention,
    RecordType.MILESTONE: models.Milestone, RecordType.ASSIGNMENT: models.Assignment,
    RecordType.CADENCE: models.Cadence, RecordType.SANCTION: models.Sanction,
}
UNIT_LINKS: dict[RecordType, type[SQLModel]] = {
    RecordType.MILESTONE: models.MilestoneUnit, RecordType.ASSIGNMENT: models.AssignmentUnit,
}
UNITS = "units"  # in a review or proposal, beside the columns: names
LOCATION = frozenset({"id", "key", "speech_id", "evidence_id", "also_at", "spans", "review", "moved_to"})
ABOUT = frozenset({"project_id", "project_key", "name_key"})
DEADLINE = (
    "deadline_text", "deadline_year", "deadline_month", "deadline_day", "deadline_part", "deadline_relative",
    "deadline_year_redacted",
)
_DATED = (*DEADLINE, "due_on")
_EDITABLE: dict[RecordType, tuple[str, ...]] = {
    RecordType.INDICATOR: ("name", "region_text", "subject", "value", "value_max", "cmp", "measure_unit", "redacted",
                           "status", "measure", "period", "repaired_value"),
    RecordType.PROJECT: ("name", "region_text", "investment", "annual_investment", "capacity", "owner", "stage"),
    RecordType.MILESTONE: ("subject", "event", "modality", "count", *_DATED),
    RecordType.ASSIGNMENT: ("role", "task", *_DATED),
    RecordType.CADENCE: ("actor", "activity", "freq"),
    RecordType.SANCTION: ("trigger", "consequence", "polarity"),
}


def compared(kind: RecordType) -> tuple[str, ...]:
    """The columns whose change in a later reading is proposed; units come besides."""
    return _EDITABLE[kind]


def editable(kind: RecordType) -> tuple[str, ...]:
    """The columns that a person may set, and "units" where the record is given to units."""
    return (*_EDITABLE[kind], "topic", *((UNITS,) if kind in UNIT_LINKS else ()))


def content(kind: RecordType) -> tuple[str, ...]:
    """All columns that a reviewed record keeps."""
    return tuple(c.name for c in RECORD_MODELS[kind].__table__.columns if c.name not in LOCATION | ABOUT)


def as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns as a review keeps them: days as text."""
    return {c: v.isoformat() if isinstance(v, date) else v for c, v in values.items()}


def from_json(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a review or proposal as the table takes them."""
    return {c: date.fromisoformat(v) if c == "due_on" and v else v for c, v in values.items()}
