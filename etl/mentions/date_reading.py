"""Read one atom of a date: a match of `date_patterns` to what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from db.vocab import Part
from etl.lexicon import mapping, table
from etl.mentions import date_patterns as patterns

_CENTURY = 2000  # of a year of two digits
_DIGITS = dict(zip("〇○零一二三四五六七八九", (0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_MONTHS = {word: int(n) for word, n in mapping("dates_months", "word", "month").items()}
_MONTH_PARTS = mapping("dates_month_parts", "word", "part")
_YEAR_OFFSETS = {word: int(n) for word, n in mapping("dates_years", "word", "offset").items()}
_YEAR_PARTS = {r["word"]: r for r in table("dates_year_parts")}
_RELATIVE = {r["word"]: r for r in table("dates_relative")}
_UNITS = mapping("dates_durations", "word", "iso")
_DURATION_ENDS = mapping("dates_duration_ends", "word", "kind")
_FESTIVALS = {r["word"]: r for r in table("dates_festivals")}
_PLANS = {word: int(n) for word, n in mapping("dates_plans", "word", "year").items()}


@dataclass(frozen=True, slots=True)
class Atom:
    """What one match says. `kind` tells which atoms may follow a year."""

    start: int
    end: int
    kind: str  # year, tail, month, range, part, relative, duration, whole
    year: int | str | None = None
    month: int | None = None
    day: int | None = None
    part: Part | None = None
    relative: str | None = None
    redacted: bool = False
    from_month: int | None = None
    is_period: bool = False
    is_past: bool = False
    before: bool = False


def numeral(word: str) -> int | None:
    """12, 十二, 两, 二十三, 一百二十 as a number; None for a mask."""
    if word.isdigit():
        return int(word)
    if "百" in word:
        hundreds, _, rest = word.partition("百")
        more = numeral(rest) if rest else 0
        return None if more is None else _DIGITS.get(hundreds, 1) * 100 + more * (10 if rest in _DIGITS else 1)
    if word == "两":
        return 2
    tens, ten, ones = word.rpartition("十")
    if ten:
        return (_DIGITS.get(tens, 0) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    return _DIGITS.get(word) if len(word) == 1 else None


def year_offset(offset: int) -> str | None:
    """As the interchange format writes it: "+1", "-1", None for the speech's own year."""
    return f"{offset:+d}" if offset else None


