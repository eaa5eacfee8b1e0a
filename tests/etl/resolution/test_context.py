"""Given beats front matter beats inferred; what nothing says stays open."""

from __future__ import annotations

from datetime import date

import pytest

from db.vocab import DateSource
from etl.mentions.dates import find_dates
from etl.records import Document, Mentions, SpeechContext
from etl.resolution.context import find_context
from etl.text.normalize import normalize
from etl.text.segment import segment

GIVEN = date(2015, 5, 6)
CLUE = "现在已经进入9月份。"


def _context(body: str, front: tuple[tuple[str, str], ...] = (), given: date | None = None) -> SpeechContext:
    document = Document("test.txt", body, "txt", "utf-8", "", front_matter=front)
    prepared = segment(document, normalize(body))
    speech = prepared.speeches[0]
    mentions = Mentions(dates=find_dates(prepared.normal, speech.start, speech.end))
    return find_context(document, prepared.normal, speech, mentions, reference_date=given)


@pytest.mark.parametrize(("front", "given", "want"), [
    ("2014-04-10", GIVEN, (DateSource.GIVEN, 2015, 5, GIVEN)),
    ("2014-04-10", None, (DateSource.FRONT_MATTER, 2014, 4, date(2014, 4, 10))),
    ("2014-04", None, (DateSource.FRONT_MATTER, 2014, 4, None)),
    ("2014", None, (DateSource.FRONT_MATTER, 2014, None, None)),
    ("20xx年", None, (DateSource.INFERRED, None, 9, None)),
    ("", None, (DateSource.INFERRED, None, 9, None)),
])
def test_where_the_date_comes_from(front: str, given: date | None, want: tuple) -> None:
    found = _context(CLUE, (("date", front),) if front else (), given)
    assert (found.date_source, found.year, found.month, found.reference_date) == want


def test_nothing_said_stays_open() -> None:
    found = _context("同志们，大家辛苦了。")
    assert (found.date_source, found.year, found.month, found.clues) == (DateSource.OPEN, None, None, ())


def test_a_place_in_the_front_matter_is_taken() -> None:
    found = _context(CLUE, (("place", "任丘市"),))
    assert (found.region_name, found.region_source) == ("任丘市", DateSource.FRONT_MATTER)
