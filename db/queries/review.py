"""The review queue: what was read and waits for a person, what a later reading says otherwise, and how far it is.

A row's urgency is (1 − confidence) × weight: the doubtful comes first, and of two equally doubtful the weightier.

    weight = 1 + money + dated + must
    money   2 from 100 million yuan, 1 from one million yuan (indicator in 元, investment of a project)
    dated   1 for a milestone or assignment with a due date
    must    1 for a milestone that must happen, against one that is striven for or planned

A record with an open proposal counts as doubtful as can be: its confidence is taken as 0 for the order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Float,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)

from db.history import row_history, version_of
from db.models import (
    AssignmentUnit,
    Document,
    Evidence,
    Indicator,
    Milestone,
    MilestoneUnit,
    ProjectMention,
    Proposal,
    Region,
    Review,
    Speech,
    Unit,
)
from db.queries.scope import EVIDENCE_COLUMNS, Row, Scope, Slice, fetch, only, with_evidence
from db.queries.source import RECORD_TABLES
from db.vocab import Modality, ProposalState, ReviewState

LARGE, SIZEABLE = 1e8, 1e6  # yuan
YUAN = "元"
_LINKS = {"milestone": MilestoneUnit, "assignment": AssignmentUnit}


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """Empty fields let everything through. `proposed`: only records that a later reading says otherwise about."""

    states: tuple[str, ...] = (str(ReviewState.PENDING),)
    types: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    document: str = ""
    speech_id: int | None = None
    proposed: bool = False
    least_confidence: float = 0.0
    most_confidence: float = 1.0


def queue(connection: Connection, scope: Scope, wanted: QueueFilter, window: Slice) -> list[Row]:
    """One page of the queue, most urgent first: type, id, what, how, value, measure_unit, deadline_text, due_on,
    confidence, review, rule, topic, proposals (open), urgency, version, region, total and the evidence.

    A record with an open proposal is in the queue whatever its state, where pending ones are wanted.
    """
    rows = _in_scope(scope, wanted)
    open_ = rows.c.proposals > 0
    states = rows.c.review.in_(wanted.states)
    if str(ReviewState.PENDING) in wanted.states:
        states = or_(states, open_)
    statement = only(
        select(rows, func.count().over().label("total")), states if wanted.states else None,
        open_ if wanted.proposed else None,
    )
    page = statement.order_by(*_order(rows)).limit(window.limit).offset(window.offset).subquery()
    own = [c for c in page.c if c.name not in ("document_name", "ordinal", "evidence_id")]
    found = fetch(connection, (  # the words of the page's records alone: a text is cut for each of them
        select(*own, *EVIDENCE_COLUMNS).join(Evidence, Evidence.id == page.c.evidence_id)
        .join(Speech, Speech.id == Evidence.speech_id).join(Document, Document.id == Speech.document_id)
        .order_by(*_order(page))
    ))
    return [r | {"version": record_version(connection, r["type"], r["id"])} for r in found]


def review_counts(connection: Connection, scope: Scope, wanted: QueueFilter) -> list[Row]:
    """review, type, n, proposals: how many records of each type stand where; the filter's states are left aside."""
    rows = _in_scope(scope, wanted)
    return fetch(connection, select(
        rows.c.review, rows.c.type, func.count().label("n"), func.sum(rows.c.proposals).label("proposals"),
    ).group_by(rows.c.review, rows.c.type).order_by(rows.c.review, rows.c.type))


def queue_choices(connection: Connection, scope: Scope) -> list[Row]:
    """What the queue can be filtered by: type, rule, topic, n."""
    rows = _in_scope(scope, QueueFilter())
    return fetch(connection, select(
        rows.c.type, rows.c.rule, rows.c.topic, func.count().label("n"),
    ).group_by(rows.c.type, rows.c.rule, rows.c.topic).order_by(rows.c.type, rows.c.rule, rows.c.topic))


def review_record(connection: Connection, record_type: str, record_id: int) -> Row | None:
    """One record: `columns`, `units`, `review` (state, machine, person, reason, reviewed_by, reviewed_at; None while
    it is pending), `proposals` (open), `history`, `version`, and the evidence. None where there is no such record."""
    table = RECORD_TABLES[record_type][0]
    found = fetch(connection, with_evidence(
        select(*EVIDENCE_COLUMNS, Evidence.version.label("text_version"), Evidence.start, Evidence.end)
        .select_from(table), table, rejected=True).where(table.id == record_id))
    if not found:
        return None
    columns = fetch(connection, select(table.__table__).where(table.id == record_id))[0]
    said = fetch(connection, select(Review.__table__).where(
        Review.record_type == record_type, Review.record_id == record_id))
    return found[0] | {
        "type": record_type, "id": record_id, "columns": columns,
        "units": _unit_names(connection, record_type, record_id),
        "review": said[0] if said else None, "proposals": proposals_of(connection, record_type, record_id),
        "history": record_history(connection, record_type, record_id),
        "version": record_version(connection, record_type, record_id),
    }


