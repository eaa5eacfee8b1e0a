"""Word tables: the only way to the files in `lexicon/data`.

A table is UTF-8 TSV, first line a header, sorted by its first column, Simplified Chinese only (matching runs on the
simplified copy of a text). A duplicate key is an error: words have one meaning a table.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from types import MappingProxyType

DATA = Path(__file__).parent / "data"


@cache
def table(name: str) -> tuple[MappingProxyType[str, str], ...]:
    """Rows of `data/NAME.tsv` as read-only mappings by column. Raises ValueError on a duplicate first column."""
    with open(DATA / f"{name}.tsv", encoding="utf-8", newline="") as f:
        rows = list(csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE))
    key = next(iter(rows[0])) if rows else ""
    seen: set[str] = set()
    for row in rows:
        if row[key] in seen:
            raise ValueError(f"lexicon {name}: {row[key]!r} stands twice")
        seen.add(row[key])
    return tuple(MappingProxyType({k: v or "" for k, v in row.items()}) for row in rows)


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
    """A regular-expression alternation of literal words, longest first."""
    return "|".join(re.escape(w) for w in sorted(items, key=lambda w: (-len(w), w)))
