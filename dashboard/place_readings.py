"""What is said of an indicator in one place, figure by figure, and the line that a place gets from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboard.figure_periods import Span, actual_span, target_span
from dashboard.frames import Row, speech_name
from dashboard.i18n import Texts

GROUP_LEVEL = "group"
Place = tuple[int | None, int]  # region id; where it is open, the speech


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure of one place: what it is for, and who said it."""

    place: Place
    status: str  # target, actual
    span: Span
    value: float | None
    row: Row
    verified: bool = False

    @property
    def said_at(self) -> tuple[int, int]:
        return self.row.get("speech_year") or 0, self.row.get("speech_month") or 0


def speech_readings(rows: list[Row]) -> list[Reading]:
    """The rows of `db.queries.investment.readings` with the span of each; without those that name no year's span."""
    found = []
    for row in rows:
        if row["status"] == "target":
            span = target_span(row["period"], row["speech_year"])
        else:
            span = actual_span(row["period"], row["speech_year"], row["speech_month"])
        if span is not None:
            found.append(Reading(_place(row), row["status"], span, row["value"], row))
    return found


def report_readings(rows: list[Row]) -> list[Reading]:
    """The rows of `db.queries.investment.indicator_reports`: actuals up to the end of their periods."""
    return [Reading((row["region_id"], 0), "actual", Span(int(row["period"][:4]), _month(row["period"])),
                    row["value"], row, bool(row["verified"])) for row in rows if row["region_id"] is not None]


def _month(period: str) -> int:
    """The month that a report's period ends in."""
    if "W" not in period:
        return int(period[5:7])
    return date.fromisocalendar(int(period[:4]), int(period[6:]), 4).month


def _place(row: Row) -> Place:
    return row["region_id"], row["speech_id"] if row["region_id"] is None else 0


def is_outside(row: Row, parent: dict[int, int | None]) -> bool:
    """That a place is neither the speaking place nor inside it."""
    if row["said_in"] is None or row["region_id"] is None or row["region_level"] == GROUP_LEVEL:
        return False
    if row["region_code"].startswith("x:") and parent.get(row["region_id"]) is None:
        return False  # a place that only this speech knows
    return row["region_id"] != row["said_in"] and row["said_in"] not in places_above(row["region_id"], parent)


def places_above(region: int, parent: dict[int, int | None]) -> set[int]:
    """All places that hold a region."""
    found: set[int] = set()
    at = parent.get(region)
    while at is not None and at not in found:
        found.add(at)
        at = parent.get(at)
    return found


def line_of(readings: list[Reading], asof: date, texts: Texts) -> Row:
    """One place: the year with the latest target, else the latest with an actual."""
    targets = [r for r in readings if r.status == "target"]
    year = max(r.span.year or 0 for r in targets or readings)
    targets = _latest([r for r in targets if (r.span.year or 0) == year])
    actuals = [r for r in readings if r.status == "actual" and (r.span.year or 0) == year]
    if not year and targets:  # without a year only one and the same speech speaks of one and the same year
        actuals = [r for r in actuals if r.row["speech_id"] == targets[0].row["speech_id"]]
    target, stretch = _two_targets(targets)
    actual = max(actuals, key=lambda r: (r.span.through, r.verified, r.said_at, r.value is not None), default=None)
    one = (target or actual or readings[0]).row
    return {
        "region_id": one["region_id"], "speech_id": one["speech_id"],
        "region": one["region"] or f"{texts('filter.open_region')} · {speech_name(one)}",
        "region_code": one["region_code"], "parent_id": one["parent_id"], "level": one["region_level"],
        "year": year or None, "measure_unit": one["measure_unit"], 
        "figures": len(readings) - sum(r is not None for r in (target, stretch, actual)),
        "target": target and target.value, "target_row": target and target.row,
        "target_redacted": _is_blanked(target), "stretch": stretch and stretch.value,
        "stretch_row": stretch and stretch.row, "actual": actual and actual.value,
        "actual_row": actual and actual.row, "actual_redacted": _is_blanked(actual),
        "through": actual and actual.span.through, "verified": bool(actual and actual.verified),
        "elapsed": target.span.elapsed(asof) if target else None,
        "share_read": _share_read(target, actual),
    }


def _latest(targets: list[Reading]) -> list[Reading]:
    """The targets of the latest speech that says one for the longest span of the year."""
    longest = [t for t in targets if t.span.through == max(t.span.through for t in targets)]
    last = max((r.said_at for r in longest), default=None)
    found = [r for r in longest if r.said_at == last]
    return [r for r in found if r.row["speech_id"] == found[0].row["speech_id"]]


def _two_targets(targets: list[Reading]) -> tuple[Reading | None, Reading | None]:
    """The target, and a higher one of the same speech for the same time: the stretch target."""
    known = sorted((t for t in targets if t.value is not None), key=lambda t: t.value)
    if not known:
        return (targets[0] if targets else None), None
    if known[0].span.year is None:  # two blanked years may be two years
        return next(t for t in targets if t.value is not None), None
    return known[0], known[-1] if known[-1].value > known[0].value else None


def _is_blanked(reading: Reading | None) -> bool:
    return bool(reading and reading.row.get("redacted") and reading.value is None)


def _share_read(target: Reading | None, actual: Reading | None) -> float | None:
    """The share of the target's time that the actual covers."""
    if target is None or actual is None or target.span.year is None:
        return None
    return target.span.elapsed(Span(target.span.year, actual.span.through).last)
