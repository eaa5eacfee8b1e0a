"""Who is there: at the foot of the sidebar, and what is shown to who may not see a page or is not signed in."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from dashboard import data, session
from dashboard.components import empty_state
from dashboard.error_words import error_words
from dashboard.gate import SIGN_IN, Mode
from dashboard.i18n import Texts
from db.errors import BadEntry, LedgerUnavailable, NotAllowed
from db.services.accounts import PASSWORD_LEAST, change_own_password
from db.services.sign_in import sign_in

OPEN = "own-password-open"  # in the session: that the form of the own password is shown
LEAVE = "<script>window.location.assign('{}')</script>"


def sidebar(texts: Texts, present: session.Presence) -> None:
    """Who works here: the name on the local machine, else who is signed in, with the way out."""
    with st.sidebar:
        if present.mode == Mode.LOCAL:
            _local(texts)
        elif present.actor is not None:
            _signed_in(texts, present)


def _local(texts: Texts) -> None:
    if session.NAME not in st.session_state:
        st.session_state[session.NAME] = session.local_name()
    name = st.text_input(texts("session.name"), key=session.NAME, max_chars=session.NAME_CHARS,
                         placeholder=texts("session.name_hint"))
    if name.strip() and st.session_state.get("name-kept") != name:
        st.session_state["name-kept"] = name
        session.keep_name(name)
    st.caption(texts("session.local"))


def _signed_in(texts: Texts, present: session.Presence) -> None:
    name, role = present.actor.name, texts.label("user_role", str(present.actor.role))
    st.caption(f":material/person: {name} · {role}")
    with st.container(horizontal=True):
        if st.button(texts("session.sign_out"), key="sign-out", icon=":material/logout:", type="tertiary"):
            session.sign_out()
            st.html(LEAVE.format(SIGN_IN), unsafe_allow_javascript=True)
            st.stop()
        if session.has_token() and st.button(texts("session.password"), key="own-password", type="tertiary",
                                             icon=":material/key:"):
            st.session_state[OPEN] = not st.session_state.get(OPEN)
    if session.has_token() and st.session_state.get(OPEN):
        _own_password(texts)


def _own_password(texts: Texts) -> None:
    with st.form("own-password-form", border=False):
        old = st.text_input(texts("session.old_password"), type="password", autocomplete="current-password")
        new = st.text_input(texts("session.new_password", n=PASSWORD_LEAST), type="password",
                            autocomplete="new-password")
        again = st.text_input(texts("session.again"), type="password", autocomplete="new-password")
        if not st.form_submit_button(texts("session.password_do"), type="primary"):
            return
    if new != again:
        st.error(texts("session.differ"))
        return
    try:
        actor, now = session.actor(), session.now()
        if sign_in(data.engine(), actor.name, old, now=now) is None:
            st.error(texts("sign_in.refused"))
            return
        change_own_password(data.engine(), password=new, actor=actor, now=now)
    except (BadEntry, NotAllowed, LedgerUnavailable) as error:
        st.error(texts("error.refused", reason=error_words(error, texts)))
        return
    st.html(LEAVE.format(SIGN_IN), unsafe_allow_javascript=True)


def signed_out(texts: Texts) -> None:
    """Instead of a page, for who is not signed in (any more): why, and the way in."""
    st.title(texts("sign_in.title"))
    empty_state.say(texts("sign_in.needed"), texts("sign_in.needed_do"), icon=":material/lock:")
    wanted = f"{SIGN_IN}?{urlencode({'lang': str(texts.language)})}"
    st.html(f'<p class="way-in"><a href="{wanted}" target="_self">{texts("sign_in.enter")}</a></p>')


def forbidden(texts: Texts, title: str) -> None:
    """Instead of a page that the role does not carry."""
    st.title(title)
    empty_state.say(texts("session.forbidden"), texts("session.forbidden_do"), icon=":material/block:")
