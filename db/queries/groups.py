"""Groups of places (各县市区), and what each of their members must do by itself."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
)

from db.models import Document, Evidence, Indicator, Milestone, Region, RegionGroup, Speech
from db.queries.scope import EVIDENCE_COLUMNS, OPEN_REGION, Row, Scope, fetch, stands, with_evidence

SPEECH_SCOPE = func.coalesce(Region.code, Document.name + "#" + cast(Speech.ordinal, String))
"""What a load calls the place of a speech: its code, or document#ordinal where the place is open."""


def quotas(connection: Connection, scope: Scope) -> list[Row]:
    """The records that set a quota for each member of a group, as the speech states them.

    type, id, group_id, group, scope, place, members (names, none where nobody has named them), source, what, cmp,
    value, measure_unit, period, deadline_text, due_on, and the evidence. A milestone is left out where its sentence
    has a figure that is a quota: the figure says it better. In scope are the quotas that a chosen place sets, and of
    those that the place above sets, the chosen places' own: `members` are these alone then.
    """
    no_text, no_day = cast(null(), String), cast(null(), Date)
    figures = _of_group(select(
        literal("indicator").label("type"), Indicator.id, Indicator.name.label("what"), Indicator.cmp,
        func.coalesce(Indicator.value, Indicator.repaired_value).label("value"), Indicator.measure_unit,
        Indicator.period, no_text.label("deadline_text"), no_day.label("due_on"), no_text.label("event"),
        *_GROUP_COLUMNS, *EVIDENCE_COLUMNS,
    ), Indicator)
    stones = _of_group(select(
        literal("milestone").label("type"), Milestone.id, Milestone.subject.label("what"), no_text.label("cmp"),
        Milestone.count.label("value"), no_text.label("measure_unit"),
        no_text.label("period"), Milestone.deadline_text, Milestone.due_on, Milestone.event,
        *_GROUP_COLUMNS, *EVIDENCE_COLUMNS,
    ), Milestone).where(~_has_figure())
    rows = _in_scope(connection, fetch(connection, union_all(figures, stones)), scope)
    return sorted(rows, key=lambda r: (r["document_name"], r["ordinal"], r["group"], r["type"], r["id"]))


_GROUP_COLUMNS = (
    RegionGroup.id.label("group_id"), RegionGroup.name.label("group"), RegionGroup.scope.label("scope"),
    RegionGroup.members, RegionGroup.source, Region.name.label("place"), Speech.region_id,
)


def _in_scope(connection: Connection, rows: list[Row], scope: Scope) -> list[Row]:
    if not scope.regions:
        return rows
    chosen = fetch(connection, select(Region.name, Region.parent_id).where(Region.id.in_(scope.regions)))
    below = {(r["parent_id"], r["name"]) for r in chosen if r["parent_id"] is not None}
    found = []
    for row in rows:
        if (row["region_id"] or OPEN_REGION) in scope.regions:
            found.append(row)
        elif own := [name for name in row["members"] if (row["region_id"], name) in below]:
            found.append(row | {"members": own})
    return found


def expanded(rows: list[Row]) -> list[Row]:
    """One row a member and quota: the quota's row with `member`. A total is never divided: each has the whole quota."""
    return [row | {"member": member} for row in rows for member in row["members"]]


def groups(connection: Connection, scope: Scope) -> list[Row]:
    """The groups that quotas of the scope are for: id, scope, name, members, source, note, entered_by, place."""
    wanted = {r["group_id"] for r in quotas(connection, scope)}
    return fetch(connection, select(
        RegionGroup.id, RegionGroup.scope, RegionGroup.name, RegionGroup.members, RegionGroup.source,
        RegionGroup.note, RegionGroup.entered_by, Region.name.label("place"),
    ).outerjoin(Region, Region.code == RegionGroup.scope).where(RegionGroup.id.in_(wanted)).order_by(
        RegionGroup.scope, RegionGroup.name))


def _of_group(statement: Select[Any], record: Any) -> Select[Any]:
    return (
        with_evidence(statement.select_from(record), record)
        .outerjoin(Region, Region.id == Speech.region_id)
        .join(RegionGroup, and_(RegionGroup.name == record.quota_group, RegionGroup.scope == SPEECH_SCOPE))
    )


def _has_figure() -> ColumnElement[bool]:
    """That a quota in figures stands in the milestone's own sentence."""
    return exists().where(
        Indicator.quota_group.is_not(None), Indicator.speech_id == Milestone.speech_id, stands(Indicator),
        _figure_evidence.c.id == Indicator.evidence_id,
        _figure_evidence.c.sentence_start == Evidence.sentence_start,
    ).correlate(Milestone, Evidence)


_figure_evidence = Evidence.__table__.alias("figure_evidence")
