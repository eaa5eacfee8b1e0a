"""Who is responsible, besides what the speeches say: units in their roles, the named leader (包保), persons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, insert, select

from db.entry_checks import words_of
from db.errors import BadEntry, NoSuchRow
from db.history import changing
from db.models import Responsibility, Unit
from db.rights import Actor, Right
from db.services.subjects import subject_of
from db.vocab import Action, Duty, ReportSubject

_LONGEST_PERSON = 100
_LONGEST_CONTACT = 100


def assign(
    engine: Engine, subjects: Sequence[tuple[ReportSubject, int]], *, role: Duty, actor: Actor, now: datetime,
    unit_id: int | None = None, person: str = "", contact: str = "", note: str = "",
) -> list[int]:
    """Make a unit, a person or both responsible for several subjects, as one event. Returns the ids of the rows.

    Who is responsible in that role already is left as it is. Raises BadEntry where neither unit nor person is named,
    NoSuchRow for what is not in the ledger.
    """
    actor.require(Right.ASSIGN)
    row = {
        "role": str(Duty(role)), "unit_id": unit_id, "person": words_of(person, "person", _LONGEST_PERSON),
        "contact": words_of(contact, "contact", _LONGEST_CONTACT),
    }
    if unit_id is None and not row["person"]:
        raise BadEntry("somebody must be named: a unit, a person, or both")
    table = Responsibility.__table__
    made = []
    with changing(engine, Action.ASSIGN, actor=actor, now=now, reason=words_of(note, "note", 2000)) as change:
        who = _unit_name(change.connection, unit_id)
        for kind, subject_id in subjects:
            subject = subject_of(change.connection, kind, subject_id)
            change.about(str(kind), subject_id, subject.title)
            if not _is_assigned(change.connection, kind, subject_id, row):
                made.append(change.connection.execute(insert(table).values(
                    subject_type=str(kind), subject_id=subject_id, entered_by=actor.name, entered_at=now, **row,
                ).returning(table.c.id)).scalar_one())
        change.details = {"role": row["role"], "unit": who, "person": row["person"]}
    return made


def unassign(engine: Engine, responsibility_id: int, *, actor: Actor, now: datetime, reason: str = "") -> bool:
    """Take a responsibility back that somebody entered. False where it is not there."""
    actor.require(Right.ASSIGN)
    table = Responsibility.__table__
    with changing(engine, Action.UNASSIGN, actor=actor, now=now, reason=words_of(reason, "reason", 2000)) as change:
        found = change.connection.execute(select(table).where(table.c.id == responsibility_id)).first()
        if found is None:
            return False
        title = subject_of(change.connection, ReportSubject(found.subject_type), found.subject_id).title
        change.about(found.subject_type, found.subject_id, title)
        change.connection.execute(delete(table).where(table.c.id == responsibility_id))
        return True


def _unit_name(connection: Connection, unit_id: int | None) -> str:
    if unit_id is None:
        return ""
    name = connection.execute(select(Unit.name).where(Unit.id == unit_id)).scalar_one_or_none()
    if name is None:
        raise NoSuchRow(f"unit {unit_id} is not in the ledger; it may have been merged with another one")
    return name


def _is_assigned(connection: Connection, kind: ReportSubject, subject_id: int, row: dict) -> bool:
    c = Responsibility.__table__.c
    same_unit = c.unit_id.is_(None) if row["unit_id"] is None else c.unit_id == row["unit_id"]
    return connection.execute(select(c.id).where(
        c.subject_type == str(kind), c.subject_id == subject_id, c.role == row["role"], c.person == row["person"],
        same_unit)).first() is not None
