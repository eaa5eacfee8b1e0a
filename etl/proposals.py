"""Take or dismiss what a later reading says otherwise about a record that people answer for. Errors: db.errors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from db.entry_checks import note_words
from db.errors import BadEntry, NoSuchRow
from db.history import Change, changing, require_version
from db.models import Document, PersonEntry, Proposal, Speech
from db.rights import Actor, Right
from db.vocab import Action, ProposalKind, ProposalState, ReviewState
from etl.load_columns import RECORD_MODELS, from_json
from etl.load_entries import move_entry
from etl.load_proposals import AT
from etl.review import apply, renew
from etl.review_marked import evidence_at
from etl.review_rows import Reviewed, Row, read_record, require_seen, write_columns, write_review

GONE = "the text does not say it any more"  # why a record is rejected whose going was taken


def take_proposals(
    engine: Engine, ids: Sequence[int], *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> int:
    """Let records say what they are read as now, and stand there; one that is gone is rejected. Returns how many.

    What the person had said of other columns stays. BadEntry where a proposal was taken or dismissed before.
    """
    actor.require(Right.REVIEW)
    with changing(engine, Action.TAKE_PROPOSAL, actor=actor, now=now, reason=note_words(note)) as change:
        for proposal, record in _open(change, ids, seen):
            if proposal["kind"] == ProposalKind.GONE:
                write_review(change.connection, record, ReviewState.REJECTED, machine=record.machine(),
                             person=record.person, reason=change.reason or GONE, actor=actor, now=now)
            else:
                _take(change, proposal, record, actor, now)
            _close(change.connection, proposal, ProposalState.TAKEN)
            renew(change.connection, [record])
        return len(set(ids))


def dismiss_proposals(
    engine: Engine, ids: Sequence[int], *, actor: Actor, now: datetime, note: str = "", seen: int | None = None
) -> int:
    """Leave records as they are. The same proposal does not come back. Returns how many."""
    actor.require(Right.REVIEW)
    with changing(engine, Action.DISMISS_PROPOSAL, actor=actor, now=now, reason=note_words(note)) as change:
        for proposal, _ in _open(change, ids, seen):
            _close(change.connection, proposal, ProposalState.DISMISSED)
        return len(set(ids))


def _open(change: Change, ids: Sequence[int], seen: int | None) -> list[tuple[Row, Reviewed]]:
    table = Proposal.__table__
    found = change.connection.execute(
        select(table).where(table.c.id.in_(set(ids))).order_by(table.c.id)).mappings().all()
    if not ids or len(found) < len(set(ids)):
        raise NoSuchRow("the proposal is not there any more: a later reading withdrew it")
    require_version(change.connection, [("proposal", p["id"]) for p in found], seen)
    pairs = [(dict(p), read_record(change.connection, p["record_type"], p["record_id"])) for p in found]
    for proposal, record in pairs:
        if proposal["state"] != ProposalState.OPEN:
            raise BadEntry(f"{record.title}: the proposal was {proposal['state']} before")
    require_seen(change.connection, [r for _, r in pairs], seen)
    change.about(pairs[0][1].table, pairs[0][1].id, pairs[0][1].title)
    change.details = {"proposals": [p["id"] for p, _ in pairs]}
    return pairs


def _take(change: Change, proposal: Row, record: Reviewed, actor: Actor, now: datetime) -> None:
    connection = change.connection
    new = {c: v for c, v in proposal["new"].items() if c != AT}
    if at := proposal["new"].get(AT):
        _stand(connection, record, proposal["new_key"], at)
    said = from_json(new)
    basis = said.pop("due_basis", None)
    apply(connection, record, said)
    if basis:
        write_columns(connection, record, {"due_basis": basis})
    after = read_record(connection, record.kind, record.id)
    fresh = Reviewed(record.kind, after.row, after.units, None).machine()  # the columns as they are read now
    person = {c: v for c, v in record.person.items() if c not in new}
    machine = fresh | {c: v for c, v in record.machine().items() if c in person}
    state = ReviewState.CORRECTED if person else ReviewState.ACCEPTED
    write_review(connection, record, state, machine=machine, person=person, reason=change.reason, actor=actor, now=now)


def _stand(connection: Connection, record: Reviewed, key: str, at: dict[str, Any]) -> None:
    """Let the record, and what people entered about it, stand where it is read now."""
    table, entry = RECORD_MODELS[record.kind].__table__, PersonEntry.__table__
    home = connection.execute(
        select(Speech.ordinal, Document.id, Document.name, Document.text).select_from(Speech)
        .join(Document, Document.id == Speech.document_id).where(Speech.id == record.row["speech_id"])
    ).one()
    speech = connection.execute(
        select(Speech.id).where(Speech.document_id == home.id, Speech.ordinal == at["ordinal"])).scalar_one()
    if connection.execute(select(table.c.id).where(table.c.speech_id == speech, table.c.key == key)).first():
        raise BadEntry(f"{record.title}: another record stands on these words; dismiss the proposal")
    evidence = evidence_at(connection, speech, at["start"], at["end"], home.text[at["start"]:at["end"]],
                           (at["sentence_start"], at["sentence_end"]))
    write_columns(connection, record, {"key": key, "speech_id": speech, "evidence_id": evidence})
    entries = connection.execute(select(entry.c.id).where(
        entry.c.document_name == home.name, entry.c.ordinal == home.ordinal,
        entry.c.record_key == record.row["key"])).scalars().all()
    for entry_id in entries:
        move_entry(connection, entry_id, (at["ordinal"], key))


def _close(connection: Connection, proposal: Row, state: ProposalState) -> None:
    table = Proposal.__table__
    connection.execute(update(table).where(table.c.id == proposal["id"]).values(state=str(state)))
