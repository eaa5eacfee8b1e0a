"""The statements of the review queue. Each kind of record has its own order in an index (db.models.reading_order); a
page takes of every kind as many as could stand on it, then the first of these.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Integer,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    not_,
    null,
    select,
    union_all,
)

from db.models import (
    Document,
    Evidence,
    Indicator,
    ProjectMention,
    Proposal,
    Region,
    Speech,
    due_of,
    urgency_of,
    weight_of,
)
from db.queries.kept import IDS, KEPT, LIMIT, OFFSET, REACH, AnyScope
from db.queries.scope import EVIDENCE_COLUMNS, only, with_evidence
from db.queries.source import RECORD_TABLES
from db.vocab import ProposalState, ReviewState

DATED = ("milestone", "assignment")


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


@lru_cache(KEPT)
def page(scope: AnyScope, wanted: QueueFilter) -> Select[Any]:
    """type, id, urgency of a page's records, in their order."""
    parts = [select(part) for kind in _kinds(wanted) for part in _parts(kind, scope, wanted)]
    c = union_all(*parts).subquery().c
    return select(c.type, c.id, c.urgency).order_by(
        c.urgency.desc(), c.document_name, c.ordinal, c.start, c.type, c.id).limit(LIMIT).offset(OFFSET)


@lru_cache(KEPT)
def total(scope: AnyScope, wanted: QueueFilter) -> Select[Any]:
    """total: how many records there are on all pages."""
    counts = []
    for kind in _kinds(wanted):
        table, proposed = RECORD_TABLES[kind][0], _proposed(kind)
        # what a state counts for is summed, not filtered by: else SQLite goes through a state of all places for one
        in_state, in_any = table.review.in_(_states(wanted)), func.count(table.id)
        own = in_any if not wanted.states else func.coalesce(func.sum(case((in_state, 1), else_=0)), 0)
        if not wanted.proposed:
            counts.append(only(_joined(select(own), table, scope, wanted), *_conditions(table, scope, wanted)))
        more = only(_joined(select(in_any), table, scope, wanted), *_conditions(table, scope, wanted)).join(
            proposed, proposed.c.record_id == table.id).where(*_proposed_too(table, wanted))
        counts.append(more if wanted.proposed else more.where(not_(in_state)))
    first, *more = (c.scalar_subquery() for c in counts)
    return select(sum(more, first).label("total"))


@lru_cache(KEPT)
def counts(scope: AnyScope, wanted: QueueFilter) -> Select[Any]:
    """review, type, n, proposals."""
    parts = []
    for kind in _kinds(wanted):
        table, proposed = RECORD_TABLES[kind][0], _proposed(kind)
        part = _joined(select(
            table.review, literal(kind).label("type"), func.count().label("n"),
            cast(func.coalesce(func.sum(proposed.c.proposals), 0), Integer).label("proposals"),
        ), table, scope, wanted).outerjoin(proposed, proposed.c.record_id == table.id)
        parts.append(only(part, *_conditions(table, scope, wanted)).group_by(table.review))
    c = union_all(*parts).subquery().c
    return select(c.review, c.type, c.n, c.proposals).order_by(c.review, c.type)


@lru_cache(KEPT)
def choices(scope: AnyScope) -> Select[Any]:
    """type, rule, topic, n."""
    parts = []
    for kind, (table, _, _) in RECORD_TABLES.items():
        part = _joined(select(literal(kind).label("type"), table.rule, table.topic, func.count().label("n")),
                       table, scope, QueueFilter())
        parts.append(only(part, scope.covers(Speech.region_id)).group_by(table.rule, table.topic))
    c = union_all(*parts).subquery().c
    return select(c.type, c.rule, c.topic, c.n).order_by(c.type, c.rule, c.topic)


