"""Orders by form or place alone, without a modal or a role: 9月底前，县住建局完成…; 财政局落实资金 beside an order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.assembly.assignment_subjects import SubjectGroup
from etl.assembly.assignment_times import AT_TIME, BY_TIME, HALF, UPON, WHEN
from etl.assembly.assignment_words import DUE, FILLER, SPOKEN, SPOKEN_SHORT, TASK_VERB
from etl.lexicon import alternation, words

_ROLE = alternation(tuple(w for w in words("roles", predicate="1")))
# 在调度资金上 / 对招投标全过程 / 按合同: a manner between a unit and its verb
_MANNER = r"(?:(?:在|对|就|按|按照|根据|会同|结合|围绕|以)[^，。；：！？\n的了]{1,24}?)"
# 对缺手续的项目 / 把剩下的户 may hold 的, 在管理过程中 not
_PHRASE = (
    rf"(?:(?:{alternation(words('assignment_prepositions', of='1'))})[^，。；：！？\n了]{{1,24}}?"
    rf"|(?:{alternation(words('assignment_prepositions', of='0'))})[^，。；：！？\n了的]{{1,24}}?)"
)
_HOW = rf"(?:{FILLER}|{alternation(words('assignment_ways'))}|{AT_TIME}|{HALF}|[一逐][一-龥]{{1,2}}一[一-龥]{{1,2}})"
_SPOKEN_ROLES = frozenset(words("assignment_spoken_verbs")) - frozenset(words("assignment_spoken_verbs", role="do"))
_ALONE = frozenset(words("assignment_spoken_verbs"))
_ROLES_SAID = _SPOKEN_ROLES | frozenset(words("roles"))
_NOMINAL = alternation(words("assignment_nominal_ends"))
_ENDS = r"(?=[，；。！：）\n]|$)"
AT_END = re.compile(_ENDS)
# 管进度 / 提前介入审批 / 去看一看工地 / 对缺手续的项目开展联审 / 跟着单子核 / 把花名册贴到墙上
DOES = re.compile(
    rf"(?!在[^，。；\n]{{1,20}}(?:的时候|过程中)){_HOW}{{0,3}}?(?:{BY_TIME}{_HOW}{{0,2}}?)?(?:{_PHRASE}{_HOW}{{0,3}}?){{0,2}}?"
    rf"(?P<verb>{TASK_VERB}|{SPOKEN}|(?P<twice>[一-龥])一(?P=twice)|(?:{SPOKEN_SHORT}){_ENDS})(?!化|性|了|的|中|{_NOMINAL})"
)
# (征收办)催签约, (财政所)管钱: one letter and its object, among other orders
DOES_SHORT = re.compile(
    rf"{_HOW}{{0,3}}?(?!{alternation(words('assignment_short_stops'))})(?P<verb>{SPOKEN_SHORT})"
    rf"[^，。；：！？\n的了]{{1,20}}{_ENDS}"
)
# 市财政局于3月10日前先行拨付启动资金
TIMED = re.compile(
    rf"{FILLER}{{0,2}}{BY_TIME}(?:{_PHRASE}|{_HOW})?{FILLER}{{0,3}}(?:{TASK_VERB}|{SPOKEN}|把|要么)(?!化|性|了)"
)
# 一家一策，(两个月内把工人招齐) / 辛苦一下，(后天把图交来): what is ordered comes in a later clause, with its time
THEN_TIMED = re.compile(
    rf"[^，；。：！？\n的了]{{2,14}}，(?:[^，；。：！？\n的了]{{2,10}}，)?{_HOW}{{0,2}}?{WHEN}{_HOW}{{0,3}}?"
    rf"(?:{TASK_VERB}|{SPOKEN}|把|至少|给[出个])(?!化|性|了)"
)
# 对着清单过筛子，把(漏下的补齐): without a time only among orders
THEN_PUTS = re.compile(rf"[^，；。：！？\n的了]{{2,14}}，{_HOW}{{0,3}}?把[^，；。：！？\n了]{{3,}}")
# 别松手，谈一个盯一个，(上半年谈成一个): not this but that
NOT_THIS = re.compile(
    rf"(?:就|都|也|可|千万|谁也|再){{0,2}}(?:{alternation(words('assignment_negations'))})(?![的人处墅])"
    r"[^，；。：！？\n]{1,14}，"
    rf"(?:[^，；。：！？\n]{{2,14}}，){{0,2}}?"
    rf"(?P<then>{_HOW}{{0,2}}?"
    rf"(?:{WHEN}(?=[^，；。：！？\n]{{3}})|{WHEN}?{_HOW}{{0,3}}?(?:{TASK_VERB}|{SPOKEN}|把|至少)(?!化|性|了))"
    r"[^，；。：！？\n]{2,})"
)
# 川口镇力争各落地2个 / 住建局不许互相踢皮球
COMMITMENT = re.compile(
    rf"{FILLER}{{0,2}}{BY_TIME}?{_MANNER}?(?P<word>{alternation(words('assignment_commitments'))})(?!的|了)"
)
# 班子成员一人包保一个项目 / 每个县级领导至少谈成1个 / 各县谋划项目不少于3个
QUOTA = re.compile(
    r"(?:[一每][人名个位家镇村]|每|至少|各|分别|人均|全年|当年|不少于)[^，。；：！？\n的了]{0,16}?"
    r"(?:不少于|不低于|至少|[一二两三四五六七八九十\d])[^，。；：！？\n了]{0,24}"
    rf"|{TASK_VERB}[^，。；：！？\n了]{{1,16}}(?:不少于|不低于|不得少于)\d"
)
# 市质安站驻点监督 / 纪检监察组对变更签证全过程跟踪监督: the role ends the clause
ROLE_LAST = re.compile(rf"[^，。；：！？\n的了由]{{0,26}}?(?P<role>{_ROLE}){_ENDS}")
# (省里)每公里补助30万元, (县里)配套6万元: what is paid, no order
_PAY = alternation(words("assignment_payments"))
PAYS = re.compile(rf"(?:每[^，。；：、\d]{{1,5}})?(?:{_PAY})[^，。；：、]{{0,6}}\d")
# 请各位县领导会后马上到包联项目现场办公
REQUESTED = re.compile(
    rf"{FILLER}{{0,3}}{_MANNER}?{FILLER}{{0,3}}(?:{TASK_VERB}(?!化|性|了)|(?:到|赴|前往)[^，；。]{{2,}})"
)
# 县教育局做好选址工作: the verb itself is an order
IMPERATIVE = re.compile(rf"(?:{alternation(words('assignment_imperatives'))})[^，；。！？\n]{{2,}}")
# 这个礼拜就把线拉过去
PUTS = re.compile(rf"(?P<upon>{UPON})?(?:{_HOW}|{BY_TIME}|{WHEN}){{0,4}}?把[^，；。！？\n了]{{3,}}")
TASK_START = re.compile(rf"{FILLER}{{0,3}}(?:{TASK_VERB}(?!化|性)|进行|每|无偿|不定期|定期|把)")
# (一名县领导包保、)一个部门(帮扶、): one of a list of units with a verb each
IN_TURN = re.compile(rf"(?:{TASK_VERB}|{SPOKEN_SHORT})(?=[、，；。])")
# (林地手续)林业局去办，: the topic stands before the unit without a comma
TOPIC_DOES = re.compile(rf"(?:来|去|亲自|牵头)?(?P<verb>{alternation(words('assignment_topic_verbs'))}){_ENDS}")
TOPIC = re.compile(
    rf"(?:^|[，；：。！？\n])(?:[^，；：。！？\n、了]{{2,14}}|[^，；：。！？\n、了]{{1,12}}(?:{alternation(words('assignment_topic_ends'))})，)$"
)
# 每个战场派(一名副县长坐镇)
EACH_SENDS = re.compile(rf"[每各][^，；。：！？\n、了的]{{1,9}}?(?:{alternation(words('assignment_sends'))})$")
SENT_TO = re.compile(
    rf"{_HOW}{{0,2}}(?P<does>{_ROLE}|{SPOKEN}|{TASK_VERB}|(?:{SPOKEN_SHORT})着?{_ENDS})(?!化|性|了|的)"
)
CAUSATIVE = re.compile(rf"(?<!申)(?:{alternation(words('assignment_causatives', joins='0'))})(?:各位|我们)?$")
# 9月底前，(县住建局完成…); 8月1日起，; 会后，(各乡镇召开…)
DATED = re.compile(
    rf"(?:(?:底|初|日|号|月|年|天|周)(?:之?前|以前|内|起)|{alternation(words('assignment_openings'))})，?$"
)
IDLE = re.compile(rf"[^。；：！？\n，]{{0,16}}?(?:{alternation(words('assignment_idle_predicates'))})")
# 已完成 / 累计 / 了…: told as done, no order
REPORT = re.compile(
    rf"{alternation(words('assignment_reports'))}|了(?![解算])|完成投资|[\d.]%|[高低]于"
    r"|的[^，；。的]{0,10}(?:情况|现象|进度)(?=[，；。：\n]|$)"
)
# 今年以来，(各县区创新实干) / 2025年6月，(财政厅印发…) / 于9月21日至27日(核查): the time is past
PAST = re.compile(
    rf"(?<![\d一二三四五六七八九十])(?:{alternation(words('assignment_recent'))})(?!的)"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}日)?，$"
)
PAST_SPAN = re.compile(r"[^；。\n]{0,60}?\d{1,2}日(?:至|到|-|—)(?:\d{1,2}月)?\d{1,2}日")
# 市政府今天把…请来; 公安局今天就清场 is an order
PAST_AFTER = re.compile(rf"(?:{alternation(words('assignment_recent'))})(?!就|起|开始)")
SENTENCE_START = re.compile(r"[。！？；\n]")
# (县中医院)二期 / (产业园)标准厂房 / (中心)搬迁工程: the name goes on and names a thing
THING = re.compile(
    rf"(?:{alternation(words('assignment_things', kind='verb'))}){{0,2}}"
    rf"(?:{alternation(words('assignment_things', kind='thing'))})"
)
# 东山镇, 柳河乡: a place small enough to be told what to do
TOWN = re.compile("[镇乡村]$|街道$")
# 各乡镇党委, 街道党工委: below the body that speaks
SUBORDINATE = re.compile("[各镇乡村]|街道")
# 园区管委会, 项目部: a body that acts
RUN = re.compile(rf"(?:{alternation(words('assignment_acting_ends'))})$")
# 4月20日之前 in the sentence: what stands in it is planned
LIMIT = re.compile(rf"[^。；！？\n]{{0,40}}?{DUE}")
# (县医养结合中心)年底前主体封顶: what happens to a building
BUILDING = re.compile(r"[中心院园校馆站厂场库桥]$")
# 目前还停留在规划本上: a station that is yet to be built is told nothing
UNBUILT = re.compile(rf"[^，；。！？\n要]{{0,12}}?(?:{alternation(words('assignment_unbuilt'))})")
BUILT = re.compile(
    rf"[^，。；！？\n]{{0,16}}?(?:{alternation(words('assignment_building_ends'))}){_ENDS}"
)
CLAUSE = re.compile(r"[^，；。！？\n]*")
TWO_CLAUSES = re.compile(r"[^，；。！？\n]*(?:，[^，；。！？\n]*){0,2}")
STRETCH = re.compile(r"[^。！？\n]*")
EDGE = re.compile(
    r"(?:^|[，；：。！？\n]|[一二三四五六七八九十]是|[）)]|[；：。！\n][一二三四五六七八九十\d]{1,2}[、.．]"
    rf"|[，；：。！？\n](?:{alternation(words('assignment_narrowing'))})的)$"
)
_EDGE_REACH = 6
_CAUSATIVE_REACH = 6
_TOPIC_REACH = 15
_SHORT_ORDER = 24
_PAST_REACH = 40
_OFFICE_KINDS = frozenset({"department", "post"})
_LEADERSHIP = frozenset({"party", "government"})  # 县委把大家请来: the speaker's own side tells what it did
_BARE_KINDS = frozenset({"department", "post", "town", "park", "party", "government"})


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a group: an order before it in its sentence, orders in its paragraph, its headings."""

    in_order: bool
    among_orders: bool
    reports: bool  # below a heading such as 存在的问题
    orders: bool  # below a heading such as 整改要求, or beside paragraphs of orders


