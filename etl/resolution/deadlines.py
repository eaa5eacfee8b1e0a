"""Deadlines to calendar dates: the last day that the words allow."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from db.vocab import DateSource, DueBasis, Modality, Part
from etl.lexicon import mapping
from etl.records import AssignmentRecord, Deadline, LedgerRecord, MilestoneRecord, SpeechContext
from etl.resolution.feasts import on_feast
from etl.text.normalize import normalize

_LAST_DAY = {Part.EARLY: 10, Part.MID: 20}
_WEEKDAYS = {word: int(day) for word, day in mapping("dates_weekdays", "word", "day").items()}
# 周五, 星期三
_WEEKDAY = re.compile(rf"(?:周|星期|礼拜)(?P<day>[{''.join(_WEEKDAYS)}])")
# P2W, P-1M, P15D
_DURATION = re.compile(r"P(?P<n>-?\d+)(?P<unit>[YMWD])")
# 签约后45天内, 元旦后两周内: from a day that is not known; not 会后两周内
_FROM_EVENT = re.compile(r"(?!会后|会议后|会议结束后)[^\d]{1,14}?(?<![今最随然此])后(?=[\d一二两三四五六七八九十半])")
# 今年3月底前, 当年: the words say which year
_THIS_YEAR = re.compile("今年|本年|当年|全年|年内")
_AHEAD = 6  # months: 3月底 said in October is the next one, 6月底 said in October has passed


def resolve_deadlines(records: tuple[LedgerRecord, ...], context: SpeechContext) -> tuple[LedgerRecord, ...]:
    """The same records, `due_on` and `due_basis` set in milestones and assignments that have a deadline."""
    return tuple(_resolve(r, context) for r in records)


def _resolve(record: LedgerRecord, context: SpeechContext) -> LedgerRecord:
    match record:
        case MilestoneRecord() | AssignmentRecord() if record.deadline is not None:
            deadline = in_month(on_feast(record.deadline, context), context)
            if not isinstance(record, MilestoneRecord) or record.modality is not Modality.PLAN:
                deadline = ordered(deadline, context)
            due_on, basis = due(deadline, context)
            return replace(record, deadline=deadline, due_on=due_on, due_basis=basis)
        case _:
            return record


def in_month(deadline: Deadline, context: SpeechContext) -> Deadline:
    """25日前, 本月底, 下月中旬 with the month counted from the speech's own; unchanged where that is unknown."""
    if context.month is None or deadline.month is not None or deadline.year is not None:
        return deadline
    dated = deadline.day is not None
    match deadline.relative:
        case None if dated:
            ahead = 0
        case "P0M" if "月" in deadline.text:
            ahead = 0
        case "P1M" if dated or deadline.part is not None:
            ahead = 1
        case _:
            return deadline
    years, month = divmod(context.month - 1 + ahead, 12)
    part = None if dated else deadline.part or Part.END
    return replace(deadline, year="+1" if years else None, month=month + 1, part=part, relative=None)


def ordered(deadline: Deadline, context: SpeechContext) -> Deadline:
    """2月底 in an order given in December is next year's; unchanged where the speech's month is unknown, where the
    words name a year, or where the month has only just gone by, as then the deadline may have slipped."""
    if context.month is None or deadline.month is None or deadline.year is not None or deadline.year_redacted \
            or deadline.relative is not None or _THIS_YEAR.search(normalize(deadline.text).plain):
        return deadline
    behind = deadline.month < context.month and deadline.month + 12 - context.month <= _AHEAD
    return replace(deadline, year="+1") if behind else deadline


def due(deadline: Deadline, context: SpeechContext) -> tuple[date | None, DueBasis]:
    """The deadline's last day and how its year is known; (None, OPEN) where the words and the context give no day."""
    if deadline.year_redacted:
        return None, DueBasis.OPEN
    if deadline.relative is not None:
        return _relative(deadline, context)
    if isinstance(deadline.year, int):
        return _on(deadline, deadline.year, DueBasis.STATED)
    if context.year is None:
        return None, DueBasis.OPEN
    # A month before the speech's own stays in its year: such a deadline has passed and shows as overdue. Rolling it
    # over would hide a slip; only 明年, or an order that can mean nothing else (`ordered`), moves to the next year.
    year = context.year + int(deadline.year or 0)
    return _on(deadline, year, _basis(context))


def _basis(context: SpeechContext) -> DueBasis:
    return DueBasis.INFERRED if context.date_source is DateSource.INFERRED else DueBasis.STATED


def _on(deadline: Deadline, year: int, basis: DueBasis) -> tuple[date | None, DueBasis]:
    if deadline.month is None:
        return None, DueBasis.OPEN
    last = monthrange(year, deadline.month)[1]
    day = deadline.day or (_LAST_DAY.get(deadline.part, last) if deadline.part else last)
    if day > last:
        return None, DueBasis.OPEN  # 2月30日: no such day
    return date(year, deadline.month, day), basis


def _relative(deadline: Deadline, context: SpeechContext) -> tuple[date | None, DueBasis]:
    m = _DURATION.fullmatch(deadline.relative or "")
    if m is None or context.reference_date is None:
        return None, DueBasis.OPEN
    if _FROM_EVENT.match(deadline.text):
        return None, DueBasis.OPEN
    n = int(m["n"])
    start = context.reference_date
    match m["unit"]:
        case "D":
            return start + timedelta(days=n), _basis(context)
        case "W" if (on := _WEEKDAY.search(deadline.text)):
            return start + timedelta(weeks=n, days=_WEEKDAYS[on["day"]] - start.weekday()), _basis(context)
        case "W" if n == 0:
            return start + timedelta(days=6 - start.weekday()), _basis(context)
        case "W":
            return start + timedelta(weeks=n), _basis(context)
        case "M" if _names_quarter(deadline):
            last = start + relativedelta(months=n + (3 - start.month % 3) % 3)
            return _on(replace(deadline, month=last.month, part=Part.END), last.year, _basis(context))
        case "M" if _names_month(deadline):
            month = start + relativedelta(months=n)
            return _on(replace(deadline, month=month.month), month.year, _basis(context))
        case "M":
            return start + relativedelta(months=n), _basis(context)
        case _:
            return start + relativedelta(years=n), _basis(context)


def _names_quarter(deadline: Deadline) -> bool:
    """本季度末, 下季度内, but not 两个季度内."""
    return "季" in deadline.text and _names_month(deadline)


def _names_month(deadline: Deadline) -> bool:
    """下个月 is a calendar month with an end, 三个月内 a length of time."""
    return deadline.text.lstrip("到至")[:1] in "本这這当當下上"
