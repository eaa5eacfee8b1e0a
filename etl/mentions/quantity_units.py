"""Units of measure: how they are written, their base unit and kind."""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.lexicon import table


class MeasureUnit(NamedTuple):
    word: str
    base: str
    factor: float
    kind: str  # money, area, volume, mass, length, energy, power, percent, points, times, count, time, agenda …


UNITS: dict[str, MeasureUnit] = {
    r["unit"]: MeasureUnit(r["unit"], r["base"], float(r["factor"]), r["kind"]) for r in table("units_of_measure")
}
NO_UNIT = MeasureUnit("", "", 1.0, "none")
YUAN = UNITS["元"]


def _guarded(row: dict[str, str]) -> str:
    stop = row["not_before"]
    return re.escape(row["unit"]) + (f"(?![{re.escape(stop)}])" if stop else "")


# 个百分点 before 个, 平方公里 before 公里; 项 not before 目
UNIT = "|".join(
    _guarded(dict(r)) for r in sorted(table("units_of_measure"), key=lambda r: (-len(r["unit"]), r["unit"]))
)
_COUNTED_ONE = frozenset("人户头")
COUNTED = "|".join(  # units of a rate's base: 每公里, 每亩, 每吨, 每人
    re.escape(u.word) for u in sorted(UNITS.values(), key=lambda u: (-len(u.word), u.word))
    if u.kind in ("area", "length", "mass", "volume", "energy", "power") or u.word in _COUNTED_ONE
)
