"""Project records: one a project, with stage, money, capacity and owner."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from db.vocab import Stage
from etl.assembly.project_identity import group
from etl.assembly.project_stage import read_clause
from etl.assembly.projects import assemble_projects
from etl.mentions.projects import find_projects
from etl.mentions.quantities import find_quantities
from etl.mentions.regions import find_regions
from etl.records import Document, Mentions, ProjectRecord, SpeechContext
from etl.text.normalize import normalize
from etl.text.segment import segment

CASES = json.loads((Path(__file__).parents[2] / "cases" / "projects_records.json").read_text(encoding="utf-8"))


def _records(words: str, context: SpeechContext | None = None) -> tuple[ProjectRecord, ...]:
    text = normalize(words)
    document = Document(name="a.txt", text=words, media_type="txt", encoding="utf-8", sha256="")
    speech = segment(document, text).speeches[0]
    span = (text, speech.start, speech.end)
    mentions = Mentions(
        quantities=find_quantities(*span), regions=find_regions(*span), projects=find_projects(*span)
    )
    return assemble_projects(text, speech, mentions, context or SpeechContext())


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['name']} {c['text']}")
def test_cases(case: dict) -> None:
    found = {r.name: r for r in _records(case["text"])}
    assert case["name"] in found
    record = found[case["name"]]
    assert {key: getattr(record, key) for key in case["want"]} == case["want"]


def test_every_mention_of_a_project_is_one_record_and_a_phase_is_another() -> None:
    words = "华丰燃气二期工程要加快。华丰燃气二期已动工建设。华丰燃气项目早已投产。"
    records = _records(words)
    assert [r.name for r in records] == ["华丰燃气二期工程", "华丰燃气项目"]
    assert [words[s.start:s.end] for s in records[0].mentions] == ["华丰燃气二期工程", "华丰燃气二期"]
    assert [r.stage for r in records] == [Stage.CONSTRUCTION, Stage.OPERATING]


def test_a_short_name_is_its_longer_form_and_a_neighbour_is_not() -> None:
    text = normalize("建设东山供水枢纽工程。东山供水工程要加快。西山供水枢纽工程要加快。")
    groups = group(text, find_projects(text, 0, len(text.plain)))
    assert [[m.name for m in g] for g in groups] == [["东山供水枢纽工程", "东山供水工程"], ["西山供水枢纽工程"]]


def test_the_speaking_place_is_no_region_of_a_project() -> None:
    words = "廉江火电厂项目已开工，湛江钢铁项目已开工。"
    records = _records(words, SpeechContext(region_name="湛江市"))
    assert [(r.name, r.region) for r in records] == [("廉江火电厂项目", "廉江"), ("湛江钢铁项目", None)]


@pytest.mark.parametrize(("clause", "stage", "firmness"), [
    ("已建成投产", Stage.OPERATING, 3),
    ("力争早日建成投产", Stage.CONSTRUCTION, 2),
    ("尚未开工", Stage.PRELIMINARY, 3),
    ("加快推进", Stage.CONSTRUCTION, 1),
    ("加快推进立项审批", Stage.PRELIMINARY, 2),
    ("已经全部完成", Stage.COMPLETED, 3),
    ("锅炉安装已经全部完成", Stage.CONSTRUCTION, 3),
    ("招标工作已完成", Stage.PRELIMINARY, 2),
])
def test_a_cue_means_what_its_tense_says(clause: str, stage: Stage, firmness: int) -> None:
    found = read_clause(clause)
    assert found is not None and (found.stage, found.firmness) == (stage, firmness)


def test_a_clause_without_a_cue_says_nothing() -> None:
    assert read_clause("上级领导高度重视") is None
