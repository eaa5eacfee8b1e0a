"""Backups: a SQLite file that holds the whole ledger, whichever database the ledger lives in, and the way back.

A backup is written beside its name, checked, and only then gets the name. It keeps in a table of its own when and of
what it was made, how many rows each table had, and the head of the chain of events.
"""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from alembic.util import CommandError
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import DatabaseError

from db import migrate
from db.backup_files import NOTE, Backup, BadBackup, checked, contents, staged
from db.engine import open_engine, writing
from db.errors import BadEntry, LedgerUnavailable
from db.history import changes_digest, event_hash
from db.models import Event
from db.rights import Actor, Right
from db.transfer import Head, NotEmpty, OnProgress, copy_ledger, head_of, is_empty, row_counts, snapshot
from db.vocab import Action

PAGES = 256  # of a SQLite file, between two signs of progress
_LEFT_OVER = timedelta(days=1)  # an unfinished file of that age belongs to a backup that was cut off


@dataclass(frozen=True, slots=True)
class Restored:
    """`kept`: the backup of what the ledger held before; None for nothing. `head`: the restore's own event."""

    backup: Backup
    kept: Path | None
    head: Head


# ---------------------------------------------------------------- out


def back_up(
    engine: Engine, path: Path, *, now: datetime, force: bool = False, progress: OnProgress | None = None
) -> Backup:
    """Write the ledger as it is now to `path`, while others may write to it.

    Raises BadEntry where the file is there already (but for `force`) or is the ledger itself, LedgerUnavailable where
    the ledger cannot be read or the file not be written. `path` changes only when the backup is complete and checked.
    """
    if _is_ledger(engine, path):
        raise BadEntry(f"{path} is the ledger itself: a backup needs another name")
    if path.exists() and not force:
        raise BadEntry(f"{path} is there already; --force replaces it")
    _require_ledger(engine)
    try:
        with _part_of(path, now) as part:
            (_copy_pages if engine.dialect.name == "sqlite" else _copy_rows)(engine, part, progress)
            _write_note(part, path, now)
            made = checked(part, path)
            _put(part, path)
    except (OSError, sqlite3.DatabaseError) as error:
        raise LedgerUnavailable(f"no backup at {path}: {error}") from error
    return made


def _require_ledger(engine: Engine) -> None:
    """A SQLite ledger of any revision can be backed up, one on PostgreSQL only at this program's."""
    sqlite = engine.dialect.name == "sqlite"
    if sqlite and not Path(engine.url.database or "").is_file():
        raise LedgerUnavailable(f"there is no ledger at {engine.url.database}")
    if not (sqlite and migrate.current_revision(engine)) and not migrate.is_current(engine):
        raise LedgerUnavailable("the ledger is not at this program's revision: run `python -m db upgrade` first")


def _is_ledger(engine: Engine, path: Path) -> bool:
    database = engine.url.database
    return (engine.dialect.name == "sqlite" and bool(database) and path.exists() and Path(database).exists()
            and path.samefile(database))


@contextmanager
def _part_of(path: Path, now: datetime) -> Iterator[Path]:
    """A new file beside `path` that only its owner reads: accounts are in it. Gone at the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    prefix, suffix = f".{path.name}.", ".part"
    for old in path.parent.glob(f"{prefix}*{suffix}"):
        if datetime.fromtimestamp(old.stat().st_mtime, UTC) < now - _LEFT_OVER:
            old.unlink(missing_ok=True)
    handle, name = tempfile.mkstemp(prefix=prefix, suffix=suffix, dir=path.parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for ending in ("", "-journal", "-wal", "-shm"):
            Path(name + ending).unlink(missing_ok=True)


def _copy_pages(engine: Engine, part: Path, progress: OnProgress | None) -> None:
    """SQLite's online backup, inside of a reading transaction, so that it never begins again when others write."""
    source = sqlite3.connect(str(engine.url.database), isolation_level=None)
    target = sqlite3.connect(part)
    try:
        source.execute("PRAGMA busy_timeout=5000")
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(target, pages=PAGES, progress=_pages_done(progress))
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        target.close()
        source.close()


def _pages_done(progress: OnProgress | None) -> Callable[[int, int, int], None] | None:
    if progress is None:
        return None
    return lambda _status, left, total: progress("pages", total - left, total)


