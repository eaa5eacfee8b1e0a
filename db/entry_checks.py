"""What every entry of a person must be, whatever it is about; see db.errors for what is raised."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from db.errors import BadEntry

_LONGEST_NOTE = 2000
_LONGEST_NAME = 100
_EARLIEST = date(1949, 10, 1)


def note_words(note: str) -> str:
    """A note, trimmed."""
    return words_of(note, "note", _LONGEST_NOTE)


def signature(by: str, now: datetime) -> dict[str, Any]:
    """Who enters something and when, as columns."""
    who = words_of(by, "name", _LONGEST_NAME)
    if not who:
        raise BadEntry("an entry needs the name of who enters it")
    if now.tzinfo is None:
        raise BadEntry(f"the moment of an entry needs a time zone: {now!r}")
    return {"entered_by": who, "entered_at": now}


def words_of(written: str, what: str, longest: int) -> str:
    """Trimmed text. Control characters and overlong texts are refused, as no page could show them again."""
    words = written.strip()
    if len(words) > longest:
        raise BadEntry(f"the {what} has {len(words)} characters, {longest} is the most")
    if any(c < " " and c not in "\n\t" for c in words):
        raise BadEntry(f"the {what} has control characters")
    return words


def day_of(day: date) -> date:
    if isinstance(day, datetime) or not isinstance(day, date):
        raise BadEntry(f"a day is a date without a time, not {day!r}")
    if day < _EARLIEST:
        raise BadEntry(f"{day} is too early: dates count from {_EARLIEST}")
    return day
