"""One project from its many mentions: whose subject it is, and what the latest speech says of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from db.models import Document, EntryKind, Evidence, PersonEntry, Project, ProjectMention, Region, Speech
from db.upsert import Counts, Synced, chunks, sync
from db.vocab import ReviewState, Stage
from etl.load_identities import Identities, Identity
from etl.load_names import is_bare_phase, project_name_key, without_phases
from etl.load_rows import Keyed
from etl.load_short_names import ProjectNames, project_names
from etl.records import IndicatorRecord, MilestoneRecord, ProjectRecord

_FACTS = ("region_id", "investment", "annual_investment", "capacity", "owner")


@dataclass(frozen=True, slots=True)
class SpeechProjects:
    """Which projects one speech's records are about: the key as read, and the project after merges and splits."""

    mentions: dict[str, tuple[str, Identity]]  # by record key
    subjects: dict[tuple[str, int], tuple[str, Identity | None]]  # by subject and start
    names: dict[Identity, str]  # a name as written for each project


def read_names(speech: Keyed) -> ProjectNames:
    """What the names of projects mean in a speech, by its own words."""
    return project_names(
        [r for r in speech.records if isinstance(r, ProjectRecord)],
        sentences=speech.ledger.speech.sentences, place_names=speech.place.names(),
    )


def speech_projects(
    speech: Keyed, read: ProjectNames, identities: Identities, *, document: str,
    fixed: Mapping[str, tuple[str, Identity]],
) -> SpeechProjects:
    """The projects that the speech names, and those that its milestones, commitments and indicators are about.

    Only the speech's own projects count for a subject, so that a load's outcome does not depend on what was loaded
    before; what people entered counts always. `fixed`: name key and project of mentions that keep theirs, by record
    key, whether they name anything here or not.
    """
    scope = speech.place.scope
    mentions = dict(fixed)
    names = {target: key for key, target in fixed.values()}
    said: dict[str, list[tuple[str, Identity]]] = {}
    for record_key, record in speech.pairs():
        if not isinstance(record, ProjectRecord):
            continue
        key = read.of_record(record)
        place = (document, speech.ordinal, record_key)
        target = identities.of_mention(place, (scope, key), place_names=read.place_names)
        _, target = mentions.setdefault(record_key, (key, target))
        names[target] = record.name
        said.setdefault(key, []).append((record.name, target))
    subjects = {}
    for subject, start in _subjects(speech):
        if key := read.of_subject(subject, start):
            subjects[subject, start] = (key, identities.of_subject(subject, (scope, key), said[key]))
    return SpeechProjects(mentions, subjects, names)


def _subjects(speech: Keyed) -> set[tuple[str, int]]:
    records = (r for r in speech.records if isinstance(r, IndicatorRecord | MilestoneRecord))
    return {(r.subject, r.start) for r in (*records, *speech.ledger.commitments) if r.subject}


def insert_projects(connection: Connection, wanted: dict[tuple[str, str], str]) -> Synced:
    """Insert the projects that are new, by scope and name key. They are bare: `refresh_projects` gives the facts."""
    rows = [
        {"scope": scope, "name_key": key, "base_key": without_phases(key), "name": name, "stage": str(Stage.UNKNOWN),
         "region_id": None}
        for (scope, key), name in wanted.items()
    ]
    table = Project.__table__
    within = table.c.scope.in_(sorted({scope for scope, _ in wanted}))
    return sync(connection, table, rows, key=("scope", "name_key"), within=within, insert_only=True)


def refresh_projects(connection: Connection, ids: Collection[int]) -> Counts:
    """Give projects the facts of all their mentions: the latest that a speech states, and a name (see `_name`).

    Rejected mentions say nothing. Speeches without a year count as the earliest. `updated` counts what changed.
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
            Project.id, Project.scope, Project.name_key, Project.base_key, m.name, m.name_key.label("read_as"),
            PersonEntry.text_value.label("given_name"), Region.name.label("place_name"),
            Region.short_name.label("place_short_name"), m.stage, *(getattr(m, f) for f in _FACTS),
            Speech.year, Speech.month, Speech.reference_date, Speech.ordinal, Document.name.label("document"),
            Evidence.start,
        )
        .select_from(m)
        .join(Project, Project.id == m.project_id)
        .join(Speech, Speech.id == m.speech_id)
        .join(Document, Document.id == Speech.document_id)
        .join(Evidence, Evidence.id == m.evidence_id)
        .outerjoin(PersonEntry, and_(
            PersonEntry.kind == str(EntryKind.SPLIT_MENTION), PersonEntry.document_name == Document.name,
            PersonEntry.ordinal == Speech.ordinal, PersonEntry.record_key == m.key,
        ))
        .outerjoin(Region, Region.id == Speech.region_id)
        .where(m.project_id.in_(ids), m.review != str(ReviewState.REJECTED))
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
        "id": first.id, "scope": first.scope, "name_key": first.name_key, "base_key": first.base_key,
        "name": _name(mentions),
        "stage": next(known, str(Stage.UNKNOWN)),
        **{f: next((getattr(m, f) for m in latest if getattr(m, f) is not None), None) for f in _FACTS},
    }


def _name(mentions: list[Row[Any]]) -> str:
    """What a project is called: the fullest name with the project's own key, else the fullest of all; the key where
    the speeches say nothing but 二期工程. A mention that a person split off has the name that the person gave."""
    called = [(m.given_name, _given_key(m)) if m.given_name else (m.name, m.read_as) for m in mentions]
    full = [(name, key) for name, key in called if not is_bare_phase(name)]
    own = [name for name, key in full if key == mentions[0].name_key] or [name for name, _ in full]
    return max(own, key=lambda n: (len(n), n), default=mentions[0].name_key)


def _given_key(mention: Row[Any]) -> str:
    place = (mention.place_name, mention.place_short_name) if mention.place_name else ()
    return project_name_key(mention.given_name, place_names=place)
