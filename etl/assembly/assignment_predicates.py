"""What turns a group of units into the subject of an order: a modal, a role, a time, a place in a list of orders."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from etl.assembly.assignment_subjects import SubjectGroup
from etl.assembly.assignment_words import ADVERBIAL, FILLER, MODAL_WORD, TASK_VERB
from etl.lexicon import alternation, words
from etl.records import Speech

_ROLE = alternation(tuple(w for w in words("roles", predicate="1")))
# 接到通知后 / 在施工过程中: a time between a unit and its modal
_WHEN = r"(?:[^。；：！？\n，的]{1,12}(?:后|前|时|期间|过程中))"
# 要 / ，一定要 / 对列入今年计划的砖瓦窑，要 / 作为第一责任人，要
MODAL = re.compile(
    rf"，?{FILLER}{{0,3}}?(?:，?{ADVERBIAL}[^。；：！？\n，]{{0,44}}?，?)??{FILLER}{{0,3}}?"
    rf"{MODAL_WORD}"
)
# 负责 / 对管辖内的项目落实工作负全责 / 积极配合
ROLE = re.compile(
    rf"，?{FILLER}{{0,2}}(?:(?:对|为)[^。；：！？\n，]{{1,30}}?)?{FILLER}{{0,2}}(?P<role>{_ROLE})"
    rf"(?!(?:{alternation(words('assignment_role_nouns'))})(?!织))"
)
# 是第一责任人 / 为牵头单位
IS_LEAD = re.compile(rf"(?:是|为)[^。；：！？\n，]{{0,20}}?(?:{alternation(words('assignment_lead_titles'))})")
# 的主要职责是: what follows is the task
DUTY_IS = re.compile(r"的?(?:主要|具体|基本|首要|核心)?(?:职责|任务|责任)(?:(?:就)?(?:是|为)[，：]?|：)")
# 将研究办法 / 将与各卫生院院长签订责任书
WILL = re.compile(rf"将{FILLER}{{0,2}}(?:(?:与|同|向|对|会同)[^，；。！？\n]{{2,30}}?)??{TASK_VERB}")
TASK_START = re.compile(rf"{FILLER}{{0,3}}(?:{TASK_VERB}(?!化|性)|进行|每|无偿|不定期|定期)")
IDLE = re.compile(rf"[^。；：！？\n，]{{0,16}}?(?:{alternation(words('assignment_idle_predicates'))})")
CAUSATIVE = re.compile(rf"(?:{alternation(words('assignment_causatives', joins='0'))})(?:各位|我们)?$")
# 9月底前，(县住建局完成…); 会后，(各乡镇召开…)
DATED = re.compile(rf"(?:(?:底|初|日|号|月|年|天|周)(?:之?前|以前|内)|{alternation(words('assignment_openings'))})，?$")
# 责任单位：
LABEL = re.compile(rf"(?P<label>{alternation(words('assignment_labels'))})：$")
BY = re.compile(r"(?<![自理缘来已])由$")
SENTENCE_END = re.compile(r"[。！？\n]")
PARAGRAPH = re.compile(r"\n")
# rules that say by themselves that something is ordered
SURE = frozenset({"modal", "role", "is_lead", "duty_is", "label", "by", "dated", "timed", "request"})
_CAUSATIVE_REACH = 6
_OBJECT_MARKS = "对向与同跟给把将为从到比被让据"  # 对各部门要…: the unit is an object
_LEAD_KINDS = ("department", "government", "party")
# the characters of times; 住院楼工程要在8月底前 holds others and names a thing
_TIME = "\\dXx*×一二三四五六七八九十百两半几个年月日号天周旬时季度小工作星期礼拜"
_TIME += "底初末中上下今明后当本春节国庆元旦清端午汛雨前内以会"
# 于3月10日前 / 一个星期内 / 11月底前，: a deadline between a unit and its verb
_BY_TIME = rf"(?:(?:在|于)?[{_TIME}]{{1,12}}(?<=[前内底起后])，?)"
# 在调度资金上 / 对招投标全过程 / 按合同: a manner between a unit and its verb
_MANNER = r"(?:(?:在|对|就|按|按照|根据|会同|结合|围绕|以)[^，。；：！？\n的了]{1,24}?)"
# 市财政局于3月10日前先行拨付启动资金
TIMED = re.compile(rf"{FILLER}{{0,2}}{_BY_TIME}{_MANNER}?{FILLER}{{0,3}}{TASK_VERB}")
# 川口镇力争各落地2个 / 住建局不许互相踢皮球
COMMITMENT = re.compile(
    rf"{FILLER}{{0,2}}{_BY_TIME}?{_MANNER}?(?P<word>{alternation(words('assignment_commitments'))})(?!的|了)"
)
# 班子成员一人包保一个项目 / 每个县级领导至少谈成1个 / 各县谋划项目不少于3个
QUOTA = re.compile(
    r"(?:[一每][人名个位家镇村]|每|至少|各|分别|人均|全年|当年|不少于)[^，。；：！？\n的了]{0,16}?"
    r"(?:不少于|不低于|至少|[一二两三四五六七八九十\d])[^，。；：！？\n了]{0,24}"
    rf"|{TASK_VERB}[^，。；：！？\n了]{{1,16}}(?:不少于|不低于|不得少于)\d"
)
# 市质安站驻点监督 / 纪检监察组对变更签证全过程跟踪监督: the role ends the clause
ROLE_LAST = re.compile(rf"[^，。；：！？\n的了]{{0,26}}?(?P<role>{_ROLE})(?=[，；。！：）\n]|$)")
BARE = re.compile(rf"{FILLER}{{0,3}}{_MANNER}?{FILLER}{{0,3}}{TASK_VERB}(?!化|性|了)")
# 请各位县领导会后马上到包联项目现场办公
REQUESTED = re.compile(
    rf"{FILLER}{{0,3}}{_MANNER}?{FILLER}{{0,3}}(?:{TASK_VERB}(?!化|性|了)|(?:到|赴|前往)[^，；。]{{2,}})"
)
# 县教育局做好选址工作: the verb itself is an order
IMPERATIVE = re.compile(rf"(?:{alternation(words('assignment_imperatives'))})[^，；。！？\n]{{2,}}")
CLAUSE = re.compile(r"[^，；。！？\n]*")
# (一名县领导包保、)一个部门(帮扶、): one of a list of units with a verb each
IN_TURN = re.compile(rf"{TASK_VERB}(?=[、，；。])")
# 已完成 / 累计 / 了…: told as done, no order
REPORT = re.compile(rf"{alternation(words('assignment_reports'))}|了(?!解)|完成投资|[\d.]%|[高低]于")
# 三、存在的主要问题: what stands below is told, not ordered
REPORT_HEADING = re.compile(alternation(words("assignment_report_headings")))
# (住建局)抓进度，
SHORT_ORDER = re.compile(rf"{TASK_VERB}[^，；。！？\n的了]{{1,12}}[，；。]")
_PAIR = 2
_SHORT_ORDER = 14
EDGE = re.compile(r"(?:^|[，；：。！？\n]|[一二三四五六七八九十]是|[）)])$")
_EDGE_REACH = 2
_OFFICE_KINDS = frozenset({"department", "post"})
_BARE_KINDS = frozenset({"department", "post", "town", "park", "party", "government"})


@dataclass(frozen=True, slots=True)
class Predicate:
    """A group that is told something from `task_start` on. `how` names the words that say so."""

    group: SubjectGroup
    task_start: int
    how: str  # modal, role, is_lead, duty_is, label, by, will, dated, request, timed, quota, listed …
    role: str = ""  # the word of a role: 牵头, 配合



@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a group: an order before it in its sentence, orders in its paragraph, its headings."""

    in_order: bool
    among_orders: bool
    reports: bool  # below a heading such as 存在的问题