@dataclass(frozen=True, slots=True)
class Form:
    """`how` names the form, the task begins at `task_start`; `role` is the word of a role that the form holds."""

    how: str
    task_start: int
    role: str = ""


def at_edge(plain: str, start: int) -> bool:
    """Whether a clause begins at `start`."""
    return bool(EDGE.search(plain[max(0, start - _EDGE_REACH):start]))


def names_a_thing(plain: str, group: SubjectGroup) -> bool:
    """县中医院二期, 产业园标准厂房; 县医养结合中心年底前封顶."""
    if THING.match(plain, group.end):
        return True
    return unbuilt(plain, group, BUILT) or unbuilt(plain, group)


def unbuilt(plain: str, group: SubjectGroup, said: re.Pattern[str] = UNBUILT) -> bool:
    """水文监测站目前还停留在规划本上."""
    return bool(BUILDING.search(plain, group.start, group.end) and said.match(plain, group.end))


def parallel(plain: str, pair: tuple[SubjectGroup, SubjectGroup]) -> bool:
    """住建局抓进度，财政局保资金: two units in a row that each open a clause with a verb are told what to do."""
    first, second = pair
    if not 0 < second.start - first.end <= _SHORT_ORDER or plain[second.start - 1] not in "，；":
        return False
    if "，" in plain[first.end:second.start - 1] or not all(at_edge(plain, g.start) for g in pair):
        return False
    end = CLAUSE.match(plain, second.end).end()
    return all(_does(plain, g) for g in pair) and not REPORT.search(plain, first.end, end)


