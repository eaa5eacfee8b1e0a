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


class UserRole(StrEnum):
    """What a person may do, in order; see db.rights."""

    VIEWER = "viewer"
    REPORTER = "reporter"  # reports for the own unit only
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Action(StrEnum):
    """What an event says was done."""

    IMPORT = "import"
    REMOVE_DOCUMENT = "remove_document"
    ACCEPT = "accept"
    CORRECT = "correct"
    REJECT = "reject"
    REOPEN = "reopen"  # a review taken back
    ADD = "add"
    TAKE_PROPOSAL = "take_proposal"
    DISMISS_PROPOSAL = "dismiss_proposal"
    MERGE = "merge"
    UNDO_MERGE = "undo_merge"
    SPLIT = "split"
    UNDO_SPLIT = "undo_split"
    MARK_DONE = "mark_done"
    UNDO_DONE = "undo_done"
    SET_DATE = "set_date"
    UNDO_DATE = "undo_date"
    SET_PLACE = "set_place"
    UNDO_PLACE = "undo_place"
    FILL_VALUE = "fill_value"
    UNDO_VALUE = "undo_value"
    DEFINE_GROUP = "define_group"
    UNDO_GROUP = "undo_group"
    MOVE_DEADLINE = "move_deadline"
    UNDO_MOVE = "undo_move"
    REPORT = "report"
    VERIFY = "verify"
    WITHDRAW_REPORT = "withdraw_report"
    STAGE = "stage"
    ASSIGN = "assign"
    UNASSIGN = "unassign"
    MERGE_UNITS = "merge_units"
    NAME_UNIT = "name_unit"
    ACCOUNT = "account"
    SETTING = "setting"
    RESTORE_VALUE = "restore_value"
    RESTORE_LEDGER = "restore_ledger"


class Operation(StrEnum):
    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ReviewState(StrEnum):
    """Where a record stands between the machine that read it and the office that answers for it."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REJECTED = "rejected"
    ADDED = "added"  # by a person who marked the words


class ProposalKind(StrEnum):
    CHANGED = "changed"  # the words are read otherwise now
    GONE = "gone"  # no record is read from them any more


class ProposalState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    DISMISSED = "dismissed"


class ReportSubject(StrEnum):
    """What people report on and make others responsible for."""

    PROJECT = "project"
    INDICATOR = "indicator"
    MILESTONE = "milestone"
    ASSIGNMENT = "assignment"


class ReportMeasure(StrEnum):
    """What the value of a report counts."""

    NONE = "none"
    INVESTMENT = "investment"  # yuan, completed
    FUNDS = "funds"  # yuan, in place
    VALUE = "value"  # in the measure unit of the indicator


class Question(StrEnum):
    """What a report is asked about, without being refused."""

    FALLING = "falling"  # the cumulative value is below the one before
    JUMP = "jump"  # everything in one period
    BACKWARDS = "backwards"  # the stage lies before the one reached
    SUM = "sum"  # the last cumulative and the value of the period do not add up
    OVER = "over"  # more in the period than in the whole year


class Duty(StrEnum):
    """In what a unit or person is responsible."""

    LEADER = "leader"  # the named leader (包保领导)
    LEAD = "lead"
    DO = "do"
    SUPPORT = "support"
    SUPERVISE = "supervise"


# read and kept, but no part of a ledger of projects
OUT_OF_SCOPE = frozenset({
    Topic.SAFETY, Topic.FLOOD, Topic.PETITION, Topic.FAMILY_PLANNING, Topic.PARTY, Topic.DISCIPLINE,
})
