"""Milestones and tasks with their deadlines as a pandas frame, and the words for them; no Streamlit here."""

from __future__ import annotations

from datetime import date

import pandas as pd

from dashboard import formats
from dashboard.frames import Row, progress_word, source_link, speech_name, unit_words
from dashboard.i18n import Texts
from db.queries.deadlines import DeadlineOrder
from db.queries.milestones import Progress

COLUMNS = [
    "progress", "type", "subject", "how", "region", "due_on", "baseline", "days_late", "days_left", "days_moved",
    "moves", "units", "leaders", "contacts", "modality", "problem", "next_step", "deadline_text", "due_basis",
    "project", "done_on", "done_by", "done_note", "sentence", "speech", "link",
]
GROUPED_BY = {
    DeadlineOrder.REGION: "region", DeadlineOrder.UNIT: "unit", DeadlineOrder.LEADER: "leader",
    DeadlineOrder.PROJECT: "project", DeadlineOrder.TYPE: "type", DeadlineOrder.STRENGTH: "strength",
}


def deadline_frame(rows: list[Row], asof: date, texts: Texts) -> pd.DataFrame:
    """One row a milestone or task; days are counted from `asof` and never negative, `baseline` only where it moved."""
    frame = pd.DataFrame([_line(r, asof, texts) for r in rows], columns=COLUMNS)
    return frame.astype({"days_late": "Int64", "days_left": "Int64", "days_moved": "Int64", "moves": "Int64"})


def _line(row: Row, asof: date, texts: Texts) -> Row:
    late, left = days_of(row, asof)
    moved = bool(row["moves"])
    return {
        "progress": progress_word(row["progress"], texts), "type": texts.label("record", row["type"]),
        "subject": row["subject"], "how": how_of(row, texts), "region": row["region"] or texts("filter.open_region"),
        "due_on": row["due_on"], "baseline": row["baseline"] if moved else None, "days_late": late, "days_left": left,
        "days_moved": row["days_moved"] if moved else None, "moves": row["moves"] or None,
        "units": unit_words(row["units"], texts), "leaders": row["leaders"], "contacts": row["contacts"],
        "modality": texts.label("modality", row["modality"]) or None, "problem": row["problem"] or None,
        "next_step": row["next_step"] or None, "deadline_text": row["deadline_text"],
        "due_basis": texts.label("due_basis", row["due_basis"]), "project": row["project"],
        "done_on": row["done_on"], "done_by": row["done_by"], "done_note": row["done_note"],
        "sentence": row["sentence"].strip(), "speech": speech_name(row), "link": source_link(row["type"], row),
    }


def how_of(row: Row, texts: Texts) -> str:
    """开工, 竣工 … of a milestone; 牵头, 承办 … of a task."""
    return texts.label("event" if row["type"] == "milestone" else "role", row["how"])


def days_of(row: Row, asof: date) -> tuple[int | None, int | None]:
    """Days late and days left; None where it is not late, or nothing is left or known."""
    days = None if row["due_on"] is None else (row["due_on"] - asof).days
    if row["progress"] == Progress.OVERDUE:
        return -days, None
    return None, days if row["progress"] in (Progress.SOON, Progress.UPCOMING) else None


def state_words(row: Row, asof: date, texts: Texts) -> str:
    """■ 逾期 45天."""
    late, left = days_of(row, asof)
    words = progress_word(row["progress"], texts)
    if row["progress"] == Progress.DONE:
        return f"{words} · {formats.day(row['done_on'], texts)}"
    if late is not None:
        return f"{words} {texts('due.days', n=late)}"
    return words if left is None else f"{words} · {texts('due.left', n=left)}"


def due_words(row: Row, texts: Texts) -> str:
    """The deadline that holds, with the baseline and the moves where it moved."""
    day = formats.day(row["due_on"], texts)
    if not row["moves"]:
        return day
    was = formats.day(row["baseline"], texts)
    return texts("due.moved_from", day=day, was=was, n=row["moves"], days=f"{row['days_moved']:+d}")


def group_name(row: Row, order: DeadlineOrder, texts: Texts) -> str:
    """What the row's group is called in that order; "" where the order has no groups."""
    column = GROUPED_BY.get(order)
    if column is None:
        return ""
    value = row[column]
    if column in ("type", "strength"):
        group = "record" if column == "type" else "modality"
        return texts.label(group, value) if value else texts("due.no_strength")
    missing = {"region": "filter.open_region", "unit": "filter.no_unit", "leader": "due.no_leader",
               "project": "due.no_project"}
    return value or texts(missing[column])
