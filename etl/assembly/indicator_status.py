"""Whether a figure is a target, a reported fact or a gap, by the words around it."""

from __future__ import annotations

import re
from typing import NamedTuple

from db.vocab import Status
from etl.assembly.indicator_outlook import Outlook
from etl.lexicon import alternation, mapping, words
from etl.records import DateMention

_CERTAIN = frozenset({str(s) for s in Status})
_CUES = mapping("indicator_status", "word", "status")
CUE = re.compile(alternation(words("indicator_status")))
# 重要, 要素, 供应: a cue's character inside another word; 完成年度计划, 全年任务的60%: what is measured against
_BLANK = re.compile(
    rf"{alternation(words('indicator_status_blanks'))}|[落如真切扎务坚确](?:实)(?=[用收付交出拨征供缴招支])|现在(?=的)|要(?:不|么)|[主重首]要(?!求)"
    r"|分别|[产节功智性势热核风电动职技效机潜权阳新]能|得(?=[到了以益分知票奖主])"
    r"|(?:完成|占|超额?|达到|不足|不到|超过|为|是|仅)?(?:了)?(?:全?年度?|年初|当年|既定|预期)?"
    r"(?:总?目标|计划|任务|序时|指标)数?的(?=[\d一二两三四五六七八九十X*约近不超百]|$)"
    r"|(?:完成|占|超额?|达到)(?:了)?(?:全?年度?|年初)?(?:目标|计划|任务|序时)|年度?计划的|超(?:计划|目标|预期)"
)
# [即将]开工, 项目[即将]开工: what is said right behind the figure
# 还有1000万元的[缺口]
GAP = re.compile(rf"的?[^，。；：]{{0,4}}(?:{alternation(words('indicator_gaps'))})")
# [4600万元]没着落
UNFUNDED = re.compile(r"(?:资金|的)?[还尚至今]{0,2}(?:没有?|未)(?:着落|落实|下落|来源|筹到|筹齐|凑齐)")
AHEAD = re.compile(
    r"^.{0,6}?(?:即将|计划|拟|将|待)"
    r"|^(?:的[^，。；：、]{1,8})?[就也都还]?(?:要(?![求素么是点件害])|得(?![到了以益分知])|必须|务必|须(?!知))"
)
# 安置房[差86套]: missing; 比全省[差86元]: a difference
SHORT = re.compile(r"(?<![相误偏落时级温价反逆极])差(?:着|了|近|约)?$")
# 没交付的还有[1860套]: however the section plans
STILL = re.compile(r"(?:还|尚|仍)有$")
# 剩下的[4.2公里]软基: whatever is done about it; 剩下[277亿元]要在五个月里完成
REST = re.compile(r"(?:剩余|剩下|余下|还剩|尚余)的?$")
# 剩余[14户]未签, 尚有[3800亩]未落实: what is still missing; 还有[20个]没有项目 only reports
LEFT_OVER = re.compile(r"(?:尚有|剩余|剩下|余下|还剩|仍有|还有|其余)(?:的)?$")
AGAINST = re.compile(r"[比较与和跟同]")
_RELATIVE = frozenset({"%", "百分点", "倍", "番", "位"})
_LEFT_TO_DO = frozenset({"area", "length"})
# 没签的[216户], 未交的[30亩]
UNDONE_OF = re.compile(r"(?:没|未|尚未|没有)[^，。；：、]{1,4}的$")
# 离年度计划欠着[8000万元], 征地欠[1960亩]
OWED = re.compile(r"(?<!拖)欠(?:着|[拨付缴交供拆征签发]的?)?$")
# 全年要1450亩，手里只有620亩，其余的[830亩]…: what there is too little of
TOO_LITTLE = re.compile(
    r"(?:要|需|须)[^，。；]{0,8}\d[^，。；]{0,6}，"
    r"[^，。；]{0,10}(?:只有|仅有|才有|只批|只给|只拿到|只落实|只到)[^；。]{0,16}，$"
)
THE_REST = re.compile(r"(?:其余|剩下|剩余|余下|另外|差的|缺的)的?$")
# 离入汛还剩[110天]: time goes by, whatever is planned
TIME_LEFT = re.compile(
    r"(?:还剩|剩下|只剩|就剩|仅剩|还有|尚有|只有|能干活的|能施工的)(?:下|了)?"
    r"(?:不过|不足|不到|约|近|大约)?$"
)
# 中央资金下达我县[4.7亿元]: money that came
CAME_DOWN = re.compile(
    r"(?:资金|补助|债券?|预算|指标|额度|专款)[^，。；]{0,8}下达(?:了|给|到|我)?[^，。；将要拟]{0,6}$"
)
# [年底前]谈好授信, [三季度]敲定: not yet agreed
BY_THEN = re.compile(r"[前底末内]|季度|\d月|半年|明年|尽快|抓紧|尽早|早日")
# 谈好授信120亿元，利率[不高于3.2%]: the terms of what is agreed
TERMS = re.compile(
    rf"(?:{alternation(words('indicator_terms'))})(?:为|是|均|都|一律|控制在|锁定在)?"
    rf"(?:{alternation(words('indicator_status', status='target'))})?$"
)
# 缺环评的[8个]: what is counted has the lack, it does not lack the count
LACKING = re.compile(r"缺[^，。；：、]{1,8}的$")
# 入统仅[910万元], 竣工率刚过[六成]
ONLY = re.compile(r"(?:仅|(?<![船艇不])只|(?<![人英贤干])才|刚)(?:有|为|达|到|占|过|完成|到位|及)?$")
# 征迁剩余[11户], 剩余未供[200亩]
NOT_CLEARED = re.compile(
    r"(?:征|拆|迁|签|腾|供|欠|未)[^，。；：]{0,6}(?:剩余|尚余|还剩|剩下)[^，。；：]{0,4}$|(?:剩余|尚余|还剩)未[^，。；：]{1,6}$"
)
# 年度投资任务[3.2亿元], 改造任务[32个]
ASSIGNED = re.compile(r"(?:任务|计划|目标|指标|目标值|任务数|计划数)(?:数|为|是|共|分别为|共计|调整为|达)?$")
# 总投资：[2亿元], 年度计划投资：[800万元], 工作任务：建设水厂[6座]: planned by the field of a row
PLANNED_FIELD = re.compile(
    rf"(?:总|计划|估算|概算)投资额?：约?$|(?:{alternation(words('assignment_row_tasks'))})：[^：\n]{{0,60}}$"
)
# 抓好[10个]重大项目, 其中[7个]省重点项目: how many there are, also where the section plans
LABEL = re.compile(r"(?:抓好|其中|紧盯|盯住|盯紧|围绕|针对|对|对于)$")
PART_OF_YEAR = re.compile(r"季度|半年|旬|^[^-至到~前]*月份?$")
NOT_YET = re.compile(rf"[^，。；：、]{{0,6}}(?:{alternation(words('indicator_not_yet'))})(?:[^，。；：]|$)")
# 出台十项政策措施，[增加4万亿元]投资: what a policy provides for
POLICY = re.compile(r"(?:出台|推出|实施|制定)[^；。]{0,24}(?:政策|措施|方案|计划)[^；。]{0,24}$")
# 把办理时限[压缩到]7个工作日: an order
ORDERED = re.compile(r"[把将][^，。；：、了已]{1,20}(?:到|至|在)$")
# 对完成率低于[80%]的乡镇: a rule's threshold
RULE_LEFT = re.compile(r"(?:^|[，；])(?:对|对于|凡|凡是|如果|若|连续)[^，。；]{0,24}$")
# 完不成[七成]任务的，…: a rule's threshold, too
UNMET = re.compile(
    r"(?:没有?|未|不)能?(?:完成|达到?|实现|开工|到位|交)[^，。；：]{0,8}$|(?:完不成|达不到|[低少高]于|不足|不到|超过|超)$"
)
# 按到位资金的[1%]发奖金, 按虚报额的[两倍]核减
PAID_BY = re.compile(r"按照?[^，。；：]{1,14}的?$")
PAYS = re.compile(
    r"(?:的标准|的比例)?(?:给予|进行|予以)?(?:发|给|提|计提|兑|奖|补|罚|扣|核减|追缴|追回|返还|作为?|配套|安排)"
)
# 把[30亿元]的基金尽快立起来
URGED = re.compile(rf"[^了已]{{0,24}}?(?:{alternation(words('indicator_urging'))})[^了已]{{0,16}}$")
PROVIDES = re.compile(r"(?:增加|扩大|新增|安排|投入|投放|筹集|发行)[^已了]{0,12}$")
# 26个[未取得批复], 38个[没有动静]: a fact, whatever was planned
UNDONE = re.compile(r"(?:[^，。；：、]{0,8})(?:尚?未|还?没有?|迟迟|长期停|停工|停滞|落后|滞后|搁浅|搁置|闲置)")
_WORK_UNITS = frozenset("户处座栋宗")
_MEASURED = frozenset({"money", "area", "length", "volume", "mass", "power", "energy"})


