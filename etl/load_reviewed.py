"""The records of a document that a reading may not change: reviewed by a person, with what one entered about them, or
pointed at by reports and moves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, exists, or_, select, union_all

from db.models import (
    DeadlineMove,
    Document,
    EntryKind,
    Evidence,
    PersonEntry,
    ProgressReport,
    Project,
    Responsibility,
    Review,
    Speech,
    StageChange,
    Unit,
)
from db.vocab import RecordType, ReportSubject, ReviewState
from etl.load_columns import RECORD_MODELS, UNIT_LINKS, UNITS, as_json, compared, content
from etl.load_entries import Place
from etl.load_identities import Identity
from etl.records import Span

Row = dict[str, Any]
# what people enter about a record as it stands: a split mention finds its project by itself (etl.load_identities)
_ENTERED = {
    RecordType.MILESTONE: EntryKind.MILESTONE_DONE, RecordType.ASSIGNMENT: EntryKind.MILESTONE_DONE,
    RecordType.INDICATOR: EntryKind.FILLED_VALUE,
}


@dataclass(frozen=True, slots=True)
class Protected:
    """A record that stands whatever is read."""

    kind: RecordType
    row: Row  # its columns
    place: Place
    state: ReviewState
    machine: Row  # what the machine had read, as in Review; empty where it never read it
    units: tuple[str, ...]  # names of the units that it is given to
    unit_ids: frozenset[int]
    evidence: Row
    project: Identity | None  # of a project mention
    pointed: bool  # reports, moves, duties or entries point at it

    @property
    def id(self) -> int:
        return self.row["id"]

    @property
    def id_of_all(self) -> tuple[RecordType, int]:
        """Its id among the records of all types."""
        return self.kind, self.id

    @property
    def span(self) -> Span:
        return Span(self.evidence["start"], self.evidence["end"])

    @property
    def sentence(self) -> Span:
        return Span(self.evidence["sentence_start"], self.evidence["sentence_end"])

    @property
    def frozen(self) -> Row:
        """The columns that a reading leaves alone."""
        return {c: self.row[c] for c in content(self.kind)}

    def told(self) -> Row:
        """What it says now, in the columns that a reading is compared by."""
        said = {c: self.row[c] for c in compared(self.kind)} | ({UNITS: list(self.units)} if self.kind in UNIT_LINKS
                                                               else {})
        return as_json(said)

    def differs(self, read: Row) -> Row:
        """What a reading says otherwise than both the record and the machine at its review."""
        told = self.told()
        known = {c: (now, self.machine.get(c, now)) for c, now in told.items()}
        return {c: v for c, v in as_json(read).items() if c in known and v not in known[c]}


def protected_records(connection: Connection, document_id: int) -> list[Protected]:
    """The protected records of a document, in the order of their tables and ids."""
    return [p for kind in RECORD_MODELS for p in _of_kind(connection, kind, Speech.document_id == document_id)]


def taken_places(connection: Connection, document_id: int) -> set[Place]:
    """Where the document has records now, by ordinal and key."""
    found: set[Place] = set()
    for model in RECORD_MODELS.values():
        table = model.__table__
        statement = select(Speech.ordinal, table.c.key).join(Speech, Speech.id == table.c.speech_id)
        found.update(tuple(row) for row in connection.execute(statement.where(Speech.document_id == document_id)))
    return found


def pointed_projects() -> Select[Any]:
    """The ids of the projects that stage changes, reports and duties point at."""
    of_project = str(ReportSubject.PROJECT)
    found = union_all(
        select(StageChange.project_id.label("id")),
        *(select(t.subject_id.label("id")).where(t.subject_type == of_project)
          for t in (ProgressReport, Responsibility)),
    ).subquery()
    return select(found.c.id)


def _of_kind(connection: Connection, kind: RecordType, where: ColumnElement[bool]) -> Iterable[Protected]:
    table, review = RECORD_MODELS[kind].__table__, Review.__table__
    evidence = [c.label(f"evidence__{c.name}") for c in Evidence.__table__.c]
    pointed = _pointed(kind, table)
    columns = [*table.c, *evidence, Speech.ordinal, review.c.machine, pointed.label("pointed")]
    statement = (
        select(*columns).select_from(table).join(Speech, Speech.id == table.c.speech_id)
        .join(Evidence, Evidence.id == table.c.evidence_id)
        .outerjoin(review, and_(review.c.record_type == str(kind), review.c.record_id == table.c.id))
        .where(where, or_(table.c.review != str(ReviewState.PENDING), pointed)).order_by(table.c.id)
    )
    rows = connection.execute(statement).mappings().all()
    units = _units(connection, kind, [r["id"] for r in rows])
    projects = _projects(connection, rows) if kind is RecordType.PROJECT else {}
    for r in rows:
        own = {c.name: r[c.name] for c in table.c}
        given = units.get(r["id"], {})
        yield Protected(
            kind, own, (r["ordinal"], r["key"]), ReviewState(r["review"]), r["machine"] or {},
            tuple(sorted(given.values())), frozenset(given),
            {c.name: r[f"evidence__{c.name}"] for c in Evidence.__table__.c},
            projects.get(r["project_id"]) if kind is RecordType.PROJECT else None, bool(r["pointed"]),
        )


def _pointed(kind: RecordType, table: Table) -> ColumnElement[bool]:
    if kind is RecordType.PROJECT:
        return table.c.project_id.in_(pointed_projects())
    moved = exists().where(DeadlineMove.record_type == str(kind), DeadlineMove.record_id == table.c.id)
    subject = [exists().where(t.subject_type == str(kind), t.subject_id == table.c.id)
               for t in (ProgressReport, Responsibility)]
    return or_(moved, *subject, *_entered(kind, table))


def _entered(kind: RecordType, table: Table) -> list[ColumnElement[bool]]:
    """That a person entered something about the record; nothing for a type that takes no entries."""
    if kind not in _ENTERED:
        return []
    entry = PersonEntry.__table__
    keys = (
        select(entry.c.record_key).select_from(entry).join(Document, Document.name == entry.c.document_name)
        .where(entry.c.kind == str(_ENTERED[kind]), entry.c.ordinal == Speech.ordinal,
               Document.id == Speech.document_id).correlate(Speech)
    )
    return [table.c.key.in_(keys)]


def _units(connection: Connection, kind: RecordType, ids: list[int]) -> dict[int, dict[int, str]]:
    """The units of records: id → name, by record."""
    if kind not in UNIT_LINKS or not ids:
        return {}
    owner, unit = UNIT_LINKS[kind].__table__.columns
    found: dict[int, dict[int, str]] = {}
    wanted = set(ids)
    statement = select(owner, Unit.id, Unit.name).join(Unit, Unit.id == unit)
    for record, unit_id, name in connection.execute(statement.where(owner.in_(wanted))):
        found.setdefault(record, {})[unit_id] = name
    return found


def _projects(connection: Connection, rows: Iterable[Any]) -> dict[int, Identity]:
    wanted = {r["project_id"] for r in rows}
    statement = select(Project.id, Project.scope, Project.name_key).where(Project.id.in_(wanted))
    return {id_: (scope, key) for id_, scope, key in connection.execute(statement)}
