"""Backup files: what one holds, and whether it is whole. A file is copied before it is opened, so it stays as it is."""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from db.errors import TaizhangError
from db.transfer import Head

NOTE = "backup_note"  # the table that only a backup has: made_at, head, rows
_MAGIC = b"SQLite format 3\0"


class BadBackup(TaizhangError):
    """The file is no backup, is damaged, or is from a newer program. The message names it; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup file holds. `rows` is by table; `made_at` is "" for a ledger file that no backup wrote."""

    path: Path
    revision: str
    head: Head
    rows: dict[str, int]
    made_at: str = ""


def read_backup(path: Path) -> Backup:
    """What a backup holds, after every check that the file allows. Raises BadBackup. The file is not touched."""
    with staged(path) as copy:
        return checked(copy, path)


@contextmanager
def staged(path: Path) -> Iterator[Path]:
    """A copy of the file to work on, with what a running program has not yet moved into it."""
    try:
        with path.open("rb") as file:
            start = file.read(len(_MAGIC))
    except OSError as error:
        raise BadBackup(f"{path} cannot be read: {error.strerror}") from error
    if start != _MAGIC:
        raise BadBackup(f"{path} is {'no backup of a ledger' if start else 'empty'}")
    with tempfile.TemporaryDirectory(prefix="taizhang-restore-") as folder:
        copy = Path(folder) / "ledger.db"
        shutil.copyfile(path, copy)
        wal = path.with_name(path.name + "-wal")
        if wal.exists():
            shutil.copyfile(wal, copy.with_name("ledger.db-wal"))
        yield copy


def checked(copy: Path, path: Path) -> Backup:
    """Check the file `copy` of the backup `path`."""
    connection = sqlite3.connect(copy)
    try:
        damage = [row[0] for row in connection.execute("PRAGMA integrity_check(3)") if row[0] != "ok"]
        if damage:
            raise BadBackup(f"{path} is damaged: {'; '.join(damage)}")
        return contents(connection, path)
    except sqlite3.DatabaseError as error:
        raise BadBackup(f"{path} is damaged: {error}") from error
    finally:
        connection.close()


def contents(connection: sqlite3.Connection, path: Path) -> Backup:
    """What the file holds; BadBackup where that is no ledger, or not what its note says."""
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"alembic_version", "document", "run"} <= names:
        raise BadBackup(f"{path} is no backup of a ledger: its tables are those of something else")
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    rows = {n: connection.execute(f'SELECT count(*) FROM "{n}"').fetchone()[0]
            for n in sorted(names - {"alembic_version", NOTE}) if not n.startswith("sqlite_")}
    head = Head()
    if "event" in names:
        last = connection.execute("SELECT id, hash FROM event ORDER BY id DESC LIMIT 1").fetchone()
        head = Head(*last) if last else head
    note = dict(connection.execute(f"SELECT name, value FROM {NOTE}")) if NOTE in names else {}
    if note and (json.loads(note["rows"]) != rows or note["head"] != str(head)):
        raise BadBackup(f"{path} does not hold what it was made with: it was changed afterwards")
    return Backup(path, revision[0] if revision else "", head, rows, note.get("made_at", ""))
