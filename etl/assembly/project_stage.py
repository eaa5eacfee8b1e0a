"""A project's stage from the words around its mentions.

The cue words and their stages are in the lexicon. What a cue means depends on its tense: 已动工 is construction,
确保动工 is starting, 争取动工 is preliminary; 已投产 is operating, 力争投产 is a project still under construction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from db.vocab import Stage
from etl.lexicon import alternation, mapping, words

_CUES = mapping("project_stages", "word", "stage")
_TENSES = mapping("project_tenses", "word", "tense")
_LOCAL = frozenset(words("project_tenses", reach="clause"))
CUE = re.compile(alternation(tuple(_CUES)))
TENSE = re.compile(alternation(tuple(_TENSES)))
# 20xx年建成, 2010年完成: a year of its own for the end of the works
YEAR_AHEAD = re.compile(r"(?:20[\dxX*]{1,2}|明|后)年")
# 6月28日下线, 三季度末投产: a day that is told for the end of the works and not as past
MONTH_AHEAD = re.compile(
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:\d{1,2}[日号]|[一二三四五六七八九十]{1,3}[日号]|初|底|份|上旬|中旬|下旬)?前?"
    rf"|[一二三四]季度|{alternation(words('project_days_ahead'))}"
)
# 下月|签约: no contract yet
NEXT_TIME = re.compile(alternation(words("project_days_ahead", kind="next")))
# 去年12月|通车, 上个月|投产: past, but 去年要求10月|竣工 is not
PAST_DAY = re.compile(
    r"(?:去年|前年|上年|上个?月|上周)(?:底|初)?(?:[\d一二三四五六七八九十]{1,3}(?:月份?|[日号]|季度)?(?:底|初)?){0,2}"
    r"(?:就|便|已|已经)?$"
)
# 从拿地到|点火|只用了11个月: what is reached
FROM_TO = re.compile(r"从[^，。]{2,8}到(?P<to>[^，。]{2,6}?)(?:投产)?(?:只|仅|才|前后)?(?:只|仅)?用了")
DENIALS = frozenset("没未")
MASK = "＿"  # stands for a project's own words, which are no cue
# 完成|地下室顶板: a part; 完成|全部建设任务: the whole
WHOLE = re.compile(
    r"了?(?:全部|整体|主要)?(?:建设|工程|改造|整治|施工|搬迁|扩建){0,2}(?:任务)?[的并]?$|全部|竣工|验收|交付|交工"
)
# 八栋老房子|改了五栋, 晾房|盖了四十座: work that goes on, where no cue says more
_DOING = alternation(words("project_work_verbs"))
WORK = re.compile(
    rf"(?:{_DOING})(?:了[\d一二两三四五六七八九十百几半]|完|到|齐|不动|起来|上去|得差不多)"
    rf"|没(?:有)?(?:{_DOING})[完好齐到]?|{alternation(words('project_work_signs'))}"
)
STOPS = "，。；、：！"
TENSE_REACH = 14
# 建成|后年产值8亿元, 竣工|投产之后: what follows the works, no step of them
_ENDS = alternation(tuple(w for w in _CUES if _CUES[w] in ("completed", "operating")))
AFTERWARDS = re.compile(rf"(?:{_ENDS})?(?:之|以)?后")
# 建成|3座, 建成|不少于8座: a part of one project; 建成|3个项目: several
SOME_OF_IT = re.compile(r"了?(?:不少于|不低于|至少)?(?:\d[\d.]*|[一二两三四五六七八九十]{1,3})[座栋台幢口眼孔层公]")
# 至今未|招标, 还没|开工
STILL_NOT = re.compile("(?:至今|仍然?|尚|迟迟|还|始终|一直)[未没]有?")
# 设备安装|已经, 征地拆迁工作|全部: what the 完成 after it speaks of is a part of the works or a step before them
_PARTS = mapping("project_parts", "word", "stage")
PART_BEFORE = re.compile(rf"(?P<part>{alternation(tuple(_PARTS))})[^，、；：{MASK}]{{0,8}}$")
PART_REACH = 20
PROGRESS = "progress"
NEUTRAL = "none"
ORDER = tuple(Stage)
ENDED = (Stage.COMPLETED, Stage.OPERATING)


@dataclass(frozen=True, slots=True)
class Reading:
    """A stage with how firmly the words say so: 3 an accomplished fact, 2 a clear cue, 1 a general word of progress."""

    stage: Stage
    firmness: int


def read_clause(clause: str, *, tense: str = "") -> Reading | None:
    """The stage that a clause states, its project names masked. `tense` is inherited from the clause before.

    Of accomplished stages the last holds, of intended ones the first; a general word (加快) counts only alone.
    """
    if (reached := FROM_TO.search(clause)) and (cue := CUE.search(reached["to"])):
        stage = _CUES[cue.group()]
        if stage in ("starting", *ENDED):
            return Reading(Stage.CONSTRUCTION if stage == "starting" else Stage(stage), 3)
    readings = [r for m in CUE.finditer(clause) if (r := _reading(clause, m, tense))]
    if not readings:
        return Reading(Stage.CONSTRUCTION, 1) if WORK.search(clause) else None
    done = [r for r in readings if r.firmness == 3]
    if done:
        return max(done, key=lambda r: ORDER.index(r.stage))
    clear = [r for r in readings if r.firmness == 2]
    if clear and all(r.stage in ENDED for r in clear):  # 建成投产: the later of the two
        return max(clear, key=lambda r: ORDER.index(r.stage))
    return min(clear or readings, key=lambda r: ORDER.index(r.stage))


def _reading(clause: str, cue: re.Match[str], inherited: str) -> Reading | None:
    stage = _CUES[cue.group()]
    if stage == NEUTRAL or (stage in ENDED and AFTERWARDS.match(clause, cue.end())):
        return None
    if stage == PROGRESS:
        return Reading(Stage.CONSTRUCTION, 1)
    near = clause_tense(clause[max(0, cue.start() - TENSE_REACH):cue.end() + 1])
    tense = near or clause_tense(clause[:cue.start()], lasting=True) or inherited
    if tense == "negative" and cue.group()[0] in DENIALS:  # 没通车: the word says what has not been reached
        return Reading(Stage(stage), 3)
    if tense == "negative":
        still = STILL_NOT.search(clause, max(0, cue.start() - TENSE_REACH), cue.end())
        return Reading(Stage.PRELIMINARY, 3 if still else 2) if stage in ("starting", "preliminary") else None
    if cue.group() in ("完成", "完成投资"):
        stage = _finished(clause, cue)
    elif stage == "completed" and SOME_OF_IT.match(clause, cue.end()):
        return Reading(Stage.CONSTRUCTION, 2)
    match stage:
        case "construction" if tense == "done":
            return Reading(Stage.CONSTRUCTION, 3)
        case "signed":
            ahead = tense in ("soft", "later") or NEXT_TIME.search(clause)
            return Reading(Stage.NEGOTIATING if ahead else Stage.SIGNED, 2)
        case "starting":
            return _start(cue.group(), tense)
        case "completed" | "operating":
            past = PAST_DAY.search(clause, max(0, cue.start() - TENSE_REACH), cue.start())
            return Reading(Stage(stage), 3) if past else _end(Stage(stage), clause, tense)
        case _:
            return Reading(Stage(stage), 2)


def _finished(clause: str, cue: re.Match[str]) -> str:
    """What 完成 says: of the whole, that it stands; of a part of the works, that they go on; of a step before them
    (完成招标, 招标已完成), that the step is taken."""
    rest = clause[cue.end():].rstrip(STOPS)
    if not rest and (part := PART_BEFORE.search(clause, max(0, cue.start() - PART_REACH), cue.start())):
        return _PARTS[part["part"]]
    if rest.startswith(MASK) or WHOLE.match(rest):
        return "completed"
    step = CUE.search(rest)
    return "preliminary" if step and _CUES[step.group()] == "preliminary" else "construction"


def _start(word: str, tense: str) -> Reading:
    if tense == "done":
        return Reading(Stage.CONSTRUCTION, 3)
    if tense in ("soft", "later"):
        return Reading(Stage.PRELIMINARY, 2)
    return Reading(Stage.STARTING, 2)


def _end(stage: Stage, clause: str, tense: str) -> Reading:
    if tense == "done":
        return Reading(stage, 3)
    if tense in ("hard", "soft", "later"):
        return Reading(Stage.CONSTRUCTION, 2)
    if YEAR_AHEAD.search(clause):
        return Reading(Stage.PLANNED, 2)
    if MONTH_AHEAD.search(clause):
        return Reading(Stage.CONSTRUCTION, 2)
    return Reading(stage, 2)


def clause_tense(text: str, *, lasting: bool = False) -> str:
    """done, soft, hard, later or negative by the words before a cue; the strongest of several. "" where none.

    `lasting`: only by words that hold for the clauses after, too (确保, not 加快)."""
    found = {_TENSES[m.group()] for m in TENSE.finditer(text) if not lasting or m.group() not in _LOCAL}
    for tense in ("negative", "done", "later", "soft", "hard"):
        if tense in found:
            return tense
    return ""


def best(readings: tuple[Reading, ...]) -> Stage:
    """One stage for a project from the readings of its mentions: the firmest, of equals the most advanced."""
    if not readings:
        return Stage.UNKNOWN
    return max(readings, key=lambda r: (r.firmness, ORDER.index(r.stage))).stage


