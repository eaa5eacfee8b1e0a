"""What happened: the events, the rows that each changed, the story of one row, what changed in a span of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, func, select

from db.history import row_history
from db.models import METADATA, Event, RowChange
from db.queries.scope import Row, Slice, contains, fetch, only
from db.row_images import values_of
from db.vocab import Operation


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events; "" and None ask for all. `since` ≤ moment < `before`, both aware."""

    actor: str = ""
    action: str = ""
    subject_type: str = ""
    subject_id: int | None = None
    since: datetime | None = None
    before: datetime | None = None
    words: str = ""  # in the title, the reason or the actor's name


def events(connection: Connection, wanted: EventFilter, window: Slice) -> list[Row]:
    """One page of the events, the last one first, each with `total`, how many there are on all pages."""
    e = Event.__table__.c
    statement = only(
        select(e.id, e.at, e.actor, e.role, e.action, e.subject_type, e.subject_id, e.title, e.reason, e.details,
               e.change_count, e.hash, func.count().over().label("total")),
        e.actor == wanted.actor if wanted.actor else None,
        e.action == wanted.action if wanted.action else None,
        e.subject_type == wanted.subject_type if wanted.subject_type else None,
        e.subject_id == wanted.subject_id if wanted.subject_id is not None else None,
        e.at >= wanted.since if wanted.since else None,
        e.at < wanted.before if wanted.before else None,
        contains(wanted.words, e.title, e.reason, e.actor),
    )
    return fetch(connection, statement.order_by(e.id.desc()).limit(window.limit).offset(window.offset))


def event_choices(connection: Connection) -> dict[str, list[str]]:
    """What the events can be filtered by: the actors, actions and subject types that there are."""
    return {
        name: list(connection.execute(select(column).where(column != "").distinct().order_by(column)).scalars())
        for name, column in (("actor", Event.actor), ("action", Event.action), ("subject_type", Event.subject_type))
    }


def event_changes(connection: Connection, event_id: int, window: Slice) -> list[Row]:
    """One page of the rows that an event changed, in order: change_id, table_name, row_id, operation, fields, total."""
    c = RowChange.__table__.c
    statement = select(
        c.id.label("change_id"), c.table_name, c.row_id, c.operation, c.before, c.after,
        func.count().over().label("total"),
    ).where(c.event_id == event_id).order_by(c.id).limit(window.limit).offset(window.offset)
    return [_readable(row, row["table_name"]) for row in fetch(connection, statement)]


def row_story(connection: Connection, table: str, row_id: int) -> list[Row]:
    """Every change of a row, oldest first: change_id, event_id, at, actor, action, reason, operation, fields.

    A change from outside of the program has neither event nor actor.
    """
    return [_readable(change, table) for change in row_history(connection, table, row_id)]


def _readable(change: Row, table: str) -> Row:
    """`before` and `after` as `fields`: [{field, was, is}], typed, without those that say nothing."""
    before, after = change.pop("before") or {}, change.pop("after") or {}
    model = METADATA.tables.get(table)
    names = sorted(before.keys() | after.keys())
    if model is not None:
        before, after, names = values_of(model, before), values_of(model, after), model.c.keys()
    fields = [{"field": n, "was": before.get(n), "is": after.get(n)} for n in names if n != "id"]
    return change | {"fields": [f for f in fields if f["was"] != f["is"]]}


def changes_between(connection: Connection, since: datetime, before: datetime) -> dict[str, Any]:
    """What changed in `since` ≤ moment < `before`.

    `actions`: action, events, actors; `tables`: table_name, inserted, updated, deleted, rows (how many different
    rows); both with most first.
    """
    e, c = Event.__table__.c, RowChange.__table__.c
    within = (e.at >= since, e.at < before)
    actions = select(e.action, func.count().label("events"), func.count(e.actor.distinct()).label("actors")).where(
        *within).group_by(e.action).order_by(func.count().desc(), e.action)
    return {"actions": fetch(connection, actions), "tables": fetch(connection, _tables_changed(e, c, within))}


def _tables_changed(e: Any, c: Any, within: tuple) -> Select:
    tally = {
        name: func.sum(case((c.operation == str(operation), 1), else_=0)).label(name)
        for name, operation in (("inserted", Operation.INSERT), ("updated", Operation.UPDATE),
                                ("deleted", Operation.DELETE))
    }
    return select(
        c.table_name, *tally.values(), func.count(c.row_id.distinct()).label("rows")
    ).join(Event.__table__, e.id == c.event_id).where(*within).group_by(c.table_name).order_by(
        func.count().desc(), c.table_name)