@lru_cache
def words(kind: str) -> Select[Any]:
    """What the queue says of the records IDS of a kind, with the words of each."""
    table, what, how = RECORD_TABLES[kind]
    value = table.value if table is Indicator else table.investment if table is ProjectMention else null()
    proposals = select(func.count()).where(*_is_open(kind), Proposal.record_id == table.id).correlate(
        table).scalar_subquery()
    return with_evidence(select(
        literal(kind).label("type"), table.id, what.label("what"), how.label("how"), value.label("value"),
        (table.measure_unit if table is Indicator else null()).label("measure_unit"),
        (table.deadline_text if kind in DATED else null()).label("deadline_text"),
        (due_of(table) if kind in DATED else null()).label("due_on"),
        table.confidence, table.review, table.rule, table.topic, proposals.label("proposals"),
        Speech.region_id, Region.name.label("region"), Evidence.start, *EVIDENCE_COLUMNS,
    ).select_from(table), table, rejected=True).outerjoin(Region, Region.id == Speech.region_id).where(
        table.id.in_(IDS))


def _parts(kind: str, scope: AnyScope, wanted: QueueFilter) -> list[Subquery]:
    """A kind's first records in each state, and of those with open proposals: these are as doubtful as can be."""
    table, proposed = RECORD_TABLES[kind][0], _proposed(kind)
    most = literal_column("1.0", Float) * weight_of(table)
    found = [_first(kind, most, scope, wanted).join(proposed, proposed.c.record_id == table.id).where(
        *_proposed_too(table, wanted))]
    if not wanted.proposed:
        found += [
            _first(kind, urgency_of(table), scope, wanted).outerjoin(proposed, proposed.c.record_id == table.id).where(
                proposed.c.record_id.is_(None), _own_state(table, wanted) == state) for state in _states(wanted)]
    return [part.subquery() for part in found]


def _first(kind: str, urgency: ColumnElement[float], scope: AnyScope, wanted: QueueFilter) -> Select[Any]:
    table = RECORD_TABLES[kind][0]
    order = (urgency.desc(), Document.name, Speech.ordinal, Evidence.start, table.id)
    statement = with_evidence(select(
        literal(kind).label("type"), table.id, urgency.label("urgency"), Document.name.label("document_name"),
        Speech.ordinal, Evidence.start,
    ).select_from(table), table, rejected=True)
    return only(statement, *_conditions(table, scope, wanted)).order_by(*order).limit(REACH)


def _kinds(wanted: QueueFilter) -> tuple[str, ...]:
    return wanted.types or tuple(RECORD_TABLES)


def _states(wanted: QueueFilter) -> tuple[str, ...]:
    return wanted.states or tuple(str(s) for s in ReviewState)


def _own_state(table: Any, wanted: QueueFilter) -> ColumnElement[str]:
    """The state by which an index gives the order, or, for the records of one speech, by which none does: there are few
    of them, and SQLite is not to look for them in the order of all."""
    return func.lower(table.review) if wanted.speech_id is not None or wanted.document else table.review


def _proposed_too(table: Any, wanted: QueueFilter) -> list[ColumnElement[bool]]:
    """Where pending records are wanted, one with an open proposal is so in any state."""
    return [] if str(ReviewState.PENDING) in _states(wanted) else [table.review.in_(wanted.states)]


def _is_open(kind: str) -> tuple[ColumnElement[bool], ...]:
    return Proposal.record_type == kind, Proposal.state == str(ProposalState.OPEN)


def _proposed(kind: str) -> Subquery:
    """record_id, proposals: the records of a kind with open proposals."""
    return select(Proposal.record_id, func.count().label("proposals")).where(*_is_open(kind)).group_by(
        Proposal.record_id).subquery()


def _joined(statement: Select[Any], table: Any, scope: AnyScope, wanted: QueueFilter) -> Select[Any]:
    """`statement` over a kind's records, joined to what the conditions ask for."""
    statement = statement.select_from(table)
    if scope.regions or wanted.document:
        statement = statement.join(Speech, Speech.id == table.speech_id)
    return statement.join(Document, Document.id == Speech.document_id) if wanted.document else statement


def _conditions(table: Any, scope: AnyScope, wanted: QueueFilter) -> list[ColumnElement[bool] | None]:
    return [
        scope.covers(Speech.region_id),
        table.rule.in_(wanted.rules) if wanted.rules else None,
        table.topic.in_(wanted.topics) if wanted.topics else None,
        Document.name == wanted.document if wanted.document else None,
        table.speech_id == wanted.speech_id if wanted.speech_id is not None else None,
        and_(table.confidence >= wanted.least_confidence, table.confidence <= wanted.most_confidence)
        if (wanted.least_confidence, wanted.most_confidence) != (0, 1) else None,
    ]
