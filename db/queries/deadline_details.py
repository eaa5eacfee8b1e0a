"""The words of a page of deadlines: sentence, moves, who answers, what was entered and last reported."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, and_, cast, func, null, or_, select

from db.models import (
    Assignment,
    AssignmentUnit,
    DeadlineMove,
    EntryKind,
    Milestone,
    MilestoneUnit,
    PersonEntry,
    ProgressReport,
    Project,
    Responsibility,
    Speech,
    Unit,
)
from db.periods import period_end
from db.queries.scope import EVIDENCE_COLUMNS, Row, Scope, entry_of, fetch, with_evidence
from db.vocab import Duty, RecordType, ReportSubject

Named = tuple[str, int]  # type and id
JOIN = "、"
MOST_ROWS = 2000
REPORTED = ("problem", "next_step", "words", "percent", "period")


@cache
def leader_posts() -> tuple[str, ...]:
    """The words on which the name of a leader's post ends (db/templates/leaders.tsv)."""
    text = files("db.templates").joinpath("leaders.tsv").read_text(encoding="utf-8")
    return tuple(row["post"] for row in csv.DictReader(text.splitlines(), delimiter="\t"))


def details(connection: Connection, scope: Scope, found: list[Row]) -> list[Row]:
    """`page_details` of any number of rows, a part at a time: databases bound the parameters of a statement."""
    return [row for at in range(0, len(found), MOST_ROWS)
            for row in page_details(connection, scope, found[at:at + MOST_ROWS])]


def page_details(connection: Connection, scope: Scope, found: list[Row]) -> list[Row]:
    """The rows in the order of `found`, which gives each row's type, id, due_on, progress, region and total.

    More: subject, how (event or role), modality, deadline_text, baseline, moves, days_moved, due_basis, confidence,
    said_on (the day of the speech), project, project_id, done_on, done_note, done_by, units, leaders, contacts,
    entered (what the office entered about who answers); of the last report by the as-of day problem, next_step, words,
    percent, period; and the evidence.
    """
    keys = [(r["type"], r["id"]) for r in found]
    words = {(kind, row["id"]): row for kind in RecordType
             if (ids := [i for k, i in keys if k == kind]) for row in fetch(connection, _words(kind, ids))}
    who = _who(connection, keys, words)
    moves = _moves(connection, keys)
    said = _last_reports(connection, scope, keys, words)
    nothing = {"moves": 0, "days_moved": 0}
    return [words[k] | row | moves.get(k, nothing) | who[k] | said.get(k, dict.fromkeys(REPORTED))
            for k, row in zip(keys, found, strict=True)]


def moves_and_reports(connection: Connection, scope: Scope, kind: str, record_id: int) -> Row:
    """The history of one deadline, oldest first: `moves`, and the `reports` of it and of its project."""
    c = DeadlineMove.__table__
    project = select(Milestone.project_id).where(Milestone.id == record_id)
    project_id = connection.execute(project).scalar_one_or_none() if kind == RecordType.MILESTONE else None
    key = (kind, record_id)
    return {
        "moves": fetch(connection, select(c).where(
            c.c.record_type == kind, c.c.record_id == record_id).order_by(c.c.id)),
        "reports": sorted(_reports(connection, [key], {key: project_id}), key=_period),
    }


def _words(kind: RecordType, ids: list[int]) -> Select:
    stone = kind == RecordType.MILESTONE
    record: Any = Milestone if stone else Assignment
    nothing = cast(null(), String)
    own = (
        (Milestone.subject, Milestone.event.label("how"), Milestone.event, Milestone.modality, Milestone.project_id,
         Project.name.label("project")) if stone else
        (Assignment.task.label("subject"), Assignment.role.label("how"), nothing.label("event"),
         nothing.label("modality"), null().label("project_id"), nothing.label("project"))
    )
    statement = with_evidence(select(
        record.id, *own, record.deadline_text, record.due_on.label("baseline"), record.due_basis, record.confidence,
        PersonEntry.date_value.label("done_on"), PersonEntry.note.label("done_note"),
        PersonEntry.entered_by.label("done_by"), Speech.reference_date.label("said_on"), *EVIDENCE_COLUMNS,
    ).select_from(record), record).outerjoin(PersonEntry, entry_of(EntryKind.MILESTONE_DONE, record))
    if stone:
        statement = statement.outerjoin(Project, Project.id == Milestone.project_id)
    return statement.where(record.id.in_(ids))


def _ids(keys: Iterable[Named], kind: str) -> list[int]:
    return [i for k, i in keys if k == kind]


def _named_units(connection: Connection, keys: list[Named]) -> dict[Named, list[str]]:
    """The units that the speeches give the records to."""
    found: dict[Named, list[str]] = defaultdict(list)
    for kind, link, owner in ((RecordType.MILESTONE, MilestoneUnit, MilestoneUnit.milestone_id),
                              (RecordType.ASSIGNMENT, AssignmentUnit, AssignmentUnit.assignment_id)):
        for row in fetch(connection, select(owner.label("id"), Unit.name).join(Unit, Unit.id == link.unit_id).where(
                owner.in_(_ids(keys, kind))).order_by(owner, Unit.name)):
            found[str(kind), row["id"]].append(row["name"])
    return found


