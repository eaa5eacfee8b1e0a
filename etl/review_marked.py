"""Add a record that the machine missed, from words that a person marks in the source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select

from db.entry_checks import note_words
from db.errors import BadEntry, NoSuchRow
from db.history import changing
from db.models import Document, Evidence, Section, Speech
from db.rights import Actor, Right
from db.vocab import Action, RecordType, ReviewState
from etl.load_columns import RECORD_MODELS, UNITS, as_json
from etl.load_names import project_name_key
from etl.load_projects import insert_projects
from etl.load_renames import place_of_speech, renew_names
from etl.review import apply
from etl.review_rows import Reviewed, read_record, write_review
from etl.review_values import checked, complete

RULE = "person"  # of a record that a person added
_LONGEST = 2000
# the end of a sentence, as etl.text.segment cuts
_END = re.compile(r"[。！？!?\n]")


def add_record(
    engine: Engine, speech_id: int, record_type: str, *, start: int, end: int, values: Mapping[str, Any],
    actor: Actor, now: datetime, note: str = "",
) -> int:
    """Add a record whose words are the characters [start, end) of the document's text, in this speech.

    `values` as in correct_record; a name, and what else a record of the type needs, must be among them. Returns its
    id. It stands whatever a later load reads. BadEntry names the field that is wrong or missing.
    """
    actor.require(Right.REVIEW)
    try:
        kind = RecordType(record_type)
    except ValueError as error:
        raise BadEntry(f"{record_type!r} is no type of record") from error
    new = checked(kind, values)
    whole = complete(kind, new)
    with changing(engine, Action.ADD, actor=actor, now=now, reason=note_words(note)) as change:
        connection = change.connection
        evidence = marked(connection, speech_id, start, end)
        row = whole | {
            "key": f"added-{change.event_id}", "speech_id": speech_id, "evidence_id": evidence, "rule": RULE,
            "confidence": 1.0, "also_at": [], "review": str(ReviewState.ADDED),
        } | _bare(connection, kind, whole, speech_id, start, end)
        table = RECORD_MODELS[kind].__table__
        record_id = connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one()
        _follow_up(connection, kind, record_id, new)
        record = read_record(connection, kind, record_id)
        write_review(connection, record, ReviewState.ADDED, machine={}, person=as_json(new), reason=change.reason,
                     actor=actor, now=now)
        renew_names(connection, speech_id)
        change.about(record.table, record_id, record.title)
        return record_id


def marked(connection: Connection, speech_id: int, start: int, end: int) -> int:
    """The evidence of the words [start, end) of a speech. BadEntry where they do not lie in it."""
    found = connection.execute(
        select(Speech.start, Speech.end, Document.text).join(Document, Document.id == Speech.document_id)
        .where(Speech.id == speech_id)
    ).first()
    if found is None:
        raise NoSuchRow(f"speech {speech_id} is not in the ledger; the document may have been read again")
    if not found.start <= start < end <= found.end:
        raise BadEntry(f"the marked words [{start}, {end}) do not lie in the speech [{found.start}, {found.end})")
    quote = found.text[start:end]
    if not quote.strip() or len(quote) > _LONGEST:
        raise BadEntry(f"the marked words are {len(quote)} characters; from one to {_LONGEST} can be marked")
    return evidence_at(connection, speech_id, start, end, quote, _sentence(found, start, end))


def evidence_at(
    connection: Connection, speech_id: int, start: int, end: int, quote: str, sentence: tuple[int, int]
) -> int:
    """The evidence of these characters of the document's text, put in where it is new."""
    table, section = Evidence.__table__, Section.__table__
    at = (table.c.speech_id == speech_id, table.c.start == start, table.c.end == end, table.c.version == 0)
    known = connection.execute(select(table.c.id).where(*at)).scalar_one_or_none()
    if known is not None:
        return known
    inside = select(section.c.position).where(
        section.c.speech_id == speech_id, section.c.start <= start, section.c.end > start)
    row = {
        "speech_id": speech_id, "start": start, "end": end, "quote": quote, "version": 0,
        "sentence_start": sentence[0], "sentence_end": sentence[1],
        "section_position": max(connection.execute(inside).scalars(), default=0),
    }
    return connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one()


def _sentence(found: Row[Any], start: int, end: int) -> tuple[int, int]:
    """The sentences that the words touch."""
    before = [m.end() for m in _END.finditer(found.text, found.start, start)]
    after = _END.search(found.text, max(start, end - 1), found.end)
    return (before[-1] if before else found.start), (after.end() if after else found.end)


def _bare(connection: Connection, kind: RecordType, row: dict[str, Any], speech_id: int, start: int, end: int) -> dict:
    """What a row needs besides what the person says, until names are settled."""
    if kind not in (RecordType.PROJECT, RecordType.INDICATOR):
        return {}
    here = {"region_id": connection.execute(select(Speech.region_id).where(Speech.id == speech_id)).scalar_one()}
    if kind is RecordType.INDICATOR:
        return here
    place = place_of_speech(connection, speech_id)
    identity = (place.scope, project_name_key(row["name"], place_names=place.names()))
    project = insert_projects(connection, {identity: row["name"]}).ids[identity]
    return here | {"project_id": project, "name_key": identity[1], "spans": [[start, end]]}


def _follow_up(connection: Connection, kind: RecordType, record_id: int, new: dict[str, Any]) -> None:
    """Write what follows from the values of a new record: due date, place, units."""
    row = read_record(connection, kind, record_id).row
    apply(connection, Reviewed(kind, row | {c: None for c in new if c != UNITS}, (), None), new)
