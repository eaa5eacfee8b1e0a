"""Targets and actuals of places as pandas frames, money in base units until the last step; no Streamlit here."""

from __future__ import annotations

import pandas as pd

from dashboard import formats
from dashboard.frames import Row, speech_name
from dashboard.i18n import Texts

GROUP_LEVEL = "group"
PERIOD_OF_YEAR = ("今年", "全年", "本年", "年度", "今年全年", "本年度")
INVESTMENT_COLUMNS = [
    "region_id", "speech_id", "region", "region_code", "region_level", "indicator", "measure_unit", "target",
    "target_period", "target_redacted", "target_row", "actual", "actual_period", "actual_redacted", "actual_row",
    "figures",
]


def investment_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """One row a place and indicator: target and actual in base units, their periods, completion rate and gap.

    A speech whose place is open stands for a place of its own. `rate` is actual over target where both are numbers.
    A blanked figure stays None with its flag set.
    """
    pairs: dict[tuple, Row] = {}
    for row in rows:
        open_at = row["speech_id"] if row["region_id"] is None else 0
        key = (row["region_id"], open_at, row["canonical_name"], row["measure_unit"])
        pair = pairs.setdefault(key, {
            "region_id": row["region_id"], "speech_id": row["speech_id"],
            "region": row["region"] or f"{texts('filter.open_region')} · {speech_name(row)}",
            "region_code": row["region_code"], "region_level": row["region_level"],
            "indicator": row["canonical_name"], "measure_unit": row["measure_unit"],
            "figures": 0,
        })
        side = row["status"]
        pair |= {side: row["value"], f"{side}_row": row, f"{side}_period": row["period"],
                 f"{side}_redacted": row["redacted"] and row["value"] is None}
        pair["figures"] += row["figures"] - 1
        pairs[key] = pair
    frame = pd.DataFrame(list(pairs.values()), columns=INVESTMENT_COLUMNS)
    for side in ("target", "actual"):
        frame[side] = frame[side].astype(float)
        frame[f"{side}_redacted"] = frame[f"{side}_redacted"].eq(True)
        frame[f"{side}_period"] = _words(frame[f"{side}_period"])
    known = frame["target"].notna() & frame["actual"].notna() & frame["target"].ne(0)
    frame["rate"] = (frame["actual"] / frame["target"]).where(known)
    frame["gap"] = (frame["target"] - frame["actual"]).where(known)
    return frame


def _words(column: pd.Series) -> pd.Series:
    """Text with None, not NaN, for what is missing."""
    return column.astype(object).where(column.notna(), None)


def indicator_choices(frame: pd.DataFrame) -> list[tuple[str, str]]:
    """(indicator, unit of measure) by number of places with a target and an actual, money first."""
    if frame.empty:
        return []
    both = frame["target"].notna().astype(int) + frame["actual"].notna().astype(int)
    ranked = frame.assign(score=both, money=frame["measure_unit"].eq(formats.YUAN),
                          invest=frame["indicator"].str.contains("投资"))
    order = ranked.groupby(["indicator", "measure_unit"], as_index=False).agg(
        score=("score", "sum"), money=("money", "first"), invest=("invest", "first"), n=("region_id", "size"),
    ).sort_values(["money", "invest", "score", "n", "indicator"], ascending=[False, False, False, False, True])
    return list(order[["indicator", "measure_unit"]].itertuples(index=False, name=None))


def of_indicator(frame: pd.DataFrame, indicator: str, measure_unit: str, places: list[Row]) -> pd.DataFrame:
    """The places of one indicator, best completion first, those without a rate by target at the end.

    A place that holds others of the list, or is a group (各县区), `is_total`: it comes first and has no rank;
    `is_part` is what lies inside it.
    """
    chosen = frame[frame["indicator"].eq(indicator) & frame["measure_unit"].eq(measure_unit)]
    parent = {p["id"]: p["parent_id"] for p in places}
    above = {r: _above(r, parent) for r in chosen["region_id"].dropna().astype(int)}
    totals = {a for found in above.values() for a in found} & set(above)
    told = chosen.assign(
        is_total=chosen["region_id"].isin(totals) | chosen["region_level"].eq(GROUP_LEVEL),
        is_part=[not pd.isna(r) and bool(above[int(r)] & totals) for r in chosen["region_id"]],
    )
    ordered = told.sort_values(["is_total", "rate", "target", "region_code"], ascending=[False, False, False, True],
                               na_position="last")
    ranks = ordered["rate"].mask(ordered["is_total"]).rank(ascending=False, method="min")
    return ordered.assign(rank=ranks.astype("Int64")).reset_index(drop=True)


def _above(region: int, parent: dict[int, int | None]) -> set[int]:
    """All places that hold a region."""
    found: set[int] = set()
    at = parent.get(region)
    while at is not None and at not in found:
        found.add(at)
        at = parent.get(at)
    return found


def place_names(chosen: pd.DataFrame, texts: Texts) -> list[str]:
    """The places of `of_indicator`, totals marked."""
    total = texts("investment.total")
    return [f"{n}（{total}）" if t else n for n, t in zip(chosen["region"], chosen["is_total"], strict=True)]


def investment_table(chosen: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """`of_indicator` for the eye: 元 in 亿元, the rate in percent, notes on blanked numbers and unlike periods."""
    scale = formats.YI if len(chosen) and chosen["measure_unit"].iloc[0] == formats.YUAN else 1.0
    return chosen.assign(
        region=place_names(chosen, texts), **{c: chosen[c] / scale for c in ("target", "actual", "gap")},
        rate=chosen["rate"] * 100,
        note=[_investment_note(row, texts) for row in chosen.to_dict("records")],
    )


def _investment_note(row: Row, texts: Texts) -> str:
    notes = [f"{texts(f'investment.{side}')}{texts('value.redacted')}"
             for side in ("target", "actual") if row[f"{side}_redacted"]]
    periods = [row[f"{side}_period"] for side in ("target", "actual")]
    whole = ["" if p is None or p in PERIOD_OF_YEAR else p for p in periods]
    if not pd.isna(row["rate"]) and whole[0] != whole[1]:
        notes.append(texts("investment.period_differs"))
    return "；".join(notes)


def all_indicators(frame: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """Every indicator of every place with its figures as stated, 未披露 where blanked."""
    words = {
        side: [formats.stated(r, texts) if isinstance(r, dict) else texts("value.unknown")
               for r in frame[f"{side}_row"]] for side in ("target", "actual")
    }
    return frame.assign(
        target_words=words["target"], actual_words=words["actual"], rate=frame["rate"] * 100,
    ).sort_values(["indicator", "region_code"]).reset_index(drop=True)
