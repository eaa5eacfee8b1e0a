"""Which slots of 六定 and the like are filled, by which words, and what is missing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select

from db import models as m
from db.queries.scope import Scope, Slice
from db.queries.slots import SOURCES, SlotFilter, asked, gaps, items, questions, templates
from db.services.responsibility import assign
from db.vocab import Duty, ReportSubject
from etl.load import ingest_ledger
from tests.etl.speeches import COUNTY, ledger
from tests.people import CLERK, TESTER

NOW = datetime(2026, 9, 2, 8, tzinfo=UTC)
EVERYWHERE = Scope(date(2026, 9, 2))
KINDS = (ReportSubject.MILESTONE, ReportSubject.ASSIGNMENT, ReportSubject.PROJECT)


@pytest.fixture
def filled(engine: Engine) -> Engine:
    ingest_ledger(engine, ledger("县.txt", COUNTY), command="test", actor=TESTER, now=NOW)
    return engine


def rows(engine: Engine, kind: ReportSubject, template: str = "六定", **wanted: str) -> list[dict]:
    with engine.connect() as connection:
        return items(connection, EVERYWHERE, SlotFilter(template, **wanted), Slice(), kind)


def at(template: str, slot: str) -> str:
    return f"slot{[s.name for s in templates()[template]].index(slot)}"


@pytest.mark.parametrize("template", sorted(templates()))
@pytest.mark.parametrize("kind", KINDS)
def test_every_template_works_for_every_kind(filled: Engine, template: str, kind: ReportSubject) -> None:
    found = rows(filled, kind, template)
    assert len(found) == found[0]["total"] >= 1
    n = len(templates()[template])
    assert all(r["filled"] == sum(r[f"slot{i}"] is not None for i in range(n)) for r in found)
    with filled.connect() as connection:
        counted = gaps(connection, EVERYWHERE, SlotFilter(template), kind)
    assert counted["items"] == len(found)
    assert sum(counted[f"slot{i}"] for i in range(n)) == sum(n - r["filled"] for r in found)


def test_templates_name_known_sources() -> None:
    assert {s.source for slots in templates().values() for s in slots} <= SOURCES.keys()
    assert next(s.name for s in templates()["六定"]) == "定联系领导"


def test_the_speech_fills_unit_target_and_deadline(filled: Engine) -> None:
    (first, *_) = [r for r in rows(filled, ReportSubject.MILESTONE) if r[at("六定", "定实施单位")]]
    assert first[at("六定", "定目标任务")]
    assert first["quote"]
    assert first[at("六定", "定负责人")] is None


def test_what_the_office_enters_fills_a_slot(filled: Engine) -> None:
    with filled.connect() as connection:
        id_ = connection.execute(select(m.Milestone.id)).scalars().first()
    before = next(r for r in rows(filled, ReportSubject.MILESTONE) if r["id"] == id_)
    assign(filled, [(ReportSubject.MILESTONE, id_)], role=Duty.LEADER, person="张副县长", actor=CLERK, now=NOW)
    assign(filled, [(ReportSubject.MILESTONE, id_)], role=Duty.DO, person="王工", contact="138", actor=CLERK, now=NOW)
    after = next(r for r in rows(filled, ReportSubject.MILESTONE) if r["id"] == id_)
    assert (after[at("六定", "定联系领导")], after[at("六定", "定负责人")]) == ("张副县长", "王工")
    assert after["filled"] == before["filled"] + 2
    linked = next(r for r in rows(filled, ReportSubject.MILESTONE, "跟踪协调表") if r["id"] == id_)
    assert linked[at("跟踪协调表", "联络员")] == "138"


def test_only_what_lacks_a_slot(filled: Engine) -> None:
    every = rows(filled, ReportSubject.MILESTONE)
    lacking = rows(filled, ReportSubject.MILESTONE, missing="定时间进度")
    column = at("六定", "定时间进度")
    assert {r["id"] for r in lacking} == {r["id"] for r in every if r[column] is None}
    assert len(rows(filled, ReportSubject.MILESTONE, missing="定负责人")) == len(every)
    assert rows(filled, ReportSubject.MILESTONE, words="没有这样的项目") == []


def test_the_questions_to_send_back(filled: Engine) -> None:
    with filled.connect() as connection:
        wanted = SlotFilter("六定", missing="定负责人")
        found = questions(connection, EVERYWHERE, wanted)
        speeches = asked(connection, EVERYWHERE, wanted)
        first = questions(connection, EVERYWHERE, wanted, speeches[0]["speech_id"])
        nothing = asked(connection, EVERYWHERE, SlotFilter("六定", words="没有这样的项目"))
    assert {a["type"] for a in found} == {"milestone", "assignment"}
    assert all(a["speech_title"] is not None for a in found)
    assert sum(s["items"] for s in speeches) == len(found)
    assert first == [a for a in found if a["speech_id"] == speeches[0]["speech_id"]]
    assert nothing == []


def test_what_was_rejected_is_not_asked_about(filled: Engine) -> None:
    n = len(rows(filled, ReportSubject.MILESTONE))
    with filled.begin() as connection:
        table = m.Milestone.__table__
        id_ = connection.execute(select(table.c.id)).scalars().first()
        connection.execute(table.update().where(table.c.id == id_).values(review="rejected"))
    assert len(rows(filled, ReportSubject.MILESTONE)) == n - 1
