"""Progress reports, and who has to report what, as pandas frames. No Streamlit here."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta, tzinfo
from enum import StrEnum

import pandas as pd

from dashboard import formats
from dashboard.audit_frames import moment
from dashboard.frames import Row
from dashboard.i18n import Language, Texts
from db.periods import month_of, period_end, week_of
from db.vocab import ReportMeasure

MONTHS_BACK, WEEKS_BACK, DAYS_BACK = 13, 14, 31
QUESTION_MARK, VERIFIED_MARK = "？", "✔"


class Grain(StrEnum):
    """How long the period of a report is."""

    MONTH = "month"
    WEEK = "week"
    DAY = "day"


def periods_back(grain: Grain, day: date) -> list[str]:
    """The last periods up to the one that `day` lies in, the latest first."""
    match grain:
        case Grain.MONTH:
            months = [day.year * 12 + day.month - 1 - n for n in range(MONTHS_BACK)]
            return [f"{m // 12}-{m % 12 + 1:02}" for m in months]
        case Grain.WEEK:
            return [week_of(day - timedelta(weeks=n)) for n in range(WEEKS_BACK)]
        case Grain.DAY:
            return [(day - timedelta(days=n)).isoformat() for n in range(DAYS_BACK)]


def grain_of(period: str) -> Grain:
    """The grain of a period's words."""
    return Grain.WEEK if "W" in period else Grain.MONTH if len(period) == len("2026-05") else Grain.DAY


def period_name(period: str, texts: Texts) -> str:
    """2026年5月; 2026年第21周（5月18日–24日）; 2026年5月14日."""
    end = period_end(period)
    grain = grain_of(period)
    if texts.language == Language.EN:
        return f"{formats.MONTHS[end.month - 1]} {end.year}" if grain == Grain.MONTH else period
    if grain == Grain.DAY:
        return formats.day(end, texts)
    if grain == Grain.MONTH:
        return f"{end.year}年{end.month}月"
    start = end - timedelta(days=6)
    year, week = period.split("-W")
    return f"{year}年第{int(week)}周（{start.month}月{start.day}日–{end.month}月{end.day}日）"


REPORT_COLUMNS = [
    "period", "measure", "reported_value", "verified_value", "reported_cumulative", "verified_cumulative",
    "reported_percent", "verified_percent", "words", "stage", "problem", "next_step", "asked", "files", "report_unit",
    "reported_by", "reported_at", "verified_by",
]


def report_frame(rows: list[Row], texts: Texts, zone: tzinfo) -> pd.DataFrame:
    """One row a report: what was reported beside what was verified; money in 亿元."""
    return pd.DataFrame([{
        "period": period_name(r["period"], texts), "measure": texts.label("report_measure", r["measure"]),
        "reported_value": figure(r, "value"), "verified_value": figure(r, "verified_value"),
        "reported_cumulative": figure(r, "cumulative"), "verified_cumulative": figure(r, "verified_cumulative"),
        "reported_percent": r["percent"], "verified_percent": r["verified_percent"], "words": r["words"],
        "stage": _stage(r, texts), "problem": r["problem"], "next_step": r["next_step"],
        "asked": questions(r, texts), "files": "、".join(f["name"] for f in r.get("files", [])),
        "report_unit": r["unit"], "reported_by": r["reported_by"], "reported_at": moment(r["reported_at"], zone),
        "verified_by": f"{VERIFIED_MARK} {r['verified_by']}" if r["verified_at"] else None,
    } for r in rows], columns=REPORT_COLUMNS)


def figure(row: Row, name: str) -> float | None:
    """A figure of a report: money in 亿元, anything else as it is."""
    value = row[name]
    return value / formats.YI if is_money(row) and value is not None else value


def is_money(row: Row) -> bool:
    """Whether the figures of a report are yuan."""
    money = (ReportMeasure.INVESTMENT, ReportMeasure.FUNDS)
    return row["measure"] in money or row["measure_unit"] == formats.YUAN


