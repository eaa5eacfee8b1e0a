"""How the services of etl write to the ledger: one transaction, errors that a user can act on.

    TaizhangError
    ├── LedgerUnavailable      locked by another writer, missing, not upgraded, read-only, disk full
    └── DocumentError
        └── DocumentRejected   the database refuses what was read from this document; the others go on
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError, ProgrammingError

from db.engine import LedgerBusy, writing
from etl.errors import DocumentError, TaizhangError


class LedgerUnavailable(TaizhangError):
    """The ledger cannot be written now. Nothing was written; what was to be written can be tried again."""


class DocumentRejected(DocumentError):
    """The database's own checks refuse a document's rows. Nothing of it was written."""


@contextmanager
def ledger_transaction(engine: Engine) -> Iterator[Connection]:
    """A writing transaction. Raises LedgerUnavailable where the database cannot be written."""
    try:
        with writing(engine) as connection:
            yield connection
    except LedgerBusy as error:
        raise LedgerUnavailable(f"the ledger is being written by someone else: {error}; try again") from error
    except (OperationalError, ProgrammingError) as error:
        url = engine.url.render_as_string(hide_password=True)
        raise LedgerUnavailable(f"the ledger at {url} cannot be written: {error.orig}") from error
