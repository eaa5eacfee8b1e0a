"""Statements that are built once and run for every day and place: what a reader chose comes in as parameters.

To build a statement can cost as much as to run it over a few thousand rows. A function that makes one from what has no
day and no place (and is therefore worth keeping) takes an AnyScope, has `functools.lru_cache` over it, and `run` gives
the parameters their values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, Date, Integer, Select, bindparam, or_

from db.queries.scope import OPEN_REGION, Row, Scope, Slice, fetch

KEPT = 256  # statements of one kind
LIMIT, OFFSET, REACH = (bindparam(name, type_=Integer) for name in ("limit", "offset", "reach"))
"""Of a page, as `page_values` gives them; `reach`: as many rows as there are up to the page's end."""
IDS = bindparam("ids", expanding=True, type_=Integer)
PLACES = bindparam("places", expanding=True, type_=Integer)
"""The known places of the scope."""
_DAYS = (0, 30, -1, -7, -8, -30, -31, -90, -91)


@dataclass(frozen=True, slots=True)
class AnyDay:
    """The as-of day, or one so many days from it, as a parameter."""

    days: int = 0

    def __clause_element__(self) -> BindParameter[date]:
        if self.days not in _DAYS:
            raise ValueError(f"no parameter for {self.days} days from the as-of day")
        return bindparam(_name(self.days), type_=Date)

    def __add__(self, more: timedelta) -> AnyDay:
        return AnyDay(self.days + more.days)

    def __sub__(self, less: timedelta) -> AnyDay:
        return AnyDay(self.days - less.days)


@dataclass(frozen=True, slots=True)
class AnyScope:
    """Any scope with places (`inside`), with the unknown place (`unknown`), or with neither: everywhere."""

    inside: bool = False
    unknown: bool = False
    asof: AnyDay = AnyDay()

    @property
    def regions(self) -> bool:
        return self.inside or self.unknown

    def covers(self, region: ColumnElement) -> ColumnElement[bool] | None:
        """As Scope.covers."""
        if not self.regions:
            return None
        inside = region.in_(PLACES)
        return or_(inside, region.is_(None)) if self.unknown else inside


def any_like(scope: Scope) -> AnyScope:
    """What is left of a scope without its day and places."""
    return AnyScope(any(r != OPEN_REGION for r in scope.regions), OPEN_REGION in scope.regions)


def run(connection: Connection, statement: Select, scope: Scope, **values: Any) -> list[Row]:
    """The rows of a kept statement."""
    days = {_name(n): scope.asof + timedelta(days=n) for n in _DAYS}
    places = [r for r in scope.regions if r != OPEN_REGION]
    return fetch(connection, statement, days | {"places": places} | values)


def page_values(window: Slice) -> dict[str, int]:
    """LIMIT, OFFSET and REACH of a page."""
    return {"limit": window.limit, "offset": window.offset, "reach": window.offset + window.limit}


def _name(days: int) -> str:
    return f"day{days}".replace("-", "_minus_")