class Setting(NamedTuple):
    """What stands around a figure's clause."""

    earlier: str  # the clauses of the sentence before
    inherited: Status | None  # of the figure before in the sentence
    date: DateMention | None  # the last date before it in the sentence
    reported: DateMention | None  # the last date before it in the paragraph
    outlook: Outlook
    ordered: bool = False  # the clause is an order: 完成60亿元…
    due: bool = False  # a deadline stands right behind it: 首期8亿元本月底前到账
    due_next: bool = False  # the next clause is to be done by a time: 国道改线36公里，年底前贯通
    later: bool = False  # its date is a month that the speech has not reached
    in_rule: bool = False  # a rule of reward or penalty holds it
    kind: str = "count"  # of the unit of measure
    unit: str = ""

    @property
    def measured(self) -> bool:
        """Money, land, households: what is left of them is missing."""
        return self.kind in _MEASURED or self.unit in _WORK_UNITS

    def is_missing(self, left: str) -> bool:
        """The clause speaks of what is missing or done: 尚缺, 已投入."""
        return _of_clause(left) in (Status.GAP, Status.ACTUAL)

    @property
    def is_reported(self) -> bool:
        return _is_reported(self.reported)


def read_status(left: str, right: str, setting: Setting) -> Status:
    """A figure's status by the words of its clause, else by its date, the figure before it in the sentence, the earlier
    clauses, the heading; else reported.

    A gap wins; then a target word, unless a word of reporting stands behind it (将…已). 完成 and 竣工 give way to a
    target word in the clause, to a date ahead (到明年) and to a heading that plans.
    """
    if _is_gap(left, right, setting):
        return Status.GAP
    if (setting.kind == "count" and LACKING.search(left)) or ONLY.search(left) or _is_given(left, setting):
        return Status.ACTUAL
    if (REST.search(left) and (setting.due or AHEAD.match(right))) or setting.in_rule or is_rule(left, right):
        return Status.TARGET
    cue = _of_clause(left)
    if cue != Status.GAP and STILL.search(left) and not AHEAD.match(right):
        return Status.ACTUAL
    if cue != Status.GAP and ASSIGNED.search(left):
        return Status.TARGET
    if cue == Status.TARGET and setting.kind == "count" and LABEL.search(left) and setting.outlook is not Outlook.OPEN:
        return Status.ACTUAL
    if cue in _CERTAIN:
        return Status(cue)
    past = setting.date is not None and setting.date.is_past
    if cue == "agreed":
        open_yet = setting.due or (BY_THEN.search(left) and not past and setting.outlook is not Outlook.BACKWARD)
        return Status.TARGET if open_yet else Status.ACTUAL
    if not past and (ORDERED.search(left) or (left.endswith("把") and URGED.match(right))):
        return Status.TARGET
    if POLICY.search(setting.earlier) and PROVIDES.match(left.lstrip("，、并还")):
        return Status.TARGET
    if _is_ahead_by(cue, right, setting):
        return Status.TARGET
    if UNDONE.match(right) or (setting.date and setting.date.is_past):
        return Status.ACTUAL
    if setting.ordered:
        return Status.TARGET
    label = setting.kind == "time" or (setting.kind == "count" and not setting.inherited and LABEL.search(left))
    earlier = _of_clause(_OWN.sub("", setting.earlier))
    if setting.outlook is Outlook.PLAN and Status.ACTUAL not in (setting.inherited, earlier) and not label:
        return Status.TARGET
    if cue is not None:  # 完成, 签约, 争取 under a heading that looks back
        planned = cue == "weak_actual" and earlier == Status.TARGET and not _is_reported(setting.date)
        return Status.TARGET if planned else Status.ACTUAL
    return setting.inherited or (Status(earlier) if earlier in _CERTAIN else Status.ACTUAL)


