"""What a bare 牵头 or 配合 is about: the words before it, or the order beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from db.vocab import Role
from etl.assembly.assignment_subjects import SubjectGroup
from etl.assembly.assignment_tasks import TASK_LIMIT, Task
from etl.lexicon import alternation, words
from etl.records import NormalText

_ROLE = alternation(words("roles", predicate="1"))
# 牵头 / 牵头办理 / 处置: a verb without its object
BARE_VERB = re.compile(rf"(?:(?:{_ROLE})(?:[一-龥]{{2}})?|[一-龥]{{2}})")
# 牵头解决用地问题 → 解决用地问题
LEADING_ROLE = re.compile(rf"(?:{_ROLE})")
# 用地问题由 / 惠民小区4月15日前扫尾完工，由 / 手续办理交由
BEFORE = re.compile(
    r"(?:^|[，；。：\n])(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)、．.])?(?P<topic>[^，；。：\n]{4,40}?)"
    r"，?(?:改|交|转|均|统一|具体)?由?$"
)
_BARE_RULES = frozenset({"unit_role", "unit_by", "unit_role_last"})
_REACH = 60


@dataclass(frozen=True, slots=True)
class Order:
    """A group with its task, from where the evidence starts."""

    group: SubjectGroup
    task: Task
    start: int
    rule: str
    confidence: float


def with_topics(text: NormalText, orders: Sequence[Order], start: int) -> tuple[Order, ...]:
    """The orders of a segment that begins at `start`; 牵头 alone becomes 牵头用地问题, 配合 after it 配合用地问题."""
    out: list[Order] = []
    topic = ""
    for number, order in enumerate(orders):
        if order.rule not in _BARE_RULES or not BARE_VERB.fullmatch(text.plain, order.task.start, order.task.end):
            topic = LEADING_ROLE.sub("", order.task.text, count=1)
            out.append(order)
            continue
        first = max(start, order.start - _REACH, out[-1].task.end if out else start)
        before = BEFORE.search(text.plain[first:order.start])
        if before:
            topic = text.original[first + before.start("topic"):first + before.end("topic")]
        elif order.task.role is Role.LEAD:
            topic = ""
            if number + 1 < len(orders):
                topic = LEADING_ROLE.sub("", orders[number + 1].task.text, count=1)
        elif order.task.role is not Role.SUPPORT:
            topic = ""
        task = replace(order.task, text=(order.task.text + topic)[:TASK_LIMIT])
        out.append(replace(order, task=task))
    return tuple(out)
