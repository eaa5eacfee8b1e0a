"""地区投资目标: target and actual of one indicator in every place, completion, ranking; every figure on demand."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard import charts, data, formats, frames, investment_frames
from dashboard.components import empty_state, filters, plots, tables
from dashboard.components.evidence import panel
from dashboard.components.filters import View
from dashboard.components.tables import Export
from db.queries.indicators import FigureKey

COLUMNS = ["rank", "region", "target", "actual", "rate", "note", "target_period", "actual_period", "gap", "figures"]


def page() -> None:
    view = filters.view()
    texts = view.texts
    frame = investment_frames.investment_frame(data.leading_figures(view.scope), texts)
    choices = {f"{name}/{unit}": f"{name}（{unit}）" for name, unit in investment_frames.indicator_choices(frame)}
    if choices:
        chosen = filters.single(view, "indicator", choices, default=next(iter(choices)))
    filters.clear_button(view)
    st.title(texts("investment.title"))
    if not choices:
        empty_state.no_rows(view)
        return
    st.caption(texts("investment.caption"))
    name, _, unit = chosen.rpartition("/")
    _indicator(view, investment_frames.of_indicator(frame, name, unit, data.places()), name, unit)
    _everything(view, frame)


def _indicator(view: View, chosen: pd.DataFrame, name: str, unit: str) -> None:
    texts = view.texts
    plots.heading(texts("investment.chart", indicator=name, n=len(chosen)))
    plots.draw(charts.investment(chosen, name, texts), key="investment")
    measure = texts("unit.yi") if unit == formats.YUAN else unit
    st.caption(f"{texts('investment.unit', unit=measure)} · {texts('investment.choose')}")
    told = investment_frames.investment_table(chosen, texts)
    at = tables.show(view, told, key="places", columns=COLUMNS, selectable=True,
                     export=Export(f"{texts('investment.title')}-{name}", lambda: told))
    if at is not None:
        _figures(view, chosen.iloc[at], name, unit)


def _figures(view: View, place: pd.Series, name: str, unit: str) -> None:
    """Every figure of the selected place, and the sentence of the one that is selected among them."""
    texts = view.texts
    region = place["region"]
    region_id = None if pd.isna(place["region_id"]) else int(place["region_id"])
    rows = data.figures_of(FigureKey(name, unit, region_id, int(place["speech_id"])))
    with st.container(border=True):
        plots.heading(texts("investment.figures_of", region=region, indicator=name))
        frame = frames.figure_frame(rows, texts)
        at = tables.show(view, frame, key=f"figures-{region_id}", selectable=True,
                         columns=["status", "value", "link", "period", "measure", "sentence", "speech"],
                         export=Export(f"{region}-{name}", lambda: frame))
        panel(view, rows[at or 0], "indicator")


def _everything(view: View, frame: pd.DataFrame) -> None:
    texts = view.texts
    with st.expander(f"{texts('investment.both')}（{len(frame)}）"):
        told = investment_frames.all_indicators(frame, texts)
        tables.show(view, told, key="all-indicators", export=Export(texts("investment.both"), lambda: told),
                    columns=["indicator", "region", "target_words", "target_period", "actual_words", "actual_period",
                             "rate", "figures"],
                    rename={"target_words": texts("col.target"), "actual_words": texts("col.actual")})


page()
