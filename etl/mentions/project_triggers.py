"""Whether the words around a list of facilities speak about building them.

A facility (城北水厂, 滨河大道) is a project only where a verb of building governs it (加快城北水厂建设) or where what
is said of it is a step of building (城北水厂已经封顶; 滨河大道征迁滞后). The words are in the lexicon.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from etl.lexicon import alternation, words
from etl.mentions.project_names import CAPACITY, heads
from etl.mentions.project_openings import is_topic
from etl.mentions.project_segments import Cut, Token

_BOTH = words("project_triggers", side="both")
TRIGGER_BEFORE = re.compile(alternation((*words("project_triggers", side="before"), *_BOTH)))
TRIGGER_AFTER = re.compile(alternation((*words("project_triggers", side="after"), *_BOTH)))
TRIGGER_REACH = 12
# 城北水厂|已完成主体, 滨河大道|征迁滞后
STEP = re.compile(alternation(words("project_steps")))
HARD_STEP = re.compile(alternation(words("project_steps", kind="hard")))
# 城北水厂|附近, 滨河大道|沿线: the words after it are about another thing
ELSEWHERE = re.compile(alternation(words("project_elsewhere")))
# 城北水厂总投资2亿元，|年底前|开工: a clause that goes on with the same subject
# 恒诺数据中心，|机柜3000架: a short noun with a number; G310改线段，|路基完成九成: a step opens the clause
GOES_ON = re.compile(
    r"[\dX*]|[\u4e00-\u9fff]{2,3}\d|"
    + alternation((*words("project_continues"), *words("project_steps", kind="hard")))
)
# 东湖湿地公园|入选国家名录: an honour, no step of building
HONOUR = re.compile(alternation(words("project_honours")))
# 外科大楼|里的手术室正在装修: a part of it
INSIDE = re.compile(r"[里内]的[^，；：。！？\n]")
# 肉联厂搬迁|喊了三年, 茶博园的大门|立了两年
_NUMBER = r"[\d一二两三四五六七八九十百千半几多]"
LAG = re.compile(
    rf"(?:{alternation(words('project_lag_verbs'))})了(?:好|快|近|将近|整整|足足|足有|差不多|都快|有)?{_NUMBER}{{1,3}}个?(?:年|多?月|春秋|冬夏)"
)
# 民宿集群，八栋老房子|改了五栋
COUNTED_WORK = re.compile(
    rf"(?:{alternation(words('project_work_verbs'))})(?:了|完了?|好了?|到了?)(?:近|约|快|将近)?{_NUMBER}"
)
# what may stand before a subject: 确保|城北水厂
LEAD_IN = frozenset(words("project_lead_ins"))
# 新院区|（建筑面积3万平方米、床位200张）|已封顶
ASIDE = re.compile(r"（[^（）\n]{1,40}）")
CLAUSE = re.compile(r"[^，；：。！？\n]{1,32}")
OF_IT = re.compile(r"的[^，、；：。！？\n]{0,7}")
# 在|中心广场|举行开工仪式: where something happens
PLACE_LEADS = frozenset(words("project_place_leads"))
# 工业园区|要加快|北区污水厂建设: the step is another project's
OBJECT_LEAD = re.compile(alternation(words("project_object_leads")))
PART_KINDS = ("action", "process", "phase", "trial")
FOLLOWING_CLAUSES = 2
# 茶博园，|大门立了两年, 冷水鱼基地，|鱼苗还没下池: what is said of works in the two clauses after their name
_SAID = rf"[^，；：。！？\n]{{0,14}}?(?:{alternation(words('project_aspects'))})"
ASPECT = re.compile(rf"{_SAID}|[^，；：。！？\n]{{1,24}}，{_SAID}")


class Step(IntEnum):
    """What step of building is said of a facility."""

    NONE = 0
    SOFT = 1  # one that offices and roads take, too: 启动, 运行, 通车
    HARD = 2  # one that only a project takes: 封顶, 招标


@dataclass(frozen=True, slots=True)
class Trigger:
    """How the text speaks of building a list's facilities."""

    governed: bool  # a verb of building stands directly before or after
    step: Step
    topic: bool = False  # 九龙湖度假村，业主…: the name is a clause of its own, of which the next ones speak

    @property
    def any(self) -> bool:
        return self.governed or self.step is not Step.NONE


