"""What the pages of responsibility, slots and units read, cached as in dashboard.data."""

from __future__ import annotations

from dashboard.data import cached
from db.queries import responsibility, slots, unit_names, units
from db.queries.scope import Row, Scope, Slice
from db.queries.slots import SlotFilter
from db.queries.unit_names import NameFilter
from db.vocab import ReportSubject


def unit_records(scope: Scope, unit_id: int, cell: str) -> list[Row]:
    return cached(units.unit_records, scope, unit_id, cell)


def counts(scope: Scope) -> Row:
    """due, kept, unassigned, cadences, leaders."""
    return cached(responsibility.responsibility_counts, scope)


def leader_load(scope: Scope, words: str, window: Slice) -> list[Row]:
    return cached(responsibility.leader_load, scope, words, window)


def leader_records(scope: Scope, name: str, region_id: int | None) -> list[Row]:
    return cached(responsibility.leader_records, scope, name, region_id)


def unassigned(scope: Scope, words: str, window: Slice) -> list[Row]:
    return cached(responsibility.unassigned, scope, words, window)


def due_records(scope: Scope, words: str, window: Slice) -> list[Row]:
    return cached(responsibility.due_records, scope, words, window)


def cadences(scope: Scope, words: str, window: Slice) -> list[Row]:
    return cached(responsibility.cadences, scope, words, window)


def slot_items(scope: Scope, wanted: SlotFilter, window: Slice, kind: ReportSubject) -> list[Row]:
    return cached(slots.items, scope, wanted, window, kind)


def slot_gaps(scope: Scope, wanted: SlotFilter, kind: ReportSubject) -> Row:
    return cached(slots.gaps, scope, wanted, kind)


def slot_asked(scope: Scope, wanted: SlotFilter) -> list[Row]:
    """The speeches that something is asked about, with the number of items."""
    return cached(slots.asked, scope, wanted)


def slot_questions(scope: Scope, wanted: SlotFilter, speech_id: int | None = None) -> list[Row]:
    return cached(slots.questions, scope, wanted, speech_id)


def unit_rows(scope: Scope, wanted: NameFilter, window: Slice) -> list[Row]:
    return cached(unit_names.units, scope, wanted, window)


def unit(scope: Scope, unit_id: int) -> Row | None:
    return cached(unit_names.unit, scope, unit_id)


def likely_units(scope: Scope) -> list[Row]:
    """Pairs of units that may be one."""
    return cached(unit_names.likely_pairs, scope)
