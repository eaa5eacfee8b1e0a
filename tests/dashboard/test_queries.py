"""The pages' SQL says the same on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection, Engine

from db.queries import deadlines, findings, indicators, milestones, projects, source, units
from db.queries.deadlines import DeadlineFilter, DeadlineOrder
from db.queries.indicators import FigureKey
from db.queries.milestones import NO_UNIT, Progress
from db.queries.scope import OPEN_REGION, Scope, Slice, ledger_version, used_regions
from db.queries.units import UnitFilter
from tests.dashboard.ledger import fill

EVERYWHERE = Scope(date(2025, 11, 22))
PAGE = Slice()
STONES = DeadlineFilter(types=("milestone",))


@pytest.fixture
def connection(engine: Engine):
    fill(engine)
    with engine.connect() as opened:
        yield opened


def _region(connection: Connection, name: str) -> int:
    return next(r["id"] for r in used_regions(connection) if r["name"] == name)


def _subjects(connection: Connection, scope: Scope = EVERYWHERE, **wanted: object) -> list[str]:
    return [r["subject"] for r in deadlines.deadlines(connection, scope, replace(STONES, **wanted), PAGE)]


def test_milestones_stand_where_their_dates_put_them(connection: Connection) -> None:
    counts = {r["group"]: r["n"] for r in deadlines.deadline_counts(connection, EVERYWHERE, STONES, "progress")}
    assert counts == {"overdue": 1, "soon": 2, "upcoming": 2, "undated": 2}
    assert _subjects(connection, progress=(Progress.OVERDUE,)) == ["临港石化仓储项目"]
    assert milestones.last_due(connection, EVERYWHERE) == date(2026, 3, 31)


def test_milestones_filter_by_unit_words_and_place(connection: Connection) -> None:
    assert _subjects(connection, units=("市水务局",)) == ["青石水庫擴建工程"]
    assert len(_subjects(connection, units=(NO_UNIT,))) == 4
    assert _subjects(connection, words="大桥") == ["海平大桥项目"]
    assert _subjects(connection, words="%") == []
    here = Scope(EVERYWHERE.asof, (_region(connection, "青石市"), OPEN_REGION))
    assert set(_subjects(connection, here)) == {"青石水庫擴建工程", "老城改造項目"}


@pytest.mark.parametrize("order", list(DeadlineOrder))
def test_every_order_keeps_all_rows(connection: Connection, order: DeadlineOrder) -> None:
    assert len(_subjects(connection, order=order)) == 7


def test_a_page_knows_how_many_rows_there_are(connection: Connection) -> None:
    rows = deadlines.deadlines(connection, EVERYWHERE, STONES, Slice(limit=2, offset=4))
    assert [r["total"] for r in rows] == [7, 7]


def test_evidence_stands_in_its_sentence(connection: Connection) -> None:
    for row in deadlines.deadlines(connection, EVERYWHERE, STONES, PAGE):
        assert row["sentence"][row["quote_at"]:].startswith(row["quote"])


def test_figures_of_a_place(connection: Connection) -> None:
    key = FigureKey("固定资产投资", "元", _region(connection, "海平县"), 1)
    assert len(indicators.figures_of(connection, key)) == 2


@pytest.mark.parametrize("filled, n", [(None, 1), (False, 1), (True, 0)])
def test_blanked_figures_wait(connection: Connection, filled: bool | None, n: int) -> None:
    assert len(indicators.blanked_figures(connection, EVERYWHERE, PAGE, filled)) == n
    assert indicators.blanked_count(connection, EVERYWHERE) == 1


def test_units_and_what_they_must_do(connection: Connection) -> None:
    load = units.unit_load(connection, EVERYWHERE, UnitFilter(), PAGE)
    assert load[0]["overdue"] == 1
    water = next(u for u in load if u["name"] == "市水务局")
    assert (water["lead"], water["soon"], water["load"]) == (1, 1, 2)
    records = units.unit_records(connection, EVERYWHERE, water["id"])
    assert {(r["type"], r["how"], r["due_on"]) for r in records} == {
        ("milestone", "structure", date(2025, 11, 30)), ("assignment", "lead", None)}
    assert {r["polarity"] for r in units.sanctions(connection, EVERYWHERE, PAGE)} == {"reward", "penalty"}


def test_projects_come_dearest_first(connection: Connection) -> None:
    rows = projects.projects(connection, EVERYWHERE, projects.ProjectFilter(), PAGE)
    assert rows[0]["name"] == "海平大桥项目"
    totals = projects.project_totals(connection, EVERYWHERE)
    assert (totals["n"], totals["with_investment"], totals["investment"], totals["late"]) == (7, 1, 8.6e8, 1)


def test_a_speech_with_its_records(connection: Connection) -> None:
    speech_id = source.speeches(connection, EVERYWHERE)[0]["id"]
    speech = source.speech_text(connection, speech_id)
    assert speech is not None
    for record in source.speech_records(connection, speech_id):
        at = record["start"] - speech["start"]
        assert speech["text"][at:at + len(record["quote"])] == record["quote"]
        assert source.speech_of(connection, record["type"], record["id"]) == speech_id
    assert source.speech_text(connection, 999) is None
    assert source.reading_counts(connection, EVERYWHERE) == {"documents": 3, "speeches": 3, "undated": 1}


def test_the_version_changes_with_an_entry(engine: Engine) -> None:
    with engine.connect() as opened:
        before = ledger_version(opened)
    fill(engine)
    with engine.connect() as opened:
        assert ledger_version(opened) != before


def test_checks_and_promises_follow_the_place(connection: Connection) -> None:
    there = Scope(EVERYWHERE.asof, (_region(connection, "海平县"),))
    elsewhere = Scope(EVERYWHERE.asof, (_region(connection, "青石市"),))
    assert [r["holds"] for r in findings.findings(connection, EVERYWHERE, None, PAGE)] == [False, True]
    assert [r["quote"] for r in findings.findings(connection, there, False, PAGE)] == ["目前完成50.6亿元"]
    assert (findings.failing_count(connection, there), findings.failing_count(connection, elsewhere)) == (1, 0)
    assert findings.findings(connection, elsewhere, None, PAGE) == []
    (promise,) = findings.commitments(connection, EVERYWHERE, PAGE)
    assert (promise["subject"], promise["units"], promise["region"]) == ("南溪物流园项目", "区商务局", "南溪区")
    assert (findings.commitment_count(connection, EVERYWHERE), findings.commitment_count(connection, there)) == (1, 0)


def test_a_check_leads_to_the_record_of_its_figure(connection: Connection) -> None:
    (row,) = findings.findings(connection, EVERYWHERE, False, PAGE)
    assert source.speech_of(connection, "indicator", row["id"]) == row["speech_id"]
