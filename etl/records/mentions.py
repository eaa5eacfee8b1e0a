"""What the finders see in a text: quantities, dates, places, units, projects, rhythms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from db.vocab import Comparison, Part, SetAsideReason


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of the text with what belongs to it: `近9000亩`, `1.45亿元`, `XX个`, `4-5个`.

    Numbers that are no figures are found too, with the reason, for the number accounting.
    """

    start: int  # qualifier, number and unit
    end: int
    number_start: int  # the numerals with their scale: 9000, 1.45亿
    number_end: int
    value: float | None  # base units: yuan, 亩, 吨, 个 …; percentages as written; None where masked
    value_max: float | None
    cmp: Comparison
    unit: str  # simplified base unit: 元, 美元, 亩, 吨, %, 百分点, 个 …; "" where none
    redacted: bool
    set_aside: SetAsideReason | None = None
    rate_of: str = ""  # 公里 in 每公里80万元; 亩 in 每亩300元


@dataclass(frozen=True, slots=True)
class Deadline:
    """A point in time as far as the words give it. See the interchange format."""

    text: str
    year: int | str | None = None  # 2008, "+1", None
    month: int | None = None
    day: int | None = None
    part: Part | None = None
    relative: str | None = None  # ISO 8601 duration for 两周后: P2W
    year_redacted: bool = False

    def as_dict(self) -> dict[str, Any]:
        out = {"text": self.text, "year": self.year, "month": self.month, "day": self.day,
               "part": self.part and str(self.part)}
        if self.relative:
            out["relative"] = self.relative
        if self.year_redacted:
            out["year_redacted"] = True
        return out


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date, period or relative time. `deadline` is its reading as a point in time (the period's end)."""

    start: int
    end: int
    deadline: Deadline
    from_month: int | None = None  # first month of a period: 1-10月 → 1
    is_period: bool = False  # 1-10月, 上半年, 去年: something was measured over it
    is_past: bool = False  # 去年, 前5个月, 截至…
    before: bool = False  # …前, …以前, …内: a deadline by its own words


@dataclass(frozen=True, slots=True)
class RegionMention:
    start: int
    end: int
    name: str  # simplified, as written: 湛江, 我县, 全市, 各县（市、区）
    code: str  # GB/T 2260, "" for 我县, 全省, XX区
    level: str  # province, city, county, town, self (我市, 全县), group (各县区), other


@dataclass(frozen=True, slots=True)
class UnitMention:
    """An organisation, post or class of units that can be told to do something. One element a listed unit."""

    start: int
    end: int
    name: str  # as in the document
    kind: str  # department, government, party, town, park, company, post, class


@dataclass(frozen=True, slots=True)
class ProjectMention:
    start: int
    end: int
    name: str  # as in the document, with the head noun of its list where it is short (碧桂园 → 碧桂园项目)
    rule: str
    confidence: float = 0.8
    plain_name: str = ""  # `name` in the simplified copy, by which mentions of one project are told


@dataclass(frozen=True, slots=True)
class CadenceMention:
    start: int
    end: int
    freq: str  # db.vocab.FREQUENCIES or "every N days"


@dataclass(frozen=True, slots=True)
class RuleMention:
    """A rule of reward or penalty: from its trigger to the end of its last consequence, or the other way round."""

    start: int
    end: int
    rule: str
    word: str  # what says that it is one, simplified: 约谈, 奖励, 扣2分
    trigger_start: int
    trigger_end: int
    consequence_start: int
    consequence_end: int


@dataclass(frozen=True, slots=True)
class Mentions:
    """All mentions of one speech, each tuple sorted by start."""

    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateMention, ...] = ()
    regions: tuple[RegionMention, ...] = ()
    units: tuple[UnitMention, ...] = ()
    projects: tuple[ProjectMention, ...] = ()
    cadences: tuple[CadenceMention, ...] = ()
    rules: tuple[RuleMention, ...] = ()
