"""Where the words around a figure look: by the headings, and by what a speaker says of his own speech."""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import StrEnum
from typing import NamedTuple

from etl.lexicon import alternation, mapping, words
from etl.records import Sentence, Speech

BACKWARD = re.compile(alternation(words("indicator_outlook", outlook="backward")))
# 后三个月怎么干, 硬骨头咋啃; not 怎么看, 怎么样
PLAN = re.compile(
    alternation(words("indicator_outlook", outlook="plan"))
    + r"|(?:怎么|咋|怎样|如何)(?![看样掂评了会没还说想啦这那落来]|认识|回事)[\u4e00-\u9fff]"
    r"|[二三四]季度(?:的活|的事|的仗|重点|任务|怎么|干)|后[一二两三四五六七八九十\d]{1,2}个?[月周天]"
)
PUSH = re.compile(alternation(words("indicator_outlook", outlook="push")))
# 4.城北换电站：规划建站12座
FIGURE_IN_HEADING = re.compile(r"[^第\d（(]\d+(?:\.\d+)?[万亿]?(?:元|个|座|公里|亩|%|天|户|家|项|米|处|人)")
_TOPICS = mapping("indicator_turn_topics", "word", "outlook")
TOPIC = re.compile(alternation(tuple(_TOPICS)))
# 先说去年。  再讲讲下半年怎么干，  最后说规矩：
TURN = re.compile(
    rf"[\s“]*(?:同志们[，！：])?(?:{alternation(words('indicator_turns'))})(?:的|一下|一?[说讲谈看摆])?"
    r"(?P<topic>[^，。：；！？、\n\d]{1,14})[，。：；！？\n]"
)
# 【向前看】, 〖回头看〗 on a line of its own: a heading that the segmentation took for text
TITLE_LINE = re.compile(r"[\s\u3000]*[【〖〔［](?P<title>[^】〗〕］\n。；]{2,20})[】〗〕］][\s\u3000]*\n")
# 怎么干？  下半年咋办？
ASKED = re.compile(
    r"[\s“]*(?:那么?|今年|明年|下半年|下一步|下步|接下来|往后|后几个月|任务|剩下的)?[，]?(?:这[^，。？\n]{1,6})?[该要又]?"
    r"(?:怎么|咋|如何|怎样)(?:去|来|样)?(?:干|办|抓|打|走|追|补|落实|突破|推|赶|啃|拿下|完成|做)[？。，]"
)


class Outlook(StrEnum):
    """Where a section looks by its headings."""

    BACKWARD = "backward"
    FORWARD = "forward"  # 加快推进…: work to be done, with facts between
    PLAN = "plan"  # 目标, 下一步, 明年
    OPEN = "open"


class Turn(NamedTuple):
    """From a sentence on the speaker says that he speaks of what was, or of what is to be."""

    start: int
    section: int
    outlook: Outlook


class Outlooks:
    """The outlook of every sentence of a speech, looked up by its position."""

    __slots__ = ("_speech", "_starts", "_turns")

    def __init__(self, plain: str, speech: Speech) -> None:
        self._speech = speech
        self._turns = _turns(plain, speech)
        self._starts = [t.start for t in self._turns]

    def at(self, sentence: Sentence) -> Outlook:
        """By the last turn, where the sentence stands in the turn's section and no heading below it tells; else by
        the headings."""
        path = self._speech.path(sentence.section)
        last = bisect_right(self._starts, sentence.start) - 1
        if last >= 0 and (below := self._below(sentence.section, self._turns[last].section)) is not None:
            own = outlook_of(path[len(path) - below:])
            return self._turns[last].outlook if own in (Outlook.OPEN, Outlook.FORWARD) else own
        return outlook_of(path)

    def _below(self, section: int, ancestor: int) -> int | None:
        """How many headings `section` stands below `ancestor`; None where it does not."""
        at: int | None = section
        depth = 0
        while at is not None:
            if at == ancestor:
                return depth
            at = self._speech.sections[at].parent
            depth += 1
        return None


def _turns(plain: str, speech: Speech) -> tuple[Turn, ...]:
    """Sentences in which the speaker turns to another time."""
    out: list[Turn] = []
    for sentence in speech.sentences:
        if titled := TITLE_LINE.match(plain, sentence.start, sentence.end + 1):
            outlook: Outlook | None = outlook_of((titled["title"],))
        elif said := TURN.match(plain, sentence.start, sentence.end + 1):
            outlook = _topic_outlook(said["topic"], out[-1].outlook if out else Outlook.OPEN)
        else:
            outlook = Outlook.PLAN if ASKED.match(plain, sentence.start, sentence.end + 1) else None
        if outlook is not None:
            out.append(Turn(sentence.start, sentence.section, outlook))
    return tuple(out)


def _topic_outlook(topic: str, before: Outlook) -> Outlook | None:
    """再说下半年 is a plan, 先看上半年 looks back, 再说今年 looks ahead only after a look back."""
    found = [_TOPICS[m.group()] for m in TOPIC.finditer(topic)]
    told = [f for f in found if f != "this_year"]
    if told:
        return Outlook(told[-1])
    return Outlook.PLAN if found and before is Outlook.BACKWARD else None


def outlook_of(path: tuple[str, ...]) -> Outlook:
    """By the innermost heading that tells: 总结成绩 looks back, 下一步要求 ahead; 加快… leaves it to the one above."""
    pushes = False
    for heading in reversed(path):
        if FIGURE_IN_HEADING.search(heading):
            continue  # an item that tells of a work, no title
        back, plan = BACKWARD.search(heading), PLAN.search(heading)
        if back and (not plan or heading.endswith(back.group())):
            return Outlook.BACKWARD
        if plan and not back:
            return Outlook.PLAN
        pushes = pushes or (PUSH.search(heading) is not None and not back)
    return Outlook.FORWARD if pushes else Outlook.OPEN