def _is_gap(left: str, right: str, setting: Setting) -> bool:
    """So much is still missing: by what stands around the figure."""
    if GAP.match(right) or is_short(left, setting.unit) or (setting.kind == "money" and UNFUNDED.match(right)):
        return True
    if THE_REST.search(left) and TOO_LITTLE.search(setting.earlier):
        return True
    return setting.measured and _is_left_over(left, right, setting.kind)


def _is_given(left: str, setting: Setting) -> bool:
    """As things are, whatever is wanted: the time that is left, money that came, the terms of what is agreed."""
    if setting.kind == "time":
        return TIME_LEFT.search(left) is not None
    if setting.kind == "money":
        return CAME_DOWN.search(left) is not None
    return setting.inherited is Status.ACTUAL and setting.kind == "percent" and TERMS.search(left) is not None


def is_rule(left: str, right: str) -> bool:
    """The figure is a rule's: its threshold (对完成率低于80%的, 没完成七成任务的) or its amount (按投资额的1%奖励)."""
    if PAID_BY.search(left) and PAYS.match(right):
        return True
    return bool((right.startswith("的") and RULE_LEFT.search(left)) or (right.endswith("的") and UNMET.search(left)))


def _is_ahead_by(cue: str | None, right: str, setting: Setting) -> bool:
    """Words or a date say that it is still to come: 即将, 争取, 明年; 三季度 where the section plans."""
    told = setting.outlook is Outlook.BACKWARD or _is_reported(setting.date)
    if setting.due or AHEAD.match(right) or (cue == "weak_target" and not told):
        return True
    if cue is None and (setting.due_next or setting.later) and not told and setting.inherited is not Status.ACTUAL:
        return True
    date, plans = setting.date, setting.outlook is Outlook.PLAN and setting.kind != "time"
    part = date is not None and not date.is_past and PART_OF_YEAR.search(date.deadline.text)
    return date is not None and bool(is_ahead(date) or (plans and part))