def proposals_of(connection: Connection, record_type: str, record_id: int) -> list[Row]:
    """The open proposals about a record: id, kind, new_key, new, made_at."""
    return fetch(connection, select(
        Proposal.id, Proposal.kind, Proposal.new_key, Proposal.new, Proposal.made_at,
    ).where(
        Proposal.record_type == record_type, Proposal.record_id == record_id,
        Proposal.state == str(ProposalState.OPEN),
    ).order_by(Proposal.id))


def record_history(connection: Connection, record_type: str, record_id: int) -> list[Row]:
    """Every change of a record and of what was said of it, oldest first, as db.history.row_history gives them."""
    found = [c for table, id_ in _rows_of(connection, record_type, record_id)
             for c in row_history(connection, table, id_)]
    return sorted(found, key=lambda c: c["change_id"])


def record_version(connection: Connection, record_type: str, record_id: int) -> int:
    """What a service's `seen` must be for an edit that begins now."""
    return max(version_of(connection, table, id_) for table, id_ in _rows_of(connection, record_type, record_id))


def _rows_of(connection: Connection, record_type: str, record_id: int) -> list[tuple[str, int]]:
    review = select(Review.id).where(Review.record_type == record_type, Review.record_id == record_id)
    own = [("review", id_) for id_ in connection.execute(review).scalars()]
    return [(RECORD_TABLES[record_type][0].__tablename__, record_id), *own]


def _unit_names(connection: Connection, record_type: str, record_id: int) -> list[str]:
    if record_type not in _LINKS:
        return []
    link = _LINKS[record_type]
    owner = next(iter(link.__table__.columns))
    names = select(Unit.name).join(link, link.unit_id == Unit.id).where(owner == record_id).order_by(Unit.name)
    return list(connection.execute(names).scalars())


# ---------------------------------------------------------------- the records of all types as one table


def _order(rows: Subquery) -> tuple[ColumnElement[Any], ...]:
    c = rows.c
    return c.urgency.desc(), c.document_name, c.ordinal, c.start, c.type, c.id


def _in_scope(scope: Scope, wanted: QueueFilter) -> Subquery:
    kinds = wanted.types or tuple(RECORD_TABLES)
    every = union_all(*(_records(kind, wanted) for kind in kinds)).subquery()
    return only(select(every), scope.covers(every.c.region_id)).subquery()


def _records(kind: str, wanted: QueueFilter) -> Select[Any]:
    table, what, how = RECORD_TABLES[kind]
    proposals = (
        select(func.count()).where(
            Proposal.record_type == kind, Proposal.record_id == table.id, Proposal.state == str(ProposalState.OPEN))
        .correlate(table).scalar_subquery()
    )
    dated, nothing = kind in _LINKS, cast(null(), String)
    value = table.value if table is Indicator else table.investment if table is ProjectMention else cast(null(), Float)
    doubt = case((proposals > 0, 1.0), else_=1.0 - table.confidence)
    statement = select(
        literal(kind).label("type"), table.id, cast(what, String).label("what"), cast(how, String).label("how"),
        value.label("value"), (table.measure_unit if table is Indicator else nothing).label("measure_unit"),
        (table.deadline_text if dated else nothing).label("deadline_text"),
        (func.coalesce(table.moved_to, table.due_on) if dated else cast(null(), Date)).label("due_on"),
        table.confidence, table.review, table.rule, table.topic,
        proposals.label("proposals"), (doubt * _weight(kind, table)).label("urgency"),
        Speech.region_id.label("region_id"), Region.name.label("region"), Evidence.start, table.evidence_id,
        Document.name.label("document_name"), Speech.ordinal,
    ).select_from(table)
    joined = with_evidence(statement, table, rejected=True).outerjoin(Region, Region.id == Speech.region_id)
    return only(joined, *_conditions(table, wanted))


def _conditions(table: Any, wanted: QueueFilter) -> list[ColumnElement[bool] | None]:
    return [
        table.rule.in_(wanted.rules) if wanted.rules else None,
        table.topic.in_(wanted.topics) if wanted.topics else None,
        Document.name == wanted.document if wanted.document else None,
        Speech.id == wanted.speech_id if wanted.speech_id is not None else None,
        and_(table.confidence >= wanted.least_confidence, table.confidence <= wanted.most_confidence),
    ]


def _weight(kind: str, table: Any) -> ColumnElement[Any]:
    weight: ColumnElement[Any] = literal(1)
    if table is Indicator:
        in_yuan = table.measure_unit == YUAN
        weight += case(
            (and_(in_yuan, table.value >= LARGE), 2), (and_(in_yuan, table.value >= SIZEABLE), 1), else_=0)
    elif table is ProjectMention:
        weight += case((table.investment >= LARGE, 2), (table.investment >= SIZEABLE, 1), else_=0)
    if kind in _LINKS:
        weight += case((table.due_on.is_not(None), 1), else_=0)
    if table is Milestone:
        weight += case((table.modality == str(Modality.MUST), 1), else_=0)
    return weight
