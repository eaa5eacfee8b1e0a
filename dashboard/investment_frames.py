"""Targets and actuals of places as pandas frames, money in base units until the last step; no Streamlit here.

A place has one line: the target of its latest year, the stretch target where the same speech gives a second one, the
actual that reaches furthest into that year, and how far the target should be by the as-of date. What speeches say and
what units report are never mixed: `source` says from which of them the actuals come.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pandas as pd

from dashboard.frames import Row
from dashboard.i18n import Texts
from dashboard.place_readings import (
    GROUP_LEVEL,
    Place,
    Reading,
    is_outside,
    line_of,
    places_above,
    report_readings,
    speech_readings,
)


class Source(StrEnum):
    """Where the actuals come from."""

    SPEECH = "speech"
    REPORT = "report"


class Kind(StrEnum):
    TOTAL = "total"  # holds other places of the list, or is a group of places
    PART = "part"
    BENCHMARK = "benchmark"  # only compared with: neither the speaking place nor inside it


LINE_COLUMNS = [
    "region_id", "speech_id", "region", "region_code", "level", "parent_id", "year", "measure_unit", "figures",
    "target", "target_row", "target_redacted", "stretch", "stretch_row", "actual", "actual_row", "actual_redacted",
    "through", "verified", "elapsed", "share_read",
]


@dataclass(frozen=True, slots=True)
class Compared:
    """The places of one indicator. `lines`: one a place; `past`: every reading of them, see `_history`."""

    lines: pd.DataFrame
    past: pd.DataFrame


def compare(rows: list[Row], reports: list[Row], regions: list[Row], asof: date, source: Source,
            texts: Texts) -> Compared:
    """The readings and reports of one indicator by place.

    A line has LINE_COLUMNS and kind, rate, expected (by the end of the time that the actual covers), pace (rate less
    the share of the year that it covers), gap, rank, rank_before. Rated totals come first, then parts by completion,
    then totals without a rate, then places only compared with.
    """
    parent = {p["id"]: p["parent_id"] for p in regions}
    said = speech_readings(rows)
    inside = {r.place for r in said if not is_outside(r.row, parent)}
    outside = {r.place for r in said} - inside
    said = [r for r in said if r.place in outside or not is_outside(r.row, parent)]
    told = said if source == Source.SPEECH else [
        *(r for r in said if r.status == "target"), *report_readings(reports)]
    by_place: dict[Place, list[Reading]] = {}
    for reading in told:
        by_place.setdefault(reading.place, []).append(reading)
    frame = pd.DataFrame([line_of(found, asof, texts) for found in by_place.values()], columns=LINE_COLUMNS)
    frame = _typed(_with_kinds(frame, outside, parent))
    past = _history(frame, told)
    return Compared(_ordered(_with_ranks(frame, past)), past)


def _with_kinds(frame: pd.DataFrame, outside: set[Place], parent: dict[int, int | None]) -> pd.DataFrame:
    inside = {int(r) for r in frame["region_id"].dropna() if (int(r), 0) not in outside}
    totals = {a for r in inside for a in places_above(r, parent)} & inside

    def kind(region: Any, level: Any) -> Kind:
        if pd.isna(region):
            return Kind.PART
        if (int(region), 0) in outside:
            return Kind.BENCHMARK
        return Kind.TOTAL if int(region) in totals or level == GROUP_LEVEL else Kind.PART

    return frame.assign(kind=[kind(r, v) for r, v in zip(frame["region_id"], frame["level"], strict=True)])


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Numbers as floats, with what follows from them: rate, expected, pace and gap, None where a part is unknown.

    `expected` is judged where the actual ends: a figure up to October is asked for ten months; without one, where the
    as-of date is.
    """
    numbers = ("target", "stretch", "actual", "elapsed", "share_read")
    told = frame.assign(**{c: frame[c].astype(float) for c in numbers},
                        **{c: frame[c].astype("Int64") for c in ("region_id", "year", "through", "parent_id")})
    known = told["target"].notna() & told["actual"].notna() & told["target"].gt(0)
    rate = (told["actual"] / told["target"]).where(known)
    return told.assign(
        rate=rate, expected=told["target"] * told["share_read"].fillna(told["elapsed"]), pace=rate - told["share_read"],
        gap=(told["target"] - told["actual"]).where(known),
    )