def read_iso(m: re.Match[str]) -> Atom | None:
    month, day = int(m["m"]), int(m["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return Atom(m.start(), m.end(), "whole", year=int(m["y"]), month=month, day=day)


def read_year(m: re.Match[str]) -> Atom:
    whole = {"month": 12, "part": Part.END, "is_period": True}
    if m["word"]:
        offset = _YEAR_OFFSETS[m["word"]]
        return Atom(m.start(), m.end(), "year", year=year_offset(offset), is_past=offset < 0, **whole)
    if m["masked"]:
        return Atom(m.start(), m.end(), "year", redacted=True, **whole)
    if m["short"]:
        return Atom(m.start(), m.end(), "year", year=_CENTURY + int(m["short"]), **whole)
    digits = m["last"] or m["number"] or "2" + "".join(str(_DIGITS[c]) for c in m["hanzi"])
    return Atom(m.start(), m.end(), "year", year=int(digits), **whole)


def read_month(m: re.Match[str]) -> Atom | None:
    day, part = _day_and_part(m)
    month = _MONTHS.get(m["month"])
    if month is not None and day is None and m["day"] and m["day"][0] not in "xX×*○□〇":
        return None  # 40日: no day of a month
    if month is None:
        return Atom(m.start(), m.end(), "month", redacted=True)
    return Atom(m.start(), m.end(), "month", month=month, day=day, part=part)


def read_range(m: re.Match[str]) -> Atom | None:
    first, last = _MONTHS[m["first"]], _MONTHS[m["month"]]
    if first >= last:
        return None
    return Atom(m.start(), m.end(), "range", month=last, part=Part.END, from_month=first, is_period=True,
                is_past=first == 1)


def read_first(m: re.Match[str]) -> Atom | None:
    month = numeral(m["month"])
    if month is None or not 1 <= month <= 12:
        return None
    return Atom(m.start(), m.end(), "range", month=month, part=Part.END, from_month=1, is_period=True, is_past=True)


def read_year_part(m: re.Match[str]) -> Atom:
    row = _YEAR_PARTS[m["word"]]
    month, part = int(row["month"]), Part(row["part"])
    if m["part"] == "初":  # 三季度初, 下半年初: the period's first month
        month, part = int(row["from_month"] or row["month"]), Part.EARLY
    period = row["kind"] in ("period", "elapsed") and not m["part"]
    return Atom(m.start(), m.end(), "part", month=month, part=part, is_period=period,
                from_month=int(row["from_month"]) if period else None,
                is_past=row["kind"] == "elapsed", before=row["kind"] == "limit")


def read_year_tail(m: re.Match[str]) -> Atom:
    row = _YEAR_PARTS["年" + m["tail"]]
    return Atom(m.start(), m.end(), "tail", month=int(row["month"]), part=Part(row["part"]),
                before=row["kind"] == "limit")


def read_relative(m: re.Match[str]) -> Atom:
    day, part = _day_and_part(m) if m["day"] or m["part"] else (None, None)
    row = _RELATIVE[m["word"]]
    return Atom(m.start(), m.end(), "relative", day=day, part=part, relative=row["iso"], is_past=bool(row["past"]),
                before=m.group().endswith("内"))


def read_duration(m: re.Match[str]) -> Atom | None:
    kind = _DURATION_ENDS[m["end"]]
    iso = duration(m["number"], m["unit"], m["half"])
    if iso is None or (kind == "past" and m["unit"] == "日"):
        return None  # 25日前 is a day of the month
    return Atom(m.start(), m.end(), "duration", relative=iso, is_period=kind == "span", is_past=kind == "past",
                before=kind == "limit")


def read_ahead(m: re.Match[str]) -> Atom | None:
    iso = duration(m["number"], m["unit"], None)
    return iso and Atom(m.start(), m.end(), "duration", relative=iso, is_period=True)


def read_plan(m: re.Match[str]) -> Atom:
    return Atom(m.start(), m.end(), "whole", year=_PLANS[m["word"]], month=12, part=Part.END,
                is_period=m["end"] in ("期间", "时期"))


def read_festival(m: re.Match[str]) -> Atom:
    start = m.start("word")
    if m.string[start - 1:start] in ("“", "‘"):
        start -= 1
    return _feast(m, start, "part")


def read_year_feast(m: re.Match[str]) -> Atom:
    return _feast(m, m.start(), "tail")


def _feast(m: re.Match[str], start: int, kind: str) -> Atom:
    row = _FESTIVALS[m["word"]]
    return Atom(
        start, m.end(), kind, year=row["year"] or None, month=int(row["month"]) if row["month"] else None,
        day=int(row["day"]) if row["day"] else None, part=Part(row["part"]) if row["part"] else None,
    )


def read_holiday(m: re.Match[str]) -> Atom:
    return Atom(m.start(), m.end(), "whole")


def read_this_month(m: re.Match[str]) -> Atom:
    part = Part.MID if m["part"] == "中" else Part.END
    return Atom(m.start(), m.end(), "whole", part=part, relative="P0M", before=m["part"] == "内")


def read_dotted(m: re.Match[str]) -> Atom | None:
    month, day = int(m["month"]), int(m["day"])
    return Atom(m.start(), m.end(), "month", month=month, day=day) if 1 <= day <= 31 else None


def read_weekday(m: re.Match[str]) -> Atom:
    return Atom(m.start(), m.end(), "whole", relative="P0W")


def read_day(m: re.Match[str]) -> Atom | None:
    day = numeral(m["day"])
    return Atom(m.start(), m.end(), "whole", day=day) if day and day <= 31 else None


def duration(number: str | None, unit: str | None, half: str | None) -> str | None:
    """三年 → P3Y, 半个月 → P15D, 一个半月 → P45D, 24小时 → PT24H; None where the number is none."""
    if half:
        return "P6M" if half.endswith("年") else "P15D"
    n = numeral(number or "")
    if not n or unit is None:
        return None
    if unit.endswith("半月"):
        return f"P{n * 30 + 15}D"
    if unit.endswith("年半"):
        return f"P{n * 12 + 6}M"
    match _UNITS[unit]:
        case "H":
            return f"PT{n}H"
        case "Q":
            return f"P{n * 3}M"
        case letter:
            return f"P{n}{letter}"


def _day_and_part(m: re.Match[str]) -> tuple[int | None, Part | None]:
    day = numeral(m["day2"] or m["day"]) if m["day"] else None
    if day is not None:
        return (day, None) if 1 <= day <= 31 else (None, None)
    if m["part"]:
        return None, Part(_MONTH_PARTS[m["part"]])
    return None, Part.END


READERS = (
    (patterns.ISO, read_iso), (patterns.YEAR, read_year), (patterns.YEAR_TAIL, read_year_tail),
    (patterns.RANGE, read_range), (patterns.MONTH, read_month),
    (patterns.FIRST, read_first), (patterns.YEAR_PART, read_year_part), (patterns.RELATIVE, read_relative),
    (patterns.DURATION, read_duration), (patterns.AHEAD, read_ahead), (patterns.PLAN, read_plan),
    (patterns.FESTIVAL, read_festival), (patterns.YEAR_FEAST, read_year_feast), (patterns.FEAST, read_festival),
    (patterns.FEAST_DUE, read_festival), (patterns.FEAST_DAYS, read_festival),
    (patterns.HOLIDAY, read_holiday),
    (patterns.DAY, read_day), (patterns.THIS_MONTH, read_this_month), (patterns.DOTTED, read_dotted),
    (patterns.WEEKDAY, read_weekday),
)
