"""What is no part of a speech: site furniture, adverts, page numbers, bylines, repeated titles."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from etl.lexicon import alternation, mapping, words
from etl.records import Span
from etl.text.headings import is_heading, is_salutation
from etl.text.lines import FINAL

# - 6 -   第 3 页 共 9 页   12
PAGE_NUMBER = re.compile(r"[-—·\s]{0,6}(?:第\s?)?\d{1,4}\s?页?(?:\s?[/，共]\s?(?:共\s?)?\d{1,4}\s?页?)?[-—·\s]{0,6}")
# （此处略） （掌声） ……
OMISSION = re.compile(
    r"[（【\[][^（）【】\[\]]{0,12}(?:略|删节|掌声|鼓掌|笑声|讨论稿|录音整理)[^（）【】\[\]]{0,12}[）】\]]"
    r"|…{2,}|[-—=_*·.]{4,}"
)
_SHORT = 90  # a longer line is prose, whatever it mentions
_REPEATED = 3  # a short line that stands so often is a running head
_REPEAT_LENGTHS = (4, 50)


@dataclass(frozen=True, slots=True)
class _Table:
    line: frozenset[str]
    start: re.Pattern[str]
    part: re.Pattern[str]
    anywhere: re.Pattern[str]
    reasons: dict[str, str]


@cache
def _table() -> _Table:
    return _Table(
        line=frozenset(words("furniture", match="line")),
        start=re.compile(alternation(words("furniture", match="start"))),
        part=re.compile(alternation(words("furniture", match="part", where="edge"))),
        anywhere=re.compile(alternation(words("furniture", match="part", where="any"))),
        reasons=mapping("furniture", "word", "reason"),
    )


def inner_reason(line: str) -> str:
    """Why a line is furniture wherever it stands; "" for text."""
    table = _table()
    if line in table.line:
        return table.reasons[line]
    if len(line) <= 20 and PAGE_NUMBER.fullmatch(line):
        return "page_number"
    if OMISSION.fullmatch(line):
        return "navigation"
    if len(line) <= _SHORT and "。" not in line and (m := table.anywhere.search(line)):
        return table.reasons[m.group()]
    return ""


def edge_reason(line: str) -> str:
    """Why a line at the head or foot of a document is furniture; "" for text."""
    if reason := inner_reason(line):
        return reason
    table = _table()
    if len(line) > _SHORT:
        return ""
    if m := table.start.match(line) or table.part.search(line):
        return table.reasons[m.group()]
    return ""


def opens_furniture(line: str) -> bool:
    """Whether a line begins like a breadcrumb or a source note, whatever it ends with: 当前位置：首页 > 讲话."""
    return _table().start.match(line) is not None


def repeated_lines(plain: str, lines: tuple[Span, ...], *, rows: frozenset[int]) -> frozenset[str]:
    """Short lines without closing punctuation that stand three times or more: running heads."""
    shortest, longest = _REPEAT_LENGTHS
    counts = Counter(
        plain[s.start:s.end] for s in lines
        if shortest <= s.end - s.start <= longest and plain[s.end - 1] not in FINAL and s.start not in rows
    )
    return frozenset(t for t, n in counts.items() if n >= _REPEATED and not is_heading(t) and not is_salutation(t))
