"""Units with their names as frames; no Streamlit here."""

from __future__ import annotations

import pandas as pd

from dashboard.i18n import Texts
from dashboard.responsibility_frames import counted
from db.queries.scope import Row
from db.queries.unit_names import USES

NAME_COLUMNS = ["unit", "aliases", "region", "level", *USES, "load"]


def name_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """One row a unit: its names, place and level, and how much hangs on it."""
    named = [r | {
        "unit": r["name"], "aliases": "、".join(r["aliases"]) or None,
        "region": r["region"] or texts("filter.open_region"), "level": texts.label("level", r["level"]) or None,
    } for r in rows]
    return counted(named, NAME_COLUMNS, (*USES, "load"))


def summary(unit: Row, texts: Texts) -> str:
    """海平县 · 县级 · 别名：发改局、发展和改革局 · 节点 3、任务 2."""
    uses = texts.listed(f"{texts(f'col.{n}')} {unit[n]}" for n in USES if unit[n])
    parts = [unit["region"] or texts("filter.open_region"), texts.label("level", unit["level"]),
             texts("units.also", names=texts.listed(unit["aliases"])) if unit["aliases"] else "",
             uses or texts("units.unused")]
    return " · ".join(p for p in parts if p)
