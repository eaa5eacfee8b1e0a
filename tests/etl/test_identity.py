"""People merge projects and split mentions off; every load keeps to it, and each can be taken back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

from db import models as m
from db.errors import BadEntry, NoSuchRow
from db.rights import local_actor
from db.services.progress import Reported, report_progress
from db.services.responsibility import assign
from db.vocab import Duty, ReportSubject, Stage
from etl.identity import merge_projects, split_mention, undo_merge, undo_split
from etl.load import LoadReport, ingest_ledger
from tests.etl.speeches import PLACE, Said, Told, dump, figure, ledger, milestone, project
from tests.people import TESTER, WANG

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
SPRING = Said(
    "东湾大桥总投资3亿元，年底前建成。过海通道即将开工。\n",
    (project("东湾大桥", investment=3e8), figure("总投资3亿元", "总投资", 3e8, subject="东湾大桥"),
     milestone("东湾大桥总投资3亿元，年底前建成", "东湾大桥"), project("过海通道")),
    PLACE, day=date(2015, 3, 1),
)
AUTUMN = Said(
    "过海通道已完成投资2亿元，年底前通车。\n",
    (project("过海通道", investment=4e8), milestone("年底前通车", "过海通道")), PLACE, day=date(2015, 9, 1),
)


def load(engine: Engine, *said: Said, name: str = "春.txt") -> LoadReport:
    return ingest_ledger(engine, ledger(name, *said), command="test", actor=TESTER, now=NOW)


def both(engine: Engine) -> None:
    load(engine, SPRING)
    load(engine, AUTUMN, name="秋.txt")


def rows(engine: Engine, model: Any) -> list[Any]:
    with Session(engine) as session:
        return list(session.scalars(select(model).order_by(model.id)).all())


def ids(engine: Engine) -> dict[str, int]:
    return {p.name: p.id for p in rows(engine, m.Project)}


def merge(engine: Engine, keep: str, other: str, **more: Any) -> None:
    found = ids(engine)
    merge_projects(engine, found[keep], found[other], **{"actor": WANG, "now": NOW} | more)


def split(engine: Engine, mention: m.ProjectMention, name: str, **more: Any) -> None:
    split_mention(engine, mention.id, new_name=name, **{"actor": WANG, "now": NOW} | more)


def places(engine: Engine) -> dict[str, list[str]]:
    """Which records every project has, by its name."""
    named = {p.id: p.name for p in rows(engine, m.Project)} | {None: ""}
    found: dict[str, list[str]] = {}
    for model, words in ((m.ProjectMention, "name"), (m.Indicator, "subject"), (m.Milestone, "subject")):
        for r in rows(engine, model):
            found.setdefault(named[r.project_id], []).append(f"{model.__tablename__} {getattr(r, words)}")
    return {name: sorted(records) for name, records in found.items()}


ALL = ["indicator 东湾大桥", "milestone 东湾大桥", "milestone 过海通道", "project_mention 东湾大桥",
       "project_mention 过海通道", "project_mention 过海通道"]


def test_a_merge_makes_one_project_of_two(engine: Engine) -> None:
    both(engine)
    merge(engine, "东湾大桥", "过海通道", note="同一座桥")
    assert places(engine) == {"东湾大桥": ALL}
    (one,) = rows(engine, m.Project)
    assert (one.name_key, one.investment) == ("东湾大桥", 4e8)  # the latest that a speech states
    (entry,) = rows(engine, m.ProjectMerge)
    assert (entry.name, entry.into_key, entry.note, entry.entered_by, entry.entered_at) == (
        "过海通道", "东湾大桥", "同一座桥", "王科员", NOW)


def test_a_second_load_after_a_merge_touches_nothing(engine: Engine) -> None:
    both(engine)
    merge(engine, "东湾大桥", "过海通道")
    before = dump(engine)
    assert [load(engine, SPRING).changed, load(engine, AUTUMN, name="秋.txt").changed] == [False, False]
    assert dump(engine) == before


def test_a_merge_holds_for_a_corrected_document_and_for_the_next_speech(engine: Engine) -> None:
    both(engine)
    merge(engine, "东湾大桥", "过海通道")
    load(engine, replace(SPRING, text="同志们：\n" + SPRING.text))
    winter = replace(AUTUMN, text="各位，" + AUTUMN.text, day=date(2015, 12, 1))
    load(engine, winter, name="冬.txt")
    assert list(ids(engine)) == ["东湾大桥"]
    assert len(places(engine)["东湾大桥"]) == len(ALL) + 2


def test_a_merge_holds_while_nobody_names_the_kept_project(engine: Engine) -> None:
    both(engine)
    merge(engine, "东湾大桥", "过海通道")
    load(engine, replace(SPRING, told=()))
    assert list(ids(engine)) == ["过海通道"]  # what it is called by those who name it
    assert [p.name_key for p in rows(engine, m.Project)] == ["东湾大桥"]
    load(engine, SPRING)
    assert places(engine) == {"东湾大桥": ALL}


def test_taking_a_merge_back_gives_everything_back(engine: Engine) -> None:
    both(engine)
    before = places(engine), {p.name: p.investment for p in rows(engine, m.Project)}
    merge(engine, "东湾大桥", "过海通道")
    (entry,) = rows(engine, m.ProjectMerge)
    assert undo_merge(engine, entry.id, actor=TESTER, now=NOW)
    assert (places(engine), {p.name: p.investment for p in rows(engine, m.Project)}) == before
    assert not undo_merge(engine, entry.id, actor=TESTER, now=NOW)
    assert not load(engine, SPRING).changed


def test_merges_go_on_to_their_end_and_back_one_by_one(engine: Engine) -> None:
    told = (project("甲水库"), project("乙水库"), project("丙水库"))
    three = Said("甲水库在建。乙水库在建。丙水库在建。\n", told, PLACE)
    load(engine, three)
    merge(engine, "乙水库", "甲水库")
    merge(engine, "丙水库", "乙水库")
    assert list(ids(engine)) == ["丙水库"]
    assert not load(engine, three).changed
    second = rows(engine, m.ProjectMerge)[1]
    undo_merge(engine, second.id, actor=TESTER, now=NOW)
    assert {name: len(found) for name, found in places(engine).items()} == {"乙水库": 2, "丙水库": 1}


def test_projects_of_two_places_can_be_one(engine: Engine) -> None:
    load(engine, SPRING)
    load(engine, replace(AUTUMN, place=("440800", "湛江市")), name="市.txt")
    city = next(p.id for p in rows(engine, m.Project) if p.scope == "440800")
    merge_projects(engine, ids(engine)["东湾大桥"], city, actor=WANG, now=NOW)
    assert sorted(places(engine)) == ["东湾大桥", "过海通道"]
    assert not load(engine, replace(AUTUMN, place=("440800", "湛江市")), name="市.txt").changed


def test_a_merge_follows_a_speech_without_a_place(engine: Engine) -> None:
    nowhere = replace(SPRING, place=("", ""))
    load(engine, nowhere)
    merge(engine, "东湾大桥", "过海通道")
    load(engine, Said("会议开始。\n"), nowhere)
    assert list(ids(engine)) == ["东湾大桥"]
    assert rows(engine, m.Project)[0].scope == "春.txt#2"
    load(engine, Said("会议开始。\n"), SPRING)  # the place is known now
    assert [(p.name, p.scope) for p in rows(engine, m.Project)] == [("东湾大桥", PLACE[0])]


# ---------------------------------------------------------------- splits


def crossing(engine: Engine) -> m.ProjectMention:
    """The mention of 过海通道 in the autumn's speech."""
    return max((r for r in rows(engine, m.ProjectMention) if r.name == "过海通道"), key=lambda r: r.id)


