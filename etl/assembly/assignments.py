"""Assignments: a named unit, post or class of units is told to do a concrete task."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from db.vocab import Role
from etl.assembly.assignment_forms import CLAUSE
from etl.assembly.assignment_labels import ROW, labelled, row_deadline
from etl.assembly.assignment_predicates import Predicate, predicates
from etl.assembly.assignment_subjects import SubjectGroup, subject_groups
from etl.assembly.assignment_tasks import LEAST, OTHER_SUBJECT, ROLES, TASK_LIMIT, Task, read_task
from etl.assembly.assignment_topics import Order, with_topics
from etl.assembly.assignment_words import FILLER, MODAL_WORD, TASK_VERB, role_idioms
from etl.assembly.milestone_deadlines import governing_deadline
from etl.assembly.sanction_rules import states_rule
from etl.lexicon import alternation, mapping, words
from etl.records import (
    AssignmentRecord,
    Deadline,
    Mentions,
    NormalText,
    ProjectMention,
    Sentence,
    Span,
    Speech,
    SpeechContext,
)
from etl.spans import starting_in
from etl.text.normalize import normalize

SEGMENT = re.compile(r"[^；。！？\n]+")
# ；做好… ；要早日完成… ；对主干道…: goes on with the same subject
GOES_ON = re.compile(
    rf"{FILLER}|{TASK_VERB}|{MODAL_WORD}"
)
# 拿不准的，直接打电话: said to whoever it is, no duty of the last subject
WHOEVER = re.compile(r"(?!对|把|将|给|与|向)[^，；。：\n]{2,14}的，")
# 对于推进中出现的问题，要及时…
TAKES_UP = re.compile(
    rf"(?:同时|特别是|尤其是|此外|另外)?，?(?:对|对于)[^。；\n]{{4,120}}?，{FILLER}{{0,2}}?{MODAL_WORD}"
)
# 会同各区县和中小企业局
JOINTLY = re.compile(rf"(?:{alternation(words('assignment_causatives', joins='1'))})$")
# 对质量、安全要全面负责 after 是第一责任人
ANSWERS_FOR = re.compile(rf"，(?P<duty>对[^，；。\n]{{4,44}}{MODAL_WORD}?{FILLER}{{0,2}}负(?:总|全|主要|直接|首要)?责)")
# a unit's name that says that it leads
LEADS = re.compile("牵头(?:人|领导|负责)|包案|总指挥")
# 一人包保一个项目, 每人联系两个项目
EACH_LEADS = re.compile(alternation(words("assignment_each_leads")))
CONFIDENCE = {
    "modal": 0.85, "role": 0.85, "is_lead": 0.85, "by": 0.75, "duty_is": 0.75, "dated": 0.65,
    "listed": 0.7, "request": 0.55, "will": 0.5, "timed": 0.7, "commitment": 0.65, "quota": 0.7, "role_last": 0.65,
    "among_orders": 0.6, "imperative": 0.6, "in_turn": 0.7, "below_orders": 0.55, "bare": 0.5, "topic_does": 0.65,
    "asked": 0.7, "at_least": 0.8, "colon": 0.75, "then": 0.6, "each_sends": 0.7,
}
# orders by form or place alone: with a frequency in them they are cadences
# 责任人要向市政府说明情况: an order even where it is a penalty too
_OWN_ORDERS = frozenset({"modal", "is_lead", "duty_is", "label"})
ELSEWHERE = "elsewhere"  # a sanction or a cadence holds it
_WEAK_RULES = frozenset({
    "timed", "commitment", "quota", "role_last", "listed", "among_orders", "imperative", "dated", "below_orders",
    "bare", "then", "each_sends",
})
# 财政局保资金 beside 住建局抓进度; (征收由镇村)承担: shorter tasks than elsewhere
_LEAST = {
    "listed": LEAST - 1, "among_orders": LEAST - 1, "below_orders": LEAST - 1, "bare": LEAST - 1, "colon": LEAST - 1,
    "topic_does": 1, "by": 1, "each_sends": 1, "then": 2,
}
_FREQUENCY_REACH = 12  # characters after a unit in which its frequency begins
# 、跨组的由 / ，补偿款由: what the next one is charged with
NEXT_TOPIC = re.compile(r"[，、](?:[^，、；。]{1,30})?(?:[交转改])?由$")
# 人社局牵头，(公安、信访等部门参加，对案件逐一销号): what is led comes later
LEADS_ALONE = re.compile("(?:总?牵头|打头|挂帅)，")
# （县住建局(牵头，)县水务公司(配合）): the bracket's units do what stands before it
IN_BRACKETS = re.compile(r"（[^（）。；\n]{2,80}$")
ROLE_ENDS = re.compile(r"[，、；）]")
_BRACKET_REACH = 80
# (对会战资金)从头盯到尾, (给国土局)打下手: a clause that ends with an idiom of a role
SAID_ROLE = re.compile(
    rf"[^，；。：！？\n了]{{0,24}}?(?P<role>{alternation(role_idioms())})(?=[，；。！：）\n]|$)"
)
_ROLE_UNSAID = frozenset({"by", "topic_does", "then", "listed", "among_orders", "bare", "below_orders", "dated"})
_SUBJECT_KINDS = frozenset({"department", "post", "government", "party"})
_RULE_REACH = 70  # 县委、政府将把成效与考核挂钩，对成绩显著的予以重奖
_INHERITED = 0.55
_NEXT_SENTENCE = 0.55
_CONTINUED_KINDS = frozenset({"department", "post"})
_CLASS_PENALTY = 0.1


def assemble_assignments(
    text: NormalText, speech: Speech, mentions: Mentions, context: SpeechContext
) -> tuple[AssignmentRecord, ...]:
    """One record for each list of units and each task, in the order of the text; a repeated passage counts once."""
    groups = subject_groups(text, mentions)
    told = _elsewhere(text.plain, speech, mentions, predicates(text.plain, groups, speech))
    starts = [p.group.start for p in told]
    found: list[Order] = []
    before: Predicate | None = None
    for number, sentence in enumerate(speech.sentences):
        here = told[bisect_left(starts, sentence.start):bisect_left(starts, sentence.end)]
        if here:
            pair = speech.sentences[max(0, number - 1):number + 1]
            found += _sentence(text, pair, here, groups, mentions.projects)
        elif before and _takes_up(text.plain, speech.sentences[number - 1], sentence, before):
            task = read_task(text.original, text.plain, sentence.start, sentence.end)
            found += [Order(before.group, task, sentence.start, "next_sentence", _NEXT_SENTENCE)] if task else []
            continue
        before = here[-1] if here else None
    records = (_record(text, order, speech.sentences, mentions) for order in found)
    return tuple({(text.plain[r.start:r.end], r.units): r for r in reversed(list(records))}.values())[::-1]


def _elsewhere(
    plain: str, speech: Speech, mentions: Mentions, told: tuple[Predicate, ...]
) -> tuple[Predicate, ...]:
    """Marks what other records hold: who carries out a penalty (末位的，由市政府约谈…), and 督查科每月通报."""
    rules = mentions.rules
    rule_starts = [r.start for r in rules]
    frequencies = [c.start for c in mentions.cadences]
    out: list[Predicate] = []
    for p in told:
        last = bisect_left(rule_starts, p.group.start) - 1
        after = bisect_left(frequencies, p.group.end)
        repeated = after < len(frequencies) and frequencies[after] < p.group.end + _FREQUENCY_REACH \
            and "，" not in plain[p.group.end:frequencies[after]]
        ahead = mentions.cadences[after - 1] if after else None  # 每周五，指挥部把进度晾出来
        repeated = repeated or (ahead is not None and plain[ahead.end:p.group.start] in ("", "，", "由", "，由"))
        rewards = p.how == "will" and last + 1 < len(rules) and rules[last + 1].start < p.group.end + _RULE_REACH
        elsewhere = (p.how in _WEAK_RULES and repeated) or rewards or (
            p.how not in _OWN_ORDERS and last >= 0 and p.group.start < rules[last].end
        )
        out.append(replace(p, how=ELSEWHERE) if elsewhere else p)
    return tuple(out)


def _takes_up(plain: str, last: Sentence, sentence: Sentence, predicate: Predicate) -> bool:
    """对推进中出现的问题，要及时…: a post or an office told something in the sentence before is told more."""
    return (
        predicate.how != ELSEWHERE and set(predicate.group.kinds) <= _CONTINUED_KINDS and not predicate.group.generic
        and last.section == sentence.section and "\n" not in plain[last.start:sentence.start]
        and bool(TAKES_UP.match(plain, sentence.start, sentence.end))
    )


def _sentence(
    text: NormalText, sentences: tuple[Sentence, ...], told: tuple[Predicate, ...], groups: tuple[SubjectGroup, ...],
    projects: tuple[ProjectMention, ...],
) -> Iterator[Order]:
    """The orders of the last of `sentences`; a segment after ； without a subject of its own goes on with the last one.

    The sentence before is given for （责任单位：…）, which says who does what stands there.
    """
    sentence = sentences[-1]
    current: Predicate | None = None
    for segment in SEGMENT.finditer(text.plain, sentence.start, sentence.end):
        here = [p for p in told if segment.start() <= p.group.start < segment.end()]
        if not here:
            own = any(g.start == segment.start() for g in _near(groups, segment.start()))
            current = current if current and not own and _goes_on(text.plain, *segment.span()) else None
            task = read_task(text.original, text.plain, *segment.span()) if current else None
            if current and task and not current.group.generic and current.how != ELSEWHERE:
                yield Order(current.group, task, segment.start(), "same_subject", _INHERITED)
            continue
        orders: list[Order] = []
        for number, predicate in enumerate(here):
            stop = here[number + 1].group.start if number + 1 < len(here) else segment.end()
            orders += _told(text, predicate, stop, groups, sentences)
        yield from with_topics(text, orders, segment.start(), projects)
        current = here[-1]


def _near(groups: tuple[SubjectGroup, ...], position: int) -> tuple[SubjectGroup, ...]:
    first = bisect_left(groups, position, key=lambda g: g.start)
    return groups[first:first + 1]


def _goes_on(plain: str, start: int, end: int) -> bool:
    """A segment that neither names another subject nor states a reward or a penalty."""
    if not GOES_ON.match(plain, start, end) or WHOEVER.match(plain, start, end):
        return False
    if OTHER_SUBJECT.match(plain[start:end]):
        return False
    return not states_rule(plain, start, end)


def _told(
    text: NormalText, predicate: Predicate, stop: int, groups: tuple[SubjectGroup, ...], sentences: tuple[Sentence, ...]
) -> Iterator[Order]:
    """What one predicate says up to `stop`; a unit named with 会同 supports."""
    group, how = predicate.group, predicate.how
    if (group.generic and how != "by") or how == ELSEWHERE:
        return
    if how == "label":
        start = group.start - len(predicate.role) - 1
        yield from labelled(text, predicate, sentences, start, mapping("assignment_labels", "label", "role"))
        return
    if how == "role" and (m := IN_BRACKETS.search(text.plain[:group.end][-_BRACKET_REACH:])) \
            and ROLE_ENDS.match(text.plain, group.end + len(predicate.role)):
        start = group.end - len(m.group())
        yield from labelled(text, predicate, sentences, start, ROLES)
        return
    if how == "asked":
        yield _asked(text, group, sentences[-1].start)
        return
    stop = _own_stop(text.plain, predicate, stop, groups)
    least = _LEAST.get(how, LEAST)
    role = predicate.role if how != "in_turn" else ""
    task = read_task(text.original, text.plain, predicate.task_start, stop, role=role, least=least)
    if how == "in_turn":
        stop = predicate.task_start + len(predicate.role)
        told = text.original[predicate.task_start:stop]
        task = Task(predicate.task_start, stop, told, Role(ROLES.get(predicate.role, "do")))
    if how == "is_lead":
        task = _as_lead(text, group.end, predicate.task_start, stop)
    if task is None:
        return
    alone = ROLES.get(text.plain[task.start:task.end]) if how in ("by", "topic_does") else None
    if alone is not None:  # (管护由村集体)承担
        task = replace(task, role=Role(alone))
    if how in _ROLE_UNSAID and task.role is Role.DO and (said := SAID_ROLE.match(text.plain, task.start)):
        task = replace(task, role=Role(ROLES[said["role"]]))
    if how == "quota" and task.role is Role.DO and EACH_LEADS.search(text.plain, task.start, task.end):
        task = replace(task, role=Role.LEAD)
    penalty = _CLASS_PENALTY if set(group.kinds) <= {"class", "company"} else 0
    yield Order(group, task, group.start, f"unit_{how}", round(CONFIDENCE[how] - penalty, 2))
    for other in starting_in(groups, Span(predicate.task_start, task.end)):
        if JOINTLY.search(text.plain[other.start - 2:other.start]):
            yield Order(other, Task(task.start, task.end, task.text, Role.SUPPORT), other.start, "jointly", 0.6)


def _own_stop(plain: str, predicate: Predicate, stop: int, groups: tuple[SubjectGroup, ...]) -> int:
    """Where what is told ends: before the topic of the next 由…, before another subject (其他领导各负其责)."""
    if m := NEXT_TOPIC.search(plain, predicate.task_start, stop):
        stop = m.start()
    if predicate.how == "topic_does":
        return CLAUSE.match(plain, predicate.task_start, stop).end()
    if LEADS_ALONE.match(plain, predicate.task_start):
        return stop
    for other in starting_in(groups, Span(predicate.task_start, stop)):
        subject = set(other.kinds) <= _SUBJECT_KINDS or (not other.generic and other.named)
        if plain[other.start - 1] == "，" and subject and plain[other.end:other.end + 1] not in "的、，":
            return other.start
    return stop


def _asked(text: NormalText, group: SubjectGroup, low: int) -> Order:
    """征地的事找镇长: the topic is the task."""
    start = max(low, *(text.plain.rfind(mark, low, group.start) + 1 for mark in "，；："))
    told = text.original[start:group.start].removesuffix("找")
    return Order(group, Task(start, group.end, told[:TASK_LIMIT], Role.LEAD), start, "unit_asked", CONFIDENCE["asked"])


def _as_lead(text: NormalText, start: int, end: int, stop: int) -> Task:
    """是第一责任人; what they answer for, where the next clause says it (对质量、安全要全面负责)."""
    m = ANSWERS_FOR.match(text.plain, end, stop)
    told = text.original[m.start("duty"):m.end("duty")] if m else text.original[start:end]
    return Task(start, m.end() if m else end, told[:TASK_LIMIT], Role.LEAD)


def _record(
    text: NormalText, order: Order, sentences: tuple[Sentence, ...], mentions: Mentions
) -> AssignmentRecord:
    named_lead = order.task.role is Role.DO and any(LEADS.search(normalize(name).plain) for name in order.group.names)
    return AssignmentRecord(
        start=order.start, end=order.task.end, rule=order.rule, confidence=order.confidence, units=order.group.names,
        role=Role.LEAD if named_lead else order.task.role, task=order.task.text,
        deadline=_deadline(text.plain, order, sentences, mentions),
    )


def _deadline(plain: str, order: Order, sentences: tuple[Sentence, ...], mentions: Mentions) -> Deadline | None:
    """The first date of the task's own clauses up to the ；, else the one that governs them from before, else that of
    the words before the unit that say what it is about (三桥6月底前完工，由交通局负责)."""
    task = order.task
    sentence = sentences[bisect_right(sentences, task.start, key=lambda s: s.start) - 1]
    if order.rule == ROW:
        return row_deadline(plain, sentence, mentions.dates)
    cut = SEGMENT.match(plain, task.start, sentence.end)
    stop = cut.end() if cut else task.end
    found = [
        date for clause in sentence.clauses if clause.end > task.start and clause.start < stop
        for date in (governing_deadline(plain, sentence, mentions.dates, clause.end - 1),) if date
    ]
    own = [date for date in found if date.start >= task.start]
    if not found and order.topic is not None:
        told = (governing_deadline(plain, sentence, mentions.dates, order.start - 1 - k) for k in range(2, 4))
        found = [date for date in told if date and date.start >= order.topic]
    return (own or found)[0].deadline if found else None
