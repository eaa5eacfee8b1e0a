"""Bullet bars of places: target, stretch target, actual, and where the target should be by the as-of date.

One axis a section. What is behind carries a pattern besides its colour, the mark of the date is a line of its own, and
the words at the end of a bar say what the bar shows. No Streamlit here.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts import FONT, HATCH, Chart, harmless, short
from dashboard.i18n import Language, Texts
from dashboard.investment_frames import Kind, Row, is_behind, place_names
from dashboard.investment_tables import data_month, part_of

TARGET, TARGET_LINE, STRETCH_LINE = "#C3CBD6", "#6C7A89", "#8A94A0"
ON_PACE, BEHIND, OPEN, COMPARED, MARK, LATER = "#2F74C9", "#8E0B1F", "#7C97B8", "#9AA0A6", "#C2410C", "#0B6E4F"
BEHIND_LINE = "#D8495E"
LINE_PX, HEAD_PX, BARE_PX, AXIS_PX, WORDS_SHARE = 40, 32, 6, 28, 1.9


def bullets(frame: pd.DataFrame, title: str, texts: Texts, *, reported: dict[int, Row] | None = None,
            legend: bool = True, gaps: bool = False) -> Chart:
    """One line a place of the frame, in its order; `reported` are the last reports by region, drawn beside.

    `gaps`: the words say how far each is from its target, instead of the two numbers.
    """
    unit = frame["measure_unit"].iloc[0] if len(frame) else formats.YUAN
    scale = _scale(unit, texts)
    names = _labels(frame, texts)
    rows = frame.to_dict("records")
    figure = go.Figure()
    _targets(figure, rows, names, scale, texts)
    _actuals(figure, rows, names, scale, texts)
    _expected(figure, rows, names, scale, texts)
    _reported(figure, rows, names, scale, texts, reported or {})
    top = _top(frame, reported or {}) / scale
    said = [words(r, texts, gaps=gaps) for r in rows]
    _words(figure, [_reach(r, reported or {}) / scale for r in rows], names, said)
    _lay_out(figure, lines=len(rows), legend=legend, top=top, texts=texts, money=scale > 1)
    places = "；".join(f"{n} {' · '.join(s)}" for n, s in zip(names, said, strict=True))
    return Chart(figure, texts("investment.chart_alt", indicator=title, places=places))


def _scale(unit: str, texts: Texts) -> float:
    """What the axis counts in: 亿元, in English millions; else the indicator's own unit."""
    if unit != formats.YUAN:
        return 1.0
    return formats.MILLION if texts.language == Language.EN else formats.YI


def words(row: Row, texts: Texts, *, gaps: bool = False) -> list[str]:
    """What a line says, in one or two parts: 86.4% · 第2名, 36.30 / 42.00亿元 · 2026-10; else what is missing."""
    if not pd.isna(row["rate"]):
        rate, unit = formats.percent(row["rate"], texts), row["measure_unit"]
        first = rate if pd.isna(row["rank"]) else f"{rate} · {texts('investment.ranked', rank=row['rank'])}"
        second = texts("investment.to_go", gap=formats.amount(row["gap"], unit, texts)) if gaps else part_of(
            row["actual"], row["target"], unit, texts)
        return [first, " · ".join(w for w in (second, data_month(row, texts)) if w)]
    blanked = [texts(f"investment.{s}") + texts("investment.to_fill") for s in ("target", "actual")
               if row[f"{s}_redacted"]]
    if blanked:
        return ["，".join(blanked)]
    for side, other in (("target", "no_actual"), ("actual", "no_target")):
        if not pd.isna(row[side]):
            second = (texts(f"investment.{other}"), data_month(row, texts))
            return [formats.amount(row[side], row["measure_unit"], texts), " · ".join(w for w in second if w)]
    return [texts("value.unknown")]


def _labels(frame: pd.DataFrame, texts: Texts) -> list[str]:
    """The places, made different where two have one name."""
    seen: dict[str, int] = {}
    found = []
    for name in place_names(frame, texts):
        label = short(name)
        seen[label] = seen.get(label, 0) + 1
        found.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return found


def _targets(figure: go.Figure, rows: list[Row], names: list[str], scale: float, texts: Texts) -> None:
    if any(not pd.isna(r["stretch"]) for r in rows):
        figure.add_trace(go.Bar(
            orientation="h", y=names, x=[r["stretch"] / scale for r in rows], width=0.72,
            name=texts("investment.stretch"), marker={
                "color": "rgba(0,0,0,0)", "line": {"color": STRETCH_LINE, "width": 1},
                "pattern": {"shape": "/", "fgcolor": STRETCH_LINE, "size": 7, "solidity": 0.12}},
            customdata=[_said(r, "stretch", texts) for r in rows],
            hovertemplate="%{y}<br>%{fullData.name} %{customdata}<extra></extra>",
        ))
    if not any(not pd.isna(r["target"]) for r in rows):
        return
    figure.add_trace(go.Bar(
        orientation="h", y=names, x=[r["target"] / scale for r in rows], width=0.72, name=texts("investment.target"),
        marker={"color": TARGET, "line": {"color": TARGET_LINE, "width": 1}},
        customdata=[_said(r, "target", texts) for r in rows],
        hovertemplate="%{y}<br>%{fullData.name} %{customdata}<extra></extra>",
    ))


