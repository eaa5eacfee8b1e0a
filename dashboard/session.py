"""Who uses the app: the person at this machine, by the name that they last gave."""

from __future__ import annotations

from datetime import datetime
from getpass import getuser

import streamlit as st

from dashboard.components.filters import ZONE
from db.rights import Actor, local_actor

_NAME = "actor-name"


def actor(name: str = "") -> Actor:
    """On whose word something is written: `name`, else who was named last, else the machine's user."""
    if name.strip():
        st.session_state[_NAME] = name.strip()
    return local_actor(st.session_state.get(_NAME) or getuser())


def now() -> datetime:
    """The moment of an entry."""
    return datetime.now(ZONE)
