"""Which readings of a protected record are a question for a person."""

from __future__ import annotations

from typing import Any

import pytest

from db.vocab import RecordType, ReviewState
from etl.load_follow import Stand
from etl.load_proposals import Words, wanted_proposal
from etl.load_reviewed import Protected
from etl.records import Span

WORDS = Words(1, 3, 9, 0, 12, 2)
DIFFERS = {"period": "今年"}
HOME = (1, "a.b")


def stand(state: ReviewState, **more: Any) -> Stand:
    evidence = {"start": 0, "end": 5, "sentence_start": 0, "sentence_end": 9, "version": 0}
    protected = Protected(RecordType.INDICATOR, {"id": 7}, HOME, state, {}, (), frozenset(), evidence, None, False)
    return Stand(protected, HOME, **more)


@pytest.mark.parametrize("state, more, kind", [
    (ReviewState.ACCEPTED, {}, None),
    (ReviewState.ACCEPTED, {"differs": DIFFERS}, "changed"),
    (ReviewState.CORRECTED, {"differs": DIFFERS}, "changed"),
    (ReviewState.REJECTED, {"differs": DIFFERS}, None),
    (ReviewState.ACCEPTED, {"read": False}, "gone"),
    (ReviewState.PENDING, {"read": False}, "gone"),  # reports point at it
    (ReviewState.REJECTED, {"read": False}, None),
    (ReviewState.ADDED, {"read": False, "anchor": Span(0, 5)}, None),
    (ReviewState.ADDED, {"read": False}, "gone"),
    (ReviewState.REJECTED, {"read": False, "differs": DIFFERS, "instead": (1, "c.d")}, "changed"),
])
def test_what_is_proposed(state: ReviewState, more: dict[str, Any], kind: str | None) -> None:
    found = wanted_proposal(stand(state, **more), WORDS if "instead" in more else None)
    assert (found and found["kind"]) == kind


def test_a_record_read_instead_brings_its_words() -> None:
    found = wanted_proposal(stand(ReviewState.ACCEPTED, read=False, differs=DIFFERS, instead=(1, "c.d")), WORDS)
    assert found == {
        "record_type": "indicator", "record_id": 7, "kind": "changed", "new_key": "c.d",
        "new": DIFFERS | {"at": {"ordinal": 1, "start": 3, "end": 9, "sentence_start": 0, "sentence_end": 12,
                                 "section_position": 2}},
    }
