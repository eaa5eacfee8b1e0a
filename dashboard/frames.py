"""Rows of the ledger as pandas frames. Column names are the keys of the `col.` texts; no Streamlit here."""

from __future__ import annotations

from urllib.parse import urlencode

import pandas as pd

from dashboard import formats
from dashboard.i18n import Texts
from db.queries.deadline_details import JOIN
from db.queries.milestones import NO_UNIT, Progress
from db.queries.unit_likeness import is_class

Row = dict
SYMBOLS = {
    Progress.OVERDUE: "■", Progress.SOON: "▲", Progress.UPCOMING: "●", Progress.UNDATED: "◇", Progress.DONE: "✔",
}


def source_link(record_type: str | None, row: Row) -> str:
    """The address of a record's sentence, relative to the app; of its speech where the row is no record."""
    record = {"record": f"{record_type}-{row['id']}"} if record_type and row["id"] is not None else {}
    return "source?" + urlencode({"speech": row["speech_id"]} | record)


def progress_word(progress: str, texts: Texts) -> str:
    """■ 逾期."""
    return f"{SYMBOLS[Progress(progress)]} {texts.label('progress', progress)}"


def speech_name(row: Row) -> str:
    return row["speech_title"] or f"{row['document_name']} #{row['ordinal']}"


def _common(row: Row, record_type: str) -> Row:
    return {"sentence": row["sentence"].strip(), "speech": speech_name(row), "link": source_link(record_type, row)}


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
        "stage": texts.label("stage", r["stage"]), "investment": formats.yi(r["investment"]),
        "annual_investment": formats.yi(r["annual_investment"]), "capacity": r["capacity"], "owner": r["owner"],
        "mentions": r["mentions"],
    } | _common(r, "project") for r in rows], columns=[
        "name", "region", "stage", "investment", "annual_investment", "capacity", "owner", "mentions", "sentence",
        "speech", "link"])


def speech_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    return pd.DataFrame([{
        "speech": r["title"], "region": r["region"] or texts("filter.open_region"),
        "speech_date": formats.speech_day(r, texts), "date_source": texts.label("date_source", r["date_source"]),
        "passages": r["passages"], "document": r["document_name"], "ordinal": r["ordinal"],
        "link": f"source?speech={r['id']}",
    } for r in rows], columns=[
        "speech", "link", "region", "speech_date", "date_source", "passages", "document", "ordinal"])


def unit_choices(names: list[str], texts: Texts) -> dict[str, str]:
    """The options of a unit filter, value → label."""
    return {NO_UNIT: texts("filter.no_unit")} | {n: n for n in names}


def unit_words(units: str | None, texts: Texts) -> str:
    """Who answers; that nobody does by name where the speech says no more than 有关部门."""
    if not units:
        return texts("filter.no_unit")
    return texts.noted(units, texts("value.vague_unit")) if all(is_class(u) for u in units.split(JOIN)) else units


def record_words(row: Row, texts: Texts) -> str:
    """What a record of a speech says, in one line."""
    if row["type"] == "cadence":
        return texts.frequency(row["what"])
    if row["type"] == "indicator":
        value = texts("value.redacted") if row["value"] is None else formats.amount(
            row["value"], row["measure_unit"], texts)
        return f"{row['what']} {value}"
    return f"{row['what']}（{row['deadline']}）" if row["deadline"] else row["what"]


def finding_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """Checks of figures against each other, each with its arithmetic."""
    return pd.DataFrame([{
        "fits": texts("checks.fits" if r["holds"] else "checks.fails"), "check": texts.label("finding", r["kind"]),
        "says": r["says"], "quote": r["quote"], "region": r["region"] or texts("filter.open_region"),
        "speech": speech_name(r), "link": source_link("indicator", r),
    } for r in rows], columns=["fits", "check", "says", "quote", "region", "speech", "link"])


def commitment_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """Promises without a date, as the milestones are shown."""
    return pd.DataFrame([{
        "subject": r["subject"], "event": texts.label("event", r["event"]), "words": r["words"],
        "units": r["units"] or None, "region": r["region"] or texts("filter.open_region"), "project": r["project"],
        "sentence": r["sentence"].strip(), "speech": speech_name(r), "link": source_link(None, r),
    } for r in rows], columns=["subject", "event", "words", "units", "region", "project", "sentence", "speech", "link"])


def record_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """The records of one speech in reading order."""
    return pd.DataFrame([{
        "kind": f"{texts.label('record', r['type'])} · {how(r['type'], r['how'], texts)}",
        "what": record_words(r, texts), "quote": r["quote"],
    } for r in rows], columns=["kind", "what", "quote"])
