"""text[start:end] == quote for every record, over the samples and, where they are, the seeds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from etl.pipeline import extract_file
from etl.records import DocumentLedger, as_interchange

SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.txt"))
SHARED = os.environ.get("TAIZHANG_SHARED")
SEEDS = sorted((Path(SHARED) / "seeds").glob("*.txt")) if SHARED else []


def _check(ledger: DocumentLedger, path: Path) -> int:
    file_text = path.read_text(encoding="utf-8-sig")
    document = ledger.prepared.document
    n = 0
    for s in ledger.speeches:
        for record in s.records:
            line = as_interchange(record, document=document, speech=s.speech.ordinal)
            assert line["quote"] and file_text[line["start"]:line["end"]] == line["quote"]
            assert s.speech.start <= record.start < record.end <= s.speech.end
            assert record.rule and 0 < record.confidence <= 1
            n += 1
    return n


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.stem)
def test_every_record_of_a_sample_points_at_its_characters(path: Path) -> None:
    assert _check(extract_file(path), path) >= 25


@pytest.mark.shared
@pytest.mark.skipif(not SEEDS, reason="TAIZHANG_SHARED is not set: the real documents are not here")
@pytest.mark.parametrize("path", SEEDS, ids=lambda p: p.stem)
def test_every_record_of_a_real_document_points_at_its_characters(path: Path) -> None:
    assert _check(extract_file(path), path) >= 50
