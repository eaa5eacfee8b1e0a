"""The frozen records that flow through the pipeline, one kind an arrow.

    Document → NormalText → Speech / Section / Sentence → mentions → ledger records → (load)

Every span is half-open [start, end) in characters of `Document.text` (newlines as \\n, before any conversion), so that
`document.text[start:end]` is the evidence. The simplified copy that rules match on has the same length.
"""

from __future__ import annotations

from etl.records.documents import Document, NormalText, Prepared, Section, Sentence, SetAside, Span, Speech
from etl.records.interchange import as_interchange
from etl.records.ledger import (
    RECORD_TYPES,
    AssignmentRecord,
    CadenceRecord,
    Commitment,
    Finding,
    IndicatorRecord,
    LedgerRecord,
    MilestoneRecord,
    ProjectRecord,
    SanctionRecord,
)
from etl.records.mentions import (
    CadenceMention,
    DateMention,
    Deadline,
    Mentions,
    ProjectMention,
    Quantity,
    RegionMention,
    RuleMention,
    UnitMention,
)
from etl.records.speeches import Clue, DocumentLedger, NumberAccount, SpeechContext, SpeechLedger

__all__ = [
    "RECORD_TYPES",
    "AssignmentRecord",
    "CadenceMention",
    "CadenceRecord",
    "Clue",
    "Commitment",
    "DateMention",
    "Deadline",
    "Document",
    "DocumentLedger",
    "Finding",
    "IndicatorRecord",
    "LedgerRecord",
    "Mentions",
    "MilestoneRecord",
    "NormalText",
    "NumberAccount",
    "Prepared",
    "ProjectMention",
    "ProjectRecord",
    "Quantity",
    "RegionMention",
    "RuleMention",
    "SanctionRecord",
    "Section",
    "Sentence",
    "SetAside",
    "Span",
    "Speech",
    "SpeechContext",
    "SpeechLedger",
    "UnitMention",
    "as_interchange",
]
