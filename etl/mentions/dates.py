"""Find dates, periods and relative times."""

from __future__ import annotations

import re
from dataclasses import replace

from db.vocab import Part
from etl.lexicon import mapping
from etl.mentions import date_patterns as patterns
from etl.mentions.date_reading import READERS, Atom
from etl.records import DateMention, Deadline, NormalText

_LEADS = mapping("dates_lead", "word", "kind")
_TRAILS = mapping("dates_trail", "word", "kind")
_AFTER_YEAR = ("tail", "month", "range", "part")
_REACH = 40  # characters over which a month has the year of the date before it
_LATE = 13  # after every month
_STOPS = re.compile(r"[。；！？：\n]|今年|本年|年内")
_BETWEEN = ("", "的", "年")  # 今年的上半年, 2025年年底


def find_dates(text: NormalText, start: int, end: int) -> tuple[DateMention, ...]:
    """The dates of text[start:end], sorted by start, none overlapping. `deadline` reads each as a point in time:
    the end of a period, year None where it is the speech's own, masked parts left open. Not every date is a
    deadline."""
    atoms = _join(text.plain, _atoms(text.plain, start, end))
    return tuple(_mention(text, atom, start, end) for atom in atoms)


def _atoms(plain: str, start: int, end: int) -> list[Atom]:
    """Atoms from left to right; where two overlap, the earlier one, and of those that start together the longer."""
    found = [
        atom for pattern, read in READERS for m in pattern.finditer(plain, start, end) if (atom := read(m)) is not None
    ]
    found.sort(key=lambda a: (a.start, -a.end))
    kept: list[Atom] = []
    for atom in found:
        if not kept or atom.start >= kept[-1].end:
            kept.append(atom)
    return [a for n, a in enumerate(kept) if a.kind != "tail" or (n and kept[n - 1].end == a.start)]


def _join(plain: str, atoms: list[Atom]) -> list[Atom]:
    """明年 + 4月底 → 明年4月底; 今年 + 前5个月 → 今年前5个月."""
    out: list[Atom] = []
    for atom in atoms:
        last = out[-1] if out else None
        if last is not None and last.kind == "year" and atom.kind in _AFTER_YEAR \
                and plain[last.end:atom.start] in _BETWEEN:
            out[-1] = replace(
                atom, start=last.start, year=last.year, redacted=last.redacted or atom.redacted,
                is_past=last.is_past or atom.is_past,
            )
        elif last is not None and last.kind == "month" and atom.kind == "part" and atom.month is None \
                and last.end == atom.start:
            out[-1] = replace(last, end=atom.end)  # 9月初开学前
        else:
            out.append(_of_year_before(plain, atom, last) if last is not None else atom)
    return out


def _of_year_before(plain: str, atom: Atom, last: Atom) -> Atom:
    """明年3月开标、5月|开工: a month goes on with the coming year of the one before it in its sentence, a day
    (8月28日前…，25日进场) with its month."""
    if atom.kind == "whole" and atom.day is not None and atom.month is None and last.kind == "month" and last.month:
        gap = plain[last.end:atom.start]
        return atom if len(gap) > _REACH or _STOPS.search(gap) else replace(
            atom, month=last.month, year=last.year, redacted=last.redacted)
    if atom.kind not in ("month", "part") or atom.year is not None or atom.month is None or atom.from_month == 1 \
            or last.kind == "year" or not str(last.year).startswith("+") or (last.month or _LATE) > atom.month:
        return atom
    gap = plain[last.end:atom.start]
    if len(gap) > _REACH or _STOPS.search(gap) or atom.before:
        return atom
    return replace(atom, year=last.year)


def _mention(text: NormalText, atom: Atom, start: int, end: int) -> DateMention:
    """The atom with the words before and after it that say what kind of time it is."""
    plain = text.plain
    first, last = atom.start, atom.end
    past, before = atom.is_past, atom.before
    if m := patterns.TRAIL.match(plain, last, end):
        kind = _TRAILS[m["word"]]
        past, before = past or kind == "past", before or (kind == "before" and atom.kind != "duration")
        last = m.end()
    if (lead := _lead(plain, first, start)) is not None:
        first -= len(lead)
        past = past or _LEADS[lead] == "past"
        before = before or _LEADS[lead] == "limit"
    elif patterns.COUNTDOWN.search(plain[max(start, first - 3):first]) and patterns.REMAINS.match(plain, last, end):
        past, before = True, False
    if atom.kind in ("part", "tail") and (atom.month, atom.part, atom.year) == (1, Part.EARLY, None) and not before:
        past = True  # 年初, 今年初: it lies behind
    deadline = Deadline(
        text=text.original[first:last], year=atom.year, month=atom.month, day=atom.day, part=atom.part,
        relative=atom.relative, year_redacted=atom.redacted,
    )
    return DateMention(first, last, deadline, from_month=atom.from_month, is_period=atom.is_period and not before,
                       is_past=past, before=before)


def _lead(plain: str, at: int, start: int) -> str | None:
    """到, 截至 … directly before a date, the longest."""
    for length in range(patterns.LEAD_LIMIT, 0, -1):
        if at - length >= start and (word := plain[at - length:at]) in _LEADS:
            return word
    return None
