"""Read and write one record under review: its row, its units, and what stands about it in `review`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from db.entry_checks import signature
from db.errors import NoSuchRow
from db.history import require_version
from db.models import Proposal, Review, Speech, Unit
from db.rights import Actor
from db.upsert import remove_unused
from db.vocab import ProposalState, RecordType, ReviewState
from etl.load_columns import RECORD_MODELS, UNIT_LINKS, UNITS, as_json, content
from etl.load_places import SpeakingPlace
from etl.load_regroup import UNIT_USERS
from etl.load_standing import unit_aliases

Row = dict[str, Any]
RecordPlace = tuple[str, int]  # record type and id
_TITLES = {
    RecordType.INDICATOR: "name", RecordType.PROJECT: "name", RecordType.MILESTONE: "subject",
    RecordType.ASSIGNMENT: "task", RecordType.CADENCE: "activity", RecordType.SANCTION: "consequence",
}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A record with what people said of it so far."""

    kind: RecordType
    row: Row
    units: tuple[str, ...]
    review: Row | None

    @property
    def id(self) -> int:
        return self.row["id"]

    @property
    def state(self) -> ReviewState:
        return ReviewState(self.row["review"])

    @property
    def title(self) -> str:
        return str(self.row[_TITLES[self.kind]])

    @property
    def table(self) -> str:
        return RECORD_MODELS[self.kind].__table__.name

    @property
    def added(self) -> bool:
        """That no machine read it: a person marked the words."""
        return self.review is not None and not self.review["machine"]

    @property
    def person(self) -> Row:
        return dict(self.review["person"]) if self.review else {}

    def machine(self) -> Row:
        """What the machine had read, as a review keeps it."""
        if self.review:
            return dict(self.review["machine"])
        units = {UNITS: list(self.units)} if self.kind in UNIT_LINKS else {}
        return as_json({c: self.row[c] for c in content(self.kind)}) | units


def read_record(connection: Connection, record_type: str, record_id: int) -> Reviewed:
    """NoSuchRow where the ledger has no such record."""
    try:
        kind = RecordType(record_type)
    except ValueError as error:
        raise NoSuchRow(f"{record_type!r} is no type of record") from error
    table, review = RECORD_MODELS[kind].__table__, Review.__table__
    row = connection.execute(select(table).where(table.c.id == record_id)).mappings().first()
    if row is None:
        raise NoSuchRow(f"{kind} {record_id} is not in the ledger; the document may have been read again")
    said = connection.execute(
        select(review).where(review.c.record_type == str(kind), review.c.record_id == record_id)).mappings().first()
    return Reviewed(kind, dict(row), _units(connection, kind, record_id), dict(said) if said else None)


def require_seen(connection: Connection, records: Iterable[Reviewed], seen: int | None) -> None:
    """Raises EditConflict where a record, or what was said of it, changed after `seen`."""
    rows = [(r.table, r.id) for r in records]
    require_version(connection, rows + [("review", r.review["id"]) for r in records if r.review], seen)


def write_review(
    connection: Connection, record: Reviewed, state: ReviewState, *, machine: Row, person: Row, reason: str,
    actor: Actor, now: datetime,
) -> None:
    """Keep what a person decided; the machine's values beside it."""
    signed = signature(actor.name, now)
    row = {"state": str(state), "machine": machine, "person": person, "reason": reason,
           "reviewed_by": signed["entered_by"], "reviewed_at": signed["entered_at"]}
    table = Review.__table__
    if record.review:
        connection.execute(update(table).where(table.c.id == record.review["id"]).values(row))
    else:
        connection.execute(insert(table).values(record_type=str(record.kind), record_id=record.id, **row))
    write_columns(connection, record, {"review": str(state)})


def remove_review(connection: Connection, record: Reviewed) -> None:
    """Make the record pending again."""
    if record.review:
        connection.execute(delete(Review.__table__).where(Review.__table__.c.id == record.review["id"]))
    p = Proposal.__table__
    connection.execute(delete(p).where(
        p.c.record_type == str(record.kind), p.c.record_id == record.id, p.c.state == str(ProposalState.OPEN)))
    write_columns(connection, record, {"review": str(ReviewState.PENDING)})


def write_columns(connection: Connection, record: Reviewed, values: Mapping[str, Any]) -> None:
    table = RECORD_MODELS[record.kind].__table__
    if values:
        connection.execute(update(table).where(table.c.id == record.id).values(**values))


def give_to_units(connection: Connection, record: Reviewed, names: Collection[str], place: SpeakingPlace) -> None:
    """Give the record to the units of these names, and to no others."""
    owner, unit = UNIT_LINKS[record.kind].__table__.columns
    former = set(connection.execute(select(unit).where(owner == record.id)).scalars())
    wanted = {unit_of(connection, name, record.row["speech_id"], place) for name in names}
    if gone := former - wanted:
        connection.execute(delete(owner.table).where(owner == record.id, unit.in_(gone)))
        remove_unused(connection, Unit.__table__, gone, used_by=UNIT_USERS)
    for id_ in sorted(wanted - former):
        connection.execute(insert(owner.table).values({owner.name: record.id, unit.name: id_}))


def unit_of(connection: Connection, name: str, speech_id: int, place: SpeakingPlace) -> int:
    """The unit that a name means where the speech was given: by alias, by name, else a new one."""
    aliases = unit_aliases(connection, {place.scope})
    if known := aliases.get((place.scope, name)):
        return known[0]
    table = Unit.__table__
    found = connection.execute(
        select(table.c.id).where(table.c.scope == place.scope, table.c.name == name)).scalar_one_or_none()
    if found is not None:
        return found
    region = connection.execute(select(Speech.region_id).where(Speech.id == speech_id)).scalar_one()
    row = {"scope": place.scope, "name": name, "region_id": region}
    return connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one()


def _units(connection: Connection, kind: RecordType, record_id: int) -> tuple[str, ...]:
    if kind not in UNIT_LINKS:
        return ()
    owner, unit = UNIT_LINKS[kind].__table__.columns
    names = select(Unit.name).join(owner.table, unit == Unit.id).where(owner == record_id)
    return tuple(sorted(connection.execute(names).scalars()))
