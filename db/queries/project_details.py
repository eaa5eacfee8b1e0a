"""One project: what every speech says of it, its kin, and what people entered about which project it is."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from db.models import Document, EntryKind, Indicator, PersonEntry, Project, ProjectMention, ProjectMerge, Region, Speech
from db.queries.indicators import figures_where
from db.queries.milestones import milestones_of
from db.queries.scope import EVIDENCE_COLUMNS, Row, Scope, entry_of, fetch, with_evidence

PROJECT_COLUMNS = (
    Project.id, Project.scope, Project.name_key, Project.base_key, Project.name, Project.stage, Project.investment,
    Project.annual_investment, Project.capacity, Project.owner, Region.name.label("region"),
)


def project(connection: Connection, scope: Scope, project_id: int) -> Row | None:
    """A project with `mentions`, `kin`, `milestones`, `figures` and `merged`; None where there is no such project."""
    found = fetch(connection, select(*PROJECT_COLUMNS).outerjoin(Region, Region.id == Project.region_id).where(
        Project.id == project_id))
    if not found:
        return None
    one = found[0]
    return one | {
        "mentions": mentions(connection, project_id), "kin": kin(connection, one),
        "milestones": milestones_of(connection, scope, project_id),
        "figures": figures_where(connection, Indicator.project_id == project_id),
        "merged": merged_into(connection, one["scope"], one["name_key"]),
    }


def mentions(connection: Connection, project_id: int) -> list[Row]:
    """What each speech says of a project, the latest first; `given_name` where a person split the mention off."""
    m = ProjectMention
    statement = with_evidence(select(
        m.id, m.name, m.stage, m.investment, m.annual_investment, m.capacity, m.owner, Region.name.label("region"),
        Speech.month, Speech.year, Speech.reference_date, PersonEntry.text_value.label("given_name"),
        PersonEntry.entered_by.label("given_by"), *EVIDENCE_COLUMNS,
    ).select_from(m), m).outerjoin(Region, Region.id == m.region_id).outerjoin(
        PersonEntry, entry_of(EntryKind.SPLIT_MENTION, m)
    ).where(m.project_id == project_id)
    said_at = func.coalesce(Speech.year, 0) * 100 + func.coalesce(Speech.month, 0)
    return fetch(connection, statement.order_by(said_at.desc(), Document.name, Speech.ordinal, m.id))


def kin(connection: Connection, one: Row) -> list[Row]:
    """The other phases of a project, and the whole that it is a phase of: related, never one."""
    return fetch(connection, select(*PROJECT_COLUMNS).outerjoin(Region, Region.id == Project.region_id).where(
        Project.scope == one["scope"], Project.base_key == one["base_key"], Project.id != one["id"],
        Project.base_key != "",
    ).order_by(Project.name_key))


def merged_into(connection: Connection, scope: str, name_key: str) -> list[Row]:
    """The merges that lead to a project, by way of others too: id, name, note, entered_by, entered_at."""
    rows = fetch(connection, select(ProjectMerge.__table__).order_by(ProjectMerge.id))
    reached, found, grown = {(scope, name_key)}, [], True
    while grown:
        more = [r for r in rows if (r["into_scope"], r["into_key"]) in reached and r not in found]
        found += more
        reached |= {(r["scope"], r["name_key"]) for r in more}
        grown = bool(more)
    return found


def project_names(connection: Connection) -> list[Row]:
    """Every project by name, to choose one from: id, scope, name_key, name, region."""
    return fetch(connection, select(
        Project.id, Project.scope, Project.name_key, Project.name, Region.name.label("region"),
    ).outerjoin(Region, Region.id == Project.region_id).order_by(Project.name, Project.id))
