"""What a unit is told to do: the concrete clauses after its modal, without exhortation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from db.vocab import Role
from etl.assembly.assignment_words import ADVERBIAL, DUE, FILLER, MODAL_WORD, TASK_VERB
from etl.lexicon import alternation, mapping, words

TASK_LIMIT = 30  # characters, by the ledger's format
LEAST = 4  # characters of a task
_EVIDENCE_LIMIT = 48  # characters after which no further clause is taken into the evidence
_CLAUSES_LIMIT = 8
_EXHORTATION_LIMIT = 3  # an order that opens with three clauses of exhortation stays one

FILLERS = re.compile(rf"(?:{FILLER}|地|、)*")
EMPTY = re.compile(alternation(words("assignment_empty")))
GOAL = re.compile(alternation(words("assignment_goals")))
FIRST_GOAL = re.compile(alternation(words("assignment_goals", first="1")))
# 在思想上高度重视; 脱贫攻坚谁去抓; 做得不够的; “各做一道菜”: no task
_EMPTY_PHRASE = alternation(tuple(w for w in words("assignment_empty") if len(w) > 3))
NO_TASK = re.compile(
    rf"[^，]*(?:{_EMPTY_PHRASE})$|[^“”，]*(?:谁|什么|怎么)[^“”，]*$|[^，]*的$|[^，]*的不[能得]|“"
)
# 把项目建设作为重中之重 / 把…摆在更加突出的位置
PUT_FIRST = re.compile(rf"把[^，；。]{{1,44}}?(?:{alternation(words('assignment_put_first'))}|抓好$)")


def _manner(where: str) -> str:
    return alternation(words("assignment_manners", where=where))


# 按照…的要求 / 以骨干企业为龙头 / 对已签约的项目: says how or about what, not what to do
SETTING = re.compile(
    rf"(?:以[^，]{{1,30}}为[^，]{{1,12}}|以[^，]{{1,30}}(?:{_manner('spirit')}|精神|力度|标准)"
    rf"|按照?[^，]{{1,60}}(?:{_manner('order')})|(?:{_manner('start')})[^，]{{2,60}}"
    rf"|在[^，]{{1,50}}(?:{_manner('time')})|(?:对|对于)[^，]{{1,50}}(?:{_manner('topic')}))"
)
# 客服中心停车场要…: another subject takes over
OTHER_SUBJECT = re.compile(rf"(?!{ADVERBIAL}|{FILLER}|{TASK_VERB})[^，；。“”]{{2,20}}?{MODAL_WORD}")
# 在3月底前(拨付到位): the deadline holds the time
DATED = re.compile(rf"{DUE},?")
CLAUSE = re.compile(r"(?:“[^“”\n]{0,50}”|[^，：,])+")
# 转变督查方式 / 发挥沟通银企的桥梁纽带作用: exhortation around any object
EMPTY_AROUND = re.compile(
    rf"(?:{alternation(words('assignment_empty_verbs'))})[^，]{{0,24}}"
    rf"(?:{alternation(words('assignment_empty_objects'))})$"
)
# 年内置换出800亩指标: a goal with a figure is a task
FIGURE_GOAL = re.compile(rf"(?:确保|力争|务必)[^，]{{0,10}}?{TASK_VERB}[^，]{{0,12}}\d")
# 包保、一个班子推进 / 配合、一套人马: what follows is told to the next one
ANOTHER = re.compile(r"一[个名位套支](?:部门|单位|领导|班子|干部|人马|专班|队伍)")
NEXT_ONE = re.compile(r"、(?=一[个名位套支])")
# 会同有关部门，(成立专班): says with whom, the next clause what
JOINTLY = re.compile(rf"(?:{alternation(words('assignment_causatives', joins='1'))})[^，]{{2,30}}$")
# 一周一报告 / 每半年对项目进行一次观摩: a cadence, not a task
_PERIOD = alternation(words("cadence_periods"))
REPEATED_DUTY = re.compile(rf"(?:每|一|1)?(?:{_PERIOD})[一1][^，]{{2,6}}$|每(?:{_PERIOD})[^，]{{0,24}}[一两二三]次")
TASK_WORDS = frozenset(words("tasks", alone="1"))
LIST_PART = re.compile("、")
VERB = re.compile(TASK_VERB)
ROLES = mapping("roles", "word", "role")
ROLE_WORD = re.compile(alternation(tuple(ROLES)))
# 负总责, 督查 in any place of a task; no 督导组
ROLE_ANYWHERE = re.compile(rf"(?:{alternation(words('roles', anywhere='1'))})(?![组室员队])")
SUPPORT_START = re.compile(alternation(words("roles", role="support")))
_SHORTEST = 4
_BARE_VERB = 6  # 包保、一个部门帮扶: so few characters are a verb without its object
_OPENING_HEADS = 3  # 支持小额贷款公司 in a later clause does not make the order one of support
_SUPPORT_REACH = 6  # characters in which a task's first support word counts


@dataclass(frozen=True, slots=True)
class Task:
    """`start` and `end` are the first and the last concrete clause taken."""

    start: int
    end: int
    text: str
    role: Role


def read_task(text: str, plain: str, start: int, end: int, *, role: str = "", least: int = LEAST) -> Task | None:
    """The task told in [start, end); None where all of it is exhortation.

    `text` is what the task is quoted from, `role` the word of a role that is already known (牵头, 负全责), `least` the
    characters of the shortest clause that can be a task.
    """
    spans: list[tuple[int, int]] = []
    for number, m in enumerate(CLAUSE.finditer(plain, start, end)):
        if number >= _CLAUSES_LIMIT or (spans and m.end() - spans[0][0] > _EVIDENCE_LIMIT):
            break
        core = FILLERS.match(plain, m.start(), m.end()).end()
        if (dated := DATED.match(plain, core, m.end())) and m.end() - dated.end() >= _SHORTEST:
            core = FILLERS.match(plain, dated.end(), m.end()).end()
        core = _after_exhortation(plain, core, m.end())
        cut = NEXT_ONE.search(plain, core, min(m.end(), core + _BARE_VERB)) if not number else None
        clause = plain[core:cut.start() if cut else m.end()].rstrip("。；！？、” \n")
        if "”" in clause and "“" not in clause.split("”")[0]:  # the rest of a quotation
            continue
        if number and (OTHER_SUBJECT.match(plain[m.start():m.end()]) or ANOTHER.match(plain, core)):
            break
        if number >= _EXHORTATION_LIMIT and not spans:
            break
        if ((role or cut) and not number) or _is_concrete(clause, first=not spans and number == 0, least=least):
            spans.append((core, core + len(clause)))
        elif spans and GOAL.match(clause):
            break
        if cut:
            break
    if len(spans) > 1 and JOINTLY.match(plain, spans[0][0], spans[0][1]):
        spans = spans[1:]
    if not spans:
        return None
    return Task(spans[0][0], spans[-1][1], _task_text(text, spans), _role(plain, start, spans, known=role))


def _after_exhortation(plain: str, core: int, end: int) -> int:
    """立足实际、培育一家企业: where the first part that opens with a task's verb begins."""
    if not EMPTY.match(plain, core, end) or plain[core] == "把":
        return core
    for m in LIST_PART.finditer(plain, core, end):
        at = FILLERS.match(plain, m.end(), end).end()
        if VERB.match(plain, at, end) and not EMPTY.match(plain, at, end):
            return at
    return core