def trigger(plain: str, sequence: tuple[Token, ...], first: int, last: int, *, begin: int, end: int) -> Trigger:
    """What governs the pieces first..last of the sequence; `begin` is where the first name starts, `end` where the
    list with its tail ends."""
    before = sequence[first - 1] if first else None
    if before is not None and plain[before.start:before.end] in PLACE_LEADS:
        return Trigger(False, Step.NONE)
    found = heads(plain, sequence[last].start, sequence[last].end)
    after = found[-1].end if found and end == sequence[last].end else end
    if HONOUR.match(plain, after):
        return Trigger(False, Step.NONE)
    topic = first == last and after == sequence[last].end and is_topic(plain, sequence, first)
    step = _step(plain, after, topic=topic) if topic or _is_subject(plain, sequence, first) else Step.NONE
    if step is Step.NONE and (CAPACITY.match(plain, after) or (topic and ASPECT.match(plain, after + 1))):
        step = Step.SOFT
    return Trigger(_governed(plain, sequence, first, last, begin), step, topic)


def _governed(plain: str, sequence: tuple[Token, ...], first: int, last: int, begin: int) -> bool:
    at = first
    while at > 0 and sequence[at - 1].cut is not Cut.CLAUSE:
        at -= 1
    found = heads(plain, sequence[last].start, sequence[last].end)
    if found and found[-1].end < sequence[last].end:
        return bool(TRIGGER_AFTER.match(plain, found[-1].end, sequence[last].end))
    if TRIGGER_BEFORE.search(plain, max(sequence[at].start, begin - TRIGGER_REACH), begin):
        return True
    for token in sequence[last + 1:last + 7]:  # a few adverbs and a date may stand between
        if token.cut is Cut.CLAUSE or token.cut is Cut.LIST:
            return False
        if TRIGGER_AFTER.match(plain, token.start) or TRIGGER_AFTER.match(plain, token.start + 1):
            return True
        if token.cut is None and token.end - token.start > 2:
            return False
    return False


def _is_subject(plain: str, sequence: tuple[Token, ...], first: int) -> bool:
    """Whether the list opens its clause, or only a time, an amount or a word such as 确保 stands before it."""
    before = sequence[first - 1] if first else None
    if before is None or before.cut in (Cut.CLAUSE, Cut.DATE, Cut.MONEY):
        return True
    return before.cut is Cut.WORD and plain[before.start:before.end] in LEAD_IN


def _step(plain: str, at: int, *, topic: bool) -> Step:
    """The step of building that the clause at a position tells, or one of the next clauses on the same subject: any
    where the name is a topic."""
    if aside := ASIDE.match(plain, at):
        at = aside.end()
    if ELSEWHERE.match(plain, at) and not INSIDE.match(plain, at):
        return Step.NONE
    best = Step.NONE
    for following in range(FOLLOWING_CLAUSES + 1):
        told = following == 1 and plain[at:at + 1] == "："  # 龙河治理：|总投资6.2亿元
        if following and ((plain[at:at + 1] != "，" and not told) or not (topic or GOES_ON.match(plain, at + 1))):
            break
        clause = CLAUSE.match(plain, at + bool(following))
        if clause is None and not following:  # 福莱特三期，|本周完成吊装
            continue
        if clause is None:
            break
        at = clause.end()
        stop = at
        if clause.group()[0] == "的" and not following:  # 卫生院|的业务用房改扩建, no longer way
            stop = OF_IT.match(plain, clause.start()).end()
        if _has_object(plain, clause.start(), stop):
            break
        if HARD_STEP.search(plain, clause.start(), stop) or LAG.search(plain, clause.start(), stop):
            return Step.HARD
        if topic and COUNTED_WORK.search(plain, clause.start(), stop):
            return Step.HARD
        if STEP.search(plain, clause.start(), stop):
            best = Step.SOFT
    return best


def _has_object(plain: str, start: int, end: int) -> bool:
    """Whether a verb of the clause governs another facility."""
    lead = OBJECT_LEAD.search(plain, start, end)
    return lead is not None and any(h.kind not in PART_KINDS for h in heads(plain, lead.end(), end))
