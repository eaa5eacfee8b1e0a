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

from sqlalchemy import ColumnElement, Connection, Date, Select, case, cast, func, literal, null, select, union_all
from sqlalchemy import String as Text

from db.models import Document, Evidence, Milestone, Project, ProjectMention, Region, Speech
from db.queries.milestones import MOST_IDS
from db.queries.scope import (
    EVIDENCE_COLUMNS,
    Row,
    Scope,
    Slice,
    contains,
    fetch,
    only,
    stands,
    with_evidence,
)
from db.queries.slot_sources import SOURCES, model_of
from db.vocab import ReportSubject

KINDS = (ReportSubject.MILESTONE, ReportSubject.ASSIGNMENT, ReportSubject.PROJECT)
ASKED = (ReportSubject.MILESTONE, ReportSubject.ASSIGNMENT)  # what is asked about: a project is asked by its items


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
    statement = only(select(inner, _filled(inner, len(slots)).label("filled"), func.count().over().label("total")),
                     _missing(inner, slots, wanted.missing))
    found = fetch(connection, statement.order_by("filled", inner.c.id).limit(window.limit).offset(window.offset))
    return _with_words(connection, kind, found)


def gaps(connection: Connection, scope: Scope, wanted: SlotFilter, kind: ReportSubject) -> Row:
    """items, `complete`, and `slot0` …: how many items of the kind lack each slot, whatever the filter says is missing
    ("23 items have no deadline")."""
    slots, inner = _slots(kind, scope, wanted)
    complete = func.coalesce(func.sum(case((_filled(inner, len(slots)) == len(slots), 1), else_=0)), 0)
    return fetch(connection, select(
        func.count().label("items"), complete.label("complete"), *_lacking(inner, len(slots))).select_from(inner))[0]


def asked(connection: Connection, scope: Scope, wanted: SlotFilter) -> list[Row]:
    """The speeches whose milestones and tasks lack something, in order: speech_id, speech_title, ordinal,
    document_name, and how many items of them lack something (`items`)."""
    counts = []
    for kind in ASKED:
        slots, inner = _slots(kind, scope, wanted)
        counts.append(only(select(inner.c.speech_id, func.count().label("n")), _filled(inner, len(slots)) < len(slots),
                           _missing(inner, slots, wanted.missing)).group_by(inner.c.speech_id))
    both = union_all(*counts).subquery()
    return fetch(connection, select(
        Speech.id.label("speech_id"), Speech.title.label("speech_title"), Speech.ordinal,
        Document.name.label("document_name"), func.sum(both.c.n).label("items"),
    ).join(both, both.c.speech_id == Speech.id).join(Document, Document.id == Speech.document_id).group_by(
        Speech.id, Speech.title, Speech.ordinal, Document.name).order_by(Speech.id))


def questions(connection: Connection, scope: Scope, wanted: SlotFilter, speech_id: int | None = None) -> list[Row]:
    """The milestones and tasks that lack something, in the order of the speeches or of one speech: what goes back
    after the meeting."""
    rows = []
    for kind in ASKED:
        slots, inner = _slots(kind, scope, wanted, speech_id)
        filled = _filled(inner, len(slots))
        statement = only(select(inner, filled.label("filled")), filled < len(slots),
                         _missing(inner, slots, wanted.missing))
        found = fetch(connection, statement.order_by(inner.c.speech_id, inner.c.place, inner.c.id))
        rows += _with_words(connection, kind, found)
    return sorted(rows, key=lambda r: (r["speech_id"], r["place"]))


# ---------------------------------------------------------------- items


def _slots(
    kind: ReportSubject, scope: Scope, wanted: SlotFilter, speech_id: int | None = None
) -> tuple[tuple[Slot, ...], Any]:
    """The template's slots, and the items of the kind (id, speech_id, place) with what fills each; of one speech."""
    slots = templates()[wanted.template]
    statement = _items(kind, _id_of(kind), Speech.id.label("speech_id"), Evidence.start.label("place"))
    for i, slot in enumerate(slots):
        filling = SOURCES[slot.source](kind)
        for rows, condition in filling.joins:
            statement = statement.outerjoin(rows, condition)
        statement = statement.add_columns(filling.value.label(f"slot{i}"))
    own = None if speech_id is None else Speech.id == speech_id
    return slots, only(statement, *_conditions(kind, scope, wanted), own).subquery()


def _with_words(connection: Connection, kind: ReportSubject, found: list[Row]) -> list[Row]:
    """The rows with the items' title, deadline and sentence, which are looked up for them only."""
    model = Project if kind == ReportSubject.PROJECT else model_of(kind)
    nothing = (cast(null(), Text), cast(null(), Date))
    deadline, due = nothing if model is Project else (model.deadline_text, func.coalesce(model.moved_to, model.due_on))
    statement = _items(
        kind, literal(str(kind)).label("type"), _id_of(kind), _title(kind).label("title"), Region.name.label("region"),
        deadline.label("deadline"), due.label("due_on"), *EVIDENCE_COLUMNS)
    words: dict[int, Row] = {}
    for at in range(0, len(found), MOST_IDS):
        ids = [row["id"] for row in found[at:at + MOST_IDS]]
        words |= {row["id"]: row for row in fetch(connection, statement.where(_id_of(kind).in_(ids)))}
    return [words[row["id"]] | row for row in found]


def _items(kind: ReportSubject, *columns: ColumnElement) -> Select:
    """Columns of the items of a kind, their place and their words; of a project the first mention's."""
    if kind == ReportSubject.PROJECT:
        first = select(ProjectMention.project_id, func.min(ProjectMention.id).label("id")).where(
            stands(ProjectMention)).group_by(ProjectMention.project_id).subquery()
        return with_evidence(
            select(*columns).select_from(Project).join(first, first.c.project_id == Project.id)
            .join(ProjectMention, ProjectMention.id == first.c.id), ProjectMention,
        ).outerjoin(Region, Region.id == Project.region_id)
    model = model_of(kind)
    return with_evidence(select(*columns).select_from(model), model).outerjoin(Region, Region.id == Speech.region_id)


def _id_of(kind: ReportSubject) -> ColumnElement[int]:
    return Project.id if kind == ReportSubject.PROJECT else model_of(kind).id


def _title(kind: ReportSubject) -> Any:
    if kind == ReportSubject.PROJECT:
        return Project.name
    return Milestone.subject if kind == ReportSubject.MILESTONE else model_of(kind).task


def _conditions(kind: ReportSubject, scope: Scope, wanted: SlotFilter) -> list[ColumnElement[bool] | None]:
    if kind == ReportSubject.PROJECT:
        return [scope.covers(Project.region_id), contains(wanted.words, _title(kind))]
    return [scope.covers(Speech.region_id), contains(wanted.words, _title(kind))]


def _filled(inner: Any, n: int) -> ColumnElement[int]:
    return sum((case((inner.c[f"slot{i}"].is_not(None), 1), else_=0) for i in range(n)), literal(0))


def _lacking(inner: Any, n: int) -> list[ColumnElement[int]]:
    return [func.coalesce(func.sum(case((inner.c[f"slot{i}"].is_(None), 1), else_=0)), 0).label(f"slot{i}")
            for i in range(n)]


def _missing(inner: Any, slots: tuple[Slot, ...], name: str) -> ColumnElement[bool] | None:
    return next((inner.c[f"slot{i}"].is_(None) for i, s in enumerate(slots) if s.name == name), None)


@cache
def _table(name: str) -> list[dict[str, str]]:
    text = files("db.templates").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
