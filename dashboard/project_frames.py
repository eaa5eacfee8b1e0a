"""Projects, their facts and changes, and the quotas of groups, as pandas frames; similar names. No Streamlit here."""

from __future__ import annotations

from datetime import date, tzinfo
from difflib import SequenceMatcher
from typing import Any

import pandas as pd

from dashboard import formats
from dashboard.audit_frames import act, moment
from dashboard.frames import Row, progress_word, project_frame, source_link, speech_name, unit_words
from dashboard.i18n import Texts
from db.models import METADATA
from db.queries.milestones import Progress
from db.row_images import values_of

FACTS = ("stage", "investment", "annual_investment", "capacity", "owner", "region")
CHANGES = {"at": "audit.at", "who": "audit.who", "act": "audit.act", "reason": "audit.reason", "about": "audit.subject",
           "field": "audit.field", "was": "audit.was", "is": "audit.is"}
SILENT = frozenset({  # columns that say nothing to people
    "id", "key", "name_key", "base_key", "scope", "project_key", "evidence_id", "speech_id", "project_id", "rule",
    "confidence", "also_at", "spans", "subject_type", "subject_id", "report_id", "sha256", "content", "entered_at",
    "reported_at", "region_id", "topic", "entered_by", "reported_by", "verified_by", "verified_at", "record_type",
    "record_id", "moved_by", "moved_at", "into_key", "into_scope", "unit_id"})
STONE_COLUMNS = ["progress", "event", "subject", "baseline", "due_on", "moves", "days_late", "units", "deadline_text",
                 "done_on", "sentence", "speech", "link"]
MONEY_FIELDS = frozenset({
    "investment", "annual_investment", "value", "cumulative", "verified_value", "verified_cumulative"})
NOTHING = (None, "", [])
LONGEST_VALUE = 200
LIKE = 0.5  # below it two names have little in common
MOST_LIKE = 5


def list_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """One row a project of the list; money in 亿元."""
    frame = project_frame(rows, texts)
    more = pd.DataFrame([{
        "milestones": r["milestones"] or None, "overdue": r["overdue"] or None,
        "next_due": None if r["next_due"] is None else str(r["next_due"]),
    } for r in rows], columns=["milestones", "overdue", "next_due"])
    return frame.assign(**more.astype({"milestones": "Int64", "overdue": "Int64"}))


def fact_sources(project: Row) -> list[tuple[Row | None, list[str]]]:
    """The facts of a project by the mention that states them, the latest mention first; None: no sentence does.

    A fact is what the latest speech says that says anything of it.
    """
    by_mention: dict[int | None, list[str]] = {}
    rows = {m["id"]: m for m in project["mentions"]}
    for fact in FACTS:
        value = project[fact]
        if value is None or (fact == "stage" and value == "unknown"):
            continue
        told = (m for m in project["mentions"] if m[fact] == value and (fact != "region" or m["region_text"]))
        source = next(told, None)
        by_mention.setdefault(source and source["id"], []).append(fact)
    order = [*(m for m in rows if m in by_mention), *([None] if None in by_mention else [])]
    return [(rows.get(m), by_mention[m]) for m in order]


def fact_words(project: Row, fact: str, texts: Texts) -> str:
    """A fact as people read it."""
    value = project[fact]
    if fact in ("investment", "annual_investment"):
        return formats.money(value, texts)
    if fact == "stage":
        return texts.label("stage", value)
    return str(value or texts("value.unknown"))


def present_stage(project: Row, asof: date) -> tuple[str, date | None]:
    """The stage that a project has come to by the as-of day, and since when; None: a speech says it, without a day."""
    days = [s["reached_on"] for s in project["stages"] if s["stage"] == project["reached"] and s["reached_on"] <= asof]
    return project["reached"], max(days, default=None)


