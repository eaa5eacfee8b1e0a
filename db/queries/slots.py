"""What an item lacks: the slots of 六定, 三明确, 四个干 and the like, filled by words of the speech or by the office.

The templates are a table (db/templates/slots.tsv): each slot names one of the sources below. A source is a scalar that
says what fills the slot, null where nothing does.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, cast, exists, func, literal, null, or_, select
from sqlalchemy import String as Text

from db.models import (
    Assignment,
    AssignmentUnit,
    Document,
    Evidence,
    Indicator,
    Milestone,
    MilestoneUnit,
    ProgressReport,
    Project,
    ProjectMention,
    Region,
    Responsibility,
    Sanction,
    Speech,
    Unit,
)
from db.queries.scope import Row, Scope, Slice, contains, fetch, only
from db.vocab import Duty, ReportSubject, ReviewState

OUT = str(ReviewState.REJECTED)


@dataclass(frozen=True, slots=True)
class Slot:
    name: str  # 定联系领导
    source: str


@dataclass(frozen=True, slots=True)
class SlotFilter:
    """`missing`: only items that lack the slot of this name; empty fields let everything through."""

    template: str
    missing: str = ""
    words: str = ""


@cache
def templates() -> dict[str, tuple[Slot, ...]]:
    """Template → its slots, in order."""
    found: dict[str, tuple[Slot, ...]] = {}
    for row in _table("slots.tsv"):
        found[row["template"]] = (*found.get(row["template"], ()), Slot(row["slot"], row["source"]))
    return found


def items(connection: Connection, scope: Scope, wanted: SlotFilter, window: Slice, kind: ReportSubject) -> list[Row]:
    """One page of milestones, tasks or projects: id, title, due, region, speech; `slot0`, `slot1` … what fills each.

    Each row has `filled` and `total`, the number of rows that the filter lets through. Emptiest first.
    """
    slots = templates()[wanted.template]
    columns = [_source(kind, s.source).label(f"slot{i}") for i, s in enumerate(slots)]
    inner = only(_items(kind).add_columns(*columns), *_conditions(kind, scope, wanted)).subquery()
    filled = _filled(inner, len(slots))
    missing = _missing(inner, slots, wanted.missing)
    statement = only(select(inner, filled.label("filled"), func.count().over().label("total")), missing)
    return fetch(connection, statement.order_by(filled, inner.c.id).limit(window.limit).offset(window.offset))


def gaps(connection: Connection, scope: Scope, template: str) -> list[Row]:
    """kind, items, and `slot0` …: how many items of each kind lack each slot ("23 items have no deadline")."""
    slots = templates()[template]
    rows = []
    for kind in (ReportSubject.MILESTONE, ReportSubject.ASSIGNMENT, ReportSubject.PROJECT):
        columns = [_source(kind, s.source).label(f"slot{i}") for i, s in enumerate(slots)]
        inner = only(_items(kind).add_columns(*columns),
                     *_conditions(kind, scope, SlotFilter(template))).subquery()
        counts = [func.coalesce(func.sum(case((inner.c[f"slot{i}"].is_(None), 1), else_=0)), 0).label(f"slot{i}")
                  for i in range(len(slots))]
        rows.append(fetch(connection, select(literal(str(kind)).label("kind"), func.count().label("items"),
                                             *counts).select_from(inner))[0])
    return rows


def questions(connection: Connection, scope: Scope, template: str, slot: str, *, most: int = 200) -> list[Row]:
    """The items that lack a slot, with the speech to ask about: what goes back after the meeting."""
    window = Slice(limit=most)
    wanted = SlotFilter(template, missing=slot)
    return [row | {"kind": str(kind)} for kind in (ReportSubject.MILESTONE, ReportSubject.ASSIGNMENT)
            for row in items(connection, scope, wanted, window, kind)]


# ---------------------------------------------------------------- items


def _items(kind: ReportSubject) -> Select:
    """The items of a kind with what tells them apart, and their place and speech."""
    if kind == ReportSubject.PROJECT:
        return select(
            Project.id, Project.name.label("title"), Region.name.label("region"), cast(null(), Text).label("deadline"),
            cast(null(), Text).label("speech_title"), cast(null(), Text).label("quote"),
        ).outerjoin(Region, Region.id == Project.region_id)
    model = _model(kind)
    title = model.subject if kind == ReportSubject.MILESTONE else model.task
    return (
        select(model.id, title.label("title"), Region.name.label("region"), model.deadline_text.label("deadline"),
               Speech.title.label("speech_title"), Evidence.quote)
        .join(Speech, Speech.id == model.speech_id).join(Document, Document.id == Speech.document_id)
        .join(Evidence, Evidence.id == model.evidence_id).outerjoin(Region, Region.id == Speech.region_id)
    )


def _conditions(kind: ReportSubject, scope: Scope, wanted: SlotFilter) -> list[ColumnElement[bool] | None]:
    if kind == ReportSubject.PROJECT:
        named = exists().where(ProjectMention.project_id == Project.id, ProjectMention.review != OUT)
        return [named, scope.covers(Project.region_id), contains(wanted.words, Project.name)]
    model = _model(kind)
    title = model.subject if kind == ReportSubject.MILESTONE else model.task
    return [model.review != OUT, scope.covers(Speech.region_id), contains(wanted.words, title)]


def _model(kind: ReportSubject) -> Any:
    return Milestone if kind == ReportSubject.MILESTONE else Assignment


def _filled(inner: Any, n: int) -> ColumnElement[int]:
    return sum((case((inner.c[f"slot{i}"].is_not(None), 1), else_=0) for i in range(n)), literal(0))


def _missing(inner: Any, slots: tuple[Slot, ...], name: str) -> ColumnElement[bool] | None:
    return next((inner.c[f"slot{i}"].is_(None) for i, s in enumerate(slots) if s.name == name), None)


# ---------------------------------------------------------------- sources


def _source(kind: ReportSubject, source: str) -> ColumnElement[str]:
    return SOURCES[source](kind)


def _id(kind: ReportSubject) -> ColumnElement[int]:
    return Project.id if kind == ReportSubject.PROJECT else _model(kind).id


def _entered(kind: ReportSubject, value: ColumnElement, *where: ColumnElement[bool]) -> ColumnElement[str]:
    """What the office entered in Responsibility for the item."""
    r = Responsibility
    return (
        select(func.min(value)).outerjoin_from(r, Unit, Unit.id == r.unit_id)
        .where(r.subject_type == str(kind), r.subject_id == _id(kind), *where).scalar_subquery()
    )


def _named(kind: ReportSubject, *where: ColumnElement[bool]) -> ColumnElement[str]:
    """A unit that the speeches give the item to."""
    if kind == ReportSubject.ASSIGNMENT:
        link = select(func.min(Unit.name)).join(AssignmentUnit, AssignmentUnit.unit_id == Unit.id).where(
            AssignmentUnit.assignment_id == Assignment.id, *where)
        return link.correlate(Assignment).scalar_subquery()
    if kind == ReportSubject.MILESTONE:
        link = select(func.min(Unit.name)).join(MilestoneUnit, MilestoneUnit.unit_id == Unit.id).where(
            MilestoneUnit.milestone_id == Milestone.id, *where)
        return link.correlate(Milestone).scalar_subquery()
    link = select(func.min(Unit.name)).join(MilestoneUnit, MilestoneUnit.unit_id == Unit.id).join(
        Milestone, Milestone.id == MilestoneUnit.milestone_id).where(
        Milestone.project_id == Project.id, Milestone.review != OUT, *where)
    return link.correlate(Project).scalar_subquery()


def _leads() -> ColumnElement[bool]:
    """That a unit's name is the post of a leader."""
    return or_(*(Unit.name.endswith(row["post"], autoescape=True) for row in _table("leaders.tsv")))


