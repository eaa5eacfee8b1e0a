"""Short names within one speech: one project where the speech says so, two where it leaves a doubt."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select

from db import models as m
from etl.load import ingest_ledger
from etl.load_names import is_bare_phase, phases_of, without_phases
from tests.etl.speeches import PLACE, Said, Told, ledger, milestone, project
from tests.etl.test_identity import NOW
from tests.people import TESTER


def read(engine: Engine, text: str, *told: Told, place: tuple[str, str] = PLACE, name: str = "县.txt") -> list[str]:
    """The keys of the projects of a ledger that reads this speech."""
    ingest_ledger(engine, ledger(name, Said(text, told, place, year=2015)), command="test", actor=TESTER, now=NOW)
    with engine.connect() as connection:
        return sorted(connection.execute(select(m.Project.name_key)).scalars())


def names(*written: str, **more: object) -> tuple[Told, ...]:
    return tuple(project(name, **more) for name in written)


FIVE = ("华港燃气二期", "华港燃气二期工程", "“华港燃气”项目二期", "华港燃气有限公司二期项目", "二期工程建设")


def test_one_project_in_five_forms_and_in_the_next_months_speech(engine: Engine) -> None:
    text = "，".join((*FIVE[:4], "加快推进")) + "。抓好二期工程建设。\n"
    assert read(engine, text, *names(*FIVE)) == ["华港燃气二期"]
    assert read(engine, f"本月{text}", *names(*FIVE), name="下月.txt") == ["华港燃气二期"]
    with engine.connect() as connection:
        assert connection.execute(select(m.ProjectMention.project_id).distinct()).scalars().all() == [1]
        assert connection.execute(select(m.Project.name)).scalar() == "华港燃气有限公司二期项目"


def test_one_project_with_and_without_the_speaking_place(engine: Engine) -> None:
    forms = ("湛江钢铁项目", "鋼鐵項目建設", "（一）钢铁工程", "湛江市钢铁项目", "“湛江钢铁”")
    zhanjiang = ("440800", "湛江市")
    assert read(engine, "、".join(forms) + "。\n", *names(*forms), place=zhanjiang) == ["钢铁"]


@pytest.mark.parametrize("text, told, keys", [
    ("东助一期已投产，二期工程年底开工。", ("东助一期", "二期工程"), ["东助一期", "东助二期"]),
    ("东助已投产，二期工程年底开工。", ("东助", "二期工程"), ["东助", "东助二期"]),
    ("东助已投产。二期工程年底开工。", ("东助", "二期工程"), ["东助", "东助二期"]),
    ("东助二期在建，西助三期在建。各方支持，配合默契。抓好二期工程。", ("东助二期", "西助三期", "二期工程"),
     ["东助二期", "西助三期"]),
    # the nearest in the sentence, not the only one of the speech
    ("东助二期在建。西助一期完工，二期工程开工。", ("东助二期", "西助一期", "二期工程"),
     ["东助二期", "西助一期", "西助二期"]),
    # two of them, neither near
    ("东助二期在建，西助二期在建。各方支持，配合默契。抓好二期工程。", ("东助二期", "西助二期", "二期工程"),
     ["东助二期", "二期工程", "西助二期"]),
    ("抓好二期工程。", ("二期工程",), ["二期工程"]),
])
def test_a_bare_phase(engine: Engine, text: str, told: tuple[str, ...], keys: list[str]) -> None:
    where = [project(n, nth=text.count("二期工程") - 1 if n == "二期工程" else 0) for n in told]
    expected = ["二期" if k == "二期工程" else k for k in keys]
    assert read(engine, text + "\n", *where) == expected


@pytest.mark.parametrize("told, keys", [
    # the owner, the place that the speech gives for the project
    ((project("华港燃气调峰站", owner="华港燃气集团"), project("调峰站")), ["华港燃气调峰站"]),
    ((project("华港燃气调峰站"), project("调峰站", owner="华港燃气有限公司")), ["华港燃气调峰站"]),
    ((project("南山镇污水处理厂"), project("污水处理厂", nth=1, region="南山镇")), ["南山镇污水处理厂"]),
    # nothing says that they are one
    ((project("南山镇污水处理厂"), project("污水处理厂", nth=1)), ["南山镇污水处理厂", "污水处理厂"]),
    ((project("华港燃气调峰站"), project("调峰站", nth=1)), ["华港燃气调峰站", "调峰站"]),
    ((project("华港燃气调峰站", owner="华港燃气"), project("新奥燃气调峰站", owner="新奥燃气"),
      project("调峰站", nth=2)),
     ["华港燃气调峰站", "新奥燃气调峰站", "调峰站"]),
    ((project("华港燃气调峰站一期", owner="华港燃气"), project("调峰站二期")), ["华港燃气调峰站一期", "调峰站二期"]),
    ((project("南三大桥"), project("南三大桥连接线")), ["南三大桥", "南三大桥连接线"]),
    ((project("南三大桥一期"), project("南三大桥二期")), ["南三大桥一期", "南三大桥二期"]),
    ((project("南三大桥"), project("南三大桥二期")), ["南三大桥", "南三大桥二期"]),
])
def test_short_forms_and_neighbours(engine: Engine, told: tuple[Told, ...], keys: list[str]) -> None:
    text = "，".join((
        "华港燃气调峰站", "新奥燃气调峰站", "调峰站", "南山镇污水处理厂", "污水处理厂", "南三大桥", "南三大桥连接线",
        "南三大桥一期", "南三大桥二期", "华港燃气调峰站一期", "调峰站二期"))
    assert read(engine, text + "。\n", *told) == keys


def subjects(engine: Engine) -> dict[str, str | None]:
    statement = select(m.Milestone.subject, m.Project.name_key).outerjoin(m.Project)
    with engine.connect() as connection:
        return {row[0]: row[1] for row in connection.execute(statement)}


def test_a_milestone_finds_the_project_of_its_phase(engine: Engine) -> None:
    read(engine, "东助二期在建，二期工程设备安装年底完成。西岭水库在建，一期工程年内蓄水。\n",
         project("东助二期"), milestone("二期工程设备安装年底完成", "二期工程设备安装"),
         project("西岭水库"), milestone("一期工程年内蓄水", "一期工程"))
    assert subjects(engine) == {"二期工程设备安装": "东助二期", "一期工程": "西岭水库"}


def test_a_milestone_of_another_phase_finds_no_project(engine: Engine) -> None:
    read(engine, "东助水厂一期在建。东助水厂二期年底开工。\n", project("东助水厂一期"),
         milestone("东助水厂二期年底开工", "东助水厂二期"))
    assert subjects(engine) == {"东助水厂二期": None}


def test_phases_are_kin_and_not_one(engine: Engine) -> None:
    read(engine, "东助一期、东助二期、东助三、四期、东助。\n", *names("东助一期", "东助二期", "东助"))
    with engine.connect() as connection:
        assert connection.execute(select(m.Project.base_key).distinct()).scalars().all() == ["东助"]


@pytest.mark.parametrize("key, base, phases", [
    ("水厂二期", "水厂", "二期"), ("水厂一期二期", "水厂", "一期二期"), ("水厂", "水厂", ""), ("二期", "二期", "二期"),
    ("长期规划", "长期规划", ""), ("延长期", "延长期", ""),
])
def test_a_key_and_its_phases(key: str, base: str, phases: str) -> None:
    assert (without_phases(key), phases_of(key)) == (base, phases)


@pytest.mark.parametrize("name, bare", [
    ("二期", True), ("第二期工程", True), ("二期项目建设", True), ("II期工程", True), ("东助二期", False),
    ("二期厂房", False), ("工程", False), ("长期工程", False),
])
def test_a_phase_without_a_name(name: str, bare: bool) -> None:
    assert is_bare_phase(name) == bare
