"""A sentence of a test through segmentation and the finders that assignments, cadences and sanctions need."""

from __future__ import annotations

from etl.assembly.sanction_rules import find_rules
from etl.mentions.cadences import find_cadences
from etl.mentions.dates import find_dates
from etl.mentions.regions import find_regions
from etl.mentions.units import find_units
from etl.records import Document, Mentions, NormalText, Speech
from etl.text.normalize import normalize
from etl.text.segment import segment


def read_sentence(sentence: str) -> tuple[NormalText, Speech, Mentions]:
    document = Document("test.txt", sentence, "txt", "utf-8", "")
    prepared = segment(document, normalize(sentence))
    speech = prepared.speeches[0]
    span = (prepared.normal, speech.start, speech.end)
    mentions = Mentions(dates=find_dates(*span), regions=find_regions(*span), units=find_units(*span),
                        cadences=find_cadences(*span),
                        rules=tuple(find_rules(prepared.normal.plain, speech.start, speech.end)))
    return prepared.normal, speech, mentions
