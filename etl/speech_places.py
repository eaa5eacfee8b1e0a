"""The place of a speech as a person enters it. Its document is loaded again: records, units and projects follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import product

from sqlalchemy import Connection, Engine, select

from db.entry_checks import note_words
from db.errors import BadEntry, NoSuchRow
from db.history import changing
from db.models import Document as DocumentRow
from db.models import EntryKind, Region, Speech
from db.rights import Actor, Right
from db.vocab import Action
from etl.entries import withdraw_entry, write_entry
from etl.lexicon.regions import ancestors, codes_by_name, region_of, regions
from etl.load import load_in_run
from etl.load_given_places import known_codes
from etl.load_names import unit_name
from etl.pipeline import extract
from etl.readers.front_matter import find_front_matter
from etl.records import Document, DocumentLedger

_PLAIN = ("txt", "md")  # media types with front matter


def set_speech_place(
    engine: Engine, speech_id: int, *, code: str, actor: Actor, now: datetime, note: str = ""
) -> None:
    """Enter where a speech was given, by the code of a place of the code table or the ledger, and read it anew.

    BadEntry for a code that neither knows.
    """
    document_id, ordinal = _home(engine, speech_id)
    set_speech_places(engine, document_id, {ordinal: code}, actor=actor, now=now, note=note)


def set_speech_places(
    engine: Engine, document_id: int, codes: Mapping[int, str], *, actor: Actor, now: datetime, note: str = "",
    ledger: DocumentLedger | None = None,
) -> None:
    """Enter the places of several speeches of a document, by ordinal, as one event. `ledger`: as it was just read."""
    actor.require(Right.REVIEW)
    ledger = ledger or _read_again(engine, document_id)
    with changing(engine, Action.SET_PLACE, actor=actor, now=now, reason=note_words(note)) as change:
        connection = change.connection
        if unknown := set(codes.values()) - known_codes(connection, codes.values()):
            raise BadEntry(f"no place has the code {min(unknown)}")
        name = _same(connection, document_id, ledger)
        change.about("document", document_id, name)
        change.details = {"places": {str(o): c for o, c in codes.items()}}
        for ordinal, code in codes.items():
            if ordinal not in {s.speech.ordinal for s in ledger.speeches}:
                raise NoSuchRow(f"{name} has no speech {ordinal}; the document may have been read again")
            values = {"date_value": None, "number_value": None, "text_value": code, "note": note_words(note)}
            write_entry(connection, EntryKind.SPEECH_PLACE, _place(name, ordinal), values, actor, now)
        load_in_run(connection, ledger, command="set_place", now=now)


def undo_speech_place(engine: Engine, speech_id: int, *, actor: Actor, now: datetime) -> bool:
    """Go back to the place that the extractor read. False where nobody had entered one."""
    actor.require(Right.REVIEW)
    document_id, ordinal = _home(engine, speech_id)
    ledger = _read_again(engine, document_id)
    with changing(engine, Action.UNDO_PLACE, actor=actor, now=now) as change:
        name = _same(change.connection, document_id, ledger)
        change.about("document", document_id, name)
        withdrawn = withdraw_entry(change.connection, EntryKind.SPEECH_PLACE, _place(name, ordinal))
        if withdrawn:
            load_in_run(change.connection, ledger, command="undo_place", now=now)
        return withdrawn


def find_places(connection: Connection, words: str) -> dict[str, str]:
    """The places that a person may mean by a name, by code, with their names in full: 朝阳区, 长春市朝阳区, 徐闻."""
    name = unit_name(words.strip())
    found = set(codes_by_name().get(name, ()))
    found |= {c for c, r in regions().items() if name.endswith(r.full_name) and name in _paths(c)}
    own = connection.execute(select(Region.code).where(Region.name == name)).scalars().all()
    own = [c for c in own if c.count(":") == 1] or own  # a speaking place before a place within one
    return {c: full_name(c, name) for c in sorted(found) or sorted(own)}


def place_code(connection: Connection, words: str) -> str:
    """The code of the one place that has this name. BadEntry where none has, or several have."""
    found = find_places(connection, words)
    if not found:
        raise BadEntry(f"no place is called {words.strip()}")
    if len(found) > 1:
        raise BadEntry(f"{words.strip()} is the name of several places, write one in full: {'、'.join(found.values())}")
    return min(found)


def full_name(code: str, name: str = "") -> str:
    """广东省湛江市徐闻县; a place that the code table does not know by its own name, `name` where that is known."""
    line = (*reversed(ancestors(code)), code)
    names = [r.full_name for c in line if (r := region_of(c))]
    return "".join(names) or name or code.rsplit(":", 1)[-1]


def _paths(code: str) -> set[str]:
    """How a division is called with those above it, in full, in short or left out."""
    above = [("", r.name, r.full_name) for c in reversed(ancestors(code)) if (r := region_of(c))]
    own = region_of(code)
    return {"".join(parts) + (own.full_name if own else "") for parts in product(*above)}


def _home(engine: Engine, speech_id: int) -> tuple[int, int]:
    with engine.connect() as connection:
        found = connection.execute(select(Speech.document_id, Speech.ordinal).where(Speech.id == speech_id)).first()
    if found is None:
        raise NoSuchRow(f"speech {speech_id} is not in the ledger; the document may have been read again")
    return found.document_id, found.ordinal


def _read_again(engine: Engine, document_id: int) -> DocumentLedger:
    """What the document says, by the rules of today."""
    table = DocumentRow.__table__
    with engine.connect() as connection:
        row = connection.execute(select(table).where(table.c.id == document_id)).first()
    if row is None:
        raise NoSuchRow(f"document {document_id} is not in the ledger any more")
    front, body = find_front_matter(row.text) if row.media_type in _PLAIN else ((), 0)
    return extract(Document(name=row.name, text=row.text, media_type=row.media_type, encoding=row.encoding,
                            sha256=row.sha256, front_matter=front, body_start=body))


def _same(connection: Connection, document_id: int, ledger: DocumentLedger) -> str:
    """The document's name. NoSuchRow where it holds another text than the ledger by now."""
    table = DocumentRow.__table__
    row = connection.execute(select(table.c.name, table.c.text).where(table.c.id == document_id)).first()
    read = ledger.prepared.document
    if row is None or (row.name, row.text) != (read.name, read.text):
        raise NoSuchRow(f"document {document_id} was read again meanwhile; enter the place once more")
    return row.name


def _place(name: str, ordinal: int) -> dict[str, str | int]:
    return {"document_name": name, "ordinal": ordinal, "record_key": ""}
