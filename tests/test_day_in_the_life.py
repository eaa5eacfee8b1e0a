"""A day in the life of an office, on both databases: nothing that a person entered is lost, and the events tell it.

Import, review, two people at one record, a month of reports, an extension, a corrected document that comes again, a
crash in the middle of an import and of a report, backup, restore, verify.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from db import models as m
from db.as_of import ledger_as_of
from db.backups import back_up, restore
from db.engine import open_engine
from db.errors import EditConflict, NotAllowed
from db.history import version_of
from db.migrate import upgrade
from db.queries.progress import reports_of
from db.queries.review import QueueFilter, queue
from db.queries.scope import Scope, Slice
from db.rights import Actor
from db.services.deadlines import move_deadline
from db.services.progress import Reported, report_progress, verify_report
from db.services.responsibility import assign
from db.services.units import merge_units
from db.verification import verify
from db.vocab import Duty, RecordType, ReportMeasure, ReportSubject, ReviewState, Stage, UserRole
from etl.entries import mark_milestone_done
from etl.load import LoadReport, ingest_ledger
from etl.pipeline import extract
from etl.readers import read_bytes
from etl.review import accept_records, correct_record, reject_records
from etl.review_marked import add_record

ROOT = Path(__file__).parents[1]
DAY = datetime(2026, 3, 9, 0, 30, tzinfo=UTC)  # a Monday, half past eight in the office
CLERK, OTHER = Actor("陈办事员", UserRole.CLERK), Actor("林办事员", UserRole.CLERK)
KEEPER = Actor("系统管理员", UserRole.ADMINISTRATOR)
CHIEF = Actor("周科长", UserRole.SUPERVISOR)
SPEECH = """讲话人：青平县县长
地区：青平县
日期：2026-03-06

在全县重点项目推进会上的讲话
同志们：
今年全县固定资产投资要完成92亿元。1至2月全县固定资产投资已完成11.5亿元。重点项目要完成投资46亿元。
北河大桥项目总投资6.8亿元，要在9月底前建成通车，由县交通局负责。
城东水厂项目力争6月底前开工，县水务局要抓紧办好用地手续。
青平产业园二期工程年底前完成主体结构，责任单位是开发区管委会。
各责任单位每月25日前报送进度。县督查室每周通报一次。
凡连续两次通报排名末位的，由县政府约谈主要负责人。
刚才，几个单位作了表态，讲得都很实在。
项目是发展的抓手，这一点大家都清楚。
去年我们遇到了不少困难，土地紧，资金也紧，但是大家没有退缩。
有的单位等靠要思想还比较严重，总觉得条件不成熟。
有的同志坐在办公室里打电话，不到工地上去看。
工地上的情况，只有到了工地才知道。
服务企业不能只挂在嘴上，企业有难处，要主动上门。
群众对这几个项目盼了很多年，我们不能让群众失望。
质量是底线，哪一个环节都不能马虎。
安全这根弦要时刻绷紧。
老百姓看我们，不看会上怎么说，看的是路通没通、水来没来。
希望同志们振奋精神，扎实工作，把今年的事情办好。
"""
CORRECTED = SPEECH.replace("92亿元", "95亿元").replace("县督查室每周", "县政府督查室每周")
KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from sqlalchemy import event
from db.engine import open_engine
from tests.test_day_in_the_life import CLERK, CORRECTED, DAY, Reported, ReportMeasure, ReportSubject, load
from db.services.progress import report_progress

engine, what, project = open_engine(sys.argv[1]), sys.argv[2], int(sys.argv[3])
event.listen(engine, "commit", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
if what == "import":
    load(engine, CORRECTED, at=DAY)
else:
    report_progress(engine, ReportSubject.PROJECT, project, Reported("2026-06", ReportMeasure.INVESTMENT, value=9e9),
                    actor=CLERK, now=DAY.replace(month=7))
"""


def load(engine: Engine, text: str, *, at: datetime, name: str = "推进会讲话.txt") -> LoadReport:
    ledger = extract(read_bytes(text.encode(), name=name))
    return ingest_ledger(engine, ledger, command="test", actor=CLERK, now=at)


def rows(engine: Engine, table: type) -> list[dict]:
    with engine.connect() as connection:
        return [dict(r) for r in connection.execute(select(table.__table__).order_by(table.id)).mappings()]


