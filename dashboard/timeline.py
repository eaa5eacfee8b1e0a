"""Figures of projects: milestones with their baseline and moves, money by period, the stock of each stage.

Plotly from rows, as in charts.py; no Streamlit here.
"""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts import ACTUAL, COLOURS, FONT, LINE_PX, MARKERS, MOST_TICKS, OUTLINES, Chart, harmless, short
from dashboard.i18n import Language, Texts
from db.queries.milestones import Progress
from db.vocab import Stage

Row = dict
TODAY, BASELINE, VERIFIED, REPORTED = "#C2410C", "#6C7A89", "#0B6E4F", "#9DBFEA"
LEGEND_PX, EDGE_SHARE, LEAST_EDGE, LABEL_CHARS = 96, 0.06, timedelta(days=25), 18
NEAR = timedelta(days=731)  # the as-of day is shown where it lies that near to the milestones
BARS_PX = 280
BY_DAY = timedelta(days=200)


def milestones(rows: list[Row], moves: list[Row], stages: list[Row], asof: date, texts: Texts) -> Chart:
    """One line a dated milestone: a hollow mark at its baseline, its moves, a mark where it stands; stages on top."""
    dated = [r for r in rows if r["due_on"] is not None]
    names = _labels(dated, texts)
    top = texts("project.stage_line")
    figure = go.Figure()
    if stages:
        _stage_line(figure, stages, top, texts)
    _moved(figure, dated, moves, names, texts)
    for progress in Progress:
        part = [r for r in dated if r["progress"] == progress]
        if part:
            figure.add_trace(_marks(part, progress, names, texts))
    lines = [*([top] if stages else []), *names.values()]
    days = [d for r in dated for d in (r["due_on"], r["baseline"], r["done_on"]) if d] + [
        s["reached_on"] for s in stages]
    _laid_out(figure, LEGEND_PX + LINE_PX * len(lines)).update_layout(showlegend=True)  # also where there is one mark
    figure.update_yaxes(categoryorder="array", categoryarray=lines, range=[len(lines) - 0.4, -0.6], showgrid=True)
    first, last = _reach(days, asof)
    figure.update_xaxes(type="date", range=[first.isoformat(), last.isoformat()], nticks=MOST_TICKS, showgrid=True,
                        tickformat=_tick_words(last - first, texts), ticks="outside")
    if first <= asof <= last:
        figure.add_vline(x=asof.isoformat(), line={"dash": "dash", "color": TODAY, "width": 2})
        figure.add_annotation(x=asof.isoformat(), y=1, yref="paper", yanchor="bottom", showarrow=False,
                              text=texts("project.asof_line"), font={"color": TODAY, "size": 12})
    late = sum(r["progress"] == Progress.OVERDUE for r in dated)
    moved = len({m["record_id"] for m in moves})
    return Chart(figure, texts("project.timeline_alt", n=len(dated), late=late, moved=moved))


def _tick_words(span: timedelta, texts: Texts) -> str:
    """How the axis names its days: by month, in a short span by day, as one month would stand at several ticks."""
    english, short_span = texts.language == Language.EN, span < BY_DAY
    if english:
        return "%-d %b\n%Y" if short_span else "%b\n%Y"
    return "%-m月%-d日\n%Y年" if short_span else "%-m月\n%Y年"


def _labels(rows: list[Row], texts: Texts) -> dict[int, str]:
    """id → a name of its own for each line."""
    names: dict[int, str] = {}
    for row in rows:
        event = texts.label("event", row["event"])
        name = short(f"{event} · {row['deadline_text'] or row['subject']}", LABEL_CHARS)
        taken = sum(n == name or n.startswith(name + " (") for n in names.values())
        names[row["id"]] = f"{name} ({taken + 1})" if taken else name
    return names