def test_a_split_makes_a_project_of_one_mention(engine: Engine) -> None:
    both(engine)
    split(engine, crossing(engine), "东湾隧道", note="不是一回事")
    assert places(engine)["东湾隧道"] == ["milestone 过海通道", "project_mention 过海通道"]
    assert places(engine)["过海通道"] == ["project_mention 过海通道"]
    (entry,) = rows(engine, m.PersonEntry)
    assert (entry.kind, entry.text_value, entry.note) == ("split_mention", "东湾隧道", "不是一回事")


def test_a_split_can_give_a_mention_to_a_project_that_is_there(engine: Engine) -> None:
    both(engine)
    split(engine, crossing(engine), "东湾大桥工程")
    assert {name: len(found) for name, found in places(engine).items()} == {"东湾大桥工程": 5, "过海通道": 1}


@pytest.mark.parametrize("again", [
    AUTUMN, replace(AUTUMN, text="同志们：\n" + AUTUMN.text),
    replace(AUTUMN, text=AUTUMN.text.replace("已完成", "眼下完成")),
])
def test_a_split_holds_after_a_reload_and_a_correction(engine: Engine, again: Said) -> None:
    both(engine)
    split(engine, crossing(engine), "东湾隧道")
    before = places(engine)
    report = load(engine, again, name="秋.txt")
    assert (report.changed, report.entries_kept) == (again is not AUTUMN, 1)
    assert places(engine) == before


def test_a_split_goes_with_its_speech_to_another_ordinal(engine: Engine) -> None:
    both(engine)
    split(engine, crossing(engine), "东湾隧道")
    before = places(engine)
    load(engine, Said("会议开始。\n"), AUTUMN, name="秋.txt")
    assert places(engine) == before


def test_taking_a_split_back_gives_the_mention_back(engine: Engine) -> None:
    both(engine)
    before = places(engine)
    split(engine, crossing(engine), "东湾隧道")
    assert undo_split(engine, crossing(engine).id, actor=TESTER, now=NOW)
    assert places(engine) == before
    assert not undo_split(engine, crossing(engine).id, actor=TESTER, now=NOW)
    assert not load(engine, AUTUMN, name="秋.txt").changed


