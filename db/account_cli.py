"""`python -m db accounts`: make the first account, and help who is locked out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from getpass import getuser
from typing import Annotated

import typer
from sqlalchemy import Engine

from db.engine import open_engine
from db.errors import NoSuchRow, TaizhangError
from db.migrate import upgrade
from db.queries import accounts as queries
from db.queries.scope import Row
from db.rights import Actor, local_actor
from db.services import accounts
from db.vocab import UserRole

app = typer.Typer(no_args_is_help=True, help="Who may sign in. With the first account nobody works without one.")
Db = Annotated[str | None, typer.Option("--db", help="Database URL; else TAIZHANG_DB, else var/taizhang.db.")]
Login = Annotated[str, typer.Argument(help="What the person types to sign in; of OpenID Connect e-mail or subject.")]


@app.command()
def add(
    login: Login, name: Annotated[str, typer.Option(help="The person's name.")],
    role: Annotated[UserRole, typer.Option(help="What the person may do.")] = UserRole.ADMINISTRATOR,
    unit: Annotated[int | None, typer.Option(help="Id of a reporter's unit.")] = None,
    oidc: Annotated[bool, typer.Option("--oidc", help="Signs in through OpenID Connect, without a password.")] = False,
    db: Db = None,
) -> None:
    """Add an account; the password is asked for (or is the first line of the standard input)."""
    with _ledger(db) as engine:
        password = None if oidc else _ask()
        accounts.add_account(engine, login, name=name, role=role, unit_id=unit, password=password,
                             actor=_actor(), now=_now())
    typer.echo(f"{login}: {role}")


@app.command("list")
def list_(db: Db = None) -> None:
    """All accounts: login, name, role, unit, open or shut, password or OpenID Connect."""
    with _ledger(db) as engine, engine.connect() as connection:
        for row in queries.accounts(connection):
            way = "password" if row["password_set_at"] else "OpenID Connect"
            state = "open" if row["active"] else "shut"
            typer.echo("\t".join((row["login"], row["name"], row["role"], row["unit"] or "-", state, way)))


@app.command()
def password(login: Login, db: Db = None) -> None:
    """A new password, which is asked for. Signs the account's browsers out and lifts a lock."""
    with _ledger(db) as engine:
        accounts.set_password(engine, _id(engine, login), password=_ask(), actor=_actor(), now=_now())
    typer.echo(f"{login}: new password")


@app.command()
def role(login: Login, role: UserRole, unit: Annotated[int | None, typer.Option()] = None, db: Db = None) -> None:
    """Give an account another role."""
    with _ledger(db) as engine:
        accounts.change_role(engine, _id(engine, login), role=role, unit_id=unit, actor=_actor(), now=_now())
    typer.echo(f"{login}: {role}")


@app.command()
def disable(login: Login, reason: Annotated[str, typer.Option()] = "", db: Db = None) -> None:
    """Shut an account. It is refused at once and stays in the history."""
    with _ledger(db) as engine:
        accounts.disable(engine, _id(engine, login), reason=reason, actor=_actor(), now=_now())
    typer.echo(f"{login}: shut")


@app.command()
def enable(login: Login, db: Db = None) -> None:
    """Open a shut account again."""
    with _ledger(db) as engine:
        accounts.enable(engine, _id(engine, login), actor=_actor(), now=_now())
    typer.echo(f"{login}: open")


@contextmanager
def _ledger(db: str | None) -> Iterator[Engine]:
    """The ledger, up to date; what a user can act on is one line and exit code 1."""
    engine = open_engine(db)
    try:
        upgrade(engine)
        yield engine
    except TaizhangError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error
    finally:
        engine.dispose()


def _id(engine: Engine, login: str) -> int:
    with engine.connect() as connection:
        rows: list[Row] = queries.accounts(connection)
    found = [row["id"] for row in rows if row["login"] == accounts.login_of(login)]
    if not found:
        raise NoSuchRow(f"there is no account {login}")
    return found[0]


def _ask() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return typer.prompt("Password", hide_input=True, confirmation_prompt=True)


def _actor() -> Actor:
    return local_actor(getuser())


def _now() -> datetime:
    return datetime.now(UTC)
