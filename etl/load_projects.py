"""One project from its many mentions: whose subject it is, and what the latest speech says of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, select

from db.models import Document, Evidence, Project, ProjectMention, Speech
from db.upsert import Counts, Synced, chunks, sync
from db.vocab import Stage
from etl.load_rows import Keyed, project_key
from etl.records import IndicatorRecord, MilestoneRecord, ProjectRecord

# a shorter project name inside a subject says too little: 大桥 in 大桥镇道路
_SHORTEST_INSIDE = 3
_FACTS = ("region_id", "investment", "annual_investment", "capacity", "owner")


def project_keys(speech: Keyed) -> dict[tuple[str, str], str]:
    """Scope and name key of each project that the speech names, with a name as written."""
    names = (r.name for r in speech.records if isinstance(r, ProjectRecord))
    return {(speech.place.scope, project_key(speech, name)): name for name in names}


def subject_projects(speech: Keyed) -> dict[str, tuple[str, str]]:
    """Which project of the same speech a milestone's, commitment's or indicator's subject names, by subject as written.

    The project with the same name key; else the longest project name that stands within the subject, of the same
    phase. Only the speech's own projects count, so that a load's outcome does not depend on what was loaded before.
    """
    projects = {key: (scope, key) for scope, key in project_keys(speech)}
    inside = sorted((k for k in projects if len(k) >= _SHORTEST_INSIDE), key=lambda k: (-len(k), k))
    found: dict[str, tuple[str, str]] = {}
    for subject in _subjects(speech):
        key = project_key(speech, subject)
        hit = key if key in projects else next((k for k in inside if k in key and _phase(k) == _phase(key)), None)
        if hit:
            found[subject] = projects[hit]
    return found


def _subjects(speech: Keyed) -> set[str]:
    subjects = {r.subject for r in speech.records if isinstance(r, IndicatorRecord | MilestoneRecord)}
    subjects |= {c.subject for c in speech.ledger.commitments}
    return {s for s in subjects if s}


def _phase(key: str) -> str:
    return key[-2:] if key.endswith("期") else ""


def insert_projects(connection: Connection, wanted: dict[tuple[str, str], str]) -> Synced:
    """Insert the projects that are new, by scope and name key. They are bare: `refresh_projects` gives the facts."""
    rows = [
        {"scope": scope, "name_key": key, "name": name, "stage": str(Stage.UNKNOWN), "region_id": None}
        for (scope, key), name in wanted.items()
    ]
    table = Project.__table__
    within = table.c.scope.in_(sorted({scope for scope, _ in wanted}))
    return sync(connection, table, rows, key=("scope", "name_key"), within=within, insert_only=True)


def refresh_projects(connection: Connection, ids: Collection[int]) -> Counts:
    """Give projects the facts of all their mentions: the fullest name, else the latest that a speech states.

    Speeches without a year count as the earliest. `updated` counts the projects that changed.
    """
    counts = Counts()
    for chunk in chunks(sorted(ids)):
        wanted = [_facts(list(mentions)) for _, mentions in groupby(_mentions(connection, chunk), lambda m: m.id)]
        table = Project.__table__
        counts += sync(connection, table, wanted, key=("id",), within=table.c.id.in_(chunk)).counts
    return counts


def _mentions(connection: Connection, ids: Collection[int]) -> Iterator[Row[Any]]:
    """The projects' mentions, a project's from the earliest to the latest."""
    m = ProjectMention
    statement = (
        select(
            Project.id, Project.scope, Project.name_key, m.name, m.stage, *(getattr(m, f) for f in _FACTS),
            Speech.year, Speech.month, Speech.reference_date, Speech.ordinal, Document.name.label("document"),
            Evidence.start,
        )
        .select_from(m)
        .join(Project, Project.id == m.project_id)
        .join(Speech, Speech.id == m.speech_id)
        .join(Document, Document.id == Speech.document_id)
        .join(Evidence, Evidence.id == m.evidence_id)
        .where(m.project_id.in_(ids))
    )
    found = connection.execute(statement).all()
    return iter(sorted(found, key=lambda r: (r.id, _spoken_on(r), r.document, r.ordinal, r.start)))


def _spoken_on(row: Row[Any]) -> date:
    return row.reference_date or date(row.year or 1, row.month or 1, 1)


def _facts(mentions: list[Row[Any]]) -> dict[str, Any]:
    latest = mentions[::-1]
    first = mentions[0]
    known = (m.stage for m in latest if m.stage != Stage.UNKNOWN)
    return {
        "id": first.id, "scope": first.scope, "name_key": first.name_key,
        "name": max((m.name for m in mentions), key=lambda n: (len(n), n)),
        "stage": next(known, str(Stage.UNKNOWN)),
        **{f: next((getattr(m, f) for m in latest if getattr(m, f) is not None), None) for f in _FACTS},
    }
