"""Which date of a sentence governs a clause: its own, the phrase before a list, or the one that it continues."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from etl.lexicon import alternation, words
from etl.records import DateMention, Deadline, NormalText, Sentence, Span, Speech

_START = re.compile(alternation(words("time_start")))
_SOFT = re.compile(alternation(words("time_soft")))
_CONTINUES = re.compile(alternation(words("time_continue")))
_MODAL = alternation(words("modality", modality="must") + words("modality", modality="strive")
                     + words("modality", modality="plan"))
_SAID = re.compile(_MODAL)
# 今年安排的, 三季度拟开工的, 今年的
_ATTRIBUTE = re.compile(rf"(?:全市|全县|我市|我县|市|县)?(?:{alternation(words('time_attribute'))})?的")
# 对年内竣工投产项目, 今年重点项目
_CLASS = re.compile(
    rf"(?:{alternation(words('time_attribute'))}){{1,2}}(?:项目|工程|任务|计划)(?=$|[，、；。]|要|必须|应|须)"
)
# what may stand before a date that opens its clause: 确保, 要在, 其中到
_OPENING = re.compile(
    rf"(?:第?[一二三四五六七八九十]{{1,2}}[是要、])?(?:{_MODAL}|其中|同时|即|在|于|到|从|自|，|\s|“){{0,4}}"
)
# 竣工时间为10月底, 开工不得晚于3月: what may stand between an action and a date after it
_TIMED = re.compile(
    rf"[^，；。]{{1,6}}?(?:时间|日期|时限|工期)?(?:{_MODAL}|为|是|定在|在|于|不晚于|不迟于|不得晚于){{1,3}}"
)
# 一是, （2）, 3. : an item of a list
_ITEM = re.compile(
    r"\s*(?:第?[一二三四五六七八九十]{1,3}(?:是|要|、|，)|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[、.．](?!\d)|[①-⑳])"
)
# 清明节后, 国庆长假一过: after a feast, so by no date that stands before
_AFTER_FEAST = re.compile(
    rf"一?(?:{alternation(words('dates_festivals'))})[”’]?(?:节|假期|长假)?(?:[之以过]?后|一过|就)(?!期)"
)
# 签约后(45天内), 接到督办单以后(五个工作日之内); not 今后, 会后
_EVENT_BEFORE = re.compile(r"[^，；。：！？、）\s]{1,14}(?<![今最随然此先前会往])后$")
_EVENT_REACH = 15  # characters of the event with its 后
# 把…, 必须…: an order that goes on
_ORDERS = re.compile(rf"把|将(?!来|会)|{_MODAL}")
_FROM = ("自", "从")
# 最迟, 时间不超过: the limit of what stands before it
_LATEST = re.compile(alternation(words("dates_lead", kind="limit")))
_TERM = re.compile("(?:(?:完成)?(?:时间|时限|期限)(?:为|是)?)?")
_NOTHING = re.compile(r"(?:完成|结束|到位|为限|为止|必须完成|全部完成|办结)?[。！；\s]{0,3}")
# 分别于, 各在
_SHARED_BEFORE = re.compile(r"(?:分别|依次|先后)[于在到]?$")
_SHARED_AFTER = re.compile(r"(?:分别|依次|先后|各)")
_REACH = 500  # characters over which a date governs within a sentence; keeps a text without full stops linear
_EVERY = 40  # characters before 月底 in which 每月 makes it recur
_GROUP = "；"


def governing_deadline(
    plain: str, sentence: Sentence, dates: Sequence[DateMention], position: int, *, begins: bool = False
) -> DateMention | None:
    """The date of `sentence` by which what stands at `position` should happen, or None.

    `plain` is the text's matching copy, `dates` all dates of the speech sorted by start (`mentions.dates`),
    `position` any character of the action, best its verb. In order: the nearest usable date before `position` in its
    own clause; a date tied to it behind (竣工时间为10月底); a date that stands alone before them (年底前，…),
    for the whole sentence; one that opens an earlier clause up to the last ；, if it is in a commitment; any date of
    the clause before, where this clause goes on with 并 or the like. A clause with a soft time of its own (尽快, 逐步)
    inherits nothing. Dates that lie behind (去年, 截至…), from which something starts (8月1日起) or that only describe
    a noun (今年安排的项目) govern nothing. Only what `begins` (开工, 启用) has a time from which as its own.
    """
    at = _clause_at(sentence.clauses, position)
    if at is None:
        return None
    if begins and (date := _beginning(plain, sentence.clauses, at, dates, position)):
        return date
    usable = _usable(plain, max(sentence.start, position - _REACH),
                     min(sentence.clauses[at].end, position + _REACH), dates)
    if late := _at_latest(plain, sentence.clauses, at, dates):
        return late
    if not usable:
        return None
    clause = sentence.clauses[at]
    own = [d for d in usable if d.start < clause.end and d.end > clause.start]  # 17:00前 lies in two clauses
    free = [d for d in own if not _attributive(plain, d, position, clause)]
    before = [d for d in free if d.start <= position]
    if before:
        return before[-1]
    if free and _TIMED.fullmatch(plain, position, free[0].start):
        return free[0]
    if _SOFT.search(plain, clause.start, min(clause.end, position + 2)) or _after_feast(plain, clause):
        return None
    return _inherited(plain, sentence, usable, at)


def _after_feast(plain: str, clause: Span) -> bool:
    m = _OPENING.match(plain, clause.start, clause.end)
    return _AFTER_FEAST.match(plain, m.end() if m else clause.start, clause.end) is not None


def twin_dates(plain: str, dates: Sequence[DateMention], last: DateMention) -> tuple[DateMention, ...]:
    """`last` with the dates joined to it where the words share them out: 分别于9月、10月, 6月底前、12月底前各."""
    at = bisect_left(dates, last.start, key=lambda d: d.start)
    first = at
    while first and plain[dates[first - 1].end:dates[first].start] in ("、", "和"):
        first -= 1
    shared = _SHARED_BEFORE.search(plain, max(0, dates[first].start - 6), dates[first].start) \
        or _SHARED_AFTER.match(plain, last.end)
    return tuple(dates[first:at + 1]) if first < at and shared else (last,)


def counted_from(text: NormalText, mention: DateMention) -> Deadline:
    """The deadline of a mention; of a length of time behind an event (签约后45天内) with the words of the event, as no
    calendar tells when it ends."""
    deadline = mention.deadline
    if deadline.relative is None:
        return deadline
    m = _EVENT_BEFORE.search(text.plain[max(0, mention.start - _EVENT_REACH):mention.start])
    if m is None or not deadline.text[:1].strip("本这当下上今明后"):
        return deadline
    start = mention.start - len(m.group())
    return replace(deadline, text=text.original[start:mention.end])


@dataclass(frozen=True, slots=True)
class Lead:
    """A limit that stands before a list of items over several sentences (年底前要办好三件事：一是…。二是…。), or in a
    heading (年底前竣工的项目)."""

    date: DateMention
    section: int
    heading: bool

    def holds(self, plain: str, speech: Speech, sentence: Sentence) -> bool:
        """`sentence` is an item of the list or stands under the heading."""
        at: int | None = sentence.section
        while at is not None and at != self.section:
            at = speech.sections[at].parent
        if self.heading:
            return at is not None
        if _ITEM.match(plain, sentence.start, sentence.end):
            return True
        opens_line = plain[max(0, sentence.start - 3):sentence.start].rstrip(" ").endswith("\n")
        return at is not None and sentence.section != self.section and not opens_line


def find_lead(plain: str, speech: Speech, sentence: Sentence, dates: Sequence[DateMention]) -> Lead | None:
    """The limit that a sentence sets for those after it, or None."""
    section = speech.sections[sentence.section]
    if section.title and sentence.end - section.start <= len(section.label) + len(section.title) + 2:
        found = [d for d in _usable(plain, sentence.start, sentence.end, dates) if d.before]
        return Lead(found[-1], sentence.section, True) if found else None
    for clause in sentence.clauses:
        if plain.startswith("：", clause.end):
            found = [d for d in _usable(plain, clause.start, clause.end, dates) if d.before]
            listed = clause.end + 1 >= sentence.end or _ITEM.match(plain, clause.end + 1, sentence.end)
            return Lead(found[-1], sentence.section, False) if found and listed else None
    return None


def introduces(plain: str, clause: Span) -> bool:
    """The clause announces a list: …以下任务：一是…"""
    return plain.startswith("：", clause.end) and (
        _ITEM.match(plain, clause.end + 1) is not None or plain.startswith("\n", clause.end + 1))


def own_or_lead(
    plain: str, sentence: Sentence, dates: Sequence[DateMention], at: int, lead: DateMention
) -> DateMention | None:
    """`lead`, unless the sentence has a time of its own or clause `at` a soft one."""
    clause = sentence.clauses[at]
    if _usable(plain, sentence.start, sentence.end, dates) or _SOFT.search(plain, clause.start, clause.end):
        return None
    return lead


def _beginning(
    plain: str, clauses: Sequence[Span], at: int, dates: Sequence[DateMention], position: int
) -> DateMention | None:
    """The last date before `position` where it is a day or month from which: 4月1日后开挖; 从8月1日起，…."""
    n = bisect_left(dates, position, key=lambda d: d.start) - 1
    if n < 0 or dates[n].is_past or dates[n].is_period or not _says_when(dates[n]):
        return None
    since = _START.match(plain, dates[n].end)
    if since is None:
        return None
    alone = at > 0 and since.end() == clauses[at - 1].end and _opens(plain, clauses[at - 1], dates[n])
    return dates[n] if dates[n].start >= clauses[at].start or alone else None


def _usable(plain: str, start: int, end: int, dates: Sequence[DateMention]) -> list[DateMention]:
    """The dates of [start, end) that can be a deadline."""
    low = bisect_left(dates, start, key=lambda d: d.start)
    high = bisect_left(dates, end, key=lambda d: d.start)
    return [d for d in dates[low:high] if not d.is_past and _says_when(d) and not _since(plain, d)
            and not _recurs(plain, start, d)]


def _recurs(plain: str, start: int, mention: DateMention) -> bool:
    """每月报一次进度，月底|通报: a month's end of every month."""
    return mention.deadline.relative == "P0M" and mention.deadline.text.startswith("月") \
        and "每" in plain[max(start, mention.start - _EVERY):mention.start]