def _actuals(figure: go.Figure, rows: list[Row], names: list[str], scale: float, texts: Texts) -> None:
    """The narrow bars, one series for each way that a place can stand, so that the legend names them."""
    for state, colour, outline, pattern in (("on_pace", ON_PACE, ON_PACE, ""), ("behind", BEHIND, BEHIND_LINE, "/"),
                                            ("actual", OPEN, "#4A6485", "."), ("compared", COMPARED, "#5F656B", "-")):
        shown = [r["actual"] / scale if _state(r) == state else None for r in rows]
        if all(v is None or pd.isna(v) for v in shown):
            continue
        figure.add_trace(go.Bar(
            orientation="h", y=names, x=shown, width=0.36, name=texts(f"investment.{state}"),
            marker={"color": colour, "line": {"color": outline, "width": 1},
                    "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": HATCH, "size": 6}},
            customdata=[_said(r, "actual", texts) for r in rows],
            hovertemplate="%{y}<br>%{fullData.name} %{customdata}<extra></extra>",
        ))


def _state(row: Row) -> str:
    if row["kind"] == Kind.BENCHMARK:
        return "compared"
    if pd.isna(row["pace"]):
        return "actual"
    return "behind" if is_behind(row) else "on_pace"


def _expected(figure: go.Figure, rows: list[Row], names: list[str], scale: float, texts: Texts) -> None:
    marks = [(n, r) for n, r in zip(names, rows, strict=True)
             if not pd.isna(r["expected"]) and r["kind"] != Kind.BENCHMARK]
    if marks:
        figure.add_trace(go.Scatter(
            y=[n for n, _ in marks], x=[r["expected"] / scale for _, r in marks], mode="markers",
            name=texts("investment.expected"), marker={
                "symbol": "line-ns", "size": 24, "color": MARK, "line": {"color": MARK, "width": 3}},
            customdata=[f"{formats.amount(r['expected'], r['measure_unit'], texts)}（"
                        f"{formats.percent(r['elapsed'], texts)}）" for _, r in marks],
            hovertemplate="%{y}<br>%{fullData.name} %{customdata}<extra></extra>",
        ))


def _reported(figure: go.Figure, rows: list[Row], names: list[str], scale: float, texts: Texts,
              reported: dict[int, Row]) -> None:
    found = [(n, reported[r["region_id"]]) for n, r in zip(names, rows, strict=True) if r["region_id"] in reported]
    for verified, symbol in ((False, "diamond-open"), (True, "diamond")):
        marks = [(n, r) for n, r in found if bool(r["verified"]) == verified]
        if marks:
            figure.add_trace(go.Scatter(
                y=[n for n, _ in marks], x=[r["value"] / scale for _, r in marks], mode="markers",
                name=texts("investment.source_verified" if verified else "investment.source_report"),
                marker={"symbol": symbol, "size": 12, "color": LATER, "line": {"color": LATER, "width": 2}},
                customdata=[f"{formats.amount(r['value'], r['measure_unit'], texts)} {r['period']}" for _, r in marks],
                hovertemplate="%{y}<br>%{fullData.name} %{customdata}<extra></extra>",
            ))


def _words(figure: go.Figure, ends: list[float], names: list[str], said: list[list[str]]) -> None:
    """At the end of each bar, in two short lines: a long one would not fit a telephone."""
    figure.add_trace(go.Scatter(
        y=names, x=ends, mode="text", textposition="middle right", text=["<br>".join(" " + w for w in s) for s in said],
        textfont={"size": 12, "family": FONT}, showlegend=False, hoverinfo="skip", cliponaxis=False,
    ))


def _said(row: Row, side: str, texts: Texts) -> str:
    """The figure with the period that it was stated for."""
    stated = row[f"{side}_row"]
    if stated is None:
        return ""
    return f"{formats.amount(row[side], row['measure_unit'], texts)} {harmless(stated['period'] or '')}"


def _reach(row: Row, reported: dict[int, Row]) -> float:
    """How far the bars of a line go."""
    values = [row[c] for c in ("target", "stretch", "actual", "expected") if not pd.isna(row[c])]
    return max([*values, *([reported[row["region_id"]]["value"]] if row["region_id"] in reported else [])], default=0)


def _top(frame: pd.DataFrame, reported: dict[int, Row]) -> float:
    return max((_reach(r, reported) for r in frame.to_dict("records")), default=0) or 1.0


def _lay_out(figure: go.Figure, *, lines: int, legend: bool, top: float, texts: Texts, money: bool) -> None:
    suffix = texts("unit.yi") if money and texts.language != Language.EN else ""
    height = (HEAD_PX if legend else BARE_PX) + LINE_PX * max(lines, 1) + (AXIS_PX if lines > 1 else 0)
    figure.update_layout(
        font={"family": FONT, "size": 13}, height=height,
        margin={"l": 8, "r": 8, "t": 30 if legend else 4, "b": 4}, showlegend=legend, barmode="overlay",
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "xanchor": "left", "title": None},
        hoverlabel={"font": {"family": FONT}}, dragmode=False, separators=".,",
    ).update_yaxes(
        automargin=True, title=None, fixedrange=True, ticksuffix=" ", tickfont={"size": 13}, autorange=False,
        range=[lines - 0.4, -0.6], type="category",
    ).update_xaxes(
        automargin=True, title=None, fixedrange=True, range=[0, top * WORDS_SHARE], ticksuffix=suffix, nticks=6,
        showgrid=lines > 1, showticklabels=lines > 1, zeroline=True,
    )
