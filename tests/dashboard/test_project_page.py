"""One project on the page: its mentions, kin, milestones, figures; what a person merges, splits and takes back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from dashboard.project_frames import similar_projects
from db import models as m
from db.engine import open_engine, writing
from db.migrate import upgrade
from db.services.deadlines import move_deadline
from db.services.progress import set_stage
from db.vocab import RecordType, Stage
from etl.identity import merge_projects, split_mention
from etl.load import ingest_ledger
from tests.dashboard.conftest import Open
from tests.dashboard.test_pages import table, words
from tests.etl.speeches import Said, figure, ledger, milestone, project
from tests.people import TESTER, WANG

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
CITY = ("440800", "湛江市")
SPRING = Said(
    "东湾大桥总投资3亿元，年底前建成。西岭水厂一期已投产，西岭水厂二期在建。各县市区要确保1个、力争3个过亿元项目。\n", (
        project("东湾大桥", investment=3e8, stage=Stage.CONSTRUCTION),
        figure("总投资3亿元", "总投资", 3e8, subject="东湾大桥"), milestone("年底前建成", "东湾大桥"),
        project("西岭水厂一期", stage=Stage.OPERATING), project("西岭水厂二期"),
        figure("1个", "过亿元项目数", 1, unit="个"), figure("3个", "过亿元项目数", 3, unit="个"),
    ), CITY, day=date(2015, 3, 1))
AUTUMN = Said("东湾跨海大桥即将合龙。\n", (project("东湾跨海大桥"),), CITY, day=date(2015, 9, 1))


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = open_engine(f"sqlite:///{tmp_path / 'two.db'}")
    upgrade(engine)
    for name, said in (("春.txt", SPRING), ("秋.txt", AUTUMN)):
        ingest_ledger(engine, ledger(name, said), command="test", actor=TESTER, now=NOW)
    return engine


def url(engine: Engine) -> str:
    return engine.url.render_as_string()


def ids(engine: Engine) -> dict[str, int]:
    with engine.connect() as connection:
        return {row.name: row.id for row in connection.execute(select(m.Project.name, m.Project.id))}


def opened(app: Open, engine: Engine, name: str, tab: str) -> AppTest:
    """The page of a project with one of its parts open."""
    test = app(url(engine), "project", project=str(ids(engine)[name]), tab=tab)
    assert not test.exception
    return test


def press(test: AppTest, label: str) -> AppTest:
    return next(b for b in test.button if b.label == label).click().run()


def test_a_project_shows_all_that_is_said_of_it(app: Open, engine: Engine) -> None:
    test = app(url(engine), "project", project=str(ids(engine)["东湾大桥"]))
    assert not test.exception
    assert [t.value for t in test.title] == ["东湾大桥"]
    assert "3\\.00亿元" in words(test)
    assert list(table(test, "due_on")["subject"]) == ["东湾大桥"]
    said = opened(app, engine, "东湾大桥", "said")
    mention = table(said, "written").iloc[0]
    assert (mention["written"], mention["speech"], mention["stage"], mention["investment"]) == (
        "东湾大桥", SPRING.text[:6], "在建", 3.0)
    assert "record=project-" in mention["link"]
    assert "其他期" not in words(said)
    assert list(table(opened(app, engine, "东湾大桥", "money"), "value")["value"]) == ["3.00亿元"]


def test_without_an_id_the_page_leads_to_the_list(app: Open, engine: Engine, empty_url: str) -> None:
    test = app(url(engine), "project")
    assert not test.exception
    assert "没有选定项目" in words(test)
    assert "台账还是空的" in words(app(empty_url, "project", project="1"))


def test_each_fact_stands_beside_its_sentence(app: Open, engine: Engine) -> None:
    test = app(url(engine), "project", project=str(ids(engine)["东湾大桥"]))
    facts = next(w.value for w in test.markdown if "总投资" in w.value and "阶段" in w.value)
    assert "在建" in facts
    assert "地区取自讲话所在地" in words(test)
    assert any("<mark" in h.proto.body and "总投资3亿元" in h.proto.body for h in test.get("html"))


def test_the_stage_that_was_reported_comes_before_the_one_that_was_said(app: Open, engine: Engine) -> None:
    bridge = ids(engine)["东湾大桥"]
    set_stage(engine, bridge, stage=Stage.COMPLETED, on=date(2015, 6, 1), actor=TESTER, now=NOW)
    shown = {m.label: (m.value, m.delta) for m in app(url(engine), "project", project=str(bridge)).metric}
    assert shown["阶段"] == ("竣工", "2015年6月1日 起")
    before = {m.label: m.value for m in app(url(engine), "project", project=str(bridge), asof="2015-05-31").metric}
    assert before["阶段"] == "在建"


def test_a_moved_milestone_keeps_its_baseline(app: Open, engine: Engine) -> None:
    with engine.connect() as connection:
        stone = connection.execute(select(m.Milestone.id)).scalars().first()
    move_deadline(engine, RecordType.MILESTONE, stone, to=date(2016, 1, 30), reason="汛期停工", approver="周科长",
                  actor=WANG, now=NOW)
    test = app(url(engine), "project", project=str(ids(engine)["东湾大桥"]), asof="2015-11-22")
    row = table(test, "baseline").iloc[0]
    assert (str(row["baseline"])[:10], str(row["due_on"])[:10], row["moves"]) == (
        "2015-12-31", "2016-01-30", "1 次，延后 30 天")
    change = table(opened(app, engine, "东湾大桥", "history"), "was").iloc[0]
    assert (change["who"], change["act"], change["reason"], change["is"]) == (
        "王科员", "调整时限", "汛期停工", "2016-01-30")


def test_somebody_is_made_responsible_and_taken_back(app: Open, engine: Engine) -> None:
    bridge = ids(engine)["东湾大桥"]
    test = opened(app, engine, "东湾大桥", "people")
    assert "还没有落实责任单位和责任人" in words(test)
    test.text_input(key="actor-name").set_value("王科员")
    test.text_input(key=f"assign-{bridge}-person").set_value("李副市长")
    test.text_input(key=f"assign-{bridge}-contact").set_value("0759-1234567")
    next(b for b in test.button if b.proto.form_id == f"assign-{bridge}-assign").click().run()
    assert not test.exception
    assert "李副市长 · 0759\\-1234567" in words(test)
    next(b for b in test.button if str(b.key).startswith("take-back")).click().run()
    assert "李副市长" not in words(test)


def test_the_page_keeps_a_place_for_what_comes_later(app: Open, engine: Engine) -> None:
    shown = words(app(url(engine), "project", project=str(ids(engine)["东湾大桥"])))
    assert "亮灯 · 职责 · 问题 · 手续 · 评分" in shown


# ---------------------------------------------------------------- the list


def test_the_list_is_filtered_and_counted(app: Open, engine: Engine) -> None:
    test = app(url(engine), "projects", band="1-5", stones="with")
    assert not test.exception
    assert list(table(test, "next_due")["name"]) == ["东湾大桥"]
    shown = {m.label: m.value for m in test.metric}
    assert (shown["项目"], shown["总投资"]) == ("1", "3.00亿元")
    assert "不是从上一阶段走到下一阶段的转化率" in words(test)
    nothing = app(url(engine), "projects", band="50-")
    assert not nothing.dataframe
    assert "没有符合筛选条件的记录" in words(nothing)


def test_filters_are_saved_picked_and_deleted(app: Open, engine: Engine) -> None:
    test = app(url(engine), "projects", band="1-5", asof="2015-11-22")
    test.text_input(key="actor-name").set_value("王科员").run()
    test.text_input(key="saved-name").set_value("一到五亿")
    press(test, "保存当前筛选")
    assert not test.exception
    test.multiselect(key="band").set_value([]).run()
    assert len(table(test, "next_due")) == 4
    press(test, "一到五亿")
    assert test.multiselect(key="band").value == ["1-5"]
    assert test.query_params["band"] in ("1-5", ["1-5"])
    assert list(table(test, "next_due")["name"]) == ["东湾大桥"]
    press(test, "删除")
    assert not any(b.label == "一到五亿" for b in test.button)


def test_a_filter_without_a_name_is_not_saved(app: Open, engine: Engine) -> None:
    test = app(url(engine), "projects", band="1-5")
    test.text_input(key="actor-name").set_value("王科员").run()
    press(test, "保存当前筛选")
    assert test.error[0].value == "请给这组筛选起个名称。"


def test_an_old_address_of_a_project_leads_to_its_page(app: Open, engine: Engine) -> None:
    test = app(url(engine), "projects", project=str(ids(engine)["东湾大桥"]))
    assert not test.exception
    assert [t.value for t in test.title] == ["东湾大桥"]


def test_the_other_phase_is_shown_as_kin(app: Open, engine: Engine) -> None:
    test = opened(app, engine, "西岭水厂二期", "said")
    assert "同一项目的其他期" in words(test)
    assert [n.proto.label for n in test.get("page_link") if "水厂" in n.proto.label] == ["西岭水厂一期 · 投产运营 · —"]


@pytest.mark.parametrize("wrong", ["999", "x", "-1", "9" * 30, "²"])
def test_a_project_that_is_not_there(app: Open, engine: Engine, wrong: str) -> None:
    test = app(url(engine), "project", project=wrong)
    assert not test.exception
    assert "没有这个项目" in words(test)


def test_two_projects_are_merged_and_parted_again(app: Open, engine: Engine) -> None:
    keep, other = ids(engine)["东湾大桥"], ids(engine)["东湾跨海大桥"]
    test = opened(app, engine, "东湾大桥", "identity")
    box = test.selectbox(key=f"merge-other-{keep}")
    assert box.options[0] == "东湾跨海大桥（湛江市）· 名称相近"
    press(test, "合并")
    assert test.error[0].value == "请选择要并入的项目。"
    test.selectbox(key=f"merge-other-{keep}").set_value(other)
    press(test, "合并")
    assert test.error[0].value == "请先在左侧栏填写登记人。"
    test.text_input(key="actor-name").set_value("王科员")
    test.text_input(key=f"merge-{keep}-note").set_value("同一座桥")
    press(test, "合并")
    assert not test.exception
    said = table(opened(app, engine, "东湾大桥", "said"), "written")
    assert list(said["written"]) == ["东湾跨海大桥", "东湾大桥"]
    assert "已并入：东湾跨海大桥（王科员；同一座桥）" in words(test)
    assert "东湾跨海大桥" not in ids(engine)
    press(test, "撤销")
    assert list(table(opened(app, engine, "东湾大桥", "said"), "written")["written"]) == ["东湾大桥"]
    assert "东湾跨海大桥" in ids(engine)


def test_a_mention_is_split_off_and_given_back(app: Open, engine: Engine) -> None:
    keep = ids(engine)["东湾大桥"]
    merge_projects(engine, keep, ids(engine)["东湾跨海大桥"], actor=WANG, now=NOW)
    test = opened(app, engine, "东湾大桥", "identity")
    press(test, "拆出")
    assert test.error[0].value == "请填写拆出后的项目名称。"
    test.text_input(key=f"split-new-{keep}").set_value("东湾大桥工程")
    test.text_input(key="actor-name").set_value("李科长")
    press(test, "拆出")
    assert test.error[0].value.startswith("没有保存")
    test.text_input(key=f"split-new-{keep}").set_value("东湾人行桥")
    press(test, "拆出")
    assert not test.exception
    assert list(table(opened(app, engine, "东湾大桥", "said"), "written")["written"]) == ["东湾大桥"]
    other = opened(app, engine, "东湾人行桥", "identity")
    assert "中的“东湾跨海大桥”（李科长）" in words(other)
    other.text_input(key="actor-name").set_value("李科长")
    press(other, "撤销")
    assert "东湾人行桥" not in ids(engine)


def test_a_busy_ledger_is_said_and_nothing_is_lost(
    app: Open, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = ids(engine)["东湾大桥"]
    monkeypatch.setattr("db.engine.WAIT_MILLISECONDS", 50)
    test = opened(app, engine, "东湾大桥", "identity")
    test.selectbox(key=f"merge-other-{keep}").set_value(ids(engine)["东湾跨海大桥"])
    test.text_input(key="actor-name").set_value("王科员")
    with writing(engine):
        press(test, "合并")
    assert not test.exception
    assert test.error[0].value.startswith("台账正忙")
    press(test, "合并")
    assert "东湾跨海大桥" not in ids(engine)


def test_what_is_split_off_is_found_under_its_new_name(app: Open, engine: Engine) -> None:
    with engine.connect() as connection:
        mention = connection.execute(
            select(m.ProjectMention.id).where(m.ProjectMention.name == "东湾跨海大桥")).scalar_one()
    split_mention(engine, mention, new_name="东湾人行桥", actor=WANG, now=NOW)
    assert "东湾人行桥" in set(table(app(url(engine), "projects"), "next_due")["name"])


def names(*keys: str) -> list[dict]:
    return [{"id": i, "scope": "a", "name_key": k, "name": k, "region": None} for i, k in enumerate(keys)]


@pytest.mark.parametrize("key, others, like", [
    ("东湾大桥", ("东湾跨海大桥", "西岭水厂", "东湾桥"), ["东湾桥", "东湾跨海大桥"]),
    ("调峰站", ("华港燃气调峰站", "西岭水厂"), ["华港燃气调峰站"]),
    ("大桥", ("西岭水厂",), []),
])
def test_similar_names_are_suggested(key: str, others: tuple[str, ...], like: list[str]) -> None:
    one, *rest = names(key, *others)
    assert [r["name"] for r in similar_projects(one, [one, *rest])] == like


def test_names_of_other_places_are_not_suggested() -> None:
    one, other = names("东湾大桥", "东湾大桥")
    assert similar_projects(one, [one, other | {"scope": "b"}]) == []


# ---------------------------------------------------------------- quotas of groups


def test_every_county_has_its_quota_on_the_accountability_page(app: Open, engine: Engine) -> None:
    test = app(url(engine), "accountability")
    assert not test.exception
    assert "各县任务（由“各县市区”分解）" in [h.value for h in test.header]
    rows = table(test, "member")
    assert len(rows) == 2 * 9
    assert {(r["quota"], r["source"]) for _, r in rows.iterrows()} == {
        ("1 个", "区划代码表（建议）"), ("3 个", "区划代码表（建议）")}


def test_the_members_of_a_group_are_entered_and_taken_back(app: Open, engine: Engine) -> None:
    test = app(url(engine), "accountability")
    test.text_area(key="group-members-1").set_value("廉江市、 吴川市,雷州市")
    press(test, "保存成员")
    assert test.error[0].value == "请先在左侧栏填写登记人。"
    test.text_input(key="actor-name").set_value("王科员")
    press(test, "保存成员")
    assert not test.exception
    assert list(table(test, "member")["member"]) == ["廉江市", "吴川市", "雷州市"] * 2
    assert set(table(test, "member")["source"]) == {"人工"}
    press(test, "恢复区划代码表的建议")
    assert len(table(test, "member")) == 2 * 9
    assert test.text_area(key="group-members-1").value.startswith("赤坎区、霞山区")


def test_without_a_quota_there_is_no_table(app: Open, filled_url: str) -> None:
    assert not any("member" in d.value.columns for d in app(filled_url, "accountability").dataframe)