def _does(plain: str, group: SubjectGroup) -> bool:
    return not IDLE.match(plain, group.end) and not names_a_thing(plain, group) and bool(
        DOES.match(plain, group.end) or DOES_SHORT.match(plain, group.end)
    )


def form_of(plain: str, group: SubjectGroup, around: Around) -> Form | None:
    """The form of an order that says nothing of must or who leads; None where the words tell what is or was."""
    if not around.reports and at_edge(plain, group.start) and not set(group.kinds) & _LEADERSHIP and (
        m := NOT_THIS.match(plain, group.end)
    ):
        return Form("then", m.start("then"))
    clause = CLAUSE.match(plain, group.end)
    if IDLE.match(plain, group.end) or REPORT.search(plain, group.end, clause.end()) or names_a_thing(plain, group):
        return None
    if PAYS.match(plain, group.end):
        return None
    if set(group.kinds) <= {"post"} and EACH_SENDS.search(plain[max(0, group.start - _TOPIC_REACH):group.start]) and (
        m := SENT_TO.match(plain, group.end)
    ):
        return Form("each_sends", m.start("does"), m["does"] if m["does"] in _ROLES_SAID else "")
    before = plain[max(0, group.start - _CAUSATIVE_REACH):group.start]
    office = set(group.kinds) <= _OFFICE_KINDS and not _is_past(plain, group)
    if DATED.search(before) and (TASK_START.match(plain, group.end) or (office and DOES.match(plain, group.end))):
        return Form("dated", group.end)
    if DATED.search(before) and THEN_TIMED.match(plain, group.end) and not _told_as_done(plain, group):
        return Form("then", group.end)
    if CAUSATIVE.search(before) and (REQUESTED.match(plain, group.end) or TIMED.match(plain, group.end)):
        return Form("request", group.end)
    if around.in_order and plain[max(0, group.start - 1):group.start + 1] == "、一" and (
        m := IN_TURN.match(plain, group.end)
    ):
        return Form("in_turn", group.end, m.group())
    if around.reports:
        return None
    if _acts(plain, group) <= _BARE_KINDS | {"company"} and TOPIC_DOES.match(plain, group.end) and TOPIC.search(
        plain[max(0, group.start - _TOPIC_REACH):group.start]
    ):
        return Form("topic_does", group.end)
    return _at_edge(plain, group, around) if at_edge(plain, group.start) else None


