"""The date that comes with `ingest --reference-date`: kept, replaced, taken back, and second to a person's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Engine, select
from sqlmodel import Session

from db import models as m
from db.upsert import Counts
from etl import entries
from etl.load import LoadReport, ingest_ledger
from tests.etl.speeches import COUNTY, PLACE, Said, dump, ledger, milestone
from tests.people import TESTER, WANG

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
MARCH, JULY = date(2016, 3, 1), date(2017, 7, 9)
DATED = Said("年底前，东湖泵站要建成。", (milestone("东湖泵站要建成", "东湖泵站"),), PLACE, day=date(2014, 5, 5))


def load(engine: Engine, *said: Said, given: date | None = None) -> LoadReport:
    return ingest_ledger(engine, ledger("县.txt", *said), command="test", actor=TESTER, now=NOW, given_date=given)


def rows(engine: Engine, model: Any) -> list[Any]:
    with Session(engine) as session:
        return list(session.scalars(select(model).order_by(model.id)).all())


def dates(engine: Engine) -> list[tuple[date | None, str]]:
    return [(s.reference_date, s.date_source) for s in rows(engine, m.Speech)]


def test_a_given_date_dates_every_speech_and_its_deadlines(engine: Engine) -> None:
    report = load(engine, COUNTY, DATED, given=MARCH)
    assert report.of("person_entry") == Counts(inserted=2)
    assert dates(engine) == [(MARCH, "given"), (MARCH, "given")]  # the front matter yields
    assert {(i.due_on, i.due_basis) for i in rows(engine, m.Milestone)} == {(date(2016, 12, 31), "stated")}
    assert {(e.entered_by, e.date_value) for e in rows(engine, m.PersonEntry)} == {("command line", MARCH)}


def test_a_later_load_without_the_date_keeps_it(engine: Engine) -> None:
    load(engine, COUNTY, DATED, given=MARCH)
    before = dump(engine)
    assert not load(engine, COUNTY, DATED).changed
    assert not load(engine, COUNTY, DATED, given=MARCH).changed
    assert dump(engine) == before


def test_another_given_date_replaces_it(engine: Engine) -> None:
    load(engine, COUNTY, given=MARCH)
    report = load(engine, COUNTY, given=JULY)
    assert (report.of("person_entry"), report.dates_kept) == (Counts(updated=1), 0)
    assert dates(engine) == [(JULY, "given")]
    assert {i.due_on for i in rows(engine, m.Milestone)} == {date(2017, 12, 31)}


def test_a_given_date_yields_to_the_one_that_a_person_entered(engine: Engine) -> None:
    load(engine, COUNTY, DATED)
    entries.set_reference_date(engine, rows(engine, m.Speech)[0].id, day=JULY, actor=WANG, now=NOW)
    report = load(engine, COUNTY, DATED, given=MARCH)
    assert dates(engine) == [(JULY, "given"), (MARCH, "given")]
    assert report.dates_kept == 1
    assert load(engine, COUNTY, DATED, given=JULY).dates_kept == 0  # the same day: nothing yields


def test_a_given_date_can_be_taken_back_in_the_app(engine: Engine) -> None:
    load(engine, DATED)
    as_read = dump(engine)["speech"]
    load(engine, DATED, given=MARCH)
    assert dates(engine) == [(MARCH, "given")]
    assert entries.undo_reference_date(engine, rows(engine, m.Speech)[0].id, actor=TESTER, now=NOW)
    assert dump(engine)["speech"] == as_read
