"""Imports in the background: recognised before they are loaded, and none lost or doubled when a process dies."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from db import models as m
from db.errors import BadEntry, NoSuchRow, NotAllowed
from db.queries.imports import import_job, loaded_documents, recent_jobs
from etl.import_jobs import SILENCE, choose, is_dead, load, open_job, recognise, start
from tests.people import CLERK, VIEWER

NOW = datetime(2026, 9, 2, 8, tzinfo=UTC)
SPEECH = (
    "在东湾县项目建设推进会上的讲话\n同志们：\n今年全县固定资产投资要完成86亿元。"
    "东湾大桥要在10月底前建成通车，由县交通局负责。县督查室每周通报一次进度。\n"
).encode()


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    return tmp_path / "spool"


def opened(engine: Engine, spool: Path, *files: tuple[str, bytes]) -> int:
    return open_job(engine, files or (("讲话.txt", SPEECH),), actor=CLERK, now=NOW, spool=spool)


def job(engine: Engine, id_: int) -> dict:
    with engine.connect() as connection:
        found = import_job(connection, id_)
    assert found is not None
    return found


def documents(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return [d["name"] for d in loaded_documents(connection)]


def test_what_is_recognised_is_shown_before_anything_is_loaded(engine: Engine, spool: Path) -> None:
    id_ = opened(engine, spool, ("讲话.txt", SPEECH), ("坏.pdf", b"%PDF-1.4 nothing"), ("..\\空.txt", b"  \n"))
    recognise(engine, id_, spool=spool)
    done = job(engine, id_)
    good, bad, empty = done["files"]
    assert (done["state"], done["done"], good["state"]) == ("done", 3, "recognised")
    assert [(s["ordinal"], s["records"]["indicator"]) for s in good["speeches"]] == [(1, 1)]
    assert good["preview"]["inserted"] > 0
    assert (bad["state"], empty["state"], empty["name"]) == ("failed", "failed", "空.txt")
    assert empty["message"] == "文件是空的"
    assert documents(engine) == []


def test_the_chosen_files_are_loaded_with_their_dates(engine: Engine, spool: Path) -> None:
    id_ = opened(engine, spool, ("讲话.txt", SPEECH), ("另.txt", "各位：全县工业投资完成3亿元。".encode()))
    recognise(engine, id_, spool=spool)
    choose(engine, id_, {0: {"load": True, "dates": {"1": "2026-03-05"}}, 1: {"load": False}})
    load(engine, id_, actor=CLERK, spool=spool)
    assert [f["state"] for f in job(engine, id_)["files"]] == ["loaded", "recognised"]
    assert documents(engine) == ["讲话.txt"]
    with engine.connect() as connection:
        assert str(connection.execute(select(m.Speech.reference_date)).scalar_one()) == "2026-03-05"
        actions = connection.execute(select(m.Event.action, m.Event.actor).order_by(m.Event.id)).all()
    assert [tuple(a) for a in actions] == [("import", "陈办事员"), ("set_date", "陈办事员")]
    load(engine, id_, actor=CLERK, spool=spool)
    assert documents(engine) == ["讲话.txt"]


def test_places_and_emptied_dates_are_entered_with_the_load(engine: Engine, spool: Path) -> None:
    first = opened(engine, spool)
    recognise(engine, first, spool=spool)
    choose(engine, first, {0: {"load": True, "dates": {"1": "2026-03-05"}, "places": {"1": "440825"}}})
    load(engine, first, actor=CLERK, spool=spool)
    place = select(m.Region.code, m.Speech.reference_date).join(m.Region, m.Region.id == m.Speech.region_id)
    with engine.connect() as connection:
        assert [(c, str(d)) for c, d in connection.execute(place)] == [("440825", "2026-03-05")]
    again = opened(engine, spool, ("讲话.txt", SPEECH.replace(b"86", b"88")))
    recognise(engine, again, spool=spool)
    assert job(engine, again)["files"][0]["entered"] == {"dates": {"1": "2026-03-05"}, "places": {"1": "440825"}}
    choose(engine, again, {0: {"load": True, "dates": {"1": ""}}})
    load(engine, again, actor=CLERK, spool=spool)
    with engine.connect() as connection:
        assert connection.execute(place).all() == [("440825", None)]


def test_a_document_that_comes_again_says_what_would_change(engine: Engine, spool: Path) -> None:
    first = opened(engine, spool)
    recognise(engine, first, spool=spool)
    load(engine, first, actor=CLERK, spool=spool)
    again = opened(engine, spool, ("讲话.txt", SPEECH), ("副本.txt", SPEECH),
                   ("讲话.txt", SPEECH.replace(b"86", b"88")))
    recognise(engine, again, spool=spool)
    same, copy, corrected = (f["preview"] for f in job(engine, again)["files"])
    assert (same["inserted"], same["updated"], same["removed"]) == (0, 0, 0)
    assert copy["duplicate_of"] == "讲话.txt"
    assert corrected["inserted"] and corrected["removed"] and corrected["unchanged"]


def test_the_process_of_its_own_reads_and_loads(engine: Engine, spool: Path) -> None:
    id_ = opened(engine, spool)
    start(engine, id_, actor=CLERK, spool=spool)
    assert _until(engine, id_, "recognised")
    start(engine, id_, actor=CLERK, load=True, spool=spool)
    assert _until(engine, id_, "loaded")
    assert documents(engine) == ["讲话.txt"]


def _until(engine: Engine, id_: int, state: str, *, seconds: int = 60) -> bool:
    for _ in range(seconds * 5):
        if job(engine, id_)["files"][0]["state"] == state and job(engine, id_)["state"] == "done":
            return True
        time.sleep(0.2)
    return False


def test_a_job_that_died_can_be_gone_on_with(engine: Engine, spool: Path) -> None:
    id_ = opened(engine, spool, ("讲话.txt", SPEECH), ("另.txt", "全县工业投资完成3亿元。".encode()))
    recognise(engine, id_, spool=spool)
    assert is_dead("running", NOW, NOW + SILENCE + timedelta(seconds=1))
    assert not is_dead("running", NOW, NOW + SILENCE)
    assert not is_dead("done", NOW, NOW + SILENCE * 2)
    load(engine, id_, actor=CLERK, spool=spool)
    load(engine, id_, actor=CLERK, spool=spool)
    assert sorted(documents(engine)) == ["另.txt", "讲话.txt"]


@pytest.mark.parametrize("files", [(), tuple((f"{n}.txt", b"x") for n in range(51))])
def test_too_few_and_too_many_files(engine: Engine, spool: Path, files: tuple) -> None:
    with pytest.raises(BadEntry, match="files"):
        open_job(engine, files, actor=CLERK, now=NOW, spool=spool)


def test_who_may_not_import(engine: Engine, spool: Path) -> None:
    with pytest.raises(NotAllowed):
        open_job(engine, [("a.txt", b"x")], actor=VIEWER, now=NOW, spool=spool)
    id_ = opened(engine, spool)
    with pytest.raises(NotAllowed):
        load(engine, id_, actor=VIEWER, spool=spool)
    with pytest.raises(NoSuchRow):
        recognise(engine, 999, spool=spool)


def test_old_jobs_go_with_their_files(engine: Engine, spool: Path) -> None:
    old = opened(engine, spool)
    new = open_job(engine, [("b.txt", b"y")], actor=CLERK, now=NOW + timedelta(days=8), spool=spool)
    with engine.connect() as connection:
        assert [j["id"] for j in recent_jobs(connection, CLERK.name)] == [new]
        assert connection.execute(select(func.count()).select_from(m.ImportJob)).scalar_one() == 1
    assert [p.read_bytes() for p in spool.rglob("*") if p.is_file()] == [b"y"], old
