"""What a unit is told to do: the concrete clauses after its modal, without exhortation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from db.vocab import Role
from etl.assembly.assignment_times import BY_TIME, HALF
from etl.assembly.assignment_words import ADVERBIAL, DUE, FILLER, MODAL_WORD, TASK_VERB, TIME
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
# 在思想上高度重视; 脱贫攻坚谁去抓; 哪里难就到哪里; 做得不够的; “各做一道菜”: no task
_ASKS = alternation(words("assignment_asking"))
_EMPTY_PHRASE = alternation(tuple(w for w in words("assignment_empty") if len(w) > 3))
NO_TASK = re.compile(
    rf"[^，]*(?:{_EMPTY_PHRASE})$|[^“”，]*(?:{_ASKS})[^“”，]*$|[^，]*的$|[^，]*的不[能得]|“"
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
DATED = re.compile(rf"(?:{BY_TIME}|{DUE}|{HALF}|(?:在|于|抢在|赶在)?[{TIME}]{{1,12}}(?<=[前内底])),?")
# (统筹资金，)每笔周转不超过20天; 有错的找会计改: how or on which terms, not what to do
ACTION = re.compile(
    rf"(?:{FILLER}|{alternation(words('assignment_ways'))}|{DUE}|[{TIME}、]{{2,12}}){{0,4}}(?:{TASK_VERB}|{alternation(words('assignment_prepositions'))}"
    rf"|{alternation(words('assignment_spoken_verbs'))}|{alternation(words('assignment_action_openings'))})"
)
BRACKETS = re.compile(r"（[^（）]{1,40}）|\([^()]{1,40}\)")
# 加大(对农村饮水项目建设的)技术指导: an attribute that a short task does without
_TWO = alternation(tuple(w for w in words("tasks") + words("assignment_action_openings") if len(w) > 1))
ATTRIBUTE = re.compile(
    rf"(?P<verb>(?:{_TWO})(?:[和、](?:{_TWO}))?好?)(?P<of>[^，“”把将]{{3,40}}的)(?P<noun>(?:(?![一-龥][出到好成完起清])[^的，“”]){{2,14}})$"
)
# 避免工程遭水毁、塌陷…: where a clause that is too long may end
PART = re.compile("、|等|以及|而")
CLAUSE = re.compile(r"(?:“[^“”\n]{0,50}”|(?<=\d)[，,](?=\d{3})|[^，：,])+")
# 转变督查方式 / 发挥协会的纽带作用: exhortation around any object
EMPTY_AROUND = re.compile(
    rf"(?:{alternation(words('assignment_empty_verbs'))})[^，]{{0,24}}"
    rf"(?:{alternation(words('assignment_empty_objects'))})$"
)
# 年内置换出800亩指标: a goal with a figure is a task
FIGURE_GOAL = re.compile(rf"(?:确保|力争|务必)[^，]{{0,10}}?{TASK_VERB}[^，]{{0,12}}\d")
# 包保、一个班子推进 / 配合、一套人马: what follows is told to the next one
ANOTHER = re.compile(r"一[个名位套支](?:部门|单位|领导|班子|干部|人马|专班|队伍)")
# 各领一个，(我只点三个): the speaker tells of himself
SPEAKER = re.compile(r"(?:今天|下面|这里|现在)?(?:我(?![省市县区州旗乡镇局委办院校们])|咱(?!们[省市县区]))")
NEXT_ONE = re.compile(r"、(?=一[个名位套支])")
# 会同有关部门，(成立专班): says with whom, the next clause what
JOINTLY = re.compile(
    rf"(?:{alternation(words('assignment_causatives', joins='1'))})[^，]{{2,30}}"
    r"[局委办厅部门位司心镇县市区道社会院所站组等]$"
)
# 一周一报告 / 每半年对项目进行一次观摩 / 按旬通报: a cadence, not a task
_PERIOD = alternation(words("cadence_periods"))
REPEATED_DUTY = re.compile(
    rf"(?:每|一|1)?(?:{_PERIOD})[一1][^，]{{2,6}}$|每(?:{_PERIOD})[^，]{{0,24}}[一两二三]次"
    rf"|^按(?:{_PERIOD})[^度]"
)
TASK_WORDS = frozenset(words("tasks", alone="1"))
LIST_PART = re.compile("、")
VERB = re.compile(TASK_VERB)
_WRITTEN_ROLES = mapping("roles", "word", "role")
ROLES = mapping("assignment_spoken_verbs", "verb", "role") | _WRITTEN_ROLES
ROLE_WORD = re.compile(alternation(tuple(_WRITTEN_ROLES)))
# 负总责, 督查 in any place of a task; no 督导组
ROLE_ANYWHERE = re.compile(rf"(?:{alternation(words('roles', anywhere='1'))})(?![组室员队单函件])")
# 负责监督工程的招投标: in charge of supervising
_CHARGED = frozenset({"负责", "具体负责"})
SUPERVISES = re.compile(alternation(words("roles", role="supervise")))
SUPPORT_START = re.compile(alternation(words("roles", role="support")))
_SHORTEST = 4
_SHORTEST_ROLE = 2
_SHORT_CLAUSE = 12
_LEAST_PART = 6
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
        if role and not number and m.end() - core < _SHORTEST_ROLE:  # 亲自抓
            core = m.start()
        cut = NEXT_ONE.search(plain, core, min(m.end(), core + _BARE_VERB)) if not number else None
        clause = plain[core:cut.start() if cut else m.end()].rstrip("。；！？、”） \n")
        if clause.count("“") > clause.count("”") and plain.startswith("”", core + len(clause)):  # 开“周末专场”
            clause += "”"
        if "”" in clause and "“" not in clause.split("”")[0]:  # the rest of a quotation
            continue
        if number and (OTHER_SUBJECT.match(plain[m.start():m.end()]) or ANOTHER.match(plain, core)
                       or SPEAKER.match(plain, m.start(), m.end())):
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
    return Task(spans[0][0], spans[-1][1], _task_text(text, plain, spans), _role(plain, start, spans, known=role))


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


def _task_text(text: str, plain: str, spans: list[tuple[int, int]]) -> str:
    """The clauses that say what to do, as written where they fit; else without what stands in brackets and without
    attributes, the first ones whole, the last one up to a mark in it."""
    told = [spans[0], *(span for span in spans[1:] if ACTION.match(plain, *span))]
    whole = "，".join(text[start:end] for start, end in told)
    if len(whole) <= TASK_LIMIT:
        return whole
    shorter = [_shorter(text, plain, *span) for span in told]
    out = shorter[0]
    for clause in shorter[1:]:
        room = TASK_LIMIT - len(out) - 1
        if len(clause) > room:
            marks = [m.start() for m in PART.finditer(clause, _LEAST_PART, max(_LEAST_PART, room + 1))]
            clause = clause[:marks[-1]] if marks else ""
        out = f"{out}，{clause}" if clause else out
    return out[:TASK_LIMIT]


def _shorter(text: str, plain: str, start: int, end: int) -> str:
    """A clause without brackets and attributes: 发现和解决(建设过程中存在的)困难."""
    out = BRACKETS.sub("", text[start:end])
    if len(out) != end - start:
        return out
    m = ATTRIBUTE.match(plain, start, end) if end - start > _SHORT_CLAUSE else None
    return text[start:m.end("verb")] + text[m.start("noun"):end] if m else out


def _role(plain: str, start: int, spans: list[tuple[int, int]], *, known: str) -> Role:
    """Lead and support by a clause's opening word, supervise by any word of the task."""
    if known:
        watches = known in _CHARGED and (m := SUPERVISES.match(plain, FILLERS.match(plain, start).end() + len(known)))
        return Role.SUPERVISE if watches else Role(ROLES[known])
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
