"""Which records a load made, changed and removed, by the ledger's own history of the transaction under way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from db.models import Evidence, RowChange
from db.vocab import Operation, RecordType
from etl.load_columns import RECORD_MODELS, compared

SHOWN = 20  # records of each operation
_KINDS = {model.__tablename__: kind for kind, model in RECORD_MODELS.items()}
_TITLE: dict[RecordType, tuple[str, ...]] = {
    RecordType.INDICATOR: ("name",), RecordType.PROJECT: ("name",),
    RecordType.MILESTONE: ("subject", "deadline_text"), RecordType.ASSIGNMENT: ("task", "deadline_text"),
    RecordType.CADENCE: ("actor",), RecordType.SANCTION: ("trigger", "consequence"),
}


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What a load did to one record: inserted, or said otherwise (updated), or deleted."""

    operation: Operation
    kind: RecordType
    id: int
    title: str  # what the record is about; "" where nothing but its words tell
    quote: str  # its words in the document, as far as they are still there
    columns: tuple[str, ...]  # that say something else now


def last_change(connection: Connection) -> int:
    """The id of the last row change: `changed_records` tells what came after it."""
    return connection.execute(select(func.max(RowChange.id))).scalar_one() or 0


def changed_records(connection: Connection, since: int) -> tuple[RecordChange, ...]:
    """The first records that were inserted, that say something else, and that were deleted, SHOWN of each.

    A record that only stands at another place is left out.
    """
    c = RowChange.__table__.c
    found: list[RecordChange] = []
    for operation in Operation:
        rows = connection.execute(
            select(c.table_name, c.row_id, c.before, c.after)
            .where(c.id > since, c.operation == str(operation), c.table_name.in_(list(_KINDS))).order_by(c.id)
        )
        changes: dict[tuple[str, int], RecordChange] = {}
        for table, row_id, before, after in rows:
            columns = _told_otherwise(_KINDS[table], before, after) if operation is Operation.UPDATE else ()
            if operation is Operation.UPDATE and not columns:
                continue
            changes[table, row_id] = _change(connection, operation, _KINDS[table], row_id, before or {}, columns,
                                             since)
            if len(changes) == SHOWN:
                break
        found += changes.values()
    return tuple(found)


def _told_otherwise(kind: RecordType, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(c for c in compared(kind) if c in before and before[c] != after.get(c))


def _change(
    connection: Connection, operation: Operation, kind: RecordType, row_id: int, before: Mapping[str, Any],
    columns: tuple[str, ...], since: int,
) -> RecordChange:
    gone = operation is Operation.DELETE
    row = before if gone else _row(connection, kind, row_id)
    quote = _quote_before(connection, row.get("evidence_id"), since) if gone else None
    return RecordChange(operation, kind, row_id, " ".join(str(row[c]) for c in _TITLE[kind] if row.get(c)),
                        _quote(connection, row.get("evidence_id")) if quote is None else quote, columns)


def _row(connection: Connection, kind: RecordType, row_id: int) -> Mapping[str, Any]:
    """What a record is now: the history has no image of a row that a reading inserts, and half of one it updates."""
    table = RECORD_MODELS[kind].__table__
    return connection.execute(select(table).where(table.c.id == row_id)).mappings().first() or {}


def _quote(connection: Connection, evidence_id: int | None) -> str:
    found = select(Evidence.quote).where(Evidence.id == evidence_id)
    return connection.execute(found).scalar_one_or_none() or ""


def _quote_before(connection: Connection, evidence_id: int | None, since: int) -> str | None:
    """The words of evidence that changed or went since then, as they were; None for evidence that has them still.

    Other words at the same place of a corrected text take over the row.
    """
    c = RowChange.__table__.c
    images = connection.execute(
        select(c.before).where(c.table_name == Evidence.__tablename__, c.row_id == evidence_id, c.id > since,
                               c.operation != str(Operation.INSERT)).order_by(c.id)).scalars()
    return next((image["quote"] for image in images if image and "quote" in image), None)
