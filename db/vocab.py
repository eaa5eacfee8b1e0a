"""The ledger's closed vocabularies, shared by the extractor, the database and the dashboard.

Standard library only. Values are what the interchange format, the database and the API hold; what a person
reads is a label in `dashboard/labels`. Source: the ledger's interchange format (docs/ledger.md).
"""

from __future__ import annotations

from enum import StrEnum


class RecordType(StrEnum):
    INDICATOR = "indicator"
    PROJECT = "project"
    MILESTONE = "milestone"
    ASSIGNMENT = "assignment"
    CADENCE = "cadence"
    SANCTION = "sanction"


class Comparison(StrEnum):
    EQUAL = "="
    AT_LEAST = ">="
    AT_MOST = "<="
    MORE = ">"
    LESS = "<"
    ABOUT = "~"
    RANGE = "range"


class Status(StrEnum):
    """What an indicator's figure is: planned, reported, or missing."""

    TARGET = "target"
    ACTUAL = "actual"
    GAP = "gap"


class Measure(StrEnum):
    LEVEL = "level"
    GROWTH = "growth"
    SHARE = "share"
    DIFFERENCE = "difference"
    RANK = "rank"


class Stage(StrEnum):
    """A project's stage of life, in order."""

    PLANNED = "planned"
    NEGOTIATING = "negotiating"
    SIGNED = "signed"
    PRELIMINARY = "preliminary"
    STARTING = "starting"
    CONSTRUCTION = "construction"
    COMPLETED = "completed"
    OPERATING = "operating"
    UNKNOWN = "unknown"


class Event(StrEnum):
    APPROVE = "approve"
    SIGN = "sign"
    START = "start"
    RESUME = "resume"
    STRUCTURE = "structure"
    COMPLETE = "complete"
    TRIAL = "trial"
    OPERATE = "operate"
    SUBMIT = "submit"
    ACCEPT = "accept"
    ISSUE = "issue"
    MEET = "meet"
    DISSOLVE = "dissolve"
    OTHER = "other"


class Modality(StrEnum):
    MUST = "must"
    STRIVE = "strive"
    PLAN = "plan"


class Part(StrEnum):
    """Part of a month."""

    EARLY = "early"
    MID = "mid"
    END = "end"


class Role(StrEnum):
    LEAD = "lead"
    DO = "do"
    SUPPORT = "support"
    SUPERVISE = "supervise"


class Activity(StrEnum):
    DISPATCH = "dispatch"
    REPORT = "report"
    BULLETIN = "bulletin"
    INSPECT = "inspect"
    ASSESS = "assess"
    OBSERVE = "observe"
    MEET = "meet"
    CONTACT = "contact"
    DUTY = "duty"


class Polarity(StrEnum):
    REWARD = "reward"
    PENALTY = "penalty"


FREQUENCIES = (
    "daily", "weekly", "biweekly", "semimonthly", "monthly", "quarterly", "semiannual", "annual",
)  # or "every N days"


class DateSource(StrEnum):
    """Where a speech's reference date comes from."""

    GIVEN = "given"  # command line or the app
    FRONT_MATTER = "front_matter"
    INFERRED = "inferred"  # from clues in the text
    OPEN = "open"


class DueBasis(StrEnum):
    """How sure a milestone's calendar date is."""

    STATED = "stated"  # the words give the year, or the reference date was given
    INFERRED = "inferred"  # the year comes from an inferred reference date
    OPEN = "open"  # no year: due_on is null


class FindingCheck(StrEnum):
    """What a consistency check compares (勾稽关系)."""

    PARTS_TOTAL = "parts_total"  # the parts add up to the total
    WITHIN_WHOLE = "within_whole"  # 其中: the parts do not exceed the whole
    RATE = "rate"  # numerator / denominator = stated percentage
    GROWTH = "growth"  # this / last − 1 = stated growth
    PRODUCT = "product"  # count × amount each = total
    DIFFERENCE = "difference"  # need − in hand = gap


class NumberFate(StrEnum):
    """What became of a number of the text (number accounting)."""

    RECORD = "record"
    SET_ASIDE = "set_aside"
    UNCLAIMED = "unclaimed"


class SetAsideReason(StrEnum):
    """The closed list of reasons for which a number is no figure."""

    ORDINAL = "ordinal"
    DATE = "date"
    NAME = "name"
    SLOGAN = "slogan"
    FREQUENCY = "frequency"
    SIZE_CLASS = "size_class"
    REPEAT = "repeat"
    RHETORIC = "rhetoric"
    FURNITURE = "furniture"


class Topic(StrEnum):
    """What a record is about; see OUT_OF_SCOPE for what a project ledger leaves out."""

    PROJECT = "project"
    ECONOMY = "economy"
    AGRICULTURE = "agriculture"
    ECOLOGY = "ecology"
    EDUCATION = "education"
    HEALTH = "health"
    CULTURE = "culture"
    LIVELIHOOD = "livelihood"  # employment, social security, housing of the poor
    POVERTY = "poverty"
    SAFETY = "safety"
    FLOOD = "flood"  # floods, drought, fires and other disasters
    PETITION = "petition"  # letters and visits, public order
    FAMILY_PLANNING = "family_planning"
    PARTY = "party"
    DISCIPLINE = "discipline"  # inspection, corruption, conduct of officials


# read and kept, but no part of a ledger of projects
OUT_OF_SCOPE = frozenset({
    Topic.SAFETY, Topic.FLOOD, Topic.PETITION, Topic.FAMILY_PLANNING, Topic.PARTY, Topic.DISCIPLINE,
})
