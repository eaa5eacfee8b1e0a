"""Walk the chain of events and say what does not fit: the answer to "has anybody changed this outside of the program?"

What it notices: an event that was changed, removed from the middle or put in; row changes that were changed, removed or
put in; a row that was changed while the triggers were there and no event was under way; triggers that are gone; a row
that no longer is what its last recorded change left of it; broken files and references; a quote that is not in its
text. With a head that was written down elsewhere (every backup has one), also that the last events were removed.

What it cannot notice: a chain that was computed anew from some event on, by somebody who knows how, unless a later head
was written down; what was done while the triggers were off to rows without an id, to columns of read rows that no
recorded change touched (their quotes are still compared), and rows that were put in then; what happened before the
history began; passwords, sign-ins and saved views.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, groupby
from typing import Any

from sqlalchemy import Connection, Engine, Table, select

from db import history_triggers
from db.history import changes_digest, event_hash
from db.models import Document, DocumentVersion, Event, Evidence, RowChange, Speech
from db.row_images import values_of
from db.transfer import CHUNK, Head, snapshot, stream
from db.vocab import Operation

SHOWN = 100  # findings of one kind that are told one by one
OnStep = Callable[[str, int], None]  # what is being checked, how many of them so far
_Row = Mapping[str, Any]


class Trouble(StrEnum):
    GAP = "gap"  # an event number is missing
    EVENT = "event"  # an event is not what its hash says
    CHAIN = "chain"  # an event does not follow the one before
    CHANGES = "changes"  # the row changes of an event are not those that it was written with
    OUTSIDE = "outside"  # a row was changed outside of the program
    ORPHAN = "orphan"  # a row change of an event that is not there
    ROW = "row"  # a row is not what its last change left of it
    TRIGGER = "trigger"  # changes of a table are not recorded
    DATABASE = "database"  # the file or its references are broken
    QUOTE = "quote"  # evidence that is not in its text
    HEAD = "head"  # an event that was written down is not in the chain


@dataclass(frozen=True, slots=True)
class Finding:
    kind: Trouble
    says: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What a walk found. `findings` holds at most SHOWN of a kind, `counts` says how many there were of each."""

    head: Head
    events: int
    changes: int
    quotes: int
    findings: tuple[Finding, ...]
    counts: Mapping[str, int]

    @property
    def sound(self) -> bool:
        return not self.counts


def verify(engine: Engine, *, expect: Sequence[Head] = (), on_step: OnStep | None = None) -> Verified:
    """Check the whole ledger in one state of it, while others may write. Holds a few thousand rows at a time.

    `expect`: heads that were written down before and must be in the chain.
    """
    step = on_step or _silent
    with snapshot(engine) as connection:
        walk = _Walk(connection, {h.number: h for h in expect}, step)
        quotes = _Counted(_quotes(connection), step, "quotes")
        found: dict[str, list[Finding]] = {}
        counts: Counter[str] = Counter()
        parts = (walk.findings(), _unrecorded(connection), _rows(connection, step), quotes, _database(connection))
        for finding in chain(*parts):
            counts[finding.kind] += 1
            if counts[finding.kind] <= SHOWN:
                found.setdefault(finding.kind, []).append(finding)
    findings = tuple(f for kind in Trouble for f in found.get(kind, ()))
    return Verified(walk.head, walk.events, walk.changes, quotes.count, findings, dict(counts))


def _silent(_what: str, _count: int) -> None:
    pass


class _Counted:
    """Passes on the findings among what is checked (None: sound) and counts all of it."""

    def __init__(self, checked: Iterable[Finding | None], step: OnStep, what: str) -> None:
        self.checked, self.step, self.what, self.count = checked, step, what, 0

    def __iter__(self) -> Iterator[Finding]:
        for finding in self.checked:
            self.count += 1
            if self.count % CHUNK == 0:
                self.step(self.what, self.count)
            if finding:
                yield finding
        self.step(self.what, self.count)


# ---------------------------------------------------------------- the chain


