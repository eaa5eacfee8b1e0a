"""What turns a group of units into the subject of an order: a modal, a role, a label, a form, a place among orders."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from etl.assembly.assignment_forms import IDLE, QUOTA, Around, at_edge, form_of, parallel, unbuilt
from etl.assembly.assignment_subjects import SubjectGroup
from etl.assembly.assignment_words import ADVERBIAL, FILLER, MODAL_WORD, TASK_VERB, TIME
from etl.lexicon import alternation, table, words
from etl.records import Speech

_ROLE = alternation(tuple(w for w in words("roles", predicate="1")))
# 要 / ，一定要 / 对列入清单的老厂房，要 / 作为第一责任人，要
MODAL = re.compile(
    rf"，?{FILLER}{{0,3}}?(?:，?{ADVERBIAL}[^。；：！？\n，]{{0,44}}?，?)??{FILLER}{{0,3}}?"
    rf"{MODAL_WORD}"
)
# (每月入库项目不)得少于2个: the modal belongs to the figure
# 应开6个、实开5个: a figure beside what came of it
DUE_AND_DONE = re.compile(r"(?<=应)[^，；。、]{1,12}[、，]实")
# (争创)示范区，当前要…: the object of another clause
OBJECT_OF = re.compile(rf"{TASK_VERB}$")
AT_LEAST = re.compile(r"少于|低于|超过|高于|突破")


def _no_role() -> str:
    """负责人, 配合度: a noun that begins with a role; 负责人饮工程 and 负责组织 hold none."""
    return "|".join(
        row["word"] + (f"(?![{row['goes_on']}])" if row["goes_on"] else "") for row in table("assignment_role_nouns")
    )


# 负责 / 对管辖内的项目落实工作负全责 / 积极配合
ROLE = re.compile(
    rf"，?{FILLER}{{0,2}}(?:(?:对|为)[^。；：！？\n，]{{1,30}}?)?{FILLER}{{0,2}}(?P<role>{_ROLE})(?!{_no_role()})"
)
# 是第一责任人 / 为牵头单位
IS_LEAD = re.compile(rf"(?:是|为)[^。；：！？\n，]{{0,20}}?(?:{alternation(words('assignment_lead_titles'))})")
# 的主要职责是: what follows is the task
DUTY_IS = re.compile(r"的?(?:主要|具体|基本|首要|核心)?(?:职责|任务|责任)(?:(?:就)?(?:是|为)[，：]?|：)")
# 将研究办法 / 将与各卫生院院长签订责任书 / 决定对各乡镇开展督查
WILL = re.compile(
    rf"(?:将|决定(?=[对由从向])){FILLER}{{0,2}}(?:(?:与|同|向|对|会同|由|从)[^，；。！？\n]{{2,30}}?)??{TASK_VERB}"
)
# 责任单位：
LABEL = re.compile(rf"(?P<label>{alternation(words('assignment_labels'))})：$")
BY = re.compile(r"(?:(?<![自理缘来已])由|交给|交到|包给)$")
# 由某某等同志担任: an appointment
APPOINTED = re.compile(r"[^，；。\n]{0,60}?[担兼]任")
# 征地的事(找老王), 手续上的问题直接(找行政审批局)
ASKED = re.compile(r"[^，；。：！？\n]{1,12}的?(?:事|事情|问题|活|难题|手续)[就都直接要]{0,2}找$")
COLON = re.compile("：")
# 从9月18日开始，(督查室牵头，…跑遍了所有园区): told as done
SINCE = re.compile(rf"(?:从|自)[{TIME}]{{2,12}}(?:开始|起|以来)，$")
DONE = re.compile(r"[^。！？；\n]{0,80}?(?:了(?![解算])|完成[^。！？；，\n]{0,8}\d)")
SENTENCE_END = re.compile(r"[。！？\n]")
PARAGRAPH = re.compile(r"\n")
# rules that say by themselves that something is ordered
SURE = frozenset({"modal", "role", "is_lead", "duty_is", "label", "by", "dated", "timed", "request", "asked", "colon"})
_BEFORE_REACH = 12
_SINCE_REACH = 18
_OBJECT_MARKS = "对向与同跟给把将为从到比被让据受往"  # 对各部门要…: the unit is an object
_LEAD_KINDS = ("department", "government", "party")
_COLON_KINDS = frozenset({"department", "post", "town", "park", "party", "government"})
# 三、存在的主要问题: what stands below is told, not ordered
REPORT_HEADING = re.compile(alternation(words("assignment_report_headings")))
# 三、整改要求: what stands below is ordered
ORDER_HEADING = re.compile(alternation(words("assignment_order_headings")))
_BESIDE_ORDERS = Around(in_order=True, among_orders=True, reports=False, orders=True)


@dataclass(frozen=True, slots=True)
class Predicate:
    """A group that is told something from `task_start` on. `how` names the words that say so."""

    group: SubjectGroup
    task_start: int
    how: str  # modal, role, is_lead, duty_is, label, by, will, asked, colon or a form's name
    role: str = ""  # the word of a role: 牵头, 配合


def predicates(plain: str, groups: tuple[SubjectGroup, ...], speech: Speech) -> tuple[Predicate, ...]:
    """The groups that are told something. A group inside another's order (作为第一责任人，要) is none of its own.

    Read twice: orders without a modal (市司法局组织律师到园区…) count where the paragraph holds other orders.
    """
    breaks = [m.start() for m in PARAGRAPH.finditer(plain, speech.start, speech.end)]
    by_words = tuple(_by_words(plain, group) for group in groups)
    sure = _read(plain, groups, by_words, speech, breaks, frozenset())
    ordered = frozenset(bisect_left(breaks, p.group.start) for p in sure if p.how in SURE)
    return _read(plain, groups, by_words, speech, breaks, ordered)


def _read(
    plain: str, groups: tuple[SubjectGroup, ...], by_words: tuple[Predicate | None, ...], speech: Speech,
    breaks: list[int], ordered: frozenset[int],
) -> tuple[Predicate, ...]:
    """`ordered`: the paragraphs that hold orders, by number."""
    starts = [s.start for s in speech.sentences]
    out: list[Predicate] = []
    twin = -1  # number of the group that runs parallel to the one before it
    for number, group in enumerate(groups):
        if group.start and plain[group.start - 1] in _OBJECT_MARKS and not BY.search(plain[:group.start][-2:]):
            continue
        before = out[-1] if out else None
        if before and group.start < before.task_start:
            continue
        found = by_words[number]
        if found is None:
            if number + 1 < len(groups) and parallel(plain, groups[number:number + 2]):
                twin = number + 1
            at = max(0, bisect_right(starts, group.start) - 1)
            path = speech.path(speech.sentences[at].section) if starts else ()
            here = bisect_left(breaks, group.start)
            form = form_of(plain, group, Around(
                in_order=(before is not None and not SENTENCE_END.search(plain, before.task_start, group.start))
                or twin in (number, number + 1),
                among_orders=here in ordered,
                reports=any(REPORT_HEADING.search(t) and not ORDER_HEADING.search(t) for t in path),
                orders=here - 1 in ordered or here + 1 in ordered or any(ORDER_HEADING.search(t) for t in path),
            ))
            found = Predicate(group, form.task_start, form.how, form.role) if form else None
        if found:
            out.append(found)
    return tuple(out)


def _by_words(plain: str, group: SubjectGroup) -> Predicate | None:
    """What modals, roles and labels say, whatever stands around."""
    if m := IS_LEAD.match(plain, group.end):
        return Predicate(group, m.end(), "is_lead")
    before = plain[max(0, group.start - _BEFORE_REACH):group.start]
    if m := MODAL.match(plain, group.end):
        if DUE_AND_DONE.match(plain, m.end()) or ("，" in m.group() and OBJECT_OF.search(before)):
            return None
        if unbuilt(plain, group):
            return None
        if AT_LEAST.match(plain, m.end()):
            return Predicate(group, group.end, "at_least") if QUOTA.match(plain, group.end) else None
        return Predicate(group, m.end(), "modal")
    if m := DUTY_IS.match(plain, group.end):
        return Predicate(group, m.end(), "duty_is")
    if m := ROLE.match(plain, group.end):
        told = SINCE.search(plain[max(0, group.start - _SINCE_REACH):group.start]) and DONE.match(plain, m.end())
        return None if told else Predicate(group, group.end, "role", m["role"])
    if m := LABEL.search(before):
        return Predicate(group, group.end, "label", m["label"])
    if BY.search(before) and set(group.kinds) - {"company", "place"}:
        idle = IDLE.match(plain, group.end) or APPOINTED.match(plain, group.end)
        return None if idle else Predicate(group, group.end, "by")
    if m := WILL.match(plain, group.end):
        start = group.end + (1 if plain[group.end] == "将" else 2)
        return Predicate(group, start, "will") if group.kinds[0] in _LEAD_KINDS else None
    if ASKED.search(before):
        return Predicate(group, group.end, "asked", "负责")
    return _after_colon(plain, group)


def _after_colon(plain: str, group: SubjectGroup) -> Predicate | None:
    """县财政局：筹措资金…: a name, a colon and what it is to do."""
    if not COLON.match(plain, group.end) or not set(group.kinds) <= _COLON_KINDS or not at_edge(plain, group.start):
        return None
    told = SubjectGroup(group.start, group.end + 1, group.names, group.kinds, group.generic)
    if m := ROLE.match(plain, told.end):
        return Predicate(group, told.end, "colon", m["role"])
    form = form_of(plain, told, _BESIDE_ORDERS)
    return Predicate(group, told.end, "colon") if form else None
