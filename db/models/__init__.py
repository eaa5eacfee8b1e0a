"""All tables of the ledger. See docs/ledger.md for what each column means to a reader.

    Document ─< Speech ─< Section, Finding
                   │  └─< Evidence ─< Indicator, ProjectMention, Milestone, Assignment, Cadence, Sanction, Commitment
    Document ─< SetAside            │
    Region (tree) ─< Unit, Project ─┘
    Run: one command that wrote.
    PersonEntry, ProjectMerge: what people entered; no reading of a text fills them.
    RegionGroup: who belongs to 各县市区, as the code table suggests or a person says.
    Review, Proposal, DeadlineMove, ProgressReport, StageChange, Responsibility, UnitAlias: the office's work.
    Event ─< RowChange: who changed what. Account ─< SignIn: who may.

A record's `key` is its natural key within the speech: the same text read again gives the same keys, so that a second
load changes nothing. Vocabulary columns hold the values of db.vocab and are checked by the database. What a person
entered is joined from PersonEntry by natural keys; only a speech's date is also written into the date columns of
`Speech` and its records' `due_on` (what the extractor had read of it stands in `Speech.as_read`).
"""

from __future__ import annotations

from db.models.base import METADATA, NAMING, Moment
from db.models.documents import SET_ASIDE_KINDS, Document, Evidence, Run, Section, SetAside, Speech
from db.models.entries import OF_SPEECHES, EntryKind, GroupSource, PersonEntry, ProjectMerge, RegionGroup
from db.models.findings import Commitment, CommitmentUnit, Finding
from db.models.history import ChangeContext, Event, RowChange
from db.models.people import Account, ImportJob, SavedView, SignIn
from db.models.reading_order import due_of, stands, urgency_of, weight_of
from db.models.records import (
    Assignment,
    AssignmentUnit,
    Cadence,
    Indicator,
    Milestone,
    MilestoneUnit,
    ProjectMention,
    Sanction,
)
from db.models.subjects import REGION_LEVELS, Project, Region, Unit
from db.models.work import (
    Attachment,
    DeadlineMove,
    DocumentVersion,
    LedgerSetting,
    ProgressReport,
    Proposal,
    Responsibility,
    Review,
    StageChange,
    UnitAlias,
)

__all__ = [
    "METADATA", "NAMING", "OF_SPEECHES", "REGION_LEVELS", "SET_ASIDE_KINDS", "Account", "Assignment", "AssignmentUnit",
    "Attachment", "Cadence", "ChangeContext", "Commitment", "CommitmentUnit", "DeadlineMove", "Document",
    "DocumentVersion", "EntryKind", "Event", "Evidence", "Finding", "GroupSource", "ImportJob", "Indicator",
    "LedgerSetting", "Milestone", "MilestoneUnit", "Moment", "PersonEntry", "ProgressReport", "Project",
    "ProjectMention", "ProjectMerge", "Proposal", "Region", "RegionGroup", "Responsibility", "Review", "RowChange",
    "Run", "Sanction", "SavedView", "Section", "SetAside", "SignIn", "Speech", "StageChange", "Unit", "UnitAlias",
    "due_of", "stands", "urgency_of", "weight_of",
]