def _stage(row: Row, texts: Texts) -> str:
    return f"{texts.label('stage', row['stage'])} {row['stage_on']}" if row["stage"] else ""


def questions(row: Row, texts: Texts) -> str:
    """What a report is asked, in few words; struck where somebody has verified it."""
    if row["verified_at"] is not None:
        return ""
    return "；".join(f"{QUESTION_MARK}{texts.label('question', q)}" for q in row["questions"])


def money_by_period(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """period, reported, verified: the investment of each month that has one, in 亿元, in order."""
    money = [r for r in rows if r["measure"] == ReportMeasure.INVESTMENT and grain_of(r["period"]) == Grain.MONTH
             and (r["value"] is not None or r["verified_value"] is not None)]
    return pd.DataFrame([{
        "period": period_name(r["period"], texts), "reported": figure(r, "value"),
        "verified": figure(r, "verified_value"),
    } for r in money], columns=["period", "reported", "verified"]).astype({"reported": float, "verified": float})


def this_year(rows: list[Row], asof: date) -> Row:
    """reported, verified, period: the last cumulative investment of the as-of year, in yuan; None where none is."""
    told = [r for r in rows if r["measure"] == ReportMeasure.INVESTMENT
            and period_end(r["period"]).year == asof.year and _begun(r["period"], asof)]
    reported = next((r for r in reversed(told) if r["cumulative"] is not None), None)
    verified = next((r for r in reversed(told) if r["verified_cumulative"] is not None), None)
    return {
        "reported": reported and reported["cumulative"], "reported_period": reported and reported["period"],
        "verified": verified and verified["verified_cumulative"], "verified_period": verified and verified["period"],
    }


def _begun(period: str, asof: date) -> bool:
    """That a period is over at the as-of day, or has at least begun."""
    return period_end(period) <= asof.replace(day=monthrange(asof.year, asof.month)[1]) or period == month_of(asof)


DUTY_COLUMNS = ["state", "kind", "title", "project", "region", "due_on", "last", "asked_n", "verified_n"]
STATE_MARKS = {"reported": "✔", "with_project": "●", "missing": "■"}


def duty_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """One row a subject that a unit has to report on."""
    return pd.DataFrame([{
        "state": state_word(r["state"], texts), "kind": texts.label("record", r["type"]), "title": r["title"],
        "project": r["project"] if r["type"] != "project" else None,
        "region": r["region"] or texts("filter.open_region"), "due_on": r["due_on"],
        "last": period_name(r["last"], texts) if r["last"] else None,
        "asked_n": r["asked"] or None, "verified_n": r["verified"] or None,
    } for r in rows], columns=DUTY_COLUMNS).astype({"asked_n": "Int64", "verified_n": "Int64"})


def state_word(state: str, texts: Texts) -> str:
    """✔ 已报."""
    return f"{STATE_MARKS[state]} {texts.label('report_state', state)}"


UNIT_COLUMNS = ["unit", "region", "due_n", "reported_n", "missing_n", "rate", "asked_n", "verified_n"]


def unit_frame(rows: list[Row], texts: Texts) -> pd.DataFrame:
    """One row a unit with where its reports of the period stand."""
    return pd.DataFrame([{
        "unit": r["unit"], "region": r["region"] or texts("filter.open_region"), "due_n": r["due"],
        "reported_n": r["reported"], "missing_n": r["missing"], "rate": 100 * r["reported"] / r["due"],
        "asked_n": r["asked"] or None, "verified_n": r["verified"] or None,
    } for r in rows], columns=UNIT_COLUMNS).astype({"asked_n": "Int64", "verified_n": "Int64"})


def asked_frame(rows: list[Row], texts: Texts, zone: tzinfo) -> pd.DataFrame:
    """The reports with open questions, with what they are about."""
    frame = report_frame([r | {"files": []} for r in rows], texts, zone)
    return frame.assign(title=[r["title"] for r in rows], kind=[
        texts.label("record", r["subject_type"]) for r in rows])
