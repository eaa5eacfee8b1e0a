"""Which units may be one: 县发改局 and 发展和改革局. Only a suggestion, a person decides.

A name is brought into one form: its place and 县, 市 … in front are taken off, short names are written out, the kind of
body at its end (局, 委员会) is set apart. The words are a table (db/templates/unit_words.tsv).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import combinations

from db.queries.scope import Row

_LEAST_CORE = 2  # characters; shorter ones (政府, 局) say too little
_QUOTES = str.maketrans("", "", "“”\"'《》 　")


class Likeness(StrEnum):
    SAME = "same"  # the same name, in full or short, with or without its place
    BODY = "body"  # the same work, another kind of body: 发改局, 发改部门


@dataclass(frozen=True, slots=True)
class NameForm:
    """`core`: what it works on, `body`: 局, 委 …, `above`: 县, 市, 县委, 政府 … where the name says so."""

    core: str
    body: str
    above: str


@dataclass(frozen=True, slots=True)
class Pair:
    one: int
    other: int
    why: Likeness


def is_class(name: str) -> bool:
    """That a name means many bodies, none of which answers by it: 各乡镇, 县直有关部门, 今年各县市区, 乡镇政府."""
    words, rest = _words(), name.translate(_QUOTES)
    head = next((w for w in words["prefix"] if rest.startswith(w) and len(rest) > len(w)), "")
    return any(w in rest for w in words["many"]) or rest in (*words["each"], *words["suffix"]) or any(
        r.startswith(words["class_"]) for r in (rest, rest[len(head):]))


def form_of(name: str, places: Iterable[str] = ()) -> NameForm | None:
    """The form of a unit's name; None for names of a class (各乡镇, 有关部门) and for those that say too little.

    `places`: full and short name of the unit's place, which may stand in front of its name.
    """
    words, rest = _words(), name.translate(_QUOTES)
    if rest.startswith(words["class_"]):
        return None
    for place in sorted((p for p in places if p), key=len, reverse=True):
        if rest.startswith(place) and len(rest) > len(place):
            rest = rest[len(place):]
            break
    head = next((w for w in words["prefix"] if rest.startswith(w) and len(rest) > len(w)), "")
    rest = rest[len(head):]
    if rest.startswith(words["class_"]):
        return None
    tail = next((w for w in words["suffix"] if rest.endswith(w)), "")
    core = rest[: len(rest) - len(tail)]
    if len(core) < _LEAST_CORE:
        return None
    means = _means()
    return NameForm(means["short"].get(core, core), means["suffix"].get(tail, ""), means["prefix"].get(head, ""))


def likely_pairs(units: Iterable[Row]) -> list[Pair]:
    """Pairs of units (id, name, scope, region_id, region, region_short) of one place that may be one; surest first."""
    groups: dict[tuple, list[tuple[int, NameForm]]] = defaultdict(list)
    for unit in units:
        form = form_of(unit["name"], (unit["region"] or "", unit["region_short"] or ""))
        if form is not None:
            groups[unit["region_id"] or unit["scope"], form.core].append((unit["id"], form))
    found = [pair for members in groups.values() for pair in _pairs(members)]
    return sorted(found, key=lambda p: (p.why != Likeness.SAME, p.one, p.other))


def _pairs(members: list[tuple[int, NameForm]]) -> Iterator[Pair]:
    for (one, a), (other, b) in combinations(members, 2):
        if not (a.above.endswith(b.above) or b.above.endswith(a.above)):  # 市发改委 and 县发改局 are two
            continue
        yield Pair(one, other, Likeness.SAME if a.body == b.body else Likeness.BODY)


@cache
def _table() -> list[dict[str, str]]:
    text = files("db.templates").joinpath("unit_words.tsv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """kind → its words, longest first; "class_": those of a class, and those that mean many wherever they stand."""
    found = {kind: tuple(sorted((r["word"] for r in _table() if r["kind"] == kind), key=len, reverse=True))
             for kind in ("prefix", "class", "suffix", "many", "each")}
    return found | {"class_": found["class"] + found["many"]}


@cache
def _means() -> dict[str, dict[str, str]]:
    return {kind: {r["word"]: r["means"] for r in _table() if r["kind"] == kind}
            for kind in ("prefix", "short", "suffix")}
