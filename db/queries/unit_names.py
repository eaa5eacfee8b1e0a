"""Units by their names: aliases, place, level, how much hangs on each, and which may be one."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, Subquery, func, literal, or_, select, union_all

from db.models import (
    Account,
    Assignment,
    AssignmentUnit,
    Cadence,
    Commitment,
    CommitmentUnit,
    Milestone,
    MilestoneUnit,
    ProgressReport,
    Region,
    Responsibility,
    Unit,
    UnitAlias,
)
from db.queries import unit_likeness
from db.queries.scope import Row, Scope, Slice, contains, fetch, only, stands

USES = ("milestones", "tasks", "cadences", "commitments", "entered")


@dataclass(frozen=True, slots=True)
class NameFilter:
    """Empty fields let everything through."""

    words: str = ""  # in the name or an alias
    level: str = ""  # of the unit, else of its place


def units(connection: Connection, scope: Scope, wanted: NameFilter, window: Slice) -> list[Row]:
    """One page of units: id, name, scope, aliases, region, level (of the place where no person gave one), `own_level`,
    the USES, `load` and `total`; most used first."""
    statement = only(_rows(), scope.covers(Unit.region_id), _named(wanted.words),
                     _level() == wanted.level if wanted.level else None)
    statement = statement.add_columns(func.count().over().label("total"))
    order = (statement.selected_columns.load.desc(), Unit.name, Unit.id)
    rows = fetch(connection, statement.order_by(*order).limit(window.limit).offset(window.offset))
    return _with_aliases(connection, rows)


def unit(connection: Connection, scope: Scope, unit_id: int) -> Row | None:
    """One unit, wherever it is; None where it is not (any more) in the ledger."""
    return next(iter(_with_aliases(connection, fetch(connection, _rows().where(Unit.id == unit_id)))), None)


def likely_pairs(connection: Connection, scope: Scope) -> list[Row]:
    """Pairs of units that may be one: `why`, `one` and `other` (rows as of `units`), the more used one first."""
    rows = fetch(connection, only(_rows(), scope.covers(Unit.region_id)))
    by_id = {r["id"]: r for r in _with_aliases(connection, rows)}
    found = []
    for pair in unit_likeness.likely_pairs(rows):
        one, other = sorted((by_id[pair.one], by_id[pair.other]), key=lambda r: (-r["load"], -len(r["name"]), r["id"]))
        found.append({"why": str(pair.why), "one": one, "other": other})
    return found


def _rows() -> Select:
    uses = _uses()
    counts = [func.coalesce(uses.c[n], 0).label(n) for n in USES]
    return (
        select(Unit.id, Unit.name, Unit.scope, Unit.region_id, Region.name.label("region"),
               Region.short_name.label("region_short"), _level().label("level"), Unit.level.label("own_level"), *counts,
               func.coalesce(uses.c.load, 0).label("load"))
        .outerjoin(Region, Region.id == Unit.region_id).outerjoin(uses, uses.c.unit_id == Unit.id)
    )


def _level() -> ColumnElement[str]:
    return func.coalesce(Unit.level, Region.level)


def _named(words: str) -> ColumnElement[bool] | None:
    if not words:
        return None
    also = select(UnitAlias.unit_id).where(contains(words, UnitAlias.name))
    return or_(contains(words, Unit.name), Unit.id.in_(also))


def _uses() -> Subquery:
    """unit_id, the USES and `load`: what hangs on each unit."""
    each = union_all(
        select(MilestoneUnit.unit_id, literal("milestones").label("use")).join(
            Milestone, Milestone.id == MilestoneUnit.milestone_id).where(stands(Milestone)),
        select(AssignmentUnit.unit_id, literal("tasks")).join(
            Assignment, Assignment.id == AssignmentUnit.assignment_id).where(stands(Assignment)),
        select(Cadence.unit_id, literal("cadences")).where(Cadence.unit_id.is_not(None), stands(Cadence)),
        select(CommitmentUnit.unit_id, literal("commitments")).join(
            Commitment, Commitment.id == CommitmentUnit.commitment_id),
        *(select(t.unit_id, literal("entered")).where(t.unit_id.is_not(None))
          for t in (Responsibility, ProgressReport, Account)),
    ).subquery()
    counts = [func.count().filter(each.c.use == name).label(name) for name in USES]
    return select(each.c.unit_id, *counts, func.count().label("load")).group_by(each.c.unit_id).subquery()


def _with_aliases(connection: Connection, rows: list[Row]) -> list[Row]:
    ids = [r["id"] for r in rows]
    found = fetch(connection, select(UnitAlias.unit_id, UnitAlias.name).where(
        UnitAlias.unit_id.in_(ids)).order_by(UnitAlias.name))
    return [r | {"aliases": [a["name"] for a in found if a["unit_id"] == r["id"]]} for r in rows]
