"""Write one document's rows: parents first, stale rows removed children first, shared rows settled at the end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, and_, insert, select, update
from sqlmodel import SQLModel

from db import models
from db.upsert import Counts, Synced, remove, remove_unused, sync, sync_pairs
from etl.document_versions import keep_text
from etl.load_entries import enter_given_date, entered_dates, follow_records
from etl.load_given_places import entered_places
from etl.load_identities import follow_merges, read_identities
from etl.load_keys import record_keys
from etl.load_places import write_places
from etl.load_projects import SpeechProjects, insert_projects, read_names, refresh_projects, speech_projects
from etl.load_quotas import quota_groups, suggest_groups
from etl.load_regroup import UNIT_USERS, remove_projects
from etl.load_rows import (
    Ids,
    Keyed,
    Row,
    commitment_row,
    dated,
    evidence_rows,
    finding_row,
    keyed,
    named_places,
    placed,
    record_row,
    record_unit_ids,
    section_rows,
    set_aside_rows,
    speech_row,
    unit_rows,
)
from etl.load_standing import StandingRows, unit_aliases
from etl.records import (
    RECORD_TYPES,
    AssignmentRecord,
    CadenceRecord,
    DocumentLedger,
    IndicatorRecord,
    LedgerRecord,
    MilestoneRecord,
    ProjectRecord,
    SanctionRecord,
)

RECORD_TABLES: dict[type[LedgerRecord], type[SQLModel]] = {
    IndicatorRecord: models.Indicator, ProjectRecord: models.ProjectMention, MilestoneRecord: models.Milestone,
    AssignmentRecord: models.Assignment, CadenceRecord: models.Cadence, SanctionRecord: models.Sanction,
}
LINK_TABLES: dict[type[LedgerRecord], type[SQLModel]] = {
    MilestoneRecord: models.MilestoneUnit, AssignmentRecord: models.AssignmentUnit,
}


class DocumentWriter:
    """One document's way into the tables. `write` once; then `counts`, `entries` and `dates_kept` say what it did."""

    def __init__(
        self, connection: Connection, ledger: DocumentLedger, row: Row, *, run_id: int, now: datetime,
        given_date: date | None = None, former_name: str | None = None,
    ) -> None:
        """`former_name`: what the document was called until this load."""
        self.connection = connection
        self.ledger = ledger
        self.row = row
        self.now = now
        self.stamp = {"run_id": run_id, "loaded_at": now}
        self.given_date = given_date
        self.former_name = former_name or row["name"]
        self.version: int | None = None  # the number under which the former text is kept, where the text is another
        self.dates_kept = 0  # that somebody entered in the app, against the given one
        self.new = False  # a document that was never loaded
        self.new_projects: set[int] = set()
        self.counts: dict[str, Counts] = {}
        self.stale: list[tuple[Table, tuple[int, ...]]] = []
        self.entries = (0, 0)  # that have their record, whose record is gone

    def write(self) -> None:
        document_id = self._document()
        self.kept = StandingRows(self.connection, document_id, former=self.former, text=self.row["text"],
                                 version=self.version)
        of_document = models.Speech.document_id == document_id
        own_speeches = select(models.Speech.id).where(of_document)
        before = (set(), set()) if self.new else self._shared(own_speeches)
        speeches = self._speeches()
        regions, self.counts["region"] = write_places(self.connection, {p for s in speeches for p in named_places(s)})
        speech_ids = {key[1]: id_ for key, id_ in self._sync(
            models.Speech, [speech_row(s, document_id=document_id, regions=regions) for s in speeches],
            key=("document_id", "ordinal"), within=of_document, ids=True).ids.items()}
        self.kept.rekey(speech_ids)
        ids = self._parts(speeches, speech_ids, regions, own_speeches)
        set_aside = models.SetAside
        self._sync(set_aside, set_aside_rows(self.ledger, document_id=document_id),
                   key=("document_id", "kind", "start", "end"), within=set_aside.document_id == document_id)
        self._records(list(zip(speeches, ids, strict=True)), own_speeches)
        self._besides(list(zip(speeches, ids, strict=True)), own_speeches)
        self._unread(speech_ids, ids, own_speeches)
        for table, stale in reversed(self.stale):
            self._count(table.name, remove(self.connection, table, stale))
        self._settle(before, self._shared(own_speeches))
        if any(counts.changed for counts in self.counts.values()):
            table = models.Document.__table__
            self.connection.execute(update(table).where(table.c.id == document_id).values(self.stamp))

    # ------------------------------------------------------------ steps

    def _document(self) -> int:
        table = models.Document.__table__
        present = self.connection.execute(select(table).where(table.c.name == self.row["name"])).first()
        self.new = present is None
        self.former = self.row["text"] if present is None else present.text
        if present is None:
            self._count("document", Counts(inserted=1))
            new = insert(table).values(self.row | self.stamp).returning(table.c.id)
            return self.connection.execute(new).scalar_one()
        if self.former != self.row["text"]:
            self.version = keep_text(self.connection, present, name=self.former_name)
            self._count("document_version", Counts(inserted=1))
        changed = any(getattr(present, c) != v for c, v in self.row.items())
        self._count("document", Counts(updated=1) if changed else Counts(unchanged=1))
        if changed:
            self.connection.execute(update(table).where(table.c.id == present.id).values(self.row))
        return present.id

    def _speeches(self) -> list[Keyed]:
        """The speeches with keys, with the dates and places that people entered and what they said of the records.

        What people entered has found its records then."""
        name = self.row["name"]
        speeches = [keyed(self.ledger, s) for s in self.ledger.speeches]
        if self.given_date:
            counts, self.dates_kept = enter_given_date(
                self.connection, name, [s.ordinal for s in speeches], day=self.given_date, now=self.now)
            self._count("person_entry", counts)
        dates = entered_dates(self.connection, name)
        places = entered_places(self.connection, name)
        speeches = [placed(dated(s, entered=dates.get(s.ordinal)), entered=places.get(s.ordinal)) for s in speeches]
        standing = self.kept.find(speeches)
        self.entries = follow_records(self.connection, name, speeches, moved=standing.moved,
                                      standing={s.place for s in standing.unread})
        return [standing.over(s) for s in speeches]

    def _parts(self, speeches: list[Keyed], speech_ids: dict[int, int], regions: dict, own_speeches: Any) -> list[Ids]:
        """Write sections, units, projects and evidence; the ids that each speech's records need."""
        text = self.ledger.prepared.document.text
        sections, evidence = models.Section, models.Evidence
        self._sync(sections, [r for s in speeches for r in section_rows(s, speech_id=speech_ids[s.ordinal])],
                   key=("speech_id", "position"), within=sections.speech_id.in_(own_speeches))
        units = self._units(unit_rows(speeches, regions))
        about, projects = self._projects(speeches)
        rows = [r for s in speeches for r in evidence_rows(
            s, speech_id=speech_ids[s.ordinal], text=text, besides=self.kept.besides(s.ordinal))]
        spans = self._sync(evidence, rows, key=("speech_id", "start", "end"), ids=True,
                           within=and_(evidence.speech_id.in_(own_speeches), evidence.version == 0)).ids
        quotas = [quota_groups(s, plain=self.ledger.prepared.normal.plain) for s in speeches]
        self._count("region_group", suggest_groups(self.connection, zip(speeches, quotas, strict=True)))
        return [
            Ids(speech_ids[s.ordinal], regions, units, spans,
                {k: (read, projects.ids[target]) for k, (read, target) in a.mentions.items()},
                {k: (read, target and projects.ids[target]) for k, (read, target) in a.subjects.items()}, q)
            for s, a, q in zip(speeches, about, quotas, strict=True)
        ]

    def _projects(self, speeches: list[Keyed]) -> tuple[list[SpeechProjects], Synced]:
        """What each speech's records are about, and the projects of the document, bare where they are new."""
        document, naming = self.row["name"], [self.kept.naming(s) for s in speeches]
        read = [read_names(s) for s in naming]
        by_scope: dict[str, set[str]] = {}
        for speech, names in zip(speeches, read, strict=True):
            by_scope.setdefault(speech.place.scope, set()).update(names.known)
        if moved := follow_merges(self.connection, document, by_scope):
            self._count("project_merge", Counts(updated=moved))
        identities = read_identities(self.connection)
        about = [speech_projects(s, n, identities, document=document, fixed=self.kept.fixed(s.ordinal))
                 for s, n in zip(naming, read, strict=True)]
        projects = insert_projects(self.connection, {i: name for a in about for i, name in a.names.items()})
        self.new_projects = {projects.ids[key] for key in projects.inserted}
        self._count("project", Counts(inserted=len(projects.inserted)))
        return about, projects

    def _units(self, rows: list[Row]) -> dict[tuple[str, str], int]:
        """Units belong to a place, not to a document: missing ones are put in, none is changed."""
        table = models.Unit.__table__
        scopes = {r["scope"] for r in rows}
        aliases = {name: unit for name, (unit, _) in unit_aliases(self.connection, scopes).items()}
        own = [r for r in rows if (r["scope"], r["name"]) not in aliases]
        done = sync(self.connection, table, own, key=("scope", "name"), insert_only=True,
                    within=table.c.scope.in_(sorted(scopes)))
        self._count("unit", done.counts)
        return done.ids | aliases

    def _records(self, speeches: list[tuple[Keyed, Ids]], own_speeches: Any) -> None:
        rows: dict[type[LedgerRecord], list[Row]] = {kind: [] for kind in RECORD_TABLES}
        units: dict[type[LedgerRecord], dict[tuple[int, str], set[int]]] = {kind: {} for kind in LINK_TABLES}
        ordinals = {ids.speech: speech.ordinal for speech, ids in speeches}
        for speech, ids in speeches:
            for key, record in speech.pairs():
                kind = type(record)
                rows[kind].append(record_row(key, record, speech=speech, ids=ids))
                if kind in LINK_TABLES:
                    units[kind][ids.speech, key] = record_unit_ids(record, speech=speech, ids=ids)
        for kind, model in RECORD_TABLES.items():
            table = model.__table__
            within = table.c.speech_id.in_(own_speeches)
            type_ = RECORD_TYPES[kind]
            wanted = self.kept.keep(rows[kind], type_, ordinals)
            done = self._sync(model, wanted, key=("speech_id", "key"), within=within, ids=kind in LINK_TABLES,
                              keep=self.kept.ids(type_))
            if link := LINK_TABLES.get(kind):
                pairs = {(done.ids[key], unit) for key, found in units[kind].items() for unit in found}
                pairs |= self.kept.links(type_)
                self._links(link.__table__, pairs, select(table.c.id).where(within))

    def _besides(self, speeches: list[tuple[Keyed, Ids]], own_speeches: Any) -> None:
        """Write the commitments without a date, with their units, and the findings."""
        text = self.ledger.prepared.document.text
        commitments, findings, units = [], [], {}
        for speech, ids in speeches:
            read = speech.ledger
            for key, said in zip(record_keys(read.commitments, text=text, speech=read.speech), read.commitments,
                                 strict=True):
                commitments.append(commitment_row(key, said, ids=ids))
                units[ids.speech, key] = record_unit_ids(said, speech=speech, ids=ids)
            for key, finding in zip(record_keys(read.findings, text=text, speech=read.speech), read.findings,
                                    strict=True):
                findings.append(finding_row(key, finding, ids=ids))
        m = models
        own = m.Commitment.speech_id.in_(own_speeches)
        done = self._sync(m.Commitment, commitments, key=("speech_id", "key"), within=own, ids=True)
        pairs = {(done.ids[key], unit) for key, found in units.items() for unit in found}
        self._links(m.CommitmentUnit.__table__, pairs, select(m.Commitment.id).where(own))
        self._sync(m.Finding, findings, key=("speech_id", "key"), within=m.Finding.speech_id.in_(own_speeches))

    def _unread(self, speech_ids: dict[int, int], ids: list[Ids], own_speeches: Any) -> None:
        """Settle the protected records that are not read, and propose what the reading says of all."""
        used = self.kept.settle(speech_ids, ids[0].evidence if ids else {})
        evidence = models.Evidence.__table__
        earlier = () if self.new else self.connection.execute(select(evidence.c.id).where(
            evidence.c.speech_id.in_(own_speeches), evidence.c.version > 0)).scalars()
        self.stale.insert(1, (evidence, tuple(i for i in earlier if i not in used)))  # removed after all records
        self._count("proposal", self.kept.propose(self.now))

    def _links(self, table: Table, pairs: set[tuple[int, int]], owners: Any) -> None:
        owner = next(iter(table.columns))
        self._count(table.name, sync_pairs(self.connection, table, pairs, within=owner.in_(owners), empty=self.new))

    def _shared(self, own_speeches: Any) -> tuple[set[int], set[int]]:
        """Ids of the projects and units that this document's records point at."""
        def column(selected: Any, owner: Any) -> set[int]:
            found = self.connection.execute(select(selected).where(owner.in_(own_speeches)).distinct()).scalars()
            return {id_ for id_ in found if id_ is not None}

        m = models
        projects = column(m.ProjectMention.project_id, m.ProjectMention.speech_id)
        units = column(m.Cadence.unit_id, m.Cadence.speech_id)
        for link, record in ((m.MilestoneUnit, m.Milestone), (m.AssignmentUnit, m.Assignment),
                             (m.CommitmentUnit, m.Commitment)):
            owner = next(iter(link.__table__.columns))
            own = select(record.id).where(record.speech_id.in_(own_speeches))
            units |= set(self.connection.execute(select(link.unit_id).where(owner.in_(own)).distinct()).scalars())
        return projects, units

    def _settle(self, before: tuple[set[int], set[int]], after: tuple[set[int], set[int]]) -> None:
        """Renew the facts of projects that the document names or named; drop projects and units that nobody names."""
        (old_projects, old_units), (projects, units) = before, after
        self._count("project", remove_projects(self.connection, old_projects - projects))
        self._count("unit", remove_unused(
            self.connection, models.Unit.__table__, old_units - units, used_by=UNIT_USERS))
        refresh_projects(self.connection, self.new_projects)
        self._count("project", refresh_projects(self.connection, (old_projects | projects) - self.new_projects))

    def _sync(
        self, model: type[SQLModel], rows: list[Row], *, key: tuple[str, ...], within: Any, ids: bool = False,
        keep: Collection[int] = (),
    ) -> Synced:
        """`keep`: ids of rows that stand though they are not wanted."""
        table = model.__table__
        done = sync(self.connection, table, rows, key=key, within=within, empty=self.new, ids=ids)
        self._count(table.name, done.counts)
        self.stale.append((table, tuple(i for i in done.stale if i not in keep)))
        return done

    def _count(self, table: str, counts: Counts) -> None:
        self.counts[table] = self.counts.get(table, Counts()) + counts
