"""Deadlines drawn: a Gantt of one page of rows, and the month as a calendar; no Streamlit here.

Colour is never alone: bars have patterns, deadlines their own symbols, and the same words stand in the table below.
"""

from __future__ import annotations

from calendar import Calendar
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Any

import plotly.graph_objects as go
import plotly.io as pio

from dashboard import charts, deadline_frames, formats
from dashboard.charts import COLOURS, FONT, HATCH, MARKERS, PATTERNS, Chart, harmless, short
from dashboard.deadline_frames import due_words, group_name, state_words
from dashboard.frames import SYMBOLS, Row
from dashboard.i18n import Language, Texts
from db.queries.deadlines import DeadlineOrder
from db.queries.milestones import Progress

LINE_PX, HEAD_PX, FOOT_PX = 26, 58, 44
BAR = 0.46
OUTLINES = charts.OUTLINES | {Progress.DONE: "#2FA37C"}  # to be seen on dark ground too
LABEL_CHARS, HOVER_CHARS, MOST_TICKS = 15, 46, 7
NEAR_DAYS, EDGE_DAYS, EDGE_SHARE = 731, 12, 0.12
TODAY, BASELINE = "#C2410C", "#7A828C"
HEAD_BAND, GROUP_BAND = "rgba(128,140,160,.20)", "rgba(128,140,160,.07)"
DAY_MS = 86_400_000
DAY_ITEMS = 3  # rows of a calendar day that are written out
Drawn = dict[str, Any]  # a trace, shape or axis as Plotly's JSON has it


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the Gantt: a group's head (row None) or a row, at its height. `headed`: it stands below a head."""

    at: int
    label: str
    row: Row | None
    headed: bool = False


def gantt(rows: list[Row], asof: date, order: DeadlineOrder, texts: Texts) -> Chart:
    """One line a row, in the given order, with a head for each group.

    A bar runs from the day of the speech to the deadline, where that day is known; what is late goes on, hatched, to
    the as-of date. The symbol is the deadline; where it moved, a thin mark stands at the baseline. Each point's
    customdata begins with the row's type and id.
    """
    lines = _lines(rows, order, texts)
    traces: list[Drawn] = []
    for progress in Progress:
        if part := [line for line in lines if line.row and line.row["progress"] == progress]:
            traces += [*_bars(part, progress, asof), _symbols(part, progress, asof, texts)]
    traces += _baselines([line for line in lines if line.row and line.row["moves"] and line.row["baseline"]], texts)
    # Plotly looks every property up when it is given one by one; a page of rows took 100 ms so
    figure = go.Figure({"data": traces, "layout": _layout(lines, rows, asof, texts)}, _validate=False)
    late = sum(r["progress"] == Progress.OVERDUE for r in rows)
    return Chart(figure, texts("milestones.gantt_alt", n=len(rows), late=late, date=formats.day(asof, texts)))


def _lines(rows: list[Row], order: DeadlineOrder, texts: Texts) -> list[_Line]:
    """The rows with the heads of their groups; a project's head would repeat a row that is all of it."""
    lines: list[_Line] = []
    names = [group_name(row, order, texts) for row in rows]
    sizes, last = Counter(names), None
    for row, group in zip(rows, names, strict=True):
        headed = bool(group) and (order != DeadlineOrder.PROJECT or sizes[group] > 1)
        if headed and group != last:
            lines.append(_Line(len(lines), f"<b>{short(group, LABEL_CHARS)}</b>", None))
        last = group
        how = harmless(deadline_frames.how_of(row, texts))
        own = how if headed and row["subject"] == group else f"{short(row['subject'], LABEL_CHARS - len(how))} {how}"
        lines.append(_Line(len(lines), own, row, headed))
    return lines


def _bars(part: list[_Line], progress: Progress, asof: date) -> list[Drawn]:
    """From the speech to the deadline, or to the day it was met; of what is late also on to the as-of date."""
    late, bars = progress == Progress.OVERDUE, []
    plain = [(line, line.row["said_on"], _end(line.row)) for line in part if line.row["said_on"]]
    if spans := [(line, begin, end) for line, begin, end in plain if begin < end]:
        shown = Progress.UNDATED if late else progress
        bars.append(_bar(spans, colour=COLOURS[shown], outline=OUTLINES[shown],
                         pattern="" if late else PATTERNS[progress], opacity=0.45))
    if late:
        bars.append(_bar([(line, line.row["due_on"], asof) for line in part], colour=COLOURS[progress],
                         outline=OUTLINES[progress], pattern=PATTERNS[progress], opacity=0.9))
    return bars


def _end(row: Row) -> date:
    return row["done_on"] if row["progress"] == Progress.DONE and row["done_on"] else row["due_on"]


def _bar(spans: list[tuple[_Line, date, date]], *, colour: str, outline: str, pattern: str, opacity: float) -> Drawn:
    return {
        "type": "bar", "orientation": "h", "y": [line.at for line, _, _ in spans],
        "base": [begin.isoformat() for _, begin, _ in spans],
        "x": [(end - begin).days * DAY_MS for _, begin, end in spans], "width": BAR, "showlegend": False,
        "hoverinfo": "skip", "opacity": opacity,
        "customdata": [[line.row["type"], line.row["id"]] for line, _, _ in spans],
        "marker": {"color": colour, "line": {"color": outline, "width": 1},
                   "pattern": {"shape": pattern, "fillmode": "overlay", "fgcolor": HATCH, "size": 6,
                               "solidity": 0.35}},
    }


