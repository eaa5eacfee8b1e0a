"""Who uses the app in this browser, and on whose word it writes.

Local machine: the person whose name was given in the sidebar, with every right. Accounts: who is signed in, looked up
anew at every run, so that a new role or a shut account holds at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from getpass import getuser
from urllib.parse import quote, unquote

import streamlit as st

from dashboard import data
from dashboard.components.filters import ZONE
from dashboard.gate import COOKIE, Mode, mode_of, who
from db.errors import NotAllowed
from db.rights import Actor, Right, local_actor
from db.services import sign_in as sessions

NAME = "actor-name"  # in the session: the name given on the local machine
NAME_COOKIE = "taizhang_name"
NAME_CHARS = 40
_YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is there. `actor` is None where somebody must sign in first."""

    mode: Mode
    actor: Actor | None


def present() -> Presence:
    """Who is there at this moment."""
    mode = mode_of(data.engine())
    if mode == Mode.LOCAL:
        return Presence(mode, local_actor(local_name() or getuser()))  # the gate has turned other machines away
    return Presence(mode, who(data.engine(), cookies(), _claims()))


def actor() -> Actor:
    """On whose word something is written. NotAllowed where nobody is signed in (any more), or a past day is shown."""
    found = present().actor
    if found is None:
        raise NotAllowed("nobody is signed in here")
    if data.known_on():
        raise NotAllowed("a past ledger cannot be changed")
    return found


def may(right: Right) -> bool:
    """Whether a button for this right is worth drawing. Services ask again."""
    found = present().actor
    return found is not None and found.may(right) and (right == Right.READ or data.known_on() is None)


def is_named() -> bool:
    """That it is known who writes: signed in, or named on the local machine."""
    return present().mode == Mode.ACCOUNTS or bool(local_name())


def now() -> datetime:
    """The moment of an entry."""
    return datetime.now(ZONE)


def cookies() -> dict[str, str]:
    """What the browser sent when it opened the page."""
    return st.context.cookies.to_dict()


def local_name() -> str:
    """The name given on the local machine: in this session, else last time in this browser."""
    given = st.session_state.get(NAME)
    return (unquote(cookies().get(NAME_COOKIE, ""))[:NAME_CHARS] if given is None else given).strip()


def keep_name(name: str) -> None:
    """Keep the name in the browser for the next session."""
    kept = quote(name.strip()[:NAME_CHARS], safe="")  # nothing that a script or a cookie could read otherwise
    st.html(f"<script>document.cookie = '{NAME_COOKIE}={kept}; path=/; max-age={_YEAR_SECONDS}; samesite=strict'"
            "</script>", unsafe_allow_javascript=True)


def has_token() -> bool:
    """That this browser signed in with a password."""
    return COOKIE in cookies()


def sign_out() -> None:
    """End this browser's session, with its accounts' or the identity provider's."""
    token = cookies().get(COOKIE)
    if token and sessions.actor_of_token(data.engine(), token, now=datetime.now(UTC)):
        sessions.sign_out(data.engine(), token)
    else:
        st.logout()


def _claims() -> dict:
    """What the identity provider said of who is signed in with it."""
    claims = st.user.to_dict()
    return claims if claims.get("is_logged_in") else {}
