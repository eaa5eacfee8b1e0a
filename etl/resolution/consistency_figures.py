"""The stated figures of a speech as the consistency checks see them: value, rounding, and the words around."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from db.vocab import Comparison, Measure
from etl.lexicon import alternation, table, words
from etl.records import IndicatorRecord, LedgerRecord, NormalText, Sentence, Span, Speech
from etl.spans import starting_in

# 近1,234.50万元 → 1,234.50
_NUMBER = re.compile(r"\d[\d,]{0,20}(?:\.(?P<decimals>\d{1,8}))?")
_BREAKS = "，；。：（）、！？“”,;:()\n"
_LONGEST_LABEL = 24
_EXACT = (Comparison.EQUAL, Comparison.ABOUT)
_COUNTED = "count"
PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the text. `half`: how far the true value may lie from the written digits, in base units."""

    start: int
    end: int
    value: float
    unit: str
    half: float
    factor: float  # base units in one written unit: 1e8 for 亿元
    decimals: int
    suffix: str  # the unit as written: 亿元
    measure: Measure
    approximate: bool
    name: str
    region: str
    period: str
    before: str  # words between the last punctuation or figure and this one
    after: str
    sentence: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def kind(self) -> str:
        """What it may be added to: its unit, or one word for all counters of things."""
        return _COUNTED if self.unit in _counters() else self.unit

    @property
    def label(self) -> str:
        return f"{self.before}|{self.after}"

    def written(self, value: float, *, decimals: int | None = None) -> str:
        """A value in this figure's own scale, for people: 49.64亿元."""
        places = self.decimals if decimals is None else decimals
        number = f"{value / self.factor:.{places}f}"
        return (number.rstrip("0").rstrip(".") if "." in number else number) + self.suffix


@dataclass(frozen=True, slots=True)
class Figures:
    """All exact or nearly exact figures of a speech, by position. Growth and shares are kept apart from levels."""

    plain: str
    sentences: tuple[Sentence, ...]
    levels: tuple[Figure, ...]
    percents: tuple[Figure, ...]

    def between(self, start: int, end: int) -> Sequence[Figure]:
        """Levels that begin in [start, end)."""
        return starting_in(self.levels, Span(start, end))

    def percents_between(self, start: int, end: int) -> Sequence[Figure]:
        return starting_in(self.percents, Span(start, end))

    def paragraph(self, sentence: int) -> Span:
        """From the beginning of a sentence's line, at most a few sentences back, to the sentence's end."""
        first = sentence
        while first and sentence - first < _PARAGRAPH and self._same_line(first - 1):
            first -= 1
        return Span(self.sentences[first].start, self.sentences[sentence].end)

    def previous(self, sentence: int) -> Span | None:
        """The sentence before, on the same line."""
        if not sentence or not self._same_line(sentence - 1):
            return None
        return Span(self.sentences[sentence - 1].start, self.sentences[sentence - 1].end)

    def _same_line(self, sentence: int) -> bool:
        return "\n" not in self.plain[self.sentences[sentence].start:self.sentences[sentence + 1].start]


_PARAGRAPH = 6


def read_figures(text: NormalText, speech: Speech, records: Iterable[LedgerRecord]) -> Figures:
    """The figures of the speech's indicators, one a span; those without digits, blanked or open-ended are left out."""
    by_span: dict[tuple[int, int], IndicatorRecord] = {}
    for record in records:
        if isinstance(record, IndicatorRecord) and record.value is not None and record.cmp in _EXACT:
            by_span.setdefault((record.start, record.end), record)
    ordered = [by_span[span] for span in sorted(by_span)]
    ends = sorted(r.end for r in ordered)
    starts = [r.start for r in ordered]
    begins = [s.start for s in speech.sentences]
    found = [f for r in ordered if (f := _figure(text.plain, r, ends, starts, begins))]
    levels = tuple(f for f in found if f.measure is Measure.LEVEL and f.unit != PERCENT)
    percents = tuple(f for f in found if f.unit == PERCENT)
    return Figures(text.plain, speech.sentences, levels, percents)


