"""Bringing a table to a wanted state touches what differs and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select

from db.engine import writing
from db.models import Region
from db.upsert import DELETE_CHUNK, Counts, Synced, remove, remove_unused, sync

TABLE = Region.__table__


def row(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "name": code, "short_name": code, "level": "county", "parent_id": None} | more


def bring(connection: Connection, *rows: dict[str, Any], **more: Any) -> Synced:
    return sync(connection, TABLE, rows, key=("code",), within=TABLE.c.code != "outside", **more)


def names(connection: Connection) -> dict[str, str]:
    return {r.code: r.name for r in connection.execute(select(TABLE))}


def test_rows_are_inserted_updated_left_alone_and_reported_stale(engine: Engine) -> None:
    with writing(engine) as connection:
        first = bring(connection, row("a"), row("b"), row("c"))
        second = bring(connection, row("b", name="B"), row("c"), row("d"))
        assert second.counts == Counts(inserted=1, updated=1, unchanged=1)
        assert second.inserted == {("d",)}
        assert second.stale == (first.ids["a",],)
        assert (second.ids["b",], second.ids["c",]) == (first.ids["b",], first.ids["c",])
        assert set(second.ids) == {("b",), ("c",), ("d",)}
        assert names(connection) == {"a": "a", "b": "B", "c": "c", "d": "d"}


def test_insert_only_never_updates(engine: Engine) -> None:
    with writing(engine) as connection:
        bring(connection, row("a"))
        assert bring(connection, row("a", name="A"), row("b"), insert_only=True).counts == Counts(1, 0, 1, 0)
        assert names(connection) == {"a": "a", "b": "b"}


def test_rows_outside_of_the_scope_are_not_seen(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(TABLE.insert().values(row("outside")))
        assert bring(connection, row("a")).stale == ()


def test_a_column_is_set_to_null(engine: Engine) -> None:
    with writing(engine) as connection:
        parent = bring(connection, row("a")).ids["a",]
        bring(connection, row("a"), row("b", parent_id=parent))
        assert bring(connection, row("a"), row("b")).counts.updated == 1
        assert connection.execute(select(TABLE.c.parent_id).where(TABLE.c.code == "b")).scalar() is None


def test_two_wanted_rows_with_one_key_are_an_error(engine: Engine) -> None:
    with pytest.raises(ValueError, match="region"), writing(engine) as connection:
        bring(connection, row("a"), row("a"))


def test_nothing_wanted_is_nothing_done(engine: Engine) -> None:
    with writing(engine) as connection:
        assert bring(connection) == Synced(Counts(), {}, frozenset(), ())


def test_more_rows_are_removed_than_fit_into_one_list(engine: Engine) -> None:
    with writing(engine) as connection:
        done = bring(connection, *(row(str(n)) for n in range(2 * DELETE_CHUNK + 1)))
        gone = [id_ for key, id_ in done.ids.items() if key != ("7",)]
        assert remove(connection, TABLE, gone) == Counts(removed=2 * DELETE_CHUNK)
        assert names(connection) == {"7": "7"}


def test_only_unused_rows_are_removed(engine: Engine) -> None:
    with writing(engine) as connection:
        ids = bring(connection, row("a"), row("b")).ids
        bring(connection, row("a"), row("b"), row("c", parent_id=ids["a",]))
        child = TABLE.alias()
        done = remove_unused(connection, TABLE, [ids["a",], ids["b",]], used_by=[child.c.parent_id])
        assert done == Counts(removed=1)
        assert names(connection) == {"a": "a", "c": "c"}


def test_counts_add_up() -> None:
    assert Counts(1, 2, 3, 4) + Counts(1, 1, 1, 1) == Counts(2, 3, 4, 5)
    assert not Counts(unchanged=3).changed
    assert Counts(removed=1).changed
