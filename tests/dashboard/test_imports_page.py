"""导入: what was recognised before it is loaded, and who may import."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, update
from streamlit.testing.v1 import AppTest

from dashboard import session
from db.engine import open_engine
from db.history import changing
from db.models import ImportJob, PersonEntry
from db.queries.imports import lost_entries
from db.vocab import Action
from etl.entries import set_reference_date
from etl.import_jobs import load, open_job, recognise
from etl.speech_places import set_speech_place
from tests.dashboard.conftest import Open
from tests.people import TESTER, WANG

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


def test_a_corrected_document_tells_which_records_change(app: Open, empty_url: str, tmp_path: Path) -> None:
    job(empty_url, tmp_path, SPEECH, then_load=True)
    corrected = SPEECH.replace("10月底前", "11月底前").replace("36亿元", "37亿元")
    page = app(empty_url, "imports", job=str(job(empty_url, tmp_path, corrected)))
    assert not page.exception
    said = words(page)
    assert "新记录" in said and "不再有的记录" in said
    assert "东湾大桥" in said.split("新记录")[1]
    assert "10月底前" in said.split("不再有的记录")[1]
    before = app(empty_url, "imports")
    before.session_state[session.NAME] = TESTER.name
    before = before.run()
    opened = next(b for b in before.button if "个文件" in b.label).click().run()
    assert "新增" in words(opened)


def test_what_was_entered_before_is_shown_and_kept(app: Open, empty_url: str, tmp_path: Path) -> None:
    job(empty_url, tmp_path, SPEECH, then_load=True)
    engine = open_engine(empty_url)
    set_reference_date(engine, 1, day=date(2025, 6, 20), actor=TESTER, now=NOW)
    set_speech_place(engine, 1, code="440825", actor=TESTER, now=NOW)
    page = app(empty_url, "imports", job=str(job(empty_url, tmp_path, SPEECH.replace("36亿元", "37亿元"))))
    said = words(page)
    assert "广东省湛江市徐闻县（已设定） · 2025年6月20日（已设定）" in said
    day = next(d for d in page.date_input if str(d.key).startswith("date-"))
    assert day.value == date(2025, 6, 20)
    place = next(s for s in page.selectbox if str(s.key).startswith("place-"))
    assert place.value == "广东省湛江市徐闻县"


def test_entries_without_a_record_are_named_with_a_way_out(app: Open, empty_url: str, tmp_path: Path) -> None:
    job(empty_url, tmp_path, SPEECH, then_load=True)
    engine = open_engine(empty_url)
    with changing(engine, Action.MARK_DONE, actor=WANG, now=NOW) as change:
        change.about("milestone", None, "西湾码头")
        change.connection.execute(insert(PersonEntry.__table__).values(
            kind="milestone_done", document_name="讲话0.txt", ordinal=1, record_key="gone.gone", note="已验收",
            date_value=date(2026, 8, 1), entered_by=WANG.name, entered_at=NOW))
    page = app(empty_url, "imports")
    said = words(page)
    assert "找不到对应记录的填报" in "".join(str(h.value) for h in (*page.header, *page.subheader, *page.markdown))
    assert "办结：西湾码头、2026年8月1日（王科员：已验收）" in said
    page.session_state[session.NAME] = "王科员"
    page = next(b for b in page.run().button if b.label == "撤销这条填报").click().run()
    assert not page.exception
    with engine.connect() as connection:
        assert lost_entries(connection) == []


def test_an_old_word_file_is_refused_with_what_to_do(app: Open, empty_url: str, tmp_path: Path) -> None:
    engine = open_engine(empty_url)
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
    id_ = open_job(engine, [("通知.doc", old), ("通知.wps", old)], actor=TESTER, now=NOW, spool=tmp_path / "spool")
    recognise(engine, id_, spool=tmp_path / "spool")
    page = app(empty_url, "imports", job=str(id_))
    assert words(page).count("请另存为 docx") == 3  # each file, and beside the uploader
    assert list(page.get("file_uploader")[0].proto.type) == []  # whatever is dropped is taken, and answered


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
