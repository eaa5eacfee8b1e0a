"""A speech cut into pieces for the source page: plain, evidence of records, set aside. No Streamlit here."""

from __future__ import annotations

import itertools
from dataclasses import asdict, dataclass
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive characters of a speech that the same records rest on."""

    text: str
    records: tuple[str, ...]  # "milestone-12" …, shortest evidence first
    types: tuple[str, ...]
    aside: str  # why it was set aside, "" where it was not
    heading: int  # level of the heading that starts here, 0 for none
    anchor: str  # "section-3" where a section starts

    def as_dict(self) -> Row:
        return asdict(self)


def cut(speech: Row, types: tuple[str, ...] = ()) -> list[Piece]:
    """The speech's text as pieces in order; joined they are the text again. `types` limits the records shown."""
    text, start, end = speech["text"], speech["start"], speech["end"]
    records = [r for r in speech["records"] if not types or r["type"] in types]
    asides = [a for a in speech["set_aside"] if a["kind"] == "furniture"]
    heads = {s["start"]: s for s in speech["sections"] if s["level"] and s["title"]}
    marks = {start, end}
    for span in (*records, *asides):
        marks |= {min(max(span["start"], start), end), min(max(span["end"], start), end)}
    for at, section in heads.items():
        marks |= {at, min(at + len(section["label"]) + len(section["title"]), end)}
    edges = sorted(m for m in marks if start <= m <= end)
    return [
        _piece(text[a - start:b - start], a, b, records, asides, heads) for a, b in itertools.pairwise(edges)
    ]


def _piece(text: str, a: int, b: int, records: list[Row], asides: list[Row], heads: dict[int, Row]) -> Piece:
    here = sorted((r for r in records if r["start"] <= a and b <= r["end"]), key=lambda r: r["end"] - r["start"])
    aside = next((s["reason"] for s in asides if s["start"] <= a and b <= s["end"]), "")
    head = heads.get(a)
    return Piece(
        text=text, records=tuple(record_id(r) for r in here), types=tuple(dict.fromkeys(r["type"] for r in here)),
        aside=aside, heading=head["level"] if head else 0, anchor=f"section-{head['position']}" if head else "",
    )


def record_id(record: Row) -> str:
    return f"{record['type']}-{record['id']}"


def read_record_id(words: str) -> tuple[str, int] | None:
    """`milestone-12` → ("milestone", 12); None for anything else."""
    kind, _, number = words.partition("-")
    return (kind, int(number)) if number.isascii() and number.isdigit() and len(number) < 19 else None