def _copy_rows(engine: Engine, part: Path, progress: OnProgress | None) -> None:
    target = open_engine(f"sqlite:///{part}")
    try:
        migrate.upgrade(target)
        copy_ledger(engine, target, progress=progress)
        with target.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA journal_mode=DELETE")
    finally:
        target.dispose()


def _write_note(part: Path, path: Path, now: datetime) -> None:
    connection = sqlite3.connect(part)
    try:
        connection.execute(f"DROP TABLE IF EXISTS {NOTE}")
        found = contents(connection, path)
        note = {"made_at": now.astimezone(UTC).isoformat(), "head": str(found.head), "rows": json.dumps(found.rows)}
        connection.execute(f"CREATE TABLE {NOTE} (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
        connection.executemany(f"INSERT INTO {NOTE} VALUES (?, ?)", note.items())
        connection.commit()
    finally:
        connection.close()


def _put(part: Path, path: Path) -> None:
    """Give the file its name, on the disk too."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(part, path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


# ---------------------------------------------------------------- back


def restore(
    engine: Engine, path: Path, *, actor: Actor, now: datetime, replace: bool = False,
    progress: OnProgress | None = None,
) -> Restored:
    """Make the ledger what the backup holds, older backups at this program's schema, and write the event of it.

    A ledger that holds something goes only with `replace`, and only after a backup of it was written beside it (to
    var/ for PostgreSQL). All or nothing. Raises BadBackup, NotEmpty, LedgerUnavailable, NotAllowed.
    """
    actor.require(Right.ADMINISTER)
    with staged(path) as copy:
        found = checked(copy, path)
        prepared = open_engine(f"sqlite:///{copy}")
        try:
            _bring_up(prepared, path)
            migrate.upgrade(engine)
            with snapshot(engine) as connection:
                empty, was = is_empty(connection), head_of(connection)
            if not empty and not replace:
                raise NotEmpty(f"the ledger is not empty; --replace keeps a backup of it and restores {path.name}")
            kept = None if empty else _keep(engine, now)
            if kept is not None:
                was = kept.head
            head = _add_event(prepared, found, path, was, actor, now)
            copy_ledger(prepared, engine, replacing=None if empty else was, progress=progress)
        finally:
            prepared.dispose()
    return Restored(found, kept.path if kept else None, head)


def _bring_up(prepared: Engine, path: Path) -> None:
    try:
        migrate.upgrade(prepared)
        with prepared.begin() as connection:
            row_counts(connection)
            connection.execute(text(f"DROP TABLE IF EXISTS {NOTE}"))
    except CommandError as error:
        raise BadBackup(f"{path} was made by a newer version of this program: {error}") from error
    except (DatabaseError, RuntimeError) as error:
        raise BadBackup(f"{path} cannot be brought to this program's schema: {error}") from error


def _keep(engine: Engine, now: datetime) -> Backup:
    """Back up what a restore is about to replace."""
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    database = Path(engine.url.database or "ledger")
    folder = database.parent if engine.dialect.name == "sqlite" else Path("var")
    number, path = 1, folder / f"{database.stem}-before-restore-{stamp}.db"
    while path.exists():
        number, path = number + 1, folder / f"{database.stem}-before-restore-{stamp}-{number + 1}.db"
    return back_up(engine, path, now=now)


def _add_event(prepared: Engine, found: Backup, path: Path, was: Head, actor: Actor, now: datetime) -> Head:
    """Go on with the chain of the backup. The event changes no row, which db.history.changing would leave out."""
    table = Event.__table__
    with writing(prepared) as connection:
        last = head_of(connection)
        row = {
            "id": last.number + 1, "at": now, "actor": actor.name, "role": str(actor.role),
            "action": str(Action.RESTORE_LEDGER), "subject_type": "", "subject_id": None, "title": path.name,
            "reason": "", "details": {"file_head": str(found.head), "replaced_head": str(was),
                                      "made_at": found.made_at},
            "change_count": 0, "changes_sha256": changes_digest([]), "previous_hash": last.hash,
        }
        digest = event_hash(row)
        connection.execute(insert(table).values(**row, hash=digest))
    return Head(last.number + 1, digest)
