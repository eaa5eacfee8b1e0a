"""Find the protected records of a document in a new reading of it, so that a person's word stays with its record.

    read     the same key; else the same key in one other speech, or the same quote and content in one place, or a new
             record on the same words that says the same: the row gets the new key and stands where it is read now
    instead  a new record of its type stands on its words and says otherwise: that one is proposed, not put beside it
    lost     no record is read from its words any more
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from db.vocab import ReviewState
from etl.load_anchors import TextMap
from etl.load_content import content_row
from etl.load_entries import Place, place_of
from etl.load_keys import key_base
from etl.load_reviewed import Protected, Row
from etl.load_rows import Keyed
from etl.records import (
    RECORD_TYPES,
    AssignmentRecord,
    CadenceRecord,
    IndicatorRecord,
    LedgerRecord,
    MilestoneRecord,
    ProjectRecord,
    Span,
)

Units = Callable[[Keyed, LedgerRecord], list[str]]  # the names of the units that a record is given to


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a protected record stands after a reading."""

    protected: Protected
    place: Place
    read: bool = True
    differs: Row = field(default_factory=dict)  # what the reading says otherwise
    instead: Place | None = None  # the new record on its words
    anchor: Span | None = None  # of a record that is not read: where its words stand in the new text

    @property
    def rejected(self) -> bool:
        return self.protected.state is ReviewState.REJECTED


@dataclass(frozen=True, slots=True)
class Standing:
    """All protected records of a document in its new reading."""

    stands: tuple[Stand, ...] = ()

    @property
    def read(self) -> dict[Place, Stand]:
        return {s.place: s for s in self.stands if s.read}

    @property
    def unread(self) -> list[Stand]:
        return [s for s in self.stands if not s.read]

    @property
    def suppressed(self) -> dict[Place, Stand]:
        return {s.instead: s for s in self.stands if s.instead}

    @property
    def moved(self) -> dict[Place, Place]:
        return {s.protected.place: s.place for s in self.stands if s.protected.place != s.place}

    def over(self, speech: Keyed) -> Keyed:
        """The speech with what people say over what is read; without what is only proposed."""
        read, suppressed = self.read, self.suppressed
        kept = [(k, r) for k, r in speech.pairs() if (speech.ordinal, k) not in suppressed]
        records = tuple(
            _said(record, stand.protected.row) if (stand := read.get((speech.ordinal, key))) else record
            for key, record in kept
        )
        return replace(speech, keys=tuple(k for k, _ in kept), records=records)


def find_standing(
    protected: Sequence[Protected], speeches: Sequence[Keyed], *, taken: Collection[Place],
    maps: Callable[[int], TextMap], units: Units,
) -> Standing:
    """`taken`: where records stood before. `maps`: from the text of a version to the one that is read now."""
    if not protected:
        return Standing()
    reading = {(s.ordinal, k): (s, r) for s in speeches for k, r in s.pairs()}
    free = {place for place in reading if place not in taken}
    followed = _follow(protected, reading.keys(), free)
    stands = {}
    for p in protected:
        if (place := followed.get(p.id_of_all)) is not None:
            free.discard(place)
            stands[p.id_of_all] = Stand(p, place, differs=_differs(p, *reading[place], units))
    by_kind = defaultdict(list)
    for place in sorted(free):
        by_kind[RECORD_TYPES[type(reading[place][1])]].append((place, reading[place][1]))
    keys = {*taken, *reading}
    for p in protected:
        if p.id_of_all in stands:
            continue
        place = _on_its_words(p, by_kind[p.kind], maps)
        differs = _differs(p, *reading[place], units) if place else {}
        if place and not differs:
            stand = Stand(p, place)
        else:
            stand = replace(_unread(p, speeches, maps, keys), differs=differs, instead=place)
        keys.add(stand.place)
        stands[p.id_of_all] = stand
    return Standing(tuple(stands[p.id_of_all] for p in protected))


def _follow(protected: Iterable[Protected], reading: Collection[Place], free: set[Place]) -> dict[tuple, Place]:
    """The place of every protected record whose key, or whose quote and content, is read in one place."""
    by_base: dict[str, list[Place]] = defaultdict(list)
    for place in sorted(free):
        by_base[key_base(place[1])].append(place)
    found: dict[tuple, Place] = {}
    for p in protected:
        if p.place in reading:
            found[p.id_of_all] = p.place
        elif (place := place_of(p.place, by_base[key_base(p.place[1])])) is not None:
            found[p.id_of_all] = place
            by_base[key_base(place[1])].remove(place)
    return found


def _differs(p: Protected, speech: Keyed, record: LedgerRecord, units: Units) -> Row:
    """What a reading says otherwise, with the basis of another due date."""
    read = content_row(record) | {"units": units(speech, record)}
    found = p.differs(read)
    return found | {"due_basis": read["due_basis"]} if "due_on" in found else found


def _on_its_words(
    p: Protected, candidates: list[tuple[Place, LedgerRecord]], maps: Callable[[int], TextMap]
) -> Place | None:
    """The new record of its type that overlaps with its words the most; it is no candidate any more then."""
    passage = maps(p.evidence["version"]).passage(p.span)
    if passage is None:
        return None
    shared = [(min(c[1].end, passage.end) - max(c[1].start, passage.start), c) for c in candidates]
    overlap, best = max(shared, key=lambda s: s[0], default=(0, None))
    if best is None or overlap <= 0:
        return None
    candidates.remove(best)
    return best[0]


def _unread(
    p: Protected, speeches: Sequence[Keyed], maps: Callable[[int], TextMap], keys: Collection[Place]
) -> Stand:
    """Not read. It stays in its speech, or goes to the one that has its words, or to one that is still there."""
    anchor = maps(p.evidence["version"]).words(p.span, p.sentence)
    home = anchor and next((s.ordinal for s in speeches if _holds(s, anchor)), None)
    ordinals = [s.ordinal for s in speeches]
    ordinal = home or max((o for o in ordinals if o <= p.place[0]), default=min(ordinals, default=p.place[0]))
    place = (ordinal, p.place[1])
    if place != p.place and place in keys:
        place = (ordinal, f"{p.place[1]}-{p.id}")
    return Stand(p, place, read=False, anchor=anchor if home else None)


def _holds(speech: Keyed, span: Span) -> bool:
    return speech.ledger.speech.start <= span.start and span.end <= speech.ledger.speech.end


def _said(record: LedgerRecord, row: Row) -> LedgerRecord:
    """A record that is read with what its row says, as far as its names of projects, places and units go.

    Its units stay as they are in the ledger: it names none here."""
    match record:
        case IndicatorRecord():
            return replace(record, subject=row["subject"], region=row["region_text"])
        case ProjectRecord():
            return replace(record, name=row["name"], region=row["region_text"], owner=row["owner"])
        case MilestoneRecord():
            return replace(record, subject=row["subject"], unit=())
        case AssignmentRecord():
            return replace(record, units=())
        case CadenceRecord():
            return replace(record, actor=None)
        case _:
            return record
