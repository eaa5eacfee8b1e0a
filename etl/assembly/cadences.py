"""Cadences: a recurring duty with an explicit frequency."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from operator import attrgetter

from db.vocab import Activity
from etl.assembly.assignment_predicates import Predicate, predicates
from etl.assembly.assignment_subjects import SubjectGroup, subject_groups
from etl.assembly.cadence_duties import CLAUSE_END, duty_after
from etl.lexicon import alternation, mapping, words
from etl.records import CadenceMention, CadenceRecord, Mentions, NormalText, Sentence, Speech, SpeechContext
from etl.spans import starting_in

# 每月至少下去两次: twice the frequency
TWICE = re.compile(r"[^，；。\d]{0,16}?(?:两|2|二)次")
_HALVES = mapping("cadence_twice", "of", "half")
# 检测一次并公示 / 评比，并向社会公布
AND_MAKES_KNOWN = re.compile(
    rf"[^，；。]{{0,16}}?(?:，[^，；。]{{2,16}})?，?并[^，；。]{{0,16}}?"
    rf"(?P<word>{alternation(words('activities', activity='bulletin'))})"
)
I_MYSELF = re.compile(r"我(?:要|将|会|亲自|本人|就)")
_ENDS = alternation(words("cadence_actor_ends"))
# (一是)局长(每半月到工地), 股室联点(一周一到), 黄灯项目(每旬报送): whom the clause itself begins with
OWN_SUBJECT = re.compile(
    r"(?:[一二三四五六七八九十]是|[一二三四五六七八九十]要|由|请)?"
    rf"(?P<actor>我|[^，；。：、的对向到将把]{{0,12}}(?:{_ENDS})(?![会账])|[^，；。：、的对向到将把]{{2,6}}项目)(?P<rest>[^，；。：、]{{0,3}})"
)
# 现场观摩会(每半年一次): what is done, not who does it
_DUTY_NOUN = re.compile(rf"(?:{alternation(words('activities'))})$")
REPORTS = re.compile(r"报")
_REPORT_REACH = 6
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
    duty = duty_after(text.plain, cadence, last)
    if duty is None:
        return
    activity, end = duty
    actor = _actor(text, sentence, cadence, groups, orders) or inherited
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


def _actor(
    text: NormalText, sentence: Sentence, cadence: CadenceMention, groups: Sequence[SubjectGroup],
    orders: Sequence[Predicate],
) -> str | None:
    """Whom the clause begins with, else the nearest subject before the frequency, else the first unit told something
    after it."""
    if own := _own_subject(text, sentence, cadence):
        return own
    plain = text.plain
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


def _own_subject(text: NormalText, sentence: Sentence, cadence: CadenceMention) -> str | None:
    """The words between the start of the clause and the frequency, where they name somebody."""
    at = bisect_right(sentence.clauses, cadence.start, key=attrgetter("start")) - 1
    plain = text.plain
    m = OWN_SUBJECT.fullmatch(plain, sentence.clauses[at].start, cadence.start) if at >= 0 else None
    if m is None or _DUTY_NOUN.search(m["actor"]):
        return None
    reports = plain[cadence.start] == "每" and REPORTS.search(plain, cadence.end, cadence.end + _REPORT_REACH)
    if m["actor"].endswith("项目") and not reports:
        return None  # 重点项目每月调度: what it is about
    return text.original[m.start("actor"):m.end("actor")]


def _named(group: SubjectGroup) -> str:
    return "、".join(group.names)
