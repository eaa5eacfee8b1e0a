"""What a bare 牵头 or 配合 is about: the words before it, or the order beside it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from db.vocab import Role
from etl.assembly.assignment_subjects import SubjectGroup
from etl.assembly.assignment_tasks import TASK_LIMIT, Task
from etl.assembly.assignment_words import ADVERBIAL, DUE, FILLER, MODAL_WORD, TASK_VERB, role_idioms
from etl.assembly.milestone_subjects import HEAD
from etl.lexicon import alternation, words
from etl.records import NormalText, ProjectMention

_ROLE = alternation(words("roles", predicate="1"))
# 牵头 / 牵头办理 / 处置: a verb without its object
BARE_VERB = re.compile(rf"(?:(?:{_ROLE})(?:[一-龥]{{2}})?|[来去亲自]{{0,2}}[一-龥]{{1,2}}着?)")
ROLE_ALONE = re.compile(rf"(?:{_ROLE})")
# 老王负责征地: an order of its own, no topic
ROLE_INSIDE = re.compile(rf"(?:{_ROLE})")
# 拨付到位, 落实: verbs without an object
VERB_ALONE = re.compile(rf"(?:{TASK_VERB}){{1,2}}(?:到位|完毕|到底|完成)?")
_LONGEST_VERB = 6
_SHORTEST_TOPIC = 2
# 牵头解决用地问题 → 解决用地问题
LEADING_ROLE = re.compile(rf"(?:{_ROLE})")
# (任务清单，)会后(由): when, not what
_OPENING = alternation(words("assignment_openings"))
_NO_OPENING = rf"(?!(?:{_OPENING})[，由请归交])"
# 用地问题由 / 惠民小区4月15日前扫尾完工，由 / 手续办理交由
BEFORE = re.compile(
    rf"(?:^|[，；。：\n])(?:[（(]?[一二三四五六七八九十\d]{{1,2}}[）)、．.])?(?P<topic>{_NO_OPENING}[^，；。：\n了]{{2,40}}?)"
    rf"(?:，(?:{_OPENING}))?，?(?:至少)?(?:(?:改|交|转|均|统一|具体)?[由请归]?|(?:{alternation(words('assignment_sends'))}))$"
)
# 要在6月底前(完成立项审批): a topic is told without its modal and its time, which the deadline holds
_WHEN = re.compile(rf"{FILLER}{{0,2}}{MODAL_WORD}?(?:确保)?{DUE}")
_BARE_RULES = frozenset({
    "unit_role", "unit_by", "unit_role_last", "unit_in_turn", "unit_topic_does", "unit_each_sends",
})
# 唱主角, 打下手 in the forms that need a verb
_IDIOM_RULES = frozenset({"unit_listed", "unit_among_orders", "unit_bare", "unit_below_orders", "unit_dated"})
IDIOM = re.compile(
    alternation(role_idioms() + words("assignment_hands_on"))
)
# 这个项目, 这件事: what it is stands before
POINTER = re.compile(rf"(?:{alternation(words('assignment_pointers'))})(?:的事|上)?")
# 雁鸣大桥这个项目, 征地的事
POINTER_END = re.compile(rf"(?:{alternation(words('assignment_pointers'))})$|的事情?$|这一?[块摊]$")
# 12月下旬必须启用，(市住建局牵头): says more of what was named before
TELLS = re.compile(rf"\d月|^涉及|年|季度|{MODAL_WORD}")
_PLAIN_VERB = 2  # characters of 牵头, 承担
_PROJECT_REACH = 150  # characters before an order in which the project that it is about is named
_REACH = 60
_SUBJECT_RULES = frozenset({"unit_modal", "unit_timed"})
_SHORT_TASK = 8
CLAUSE = re.compile("[^，]*")
# 对在谈的储能项目，(招商局要) / 船闸的专题报告，(港航中心要)
SUBJECT = re.compile(
    r"(?:^|[；。：\n])(?P<topic>(?:对|对于|针对|关于)[^，；。：\n了]{3,24}"
    rf"|(?!{ADVERBIAL})[^，；。：\n了]{{3,20}}(?:{alternation(words('events_heads'))}))，$"
)


@dataclass(frozen=True, slots=True)
class Order:
    """A group with its task, from where the evidence starts."""

    group: SubjectGroup
    task: Task
    start: int
    rule: str
    confidence: float
    topic: int | None = None  # where the words before the unit begin that say what it is about


def _bare_verb(plain: str, order: Order) -> int | None:
    """Where the verb of an order without an object ends (牵头; 牵头，务必…; 拨付到位); None for an order with one."""
    task = order.task
    if order.rule == "unit_modal":
        short = task.end - task.start <= _LONGEST_VERB and VERB_ALONE.fullmatch(plain, task.start, task.end)
        return task.end if short else None
    if order.rule not in _BARE_RULES | _IDIOM_RULES:
        return None
    stop = plain.find("，", task.start, task.end)
    first = stop if stop >= 0 else task.end
    if IDIOM.fullmatch(plain, task.start, first):
        return first
    if order.rule in _IDIOM_RULES:
        return None
    stop = stop if stop >= 0 and ROLE_ALONE.fullmatch(plain, task.start, stop) else task.end
    return stop if BARE_VERB.fullmatch(plain, task.start, stop) else None


def _told(text: NormalText, start: int, end: int) -> str:
    """The topic's own words: 三桥要在6月底前完成审批 → 三桥完成审批, 要在9月底前通车 → 通车."""
    if text.plain[start] == "对":
        start += 1
    when = _WHEN.search(text.plain, start, end)
    if when is None or when.end() == end:
        return text.original[start:end]
    return text.original[start:when.start()] + text.original[when.end():end]