def predicates(plain: str, groups: tuple[SubjectGroup, ...], speech: Speech) -> tuple[Predicate, ...]:
    """The groups that are told something. A group inside another's order (作为第一责任人，要) is none of its own.

    Read twice: orders without a modal (市司法局组织律师到园区…) count where the paragraph holds other orders.
    """
    breaks = [m.start() for m in PARAGRAPH.finditer(plain, speech.start, speech.end)]
    sure = _read(plain, groups, speech, breaks, frozenset())
    ordered = frozenset(bisect_left(breaks, p.group.start) for p in sure if p.how in SURE)
    return _read(plain, groups, speech, breaks, ordered)


def _read(
    plain: str, groups: tuple[SubjectGroup, ...], speech: Speech, breaks: list[int], ordered: frozenset[int]
) -> tuple[Predicate, ...]:
    """`ordered`: the paragraphs that hold orders, by number."""
    starts = [s.start for s in speech.sentences]
    out: list[Predicate] = []
    for number, group in enumerate(groups):
        if group.start and plain[group.start - 1] in _OBJECT_MARKS:
            continue
        before = out[-1] if out else None
        if before and group.start < before.task_start:
            continue
        at = max(0, bisect_right(starts, group.start) - 1)
        path = speech.path(speech.sentences[at].section) if starts else ()
        around = _Around(
            in_order=(before is not None and not SENTENCE_END.search(plain, before.task_start, group.start))
            or _parallel(plain, groups[number:number + 2]),
            among_orders=bisect_left(breaks, group.start) in ordered,
            reports=any(REPORT_HEADING.search(title) for title in path),
        )
        found = _predicate(plain, group, around)
        if found:
            out.append(found)
    return tuple(out)


