"""Cut a document into speeches, sections, sentences and clauses; set furniture aside."""

from __future__ import annotations

import re
from dataclasses import replace

from etl.records import Document, NormalText, Prepared, Section, Sentence, SetAside, Span, Speech

# 项目建设会议上的讲话 篇2
NUMBERED_TITLE = re.compile(r"^[^\n。]{0,40}篇\s*\d{1,3}\s*$", re.M)
# 一、  （一）  1、  第一，
HEADINGS = (
    (1, re.compile(r"[一二三四五六七八九十]{1,3}、")),
    (2, re.compile(r"（[一二三四五六七八九十]{1,3}）")),
    (3, re.compile(r"\d{1,2}[、.．](?!\d)")),
    (4, re.compile(r"第[一二三四五六七八九十]{1,3}[，、]")),
)
# 一是… 二要… (inside a paragraph, after a full stop, colon or semicolon)
INLINE_ITEM = re.compile(r"(?:(?<=[。；：！？\n ])|^)(?:[一二三四五六七八九十]{1,2}(?:是|要)|第[一二三四五六七八九十]{1,2}[，、])")
SENTENCE_END = re.compile(r"[。！？]+[”’）]?|\n")
CLAUSE_CUT = re.compile(r"[，；：]")
TITLE_LIMIT = 40  # a heading's own words end at 。 or the line


def segment(document: Document, normal: NormalText) -> Prepared:
    """The document's speeches with their section trees and sentences."""
    bodies, furniture = _speeches(document, normal.plain)
    speeches = tuple(
        _speech(normal.plain, ordinal, title, start, end) for ordinal, (title, start, end) in enumerate(bodies, 1)
    )
    return Prepared(document=document, normal=normal, speeches=speeches, set_aside=furniture)


def _speeches(document: Document, plain: str) -> tuple[list[tuple[str, int, int]], tuple[SetAside, ...]]:
    titles = list(NUMBERED_TITLE.finditer(plain, document.body_start))
    if len(titles) > 1:
        ends = [*(t.start() for t in titles[1:]), len(plain)]
        bodies = [(t.group().strip(), t.end(), end) for t, end in zip(titles, ends, strict=True)]
        return bodies, (SetAside(document.body_start, titles[0].start(), "header"),)
    return [("", document.body_start, len(plain))], ()


def _speech(plain: str, ordinal: int, title: str, start: int, end: int) -> Speech:
    sections = _sections(plain, start, end)
    return Speech(ordinal, title, start, end, sections, _sentences(plain, start, end, sections))


def _sections(plain: str, start: int, end: int) -> tuple[Section, ...]:
    found: list[Section] = [Section(0, None, 0, "", "", start, end)]
    starts: list[tuple[int, int, str, str]] = []  # position, level, label, title
    for line in re.finditer(r"[^\n]+", plain[start:end]):
        at = start + line.start() + len(line.group()) - len(line.group().lstrip())
        stop = start + line.end()
        for level, pattern in HEADINGS:
            if m := pattern.match(plain, at, stop):
                cut = plain.find("。", m.end(), stop)
                title = plain[m.end():cut if cut >= 0 else stop]
                starts.append((at, level, m.group(), title.strip() if len(title) <= TITLE_LIMIT else ""))
                at = m.end()
                break
        for m in INLINE_ITEM.finditer(plain, at, stop):
            starts.append((m.start(), 5, m.group(), ""))
    stack = [0]
    for position, level, label, title in starts:
        while found[stack[-1]].level >= level:
            index = stack.pop()
            found[index] = replace(found[index], end=position)
        found.append(Section(len(found), stack[-1], level, label, title, position, end))
        stack.append(len(found) - 1)
    for section in found:  # an inline item ends with its paragraph
        if section.level == 5:
            stop = plain.find("\n", section.start, section.end)
            if stop >= 0:
                found[section.index] = replace(section, end=stop)
    return tuple(found)


def _sentences(plain: str, start: int, end: int, sections: tuple[Section, ...]) -> tuple[Sentence, ...]:
    cuts = {s.start for s in sections if s.level == 5}
    out: list[Sentence] = []
    at = start
    bounds = sorted({m.end() for m in SENTENCE_END.finditer(plain, start, end)} | cuts | {end})
    innermost = 0
    for bound in bounds:
        text = plain[at:bound]
        if text.strip():
            first = at + len(text) - len(text.lstrip())
            last = at + len(text.rstrip())
            innermost = _innermost(sections, first, innermost)
            out.append(Sentence(first, last, innermost, _clauses(plain, first, last)))
        at = bound
    return tuple(out)


def _innermost(sections: tuple[Section, ...], position: int, hint: int) -> int:
    """The last section that starts at or before `position` and has not ended."""
    best = 0
    for s in sections[hint:] if sections[hint].start <= position else sections:
        if s.start > position:
            break
        best = s.index
    while position >= sections[best].end:
        parent = sections[best].parent
        if parent is None:
            return 0
        best = parent
    return best


def _clauses(plain: str, start: int, end: int) -> tuple[Span, ...]:
    out: list[Span] = []
    at = start
    for m in (*CLAUSE_CUT.finditer(plain, start, end), None):
        stop = m.start() if m else end
        if plain[at:stop].strip("。！？；，： \n"):
            out.append(Span(at, stop))
        at = m.end() if m else end
    return tuple(out)