def is_short(left: str, unit: str) -> bool:
    """So much is missing: 安置房差86套; 比全省差86元 is a difference."""
    return unit not in _RELATIVE and SHORT.search(left) is not None and not AGAINST.search(left)


def _is_left_over(left: str, right: str, kind: str) -> bool:
    if (kind in _LEFT_TO_DO and REST.search(left)) or OWED.search(left) or UNDONE_OF.search(left):
        return True
    return bool(NOT_CLEARED.search(left) or (LEFT_OVER.search(left) and NOT_YET.match(right)))


def _is_reported(date: DateMention | None) -> bool:
    """1至10月: a period that a report covers."""
    return date is not None and (date.is_past or (date.is_period and date.from_month is not None))


def is_ahead(date: DateMention) -> bool:
    """到2010年, 明年, 年底前: not yet; 停工37天 is no date."""
    if date.deadline.relative and not date.deadline.text.endswith(("内", "后", "前")):
        return False
    return bool(
        date.before or date.deadline.text.startswith(("到", "至")) or str(date.deadline.year or "").startswith("+")
    ) and not date.is_past


# 总投资 says of its own figure that it is planned, not of the next one
_OWN = re.compile(r"总投资|计划总?投资|年度计划")


def _of_clause(text: str) -> str | None:
    """The word class that decides: gap, the last of target and actual, else the first weak one."""
    cues = [_CUES[m.group()] for m in CUE.finditer(_BLANK.sub("　", text))]
    if "gap" in cues:
        return "gap"
    if strong := [c for c in cues if c in _CERTAIN]:
        return strong[-1]
    return next((c for c in ("weak_target", "agreed", "weak_actual") if c in cues), None)