class _Walk:
    """Goes through events and their row changes side by side, both in the order of the events' numbers."""

    def __init__(self, connection: Connection, expected: dict[int, Head], step: OnStep) -> None:
        self.connection, self.expected, self.step = connection, expected, step
        self.head, self.events, self.changes = Head(), 0, 0

    def findings(self) -> Iterator[Finding]:
        c, e = RowChange.__table__, Event.__table__
        mine = select(c).where(c.c.event_id.is_not(None)).order_by(c.c.event_id, c.c.id)
        groups = groupby(_each(self.connection, mine), key=lambda row: row["event_id"])
        waiting = next(groups, None)
        for event in _each(self.connection, select(e).order_by(e.c.id)):
            while waiting and waiting[0] < event["id"]:
                yield self._orphans(*waiting)
                waiting = next(groups, None)
            own: Iterable[_Row] = ()
            if waiting and waiting[0] == event["id"]:
                own = waiting[1]
            yield from self._event(event, own)
            if waiting and waiting[0] == event["id"]:
                waiting = next(groups, None)
        while waiting:
            yield self._orphans(*waiting)
            waiting = next(groups, None)
        self.step("events", self.events)
        for number in sorted(self.expected.keys() - {0}):
            yield Finding(Trouble.HEAD, f"event {number} was written down and is not there: the ledger ends at"
                                        f" event {self.head.number}")

    def _event(self, event: _Row, changes: Iterable[_Row]) -> Iterator[Finding]:
        number = event["id"]
        name = f"event {number} ({event['action']} by {event['actor']}, {event['at']:%Y-%m-%d %H:%M})"
        missing = range(self.head.number + 1, number)
        if missing:
            which = f"event {missing[0]}" if len(missing) == 1 else f"events {missing[0]} to {missing[-1]}"
            yield Finding(Trouble.GAP, f"{which} removed")
        elif event["previous_hash"] != self.head.hash:
            yield Finding(Trouble.CHAIN, f"{name} does not follow the event before it")
        if event["hash"] != event_hash(event):
            yield Finding(Trouble.EVENT, f"{name} was changed")
        before = self.changes
        if event["changes_sha256"] != changes_digest(self._counting(changes)):
            yield Finding(Trouble.CHANGES, f"{name} recorded {event['change_count']} row changes; the"
                                           f" {self.changes - before} that are there are not those")
        expected = self.expected.pop(number, None)
        if expected and expected.hash != event["hash"]:
            yield Finding(Trouble.HEAD, f"{name} is another than the one that was written down")
        self.head, self.events = Head(number, event["hash"]), self.events + 1
        if self.events % CHUNK == 0:
            self.step("events", self.events)

    def _counting(self, changes: Iterable[_Row]) -> Iterator[_Row]:
        for change in changes:
            self.changes += 1
            yield change

    def _orphans(self, number: int, changes: Iterable[_Row]) -> Finding:
        first = next(iter(changes))
        count = 1 + sum(1 for _ in changes)
        self.changes += count
        return Finding(Trouble.ORPHAN, f"{count} row changes belong to event {number}, which is not there;"
                                       f" the first: {_told(first)}")


def _each(connection: Connection, statement: Any, size: int = CHUNK) -> Iterator[_Row]:
    return (row for rows in stream(connection, statement, size=size) for row in rows)


def _told(change: _Row) -> str:
    """A row change in words: table, row, what."""
    row = f"row {change['row_id']}" if change["row_id"] is not None else f"row {change['after'] or change['before']}"
    if change["operation"] != Operation.UPDATE:
        return f"{change['table_name']} {row}: {change['operation']}"
    what = ", ".join(f"{n}: {was!r} → {change['after'].get(n)!r}" for n, was in change["before"].items())
    return f"{change['table_name']} {row}: {what}"


# ---------------------------------------------------------------- rows


