"""Whether the words of an action promise it, and how firmly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from db.vocab import Modality, Part, SetAsideReason
from etl.assembly.milestone_events import Predicate
from etl.lexicon import alternation, mapping, words
from etl.records import DateMention, Quantity, Sentence, Span, Speech, SpeechContext
from etl.spans import starting_in
from etl.text.normalize import normalize

_MODALITIES = mapping("modality", "word", "modality")
_MODALITY = re.compile(alternation(words("modality")))
_STATISTICS = frozenset(words("events_statistics"))
_OUTLOOKS = mapping("events_outlook", "word", "kind")
_OUTLOOK = re.compile(alternation(words("events_outlook")))
# 着力推进, 加快
_ADVANCES = re.compile(alternation(words("events_advances")))
# 分两年实施, 分年度: a plan over years
_STAGES = re.compile(r"分(?:[两二三四五][年期]|年度|步|期|批)[^，；。]{0,6}(?:实施|建设|推进|完成|改造|解决)")
_FIRM = (Modality.MUST, Modality.STRIVE)
_DONE = re.compile(f"了|{alternation(words('events_past_marks'))}")
# 应于5月开工，|至今未招标
_SHOULD_HAVE = re.compile(rf"(?:{alternation(words('events_should_have'))})[^，；。]{{0,20}}$")
_OVERDUE = re.compile(alternation(words("events_overdue")))
_NUMBERED = re.compile(r"[\dXx*一二三四五六七八九十百千]")
_GROUP = "；"
_REACH = 300  # characters in which a modal word is sought; keeps a text without full stops linear
# 将|于6月底前全面|建成
_FUTURE = re.compile(
    rf"(?:{alternation(words('events_fillers') + words('time_soft') + words('modality'))}"
    r"|[\dXx*一二三四五六七八九十]{1,4}[年月日号]|[底初末内前份中旬在于今明季度上下半]){0,8}"
)
_SOON = 6  # months: what lies further behind is the next year's
_QUALIFIER = 8  # a figure's span may open with 有望突破


@dataclass(frozen=True, slots=True)
class Outlook:
    """Whether a heading announces plans (True) or a report (False), and when the speech is held, as far as known."""

    plans: bool | None
    year: int | None
    month: int | None


def modality_at(plain: str, sentence: Sentence, position: int) -> tuple[Modality | None, bool]:
    """The nearest modality word before `position`, and whether it stands after the last ；."""
    found = None
    for m in _MODALITY.finditer(plain, max(sentence.start, position - _REACH), position):
        if _MODALITIES[m.group()] and not _takes_object(plain, m, position):
            found = m
    if found is None:
        return None, False
    return Modality(_MODALITIES[found.group()]), _GROUP not in plain[found.end():position]


def says_in(plain: str, clause: Span) -> bool:
    """A modal word stands in the clause itself."""
    return any(_MODALITIES[m.group()] for m in _MODALITY.finditer(plain, clause.start, clause.end))


def _takes_object(plain: str, m: re.Match[str], position: int) -> bool:
    """将材料报县政府: 将 takes an object and says nothing of the future; 将于6月底前全面开工 does."""
    if m.group() != "将" or "，" in plain[m.end():position]:
        return False
    return _FUTURE.fullmatch(plain, m.end(), position) is None


def find_outlook(
    plain: str, speech: Speech, sentence: Sentence, context: SpeechContext, dates: Sequence[DateMention]
) -> Outlook:
    """What the innermost heading that tells says, and the speech's own time. Without such a heading a limit or a modal
    word anywhere in the sentence tells that it looks ahead; `dates` are the sentence's."""
    end = min(sentence.end, sentence.start + _REACH)
    plans = _STAGES.search(plain, sentence.start, end) is not None or _plans(speech, sentence.section)
    if plans is None and not _DONE.search(plain, sentence.start, end):
        plans = any(_looks_ahead(d) for d in dates) or _firm(plain, sentence.start, end) or None
    return Outlook(plans, context.year, context.month)


def _looks_ahead(date: DateMention) -> bool:
    """年底前, 明年一季度, 8月底: no time of a report."""
    month_end = date.deadline.part is Part.END and date.deadline.text[-1] in "底末"
    return not date.is_past and (date.before or month_end or str(date.deadline.year).startswith("+"))


def _firm(plain: str, start: int, end: int) -> bool:
    return any(_MODALITIES[m.group()] in _FIRM for m in _MODALITY.finditer(plain, start, end))


