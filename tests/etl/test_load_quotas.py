"""A quota for each member of a group is told from a total; its members come from the code table or from a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from shutil import copy
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

from db import models as m
from db.engine import open_engine
from db.errors import BadEntry, NoSuchRow
from db.queries.groups import expanded, groups, quotas
from db.queries.scope import Scope
from db.rights import local_actor
from db.vocab import Measure, Status
from etl.groups import define_group, undo_define_group
from etl.load import LoadReport, ingest_ledger
from etl.load_quotas import default_members
from tests.etl.speeches import PLACE, Said, Told, dump, figure, ledger, milestone
from tests.people import TESTER, WANG

CASES = json.loads((Path(__file__).parents[1] / "cases/quotas.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
EVERYWHERE = Scope(date(2026, 1, 1))
CITY = ("440800", "湛江市")
COUNTIES = ["赤坎区", "霞山区", "坡头区", "麻章区", "遂溪县", "徐闻县", "廉江市", "雷州市", "吴川市"]
SAID = Said("各县市区都要新上5亿元以上项目，确保1个、力争3个。\n", (
    figure("1个", "项目数", 1, unit="个"), figure("3个", "项目数", 3, unit="个"),
    milestone("各县市区都要新上5亿元以上项目", "5亿元以上项目"),
), CITY, year=2015)


def load(engine: Engine, *said: Said) -> LoadReport:
    return ingest_ledger(engine, ledger("市.txt", *said), command="test", actor=TESTER, now=NOW)


def the(engine: Engine, model: Any) -> Any:
    with Session(engine) as session:
        (row,) = session.scalars(select(model)).all()
        return row


def shown(engine: Engine) -> list[dict]:
    with engine.connect() as connection:
        return expanded(quotas(connection, EVERYWHERE))


@pytest.fixture
def sqlite(tmp_path: Path, sqlite_template: Path) -> Iterator[Engine]:
    """A ledger on SQLite alone: what words say does not depend on the database."""
    copy(sqlite_template, tmp_path / "one.db")
    engine = open_engine(f"sqlite:///{tmp_path}/one.db")
    yield engine
    engine.dispose()


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['text'][:16]} {c['quote']}")
def test_a_quota_is_told_from_a_total(sqlite: Engine, case: dict[str, str]) -> None:
    told = figure(case["quote"], "数", 1, unit=case.get("unit", "个"), status=Status(case.get("status", "target")),
                  measure=Measure(case.get("measure", "level")))
    load(sqlite, Said("讲几点意见。" + case["text"] + "\n", (told,), CITY))
    assert the(sqlite, m.Indicator).quota_group == (case["group"] or None)


@pytest.mark.parametrize("told, group", [
    (milestone("各镇都要在年底前建成水厂", "水厂"), "各镇"),
    (milestone("新建水厂要确保2座", "水厂", count=2), "各镇"),
    (milestone("新建水厂要确保2座", "水厂"), None),
    (milestone("年底前完成整改", "整改"), None),
])
def test_a_milestone_of_each_member(engine: Engine, told: Told, group: str | None) -> None:
    text = "各镇都要在年底前建成水厂。各镇新建水厂要确保2座。各镇年底前完成整改。\n"
    load(engine, Said(text, (told,), PLACE, year=2015))
    assert the(engine, m.Milestone).quota_group == group


@pytest.mark.parametrize("scope, name, members", [
    ("440800", "各县市区", COUNTIES), ("440800", "各县区", COUNTIES),
    ("440800", "各县", ["遂溪县", "徐闻县"]), ("440800", "各县市", COUNTIES), ("440800", "各乡镇", []),
    ("440800", "5个县区", []), ("440825", "各县市区", []), ("440000", "各县市区", []), ("市.txt#1", "各县市区", []),
])
def test_what_the_code_table_suggests(scope: str, name: str, members: list[str]) -> None:
    assert default_members(scope, name) == members


def test_the_cities_of_a_province_are_those_that_it_governs_itself_too() -> None:
    cities = default_members("420000", "各市州")
    assert {"武汉市", "恩施土家族苗族自治州", "仙桃市"} <= set(cities)
    assert "神农架林区" not in cities


def test_one_record_and_a_row_for_each_county(engine: Engine) -> None:
    report = load(engine, SAID)
    assert report.of("indicator").inserted == 2
    group = the(engine, m.RegionGroup)
    assert (group.scope, group.name, group.members, group.source) == ("440800", "各县市区", COUNTIES, "code_table")
    rows = shown(engine)
    assert [(r["member"], r["value"]) for r in rows] == [(c, v) for v in (1, 3) for c in COUNTIES]
    assert {(r["type"], r["group"], r["place"], r["quote"]) for r in rows} == {
        ("indicator", "各县市区", "湛江市", "1个"), ("indicator", "各县市区", "湛江市", "3个")}


def test_a_milestone_without_a_figure_stands_for_each_member(engine: Engine) -> None:
    words = "各县市区都要在年底前建成水厂"
    load(engine, Said(words + "。\n", (milestone(words, "水厂"),), CITY, year=2015))
    assert {(r["type"], r["what"], r["due_on"]) for r in shown(engine)} == {("milestone", "水厂", date(2015, 12, 31))}
    assert len(shown(engine)) == len(COUNTIES)


def test_a_group_whose_members_nobody_knows_waits_for_a_person(engine: Engine) -> None:
    load(engine, Said("各乡镇要新上1个项目。\n", (figure("1个", "项目数", 1, unit="个"),), PLACE))
    assert shown(engine) == []
    with engine.connect() as connection:
        (row,) = groups(connection, EVERYWHERE)
    assert (row["name"], row["place"], row["members"]) == ("各乡镇", "徐闻县", [])
    define_group(engine, row["id"], members=["南山镇", " 迈陈镇 ", "", "南山镇"], actor=WANG, now=NOW, note="试点")
    assert [r["member"] for r in shown(engine)] == ["南山镇", "迈陈镇"]


def test_a_persons_members_stay_and_can_be_taken_back(engine: Engine) -> None:
    load(engine, SAID)
    before = dump(engine)
    group = the(engine, m.RegionGroup)
    define_group(engine, group.id, members=["廉江市", "吴川市"], actor=WANG, now=NOW)
    entered = dump(engine)
    assert not load(engine, SAID).changed
    assert dump(engine) == entered
    load(engine, Said("会议开始。\n"), SAID)
    assert {r["member"] for r in shown(engine)} == {"廉江市", "吴川市"}
    load(engine, SAID)
    assert undo_define_group(engine, group.id, actor=TESTER, now=NOW)
    assert dump(engine)["region_group"] == before["region_group"]
    assert not undo_define_group(engine, group.id, actor=TESTER, now=NOW)


@pytest.mark.parametrize("wrong", [
    {"members": []}, {"members": [" "]}, {"members": ["镇" * 41]}, {"members": [f"{n}镇" for n in range(401)]},
    {"actor": local_actor("")}, {"note": "字" * 2001}, {"now": datetime(2026, 1, 5)},
])
def test_wrong_members_are_refused_and_nothing_is_written(engine: Engine, wrong: dict[str, Any]) -> None:
    load(engine, SAID)
    before = dump(engine)
    with pytest.raises(BadEntry):
        define_group(engine, the(engine, m.RegionGroup).id, **{
            "members": ["廉江市"], "actor": WANG, "now": NOW} | wrong)
    assert dump(engine) == before
    with pytest.raises(NoSuchRow):
        define_group(engine, 999, members=["廉江市"], actor=local_actor("王"), now=NOW)


def test_a_place_sees_the_quotas_that_it_sets_and_its_own_of_those_above(engine: Engine) -> None:
    county = figure("徐闻县要新上2个", "项目数", 2, unit="个", region="徐闻县")
    load(engine, Said(SAID.text + "徐闻县要新上2个。\n", (*SAID.told, county), CITY, year=2015))

    def seen(code: str) -> list[tuple[str, float]]:
        with engine.connect() as connection:
            region = connection.execute(select(m.Region.id).where(m.Region.code == code)).scalar_one()
            return [(r["member"], r["value"]) for r in expanded(quotas(connection, Scope(EVERYWHERE.asof, (region,))))]

    assert seen("440000") == []
    assert len(seen("440800")) == 2 * len(COUNTIES)
    assert seen("440825") == [("徐闻县", 1), ("徐闻县", 3)]