def _leader(kind: ReportSubject) -> ColumnElement[str]:
    r = Responsibility
    entered = _entered(kind, func.coalesce(func.nullif(r.person, ""), Unit.name), r.role == str(Duty.LEADER))
    return func.coalesce(entered, _named(kind, _leads()))


def _unit(kind: ReportSubject) -> ColumnElement[str]:
    r = Responsibility
    entered = _entered(kind, Unit.name, r.role.in_([str(Duty.LEAD), str(Duty.DO)]))
    return func.coalesce(entered, _named(kind, ~_leads()))


def _person(kind: ReportSubject) -> ColumnElement[str]:
    r = Responsibility
    return _entered(kind, func.nullif(r.person, ""), r.role != str(Duty.LEADER))


def _contact(kind: ReportSubject) -> ColumnElement[str]:
    return _entered(kind, func.nullif(Responsibility.contact, ""))


def _who(kind: ReportSubject) -> ColumnElement[str]:
    return func.coalesce(_unit(kind), _leader(kind), _person(kind))


def _target(kind: ReportSubject) -> ColumnElement[str]:
    if kind == ReportSubject.MILESTONE:
        return Milestone.event
    if kind == ReportSubject.ASSIGNMENT:
        return func.nullif(Assignment.task, "")
    aimed = select(func.min(Indicator.name)).where(
        Indicator.project_id == Project.id, Indicator.status == "target", Indicator.review != OUT)
    due = select(func.min(Milestone.event)).where(Milestone.project_id == Project.id, Milestone.review != OUT)
    return func.coalesce(aimed.correlate(Project).scalar_subquery(), due.correlate(Project).scalar_subquery())


