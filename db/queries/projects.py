"""Projects: one row a project, with the first sentence that names it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from db.models import Project, ProjectMention, Region
from db.queries.scope import EVIDENCE_COLUMNS, Row, Scope, Slice, contains, fetch, only, with_evidence


@dataclass(frozen=True, slots=True)
class ProjectFilter:
    stages: tuple[str, ...] = ()
    words: str = ""


def projects(connection: Connection, scope: Scope, wanted: ProjectFilter, window: Slice) -> list[Row]:
    """One page of projects, dearest first; `id` is the mention to show, `mentions` how many speeches name it."""
    per_project = select(
        ProjectMention.project_id, func.min(ProjectMention.id).label("first"), func.count().label("mentions"),
    ).group_by(ProjectMention.project_id).subquery()
    statement = only(
        with_evidence(select(
            ProjectMention.id, Project.id.label("project_id"), Project.name, Project.investment,
            Project.annual_investment, Project.capacity, Project.owner, Project.stage, Region.name.label("region"),
            per_project.c.mentions, *EVIDENCE_COLUMNS, func.count().over().label("total"),
        ).select_from(Project).join(per_project, per_project.c.project_id == Project.id)
         .join(ProjectMention, ProjectMention.id == per_project.c.first), ProjectMention)
        .outerjoin(Region, Region.id == Project.region_id),
        scope.covers(Project.region_id), Project.stage.in_(wanted.stages) if wanted.stages else None,
        contains(wanted.words, Project.name, Project.owner),
    )
    order = (Project.investment.is_(None), Project.investment.desc(), Project.name, Project.id)
    return fetch(connection, statement.order_by(*order).limit(window.limit).offset(window.offset))


def project_totals(connection: Connection, scope: Scope) -> Row:
    """n, with_investment, investment (yuan, of those that give one)."""
    return fetch(connection, only(select(
        func.count().label("n"), func.count(Project.investment).label("with_investment"),
        func.sum(Project.investment).label("investment"),
    ).select_from(Project), scope.covers(Project.region_id)))[0]


def projects_by_stage(connection: Connection, scope: Scope) -> list[Row]:
    """stage, n."""
    return fetch(connection, only(
        select(Project.stage, func.count().label("n")), scope.covers(Project.region_id)
    ).group_by(Project.stage))
