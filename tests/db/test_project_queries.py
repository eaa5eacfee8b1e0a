"""The list of projects filtered in SQL, the page of one, and who has to report what in a period."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select, update

from db import models as m
from db.errors import BadEntry
from db.queries import project_details, reporting
from db.queries.projects import (
    LATE,
    NO_BAND,
    WITH,
    WITHOUT,
    ProjectFilter,
    project_parties,
    project_totals,
    projects,
    projects_by_stage,
)
from db.queries.scope import Scope, Slice
from db.services.deadlines import move_deadline
from db.services.progress import FileBrought, Reported, report_progress, verify_report
from db.services.responsibility import assign
from db.vocab import Duty, RecordType, ReportMeasure, ReportSubject, ReviewState, Stage
from etl.load import ingest_ledger
from tests.etl.speeches import Said, assignment, ledger, milestone, project
from tests.people import CLERK, SUPERVISOR, TESTER

NOW = datetime(2026, 5, 20, 8, tzinfo=UTC)
SCOPE = Scope(date(2026, 5, 20))
CITY = ("440800", "湛江市")
TEXT = (
    "南堤码头总投资12亿元，三月底前开工，由市港航局负责。北坡风电总投资3亿元。东里水库待定。"
    "市住建局负责棚户区改造。\n")
SAID = Said(TEXT, (
    project("南堤码头", investment=12e8, stage=Stage.PRELIMINARY, owner="港湾公司"),
    milestone("三月底前开工", "南堤码头", "市港航局"),
    project("北坡风电", investment=3e8, stage=Stage.CONSTRUCTION), project("东里水库", stage=Stage.PLANNED),
    assignment("市住建局负责棚户区改造", "棚户区改造", "市住建局"),
), CITY, day=date(2026, 1, 10))


@pytest.fixture
def ids(engine: Engine) -> dict[str, int]:
    """Project and unit names → ids; the milestone is due at the end of 2026 and moved to the end of March."""
    ingest_ledger(engine, ledger("港.txt", SAID), command="test", actor=TESTER, now=NOW)
    with engine.connect() as connection:
        found = {r.name: r.id for table in (m.Project, m.Unit) for r in connection.execute(
            select(table.name, table.id))}
        found["stone"] = connection.execute(select(m.Milestone.id)).scalar_one()
        found["task"] = connection.execute(select(m.Assignment.id)).scalar_one()
    move_deadline(engine, RecordType.MILESTONE, found["stone"], to=date(2026, 3, 31), reason="提前开工",
                  approver="周科长", actor=SUPERVISOR, now=NOW)
    return found


def names(engine: Engine, **wanted: object) -> list[str]:
    with engine.connect() as connection:
        return [r["name"] for r in projects(connection, SCOPE, ProjectFilter(**wanted), Slice())]


@pytest.mark.parametrize("wanted, found", [
    ({}, ["南堤码头", "北坡风电", "东里水库"]),
    ({"stages": ("planned", "construction")}, ["北坡风电", "东里水库"]),
    ({"bands": ("10-50",)}, ["南堤码头"]), ({"bands": ("1-5", NO_BAND)}, ["北坡风电", "东里水库"]),
    ({"bands": ("50-",)}, []),
    ({"parties": ("港湾公司",)}, ["南堤码头"]), ({"parties": ("市港航局",)}, ["南堤码头"]),
    ({"parties": ("市住建局",)}, []),
    ({"milestones": WITH}, ["南堤码头"]), ({"milestones": WITHOUT}, ["北坡风电", "东里水库"]),
    ({"milestones": LATE}, ["南堤码头"]), ({"words": "风电"}, ["北坡风电"]), ({"words": "%"}, []),
])
def test_projects_are_filtered(engine: Engine, ids: dict, wanted: dict, found: list[str]) -> None:
    assert names(engine, **wanted) == found
    with engine.connect() as connection:
        totals = project_totals(connection, SCOPE, ProjectFilter(**wanted))
        stages = projects_by_stage(connection, SCOPE, ProjectFilter(**wanted))
    assert totals["n"] == sum(s["n"] for s in stages) == len(found)


def test_a_moved_deadline_counts_from_where_it_is_now(engine: Engine, ids: dict) -> None:
    with engine.connect() as connection:
        first = projects(connection, SCOPE, ProjectFilter(), Slice(limit=1))[0]
        before = projects(connection, Scope(date(2026, 3, 1)), ProjectFilter(), Slice(limit=1))[0]
    assert (first["total"], first["milestones"], first["overdue"], first["next_due"]) == (3, 1, 1, None)
    assert (before["overdue"], before["next_due"]) == (0, date(2026, 3, 31))


def test_a_rejected_milestone_is_none(engine: Engine, ids: dict) -> None:
    with engine.begin() as connection:
        connection.execute(update(m.Milestone).values(review=str(ReviewState.REJECTED)))
    assert names(engine, milestones=WITH) == []
    with engine.connect() as connection:
        found = project_details.project(connection, SCOPE, ids["南堤码头"])
        assert project_parties(connection) == ["港湾公司"]
    assert (found["milestones"], found["moves"], found["named_units"]) == ([], [], [])


def test_who_the_office_names_can_be_filtered_by(engine: Engine, ids: dict) -> None:
    assign(engine, [(ReportSubject.PROJECT, ids["北坡风电"])], role=Duty.LEAD, unit_id=ids["市住建局"], person="",
           actor=CLERK, now=NOW)
    assert names(engine, parties=("市住建局",)) == ["北坡风电"]
    with engine.connect() as connection:
        assert set(project_parties(connection)) == {"港湾公司", "市港航局", "市住建局"}
        entered = project_details.responsible(connection, ReportSubject.PROJECT, ids["北坡风电"])
    assert [(r["role"], r["unit"]) for r in entered] == [("lead", "市住建局")]


def test_the_page_of_a_project(engine: Engine, ids: dict) -> None:
    report_progress(engine, ReportSubject.PROJECT, ids["南堤码头"], Reported(
        "2026-04", stage=Stage.STARTING, stage_on=date(2026, 4, 2)), actor=CLERK, now=NOW,
        files=(FileBrought("照片.jpg", "image/jpeg", b"123"),))
    with engine.connect() as connection:
        found = project_details.project(connection, SCOPE, ids["南堤码头"])
        changes = project_details.project_changes(connection, ids["南堤码头"], 100)
        file = connection.execute(select(m.Attachment.id)).scalar_one()
        assert project_details.attachment(connection, file) == {"name": "照片.jpg", "content": b"123"}
        assert project_details.attachment(connection, file + 1) is None
        assert project_details.project(connection, SCOPE, 999) is None
    assert [(v["to_on"], v["reason"]) for v in found["moves"]] == [(date(2026, 3, 31), "提前开工")]
    assert [(s["stage"], s["reached_on"]) for s in found["stages"]] == [("starting", date(2026, 4, 2))]
    assert [(u["unit"], u["event"]) for u in found["named_units"]] == [("市港航局", "complete")]
    assert [(c["actor"], c["table_name"]) for c in changes if c["action"] == "move_deadline"][-1] == (
        "周科长", "milestone")
    assert {c["table_name"] for c in changes} >= {"milestone", "progress_report", "stage_change"}


# ---------------------------------------------------------------- who has to report


def duties(engine: Engine, unit: int, period: str) -> dict[str, str]:
    with engine.connect() as connection:
        return {f"{r['type']} {r['title']}": r["state"] for r in reporting.duties(connection, SCOPE, unit, period)}


def report(engine: Engine, kind: ReportSubject, id_: int, period: str, **said: object) -> int:
    content = Reported(period, **({"words": "推进中"} | said))
    return report_progress(engine, kind, id_, content, actor=CLERK, now=NOW).report_id


def test_a_unit_reports_on_its_projects_milestones_and_tasks(engine: Engine, ids: dict) -> None:
    assert duties(engine, ids["市港航局"], "2026-05") == {
        "project 南堤码头": "missing", "milestone 南堤码头": "missing"}
    assert duties(engine, ids["市住建局"], "2026-05") == {"assignment 棚户区改造": "missing"}
    report(engine, ReportSubject.PROJECT, ids["南堤码头"], "2026-05")
    assert duties(engine, ids["市港航局"], "2026-05") == {
        "project 南堤码头": "reported", "milestone 南堤码头": "with_project"}
    assert duties(engine, ids["市港航局"], "2026-04")["project 南堤码头"] == "missing"


def test_a_week_counts_for_the_month_that_it_ends_in(engine: Engine, ids: dict) -> None:
    report(engine, ReportSubject.ASSIGNMENT, ids["task"], "2026-W18")  # 27 April to 3 May
    assert duties(engine, ids["市住建局"], "2026-05") == {"assignment 棚户区改造": "reported"}
    assert duties(engine, ids["市住建局"], "2026-04") == {"assignment 棚户区改造": "missing"}
    assert duties(engine, ids["市住建局"], "2026-W18") == {"assignment 棚户区改造": "reported"}


@pytest.mark.parametrize("period, first, inside, outside", [
    ("2026-05", date(2026, 5, 1), ["2026-05", "2026-W18", "2026-W22", "2026-05-31"], ["2026-W17", "2026-W23"]),
    ("2026-W21", date(2026, 5, 18), ["2026-W21", "2026-05-18", "2026-05-24"], ["2026-05", "2026-05-25"]),
    ("2026-05-14", date(2026, 5, 14), ["2026-05-14"], ["2026-05", "2026-W20"]),
])
def test_periods_within(period: str, first: date, inside: list[str], outside: list[str]) -> None:
    found = reporting.periods_within(period)
    assert reporting.period_start(period) == first
    assert set(inside) <= set(found)
    assert not set(outside) & set(found)
    assert len(found) == len(set(found))


def test_nonsense_is_no_period() -> None:
    with pytest.raises(BadEntry):
        reporting.periods_within("2026-13")


def test_every_unit_and_where_it_stands(engine: Engine, ids: dict) -> None:
    id_ = report(engine, ReportSubject.PROJECT, ids["南堤码头"], "2026-04", measure=ReportMeasure.INVESTMENT,
                 value=1e7, cumulative=2e7)
    report(engine, ReportSubject.PROJECT, ids["南堤码头"], "2026-05", measure=ReportMeasure.INVESTMENT, value=1e6,
           cumulative=1e7)
    with engine.connect() as connection:
        units = {u["unit"]: u for u in reporting.reporting_units(connection, SCOPE, "2026-05")}
        asked = reporting.asked_reports(connection, SCOPE)
        assert reporting.asked_reports(connection, Scope(SCOPE.asof, (0,))) == []
    counts = ("due", "reported", "missing", "asked", "verified")
    assert [units["市港航局"][c] for c in counts] == [2, 2, 0, 1, 0]
    assert [units["市住建局"][c] for c in counts] == [1, 0, 1, 0, 0]
    assert [(r["title"], r["period"], r["questions"]) for r in asked] == [("南堤码头", "2026-05", ["falling", "sum"])]
    verify_report(engine, asked[0]["id"], value=1e6, actor=SUPERVISOR, now=NOW)
    verify_report(engine, id_, value=1e7, actor=SUPERVISOR, now=NOW)
    with engine.connect() as connection:
        assert reporting.asked_reports(connection, SCOPE) == []
        assert reporting.reporting_units(connection, SCOPE, "2026-05")[1]["verified"] == 1


def test_a_report_counts_for_the_unit_that_gave_it(engine: Engine, ids: dict) -> None:
    assign(engine, [(ReportSubject.PROJECT, ids["南堤码头"])], role=Duty.DO, unit_id=ids["市住建局"], actor=SUPERVISOR,
           now=NOW)
    report_progress(engine, ReportSubject.PROJECT, ids["南堤码头"], Reported("2026-05", words="推进中"), actor=CLERK,
                    now=NOW, unit_id=ids["市港航局"])
    assert duties(engine, ids["市港航局"], "2026-05")["project 南堤码头"] == "reported"
    assert duties(engine, ids["市住建局"], "2026-05")["project 南堤码头"] == "missing"
    with engine.connect() as connection:
        units = {u["unit"]: u for u in reporting.reporting_units(connection, SCOPE, "2026-05")}
    assert [units["市港航局"][c] for c in ("due", "reported", "missing")] == [2, 2, 0]
    assert [units["市住建局"][c] for c in ("due", "reported", "missing")] == [2, 0, 2]


def test_what_is_reported_on(engine: Engine, ids: dict) -> None:
    with engine.connect() as connection:
        found = reporting.subject(connection, "milestone", ids["stone"])
        assert (found["title"], found["project_id"]) == ("南堤码头", ids["南堤码头"])
        assert reporting.subject(connection, "assignment", ids["task"])["project_id"] is None
        assert reporting.subject(connection, "project", 999) is None
        assert reporting.subject(connection, "indicator", 1) is None
