"""Combine the clues of a speech to a year and a month, never to more than the words say."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from etl.records import Clue, Mentions, NormalText, Speech
from etl.resolution.reference_clues import DATE_LINE, Hint, find_hints

_ENOUGH = 0.45  # a single weaker clue decides nothing
_CLEAR = 0.2  # the best year must lead the next by this much
# 2014-04-10  2014年4月  2014
_FRONT = re.compile(r"\s*(?P<y>(?:19|20)\d\d)(?:\s*[-./年]\s*(?P<m>\d{1,2})(?:\s*[-./月]\s*(?P<d>\d{1,2}))?)?")


@dataclass(frozen=True, slots=True)
class When:
    """What is known of a speech's time. `day` is set only where it was written down outside the speech."""

    year: int | None = None
    month: int | None = None
    day: date | None = None
    clues: tuple[Clue, ...] = ()


def read_front_date(value: str) -> When:
    """The date of a document's front matter; empty where it cannot be read (20xx年) or is no date (2014-13-01)."""
    m = _FRONT.match(value)
    if m is None:
        return When()
    year, month = int(m["y"]), int(m["m"]) if m["m"] else None
    if month is not None and not 1 <= month <= 12:
        return When()
    if not m["d"] or month is None:
        return When(year, month)
    try:
        return When(year, month, date(year, month, int(m["d"])))
    except ValueError:  # 2014-02-30: the month stands, the day does not exist
        return When(year, month)


def infer_when(text: NormalText, speech: Speech, mentions: Mentions) -> When:
    """Year and month from the speech's own words, with the clues that led there."""
    hints = find_hints(text, speech, mentions)
    month, monthly = _month(hints)
    year, yearly = _year(hints, month)
    used = sorted({*monthly, *yearly}, key=lambda h: (h.start, h.end))
    return When(year, month, None, tuple(h.as_clue() for h in used))


def _month(hints: Sequence[Hint]) -> tuple[int | None, list[Hint]]:
    """The latest month before which the speech cannot be, where nothing says that it is earlier.

    Figures of a month are out in the next one, so the latest lower bound is the likeliest month.
    """
    lows = [h for h in hints if h.low is not None]
    if not lows:
        return None, []
    told = [h for h in lows if h.low == h.high and h.strength >= DATE_LINE]
    if len({h.low for h in told}) == 1:
        return told[0].low, told  # written under the title: what the body counts up to cannot be later
    low = max(h.low or 0 for h in lows)
    saying = [h for h in lows if h.low == low]
    strength = max(h.strength for h in saying)
    against = [h for h in hints if h.high is not None and h.high < low]
    if strength < _ENOUGH or any(h.strength >= strength for h in against):
        return None, []
    return low, saying + [h for h in hints if h.high is not None and h.high >= low and h not in saying]


def _year(hints: Sequence[Hint], month: int | None) -> tuple[int | None, list[Hint]]:
    """The year with most support; clues of one kind count once."""
    support: dict[int, dict[tuple[int, int] | None, float]] = defaultdict(dict)
    usable = [h for h in hints if h.year is not None and _fits(h, month)]
    for h in usable:
        assert h.year is not None
        support[h.year][h.needs] = max(support[h.year].get(h.needs, 0.0), h.strength)
    ranked = sorted(((sum(s.values()), year) for year, s in support.items()), reverse=True)
    if not ranked or ranked[0][0] < _ENOUGH or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _CLEAR):
        return None, []
    best = ranked[0][1]
    return best, [h for h in usable if h.year == best]


def _fits(hint: Hint, month: int | None) -> bool:
    return hint.needs is None or (month is not None and hint.needs[0] <= month <= hint.needs[1])
