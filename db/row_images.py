"""Row images of the history (`row_change.before`, `.after`) as values that a table's columns take.

SQLite's triggers and PostgreSQL's write them differently: moments with and without a zone, truth as 1 or true, JSON
columns as text or as they are, bytes in hex or as \\x…. A ledger that was moved between the two has both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Float, LargeBinary, Table

from db.models import Moment


def values_of(table: Table, image: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an image, typed. Columns that the table no longer has are left out."""
    return {name: value_of(table.c[name], value) for name, value in image.items() if name in table.c}


def value_of(column: Column, value: Any) -> Any:
    """One value of an image, as the column's Python type."""
    if value is None:
        return None
    kind = column.type
    if isinstance(kind, Moment):
        moment = datetime.fromisoformat(value)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if isinstance(kind, JSON):
        return json.loads(value) if isinstance(value, str) else value
    if isinstance(kind, LargeBinary):
        return bytes.fromhex(value.removeprefix("\\x"))
    plain = {Date: date.fromisoformat, Boolean: bool, Float: float}
    convert = next((c for k, c in plain.items() if isinstance(kind, k)), None)
    return convert(value) if convert else value
