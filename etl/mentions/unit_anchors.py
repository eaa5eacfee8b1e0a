"""Where a unit's name can begin: every occurrence of the words that open one, found in one pass over the text.

A big alternation tried at every character is slow; tried only where one of its opening words stands it is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick


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
