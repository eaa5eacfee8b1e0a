"""A figure with the words that belong to it, and what the figures before it have said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from db.vocab import Measure, Status
from etl.records import Quantity, Sentence

EARLIER = 300  # characters of a long sentence that can still govern a figure
CONNECTORS = ("和", "、", "与", "及", "∶")
# the brackets of 开（复）工率, 建（构）筑物 stand inside a word
_INSIDE = r"[^\W\da-zA-Z一二三四五六七八九十]"
SEPARATOR = re.compile(rf"[，；：。！？]|（(?!{_INSIDE}）)|(?<!（{_INSIDE})）")


class Running(NamedTuple):
    """What the figures of a paragraph have said so far; status, places and pending names hold for a sentence."""

    topic: str = ""  # the last counted noun: 重点项目
    names: tuple[tuple[str, str], ...] = ()  # unit → last level name
    levels: tuple[tuple[str, str], ...] = ()  # the same over the whole paragraph, for another place's figures
    last: str = ""  # the name of the last figure
    label: str = ""  # what a list is about: 投资完成率：甲县（93%）、乙县（88%）
    status: Status | None = None
    counted: Status | None = None  # the same without what is planned by its nature: 总投资
    region: str | None = None
    carried: str | None = None  # the place that the sentence before spoke of
    subject: str | None = None  # the project that the sentence speaks of
    headed: bool = False  # the sentence opened with it: 城北污水处理厂：总投资…
    lasting: bool = False  # … and the paragraph is about it: 城北污水处理厂。…
    programme: str | None = None  # whose amounts the sentence tells: 项目涉及6个乡，总投资…
    did: bool = False  # the figure before is what a project did: 灌区配套完成渠道衬砌43公里、…
    subjects: tuple[str, ...] = ()  # projects that 分别 still owes
    body: str | None = None  # 我局, 我公司: who speaks of itself
    pending: tuple[str, ...] = ()  # names that 分别 still owes: A、B分别增长12%和18%
    regions: tuple[str | None, ...] = ()  # places that 分别 still owes: 甲县、乙县分别为12%、18%
    measure: Measure = Measure.LEVEL
    unit: str = ""  # of the last figure

    def name_for(self, unit: str) -> str:
        return dict(self.names).get(unit, "")


@dataclass(frozen=True, slots=True)
class Place:
    """A figure with the text that belongs to it."""

    q: Quantity
    written: str
    qualifier: str  # 不低于, 有望突破
    local: str  # left of it, from the figure or the punctuation before
    named: str  # `local` behind the date, the places and the subject that open it
    earlier: str  # the sentence before its clause
    gap: str  # between the figure before (or the sentence's start) and its clause
    right: str  # right of it, up to the next figure or punctuation
    followed: bool  # no punctuation before the next figure
    listed: bool  # another figure follows after 和 or 、
    continues: bool  # it follows another figure after 和 or 、

    @property
    def begin(self) -> int:
        """Where `local` begins."""
        return self.q.start - len(self.local)

    @property
    def clause_before(self) -> str:
        """The last clause between the figure before and this one's clause."""
        return SEPARATOR.split(self.gap.rstrip("，；：（"))[-1]


def places(plain: str, sentence: Sentence, figures: list[Quantity]) -> Iterator[Place]:
    """The figures of a sentence, each with its words."""
    for i, q in enumerate(figures):
        before = figures[i - 1].end if i else sentence.start
        cuts = [m.end() for m in SEPARATOR.finditer(plain, before, q.start)]
        cut = cuts[-1] if cuts else before
        after = figures[i + 1].start if i + 1 < len(figures) else sentence.end
        stop = SEPARATOR.search(plain, q.end, after)
        right = plain[q.end:stop.start() if stop else after]
        followed = stop is None and i + 1 < len(figures)
        if followed and "、" in right[1:]:
            right, followed = right[:right.rindex("、")], False
        if i and cut == before and cut <= (mark := plain.rfind("、", cut, q.start)) < q.start - 1:
            cut = mark + 1  # 20个预期性指标、8个…: the words before 、 belong to the figure before
        local = plain[cut:q.start]
        yield Place(
            q=q, written=plain[q.start:q.end], qualifier=plain[q.start:q.number_start], local=local,
            named=local, earlier=plain[max(sentence.start, cut - EARLIER):cut],
            gap=plain[before:cut], right=right.rstrip("和、与及"),
            followed=followed,
            listed=stop is None and i + 1 < len(figures) and right in CONNECTORS,
            continues=i > 0 and local in CONNECTORS and figures[i - 1].unit == q.unit,
        )
