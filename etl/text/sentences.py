"""Sentences and clauses of a speech."""

from __future__ import annotations

import re

from etl.records import Section, Sentence, Span
from etl.text.headings import INLINE_LEVEL

# brackets and short quotes are passed over whole, so that a stop inside them does not cut
_BRACKETED = r"（[^（）\n]{0,100}）|《[^《》\n]{0,60}》|“[^“”\n]{0,50}”"
SENTENCE_TOKEN = re.compile(rf"{_BRACKETED}|[。！？]+[”’）】]{{0,3}}")
CLAUSE_TOKEN = re.compile(rf"{_BRACKETED}|[，；：]")
_STOPS = "。！？"
# after a closing quote these go on with the sentence: “…。”的要求, “…！”、“…！”
_GOES_ON = "的、，；：等这之为和与及“《（"
_BLANK = "。！？；，： \n\f"


def find_sentences(plain: str, paragraphs: tuple[Span, ...], sections: tuple[Section, ...]) -> tuple[Sentence, ...]:
    """Sentences in order; each paragraph ends one, and so does an inline item's beginning."""
    items = [s.start for s in sections if s.level == INLINE_LEVEL]
    innermost = _Innermost(sections)
    out: list[Sentence] = []
    item = 0
    for paragraph in paragraphs:
        cuts = _stops(plain, paragraph)
        while item < len(items) and items[item] < paragraph.end:
            cuts.append(items[item])
            item += 1
        at = paragraph.start
        for cut in [*sorted(cuts), paragraph.end]:
            text = plain[at:cut]
            if text.strip():
                first = at + len(text) - len(text.lstrip())
                last = at + len(text.rstrip())
                out.append(Sentence(first, last, innermost.at(first), find_clauses(plain, first, last)))
            at = max(at, cut)
    return tuple(out)


def _stops(plain: str, paragraph: Span) -> list[int]:
    out = []
    for m in SENTENCE_TOKEN.finditer(plain, paragraph.start, paragraph.end):
        token = m.group()
        after = plain[m.end():m.end() + 1]
        if token[0] in _STOPS:
            if not (len(token.rstrip(_STOPS)) == len(token) and after in _GOES_ON and after):
                out.append(m.end())
        elif token[0] == "“" and token[-2] in _STOPS and not (after and after in _GOES_ON):
            out.append(m.end())
    return out


class _Innermost:
    """The innermost section at a position; positions must be asked for in rising order."""

    def __init__(self, sections: tuple[Section, ...]) -> None:
        self._sections = sections
        self._next = 0
        self._best = 0

    def at(self, position: int) -> int:
        sections = self._sections
        while self._next < len(sections) and sections[self._next].start <= position:
            self._best = self._next
            self._next += 1
        while position >= sections[self._best].end:
            parent = sections[self._best].parent
            if parent is None:
                return 0
            self._best = parent
        return self._best


def find_clauses(plain: str, start: int, end: int) -> tuple[Span, ...]:
    """Spans between ，；：, those inside brackets and short quotes left whole. They keep no closing punctuation."""
    out: list[Span] = []
    at = start
    for m in (*CLAUSE_TOKEN.finditer(plain, start, end), None):
        if m and len(m.group()) > 1:
            continue
        stop = m.start() if m else end
        if plain[at:stop].strip(_BLANK):
            out.append(Span(at, stop))
        at = m.end() if m else end
    return tuple(out)