def _unrecorded(connection: Connection) -> Iterator[Finding]:
    """Changes that no event made, and tables whose changes nobody records."""
    for name in history_triggers.missing(connection):
        yield Finding(Trouble.TRIGGER, f"the trigger {name} is missing: changes of its table are not recorded")
    c = RowChange.__table__.c
    for change in _each(connection, select(RowChange.__table__).where(c.event_id.is_(None)).order_by(c.id)):
        yield Finding(Trouble.OUTSIDE, f"changed outside of the program: {_told(change)} (row change {change['id']})")


def _rows(connection: Connection, step: OnStep) -> Iterator[Finding]:
    """Rows that are not what their last recorded changes left of them."""
    c = RowChange.__table__.c
    for table in history_triggers.tracked():
        if "id" not in table.c:
            continue
        own = select(c.row_id, c.operation, c.after).where(c.table_name == table.name, c.row_id.is_not(None))
        histories = groupby(_each(connection, own.order_by(c.row_id, c.id)), key=lambda change: change["row_id"])
        present = _each(connection, select(table).order_by(table.c.id), _chunk(table))
        yield from _compared(table, ((i, _left(table, changes)) for i, changes in histories), present)
        step(table.name, 0)


def _compared(table: Table, left: Iterator[tuple[int, dict[str, Any] | None]], present: Iterator[_Row]
              ) -> Iterator[Finding]:
    """`left`: row id and what its history says of it, None for deleted; both in the order of ids."""
    row = next(present, None)
    for row_id, values in left:
        while row and row["id"] < row_id:
            row = next(present, None)
        there = row is not None and row["id"] == row_id
        if there != (values is not None):
            yield Finding(Trouble.ROW, f"{table.name} row {row_id} is {'there' if there else 'gone'} and its history"
                                       f" says {'that it was deleted' if there else 'nothing of it'}")
        elif row and values:
            odd = [f"{n}: {v!r} → {row[n]!r}" for n, v in values.items() if row[n] != v]
            if odd:
                yield Finding(Trouble.ROW, f"{table.name} row {row_id} was changed without a trace: {', '.join(odd)}")


def _left(table: Table, changes: Iterable[_Row]) -> dict[str, Any] | None:
    """What a row's changes, oldest first, say of it; None where the last one deleted it."""
    values: dict[str, Any] | None = {}
    for change in changes:
        after = values_of(table, change["after"] or {})
        values = None if change["operation"] == Operation.DELETE else (values or {}) | after
    return values


def _chunk(table: Table) -> int:
    return 20 if table.name in ("document", "document_version", "attachment") else CHUNK


# ---------------------------------------------------------------- texts and the database itself


def _quotes(connection: Connection) -> Iterator[Finding | None]:
    """Every evidence against its text, a document at a time."""
    d, v = Document.__table__.c, DocumentVersion.__table__.c
    for (document_id,) in connection.execute(select(d.id).order_by(d.id)).all():
        name, text = connection.execute(select(d.name, d.text).where(d.id == document_id)).one()
        earlier = connection.execute(select(v.number, v.text).where(v.document_id == document_id))
        texts = {0: text} | {number: words for number, words in earlier}
        e = Evidence.__table__.c
        own = select(e.id, e.start, e.end, e.quote, e.version).join(Speech, Speech.id == e.speech_id).where(
            Speech.document_id == document_id).order_by(e.id)
        for row in _each(connection, own):
            whole = texts.get(row["version"], "")
            right = whole[row["start"]:row["end"]] == row["quote"]
            yield None if right else Finding(
                Trouble.QUOTE, f"evidence {row['id']} of {name}: “{row['quote'][:40]}” does not stand at"
                               f" {row['start']}–{row['end']} of its text")


def _database(connection: Connection) -> Iterator[Finding]:
    """What SQLite says of its file; PostgreSQL checks references by itself."""
    if connection.dialect.name != "sqlite":
        return
    for (says,) in connection.exec_driver_sql(f"PRAGMA integrity_check({SHOWN})"):
        if says != "ok":
            yield Finding(Trouble.DATABASE, says)
    for table, row_id, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield Finding(Trouble.DATABASE, f"{table} row {row_id} points at a row of {parent} that is not there")
