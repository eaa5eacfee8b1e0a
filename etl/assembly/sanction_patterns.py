"""The forms a rule of reward or penalty takes, built from the sanction tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from etl.assembly.assignment_words import MODAL_WORD, TASK_VERB
from etl.lexicon import alternation, words

SEGMENT = re.compile(r"[^；。！？\n]+")
# 加2分, 扣罚5000元: the figure makes the short word a consequence
_POINTS = r"(?:倒扣|扣罚|扣减|奖励|[加扣减奖罚记])[\d.一二两三五十]{1,5}(?:个)?(?:分|万元|元)"
_POINTS += r"|扣[^，；。]{0,8}?[\d.]{1,4}分|[奖罚](?=[，；。]|$)"
_POINTS += r"|奖(?:励)?(?:工作经费|现金|奖金|人民币)?[\d.]{1,6}(?:万)?元"
_WORD = (
    rf"(?:(?:{alternation(words('sanction_consequences'))})(?!{alternation(words('sanction_systems'))})|{_POINTS})"
)
_REWARD = alternation(words("sanction_consequences", polarity="reward"))
_HOLDER = alternation(words("sanction_holders"))
_LEAD = alternation(words("sanction_leads"))
_STARTER = alternation(words("sanction_starters", conditional="0"))
_IF = alternation(words("sanction_starters", conditional="1"))
CONSEQUENCE = re.compile(rf"{_WORD}|谁")
_CLAUSE_END = re.compile(r"[，：]|$")

# 的单位和个人 / 的 / 行为: what ends a trigger
_HOLDERS = rf"(?:有关|相关|责任)?(?:{_HOLDER})(?:(?:和|、|及|以及|或)(?:有关|相关|责任)?(?:{_HOLDER})){{0,4}}"
_MERIT = alternation(words("sanction_merits"))
_FAILED = alternation(words("sanction_failings", strong="1"))
_ON_PERSONS = alternation(
    tuple(w for w in words("sanction_consequences", polarity="penalty") if w not in words("sanction_on_things"))
)
_OUTCOME = (
    rf"{_MERIT}|{_FAILED}|[前后][一二两三四五六七八九十几\d]{{1,2}}(?:[名位]|(?=的))"
)
_PERSON = alternation(words("sanction_persons"))
_MARK = rf"(?:的(?:{_HOLDERS})?|(?:等)?(?:行为|现象|问题)|者|(?:{_PERSON})(?=，(?:{_LEAD})))"
# ，县委将严肃追究 / 要进行通报 / 给予通报批评: what leads to the word of the consequence
_NOT_TRIGGER = r"(?![^，；。]{0,40}(?:的问题|行为|现象|等问题)(?:，|$))"  # ，乱罚款的问题 still belongs to the trigger
_TO_WORD = (
    rf"(?P<consequence>(?:，{_NOT_TRIGGER}(?:[^，；。]{{2,14}}，)??[^，；。]{{0,26}}?|(?={_LEAD})[^，；。]{{0,20}}?)"
    rf"(?P<word>{_WORD}))"
)
_RANK = alternation(words("sanction_ranks"))
_MUST = alternation(words("sanction_leads", must="1"))

# 对进度靠前的乡镇，予以奖励; 凡弄虚作假的，一律…
WITH_STARTER = re.compile(
    rf"(?:(?<=[，：“、。；并要\n ])|^)(?:{_STARTER})(?P<trigger>(?:(?!，(?:对|凡))[^；。]){{3,100}}?{_MARK}){_TO_WORD}"
)
# 一旦发现弄虚作假，将严肃追究责任
CONDITIONAL = re.compile(
    rf"(?P<trigger>(?:{_IF})[^；。，]{{2,50}}(?:，[^；。，]{{2,30}}){{0,1}}?)，(?P<consequence>[^，；。]{{0,26}}?(?P<word>{_WORD}))"
)
# 逾期没交账的部门，一把手要作检查; 交不了账的不得提名
OF_CLAUSE = re.compile(
    rf"(?:(?<=[，：。；\n ])|^)(?!{_REWARD})"
    rf"(?P<trigger>(?:[^，；。]{{2,16}}(?:前|内|后|时)，)?[^，；。]{{3,44}}的(?:{_HOLDERS})?)"
    rf"(?P<consequence>(?:，[^，；。]{{0,18}}?(?:{_MUST})[^，；。]{{0,14}}?|，[^，；。]{{0,4}}?|(?={_LEAD})[^，；。]{{0,12}}?)"
    rf"(?P<word>{_WORD}))"
)
# 对影响施工环境的人和事，公安机关要依法严惩: whoever the trigger names, where the penalty falls on persons
ON_PERSONS = re.compile(
    rf"(?:(?<=[，：“、。；并要\n ])|^)(?:{_STARTER})(?P<trigger>[^，；。]{{3,40}}的[^，；。的]{{1,12}})"
    rf"(?P<consequence>，{_NOT_TRIGGER}[^，；。]{{0,20}}?(?P<word>{_ON_PERSONS}))"
)
# 逾期未开工，收回用地指标
LATE = re.compile(
    rf"(?:(?<=[，：。；\n ])|^)(?!{TASK_VERB})(?P<trigger>[^，；。]{{0,12}}?(?:{_FAILED})[^，；。]{{0,16}}?)，"
    rf"(?P<consequence>(?={_LEAD}|{_WORD})[^，；。]{{0,10}}?(?P<word>{_WORD}))"
)
# 谁影响项目一阵子，就影响谁一辈子
WHO = re.compile(r"(?P<trigger>谁[^，；。]{2,20})，(?P<consequence>(?P<word>就)[^，；。]{1,16}谁)")
# 谁家的水断了，谁就到会上说清楚
WHO_DOES = re.compile(r"(?P<trigger>谁[^，；。]{2,20})，(?P<consequence>(?P<word>谁(?:就|来|要))[^，；。]{2,24})")
# 从严追究责任人的失职、渎职责任
CHARGE_OF = re.compile(
    rf"(?P<consequence>(?P<word>追究))"
    rf"(?P<trigger>[^，；。]{{0,16}}?(?:{_PERSON})的[^，；。]{{0,6}}?(?:{_FAILED})[^，；。]{{0,8}}?)责任"
)
# 公开曝光一批不作为、慢作为的现象
FAILING_LAST = re.compile(
    rf"(?P<consequence>(?P<word>{alternation(words('sanction_consequences', verb='1'))}))(?:一批|一些|那些)?"
    rf"(?P<trigger>[^，；。]{{0,16}}?(?:{_FAILED})[^，；。]{{0,16}}?的(?:{alternation(words('sanction_phenomena'))}))"
)
# 重奖招商引资的功臣
MERIT_LAST = re.compile(
    rf"(?P<consequence>(?P<word>{_REWARD})(?!{alternation(words('sanction_not_rewards'))}))(?:一批)?"
    rf"(?P<trigger>[^，；。、]{{0,20}}(?:{alternation(words('sanction_grades'))}))"
)
# 第一次通报批评，第二次约谈，第三次问责
OCCASION = re.compile(
    rf"(?P<trigger>(?:第[一二三四五]次|首次|再次|连续[两三四\d]次)[^，；。]{{0,10}}?)"
    rf"(?P<consequence>，?(?:(?:{_LEAD})[^，；。]{{0,12}}?)?(?P<word>{_WORD}))"
)
# 严肃追究失职渎职人员的责任
CHARGE = re.compile(
    rf"(?P<consequence>(?P<word>追究))(?P<trigger>[^，；。]{{0,16}}?(?:{_FAILED})[^，；。]{{0,10}}?(?:{_PERSON}))的?[^，；。]{{0,6}}?责任"
)
# 未按时完成任务，将严肃追究责任
FAILING = re.compile(
    rf"(?:(?<=[，：。；\n ])|^)(?P<trigger>(?:{alternation(words('sanction_failings'))})[^，；。]{{2,30}})，"
    rf"(?P<consequence>[^，；。]{{0,12}}?(?:{_MUST})[^，；。]{{0,10}}?(?P<word>{_WORD}))"
)
# 对前三名给予表彰 / 对后进单位约谈
BY_MERIT = re.compile(
    rf"(?:{_STARTER})(?P<trigger>[^，；。的]{{0,12}}?(?:{_MERIT}|[前后][一二两三四五六七八九十几\d]{{1,2}}[名位])[^，；。的]{{0,6}}?)"
    rf"(?P<consequence>，?(?={_LEAD}|{_WORD})[^，；。]{{0,12}}?(?P<word>{_WORD}))"
)
# 连续两次排在末位的，由市政府约谈… / 前三名的县（市、区）每个奖励用地指标100亩: the trigger says how well it went
OF_OUTCOME = re.compile(
    rf"(?:(?<=[，：。；\n ])|^)(?:{_STARTER}|要?[让使])?"
    rf"(?P<trigger>[^，；。]{{0,40}}?(?:{_OUTCOME})[^，；。]{{0,20}}?的"
    rf"(?:{_HOLDERS}|(?!{_WORD})[^，；。的]{{1,12}}(?=，))?)"
    rf"(?P<consequence>(?:，{_NOT_TRIGGER}(?:[^，；。]{{2,20}}，)?[^，；。]{{0,28}}?|(?={_LEAD}|(?!倾斜){_WORD})[^，；。]{{0,16}}?)(?P<word>{_WORD}))"
)
# 必须按期完成，否则追究责任
OTHERWISE = re.compile(rf"(?P<trigger>[^，；。]{{4,40}})，(?P<consequence>否则，?[^，；。]{{0,20}}?(?P<word>{_WORD}))")
# 每引进一个亿元项目，奖励10万元; 竣工延误一天，罚款5000元
PER_ITEM = re.compile(
    r"(?P<trigger>(?:每[^，；。]{1,4}|[^，；。每]{0,8}(?:早|晚|提前|推迟|拖延|延误|逾期|超期|滞后)(?:开工|竣工|完工|投产|交付|上报|报送)?)(?:一|1|\d{1,4})[个项家名次天日亩户分][^，；。]{0,20}?)，?"
    r"(?P<consequence>(?:给予|予以|一次性|将|要)?(?P<word>奖励|奖|扣|扣分|扣减|扣除|罚|罚款|加))(?=[^，；。]{0,12}(?:元|分))"
)
# 情节严重者就地免职
GRAVE_CASE = re.compile(
    rf"(?P<trigger>(?:(?<=[，：。；\n ])|^)[^，；。]{{2,14}}者)，?(?P<consequence>[^，；。]{{0,8}}?(?P<word>{_WORD}))"
)
# 优先提拔在一线干得好的干部
REWARD_FIRST = re.compile(
    rf"(?P<consequence>(?P<word>{_REWARD})(?!{alternation(words('sanction_not_rewards'))}))"
    rf"(?P<trigger>[^，；。、]{{4,40}}的(?:{_HOLDERS}))"
)
# 严肃查处工作中失职渎职的干部
PENALTY_FIRST = re.compile(
    rf"(?P<consequence>(?P<word>{alternation(words('sanction_consequences', verb='1'))}))"
    rf"(?P<trigger>[^，；。、]{{3,40}}的(?:{_PERSON})(?:(?:和|、|及)(?:{_PERSON})){{0,3}})"
)
# 向出力多的镇街倾斜
LEANS_TO = re.compile(rf"(?:向|给)(?P<trigger>[^，；。]{{4,40}}的(?:{_HOLDERS}))(?P<consequence>(?P<word>倾斜))")

# 完成得好的表扬，完成得差的批评
DONE_SO = re.compile(
    rf"(?:(?<=[，：。；、\n ])|^)(?:{_STARTER})?"
    rf"(?P<trigger>[^，；。、]{{0,16}}得(?:好|快|实|差|慢|不好|不够)的(?:{_HOLDERS})?)"
    rf"(?P<consequence>，?(?:要|就)?(?={_LEAD}|{_WORD})[^，；。]{{0,10}}?(?P<word>{_WORD}))"
)

# 第一名挂红旗
RANKED = re.compile(
    rf"(?:(?<=[，：。；、\n ])|^)(?P<trigger>[^，；。]{{0,12}}?(?:{_RANK})的?(?:{_HOLDERS})?)"
    rf"(?P<consequence>，?[^，；。]{{0,6}}?(?P<word>{_WORD}))"
)
# 数据造假一票否决
AT_ONCE = re.compile(
    rf"(?:(?<=[，：。；、\n ])|^)(?P<trigger>[^，；。]{{0,12}}?(?:{_FAILED})[^，；。的]{{0,6}}?)"
    rf"(?P<consequence>(?:(?:{_MUST})[^，；。]{{0,6}}?)?(?P<word>“?一票否决”?|就地免职|一律问责))"
)

RULES = (
    ("done_so", DONE_SO),
    ("with_starter", WITH_STARTER), ("conditional", CONDITIONAL), ("of_clause", OF_CLAUSE), ("of_outcome", OF_OUTCOME),
    ("grave_case", GRAVE_CASE), ("by_merit", BY_MERIT), ("failing", FAILING), ("otherwise", OTHERWISE),
    ("per_item", PER_ITEM), ("on_persons", ON_PERSONS), ("late", LATE), ("who", WHO), ("who_does", WHO_DOES),
    ("occasion", OCCASION),
    ("charge", CHARGE), ("charge_of", CHARGE_OF), ("reward_first", REWARD_FIRST), ("penalty_first", PENALTY_FIRST),
    ("leans_to", LEANS_TO),
    ("ranked", RANKED), ("at_once", AT_ONCE), ("failing_last", FAILING_LAST), ("merit_last", MERIT_LAST),
)
# ，并严厉处理… / ，该判的判 / ，取消评先资格
_NEW_RULE = rf"(?:{_STARTER}|{_IF}|情节|[^，；。]{{1,16}}得(?:好|快|实|差|慢)的|{_RANK}"
_NEW_RULE += rf"|[^，；。]{{1,20}}(?:者|的(?:{_LEAD})))"
GOES_ON = re.compile(
    rf"，(?!{_NEW_RULE})(?:(?:并|且|同时|该)[^，；。]{{1,40}}|[^，；。]{{0,8}}?(?:{_WORD})[^，；。]{{0,30}})(?=，|$|[；。])"
)

# ，已由纪委给予处分: a case that is told, no rule
_DONE = re.compile(r"，?(?:均|都|现|且)?(?:已|被)|[^，；。]{0,20}(?:给予|受到|进行|作出|追究)了")

_ONE_CLAUSE = ("of_clause", "of_outcome", "grave_case")  # triggers that are read up to the comma before them
_FAILS = re.compile(_FAILED)
_ORDERS = re.compile(rf"{MODAL_WORD}|确保|是|{_WORD}")
VERB_FIRST = ("reward_first", "penalty_first", "charge", "charge_of", "failing_last", "merit_last")


@dataclass(frozen=True, slots=True)
class FoundRule:
    """A rule of reward or penalty in the text, up to the end of its last consequence."""

    match: re.Match[str]  # groups trigger, consequence, word
    rule: str
    end: int
    trigger_start: int

    @property
    def start(self) -> int:
        return min(self.trigger_start, self.match.start("consequence"))


def find_rules(plain: str, start: int, end: int) -> Iterator[FoundRule]:
    """The rules in plain[start:end], in order and apart."""
    for segment in SEGMENT.finditer(plain, start, end):
        at = segment.start() if CONSEQUENCE.search(plain, *segment.span()) else segment.end()
        while at < segment.end():
            found = [(m, rule) for rule, pattern in RULES if (m := pattern.search(plain, at, segment.end()))]
            if not found:
                break
            m, rule = min(found, key=lambda f: f[0].start())  # of two that start together the first in RULES
            if _DONE.match(m["consequence"]):
                at = m.end()
                continue
            stop = m.end() if rule in VERB_FIRST else _consequence_end(plain, m.end("word"), segment.end())
            yield FoundRule(m, rule, stop, _trigger_start(plain, m, rule, at))
            at = max(stop, at + 1)


def _trigger_start(plain: str, m: re.Match[str], rule: str, at: int) -> int:
    """Where the trigger begins: 两次督查仍没有整改到位，造成影响的责任单位 is one of two clauses."""
    own = m.start("trigger")
    if rule in _ONE_CLAUSE and plain[at:own].endswith("，") and _FAILS.search(plain, at, own) \
            and not _ORDERS.search(plain, at, own):
        return at + len(plain[at:own]) - len(plain[at:own].lstrip("，、 "))
    return own


def _consequence_end(plain: str, at: int, end: int) -> int:
    """The clause with the consequence, and the clauses after it that go on with it (并…, 该抓的抓)."""
    m = _CLAUSE_END.search(plain, at, end)
    stop = m.start() if m else end
    while stop < end and (more := GOES_ON.match(plain, stop, end)):
        stop = more.end()
    return stop
