"""Records as lines of the interchange format."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from etl.records.documents import Document, Span
from etl.records.ledger import RECORD_TYPES, LedgerRecord
from etl.records.mentions import Deadline


def as_interchange(record: LedgerRecord, *, document: Document, speech: int) -> dict[str, Any]:
    """A record as one line of the interchange format (see docs/ledger.md)."""
    out: dict[str, Any] = {
        "type": str(RECORD_TYPES[type(record)]), "doc": document.name, "speech": speech,
        "start": record.start, "end": record.end, "quote": document.text[record.start:record.end],
    }
    for f in fields(record):
        if f.name in ("start", "end"):
            continue
        out[f.name] = _plain(getattr(record, f.name))
    return out


def _plain(value: Any) -> Any:
    match value:
        case Deadline():
            return value.as_dict()
        case Span():
            return [value.start, value.end]
        case tuple():
            return [_plain(v) for v in value]
        case date():
            return value.isoformat()
        case bool() | int() | float() | None:
            return value
        case _:
            return str(value)
