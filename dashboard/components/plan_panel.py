"""The first indicator on the first screen: plan against reported with time's mark, and the places by their gap."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import bullets, data, formats, investment_data, investment_frames, investment_tables
from dashboard.components import empty_state
from dashboard.components.filters import View
from dashboard.components.number_cards import headed, look
from dashboard.components.plots import heading, plain
from dashboard.i18n import Texts
from dashboard.investment_frames import Kind, Source
from db.queries.scope import Row

PLACES_SHOWN, GAPS_SHOWN = 5, 10


def investment(view: View) -> None:
    """Plan against reported of the first indicator with time's mark, then the places by their gap to the plan."""
    texts, scope, regions = view.texts, view.scope, data.places()
    leading = investment_data.leading(scope, texts)
    if leading is None:
        heading(texts("nav.investment"))
        empty_state.nothing(view)
        return
    name, unit = leading
    lines = investment_data.compared(scope, name, unit, Source.SPEECH, texts).lines
    link = {"indicator": f"{name}/{unit}"}
    whole = investment_frames.whole(lines, regions, texts)
    headed(view, _title(name, whole, texts), "investment", link)
    if whole is None:
        own = lines[lines["kind"].ne(Kind.BENCHMARK)]
        st.html(bullets.bullets(own.head(PLACES_SHOWN), name, texts))
    else:
        places = investment_frames.by_gap(lines, whole["year"]).head(GAPS_SHOWN)
        _plan(view, whole, unit, name, legend=len(places) < 2)
        if len(places) > 1:
            _gaps(view, places, link, name)


def _title(name: str, whole: Row | None, texts: Texts) -> str:
    if whole is None or pd.isna(whole["year"]):
        return texts("overview.investment", indicator=name)
    return texts("overview.investment_of", indicator=name, year=whole["year"])


def _plan(view: View, whole: Row, unit: str, name: str, *, legend: bool) -> None:
    texts = view.texts
    with st.container(key="plan"), st.grid(4, min_column_width=60, gap=("xsmall", "medium")):
        for key, value in (("planned", formats.amount(whole["target"], unit, texts)),
                           ("reported", formats.amount(whole["actual"], unit, texts)),
                           ("rate", formats.percent(whole["rate"], texts)),
                           ("pace", formats.percent(bullets.share_asked(whole), texts))):
            st.metric(texts(f"overview.{key}"), value,
                      help=texts("overview.pace_help") if key == "pace" else None)
    notes = [texts("overview.both", n=whole["places"]), texts("investment.actual_source",
                                                             source=texts("investment.source_speech"))]
    notes.append(texts("overview.pace_note"))
    if whole["blanked"]:
        notes.append(texts("overview.undisclosed", n=whole["blanked"]))
    st.caption("；".join(notes))
    st.html(bullets.bullets(pd.DataFrame([whole]), name, texts, legend=legend))


def _gaps(view: View, places: pd.DataFrame, link: dict, name: str) -> None:
    """Those farthest from their targets first, each a link to its figures."""
    texts = view.texts
    far = places.iloc[0]
    heading(texts("overview.gap", region=far["region"],
                  gap=formats.amount(far["gap"], far["measure_unit"], texts)))
    st.html(bullets.bullets(places, name, texts, gaps=True))
    with st.container(horizontal=True, gap="small"):
        for row in places.head(PLACES_SHOWN).to_dict("records"):
            look(view, "investment", link | {"place": investment_tables.place_code(row)}, plain(texts(
                "overview.gap_of", region=row["region"],
                gap=formats.amount(row["gap"], row["measure_unit"], texts))))
