"""The tables and sentences of investment by place, for the eye: money in 亿元, rates in percent. No Streamlit here."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd

from dashboard import formats
from dashboard.frames import Row
from dashboard.i18n import Language, Texts
from dashboard.investment_frames import Section, Source, is_behind, place_names


def table(frame: pd.DataFrame, source: Source, texts: Texts) -> pd.DataFrame:
    """`places_frame` for the eye: 元 in 亿元, rates in percent, ranks with their move, and notes."""
    scale = formats.YI if len(frame) and frame["measure_unit"].iloc[0] == formats.YUAN else 1.0
    rows = frame.to_dict("records")
    return frame.assign(
        region=place_names(frame, texts),
        **{c: frame[c] / scale for c in ("target", "stretch", "actual", "expected", "gap")},
        rate=frame["rate"] * 100, pace=(frame["pace"] * 100).round(1), move=[move(r, texts) for r in rows],
        data_month=[data_month(r, texts) for r in rows], note=[_note(r, texts) for r in rows],
        source=[source_words(r, source, texts) for r in rows],
    )


def move(row: Row, texts: Texts) -> str | None:
    """2 ↑1（上次第3）; None where there is no rank."""
    if pd.isna(row["rank"]):
        return None
    if pd.isna(row["rank_before"]):
        return str(row["rank"])
    up = row["rank_before"] - row["rank"]
    arrow = f"↑{up}" if up > 0 else f"↓{-up}" if up < 0 else "→"
    return texts("investment.move", rank=row["rank"], arrow=arrow, before=row["rank_before"])


def data_month(row: Row, texts: Texts) -> str | None:
    """Up to when the actual was counted: 2026-10."""
    if pd.isna(row["through"]):
        return None
    if pd.isna(row["year"]):
        return texts("source.month_only", month=row["through"])
    return f"{row['year']}-{int(row['through']):02}"


def part_of(part: float, whole: float, unit: str, texts: Texts) -> str:
    """34.60 / 38.00亿元."""
    if unit == formats.YUAN and texts.language != Language.EN:
        return f"{part / formats.YI:,.2f} / {whole / formats.YI:,.2f}{texts('unit.yi')}"
    return f"{formats.amount(part, unit, texts)} / {formats.amount(whole, unit, texts)}"


def source_words(row: Row, source: Source, texts: Texts) -> str | None:
    """讲话, 上报 or 认定; None where there is no actual."""
    if row["actual_row"] is None:
        return None
    if source == Source.SPEECH:
        return texts("investment.source_speech")
    return texts("investment.source_verified" if row["verified"] else "investment.source_report")


def _note(row: Row, texts: Texts) -> str:
    notes = [f"{texts(f'investment.{side}')}{texts('investment.to_fill')}" for side in ("target", "actual")
             if row[f"{side}_redacted"]]
    if pd.isna(row["year"]):
        notes.append(texts("investment.year_open"))
    if row["stretch_row"] is not None:
        notes.append(texts("investment.two_targets"))
    return "；".join(notes)


def history_table(past: pd.DataFrame, region_id: int | None, unit: str, source: Source, texts: Texts) -> pd.DataFrame:
    """The readings of one place, latest first."""
    own = past[past["region_id"].eq(region_id)].iloc[::-1] if region_id is not None else past.iloc[:0]
    return pd.DataFrame([{
        "data_month": f"{r['year']}-{r['through']:02}", "value": formats.amount(r["value"], unit, texts),
        "rate": None if pd.isna(r["rate"]) else r["rate"] * 100, "rank": r["rank"],
        "source": source_words(r | {"actual_row": r["row"]}, source, texts),
    } for r in own.to_dict("records")], columns=["data_month", "value", "rate", "rank", "source"])


def place_code(row: pd.Series | Row) -> str:
    """What stands for a place in the address: its code; where it is open, its speech."""
    return row["region_code"] or f"speech-{row['speech_id']}"


def with_parts(region_id: int, regions: list[Row]) -> set[int]:
    """A place and all places inside it."""
    found, grown = {region_id}, True
    while grown:
        inside = {p["id"] for p in regions if p["parent_id"] in found} - found
        found |= inside
        grown = bool(inside)
    return found


def section_words(section: Section, texts: Texts) -> str:
    """What the chart of a section shows, as a sentence."""
    parts, name, n = section.parts, section.name, len(section.parts)
    rated = parts[parts["rate"].notna()].sort_values("rate", ascending=False)
    if section.above is not None and len(rated) > 1:
        best, worst = rated.iloc[0], rated.iloc[-1]
        return texts("investment.said", name=name, n=n, behind=sum(is_behind(r) for r in parts.to_dict("records")),
                     best=best["region"], high=formats.percent(best["rate"], texts), worst=worst["region"],
                     low=formats.percent(worst["rate"], texts))
    key = "none"
    if section.above is not None and parts["target"].isna().all():
        key = "actual"
    elif section.above is not None and parts["actual"].isna().all():
        key = "target"
    return texts(f"investment.said_{key}", name=name, n=n)


def spread_words(section: Section, texts: Texts) -> str:
    """Which part did most and which least, and how many times as much; "" with fewer than two."""
    done = section.parts[section.parts["actual"].gt(0)].sort_values("actual")
    if section.above is None or len(done) < 2:
        return ""
    least, most = done.iloc[0], done.iloc[-1]
    unit = most["measure_unit"]
    return texts("investment.spread", best=most["region"], most=formats.amount(most["actual"], unit, texts),
                 worst=least["region"], least=formats.amount(least["actual"], unit, texts),
                 ratio=formats.plain(round(most["actual"] / least["actual"], 1)))


def project_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """One row a project with its money and what was reported of it."""
    return pd.DataFrame([{
        "name": r["name"], "stage": texts.label("stage", r["stage"]), "investment": _yi(r["investment"]),
        "annual_investment": _yi(r["annual_investment"]), "reported": _yi(r["reported"]),
        "report_kind": None if r["reported"] is None else texts(
            "investment.source_verified" if r["verified"] else "investment.source_report"),
        "report_period": r["period"],
    } for r in rows], columns=["name", "stage", "investment", "annual_investment", "reported", "report_kind",
                               "report_period"])


def reported_by_place(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """region, projects_n, annual_plan, reporting_n, reported, verified: what projects report, most first."""
    frame = pd.DataFrame([{
        "region": r["region"] or texts("filter.open_region"), "annual_plan": _yi(r["annual_investment"]),
        "reported": _yi(r["reported"]), "verified": _yi(r["reported"]) if r["verified"] else None,
    } for r in rows], columns=["region", "annual_plan", "reported", "verified"])
    frame = frame.astype({c: float for c in ("annual_plan", "reported", "verified")})
    summed = frame.groupby("region", sort=False)
    sums = summed[["annual_plan", "reported", "verified"]].sum(min_count=1)
    return sums.assign(projects_n=summed.size(), reporting_n=summed["reported"].count()).reset_index().sort_values(
        ["reported", "projects_n"], ascending=False, na_position="last").reset_index(drop=True)


def _yi(yuan: float | None) -> float | None:
    return None if yuan is None else yuan / formats.YI


def choice_frame(choices: list[Row]) -> pd.DataFrame:
    """The indicators that can be shown, each with its link."""
    return pd.DataFrame([{
        "indicator": r["canonical_name"], "measure_unit": r["measure_unit"], "targets_n": r["targets"],
        "actuals_n": r["actuals"], "blanked_n": r["blanked"],
        "link": "investment?" + urlencode({"indicator": f"{r['canonical_name']}/{r['measure_unit']}"}),
    } for r in choices])
