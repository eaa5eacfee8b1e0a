"""Who is responsible, and units that are one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, select

from db import models as m
from db.errors import BadEntry, NoSuchRow, NotAllowed
from db.services.responsibility import assign, unassign
from db.services.units import add_alias, add_unit, describe_unit, merge_units, unit_named
from db.vocab import Duty, ReportSubject
from etl.load import ingest_ledger
from tests.etl.speeches import COUNTY, ledger
from tests.people import CLERK, REPORTER, TESTER

NOW = datetime(2026, 9, 2, 8, tzinfo=UTC)
MILESTONE = ReportSubject.MILESTONE
BY = {"actor": CLERK, "now": NOW}


@pytest.fixture
def stones(engine: Engine) -> list[int]:
    ingest_ledger(engine, ledger("县.txt", COUNTY), command="test", actor=TESTER, now=NOW)
    return rows(engine, m.Milestone.id)


def rows(engine: Engine, column: object, *where: object) -> list:
    with engine.connect() as connection:
        return list(connection.execute(select(column).where(*where).order_by(column)).scalars())


def units(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {u.name: u.id for u in connection.execute(select(m.Unit.__table__))}


def test_a_leader_and_a_unit_for_several_items_at_once(engine: Engine, stones: list[int]) -> None:
    unit = next(iter(units(engine).values()))
    both = [(MILESTONE, id_) for id_ in stones]
    made = assign(engine, both, role=Duty.LEADER, person="张副县长", contact="1380000", **BY)
    assert len(made) == len(stones)
    assert assign(engine, both, role=Duty.LEADER, person="张副县长", **BY) == []
    assert len(assign(engine, both[:1], role=Duty.SUPERVISE, unit_id=unit, **BY)) == 1
    with engine.connect() as connection:
        found = connection.execute(select(m.Responsibility.__table__)).mappings().all()
        story = connection.execute(select(m.Event.action, m.Event.details).order_by(m.Event.id)).all()
    assert {(f["role"], f["person"], f["contact"], f["unit_id"]) for f in found} == {
        ("leader", "张副县长", "1380000", None), ("supervise", "", "", unit)}
    assert [a for a, _ in story] == ["import", "assign", "assign"]
    assert unassign(engine, made[0], **BY)
    assert not unassign(engine, made[0], **BY)


@pytest.mark.parametrize("wrong, error", [
    ({"person": " "}, BadEntry), ({"unit_id": 999}, NoSuchRow), ({"actor": REPORTER}, NotAllowed),
    ({"person": "字" * 101}, BadEntry),
])
def test_a_wrong_assignment_is_refused(engine: Engine, stones: list[int], wrong: dict, error: type[Exception]) -> None:
    with pytest.raises(error):
        assign(engine, [(MILESTONE, stones[0])], **{"role": Duty.LEAD, "person": "李", **BY} | wrong)
    with pytest.raises(NoSuchRow):
        assign(engine, [(MILESTONE, stones[0]), (MILESTONE, 999)], role=Duty.LEAD, person="李", **BY)
    assert rows(engine, m.Responsibility.id) == []


def test_merged_units_share_their_work_and_leave_the_name(engine: Engine, stones: list[int]) -> None:
    keep, other = list(units(engine).items())[:2]
    link = m.MilestoneUnit
    keeps = set(rows(engine, link.milestone_id, link.unit_id == keep[1]))
    others = set(rows(engine, link.milestone_id, link.unit_id == other[1]))
    assign(engine, [(MILESTONE, stones[0])], role=Duty.DO, unit_id=other[1], **BY)
    merge_units(engine, keep[1], other[1], note="机构改革", **BY)
    assert set(rows(engine, link.milestone_id, link.unit_id == keep[1])) == keeps | others
    assert rows(engine, m.Responsibility.unit_id) == [keep[1]]
    assert other[0] not in units(engine)
    with engine.connect() as connection:
        scope = connection.execute(select(m.Unit.scope).where(m.Unit.id == keep[1])).scalar_one()
        assert unit_named(connection, scope, other[0]) == keep[1]
    with pytest.raises(NoSuchRow):
        merge_units(engine, keep[1], other[1], **BY)
    with pytest.raises(BadEntry, match="itself"):
        merge_units(engine, keep[1], keep[1], **BY)


def test_aliases_follow_through_a_chain_of_merges(engine: Engine) -> None:
    ids = {name: add_unit(engine, name, scope="x", **BY) for name in ("发改局", "县发改局", "发展和改革局")}
    merge_units(engine, ids["县发改局"], ids["发改局"], **BY)
    merge_units(engine, ids["发展和改革局"], ids["县发改局"], **BY)
    with engine.connect() as connection:
        assert {unit_named(connection, "x", name) for name in ids} == {ids["发展和改革局"]}
        assert unit_named(connection, "y", "发改局") is None


def test_a_unit_gets_its_full_name_place_and_level(engine: Engine) -> None:
    id_ = add_unit(engine, "住建局", scope="x", **BY)
    assert add_unit(engine, " 住建局 ", scope="x", **BY) == id_
    describe_unit(engine, id_, name="住房和城乡建设局", level="county", **BY)
    with engine.connect() as connection:
        unit = connection.execute(select(m.Unit.__table__)).mappings().one()
        assert (unit["name"], unit["level"]) == ("住房和城乡建设局", "county")
        assert unit_named(connection, "x", "住建局") == id_
    describe_unit(engine, id_, name="住建局", **BY)
    assert units(engine) == {"住建局": id_}
    assert rows(engine, m.UnitAlias.name) == ["住房和城乡建设局"]


def test_a_name_belongs_to_one_unit(engine: Engine) -> None:
    one, two = (add_unit(engine, name, scope="x", **BY) for name in ("水务局", "水利局"))
    add_alias(engine, one, "水务", **BY)
    for act in (lambda: add_alias(engine, two, "水务", **BY), lambda: describe_unit(engine, two, name="水务局", **BY)):
        with pytest.raises(BadEntry, match="merge"):
            act()
    with pytest.raises(BadEntry, match="level"):
        describe_unit(engine, two, level="planet", **BY)
    with pytest.raises(NoSuchRow, match="place"):
        describe_unit(engine, two, region_id=999, **BY)
    with pytest.raises(BadEntry, match="name"):
        add_unit(engine, "  ", scope="x", **BY)
