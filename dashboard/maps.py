"""A map from the office's own GeoJSON. None is shipped: borders on a public map need an approval number (审图号).

Where `MAP_FILE` lies beside the ledger, the page of investment draws it. A feature is joined by the code in its
property gb, adcode or code (the last six digits count), else by its name. No Streamlit here.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import formats
from dashboard.charts import FONT, Chart, harmless
from dashboard.i18n import Texts

MAP_FILE = Path("var/map.geojson")
LARGEST_FILE = 30 * 2**20  # bytes
APPROVAL = "审图号"
CODES, CODE_DIGITS = ("gb", "adcode", "code"), 6
SCALE = [[0, "#E3ECF8"], [0.5, "#7FAEE3"], [1, "#1F4E91"]]
HEIGHT_PX, WORLD_DEGREES, MARGIN = 420, 360, 1.3


class BadMap(ValueError):
    """The office's file is no map."""


@dataclass(frozen=True, slots=True)
class OwnMap:
    """The features of the file, each with the id that it is joined by, and its approval number, "" for none."""

    features: tuple[dict[str, Any], ...]
    approval: str


def read_map(path: Path) -> OwnMap:
    """The map in a file. BadMap where it is none."""
    if path.stat().st_size > LARGEST_FILE:
        raise BadMap(f"{path}: larger than {LARGEST_FILE >> 20} MB")
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise BadMap(f"{path}: {error}") from error
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or not all(isinstance(f, dict) and isinstance(f.get("geometry"), dict)
                                                 for f in features):
        raise BadMap(f"{path}: no GeoJSON FeatureCollection")
    said = [found, *(found.get(k) for k in ("properties", "metadata"))]
    approval = next((str(s[APPROVAL]) for s in said if isinstance(s, dict) and s.get(APPROVAL)), "")
    return OwnMap(tuple(f | {"id": str(n)} for n, f in enumerate(features)), approval)


def joined(own: OwnMap, frame: pd.DataFrame) -> dict[str, int]:
    """feature id → position of its place in the frame."""
    codes = {str(c)[:CODE_DIGITS]: at for at, c in enumerate(frame["region_code"]) if c}
    names = {n: at for at, n in enumerate(frame["region"])}
    found = {}
    for feature in own.features:
        properties = feature.get("properties") or {}
        code = next((str(properties[c])[-CODE_DIGITS:] for c in CODES if properties.get(c)), "")
        at = codes.get(code, names.get(properties.get("name", "")))
        if at is not None:
            found[feature["id"]] = at
    return found


def choropleth(own: OwnMap, frame: pd.DataFrame, title: str, texts: Texts) -> Chart | None:
    """The completion of the places on the map; None where no feature is one of them."""
    found = joined(own, frame)
    if not found:
        return None
    rows = [frame.iloc[at] for at in found.values()]
    figure = go.Figure(go.Choroplethmap(
        geojson={"type": "FeatureCollection", "features": [f for f in own.features if f["id"] in found]},
        locations=list(found), z=[None if pd.isna(r["rate"]) else r["rate"] * 100 for r in rows], zmin=0, zmax=100,
        colorscale=SCALE, colorbar={"title": {"text": texts("col.rate")}, "thickness": 12},
        marker={"line": {"color": "#6C7A89", "width": 1}},
        customdata=[[harmless(r["region"]), _rate(r, texts)] for r in rows],
        hovertemplate="%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
    ))
    west, south, east, north = _bounds(own, set(found))
    width = max(east - west, north - south, 0.01) * MARGIN
    figure.update_layout(
        map={"style": "white-bg", "center": {"lon": (west + east) / 2, "lat": (south + north) / 2},
             "zoom": math.log2(WORLD_DEGREES / width)},
        margin={"l": 0, "r": 0, "t": 0, "b": 0}, height=HEIGHT_PX, font={"family": FONT},
    )
    said = "；".join(f"{r['region']} {_rate(r, texts)}" for r in rows)
    return Chart(figure, texts("investment.chart_alt", indicator=title, places=said))


def _rate(row: pd.Series, texts: Texts) -> str:
    return formats.percent(None if pd.isna(row["rate"]) else row["rate"], texts)


def _bounds(own: OwnMap, ids: set[str]) -> tuple[float, float, float, float]:
    points = [p for f in own.features if f["id"] in ids for p in _points(f["geometry"].get("coordinates") or [])]
    lons, lats = [p[0] for p in points] or [0.0], [p[1] for p in points] or [0.0]
    return min(lons), min(lats), max(lons), max(lats)


def _points(coordinates: list[Any]) -> Iterator[list[float]]:
    """The points of nested rings."""
    stack = [coordinates]
    while stack:
        at = stack.pop()
        if at and isinstance(at[0], int | float):
            yield at
        else:
            stack.extend(a for a in at if isinstance(a, list))
