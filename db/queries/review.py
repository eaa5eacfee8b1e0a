"""The review queue: what was read and waits for a person, what a later reading says otherwise, and how far it is.

Its order is that of db.models.reading_order: the doubtful first, and of two equally doubtful the weightier.
A record with an open proposal counts as doubtful as can be: its confidence is taken as 0 for the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection, select

from db.history import row_history, versions_of
from db.models import AssignmentUnit, Evidence, MilestoneUnit, Proposal, Review, Unit
from db.queries import review_queue as statements
from db.queries.kept import any_like, page_values, run
from db.queries.milestones import MOST_IDS
from db.queries.review_queue import QueueFilter
from db.queries.scope import EVIDENCE_COLUMNS, Row, Scope, Slice, fetch, with_evidence
from db.queries.source import RECORD_TABLES
from db.vocab import ProposalState

__all__ = ["QueueFilter", "proposals_of", "queue", "queue_choices", "record_history", "record_version",
           "record_versions", "review_counts", "review_record"]

_LINKS = {"milestone": MilestoneUnit, "assignment": AssignmentUnit}


def queue(connection: Connection, scope: Scope, wanted: QueueFilter, window: Slice) -> list[Row]:
    """One page of the queue, most urgent first: type, id, what, how, value, measure_unit, deadline_text, due_on,
    confidence, review, rule, topic, proposals (open), urgency, version, region, total and the evidence.

    A record with an open proposal is in the queue whatever its state, where pending ones are wanted.
    """
    page = run(connection, statements.page(any_like(scope), wanted), scope, **page_values(window))
    if not page:
        return []
    total = run(connection, statements.total(any_like(scope), wanted), scope)[0]["total"]
    keys = [(row["type"], row["id"]) for row in page]
    versions = record_versions(connection, keys)
    rows = {}
    for kind in {kind for kind, _ in keys}:
        ids = [id_ for own, id_ in keys if own == kind]
        for at in range(0, len(ids), MOST_IDS):
            found = run(connection, statements.words(kind), scope, ids=ids[at:at + MOST_IDS])
            rows |= {(kind, row["id"]): row for row in found}
    return [rows[key] | {"urgency": row["urgency"], "total": total, "version": versions[key]}
            for key, row in zip(keys, page, strict=True)]


def review_counts(connection: Connection, scope: Scope, wanted: QueueFilter) -> list[Row]:
    """review, type, n, proposals: how many records of each type stand where; the filter's states are left aside."""
    return run(connection, statements.counts(any_like(scope), replace(wanted, states=(), proposed=False)), scope)


def queue_choices(connection: Connection, scope: Scope) -> list[Row]:
    """What the queue can be filtered by: type, rule, topic, n."""
    return run(connection, statements.choices(any_like(scope)), scope)


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
    return record_versions(connection, [(record_type, record_id)])[record_type, record_id]


def record_versions(connection: Connection, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """`record_version` of each record (type, id)."""
    versions = dict.fromkeys(keys, 0)
    for kind in {kind for kind, _ in keys}:
        ids = [id_ for own, id_ in keys if own == kind]
        table = RECORD_TABLES[kind][0].__tablename__
        for at in range(0, len(ids), MOST_IDS):
            some = ids[at:at + MOST_IDS]
            reviews = dict(connection.execute(select(Review.id, Review.record_id).where(
                Review.record_type == kind, Review.record_id.in_(some))).all())
            for changed, owner in ((versions_of(connection, table, some), {}),
                                   (versions_of(connection, "review", list(reviews)), reviews)):
                for row_id, version in changed.items():
                    key = (kind, owner.get(row_id, row_id))
                    versions[key] = max(versions[key], version)
    return versions


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