def begins_at(plain: str, mention: DateMention) -> bool:
    """8月1日起, 下周一开始: the time from which."""
    return _START.match(plain, mention.end) is not None


def _since(plain: str, mention: DateMention) -> bool:
    """8月1日起, 自2008年7月: a time from which."""
    return begins_at(plain, mention) or (
        not mention.before and plain[max(0, mention.start - 1):mention.start] in _FROM)


def _at_latest(plain: str, clauses: Sequence[Span], at: int, dates: Sequence[DateMention]) -> DateMention | None:
    """任务完成即行解散，|最迟12月31日: a date alone in the clause behind, of which it is the limit."""
    if at + 1 >= len(clauses) or plain[clauses[at].end:clauses[at].end + 1] != "，":
        return None
    behind = clauses[at + 1]
    n = bisect_left(dates, behind.start, key=lambda d: d.start)
    if n == len(dates) or dates[n].is_past or not dates[n].before \
            or not _TERM.fullmatch(plain, behind.start, dates[n].start):
        return None
    alone = _LATEST.match(plain, dates[n].start) is not None and _NOTHING.fullmatch(plain, dates[n].end, behind.end)
    own = n > 0 and dates[n - 1].start >= clauses[at].start and dates[n - 1].before
    return dates[n] if alone and not own else None


