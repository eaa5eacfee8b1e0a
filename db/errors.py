"""What a user can act on when something cannot be written.

    TaizhangError
    ├── LedgerUnavailable   locked by another writer, missing, not upgraded, read-only, disk full; try again
    ├── NotAllowed          the actor's role does not carry the right, or the row belongs to another unit
    ├── EditConflict        somebody else changed the row in between; nothing was written, `changes` says what
    ├── BadBackup, NotEmpty, TransferFailed   of backups and restores, see db.backup_files and db.transfer
    └── EntryError          what is asked for cannot be entered; the message says why, nothing was written
        ├── NoSuchRow       what it is about is not (or no longer) in the ledger
        └── BadEntry        a value that the row cannot take
"""

from __future__ import annotations

from typing import Any


class TaizhangError(Exception):
    """Base of all errors that a user can act on."""


class LedgerUnavailable(TaizhangError):
    """The ledger cannot be written now. Nothing was written; what was to be written can be tried again."""


class NotAllowed(TaizhangError):
    pass


class EditConflict(TaizhangError):
    """`changes`: what was changed since the row was read, oldest first, as db.history.row_history gives it."""

    def __init__(self, changes: list[dict[str, Any]]) -> None:
        super().__init__(f"changed in between by {', '.join(sorted({c['actor'] or '?' for c in changes}))}")
        self.changes = changes


class EntryError(TaizhangError):
    """Base of what a person's entry can fail with."""


class NoSuchRow(EntryError):
    pass


class BadEntry(EntryError):
    pass
