"""Events and what they changed as frames for people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo
from typing import Any

import pandas as pd

from dashboard.i18n import Texts
from db.queries.scope import Row

EVENT_COLUMNS = {"number": "audit.number", "at": "audit.at", "who": "audit.who", "role": "audit.role",
                 "act": "audit.act", "about": "audit.subject", "reason": "audit.reason", "rows": "audit.rows"}
CHANGE_COLUMNS = {"table": "audit.table", "number": "audit.number", "operation": "audit.operation",
                  "field": "audit.field", "was": "audit.was", "is": "audit.is"}
_LONGEST_VALUE = 300


def event_frame(rows: Iterable[Row], texts: Texts, zone: tzinfo, *, exact: bool = False) -> pd.DataFrame:
    """One row an event; `exact`: with seconds."""
    return pd.DataFrame([{
        "number": r["id"], "at": moment(r["at"], zone, exact=exact), "who": r["actor"],
        "role": texts.label("user_role", r["role"]),
        "act": act(r, texts), "about": _about(r, texts), "reason": r["reason"], "rows": r["change_count"],
    } for r in rows], columns=list(EVENT_COLUMNS))


def change_frame(changes: Iterable[Row], texts: Texts) -> pd.DataFrame:
    """One row a field that changed; a row that says nothing more keeps one line."""
    return pd.DataFrame([{
        "table": texts.label("table", c["table_name"]), "number": c["row_id"],
        "operation": texts.label("operation", c["operation"]), "field": f["field"],
        "was": _shown(f["was"]), "is": _shown(f["is"]),
    } for c in changes for f in c["fields"] or [{"field": "", "was": None, "is": None}]], columns=list(CHANGE_COLUMNS))


def moment(at: datetime, zone: tzinfo, *, exact: bool = False) -> str:
    """A moment by the office's clock."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S" if exact else "%Y-%m-%d %H:%M")


def act(row: Row, texts: Texts) -> str:
    """What was done; of an account also what to it."""
    said = texts.label("action", row["action"])
    more = row["details"].get("act") if row["action"] == "account" else None
    return f"{said} · {texts.label('account_act', more)}" if more else said


def _about(row: Row, texts: Texts) -> str:
    kind = texts.label("table", row["subject_type"]) if row["subject_type"] else ""
    return " · ".join(filter(None, (kind, row["title"])))


def _shown(value: Any) -> str:
    words = "" if value is None else str(value)
    return words if len(words) <= _LONGEST_VALUE else words[:_LONGEST_VALUE] + "…"
