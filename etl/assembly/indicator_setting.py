"""What stands around a figure's clause, for its status: dates, deadlines, rules, what the figures before were."""

from __future__ import annotations

import re
from dataclasses import replace

from db.vocab import Status
from etl.assembly.indicator_figures import Place, Running
from etl.assembly.indicator_naming import CHANGED_TO, KINDS
from etl.assembly.indicator_outlook import Outlook
from etl.assembly.indicator_scope import Scope, clause_end, date_after, date_before, rule_at
from etl.assembly.indicator_status import Setting, is_ahead
from etl.records import DateMention, NormalText, SpeechContext

# 由去年的63%, 从12亿元
BASELINE = re.compile(r"(?:由|从)[^，。；：]{0,16}$")
LEAD_OF_DUE = 6  # 国道改线36公里，[力争]年底前
# 管线迁改[31处]，…，1月10日前迁完
_WORK_SIZES = frozenset({"公里", "米", "亩", "平方米", "套", "处", "座", "栋", "口", "孔", "吨"})
REACH_OF_DUE = 60
SENTENCE_END = re.compile(r"[。；！？\n]")
AS_IT_IS = re.compile(r"[了已]|目前|现在|截至|正在|其中|完成[\d一二三四五六七八九十]|[没未]|只|仅|才")
END_OF = re.compile(r"[年月季旬]底|[年月]末|年内|[春秋冬夏汛节假]")
DONE = re.compile(r"[了已]")
# 恢复到2021年的九成六, 相当于2019年的水平: a year to measure against
AGAINST_YEAR = re.compile(r"(?:恢复|回升|回落|退回|反弹|追平|相当|接近|赶上|追上|赶超|回|达)[到于至上]?$")
OF_YEAR = re.compile(r"的|水平|同期|全年")
UP_TO = ("到", "至")
MONTHS_BACK = 6  # 到9月末 said in October; 到3月底 said in December is next year's


def setting_of(
    text: NormalText, scope: Scope, place: Place, running: Running, *, sentence: int, outlook: Outlook,
    context: SpeechContext,
) -> Setting:
    """What stands around a figure's clause in the sentence that begins at `sentence`."""
    q = place.q
    paragraph = text.plain.rfind("\n", 0, q.start) + 1
    kind = KINDS.get(q.unit, "count")
    before = running.counted if kind == "count" and running.counted else running.status
    opened = date_before(scope, place.begin, q.start)
    if "；" in place.gap and opened and opened.from_month == 1 and not opened.before:
        before = None  # 首期8亿元月底到账；上半年新增贷款112亿元
    changed = CHANGED_TO.match(place.local) is not None  # the year of 由去年的63% is the baseline's
    date = None if changed else _told(_governing(scope, sentence, q.start), text.plain, context, outlook)
    due = date_after(scope, q.end, q.end + len(place.right))
    return Setting(
        BASELINE.sub("", place.earlier) if changed else place.earlier, None if running.status is Status.GAP else before,
        date, None if changed else date_before(scope, paragraph, q.start), outlook,
        kind=kind, unit=q.unit, due=due is not None and is_ahead(due) and not DONE.search(place.right),
        due_next=_is_due_next(text.plain, scope, place), in_rule=rule_at(scope, q.start, q.end),
        later=date is not None and date.start >= place.begin and _is_later(date, context),
    )


def _told(date: DateMention | None, plain: str, context: SpeechContext, outlook: Outlook) -> DateMention | None:
    """`date`, past where the speech is beyond it (到9月末, said in October); None where it is only measured against."""
    if date is None or date.is_past:
        return date
    if _is_yardstick(date, plain):
        return None
    deadline, month = date.deadline, context.month
    if outlook is Outlook.PLAN or date.before or not deadline.month or not month or deadline.relative:
        return date
    here = deadline.year in (None, 0, context.year) and deadline.text.startswith(UP_TO)
    return replace(date, is_past=True) if here and 0 < month - deadline.month <= MONTHS_BACK else date


def _is_yardstick(date: DateMention, plain: str) -> bool:
    """恢复到2021年的九成: a year to measure against."""
    begin = date.start + 1 if plain[date.start] in UP_TO else date.start
    measured = AGAINST_YEAR.search(plain, max(0, begin - 4), begin)
    return measured is not None and OF_YEAR.match(plain, date.end) is not None


def _is_later(date: DateMention, context: SpeechContext) -> bool:
    """A month that the speech has not reached: 5月份铺18公里, said in April."""
    deadline = date.deadline
    if date.is_past or date.from_month or not deadline.month or deadline.relative or deadline.year_redacted:
        return False
    return context.month is not None and deadline.month > context.month and deadline.year in (None, 0, context.year)


def _is_due_next(plain: str, scope: Scope, place: Place) -> bool:
    """The figure ends its clause and the next one opens with a time ahead: 国道改线36公里，年底前贯通."""
    end = place.q.end
    if place.q.unit in _WORK_SIZES and _is_dated_later(plain, scope, end):
        return True
    if place.right or not plain.startswith("，", end):
        return False
    date = date_after(scope, end, end + LEAD_OF_DUE)
    if date is None or date.is_past or _is_yardstick(date, plain):
        return False
    if not (is_ahead(date) or END_OF.search(date.deadline.text)):
        return False
    return not DONE.search(plain, date.end, clause_end(plain, date.end))


def _is_dated_later(plain: str, scope: Scope, end: int) -> bool:
    """A work's size with its deadline in a later clause: 管线迁改31处，由两家公司认领，1月10日前迁完."""
    stop = SENTENCE_END.search(plain, end, end + REACH_OF_DUE)
    last = stop.start() if stop else end + REACH_OF_DUE
    if not plain.startswith(("，", "、"), end):
        return False
    date = date_after(scope, end, last)
    while date is not None and not (date.before and not date.is_past and plain[date.start - 1] in "，、"):
        date = date_after(scope, date.end, last)
    return date is not None and not AS_IT_IS.search(plain, end, clause_end(plain, date.end))


def _governing(scope: Scope, start: int, position: int) -> DateMention | None:
    """The date that holds at `position` of a sentence: the last one, but 到年底 behind 去年 is last year's."""
    last = date_before(scope, start, position)
    if last is None or last.is_past or last.deadline.year:
        return last
    before = date_before(scope, start, last.start)
    return before if before is not None and before.is_past and before.deadline.year else last
