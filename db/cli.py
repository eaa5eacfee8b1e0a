"""Command line of the ledger's database: upgrade, check, backup, restore, verify, accounts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from db import account_cli, backups, migrate
from db.backup_files import read_backup
from db.engine import open_engine
from db.errors import TaizhangError
from db.rights import local_actor
from db.transfer import Head
from db.verification import Trouble, verify

app = typer.Typer(no_args_is_help=True, add_completion=False)
app.add_typer(account_cli.app, name="accounts")
Db = Annotated[str | None, typer.Option("--db", help="Database URL; else TAIZHANG_DB, else var/taizhang.db.")]


@app.callback()
def main() -> None:
    """Look after the ledger's database."""


@app.command()
def upgrade(db: Db = None) -> None:
    """Create the tables or bring them to what this version needs. Safe to run again."""
    engine = open_engine(db)
    with _told():
        steps = _steps(engine)
        migrate.upgrade(engine)
        revision = migrate.current_revision(engine)
    for step in steps:
        typer.echo(step)
    typer.echo(f"{_name(engine)}: {revision}" + ("" if steps else ", nothing to do"))


def _steps(engine: Engine) -> list[str]:
    """What an upgrade is about to do, oldest first."""
    database = Path(engine.url.database or "")
    new = engine.dialect.name == "sqlite" and not database.is_file()
    found = None if new else migrate.current_revision(engine)
    script = ScriptDirectory(str(migrate.MIGRATIONS))
    return [f"{step.revision}: {step.doc}" for step in script.iterate_revisions("head", found or "base")][::-1]


@app.command()
def check(db: Db = None) -> None:
    """Say whether the schema is current: exit code 0 if so, 1 if `upgrade` is needed."""
    engine = open_engine(db)
    with _told():
        found, needed = migrate.current_revision(engine), migrate.head_revision()
    typer.echo(f"{_name(engine)}: {found or 'empty'}, needed {needed}")
    if found != needed:
        raise typer.Exit(1)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The backup to write: a SQLite file, whatever the database is.")],
    db: Db = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
) -> None:
    """Write the whole ledger to a file, while the app runs. The file gets its name when it is complete and checked."""
    engine = open_engine(db)
    with _told(), _Meter() as meter:
        made = backups.back_up(engine, file, now=_now(), force=force, progress=meter.of_rows)
    typer.echo(f"{made.path}: {sum(made.rows.values())} rows, {file.stat().st_size} bytes, revision {made.revision}")
    typer.echo(f"head {made.head}" if made.head.number else "head: no event yet")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup, also one of an earlier version.")],
    db: Db = None,
    replace: Annotated[bool, typer.Option(
        "--replace", help="Replace what the ledger holds, after a backup of it.")] = False,
) -> None:
    """Make the ledger what a backup holds: all of it or nothing."""
    engine = open_engine(db)
    with _told(), _Meter() as meter:
        done = backups.restore(engine, file, actor=local_actor(getuser()), now=_now(), replace=replace,
                               progress=meter.of_rows)
    if done.kept:
        typer.echo(f"what was there before is in {done.kept}")
    typer.echo(f"{_name(engine)}: {sum(done.backup.rows.values())} rows restored from {file}")
    typer.echo(f"head {done.head}")


@app.command("verify")
def verify_(
    db: Db = None,
    expect: Annotated[list[str] | None, typer.Option(
        "--expect", metavar="NUMBER:HASH", help="A head that was written down; it must be in the chain.")] = None,
    backup: Annotated[list[Path] | None, typer.Option(
        "--backup", help="A backup of this ledger; its head must be in the chain.")] = None,
) -> None:
    """Check the chain of events and every row that it knows: exit code 0 if all fits, 1 if not."""
    engine = open_engine(db)
    with _told(), _Meter() as meter:
        if not migrate.current_revision(engine):
            raise TaizhangError(f"{_name(engine)}: there is no ledger")
        heads = [Head.parse(e) for e in expect or ()] + [read_backup(f).head for f in backup or ()]
        found = verify(engine, expect=heads, on_step=meter.of_steps)
    for finding in found.findings:
        typer.echo(f"{finding.kind}: {finding.says}")
    for kind in Trouble:
        more = found.counts.get(kind, 0) - sum(f.kind == kind for f in found.findings)
        if more:
            typer.echo(f"{kind}: {more} more")
    typer.echo(f"{found.events} events, {found.changes} row changes, {found.quotes} quotes: "
               + ("all fits" if found.sound else f"{sum(found.counts.values())} findings"))
    typer.echo(f"head {found.head}" if found.head.number else "head: no event yet")
    if not found.sound:
        raise typer.Exit(1)


@contextmanager
def _told() -> Iterator[None]:
    """Say what went wrong in words, and end with code 1."""
    try:
        yield
    except TaizhangError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    except (CommandError, RevisionError) as error:
        typer.echo(f"the ledger is from a newer version of this program: {error}", err=True)
        raise typer.Exit(1) from error
    except OperationalError as error:
        typer.echo(f"the database cannot be reached: {error.orig}", err=True)
        raise typer.Exit(1) from error


class _Meter:
    """One line of progress on a terminal; silent elsewhere."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._used = False

    def __enter__(self) -> _Meter:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._used:
            typer.echo(err=True)

    def of_rows(self, what: str, done: int, total: int) -> None:
        self._show(f"{what}: {done} of {total}")

    def of_steps(self, what: str, count: int) -> None:
        self._show(f"{what}: {count}" if count else what)

    def _show(self, words: str) -> None:
        if self._shown:
            typer.echo(f"\r\x1b[K{words}", nl=False, err=True)
            self._used = True


def _name(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


def _now() -> datetime:
    """The clock is read here and nowhere below."""
    return datetime.now(UTC)
