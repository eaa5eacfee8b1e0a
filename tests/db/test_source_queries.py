"""Records of a speech with and without the rejected, earlier texts, and how far the review is."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, insert, select, update

from db import models as m
from db.queries import source
from db.queries.scope import OPEN_REGION, Scope
from etl.load import ingest_ledger
from etl.review import accept_records, reject_records
from tests.etl.speeches import Said, ledger, project
from tests.people import CLERK, TESTER

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
COUNTY = ("449901", "海平县")
EVERYWHERE = Scope(date(2026, 1, 5))


@pytest.fixture
def read(engine: Engine) -> Engine:
    """Two speeches of two documents; of the first, one project is rejected and one accepted."""
    said = Said("滨海大桥项目已开工。北岸码头项目已签约。东山水厂项目在建。", (
        project("滨海大桥项目"), project("北岸码头项目"), project("东山水厂项目")), COUNTY)
    ingest_ledger(engine, ledger("甲.txt", said), command="test", actor=TESTER, now=NOW)
    other = Said("南湖公园项目在建。", (project("南湖公园项目"),), COUNTY)
    ingest_ledger(engine, ledger("乙.txt", other), command="test", actor=TESTER, now=NOW)
    reject_records(engine, [("project", 1)], reason="重复", actor=CLERK, now=NOW)
    accept_records(engine, [("project", 2)], actor=CLERK, now=NOW)
    return engine


def test_rejected_records_come_only_where_asked_for(read: Engine) -> None:
    with read.connect() as connection:
        assert [r["id"] for r in source.speech_records(connection, 1)] == [2, 3]
        every = source.speech_records(connection, 1, rejected=True)
    assert [(r["id"], r["review"]) for r in every] == [(1, "rejected"), (2, "accepted"), (3, "pending")]


def test_progress_counts_what_people_decided(read: Engine) -> None:
    with read.connect() as connection:
        rows = {r["speech_id"]: (r["n"], r["reviewed"]) for r in source.review_progress(connection, EVERYWHERE)}
        assert rows == {1: (3, 2), 2: (1, 0)}
        assert source.review_progress(connection, Scope(date(2026, 1, 5), (OPEN_REGION,))) == []


def test_sure_records_are_waiting_unopposed_and_read_well(read: Engine) -> None:
    table = m.ProjectMention.__table__
    with read.begin() as connection:
        connection.execute(update(table).where(table.c.id == 3).values(confidence=0.95))
        connection.execute(update(table).where(table.c.id == 4).values(confidence=0.4))
    with read.connect() as connection:
        assert source.sure_records(connection, 1, 0.9) == [("project", 3)]
        assert source.sure_records(connection, 1, 0.96) == []
        assert source.sure_records(connection, 2, 0.9) == []
    with read.begin() as connection:
        connection.execute(insert(m.Proposal.__table__).values(
            record_type="project", record_id=3, kind="gone", new_key="", new={}, state="open", made_at=NOW))
    with read.connect() as connection:
        assert source.sure_records(connection, 1, 0.9) == []


def test_an_earlier_text_has_its_own_records(read: Engine) -> None:
    evidence = select(m.ProjectMention.evidence_id).where(m.ProjectMention.id == 3).scalar_subquery()
    with read.begin() as connection:
        connection.execute(insert(m.DocumentVersion.__table__).values(
            document_id=1, number=1, name="甲.txt", sha256="x", text_sha256="x", text="旧文", loaded_at=NOW))
        connection.execute(update(m.Evidence.__table__).where(m.Evidence.__table__.c.id == evidence).values(version=1))
    with read.connect() as connection:
        assert [v["number"] for v in source.document_versions(connection, 1)] == [1]
        assert source.document_versions(connection, 2) == []
        assert (source.version_text(connection, 1, 1), source.version_text(connection, 1, 2)) == ("旧文", None)
        assert [r["id"] for r in source.version_records(connection, 1, 1)] == [3]
        assert source.version_records(connection, 2, 1) == []
        assert [r["id"] for r in source.speech_records(connection, 1)] == [2]
        assert "滨海大桥" in source.document_text(connection, 1)
        assert source.document_text(connection, 99) is None
