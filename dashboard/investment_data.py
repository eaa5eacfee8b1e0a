"""What the investment page and the first screen read of investment by place, cached like all else."""

from __future__ import annotations

from sqlalchemy import Connection

from dashboard import data
from dashboard.i18n import Texts
from dashboard.investment_frames import Compared, Source, compare
from db.queries import investment as by_place
from db.queries.scope import Row, Scope, used_regions

FOREMOST = 5


def choices(scope: Scope) -> list[Row]:
    """The indicators that can be shown by place, the one to begin with first."""
    return data.cached(by_place.indicator_choices, scope)


def leading(scope: Scope, texts: Texts) -> tuple[str, str] | None:
    """The indicator to begin with, name and unit; None where there is none.

    The first of the foremost of which a place has a rate, else the first.
    """
    rows = choices(scope)
    both = [(r["canonical_name"], r["measure_unit"]) for r in rows[:FOREMOST] if r["targets"] and r["actuals"]]
    rated = (key for key in both if compared(scope, *key, Source.SPEECH, texts).lines["rate"].notna().any())
    return next(rated, (rows[0]["canonical_name"], rows[0]["measure_unit"]) if rows else None)


def compared(scope: Scope, canonical_name: str, measure_unit: str, source: Source, texts: Texts) -> Compared:
    """The indicator by place (investment_frames.compare)."""
    return data.cached(_compared, scope, canonical_name, measure_unit, source, texts)


def _compared(
    connection: Connection, scope: Scope, canonical_name: str, measure_unit: str, source: Source, texts: Texts
) -> Compared:
    stated = by_place.readings(connection, scope, canonical_name, measure_unit)
    told = by_place.indicator_reports(connection, scope, canonical_name, measure_unit)
    return compare(stated, told, used_regions(connection), scope.asof, source, texts)


def reports(scope: Scope, canonical_name: str, measure_unit: str) -> list[Row]:
    """What units report of an indicator."""
    return data.cached(by_place.indicator_reports, scope, canonical_name, measure_unit)


def project_money(scope: Scope) -> list[Row]:
    """The projects in scope with their money and what was reported of it this year."""
    return data.cached(by_place.project_money, scope)


def first_mention(project_id: int) -> Row | None:
    """The first words on a project."""
    return data.cached(by_place.first_mention, project_id)
