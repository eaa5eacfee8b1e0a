"""The table of milestones and tasks with their deadlines, its download, and the rows that a reader chose in it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import pandas as pd

from dashboard import data, deadline_frames
from dashboard.components import picked_rows, tables
from dashboard.components.filters import View
from dashboard.components.tables import EXPORT_ROWS, Export
from db.queries.deadlines import DeadlineFilter
from db.queries.scope import Row, Slice


def show(view: View, rows: Sequence[Row], wanted: DeadlineFilter, *, key: str, columns: list[str], total: int,
         name: str, rename: dict[str, str], mode: str = "multi-row") -> list[Row]:
    """Draw one page of what the filter lets through; the download `name` holds all of it. Returns the chosen rows."""
    texts, asof = view.texts, view.scope.asof

    def everything() -> pd.DataFrame:
        return deadline_frames.deadline_frame(
            data.deadline_rows(view.scope, wanted, Slice(limit=EXPORT_ROWS)), asof, texts)

    chosen = picked_rows.show(
        view, rows, deadline_frames.deadline_frame(list(rows), asof, texts), key=key, where=_where(view, wanted),
        columns=columns, total=total, export=Export(name, everything), rename=rename, mode=mode)
    return _as_they_are(view, rows, chosen)


def left_over(view: View, wanted: DeadlineFilter, *, key: str) -> list[Row]:
    """The chosen rows of a table that has no rows any more."""
    return _as_they_are(view, [], picked_rows.left_over(key, _where(view, wanted)))


def _where(view: View, wanted: DeadlineFilter) -> Hashable:
    return view.scope, wanted, tables.page_number()


def _as_they_are(view: View, shown: Sequence[Row], chosen: Sequence[Row]) -> list[Row]:
    """The chosen rows, those that left the table read anew; without those that are gone from the ledger."""
    here = {picked_rows.item_of(row) for row in shown}
    now = (row if picked_rows.item_of(row) in here else data.deadline(view.scope, row["type"], row["id"])
           for row in chosen)
    return [row for row in now if row is not None]
