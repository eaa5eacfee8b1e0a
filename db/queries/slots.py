"""What an item lacks: the slots of 六定, 三明确, 四个干 and the like, filled by words of the speech or by the office.

The templates are a table (db/templates/slots.tsv): each slot names one of the sources of db.queries.slot_sources, what
is said of an item that lacks it (`lacks`: 没有完成时限) and what its people are asked then (`asks`).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import ColumnElement, Connection, Date, Select, case, cast, func, literal, null, select
from sqlalchemy import String as Text

from db.models import Evidence, Milestone, Project, ProjectMention, Region, Speech
from db.queries.scope import (
    EVIDENCE_COLUMNS,
    Row,
    Scope,
    Slice,
    contains,
    fetch,
    named_project,
    only,
    stands,
    with_evidence,
)
from db.queries.slot_sources import SOURCES, model_of
from db.vocab import ReportSubject

KINDS = (ReportSubject.MILESTONE, ReportSubject.ASSIGNMENT, ReportSubject.PROJECT)


@dataclass(frozen=True, slots=True)
class Slot:
    name: str  # 定联系领导
    source: str
    lacks: str  # 没有联系领导
    asks: str  # 由哪位领导联系


@dataclass(frozen=True, slots=True)
class SlotFilter:
    """`missing`: only items that lack the slot of this name; empty fields let everything through."""

    template: str
    missing: str = ""
    words: str = ""


@cache
def templates() -> dict[str, tuple[Slot, ...]]:
    """Template → its slots, in order."""
    found: dict[str, tuple[Slot, ...]] = {}
    for row in _table("slots.tsv"):
        slot = Slot(row["slot"], row["source"], row["lacks"], row["asks"])
        found[row["template"]] = (*found.get(row["template"], ()), slot)
    return found


def items(connection: Connection, scope: Scope, wanted: SlotFilter, window: Slice, kind: ReportSubject) -> list[Row]:
    """One page of milestones, tasks or projects: type, id, title, deadline, due_on, region and words; `slot0`, `slot1`
    … what fills each.

    Each row has `filled` and `total`, the number of rows that the filter lets through. Emptiest first.
    """
    slots, inner = _slots(kind, scope, wanted)
    filled = _filled(inner, len(slots))
    statement = only(select(inner, filled.label("filled"), func.count().over().label("total")),
                     _missing(inner, slots, wanted.missing))
    return fetch(connection, statement.order_by(filled, inner.c.id).limit(window.limit).offset(window.offset))


def gaps(connection: Connection, scope: Scope, wanted: SlotFilter) -> list[Row]:
    """kind, items, `complete`, and `slot0` …: how many items of each kind lack each slot, whatever the filter says is
    missing ("23 items have no deadline")."""
    rows = []
    for kind in KINDS:
        slots, inner = _slots(kind, scope, wanted)
        n = len(slots)
        counts = [func.coalesce(func.sum(case((inner.c[f"slot{i}"].is_(None), 1), else_=0)), 0).label(f"slot{i}")
                  for i in range(n)]
        complete = func.coalesce(func.sum(case((_filled(inner, n) == n, 1), else_=0)), 0).label("complete")
        rows.append(fetch(connection, select(literal(str(kind)).label("kind"), func.count().label("items"), complete,
                                             *counts).select_from(inner))[0])
    return rows


def questions(connection: Connection, scope: Scope, wanted: SlotFilter, *, most: int = 2000) -> list[Row]:
    """The milestones and tasks that lack something, in the order of the speeches: what goes back after the meeting."""
    rows = []
    for kind in (ReportSubject.MILESTONE, ReportSubject.ASSIGNMENT):
        slots, inner = _slots(kind, scope, wanted)
        filled = _filled(inner, len(slots))
        statement = only(select(inner, filled.label("filled")), filled < len(slots),
                         _missing(inner, slots, wanted.missing))
        rows += fetch(connection, statement.order_by(inner.c.speech_id, inner.c.place, inner.c.id).limit(most))
    return sorted(rows, key=lambda r: (r["speech_id"], r["place"]))


# ---------------------------------------------------------------- items


def _slots(kind: ReportSubject, scope: Scope, wanted: SlotFilter) -> tuple[tuple[Slot, ...], Any]:
    """The template's slots, and the items of the kind with what fills each."""
    slots = templates()[wanted.template]
    columns = [SOURCES[s.source](kind).label(f"slot{i}") for i, s in enumerate(slots)]
    return slots, only(_items(kind).add_columns(*columns), *_conditions(kind, scope, wanted)).subquery()


def _items(kind: ReportSubject) -> Select:
    """The items of a kind with what tells them apart, their place and their words; of a project the first mention's."""
    if kind == ReportSubject.PROJECT:
        first = select(func.min(ProjectMention.id)).where(
            ProjectMention.project_id == Project.id, stands(ProjectMention)).correlate(Project).scalar_subquery()
        return with_evidence(select(
            literal(str(kind)).label("type"), Project.id, Project.name.label("title"), Region.name.label("region"),
            cast(null(), Text).label("deadline"), cast(null(), Date).label("due_on"), Evidence.start.label("place"),
            *EVIDENCE_COLUMNS,
        ).select_from(Project).join(ProjectMention, ProjectMention.id == first), ProjectMention).outerjoin(
            Region, Region.id == Project.region_id)
    model = model_of(kind)
    return with_evidence(select(
        literal(str(kind)).label("type"), model.id, _title(kind).label("title"), Region.name.label("region"),
        model.deadline_text.label("deadline"), func.coalesce(model.moved_to, model.due_on).label("due_on"),
        Evidence.start.label("place"), *EVIDENCE_COLUMNS,
    ).select_from(model), model).outerjoin(Region, Region.id == Speech.region_id)


def _title(kind: ReportSubject) -> Any:
    return Milestone.subject if kind == ReportSubject.MILESTONE else model_of(kind).task


def _conditions(kind: ReportSubject, scope: Scope, wanted: SlotFilter) -> list[ColumnElement[bool] | None]:
    if kind == ReportSubject.PROJECT:
        return [named_project(), scope.covers(Project.region_id), contains(wanted.words, Project.name)]
    return [scope.covers(Speech.region_id), contains(wanted.words, _title(kind))]


def _filled(inner: Any, n: int) -> ColumnElement[int]:
    return sum((case((inner.c[f"slot{i}"].is_not(None), 1), else_=0) for i in range(n)), literal(0))


def _missing(inner: Any, slots: tuple[Slot, ...], name: str) -> ColumnElement[bool] | None:
    return next((inner.c[f"slot{i}"].is_(None) for i, s in enumerate(slots) if s.name == name), None)


@cache
def _table(name: str) -> list[dict[str, str]]:
    text = files("db.templates").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
