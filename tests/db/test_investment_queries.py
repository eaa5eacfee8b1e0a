"""Investment by place and the first screen say the same on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, Engine, select, update

from db import models as m
from db.queries import investment, overview, review
from db.queries.scope import Scope, Slice, used_regions
from db.services.progress import Reported, report_progress, verify_report
from db.vocab import ReportMeasure, ReportSubject
from tests.dashboard.ledger import fill
from tests.people import SUPERVISOR

NOW = datetime(2025, 11, 21, 9, tzinfo=UTC)
EVERYWHERE = Scope(date(2025, 11, 22))
FIXED = ("固定资产投资", "元")


@pytest.fixture
def ledger(engine: Engine) -> Engine:
    fill(engine)
    return engine


def only_in(connection: Connection, name: str) -> Scope:
    return Scope(EVERYWHERE.asof, tuple(r["id"] for r in used_regions(connection) if r["name"] == name))


def id_of(engine: Engine, table: type, **wanted: object) -> int:
    with engine.connect() as connection:
        return connection.execute(select(table.id).where(
            *(getattr(table, k) == v for k, v in wanted.items()))).scalars().first()


def report(engine: Engine, kind: ReportSubject, subject: int, period: str, measure: ReportMeasure,
           **figures: float) -> int:
    return report_progress(engine, kind, subject, Reported(period=period, measure=measure, **figures),
                           actor=SUPERVISOR, now=NOW).report_id


def test_the_indicator_with_most_places_comes_first(ledger: Engine) -> None:
    with ledger.connect() as connection:
        rows = investment.indicator_choices(connection, EVERYWHERE)
    assert [(r["canonical_name"], r["places"], r["targets"], r["actuals"], r["blanked"]) for r in rows] == [
        ("固定资产投资", 3, 3, 2, 0), ("重点项目投资", 1, 1, 1, 0), ("工业投资", 1, 1, 0, 1)]


def test_readings_are_levels_of_places_that_stand(ledger: Engine) -> None:
    with ledger.connect() as connection:
        rows = investment.readings(connection, EVERYWHERE, *FIXED)
        assert len(rows) == 5
        assert {r["measure"] for r in rows} == {"level"}
        assert {r["said_in"] == r["region_id"] for r in rows} == {True}
        assert len(investment.readings(connection, only_in(connection, "青石市"), *FIXED)) == 2
    with ledger.begin() as connection:
        connection.execute(update(m.Indicator).where(m.Indicator.id == rows[0]["id"]).values(review="rejected"))
    with ledger.connect() as connection:
        assert rows[0]["id"] not in {r["id"] for r in investment.readings(connection, EVERYWHERE, *FIXED)}


def test_a_quota_for_each_member_is_no_figure_of_a_place(ledger: Engine) -> None:
    with ledger.begin() as connection:
        connection.execute(update(m.Indicator).where(m.Indicator.status == "target").values(quota_group="各镇"))
        assert {r["status"] for r in investment.readings(connection, EVERYWHERE, *FIXED)} == {"actual"}


@pytest.mark.parametrize("asof, n", [(date(2025, 10, 28), 5), (date(2025, 10, 27), 1), (date(2020, 1, 1), 1)])
def test_a_speech_counts_from_its_day_and_an_undated_one_always(ledger: Engine, asof: date, n: int) -> None:
    with ledger.connect() as connection:
        assert len(investment.readings(connection, Scope(asof), *FIXED)) == n


def test_reports_of_an_indicator_come_verified_first(ledger: Engine) -> None:
    target = id_of(ledger, m.Indicator, canonical_name="固定资产投资", status="target", value=120e8)
    value = {"measure": ReportMeasure.VALUE}
    report(ledger, ReportSubject.INDICATOR, target, "2025-09", cumulative=70e8, **value)
    october = report(ledger, ReportSubject.INDICATOR, target, "2025-10", cumulative=80e8, value=10e8, **value)
    verify_report(ledger, october, actor=SUPERVISOR, now=NOW, cumulative=78e8)
    with ledger.connect() as connection:
        rows = investment.indicator_reports(connection, EVERYWHERE, *FIXED)
        assert [(r["region"], r["period"], r["value"], bool(r["verified"])) for r in rows] == [
            ("海平县", "2025-09", 70e8, False), ("海平县", "2025-10", 78e8, True)]
        before = Scope(date(2025, 10, 30))
        assert [r["period"] for r in investment.indicator_reports(connection, before, *FIXED)] == ["2025-09"]
        assert investment.indicator_reports(connection, only_in(connection, "青石市"), *FIXED) == []


def test_projects_bring_what_was_reported_of_the_year(ledger: Engine) -> None:
    bridge = id_of(ledger, m.Project, name="海平大桥项目")
    wind = id_of(ledger, m.Project, name="东岸风电项目")
    money = {"measure": ReportMeasure.INVESTMENT}
    report(ledger, ReportSubject.PROJECT, bridge, "2024-12", cumulative=9e8, **money)
    report(ledger, ReportSubject.PROJECT, bridge, "2025-09", cumulative=2e8, **money)
    report(ledger, ReportSubject.PROJECT, bridge, "2025-10", value=1e8, **money)
    for month in ("2025-09", "2025-10"):
        report(ledger, ReportSubject.PROJECT, wind, month, value=1e8, **money)
    with ledger.connect() as connection:
        rows = {r["name"]: r for r in investment.project_money(connection, EVERYWHERE)}
    assert len(rows) == 7
    assert (rows["海平大桥项目"]["reported"], rows["海平大桥项目"]["period"]) == (2e8, "2025-09")
    assert (rows["东岸风电项目"]["reported"], rows["东岸风电项目"]["period"]) == (2e8, "2025-10")
    assert rows["临港石化仓储项目"]["reported"] is None
    with ledger.connect() as connection:
        assert investment.first_mention(connection, bridge)["sentence"].endswith("开工。")
        assert investment.first_mention(connection, 999) is None


def test_a_verified_figure_stands_for_the_reported_one(ledger: Engine) -> None:
    bridge = id_of(ledger, m.Project, name="海平大桥项目")
    made = report(ledger, ReportSubject.PROJECT, bridge, "2025-10", ReportMeasure.INVESTMENT, cumulative=3e8)
    verify_report(ledger, made, actor=SUPERVISOR, now=NOW, cumulative=2.5e8)
    with ledger.connect() as connection:
        row = next(r for r in investment.project_money(connection, EVERYWHERE) if r["id"] == bridge)
    assert (row["reported"], row["verified"]) == (2.5e8, True)


def test_what_waits_is_counted_by_confidence(ledger: Engine) -> None:
    with ledger.begin() as connection:
        connection.execute(update(m.Sanction).values(confidence=0.5))
        connection.execute(update(m.Cadence).values(confidence=0.7))
        connection.execute(update(m.Assignment).values(review="accepted"))
    with ledger.connect() as connection:
        assert overview.waiting(connection, EVERYWHERE) == {"pending": 28, "sure": 23, "likely": 3, "unsure": 2}
        assert overview.waiting(connection, only_in(connection, "南溪区")) == {
            "pending": 6, "sure": 5, "likely": 1, "unsure": 0}


def test_what_waits_is_what_the_review_queue_holds(ledger: Engine) -> None:
    pending, accepted = id_of(ledger, m.Indicator, value=120e8), id_of(ledger, m.Indicator, value=78.5e8)
    with ledger.begin() as connection:
        connection.execute(update(m.Indicator).where(m.Indicator.id == accepted).values(review="accepted"))
        for n, (target, state) in enumerate(((pending, "open"), (accepted, "open"), (accepted, "open"),
                                             (pending, "taken"))):
            connection.execute(m.Proposal.__table__.insert().values(
                record_type="indicator", record_id=target, kind="gone", new_key=str(n), new={}, state=state,
                made_at=NOW))
    with ledger.connect() as connection:
        for scope, again in ((EVERYWHERE, 1), (only_in(connection, "海平县"), 1), (only_in(connection, "青石市"), 0)):
            assert overview.reopened(connection, scope) == again
            rows = review.queue(connection, scope, review.QueueFilter(), Slice(limit=100))
            assert overview.waiting(connection, scope)["pending"] + again == len(rows) == rows[0]["total"]


def test_questioned_reports_are_those_of_the_scope(ledger: Engine) -> None:
    subjects = (
        (ReportSubject.PROJECT, m.Project, {"name": "海平大桥项目"}),
        (ReportSubject.MILESTONE, m.Milestone, {"subject": "老城改造項目"}),
    )
    for kind, table, wanted in subjects:
        subject = id_of(ledger, table, **wanted)
        for month, cumulative in (("2025-09", 5e8), ("2025-10", 4e8)):
            report(ledger, kind, subject, month, ReportMeasure.INVESTMENT, cumulative=cumulative)
    with ledger.connect() as connection:
        for place, n in (("海平县", 1), ("青石市", 1), ("南溪区", 0)):
            assert overview.counts(connection, only_in(connection, place))["questioned"] == n
        assert overview.counts(connection, EVERYWHERE)["questioned"] == 2


def test_the_week_ends_with_the_as_of_day(ledger: Engine) -> None:
    bridge = id_of(ledger, m.Project, name="海平大桥项目")
    report(ledger, ReportSubject.PROJECT, bridge, "2025-10", ReportMeasure.INVESTMENT, cumulative=3e8)
    with ledger.connect() as connection:
        for asof, n in ((date(2025, 11, 20), 0), (date(2025, 11, 21), 1), (date(2025, 11, 27), 1),
                        (date(2025, 11, 28), 0)):
            assert len(overview.changes_of_week(connection, asof)) == n


def test_the_first_screen_in_one_reading(ledger: Engine) -> None:
    with ledger.connect() as connection:
        found = overview.counts(connection, EVERYWHERE)
        assert found["deadlines"]["overdue"] == 1
        assert found["late_by_place"][0]["group"] == "449901"
        assert (found["blanked"], found["failing"], found["promises"], found["questioned"]) == (1, 1, 1, 0)
        assert (found["rates"]["started"], found["rates"]["projects"]) == (5, 7)
        assert overview.counts(connection, only_in(connection, "青石市"))["deadlines"].get("overdue", 0) == 0
