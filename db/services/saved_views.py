"""Keep a page's filters under a name of one's own. No part of the ledger: no event tells of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import OperationalError, ProgrammingError

from db.engine import LedgerBusy, writing
from db.entry_checks import words_of
from db.errors import BadEntry, LedgerUnavailable, NoSuchRow
from db.models import SavedView
from db.rights import Actor, Right

MOST_VIEWS = 50  # of one person on one page
LONGEST_NAME = 40
_LONGEST_QUERY = 2000
_TABLE = SavedView.__table__


def save_view(engine: Engine, page: str, name: str, query: str, *, actor: Actor) -> int:
    """Keep `query` (of the address, without "?") under a name; a name that the person has already gets the new one.

    Returns the view's id. BadEntry for no name, an overlong name or query, and for one view too many.
    """
    actor.require(Right.READ)
    called, asked = words_of(name, "name", LONGEST_NAME), words_of(query, "filter", _LONGEST_QUERY)
    if not called:
        raise BadEntry("a saved filter needs a name")
    own = (_TABLE.c.owner == actor.name, _TABLE.c.page == page)
    with _writing(engine) as connection:
        same = select(_TABLE.c.id).where(*own, _TABLE.c.name == called)
        present = connection.execute(same).scalar_one_or_none()
        if present is not None:
            connection.execute(update(_TABLE).where(_TABLE.c.id == present).values(query=asked))
            return present
        if connection.execute(select(func.count()).select_from(_TABLE).where(*own)).scalar_one() >= MOST_VIEWS:
            raise BadEntry(f"{MOST_VIEWS} saved filters are the most; delete one first")
        return connection.execute(insert(_TABLE).values(
            owner=actor.name, page=page, name=called, query=asked).returning(_TABLE.c.id)).scalar_one()


def delete_view(engine: Engine, view_id: int, *, actor: Actor) -> None:
    """Forget a saved filter of one's own. NoSuchRow for another's, or where it is gone."""
    actor.require(Right.READ)
    with _writing(engine) as connection:
        gone = connection.execute(delete(_TABLE).where(_TABLE.c.id == view_id, _TABLE.c.owner == actor.name))
        if not gone.rowcount:
            raise NoSuchRow(f"saved filter {view_id} is not among those of {actor.name}")


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    try:
        with writing(engine) as connection:
            yield connection
    except LedgerBusy as error:
        raise LedgerUnavailable(f"the ledger is being written by someone else: {error}; try again") from error
    except (OperationalError, ProgrammingError) as error:
        raise LedgerUnavailable(f"the filter cannot be saved now: {error.orig}") from error
