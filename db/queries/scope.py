"""What the queries share: the as-of date and places that a reader chose, and the joins from a record to its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from db.models import (
    Document,
    DocumentVersion,
    EntryKind,
    Event,
    Evidence,
    Indicator,
    PersonEntry,
    Project,
    ProjectMention,
    Region,
    RowChange,
    Speech,
    stands,
)
from db.spellings import spellings

Row = dict[str, Any]
OPEN_REGION = 0  # in `Scope.regions`: records whose place is not known


@dataclass(frozen=True, slots=True)
class Scope:
    """What a reader looks at. `regions` are region ids (OPEN_REGION for the unknown place); empty means everywhere."""

    asof: date
    regions: tuple[int, ...] = ()

    def covers(self, region: ColumnElement) -> ColumnElement[bool] | None:
        """The condition that a record of `region` is in scope; None where every place is."""
        if not self.regions:
            return None
        inside = region.in_([r for r in self.regions if r != OPEN_REGION])
        return or_(inside, region.is_(None)) if OPEN_REGION in self.regions else inside


@dataclass(frozen=True, slots=True)
class Slice:
    """Which rows of a list to fetch."""

    limit: int = 50
    offset: int = 0


def fetch(connection: Connection, statement: Select, values: Row | None = None) -> list[Row]:
    """All rows of a statement as dicts."""
    found = connection.execute(statement, values)
    names = tuple(found.keys())
    return [dict(zip(names, row, strict=True)) for row in found]


def only(statement: Select, *conditions: ColumnElement[bool] | None) -> Select:
    """`statement` with the conditions that are there."""
    return statement.where(*(c for c in conditions if c is not None))


def contains(words: str, *columns: ColumnElement) -> ColumnElement[bool] | None:
    """That one of the columns holds `words`, in Simplified or Traditional and in capitals or not; None where no words
    are given."""
    return or_(*(_holds(c, s) for c in columns for s in spellings(words))) if words else None


def _holds(column: ColumnElement, words: str) -> ColumnElement[bool]:
    cased = words.lower() != words.upper()  # Chinese has no case: no need to make each row's text small
    return column.icontains(words, autoescape=True) if cased else column.contains(words, autoescape=True)


_TEXT = case(
    (Evidence.version == 0, Document.text),
    else_=select(DocumentVersion.text).where(
        DocumentVersion.document_id == Document.id, DocumentVersion.number == Evidence.version,
    ).correlate(Document, Evidence).scalar_subquery(),
)
SENTENCE = func.substr(_TEXT, Evidence.sentence_start + 1, Evidence.sentence_end - Evidence.sentence_start)
"""The sentence that holds a record's evidence, as written; of the earlier text where the document has lost it."""

EVIDENCE_COLUMNS = (
    Speech.id.label("speech_id"), Speech.title.label("speech_title"), Speech.ordinal, Speech.year.label("speech_year"),
    Speech.date_source, Document.name.label("document_name"), Evidence.quote, SENTENCE.label("sentence"),
    (Evidence.start - Evidence.sentence_start).label("quote_at"),
)


def entries_of(kind: EntryKind, record: Any) -> Subquery:
    """record_id, id, date_value: what people entered about records, to be joined from the side of the records.

    There are few entries beside the records: to look for one at each record costs more than to find all at once.
    """
    own = aliased(record)
    return (
        select(own.id.label("record_id"), PersonEntry.id, PersonEntry.date_value).select_from(PersonEntry)
        .join(Document, Document.name == PersonEntry.document_name)
        .join(Speech, and_(Speech.document_id == Document.id, Speech.ordinal == PersonEntry.ordinal))
        .join(own, and_(own.speech_id == Speech.id, own.key == PersonEntry.record_key))
        .where(PersonEntry.kind == str(kind)).subquery()
    )


def named_project() -> ColumnElement[bool]:
    """That a mention of the project stands."""
    return exists().where(ProjectMention.project_id == Project.id, stands(ProjectMention)).correlate(Project)


def with_evidence(statement: Select, record: Any, *, rejected: bool = False) -> Select:
    """`statement` joined to the speech, document and evidence of `record`, a table class of records.

    Rejected records are left out unless asked for.
    """
    joined = (
        statement.join(Speech, Speech.id == record.speech_id)
        .join(Document, Document.id == Speech.document_id)
        .join(Evidence, Evidence.id == record.evidence_id)
    )
    return joined if rejected or not hasattr(record, "review") else joined.where(stands(record))


def entry_of(kind: EntryKind, record: Any, entry: Any = PersonEntry) -> ColumnElement[bool]:
    """The join condition from a record to what a person entered about it."""
    return and_(
        entry.kind == str(kind), entry.document_name == Document.name,
        entry.ordinal == Speech.ordinal, entry.record_key == record.key,
    )


_VERSION = select(
    select(func.max(RowChange.id)).scalar_subquery(),
    select(Event.hash).order_by(Event.id.desc()).limit(1).scalar_subquery(),
)


def ledger_version(connection: Connection) -> str:
    """A word that changes with every change of a row and with a restore; the pages' caches are keyed by it."""
    return "/".join(str(v) for v in connection.execute(_VERSION).one())


def used_regions(connection: Connection) -> list[Row]:
    """The places that speeches, projects or figures are about, and the places above them: id, code, name, parent_id."""
    used: Iterable[Subquery] = (
        select(column).where(column.is_not(None), *conditions) for column, conditions in (
            (Speech.region_id, ()), (Project.region_id, (named_project(),)),
            (Indicator.region_id, (stands(Indicator),)),
        )
    )
    rows = {r["id"]: r for r in fetch(connection, select(
        Region.id, Region.code, Region.name, Region.level, Region.parent_id,
        or_(*(Region.id.in_(u) for u in used)).label("used"),
    ).order_by(Region.code))}
    keep: set[int] = set()
    for row in rows.values():
        at: int | None = row["id"] if row["used"] else None
        while at is not None and at not in keep:
            keep.add(at)
            at = rows[at]["parent_id"]
    return [row for row in rows.values() if row["id"] in keep]
