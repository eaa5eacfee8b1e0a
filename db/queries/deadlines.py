"""What has a deadline: milestones and tasks in one list, with who answers for each and what was last reported.

A page is found in two steps: the filter, the order and the slice run over a few columns of both tables, then the rows
of the slice get their words. `id` alone does not name a row: `type` (milestone, assignment) goes with it.

A task that the same words of a speech set as a milestone is one piece of work: it is listed once, as the milestone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy import Connection, Select, and_, case, func, select, union_all

from db.models import RowChange
from db.queries.deadline_details import MOST_ROWS, details
from db.queries.deadline_filter import (
    COLUMNS,
    LATE_BANDS,
    ORDER_BY,
    DeadlineFilter,
    DeadlineOrder,
    done_of,
    is_late,
    kinds_of,
    light,
    of_kind,
    order_of,
    rows_of,
)
from db.queries.deadline_people import KINDS, given_units, model_of
from db.queries.kept import IDS, KEPT, LIMIT, OFFSET, REACH, AnyScope, any_like, page_values, run
from db.queries.milestones import Progress
from db.queries.scope import Row, Scope, Slice
from db.vocab import RecordType

__all__ = ["LATE_BANDS", "DeadlineFilter", "DeadlineOrder", "Survey", "deadline", "deadline_counts", "deadlines",
           "last_change", "standing", "survey"]


@dataclass(frozen=True, slots=True)
class Survey:
    """Counts of milestones and tasks: `progress`, `late_by_place` (overdue, by region_code) and `milestones` (by
    progress) as `deadline_counts` gives them, and `standing`."""

    progress: list[Row]
    late_by_place: list[Row]
    milestones: list[Row]
    standing: dict[str, int]


def deadlines(connection: Connection, scope: Scope, wanted: DeadlineFilter, window: Slice) -> list[Row]:
    """One page of rows, each with `total`; see `deadline_details.page_details` for their columns."""
    page = run(connection, _page(any_like(scope), wanted), scope, **page_values(window))
    if not page:
        return []
    total = run(connection, _total(any_like(scope), wanted), scope)[0]["total"]
    keys = [(row["type"], row["id"]) for row in page]
    rows = {(r["type"], r["id"]): r | {"total": total} for at in range(0, len(keys), MOST_ROWS)
            for r in _of_ids(connection, scope, keys[at:at + MOST_ROWS])}
    return details(connection, scope, [rows[key] for key in keys])


def deadline(connection: Connection, scope: Scope, kind: str, record_id: int) -> Row | None:
    """One row, wherever it stands; None where there is no such record, it was rejected, or is listed as another."""
    here = Scope(scope.asof)
    listed = of_kind(RecordType(kind), AnyScope(), DeadlineFilter()).where(model_of(kind).id == record_id)
    if kind not in KINDS or not run(connection, listed, here):
        return None
    found = _of_ids(connection, here, [(kind, record_id)])
    return next(iter(details(connection, scope, [r | {"total": 1} for r in found])), None)


def deadline_counts(connection: Connection, scope: Scope, wanted: DeadlineFilter, by: str) -> list[Row]:
    """group (None for those without), n, worst (the earliest deadline); most first. `by` is a column of `light`.

    By unit a row counts for each of its units, as it is found by a filter for any of them.
    """
    return run(connection, _counts(any_like(scope), wanted, by), scope)


def last_change(connection: Connection) -> int:
    """The version that a person has seen who reads the ledger now, for every row of it."""
    return connection.execute(select(func.max(RowChange.id))).scalar_one() or 0


def standing(connection: Connection, scope: Scope, wanted: DeadlineFilter) -> dict[str, int]:
    """The keys of LATE_BANDS with how many rows are late by how much, `soon`, and `that_day`: due on the as-of day."""
    both = (str(Progress.OVERDUE), str(Progress.SOON))
    return run(connection, _standing(any_like(scope), replace(wanted, late=(), progress=both)), scope)[0]


def survey(connection: Connection, scope: Scope) -> Survey:
    """What `deadline_counts` and `standing` say of everything in scope, in one pass."""
    found = run(connection, _survey(any_like(scope)), scope)
    late = [row for row in found if row["progress"] == Progress.OVERDUE]
    return Survey(
        progress=_tally(found, "progress"), late_by_place=_tally(late, "region_code"),
        milestones=_tally([row for row in found if row["type"] == RecordType.MILESTONE], "progress"),
        standing={name: sum(row[name] for row in found) for name in (*LATE_BANDS, "that_day")}
        | {"soon": sum(row["n"] for row in found if row["progress"] == Progress.SOON)},
    )


def _tally(rows: list[Row], by: str) -> list[Row]:
    """The rows as `deadline_counts` gives them."""
    tally: dict[str | None, Row] = {}
    for row in rows:
        one = tally.setdefault(row[by], {"group": row[by], "n": 0, "worst": None})
        one["n"] += row["n"]
        one["worst"] = min((day for day in (one["worst"], row["worst"]) if day is not None), default=None)
    return sorted(tally.values(), key=lambda r: (-r["n"], r["group"] is not None, r["group"] or ""))


# ---------------------------------------------------------------- the statements


@lru_cache(KEPT)
def _page(scope: AnyScope, wanted: DeadlineFilter) -> Select:
    """type, id: each kind in its order up to the page's end, then both, from the page's beginning on."""
    columns = frozenset({ORDER_BY[wanted.order]} if wanted.order in ORDER_BY else ())
    first = []
    for kind in kinds_of(wanted):
        rows = of_kind(kind, scope, wanted, columns).subquery()
        first.append(select(rows).order_by(*order_of(rows, wanted.order)).limit(REACH).subquery())
    both = union_all(*(select(rows) for rows in first)).subquery()
    return select(both.c.type, both.c.id).order_by(*order_of(both, wanted.order)).limit(LIMIT).offset(OFFSET)


@lru_cache(KEPT)
def _total(scope: AnyScope, wanted: DeadlineFilter) -> Select:
    counts = [select(func.count()).select_from(of_kind(kind, scope, wanted).subquery()).scalar_subquery()
              for kind in kinds_of(wanted)]
    return select(sum(counts[1:], counts[0]).label("total"))


@lru_cache(KEPT)
def _counts(scope: AnyScope, wanted: DeadlineFilter, by: str) -> Select:
    found = light(scope, wanted, frozenset({by} - {"unit"}))
    if by != "unit":
        group, rows = found.c[by], select(found)
    else:
        found = select(found).cte("found")
        given = given_units(found).subquery()
        tied = and_(given.c.type == found.c.type, given.c.id == found.c.id)
        group, rows = given.c.name, select(found).outerjoin(given, tied)
    return rows.with_only_columns(
        group.label("group"), func.count().label("n"), func.min(found.c.due_on).label("worst"),
        maintain_column_froms=True,
    ).group_by(group).order_by(func.count().desc(), group)


@lru_cache(KEPT)
def _survey(scope: AnyScope) -> Select:
    c = light(scope, DeadlineFilter(), frozenset({"type", "progress", "region_code"})).c
    late = {b: func.sum(case((and_(c.progress == str(Progress.OVERDUE), is_late(c.due_on, scope.asof, b)), 1), else_=0))
            for b in LATE_BANDS}
    that_day = func.sum(case((and_(c.progress == str(Progress.SOON), c.due_on == scope.asof), 1), else_=0))
    return select(
        c.type, c.progress, c.region_code, func.count().label("n"), func.min(c.due_on).label("worst"),
        *(n.label(b) for b, n in late.items()), that_day.label("that_day"),
    ).group_by(c.type, c.progress, c.region_code)


@lru_cache(KEPT)
def _standing(scope: AnyScope, wanted: DeadlineFilter) -> Select:
    due = light(scope, wanted).c.due_on  # what is late or due soon, and not done
    said = {b: is_late(due, scope.asof, b) for b in LATE_BANDS}
    said |= {"soon": due >= scope.asof, "that_day": due == scope.asof}
    return select(*(func.coalesce(func.sum(case((told, 1), else_=0)), 0).label(name) for name, told in said.items()))


def _of_ids(connection: Connection, scope: Scope, keys: Sequence[tuple[str, int]]) -> list[Row]:
    """All columns of rows that a filter let through."""
    return [row for kind in KINDS if (ids := [i for k, i in keys if k == kind])
            for row in run(connection, _whole(kind), scope, ids=ids)]


@lru_cache
def _whole(kind: RecordType) -> Select:
    return rows_of(kind, AnyScope(), frozenset(COLUMNS), done_of(kind)).where(model_of(kind).id.in_(IDS))
