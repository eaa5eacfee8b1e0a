"""Loading what stands beside the records: commitments, findings, repaired figures, other places of a record."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

from db import models as m
from db.upsert import Counts
from db.vocab import Event, FindingCheck
from etl.load import DocumentRejected, LoadReport, ingest_ledger
from etl.records import Commitment, DocumentLedger, Finding, Span
from tests.etl.speeches import PLACE, Said, dump, figure, ledger, project
from tests.people import TESTER

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
LATER = datetime(2026, 2, 6, 9, 30, tzinfo=UTC)
TEXT = ("县住建局要抓紧施工，滨海大桥尽快建成。续建项目12个，新开工项目20个，共30个。"
        "征地款需20xx万元，缺口800万元。再说一遍：缺口800万元。\n")
SAID = Said(TEXT, (
    project("滨海大桥"), figure("续建项目12个", "续建项目", 12), figure("新开工项目20个", "新开工项目", 20),
    figure("共30个", "项目", 30), figure("20xx万元", "征地款", None, repaired_value=2e7, proof="20xx万元 = …"),
), PLACE)


def span(quote: str, at: int = 0) -> Span:
    start = TEXT.index(quote)
    return Span(at + start, at + start + len(quote))


def commitment(at: int = 0, *, units: tuple[str, ...] = ("县住建局",), **more: Any) -> Commitment:
    where = span("滨海大桥尽快建成", at)
    return Commitment(**{"start": where.start, "end": where.end, "subject": "滨海大桥", "event": Event.COMPLETE,
                         "words": "尽快", "unit": units, "rule": "told", "confidence": 0.8} | more)


def finding(at: int = 0, **more: Any) -> Finding:
    where, parts = span("共30个", at), (span("续建项目12个", at), span("新开工项目20个", at))
    return Finding(**{"check": FindingCheck.PARTS_TOTAL, "start": where.start, "end": where.end, "places": parts,
                      "stated": 30.0, "computed": 32.0, "measure_unit": "个", "holds": False,
                      "says": "12 + 20 = 32 ≠ 30"} | more)


def document(*, commitments: tuple[Commitment, ...] = (), findings: tuple[Finding, ...] = (), before: str = "",
             name: str = "县.txt") -> DocumentLedger:
    read = ledger(name, replace(SAID, text=before + TEXT))
    speech = replace(read.speeches[0], commitments=commitments, findings=findings)
    return replace(read, speeches=(speech,))


def load(engine: Engine, what: DocumentLedger, now: datetime = NOW, **more: Any) -> LoadReport:
    return ingest_ledger(engine, what, command="test", actor=TESTER, now=now, **more)


def rows(engine: Engine, model: Any) -> list[Any]:
    with Session(engine) as session:
        return list(session.scalars(select(model)).all())


def test_a_commitment_has_its_project_units_and_evidence(engine: Engine) -> None:
    report = load(engine, document(commitments=(commitment(),)))
    assert (report.of("commitment"), report.of("commitment_unit")) == (Counts(inserted=1), Counts(inserted=1))
    (said,), (link,) = rows(engine, m.Commitment), rows(engine, m.CommitmentUnit)
    evidence = {e.id: e for e in rows(engine, m.Evidence)}[said.evidence_id]
    assert (said.subject, said.event, said.words) == ("滨海大桥", "complete", "尽快")
    assert evidence.quote == "滨海大桥尽快建成"
    assert said.project_id == rows(engine, m.Project)[0].id
    assert {u.id: u.name for u in rows(engine, m.Unit)}[link.unit_id] == "县住建局"


def test_a_finding_points_at_its_figures(engine: Engine) -> None:
    assert load(engine, document(findings=(finding(),))).of("finding") == Counts(inserted=1)
    (found,), (source,) = rows(engine, m.Finding), rows(engine, m.Document)
    assert [source.text[a:b] for a, b in found.places] == ["续建项目12个", "新开工项目20个"]
    assert (source.text[found.start:found.end], found.kind, found.holds) == ("共30个", "parts_total", False)
    assert (found.stated, found.computed, found.measure_unit, found.says) == (30, 32, "个", "12 + 20 = 32 ≠ 30")


def test_a_second_load_touches_nothing(engine: Engine) -> None:
    twins = (commitment(), commitment())  # a rule that fires twice must not make a load fail
    load(engine, document(commitments=twins, findings=(finding(),)))
    before = dump(engine)
    assert not load(engine, document(commitments=twins, findings=(finding(),)), LATER).changed
    assert dump(engine) == before


def test_a_paragraph_before_keeps_the_rows(engine: Engine) -> None:
    load(engine, document(commitments=(commitment(),), findings=(finding(),)))
    ids = [r.id for model in (m.Commitment, m.Finding) for r in rows(engine, model)]
    at = len("大家好。\n")
    moved = document(commitments=(commitment(at),), findings=(finding(at),), before="大家好。\n")
    report = load(engine, moved, LATER)
    assert report.of("finding") == report.of("commitment") == Counts(updated=1)
    assert [r.id for model in (m.Commitment, m.Finding) for r in rows(engine, model)] == ids
    assert rows(engine, m.Finding)[0].start == span("共30个", at).start


def test_what_is_no_longer_read_is_removed_with_its_units(engine: Engine) -> None:
    load(engine, document(commitments=(commitment(),), findings=(finding(),)))
    report = load(engine, document(), LATER)
    removed = {name: counts.removed for name, counts in report.tables if counts.removed}
    assert removed == {"commitment": 1, "commitment_unit": 1, "finding": 1, "evidence": 1, "unit": 1}


def test_a_unit_that_a_commitment_names_stays_when_another_document_lets_it_go(engine: Engine) -> None:
    load(engine, document(commitments=(commitment(),)))
    other = document(commitments=(commitment(len("另文。\n")),), before="另文。\n", name="乙.txt")
    load(engine, other, as_new=True)
    load(engine, document(), LATER)
    assert [u.name for u in rows(engine, m.Unit)] == ["县住建局"]
    assert len(rows(engine, m.Commitment)) == 1


def test_a_repaired_figure_keeps_its_blank_and_its_proof(engine: Engine) -> None:
    load(engine, document())
    (blank,) = [i for i in rows(engine, m.Indicator) if i.redacted]
    assert (blank.value, blank.repaired_value, blank.proof) == (None, 2e7, "20xx万元 = …")


def test_a_figure_that_the_source_states_cannot_be_repaired(engine: Engine) -> None:
    stated = Said("投资5万元。", (figure("投资5万元", "投资", 5e4, repaired_value=6e4),))
    with pytest.raises(DocumentRejected):
        load(engine, ledger("坏.txt", stated))
    assert rows(engine, m.Indicator) == []


def test_the_other_places_of_a_record_are_kept(engine: Engine) -> None:
    again = TEXT.index("缺口800万元", TEXT.index("再说一遍"))
    said = replace(SAID, told=(figure("缺口800万元", "缺口", 8e6, also_at=(Span(again, again + 7),)),))
    load(engine, ledger("县.txt", said))
    (found,), (source,) = rows(engine, m.Indicator), rows(engine, m.Document)
    assert [source.text[a:b] for a, b in found.also_at] == ["缺口800万元"]