def _symbols(part: list[_Line], progress: Progress, asof: date, texts: Texts) -> Drawn:
    return {
        "type": "scatter", "x": [_end(line.row).isoformat() for line in part], "y": [line.at for line in part],
        "mode": "markers", "name": texts.label("progress", progress),
        "marker": {"symbol": MARKERS[progress], "color": COLOURS[progress], "size": 12, "opacity": 1,
                   "line": {"color": OUTLINES[progress], "width": 1.5}},
        "customdata": [[line.row["type"], line.row["id"], *_hover(line.row, asof, texts)] for line in part],
        "hovertemplate": "<b>%{customdata[2]}</b><br>%{customdata[3]}<br>%{customdata[4]}<br>%{customdata[5]}"
                         "<extra></extra>",
    }


def _hover(row: Row, asof: date, texts: Texts) -> list[str]:
    how = deadline_frames.how_of(row, texts)
    words = (f"{row['subject'][:HOVER_CHARS]} · {how}", state_words(row, asof, texts), due_words(row, texts),
             row["units"] or texts("filter.no_unit"))
    return [harmless(w) for w in words]


def _baselines(moved: list[_Line], texts: Texts) -> list[Drawn]:
    if not moved:
        return []
    return [{
        "type": "scatter", "x": [line.row["baseline"].isoformat() for line in moved], "y": [line.at for line in moved],
        "mode": "markers", "name": texts("col.baseline"),
        "customdata": [[line.row["type"], line.row["id"]] for line in moved],
        "marker": {"symbol": "line-ns-open", "size": 17, "color": BASELINE, "line": {"width": 3, "color": BASELINE}},
        "hovertemplate": texts("col.baseline") + " %{x|%Y-%m-%d}<extra></extra>",
    }]


def _layout(lines: list[_Line], rows: list[Row], asof: date, texts: Texts) -> Drawn:
    first, last = _reach(rows, asof)
    shapes, notes = _bands(lines), []
    if first <= asof <= last:
        shapes.append({"type": "line", "x0": asof.isoformat(), "x1": asof.isoformat(), "y0": 0, "y1": 1,
                       "xref": "x", "yref": "paper", "line": {"dash": "dash", "color": TODAY, "width": 2}})
        notes.append(_today((asof - first) / (last - first), asof, texts))
    return {
        "template": pio.templates[pio.templates.default], "font": {"family": FONT, "size": 13}, "barmode": "overlay",
        "height": HEAD_PX + FOOT_PX + LINE_PX * len(lines), "margin": {"l": 8, "r": 16, "t": HEAD_PX, "b": 8},
        "dragmode": False, "hoverlabel": {"font": {"family": FONT}}, "shapes": shapes, "annotations": notes,
        "legend": {"orientation": "h", "yref": "container", "y": 1.0, "yanchor": "top", "x": 0, "xanchor": "left",
                   "itemclick": False},
        "yaxis": {"tickvals": [line.at for line in lines], "ticktext": [line.label + " " for line in lines],
                  "automargin": True, "autorange": False, "range": [len(lines) - 0.4, -0.6], "fixedrange": True,
                  "showgrid": False, "zeroline": False},
        "xaxis": {"type": "date", "range": [first.isoformat(), last.isoformat()], "automargin": True,
                  "fixedrange": True, "showgrid": True, "ticks": "outside", "nticks": MOST_TICKS, "tickangle": 0,
                  "side": "bottom", "tickformat": "%b\n%Y" if texts.language == Language.EN else "%-m月\n%Y年"},
    }


def _bands(lines: list[_Line]) -> list[Drawn]:
    """A band behind each group's head, and a fainter one behind its rows."""
    heads = [line.at for line in lines if line.row is None]
    spans = [(at, at + 1, HEAD_BAND) for at in heads]
    for at, after in zip(heads, [*heads, len(lines)][1:], strict=True):
        spans.append((at + 1, at + 1 + sum(line.headed for line in lines[at:after]), GROUP_BAND))
    return [{"type": "rect", "xref": "paper", "x0": 0, "x1": 1, "yref": "y", "y0": begin - 0.5, "y1": end - 0.5,
             "fillcolor": colour, "line": {"width": 0}, "layer": "below"} for begin, end, colour in spans]


def _today(share: float, asof: date, texts: Texts) -> Drawn:
    """The name of the as-of line, above the chart; `share` is how far to the right the line stands."""
    side = "left" if share < EDGE_SHARE else "right" if share > 1 - EDGE_SHARE else "center"
    return {"x": asof.isoformat(), "xref": "x", "y": 1, "yref": "paper", "yanchor": "bottom", "showarrow": False,
            "text": texts("milestones.today_mark", date=formats.day(asof, texts)), "xanchor": side,
            "font": {"color": TODAY, "size": 12}}


