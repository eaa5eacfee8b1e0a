"""Loading documents: first, again, changed, twice at once, and cut off in the middle."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select
from sqlmodel import Session

from db import models as m
from db.engine import open_engine, writing
from db.errors import LedgerUnavailable
from db.upsert import Counts
from db.vocab import Stage
from etl.errors import DocumentError
from etl.load import DocumentRejected, LoadReport, ingest_ledger, load_document
from etl.pipeline import extract_file
from etl.records import DocumentLedger
from tests.etl.speeches import COUNTY, PLACE, Said, dump, figure, ledger, milestone, project
from tests.people import TESTER

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.txt"))
NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 2, 6, 9, 30, tzinfo=UTC)


def load(engine: Engine, document: DocumentLedger, *, now: datetime = NOW) -> LoadReport:
    return ingest_ledger(engine, document, command="test", actor=TESTER, now=now)


def rows(engine: Engine, column: Any, *where: Any) -> list[Any]:
    with Session(engine) as session:
        return list(session.scalars(select(column).where(*where)).all())


def with_text(said: Said, old: str, new: str) -> Said:
    assert old in said.text
    return replace(said, text=said.text.replace(old, new))


def test_a_first_load_inserts_everything(engine: Engine) -> None:
    report = load(engine, ledger("县.txt", COUNTY))
    expected = {"document": 1, "speech": 1, "section": 1, "indicator": 3, "project": 2, "project_mention": 2,
                "milestone": 2, "milestone_unit": 4, "assignment": 1, "assignment_unit": 1, "cadence": 1,
                "sanction": 1, "unit": 4, "set_aside": 2}
    assert {name: report.of(name) for name in expected} == {n: Counts(inserted=c) for n, c in expected.items()}
    assert report.total.inserted == sum(len(r) for t, r in dump(engine).items() if t != "run")
    assert report.duplicate_of is None
    run = rows(engine, m.Run)[0]
    assert (run.command, run.counts["inserted"], run.finished_at) == ("test", report.total.inserted, NOW)


def test_evidence_is_shared_by_span_and_quotes_the_text(engine: Engine) -> None:
    load(engine, ledger("县.txt", Said("前言一句。\n"), COUNTY))
    document = rows(engine, m.Document)[0]
    evidence = rows(engine, m.Evidence)
    assert len({(e.start, e.end) for e in evidence}) == len(evidence) == 8
    for e in evidence:
        assert document.text[e.start:e.end] == e.quote
        assert e.quote in document.text[e.sentence_start:e.sentence_end]
        assert "\n" not in document.text[e.sentence_start:e.sentence_end - 1]
    shared = rows(engine, m.Milestone.evidence_id) + rows(engine, m.ProjectMention.evidence_id)
    assert len(set(shared)) == 2


def test_a_second_load_touches_no_row(engine: Engine) -> None:
    document = ledger("县.txt", COUNTY)
    first = load(engine, document)
    before = dump(engine)
    second = load(engine, document, now=LATER)
    assert not second.changed
    assert second.total == Counts(unchanged=first.total.inserted)
    assert dump(engine) == before


def test_loading_in_turns_touches_no_row(engine: Engine) -> None:
    """Two documents of one place share units, projects and regions: neither may take them from the other."""
    other = Said("滨海大桥建设已完成投资2亿元，滨海大桥已竣工。", (
        project("滨海大桥建设", stage=Stage.COMPLETED, investment=2e8),
        milestone("滨海大桥已竣工", "滨海大桥", "县住建局"),
    ), PLACE, day=date(2016, 3, 1))
    documents = [ledger("甲.txt", COUNTY), ledger("乙.txt", other)]
    for document in documents:
        load(engine, document)
    before = dump(engine)
    assert [load(engine, document, now=LATER).changed for document in documents] == [False, False]
    assert dump(engine) == before


def test_a_paragraph_before_moves_records_and_keeps_their_rows(engine: Engine) -> None:
    load(engine, ledger("县.txt", COUNTY))
    ids = {(i.id, i.key) for i in rows(engine, m.Indicator)} | {(i.id, i.key) for i in rows(engine, m.Milestone)}
    report = load(engine, ledger("县.txt", with_text(COUNTY, "同志们，", "同志们：\n大家辛苦了。\n")), now=LATER)
    assert report.of("milestone") == Counts(updated=2)
    assert report.of("evidence") == Counts(inserted=8, removed=8)
    after = {(i.id, i.key) for i in rows(engine, m.Indicator)} | {(i.id, i.key) for i in rows(engine, m.Milestone)}
    # the first figure's own sentence changed its beginning: a new key; all others stay the same rows
    assert len(ids - after) == 2
    document = rows(engine, m.Document)[0]
    assert document.loaded_at == LATER
    assert all(document.text[e.start:e.end] == e.quote for e in rows(engine, m.Evidence))


def test_only_what_differs_is_touched(engine: Engine) -> None:
    load(engine, ledger("县.txt", COUNTY))
    before = dump(engine)
    sure = replace(COUNTY, told=tuple(
        replace(t, fields=t.fields | {"confidence": 0.4}) if t.fields.get("trigger") else t for t in COUNTY.told))
    report = load(engine, ledger("县.txt", sure), now=LATER)
    assert report.of("sanction") == Counts(updated=1)
    assert report.total.updated == 1
    assert report.total.inserted == report.total.removed == 0
    after = dump(engine)
    assert {t for t in before if before[t] != after[t]} == {"sanction", "document", "run"}
    assert rows(engine, m.Sanction.id) == [1]


def test_what_vanishes_from_the_text_is_removed_with_what_only_it_used(engine: Engine) -> None:
    load(engine, ledger("县.txt", COUNTY))
    kept = replace(COUNTY, told=tuple(t for t in COUNTY.told if "龙湖水厂" not in t.quote and "督查室" not in t.quote))
    report = load(engine, ledger("县.txt", kept))
    removed = {name: counts.removed for name, counts in report.tables if counts.removed}
    assert removed == {"project": 1, "unit": 1, "evidence": 2, "project_mention": 1, "milestone": 1,
                       "milestone_unit": 2, "cadence": 1}
    assert rows(engine, m.Project.name) == ["滨海大桥项目"]
    assert sorted(rows(engine, m.Unit.name)) == ["县住建局", "县发改局", "县水务局"]


def test_a_speech_that_vanishes_goes_with_all_its_records(engine: Engine) -> None:
    second = Said("会议强调，东湖泵站要在年底前建成，县水务局负责。", (
        project("东湖泵站"), milestone("东湖泵站要在年底前建成", "东湖泵站", "县水务局")), PLACE, year=2015)
    load(engine, ledger("县.txt", COUNTY, second))
    load(engine, ledger("县.txt", COUNTY))
    assert rows(engine, m.Speech.ordinal) == [1]
    assert "东湖泵站" not in rows(engine, m.Project.name)
    assert rows(engine, func.count(m.MilestoneUnit.unit_id)) == [4]


def test_a_unit_that_another_document_uses_stays(engine: Engine) -> None:
    other = Said("县住建局要抓紧，年底前完成旧改。", (milestone("年底前完成旧改", "旧改", "县住建局"),), PLACE)
    load(engine, ledger("甲.txt", COUNTY))
    load(engine, ledger("乙.txt", other))
    load(engine, ledger("甲.txt", replace(COUNTY, told=COUNTY.told[:1])))
    assert rows(engine, m.Unit.name) == ["县住建局"]


def test_the_same_text_under_another_name_is_shown_and_not_loaded(engine: Engine) -> None:
    load(engine, ledger("县.txt", COUNTY))
    before = dump(engine)
    copied = ledger("县（副本）.txt", COUNTY)
    report = load(engine, copied)
    assert (report.duplicate_of, report.tables, report.changed) == ("县.txt", (), False)
    assert dump(engine) == before


def test_the_same_text_with_other_line_breaks_is_the_same_text(engine: Engine) -> None:
    load(engine, ledger("县.txt", COUNTY))
    spaced = with_text(COUNTY, "\n滨海大桥总投资", "\n\n　　滨海大桥总投资")
    assert load(engine, ledger("县.docx", spaced)).duplicate_of == "县.txt"


def test_twins_in_one_sentence_are_two_records(engine: Engine) -> None:
    said = Said("甲村投入5万元，乙村投入5万元。", (
        figure("投入5万元", "投入", 5e4), figure("投入5万元", "投入", 5e4, nth=1)))
    report = load(engine, ledger("村.txt", said))
    assert report.of("indicator") == Counts(inserted=2)
    assert len(set(rows(engine, m.Indicator.key))) == 2


def test_a_milestone_and_a_figure_find_their_project_by_subject(engine: Engine) -> None:
    load(engine, ledger("县.txt", COUNTY))
    bridge = rows(engine, m.Project.id, m.Project.name_key == "滨海大桥")[0]
    assert rows(engine, m.Indicator.project_id, m.Indicator.subject == "滨海大桥") == [bridge]
    assert rows(engine, m.Milestone.project_id, m.Milestone.subject == "滨海大桥项目") == [bridge]


def test_one_project_of_one_place_has_the_latest_facts(engine: Engine) -> None:
    earlier = Said("滨海大桥即将开工，总投资3亿元。", (
        project("滨海大桥", stage=Stage.STARTING, investment=3e8, owner="县交投公司"),), PLACE, day=date(2014, 2, 1))
    load(engine, ledger("新.txt", COUNTY))
    load(engine, ledger("旧.txt", earlier))
    found = rows(engine, m.Project, m.Project.name_key == "滨海大桥")
    assert [(p.name, p.stage, p.investment, p.owner) for p in found] == [
        ("滨海大桥项目", "construction", 3.2e8, "县交投公司")]
    assert rows(engine, func.count(m.ProjectMention.id), m.ProjectMention.project_id == found[0].id) == [2]


def test_projects_of_two_places_with_one_name_stay_two(engine: Engine) -> None:
    load(engine, ledger("甲.txt", Said("文化中心在建。", (project("文化中心"),), ("440825", "徐闻县"))))
    load(engine, ledger("乙.txt", Said("文化中心已经完工。", (project("文化中心"),), ("440823", "遂溪县"))))
    load(engine, ledger("丙.txt", Said("文化中心还没有动工。", (project("文化中心"),))))
    assert sorted(rows(engine, m.Project.scope)) == ["440823", "440825", "丙.txt#1"]


def test_phases_of_a_project_stay_apart(engine: Engine) -> None:
    said = Said("水厂一期已投产，水厂二期在建。", (project("水厂一期"), project("水厂二期")), PLACE)
    load(engine, ledger("县.txt", said))
    assert sorted(rows(engine, m.Project.name_key)) == ["水厂一期", "水厂二期"]


def test_regions_hang_below_each_other(engine: Engine) -> None:
    load(engine, ledger("县.txt", COUNTY))
    regions = {r.name: r for r in rows(engine, m.Region)}
    county = regions["徐闻县"]
    assert county.parent_id == regions["湛江市"].id
    assert regions["湛江市"].parent_id == regions["广东省"].id
    assert (regions["南山镇"].code, regions["南山镇"].parent_id) == ("x:440825:南山镇", county.id)
    by_region = {i.region_text: i.region_id for i in rows(engine, m.Indicator)}
    assert by_region == {None: county.id, "南山镇": regions["南山镇"].id}


def test_an_indicator_gets_its_common_name(engine: Engine) -> None:
    load(engine, ledger("县.txt", COUNTY))
    assert set(rows(engine, m.Indicator.canonical_name, m.Indicator.name == "固投")) == {"固定资产投资"}


def test_numbers_that_are_no_figures_and_furniture_are_set_aside(engine: Engine) -> None:
    load(engine, ledger("县.txt", COUNTY))
    found = {(s.kind, s.reason) for s in rows(engine, m.SetAside)}
    assert found == {("furniture", "footer"), ("number", "ordinal")}


def test_what_the_database_refuses_names_the_document_and_leaves_nothing(engine: Engine) -> None:
    before = dump(engine)
    sure = Said("投资5万元。", (figure("投资5万元", "投资", 5e4, confidence=1.5),))
    with pytest.raises(DocumentRejected, match=r"坏\.txt") as raised:
        load(engine, ledger("坏.txt", sure))
    assert isinstance(raised.value, DocumentError)
    assert dump(engine) == before


def test_a_database_that_was_never_upgraded_is_a_clear_error(blank_engine: Engine) -> None:
    with pytest.raises(LedgerUnavailable, match="event"):
        load(blank_engine, ledger("县.txt", COUNTY))


def test_a_load_waits_for_its_turn_and_gives_up_with_a_clear_error(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.engine.WAIT_MILLISECONDS", 50)
    hurried = open_engine(engine.url.render_as_string(hide_password=False))
    with writing(engine), pytest.raises(LedgerUnavailable, match="try again"):
        load(hurried, ledger("县.txt", COUNTY))
    load(hurried, ledger("县.txt", COUNTY))
    hurried.dispose()


def test_the_samples_load_and_load_again(engine: Engine) -> None:
    documents = [extract_file(path) for path in SAMPLES]
    assert [load(engine, document).changed for document in documents] == [True] * len(SAMPLES)
    before = dump(engine)
    assert [load(engine, document, now=LATER).changed for document in documents] == [False] * len(SAMPLES)
    assert dump(engine) == before
    texts = dict(rows_of(engine, m.Document.name, m.Document.text))
    quotes = rows_of(engine, m.Document.name, m.Evidence.start, m.Evidence.end, m.Evidence.quote)
    assert {texts[name][start:end] == quote for name, start, end, quote in quotes} == {True}


def rows_of(engine: Engine, *columns: Any) -> list[Any]:
    statement = select(*columns).select_from(m.Document)
    if len(columns) > 2:
        statement = statement.join(m.Speech, m.Speech.document_id == m.Document.id).join(
            m.Evidence, m.Evidence.speech_id == m.Speech.id)
    with engine.connect() as connection:
        return list(connection.execute(statement))


def test_readers_see_all_of_a_load_or_nothing(engine: Engine) -> None:
    with writing(engine) as connection:
        run = m.Run(id=1, command="test", extractor="1", started_at=NOW)
        connection.execute(insert(m.Run).values(run.model_dump()))
        load_document(connection, ledger("县.txt", COUNTY), run_id=1, now=NOW)
        assert rows(engine, func.count(m.Indicator.id)) == [0]
    assert rows(engine, func.count(m.Indicator.id)) == [3]
