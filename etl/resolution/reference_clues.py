"""Clues in the words of a speech to the year and month in which it was held."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.lexicon import alternation, mapping, table, words
from etl.records import Clue, DateMention, Mentions, NormalText, Speech

_YEAR = r"(?P<year>(?:19|20)\d\d)年"
_MONTH = r"(?P<month>1[0-2]|[1-9]|十[一二]?|[二三四五六七八九一])月"
_MONTHS = {word: int(n) for word, n in mapping("dates_months", "word", "month").items()}
DATE_LINE = 0.95  # the strength of a date under the title
_HEAD = 300  # characters of the opening in which a dateline stands
_EVENTS = {r["word"]: r for r in table("clues_events")}
_WORDS = {r["word"]: r for r in table("clues_months")}
_SESSIONS = {r["word"]: r for r in table("clues_sessions")}
_ANNIVERSARIES = mapping("clues_anniversaries", "word", "base")
_PLANS = mapping("dates_plans", "word", "year")
_POSITIONS = mapping("clues_plan_years", "word", "position")

# （2014年4月10日）  （2014年4月10日，根据录音整理）  ——2026年2月3日在…会议上
DATELINE = re.compile(
    rf"(?:^|[（—\n\s]){_YEAR}(?:{_MONTH}(?:\d{{1,2}}日)?)?"
    r"(?=）|\s*$|[，、；\s][^（）\n]{1,30}）\s*$|在[^，。]{2,40}(?:会|上))", re.M
)
# 今天是2014年4月10日  今年是2016年  今年（2014年）
THIS_YEAR = re.compile(rf"(?:今天是|今年是|今年（|今年即|现在是){_YEAR}(?:{_MONTH})?")
# “十二五”规划开局之年  “十三五”的收官之年
PLAN_YEAR = re.compile(
    rf"今年[^。；]{{0,12}}?是[^。；]{{0,16}}?[“‘](?P<plan>{alternation(words('dates_plans'))})[”’]"
    rf"(?:规划|时期|计划)?(?:实施)?的?(?P<position>{alternation(words('clues_plan_years'))})"
)
# 建党95周年  庆祝中国共产党成立95周年  改革开放30年
ANNIVERSARY = re.compile(
    rf"(?P<what>{alternation(words('clues_anniversaries'))})(?P<n>\d{{2,3}})(?:周年|年(?=来|的今天|，|纪念))"
)
# 刚刚闭幕的党的十九大
SESSION = re.compile(
    rf"(?:{alternation(words('clues_recent'))})的?[^，。；]{{0,6}}?(?P<what>{alternation(words('clues_sessions'))})"
)
# 进入7月份了  现在已是9月
NOW = re.compile(rf"(?:进入|已是|已经是|现在是|眼下是|到了)了?(?<!将进入)(?<!将要进入){_MONTH}")
# 3月份已经过去  5月即将结束
OVER = re.compile(rf"(?<![\d.]){_MONTH}份?(?P<state>已经|已|即将|就要|马上)(?:就要)?(?:过去|结束|过完)")
# 一季度已经过去了  三季度即将结束
QUARTER_OVER = re.compile(
    r"(?<!前)(?P<quarter>[一二三123])季度(?P<state>已经|已|刚刚|刚|即将|就要|马上)(?:就要)?(?:过去|结束|过完|过)"
)
# 距年底还有3个月  离年底只剩不到两个月
LEFT = re.compile(
    r"[距离](?:离)?(?:今年)?年[底末终][^，。；]{0,6}?[有剩足到][^，。；\d一二三四五六七八九十两]{0,4}"
    r"(?P<n>\d{1,2}|[一二三四五六七八九十两]{1,2})个(?:多)?月"
)
PHRASE = re.compile(alternation(words("clues_months")))
EVENT = re.compile(alternation(words("clues_events")))
# （20xx年10月11日）: the month under a masked year
MASKED_LINE = re.compile(
    rf"(?:^|[（—\n\s])(?:20)?[xX×*○〇□]{{2}}年{_MONTH}(?:(?:\d{{1,2}}|[xX×*○〇□]{{1,2}})日)?(?=）|\s*$)", re.M
)
_HELD = re.compile(r"[^，。；]{0,14}(?:召开|举行|举办)(?:了|的)")
_DONE = re.compile(r"已")


@dataclass(frozen=True, slots=True)
class Hint:
    """One clue as bounds: the speech was held in `year`, not before month `low`, not after month `high`."""

    start: int
    end: int
    strength: float
    year: int | None = None
    low: int | None = None
    high: int | None = None
    needs: tuple[int, int] | None = None  # counts only where the month lies in this span

    def as_clue(self) -> Clue:
        says = [f"year={self.year}"] if self.year else []
        if self.low is not None and self.low == self.high:
            says.append(f"month={self.low}")
        else:
            says += [f"month>={self.low}"] if self.low else []
            says += [f"month<={self.high}"] if self.high else []
        return Clue(self.start, self.end, ",".join(says), self.strength)


def find_hints(text: NormalText, speech: Speech, mentions: Mentions) -> tuple[Hint, ...]:
    """Every clue of a speech to its date, sorted by start. Masked years (20xx年) give none, the month
    behind them in a date line (20xx年10月11日) its month."""
    span = (text.plain, speech.start, speech.end)
    found = [*_years(*span), *_months(*span), *_phrases(*span), *_from_dates(text.plain, mentions.dates)]
    return tuple(sorted(found, key=lambda h: (h.start, h.end)))


def _years(plain: str, start: int, end: int) -> Iterator[Hint]:
    for m in DATELINE.finditer(plain, start, min(end, start + _HEAD)):
        yield _dated(m, DATE_LINE)
    for m in THIS_YEAR.finditer(plain, start, end):
        yield _dated(m, 0.9)
    for m in PLAN_YEAR.finditer(plain, start, end):
        yield Hint(m.start(), m.end(), 0.8, year=int(_PLANS[m["plan"]]) - 5 + int(_POSITIONS[m["position"]]))
    for m in ANNIVERSARY.finditer(plain, start, end):
        yield Hint(m.start(), m.end(), 0.6, year=int(_ANNIVERSARIES[m["what"]]) + int(m["n"]))
    for m in SESSION.finditer(plain, start, end):
        row = _SESSIONS[m["what"]]
        yield Hint(m.start(), m.end(), 0.6, year=int(row["year"]), low=int(row["month"]))
    for m in EVENT.finditer(plain, start, end):
        row = _EVENTS[m.group()]
        yield Hint(m.start(), m.end(), float(row["strength"]), year=int(row["year"]),
                   needs=(int(row["low"]), int(row["high"])))


def _dated(m: re.Match[str], strength: float) -> Hint:
    month = _MONTHS[m["month"]] if m["month"] else None
    return Hint(m.start("year"), m.end(), strength, year=int(m["year"]), low=month, high=month)


def _months(plain: str, start: int, end: int) -> Iterator[Hint]:
    for m in MASKED_LINE.finditer(plain, start, min(end, start + _HEAD)):
        month = _MONTHS[m["month"]]
        yield Hint(m.start("month"), m.end(), DATE_LINE, low=month, high=month)
    for m in NOW.finditer(plain, start, end):
        month = _MONTHS[m["month"]]
        yield Hint(m.start(), m.end(), 0.9, low=month, high=month)
    for m in OVER.finditer(plain, start, end):
        month = _next(_MONTHS[m["month"]], m["state"])
        if month <= 12:
            yield Hint(m.start(), m.end(), 0.7, low=month, high=month)
    for m in QUARTER_OVER.finditer(plain, start, end):
        quarter = _MONTHS[m["quarter"]]
        yield Hint(m.start(), m.end(), 0.7, low=_next(quarter * 3, m["state"]))
    for m in LEFT.finditer(plain, start, end):
        left = 2 if m["n"] == "两" else _MONTHS.get(m["n"], 0)
        if 1 <= left <= 11:
            yield Hint(m.start(), m.end(), 0.5, low=13 - left)


def _next(month: int, state: str) -> int:
    """The month after one that is over; the month itself where it is about to end."""
    return month if state in ("即将", "就要", "马上") else month + 1


def _phrases(plain: str, start: int, end: int) -> Iterator[Hint]:
    for m in PHRASE.finditer(plain, start, end):
        row = _WORDS[m.group()]
        yield Hint(m.start(), m.end(), float(row["strength"]), low=int(row["low"]) or None, high=int(row["high"]))


def _from_dates(plain: str, dates: tuple[DateMention, ...]) -> Iterator[Hint]:
    """Figures to the end of a month lie behind (1至10月, 截至6月末); what is due by a month lies ahead (8月底前)."""
    for d in dates:
        month = d.deadline.month
        if d.deadline.year is not None or d.deadline.year_redacted or month is None:
            continue
        if d.is_past and (d.is_period or d.deadline.text[0] in "截到") and month < 12 and d.deadline.relative is None:
            if d.deadline.day is None:
                yield Hint(d.start, d.end, 0.5, low=month + 1)
        elif d.before and d.deadline.month != 12 and not _DONE.search(plain, max(0, d.start - 12), d.start):
            yield Hint(d.start, d.end, 0.4, high=month)
        elif not d.is_period and not d.before and _HELD.match(plain, d.end):
            yield Hint(d.start, d.end, 0.2, low=month)
