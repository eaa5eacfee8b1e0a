"""What an import would do, before it does it: the load is made and taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, insert

from db.engine import LedgerBusy, writing
from db.errors import LedgerUnavailable
from db.models import Run
from db.upsert import Counts
from db.vocab import NumberFate
from etl.load import RULES_VERSION, LoadReport, load_document
from etl.load_entries import entered_dates
from etl.load_given_places import entered_places
from etl.load_writer import RECORD_TABLES
from etl.records import RECORD_TYPES, Clue, DocumentLedger, SpeechLedger

_LONGEST_CLUE = 60
_MOST_CLUES = 6


class _TakenBack(Exception):
    """Ends the preview's transaction."""


def preview_load(engine: Engine, ledger: DocumentLedger, *, now: datetime, as_new: bool = False) -> LoadReport:
    """What loading the document would report. Nothing is written; the ledger is locked meanwhile."""
    report = None
    try:
        with writing(engine) as connection:
            run = Run.__table__
            row = {"command": "preview", "extractor": RULES_VERSION, "started_at": now, "counts": {}}
            run_id = connection.execute(insert(run).values(row).returning(run.c.id)).scalar_one()
            report = load_document(connection, ledger, run_id=run_id, now=now, as_new=as_new)
            raise _TakenBack
    except _TakenBack:
        assert report is not None
        return report
    except LedgerBusy as error:
        raise LedgerUnavailable(str(error)) from error


def entered(engine: Engine, report: LoadReport) -> dict[str, Any]:
    """The dates and places that people entered before for the speeches of a document, by ordinal as text."""
    name = report.duplicate_of or report.version_of or report.document
    with engine.connect() as connection:
        return {
            "dates": {str(o): day.isoformat() for o, day in entered_dates(connection, name).items()},
            "places": {str(o): place.code for o, place in entered_places(connection, name).items()},
        }


def recognised(ledger: DocumentLedger) -> list[dict[str, Any]]:
    """What was recognised in a document, one row a speech: title, place, date, the clues for them, what was found."""
    return [_speech(ledger, speech) for speech in ledger.speeches]


def _speech(ledger: DocumentLedger, speech: SpeechLedger) -> dict[str, Any]:
    context, text = speech.context, ledger.prepared.document.text
    day = context.reference_date
    return {
        "ordinal": speech.speech.ordinal, "title": speech.speech.title, "region": context.region_name,
        "region_source": str(context.region_source), "year": context.year, "month": context.month,
        "date": day.isoformat() if day else None, "date_source": str(context.date_source),
        "characters": speech.speech.end - speech.speech.start,
        "clues": _clues(context.clues, text),
        "records": dict(Counter(str(RECORD_TYPES[type(r)]) for r in speech.records)),
        "unclaimed": sum(n.fate == NumberFate.UNCLAIMED for n in speech.numbers),
    }


def _clues(clues: Iterable[Clue], text: str) -> list[dict[str, Any]]:
    """The strongest clues, those that say the same as one: `says`, `strength`, `words` of the strongest, `times`."""
    strongest: dict[str, Clue] = {}
    for clue in sorted(clues, key=lambda c: -c.strength):
        strongest.setdefault(clue.says, clue)
    times = Counter(c.says for c in clues)
    return [{"says": says, "strength": c.strength, "words": text[c.start:c.end][:_LONGEST_CLUE], "times": times[says]}
            for says, c in list(strongest.items())[:_MOST_CLUES]]


def told(report: LoadReport) -> dict[str, Any]:
    """A load's report as a page shows it; the counts are of records."""
    counts = [report.of(model.__tablename__) for model in RECORD_TABLES.values()]
    total = sum(counts, Counts())
    return {
        "duplicate_of": report.duplicate_of, "version_of": report.version_of, "version": report.version,
        "proposals": report.proposals, "inserted": total.inserted, "updated": total.updated,
        "unchanged": total.unchanged, "removed": total.removed,
        "without_record": report.entries_without_record, "document": report.document,
        "changes": [asdict(change) for change in report.changes],
    }
