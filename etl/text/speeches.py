"""Where the speeches of a document begin: numbered titles, repeated title lines, markdown titles."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from etl.lexicon import alternation, words
from etl.records import Span
from etl.text.furniture import opens_furniture
from etl.text.headings import is_heading, is_salutation

_WORDS = alternation(words("headings_titles"))
_N = r"\d{1,3}|[一二三四五六七八九十]{1,3}"
# 在全市项目建设推进会上的讲话   在经济工作会议上的报告（摘要）
TITLE = re.compile(rf"(?:# *)?[^\n。！？；]{{0,60}}(?:{_WORDS})(?:（[^（）\n]{{1,20}}）)?")
# 会议上的讲话 篇2   篇三：在推进会上的讲话   【范文4】   在推进会上的讲话（五）
_NUMBERED = (
    re.compile(rf"(?P<base>[^\n。]{{0,40}}?)\s*篇\s*(?P<n>{_N})"),
    re.compile(rf"[【（]?(?P<base>第|篇|范文|例文|讲话稿)\s*(?P<n>{_N})\s*篇?[】）]?(?:[：、 ][^\n。]{{0,50}})?"),
    re.compile(rf"(?P<base>[^\n。]{{2,50}}(?:{_WORDS}))\s*(?:（(?P<n>{_N})）|(?P<m>\d{{1,2}}))"),
)
_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九十", 1)}
_LOOKAHEAD = 20  # lines between a title and its salutation: date, place, speaker, the page's buttons
_PROSE = 60
_TITLE_LIMIT = 70
_SPEECH_LENGTH = 40  # characters, on average, between the numbered titles of a collection


@dataclass(frozen=True, slots=True)
class TitleLine:
    """A line that opens a speech. `numbered`: the title is the collection's, the speech starts after it."""

    line: int
    title: str
    numbered: bool = False


def find_titles(plain: str, lines: tuple[Span, ...]) -> tuple[TitleLine, ...]:
    """One title a speech, in order; () where nothing in the text looks like a speech's title."""
    texts = [plain[s.start:s.end] for s in lines]
    numbered = _numbered(texts, lines)
    if len(numbered) > 1:
        return numbered
    marked = tuple(TitleLine(i, t.lstrip("# ")) for i, t in enumerate(texts) if _is_markdown_title(t))
    if len(marked) > 1 and all(TITLE.fullmatch(t.title) or _greeted(texts, t.line) for t in marked):
        return marked
    return _greeted_titles(texts) or marked[:1]


def _greeted_titles(texts: list[str]) -> tuple[TitleLine, ...]:
    """Title lines that a salutation follows. Of several before one salutation (the page's, the speech's) the first."""
    first: dict[int, TitleLine] = {}
    for i, text in enumerate(texts):
        if is_title(text) and (salutation := _greeted(texts, i)):
            first.setdefault(salutation, TitleLine(i, text.lstrip("# ")))
    return tuple(first.values())


def is_title(text: str) -> bool:
    return (len(text) <= _TITLE_LIMIT and TITLE.fullmatch(text) is not None
            and not is_heading(text.lstrip("# ")) and not opens_furniture(text))


def _is_markdown_title(text: str) -> bool:
    return text.startswith("# ") and len(text) <= _TITLE_LIMIT and not is_heading(text[2:])


def _greeted(texts: list[str], line: int) -> int:
    """The line of the salutation that follows before any prose; 0 where none does."""
    for i in range(line + 1, min(len(texts), line + 1 + _LOOKAHEAD)):
        if is_salutation(texts[i]):
            return i
        if len(texts[i]) > _PROSE and "。" in texts[i]:
            return 0
    return 0


def _numbered(texts: list[str], lines: tuple[Span, ...]) -> tuple[TitleLine, ...]:
    groups: dict[tuple[int, str], list[tuple[int, int]]] = defaultdict(list)
    for i, text in enumerate(texts):
        if len(text) > _TITLE_LIMIT:
            continue
        for kind, pattern in enumerate(_NUMBERED):
            if m := pattern.fullmatch(text):
                groups[kind, m["base"]].append((i, _number(m["n"] or m["m"])))
                break
    best: list[int] = []
    for entries in groups.values():
        found = [i for run in _rising_runs(entries) if _spread(run, lines) for i in run]
        if len(found) > len(best):
            best = found
    return tuple(TitleLine(i, texts[i], numbered=True) for i in best)


def _spread(run: list[int], lines: tuple[Span, ...]) -> bool:
    """Whether speeches stand between the titles: a table of contents has them close together."""
    return len(run) > 1 and lines[run[-1]].start - lines[run[0]].start > _SPEECH_LENGTH * (len(run) - 1)


def _rising_runs(entries: list[tuple[int, int]]) -> list[list[int]]:
    runs: list[list[int]] = []
    last = 0
    for line, number in entries:
        if not runs or number <= last:
            runs.append([])
        runs[-1].append(line)
        last = number
    return runs


def _number(digits: str) -> int:
    if digits.isdecimal():
        return int(digits)
    if "十" not in digits:
        return _DIGITS[digits[-1]]
    tens, _, ones = digits.partition("十")
    return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