def _is_concrete(clause: str, *, first: bool, least: int) -> bool:
    if len(clause) < least and clause not in TASK_WORDS:
        return False
    if any(p.match(clause) for p in (EMPTY, NO_TASK, PUT_FIRST, EMPTY_AROUND)):
        return False
    if SETTING.fullmatch(clause) or REPEATED_DUTY.search(clause):
        return False
    if FIGURE_GOAL.match(clause):
        return True
    return not GOAL.match(clause) or (first and bool(FIRST_GOAL.match(clause)))


def _task_text(text: str, spans: list[tuple[int, int]]) -> str:
    """The clauses as written, whole ones as far as they fit."""
    out = text[spans[0][0]:spans[0][1]]
    for start, end in spans[1:]:
        joined = f"{out}，{text[start:end]}"
        out = joined if len(joined) <= TASK_LIMIT else out
    return out[:TASK_LIMIT]


def _role(plain: str, start: int, spans: list[tuple[int, int]], *, known: str) -> Role:
    """Lead and support by a clause's opening word, supervise by any word of the task."""
    if known:
        return Role(ROLES[known])
    heads = [start, FILLERS.match(plain, start).end(), *(s for s, _ in spans)]
    opening = [ROLES[m.group()] if (m := ROLE_WORD.match(plain, at)) else "" for at in heads]
    anywhere = {ROLES[m.group()] for s, e in spans for m in ROLE_ANYWHERE.finditer(plain, s, e)}
    if "lead" in anywhere.union(opening):
        return Role.LEAD
    supports = "support" in opening[:_OPENING_HEADS]
    if "supervise" in anywhere and not supports:
        return Role.SUPERVISE
    helps = SUPPORT_START.search(plain, spans[0][0], min(spans[0][1], spans[0][0] + _SUPPORT_REACH))
    return Role.SUPPORT if helps or supports or "support" in anywhere else Role.DO
