"""Labels that Word counts by itself (一、 （二） 3.): they are on the page, but not in the paragraph's text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from docx.document import Document
from docx.oxml.ns import qn
from lxml.etree import _Element

_CHINESE = {
    "chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting",
    "taiwaneseCountingThousand", "chineseLegalSimplified",
}
_DIGITS = "零一二三四五六七八九"
_PLACE = re.compile(r"%(\d)")
_MAX_STYLES = 20  # a chain of styles longer than this is a loop


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    text: str


@dataclass(slots=True)
class Numbering:
    """Counts a document's numbered paragraphs, which must be given in document order."""

    levels: dict[str, dict[int, _Level]]  # by numId
    lists: dict[str, str]  # numId → abstract list, which the counters belong to
    styles: dict[str, _Element]
    counts: dict[str, list[int]] = field(default_factory=dict)

    def label(self, paragraph: _Element) -> str:
        """The paragraph's label, "" where it has none or a bullet."""
        number, depth = self._number_of(paragraph)
        level = self.levels.get(number, {}).get(depth)
        if level is None:
            return ""
        known = self.levels[number]
        counts = self.counts.setdefault(self.lists[number], [])
        while len(counts) <= depth:  # a level that starts below its parent counts the parent as begun
            above = known.get(len(counts))
            counts.append((above.start if above else 1) - (len(counts) == depth))
        counts[depth] += 1
        del counts[depth + 1:]
        if level.form in ("bullet", "none"):
            return ""

        def written(m: re.Match[str]) -> str:
            at = int(m[1]) - 1
            form = known[at].form if at in known else "decimal"
            return _write(counts[at], form) if at < len(counts) else ""

        return _PLACE.sub(written, level.text)

    def _number_of(self, paragraph: _Element) -> tuple[str, int]:
        """List and depth, from the paragraph or its style."""
        properties = paragraph.find(qn("w:pPr"))
        depth: int | None = None
        for _ in range(_MAX_STYLES):
            if properties is None:
                break
            found = properties.find(qn("w:numPr"))
            if found is not None:
                depth = depth if depth is not None else int(_value(found, "w:ilvl") or 0)
                if number := _value(found, "w:numId"):
                    return number, depth
            style = self.styles.get(_value(properties, "w:pStyle") or _value(properties, "w:basedOn"))
            properties = None if style is None else _style_properties(style)
        return "", 0


def _style_properties(style: _Element) -> _Element | None:
    """A style's paragraph properties, or the style itself where only its base can have them."""
    properties = style.find(qn("w:pPr"))
    if properties is not None and properties.find(qn("w:numPr")) is not None:
        return properties
    return style


def _value(parent: _Element, tag: str) -> str:
    child = parent.find(qn(tag))
    return "" if child is None else child.get(qn("w:val"), "")


def numbering_of(document: Document) -> Numbering:
    """The lists that a document defines."""
    styles = {s.get(qn("w:styleId"), ""): s for s in document.styles.element.iterchildren(qn("w:style"))}
    part = next((r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering")), None)
    if part is None:
        return Numbering({}, {}, styles)
    root = part.element
    abstract = {
        a.get(qn("w:abstractNumId"), ""): {int(v.get(qn("w:ilvl"), "0")): _level(v) for v in a.iter(qn("w:lvl"))}
        for a in root.iterchildren(qn("w:abstractNum"))
    }
    lists = {n.get(qn("w:numId"), ""): _value(n, "w:abstractNumId") for n in root.iterchildren(qn("w:num"))}
    return Numbering({n: abstract[a] for n, a in lists.items() if a in abstract}, lists, styles)


def _level(level: _Element) -> _Level:
    return _Level(int(_value(level, "w:start") or 1), _value(level, "w:numFmt") or "decimal",
                  _value(level, "w:lvlText"))


def _write(number: int, form: str) -> str:
    if form in _CHINESE and 0 < number < 100:
        tens, ones = divmod(number, 10)
        head = "" if not tens else "十" if tens == 1 else _DIGITS[tens] + "十"
        return head + (_DIGITS[ones] if ones or not tens else "")
    if form == "decimalEnclosedCircle" and 0 < number <= 20:
        return chr(ord("①") + number - 1)
    if form in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr(ord("a" if form == "lowerLetter" else "A") + number - 1)
    return str(number)
