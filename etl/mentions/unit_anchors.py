"""Where a unit's name can begin or end: every occurrence of the words that open or close one, found in one pass.

A big alternation tried at every character is slow; tried only where one of its opening words stands it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

_AFTER = 2  # characters behind an ending that a pattern may look at


@dataclass(frozen=True, slots=True)
class Anchored:
    """A pattern with the words that can open it. `lead`: one of these characters may stand before the opening word."""

    pattern: re.Pattern[str]
    openings: AhoCorasick
    lead: str = ""

    def finditer(self, plain: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """What `pattern.finditer` gives, in order and without overlaps."""
        at = start
        for position in self._starts(plain, start, end):
            if position >= at and (m := self.pattern.match(plain, position, end)):
                yield m
                at = m.end()

    def _starts(self, plain: str, start: int, end: int) -> list[int]:
        found = {start + s for _, s, _ in self.openings.find_matches_as_indexes(plain[start:end], overlapping=True)}
        if self.lead:
            found |= {s - 1 for s in found if s > start and plain[s - 1] in self.lead}
        return sorted(found)


def anchored(pattern: re.Pattern[str], *openings: tuple[str, ...], lead: str = "") -> Anchored:
    return Anchored(pattern, AhoCorasick(sorted({w for group in openings for w in group})), lead)


@dataclass(frozen=True, slots=True)
class Closed:
    """A pattern whose match ends with one of some words, no more than `reach` characters after it begins."""

    pattern: re.Pattern[str]
    endings: AhoCorasick
    reach: int

    def finditer(self, plain: str, start: int, end: int) -> Iterator[re.Match[str]]:
        """What `pattern.finditer` gives, looked for around the endings only."""
        low = high = start
        for _, first, last in self.endings.find_matches_as_indexes(plain[start:end], overlapping=True):
            if start + last + _AFTER <= high:
                continue
            if start + first - self.reach > high:
                yield from self.pattern.finditer(plain, low, high)
                low = start + first - self.reach
            high = min(end, start + last + _AFTER)
        if high > low:
            yield from self.pattern.finditer(plain, low, high)


def closed(pattern: re.Pattern[str], endings: tuple[str, ...], *, reach: int) -> Closed:
    return Closed(pattern, AhoCorasick(sorted(set(endings))), reach)