def _with_subject(text: NormalText, order: Order, low: int) -> Order:
    """对在谈项目，招商局要加强沟通 → 对在谈项目加强沟通: a short task with the thing named before the unit."""
    clause = CLAUSE.match(text.plain, order.task.start, order.task.end)
    if order.rule not in _SUBJECT_RULES or clause.end() - clause.start() > _SHORT_TASK:
        return order
    before = SUBJECT.search(text.plain[low:order.start])
    if before is None:
        return order
    told = text.original[low + before.start("topic"):low + before.end("topic")] + order.task.text
    return replace(order, task=replace(order.task, text=told[:TASK_LIMIT]))


def _project_before(text: NormalText, position: int, projects: Sequence[ProjectMention]) -> str:
    """The project that the paragraph named last before `position`, near it."""
    last = bisect_left(projects, position, key=lambda p: p.start) - 1
    if last < 0 or "\n" in text.plain[projects[last].end:position] or position - projects[last].end > _PROJECT_REACH:
        return ""
    return projects[last].name


def with_topics(
    text: NormalText, orders: Sequence[Order], start: int, projects: Sequence[ProjectMention]
) -> tuple[Order, ...]:
    """The orders of a segment that begins at `start`; 牵头 alone becomes 牵头用地问题, 配合 after it 配合用地问题."""
    out: list[Order] = []
    topic, bare = "", True  # whether the order before says what to do by a role alone
    for number, order in enumerate(orders):
        verb = _bare_verb(text.plain, order)
        if verb is None:
            order = _with_subject(text, order, max(start, order.start - _REACH, out[-1].task.end if out else start))
            topic = LEADING_ROLE.sub("", order.task.text, count=1)
            out.append(order)
            bare = False
            continue
        first = max(start, order.start - _REACH, out[-1].task.end if out else start)
        before = BEFORE.search(text.plain[first:order.start])
        if before and ROLE_INSIDE.search(before["topic"]):
            before = None
        if before and order.rule == "unit_modal" and not HEAD.search(text.plain, first, first + before.end("topic")):
            out.append(order)
            continue
        if before:
            order = replace(order, topic=first + before.start("topic"))
            topic = _told(text, first + before.start("topic"), first + before.end("topic"))
            named = bisect_left(projects, order.topic or 0, key=lambda p: p.start) < bisect_left(
                projects, order.start, key=lambda p: p.start
            )
            if POINTER.fullmatch(before["topic"]) or (not named and TELLS.search(before["topic"])):
                topic = _project_before(text, order.start, projects) or topic
        elif order.task.role is Role.LEAD:
            topic = ""
            if number + 1 < len(orders) and orders[number + 1].task.role is Role.SUPPORT and ROLE_ALONE.fullmatch(
                text.plain, order.task.start, verb
            ):
                topic = LEADING_ROLE.sub("", orders[number + 1].task.text, count=1)
        elif order.task.role is not Role.SUPPORT and order.rule != "unit_in_turn":
            topic = ""
        elif not bare:
            topic = topic if ROLE_ALONE.fullmatch(text.plain, order.task.start, verb) else ""
        idiom = IDIOM.fullmatch(text.plain, order.task.start, verb) is not None
        if not topic and (idiom or order.task.role in (Role.LEAD, Role.SUPPORT)):
            topic = _project_before(text, order.start, projects)
        topic = POINTER_END.sub("", topic) if idiom else topic
        rest = order.task.text[verb - order.task.start:]
        about = topic if len(topic) >= _SHORTEST_TOPIC and topic[:_LONGEST_VERB] not in rest else ""
        says = text.original[order.task.start:verb]  # 承担征迁, but 征迁唱主角
        told = (about + says if idiom and len(says) > _PLAIN_VERB else says + about) + rest
        task = replace(order.task, text=told[:TASK_LIMIT])
        out.append(replace(order, task=task))
        bare = True
    return tuple(out)
