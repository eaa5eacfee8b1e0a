"""Cadences: a recurring duty with an explicit frequency."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TypeVar

from db.vocab import Activity
from etl.assembly.assignment_predicates import Predicate, predicates
from etl.assembly.assignment_subjects import SubjectGroup, subject_groups
from etl.lexicon import alternation, mapping, words
from etl.records import CadenceMention, CadenceRecord, Mentions, NormalText, Sentence, Speech, SpeechContext
from etl.spans import starting_in

T = TypeVar("T")
_STRONG = re.compile(alternation(words("activities", strong="1")))
_WEAK = re.compile(alternation(words("activities", strong="0")))
_SINGLE = re.compile(alternation(words("activities_single")))
_REACH = 44  # characters from 每月 to its verb: 每个月要在新闻媒体上公布
_WEAK_REACH = 16  # 研究 and 召开 further away are no duty of their own
_ALONE = 3  # a frequency with so little behind it is a clause of its own
_ADJACENT = 8  # 按月进行通报
CLAUSE_END = re.compile(r"[，。；：！？\n]")
# 每年1个亿, 每月增长5%: a rate, no duty
RATE = re.compile(r"(?:\d|XX|[一二三四五六七八九十百千]+(?:个|万|亿|元|亩|吨|%))")
# 一次 / 情况 / 制度 after the verb
TAIL = re.compile(r"(?:会议?)?(?:制度?)?一次|会议|会|制度|制|情况|一次")
# 每周五(下午五点前)，各单位…
TIME_OF_DAY = re.compile(r"(?:[上下中]午|早上|晚上|下班|[\d一二三四五六七八九十半]{1,3}[点时]半?|之?前|以前){1,4}")
# (现场办公每周)不少于两次
HOW_OFTEN = re.compile(r"(?:至少|不少于|不低于)?(?:[一两二三四五1-5])次(?=[，。；！、]|$)")
# 每月至少下去两次: twice the frequency
TWICE = re.compile(r"[^，；。\d]{0,16}?(?:两|2|二)次")
_HALVES = mapping("cadence_twice", "of", "half")
# 检测一次并公示 / 评比，并向社会公布
AND_MAKES_KNOWN = re.compile(
    rf"[^，；。]{{0,16}}?(?:，[^，；。]{{2,16}})?，?并[^，；。]{{0,16}}?"
    rf"(?P<word>{alternation(words('activities', activity='bulletin'))})"
)
I_MYSELF = re.compile(r"我(?:要|将|会|亲自|本人|就)")
PASSES_ON = re.compile(r"上报|报送|汇总|报告")


def assemble_cadences(
    text: NormalText, speech: Speech, mentions: Mentions, context: SpeechContext
) -> tuple[CadenceRecord, ...]:
    """One record a frequency that has a duty."""
    if not mentions.cadences:
        return ()
    groups = subject_groups(text, mentions)
    told = predicates(text.plain, groups, speech)
    out: list[CadenceRecord] = []
    last: tuple[int, str] | None = None  # section and actor of the sentence before
    for sentence in speech.sentences:
        inside = starting_in(groups, sentence)
        orders = starting_in(told, sentence, start=lambda p: p.group.start)
        inherited = last[1] if last and last[0] == sentence.section else None
        new = [
            record for cadence, stop in _up_to_the_next(mentions.cadences, sentence)
            for record in _records(text, sentence, cadence, stop, inside, orders, inherited)
        ]
        out += new
        made = [r.actor for r in new if r.actor]
        if orders or made:
            last = (sentence.section, made[-1] if made else _named(orders[-1].group))
    return tuple(out)


def _up_to_the_next(cadences: tuple[CadenceMention, ...], sentence: Sentence) -> Iterator[tuple[CadenceMention, int]]:
    """The sentence's frequencies, each with where its duty must end: the next one or the sentence's end."""
    here = starting_in(cadences, sentence)
    for cadence, after in zip_longest(here, here[1:]):
        yield cadence, after.start if after else sentence.end


def _records(
    text: NormalText, sentence: Sentence, cadence: CadenceMention, last: int, groups: Sequence[SubjectGroup],
    orders: Sequence[Predicate], inherited: str | None,
) -> Iterator[CadenceRecord]:
    duty = _duty(text.plain, cadence, last)
    if duty is None:
        return
    activity, end = duty
    actor = _actor(text.plain, sentence, cadence, groups, orders) or inherited
    every = text.plain[cadence.start] == "每"
    yield CadenceRecord(
        start=cadence.start, end=end, rule="every_period" if every else "period_duty",
        confidence=0.92 if actor else 0.85, actor=actor, activity=activity, freq=_freq(text.plain, cadence),
    )
    known = AND_MAKES_KNOWN.match(text.plain, end, last)
    if known and activity is not Activity.BULLETIN:
        yield CadenceRecord(
            start=known.start("word"), end=known.end("word"), rule="makes_known", confidence=0.6, actor=actor,
            activity=Activity.BULLETIN, freq=cadence.freq,
        )
    if activity is Activity.REPORT:  # 执行月报制，各镇报县商务局，县商务局汇总后报县政府
        for order in orders:
            if order.how != "by" or order.group.start < end or _named(order.group) == actor:
                continue
            stop = CLAUSE_END.search(text.plain, order.group.end, sentence.end)
            stop_at = stop.start() if stop else sentence.end
            if PASSES_ON.search(text.plain, order.group.end, stop_at):
                yield CadenceRecord(
                    start=order.group.start - 1, end=stop_at, rule="passes_report_on", confidence=0.6,
                    actor=_named(order.group), activity=Activity.REPORT, freq=cadence.freq,
                )


def _freq(plain: str, cadence: CadenceMention) -> str:
    return _HALVES.get(cadence.freq, cadence.freq) if TWICE.match(plain, cadence.end) else cadence.freq


def _duty(plain: str, cadence: CadenceMention, sentence_end: int) -> tuple[Activity, int] | None:
    """The activity after the frequency, with the end of its words; None where the frequency is no duty."""
    adverbial = plain[cadence.start] in "每一半两双十隔逢"
    cut = CLAUSE_END.search(plain, cadence.end, sentence_end)
    # 每月25日前，各乡镇要将…报县政府
    if cut and (cut.start() - cadence.end < _ALONE or TIME_OF_DAY.fullmatch(plain, cadence.end, cut.start())):
        cut = CLAUSE_END.search(plain, cut.end(), sentence_end)
    stop = min(cut.start() if cut else sentence_end, cadence.end + (_REACH if adverbial else _ADJACENT))
    weak_stop = min(stop, cadence.end + _WEAK_REACH)
    m = _STRONG.search(plain, cadence.end, stop) or _WEAK.search(plain, cadence.end, weak_stop)
    if m is None and plain[cadence.end - 1] in "一1" and (one := _SINGLE.match(plain, cadence.end)):
        return Activity(mapping("activities_single", "word", "activity")[one.group()]), one.end()
    if m is None and (times := HOW_OFTEN.match(plain, cadence.end)):
        before = _STRONG.search(plain, cadence.start - _ADJACENT, cadence.start)
        return (_activity(before), times.end()) if before else None
    if m is None or RATE.search(plain, cadence.end, min(m.start(), cadence.end + 3)):
        return None
    tail = TAIL.match(plain, m.end(), sentence_end)
    return _activity(m), tail.end() if tail else m.end()


def _activity(m: re.Match[str]) -> Activity:
    return Activity(mapping("activities", "word", "activity")[m.group()])


def _actor(
    plain: str, sentence: Sentence, cadence: CadenceMention, groups: Sequence[SubjectGroup],
    orders: Sequence[Predicate],
) -> str | None:
    """The nearest subject before the frequency, else the first unit that is told something after it."""
    starts = {c.start for c in sentence.clauses}
    told = {p.group.start for p in orders}
    before = [g for g in groups if g.end <= cadence.start and (g.start in starts or g.start in told)]
    mine = list(I_MYSELF.finditer(plain, sentence.start, cadence.start))
    if mine and (not before or mine[-1].start() > before[-1].start):
        return "我"
    if before:
        return _named(before[-1])
    after = [p.group for p in orders if p.group.start > cadence.start]
    return _named(after[0]) if after else None


def _named(group: SubjectGroup) -> str:
    return "、".join(group.names)
