"""A number and the rows that it opens are one: counts by unit and stage, reports with questions, groups of bodies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, Engine, select, update

from db.models import Indicator, Project, Speech
from db.queries import deadlines, overview, progress, projects, reporting, responsibility
from db.queries.deadlines import DeadlineFilter
from db.queries.milestones import NO_UNIT
from db.queries.projects import ProjectFilter
from db.queries.scope import Scope, Slice
from db.queries.unit_likeness import is_class
from db.services.progress import Reported, report_progress, set_stage
from db.vocab import ReportMeasure, ReportSubject, Stage
from tests.dashboard.ledger import fill
from tests.people import SUPERVISOR

SCOPE = Scope(date(2025, 11, 22))
NOW = datetime(2025, 11, 20, 8, tzinfo=UTC)
EVERY = Slice(limit=500)
BY = {"actor": SUPERVISOR, "now": NOW}


@pytest.fixture
def filled(engine: Engine) -> Engine:
    fill(engine)
    return engine


@pytest.fixture
def connection(filled: Engine) -> Iterator[Connection]:
    with filled.connect() as opened:
        yield opened


@pytest.mark.parametrize("late", [(), ("overdue",)])
def test_a_unit_counts_what_a_filter_for_it_finds(connection: Connection, late: tuple[str, ...]) -> None:
    wanted = DeadlineFilter(progress=late)
    counted = deadlines.deadline_counts(connection, SCOPE, wanted, "unit")
    assert {r["group"] for r in counted} >= {"县发改局", "县工信局"}  # two units of one milestone
    for row in counted:
        own = replace(wanted, units=(row["group"] or NO_UNIT,))
        assert row["n"] == len(deadlines.deadlines(connection, SCOPE, own, EVERY))


def test_the_first_screen_counts_the_rows_of_the_lists(connection: Connection) -> None:
    counts = overview.counts(connection, SCOPE)
    late = DeadlineFilter(progress=("overdue",))
    assert counts["deadlines"]["overdue"] == len(deadlines.deadlines(connection, SCOPE, late, EVERY)) > 0
    assert counts["unassigned"] == len(responsibility.unassigned(connection, SCOPE, "", EVERY)) > 0


def test_rates_and_lists_go_by_the_furthest_stage(filled: Engine) -> None:
    with filled.connect() as opened:
        bridge = opened.execute(select(Project.id).where(Project.stage == str(Stage.PRELIMINARY))).scalars().first()
    set_stage(filled, bridge, stage=Stage.COMPLETED, on=date(2025, 11, 1), **BY)
    with filled.connect() as opened:
        rates = progress.rates(opened, SCOPE)
        assert rates["projects"] == projects.project_totals(opened, SCOPE)["n"]
        for part, least in (("started", progress.STARTED), ("completed", progress.DONE), ("signed", progress.SIGNED)):
            stages = tuple(s for s, rank in progress.RANKS.items() if rank >= least)
            rows = projects.projects(opened, SCOPE, ProjectFilter(stages=stages), EVERY)
            assert len(rows) == rates[part] > 0
            assert {r["stage"] for r in rows} <= set(stages)
        stock = {r["stage"]: r["n"] for r in projects.projects_by_stage(opened, SCOPE)}
    assert sum(stock.values()) == rates["projects"]
    assert stock["completed"] == rates["completed"]


def test_rates_are_of_the_projects_that_were_mentioned_by_the_day(filled: Engine) -> None:
    def at(day: date) -> tuple[int, int, int, int]:
        with filled.connect() as opened:
            found = progress.rates(opened, Scope(day))
        return found["projects"], found["later"], found["undated"], found["started"]

    last = at(SCOPE.asof)
    assert last[:2] == (7, 0)
    assert at(date(2025, 10, 1))[:3] == (last[2], 7 - last[2], last[2])
    with filled.begin() as opened:
        opened.execute(update(Speech).values(reference_date=None))
    assert at(date(2025, 10, 1)) == (7, 0, 7, last[3])


def test_a_questioned_report_on_a_figure_is_among_the_questioned(filled: Engine) -> None:
    with filled.connect() as opened:
        figure = opened.execute(select(Indicator.id).order_by(Indicator.id)).scalars().first()
    for period, total in (("2025-08", 5e8), ("2025-09", 3e8)):
        report_progress(filled, ReportSubject.INDICATOR, figure,
                        Reported(period, measure=ReportMeasure.VALUE, cumulative=total), **BY)
    with filled.connect() as opened:
        (row,) = reporting.asked_reports(opened, SCOPE)
        assert (row["subject_type"], row["subject_id"], row["questions"]) == ("indicator", figure, ["falling"])
        assert reporting.subject(opened, "indicator", figure)["measure_unit"] == row["measure_unit"]


@pytest.mark.parametrize("name, group", [
    ("各乡镇", True), ("有关部门", True), ("县直有关部门", True), ("各县（市、区）政府", True), ("乡镇政府", True),
    ("部门", True), ("县发改局", False), ("城关镇政府", False), ("市委组织部", False), ("乡镇企业局", False),
])
def test_groups_of_bodies_are_no_units_that_report(name: str, group: bool) -> None:
    assert is_class(name) == group