def _who(connection: Connection, keys: list[Named], words: dict[Named, Row]) -> dict[Named, Row]:
    """units (the office's first, then those of the speech), leaders, contacts of each record."""
    named = _named_units(connection, keys)
    entered = _entered(connection, keys, {k: words[k]["project_id"] for k in keys})
    out = {}
    for key in keys:
        own = entered.get(key, [])
        units = [e["unit"] for e in own if e["unit"] and e["role"] != Duty.LEADER] + named.get(key, [])
        people = [f"{e['person']} {e['contact']}".strip() for e in own if e["person"] and e["role"] != Duty.LEADER]
        leaders = [e["person"] or e["unit"] for e in own if e["role"] == Duty.LEADER]
        leaders += [name for name in named.get(key, []) if name.endswith(leader_posts())]
        units = [name for name in units if not name.endswith(leader_posts())]
        out[key] = {"units": JOIN.join(dict.fromkeys(units)) or None, "contacts": JOIN.join(people) or None,
                    "leaders": JOIN.join(dict.fromkeys(leaders)) or None, "entered": own}
    return out


def _entered(connection: Connection, keys: list[Named], projects: dict[Named, int | None]) -> dict[Named, list[Row]]:
    """What the office entered about who answers, for the record itself and, of leaders, for its project."""
    r = Responsibility
    rows = fetch(connection, select(
        r.id, r.subject_type, r.subject_id, r.role, r.person, r.contact, Unit.name.label("unit"),
    ).outerjoin_from(r, Unit, Unit.id == r.unit_id).where(
        _about(r.subject_type, r.subject_id, keys, projects)).order_by(r.id))
    found: dict[Named, list[Row]] = defaultdict(list)
    for key in keys:
        of_project = (str(RecordType.PROJECT), projects[key])
        found[key] = [row for row in rows if (row["subject_type"], row["subject_id"]) == key or (
            (row["subject_type"], row["subject_id"]) == of_project and row["role"] == Duty.LEADER)]
    return found


def _about(kind: Any, subject: Any, keys: list[Named], projects: dict[Named, int | None]) -> ColumnElement[bool]:
    """That a row of the office is about one of the records or their projects."""
    of = {str(k): _ids(keys, k) for k in (RecordType.MILESTONE, RecordType.ASSIGNMENT)}
    of[str(RecordType.PROJECT)] = sorted({p for p in projects.values() if p is not None})
    return or_(*(and_(kind == name, subject.in_(ids)) for name, ids in of.items()))


def _moves(connection: Connection, keys: list[Named]) -> dict[Named, Row]:
    m = DeadlineMove
    rows = fetch(connection, select(
        m.record_type, m.record_id, func.count().label("moves"), func.sum(m.days).label("days_moved"),
    ).where(_about(m.record_type, m.record_id, keys, {})).group_by(m.record_type, m.record_id))
    return {(r["record_type"], r["record_id"]): {"moves": r["moves"], "days_moved": r["days_moved"]} for r in rows}


def _reports(connection: Connection, keys: list[Named], projects: dict[Named, int | None]) -> list[Row]:
    p = ProgressReport.__table__
    rows = fetch(connection, select(p, Unit.name.label("unit")).outerjoin(Unit, Unit.id == p.c.unit_id).where(
        _about(p.c.subject_type, p.c.subject_id, keys, projects)))
    return [r | {"percent": r["percent"] if r["verified_percent"] is None else r["verified_percent"]} for r in rows]


def _last_reports(
    connection: Connection, scope: Scope, keys: list[Named], words: dict[Named, Row]
) -> dict[Named, Row]:
    """What was last reported by the as-of day: of the record itself, else of its project."""
    projects = {k: words[k]["project_id"] for k in keys}
    last: dict[tuple[str, int], Row] = {}
    for report in sorted(_reports(connection, keys, projects), key=_period):
        said = any(report[name] not in (None, "") for name in ("problem", "next_step", "words", "percent"))
        if said and _begins(report) <= scope.asof.isoformat():
            last[report["subject_type"], report["subject_id"]] = report
    found = {}
    for key in keys:
        report = last.get(key) or last.get((str(ReportSubject.PROJECT), projects[key] or 0))
        if report is not None:
            found[key] = {name: report[name] for name in REPORTED}
    return found


def _period(report: Row) -> tuple:
    return period_end(report["period"]), report["id"]


def _begins(report: Row) -> str:
    """The day or month of a report, to compare with a day: a month's report counts from the month's first day."""
    return report["period"] if "W" not in report["period"] else period_end(report["period"]).isoformat()
