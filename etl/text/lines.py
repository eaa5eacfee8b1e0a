"""Non-blank lines of a text, and which of them belong together."""

from __future__ import annotations

import re
from collections import Counter

from etl.records import Span
from etl.text.headings import is_heading, is_item, is_salutation

_LINE = re.compile(r"[^\n]+")
# a line that ends so has ended its sentence or opens a list
FINAL = "。！？；：”’）】》…"
_BULLET = re.compile(r"[—•·●■◆★*-]")
_PROSE = 40  # a line this long with a comma is prose, not an unnumbered heading
_NO_BEGINNING = "，。；：、！？）”》"
_FRAGMENT = 8
_WRAPPED = (16, 80)  # characters of a hard-wrapped line
_WRAP_LINES = 8  # fewer lines tell nothing about wrapping
_WRAP_SHARE = 0.4


def split_lines(plain: str, start: int) -> tuple[Span, ...]:
    """Non-blank lines from `start` on, trimmed."""
    out = []
    for m in _LINE.finditer(plain, start):
        text = m.group()
        stripped = text.lstrip()
        if stripped:
            first = m.start() + len(text) - len(stripped)
            out.append(Span(first, first + len(stripped.rstrip())))
    return tuple(out)


def wrap_width(plain: str, lines: tuple[Span, ...]) -> int:
    """The width at which a text was hard-wrapped; 0 where it was not."""
    widths = [_width(plain[line.start:line.end]) for line in lines]
    if len(widths) < _WRAP_LINES:
        return 0
    widest = sorted(widths)[int(len(widths) * 0.95)]
    if not _WRAPPED[0] <= widest <= _WRAPPED[1] or max(widths) > widest + 4:
        return 0
    full = sum(count for width, count in Counter(widths).items() if width >= widest - 3)
    return widest if full >= len(widths) * _WRAP_SHARE else 0


def _width(text: str) -> int:
    return len(text) - sum(map(text.count, "0123456789. ")) // 2


def join_paragraphs(plain: str, lines: tuple[Span, ...], *, rows: frozenset[int], wrap: int) -> tuple[Span, ...]:
    """Lines joined where a break stands in the middle of a sentence. `rows` are starts of table rows, never joined."""
    out: list[Span] = []
    last: Span | None = None
    for line in lines:
        if last and line.start not in rows and last.start not in rows and _continues(
            plain, out[-1], last, line, wrap=wrap
        ):
            out[-1] = Span(out[-1].start, line.end)
        else:
            out.append(line)
        last = line
    return tuple(out)


def _continues(plain: str, paragraph: Span, line: Span, following: Span, *, wrap: int) -> bool:
    """Whether `following` goes on with the sentence that the paragraph's last line leaves open."""
    text = plain[line.start:line.end]
    after = plain[following.start:following.end]
    if is_heading(after) or is_item(after) or is_salutation(after) or is_salutation(text) or _BULLET.match(after):
        return False
    if wrap and _width(text) >= wrap - 3:
        # a full line of a wrapped text goes on, unless the next line is indented like a new paragraph
        indent = following.start - plain.rfind("\n", 0, following.start) - 1
        return not (indent and text[-1] in FINAL)
    if text[-1] in FINAL:
        return False
    if text[-1] in "，、" or after[0] in _NO_BEGINNING:
        return True
    text = plain[paragraph.start:paragraph.end]
    prose = len(text) >= _PROSE and ("，" in text or "。" in text)
    # a subscript or a link's words may stand on a line of their own: PM / 2.5 / 年均浓度
    return prose and not (is_heading(text) and "。" not in text) and ("。" in after or len(after) <= _FRAGMENT)
