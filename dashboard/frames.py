"""Rows of the ledger as pandas frames. Column names are the keys of the `col.` texts; no Streamlit here."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pandas as pd

from dashboard import formats
from dashboard.i18n import Texts
from db.queries.milestones import NO_UNIT, Progress

Row = dict
SYMBOLS = {
    Progress.OVERDUE: "■", Progress.SOON: "▲", Progress.UPCOMING: "●", Progress.UNDATED: "◇", Progress.DONE: "✔",
}
YI = formats.YI
PERIOD_OF_YEAR = ("今年", "全年", "本年", "年度", "今年全年", "本年度")


def source_link(record_type: str, row: Row) -> str:
    """The address of a record's sentence, relative to the app."""
    return "source?" + urlencode({"speech": row["speech_id"], "record": f"{record_type}-{row['id']}"})


def progress_word(progress: str, texts: Texts) -> str:
    """■ 逾期."""
    return f"{SYMBOLS[Progress(progress)]} {texts.label('progress', progress)}"


def speech_name(row: Row) -> str:
    return row["speech_title"] or f"{row['document_name']} #{row['ordinal']}"


def _common(row: Row, record_type: str) -> Row:
    return {"sentence": row["sentence"].strip(), "speech": speech_name(row), "link": source_link(record_type, row)}


def milestone_frame(rows: list[Row], asof: date, texts: Texts) -> pd.DataFrame:
    """One row a milestone; `days_late` and `days_left` are counted from `asof` and never negative."""
    frame = pd.DataFrame([_milestone(r, asof, texts) for r in rows], columns=MILESTONE_COLUMNS)
    return frame.astype({"days_late": "Int64", "days_left": "Int64"})


MILESTONE_COLUMNS = [
    "progress", "subject", "event", "region", "due_on", "days_late", "days_left", "units", "modality", "deadline_text",
    "due_basis", "project", "done_on", "done_by", "sentence", "speech", "link",
]


def _milestone(row: Row, asof: date, texts: Texts) -> Row:
    days = None if row["due_on"] is None else (row["due_on"] - asof).days
    late = row["progress"] == Progress.OVERDUE
    ahead = row["progress"] in (Progress.SOON, Progress.UPCOMING)
    return {
        "progress": progress_word(row["progress"], texts), "subject": row["subject"],
        "event": texts.label("event", row["event"]), "region": row["region"] or texts("filter.open_region"),
        "due_on": row["due_on"], "days_late": -days if late else None, "days_left": days if ahead else None,
        "units": row["units"] or texts("filter.no_unit"), "modality": texts.label("modality", row["modality"]),
        "deadline_text": row["deadline_text"], "due_basis": texts.label("due_basis", row["due_basis"]),
        "project": row["project"], "done_on": row["done_on"], "done_by": row["done_by"],
    } | _common(row, "milestone")


def timeline_frame(rows: list[Row], group: str, texts: Texts) -> pd.DataFrame:
    """group, due_on, progress, n, subjects: the dated milestones of each line and day; a milestone of two units
    stands in both units' lines. Lines come in the order of their first day."""
    points = [
        {"group": name, "due_on": row["due_on"], "progress": row["progress"], "subject": row["subject"]}
        for row in rows if row["due_on"] is not None for name in _groups(row, group, texts)
    ]
    if not points:
        return pd.DataFrame(columns=["group", "due_on", "progress", "n", "subjects"])
    frame = pd.DataFrame(points).groupby(["group", "due_on", "progress"], as_index=False).agg(
        n=("subject", "size"), subjects=("subject", lambda s: "、".join(dict.fromkeys(s))),
    )
    first = frame.groupby("group")["due_on"].transform("min")
    return frame.assign(first=first).sort_values(["first", "group", "due_on"]).drop(columns="first").reset_index(
        drop=True)


def _groups(row: Row, group: str, texts: Texts) -> list[str]:
    match group:
        case "unit":
            return row["units"].split("、") if row["units"] else [texts("filter.no_unit")]
        case "region":
            return [row["region"] or texts("filter.open_region")]
        case _:
            return [row["project"] or row["subject"]]


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
            "region_code": row["region_code"], "indicator": row["canonical_name"], "measure_unit": row["measure_unit"],
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


