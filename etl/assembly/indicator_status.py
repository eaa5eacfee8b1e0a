"""Whether a figure is a target, a reported fact or a gap, by the words around it."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from db.vocab import Status
from etl.lexicon import alternation, mapping, words
from etl.records import DateMention

_CERTAIN = frozenset({str(s) for s in Status})
_CUES = mapping("indicator_status", "word", "status")
CUE = re.compile(alternation(words("indicator_status")))
# 重要, 要求, 为了: a cue's character inside another word
_BLANK = re.compile(
    r"(?:重|主|只|首|纲|摘|次|紧|扼|概|必)要(?!求)|要(?:求|素|件|是|害|点|闻|塞|么|不)|将(?:军|近|士)|[为除]了|计划生育|响应|供应|效应"
    r"|应(?:收|付|用|急|对|届)|必须的|规划(?:局|院|部门|研究)|保证金|目标管理|应收账款|任务书|设计院|虚拟|安排部署|现在(?=的)|(?:完成|占|超额?|达到)(?:了)?(?:全?年度?|年初)?(?:目标|计划|任务|序时)|年度?计划的|超(?:计划|目标|预期)"
)
# [即将]开工, 项目[即将]开工: what is said right behind the figure
# 还有1000万元的[缺口]
GAP = re.compile(rf"的?[^，。；：]{{0,4}}(?:{alternation(words('indicator_status', status='gap'))})")
AHEAD = re.compile(r"^.{0,6}?(?:即将|计划|拟|将|待)")
# 下一步工作要求  目标任务  今后
FORWARD = re.compile(r"目标|任务|下半年|下一步|下步|今后|明年|要求|举措|强化|加快|推进|着力|狠抓|突破|打造|抓好|抓")
BACKWARD = re.compile(r"成绩|回顾|总结|现状|形势|问题|评价|认清|正确认识|差距|基本情况|成效|肯定")


class Outlook(StrEnum):
    """Where a section looks by its headings."""

    BACKWARD = "backward"
    FORWARD = "forward"
    OPEN = "open"


class Setting(NamedTuple):
    """What stands around a figure's clause."""

    earlier: str  # the clauses of the sentence before
    inherited: Status | None  # of the figure before in the sentence
    date: DateMention | None  # the last date before it in the sentence
    reported: DateMention | None  # the last date before it in the paragraph
    outlook: Outlook
    ordered: bool = False  # the clause is an order: 完成60亿元…

    @property
    def is_reported(self) -> bool:
        return _is_reported(self.reported)


def read_status(left: str, right: str, setting: Setting) -> Status:
    """A figure's status by the words of its clause, else by its date, the figure before it in the sentence, the earlier
    clauses; else reported.

    A gap wins; then a target word, unless a word of reporting stands behind it (将…已). 完成 and 竣工 give way to a
    target word in the clause and to a date ahead (到明年).
    """
    cue = "gap" if GAP.match(right) else _of_clause(left)
    if cue in _CERTAIN:
        return Status(cue)
    weak_target = cue == "weak_target" and setting.outlook is not Outlook.BACKWARD
    if AHEAD.match(right) or weak_target or (setting.date and is_ahead(setting.date)):
        return Status.TARGET
    if setting.date and setting.date.is_past:
        return Status.ACTUAL
    if setting.ordered:
        return Status.TARGET
    earlier = _of_clause(_OWN.sub("", setting.earlier))
    if cue is not None:  # 完成, 签约, 争取 under a heading that looks back
        planned = cue == "weak_actual" and earlier == Status.TARGET and not _is_reported(setting.date)
        return Status.TARGET if planned else Status.ACTUAL
    return setting.inherited or (Status(earlier) if earlier in _CERTAIN else Status.ACTUAL)


def _is_reported(date: DateMention | None) -> bool:
    """1至10月: a period that a report covers."""
    return date is not None and (date.is_past or (date.is_period and date.from_month is not None))


def is_ahead(date: DateMention) -> bool:
    """到2010年, 明年, 年底前: not yet."""
    return bool(
        date.before or date.deadline.text.startswith(("到", "至")) or str(date.deadline.year or "").startswith("+")
    ) and not date.is_past


# 总投资 says of its own figure that it is planned, not of the next one
_OWN = re.compile(r"总投资|计划总?投资|年度计划")


def _of_clause(text: str) -> str | None:
    """The word class that decides: gap, the last of target and actual, else the first weak one."""
    cues = [_CUES[m.group()] for m in CUE.finditer(_BLANK.sub("　", text))]
    if "gap" in cues:
        return "gap"
    if strong := [c for c in cues if c in _CERTAIN]:
        return strong[-1]
    return next((c for c in ("weak_target", "weak_actual") if c in cues), None)


def outlook_of(path: tuple[str, ...]) -> Outlook:
    """By the innermost heading that tells: 总结成绩 looks back, 下一步要求 ahead."""
    for heading in reversed(path):
        if BACKWARD.search(heading):
            return Outlook.BACKWARD
        if FORWARD.search(heading):
            return Outlook.FORWARD
    return Outlook.OPEN