def _parallel(plain: str, pair: tuple[SubjectGroup, ...]) -> bool:
    """住建局抓进度，财政局保资金: two units in a row that each open a clause with a verb are told what to do."""
    if len(pair) < _PAIR or not plain.startswith("，", pair[1].start - 1):
        return False
    told = all(
        SHORT_ORDER.match(plain, g.end) and EDGE.search(plain[max(0, g.start - _EDGE_REACH):g.start]) for g in pair
    )
    return told and "，" not in plain[pair[0].end:pair[1].start - 1] and not REPORT.search(plain, *_both(pair))


def _both(pair: tuple[SubjectGroup, ...]) -> tuple[int, int]:
    return pair[0].end, pair[1].end + _SHORT_ORDER


def _predicate(plain: str, group: SubjectGroup, around: _Around) -> Predicate | None:
    if m := IS_LEAD.match(plain, group.end):
        return Predicate(group, m.end(), "is_lead")
    if m := MODAL.match(plain, group.end):
        return Predicate(group, m.end(), "modal")
    if m := DUTY_IS.match(plain, group.end):
        return Predicate(group, m.end(), "duty_is")
    if m := ROLE.match(plain, group.end):
        return Predicate(group, group.end, "role", m["role"])
    before = plain[max(0, group.start - _CAUSATIVE_REACH):group.start]
    if m := LABEL.search(before):
        return Predicate(group, group.end, "label", m["label"])
    if BY.search(before) and set(group.kinds) - {"company", "place"}:
        return None if IDLE.match(plain, group.end) else Predicate(group, group.end, "by")
    if m := WILL.match(plain, group.end):
        return Predicate(group, group.end + 1, "will") if group.kinds[0] in _LEAD_KINDS else None
    return _without_modal(plain, group, before, around)


def _without_modal(plain: str, group: SubjectGroup, before: str, around: _Around) -> Predicate | None:
    """An order by its form or place alone: 9月底前，县住建局完成…; 财政局落实资金 after another's order."""
    clause = CLAUSE.match(plain, group.end)
    if IDLE.match(plain, group.end) or REPORT.search(plain, group.end, clause.end()):
        return None
    plain_order = TASK_START.match(plain, group.end)
    if plain_order and DATED.search(before):
        return Predicate(group, group.end, "dated")
    if CAUSATIVE.search(before) and (REQUESTED.match(plain, group.end) or TIMED.match(plain, group.end)):
        return Predicate(group, group.end, "request")
    if around.in_order and plain[max(0, group.start - 1):group.start + 1] == "、一" and (
        m := IN_TURN.match(plain, group.end)
    ):
        return Predicate(group, group.end, "in_turn", m.group())
    if around.reports or not EDGE.search(plain[max(0, group.start - _EDGE_REACH):group.start]):
        return None
    if m := COMMITMENT.match(plain, group.end):
        return Predicate(group, m.start("word"), "commitment")
    if IMPERATIVE.match(plain, group.end) and set(group.kinds) <= _BARE_KINDS | {"company"}:
        return Predicate(group, group.end, "imperative")
    near = around.in_order or around.among_orders
    if not set(group.kinds) <= (_BARE_KINDS | {"company"} if near else _BARE_KINDS):
        return None
    if TIMED.match(plain, group.end):
        return Predicate(group, group.end, "timed")
    if QUOTA.match(plain, group.end):
        return Predicate(group, group.end, "quota")
    if near and (m := ROLE_LAST.match(plain, group.end)):
        return Predicate(group, group.end, "role_last", m["role"])
    if not near or not set(group.kinds) <= _BARE_KINDS or not BARE.match(plain, group.end):
        return None
    if around.in_order:
        return Predicate(group, group.end, "listed")
    return Predicate(group, group.end, "among_orders") if set(group.kinds) <= _OFFICE_KINDS else None