def _plans(speech: Speech, section: int) -> bool | None:
    for title in reversed(speech.path(section)):
        if found := _OUTLOOK.search(normalize(title).plain):
            return _OUTLOOKS[found.group()] == "ahead"
    return None


def commits(
    plain: str, date: DateMention, said: Modality | None, near: bool, predicate: Predicate, clause: Span,
    outlook: Outlook,
) -> bool:
    """Whether the words promise: a limit (年底前) does so alone, a period (上半年) needs a modal word or a time that
    lies ahead, and a weak action (实现, 达到) a limit or a modal word in its own clause."""
    own = clause.start <= date.start < clause.end
    if lies_behind(date, outlook):
        return False
    year = date.deadline.year
    if isinstance(year, int) and outlook.year is not None and year < outlook.year:
        return False
    if predicate.negated:
        return date.before
    if date.before and date.start >= clause.end:
        return True  # …，最迟12月31日
    if predicate.weak and _whole_year(date) and predicate.kind != "state" \
            and not _NUMBERED.search(plain, predicate.start, predicate.object_end):
        return False  # 今年要完善制度
    if predicate.weak:
        alone = date.start < clause.start and clause.start - date.end <= 1
        if date.before and (own or alone):
            return True
        if (own or alone) and predicate.kind == "state" and date.deadline.text[0] in "到至":
            return said is not None or lies_ahead(date, outlook) or (  # 到2027年达到…
                isinstance(year, int) and outlook.year is None and outlook.plans is not False)
        if date.before and _NUMBERED.search(plain, predicate.end, predicate.object_end):
            return True  # 6月底前完成…，更换水表3000块
        return said is not None and near and (own or alone)
    if isinstance(year, int):
        # a year in figures may lie behind
        return near or (own and lies_ahead(date, outlook))
    if _whole_year(date) and _ADVANCES.search(plain, clause.start, predicate.start):
        return False  # 今年要着力推进A、B立项: an endeavour of the whole year
    if date.before or said is not None:
        return True
    if date.is_period:
        return own and date.from_month is not None and _ahead(date, outlook)
    if date.deadline.day is not None:
        if plain.startswith("起", date.end):
            return True
        return own and not date.deadline.year_redacted and _ahead(date, outlook)
    if not own and not isinstance(year, str):
        return outlook.month is not None and _ahead(date, outlook)  # 4月底，…达到32个: may be told
    return date.deadline.part is not None or isinstance(year, str)


def _ahead(date: DateMention, outlook: Outlook) -> bool:
    """上半年, 三季度: not over yet."""
    month = date.deadline.month
    if isinstance(date.deadline.year, str):
        return True
    if outlook.month is not None and month is not None:
        return month > outlook.month or (month == outlook.month and (date.is_period or outlook.plans is True))
    return outlook.plans is True


def lies_ahead(date: DateMention, outlook: Outlook) -> bool:
    """The date is later than the speech, as far as its time or the heading tells."""
    year = date.deadline.year
    if date.deadline.year_redacted:
        return True
    if isinstance(year, int):
        return outlook.plans is True or (outlook.year is not None and year > outlook.year)
    return _ahead(date, outlook)


def lies_behind(date: DateMention, outlook: Outlook) -> bool:
    """到9月末(开工229个) said in October: a figure told, no limit set."""
    d = date.deadline
    return outlook.month is not None and d.month is not None and d.year is None and not d.year_redacted \
        and not date.before and d.text[0] in "到至" and 0 < outlook.month - d.month < _SOON


def is_overdue(plain: str, sentence: Sentence, action: Predicate) -> bool:
    """应于5月开工，至今未招标: it should have happened and has not."""
    return _SHOULD_HAVE.search(plain, max(sentence.start, action.start - 30), action.start) is not None \
        and _OVERDUE.search(plain, action.start, min(sentence.end, action.object_end + 40)) is not None


def default_modality(date: DateMention) -> Modality:
    """A time alone orders; a whole year alone plans."""
    return Modality.PLAN if _whole_year(date) else Modality.MUST


def _whole_year(date: DateMention) -> bool:
    """今年, 全年, 2026年."""
    return date.is_period and date.from_month in (None, 1) and date.deadline.month == 12


def is_statistic(quantities: Sequence[Quantity], predicate: Predicate) -> bool:
    """完成投资45.69亿元, 增长24%: a figure, which is an indicator's."""
    return any(
        q.unit in _STATISTICS and q.set_aside is not SetAsideReason.SIZE_CLASS
        for q in starting_in(quantities, Span(predicate.start - _QUALIFIER, predicate.object_end + 1))
        if q.number_start >= predicate.end
    )
