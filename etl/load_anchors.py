"""Where the words of a former text stand in the text that replaced it."""

from __future__ import annotations

import re
from bisect import bisect_right
from difflib import SequenceMatcher
from typing import NamedTuple

from etl.records import Span

# 全县固投完成45亿元。 | 下一步……；
_PART = re.compile(r"[^。！？；!?;\n]*[。！？；!?;\n]+|[^。！？；!?;\n]+")
_LONGEST_REPLACED = 4000  # characters of a replaced passage that are compared one by one
_SHORTEST_QUOTE = 6  # that is known again by itself, wherever it stands
_WORDS_KEPT = 0.5  # of a quote, so that what stands in its place speaks of the same matter


class _Block(NamedTuple):
    """old[start:end] became new[new_start:new_end]."""

    start: int
    end: int
    new_start: int
    new_end: int
    same: bool


class TextMap:
    """From the places of `old` to those of `new`."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self.blocks = [_Block(0, len(old), 0, len(new), True)] if old == new else _blocks(old, new)
        self.starts = [b.start for b in self.blocks]

    def words(self, span: Span, sentence: Span) -> Span | None:
        """Where the same words stand: in the same passage; else where their sentence, or they alone, stand once."""
        quote = self.old[span.start:span.end]
        passage = self.passage(span)
        if passage and self.new[passage.start:passage.end] == quote:
            return passage
        whole = self.old[sentence.start:sentence.end].strip()
        if (at := _only(whole, self.new)) is not None and quote in whole:
            start = at + whole.index(quote)
            return Span(start, start + len(quote))
        if len(quote) >= _SHORTEST_QUOTE and (at := _only(quote, self.new)) is not None:
            return Span(at, at + len(quote))
        return None

    def passage(self, span: Span) -> Span | None:
        """What stands in the place of the words now, where at least half of them are kept; None where they are gone."""
        first = bisect_right(self.starts, span.start) - 1
        last = bisect_right(self.starts, span.end - 1) - 1
        if first < 0 or last < 0:
            return None
        head, tail = self.blocks[first], self.blocks[last]
        start = head.new_start + (span.start - head.start if head.same else 0)
        end = tail.new_start + (span.end - tail.start) if tail.same else tail.new_end
        kept = sum(min(b.end, span.end) - max(b.start, span.start) for b in self.blocks[first:last + 1] if b.same)
        if end <= start or kept < _WORDS_KEPT * (span.end - span.start):
            return None
        return Span(start, end)


def _only(words: str, text: str) -> int | None:
    """The one place of the words in the text; None where there is none or more than one."""
    at = text.find(words) if words else -1
    return at if at >= 0 and text.find(words, at + 1) < 0 else None


def _blocks(old: str, new: str) -> list[_Block]:
    """Sentence by sentence; within what was replaced, character by character."""
    old_parts, new_parts = _PART.findall(old), _PART.findall(new)
    old_at, new_at = _offsets(old_parts), _offsets(new_parts)
    found = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old_parts, new_parts).get_opcodes():
        block = _Block(old_at[i1], old_at[i2], new_at[j1], new_at[j2], tag == "equal")
        found += _refined(block, old, new) if tag == "replace" else [block]
    return [b for b in found if b.end > b.start]


def _refined(block: _Block, old: str, new: str) -> list[_Block]:
    was, now = old[block.start:block.end], new[block.new_start:block.new_end]
    if max(len(was), len(now)) > _LONGEST_REPLACED:
        return [block]
    return [
        _Block(block.start + i1, block.start + i2, block.new_start + j1, block.new_start + j2, tag == "equal")
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    ]


def _offsets(parts: list[str]) -> list[int]:
    offsets = [0]
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return offsets
