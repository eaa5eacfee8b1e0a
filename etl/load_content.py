"""What a record says, as columns of its table: the part of a row that needs no ids and no place."""

from __future__ import annotations

from typing import Any

from etl.load_names import canonical_indicator, unit_name
from etl.records import (
    AssignmentRecord,
    CadenceRecord,
    Deadline,
    IndicatorRecord,
    LedgerRecord,
    MilestoneRecord,
    ProjectRecord,
    SanctionRecord,
)

Row = dict[str, Any]


def content_row(record: LedgerRecord) -> Row:
    """What a record says, without where it stands and without ids."""
    match record:
        case IndicatorRecord():
            return _indicator(record)
        case ProjectRecord():
            return _project(record)
        case MilestoneRecord():
            said = {"subject": record.subject, "event": str(record.event), "modality": str(record.modality),
                    "count": record.count}
            return _dated(record) | said
        case AssignmentRecord():
            return _dated(record) | {"role": str(record.role), "task": record.task}
        case CadenceRecord():
            return {"actor": record.actor, "activity": str(record.activity), "freq": record.freq}
        case SanctionRecord():
            return {"trigger": record.trigger, "consequence": record.consequence, "polarity": str(record.polarity)}
        case _:
            raise TypeError(f"a record of an unknown kind: {type(record).__name__}")


def _indicator(record: IndicatorRecord) -> Row:
    return {
        "name": unit_name(record.indicator), "canonical_name": canonical_indicator(record.indicator),
        "region_text": record.region, "subject": record.subject, "value": record.value,
        "value_max": record.value_max, "cmp": str(record.cmp), "measure_unit": record.unit,
        "redacted": record.redacted, "status": str(record.status), "measure": str(record.measure),
        "period": record.period, "repaired_value": record.repaired_value, "proof": record.proof,
    }


def _project(record: ProjectRecord) -> Row:
    return {
        "name": record.name, "region_text": record.region, "investment": record.investment,
        "annual_investment": record.annual_investment, "capacity": record.capacity, "owner": record.owner,
        "stage": str(record.stage),
    }


def _dated(record: MilestoneRecord | AssignmentRecord) -> Row:
    return deadline_columns(record.deadline) | {"due_on": record.due_on, "due_basis": str(record.due_basis)}


def deadline_columns(deadline: Deadline | None) -> Row:
    d = deadline or Deadline(text="")
    return {
        "deadline_text": d.text or None, "deadline_year": None if d.year is None else str(d.year),
        "deadline_month": d.month, "deadline_day": d.day, "deadline_part": d.part and str(d.part),
        "deadline_relative": d.relative, "deadline_year_redacted": d.year_redacted,
    }