INVESTMENT_COLUMNS = [
    "region_id", "speech_id", "region", "region_code", "indicator", "measure_unit", "target", "target_period",
    "target_redacted", "target_row", "actual", "actual_period", "actual_redacted", "actual_row", "figures",
]


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

    A place that holds others of the list `is_total`: it comes first and has no rank, `is_part` is what lies inside it.
    """
    chosen = frame[frame["indicator"].eq(indicator) & frame["measure_unit"].eq(measure_unit)]
    parent = {p["id"]: p["parent_id"] for p in places}
    above = {r: _above(r, parent) for r in chosen["region_id"].dropna().astype(int)}
    totals = {a for found in above.values() for a in found} & set(above)
    told = chosen.assign(
        is_total=chosen["region_id"].isin(totals),
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


def figure_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """Single figures as stated, each with its sentence."""
    return pd.DataFrame([{
        "indicator": r["name"], "region": r["region"] or texts("filter.open_region"),
        "status": texts.label("status", r["status"]), "measure": texts.label("measure", r["measure"]),
        "value": formats.stated(r, texts), "period": r["period"], "measure_unit": r["measure_unit"],
    } | _common(r, "indicator") for r in rows], columns=[
        "indicator", "region", "status", "measure", "value", "period", "measure_unit", "sentence", "speech", "link"])


UNIT_COUNTS = ["overdue", "soon", "upcoming", "undated", "done", "lead", "do", "support", "supervise", "cadences",
               "load"]


def unit_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """One row a unit with its counts."""
    named = [r | {"unit": r["name"], "region": r["region"] or texts("filter.open_region")} for r in rows]
    return pd.DataFrame(named, columns=["unit", "region", *UNIT_COUNTS])


def without_zeros(frame: pd.DataFrame) -> pd.DataFrame:
    """A unit frame for the eye, in which what a unit does not have is left empty."""
    counts = {c: frame[c].astype("Int64").mask(frame[c].eq(0)) for c in UNIT_COUNTS}
    return frame.assign(**counts)


def unit_record_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """What one unit must do: milestones, tasks and recurring duties in one list."""
    return pd.DataFrame([{
        "type": texts.label("record", r["type"]),
        "what": texts.frequency(r["what"]) if r["type"] == "cadence" else r["what"],
        "how": how(r["type"], r["how"], texts),
        "progress": progress_word(r["progress"], texts) if r["progress"] else None, "due_on": r["due_on"],
        "deadline_text": r["deadline_text"],
    } | _common(r, r["type"]) for r in rows], columns=[
        "type", "what", "how", "progress", "due_on", "deadline_text", "sentence", "speech", "link"])


HOW_GROUPS = {"indicator": "status", "project": "stage", "milestone": "event", "assignment": "role",
              "cadence": "activity", "sanction": "polarity"}


def how(record_type: str, value: str, texts: Texts) -> str:
    """The label of what a record says: its event, role, stage …"""
    return texts.label(HOW_GROUPS[record_type], value)


def sanction_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    return pd.DataFrame([{
        "polarity": texts.label("polarity", r["polarity"]), "trigger": r["trigger"], "consequence": r["consequence"],
        "region": r["region"] or texts("filter.open_region"),
    } | _common(r, "sanction") for r in rows], columns=[
        "polarity", "trigger", "consequence", "region", "sentence", "speech", "link"])


def project_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """One row a project; money in 亿元."""
    return pd.DataFrame([{
        "name": r["name"], "region": r["region"] or texts("filter.open_region"),
        "stage": texts.label("stage", r["stage"]), "investment": _yi(r["investment"]),
        "annual_investment": _yi(r["annual_investment"]), "capacity": r["capacity"], "owner": r["owner"],
        "mentions": r["mentions"],
    } | _common(r, "project") for r in rows], columns=[
        "name", "region", "stage", "investment", "annual_investment", "capacity", "owner", "mentions", "sentence",
        "speech", "link"])


def _yi(yuan: float | None) -> float | None:
    return None if yuan is None else yuan / YI


def speech_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    return pd.DataFrame([{
        "speech": r["title"], "region": r["region"] or texts("filter.open_region"),
        "speech_date": formats.speech_day(r, texts), "date_source": texts.label("date_source", r["date_source"]),
        "passages": r["passages"], "document": r["document_name"], "ordinal": r["ordinal"],
        "link": f"source?speech={r['id']}",
    } for r in rows], columns=[
        "speech", "region", "speech_date", "date_source", "passages", "document", "ordinal", "link"])


def unit_choices(names: list[str], texts: Texts) -> dict[str, str]:
    """The options of a unit filter, value → label."""
    return {NO_UNIT: texts("filter.no_unit")} | {n: n for n in names}


def investment_table(chosen: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """`of_indicator` for the eye: 元 in 亿元, the rate in percent, notes on blanked numbers and unlike periods."""
    scale = YI if len(chosen) and chosen["measure_unit"].iloc[0] == formats.YUAN else 1.0
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


def record_words(row: Row, texts: Texts) -> str:
    """What a record of a speech says, in one line."""
    if row["type"] == "cadence":
        return texts.frequency(row["what"])
    if row["type"] == "indicator":
        value = texts("value.redacted") if row["value"] is None else formats.amount(
            row["value"], row["measure_unit"], texts)
        return f"{row['what']} {value}"
    return f"{row['what']}（{row['deadline']}）" if row["deadline"] else row["what"]


def record_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """The records of one speech in reading order."""
    return pd.DataFrame([{
        "kind": f"{texts.label('record', r['type'])} · {how(r['type'], r['how'], texts)}",
        "what": record_words(r, texts), "quote": r["quote"],
    } for r in rows], columns=["kind", "what", "quote"])
