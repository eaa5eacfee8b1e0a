"""What fills a slot of an item: scalars over what the speeches say and the office entered, null where nothing does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, cast, exists, func, null, or_, select
from sqlalchemy import String as Text

from db.models import (
    Assignment,
    AssignmentUnit,
    Evidence,
    Indicator,
    Milestone,
    MilestoneUnit,
    ProgressReport,
    Project,
    ProjectMention,
    Responsibility,
    Sanction,
    Unit,
)
from db.queries.deadline_details import leader_posts
from db.vocab import Duty, ReportSubject, ReviewState

OUT = str(ReviewState.REJECTED)


def model_of(kind: ReportSubject) -> Any:
    """The table of milestones or tasks."""
    return Milestone if kind == ReportSubject.MILESTONE else Assignment


def _id(kind: ReportSubject) -> ColumnElement[int]:
    return Project.id if kind == ReportSubject.PROJECT else model_of(kind).id


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
    return or_(*(Unit.name.endswith(post, autoescape=True) for post in leader_posts()))


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
    model = model_of(kind)
    return func.coalesce(cast(func.coalesce(model.moved_to, model.due_on), Text), model.deadline_text)


def _reward(kind: ReportSubject) -> ColumnElement[str]:
    """A rule of reward or penalty of the speech that the item stands in; of a project, of one that names it."""
    said = select(func.min(Sanction.consequence)).where(Sanction.review != OUT)
    if kind == ReportSubject.PROJECT:
        of = exists().where(and_(ProjectMention.project_id == Project.id,
                                 ProjectMention.speech_id == Sanction.speech_id)).correlate(Project, Sanction)
        return said.where(of).correlate(Project).scalar_subquery()
    model = model_of(kind)
    return said.where(Sanction.speech_id == model.speech_id).correlate(model).scalar_subquery()


def _way(kind: ReportSubject) -> ColumnElement[str]:
    """What a report says comes next; else a task in the same sentence, or of a project in a sentence that names it."""
    p = ProgressReport
    told = select(func.max(func.nullif(p.next_step, ""))).where(
        p.subject_type == str(kind), p.subject_id == _id(kind)).scalar_subquery()
    if kind == ReportSubject.PROJECT:
        return told
    model, own, task = model_of(kind), Evidence.__table__.alias(), Evidence.__table__.alias()
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
