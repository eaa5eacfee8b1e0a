"""The rows of protected records through a load: re-keyed, moved to their words, never overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, bindparam, insert, select, update

from db.models import Evidence, Unit, UnitAlias
from db.upsert import Counts
from db.vocab import RecordType
from etl.document_versions import version_text
from etl.load_anchors import TextMap
from etl.load_columns import RECORD_MODELS
from etl.load_follow import Stand, Standing, find_standing
from etl.load_identities import Identity
from etl.load_keys import sentence_span
from etl.load_names import unit_name
from etl.load_proposals import Words, sync_proposals, wanted_proposal
from etl.load_reviewed import Protected, protected_records, taken_places
from etl.load_rows import Keyed, Row, units_of
from etl.records import LedgerRecord, ProjectRecord, Span


class StandingRows:
    """What stands in a document whatever is read. Made after its text was replaced and before its records are."""

    def __init__(
        self, connection: Connection, document_id: int, *, former: str, text: str, version: int | None
    ) -> None:
        """`former`: the text before this load, kept as `version` where it differs from `text`."""
        self.connection = connection
        self.version = version
        self.protected = protected_records(connection, document_id)
        self.taken = taken_places(connection, document_id) if self.protected else set()
        self.standing = Standing()

        @cache
        def text_map(number: int) -> TextMap:
            return TextMap(version_text(connection, document_id, number) if number else former, text)

        self.maps = text_map

    def find(self, speeches: Sequence[Keyed]) -> Standing:
        """Find the protected records in the speeches as they are read now."""
        self.speeches = {s.ordinal: s for s in speeches}
        aliases = unit_aliases(self.connection, {s.place.scope for s in speeches}) if self.protected else {}

        def units(speech: Keyed, record: LedgerRecord) -> list[str]:
            names = (unit_name(u) for u in units_of(record))
            return sorted({aliases.get((speech.place.scope, n), (0, n))[1] for n in names})

        self.standing = find_standing(
            self.protected, speeches, taken=self.taken, maps=self.maps, units=units)
        return self.standing

    def besides(self, ordinal: int) -> list[Span]:
        """The words of a speech's records that are not read and stand in the text."""
        places = (self.location(s) for s in self.standing.unread if s.place[0] == ordinal)
        return [span for span in places if span]

    def location(self, stand: Stand) -> Span | None:
        """Where a record that is not read stands in the text; None where an earlier text has its words."""
        if stand.anchor is None and self.version is None and not stand.protected.evidence["version"]:
            return stand.protected.span  # the same text, cut into other speeches
        return stand.anchor

    def rekey(self, speech_ids: dict[int, int]) -> None:
        """Give the records their new keys and speeches."""
        for kind, model in RECORD_MODELS.items():
            moved = [
                {"_id": s.protected.id, "_speech": speech_ids.get(s.place[0], s.protected.row["speech_id"]),
                 "_key": s.place[1]}
                for s in self.standing.stands if s.protected.kind is kind and s.place != s.protected.place
            ]
            if moved:
                table = model.__table__
                values = {"speech_id": bindparam("_speech"), "key": bindparam("_key")}
                self.connection.execute(update(table).where(table.c.id == bindparam("_id")).values(values), moved)

    def keep(self, rows: list[Row], kind: RecordType, ordinals: dict[int, int]) -> list[Row]:
        """The rows that are read, with what the protected ones say. `ordinals`: by the ids of speeches."""
        read = {s.place: s.protected for s in self.standing.stands if s.read and s.protected.kind is kind}
        if not read:
            return rows
        return [
            row | p.frozen if (p := read.get((ordinals[row["speech_id"]], row["key"]))) else row for row in rows
        ]

    def ids(self, kind: RecordType) -> set[int]:
        return {p.id for p in self.protected if p.kind is kind}

    def links(self, kind: RecordType) -> set[tuple[int, int]]:
        """The units that the protected records are given to."""
        return {(p.id, unit) for p in self.protected if p.kind is kind for unit in p.unit_ids}

    # ------------------------------------------------------------ projects

    def naming(self, speech: Keyed) -> Keyed:
        """The speech as far as names of projects go: with the mentions that people added, without the rejected."""
        read = self.standing.read
        pairs = [(k, r) for k, r in speech.pairs()
                 if not ((stand := read.get((speech.ordinal, k))) and stand.rejected and isinstance(r, ProjectRecord))]
        for stand in self.standing.unread:
            span = self.location(stand)
            if (stand.protected.kind is RecordType.PROJECT and stand.place[0] == speech.ordinal and span
                    and not stand.rejected):
                pairs.append((stand.place[1], mention_record(stand.protected.row, span)))
        return replace(speech, keys=tuple(k for k, _ in pairs), records=tuple(r for _, r in pairs))

    def fixed(self, ordinal: int) -> dict[str, tuple[str, Identity]]:
        """The name key and the project of the speech's mentions that keep theirs, by record key."""
        return {
            s.place[1]: (s.protected.row["name_key"], s.protected.project)
            for s in self.standing.stands
            if s.protected.project and s.place[0] == ordinal and (s.rejected or s.protected.pointed or not s.read)
        }

    # ------------------------------------------------------------ evidence and proposals

    def settle(self, speech_ids: dict[int, int], spans: dict[tuple[int, int, int], int]) -> set[int]:
        """Let the records that are not read point at their words. Returns the evidence of earlier texts in use."""
        used = set()
        for stand in self.standing.unread:
            p = stand.protected
            speech = speech_ids.get(stand.place[0], p.row["speech_id"])
            if span := self.location(stand):
                evidence = spans[speech, span.start, span.end]
            else:
                evidence = self._earlier(p, speech)
                used.add(evidence)
            if evidence != p.row["evidence_id"]:
                table = RECORD_MODELS[p.kind].__table__
                self.connection.execute(update(table).where(table.c.id == p.id).values(evidence_id=evidence))
        return used

    def propose(self, now: datetime) -> Counts:
        wanted = [row for s in self.standing.stands if (row := wanted_proposal(s, self._words(s)))]
        return sync_proposals(self.connection, self.standing.stands, wanted, now=now)

    def _earlier(self, p: Protected, speech_id: int) -> int:
        """The evidence of a record in an earlier text of its document."""
        table = Evidence.__table__
        row = {c: p.evidence[c] for c in ("start", "end", "quote", "sentence_start", "sentence_end")} | {
            "speech_id": speech_id, "version": p.evidence["version"] or self.version, "section_position": 0}
        place = [table.c[c] == row[c] for c in ("speech_id", "start", "end", "version")]
        found = self.connection.execute(select(table.c.id).where(*place)).scalar_one_or_none()
        return found or self.connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one()

    def _words(self, stand: Stand) -> Words | None:
        if stand.instead is None:
            return None
        ordinal, key = stand.instead
        speech = self.speeches[ordinal]
        record = dict(speech.pairs())[key]
        sentence, section = sentence_span(speech.ledger.speech, record.start, record.end)
        return Words(ordinal, record.start, record.end, sentence.start, sentence.end, section)


def mention_record(row: Row, span: Span) -> ProjectRecord:
    """A mention of the tables as the record that names its project."""
    return ProjectRecord(
        start=span.start, end=span.end, rule=row["rule"], confidence=row["confidence"], name=row["name"],
        region=row["region_text"], owner=row["owner"], mentions=(span,),
    )


def unit_aliases(connection: Connection, scopes: set[str]) -> dict[tuple[str, str], tuple[int, str]]:
    """The units that other names of a scope mean: id and name."""
    statement = select(UnitAlias.scope, UnitAlias.name, Unit.id, Unit.name).join(Unit, Unit.id == UnitAlias.unit_id)
    return {(s, n): (id_, unit) for s, n, id_, unit in connection.execute(statement.where(UnitAlias.scope.in_(scopes)))}
