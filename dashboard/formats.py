"""Numbers and dates as people read them."""

from __future__ import annotations

from datetime import date

from dashboard.i18n import Language, Texts

YI = 1e8
WAN = 1e4
MILLION = 1e6
YUAN = "元"
WORDLESS = ("=", "range")  # comparisons that are shown without a word
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def money(yuan: float | None, texts: Texts) -> str:
    """1234000000 → 12.34亿元; below a million yuan in 万元; None → —."""
    if yuan is None:
        return texts("value.unknown")
    if texts.language == Language.EN:
        return f"CNY {yuan / MILLION:,.2f}m"
    if abs(yuan) >= YI / 100 or yuan == 0:
        return f"{yuan / YI:,.2f}{texts('unit.yi')}"
    return f"{yuan / WAN:,.2f}{texts('unit.wan')}"


def amount(value: float | None, measure_unit: str, texts: Texts) -> str:
    """A value with its unit of measure; the unit's word is the ledger's own."""
    if value is None:
        return texts("value.unknown")
    if measure_unit == YUAN:
        return money(value, texts)
    return plain(value) + (measure_unit if measure_unit in ("%", "") else f" {measure_unit}")


def yi(yuan: float | None) -> float | None:
    """元 in 亿元, for the columns of tables."""
    return None if yuan is None else yuan / YI


def plain(value: float) -> str:
    """1234.5 → 1,234.5; no trailing zeros."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def stated(row: dict, texts: Texts) -> str:
    """An indicator's figure as it was stated: ≥46.00亿元, 4–5 个, 未披露; a person's or a computed number is marked."""
    value, unit = row["value"], row["measure_unit"]
    if value is None and row.get("repaired_value") is not None:
        return texts("value.repaired", value=amount(row["repaired_value"], unit, texts))
    if value is None:
        return texts("value.redacted") if row["redacted"] else texts("value.unknown")
    if row["value_max"] is not None:
        return f"{amount(value, unit, texts)}–{amount(row['value_max'], unit, texts)}"
    text = comparison(row["cmp"], texts) + amount(value, unit, texts)
    return texts("value.filled_in", value=text) if row.get("filled") else text


def comparison(cmp: str | None, texts: Texts) -> str:
    """≥, 约; nothing for a number that is simply said."""
    return "" if cmp in WORDLESS else texts.label("comparison", cmp)


def percent(share: float | None, texts: Texts) -> str:
    """0.654 → 65.4%."""
    return texts("value.unknown") if share is None else f"{share * 100:.1f}%"


def day(value: date | None, texts: Texts) -> str:
    """2008年12月31日; 31 Dec 2008 in English; None → —."""
    if value is None:
        return texts("value.unknown")
    if texts.language == Language.EN:
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def speech_day(row: dict, texts: Texts) -> str:
    """What is known of a speech's date: 2008年11月3日, 2008年11月, 2008年, 11月（年份未定）, 未定."""
    year, month = row["year"], row["month"]
    if row["reference_date"] is not None:
        return day(row["reference_date"], texts)
    if year is None:
        return texts("source.month_only", month=month) if month else texts("source.date_open")
    if texts.language == Language.EN:
        return f"{MONTHS[month - 1]} {year}" if month else str(year)
    return f"{year}年{month}月" if month else f"{year}年"
