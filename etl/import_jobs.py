"""Imports in the background: files are kept in a spool folder, read by a process of their own, shown, then loaded.

    waiting ─▶ running ─▶ done          of the job; each of its files: waiting ─▶ recognised ─▶ loaded, or failed

The job's row says how far it is, so that the page can be left and come back to. A job whose process died is seen by
its last sign of life and can be started again; a load is repeatable, so that nothing comes in twice.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert, select, update

from db.engine import writing
from db.errors import BadEntry, NoSuchRow, TaizhangError
from db.models import Document, ImportJob, Speech
from db.rights import Actor, Right
from db.vocab import JobState
from etl.entries import set_reference_date, undo_reference_date
from etl.errors import DocumentError
from etl.import_preview import entered, preview_load, recognised, told
from etl.load import LoadReport, ingest_ledger
from etl.pipeline import extract
from etl.readers import read_bytes
from etl.records import DocumentLedger
from etl.speech_places import set_speech_places

SPOOL = Path("var") / "imports"
LARGEST_FILE = 20 * 2**20  # bytes
MOST_FILES = 50
SILENCE = timedelta(minutes=2)  # without a sign of life a running job counts as dead
KEPT = timedelta(days=7)  # how long a job and its files are kept
ROOT = Path(__file__).resolve().parents[1]
RECOGNISED, LOADED, FAILED, WAITING = "recognised", "loaded", "failed", "waiting"


def spool_of(engine: Engine) -> Path:
    """The folder that keeps the files of a ledger's imports: ledgers that share a machine have one each."""
    return SPOOL / sha256(engine.url.render_as_string(hide_password=True).encode()).hexdigest()[:12]


def open_job(
    engine: Engine, files: Sequence[tuple[str, bytes]], *, actor: Actor, now: datetime, spool: Path | None = None
) -> int:
    """Keep the files and make a job of them. Its id. BadEntry for none, too many or too large ones."""
    actor.require(Right.IMPORT)
    if not files or len(files) > MOST_FILES:
        raise BadEntry(f"an import has 1 to {MOST_FILES} files, not {len(files)}")
    rows = []
    for name, data in files:
        if len(data) > LARGEST_FILE:
            raise BadEntry(f"{name} has {len(data)} bytes, {LARGEST_FILE} is the most")
        rows.append({"name": os.path.basename(name.replace("\\", "/")), "sha256": sha256(data).hexdigest(),
                     "state": WAITING})
    spool = spool or spool_of(engine)
    _forget_old(engine, now, spool)
    table = ImportJob.__table__
    with writing(engine) as connection:
        job_id = connection.execute(insert(table).values(
            owner=actor.name, started_at=now, seen_at=now, state=str(JobState.WAITING), total=len(rows), done=0,
            files=rows).returning(table.c.id)).scalar_one()
    folder = spool / str(job_id)
    shutil.rmtree(folder, ignore_errors=True)  # SQLite gives the id of a job that was dropped again
    folder.mkdir(parents=True)
    for row, (_, data) in zip(rows, files, strict=True):
        (folder / row["sha256"]).write_bytes(data)
    return job_id


def start(engine: Engine, job_id: int, *, actor: Actor, load: bool = False, spool: Path | None = None) -> None:
    """Read the job's files in a process of its own, or, with `load`, put the recognised ones into the ledger."""
    actor.require(Right.IMPORT)
    _change(engine, job_id, state=str(JobState.RUNNING), seen_at=datetime.now(UTC))
    words = [sys.executable, "-m", "etl.import_worker", str(job_id)]
    if load:
        words += ["--load-as", actor.name, "--role", str(actor.role)]
    url = engine.url.render_as_string(hide_password=False)
    if engine.dialect.name == "sqlite" and engine.url.database:
        url = f"sqlite:///{Path(engine.url.database).resolve()}"
    spool = spool or spool_of(engine)
    with (spool / str(job_id) / "worker.log").open("ab") as log:
        subprocess.Popen([*words, "--spool", str(spool.resolve())], cwd=ROOT, env=os.environ | {"TAIZHANG_DB": url},
                         stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)


def choose(engine: Engine, job_id: int, choices: Mapping[int, Mapping[str, Any]]) -> None:
    """What to do with each file, by its place in the job: load, as_new, dates and places.

    Those by the ordinal of the speech: an ISO date, "" to take an entered one back; the code of a place.
    """
    files = list(_job(engine, job_id).files)
    for at, choice in choices.items():
        files[at] = files[at] | {"choice": dict(choice)}
    _change(engine, job_id, files=files)


def recognise(engine: Engine, job_id: int, *, spool: Path) -> None:
    """Read every file of a job and say what is in it and what a load would change."""
    for at, file in enumerate(_job(engine, job_id).files):
        if file["state"] == WAITING:
            _settle(engine, job_id, at, _recognised(engine, spool / str(job_id), file))
    _change(engine, job_id, state=str(JobState.DONE))


