"""Units have one name and any number of aliases; two that are one are merged, and their work goes along."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Engine, Row, and_, delete, exists, insert, select, update

from db.entry_checks import words_of
from db.errors import BadEntry, NoSuchRow
from db.history import changing
from db.models import (
    REGION_LEVELS,
    Account,
    AssignmentUnit,
    Cadence,
    CommitmentUnit,
    MilestoneUnit,
    ProgressReport,
    Region,
    Responsibility,
    Unit,
    UnitAlias,
)
from db.rights import Actor, Right
from db.vocab import Action

LINKS = (MilestoneUnit, AssignmentUnit, CommitmentUnit)  # record id, unit_id: one row a pair
POINTERS = (Cadence, Responsibility, ProgressReport, Account, UnitAlias)  # tables with a column unit_id
_LONGEST_NAME = 100


def add_unit(
    engine: Engine, name: str, *, scope: str, actor: Actor, now: datetime, region_id: int | None = None,
    level: str | None = None,
) -> int:
    """Enter a unit that no speech names. `scope`: as of the other units of the place. Its id, there or new."""
    actor.require(Right.ASSIGN)
    called = _name(name)
    with changing(engine, Action.NAME_UNIT, actor=actor, now=now) as change:
        present = unit_named(change.connection, scope, called)
        if present is not None:
            return present
        table = Unit.__table__
        place = _region(change.connection, region_id)
        made = change.connection.execute(insert(table).values(
            scope=scope, name=called, region_id=place, level=_level(level)).returning(table.c.id)).scalar_one()
        change.about("unit", made, called)
    return made


def unit_named(connection: Connection, scope: str, name: str) -> int | None:
    """The unit that a name means in a scope, by its own name or an alias."""
    unit, alias = Unit.__table__.c, UnitAlias.__table__.c
    own = connection.execute(select(unit.id).where(unit.scope == scope, unit.name == name)).scalar_one_or_none()
    if own is not None:
        return own
    return connection.execute(
        select(alias.unit_id).where(alias.scope == scope, alias.name == name)).scalar_one_or_none()


def describe_unit(
    engine: Engine, unit_id: int, *, actor: Actor, now: datetime, name: str | None = None, region_id: int | None = None,
    level: str | None = None,
) -> None:
    """Give a unit its canonical name, place or level. Its former name becomes an alias: speeches still find it."""
    actor.require(Right.ASSIGN)
    table = Unit.__table__
    with changing(engine, Action.NAME_UNIT, actor=actor, now=now) as change:
        unit = _unit(change.connection, unit_id)
        change.about("unit", unit_id, unit.name)
        row = {"region_id": _region(change.connection, region_id)} if region_id is not None else {}
        row |= {"level": _level(level)} if level is not None else {}
        if name is not None and _name(name) != unit.name:
            taken = unit_named(change.connection, unit.scope, _name(name))
            if taken not in (None, unit_id):
                raise BadEntry(f"{_name(name)} is another unit; merge the two instead")
            _forget_alias(change.connection, unit.scope, _name(name))
            _alias(change.connection, unit.scope, unit.name, unit_id)
            row["name"] = _name(name)
        if row:
            change.connection.execute(update(table).where(table.c.id == unit_id).values(row))


def add_alias(engine: Engine, unit_id: int, name: str, *, actor: Actor, now: datetime) -> None:
    """Enter another name of a unit. BadEntry where the name is that of another unit."""
    actor.require(Right.ASSIGN)
    with changing(engine, Action.NAME_UNIT, actor=actor, now=now) as change:
        unit = _unit(change.connection, unit_id)
        taken = unit_named(change.connection, unit.scope, _name(name))
        if taken not in (None, unit_id):
            raise BadEntry(f"{_name(name)} is another unit; merge the two instead")
        change.about("unit", unit_id, unit.name)
        if taken is None:
            _alias(change.connection, unit.scope, _name(name), unit_id)


def merge_units(engine: Engine, keep_id: int, other_id: int, *, actor: Actor, now: datetime, note: str = "") -> None:
    """Enter that two units are one: `keep_id` stays, has all the work of the other, and the other's name as an alias.

    The next reading of a speech that uses the other name finds the unit that was kept.
    """
    actor.require(Right.ASSIGN)
    if keep_id == other_id:
        raise BadEntry("a unit is merged with another one, not with itself")
    with changing(engine, Action.MERGE_UNITS, actor=actor, now=now, reason=words_of(note, "note", 2000)) as change:
        connection = change.connection
        keep, other = _unit(connection, keep_id), _unit(connection, other_id)
        change.about("unit", keep_id, f"{other.name} → {keep.name}")
        for link in LINKS:
            _move_links(connection, link, keep_id, other_id)
        for model in POINTERS:
            table = model.__table__
            connection.execute(update(table).where(table.c.unit_id == other_id).values(unit_id=keep_id))
        table = Unit.__table__
        connection.execute(delete(table).where(table.c.id == other_id))
        _alias(connection, other.scope, other.name, keep_id)


def _move_links(connection: Connection, link: type, keep_id: int, other_id: int) -> None:
    """Give the other unit's records to the unit that is kept; a record of both keeps one link."""
    table = link.__table__
    record = next(iter(table.columns))
    kept = table.alias()
    both = exists().where(and_(kept.c[record.name] == record, kept.c.unit_id == keep_id))
    connection.execute(delete(table).where(table.c.unit_id == other_id, both))
    connection.execute(update(table).where(table.c.unit_id == other_id).values(unit_id=keep_id))


def _alias(connection: Connection, scope: str, name: str, unit_id: int) -> None:
    _forget_alias(connection, scope, name)
    connection.execute(insert(UnitAlias.__table__).values(scope=scope, name=name, unit_id=unit_id))


def _forget_alias(connection: Connection, scope: str, name: str) -> None:
    table = UnitAlias.__table__
    connection.execute(delete(table).where(table.c.scope == scope, table.c.name == name))


def _unit(connection: Connection, unit_id: int) -> Row:
    table = Unit.__table__
    found = connection.execute(select(table).where(table.c.id == unit_id)).first()
    if found is None:
        raise NoSuchRow(f"unit {unit_id} is not in the ledger; it may have been merged with another one")
    return found


def _region(connection: Connection, region_id: int | None) -> int | None:
    table = Region.__table__
    if region_id is not None and connection.execute(select(table.c.id).where(table.c.id == region_id)).first() is None:
        raise NoSuchRow(f"place {region_id} is not in the ledger")
    return region_id


def _level(level: str | None) -> str | None:
    if level is not None and level not in REGION_LEVELS:
        raise BadEntry(f"{level!r} is no level: {', '.join(REGION_LEVELS)}")
    return level


def _name(written: str) -> str:
    name = words_of(written, "unit's name", _LONGEST_NAME)
    if not name:
        raise BadEntry("a unit needs a name")
    return name
