"""The whole flow: a file in, a ledger out. Nothing here reads the clock or the database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from etl.assembly.assignments import assemble_assignments
from etl.assembly.cadences import assemble_cadences
from etl.assembly.commitments import assemble_commitments
from etl.assembly.indicators import assemble_indicators
from etl.assembly.milestones import assemble_milestones
from etl.assembly.projects import assemble_projects
from etl.assembly.sanction_rules import find_rules
from etl.assembly.sanctions import assemble_sanctions
from etl.mentions.cadences import find_cadences
from etl.mentions.dates import find_dates
from etl.mentions.projects import find_projects
from etl.mentions.quantities import find_quantities
from etl.mentions.regions import find_regions
from etl.mentions.units import find_units
from etl.readers import read
from etl.records import Document, DocumentLedger, Mentions, NormalText, Prepared, Speech, SpeechLedger
from etl.resolution.consistency import find_inconsistencies
from etl.resolution.context import find_context
from etl.resolution.deadlines import resolve_deadlines
from etl.resolution.numbers import account_numbers
from etl.resolution.repair import repair_numbers
from etl.resolution.repeats import merge_repeats
from etl.resolution.topics import assign_topics
from etl.text.normalize import normalize
from etl.text.segment import segment

ASSEMBLERS = (
    assemble_indicators, assemble_projects, assemble_milestones,
    assemble_assignments, assemble_cadences, assemble_sanctions,
)


def extract_file(path: Path, *, reference_date: date | None = None) -> DocumentLedger:
    """Read one file into a ledger. Raises a DocumentError that names the file."""
    return extract(read(path), reference_date=reference_date)


def extract(document: Document, *, reference_date: date | None = None) -> DocumentLedger:
    """Read a document into a ledger. `reference_date` is the date of its speeches where the user knows it."""
    prepared = segment(document, normalize(document.text))
    return DocumentLedger(
        prepared, tuple(_speech(prepared, speech, reference_date=reference_date) for speech in prepared.speeches)
    )


def _speech(prepared: Prepared, speech: Speech, *, reference_date: date | None) -> SpeechLedger:
    text = prepared.normal
    mentions = find_mentions(text, speech)
    context = find_context(prepared.document, text, speech, mentions, reference_date=reference_date)
    drafts = tuple(r for assemble in ASSEMBLERS for r in assemble(text, speech, mentions, context))
    records = resolve_deadlines(tuple(sorted(drafts, key=lambda r: (r.start, r.end))), context)
    records = merge_repeats(text, speech, assign_topics(text, speech, records))
    records = repair_numbers(text, speech, records)
    return SpeechLedger(
        speech, context, mentions, records, numbers=account_numbers(text, speech, mentions, records),
        commitments=assemble_commitments(text, speech, mentions, context),
        findings=find_inconsistencies(text, speech, records),
    )


def find_mentions(text: NormalText, speech: Speech) -> Mentions:
    """Everything that the finders see in one speech."""
    span = (text, speech.start, speech.end)
    return Mentions(
        quantities=find_quantities(*span), dates=find_dates(*span), regions=find_regions(*span),
        units=find_units(*span), projects=find_projects(*span), cadences=find_cadences(*span),
        rules=tuple(find_rules(text.plain, speech.start, speech.end)),
    )
