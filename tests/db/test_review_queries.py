"""The review queue, and that no page shows or counts what was rejected."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Engine

from db import models as m
from db.queries import (
    deadlines,
    findings,
    groups,
    indicators,
    investment,
    milestones,
    project_details,
    projects,
    review,
    source,
    units,
)
from db.queries.deadlines import DeadlineFilter
from db.queries.projects import ProjectFilter
from db.queries.review import QueueFilter
from db.queries.scope import Scope, Slice, ledger_version, used_regions
from db.queries.units import UnitFilter
from etl import review as service
from tests.dashboard.ledger import fill
from tests.etl.speeches import COUNTY, Said, project
from tests.etl.test_reread import changed, reading, with_text
from tests.etl.test_review import accept, all_of, correct, load, reject
from tests.people import CLERK

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
EVERYWHERE = Scope(date(2015, 10, 1))
LATE = Scope(date(2026, 1, 5))
PAGE = Slice()
ANY = QueueFilter(states=())


@pytest.fixture
def county(engine: Engine) -> Engine:
    load(engine, COUNTY)
    return engine


@pytest.fixture
def connection(county: Engine) -> Iterator[Connection]:
    with county.connect() as opened:
        yield opened


def queue(engine: Engine, wanted: QueueFilter = ANY, window: Slice = PAGE) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return review.queue(connection, EVERYWHERE, wanted, window)


# ---------------------------------------------------------------- the queue


def test_the_doubtful_and_weighty_come_first(engine: Engine) -> None:
    sure = {"总投资3.2亿元": 0.3, "县督查室每月通报一次": 0.3, "南山镇完成XX亿元": 0.95}
    load(engine, replace(COUNTY, told=tuple(
        replace(t, fields=t.fields | {"confidence": sure.get(t.quote, 0.9)}) for t in COUNTY.told)))
    rows = queue(engine)
    assert [(r["type"], r["quote"]) for r in rows[:2]] == [
        ("indicator", "总投资3.2亿元"), ("cadence", "县督查室每月通报一次")]
    assert rows[-1]["quote"] == "南山镇完成XX亿元"
    # equal doubt: dated milestones that must happen and 4.5 billion before a task without a day
    weights = {r["quote"]: round(r["urgency"] / (1 - r["confidence"])) for r in rows}
    assert (weights["总投资3.2亿元"], weights["固投要完成45亿元"]) == (3, 3)
    assert (weights["县发改局牵头做好用地报批"], weights["南山镇完成XX亿元"]) == (1, 1)
    assert {round(r["urgency"] / 0.1) for r in rows if r["type"] == "milestone"} == {3}


def test_a_page_of_the_queue(county: Engine) -> None:
    rows = queue(county, window=Slice(limit=3, offset=9))
    assert ([r["total"] for r in rows], len(queue(county))) == ([10], 10)
    first = queue(county)[0]
    assert first["version"] > 0
    assert first["quote"] in first["sentence"]


@pytest.mark.parametrize("wanted, n", [
    (QueueFilter(), 9), (QueueFilter(types=("milestone", "cadence")), 3), (QueueFilter(document="别的.txt"), 0),
    (QueueFilter(document="县.txt"), 9), (QueueFilter(speech_id=1), 9), (QueueFilter(speech_id=2), 0),
    (QueueFilter(rules=("told",)), 9), (QueueFilter(rules=("other",)), 0), (QueueFilter(topics=("project",)), 9),
    (QueueFilter(topics=("flood",)), 0), (QueueFilter(states=("accepted",)), 1), (QueueFilter(states=()), 10),
    (QueueFilter(proposed=True), 0), (QueueFilter(most_confidence=0.5), 0), (QueueFilter(least_confidence=0.5), 9),
])
def test_the_queue_filters(county: Engine, wanted: QueueFilter, n: int) -> None:
    accept(county, ("indicator", 1))
    assert len(queue(county, wanted)) == n


def test_a_proposal_comes_first_whatever_the_record_is(county: Engine) -> None:
    accept(county, ("indicator", 1))
    load(county, reading(swap=changed("固投要完成45亿元", period="今年")))
    first = queue(county, QueueFilter())[0]
    assert (first["type"], first["id"], first["review"], first["proposals"]) == ("indicator", 1, "accepted", 1)
    assert [r["id"] for r in queue(county, QueueFilter(proposed=True))] == [1]
    with county.connect() as connection:
        detail = review.review_record(connection, "indicator", 1)
        counts = review.review_counts(connection, EVERYWHERE, QueueFilter())
    assert [(p["kind"], p["new"]) for p in detail["proposals"]] == [("changed", {"period": "今年"})]
    assert next(c for c in counts if c["review"] == "accepted") == {
        "review": "accepted", "type": "indicator", "n": 1, "proposals": 1}


def test_what_the_queue_can_be_filtered_by(connection: Connection) -> None:
    found = review.queue_choices(connection, EVERYWHERE)
    assert {(r["type"], r["rule"], r["topic"], r["n"]) for r in found} >= {("indicator", "told", "project", 3)}
    assert sum(r["n"] for r in found) == 10


def test_the_queue_of_a_place(county: Engine) -> None:
    with county.connect() as connection:
        by_name = {r["name"]: r["id"] for r in used_regions(connection)}
        here = review.queue(connection, Scope(EVERYWHERE.asof, (by_name["徐闻县"],)), ANY, PAGE)
        above = review.queue(connection, Scope(EVERYWHERE.asof, (by_name["广东省"],)), ANY, PAGE)
    assert (len(here), len(above)) == (10, 0)


# ---------------------------------------------------------------- one record


def test_a_record_with_both_values_and_its_history(county: Engine) -> None:
    correct(county, "milestone", 1, subject="滨海大桥主桥", units=["县交通局"])
    with county.connect() as connection:
        row = review.review_record(connection, "milestone", 1)
        version = review.record_version(connection, "milestone", 1)
        assert review.review_record(connection, "milestone", 99) is None
    assert (row["columns"]["subject"], row["review"]["machine"]["subject"]) == ("滨海大桥主桥", "滨海大桥项目")
    assert row["review"]["person"] == {"subject": "滨海大桥主桥", "units": ["县交通局"]}
    assert row["units"] == ["县交通局"]
    assert [(c["action"], c["operation"]) for c in row["history"]][:1] == [("import", "insert")]
    assert ("correct", "update") in [(c["action"], c["operation"]) for c in row["history"]]
    assert (row["version"], row["history"][-1]["change_id"]) == (version, version)


def test_words_of_an_earlier_text_are_shown_from_it(county: Engine) -> None:
    accept(county, ("sanction", 1))
    load(county, with_text("连续两月末位的，取消评优。", "", reading(without="连续两月末位的，取消评优")))
    with county.connect() as connection:
        row = review.review_record(connection, "sanction", 1)
        listed = units.sanctions(connection, EVERYWHERE, PAGE)
        marks = source.speech_records(connection, 1)
    assert (row["text_version"], row["sentence"]) == (1, "连续两月末位的，取消评优。")
    assert [r["sentence"] for r in listed] == ["连续两月末位的，取消评优。"]
    assert "sanction" not in {r["type"] for r in marks}


# ---------------------------------------------------------------- what pages read


def readings(connection: Connection) -> dict[str, Any]:
    """What every query for a page returns, as one bag."""
    scope, everything = EVERYWHERE, Slice(limit=500)
    unit_ids = [r["id"] for r in units.unit_load(connection, scope, UnitFilter(), everything)]
    project_ids = [r["project_id"] for r in projects.projects(connection, scope, ProjectFilter(), everything)]
    return {
        "figures": [investment.readings(connection, LATE, c["canonical_name"], c["measure_unit"])
                    for c in investment.indicator_choices(connection, LATE)],
        "blanked": indicators.blanked_figures(connection, scope, everything, None),
        "blanked_n": indicators.blanked_count(connection, scope),
        "milestones": deadlines.deadlines(connection, scope, DeadlineFilter(), everything),
        "milestone_counts": deadlines.deadline_counts(connection, scope, DeadlineFilter(), "progress"),
        "last_due": milestones.last_due(connection, scope),
        "units": units.unit_load(connection, scope, UnitFilter(), everything),
        "unit_records": [units.unit_records(connection, scope, u) for u in unit_ids],
        "sanctions": units.sanctions(connection, scope, everything),
        "projects": projects.projects(connection, scope, ProjectFilter(), everything),
        "totals": projects.project_totals(connection, scope),
        "stages": projects.projects_by_stage(connection, scope),
        "project": [project_details.project(connection, scope, p) for p in project_ids],
        "names": project_details.project_names(connection),
        "quotas": groups.quotas(connection, scope), "groups": groups.groups(connection, scope),
        "records": [source.speech_records(connection, s["id"]) for s in source.speeches(connection, scope)],
        "passages": sum(s["passages"] for s in source.speeches(connection, scope)),
        "findings": [f["id"] for f in findings.findings(connection, scope, None, everything)],
    }


def every_record(engine: Engine) -> list[tuple[str, int]]:
    kinds = {"indicator": m.Indicator, "project": m.ProjectMention, "milestone": m.Milestone,
             "assignment": m.Assignment, "cadence": m.Cadence, "sanction": m.Sanction}
    return [(kind, id_) for kind, model in kinds.items() for id_ in all_of(engine, model.id)]


def test_no_page_shows_or_counts_what_was_rejected(engine: Engine) -> None:
    fill(engine)
    with engine.connect() as connection:
        assert readings(connection)["passages"] > 20
    service.reject_records(engine, every_record(engine), reason="试验", actor=CLERK, now=NOW)
    with engine.connect() as connection:
        left = readings(connection)
    assert not any(left.pop("totals").values())
    assert set(left.pop("findings")) == {None}
    assert left.pop("passages") == 1  # of a commitment
    assert {name for name, found in left.items() if found not in ([], 0, None, [[]] * 3)} == set()
    assert len(queue(engine)) == len(every_record(engine))


def test_a_project_is_there_as_long_as_one_mention_stands(county: Engine) -> None:
    load(county, Said("滨海大桥已经竣工。", (project("滨海大桥"),), COUNTY.place, year=2016), name="又一份.txt")
    mentions = [i.id for i in all_of(county, m.ProjectMention, m.ProjectMention.name.startswith("滨海大桥"))]
    counts = []
    for mention in (None, *mentions):
        if mention:
            reject(county, "project", mention)
        with county.connect() as connection:
            counts.append(projects.project_totals(connection, EVERYWHERE)["n"])
    assert counts == [2, 2, 1]


def test_every_review_is_a_new_version_of_the_ledger(county: Engine) -> None:
    versions = []
    for act in (lambda: None, lambda: accept(county, ("indicator", 1)), lambda: reject(county, "sanction", 1),
                lambda: correct(county, "indicator", 1, value=1.0)):
        act()
        with county.connect() as connection:
            versions.append(ledger_version(connection))
    assert len(set(versions)) == 4
