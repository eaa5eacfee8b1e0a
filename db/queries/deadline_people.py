"""Who answers for milestones and tasks: units and leaders, named by the speeches or entered by the office.

Statements over one of them are built on the tables of milestones or tasks; a leader's post is no unit.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Connection,
    Subquery,
    and_,
    exists,
    func,
    or_,
    select,
    union,
    union_all,
)

from db.models import Assignment, AssignmentUnit, Milestone, MilestoneUnit, Region, Responsibility, Unit, due_of
from db.queries.deadline_details import leader_posts
from db.queries.milestones import entered_units
from db.queries.scope import Row, fetch, stands
from db.vocab import Duty, RecordType

KINDS = (RecordType.MILESTONE, RecordType.ASSIGNMENT)


def leaders(connection: Connection) -> list[str]:
    """Whom a leader filter offers: the named leaders, and the posts that records are given to."""
    r = Responsibility
    named = select(func.coalesce(func.nullif(r.person, ""), Unit.name).label("name")).outerjoin_from(
        r, Unit, Unit.id == r.unit_id).where(r.role == str(Duty.LEADER))
    given = [select(Unit.name.label("name")).join(link, link.unit_id == Unit.id).where(is_post())
             for link in (MilestoneUnit, AssignmentUnit)]
    both = union_all(named, *given).subquery()
    return _most_first(connection, both)


def units(connection: Connection) -> list[str]:
    """The names of the units that milestones and tasks with a deadline are given to, most first."""
    given = [
        select(Unit.name).join(link, link.unit_id == Unit.id).join(record, record.id == owner).where(
            stands(record), due_of(record).is_not(None))
        for record, link, owner in ((Milestone, MilestoneUnit, MilestoneUnit.milestone_id),
                                    (Assignment, AssignmentUnit, AssignmentUnit.assignment_id))
    ]
    entered = select(Unit.name).join(Responsibility, Responsibility.unit_id == Unit.id)
    both = union_all(*given, entered).subquery()
    return _most_first(connection, both)


def unit_choices(connection: Connection) -> list[Row]:
    """Every unit to choose one from: id, name, region."""
    return fetch(connection, select(Unit.id, Unit.name, Region.name.label("region")).outerjoin(
        Region, Region.id == Unit.region_id).order_by(Unit.name, Unit.id))


def _most_first(connection: Connection, names: Subquery) -> list[str]:
    name = names.c.name
    return list(connection.execute(select(name).group_by(name).order_by(func.count().desc(), name)).scalars())


def model_of(kind: RecordType) -> Any:
    """The table of milestones or tasks."""
    return Milestone if kind == RecordType.MILESTONE else Assignment


def link_of(kind: RecordType) -> tuple[ColumnElement, ColumnElement[bool]]:
    """The unit ids that a speech gives a record to, and the condition that ties them to it."""
    if kind == RecordType.MILESTONE:
        return MilestoneUnit.unit_id, MilestoneUnit.milestone_id == Milestone.id
    return AssignmentUnit.unit_id, AssignmentUnit.assignment_id == Assignment.id


@cache
def is_post() -> ColumnElement[bool]:
    """That a unit's name is the post of a leader."""
    return or_(*(Unit.name.endswith(post, autoescape=True) for post in leader_posts()))


def is_leader(unit_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The same by the unit's id: the posts are looked up once, not at every record."""
    return unit_id.in_(select(Unit.id).where(is_post()))


def given_units(records: CTE) -> CompoundSelect:
    """type, id, name: the units that the speeches and the office give the records (type, id) to, leaders apart."""
    r, c = Responsibility, records.c
    said = [
        select(c.type, c.id, Unit.name).join(link, and_(c.type == str(kind), c.id == owner)).join(
            Unit, Unit.id == link.unit_id).where(~is_leader(link.unit_id)) for kind, link, owner in (
            (RecordType.MILESTONE, MilestoneUnit, MilestoneUnit.milestone_id),
            (RecordType.ASSIGNMENT, AssignmentUnit, AssignmentUnit.assignment_id))
    ]
    entered = select(c.type, c.id, Unit.name).join(
        r, and_(r.subject_type == c.type, r.subject_id == c.id)).join(Unit, Unit.id == r.unit_id).where(
        r.role != str(Duty.LEADER))
    return union(*said, entered)


def is_given(kind: RecordType, names: tuple[str, ...]) -> ColumnElement[bool]:
    """That one of the units, leaders apart, is among `names`."""
    record, (unit_id, tied) = model_of(kind), link_of(kind)
    ids = union_all(select(unit_id).where(tied).correlate(record), entered_units(kind, record.id).correlate(record))
    return exists().where(Unit.id.in_(ids), Unit.name.in_(names)).correlate(record)


def unit_of(kind: RecordType) -> ColumnElement[str]:
    """One unit that answers for a record: the one that the office entered, else the first that the speech names."""
    record, (unit_id, tied) = model_of(kind), link_of(kind)
    entered = select(func.min(Unit.name)).where(
        Unit.id.in_(entered_units(kind, record.id).correlate(record))).correlate(record)
    named = select(func.min(Unit.name)).join(
        MilestoneUnit if kind == RecordType.MILESTONE else AssignmentUnit, unit_id == Unit.id).where(
        tied, ~is_leader(unit_id)).correlate(record)
    return func.coalesce(entered.scalar_subquery(), named.scalar_subquery())


def has_no_unit(kind: RecordType) -> ColumnElement[bool]:
    """That `unit_of` finds none."""
    record, (unit_id, tied) = model_of(kind), link_of(kind)
    entered = entered_units(kind, record.id).correlate(record).exists()
    named = select(unit_id).where(tied, ~is_leader(unit_id)).correlate(record).exists()
    return and_(~entered, ~named)


def leader_of(kind: RecordType) -> ColumnElement[str]:
    """One leader: named by the office for the record or its project, else a leader's post that the speech names."""
    record, r = model_of(kind), Responsibility
    own = and_(r.subject_type == str(kind), r.subject_id == record.id)
    if kind == RecordType.MILESTONE:
        own = or_(own, and_(r.subject_type == str(RecordType.PROJECT), r.subject_id == Milestone.project_id))
    entered = select(func.min(func.coalesce(func.nullif(r.person, ""), Unit.name))).outerjoin_from(
        r, Unit, Unit.id == r.unit_id).where(own, r.role == str(Duty.LEADER)).correlate(record)
    unit_id, tied = link_of(kind)
    named = select(func.min(Unit.name)).join(
        MilestoneUnit if kind == RecordType.MILESTONE else AssignmentUnit, unit_id == Unit.id).where(
        tied, is_leader(unit_id)).correlate(record)
    return func.coalesce(entered.scalar_subquery(), named.scalar_subquery())
