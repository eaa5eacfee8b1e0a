"""A speech cut into pieces for the source page: plain, evidence of records, set aside. No Streamlit here."""

from __future__ import annotations

import itertools
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from typing import Any

from dashboard.i18n import Texts

Row = dict[str, Any]
FURNITURE = "furniture"
REJECTED, UNCLAIMED = "rejected", "unclaimed"
PARAGRAPH_CHARS = 240  # of the words before and after a sentence
_SENTENCE = re.compile(r"[^。！？；!?\n]+[。！？；!?]?")
_NO_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive characters of a speech that the same records rest on."""

    text: str
    at: int  # offset of the first character in the document
    records: tuple[str, ...]  # "milestone-12" …, shortest evidence first
    types: tuple[str, ...]
    aside: str  # why it was set aside, "" where it was not
    number: bool  # whether a number was set aside, and no text
    heading: int  # level of the heading that starts here, 0 for none
    anchor: str  # "section-3" where a section starts
    check: str  # what a check of the figure that ends here says, "" for none
    holds: bool  # whether that check comes out
    rejected: bool  # that only rejected records rest on it
    changed: bool  # that another version of the text does not have it


@dataclass(frozen=True, slots=True)
class Shown:
    """What of a speech is shown in its text."""

    types: tuple[str, ...] = ()  # of records; empty for all
    numbers: bool = False  # whether those that no record has
    rejected: bool = False  # whether rejected records
    asked: str = ""  # a record that is shown although it was rejected: a link led to it
    span: tuple[int, int] | None = None  # words that the reader marked

    def records(self, everything: Iterable[Row]) -> list[Row]:
        """Those of a speech's records that the text has, of every type."""
        return [r for r in everything if self.rejected or r["review"] != REJECTED or record_id(r) == self.asked]


@dataclass(frozen=True, slots=True)
class Context:
    """The words of a record with what stands around them in its paragraph."""

    before: str
    sentence_before: str
    quote: str
    sentence_after: str
    after: str


def cut(
    speech: Row, types: tuple[str, ...] = (), *, numbers: bool = False, changed: Iterable[tuple[int, int]] = (),
) -> list[Piece]:
    """The speech's text as pieces in order; joined they are the text again.

    `types` limits the records shown; `numbers`: whether to show the numbers that no record has; `changed`: spans that
    another version does not have.
    """
    start, end = speech["start"], speech["end"]
    records = [r for r in speech["records"] if not types or r["type"] in types]
    asides = [a for a in speech["set_aside"] if numbers or a["kind"] == FURNITURE]
    heads = {s["start"]: s for s in speech["sections"] if s["level"] and s["title"]}
    changed = [{"start": a, "end": b} for a, b in changed]
    checks = {f["end"]: f for f in reversed(speech.get("findings", ()))}  # of two, the one that fails comes first
    marks = {start, end} | {at for at in checks if start < at < end}
    for span in (*records, *asides, *changed):
        marks |= {min(max(span["start"], start), end), min(max(span["end"], start), end)}
    for at, section in heads.items():
        marks |= {at, min(at + len(section["label"]) + len(section["title"]), end)}
    edges = sorted(m for m in marks if start <= m <= end)
    return _pieces(speech["text"], edges, records, asides, heads, checks, changed)


def _pieces(
    text: str, edges: list[int], records: list[Row], asides: list[Row], heads: dict[int, Row],
    checks: dict[int, Row], changed: list[Row],
) -> list[Piece]:
    """One piece between two edges; what covers a piece is kept while the edges are walked."""
    begins = edges[0] if edges else 0
    covers = [_Cover(rows) for rows in (records, asides, changed)]
    found = []
    for a, b in itertools.pairwise(edges):
        here, aside, others = (c.over(a, b) for c in covers)
        here.sort(key=lambda r: r["end"] - r["start"])
        head, check = heads.get(a), checks.get(b, {})
        found.append(Piece(
            text=text[a - begins:b - begins], at=a, records=tuple(record_id(r) for r in here),
            types=tuple(dict.fromkeys(r["type"] for r in here)),
            aside=aside[0]["reason"] if aside else "", number=bool(aside) and aside[0]["kind"] != FURNITURE,
            heading=head["level"] if head else 0, anchor=f"section-{head['position']}" if head else "",
            check=check.get("says", ""), holds=bool(check.get("holds", True)),
            rejected=bool(here) and all(r.get("review") == REJECTED for r in here), changed=bool(others),
        ))
    return found


