"""What a reading says otherwise about protected records, as proposals that a person takes or dismisses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, tuple_, update

from db.models import Proposal
from db.upsert import Counts, chunks
from db.vocab import ProposalKind, ProposalState, ReviewState
from etl.load_follow import Stand

AT = "at"  # in Proposal.new: where the record stands that is read instead, see `Words`
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Words:
    """Where the record stands that a proposal would put in the place of another."""

    ordinal: int
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    section_position: int


def wanted_proposal(stand: Stand, words: Words | None) -> Row | None:
    """The proposal about one record; None where the reading says nothing against it.

    Of a rejected record only what is read instead of it is proposed: that it is not read any more, or read with
    another detail, is no question.
    """
    if stand.instead and words:
        at = {name: getattr(words, name) for name in Words.__slots__}
        return _row(stand, ProposalKind.CHANGED, stand.instead[1], stand.differs | {AT: at})
    if stand.rejected:
        return None
    if stand.read:
        return _row(stand, ProposalKind.CHANGED, stand.place[1], stand.differs) if stand.differs else None
    added = stand.protected.state is ReviewState.ADDED
    return None if added and stand.anchor else _row(stand, ProposalKind.GONE, "", {})


def sync_proposals(connection: Connection, stands: Sequence[Stand], wanted: Sequence[Row], *, now: datetime) -> Counts:
    """Bring the proposals about the records of a document to the wanted ones.

    What a person took or dismissed stays so until a reading says something else again. An open proposal that no
    reading supports any more is withdrawn.
    """
    table = Proposal.__table__
    present = _present(connection, stands)
    counts = Counts()
    for row in wanted:
        old = present.pop(_key(row), None)
        if old is None:
            connection.execute(insert(table).values(**row, state=str(ProposalState.OPEN), made_at=now))
            counts += Counts(inserted=1)
        elif _renewed(old, row):
            new = row | {"state": str(ProposalState.OPEN), "made_at": now}
            connection.execute(update(table).where(table.c.id == old["id"]).values(new))
            counts += Counts(updated=1)
        else:
            counts += Counts(unchanged=1)
    gone = [p["id"] for p in present.values() if p["state"] == ProposalState.OPEN]
    for chunk in chunks(gone):
        connection.execute(delete(table).where(table.c.id.in_(chunk)))
    return counts + Counts(removed=len(gone))


def _present(connection: Connection, stands: Sequence[Stand]) -> dict[tuple, RowMapping]:
    table, found = Proposal.__table__, {}
    records = [(str(s.protected.kind), s.protected.id) for s in stands]
    for chunk in chunks(records):
        statement = select(table).where(tuple_(table.c.record_type, table.c.record_id).in_(chunk))
        found |= {_key(row): row for row in connection.execute(statement).mappings()}
    return found


def _renewed(old: RowMapping, row: Row) -> bool:
    """Whether a proposal must be written again: an open one that differs, a closed one that says something else."""
    if old["state"] == ProposalState.OPEN:
        return any(old[c] != v for c, v in row.items())
    return (old["kind"], _said(old["new"])) != (row["kind"], _said(row["new"]))


def _said(new: Row) -> Row:
    return {c: v for c, v in new.items() if c != AT}


def _key(row: Row | RowMapping) -> tuple:
    return row["record_type"], row["record_id"], row["new_key"]


def _row(stand: Stand, kind: ProposalKind, new_key: str, new: Row) -> Row:
    return {
        "record_type": str(stand.protected.kind), "record_id": stand.protected.id, "kind": str(kind),
        "new_key": new_key, "new": new,
    }
