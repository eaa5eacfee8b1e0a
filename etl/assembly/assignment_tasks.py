"""What a unit is told to do: the concrete clauses after its modal, without exhortation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from db.vocab import Role
from etl.assembly.assignment_words import ADVERBIAL, FILLER, MODAL_WORD, TASK_VERB
from etl.lexicon import alternation, mapping, words

TASK_LIMIT = 30  # characters, by the ledger's format
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
CLAUSE = re.compile(r"[^，：,]+")
# 一周一报告: a cadence, not a task
REPEATED_DUTY = re.compile(rf"(?:每|一|1)?(?:{alternation(words('cadence_periods'))})[一1][^，]{{2,6}}$")
TASK_WORDS = frozenset(words("tasks", alone="1"))
LIST_PART = re.compile("、")
VERB = re.compile(TASK_VERB)
ROLES = mapping("roles", "word", "role")
ROLE_WORD = re.compile(alternation(tuple(ROLES)))
ROLE_ANYWHERE = re.compile(alternation(words("roles", anywhere="1")))  # 负总责, 督查 in any place of a task
SUPPORT_START = re.compile(alternation(words("roles", role="support")))
_SUPPORT_REACH = 6  # characters in which a task's first support word counts


@dataclass(frozen=True, slots=True)
class Task:
    """`start` and `end` are the first and the last concrete clause taken."""

    start: int
    end: int
    text: str
    role: Role


def read_task(text: str, plain: str, start: int, end: int, *, role: str = "") -> Task | None:
    """The task told in [start, end); None where all of it is exhortation.

    `text` is what the task is quoted from, `role` the word of a role that is already known (牵头, 负全责).
    """
    spans: list[tuple[int, int]] = []
    for number, m in enumerate(CLAUSE.finditer(plain, start, end)):
        if number >= _CLAUSES_LIMIT or (spans and m.end() - spans[0][0] > _EVIDENCE_LIMIT):
            break
        core = FILLERS.match(plain, m.start(), m.end()).end()
        core = _after_exhortation(plain, core, m.end())
        clause = plain[core:m.end()].rstrip("。；！？、” \n")
        if "”" in clause and "“" not in clause.split("”")[0]:  # the rest of a quotation
            continue
        if number and OTHER_SUBJECT.match(plain[m.start():m.end()]):
            break
        if number >= _EXHORTATION_LIMIT and not spans:
            break
        if (role and not number) or _is_concrete(clause, first=not spans and number == 0):
            spans.append((core, core + len(clause)))
        elif spans and GOAL.match(clause):
            break
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


def _is_concrete(clause: str, *, first: bool) -> bool:
    if len(clause) < 4 and clause not in TASK_WORDS:
        return False
    if any(p.match(clause) for p in (REPEATED_DUTY, EMPTY, NO_TASK, PUT_FIRST)) or SETTING.fullmatch(clause):
        return False
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
    opening = {ROLES[m.group()] for at in heads if (m := ROLE_WORD.match(plain, at))}
    anywhere = {ROLES[m.group()] for s, e in spans for m in ROLE_ANYWHERE.finditer(plain, s, e)}
    if "lead" in opening | anywhere:
        return Role.LEAD
    if "supervise" in anywhere and "support" not in opening:
        return Role.SUPERVISE
    helps = SUPPORT_START.search(plain, spans[0][0], min(spans[0][1], spans[0][0] + _SUPPORT_REACH))
    return Role.SUPPORT if helps or "support" in opening else Role.DO