def _history(frame: pd.DataFrame, readings: list[Reading]) -> pd.DataFrame:
    """region_id, parent_id, year, through, value, rate, rank, verified, row: every reading of the places, oldest first.

    A rate needs the year's target; ranks are among the parts of one place above that were read up to the same month.
    """
    targets: dict[tuple[Place, int], Reading] = {}
    for reading in readings:
        if reading.status == "target" and reading.span.year and reading.value is not None:
            key = reading.place, reading.span.year
            chosen = targets.get(key)
            if chosen is None or (reading.span.through, reading.said_at) > (chosen.span.through, chosen.said_at) or (
                    reading.said_at == chosen.said_at and reading.value < (chosen.value or 0)):
                targets[key] = reading
    lines: dict[tuple, Row] = {}
    for reading in readings:
        if reading.status != "actual" or reading.span.year is None or reading.value is None:
            continue
        target = targets.get((reading.place, reading.span.year))
        key = reading.place, reading.span.year, reading.span.through
        if key in lines and not (reading.verified and not lines[key]["verified"]):
            continue
        lines[key] = {
            "region_id": reading.place[0], "year": reading.span.year, "through": reading.span.through,
            "value": reading.value, "rate": reading.value / target.value if target and target.value else None,
            "verified": reading.verified, "row": reading.row,
        }
    told = pd.DataFrame(list(lines.values()), columns=[
        "region_id", "year", "through", "value", "rate", "verified", "row"])
    told = told.assign(rate=told["rate"].astype(float))
    places = frame.loc[frame["region_id"].notna(), ["region_id", "parent_id", "kind"]]
    told = told.astype({"region_id": "Int64"}).merge(places, on="region_id")
    ranked = told["rate"].where(told["kind"].eq(Kind.PART))
    groups = [told["parent_id"].fillna(0), told["year"], told["through"]]
    ranks = ranked.groupby(groups).rank(ascending=False, method="min")
    alone = ranked.groupby(groups).transform("count").lt(2)
    return told.assign(rank=ranks.mask(alone).astype("Int64")).sort_values(["year", "through"]).reset_index(drop=True)


def _with_ranks(frame: pd.DataFrame, past: pd.DataFrame) -> pd.DataFrame:
    """`rank` among the parts of one place above in one year, by completion; `rank_before` at the reading before."""
    rates = frame["rate"].where(frame["kind"].eq(Kind.PART))
    groups = [frame["parent_id"].fillna(0), frame["year"].fillna(0)]
    ranks = rates.groupby(groups).rank(ascending=False, method="min").mask(
        rates.groupby(groups).transform("count").lt(2))
    earlier: dict[int, list[tuple[tuple[int, int], int]]] = {}
    ranked = past[past["rank"].notna()]
    for region, year, through, rank in ranked[["region_id", "year", "through", "rank"]].itertuples(index=False):
        earlier.setdefault(region, []).append(((year, through), rank))
    before = [_before(earlier.get(region, []), year, through) if not pd.isna(region) else None
              for region, year, through in frame[["region_id", "year", "through"]].itertuples(index=False)]
    return frame.assign(rank=ranks.astype("Int64"), rank_before=pd.array(before, dtype="Int64"))


def _before(ranks: list[tuple[tuple[int, int], int]], year: Any, through: Any) -> int | None:
    """The last rank of a place from before a month; None where there is none, or where the month is not known."""
    if pd.isna(year) or pd.isna(through):
        return None
    return next((rank for at, rank in reversed(ranks) if at < (year, through)), None)


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    order = {Kind.TOTAL: 0, Kind.PART: 1, Kind.BENCHMARK: 3}
    places = frame["kind"].map(order).mask(frame["kind"].eq(Kind.TOTAL) & frame["rate"].isna(), 2)
    return frame.assign(order=places).sort_values(
        ["order", "rate", "target", "actual", "region_code"], ascending=[True, False, False, False, True],
        na_position="last",
    ).drop(columns="order").reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class Section:
    """The places of one place above, drawn on one axis. `above` None: places without others beside them."""

    above: int | None
    name: str
    total: Row | None
    parts: pd.DataFrame

    @property
    def months_differ(self) -> bool:
        """That places are ranked whose actuals reach up to different months."""
        ranked = self.parts[self.parts["rank"].notna()]
        return ranked["through"].nunique() > 1


