"""Move deadlines. The baseline (`due_on`, as the words say) is never overwritten: a move is a row of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from db.entry_checks import day_of, words_of
from db.errors import BadEntry, NoSuchRow
from db.history import Change, changing, require_version
from db.models import Assignment, DeadlineMove, LedgerSetting, Milestone
from db.rights import Actor, Right
from db.vocab import Action, RecordType

DATED = {RecordType.MILESTONE: (Milestone, Milestone.subject), RecordType.ASSIGNMENT: (Assignment, Assignment.task)}
ONLY_EARLIER = "deadlines_only_earlier"  # the setting 只能提前不准推迟: "yes" locks every deadline of the ledger
_LONGEST_REASON = 500
_LONGEST_APPROVER = 100


def move_deadline(
    engine: Engine, record_type: RecordType, record_id: int, *, to: date, reason: str, approver: str, actor: Actor,
    now: datetime, seen: int | None = None,
) -> None:
    """Give a milestone or task another deadline: with a reason and the name of who approved it.

    A record without a date gets its first one so. Raises BadEntry for the day that stands already, for a later day
    where the ledger is locked to earlier ones, and for a missing reason or approver; EditConflict by `seen`.
    """
    move_deadlines(engine, [(record_type, record_id)], to=to, reason=reason, approver=approver, actor=actor, now=now,
                   seen=seen)


def move_deadlines(
    engine: Engine, records: Sequence[tuple[RecordType, int]], *, to: date, reason: str, approver: str, actor: Actor,
    now: datetime, seen: int | None = None,
) -> None:
    """Move several deadlines to one day, all or none, as one event."""
    actor.require(Right.MOVE_DEADLINE)
    why = _needed(reason, "reason", _LONGEST_REASON)
    row = {
        "to_on": day_of(to), "reason": why, "approver": _needed(approver, "approver", _LONGEST_APPROVER),
        "moved_by": actor.name, "moved_at": now,
    }
    with changing(engine, Action.MOVE_DEADLINE, actor=actor, now=now, reason=why) as change:
        require_version(change.connection, [(str(kind), id_) for kind, id_ in records], seen)
        locked = only_earlier(change.connection)
        for kind, record_id in records:
            _move(change, kind, record_id, row, locked=locked)


def undo_move(engine: Engine, record_type: RecordType, record_id: int, *, actor: Actor, now: datetime) -> bool:
    """Take the last move of a record back: the deadline before it holds again. False where there is no move."""
    actor.require(Right.MOVE_DEADLINE)
    table = DeadlineMove.__table__
    with changing(engine, Action.UNDO_MOVE, actor=actor, now=now) as change:
        record = _record(change.connection, record_type, record_id)
        moves = moves_of(change.connection, record_type, record_id)
        if not moves:
            return False
        change.about(str(record_type), record_id, record.title)
        change.connection.execute(delete(table).where(table.c.id == moves[-1]["id"]))
        _set(change.connection, record_type, record_id, moves[-2]["to_on"] if len(moves) > 1 else None)
        return True


def moves_of(connection: Connection, record_type: RecordType, record_id: int) -> list[dict[str, Any]]:
    """The moves of a record, oldest first."""
    c = DeadlineMove.__table__
    own = (c.c.record_type == str(record_type), c.c.record_id == record_id)
    return [dict(m) for m in connection.execute(select(c).where(*own).order_by(c.c.id)).mappings()]


def only_earlier(connection: Connection) -> bool:
    """Whether the ledger lets deadlines move to earlier days only (只能提前不准推迟)."""
    c = LedgerSetting.__table__.c
    return connection.execute(select(c.value).where(c.name == ONLY_EARLIER)).scalar_one_or_none() == "yes"


def _move(change: Change, kind: RecordType, record_id: int, row: dict[str, Any], *, locked: bool) -> None:
    record = _record(change.connection, kind, record_id)
    current = record.moved_to or record.due_on
    to = row["to_on"]
    if current == to:
        raise BadEntry(f"{record.title}: {to} is its deadline already")
    if locked and current is not None and to > current:
        raise BadEntry(f"{record.title}: deadlines of this ledger may only move to earlier days than {current}")
    change.about(str(kind), record_id, record.title)
    change.connection.execute(insert(DeadlineMove.__table__).values(
        record_type=str(kind), record_id=record_id, from_on=current, days=(to - current).days if current else 0, **row))
    _set(change.connection, kind, record_id, to)


def _record(connection: Connection, kind: RecordType, record_id: int) -> Row:
    if kind not in DATED:
        raise BadEntry(f"a {kind} has no deadline")
    model, title = DATED[kind]
    c = model.__table__.c
    found = connection.execute(select(c.due_on, c.moved_to, title.label("title")).where(c.id == record_id)).first()
    if found is None:
        raise NoSuchRow(f"{kind} {record_id} is not in the ledger; the document may have been read again")
    return found


def _set(connection: Connection, kind: RecordType, record_id: int, day: date | None) -> None:
    table = DATED[kind][0].__table__
    connection.execute(update(table).where(table.c.id == record_id).values(moved_to=day))


def _needed(written: str, what: str, longest: int) -> str:
    words = words_of(written, what, longest)
    if not words:
        raise BadEntry(f"a deadline is moved with a {what}")
    return words
