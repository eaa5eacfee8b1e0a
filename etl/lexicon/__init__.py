"""Word tables: the only way to the files in `lexicon/data`.

A table is UTF-8 TSV, first line a header, sorted by its first column, Simplified Chinese only (matching runs on the
simplified copy of a text). A duplicate key is an error: words have one meaning a table.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import zip_longest
from pathlib import Path
from types import MappingProxyType

DATA = Path(__file__).parent / "data"
_FEWEST_GROUPED = 3


@cache
def table(name: str) -> tuple[MappingProxyType[str, str], ...]:
    """Rows of `data/NAME.tsv` as read-only mappings by column. Raises ValueError on a duplicate first column."""
    header, *lines = (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    columns = header.split("\t")
    rows: dict[str, MappingProxyType[str, str]] = {}
    for line in filter(None, lines):
        cells = line.split("\t")
        if cells[0] in rows:
            raise ValueError(f"lexicon {name}: {cells[0]!r} stands twice")
        rows[cells[0]] = MappingProxyType(dict(zip_longest(columns, cells[:len(columns)], fillvalue="")))
    return tuple(rows.values())


@cache
def words(name: str, *, column: str | None = None, **where: str) -> tuple[str, ...]:
    """One column of a table (the first unless named), rows filtered by `where`, longest first."""
    rows = table(name)
    column = column or next(iter(rows[0]))
    found = {r[column] for r in rows if all(r[k] == v for k, v in where.items())}
    return tuple(sorted(found, key=lambda w: (-len(w), w)))


def mapping(name: str, key: str, value: str) -> dict[str, str]:
    """Two columns of a table as a dictionary."""
    return {r[key]: r[value] for r in table(name)}


def alternation(items: tuple[str, ...]) -> str:
    """A regular-expression alternation of literal words: what it matches is what the words one by one, longest first,
    would match. Words that begin alike stand under their first character, 建(?:成投产|设|成)?, so that a position of
    the text is tried once a character and not once a word."""
    by_first: dict[str, set[str]] = {}
    for word in items:
        by_first.setdefault(word[:1], set()).add(word[1:])
    if "" in by_first:  # the empty word, which must come last
        return _longest_first(frozenset(items))
    return "|".join(_branch(first, frozenset(by_first[first])) for first in sorted(by_first))


def _branch(first: str, rests: frozenset[str]) -> str:
    """The words with one first character; spelt out where they are few or short, which compiles faster."""
    if len(rests) < _FEWEST_GROUPED or all(len(r) < 2 for r in rests):
        return _longest_first(frozenset(first + r for r in rests))
    return f"{re.escape(first)}(?:{_longest_first(rests - {''})}){'?' if '' in rests else ''}"


def _longest_first(items: frozenset[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(items, key=lambda w: (-len(w), w)))
