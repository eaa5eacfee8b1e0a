"""Checks of figures against each other, and commitments without a date."""

from __future__ import annotations

from sqlalchemy import Connection, Select, func, select

from db.models import Commitment, CommitmentUnit, Document, Evidence, Finding, Indicator, Project, Region, Speech, Unit
from db.queries.scope import EVIDENCE_COLUMNS, Row, Scope, Slice, fetch, only, stands, with_evidence

# the figure that a finding is about, as a record of its own
FIGURE_ID = (
    select(func.min(Indicator.id)).join(Evidence, Evidence.id == Indicator.evidence_id)
    .where(Evidence.speech_id == Finding.speech_id, Evidence.start == Finding.start, Evidence.end == Finding.end,
           Evidence.version == 0, stands(Indicator))
    .correlate(Finding).scalar_subquery()
)
FINDING_COLUMNS = (
    Finding.id.label("finding_id"), Finding.kind, Finding.holds, Finding.says, Finding.start, Finding.end,
    Finding.places, FIGURE_ID.label("id"), Speech.id.label("speech_id"), Speech.title.label("speech_title"),
    Speech.ordinal, Document.name.label("document_name"), Region.name.label("region"),
    func.substr(Document.text, Finding.start + 1, Finding.end - Finding.start).label("quote"),
)


def findings(connection: Connection, scope: Scope, holds: bool | None, window: Slice) -> list[Row]:
    """One page of the checks, those that fail first; `holds` None takes both. `id` is the indicator, where one is."""
    statement = only(
        _joined(select(*FINDING_COLUMNS, func.count().over().label("total"))), scope.covers(Speech.region_id),
        None if holds is None else Finding.holds.is_(holds),
    )
    order = (Finding.holds, Document.name, Speech.ordinal, Finding.start, Finding.id)
    return fetch(connection, statement.order_by(*order).limit(window.limit).offset(window.offset))


def findings_of(connection: Connection, speech_id: int) -> list[Row]:
    """All checks of a speech, those that fail first."""
    statement = _joined(select(*FINDING_COLUMNS)).where(Finding.speech_id == speech_id)
    return fetch(connection, statement.order_by(Finding.holds, Finding.start, Finding.id))


def failing_count(connection: Connection, scope: Scope) -> int:
    """How many checks do not come out."""
    statement = only(_joined(select(func.count())), scope.covers(Speech.region_id), Finding.holds.is_(False))
    return connection.execute(statement).scalar_one()


def commitments(connection: Connection, scope: Scope, window: Slice) -> list[Row]:
    """One page of what is promised without a date, with project, place and `units` (names joined by 、)."""
    statement = only(
        with_evidence(select(
            Commitment.id, Commitment.subject, Commitment.event, Commitment.words, Project.name.label("project"),
            Region.name.label("region"), func.count().over().label("total"), *EVIDENCE_COLUMNS,
        ).select_from(Commitment), Commitment)
        .outerjoin(Project, Project.id == Commitment.project_id)
        .outerjoin(Region, Region.id == func.coalesce(Project.region_id, Speech.region_id)),
        scope.covers(func.coalesce(Project.region_id, Speech.region_id)),
    )
    order = (Document.name, Speech.ordinal, Evidence.start, Commitment.id)
    rows = fetch(connection, statement.order_by(*order).limit(window.limit).offset(window.offset))
    names = _unit_names(connection, [r["id"] for r in rows])
    return [r | {"units": "、".join(names.get(r["id"], ()))} for r in rows]


def commitment_count(connection: Connection, scope: Scope) -> int:
    """How many promises have no date."""
    statement = only(
        select(func.count()).select_from(Commitment).join(Speech, Speech.id == Commitment.speech_id)
        .outerjoin(Project, Project.id == Commitment.project_id),
        scope.covers(func.coalesce(Project.region_id, Speech.region_id)),
    )
    return connection.execute(statement).scalar_one()


def _unit_names(connection: Connection, ids: list[int]) -> dict[int, list[str]]:
    """The responsible units of commitments, a query for each thousand."""
    found: dict[int, list[str]] = {}
    for at in range(0, len(ids), _IDS_A_QUERY):
        statement = select(CommitmentUnit.commitment_id, Unit.name).join(
            Unit, Unit.id == CommitmentUnit.unit_id
        ).where(CommitmentUnit.commitment_id.in_(ids[at:at + _IDS_A_QUERY])).order_by(Unit.name)
        for commitment, name in connection.execute(statement):
            found.setdefault(commitment, []).append(name)
    return found


_IDS_A_QUERY = 1000


def _joined(statement: Select) -> Select:
    return (
        statement.select_from(Finding).join(Speech, Speech.id == Finding.speech_id)
        .join(Document, Document.id == Speech.document_id).outerjoin(Region, Region.id == Speech.region_id)
    )