def _reach(rows: list[Row], asof: date) -> tuple[date, date]:
    """The days to show: every deadline, baseline and day of speech, and the as-of date where it is near or late rows
    reach it."""
    days = [d for r in rows for d in (r["due_on"], r["baseline"], r["said_on"], r["done_on"]) if d is not None]
    if any(r["progress"] == Progress.OVERDUE for r in rows):
        days.append(asof)
    first, last = min(days), max(days)
    near = timedelta(days=NEAR_DAYS)
    first = min(first, asof) if first - asof < near else first
    last = max(last, asof) if asof - last < near else last
    margin = max(timedelta(days=EDGE_DAYS), (last - first) / 25)
    return first - margin, last + margin


# ---------------------------------------------------------------- the month

CALENDAR_STYLE = """<style>
.tz-cal{display:grid;grid-template-columns:repeat(7,minmax(0,1fr));border:1px solid var(--tz-line);
 border-width:1px 0 0 1px;
 --tz-line:color-mix(in srgb,currentColor 18%,transparent);font-size:.84rem;line-height:1.45}
.tz-cal>div{border:1px solid var(--tz-line);border-width:0 1px 1px 0;min-height:6.2rem;padding:.25rem .35rem}
.tz-cal>.wd{min-height:0;text-align:center;font-weight:600;background:color-mix(in srgb,currentColor 6%,transparent)}
.tz-cal>.out{background:color-mix(in srgb,currentColor 3%,transparent)}
.tz-cal>.out>b{opacity:.74;font-weight:400}
.tz-cal>.now{outline:2px solid #C2410C;outline-offset:-2px}
.tz-cal b{font-variant-numeric:tabular-nums;display:block}
.tz-cal a{display:block;color:inherit;text-decoration:none;overflow:hidden;text-overflow:ellipsis;white-space:nowrap;
 border-left:3px solid var(--c);padding-left:.3rem;margin:.12rem 0}
.tz-cal a:hover,.tz-cal a:focus{text-decoration:underline}
.tz-cal .more{opacity:.75}
.tz-cal .long{display:none}
@media (max-width:760px){
 .tz-cal{display:block;border:0}
 .tz-cal>.wd,.tz-cal>.out,.tz-cal>.none{display:none}
 .tz-cal>div{border:0;border-bottom:1px solid var(--tz-line);min-height:0;padding:.4rem 0}
 .tz-cal .long{display:inline;font-weight:400;opacity:.75}
 .tz-cal a{white-space:normal;padding:.25rem .4rem}
}
</style>"""


def calendar_html(rows: list[Row], month: date, asof: date, href: Callable[[Row], str], texts: Texts) -> str:
    """The month of `month` as a grid of days, on narrow screens a list of the days that have rows.

    `href` gives the address of a row. Every word of the ledger is escaped.
    """
    by_day: dict[date, list[Row]] = {}
    for row in rows:
        by_day.setdefault(row["due_on"], []).append(row)
    names = texts("milestones.weekdays").split(" ")
    cells = [f'<div class="wd">{escape(name)}</div>' for name in names]
    for day in Calendar().itermonthdates(month.year, month.month):
        cells.append(_day(day, by_day.get(day, []), month, asof, href, texts, names[day.weekday()]))
    label = escape(texts("milestones.month", year=month.year, month=month.month))
    return f'{CALENDAR_STYLE}<div class="tz-cal" role="group" aria-label="{label}">{"".join(cells)}</div>'


def _day(day: date, rows: list[Row], month: date, asof: date, href: Callable[[Row], str], texts: Texts,
         weekday: str) -> str:
    outside = day.month != month.month
    classes = " ".join(name for name, holds in (
        ("out", outside), ("now", day == asof), ("none", not rows)) if holds)
    links = "" if outside else "".join(_entry(r, href, texts) for r in rows[:DAY_ITEMS])
    more = len(rows) - DAY_ITEMS
    if more > 0 and not outside:
        hidden = "".join(_entry(r, href, texts) for r in rows[DAY_ITEMS:])
        summary = escape(texts("milestones.more", n=more))
        links += f'<details><summary class="more">{summary}</summary>{hidden}</details>'
    long = f'<span class="long"> {escape(weekday)}</span>'
    number = f"{day.day}" if day.month == month.month else f"{day.month}/{day.day}"
    return f'<div class="{classes}"><b>{number}{long}</b>{links}</div>'


def _entry(row: Row, href: Callable[[Row], str], texts: Texts) -> str:
    progress = Progress(row["progress"])
    word = texts.label("progress", progress)
    where = row["region"] or texts("filter.open_region")
    told = f"{word} · {row['subject']} · {deadline_frames.how_of(row, texts)} · {where} · {row['units'] or ''}"
    symbol = f'<span aria-label="{escape(word, quote=True)}">{SYMBOLS[progress]}</span>'
    return (f'<a href="{escape(href(row), quote=True)}" target="_self" title="{escape(told, quote=True)}" '
            f'style="--c:{OUTLINES[progress]}">{symbol} {escape(row["subject"])}</a>')
