"""What a progress report is asked about. A question never refuses a report: it is stored with it and shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from db.periods import period_end
from db.vocab import Question, Stage

STAGE_ORDER = {str(stage): rank for rank, stage in enumerate(Stage)} | {str(Stage.UNKNOWN): -1}
JUMP_SHARE = 0.8  # of the year's cumulative, in one period
JUMP_FROM = 3  # periods of the year that were reported before
_ROUNDING = 0.005  # relative, what figures in 亿元 with two decimals lose


def questions(report: Mapping[str, Any], before: Sequence[Mapping[str, Any]], *, reached: str | None) -> list[str]:
    """The questions to a report. `before`: other reports of the subject and measure; `reached`: its stage so far."""
    asked = []
    end = period_end(report["period"])
    year = [r for r in before if period_end(r["period"]).year == end.year and period_end(r["period"]) < end]
    year.sort(key=lambda r: period_end(r["period"]))
    last = next((r["cumulative"] for r in reversed(year) if r["cumulative"] is not None), None)
    value, cumulative = report.get("value"), report.get("cumulative")
    if last is not None and cumulative is not None and cumulative < last:
        asked.append(Question.FALLING)
    if None not in (value, cumulative) and value > cumulative * (1 + _ROUNDING) >= 0:
        asked.append(Question.OVER)
    elif None not in (last, value, cumulative) and abs(last + value - cumulative) > _ROUNDING * max(abs(cumulative), 1):
        asked.append(Question.SUM)
    over = Question.OVER in asked
    if value and cumulative and not over and len(year) >= JUMP_FROM and value >= JUMP_SHARE * cumulative:
        asked.append(Question.JUMP)
    stage = report.get("stage")
    if stage and reached and 0 <= STAGE_ORDER[stage] < STAGE_ORDER[reached]:
        asked.append(Question.BACKWARDS)
    return [str(q) for q in asked]
