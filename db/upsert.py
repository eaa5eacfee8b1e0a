"""Bring a table's rows to a wanted state by natural key, touching only what differs.

SQLAlchemy Core with one executemany a table: about ten times the speed of ORM objects (bench/load.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, exists, insert, select, tuple_, update

Row = Mapping[str, Any]
Key = tuple[Any, ...]
DELETE_CHUNK = 500  # below every database's limit of bound parameters


@dataclass(frozen=True, slots=True)
class Counts:
    """What a load did to the rows of one table."""

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.inserted + other.inserted, self.updated + other.updated,
            self.unchanged + other.unchanged, self.removed + other.removed,
        )

    @property
    def changed(self) -> bool:
        return bool(self.inserted or self.updated or self.removed)


@dataclass(frozen=True, slots=True)
class Synced:
    """`ids` by natural key of every wanted row, where asked for; `stale`: ids of rows that stand there unwanted."""

    counts: Counts
    ids: dict[Key, int]
    inserted: frozenset[Key]
    stale: tuple[int, ...]


def sync(
    connection: Connection, table: Table, wanted: Sequence[Row], *, key: tuple[str, ...],
    within: ColumnElement[bool], insert_only: bool = False, empty: bool = False, ids: bool = True,
) -> Synced:
    """Insert the wanted rows that are missing `within` the scope and update those that differ, in place.

    A wanted row holds every column but `id`. Rows that are not wanted are reported as stale, not removed, as other
    tables may still point at them: see `remove`. With `insert_only` a row that stands there is never updated.
    `empty`: the caller knows that nothing stands there. `ids`: whether the caller needs them. Both save a query.
    Raises ValueError where two wanted rows have the same key.
    """
    found = () if empty else connection.execute(select(table).where(within)).mappings()
    present = {_key(row, key): row for row in found}
    seen: set[Key] = set()
    missing: list[Row] = []
    changed: list[dict[str, Any]] = []
    for row in wanted:
        k = _key(row, key)
        if k in seen:
            raise ValueError(f"{table.name}: two rows with the key {k!r}")
        seen.add(k)
        old = present.get(k)
        if old is None:
            missing.append(row)
        elif not insert_only and any(old[c] != v for c, v in row.items()):
            changed.append({"_id": old["id"], **row})
    _write(connection, table, missing, changed)
    known = {k: row["id"] for k, row in present.items()}
    if missing and ids:
        known = _ids(connection, table, key=key, within=within)
    stale = tuple(row["id"] for k, row in present.items() if k not in seen)
    counts = Counts(len(missing), len(changed), len(seen) - len(missing) - len(changed))
    wanted_ids = {k: known[k] for k in seen} if ids else {}
    return Synced(counts, wanted_ids, frozenset(seen - present.keys()), stale)


def sync_pairs(
    connection: Connection, table: Table, wanted: set[tuple[int, int]], *, within: ColumnElement[bool],
    empty: bool = False,
) -> Counts:
    """Bring a link table of two columns to the wanted pairs. `empty` as in `sync`."""
    left, right = table.columns
    present = set() if empty else {tuple(row) for row in connection.execute(select(left, right).where(within))}
    missing, gone = sorted(wanted - present), sorted(present - wanted)
    if missing:
        connection.execute(insert(table), [{left.name: a, right.name: b} for a, b in missing])
    for chunk in chunks(gone):
        connection.execute(delete(table).where(tuple_(left, right).in_(chunk)))
    return Counts(len(missing), 0, len(wanted & present), len(gone))


def remove(connection: Connection, table: Table, ids: Collection[int]) -> Counts:
    """Delete rows by id."""
    for chunk in chunks(sorted(ids)):
        connection.execute(delete(table).where(table.c.id.in_(chunk)))
    return Counts(removed=len(ids))


def remove_unused(
    connection: Connection, table: Table, candidates: Collection[int], *, used_by: Sequence[ColumnElement[int]]
) -> Counts:
    """Delete those of the candidate ids that none of the columns refers to."""
    removed = 0
    for chunk in chunks(sorted(candidates)):
        used = [exists().where(column == table.c.id) for column in used_by]
        removed += connection.execute(delete(table).where(table.c.id.in_(chunk), *(~u for u in used))).rowcount
    return Counts(removed=removed)


def chunks(items: Sequence[Any]) -> Iterable[Sequence[Any]]:
    """`items` in pieces that fit into one IN list."""
    return (items[i:i + DELETE_CHUNK] for i in range(0, len(items), DELETE_CHUNK))


def _write(connection: Connection, table: Table, missing: list[Row], changed: list[dict[str, Any]]) -> None:
    if missing:
        connection.execute(insert(table), missing)
    if changed:
        names = [c for c in changed[0] if c != "_id"]
        connection.execute(
            update(table).where(table.c.id == bindparam("_id")).values({c: bindparam(f"_{c}") for c in names}),
            [{"_id": row["_id"], **{f"_{c}": row[c] for c in names}} for row in changed],
        )


def _ids(
    connection: Connection, table: Table, *, key: tuple[str, ...], within: ColumnElement[bool]
) -> dict[Key, int]:
    columns = [table.c[c] for c in key]
    return {tuple(row[1:]): row[0] for row in connection.execute(select(table.c.id, *columns).where(within))}


def _key(row: Row, key: tuple[str, ...]) -> Key:
    return tuple(row[c] for c in key)
