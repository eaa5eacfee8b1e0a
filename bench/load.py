"""Records to rows: this loader against SQLModel's add_all with the same rows, and a second load that changes nothing.

usage: python -m bench.load [--db URL] [PATH …]     (default: SQLite in a temporary folder, samples/)

The loader computes keys, places and projects, compares with what stands there and writes; add_all only writes rows that
somebody else prepared, as objects, parents first. Runs are interleaved in one process, each into an empty schema; the
ratios are what lasts. --db must name a database that may be emptied.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select
from sqlmodel import Session, SQLModel

from db import migrate, models
from db.engine import open_engine
from db.rights import local_actor
from etl.load import ingest_ledger
from etl.load_names import project_name_key, unit_name
from etl.pipeline import extract_file
from etl.records import DocumentLedger

REPEATS = 5
COPIES = 4  # each document under so many names, so that there is something to load
NOW = datetime(2026, 1, 1, tzinfo=UTC)
# parents first
MODELS: tuple[type[SQLModel], ...] = (
    models.Run, models.Region, models.Document, models.Speech, models.Section, models.Unit, models.Project,
    models.Evidence, models.SetAside, models.ProjectMention, models.Indicator, models.Milestone, models.Assignment,
    models.Cadence, models.Sanction, models.MilestoneUnit, models.AssignmentUnit,
)
Batch = dict[type[SQLModel], list[dict[str, Any]]]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("paths", nargs="*", type=Path, default=[Path("samples")])
    parser.add_argument("--db")
    options = parser.parse_args(argv)
    files = [f for p in options.paths for f in (sorted(p.rglob("*.txt")) if p.is_dir() else [p])]
    if not files:
        print("bench: no .txt files there", file=sys.stderr)
        return 2
    ledgers = [_copy(extract_file(f), n) for f in files for n in range(COPIES)]
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(options.db or f"sqlite:///{folder}/bench.db")
        _compare(engine, ledgers)
        engine.dispose()
    return 0


def _copy(ledger: DocumentLedger, number: int) -> DocumentLedger:
    """The same ledger under another name, with a text that differs at its very end."""
    document = ledger.prepared.document
    other = replace(document, name=f"{number}-{document.name}", text=f"{document.text}第{number}份")
    return replace(ledger, prepared=replace(ledger.prepared, document=other))


def _compare(engine: Engine, ledgers: list[DocumentLedger]) -> None:
    batches = _batches(engine, ledgers)
    rows = sum(len(found) for batch in batches for found in batch.values())
    seconds: dict[str, list[float]] = {"loader": [], "second load": [], "add_all": []}
    for _ in range(REPEATS):
        _empty(engine)
        seconds["loader"].append(_timed(lambda: _load(engine, ledgers)))
        seconds["second load"].append(_timed(lambda: _load(engine, ledgers)))
        _empty(engine)
        seconds["add_all"].append(_timed(lambda: _add_all(engine, batches)))
    print(f"{engine.dialect.name}: {len(ledgers)} documents, {rows:,} rows, median of {REPEATS} interleaved runs")
    plain = statistics.median(seconds["add_all"])
    for name, taken in seconds.items():
        median = statistics.median(taken)
        ratio = statistics.median(a / t for a, t in zip(seconds["add_all"], taken, strict=True))
        print(f"  {name:12} {rows / median:10,.0f} rows/s   {ratio:5.2f} × add_all")
    print(f"  add_all takes {1000 * plain / len(ledgers):.0f} ms a document")


def _batches(engine: Engine, ledgers: list[DocumentLedger]) -> list[Batch]:
    """The rows that each document adds, as the loader writes them."""
    _empty(engine)
    seen: set[tuple[type[SQLModel], tuple[Any, ...]]] = set()
    batches: list[Batch] = []
    for ledger in ledgers:
        _load(engine, [ledger])
        batch: Batch = {}
        with engine.connect() as connection:
            for model in MODELS:
                table = model.__table__
                for row in connection.execute(select(table)).mappings():
                    mark = (model, tuple(row[c.name] for c in table.primary_key))
                    if mark not in seen:
                        seen.add(mark)
                        batch.setdefault(model, []).append(dict(row))
        batches.append(batch)
    return batches


def _empty(engine: Engine) -> None:
    migrate.upgrade(engine)
    migrate.downgrade(engine, "base")
    migrate.upgrade(engine)


def _load(engine: Engine, ledgers: list[DocumentLedger]) -> None:
    for remembered in (unit_name, project_name_key):
        remembered.cache_clear()  # a second run must not know the names of the first
    for ledger in ledgers:
        ingest_ledger(engine, ledger, command="bench", actor=local_actor("test"), now=NOW)


def _add_all(engine: Engine, batches: list[Batch]) -> None:
    for batch in batches:
        with Session(engine) as session:
            for model, rows in batch.items():
                session.add_all([model(**row) for row in rows])
                session.flush()
            session.commit()


def _timed(run: Callable[[], None]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


if __name__ == "__main__":
    raise SystemExit(main())
