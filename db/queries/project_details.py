"""One project: what every speech says of it, its kin, and what people entered about which project it is."""

from __future__ import annotations

from sqlalchemy import Connection, and_, func, or_, select

from db.models import (
    Attachment,
    DeadlineMove,
    Document,
    EntryKind,
    Event,
    Indicator,
    Milestone,
    MilestoneUnit,
    PersonEntry,
    ProgressReport,
    Project,
    ProjectMention,
    ProjectMerge,
    Region,
    Responsibility,
    RowChange,
    Speech,
    StageChange,
    Unit,
)
from db.queries.indicators import figures_where
from db.queries.milestones import milestones_of
from db.queries.progress import RANKS, furthest_stage
from db.queries.scope import EVIDENCE_COLUMNS, Row, Scope, entry_of, fetch, named_project, stands, with_evidence
from db.vocab import Action, RecordType, ReportSubject, Stage

PROJECT_COLUMNS = (
    Project.id, Project.scope, Project.name_key, Project.base_key, Project.name, Project.stage, Project.investment,
    Project.annual_investment, Project.capacity, Project.owner, Region.name.label("region"),
)


def project(connection: Connection, scope: Scope, project_id: int) -> Row | None:
    """A project with `reached` (the furthest stage by the as-of day), `mentions`, `kin`, `milestones`, `moves`,
    `figures`, `stages` (dated), `named_units` (by its milestones) and `merged`; None where there is no such project.
    """
    found = fetch(connection, select(*PROJECT_COLUMNS).outerjoin(Region, Region.id == Project.region_id).where(
        Project.id == project_id))
    if not found:
        return None
    one = found[0]
    reached = furthest_stage(scope.asof)
    rank = connection.execute(select(reached.c.rank).where(reached.c.project_id == project_id)).scalar()
    return one | {
        "reached": next((name for name, place in RANKS.items() if place == rank), str(Stage.UNKNOWN)),
        "mentions": mentions(connection, project_id), "kin": kin(connection, one),
        "milestones": milestones_of(connection, scope, project_id),
        "moves": moves(connection, project_id), "stages": dated_stages(connection, project_id),
        "named_units": named_units(connection, project_id),
        "figures": figures_where(connection, Indicator.project_id == project_id),
        "merged": merged_into(connection, one["scope"], one["name_key"]),
    }


def mentions(connection: Connection, project_id: int) -> list[Row]:
    """What each speech says of a project, the latest first; `given_name` where a person split the mention off."""
    m = ProjectMention
    statement = with_evidence(select(
        m.id, m.name, m.stage, m.investment, m.annual_investment, m.capacity, m.owner, Region.name.label("region"),
        m.region_text, m.confidence, m.review, Speech.month, Speech.year, Speech.reference_date,
        PersonEntry.text_value.label("given_name"),
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
        Project.base_key != "", named_project(),
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
    ).outerjoin(Region, Region.id == Project.region_id).where(named_project()).order_by(Project.name, Project.id))


def moves(connection: Connection, project_id: int) -> list[Row]:
    """Every move of a deadline of the project's milestones, in order: record_id, from_on, to_on, days, reason …"""
    d = DeadlineMove
    own = select(Milestone.id).where(Milestone.project_id == project_id, stands(Milestone))
    return fetch(connection, select(d.__table__).where(
        d.record_type == str(RecordType.MILESTONE), d.record_id.in_(own)).order_by(d.record_id, d.id))


def dated_stages(connection: Connection, project_id: int) -> list[Row]:
    """The stages that the project reached on a known day, the first one first."""
    s = StageChange
    return fetch(connection, select(s.__table__).where(s.project_id == project_id).order_by(s.reached_on, s.id))


def named_units(connection: Connection, project_id: int) -> list[Row]:
    """The units that the speeches make responsible for milestones of the project: unit, and the milestone's words."""
    m = Milestone
    return fetch(connection, with_evidence(
        select(m.id, Unit.id.label("unit_id"), Unit.name.label("unit"), m.subject, m.event, *EVIDENCE_COLUMNS)
        .select_from(m).join(MilestoneUnit, MilestoneUnit.milestone_id == m.id)
        .join(Unit, Unit.id == MilestoneUnit.unit_id), m,
    ).where(m.project_id == project_id).order_by(Unit.name, m.id))


def responsible(connection: Connection, kind: ReportSubject, subject_id: int) -> list[Row]:
    """Whom the office made responsible: id, role, unit_id, unit, person, contact, entered_by, entered_at."""
    r = Responsibility
    return fetch(connection, select(
        r.id, r.role, r.unit_id, Unit.name.label("unit"), r.person, r.contact, r.entered_by, r.entered_at,
    ).outerjoin(Unit, Unit.id == r.unit_id).where(
        r.subject_type == str(kind), r.subject_id == subject_id).order_by(r.id))


def attachment(connection: Connection, attachment_id: int) -> Row | None:
    """name, content of a report's file; None where it is gone."""
    a = Attachment
    found = fetch(connection, select(a.name, a.content).where(a.id == attachment_id))
    return found[0] if found else None


def project_changes(connection: Connection, project_id: int, limit: int) -> list[Row]:
    """The last changes of a project, its mentions, milestones, reports, people and stages, the last one first.

    change_id, event_id, at, actor, action, title, reason, table_name, row_id, operation, before, after.
    """
    c, e = RowChange.__table__.c, Event.__table__.c
    own = {
        "project": select(Project.id).where(Project.id == project_id),
        "project_mention": select(ProjectMention.id).where(ProjectMention.project_id == project_id),
        "milestone": select(Milestone.id).where(Milestone.project_id == project_id),
        "stage_change": select(StageChange.id).where(StageChange.project_id == project_id),
        "progress_report": select(ProgressReport.id).where(
            ProgressReport.subject_type == str(ReportSubject.PROJECT), ProgressReport.subject_id == project_id),
    }
    rows = or_(*(and_(c.table_name == name, c.row_id.in_(ids)) for name, ids in own.items()))
    about = and_(e.subject_type == "project", e.subject_id == project_id, e.action != str(Action.IMPORT))
    return fetch(connection, select(
        c.id.label("change_id"), c.event_id, e.at, e.actor, e.action, e.title, e.reason, c.table_name, c.row_id,
        c.operation, c.before, c.after,
    ).outerjoin_from(RowChange.__table__, Event.__table__, e.id == c.event_id).where(or_(rows, about)).order_by(
        c.id.desc()).limit(limit))