def load(engine: Engine, job_id: int, *, actor: Actor, spool: Path) -> None:
    """Load the recognised files of a job that were chosen, one transaction each."""
    actor.require(Right.IMPORT)
    for at, file in enumerate(_job(engine, job_id).files):
        if file["state"] == RECOGNISED and file.get("choice", {}).get("load", True):
            _settle(engine, job_id, at, _loaded(engine, spool / str(job_id), file, actor))
    _change(engine, job_id, state=str(JobState.DONE))


def is_dead(state: str, seen_at: datetime, now: datetime) -> bool:
    """Whether a job runs no more although its row says so."""
    return state == JobState.RUNNING and now - seen_at > SILENCE


def _recognised(engine: Engine, folder: Path, file: dict[str, Any]) -> dict[str, Any]:
    try:
        ledger = extract(read_bytes((folder / file["sha256"]).read_bytes(), name=file["name"]))
        report = preview_load(engine, ledger, now=datetime.now(UTC))
    except (DocumentError, TaizhangError, OSError) as error:
        return file | {"state": FAILED, "message": getattr(error, "reason", str(error))}
    except Exception as error:  # the per-document boundary: one file's fault must not lose the others
        return file | {"state": FAILED, "message": f"{type(error).__name__}: {error}"}
    return file | {"state": RECOGNISED, "speeches": recognised(ledger), "preview": told(report),
                   "entered": entered(engine, report)}


def _loaded(engine: Engine, folder: Path, file: dict[str, Any], actor: Actor) -> dict[str, Any]:
    choice = file.get("choice", {})
    try:
        ledger = extract(read_bytes((folder / file["sha256"]).read_bytes(), name=file["name"]))
        now = datetime.now(UTC)
        report = ingest_ledger(engine, ledger, command=f"import {file['name']}", actor=actor, now=now,
                               as_new=bool(choice.get("as_new")))
        _date(engine, report.duplicate_of or report.document, choice.get("dates", {}), actor, now)
        _place(engine, ledger, report, choice.get("places", {}), actor, now)
    except (DocumentError, TaizhangError, OSError) as error:
        return file | {"state": FAILED, "message": getattr(error, "reason", str(error))}
    return file | {"state": LOADED, "report": told(report)}


def _date(engine: Engine, document: str, dates: Mapping[str, str], actor: Actor, now: datetime) -> None:
    """Enter the days that the person gave for the speeches of a document; take back those that the person cleared."""
    for ordinal, day in dates.items():
        with engine.connect() as connection:
            speech_id = connection.execute(
                select(Speech.id).join(Document, Document.id == Speech.document_id)
                .where(Document.name == document, Speech.ordinal == int(ordinal))).scalar_one_or_none()
        if speech_id is not None and day:
            set_reference_date(engine, speech_id, day=date.fromisoformat(day), actor=actor, now=now)
        elif speech_id is not None:
            undo_reference_date(engine, speech_id, actor=actor, now=now)


def _place(
    engine: Engine, ledger: DocumentLedger, report: LoadReport, places: Mapping[str, str], actor: Actor, now: datetime
) -> None:
    """Enter the places that the person gave for the speeches of a document that was just loaded."""
    if not places or report.duplicate_of:
        return
    with engine.connect() as connection:
        document_id = connection.execute(select(Document.id).where(Document.name == report.document)).scalar_one()
    codes = {int(ordinal): code for ordinal, code in places.items()}
    set_speech_places(engine, document_id, codes, actor=actor, now=now, ledger=ledger)


def _settle(engine: Engine, job_id: int, at: int, file: dict[str, Any]) -> None:
    files = list(_job(engine, job_id).files)
    files[at] = file
    done = sum(f["state"] != WAITING for f in files)
    _change(engine, job_id, files=files, done=done, seen_at=datetime.now(UTC))


def _change(engine: Engine, job_id: int, **values: Any) -> None:
    table = ImportJob.__table__
    with writing(engine) as connection:
        connection.execute(update(table).where(table.c.id == job_id).values(values))


def _job(engine: Engine, job_id: int) -> Any:
    table = ImportJob.__table__
    with engine.connect() as connection:
        found = connection.execute(select(table).where(table.c.id == job_id)).first()
    if found is None:
        raise NoSuchRow(f"there is no import {job_id}")
    return found


def _forget_old(engine: Engine, now: datetime, spool: Path) -> None:
    """Drop jobs that nobody needs any more, and their files."""
    table = ImportJob.__table__
    with writing(engine) as connection:
        old = list(connection.execute(select(table.c.id).where(table.c.started_at < now - KEPT)).scalars())
        connection.execute(table.delete().where(table.c.id.in_(old)))
    for job_id in old:
        shutil.rmtree(spool / str(job_id), ignore_errors=True)
