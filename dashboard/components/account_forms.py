"""Accounts: the list, a new one, and what can be changed of one."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import data, office_data, session
from dashboard.audit_frames import moment
from dashboard.components.entry_forms import NOTE_CHARS, settle
from dashboard.components.filters import ZONE, View
from dashboard.components.plots import heading
from db.queries.scope import Row
from db.services import accounts as service
from db.vocab import UserRole

BY_PASSWORD, BY_PROVIDER = "password", "provider"
LOGIN_CHARS, PERSON_CHARS = 100, 40


def accounts(view: View) -> None:
    """All of it."""
    texts, rows = view.texts, office_data.accounts()
    if rows:
        _table(view, rows)
        _one(view, rows)
    else:
        st.info(texts("settings.local_do"), icon=":material/info:")
    heading(texts("settings.add"))
    _new(view, first=not rows)


def _table(view: View, rows: list[Row]) -> None:
    texts = view.texts
    st.dataframe(pd.DataFrame([{
        texts("settings.login"): r["login"], texts("settings.person"): r["name"],
        texts("settings.role"): texts.label("user_role", r["role"]),
        texts("settings.unit"): r["unit"] or "",
        texts("settings.way"): texts(f"settings.by_{BY_PASSWORD if r['password_set_at'] else BY_PROVIDER}"),
        texts("settings.state"): _state(view, r),
    } for r in rows]), key="accounts", hide_index=True, width="stretch")


def _state(view: View, row: Row) -> str:
    if not row["active"]:
        return view.texts("settings.shut")
    if row["locked_until"] and row["locked_until"] > session.now():
        return view.texts("settings.locked", at=moment(row["locked_until"], ZONE))
    return view.texts("settings.open")


def _one(view: View, rows: list[Row]) -> None:
    """The forms of the chosen account."""
    texts, by_id = view.texts, {r["id"]: r for r in rows}
    chosen = st.selectbox(texts("settings.choose"), list(by_id), key="account",
                          format_func=lambda i: f"{by_id[i]['login']} · {by_id[i]['name']}")
    row = by_id[chosen]
    role, password, state = st.tabs([texts("settings.change_role"), texts("settings.new_password"),
                                     texts("settings.disable" if row["active"] else "settings.enable")])
    with role:
        _role(view, row)
    with password:
        _password(view, row)
    with state:
        _open_or_shut(view, row)


def _role(view: View, row: Row) -> None:
    with st.form(f"role-{row['id']}", border=False):
        left, right = st.columns(2)
        with left:
            role = _role_box(view, f"role-{row['id']}", UserRole(row["role"]))
        with right:
            unit = _unit_box(view, f"unit-{row['id']}", row["unit_id"])
        if st.form_submit_button(view.texts("settings.save"), type="primary"):
            settle(view, view.texts("settings.saved"), lambda: service.change_role(
                data.engine(), row["id"], role=role, unit_id=unit, actor=session.actor(), now=session.now(),
                seen=row["version"]))


def _password(view: View, row: Row) -> None:
    with st.form(f"password-{row['id']}", border=False, clear_on_submit=True):
        words = st.text_input(view.texts("session.new_password", n=service.PASSWORD_LEAST), type="password",
                              autocomplete="new-password", key=f"password-{row['id']}")
        if st.form_submit_button(view.texts("settings.save"), type="primary"):
            settle(view, view.texts("settings.saved"), lambda: service.set_password(
                data.engine(), row["id"], password=words, actor=session.actor(), now=session.now()))


def _open_or_shut(view: View, row: Row) -> None:
    texts = view.texts
    with st.form(f"state-{row['id']}", border=False):
        if not row["active"]:
            if st.form_submit_button(texts("settings.enable"), type="primary"):
                settle(view, texts("settings.saved"), lambda: service.enable(
                    data.engine(), row["id"], actor=session.actor(), now=session.now(), seen=row["version"]))
            return
        st.caption(texts("settings.disable_help"))
        why = st.text_input(texts("settings.reason"), max_chars=NOTE_CHARS, key=f"why-{row['id']}")
        if st.form_submit_button(texts("settings.disable"), type="primary"):
            settle(view, texts("settings.saved"), lambda: service.disable(
                data.engine(), row["id"], reason=why, actor=session.actor(), now=session.now(), seen=row["version"]))


def _new(view: View, *, first: bool) -> None:
    """The form of a new account; the first one is an administrator's."""
    texts = view.texts
    ways = {BY_PASSWORD: texts("settings.by_password"), BY_PROVIDER: texts("settings.by_provider")}
    with st.form("account-new", border=True):
        left, right = st.columns(2)
        login = left.text_input(texts("settings.login"), max_chars=LOGIN_CHARS, key="new-login")
        name = right.text_input(texts("settings.person"), max_chars=PERSON_CHARS, key="new-name")
        with left:
            role = UserRole.ADMINISTRATOR if first else _role_box(view, "new-role", UserRole.CLERK)
        with right:
            unit = None if first else _unit_box(view, "new-unit", None)
        way = left.radio(texts("settings.way"), list(ways), format_func=ways.get, horizontal=True, key="new-way")
        words = right.text_input(texts("settings.password", n=service.PASSWORD_LEAST), type="password",
                                 autocomplete="new-password", key="new-password")
        if st.form_submit_button(texts("settings.add_do"), type="primary", icon=":material/person_add:"):
            settle(view, texts("settings.added", login=login), lambda: service.add_account(
                data.engine(), login, name=name, role=role, unit_id=unit, actor=session.actor(), now=session.now(),
                password=words if way == BY_PASSWORD else None))


def _role_box(view: View, key: str, current: UserRole) -> UserRole:
    return st.selectbox(view.texts("settings.role"), list(UserRole), index=list(UserRole).index(current), key=key,
                        format_func=lambda r: view.texts.label("user_role", str(r)))


def _unit_box(view: View, key: str, current: int | None) -> int | None:
    names = {u["id"]: u["name"] for u in office_data.units()}
    return st.selectbox(view.texts("settings.unit"), list(names), format_func=names.get, key=key,
                        index=list(names).index(current) if current in names else None,
                        placeholder=view.texts("settings.unit_hint"))
