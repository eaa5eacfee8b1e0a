"""Large ledgers for the benchmarks, in words of our own, written through the tables in bulk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert

from db import history_triggers, migrate
from db import models as m
from db.vocab import Event, Modality, Stage

SEED = 20260105
PLACES, FEWEST_SPEECHES, UNITS = 20, 60, 120
MILESTONES_A_PROJECT = 3
QUOTES = 400  # a speech
LOADED = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
FIRST_DUE, DUE_DAYS = date(2025, 1, 1), 730
KINDS = ("道路", "水厂", "学校", "产业园", "光伏电站", "冷库", "码头", "医院", "管网", "仓储中心")
OFFICES = ("发改局", "工信局", "住建局", "交通局", "水务局", "自然资源局")
CHUNK = 20_000


def build(engine: Engine, *, projects: int, milestones: int | None = None) -> None:
    """Fill an empty database: places, speeches, units, projects, and milestones for each of them.

    The tables' history is put in place after the rows, as a load of this size by a person is no part of it.
    """
    migrate.upgrade(engine)
    draw = Random(SEED)
    wanted = projects * MILESTONES_A_PROJECT if milestones is None else milestones
    speeches = max(FEWEST_SPEECHES, wanted // QUOTES)
    with engine.begin() as connection:
        history_triggers.remove(connection)
        _subjects(connection, projects, speeches, draw)
        _put(connection, m.ProjectMention, _mentions(projects, speeches))
        _put(connection, m.Indicator, _figures(speeches))
        _put(connection, m.Milestone, _milestones(wanted, projects, speeches, draw))
        _put(connection, m.MilestoneUnit, ({"milestone_id": n, "unit_id": 1 + n % UNITS}
                                           for n in range(1, wanted + 1)))
        _put(connection, m.Assignment, _assignments(min(projects, 4_000), speeches, draw))
        history_triggers.install(connection)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("ANALYZE")


def _subjects(connection: Connection, projects: int, speeches: int, draw: Random) -> None:
    _put(connection, m.Run, [{"id": 1, "command": "bench", "extractor": "0", "started_at": LOADED,
                              "finished_at": LOADED, "counts": {}}])
    _put(connection, m.Region, ({"id": n, "code": f"9900{n:02}", "name": f"第{n}县", "short_name": f"第{n}",
                                 "level": "county"} for n in range(1, PLACES + 1)))
    text = _text()
    _put(connection, m.Document, ({
        "id": n, "name": f"会议{n}.txt", "media_type": "txt", "encoding": "utf-8", "sha256": str(n),
        "text_sha256": str(n), "text": text, "loaded_at": LOADED, "run_id": 1} for n in range(1, speeches + 1)))
    _put(connection, m.Speech, ({
        "id": n, "document_id": n, "ordinal": 1, "title": f"第{n}次项目会", "start": 0, "end": len(text),
        "region_id": 1 + n % PLACES, "region_source": "front_matter", "year": 2025, "month": 1 + n % 12,
        "reference_date": date(2025, 1 + n % 12, 10), "date_source": "front_matter", "clues": [], "as_read": {}}
        for n in range(1, speeches + 1)))
    _put(connection, m.Evidence, _evidence(text, speeches))
    _put(connection, m.Unit, ({"id": n, "scope": f"9900{1 + n % PLACES:02}", "region_id": 1 + n % PLACES,
                               "name": f"县{OFFICES[n % len(OFFICES)]}{n}"} for n in range(1, UNITS + 1)))
    stages = [str(s) for s in Stage]
    _put(connection, m.Project, ({
        "id": n, "scope": f"9900{1 + n % PLACES:02}", "name_key": f"{n}号{KINDS[n % len(KINDS)]}",
        "base_key": f"{n}号{KINDS[n % len(KINDS)]}", "name": f"{n}号{KINDS[n % len(KINDS)]}项目",
        "region_id": 1 + n % PLACES, "investment": draw.randrange(1, 4000) * 1e6,
        "annual_investment": draw.randrange(1, 900) * 1e6, "stage": stages[n % len(stages)]}
        for n in range(1, projects + 1)))


def _text() -> str:
    """Sentences of one length, so that the place of each quote is known."""
    return "".join(f"{n:04}号工程要按期完成，责任单位报送。\n" for n in range(QUOTES))


def _evidence(text: str, speeches: int) -> Iterator[dict[str, Any]]:
    length = len(text) // QUOTES
    for speech in range(speeches):
        for n in range(QUOTES):
            start = n * length
            yield {"id": speech * QUOTES + n + 1, "speech_id": speech + 1, "section_position": 0, "start": start,
                   "end": start + 6, "quote": text[start:start + 6], "sentence_start": start,
                   "sentence_end": start + length - 1, "version": 0}


def _of(n: int, speeches: int) -> dict[str, Any]:
    """What every record has: the n-th of its kind."""
    place = n % (speeches * QUOTES)
    return {"id": n, "key": str(n), "evidence_id": place + 1, "speech_id": place // QUOTES + 1, "rule": "bench",
            "confidence": 0.6 + n % 40 / 100, "topic": "project"}


def _mentions(projects: int, speeches: int) -> Iterator[dict[str, Any]]:
    for n in range(1, projects + 1):
        name = f"{n}号{KINDS[n % len(KINDS)]}项目"
        yield _of(n, speeches) | {"project_id": n, "name": name, "name_key": name,
                                  "stage": str(Stage.CONSTRUCTION), "spans": []}


def _figures(speeches: int) -> Iterator[dict[str, Any]]:
    for n in range(1, PLACES * 2 + 1):
        target = n % 2
        yield _of(n, speeches) | {"name": "固定资产投资", "canonical_name": "固定资产投资", "region_id": 1 + n % PLACES,
                        "value": (80 + n) * 1e8 if target else (40 + n) * 1e8, "cmp": "=", "measure_unit": "元",
                        "redacted": False, "status": "target" if target else "actual", "measure": "level",
                        "period": "2025"}


def _dated(n: int, draw: Random) -> dict[str, Any]:
    due = None if n % 25 == 0 else FIRST_DUE + timedelta(days=draw.randrange(DUE_DAYS))
    return {"deadline_text": "按期", "due_on": due, "due_basis": "stated" if due else "open"}


def _milestones(wanted: int, projects: int, speeches: int, draw: Random) -> Iterator[dict[str, Any]]:
    events, strengths = [str(e) for e in Event], [str(s) for s in Modality]
    for n in range(1, wanted + 1):
        project = 1 + n % projects
        yield _of(n, speeches) | _dated(n, draw) | {
            "subject": f"{project}号{KINDS[project % len(KINDS)]}项目", "project_id": project,
            "event": events[n % len(events)], "modality": strengths[n % len(strengths)]}


def _assignments(wanted: int, speeches: int, draw: Random) -> Iterator[dict[str, Any]]:
    for n in range(1, wanted + 1):
        yield _of(n, speeches) | _dated(n, draw) | {"role": "lead", "task": f"{n}号手续办理"}


def _put(connection: Connection, model: type, rows: Any) -> None:
    table: Table = model.__table__
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        connection.execute(insert(table), chunk)