def _figure(
    plain: str, record: IndicatorRecord, ends: list[int], starts: list[int], begins: list[int]
) -> Figure | None:
    number = _NUMBER.search(plain, record.start, record.end)
    sentence = bisect_right(begins, record.start) - 1
    if number is None or sentence < 0 or record.value is None:
        return None
    written = float(number.group().replace(",", ""))
    decimals = len(number["decimals"] or "")
    if written == 0:
        return None
    factor = record.value / written
    approximate = record.cmp is Comparison.ABOUT
    last = bisect_right(ends, record.start) - 1
    following = bisect_left(starts, record.end)
    return Figure(
        record.start, record.end, record.value, record.unit,
        _half(number.group(), decimals, factor, exact=record.unit in _counters() and factor == 1, about=approximate),
        factor, decimals, _suffix(plain[number.end():record.end]), record.measure, approximate,
        record.indicator, record.region or "", record.period or "",
        _before(plain, max(ends[last] if last >= 0 else 0, record.start - _LONGEST_LABEL), record.start),
        _after(plain, record.end, min(starts[following] if following < len(starts) else len(plain),
                                      record.end + _LONGEST_LABEL)),
        sentence,
    )


def _half(number: str, decimals: int, factor: float, *, exact: bool, about: bool) -> float:
    """Half of the last written place; for 约 and 近 the whole last place that is not zero; a counted thing is exact."""
    if about:
        digits = number.replace(",", "").replace(".", "")
        zeros = len(digits) - len(digits.rstrip("0"))
        return factor * 10.0 ** (zeros - decimals)
    return 0.0 if exact else abs(factor) * 0.5 * 10.0 ** -decimals


def _suffix(tail: str) -> str:
    return tail.strip().removesuffix("以上").removesuffix("左右")


def _before(plain: str, start: int, end: int) -> str:
    cut = max((plain.rfind(mark, start, end) for mark in _BREAKS), default=-1)
    return plain[max(start, cut + 1):end].strip()


def _after(plain: str, start: int, end: int) -> str:
    cuts = [at for mark in _BREAKS if (at := plain.find(mark, start, end)) >= 0]
    return plain[start:min(cuts, default=end)].strip()


# ---------------------------------------------------------------- words


def cues(kind: str) -> tuple[str, ...]:
    """The words of one kind of cue, longest first."""
    return words("consistency_cues", column="word", kind=kind)


@cache
def cue_pattern(kind: str) -> str:
    return alternation(cues(kind))


def has_cue(text: str, kind: str) -> bool:
    return any(w in text for w in cues(kind))


@cache
def counter_pattern() -> str:
    """Counters of things, as a regular expression: 个, 项, 座 …, no people."""
    return alternation(tuple(_counters()))


@cache
def _counters() -> frozenset[str]:
    people = set(words("consistency_people"))
    return frozenset(r["base"] for r in table("units_of_measure") if r["kind"] == _COUNTED) - people


@cache
def _axes() -> tuple[tuple[str, str], ...]:
    rows = [(r["word"], r["axis"]) for r in table("consistency_axes")]
    return tuple(sorted(rows, key=lambda r: (-len(r[0]), r[0])))


def axis_word(figure: Figure, on: str = "") -> tuple[str, str]:
    """The class that a figure counts and the axis it lies on: (续建, stage); empty where its words name none.

    `on`: look for a class on this axis only.
    """
    for text in (figure.label, figure.name):
        for word, axis in _axes():
            if word in text and on in ("", axis):
                return word, axis
    return "", ""


def siblings(figures: Iterable[Figure]) -> bool:
    """Whether the figures are of different classes on one axis, so that nothing is counted twice."""
    found = [axis_word(f) for f in figures]
    axes, classes = {axis for _, axis in found}, {word for word, _ in found}
    return len(axes) == 1 and bool(found[0][1]) and len(classes) == len(found)


def measure_head(figure: Figure) -> str:
    """What is measured: 总投资, 完成投资 …; "" where the words name none of the table."""
    plain = figure.before.rstrip("达到为是约共近的")
    for text in (plain, figure.name):
        if head := next((w for w in words("consistency_measures") if text.endswith(w)), ""):
            return head
    return ""
