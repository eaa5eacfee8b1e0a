"""The app: page settings and navigation. Start with `streamlit run streamlit_app.py`."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from dashboard.components import filters, url_state
from dashboard.navigation import PAGES

ICON = Path(__file__).parent / "dashboard" / "icon.png"  # a named icon would be fetched from another host
STYLE = Path(__file__).parent / "dashboard" / "style.css"

texts = filters.texts_in_use()
st.set_page_config(page_title=texts("app.title"), page_icon=ICON, layout="wide")
groups: dict[str, list] = {}
for entry in PAGES:
    groups.setdefault(texts(entry.group), []).append(
        st.Page(entry.path, title=texts(f"nav.{entry.name}"), icon=entry.icon, url_path=entry.name,
                default=entry is PAGES[0])
    )
page = st.navigation(groups)
st.html(STYLE)
url_state.enter(page.url_path or PAGES[0].name)
page.run()
filters.language_switch(texts)
