from __future__ import annotations

from etl.records import Mentions, NormalText, Speech, SpeechContext


def assemble_cadences(text: NormalText, speech: Speech, mentions: Mentions, context: SpeechContext) -> tuple:
    return ()