def _acts(plain: str, group: SubjectGroup) -> set[str]:
    """The kinds of a group; a place that is a town (城关镇) is told what to do as one."""
    kinds = set(group.kinds)
    return {"town"} if kinds == {"place"} and TOWN.search(plain, group.start, group.end) else kinds


def _is_past(plain: str, group: SubjectGroup) -> bool:
    low = max(0, group.start - _PAST_REACH)
    before = SENTENCE_START.split(plain[low:group.start])[-1]
    return bool(PAST.search(before) or PAST_AFTER.match(plain, group.end) or PAST_SPAN.match(plain, group.end))


def _told_as_done(plain: str, group: SubjectGroup) -> bool:
    return _is_past(plain, group) or bool(REPORT.search(plain, *TWO_CLAUSES.match(plain, group.end).span()))


def _at_edge(plain: str, group: SubjectGroup, around: Around) -> Form | None:
    if m := COMMITMENT.match(plain, group.end):
        return Form("commitment", m.start("word"))
    kinds = _acts(plain, group)
    leads = kinds <= _LEADERSHIP and not SUBORDINATE.search(plain, group.start, group.end)
    if leads and not around.in_order:
        return None
    if IMPERATIVE.match(plain, group.end) and kinds <= _BARE_KINDS | {"company"}:
        return Form("imperative", group.end)
    told = kinds <= _BARE_KINDS | {"company"} or (kinds == {"class"} and plain[group.start] in "各每")
    if told and (m := PUTS.match(plain, group.end)) and not _is_past(plain, group):
        return Form("imperative", m.end("upon") if m["upon"] else group.end)
    if kinds <= _BARE_KINDS | {"class"} and (kinds != {"class"} or plain[group.start] in "各每") and THEN_TIMED.match(
        plain, group.end
    ) and not _told_as_done(plain, group):
        does = DOES.match(plain, group.end) or DOES_SHORT.match(plain, group.end)
        return Form("then", group.end, does["verb"] if does and does["verb"] in _SPOKEN_ROLES else "")
    near = around.in_order or around.among_orders or bool(LIMIT.match(plain, group.end))
    if not kinds <= (_BARE_KINDS | {"company", "class"} if near else _BARE_KINDS):
        return None
    if TIMED.match(plain, group.end):
        return Form("timed", group.end)
    if near and THEN_PUTS.match(plain, group.end) and not _told_as_done(plain, group):
        return Form("then", group.end)
    if QUOTA.match(plain, group.end):
        return Form("quota", group.end)
    if near and (m := ROLE_LAST.match(plain, group.end)):
        return Form("role_last", group.end, m["role"])
    m = DOES.match(plain, group.end) or (near and DOES_SHORT.match(plain, group.end)) or None
    if m is None or _is_past(plain, group):
        return None
    alone = len(m["verb"]) > 1 and m["verb"] in _ALONE and AT_END.match(plain, m.end())
    role = m["verb"] if m["verb"] in _SPOKEN_ROLES or alone else ""
    if around.in_order:
        return Form("listed", group.end, role)
    if near and kinds <= _BARE_KINDS | {"class"} and kinds != {"class"}:
        return Form("among_orders", group.end, role)
    if not kinds <= _OFFICE_KINDS and not RUN.search(plain, group.start, group.end):
        return None
    if around.orders:
        return Form("below_orders", group.end, role)
    return None if REPORT.search(plain, *STRETCH.match(plain, group.end).span()) else Form("bare", group.end, role)
