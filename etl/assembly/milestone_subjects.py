"""What a milestone is about: the noun phrase around its action, one item of a list, or the topic of the text before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from etl.lexicon import alternation, words
from etl.records import DateMention, Mentions, ProjectMention, Sentence, Span, UnitMention
from etl.spans import starting_in

_MODAL_WORDS = words("modality", modality="must") + words("modality", modality="strive") + words(
    "modality", modality="plan")
_MODAL = re.compile(alternation(_MODAL_WORDS))
_EDGE = "，；：。、 “”（)(）的\n"
# 其中要确保…
_FILLER = re.compile(rf"(?:{alternation(words('events_fillers') + _MODAL_WORDS + words('time_soft'))}|[，：、\s])+")
_TAIL = re.compile(
    rf"(?<!许)(?:{alternation(words('events_tails') + _MODAL_WORDS + words('time_soft'))}|[在于到]|(?<!以)上)$"
)
HEAD = re.compile(rf"(?:{alternation(words('events_heads'))})$")
# 把开发区的管线建设, 对园区道路
_TAKEN = re.compile(rf"(?:^|要|必须)(?:{alternation(words('events_objects_of'))})(?P<what>[^，；。]{{2,30}}?)"
                    rf"(?:当作|作为|纳入|列入|要|进行|抓|$)")
# 把基金|尽快立起来
_SOFT = re.compile(alternation(words("time_soft")))
# 进场施工: an action, no topic
_ACTION = re.compile(alternation(words("events")))
_STOPS = re.compile(rf"[，；：。、]|{alternation(words('events_fillers') + _MODAL_WORDS + words('time_soft'))}")
# 第一阶段: a step, no topic
_ENDS = frozenset(words("events", **{"class": "end"}))
_DISSOLVES = frozenset(words("events", event="dissolve"))
_STEP = re.compile(r"第?[一二三四五六七八九十\d]{1,2}(?:个)?(?:阶段|步|期间|环节)$")
_EMPTY = frozenset(words("milestone_empty_subjects"))
# 一套不剩, 一平方米都不许留
_NONE_LEFT = re.compile(
    rf"[一半][^，；。不没别]{{1,4}}?[都也]?(?:{alternation(words('events_none_left', part='no'))})"
    rf"(?:{alternation(words('events_none_left', part='left'))})"
)
_PARTS = re.compile(rf"(?:{alternation(words('milestone_parts'))}){{1,3}}(?:工程|施工|建设|工作|全线)?")
# 安置房|由县移民局包建
_BY = re.compile("由|归|交由|交给")
_NO_TOPIC = re.compile(alternation(words("milestone_no_topics")))
_STATUS = re.compile(alternation(words("events_status", tense="now")))
_ALL = "(?:[一总合]?共计?有?|合计|总计|还剩|还有|剩余|剩下|约|近)?"
_AMOUNT = re.compile(rf"(?<=[^\d.,，]){_ALL}\d[\d.]{{0,8}}[万亿]?[^\d，；。、的]{{1,4}}$")
_LABEL = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:是|要|[，、])|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[、.．](?!\d)|[①-⑳])"
)
_FEW = r"[\d一二三四五六七八九十两]{1,4}"
_COUNT_ONLY = re.compile(rf"{_FEW}(?:[-—至]{_FEW})?(?:个|项|家|条|座|处)(?:以上)?(?:项目|工程)?")
# 总投资1.7亿元的(制酸项目): a figure before the name
_FIGURE = re.compile(rf"(?:{alternation(words('events_investment_labels'))})[^，；。：的]{{1,16}}的")
# (循环经济园)总投资12亿元: a figure behind the name
_FIGURE_TAIL = re.compile(
    rf"(?:{alternation(words('events_investment_labels'))})(?:约|近|达|达到|为)?[\dXx*][^，；。：]{{1,16}}$"
)
_PROJECT = re.compile(r"(?:扩建|改造|建设)?(?:项目|工程)")
# (灌区)还剩38公里渠道: what is left of it
_REST = re.compile(
    rf"还?(?:剩余|剩下|余下|尚余|剩)的?\d[\d.,]{{0,8}}[^，；。、的\d]{{1,4}}?的?[^，；。、\d]{{0,6}}(?:{alternation(words('events_heads'))})$"
)
# 有70个项目
_HAS = re.compile(r"有(?=[\dXx*])")
_GROUP = "；"
_NEAR = 3  # clauses back to a 由
# 市林业局|配合: helps the one who does
_HELPS = re.compile(alternation(words("roles", role="support")))
# 医养结合中心, 产业园
_BUILDING = re.compile(rf"(?:{alternation(words('milestone_buildings'))})$")
# 所在园区(要开工): who is told
_WHERE_IT_LIES = re.compile("所在|属地|[有相]关|责任")
# 市发改委|牵头建好台账: no name goes on
_ROLE = re.compile(alternation(words("roles") + words("milestone_grips")))
# 责任单位是|开发区管委会
_UNIT_LABEL = re.compile(rf"(?:{alternation(words('milestone_unit_labels'))})(?:是|为)?：?$")
_LABEL_REACH = 10  # characters of the longest label and what joins it
_SUPERIORS = frozenset(words("milestone_superiors"))
# 省里(8月底)要看, 省里答应
_WATCHES = re.compile(alternation(words("milestone_watches")))
_WATCH_REACH = 8  # characters of a date and the word behind it
_OWN_KINDS = ("park", "company")
_LONGEST_NAME = 40
_REACH = 12  # clauses over which a unit is still the one told to act


def clean(plain: str, start: int, end: int) -> Span:
    """The noun phrase of a stretch: labels, modals, adverbs and light verbs stripped from its front, modals, adverbs
    and words like 进度 or 工作 from its end. Empty spans have start == end."""
    if m := _LABEL.match(plain, start, end):
        start = m.end()
    if m := _FILLER.match(plain, start, end):
        start = m.end()
    for pattern in (_FIGURE, _HAS):
        if m := pattern.match(plain, start, end):
            start = m.end()
    if m := _FIGURE_TAIL.search(plain, start, end):
        end = m.start()
    while end > start:
        if plain[end - 1] in _EDGE[:6] + "（的 \n":
            end -= 1
        elif (m := _TAIL.search(plain[max(start, end - 8):end])) and (
            not m.group().endswith("工作") or end - len(m.group()) - start != 2
        ):
            end -= len(m.group())  # but 整个工作 keeps its noun
        else:
            break
    return Span(start, max(start, end))


def leading_units(
    plain: str, span: Span, units: Sequence[UnitMention], dates: Sequence[DateMention],
    projects: Sequence[ProjectMention] = (),
) -> tuple[UnitMention, ...]:
    """The units that open a stretch as its subject: 县水利局、各乡镇要…; not 县水利局的项目."""
    out: list[UnitMention] = []
    at = span.start
    for n in range(bisect_left(units, span.start, key=lambda u: u.start), len(units)):
        unit = units[n]
        if unit.start >= span.end or unit_is_thing(unit, projects):
            break
        if not _nothing_between(plain, at, unit.start, dates, first=not out):
            break
        out.append(unit)
        at = unit.end
    last = out[-1].end if out else span.end
    if plain.startswith("的", last) or _joined(plain, last, span.end) or _names_more(plain, last, span.end, dates):
        return ()
    return tuple(out)


def _joined(plain: str, start: int, end: int) -> bool:
    """木制品产业园、冷链物流中心项目: what is joined to the units is none, so neither are they."""
    return start < end and plain[start] in "、和及与"


def unit_is_thing(unit: UnitMention, projects: Sequence[ProjectMention]) -> bool:
    """县医院 in 县医院住院楼: a unit that only names a project, as its place or owner."""
    at = bisect_left(projects, unit.start + 1, key=lambda p: p.start)
    return at > 0 and unit.end <= projects[at - 1].end and (unit.start, unit.end) != (
        projects[at - 1].start, projects[at - 1].end)


def things(units: Sequence[UnitMention], action: str, *, built: bool) -> Span | None:
    """木制品产业园要开工: a park or a firm is what is built, not who builds, where the action has no object; with
    `built`, an action of buildings, so is a 医养结合中心, and any body is what is dissolved."""
    if len(units) != 1 or _WHERE_IT_LIES.match(units[0].name) or (action not in _ENDS and not built):
        return None
    if action in _DISSOLVES:
        return Span(units[0].start, units[0].end)
    if units[0].kind in _OWN_KINDS or (built and _BUILDING.search(units[0].name)):
        return Span(units[0].start, units[0].end)
    return None


def _names_more(plain: str, start: int, end: int, dates: Sequence[DateMention]) -> bool:
    """县医院门诊楼工程: what follows the unit up to the next modal, adverb or date makes it part of a name."""
    end = min(end, start + _LONGEST_NAME)
    stop = min([end, *(d.start for d in starting_in(dates, Span(start, end))),
                *(m.start() for m in [_STOPS.search(plain, start, end)] if m)])
    acts = _ACTION.match(plain, start) or _ROLE.match(plain, start)
    return stop - start >= 2 and not acts and HEAD.search(plain, start, stop) is not None


def _nothing_between(plain: str, start: int, end: int, dates: Sequence[DateMention], *, first: bool) -> bool:
    if not first:
        return not plain[start:end].strip("、和及与等")
    gap = "".join(plain[s.start:s.end] for s in without_dates(start, end, dates))
    gap = _LABEL.sub("", gap, count=1).strip("，由 ")
    return not gap or _FILLER.fullmatch(gap) is not None


def topic_of_clause(plain: str, clause: Span, mentions: Mentions) -> Span | None:
    """What a clause talks about: what 把 or 对 takes, its last named project, what stands before its modal or after."""
    if m := _TAKEN.search(plain[clause.start:clause.end]):
        end = clause.start + m.end("what")
        soft = _SOFT.search(plain, clause.start + m.start("what"), end)
        return _nonempty(clean(plain, clause.start + m.start("what"), soft.start() if soft else end))
    if projects := starting_in(mentions.projects, clause):
        last = projects[-1]
        more = _PROJECT.match(plain, last.end, clause.end) or _REST.match(plain, last.end, clause.end)
        return Span(last.start, min(clause.end, more.end() if more else last.end))
    units = leading_units(plain, clause, mentions.units, mentions.dates, mentions.projects)
    if units and _is_built(plain, clause, units):
        return Span(units[0].start, units[0].end)
    for stretch in without_dates(units[-1].end if units else clause.start, clause.end, mentions.dates):
        if found := _topic_of_stretch(plain, stretch):
            return found
    return None


def _topic_of_stretch(plain: str, stretch: Span) -> Span | None:
    phrase = clean(plain, stretch.start, stretch.end)
    if m := _ACTION.match(plain, phrase.start, phrase.end):
        phrase = clean(plain, m.end(), phrase.end)  # 编制园区规划: its object
    if _NO_TOPIC.match(plain, phrase.start, phrase.end) or _ROLE.match(plain, phrase.start, phrase.end):
        return None
    modal = _MODAL.search(plain, phrase.start, phrase.end)
    if modal and modal.start() - phrase.start >= 2:
        phrase = clean(plain, phrase.start, modal.start())
    if (m := _STATUS.search(plain, phrase.start, phrase.end)) and m.start() - phrase.start >= 2:
        phrase = clean(plain, phrase.start, m.start())  # 三期|正在打桩
    if (m := _BY.search(plain, phrase.start, phrase.end)) and HEAD.search(plain, phrase.start, m.start()):
        phrase = Span(phrase.start, m.start())
    if not HEAD.search(plain, phrase.start, phrase.end) and (m := _AMOUNT.search(plain, phrase.start, phrase.end)):
        phrase = Span(phrase.start, m.start())  # 高标准农田|12万亩
    if HEAD.search(plain, phrase.start, phrase.end) and not _STEP.search(plain[phrase.start:phrase.end]):
        return _nonempty(phrase)
    return None


def is_empty(text: str) -> bool:
    """全部, 剩下的, 一户不剩: names nothing itself."""
    return text in _EMPTY or _NONE_LEFT.fullmatch(text) is not None


def is_part(text: str) -> bool:
    """桩基, 主坝灌浆, 路基全线: a part of something that it does not name."""
    return _PARTS.fullmatch(text.strip("“”")) is not None


def is_bare_count(text: str) -> bool:
    """70个项目: a number of things that the text before has named."""
    return _COUNT_ONLY.fullmatch(text) is not None


def without_dates(start: int, end: int, dates: Sequence[DateMention]) -> list[Span]:
    """The stretches of [start, end) that no date covers."""
    out, at = [], start
    low = bisect_left(dates, start, key=lambda d: d.start)
    if low and dates[low - 1].end > start:
        at = min(end, dates[low - 1].end)  # 17:00前: its date began in the clause before
    for d in starting_in(dates, Span(start, end)):
        out.append(Span(at, max(at, d.start)))
        at = max(at, d.end)
    return [s for s in (*out, Span(at, max(at, end))) if s.end > s.start]


def _nonempty(span: Span) -> Span | None:
    return span if span.end - span.start >= 3 else None


def sentence_units(plain: str, sentence: Sentence, at: int, mentions: Mentions) -> tuple[UnitMention, ...]:
    """The units told to act in clause `at`: those that open it or stand behind its 由, else those of the nearest clause
    before it, else one behind the 由 of a clause near it. A clause behind a ； that has a subject of its own has no
    units from before the ；."""
    clauses = sentence.clauses
    first = at
    while first > max(0, at - _REACH) and not _starts_anew(plain, clauses[first]):
        first -= 1
    for k in range(at, first - 1, -1):
        found = leading_units(plain, clauses[k], mentions.units, mentions.dates, mentions.projects)
        if found and (k == at or not _is_built(plain, clauses[k], found)) \
                and not _HELPS.match(plain, found[-1].end) and not _is_above(plain, found, own=k == at):
            return found
        if k == at and (found := _told_by(plain, clauses[k], mentions)):
            return found
    last = at
    while last < min(at + 2, len(clauses) - 1) and plain[clauses[last].end:clauses[last].end + 1] != _GROUP:
        last += 1
    for clause in clauses[max(first, at - _NEAR):last + 1]:  # 要在8月底前完工，由县交通局负责
        if found := _told_by(plain, clause, mentions):
            return found
    return ()


def _starts_anew(plain: str, clause: Span) -> bool:
    """The clause follows a ； and names its own subject; 加快…, 对… go on with the one before."""
    return plain[clause.start - 1:clause.start] == _GROUP and _FILLER.match(plain, clause.start) is None \
        and _ACTION.match(plain, clause.start) is None


def _is_built(plain: str, clause: Span, units: Sequence[UnitMention]) -> bool:
    """创业园6月28日投产: what the clause opens with is what is built and so told nothing for the clauses after it."""
    return len(units) == 1 and _BUILDING.search(units[0].name) is not None \
        and _MODAL.search(plain, clause.start, clause.end) is None


def _is_above(plain: str, units: Sequence[UnitMention], *, own: bool) -> bool:
    """省里8月底要看开工率; 省里答应…，6月10号前把征拆扫尾: who stands above looks on, others act in what follows."""
    if any(plain[u.start:u.end] not in _SUPERIORS for u in units):
        return False
    return not own or _WATCHES.search(plain, units[-1].end, units[-1].end + _WATCH_REACH) is not None


def _told_by(plain: str, clause: Span, mentions: Mentions) -> tuple[UnitMention, ...]:
    """由赤坎区政府负责, 责任单位是市发改委: the unit behind 由 or a label, with the place that opens its name."""
    units = mentions.units
    for unit in starting_in(units, clause):
        at = bisect_left(mentions.regions, unit.start + 1, key=lambda r: r.start) - 1
        place = mentions.regions[at] if at >= 0 and mentions.regions[at].end >= unit.start else None
        start = min(unit.start, place.start) if place else unit.start
        by = plain.startswith("由", start - 1) and not plain.startswith("已", start - 2)
        if by or _UNIT_LABEL.search(plain[max(clause.start, start - _LABEL_REACH):start]):
            return (replace(unit, start=start),)
    return ()
