"""How soon a person should look at a record, and the indexes by which the review queue and the deadlines are read.

A record's urgency is (1 − confidence) × weight: the doubtful comes first, and of two equally doubtful the weightier.

    weight = 1 + money + dated + must
    money   2 from 100 million yuan, 1 from one million yuan (indicator in 元, investment of a project)
    dated   1 for a milestone or assignment with a due date
    must    1 for a milestone that must happen, against one that is striven for or planned

An index over an expression serves only the statements that write the expression with the same constants in the same
places, so that they are written out here and are no parameters.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Float, Index, Integer, and_, case, func, literal_column

from db.models.records import Assignment, Cadence, Indicator, Milestone, ProjectMention, Sanction
from db.vocab import Modality, ReviewState

LARGE, SIZEABLE = "100000000.0", "1000000.0"  # yuan
_ONE, _TWO, _NONE = (literal_column(n, Integer) for n in ("1", "2", "0"))


def weight_of(record: Any) -> ColumnElement[int]:
    """The weight of a record of the table class."""
    weight: ColumnElement[int] = _ONE
    if record is Indicator:
        weight = weight + _money(record.value, record.measure_unit == literal_column("'元'"))
    elif record is ProjectMention:
        weight = weight + _money(record.investment)
    if record in (Milestone, Assignment):
        weight = weight + case((record.due_on.is_not(None), _ONE), else_=_NONE)
    if record is Milestone:
        weight = weight + case((record.modality == literal_column(f"'{Modality.MUST}'"), _ONE), else_=_NONE)
    return weight


def urgency_of(record: Any) -> ColumnElement[float]:
    """The urgency of a record of the table class about which no proposal is open."""
    return (literal_column("1.0", Float) - record.confidence) * weight_of(record)


def due_of(record: Any) -> ColumnElement:
    """The deadline that holds: the last move, else the baseline."""
    return func.coalesce(record.moved_to, record.due_on)


def stands(record: Any) -> ColumnElement[bool]:
    """That a person did not reject the record: what pages show and count."""
    return record.review != literal_column(f"'{ReviewState.REJECTED}'")


def _money(value: ColumnElement, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    large, sizeable = (value >= literal_column(n, Float) for n in (LARGE, SIZEABLE))
    return case((and_(*conditions, large), _TWO), (and_(*conditions, sizeable), _ONE), else_=_NONE)


for _record in (Indicator, ProjectMention, Milestone, Assignment, Cadence, Sanction):
    Index(f"ix_{_record.__tablename__}_urgency", _record.review, urgency_of(_record))
for _record in (Milestone, Assignment):
    Index(f"ix_{_record.__tablename__}_deadline", due_of(_record), _record.id, sqlite_where=stands(_record),
          postgresql_where=stands(_record))
Index("ix_milestone_project_deadline", Milestone.project_id, due_of(Milestone), sqlite_where=stands(Milestone),
      postgresql_where=stands(Milestone))
