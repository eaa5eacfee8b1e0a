"""Short names of projects within one speech: 二期工程 after 华港燃气一期, 调峰站 of 华港燃气.

A name's own key (etl.load_names.project_name_key) holds for every speech of a place. What a short name means, the
speech itself must say, by these rules alone; where they leave a doubt, the short name is a project of its own and a
person may merge the two.

    bare phase  二期工程    1. the phase of that number named before it in its sentence, the nearest
                            2. else that phase of the project named before it in its sentence, the nearest
                            3. else the one project of the speech with that phase
                            4. else that phase of the project named last in the sentence before
    short form  调峰站      the one longer name of the speech that ends so and has no other phase, where what stands
                            before is the owner or the place that the speech gives for one of the two
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from etl.load_names import (
    company_stem,
    is_bare_phase,
    leading_phase,
    phases_of,
    project_name_key,
    unit_name,
    without_phases,
)
from etl.records import ProjectRecord, Sentence

# a shorter name inside another says too little: 大桥 in 大桥镇道路
SHORTEST_INSIDE = 3


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a speech names a project."""

    start: int
    sentence: int
    key: str


@dataclass(frozen=True, slots=True)
class ProjectNames:
    """What the names of projects mean in one speech."""

    place_names: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    aliases: dict[str, str]  # key of a short form → key that it means
    named: tuple[_Place, ...]  # full names, in reading order
    keys: dict[tuple[str, int], str]  # of every project record, by name and start
    known: frozenset[str]  # the values of `keys`

    def of_record(self, record: ProjectRecord) -> str:
        return self.keys[record.name, record.start]

    def of_subject(self, subject: str, start: int) -> str | None:
        """The key of the speech's project that a record's subject names; None where it names none.

        The project with the same key; else the longest project name that stands within the subject, of the same
        phase; else the project of the bare phase that the subject begins with, or the project whose phase it is where
        the speech names that phase nowhere else.
        """
        key = project_name_key(subject, place_names=self.place_names)
        key = self.aliases.get(key, key)
        if key in self.known and not is_bare_phase(subject):
            return key
        inside = [k for k in self.known | self.aliases.keys() if phases_of(k) == phases_of(key) and _inside(k, key)]
        if inside:
            longest = min(inside, key=lambda k: (-len(k), k))
            return self.aliases.get(longest, longest)
        phase = leading_phase(subject)
        meant = _phase_key(phase, start, named=self.named, sentences=self.sentences) if phase else ""
        return next((k for k in (meant, without_phases(meant)) if k in self.known), None)


def project_names(
    records: Iterable[ProjectRecord], *, sentences: tuple[Sentence, ...], place_names: tuple[str, ...]
) -> ProjectNames:
    """The names of one speech's projects. `place_names`: what the speaking place is called."""
    records = tuple(records)
    full = [(r, project_name_key(r.name, place_names=place_names)) for r in records if not is_bare_phase(r.name)]
    aliases = _aliases(full)
    named = tuple(sorted(
        (_Place(span.start, _sentence_at(sentences, span.start), aliases.get(key, key))
         for r, key in full for span in (*r.mentions, r)),
        key=lambda p: (p.start, p.key),
    ))
    keys = {(r.name, r.start): aliases.get(key, key) for r, key in full} | {
        (r.name, r.start): _phase_key(leading_phase(r.name), r.start, named=named, sentences=sentences)
        for r in records if is_bare_phase(r.name)
    }
    return ProjectNames(place_names, sentences, aliases, named, keys, frozenset(keys.values()))


def _phase_key(phase: str, start: int, *, named: tuple[_Place, ...], sentences: tuple[Sentence, ...]) -> str:
    """The key of what a bare phase at `start` means; the phase itself where the speech does not say."""
    here = _sentence_at(sentences, start)
    before = [p for p in named if p.start < start and p.sentence in (here, here - 1)][::-1]
    same = [p for p in before if p.sentence == here]
    if found := next((p.key for p in same if phases_of(p.key) == phase), ""):
        return found
    if same:
        return without_phases(same[0].key) + phase
    only = {p.key for p in named if phases_of(p.key) == phase}
    if len(only) == 1:
        return only.pop()
    return without_phases(before[0].key) + phase if before else phase


def _inside(key: str, longer: str) -> bool:
    stem = without_phases(key)
    return (len(key) >= SHORTEST_INSIDE and key in longer) or (len(stem) >= SHORTEST_INSIDE and stem in longer)


def _aliases(full: list[tuple[ProjectRecord, str]]) -> dict[str, str]:
    """Short forms of longer names, from the longest down, so that a chain of them ends at one name."""
    by_key: dict[str, list[ProjectRecord]] = {}
    for record, key in full:
        by_key.setdefault(key, []).append(record)
    ends: dict[tuple[str, str], list[str]] = {}  # phases and the end of a stem → the keys that have them
    for key in by_key:
        stem = without_phases(key)
        for at in range(1, len(stem) - SHORTEST_INSIDE + 1):
            ends.setdefault((phases_of(key), stem[at:]), []).append(key)
    aliases: dict[str, str] = {}
    for short in sorted(by_key, key=lambda k: (-len(k), k)):
        longer = ends.get((phases_of(short), without_phases(short)), [])
        if longer and len({aliases.get(k, k) for k in longer}) == 1:
            one = min(longer, key=lambda k: (len(k), k))
            head = without_phases(one).removesuffix(without_phases(short))
            if head in _heads((*by_key[one], *by_key[short])):
                aliases[short] = aliases.get(one, one)
    return aliases


def _heads(records: Iterable[ProjectRecord]) -> set[str]:
    """What may stand before a short form: the owner and the place that the speech gives for the project."""
    found = {company_stem(r.owner) for r in records if r.owner}
    return found | {unit_name(r.region) for r in records if r.region}


def _sentence_at(sentences: tuple[Sentence, ...], position: int) -> int:
    return bisect_right(sentences, position, key=lambda s: s.start) - 1
