"""How a clause opens on a project: announced as the next one, as a topic of its own, or behind its place."""

from __future__ import annotations

import re

from etl.lexicon import alternation, words
from etl.mentions.project_segments import Cut, Token

# 第二个，|5万千瓦热电联产。 / 重头戏是|滨海化工园， : announced, and nothing else in its clause
PRESENTER = re.compile(
    rf"(?:第(?:[一二三四五六七八九十]{{1,2}}|\d{{1,2}})|{alternation(words('project_presenters', kind='ordinal'))})"
    rf"(?:{alternation(words('project_presenters', kind='counted'))})(?:，|：|就?是)?$"
    rf"|(?:{alternation(words('project_presenters', kind='phrase'))})(?:，|：|就?是)?$"
)
PRESENTED_END = frozenset(("", *"，。；：、\n（！"))
PRESENTER_REACH = 16
LONGEST_PLACE = 4
TOPIC_ENDS = frozenset("，：")
TOPIC_STARTS = frozenset(("", *"。；！？：\n"))


def is_presented(plain: str, floor: int, start: int, end: int) -> bool:
    """Whether the words before a piece that ends its clause announce it: 第二个，|城北水厂。 `floor` is where the
    sentence starts."""
    if plain[end:end + 1] not in PRESENTED_END:
        return False
    return PRESENTER.search(plain, max(floor, start - PRESENTER_REACH), start) is not None


def is_placed(plain: str, sequence: tuple[Token, ...], first: int) -> bool:
    """Whether 的 and before it a short name that opens the clause stand before the piece: 武城|的|复合材料产业园."""
    if first < 2 or plain[sequence[first - 1].start:sequence[first - 1].end] != "的":
        return False
    place = sequence[first - 2]
    opens = first == 2 or sequence[first - 3].cut is Cut.CLAUSE
    return opens and place.cut is None and 2 <= place.end - place.start <= LONGEST_PLACE


def is_topic(plain: str, sequence: tuple[Token, ...], first: int) -> bool:
    """Whether the piece is a clause of its own, or all of it but a place with 的 (武城的|复合材料产业园，…)."""
    if plain[sequence[first].end:sequence[first].end + 1] not in TOPIC_ENDS:
        return False
    before = first - 1
    if before > 0 and plain[sequence[before].start:sequence[before].end] == "的" and sequence[before - 1].cut is None:
        before -= 2
    start = sequence[before + 1].start
    return before < 0 and plain[start - 1:start] in TOPIC_STARTS
