"""A load tells which records it made, changed and removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Engine, select

from db import models as m
from etl.load import LoadReport, ingest_ledger
from etl.load_changes import SHOWN
from tests.etl.speeches import PLACE, Said, figure, ledger, milestone
from tests.people import TESTER

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
PLANT = Said("同志们，水厂年底前建成。投资XX亿元。\n", (
    milestone("水厂年底前建成", "水厂"), figure("投资XX亿元", "投资", None)), PLACE, year=2015)


def load(engine: Engine, *said: Said) -> LoadReport:
    return ingest_ledger(engine, ledger("县.txt", *said), command="test", actor=TESTER, now=NOW)


def told(report: LoadReport) -> list[tuple[str, str, str]]:
    return [(str(c.operation), str(c.kind), c.quote) for c in report.changes]


def test_a_first_load_and_one_that_changes_nothing_list_none(engine: Engine) -> None:
    assert load(engine, PLANT).changes == ()
    assert load(engine, PLANT).changes == ()


def test_what_is_read_anew_and_what_is_gone(engine: Engine) -> None:
    load(engine, PLANT)
    report = load(engine, replace(PLANT, text=PLANT.text.replace("水厂", "泵站"), told=(
        milestone("泵站年底前建成", "泵站"), PLANT.told[1])))
    assert told(report) == [("insert", "milestone", "泵站年底前建成"), ("delete", "milestone", "水厂年底前建成")]
    assert "泵站" in report.changes[0].title and "水厂" in report.changes[1].title
    with engine.connect() as connection:
        assert connection.execute(select(m.Milestone.id)).scalar_one() == report.changes[0].id


def test_a_record_that_says_something_else_names_the_columns(engine: Engine) -> None:
    load(engine, PLANT)
    report = load(engine, replace(PLANT, told=(milestone("水厂年底前建成", "水厂", count=3), PLANT.told[1])))
    assert told(report) == [("update", "milestone", "水厂年底前建成")]
    assert report.changes[0].columns == ("count",)


def test_a_record_that_only_moved_is_not_listed(engine: Engine) -> None:
    load(engine, PLANT)
    report = load(engine, replace(PLANT, text="各位领导：\n" + PLANT.text))
    assert report.changed
    assert report.changes == ()


def test_no_more_than_the_first_are_listed(engine: Engine) -> None:
    load(engine, PLANT)
    words = [f"{n}号桥年底前建成" for n in range(SHOWN + 5)]
    report = load(engine, PLANT, Said("。".join(words) + "。\n", tuple(milestone(w, w[:-5]) for w in words), year=2015))
    assert report.of("milestone").inserted == SHOWN + 5
    assert len(report.changes) == SHOWN
