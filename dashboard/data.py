"""The only module that reads the database: cached rows for the pages.

A cache entry is keyed by the ledger's version (last run and last entry), so that a new load or entry shows at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st
from sqlalchemy import Connection, Engine

from db.engine import database_url, open_engine
from db.migrate import upgrade
from db.queries import findings as checks
from db.queries import groups, indicators, milestones, project_details, projects, source, units
from db.queries.indicators import FigureKey
from db.queries.milestones import MilestoneFilter
from db.queries.projects import ProjectFilter
from db.queries.scope import Row, Scope, Slice, ledger_version, used_regions
from db.queries.units import UnitFilter

TTL_SECONDS = 600


@st.cache_resource
def _engine_at(url: str) -> Engine:
    engine = open_engine(url)
    upgrade(engine)
    return engine


def engine() -> Engine:
    """The ledger's engine, its tables made or brought up to date on first use."""
    return _engine_at(database_url())


def _read(query: Callable[..., Any], *args: Any) -> Any:
    with engine().connect() as connection:
        version = ledger_version(connection)
    return _rows(database_url(), version, f"{query.__module__}.{query.__name__}", args, query)


@st.cache_data(ttl=TTL_SECONDS, max_entries=256, show_spinner=False)
def _rows(url: str, version: str, name: str, args: tuple, _query: Callable[..., Any]) -> Any:
    with _engine_at(url).connect() as connection:
        return _query(connection, *args)


def places() -> list[Row]:
    """The places of the ledger: id, code, name, parent_id."""
    return _read(used_regions)


def overview(scope: Scope) -> Row:
    """Everything that the first screen shows."""
    return _read(_overview, scope)


def _overview(connection: Connection, scope: Scope) -> Row:
    late = MilestoneFilter(progress=(milestones.Progress.OVERDUE,))
    near = MilestoneFilter(progress=(milestones.Progress.SOON,))
    return {
        "reading": source.reading_counts(connection, scope),
        "projects": projects.project_totals(connection, scope),
        "stages": projects.projects_by_stage(connection, scope),
        "milestones": milestones.milestone_counts(connection, scope),
        "last_due": milestones.last_due(connection, scope),
        "overdue": milestones.milestones(connection, scope, late, Slice(limit=5)),
        "soon": milestones.milestones(connection, scope, near, Slice(limit=5)),
        "failing": checks.failing_count(connection, scope),
        "promises": checks.commitment_count(connection, scope),
        "blanked": indicators.blanked_count(connection, scope),
        "figures": indicators.leading_figures(connection, scope),
    }


def milestone_rows(scope: Scope, wanted: MilestoneFilter, window: Slice) -> list[Row]:
    return _read(milestones.milestones, scope, wanted, window)


def overdue_by_place(scope: Scope, wanted: MilestoneFilter) -> list[Row]:
    """region, region_code, n: the overdue milestones of each place, most first."""
    return _read(milestones.overdue_by_place, scope, wanted)


def milestone_units() -> list[str]:
    return _read(milestones.milestone_units)


def leading_figures(scope: Scope) -> list[Row]:
    return _read(indicators.leading_figures, scope)


def figures_of(key: FigureKey) -> list[Row]:
    return _read(indicators.figures_of, key)


def blanked_figures(scope: Scope, window: Slice, filled: bool | None) -> list[Row]:
    return _read(indicators.blanked_figures, scope, window, filled)


def findings(scope: Scope, holds: bool | None, window: Slice) -> list[Row]:
    return _read(checks.findings, scope, holds, window)


def commitments(scope: Scope, window: Slice) -> list[Row]:
    return _read(checks.commitments, scope, window)


def unit_load(scope: Scope, wanted: UnitFilter, window: Slice) -> list[Row]:
    return _read(units.unit_load, scope, wanted, window)


def unit_records(scope: Scope, unit_id: int) -> list[Row]:
    return _read(units.unit_records, scope, unit_id)


def sanctions(scope: Scope, window: Slice) -> list[Row]:
    return _read(units.sanctions, scope, window)


def project_rows(scope: Scope, wanted: ProjectFilter, window: Slice) -> list[Row]:
    return _read(projects.projects, scope, wanted, window)


def project_stages(scope: Scope) -> list[Row]:
    return _read(projects.projects_by_stage, scope)


def project(scope: Scope, project_id: int) -> Row | None:
    """One project with its mentions, kin, milestones, figures and merges; None where there is no such project."""
    return _read(project_details.project, scope, project_id)


def project_names() -> list[Row]:
    return _read(project_details.project_names)


def quotas(scope: Scope) -> list[Row]:
    """What each member of a group of places must do by itself, one row a record."""
    return _read(groups.quotas, scope)


def groups_of(scope: Scope) -> list[Row]:
    """The groups of places that the scope's quotas are for."""
    return _read(groups.groups, scope)


def speeches(scope: Scope) -> list[Row]:
    return _read(source.speeches, scope)


def speech_of(record_type: str, record_id: int) -> int | None:
    return _read(source.speech_of, record_type, record_id)


def speech(speech_id: int) -> Row | None:
    """The speech with its text, records, findings, sections and set-asides; None where there is no such speech."""
    return _read(_speech, speech_id)


def _speech(connection: Connection, speech_id: int) -> Row | None:
    found = source.speech_text(connection, speech_id)
    if found is None:
        return None
    return found | {
        "records": source.speech_records(connection, speech_id),
        "findings": checks.findings_of(connection, speech_id),
        "sections": source.speech_sections(connection, speech_id),
        "set_aside": source.set_aside(connection, found["document_id"], found["start"], found["end"]),
    }
