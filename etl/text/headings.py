"""Headings and inline items: 一、 （一） 1、 第一， （1） ①, 一是… 二要…, markdown #."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from etl.lexicon import alternation, words
from etl.records import Section, Span

TITLE_LIMIT = 40  # a heading's own words end at 。 or the line
INLINE_LEVEL = 5
_N = "[一二三四五六七八九十]"
_MARKDOWN = re.compile(r"(#{1,6}) +")
_HEADINGS = (
    # 一、加强领导   第一部分 回顾   but not 一、二、三产业, 一、二产业
    (1, re.compile(rf"{_N}{{1,3}}[、.](?!{_N}{{1,2}}(?:[、产]|是))|第{_N}{{1,3}}(?:部分|章|节)[：、， ]?")),
    # （一）夯实基础
    (2, re.compile(rf"（{_N}{{1,3}}）、?")),
    # 1、积极筹措   2. 2026年工作   but not 1.45亿元, 5、6月份
    (3, re.compile(r"\d{1,2}(?:[、.](?![\d\s%])|[、.] +)")),
    # 第一，关于土地   （1）摸底   3）验收   ①先行
    (4, re.compile(rf"第{_N}{{1,3}}[，、：]|第{_N}{{1,3}}(?=是)|（\d{{1,2}}）|\d{{1,2}}）|[①-⑳]")),
)
_KINDS = alternation(words("headings_inline"))
# 一是… 二要… 第三，… （四）… (5)… ⑥ inside a paragraph, after a stop; after a comma only beside a sibling
INLINE = re.compile(
    rf"(?P<hard>(?<=[。；：！？”）])|(?<=[。；：！？] ))?(?<![{_N[1:-1]}第])(?:"
    rf"(?P<n>{_N}{{1,2}})(?P<kind>{_KINDS})(?!(?P=n))"
    rf"|第(?P<ord>{_N}{{1,2}})(?P<ordkind>[，、：]|(?=是))"
    rf"|（(?P<paren>{_N}{{1,2}}|\d{{1,2}})）(?P<parenkind>)"
    rf"|(?P<circle>[①-⑳]))"
)
_ITEM = re.compile(rf"{_N}{{1,2}}(?:{_KINDS})")
# 一是推动经济稳中有进。   alone on its line: the heading of the paragraphs below
STANDING_ITEM = re.compile(rf"(?P<label>{_N}{{1,2}}(?:{_KINDS}))(?P<title>[^。；：！？\n]{{2,40}})。?")
_BEFORE_ITEM = "。；：！？，、\n "
_SALUTATION = re.compile(rf"(?:[^。；：\n]{{0,20}}?(?:{alternation(words('headings_salutations'))})){{1,3}}[：！，]?")
_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九十", 1)}


@dataclass(frozen=True, slots=True)
class Heading:
    """A label found in the text: position, level, the label and the heading's own words."""

    start: int
    label_end: int
    level: int
    label: str
    title: str


def heading_at(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Level and end of the label of the heading that opens text[start:end]."""
    hashes = _MARKDOWN.match(text, start, end)
    at = hashes.end() if hashes else start
    for level, pattern in _HEADINGS:
        if m := pattern.match(text, at, end):
            return level, m.end()
    return (max(1, min(len(hashes[1]) - 1, 4)), at) if hashes else None


def is_heading(line: str) -> bool:
    return heading_at(line, 0, len(line)) is not None


def is_item(line: str) -> bool:
    return _ITEM.match(line) is not None


def is_salutation(line: str) -> bool:
    """同志们： / 各位领导、同志们： alone on its line."""
    return len(line) <= 40 and _SALUTATION.fullmatch(line) is not None


def find_sections(plain: str, paragraphs: tuple[Span, ...], *, start: int, end: int) -> tuple[Section, ...]:
    """The section tree of a speech; element 0 is the whole speech.

    An inline item ends with its paragraph; one alone on its line is a heading and ends with the next item or heading.
    """
    sections = [Section(0, None, 0, "", "", start, end)]
    stack = [0]

    def close(level: int, position: int) -> None:
        while sections[stack[-1]].level >= level:
            index = stack.pop()
            sections[index] = replace(sections[index], end=min(sections[index].end, position))

    for paragraph in paragraphs:
        for head in _headings(plain, paragraph):
            close(head.level, head.start)
            inline = head.level == INLINE_LEVEL and not head.title
            stop = paragraph.end if inline else end
            sections.append(Section(len(sections), stack[-1], head.level, head.label, head.title, head.start, stop))
            stack.append(len(sections) - 1)
        if not sections[stack[-1]].title:
            close(INLINE_LEVEL, paragraph.end)
    return tuple(sections)


def _headings(plain: str, paragraph: Span) -> Iterator[Heading]:
    at = paragraph.start
    if found := heading_at(plain, paragraph.start, paragraph.end):
        level, at = found
        stop = plain.find("。", at, paragraph.end)
        line = plain.find("\n", at, paragraph.end)
        title = plain[at:min(p for p in (stop, line, paragraph.end) if p >= 0)].strip()
        yield Heading(paragraph.start, at, level, plain[paragraph.start:at].strip(),
                      title if len(title) <= TITLE_LIMIT else "")
    elif m := STANDING_ITEM.fullmatch(plain, paragraph.start, paragraph.end):
        yield Heading(paragraph.start, m.end("label"), INLINE_LEVEL, m["label"], m["title"])
        return
    yield from _inline(plain, paragraph, at)


def _inline(plain: str, paragraph: Span, at: int) -> Iterator[Heading]:
    """Inline items. One after a mere comma counts only beside a sibling: 一是…，二要…"""
    found: list[tuple[re.Match[str], tuple[str, int], bool]] = []
    for m in INLINE.finditer(plain, at, paragraph.end):
        opens = m.start() == paragraph.start or m.start() == at
        if opens or plain[m.start() - 1] in _BEFORE_ITEM or m["hard"] is not None:
            kind = (m["kind"] and "是") or (m["ordkind"] is not None and "第") or (m["paren"] and "（") or "①"
            hard = opens or m["hard"] is not None or plain[m.start() - 1] in "。；：！？\n"
            found.append((m, (kind, _number(m)), hard))
    seen = {key for _, key, _ in found}
    for m, (kind, number), hard in found:
        sibling = (kind, number - 1) in seen or (kind, number + 1) in seen
        # a number in brackets or a circle may be a note's mark: it needs its sibling even after a full stop
        if sibling or (hard and kind not in ("（", "①")):
            yield Heading(m.start(), m.end(), INLINE_LEVEL, m.group(), "")


def _number(m: re.Match[str]) -> int:
    digits = m["n"] or m["ord"] or m["paren"]
    if digits is None:
        return ord(m["circle"]) - ord("①") + 1
    if digits.isdecimal():
        return int(digits)
    if len(digits) == 1:
        return _DIGITS[digits]
    tens, ones = (1, _DIGITS[digits[1]]) if digits[0] == "十" else (_DIGITS[digits[0]], 0)
    return tens * 10 + ones