def _says_when(mention: DateMention) -> bool:
    """False for XX月XX日, of which nothing is left."""
    d = mention.deadline
    return bool(d.month or d.relative or d.day) or mention.before


def _inherited(plain: str, sentence: Sentence, usable: list[DateMention], at: int) -> DateMention | None:
    clauses = sentence.clauses
    group = _group_start(plain, clauses, at)
    goes_on = bool(_CONTINUES.match(plain, clauses[at].start))
    for mention in reversed([d for d in usable if d.start < clauses[at].start]):
        home = _clause_at(clauses, mention.start)
        if home is None or _attributive(plain, mention, clauses[home].end, clauses[home]):
            continue
        opens = _opens(plain, clauses[home], mention)
        if mention.deadline.relative and not mention.before and home < at - 1:
            continue  # 两周后，…: the time of one event, not of all that follows
        if opens and mention.end >= clauses[home].end:
            return mention
        if mention.before and home == at - 1 and mention.end >= clauses[home].end \
                and _ORDERS.match(plain, clauses[at].start):
            return mention  # 接到督办单后五个工作日内，把方案送来
        if mention.before and plain.startswith("：", clauses[home].end) and _ITEM.match(plain, clauses[home].end + 1):
            return mention  # 年底前要办好三件事：一是…；二是…
        if mention.is_period and mention.from_month is None and opens:
            continue  # 今年要…，…: a year without a comma goes no further than its clause
        if home >= group and (opens or (goes_on and home == at - 1)) and _promises(plain, clauses[home], mention):
            return mention
    return None


def _promises(plain: str, clause: Span, mention: DateMention) -> bool:
    """A date that goes on to the next clause stands in a commitment, not in a report (6月末余额…)."""
    return mention.before or isinstance(mention.deadline.year, str) or mention.deadline.year_redacted \
        or _SAID.search(plain, clause.start, clause.end) is not None


def _group_start(plain: str, clauses: Sequence[Span], at: int) -> int:
    """The first clause after the last ； before clause `at`."""
    for k in range(at, max(0, at - _REACH), -1):
        if plain[clauses[k].start - 1] == _GROUP:
            return k
    return 0


def _opens(plain: str, clause: Span, mention: DateMention) -> bool:
    m = _OPENING.match(plain, clause.start, mention.start)
    return m is not None and m.end() == mention.start


def _attributive(plain: str, mention: DateMention, position: int, clause: Span) -> bool:
    """今年安排的项目要…: the date belongs to the noun, and `position` stands behind it."""
    m = _ATTRIBUTE.match(plain, mention.end, clause.end)
    if m is not None and m.end() <= position:
        return True
    m = _CLASS.match(plain, mention.end, clause.end)
    return m is not None


def _clause_at(clauses: Sequence[Span], position: int) -> int | None:
    at = bisect_left(clauses, position + 1, key=lambda c: c.start) - 1
    return at if at >= 0 and position <= clauses[at].end else None
