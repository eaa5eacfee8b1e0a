"""What the office's own pages read: accounts, rules, events. Never cached: a shut account must be seen as shut."""

from __future__ import annotations

from typing import Any

from dashboard import data
from db.queries import accounts as account_queries
from db.queries import history
from db.queries.history import EventFilter
from db.queries.scope import Row, Slice
from db.services import settings as rules
from db.verification import Verified, verify


def accounts() -> list[Row]:
    """Every account, without its password's hash."""
    with data.engine().connect() as connection:
        return account_queries.accounts(connection)


def units() -> list[Row]:
    """What a reporter can report for."""
    with data.engine().connect() as connection:
        return account_queries.units(connection)


def settings() -> dict[str, str]:
    """The rules of the ledger."""
    with data.engine().connect() as connection:
        return rules.settings(connection)


def events(wanted: EventFilter, window: Slice) -> list[Row]:
    """One page of the events, the last one first."""
    with data.engine().connect() as connection:
        return history.events(connection, wanted, window)


def event_choices() -> dict[str, list[str]]:
    """What the events can be filtered by."""
    with data.engine().connect() as connection:
        return history.event_choices(connection)


def event_changes(event_id: int, window: Slice) -> list[dict[str, Any]]:
    """The rows that an event changed."""
    with data.engine().connect() as connection:
        return history.event_changes(connection, event_id, window)


def verified() -> Verified:
    """A walk over the whole chain; takes seconds on a large ledger."""
    return verify(data.engine())
