"""Bullet bars of places: target, stretch target, actual, and what time asks for where the actual ends.

HTML, which a telephone wraps and a screen reader reads; the looks are in style.css (`bullet…`). One scale a chart. What
is behind carries a pattern besides its colour, the mark of time is a line of its own, and the words beside a bar
say what it shows. No Streamlit here.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import pandas as pd

from dashboard import formats
from dashboard.frames import Row
from dashboard.i18n import Texts
from dashboard.investment_frames import Kind, is_behind, place_names
from dashboard.investment_tables import data_month, part_of

# class of a part of a bar → the text that names it; in the legend's order
PARTS = {
    "target": "investment.target", "stretch": "investment.stretch", "on_pace": "investment.on_pace",
    "behind": "investment.behind", "actual": "investment.actual", "compared": "investment.compared",
    "expected": "investment.expected", "report": "investment.source_report", "verified": "investment.source_verified",
}
Part = tuple[str, float, str]  # class, value, what is said of it


def bullets(frame: pd.DataFrame, title: str, texts: Texts, *, reported: dict[int, Row] | None = None,
            legend: bool = True, gaps: bool = False) -> str:
    """One line a place of the frame, in its order; `reported` are the last reports by region, drawn beside.

    `gaps`: the words say how far each is from its target, instead of the two numbers.
    """
    rows = frame.to_dict("records")
    drawn = [_parts(row, (reported or {}).get(row["region_id"]), texts) for row in rows]
    top = max((value for parts in drawn for _, value, _ in parts), default=0) or 1.0
    lines = (_line(name, words(row, texts, gaps=gaps), parts, top)
             for name, row, parts in zip(place_names(frame, texts), rows, drawn, strict=True))
    named = _legend({kind for parts in drawn for kind, _, _ in parts}, texts) if legend else ""
    return f'<div class="bullets" role="list" aria-label="{escape(title)}">{"".join(lines)}</div>{named}'


def bars(rows: Iterable[tuple[str, int, str]], title: str) -> str:
    """Plain bars: a name, a number, and the class of the bar after `bullet-`."""
    found = list(rows)
    top = max((n for _, n, _ in found), default=0) or 1.0
    lines = (_line(name, [f"{n:,}"], [(kind, n, f"{name} {n:,}")], top) for name, n, kind in found)
    return f'<div class="bullets bullets-counts" role="list" aria-label="{escape(title)}">{"".join(lines)}</div>'


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


def _parts(row: Row, told: Row | None, texts: Texts) -> list[Part]:
    """What is drawn of a place, the widest bars first."""
    unit = row["measure_unit"]
    found = [(kind, row[side], _said(row, side, texts))
             for kind, side in (("stretch", "stretch"), ("target", "target"), (_state(row), "actual"))
             if not pd.isna(row[side])]
    if not pd.isna(row["expected"]) and row["kind"] != Kind.BENCHMARK:
        found.append(("expected", row["expected"],
                      texts.noted(formats.amount(row["expected"], unit, texts),
                                  formats.percent(share_asked(row), texts))))
    if told is not None:
        found.append(("verified" if told["verified"] else "report", told["value"],
                      f"{formats.amount(told['value'], unit, texts)} {told['period']}"))
    return [(kind, value, f"{texts(PARTS[kind])} {said}") for kind, value, said in found]


def share_asked(row: Row) -> float | None:
    """The share of the target that time alone asks for: up to where the actual reaches, else by the as-of date."""
    share = row["elapsed"] if pd.isna(row["share_read"]) else row["share_read"]
    return None if pd.isna(share) else share


def _state(row: Row) -> str:
    if row["kind"] == Kind.BENCHMARK:
        return "compared"
    if pd.isna(row["pace"]):
        return "actual"
    return "behind" if is_behind(row) else "on_pace"


def _said(row: Row, side: str, texts: Texts) -> str:
    """The figure with the period that it was stated for."""
    stated = row[f"{side}_row"]
    value = formats.amount(row[side], row["measure_unit"], texts)
    return f"{value} {stated['period'] or ''}".rstrip() if stated is not None else value


def _line(name: str, said: list[str], parts: list[Part], top: float) -> str:
    bars = "".join(f'<i class="bullet-{kind}" style="--at:{max(value, 0) / top * 100:.2f}%"></i>'
                   for kind, value, _ in parts)
    told = escape("；".join(words for _, _, words in parts))
    first, *more = (escape(part) for part in said)
    second = f'<small class="bullet-more">{more[0]}</small>' if more else ""
    return (f'<div class="bullet" role="listitem"><span class="bullet-name">{escape(name)}</span>'
            f'<span class="bullet-bar" role="img" title="{told}" aria-label="{told}">{bars}</span>'
            f'<b class="bullet-said">{first}</b>{second}</div>')


def _legend(shown: Iterable[str], texts: Texts) -> str:
    keys = "".join(f'<span><i class="bullet-{kind}"></i>{escape(texts(key))}</span>'
                   for kind, key in PARTS.items() if kind in shown)
    return f'<div class="bullet-legend" aria-hidden="true">{keys}</div>'
