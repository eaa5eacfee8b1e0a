"""What a figure measures: a level, a growth, a share, a difference, a rank; told by the words left of it."""

from __future__ import annotations

import re
from typing import NamedTuple

from db.vocab import Measure
from etl.assembly.indicator_status import PAID_BY, PAYS, SHORT, is_short
from etl.lexicon import alternation, words
from etl.records import Quantity


def _words(kind: str) -> str:
    return alternation(words("indicator_measures", column="word", kind=kind))


_RELATIVE = frozenset({"%", "百分点", "倍", "番"})
_PARTS = frozenset({"%", "‰"})
_INTO = r"(?:了|约|近|达到|达|为|将|仅|又|只|分别|均|也|至少|了约|超过|高达|[是])?"
PAST = re.compile(_words("past") + r"|[同环]比|[\d一二〇零○X*]{2,4}年")
_DID = r"(?:出|了|用|做|建|收|投|产|签|引进|完成|开工|下达){0,2}"  # 比上年多做
# 比全省平均规模少  高于全省  低于全省  同比少用
DIFFERENCE = re.compile(
    rf"(?P<verb>(?:较[^，。；：、]{{1,8}}?)?(?:(?<![还尚仍])差|{_words('difference')})[^，。；：、]{{0,10}}|(?<![同环])[比较][^，。；：]{{1,16}}?(?:{_words('than')}){_DID}|[同环]比[多少]{_DID})$"
)
# 比去年增加  同比增长  提高  回落
_HOW = r"同比|环比|[比较][^，。；：、]{1,10}|累计|平均|年均|年|整体|逐年|又|再|将|要|还|可"
GROWTH = re.compile(rf"(?P<verb>(?:(?:{_HOW}){{0,4}})"
                    rf"(?:{_words('growth')}){_INTO})$")
# 增幅  整体降幅达到  增速为
GROWTH_NOUN = re.compile(rf"(?P<verb>(?:同比|平均|年均)?(?:{_words('growth_noun')})[^，。；：、]{{0,3}})$")
# 8%左右[逐年递增]
GROWTH_RIGHT = re.compile(
    r"(?:的速度|的幅度|左右)?(?:以上)?(?:的速度|的幅度)?(?:逐年|同比|年均)?"
    r"(?:增长|递增|提升|递减|下降|增幅|增速)(?!点|极)"
)
COMPARED = re.compile(r"同比|环比|[比较][^，。；：、]{1,10}$|(?:上年|去年|年初|同期)[^，。；：、]{0,4}$")
# 提高到80%: a level reached
REACHED = re.compile(r"(?<![达仅])(?:到|至)(?:了|约|近)?$")
# 增速要拉回到8%: a growth, though it reaches a level
GROWTH_REACHED = re.compile(rf"(?P<verb>(?:{_words('growth_noun')})[^，。；：、\d]{{1,8}}[到至])(?:了|约|近)?$")
# 下部构造完成78%
DONE_PART = re.compile(r"完成(?:了|约|近)?$")
# 扣履约保证金的[5%], 奖合同价的千分之三
TAKEN_OF = re.compile(
    r"(?:扣[除减发罚]?|罚|奖励?|给|提取?|拿出|预留|返还|退还|扣留)"
    r"(?P<of>[^，。；：、\d]{2,12}(?:金|款|价|额|费|资|薪|分|投资|收入|经费))的$"
)
SHORT_OF = re.compile(r"[还尚仍]差$")  # 与年初定的7.5%还差1.8个百分点
# 占全市工业增加值  比重高达  完成年度计划的  占比
SHARE = re.compile(
    rf"(?P<verb>(?:只|仅|就|约|已|还|不|又)?(?:占到|占了|占)[^，。；：]{{0,20}}|(?:的|所占)?(?:{_words('share_noun')}|{_words('rate')})[^，。；：、]{{0,6}}"
    r"|(?:完成|达到?|是|为|超|不足|不到|未达|[做干走跑]了?)[^，。；：、]{0,12}的)$"
)
# 较上年前移[11位]
MOVED = re.compile(
    r"(?P<verb>(?:[比较][^，。；：、]{1,6})?(?:前移|前进|上升|提升|跃升|跃进|后移|后退|退后|下降|下滑)了?)$"
)
# 第8位, 前5位, 排名由12位
RANKED = re.compile(r"第|前|排名|排位|位次|名次|交椅")
# 一半, 三成, 三分之二
PART = re.compile(r"半|分之|成")
_RATE = re.compile(_words("rate"))
GROWTH_NOUN_TAIL = re.compile(rf"(?:{_words('growth_noun')})$")


