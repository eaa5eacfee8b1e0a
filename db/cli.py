"""Command line of the ledger's database."""

from __future__ import annotations

from typing import Annotated

import typer

from db import migrate
from db.engine import open_engine

app = typer.Typer(no_args_is_help=True, add_completion=False)
Db = Annotated[str | None, typer.Option("--db", help="Database URL; else TAIZHANG_DB, else var/taizhang.db.")]


@app.callback()
def main() -> None:
    """Look after the ledger's database."""


@app.command()
def upgrade(db: Db = None) -> None:
    """Create the tables or bring them to what this version needs. Safe to run again."""
    engine = open_engine(db)
    migrate.upgrade(engine)
    typer.echo(f"{engine.url.render_as_string(hide_password=True)}: {migrate.current_revision(engine)}")


@app.command()
def check(db: Db = None) -> None:
    """Say whether the schema is current: exit code 0 if so, 1 if `upgrade` is needed."""
    engine = open_engine(db)
    found, needed = migrate.current_revision(engine), migrate.head_revision()
    typer.echo(f"{engine.url.render_as_string(hide_password=True)}: {found or 'empty'}, needed {needed}")
    if found != needed:
        raise typer.Exit(1)