def _marks(rows: list[Row], progress: Progress, names: dict[int, str], texts: Texts) -> go.Scatter:
    """Where the milestones of one status stand: on the day they were done, else on the day that is due."""
    days = [r["done_on"] if progress == Progress.DONE and r["done_on"] else r["due_on"] for r in rows]
    return go.Scatter(
        x=[d.isoformat() for d in days], y=[names[r["id"]] for r in rows], mode="markers",
        name=texts.label("progress", progress), cliponaxis=False,
        marker={"symbol": MARKERS[progress], "color": COLOURS[progress], "size": 15, "opacity": 1,
                "line": {"color": OUTLINES[progress], "width": 1.5}},
        customdata=[[formats.day(d, texts), harmless(r["subject"][:60])] for r, d in zip(rows, days, strict=True)],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra>%{fullData.name}</extra>")


def _moved(figure: go.Figure, rows: list[Row], moves: list[Row], names: dict[int, str], texts: Texts) -> None:
    """A line from the baseline by way of every move, with hollow marks; one legend entry for all of them."""
    shown = False
    for row in rows:
        own = [m for m in moves if m["record_id"] == row["id"]]
        days = [d for d in (row["baseline"], *(m["to_on"] for m in own)) if d]
        if not own or len(days) < 2:
            continue
        told = [texts("project.moved_day", day=formats.day(m["to_on"], texts), days=m["days"],
                      reason=harmless(m["reason"])) for m in own]
        said = [texts("project.baseline_day", day=formats.day(days[0], texts)), *told] if row["baseline"] else told
        figure.add_trace(go.Scatter(
            x=[d.isoformat() for d in days], y=[names[row["id"]]] * len(days), mode="lines+markers",
            name=texts("project.baseline"), legendgroup="baseline", showlegend=not shown,
            line={"color": BASELINE, "dash": "dot", "width": 2},
            marker={"symbol": "circle-open", "size": 13, "color": BASELINE, "line": {"width": 2}},
            customdata=said, hovertemplate="%{customdata}<extra></extra>"))
        shown = True


def _stage_line(figure: go.Figure, stages: list[Row], name: str, texts: Texts) -> None:
    figure.add_trace(go.Scatter(
        x=[s["reached_on"].isoformat() for s in stages], y=[name] * len(stages), mode="markers+text", name=name,
        text=[texts.label("stage", s["stage"]) for s in stages], textposition="middle left", cliponaxis=False,
        marker={"symbol": "diamond", "size": 13, "color": ACTUAL, "line": {"color": ACTUAL, "width": 1}},
        customdata=[formats.day(s["reached_on"], texts) for s in stages],
        hovertemplate="%{customdata} %{text}<extra></extra>"))


def _reach(days: list[date], asof: date) -> tuple[date, date]:
    """The days to show: all, and the as-of day where it is near, with a margin."""
    first, last = min(days), max(days)
    first = min(first, asof) if first - asof < NEAR else first
    last = max(last, asof) if asof - last < NEAR else last
    margin = max(LEAST_EDGE, (last - first) * EDGE_SHARE)
    return first - margin, last + margin


def periods(frame: pd.DataFrame, texts: Texts) -> Chart:
    """Reported beside verified, one pair of bars a period, in 亿元."""
    figure = go.Figure()
    for side, colour, pattern in (("reported", REPORTED, ""), ("verified", VERIFIED, "/")):
        figure.add_trace(go.Bar(
            x=[_in_two_lines(p) for p in frame["period"]], y=frame[side],
            name=texts(f"reports.{side}"), text=[_short(v) for v in frame[side]], textposition="outside",
            cliponaxis=False, textfont={"size": 12},
            marker={"color": colour, "line": {"color": ACTUAL if side == "reported" else colour, "width": 1},
                    "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": "rgba(255,255,255,.5)", "size": 6}},
            hovertemplate="%{x}<br>%{fullData.name} %{y:,.2f}<extra></extra>"))
    _laid_out(figure, BARS_PX).update_layout(barmode="group", bargap=0.35)
    top = float(frame[["reported", "verified"]].max().max() or 0)
    figure.update_xaxes(type="category", tickangle=0)
    figure.update_yaxes(visible=False, range=[min(0, float(frame[["reported", "verified"]].min().min() or 0)),
                                              (top if top == top and top > 0 else 1) * 1.25])
    said = "；".join(
        f"{r['period']} {_short(r['reported'])} / {_short(r['verified'])}" for r in frame.to_dict("records"))
    return Chart(figure, texts("project.periods_alt", periods=said))


def _in_two_lines(period: str) -> str:
    """The year above the month, so that twelve fit on a telephone."""
    return period.replace("年", "年<br>", 1).replace(" ", "<br>", 1)


def _short(value: float | None) -> str:
    return "" if value is None or pd.isna(value) else f"{value:,.2f}"


def stock(rows: list[Row], texts: Texts) -> Chart:
    """How many projects stand in each stage of a project's life, with their money: a stock, no flow."""
    found = {r["stage"]: r for r in rows}
    present = [s for s in Stage if str(s) in found]
    counts = [found[str(s)]["n"] for s in present]
    words = [_stock_words(found[str(s)], texts) for s in present]
    names = [texts.label("stage", s) for s in present]
    figure = go.Figure(go.Bar(
        orientation="h", y=names, x=counts, text=words, textposition="outside", cliponaxis=False,
        marker={"color": [BASELINE if s == Stage.UNKNOWN else ACTUAL for s in present],
                "line": {"color": [BASELINE if s == Stage.UNKNOWN else ACTUAL for s in present], "width": 1},
                "pattern": {"shape": ["." if s == Stage.UNKNOWN else "" for s in present], "fgcolor": "#FFFFFF",
                            "fillmode": "overlay", "size": 6}},
        hovertemplate="%{y} %{text}<extra></extra>"))
    _laid_out(figure, 24 + LINE_PX * max(len(present), 1)).update_layout(
        showlegend=False, margin={"l": 8, "r": 16, "t": 8, "b": 8})
    figure.update_yaxes(autorange="reversed").update_xaxes(visible=False, range=[0, max([*counts, 1]) * 2.2])
    return Chart(figure, "；".join(f"{n} {w}" for n, w in zip(names, words, strict=True)))


def _stock_words(row: Row, texts: Texts) -> str:
    money = f" · {formats.money(row['investment'], texts)}" if row["investment"] else ""
    return texts("projects.of_stage", n=row["n"]) + money


def _laid_out(figure: go.Figure, height: int) -> go.Figure:
    return figure.update_layout(
        font={"family": FONT, "size": 13}, height=height, margin={"l": 8, "r": 16, "t": 52, "b": 8}, dragmode=False,
        legend={"orientation": "h", "x": 0, "xanchor": "left", "title": None,
                "yref": "container", "y": 1.0, "yanchor": "top"},
        hoverlabel={"font": {"family": FONT}}, separators=".,", bargap=0.3,
    ).update_yaxes(automargin=True, title=None, fixedrange=True, ticksuffix=" ").update_xaxes(
        automargin=True, title=None, fixedrange=True)
