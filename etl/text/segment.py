"""Cut a document into speeches, sections, sentences and clauses; set furniture aside."""

from __future__ import annotations

from etl.records import Document, NormalText, Prepared, SetAside, Span, Speech
from etl.text.furniture import edge_reason, inner_reason, repeated_lines
from etl.text.headings import find_sections, is_heading, is_salutation
from etl.text.lines import FINAL, join_paragraphs, split_lines, wrap_width
from etl.text.sentences import find_sentences
from etl.text.speeches import TitleLine, find_titles, is_title

_PROSE = 60  # the first line this long with a full stop is the body
_HEAD_LINES = 40
_REPEAT_MIN = 6


def segment(document: Document, normal: NormalText) -> Prepared:
    """The document's speeches with their section trees and sentences.

    Every non-blank character after the front matter is in a sentence of a speech or in `set_aside` (titles, too).
    """
    plain = normal.plain
    lines = split_lines(plain, document.body_start)
    rows = frozenset(s.start for s in lines if "\t" in document.text[s.start:s.end])  # plain has no tabs
    titles = find_titles(plain, lines)
    aside = _set_aside(plain, lines, titles, rows=rows)
    firsts = [t.line for t in titles] or [0]
    wrap = wrap_width(plain, lines)
    speeches: list[Speech] = []
    for ordinal, (first, after) in enumerate(zip(firsts, [*firsts[1:], len(lines)], strict=True), 1):
        title = titles[ordinal - 1] if titles else None
        if not lines:
            break
        start = document.body_start if not titles else _start(lines, titles[ordinal - 1])
        kept = tuple(lines[i] for i in range(first, after) if i not in aside)
        end = max(kept[-1].end if kept else 0, lines[first].end)
        paragraphs = join_paragraphs(plain, kept, rows=rows, wrap=wrap)
        sections = find_sections(plain, paragraphs, start=start, end=end)
        speeches.append(Speech(ordinal, title.title if title else _title(plain, lines, aside), start, end,
                               sections, find_sentences(plain, paragraphs, sections)))
    return Prepared(document=document, normal=normal, speeches=tuple(speeches),
                    set_aside=tuple(SetAside(lines[i].start, lines[i].end, aside[i]) for i in sorted(aside)))


def _start(lines: tuple[Span, ...], title: TitleLine) -> int:
    """A speech starts with its own title, for the place and date in it; after one that is only a number in a list."""
    return lines[title.line].end if title.numbered else lines[title.line].start


def _title(plain: str, lines: tuple[Span, ...], aside: dict[int, str]) -> str:
    return next((plain[lines[i].start:lines[i].end].lstrip("# ") for i in sorted(aside) if aside[i] == "title"), "")


def _set_aside(
    plain: str, lines: tuple[Span, ...], titles: tuple[TitleLine, ...], *, rows: frozenset[int]
) -> dict[int, str]:
    """Lines that are no part of a speech, by index, with the reason."""
    texts = [plain[s.start:s.end] for s in lines]
    repeated = repeated_lines(plain, lines, rows=rows)
    out: dict[int, str] = {}
    for i, text in enumerate(texts):
        if reason := inner_reason(text):
            out[i] = reason
        elif text in repeated:
            out[i] = "header"
    for i in range(titles[0].line if titles else 0):
        out[i] = edge_reason(texts[i]) or out.get(i) or "header"
    for number, title in enumerate(titles):
        stop = titles[number + 1].line if number + 1 < len(titles) else len(lines)
        out[title.line] = "title"
        _head(texts, title.line + 1, stop, out, titled=True)
        _foot(texts, title.line + 1, stop, out)
    heads = {texts[i] for i, reason in out.items() if reason in ("header", "title")}
    for i, text in enumerate(texts):
        if i not in out and len(text) >= _REPEAT_MIN and text in heads:
            out[i] = "header"  # the title again, inside its speech
    if not titles:
        _head(texts, 0, len(lines), out, titled=False)
        _foot(texts, 0, len(lines), out)
    return out


def _head(texts: list[str], first: int, stop: int, out: dict[int, str], *, titled: bool) -> None:
    """Lines between the title and the salutation or the first prose: site furniture, or who spoke when and where."""
    body = _body(texts, first, min(stop, first + _HEAD_LINES))
    for i in range(first, body):
        if i in out and out[i] != "header":
            continue
        if reason := edge_reason(texts[i]):
            out[i] = reason
        elif is_title(texts[i]):
            out[i] = "header" if titled else "title"
            titled = True
        elif titled and texts[i][-1] not in FINAL and not is_heading(texts[i]):
            out[i] = "byline"


def _body(texts: list[str], first: int, stop: int) -> int:
    """The salutation, or the first heading or prose line where none comes before the prose."""
    prose = stop
    for i in range(first, stop):
        if is_salutation(texts[i]):
            return i
        if len(texts[i]) > _PROSE and "。" in texts[i] and not edge_reason(texts[i]):
            prose = i if prose == stop else prose
            if len(texts[i]) > 2 * _PROSE:
                break
        elif is_heading(texts[i]) and prose == stop:
            prose = i
    return prose


def _foot(texts: list[str], first: int, stop: int, out: dict[int, str]) -> None:
    for i in range(stop - 1, first - 1, -1):
        if reason := edge_reason(texts[i]):
            out.setdefault(i, reason)
        elif texts[i] and i not in out and texts[i][-1] in FINAL:
            return
