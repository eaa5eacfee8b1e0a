"""Plotly figures from frames. Each has `alt`, the sentence that it shows; no Streamlit here.

Colour is never alone: bars carry words or patterns, markers their own symbol. The palette was checked for colour-blind
readers (see docs); bars carry an outline where they are too light for white ground or too dark for a dark one.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from dashboard.i18n import Texts
from db.queries.milestones import Progress

FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"
COLOURS = {
    Progress.OVERDUE: "#8E0B1F", Progress.SOON: "#FFC20A", Progress.UPCOMING: "#3B7DD8",
    Progress.UNDATED: "#9AA0A6", Progress.DONE: "#0B6E4F",
}
OUTLINES = COLOURS | {Progress.OVERDUE: "#D8495E", Progress.SOON: "#7A5C00", Progress.UNDATED: "#5F656B"}
PATTERNS = {Progress.OVERDUE: "/", Progress.SOON: "x", Progress.UPCOMING: "", Progress.UNDATED: ".", Progress.DONE: "-"}
MARKERS = {
    Progress.OVERDUE: "square", Progress.SOON: "triangle-up", Progress.UPCOMING: "circle",
    Progress.UNDATED: "diamond-open", Progress.DONE: "star",
}
ACTUAL, TASK, DUTY = "#2F74C9", "#6C7A89", "#B9A7D6"
HATCH = "rgba(255,255,255,.5)"
LINE_PX, MARGIN_PX, BARE_PX, LABEL_CHARS = 34, 76, 24, 14
MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure and what it says."""

    figure: go.Figure
    alt: str


def _laid_out(figure: go.Figure, *, lines: int, legend: bool = True) -> go.Figure:
    return figure.update_layout(
        font={"family": FONT, "size": 13}, height=(MARGIN_PX if legend else BARE_PX) + LINE_PX * max(lines, 1),
        margin={"l": 8, "r": 16, "t": 36 if legend else 8, "b": 8}, showlegend=legend, bargap=0.3,
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "xanchor": "left", "title": None},
        hoverlabel={"font": {"family": FONT}}, dragmode=False, separators=".,",
    ).update_yaxes(automargin=True, title=None, autorange="reversed", fixedrange=True, ticksuffix=" ",
                                                     tickfont={"size": 13}).update_xaxes(
        automargin=True, title=None, fixedrange=True)


def short(name: str, limit: int = LABEL_CHARS) -> str:
    """A label that fits the axis, with its markup made harmless."""
    cut = name if len(name) <= limit else name[: limit - 1] + "…"
    return harmless(cut)


def harmless(text: str) -> str:
    """Plotly reads a few HTML tags in its labels; a ledger's words are shown as they are."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _unlike(lines: list[str]) -> list[str]:
    """Short names of the lines, made different where cutting made two the same."""
    seen: dict[str, int] = {}
    out = []
    for name in lines:
        label = short(name)
        seen[label] = seen.get(label, 0) + 1
        out.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return out


def counts(names: list[str], values: list[int], *, colour: str = ACTUAL, outline: str = "", pattern: str = "") -> Chart:
    """Plain horizontal bars with their numbers."""
    labels = [short(n) for n in names]
    figure = go.Figure(go.Bar(
        orientation="h", y=labels, x=values, text=[str(v) for v in values], textposition="outside", cliponaxis=False,
        marker={"color": colour, "line": {"color": outline or colour, "width": 1.5},
                "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": HATCH, "size": 6}},
        hovertemplate="%{y} %{x}<extra></extra>",
    ))
    _laid_out(figure, lines=len(names), legend=False).update_xaxes(
        visible=False, range=[0, max([*values, 1]) * 1.15])
    return Chart(figure, "；".join(f"{n} {v}" for n, v in zip(names, values, strict=True)))


def unit_load(frame: pd.DataFrame, texts: Texts) -> Chart:
    """Stacked bars: each unit's milestones by status, its tasks and its recurring duties."""
    names = _unlike(list(frame["unit"]))
    figure = go.Figure()
    tasks = frame[["lead", "do", "support", "supervise"]].sum(axis=1)
    parts = [(texts.label("progress", p), frame[str(p)], COLOURS[p], OUTLINES[p], PATTERNS[p]) for p in Progress]
    parts += [(texts.label("record", "assignment"), tasks, TASK, TASK, ""),
              (texts("col.cadences"), frame["cadences"], DUTY, "#6B5A8C", "\\")]
    for name, values, colour, outline, pattern in parts:
        if not values.sum():
            continue
        figure.add_trace(go.Bar(
            orientation="h", y=names, x=values, name=name,
            marker={"color": colour, "line": {"color": outline, "width": 1},
                    "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": HATCH, "size": 6,
                                "solidity": 0.25}},
            hovertemplate="%{y}<br>%{fullData.name} %{x}<extra></extra>",
        ))
    _laid_out(figure, lines=len(names)).update_layout(
        barmode="stack", legend_traceorder="normal",
    ).update_xaxes(tickformat="d", dtick=max(1, -(-int(frame["load"].max()) // MOST_TICKS)))
    said = "；".join(f"{n} {v}" for n, v in zip(names, frame["load"], strict=True))
    return Chart(figure, said)
