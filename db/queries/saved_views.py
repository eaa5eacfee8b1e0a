"""The filters that a person saved for a page."""

from __future__ import annotations

from sqlalchemy import Connection, select

from db.models import SavedView
from db.queries.scope import Row, fetch


def saved_views(connection: Connection, owner: str, page: str) -> list[Row]:
    """id, name, query of an owner's saved filters of a page, by name."""
    c = SavedView.__table__.c
    return fetch(connection, select(c.id, c.name, c.query).where(c.owner == owner, c.page == page).order_by(
        c.name, c.id))
