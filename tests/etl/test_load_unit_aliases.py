"""What people say of units holds when speeches are read again: merges, aliases, units that only people use."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, insert, select

from db import models as m
from db.history import changing
from db.services.responsibility import assign
from db.services.units import add_alias, describe_unit, merge_units
from db.vocab import Action, Duty, ReportSubject
from etl.load import ingest_ledger
from tests.etl.speeches import Said, assignment, cadence, ledger, milestone
from tests.people import CLERK, TESTER

NOW = datetime(2026, 9, 2, 8, tzinfo=UTC)
LATER = datetime(2026, 9, 9, 8, tzinfo=UTC)
BY = {"actor": CLERK, "now": NOW}
PLACE = ("449911", "远山县")
TEXT = "各位同志：\n县发改局负责在年底前建成北坡水厂。县水利局牵头疏通老河道。督查组每月通报。\n"
TOLD = (
    milestone("县发改局负责在年底前建成北坡水厂", "北坡水厂", "县发改局"),
    assignment("县水利局牵头疏通老河道", "疏通老河道", "县水利局"), cadence("督查组每月通报", "督查组"),
)
OTHER = "各位同志：\n县发展和改革局负责在年底前开通环山公路。\n"
OTHER_TOLD = (milestone("县发展和改革局负责在年底前开通环山公路", "环山公路", "县发展和改革局"),)


def read(engine: Engine, *, name: str = "甲.txt", text: str = TEXT, told: tuple = TOLD, now: datetime = NOW) -> None:
    ingest_ledger(engine, ledger(name, Said(text, told, PLACE)), command="test", actor=TESTER, now=now)


def units(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {u.name: u.id for u in connection.execute(select(m.Unit.__table__))}


def linked(engine: Engine, subject: str) -> list[str]:
    with engine.connect() as connection:
        return list(connection.execute(
            select(m.Unit.name).join(m.MilestoneUnit, m.MilestoneUnit.unit_id == m.Unit.id)
            .join(m.Milestone, m.Milestone.id == m.MilestoneUnit.milestone_id)
            .where(m.Milestone.subject == subject)).scalars())


def test_a_merged_name_finds_the_unit_that_was_kept(engine: Engine) -> None:
    read(engine)
    read(engine, name="乙.txt", text=OTHER, told=OTHER_TOLD)
    ids = units(engine)
    merge_units(engine, ids["县发展和改革局"], ids["县发改局"], **BY)
    read(engine, now=LATER)  # the same document again
    read(engine, name="丙.txt", text="开会。" + TEXT, now=LATER)  # and a new one that uses the other name
    assert "县发改局" not in units(engine)
    assert linked(engine, "北坡水厂") == ["县发展和改革局"] * 2
    assert linked(engine, "环山公路") == ["县发展和改革局"]


def test_a_renamed_unit_and_an_alias_are_found(engine: Engine) -> None:
    read(engine)
    ids = units(engine)
    describe_unit(engine, ids["县发改局"], name="县发展改革委", **BY)
    add_alias(engine, ids["县水利局"], "县水务局", **BY)
    read(engine, now=LATER)
    text = TEXT.replace("县水利局", "县水务局")
    told = (TOLD[0], assignment("县水务局牵头疏通老河道", "疏通老河道", "县水务局"), TOLD[2])
    read(engine, name="乙.txt", text=text, told=told, now=LATER)
    assert set(units(engine)) == {"县发展改革委", "县水利局", "督查组"}
    with engine.connect() as connection:
        held = select(m.AssignmentUnit.unit_id)
        assert set(connection.execute(held).scalars()) == {ids["县水利局"]}


def test_reading_again_after_a_merge_changes_nothing(engine: Engine) -> None:
    read(engine)
    ids = units(engine)
    merge_units(engine, ids["县水利局"], ids["督查组"], **BY)
    with engine.connect() as connection:
        before = connection.execute(select(m.Cadence.unit_id)).scalars().all()
    read(engine, now=LATER)
    with engine.connect() as connection:
        assert connection.execute(select(m.Cadence.unit_id)).scalars().all() == before == [ids["县水利局"]]


def responsible(engine: Engine, unit: int) -> None:
    with engine.connect() as connection:
        stone = connection.execute(select(m.Milestone.id)).scalars().first()
    assign(engine, [(ReportSubject.MILESTONE, stone)], role=Duty.SUPPORT, unit_id=unit, **BY)


def alias(engine: Engine, unit: int) -> None:
    add_alias(engine, unit, "县督查专班", **BY)


def account(engine: Engine, unit: int) -> None:
    with changing(engine, Action.ACCOUNT, actor=TESTER, now=NOW) as change:
        change.connection.execute(insert(m.Account).values(
            login="wu", name="吴", role="reporter", unit_id=unit, active=True, failed_sign_ins=0))


def report(engine: Engine, unit: int) -> None:
    with changing(engine, Action.REPORT, actor=TESTER, now=NOW) as change:
        change.connection.execute(insert(m.ProgressReport).values(
            subject_type="milestone", subject_id=1, period="2026-09", measure="none", unit_id=unit, words="过半",
            problem="", next_step="", verified_by="", questions=[], reported_by="吴", reported_at=NOW))


@pytest.mark.parametrize("use", [responsible, alias, account, report])
def test_a_unit_that_people_use_outlives_the_words_that_named_it(engine: Engine, use: object) -> None:
    read(engine)
    unit = units(engine)["督查组"]
    use(engine, unit)
    read(engine, text=TEXT.replace("督查组每月通报。", ""), told=TOLD[:2], now=LATER)
    assert units(engine)["督查组"] == unit


def test_a_unit_that_nobody_uses_any_more_is_removed(engine: Engine) -> None:
    read(engine)
    read(engine, text=TEXT.replace("督查组每月通报。", ""), told=TOLD[:2], now=LATER)
    assert "督查组" not in units(engine)
