"""The rules that the office sets for its ledger. A setting that was never touched has its default."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select, update

from db.entry_checks import words_of
from db.errors import BadEntry
from db.history import changing
from db.models import LedgerSetting
from db.rights import Actor, Right
from db.services.deadlines import ONLY_EARLIER
from db.vocab import Action

YES, NO = "yes", "no"
SESSION_HOURS = "session_hours"  # how long a browser stays signed in
HOURS = (1, 168)
DEFAULTS: Mapping[str, str] = {ONLY_EARLIER: NO, SESSION_HOURS: "12"}
_TABLE = LedgerSetting.__table__
_LONGEST_REASON = 500


def settings(connection: Connection) -> dict[str, str]:
    """Every setting with its value."""
    stored = {name: value for name, value in connection.execute(select(_TABLE.c.name, _TABLE.c.value))}
    return dict(DEFAULTS) | {name: value for name, value in stored.items() if name in DEFAULTS}


def change_setting(
    engine: Engine, name: str, value: str, *, actor: Actor, now: datetime, reason: str = ""
) -> None:
    """Set a rule. The value that holds already is no change. BadEntry for an unknown rule or a value it cannot have."""
    actor.require(Right.ADMINISTER)
    _check(name, value)
    why = words_of(reason, "reason", _LONGEST_REASON)
    with changing(engine, Action.SETTING, actor=actor, now=now, reason=why) as change:
        before = settings(change.connection)[name]
        if before == value:
            return
        change.about("ledger_setting", None, name)
        change.details = {"name": name, "before": before, "after": value}
        set_ = change.connection.execute(update(_TABLE).where(_TABLE.c.name == name).values(value=value))
        if not set_.rowcount:
            change.connection.execute(insert(_TABLE).values(name=name, value=value))


def session_hours(connection: Connection) -> int:
    """How long a browser stays signed in."""
    return int(settings(connection)[SESSION_HOURS])


def _check(name: str, value: str) -> None:
    if name not in DEFAULTS:
        raise BadEntry(f"there is no setting {name!r}")
    if name == SESSION_HOURS:
        if not (value.isascii() and value.isdigit() and HOURS[0] <= int(value) <= HOURS[1]):
            raise BadEntry(f"{name} is a number of hours from {HOURS[0]} to {HOURS[1]}, not {value!r}")
    elif value not in (YES, NO):
        raise BadEntry(f"{name} is {YES} or {NO}, not {value!r}")