def _deadline(kind: ReportSubject) -> ColumnElement[str]:
    if kind == ReportSubject.PROJECT:
        due = select(func.min(cast(func.coalesce(Milestone.moved_to, Milestone.due_on), Text))).where(
            Milestone.project_id == Project.id, Milestone.review != OUT)
        return due.correlate(Project).scalar_subquery()
    model = _model(kind)
    return func.coalesce(cast(func.coalesce(model.moved_to, model.due_on), Text), model.deadline_text)


def _reward(kind: ReportSubject) -> ColumnElement[str]:
    """A rule of reward or penalty of the speech that the item stands in; of a project, of one that names it."""
    said = select(func.min(Sanction.consequence)).where(Sanction.review != OUT)
    if kind == ReportSubject.PROJECT:
        of = exists().where(and_(ProjectMention.project_id == Project.id,
                                 ProjectMention.speech_id == Sanction.speech_id)).correlate(Project, Sanction)
        return said.where(of).correlate(Project).scalar_subquery()
    model = _model(kind)
    return said.where(Sanction.speech_id == model.speech_id).correlate(model).scalar_subquery()


def _way(kind: ReportSubject) -> ColumnElement[str]:
    """What a report says comes next; else a task in the same sentence, or of a project in a sentence that names it."""
    p = ProgressReport
    told = select(func.max(func.nullif(p.next_step, ""))).where(
        p.subject_type == str(kind), p.subject_id == _id(kind)).scalar_subquery()
    if kind == ReportSubject.PROJECT:
        return told
    model, own, task = _model(kind), Evidence.__table__.alias(), Evidence.__table__.alias()
    other = Assignment.__table__.alias()
    beside = select(func.min(other.c.task)).join(task, task.c.id == other.c.evidence_id).join(
        own, own.c.id == model.evidence_id).where(
        other.c.speech_id == model.speech_id, other.c.review != OUT,
        task.c.sentence_start == own.c.sentence_start)
    if kind == ReportSubject.ASSIGNMENT:
        beside = beside.where(other.c.id != Assignment.id)
    return func.coalesce(told, beside.correlate(model).scalar_subquery())


def _investment(kind: ReportSubject) -> ColumnElement[str]:
    if kind == ReportSubject.PROJECT:
        return cast(Project.investment, Text)
    if kind == ReportSubject.ASSIGNMENT:
        return cast(null(), Text)
    stated = select(cast(Project.investment, Text)).where(Project.id == Milestone.project_id)
    return stated.correlate(Milestone).scalar_subquery()


SOURCES: dict[str, Callable[[ReportSubject], ColumnElement[str]]] = {
    "leader": _leader, "unit": _unit, "person": _person, "contact": _contact, "who": _who, "target": _target,
    "deadline": _deadline, "reward": _reward, "way": _way, "investment": _investment,
}


@cache
def _table(name: str) -> list[dict[str, str]]:
    text = files("db.templates").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