def sections(frame: pd.DataFrame, regions: list[Row], texts: Texts) -> list[Section]:
    """The lines of `places_frame` by the place above, most places first; then the single ones; then benchmarks."""
    names = {p["id"]: p["name"] for p in regions}
    parts = frame[frame["kind"].eq(Kind.PART)]
    totals = {r["region_id"]: r for r in frame[frame["kind"].eq(Kind.TOTAL)].to_dict("records")}
    sizes = parts.groupby("parent_id", dropna=True).size().sort_values(ascending=False, kind="stable")
    found, used = [], set()
    for above, n in sizes.items():
        if n < 2 and above not in totals:
            continue
        used |= {above}
        found.append(Section(int(above), names.get(above, ""), totals.get(above),
                             parts[parts["parent_id"].eq(above)].reset_index(drop=True)))
    alone = parts[~parts["parent_id"].isin(used)]
    rest = pd.concat([alone, frame[frame["kind"].eq(Kind.TOTAL) & ~frame["region_id"].isin(used)]])
    alone_name = "investment.single" if found else "filter.everywhere"
    for name, lines in ((alone_name, rest), ("investment.benchmark", frame[frame["kind"].eq(Kind.BENCHMARK)])):
        if len(lines):
            found.append(Section(None, texts(name), None, lines.reset_index(drop=True)))
    return found


def place_names(frame: pd.DataFrame, texts: Texts) -> list[str]:
    """The places, totals and those only compared with marked."""
    marks = {Kind.TOTAL: texts("investment.total"), Kind.BENCHMARK: texts("investment.compared")}
    return [f"{n}（{marks[k]}）" if k in marks else n for n, k in zip(frame["region"], frame["kind"], strict=True)]


def is_behind(row: Row) -> bool:
    """That less was done than the share of the year that the actual covers: 1-10月 is measured by ten months."""
    return not pd.isna(row["pace"]) and row["pace"] < 0


def whole(frame: pd.DataFrame, regions: list[Row], texts: Texts) -> Row | None:
    """All places together as one line: of each place above its own figures, else the sum of its parts.

    Only lines of one year with target and actual count, of the latest such year; None where there are none. `places`:
    how many lines went in; `blanked`: how many lines of the year cannot, since a number is blanked.
    """
    rated = frame[frame["rate"].notna() & frame["kind"].ne(Kind.BENCHMARK)]
    if rated.empty:
        return None
    year = rated["year"].max()
    same = rated["year"].isna() if pd.isna(year) else rated["year"].eq(year).fillna(False)
    rated = rated[same]
    parent = {p["id"]: p["parent_id"] for p in regions}
    known = {int(r) for r in rated["region_id"].dropna()}
    top = rated[[pd.isna(r) or not places_above(int(r), parent) & known for r in rated["region_id"]]]
    target, actual = float(top["target"].sum()), float(top["actual"].sum())
    expected = float(top["expected"].sum(min_count=len(top)))
    blanked = frame["target_redacted"].astype(bool) | frame["actual_redacted"].astype(bool)
    one = dict.fromkeys(frame.columns) | {
        "region_id": None, "region": top["region"].iloc[0] if len(top) == 1 else texts("investment.all_places"),
        "kind": Kind.PART, "year": year, "measure_unit": top["measure_unit"].iloc[0], "target": target,
        "actual": actual, "rate": actual / target, "elapsed": top["elapsed"].iloc[0],
        "expected": expected, "share_read": expected / target, "gap": target - actual,
        "pace": _pace(top), "through": top["through"].min() if top["through"].notna().all() else pd.NA,
        "stretch": top["stretch"].iloc[0] if len(top) == 1 else None, "target_redacted": False,
        "actual_redacted": False, "places": len(top), "blanked": int(blanked.sum()),
    }
    if len(top) == 1:
        one |= {"target_row": top["target_row"].iloc[0], "actual_row": top["actual_row"].iloc[0],
                "stretch_row": top["stretch_row"].iloc[0]}
    return one


def _pace(top: pd.DataFrame) -> float | None:
    """Of several places together: what was done less what the time that their actuals cover asks for."""
    asked = top["target"] * top["share_read"]
    return None if asked.isna().any() else float((top["actual"].sum() - asked.sum()) / top["target"].sum())


def by_gap(frame: pd.DataFrame, year: Any) -> pd.DataFrame:
    """The parts of one year, those farthest from their targets first."""
    same = frame["year"].isna() if pd.isna(year) else frame["year"].eq(year).fillna(False)
    return frame[frame["kind"].eq(Kind.PART) & frame["gap"].notna() & same].sort_values(
        "gap", ascending=False).reset_index(drop=True)
