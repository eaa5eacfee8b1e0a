"""The only module that reads the database: cached rows for the pages.

A cache entry is keyed by the ledger's version, so that every change shows at once. A day in the address shows the
ledger as it was at its end (db.as_of); nothing can be written then (dashboard.session).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st
from sqlalchemy import Connection, Engine

from db.as_of import ledger_as_of
from db.engine import database_url, open_engine
from db.history import version_of
from db.migrate import upgrade
from db.queries import deadline_people as people
from db.queries import deadlines as due
from db.queries import findings as checks
from db.queries import groups, indicators, progress, project_details, projects, reporting, source, units
from db.queries import overview as first_screen
from db.queries import saved_views as views
from db.queries.deadline_details import moves_and_reports
from db.queries.deadlines import DeadlineFilter
from db.queries.indicators import FigureKey
from db.queries.projects import ProjectFilter
from db.queries.scope import Row, Scope, Slice, ledger_version, used_regions
from db.queries.units import UnitFilter
from db.services import subjects
from db.services.deadlines import only_earlier
from db.vocab import ReportSubject

TTL_SECONDS = 600
ZONE = ZoneInfo("Asia/Shanghai")
KNOWN = "known"  # in the address: see `known_on`


@st.cache_resource
def _engine_at(url: str) -> Engine:
    engine = open_engine(url)
    upgrade(engine)
    return engine


def engine() -> Engine:
    """The ledger's engine, its tables made or brought up to date on first use."""
    return _engine_at(database_url())


def _read(query: Callable[..., Any], *args: Any) -> Any:
    day = known_on()
    source = engine() if day is None else ledger_as_of(engine(), end_of(day))
    with source.connect() as connection:
        version = ledger_version(connection)
    return _rows(str(source.url), version, f"{query.__module__}.{query.__name__}", args, query, source)


@st.cache_data(ttl=TTL_SECONDS, max_entries=256, show_spinner=False)
def _rows(url: str, version: str, name: str, args: tuple, _query: Callable[..., Any], _source: Engine) -> Any:
    with _source.connect() as connection:
        return _query(connection, *args)


def known_on() -> date | None:
    """The day at whose end the ledger is shown as it was then, by the address; None for the ledger as it is now."""
    try:
        day = date.fromisoformat(st.query_params.get(KNOWN, ""))
    except ValueError:
        return None
    return day if day < datetime.now(ZONE).date() else None


def end_of(day: date) -> datetime:
    """The last moment of a day, in the office."""
    return datetime.combine(day, time.max, tzinfo=ZONE)


def places() -> list[Row]:
    """The places of the ledger: id, code, name, parent_id."""
    return _read(used_regions)


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


def sanctions(scope: Scope, window: Slice) -> list[Row]:
    return _read(units.sanctions, scope, window)


def project_rows(scope: Scope, wanted: ProjectFilter, window: Slice) -> list[Row]:
    return _read(projects.projects, scope, wanted, window)


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


def deadline_rows(scope: Scope, wanted: DeadlineFilter, window: Slice) -> list[Row]:
    """One page of milestones and tasks with their deadlines."""
    return _read(due.deadlines, scope, wanted, window)


def deadline(scope: Scope, kind: str, record_id: int) -> Row | None:
    """One of them; None where there is no such record (any more)."""
    return _read(due.deadline, scope, kind, record_id)


def deadline_story(scope: Scope, kind: str, record_id: int) -> Row:
    """Its moves and reports."""
    return _read(moves_and_reports, scope, kind, record_id)


def deadline_counts(scope: Scope, wanted: DeadlineFilter, by: str) -> list[Row]:
    """group, n, worst: how many rows each region, unit, leader … has, most first."""
    return _read(due.deadline_counts, scope, wanted, by)


def standing(scope: Scope, wanted: DeadlineFilter) -> dict[str, int]:
    """How many milestones and tasks are late by how much, due soon, and due on the as-of day itself."""
    return _read(due.standing, scope, wanted)


def deadline_units() -> list[str]:
    return _read(people.units)


def deadline_leaders() -> list[str]:
    return _read(people.leaders)


def unit_choices() -> list[Row]:
    """Every unit to choose one from: id, name, region."""
    return _read(people.unit_choices)


def last_change() -> int:
    """The version of the ledger's rows that a person sees now."""
    return _read(due.last_change)


def deadlines_only_earlier() -> bool:
    """Whether deadlines may only come earlier (只能提前不准推迟)."""
    return _read(only_earlier)


def project_totals(scope: Scope, wanted: ProjectFilter) -> Row:
    """How many projects the filter lets through, and their money."""
    return _read(projects.project_totals, scope, wanted)


def filtered_stages(scope: Scope, wanted: ProjectFilter) -> list[Row]:
    """stage, n, investment of the projects that the filter lets through."""
    return _read(projects.projects_by_stage, scope, wanted)


def project_parties() -> list[str]:
    """The owners and units to filter projects by."""
    return _read(projects.project_parties)


def project_changes(project_id: int, limit: int) -> list[Row]:
    """The last changes of a project and of what hangs on it, the last one first."""
    return _read(project_details.project_changes, project_id, limit)


def responsible(kind: ReportSubject, subject_id: int) -> list[Row]:
    """Whom the office made responsible."""
    return _read(project_details.responsible, kind, subject_id)


def reports_of(kind: ReportSubject, subject_id: int) -> list[Row]:
    """The progress reports of a project, milestone or task, earliest period first."""
    return _read(progress.reports_of, kind, subject_id)


def units_of(kind: ReportSubject, subject_id: int) -> set[int]:
    """The units whose work it is."""
    return _read(subjects.units_of, kind, subject_id)


def report_duties(scope: Scope, unit_id: int, period: str) -> list[Row]:
    """What one unit has to report in a period."""
    return _read(reporting.duties, scope, unit_id, period)


def reporting_units(scope: Scope, period: str) -> list[Row]:
    """Where every unit stands with its reports of a period."""
    return _read(reporting.reporting_units, scope, period)


def asked_reports(scope: Scope) -> list[Row]:
    """The reports with questions that nobody has verified."""
    return _read(reporting.asked_reports, scope)


def report_subject(kind: str, subject_id: int) -> Row | None:
    """What is reported on; None where it is not (any more) in the ledger."""
    return _read(reporting.subject, kind, subject_id)


def row_version(table: str, row_id: int) -> int:
    """The version of a row, for who begins to edit it."""
    with engine().connect() as connection:
        return version_of(connection, table, row_id)


def attachment(attachment_id: int) -> bytes:
    """The content of a report's file; empty where it was withdrawn in between."""
    with engine().connect() as connection:
        found = project_details.attachment(connection, attachment_id)
    return b"" if found is None else found["content"]


def saved_views(owner: str, page: str) -> list[Row]:
    """The filters that a person saved for a page."""
    with engine().connect() as connection:
        return views.saved_views(connection, owner, page)


def first_screen_counts(scope: Scope) -> Row:
    """Everything that the first screen shows besides investment by place."""
    return _read(first_screen.counts, scope)


def cached(query: Callable[..., Any], *args: Any) -> Any:
    """What a query of db.queries gives, for the modules that read for one part of the app."""
    return _read(query, *args)