def distinct_stones(rows: list[Row]) -> list[Row]:
    """The milestones without those that say again what another says: the same event of the same thing on the same
    day. One that is done stands for the others."""
    kept: dict[tuple, Row] = {}
    for row in sorted(rows, key=lambda r: r["progress"] != Progress.DONE):
        same = (row["event"], row["subject"], row["due_on"])
        kept.setdefault(same if row["due_on"] else (row["id"],), row)
    ids = {row["id"] for row in kept.values()}
    return [row for row in rows if row["id"] in ids]


def stone_frame(rows: list[Row], asof: date, texts: Texts) -> pd.DataFrame:
    """One row a milestone, its baseline beside the day that holds."""
    return pd.DataFrame([{
        "progress": progress_word(r["progress"], texts), "event": texts.label("event", r["event"]),
        "subject": r["subject"], "baseline": r["baseline"], "due_on": r["due_on"],
        "moves": _moved(r, texts),
        "days_late": (asof - r["due_on"]).days if r["progress"] == Progress.OVERDUE else None,
        "units": unit_words(r["units"], texts), "deadline_text": r["deadline_text"], "done_on": r["done_on"],
        "sentence": r["sentence"].strip(), "speech": speech_name(r), "link": source_link("milestone", r),
    } for r in rows], columns=STONE_COLUMNS).astype({"days_late": "Int64"})


def _moved(row: Row, texts: Texts) -> str | None:
    """2 次，延后 30 天."""
    if not row["moves"]:
        return None
    key = "project.moves_later" if row["days_moved"] >= 0 else "project.moves_earlier"
    return texts(key, n=row["moves"], days=abs(row["days_moved"]))


def change_frame(rows: list[Row], texts: Texts, zone: tzinfo) -> pd.DataFrame:
    """One row a field that changed, with who, when and why."""
    return pd.DataFrame([{
        "at": "" if r["at"] is None else moment(r["at"], zone), "who": r["actor"] or texts("value.unknown"),
        "act": texts("value.unknown") if r["action"] is None else act(r | {"details": {}}, texts),
        "about": texts.label("table", r["table_name"]), "field": field_name(f["field"], texts),
        "was": shown(f["was"], f["field"], texts), "is": shown(f["is"], f["field"], texts), "reason": r["reason"] or "",
    } for r in rows for f in changed_fields(r)], columns=list(CHANGES))


def changed_fields(change: Row) -> list[Row]:
    """field, was, is of a row's change, without what says nothing to people."""
    model = METADATA.tables.get(change["table_name"])
    before, after = change["before"] or {}, change["after"] or {}
    if model is not None:
        before, after = values_of(model, before), values_of(model, after)
    names = [n for n in dict.fromkeys([*before, *after]) if n not in SILENT]
    fields = [{"field": n, "was": before.get(n), "is": after.get(n)} for n in names]
    return [f for f in fields if f["was"] != f["is"] and not (f["was"] in NOTHING and f["is"] in NOTHING)]


def field_name(name: str, texts: Texts) -> str:
    """What people call a column."""
    return next((texts(k) for k in (f"field.{name}", f"col.{name}") if k in texts), name)


def shown(value: Any, field: str, texts: Texts) -> str:
    """A value of a change as people read it."""
    if value is None or value == "" or value == []:
        return ""
    if field in ("stage", "role", "event", "review", "measure"):
        return texts.label({"role": "duty", "measure": "report_measure"}.get(field, field), value)
    if field in MONEY_FIELDS:
        return formats.money(value, texts)
    words = str(value)
    return words if len(words) <= LONGEST_VALUE else words[:LONGEST_VALUE] + "…"


def mention_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """What every speech says of one project; money in 亿元."""
    return pd.DataFrame([{
        "written": r["name"], "speech": speech_name(r), "speech_date": formats.speech_day(r, texts),
        "stage": texts.label("stage", r["stage"]), "investment": formats.yi(r["investment"]),
        "annual_investment": formats.yi(r["annual_investment"]), "capacity": r["capacity"], "owner": r["owner"],
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
    return formats.comparison(row["cmp"], texts) + formats.amount(row["value"], row["measure_unit"] or "", texts)
