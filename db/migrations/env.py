"""Alembic's way into a migration. The connection, in a transaction, is handed over by db.migrate."""

from __future__ import annotations

from typing import Any

from alembic import context
from sqlmodel.sql.sqltypes import AutoString

from db.migrate import comparable
from db.models import METADATA, Moment


def _render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column types as what they are in the database, so that an old script never imports new code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,  # SQLite alters a table by rebuilding it
    compare_type=True,
    include_object=comparable,
    render_item=_render_item,
    transactional_ddl=True,  # on SQLite too: db.migrate opens the transaction itself
)
with context.begin_transaction():
    context.run_migrations()
