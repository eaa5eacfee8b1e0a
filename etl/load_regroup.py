"""Give the mentions and records of some projects to the projects that they mean now, after a person merged or split.

The same rules as a load's (etl.load_identities), from what the tables keep of the reading: `project_mention.name_key`
and `project_key` are the keys as read, so that every merge and split can be taken back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select, update
from sqlmodel import SQLModel

from db.models import (
    Account,
    AssignmentUnit,
    Cadence,
    Commitment,
    CommitmentUnit,
    Document,
    Indicator,
    Milestone,
    MilestoneUnit,
    ProgressReport,
    Project,
    ProjectMention,
    Region,
    Responsibility,
    Speech,
    UnitAlias,
)
from db.upsert import Counts, chunks, remove_unused
from etl.load_identities import Identities, Identity, MentionPlace, read_identities
from etl.load_projects import insert_projects, refresh_projects
from etl.load_reviewed import pointed_projects

_PROJECT_USERS = (ProjectMention.project_id, Indicator.project_id, Milestone.project_id, Commitment.project_id)
UNIT_USERS = (
    Cadence.unit_id, MilestoneUnit.unit_id, AssignmentUnit.unit_id, CommitmentUnit.unit_id, UnitAlias.unit_id,
    Responsibility.unit_id, ProgressReport.unit_id, Account.unit_id,
)
_Said = dict[tuple[int, str], list[tuple[str, Identity]]]  # names and projects, by speech and key as read


@dataclass(frozen=True, slots=True)
class StoredMention:
    """A mention as it stands in the tables, with what a load would know of it."""

    id: int
    project_id: int
    speech_id: int
    name: str
    read: Identity
    place: MentionPlace
    place_names: tuple[str, ...]

    def target(self, identities: Identities) -> Identity:
        return identities.of_mention(self.place, self.read, place_names=self.place_names)


def stored_mentions(connection: Connection, *where: Any) -> list[StoredMention]:
    """The mentions that a condition on ProjectMention lets through."""
    statement: Select[Any] = (
        select(
            ProjectMention.id, ProjectMention.project_id, ProjectMention.speech_id, ProjectMention.name,
            ProjectMention.name_key, ProjectMention.key, Document.name.label("document"), Speech.ordinal,
            Region.code, Region.name.label("region"), Region.short_name,
        )
        .join(Speech, Speech.id == ProjectMention.speech_id).join(Document, Document.id == Speech.document_id)
        .outerjoin(Region, Region.id == Speech.region_id).where(*where).order_by(ProjectMention.id)
    )
    return [_stored(row) for row in connection.execute(statement)]


def _stored(row: Row[Any]) -> StoredMention:
    scope = row.code or f"{row.document}#{row.ordinal}"
    return StoredMention(
        row.id, row.project_id, row.speech_id, row.name, (scope, row.name_key), (row.document, row.ordinal, row.key),
        (row.region, row.short_name) if row.code else (),
    )


def regroup(connection: Connection, project_ids: Collection[int]) -> None:
    """Settle all mentions of these projects, and what else their speeches call by the same keys."""
    mentions = _with_namesakes(connection, project_ids)
    identities = read_identities(connection)
    targets = {m.id: m.target(identities) for m in mentions}
    said: _Said = defaultdict(list)
    for m in mentions:
        said[m.speech_id, m.read[1]].append((m.name, targets[m.id]))
    ids = insert_projects(connection, {targets[m.id]: m.name for m in mentions}).ids
    _give(connection, ProjectMention, {id_: ids[target] for id_, target in targets.items()})
    scopes = {m.speech_id: m.read[0] for m in mentions}
    for model in (Indicator, Milestone, Commitment):
        given = {
            r.id: identities.of_subject(r.subject, (scopes[r.speech_id], r.project_key),
                                        said[r.speech_id, r.project_key])
            for r in _records(connection, model, scopes) if (r.speech_id, r.project_key) in said
        }
        _give(connection, model, {id_: target and ids[target] for id_, target in given.items()})
    before = set(project_ids) | {m.project_id for m in mentions}
    remove_projects(connection, before - set(ids.values()))
    kept = select(Project.id).where(Project.id.in_(before | set(ids.values())))
    refresh_projects(connection, set(connection.execute(kept).scalars()))


def remove_projects(connection: Connection, candidates: Collection[int]) -> Counts:
    """Remove those of the projects that no speech names, unless reports, stage changes or duties point at them."""
    pointed = set(connection.execute(pointed_projects()).scalars()) if candidates else set()
    return remove_unused(connection, Project.__table__, set(candidates) - pointed, used_by=_PROJECT_USERS)


def _with_namesakes(connection: Connection, project_ids: Collection[int]) -> list[StoredMention]:
    own = stored_mentions(connection, ProjectMention.project_id.in_(project_ids))
    wanted = {(m.speech_id, m.read[1]) for m in own}
    found = [
        m for chunk in chunks(sorted({m.speech_id for m in own}))
        for m in stored_mentions(connection, ProjectMention.speech_id.in_(chunk))
    ]
    return [m for m in found if (m.speech_id, m.read[1]) in wanted]


def _records(connection: Connection, model: type[SQLModel], speeches: Collection[int]) -> list[Row[Any]]:
    """The records of some speeches whose subject was read as one of their projects."""
    c = model.__table__.c
    statement = select(c.id, c.speech_id, c.subject, c.project_key).where(c.project_key.is_not(None))
    return [
        row for chunk in chunks(sorted(speeches)) for row in connection.execute(statement.where(c.speech_id.in_(chunk)))
    ]


def _give(connection: Connection, model: type[SQLModel], projects: dict[int, int | None]) -> None:
    """Write the project of each row."""
    if projects:
        table = model.__table__
        connection.execute(
            update(table).where(table.c.id == bindparam("_id")).values(project_id=bindparam("_project")),
            [{"_id": id_, "_project": project} for id_, project in projects.items()],
        )
