"""Topics of records; cases in tests/cases/topics.json."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from db.vocab import OUT_OF_SCOPE, Topic
from etl.lexicon import table
from etl.pipeline import extract
from etl.records import Document, LedgerRecord, ProjectRecord

CASES = json.loads((Path(__file__).parents[2] / "cases" / "topics.json").read_text(encoding="utf-8"))


def _records(text: str) -> tuple[LedgerRecord, ...]:
    return extract(Document("test.txt", text, "txt", "utf-8", "")).speeches[0].records


def _topics(text: str) -> list[str]:
    """Topics of the places that hold a record, in order, projects' own records left out."""
    by_place: dict[int, str] = {}
    for r in (r for r in _records(text) if not isinstance(r, ProjectRecord)):
        place = max(text.rfind(mark, 0, r.end - 1) for mark in "，。；\n")
        by_place[place] = str(r.topic)
    return [by_place[place] for place in sorted(by_place)]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_topic_of_a_record(case: dict) -> None:
    assert _topics(case["text"]) == case["topics"]


def test_a_project_is_in_scope_under_any_heading() -> None:
    records = _records("六、抓好党建\n党群服务中心工程10月底前要竣工。")
    projects = [r for r in records if isinstance(r, ProjectRecord)]
    assert projects and {r.topic for r in projects} == {Topic.PROJECT}


def test_the_table_names_known_topics() -> None:
    rows = table("topics")
    assert {r["topic"] for r in rows} == {str(t) for t in Topic}
    assert {r["where"] for r in rows} == {"any", "heading"}


def test_projects_and_the_economy_are_in_scope() -> None:
    assert not {Topic.PROJECT, Topic.ECONOMY, Topic.ECOLOGY} & OUT_OF_SCOPE
    assert {Topic.PARTY, Topic.FLOOD, Topic.PETITION, Topic.FAMILY_PLANNING} <= OUT_OF_SCOPE
