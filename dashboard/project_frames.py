"""One project, and the quotas of groups, as pandas frames; similar names of projects. No Streamlit here."""

from __future__ import annotations

from difflib import SequenceMatcher

import pandas as pd

from dashboard import formats
from dashboard.frames import Row, source_link, speech_name
from dashboard.i18n import Texts

LIKE = 0.5  # below it two names have little in common
MOST_LIKE = 5


def mention_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """What every speech says of one project; money in 亿元."""
    return pd.DataFrame([{
        "written": r["name"], "speech": speech_name(r), "speech_date": formats.speech_day(r, texts),
        "stage": texts.label("stage", r["stage"]), "investment": _yi(r["investment"]),
        "annual_investment": _yi(r["annual_investment"]), "capacity": r["capacity"], "owner": r["owner"],
        "given_name": r["given_name"], "sentence": r["sentence"].strip(), "quote": r["quote"],
        "link": source_link("project", r),
    } for r in rows], columns=[
        "written", "link", "speech", "speech_date", "stage", "investment", "annual_investment", "capacity", "owner",
        "given_name", "sentence", "quote"])


def quota_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """One row a member of a group and quota."""
    return pd.DataFrame([{
        "member": r["member"], "what": r["what"], "quota": _quota(r, texts), "period": r["period"],
        "deadline_text": r["deadline_text"], "due_on": r["due_on"], "group": r["group"], "region": r["place"],
        "source": texts.label("group_source", r["source"]), "link": source_link(r["type"], r),
        "sentence": r["sentence"].strip(), "quote": r["quote"], "speech": speech_name(r),
    } for r in rows], columns=[
        "member", "what", "quota", "period", "deadline_text", "due_on", "group", "region", "source", "link", "sentence",
        "quote", "speech"])


def similar_projects(one: Row, names: list[Row]) -> list[Row]:
    """The projects that might be `one` under another name, the likest first: those of its own place whose name keys
    have much in common or hold one another. Suggestions only; a person decides."""
    rated = [(_likeness(one["name_key"], r["name_key"]), r) for r in names
             if r["scope"] == one["scope"] and r["id"] != one["id"]]
    rated.sort(key=lambda pair: (-pair[0], pair[1]["name"], pair[1]["id"]))
    return [r for likeness, r in rated if likeness >= LIKE][:MOST_LIKE]


def _likeness(one: str, other: str) -> float:
    """From 0 to 1. A name within another counts as much as its length against half of the other's."""
    ratio = SequenceMatcher(None, one, other, autojunk=False).ratio()
    short, long = sorted((one, other), key=len)
    return max(ratio, min(1.0, 2 * len(short) / len(long))) if short in long else ratio


def _quota(row: Row, texts: Texts) -> str:
    if row["value"] is None:
        return texts.label("event", row["event"]) if row["event"] else texts("value.redacted")
    return texts.label("comparison", row["cmp"]) + formats.amount(row["value"], row["measure_unit"] or "", texts)


def _yi(yuan: float | None) -> float | None:
    return None if yuan is None else yuan / formats.YI
