"""Who speaks and when: given, in the front matter, or inferred from clues."""

from __future__ import annotations

from datetime import date

from etl.records import Document, Mentions, NormalText, Speech, SpeechContext


def find_context(
    document: Document, text: NormalText, speech: Speech, mentions: Mentions, *, reference_date: date | None
) -> SpeechContext:
    return SpeechContext(reference_date=reference_date)
