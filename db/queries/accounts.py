"""Accounts for the settings page. Never a password's hash."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from db.models import Account, RowChange, Unit
from db.queries.scope import Row, fetch


def accounts(connection: Connection) -> list[Row]:
    """id, login, name, role, unit_id, unit, active, locked_until, password_set_at, version; open ones first."""
    a, u, r = Account.__table__.c, Unit.__table__.c, RowChange.__table__.c
    version = select(func.max(r.id)).where(r.table_name == "account", r.row_id == a.id).scalar_subquery()
    return fetch(connection, select(
        a.id, a.login, a.name, a.role, a.unit_id, u.name.label("unit"), a.active, a.locked_until, a.password_set_at,
        func.coalesce(version, 0).label("version"),
    ).outerjoin(Unit, u.id == a.unit_id).order_by(a.active.desc(), a.login))


def units(connection: Connection) -> list[Row]:
    """id and name of every unit, for the unit of a reporter."""
    u = Unit.__table__.c
    return fetch(connection, select(u.id, u.name, u.scope).order_by(u.name, u.id))
