"""Who speaks and when: given, in the front matter, or inferred from clues."""

from __future__ import annotations

from datetime import date

from db.vocab import DateSource
from etl.records import Document, Mentions, NormalText, Speech, SpeechContext
from etl.resolution.place import infer_place
from etl.resolution.reference_date import When, infer_when, read_front_date


def find_context(
    document: Document, text: NormalText, speech: Speech, mentions: Mentions, *, reference_date: date | None
) -> SpeechContext:
    """A given date beats the front matter, which beats what the words tell; what none of them says stays open.

    `reference_date` is set only where a full date was given; year and month may be known without it.
    """
    front = dict(document.front_matter)
    code, name, place_source, place_clues = infer_place(text, speech, mentions, front.get("place", ""))
    when, source = _when(text, speech, mentions, front.get("date", ""), reference_date)
    return SpeechContext(
        region_code=code, region_name=name, region_source=place_source,
        year=when.year, month=when.month, reference_date=when.day, date_source=source,
        clues=tuple(sorted((*place_clues, *when.clues), key=lambda c: (c.start, c.end, c.says, c.strength))),
    )


def _when(
    text: NormalText, speech: Speech, mentions: Mentions, front_date: str, given: date | None
) -> tuple[When, DateSource]:
    if given is not None:
        return When(given.year, given.month, given), DateSource.GIVEN
    written = read_front_date(front_date)
    if written.year is not None:
        return written, DateSource.FRONT_MATTER
    inferred = infer_when(text, speech, mentions)
    known = inferred.year is not None or inferred.month is not None
    return inferred, DateSource.INFERRED if known else DateSource.OPEN
