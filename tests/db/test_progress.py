"""Progress reports: reported and verified apart, questions instead of refusals, rates from dated stages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, insert, select

from db.errors import BadEntry, EditConflict, NoSuchRow, NotAllowed
from db.history import version_of
from db.models import (
    Attachment,
    Milestone,
    MilestoneUnit,
    ProgressReport,
    Project,
    ProjectMention,
    Responsibility,
    StageChange,
)
from db.periods import month_of, period_end, week_of
from db.queries.progress import rates, reports_of, share
from db.queries.scope import Scope
from db.rights import Actor
from db.services.progress import FileBrought, Reported, report_progress, set_stage, verify_report, withdraw_report
from db.vocab import Question, ReportMeasure, ReportSubject, Stage, UserRole
from etl.load import ingest_ledger
from tests.etl.speeches import COUNTY, ledger
from tests.people import CLERK, SUPERVISOR, TESTER, VIEWER

NOW = datetime(2026, 9, 2, 8, tzinfo=UTC)
PROJECT, INVESTMENT = ReportSubject.PROJECT, ReportMeasure.INVESTMENT


@pytest.fixture
def project(engine: Engine) -> int:
    ingest_ledger(engine, ledger("县.txt", COUNTY), command="test", actor=TESTER, now=NOW)
    with engine.connect() as connection:
        found = select(Milestone.project_id).where(Milestone.project_id.is_not(None))
        return connection.execute(found).scalars().first()


def report(engine: Engine, id_: int, period: str, *, actor: Actor = CLERK, **said: object):
    besides = {k: said.pop(k) for k in ("seen", "files") if k in said}
    content = Reported(period, **{"measure": INVESTMENT} | said)
    return report_progress(engine, PROJECT, id_, content, actor=actor, now=NOW, **besides)


def stored(engine: Engine, id_: int) -> list[dict]:
    with engine.connect() as connection:
        return reports_of(connection, PROJECT, id_)


def test_a_year_of_months_without_a_question(engine: Engine, project: int) -> None:
    for month, value in ((1, 1e7), (2, 2e7), (3, 1e7)):
        done = report(engine, project, f"2026-{month:02}", value=value, cumulative=sum((1e7, 2e7, 1e7)[:month]))
        assert done.questions == ()
    assert [(r["period"], r["cumulative"], r["reported_by"]) for r in stored(engine, project)] == [
        ("2026-01", 1e7, "陈办事员"), ("2026-02", 3e7, "陈办事员"), ("2026-03", 4e7, "陈办事员")]


def test_strange_figures_are_asked_about_and_kept(engine: Engine, project: int) -> None:
    for month in (1, 2, 3):
        report(engine, project, f"2026-0{month}", value=1e6, cumulative=month * 1e6)
    assert report(engine, project, "2026-04", value=0.0, cumulative=2e6).questions == (Question.FALLING, Question.SUM)
    assert report(engine, project, "2026-05", value=9.8e7, cumulative=1e8).questions == (Question.JUMP,)
    assert [r["questions"] for r in stored(engine, project)][3:] == [["falling", "sum"], ["jump"]]


@pytest.mark.parametrize("value, cumulative, asked", [
    (5e8, 3e8, (Question.OVER,)), (3e8, 3e8, ()), (3e8, 5e8, ()), (-1e6, -3e6, ()), (5e8, None, ()),
])
def test_more_in_the_period_than_in_the_year_is_asked_about(
    engine: Engine, project: int, value: float, cumulative: float | None, asked: tuple,
) -> None:
    assert report(engine, project, "2026-01", value=value, cumulative=cumulative).questions == asked


def test_a_stage_that_goes_back_is_asked_about(engine: Engine, project: int) -> None:
    report(engine, project, "2026-05", measure=ReportMeasure.NONE, stage=Stage.COMPLETED, stage_on=date(2026, 5, 20))
    back = report(engine, project, "2026-06", measure=ReportMeasure.NONE, stage=Stage.STARTING,
                  stage_on=date(2026, 6, 3))
    assert back.questions == (Question.BACKWARDS,)
    with engine.connect() as connection:
        assert connection.execute(select(StageChange.stage).order_by(StageChange.id)).scalars().all() == [
            "completed", "starting"]


def test_a_second_report_of_the_period_corrects_the_first(engine: Engine, project: int) -> None:
    first = report(engine, project, "2026-05", value=1e6, stage=Stage.CONSTRUCTION, stage_on=date(2026, 5, 2))
    second = report(engine, project, "2026-05", value=2e6, stage=Stage.CONSTRUCTION, stage_on=date(2026, 5, 9))
    assert first.report_id == second.report_id
    assert [r["value"] for r in stored(engine, project)] == [2e6]
    with engine.connect() as connection:
        assert connection.execute(select(StageChange.reached_on)).scalars().all() == [date(2026, 5, 9)]


def test_what_is_verified_stands_beside_what_was_reported(engine: Engine, project: int) -> None:
    id_ = report(engine, project, "2026-05", value=5e6, cumulative=5e6, percent=40).report_id
    verify_report(engine, id_, cumulative=3e6, percent=25, actor=SUPERVISOR, now=NOW)
    report(engine, project, "2026-05", value=6e6, cumulative=6e6, percent=45)
    (row,) = stored(engine, project)
    assert (row["cumulative"], row["verified_cumulative"]) == (6e6, 3e6)
    assert (row["percent"], row["verified_percent"]) == (45, 25)
    assert row["verified_by"] == "周科长"
    with pytest.raises(NotAllowed):
        verify_report(engine, id_, cumulative=1.0, actor=CLERK, now=NOW)
    with pytest.raises(NotAllowed, match="verified"):
        withdraw_report(engine, id_, actor=CLERK, now=NOW, reason="重报")
    withdraw_report(engine, id_, actor=SUPERVISOR, now=NOW, reason="重报")
    assert stored(engine, project) == []


def test_a_reporter_reports_for_the_own_unit_only(engine: Engine, project: int) -> None:
    with engine.connect() as connection:
        of_project = select(MilestoneUnit.unit_id).join(Milestone).where(Milestone.project_id == project)
        unit = connection.execute(of_project).scalars().first()
    own, other = Actor("甲", UserRole.REPORTER, unit), Actor("乙", UserRole.REPORTER, 999)
    report(engine, project, "2026-05", value=1e6, actor=own)
    assert stored(engine, project)[0]["unit_id"] == unit
    for stranger in (other, Actor("丙", UserRole.REPORTER), VIEWER):
        with pytest.raises(NotAllowed):
            report(engine, project, "2026-06", value=1e6, actor=stranger)
    with engine.begin() as connection:
        id_ = connection.execute(select(Milestone.id)).scalars().first()
        connection.execute(insert(Responsibility.__table__).values(
            subject_type="milestone", subject_id=id_, role="lead", unit_id=unit, person="", contact="",
            entered_by="x", entered_at=NOW))
    report_progress(engine, ReportSubject.MILESTONE, id_, Reported("2026-05", words="基础完工"), actor=own, now=NOW)


def test_two_reports_at_once(engine: Engine, project: int) -> None:
    id_ = report(engine, project, "2026-05", value=1e6).report_id
    with engine.connect() as connection:
        seen = version_of(connection, "progress_report", id_)
    report(engine, project, "2026-05", value=2e6, seen=seen)
    with pytest.raises(EditConflict) as told:
        report(engine, project, "2026-05", value=3e6, seen=seen)
    assert told.value.changes[0]["after"]["value"] == 2e6
    assert stored(engine, project)[0]["value"] == 2e6


def test_files_come_along_once(engine: Engine, project: int) -> None:
    photo = FileBrought("..\\现场\\照片.jpg", "image/jpeg", b"\xff\xd8pixels")
    report(engine, project, "2026-05", value=1e6, files=[photo])
    report(engine, project, "2026-05", value=2e6, files=[photo])
    assert [f["name"] for f in stored(engine, project)[0]["files"]] == ["照片.jpg"]
    withdraw_report(engine, stored(engine, project)[0]["id"], actor=CLERK, now=NOW, reason="错报")
    with engine.connect() as connection:
        assert connection.execute(select(Attachment.id)).all() == []


@pytest.mark.parametrize("wrong", [
    {"value": float("nan")}, {"percent": 101}, {"percent": -1}, {"measure": ReportMeasure.NONE, "value": 1.0}, {},
    {"stage": Stage.STARTING}, {"stage": Stage.STARTING, "stage_on": date(2026, 9, 3)}, {"words": "字" * 2001},
    {"words": "进\x00度"}, {"files": [FileBrought("空.jpg", "image/jpeg", b"")], "value": 1.0},
])
def test_what_cannot_be_is_refused(engine: Engine, project: int, wrong: dict) -> None:
    with pytest.raises(BadEntry):
        report(engine, project, "2026-05", **wrong)
    assert stored(engine, project) == []


@pytest.mark.parametrize("period, end", [
    ("2026-02", date(2026, 2, 28)), ("2026-W01", date(2026, 1, 4)), ("2026-05-14", date(2026, 5, 14))])
def test_periods_end(period: str, end: date) -> None:
    assert period_end(period) == end


@pytest.mark.parametrize("period", ["2026-13", "2026-W54", "2026", "五月", "2026-02-30", ""])
def test_what_is_no_period(period: str) -> None:
    with pytest.raises(BadEntry, match="period"):
        period_end(period)


def test_the_period_of_a_day() -> None:
    assert (month_of(date(2026, 5, 14)), week_of(date(2027, 1, 1))) == ("2026-05", "2026-W53")


def test_a_period_ahead_is_refused(engine: Engine, project: int) -> None:
    with pytest.raises(BadEntry, match="ahead"):
        report(engine, project, "2026-10", value=1.0)


def test_rates_follow_the_dated_stages(engine: Engine, project: int) -> None:
    def at(day: date) -> tuple:
        with engine.connect() as connection:
            found = rates(connection, Scope(day))
        return found["projects"], found["started"], found["completed"]

    before = at(date(2026, 8, 1))
    with engine.begin() as connection:
        (bare,) = connection.execute(insert(Project.__table__).values(
            scope="x", name_key="k", base_key="k", name="新桥", stage="unknown", investment=2e8).returning(
            Project.__table__.c.id)).scalars()
        mention = connection.execute(select(ProjectMention.__table__)).mappings().first()
        connection.execute(insert(ProjectMention.__table__).values(
            dict(mention) | {"id": 999, "key": "k", "project_id": bare, "stage": "unknown"}))
    set_stage(engine, bare, stage=Stage.CONSTRUCTION, on=date(2026, 3, 1), actor=CLERK, now=NOW)
    set_stage(engine, bare, stage=Stage.COMPLETED, on=date(2026, 8, 2), actor=CLERK, now=NOW)
    assert at(date(2026, 8, 1)) == (before[0] + 1, before[1] + 1, before[2])
    assert at(date(2026, 8, 2)) == (before[0] + 1, before[1] + 1, before[2] + 1)
    assert at(date(2026, 2, 28))[1] == before[1]
    report(engine, bare, "2026-07", measure=ReportMeasure.FUNDS, cumulative=5e7)
    with engine.connect() as connection:
        found = rates(connection, Scope(date(2026, 8, 2)))
    assert share(found["funds"], found["funded_investment"]) == 25
    assert share(1, 0) is None
    with pytest.raises(BadEntry, match="already"):
        set_stage(engine, bare, stage=Stage.COMPLETED, on=date(2026, 8, 2), actor=CLERK, now=NOW)


def test_nothing_is_reported_about_nothing(engine: Engine, project: int) -> None:
    with pytest.raises(NoSuchRow):
        report(engine, 999, "2026-05", value=1.0)
    with pytest.raises(NoSuchRow):
        withdraw_report(engine, 999, actor=CLERK, now=NOW, reason="x")
    with engine.connect() as connection:
        assert connection.execute(select(ProgressReport.id)).all() == []
