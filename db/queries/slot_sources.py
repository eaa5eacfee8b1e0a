"""What fills a slot of an item: what the speeches say and the office entered, null where nothing does.

Each source is worked out once for all items of a kind, as grouped rows that are joined to them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, cast, func, null, select
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
from db.queries.deadline_people import is_post
from db.queries.scope import stands
from db.vocab import Duty, ReportSubject


@dataclass(frozen=True, slots=True)
class Filling:
    """What fills a slot of each item, and what must be joined to the items for it, from the left."""

    value: ColumnElement
    joins: tuple[tuple[Subquery, ColumnElement[bool]], ...] = ()


def model_of(kind: ReportSubject) -> Any:
    """The table of milestones or tasks."""
    return Milestone if kind == ReportSubject.MILESTONE else Assignment


def _id(kind: ReportSubject) -> ColumnElement[int]:
    return Project.id if kind == ReportSubject.PROJECT else model_of(kind).id


def _least(owner: ColumnElement, value: ColumnElement, of: ColumnElement) -> Callable[[Select], Filling]:
    """The first value by name for each `owner` among the rows of a statement, joined to the items by `of`."""
    def filling(rows: Select) -> Filling:
        found = rows.with_only_columns(
            owner.label("owner"), func.min(value).label("value"), maintain_column_froms=True,
        ).group_by(owner).subquery()
        return Filling(found.c.value, ((found, found.c.owner == of),))
    return filling


def _first(*fillings: Filling) -> Filling:
    return Filling(func.coalesce(*(f.value for f in fillings)), tuple(join for f in fillings for join in f.joins))


def _entered(kind: ReportSubject, value: ColumnElement, *where: ColumnElement[bool]) -> Filling:
    """What the office entered in Responsibility for the item."""
    r = Responsibility
    rows = select(r.id).outerjoin_from(r, Unit, Unit.id == r.unit_id).where(r.subject_type == str(kind), *where)
    return _least(r.subject_id, value, _id(kind))(rows)


def _named(kind: ReportSubject, *, post: bool) -> Filling:
    """A unit that the speeches give the item to, or a leader's post."""
    fits = is_post() if post else ~is_post()
    if kind == ReportSubject.PROJECT:
        rows = select(Unit.id).join(MilestoneUnit, MilestoneUnit.unit_id == Unit.id).join(
            Milestone, Milestone.id == MilestoneUnit.milestone_id).where(stands(Milestone), fits)
        return _least(Milestone.project_id, Unit.name, Project.id)(rows)
    link, owner, item = (
        (AssignmentUnit, AssignmentUnit.assignment_id, Assignment.id) if kind == ReportSubject.ASSIGNMENT else
        (MilestoneUnit, MilestoneUnit.milestone_id, Milestone.id))
    # the units are looked up once for all items: that a name is a post takes as many comparisons as there are posts
    fitting = Unit.id.in_(select(Unit.id).where(fits).correlate(None))
    return _least(owner, Unit.name, item)(select(Unit.id).join(link, link.unit_id == Unit.id).where(fitting))


def _leader(kind: ReportSubject) -> Filling:
    r = Responsibility
    entered = _entered(kind, func.coalesce(func.nullif(r.person, ""), Unit.name), r.role == str(Duty.LEADER))
    return _first(entered, _named(kind, post=True))


def _unit(kind: ReportSubject) -> Filling:
    entered = _entered(kind, Unit.name, Responsibility.role.in_([str(Duty.LEAD), str(Duty.DO)]))
    return _first(entered, _named(kind, post=False))


def _person(kind: ReportSubject) -> Filling:
    r = Responsibility
    return _entered(kind, func.nullif(r.person, ""), r.role != str(Duty.LEADER))


def _contact(kind: ReportSubject) -> Filling:
    return _entered(kind, func.nullif(Responsibility.contact, ""))


def _who(kind: ReportSubject) -> Filling:
    return _first(_unit(kind), _leader(kind), _person(kind))


def _target(kind: ReportSubject) -> Filling:
    if kind == ReportSubject.MILESTONE:
        return Filling(Milestone.event)
    if kind == ReportSubject.ASSIGNMENT:
        return Filling(func.nullif(Assignment.task, ""))
    aimed = select(Indicator.id).where(Indicator.status == "target", stands(Indicator))
    return _first(_least(Indicator.project_id, Indicator.name, Project.id)(aimed),
                  _least(Milestone.project_id, Milestone.event, Project.id)(_stones()))


def _stones() -> Select:
    return select(Milestone.id).where(stands(Milestone))


def _deadline(kind: ReportSubject) -> Filling:
    if kind == ReportSubject.PROJECT:
        due = cast(func.coalesce(Milestone.moved_to, Milestone.due_on), Text)
        return _least(Milestone.project_id, due, Project.id)(_stones())
    model = model_of(kind)
    return Filling(func.coalesce(cast(func.coalesce(model.moved_to, model.due_on), Text), model.deadline_text))


def _reward(kind: ReportSubject) -> Filling:
    """A rule of reward or penalty of the speech that the item stands in; of a project, of one that names it."""
    said = select(Sanction.id).where(stands(Sanction))
    if kind == ReportSubject.PROJECT:
        said = said.join(ProjectMention, ProjectMention.speech_id == Sanction.speech_id)
        return _least(ProjectMention.project_id, Sanction.consequence, Project.id)(said)
    return _least(Sanction.speech_id, Sanction.consequence, model_of(kind).speech_id)(said)


def _way(kind: ReportSubject) -> Filling:
    """What a report says comes next; else a task in the same sentence, or of a project in a sentence that names it."""
    p = ProgressReport
    reports = select(p.id).where(p.subject_type == str(kind))
    told = _least(p.subject_id, func.nullif(p.next_step, ""), _id(kind))(reports)
    return told if kind == ReportSubject.PROJECT else _first(told, _beside(kind))


def _beside(kind: ReportSubject) -> Filling:
    """Another task in the sentence of the item. The items' statement is joined to Evidence."""
    task, words = Assignment.__table__.alias(), Evidence.__table__.alias()
    found = select(
        task.c.speech_id, words.c.sentence_start, func.min(task.c.task).label("first"),
        func.max(task.c.task).label("last"), func.count().label("n"),
    ).join(words, words.c.id == task.c.evidence_id).where(stands(task.c)).group_by(
        task.c.speech_id, words.c.sentence_start).subquery()
    here = and_(found.c.speech_id == model_of(kind).speech_id, found.c.sentence_start == Evidence.sentence_start)
    if kind == ReportSubject.MILESTONE:
        return Filling(found.c.first, ((found, here),))
    other = case((found.c.first != Assignment.task, found.c.first), else_=found.c.last)
    return Filling(case((found.c.n > 1, other)), ((found, here),))


def _investment(kind: ReportSubject) -> Filling:
    if kind == ReportSubject.PROJECT:
        return Filling(cast(Project.investment, Text))
    if kind == ReportSubject.ASSIGNMENT:
        return Filling(cast(null(), Text))
    stated = select(Project.id, cast(Project.investment, Text).label("value")).subquery()
    return Filling(stated.c.value, ((stated, stated.c.id == Milestone.project_id),))


SOURCES: dict[str, Callable[[ReportSubject], Filling]] = {
    "leader": _leader, "unit": _unit, "person": _person, "contact": _contact, "who": _who, "target": _target,
    "deadline": _deadline, "reward": _reward, "way": _way, "investment": _investment,
}
