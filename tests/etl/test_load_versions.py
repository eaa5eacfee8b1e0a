"""A corrected document under another name is the same document; the next bulletin of the same template is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from db import models as m
from db.errors import BadEntry, NoSuchRow
from etl import entries
from etl.cli import app
from etl.document_versions import is_version, similarity
from etl.identity import merge_projects
from etl.load import LoadReport, ingest_ledger
from tests.etl.speeches import COUNTY, Said, dump, ledger, project
from tests.etl.test_review import accept, all_of, bridge, load, the
from tests.people import CLERK, TESTER

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.txt"))
NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
OPEN = Said(  # a speech whose place is not known
    "各位同志，大家上午好。东湖泵站已经完成选址，西岭水库正在清淤。各部门要按照分工抓好落实，不得拖延。"
    "去冬以来大家吃了不少苦，群众看在眼里、记在心里。眼下到了见分晓的时候，松一口气就可能前功尽弃。"
    "春耕之前渠道要疏通，物资要备齐，人员要到位。会后请办公室整理纪要并印发各单位。\n",
    (project("东湖泵站"), project("西岭水库")), year=2015,
)
BULLETIN = (
    "全县重点项目推进情况通报（{month}月）。截至{month}月底，全县完成固定资产投资{a}亿元，占年度计划的{b}%，"
    "比去年同期增长{c}%。其中县住建局负责的项目完成{d}亿元，排名第{e}。县交通局负责的项目完成{f}亿元，排名第{g}。"
    "各单位要高度重视，倒排工期。新开工项目{e}个，竣工项目{g}个。县督查室将继续跟踪督办，对连续落后的单位予以通报批评。"
    "请各责任单位对照任务清单，逐项抓好整改落实，确保全年目标如期完成。"
)


def again(engine: Engine, said: Said, name: str, **more: object) -> LoadReport:
    return ingest_ledger(engine, ledger(name, said), command="test", actor=TESTER, now=NOW, **more)


def corrected(said: Said, old: str, new: str) -> Said:
    assert old in said.text
    return replace(said, text=said.text.replace(old, new))


FIXED = corrected(COUNTY, "取消评优。", "取消评优！请大家牢记。")


def bulletin(**figures: float) -> str:
    return BULLETIN.format(**{"month": 3, "a": 12.5, "b": 21, "c": 8.1, "d": 3.2, "e": 1, "f": 2.7, "g": 4} | figures)


# ---------------------------------------------------------------- the same text or another one


@pytest.mark.parametrize("old, new", [
    ("12.5亿元", "12.6亿元"), ("县交通局", "县交运局"), ("（3月）", "（三月）"), ("倒排工期", "倒排工期，挂图作战"),
    ("请各责任单位", "会后请各责任单位"), ("，", ","),
])
def test_a_corrected_text_is_a_version(old: str, new: str) -> None:
    text = "\n".join((bulletin(), *(f"第{n}项任务由第{n}工作组负责，年底前办结。" for n in range(12))))
    assert old in text
    assert is_version(text.replace(old, new), text)


@pytest.mark.parametrize("figures", [
    {"month": 4, "a": 15.5, "b": 29, "c": 8.4, "d": 4.2, "e": 2, "f": 3.9, "g": 3}, {"month": 4, "a": 15.5, "d": 4.2},
    {"a": 13.5, "b": 24, "c": 9, "d": 3.6, "f": 3.1},
])
def test_the_next_bulletin_is_a_document_of_its_own(figures: dict[str, float]) -> None:
    assert not is_version(bulletin(**figures), bulletin())


def test_a_bulletin_with_much_of_the_same_words_is_a_document_of_its_own() -> None:
    """Nine tenths boilerplate: the sentences with figures tell them apart."""
    matters = ("提高站位 压实责任 转变作风 强化协同 加强调度 严格考核 抓好宣传 优化服务 守住底线 防范风险 集中力量 "
               "统一思想")
    closing = "，把各项工作抓实抓细抓出成效，以更大的决心和更实的举措推动发展。"
    talk = "".join(matter + closing for matter in matters.split())
    april = {"month": 4, "a": 15.5, "b": 29, "c": 9, "d": 4.2, "f": 3.9, "e": 3}
    one, other = talk + bulletin(), talk + bulletin(**april)
    whole, figures = similarity(one, other)
    assert whole > 0.7 > 0.5 > figures
    assert not is_version(one, other)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_samples_are_versions_of_none_but_themselves(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [p for p in SAMPLES if is_version(text, p.read_text(encoding="utf-8"))] == [path]
    half = text[:len(text) // 2]
    assert not is_version(half, text)


def test_next_to_nothing_is_no_version() -> None:
    assert not is_version("县里开会。", "县里开会。")


# ---------------------------------------------------------------- loading


def test_a_corrected_file_under_another_name_takes_the_place(engine: Engine) -> None:
    load(engine, COUNTY)
    stone = bridge(engine).id
    accept(engine, ("milestone", stone))
    entries.fill_value(engine, the(engine, m.Indicator, m.Indicator.redacted).id, value=6e8, actor=CLERK, now=NOW)
    report = again(engine, FIXED, "县（更正）.txt")
    assert (report.version_of, report.version, report.duplicate_of) == ("县.txt", 1, None)
    assert (report.entries_kept, report.entries_without_record) == (1, 0)
    document, former = the(engine, m.Document), the(engine, m.DocumentVersion)
    texts = [ledger("县.txt", said).prepared.document.text for said in (FIXED, COUNTY)]
    assert (document.name, document.text) == ("县（更正）.txt", texts[0])
    assert (former.name, former.text, former.loaded_at) == ("县.txt", texts[1], NOW)
    assert (bridge(engine).id, bridge(engine).review) == (stone, "accepted")
    assert the(engine, m.PersonEntry).document_name == "县（更正）.txt"
    assert all_of(engine, m.Event)[-1].details["version_of"] == "县.txt"
    before = dump(engine)
    assert not again(engine, FIXED, "县（更正）.txt").changed
    assert dump(engine) == before


def test_a_file_can_be_kept_apart(engine: Engine) -> None:
    load(engine, COUNTY)
    report = again(engine, FIXED, "县（更正）.txt", as_new=True)
    assert (report.version_of, report.version) == (None, None)
    assert sorted(d.name for d in all_of(engine, m.Document)) == ["县.txt", "县（更正）.txt"]
    assert not again(engine, FIXED, "县（更正）.txt").changed  # known by its name from then on


def test_a_document_can_be_named_that_no_one_would_know_again(engine: Engine) -> None:
    load(engine, COUNTY)
    other = Said("全文重写，内容另行通知，请以本次文件为准。", (), COUNTY.place, year=2015)
    report = again(engine, other, "新稿.txt", version_of="县.txt")
    assert (report.version_of, the(engine, m.Document).name) == ("县.txt", "新稿.txt")
    with pytest.raises(NoSuchRow, match="没有"):
        again(engine, COUNTY, "再.txt", version_of="没有.txt")
    load(engine, COUNTY)
    with pytest.raises(BadEntry, match=r"县\.txt"):
        again(engine, COUNTY, "县.txt", version_of="新稿.txt")


def test_the_same_name_with_another_text_keeps_the_former(engine: Engine) -> None:
    load(engine, COUNTY)
    report = load(engine, FIXED)
    assert (report.version_of, report.version) == (None, 1)
    assert load(engine, COUNTY).version == 2
    assert [v.number for v in all_of(engine, m.DocumentVersion)] == [1, 2]


def test_what_belongs_to_an_open_place_goes_along(engine: Engine) -> None:
    load(engine, OPEN)
    one, two = (p.id for p in all_of(engine, m.Project))
    merge_projects(engine, one, two, actor=CLERK, now=NOW)
    before = {p.id for p in all_of(engine, m.Project)}
    again(engine, corrected(OPEN, "不得拖延", "不得拖延推诿"), "终稿.txt")
    assert {p.id for p in all_of(engine, m.Project)} == before
    assert {p.scope for p in all_of(engine, m.Project)} == {"终稿.txt#1"}
    merge = the(engine, m.ProjectMerge)
    assert (merge.scope, merge.into_scope) == ("终稿.txt#1", "终稿.txt#1")


def test_the_command_line_says_so(engine: Engine, tmp_path: Path) -> None:
    url = engine.url.render_as_string(hide_password=False)
    text = SAMPLES[0].read_text(encoding="utf-8")
    first, second = tmp_path / "原稿.txt", tmp_path / "更正稿.txt"
    first.write_text(text, encoding="utf-8")
    second.write_text(text.replace("同志们", "各位同志", 1) + "\n补充一句。\n", encoding="utf-8")
    run = CliRunner()
    assert run.invoke(app, ["ingest", str(first), "--db", url]).exit_code == 0
    told = run.invoke(app, ["ingest", str(second), "--db", url])
    assert "认作 原稿.txt 的更正版" in told.stderr
    assert "第 1 版" in told.stderr
    assert [d.name for d in all_of(engine, m.Document)] == ["更正稿.txt"]
    apart = run.invoke(app, ["ingest", str(first), "--db", url, "--as-new"])
    assert "更正版" not in apart.stderr
    assert len(all_of(engine, m.Document)) == 2