class _Cover:
    """Which spans cover a piece, asked for pieces in order."""

    def __init__(self, rows: list[Row]) -> None:
        self._waiting = sorted(rows, key=lambda r: r["start"], reverse=True)
        self._open: list[Row] = []

    def over(self, a: int, b: int) -> list[Row]:
        while self._waiting and self._waiting[-1]["start"] <= a:
            self._open.append(self._waiting.pop())
        self._open = [r for r in self._open if r["end"] > a]
        return [r for r in self._open if b <= r["end"]]


def as_json(pieces: Iterable[Piece], texts: Texts) -> str:
    """The pieces for the browser, without what is not there."""
    return json.dumps([_told(p, texts) for p in pieces], ensure_ascii=False, separators=(",", ":"))


def _told(piece: Piece, texts: Texts) -> Row:
    more = {"types": piece.types, "number": piece.number, "heading": piece.heading, "anchor": piece.anchor,
            "check": piece.check, "holds": bool(piece.check) and piece.holds, "rejected": piece.rejected,
            "changed": piece.changed, "unclaimed": piece.aside == UNCLAIMED}
    if piece.aside:
        more["aside"] = texts("source.left_out" if piece.number else "source.set_aside",
                              reason=texts.label("set_aside", piece.aside))
    return {"text": piece.text, "at": piece.at, "records": piece.records} | {k: v for k, v in more.items() if v}


def record_id(record: Row) -> str:
    return f"{record['type']}-{record['id']}"


def read_record_id(words: str) -> tuple[str, int] | None:
    """`milestone-12` → ("milestone", 12); None for anything else."""
    kind, _, number = words.partition("-")
    return (kind, int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else None


def read_span(words: str, start: int, end: int) -> tuple[int, int] | None:
    """`120-135` → (120, 135) where it lies in [start, end); None for anything else."""
    found = re.fullmatch(r"(\d{1,9})-(\d{1,9})", words, re.ASCII)
    a, b = (int(found[1]), int(found[2])) if found else (0, 0)
    return (a, b) if start <= a < b <= end else None


def context(text: str, row: Row, *, begins: int = 0) -> Context:
    """The paragraph around a record's words. `text` begins at the document's character `begins`."""
    start, end = row["start"] - begins, row["end"] - begins
    if not 0 <= start < end <= len(text) or text[start:end] != row["quote"]:  # the words are of another text
        return _alone(row)
    first = min(max(start - row["quote_at"], 0), start)
    last = max(min(first + len(row["sentence"]), len(text)), end)
    top = max(text.rfind("\n", 0, first) + 1, first - PARAGRAPH_CHARS, 0)
    bottom = text.find("\n", last)
    bottom = min(len(text) if bottom < 0 else bottom, last + PARAGRAPH_CHARS)
    if "\n" in text[last - 1:last]:
        bottom = last
    return Context(text[top:first], text[first:start], text[start:end], text[end:last], text[last:bottom])


def _alone(row: Row) -> Context:
    sentence, at = row["sentence"], row["quote_at"]
    if sentence[at:at + len(row["quote"])] != row["quote"]:
        return Context("", "", row["quote"], "", "")
    return Context("", sentence[:at], row["quote"], sentence[at + len(row["quote"]):], "")


def context_html(found: Context, css_class: str) -> str:
    """The paragraph as HTML, every character of the speech escaped; the evidence in a <mark> of the class."""
    around = [escape(w) for w in (found.before.lstrip(), found.after.rstrip())]
    inside = [escape(w) for w in (found.sentence_before.lstrip(), found.quote, found.sentence_after.rstrip())]
    mark = f'<mark class="{escape(css_class)}">{inside[1]}</mark>'
    return (f'<div class="passage"><span class="around">{around[0]}</span><span>{inside[0]}{mark}{inside[2]}</span>'
            f'<span class="around">{around[1]}</span></div>')


def not_in(text: str, other: str) -> list[tuple[int, int]]:
    """The sentences of a text that another one does not have as often: their spans, punctuation apart."""
    left = Counter(_key(m[0]) for m in _SENTENCE.finditer(other))
    missing = []
    for found in _SENTENCE.finditer(text):
        key = _key(found[0])
        if key and left[key] < 1:
            missing.append(found.span())
        left[key] -= 1
    return missing


def _key(sentence: str) -> str:
    return _NO_WORDS.sub("", sentence)
