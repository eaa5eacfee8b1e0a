"""Figures: targets and actuals by place, and the numbers that the sources blank."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, select

from db.models import Document, EntryKind, Evidence, Indicator, PersonEntry, Region, Speech
from db.queries.scope import EVIDENCE_COLUMNS, Row, Scope, Slice, entry_of, fetch, only, with_evidence

REGION_ID = func.coalesce(Indicator.region_id, Speech.region_id)
OPEN_SPEECH = case((REGION_ID.is_(None), Speech.id), else_=0)
SAID_AT = func.coalesce(Speech.year, 0) * 100 + func.coalesce(Speech.month, 0)
VALUE = func.coalesce(Indicator.value, PersonEntry.number_value)
FIGURE_COLUMNS = (
    Indicator.id, Indicator.key, Indicator.name, Indicator.canonical_name, Indicator.subject, Indicator.status,
    Indicator.measure, VALUE.label("value"), Indicator.value_max, Indicator.cmp, Indicator.measure_unit,
    Indicator.redacted, PersonEntry.number_value.is_not(None).label("filled"), Indicator.period,
    Indicator.repaired_value, Indicator.proof, Indicator.region_text, REGION_ID.label("region_id"),
    Region.name.label("region"), Region.code.label("region_code"),
    Region.level.label("region_level"), Speech.month.label("speech_month"), Speech.reference_date, *EVIDENCE_COLUMNS,
)


@dataclass(frozen=True, slots=True)
class FigureKey:
    """All that is said of one indicator in one place; where the place is open, in one speech."""

    canonical_name: str
    measure_unit: str
    region_id: int | None
    speech_id: int


def _joined(statement: Select) -> Select:
    return (
        with_evidence(statement.select_from(Indicator), Indicator)
        .outerjoin(Region, Region.id == REGION_ID)
        .outerjoin(PersonEntry, entry_of(EntryKind.FILLED_VALUE, Indicator))
    )


def figures_of(connection: Connection, key: FigureKey) -> list[Row]:
    """Every figure of one indicator in one place, latest speech first, of whatever measure."""
    here: ColumnElement[bool] = REGION_ID == key.region_id
    if key.region_id is None:
        here = and_(REGION_ID.is_(None), Indicator.speech_id == key.speech_id)
    statement = _joined(select(*FIGURE_COLUMNS)).where(
        here, Indicator.canonical_name == key.canonical_name, Indicator.measure_unit == key.measure_unit,
        Indicator.subject.is_(None),
    )
    return fetch(connection, statement.order_by(SAID_AT.desc(), Evidence.start).limit(200))


def blanked_figures(connection: Connection, scope: Scope, window: Slice, filled: bool | None) -> list[Row]:
    """One page of the figures that the sources blank; `filled` None takes those with and without a person's number."""
    entered = PersonEntry.id.is_not(None)
    statement = only(
        _joined(select(*FIGURE_COLUMNS, PersonEntry.note.label("note"), PersonEntry.entered_by.label("entered_by"),
                       func.count().over().label("total"))),
        Indicator.redacted, scope.covers(REGION_ID),
        None if filled is None else (entered if filled else ~entered),
    )
    order = (Document.name, Speech.ordinal, Evidence.start)
    return fetch(connection, statement.order_by(*order).limit(window.limit).offset(window.offset))


def blanked_count(connection: Connection, scope: Scope) -> int:
    """How many blanked figures wait for a person."""
    statement = only(_joined(select(func.count())), Indicator.redacted, PersonEntry.id.is_(None),
                     scope.covers(REGION_ID))
    return connection.execute(statement).scalar_one()


def figures_where(connection: Connection, *conditions: ColumnElement[bool]) -> list[Row]:
    """Every figure that the conditions let through, the latest speech's first."""
    order = (SAID_AT.desc(), Document.name, Speech.ordinal, Evidence.start, Indicator.id)
    return fetch(connection, _joined(select(*FIGURE_COLUMNS)).where(*conditions).order_by(*order))