def test_only_the_records_of_the_split_mention_go_along(engine: Engine) -> None:
    told: tuple[Told, ...] = (
        project("城东水厂"), project("城东水厂工程"),
        milestone("年底前建成", "城东水厂工程"), milestone("明年扩建", "城东水厂"),
    )
    load(engine, Said("城东水厂已投产。城东水厂工程年底前建成，城东水厂明年扩建。\n", told, PLACE, year=2015))
    assert list(ids(engine)) == ["城东水厂工程"]
    other = next(r for r in rows(engine, m.ProjectMention) if r.name == "城东水厂工程")
    split(engine, other, "城东第二水厂")
    assert places(engine) == {
        "城东水厂": ["milestone 城东水厂", "project_mention 城东水厂"],
        "城东第二水厂": ["milestone 城东水厂工程", "project_mention 城东水厂工程"],
    }


def test_a_merge_of_what_was_split_off_and_both_taken_back(engine: Engine) -> None:
    both(engine)
    before = places(engine)
    split(engine, crossing(engine), "东湾隧道")
    merge(engine, "东湾大桥", "东湾隧道")
    assert {name: len(found) for name, found in places(engine).items()} == {"东湾大桥": 5, "过海通道": 1}
    assert not load(engine, AUTUMN, name="秋.txt").changed
    undo_merge(engine, rows(engine, m.ProjectMerge)[0].id, actor=TESTER, now=NOW)
    undo_split(engine, crossing(engine).id, actor=TESTER, now=NOW)
    assert places(engine) == before


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("wrong", [{"actor": local_actor(" ")}, {"note": "字" * 2001}, {"now": datetime(2026, 1, 5)}])
def test_a_wrong_merge_or_split_is_refused_and_writes_nothing(engine: Engine, wrong: dict[str, Any]) -> None:
    both(engine)
    before = dump(engine)
    with pytest.raises(BadEntry):
        merge(engine, "东湾大桥", "过海通道", **wrong)
    with pytest.raises(BadEntry):
        split(engine, crossing(engine), "东湾隧道", **wrong)
    assert dump(engine) == before


@pytest.mark.parametrize("name", ["", " ", "过海通道项目", "桥" * 201])
def test_a_split_needs_a_name_of_its_own(engine: Engine, name: str) -> None:
    both(engine)
    before = dump(engine)
    with pytest.raises(BadEntry):
        split(engine, crossing(engine), name)
    assert dump(engine) == before


def test_a_project_is_not_merged_with_itself_nor_with_one_that_is_gone(engine: Engine) -> None:
    both(engine)
    found = ids(engine)
    with pytest.raises(BadEntry):
        merge(engine, "东湾大桥", "东湾大桥")
    for keep, other in ((999, found["东湾大桥"]), (found["东湾大桥"], 999)):
        with pytest.raises(NoSuchRow, match="999"):
            merge_projects(engine, keep, other, actor=WANG, now=NOW)
    with pytest.raises(NoSuchRow, match="999"):
        split_mention(engine, 999, new_name="隧道", actor=WANG, now=NOW)


def test_two_people_at_once_make_one_merge(engine: Engine) -> None:
    """Each wants to keep the other's project: one of them comes first, the second finds nothing to merge."""
    both(engine)
    found = ids(engine)
    pairs = [(found["东湾大桥"], found["过海通道"]), (found["过海通道"], found["东湾大桥"])]

    def try_merge(pair: tuple[int, int]) -> str:
        try:
            merge_projects(engine, *pair, actor=WANG, now=NOW)
        except NoSuchRow:
            return "too late"
        return "merged"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(try_merge, pairs)) == ["merged", "too late"]
    assert len(rows(engine, m.ProjectMerge)) == len(rows(engine, m.Project)) == 1
    assert list(places(engine).values()) == [ALL]


def test_what_the_office_did_goes_along_with_a_merge(engine: Engine) -> None:
    both(engine)
    keep, other = list(ids(engine).values())[:2]
    for id_, period in ((keep, "2025-10"), (other, "2025-11")):
        report_progress(engine, ReportSubject.PROJECT, id_, Reported(
            period, words="基础完工", stage=Stage.CONSTRUCTION, stage_on=NOW.date()), actor=WANG, now=NOW)
    assign(engine, [(ReportSubject.PROJECT, other)], role=Duty.LEADER, person="李副县长", actor=WANG, now=NOW)
    merge_projects(engine, keep, other, actor=WANG, now=NOW)
    assert {r.subject_id for r in rows(engine, m.ProgressReport)} == {keep}
    assert [s.project_id for s in rows(engine, m.StageChange)] == [keep]
    assert [r.subject_id for r in rows(engine, m.Responsibility)] == [keep]
    assert other not in ids(engine).values()


def test_two_reports_of_one_period_stand_against_a_merge(engine: Engine) -> None:
    both(engine)
    keep, other = list(ids(engine).values())[:2]
    for id_ in (keep, other):
        report_progress(engine, ReportSubject.PROJECT, id_, Reported("2025-10", words="在建"), actor=WANG, now=NOW)
    with pytest.raises(BadEntry, match="2025-10"):
        merge_projects(engine, keep, other, actor=WANG, now=NOW)
    assert {keep, other} <= set(ids(engine).values())