def one(engine: Engine, table: type, **like: str) -> dict:
    (column, words), = like.items()
    (found,) = [r for r in rows(engine, table) if words in (r[column] or "") and r["review"] != "rejected"]
    return found


def everything(engine: Engine) -> dict[str, list]:
    """All rows of the ledger, without what only says who is running what."""
    with engine.connect() as connection:
        return {name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
                for name, table in m.METADATA.tables.items() if name not in ("change_context", "import_job", "run")}


def dies(engine: Engine, what: str, project: int) -> None:
    url = engine.url.render_as_string(hide_password=False)
    done = subprocess.run([sys.executable, "-c", KILLED, url, what, str(project)], cwd=ROOT, env=dict(os.environ),
                          capture_output=True, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


@pytest.fixture
def spare(request: pytest.FixtureRequest, tmp_path: Path, engine: Engine) -> Engine:
    """An empty ledger on the other kind of database, to restore to."""
    if engine.dialect.name == "postgresql":
        url = f"sqlite:///{tmp_path}/spare.db"
    else:
        url = request.getfixturevalue("new_postgres_database")(None)
    other = open_engine(url)
    upgrade(other)
    return other


@pytest.mark.postgres
def test_a_day_in_the_life(engine: Engine, spare: Engine, tmp_path: Path) -> None:
    # half past eight: the clerk imports the speech of Friday; a second import of it changes nothing
    assert load(engine, SPEECH, at=DAY).changed
    assert not load(engine, SPEECH, at=DAY).changed
    bridge = one(engine, m.Milestone, subject="北河大桥")
    plant = one(engine, m.Milestone, subject="水厂")
    target = next(i for i in rows(engine, m.Indicator) if i["value"] == 92e8)

    # the queue: most urgent first; a record is accepted, one corrected, one rejected, one added by marking its words
    with engine.connect() as connection:
        waiting = queue(connection, Scope(date(2026, 3, 9)), QueueFilter(), Slice(limit=100))
    assert [w["urgency"] for w in waiting] == sorted((w["urgency"] for w in waiting), reverse=True)
    accept_records(engine, [("milestone", bridge["id"]), ("indicator", target["id"])], actor=CLERK, now=DAY)
    correct_record(engine, "milestone", plant["id"], values={"modality": "must", "units": ["县水务局", "县发改局"]},
                   actor=CLERK, now=DAY)
    spurious = next(r for r in rows(engine, m.Sanction))
    reject_records(engine, [("sanction", spurious["id"])], reason="属一般要求", actor=CLERK, now=DAY)
    speech = rows(engine, m.Speech)[0]
    text = rows(engine, m.Document)[0]["text"]
    words = "县水务局要抓紧办好用地手续"
    added = add_record(engine, speech["id"], "milestone", start=text.index(words), end=text.index(words) + len(words),
                       values={"subject": "城东水厂用地手续", "event": "approve", "modality": "must"},
                       actor=CLERK, now=DAY)

    # two people edit one record: the second is told of the first
    with engine.connect() as connection:
        seen = version_of(connection, "milestone", bridge["id"])
    with pytest.raises(NotAllowed):
        correct_record(engine, "milestone", bridge["id"], values={"subject": "x"}, now=DAY,
                       actor=Actor("看客", UserRole.VIEWER))
    correct_record(engine, "milestone", bridge["id"], values={"subject": "北河大桥工程"}, actor=CLERK, now=DAY,
                   seen=seen)
    with pytest.raises(EditConflict) as told:
        correct_record(engine, "milestone", bridge["id"], values={"event": "operate"}, actor=OTHER, now=DAY, seen=seen)
    assert "陈办事员" in str(told.value)

    # who is responsible; two names of one unit
    assign(engine, [(ReportSubject.MILESTONE, bridge["id"])], role=Duty.LEADER, person="孙副县长", contact="0000",
           actor=CLERK, now=DAY)
    units = {u["name"]: u["id"] for u in rows(engine, m.Unit)}
    office = units["县督查室"]
    assign(engine, [(ReportSubject.MILESTONE, bridge["id"])], role=Duty.SUPERVISE, unit_id=office, actor=CLERK, now=DAY)

    # reports by month, one of them verified; the extension of the plant's start
    project = bridge["project_id"]
    months = [(f"2026-{n:02}", value) for n, value in ((3, 5e7), (4, 8e7), (5, 6e7))]
    total = 0.0
    for period, value in months:
        total += value
        report = report_progress(
            engine, ReportSubject.PROJECT, project,
            Reported(period, ReportMeasure.INVESTMENT, value=value, cumulative=total, percent=total / 6.8e6,
                     words="桩基施工", stage=Stage.CONSTRUCTION, stage_on=date(2026, 3, 20)),
            actor=CLERK, now=DAY + timedelta(days=95))
        assert report.questions == ()
    verify_report(engine, report.report_id, cumulative=1.8e8, percent=26, actor=CHIEF, now=DAY + timedelta(days=96))
    move_deadline(engine, RecordType.MILESTONE, plant["id"], to=date(2026, 8, 31), reason="用地批复未到",
                  approver="县长", actor=CHIEF, now=DAY + timedelta(days=97))
    mark_milestone_done(engine, added, done_on=date(2026, 6, 10), actor=CLERK, now=DAY + timedelta(days=98))
    before_correction = everything(engine)

    # a crash in the middle of an import, and of a report: as if it had never begun
    dies(engine, "import", project)
    dies(engine, "report", project)
    assert everything(engine) == before_correction

    # the corrected document comes again: a new version, proposals for what was reviewed, nothing of people lost
    again = load(engine, CORRECTED, at=DAY + timedelta(days=99), name="推进会讲话（更正）.txt")
    assert (again.version_of, again.version) == ("推进会讲话.txt", 1)
    assert again.proposals >= 1
    stands = {r["id"]: r for r in rows(engine, m.Milestone)}
    assert (stands[bridge["id"]]["subject"], stands[bridge["id"]]["review"]) == ("北河大桥工程", ReviewState.CORRECTED)
    assert (stands[plant["id"]]["modality"], stands[plant["id"]]["moved_to"]) == ("must", date(2026, 8, 31))
    assert stands[plant["id"]]["due_on"] == plant["due_on"]
    assert stands[added]["review"] == ReviewState.ADDED
    assert [s["review"] for s in rows(engine, m.Sanction)] == [ReviewState.REJECTED]
    (proposal,) = [p for p in rows(engine, m.Proposal) if p["record_id"] == target["id"]]
    assert (proposal["kind"], proposal["new"]["value"]) == ("changed", 95e8)
    assert next(i for i in rows(engine, m.Indicator) if i["id"] == target["id"])["value"] == 92e8
    other = {u["name"]: u["id"] for u in rows(engine, m.Unit)}["县政府督查室"]
    merge_units(engine, office, other, actor=CLERK, now=DAY + timedelta(days=99))
    assert not load(engine, CORRECTED, at=DAY + timedelta(days=99), name="推进会讲话（更正）.txt").changed
    assert "县政府督查室" not in {u["name"] for u in rows(engine, m.Unit)}
    with engine.connect() as connection:
        reports = reports_of(connection, ReportSubject.PROJECT, project)
    assert [(r["period"], r["cumulative"], r["verified_cumulative"]) for r in reports] == [
        ("2026-03", 5e7, None), ("2026-04", 1.3e8, None), ("2026-05", 1.9e8, 1.8e8)]

    # backup while the ledger is open, restored to the other kind of database, proved
    evening = DAY + timedelta(days=100)
    backup = tmp_path / "evening.db"
    back_up(engine, backup, now=evening)
    restore(spare, backup, actor=KEEPER, now=evening)
    restored, original = everything(spare), everything(engine)
    assert len(restored.pop("event")) == len(original.pop("event")) + 1  # the restore itself
    assert restored == original
    for ledger in (engine, spare):
        assert verify(ledger).findings == ()

    # the story, and the ledger as it was in the morning after the review
    story = [(e["action"], e["actor"]) for e in rows(engine, m.Event)]
    assert story[:6] == [(a, "陈办事员") for a in ("import", "accept", "correct", "reject", "add", "correct")]
    assert [a for a, _ in story if a in ("report", "verify", "move_deadline", "mark_done")] == [
        "report", "report", "report", "verify", "move_deadline", "mark_done"]
    morning = ledger_as_of(engine, DAY + timedelta(hours=1), folder=tmp_path / "snapshots")
    then = {r["id"]: r for r in rows(morning, m.Milestone)}
    assert then[plant["id"]]["moved_to"] is None
    assert rows(morning, m.ProgressReport) == []
    assert rows(morning, m.Document)[0]["name"] == "推进会讲话.txt"
