"""The office's own map: which features are places of the ledger, and what is no map."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from dashboard.i18n import Language, Texts
from dashboard.maps import BadMap, choropleth, joined, read_map

ZH = Texts(Language.ZH_CN)
SQUARE = {"type": "Polygon", "coordinates": [[[110, 21], [111, 21], [111, 22], [110, 22], [110, 21]]]}
PLACES = pd.DataFrame([
    {"region": "甲县", "region_code": "440001", "rate": 0.5}, {"region": "乙县", "region_code": "440002", "rate": None},
])


def write(folder: Path, *properties: dict, **more: object) -> Path:
    features = [{"type": "Feature", "properties": p, "geometry": SQUARE} for p in properties]
    path = folder / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features} | more), encoding="utf-8")
    return path


@pytest.mark.parametrize("properties, place", [
    ({"gb": "156440001"}, 0), ({"adcode": 440001}, 0), ({"code": "440002"}, 1), ({"name": "乙县"}, 1),
    ({"gb": "156449999", "name": "丙县"}, None), ({}, None),
])
def test_features_are_joined_by_code_else_by_name(tmp_path: Path, properties: dict, place: int | None) -> None:
    found = joined(read_map(write(tmp_path, properties)), PLACES)
    assert list(found.values()) == ([] if place is None else [place])


@pytest.mark.parametrize("more, number", [
    ({"properties": {"审图号": "粤S(2026)001号"}}, "粤S(2026)001号"), ({"metadata": {"审图号": "1"}}, "1"),
    ({"审图号": "2"}, "2"), ({"properties": None}, ""), ({}, ""),
])
def test_the_approval_number_is_read(tmp_path: Path, more: dict, number: str) -> None:
    assert read_map(write(tmp_path, {}, **more)).approval == number


def test_the_map_fetches_no_tiles_and_says_what_it_shows(tmp_path: Path) -> None:
    chart = choropleth(read_map(write(tmp_path, {"gb": "156440001"}, {"name": "乙县"}, {"name": "丙县"})), PLACES,
                       "固定资产投资", ZH)
    assert chart.figure.layout.map.style == "white-bg"
    assert chart.figure.data[0].z == (50.0, None)
    assert len(chart.figure.data[0].geojson["features"]) == 2
    assert chart.alt == "固定资产投资，甲县 50.0%；乙县 —"


def test_a_map_of_elsewhere_is_not_drawn(tmp_path: Path) -> None:
    assert choropleth(read_map(write(tmp_path, {"name": "丙县"})), PLACES, "投资", ZH) is None


@pytest.mark.parametrize("content", [b"", b"[1]", b"{}", b'{"features": [1]}', b"\xff\xfe{", b'{"features": [{}]}'])
def test_what_is_no_map_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "map.geojson"
    path.write_bytes(content)
    with pytest.raises(BadMap):
        read_map(path)