class MeasureReading(NamedTuple):
    measure: Measure
    noun: str  # what stands left of the measure's own words, uncleaned
    verb: str  # the measure's own words: 占全市工业增加值, 增长


def rate_name(words_left: str) -> str:
    """The rate of a plan that a measure's words name: 完成率达到 → 完成率; "" where they name none."""
    m = _RATE.search(words_left)
    return words_left[:m.end()].removeprefix("的") if m else ""


def rate_said(clause: str) -> str:
    """The rate that a clause speaks of: 省里要看开工率 → 开工率; "" where it names none."""
    found = list(_RATE.finditer(clause))
    return found[-1].group() if found else ""


def read_measure(local: str, q: Quantity, right: str, *, written: str) -> MeasureReading:
    """The measure of `q` by the clause's words left (`local`) and right of it; `written` is the figure.

    一半 and 三成 are shares of what stands before them."""
    if q.unit == "位" and (m := MOVED.search(local)):
        return MeasureReading(Measure.GROWTH, local[:m.start()], m["verb"])
    if q.unit == "位" and (RANKED.search(written) or RANKED.search(local)):
        return MeasureReading(Measure.RANK, local, "排名")
    if q.unit == "百分点" and (m := SHORT_OF.search(local)):
        return MeasureReading(Measure.DIFFERENCE, local[:m.start()], m.group())
    if q.unit == "%" and (m := GROWTH_REACHED.search(local)):
        return MeasureReading(Measure.GROWTH, local[:m.start()], m["verb"])
    if q.unit in _PARTS and (m := PAID_BY.search(local)) and PAYS.match(right):
        return MeasureReading(Measure.SHARE, local[m.start() + 1:].removesuffix("的"), "比例")  # 按到位资金的1%发奖金
    if q.unit in _PARTS and (m := TAKEN_OF.search(local)):
        return MeasureReading(Measure.SHARE, m["of"], "比例")
    if is_short(local, q.unit):
        return MeasureReading(Measure.LEVEL, SHORT.sub("", local), "")
    if q.unit == "百分点" or not REACHED.search(local):
        if m := DIFFERENCE.search(local):
            kind = Measure.GROWTH if PAST.search(m["verb"].replace("常年同期", "")) else Measure.DIFFERENCE
            return MeasureReading(kind, GROWTH_NOUN_TAIL.sub("", local[:m.start()].removesuffix("分别")), m["verb"])
        if m := GROWTH_NOUN.search(local):
            return MeasureReading(Measure.GROWTH, local[:m.start()], m["verb"])
        if (m := GROWTH.search(local)) and _is_growth(local, q, right):
            return MeasureReading(Measure.GROWTH, local[:m.start()], m["verb"])
    if q.unit == "%" and (m := SHARE.search(local)):
        return MeasureReading(Measure.SHARE, local[:m.start()], m["verb"])
    if q.unit == "%" and (PART.search(written) or DONE_PART.search(local)):
        return MeasureReading(Measure.SHARE, local, "")
    if q.unit in ("百分点", "倍", "番"):
        return MeasureReading(Measure.GROWTH, local, "")
    if q.unit == "%" and GROWTH_RIGHT.match(right):
        return MeasureReading(Measure.GROWTH, local, "增长")
    return MeasureReading(Measure.LEVEL, local, "")


def _is_growth(local: str, q: Quantity, right: str) -> bool:
    """增加4万亿元投资规模 states a level (an object follows); 比上年增加9个 a growth."""
    if q.unit in _RELATIVE or COMPARED.search(local) or "同比" in local:
        return True
    return not right.strip("的左右以上 ")
