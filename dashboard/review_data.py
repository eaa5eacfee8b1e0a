"""What the pages of review and source read, cached as in dashboard.data; a record under review is read anew."""

from __future__ import annotations

from sqlalchemy import Connection

from dashboard import passages
from dashboard.data import cached, engine, speech
from dashboard.i18n import Language, Texts
from dashboard.passages import Shown
from db.queries import history, review, source
from db.queries.review import QueueFilter
from db.queries.scope import Row, Scope, Slice


def queue(scope: Scope, wanted: QueueFilter, window: Slice) -> list[Row]:
    """One page of the review queue, most urgent first."""
    return cached(review.queue, scope, wanted, window)


def choices(scope: Scope) -> list[Row]:
    """type, rule, topic, n: what the queue can be filtered by."""
    return cached(review.queue_choices, scope)


def progress(scope: Scope) -> list[Row]:
    """speech_id, n, reviewed."""
    return cached(source.review_progress, scope)


def sure_records(speech_id: int, least: float) -> list[tuple[str, int]]:
    """The waiting records of a speech that were read with at least this confidence."""
    return cached(source.sure_records, speech_id, least)


def record(record_type: str, record_id: int) -> Row | None:
    """One record with what was said of it, its proposals and its version. Never cached: an edit begins with it."""
    with engine().connect() as connection:
        return review.review_record(connection, record_type, record_id)


def story(table: str, row_id: int) -> list[Row]:
    """Every change of a row, oldest first, with its fields."""
    return cached(history.row_story, table, row_id)


def rejected_too(speech_id: int) -> list[Row]:
    """The records of a speech with those that were rejected."""
    return cached(_rejected_too, speech_id)


def _rejected_too(connection: Connection, speech_id: int) -> list[Row]:
    return source.speech_records(connection, speech_id, rejected=True)


def pieces(speech_id: int, shown: Shown, language: Language) -> str:
    """The text of a speech as dashboard.components.speech_text draws it."""
    return cached(_pieces, speech_id, shown, language)


def _pieces(connection: Connection, speech_id: int, shown: Shown, language: Language) -> str:
    found = speech(speech_id)
    cut = passages.cut(found | {"records": shown.records(rejected_too(speech_id))}, shown.types, numbers=shown.numbers,
                       changed=[shown.span] if shown.span else [])
    return passages.as_json(cut, Texts(language))


def versions(document_id: int) -> list[Row]:
    """The earlier texts of a document, the latest first."""
    return cached(source.document_versions, document_id)


def version(document_id: int, number: int) -> Row | None:
    """`text` of an earlier version and the `records` whose words only it has; None where there is none."""
    return cached(_version, document_id, number)


def _version(connection: Connection, document_id: int, number: int) -> Row | None:
    text = source.version_text(connection, document_id, number)
    return None if text is None else {"text": text, "records": source.version_records(connection, document_id, number)}


def document_text(document_id: int) -> str | None:
    """The whole current text of a document."""
    return cached(source.document_text, document_id)
