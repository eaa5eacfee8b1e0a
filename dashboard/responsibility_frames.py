"""Units, leaders and what they must do as frames; no Streamlit here."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from dashboard.frames import SYMBOLS, UNIT_COUNTS, Row, how, progress_word, source_link, speech_name
from dashboard.i18n import Texts
from db.queries.milestones import Progress
from db.queries.units import PROGRESS_CELLS

UNIT_COLUMNS = ["unit", "region", *PROGRESS_CELLS, "lead", "do", "support", "supervise", "cadences", "projects", "load",
                "kept"]
LEADER_COLUMNS = ["leader", "region", "named", *PROGRESS_CELLS, "tasks", "projects", "load", "kept"]
WORK_COLUMNS = ["type", "progress", "what", "link", "how", "due_on", "done_on", "deadline_text", "region", "origin"]
CADENCE_COLUMNS = ["unit", "freq", "activity", "actor", "link", "region"]


def kept_words(row: Row, texts: Texts) -> str | None:
    """60%（3/5）; nothing where no deadline is past."""
    if not row["due"]:
        return None
    return texts("accountability.kept_of", rate=f"{100 * row['kept'] / row['due']:.0f}%", kept=row["kept"],
                 due=row["due"])


def progress_heads(texts: Texts) -> dict[str, str]:
    """The heads of the columns that count milestones: ■ 逾期."""
    words = {p: texts.label("progress", p) for p in Progress} | {
        Progress.UNDATED: texts("accountability.undated_short")}
    return {str(p): f"{SYMBOLS[p]} {word}" for p, word in words.items()} | {
        "cadences": texts("accountability.tab_cadences_short")}


def unit_matrix(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """One row a unit; what a unit does not have is left empty."""
    named = [r | {"unit": r["name"], "region": r["region"] or texts("filter.open_region"),
                  "kept": kept_words(r, texts)} for r in rows]
    return counted(named, UNIT_COLUMNS, (*UNIT_COUNTS, "projects"))


def leader_matrix(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """One row a leader in a place."""
    named = [r | {"leader": r["name"], "region": r["region"] or texts("filter.open_region"),
                  "named": _origin(r["named"], texts), "kept": kept_words(r, texts)} for r in rows]
    return counted(named, LEADER_COLUMNS, ("projects", "tasks", *PROGRESS_CELLS, "load"))


def counted(rows: list[Row], columns: list[str], counts: Collection[str]) -> pd.DataFrame:
    """The columns of the rows; `counts` are whole numbers, empty where there is none."""
    return pd.DataFrame({
        c: pd.array([r[c] or None for r in rows], dtype="Int64") if c in counts else [r[c] for r in rows]
        for c in columns})


def work_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """Milestones, tasks, recurring duties and projects in one list."""
    return pd.DataFrame([{
        "type": texts.label("record", r["type"]),
        "progress": progress_word(r["progress"], texts) if r["progress"] else None,
        "what": texts.frequency(r["what"]) if r["type"] == "cadence" else r["what"],
        "how": how(r["type"], r["how"], texts),
        "due_on": r["due_on"], "done_on": r["done_on"], "deadline_text": r["deadline_text"],
        "region": r["region"] or texts("filter.open_region"), "origin": _origin(r["responsibility_id"], texts),
        "sentence": r["sentence"].strip(), "speech": speech_name(r), "link": source_link(record_type(r), r),
    } for r in rows], columns=[*WORK_COLUMNS, "sentence", "speech"])


def record_type(row: Row) -> str | None:
    """The type under which a row's sentence is found; None for projects, whose speech is opened instead."""
    return None if row["type"] == "project" else row["type"]


def _origin(entered: object, texts: Texts) -> str:
    return texts("responsibility.entered" if entered else "responsibility.said")


def cadence_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """Recurring duties: who owes what how often."""
    return pd.DataFrame([{
        "unit": r["unit"] or texts("filter.no_unit"), "freq": texts.frequency(r["freq"]),
        "activity": texts.label("activity", r["activity"]), "actor": r["actor"],
        "region": r["region"] or texts("filter.open_region"), "sentence": r["sentence"].strip(),
        "speech": speech_name(r), "link": source_link("cadence", r),
    } for r in rows], columns=[*CADENCE_COLUMNS, "sentence", "speech"])
