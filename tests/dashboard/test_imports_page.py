"""导入: what was recognised before it is loaded, and who may import."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from db.engine import open_engine
from db.models import ImportJob
from etl.import_jobs import load, open_job, recognise
from tests.dashboard.conftest import Open
from tests.people import TESTER

NOW = datetime(2026, 9, 2, 8, tzinfo=UTC)
SPEECH = (
    "在东湾县项目建设推进会上的讲话\n同志们：\n今年1至5月，全县固定资产投资完成36亿元，年底前要完成86亿元。"
    "东湾大桥要在10月底前建成通车，由县交通局负责。\n"
)


def job(url: str, tmp_path: Path, *texts: str, then_load: bool = False) -> int:
    engine = open_engine(url)
    files = [(f"讲话{n}.txt", t.encode()) for n, t in enumerate(texts)]
    id_ = open_job(engine, files, actor=TESTER, now=NOW, spool=tmp_path / "spool")
    recognise(engine, id_, spool=tmp_path / "spool")
    if then_load:
        load(engine, id_, actor=TESTER, spool=tmp_path / "spool")
    engine.dispose()
    return id_


def words(page: AppTest) -> str:
    kinds = (page.header, page.markdown, page.caption, page.error, page.warning)
    return "\n".join(str(e.value) for kind in kinds for e in kind)


def test_what_was_recognised_is_shown_with_its_clues(app: Open, empty_url: str, tmp_path: Path) -> None:
    page = app(empty_url, "imports", job=str(job(empty_url, tmp_path, SPEECH, " ")))
    assert not page.exception
    said = words(page)
    assert "讲话0" in said
    assert "将新增" in said
    assert "不早于 6 月" in said
    assert "读不了：文件是空的" in said
    assert [b.label for b in page.button if b.key == "load-job"] == ["把 1 个文件入库"]
    assert len(page.get("date_input")) == 3  # as-of, the day of the ledger, the day of the speech


def test_what_was_loaded_has_nothing_left_to_do(app: Open, empty_url: str, tmp_path: Path) -> None:
    page = app(empty_url, "imports", job=str(job(empty_url, tmp_path, SPEECH, then_load=True)))
    assert "已入库：新增" in words(page)
    assert [b for b in page.button if b.key == "load-job"] == []


def test_a_document_that_comes_again(app: Open, empty_url: str, tmp_path: Path) -> None:
    job(empty_url, tmp_path, SPEECH, then_load=True)
    page = app(empty_url, "imports", job=str(job(empty_url, tmp_path, SPEECH, SPEECH + "\n")))
    assert "与台账一致，没有变化" in words(page)
    assert "文字相同，不必再导入" in words(page)


@pytest.mark.parametrize("nonsense", ["999", "x", "-1", "1 OR 1", "1" * 30])
def test_an_address_that_means_no_job(app: Open, empty_url: str, nonsense: str) -> None:
    page = app(empty_url, "imports", job=nonsense)
    assert not page.exception
    assert page.title[0].value == "导入"


def test_a_job_whose_process_died_can_be_started_again(app: Open, empty_url: str, tmp_path: Path) -> None:
    id_ = job(empty_url, tmp_path, SPEECH)
    engine = open_engine(empty_url)
    with engine.begin() as connection:
        connection.execute(update(ImportJob.__table__).values(state="running", seen_at=NOW))
    page = app(empty_url, "imports", job=str(id_))
    assert "读取中断了" in words(page)
    assert [b.label for b in page.button if b.key == f"start-{id_}"] == ["再读一次"]
