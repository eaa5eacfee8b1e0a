"""Several imports at once, and imports that die in the middle: all rows of a document or none, and none twice."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from db.models import METADATA
from etl.load import ingest_ledger
from tests.etl.speeches import COUNTY, HISTORY, dump, ledger
from tests.etl.test_load import NOW
from tests.people import TESTER

ROOT = Path(__file__).parents[2]
LOAD = """
import os, signal, sys
from datetime import UTC, datetime
from sqlalchemy import event
from db.engine import open_engine
from etl.load import ingest_ledger
from tests.etl.speeches import COUNTY, ledger
from tests.people import TESTER

def die_at(engine, when):
    left = [int(when) if when.isdigit() else -1]
    def die(*_):
        os.kill(os.getpid(), signal.SIGKILL)
    def count(*_):
        left[0] -= 1
        if left[0] == 0:
            die()
    event.listen(engine, "after_cursor_execute", count)
    if when == "commit":
        event.listen(engine, "commit", die)

engine, name, copies = open_engine(sys.argv[1]), sys.argv[2], int(sys.argv[3])
document = ledger(name, *[COUNTY] * copies)
print("ready", flush=True)
sys.stdin.readline()
die_at(engine, sys.argv[4])
report = ingest_ledger(engine, document, command="test", actor=TESTER, now=datetime.now(UTC))
print(report.total.inserted, report.duplicate_of)
"""
COPIES = 3


def start(engine: Engine, name: str, *, die_at: str = "") -> subprocess.Popen[str]:
    """A process that has read its document and waits for a line to load it.

    `die_at`: the statement after which it kills itself, or "commit": all is written and nothing committed.
    """
    url = engine.url.render_as_string(hide_password=False)
    process = subprocess.Popen(
        [sys.executable, "-c", LOAD, url, name, str(COPIES), die_at], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.stderr and process.stderr.read()
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return sum(len(connection.execute(select(table)).all())
                   for name, table in METADATA.tables.items() if name not in HISTORY)


@pytest.mark.parametrize("names", [("县.txt", "县.txt"), ("甲.txt", "乙.txt")])
def test_two_imports_at_once_load_a_text_once(engine: Engine, names: tuple[str, str]) -> None:
    running = [start(engine, name) for name in names]
    for process in running:
        go(process)
    ended = [p.communicate(timeout=120) for p in running]
    assert [error for _, error in ended] == ["", ""]
    inserted = sorted(int(out.split()[0]) for out, _ in ended)
    assert inserted[0] == 0
    assert inserted[1] == rows(engine) - 1  # and one run


@pytest.mark.parametrize("when", ["1", "4", "9", "17", "25", "33", "commit"])
def test_an_import_that_is_killed_leaves_nothing_and_can_be_repeated(engine: Engine, when: str) -> None:
    process = start(engine, "县.txt", die_at=when)
    go(process)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (-signal.SIGKILL, "")
    assert rows(engine) == 0
    report = ingest_ledger(engine, ledger("县.txt", *[COUNTY] * COPIES), command="test", actor=TESTER, now=NOW)
    assert report.total.inserted == rows(engine) - 1
    assert whole(engine)


def test_an_import_that_is_killed_keeps_what_stood_there(engine: Engine) -> None:
    ingest_ledger(engine, ledger("县.txt", COUNTY), command="test", actor=TESTER, now=NOW)
    before = dump(engine)
    process = start(engine, "县.txt", die_at="commit")
    go(process)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert dump(engine) == before


def whole(engine: Engine) -> bool:
    """Everything that one import of the document writes, in a sound database."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        counts = {t: connection.execute(text(f"SELECT count(*) FROM {t}")).scalar() for t in METADATA.tables}
    expected = {"run": 1, "document": 1, "speech": COPIES, "milestone": 2 * COPIES, "indicator": 3 * COPIES,
                "evidence": 8 * COPIES, "sanction": COPIES, "project": 2}
    return {t: counts[t] for t in expected} == expected
