"""Every figure of a speech as an indicator: what is measured, for whom, when, and whether it is wanted or reported."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from typing import NamedTuple

from db.vocab import Comparison, Measure, Status
from etl.assembly.indicator_antecedents import ITEM_LINE, programme_of
from etl.assembly.indicator_figures import Place, Running, places
from etl.assembly.indicator_measures import MeasureReading, rate_name, rate_said, read_measure
from etl.assembly.indicator_names import announced, clean, labelled, split_names, starts_with_verb
from etl.assembly.indicator_naming import KINDS, changes, heading_topic, name_of
from etl.assembly.indicator_outlook import Outlook, Outlooks
from etl.assembly.indicator_regions import Home, carried, goes_on, govern, home_of
from etl.assembly.indicator_scope import (
    CAPACITY,
    CAPACITY_UNITS,
    Scope,
    conditions,
    inside_project,
    period_before,
    product_of,
    scope_of,
    states_figure,
)
from etl.assembly.indicator_setting import setting_of
from etl.assembly.indicator_status import PLANNED_FIELD, Setting, read_status
from etl.assembly.indicator_subjects import Subject, body_of, headline, in_turn, subject_of
from etl.lexicon import alternation, mapping, words
from etl.records import (
    IndicatorRecord,
    Mentions,
    NormalText,
    ProjectMention,
    Sentence,
    Speech,
    SpeechContext,
)

PLANNED_NAME = re.compile(r"总投资|计划投资|投资总盘|投资盘子|规划|设计(?!变更|单位|院|费)|单体规模|投资规模|概算|估算")
OWN_TOTAL = re.compile(r"(?:计划)?总投资")  # 总投资下降6%: the amount is planned, its change is a fact
AHEAD = (Outlook.FORWARD, Outlook.PLAN)
# 增长5%、[力争]7%: a second figure for the same
FURTHER = re.compile(
    r"[、，并再或]{0,2}(?:力争|争取|确保|冲刺|冲一冲|跳一跳|往上冲|挑战|保底|力求|奔着|有望)(?:达到?|实现|完成|增长|突破|到)?"
)
SHARE_OF_PLAN = re.compile(r"占[^占]{0,6}(?:计划|任务|目标)$")  # 快于进度8.7个百分点: of what is a share of the plan
DESIGN = re.compile(
    r"(?:项目|设计|规划|计划|总|年|月|日|[一二三]期|近期|远期)*"
    rf"(?:{alternation(words('indicator_owned', kind='design'))})"
)
# 已建成, 去年投产: done, so that its size is a fact; 建成后, 年底竣工: not yet
BUILT = re.compile(
    r"(?:已经?|现已|全部|顺利|正式|如期|去年|上年)[^，。；：]{0,6}"
    rf"(?:{alternation(words('indicator_built'))})(?!后)|(?:{alternation(words('indicator_built'))})了"
)
_OF_RATE = (Measure.RANK, Measure.SHARE, Measure.DIFFERENCE)
LASTING = re.compile(r"(?:（[^）\n]{1,24}）)?[：。]")  # 城北换电站（县发改局）：
UNNAMED = "未命名"
DEFAULTS = mapping("indicator_defaults", "unit", "name")  # 15万平方米 and no word more
MERELY = re.compile(r"[只仅才](?=完成|完工|做|干|占|有|到|达|走|开|收|投|签|交|拨|支|征|拆|用)")  # 只完成承诺的[38%]
# 按全年计划8.4亿元算，完成了[86.4%], 比进度慢了[5.3个百分点]
REPORTED = re.compile(r"(?:完成|做|干|走|慢|快|超|落后|拖|涨|降|跌|增长|增加|减少|下降|达到)了$")
RESPECTIVELY = re.compile(r"分别(?:为|是|达到?|占|完成|增长|下降|投资|列|居|比[^，。；]{1,14})?[^，。；：、\d]{0,4}$")


class Ground(NamedTuple):
    """What holds for a whole speech, with the sentence at hand."""

    text: NormalText
    scope: Scope
    home: Home
    context: SpeechContext
    sentence: int = 0  # where the sentence begins
    outlook: Outlook = Outlook.OPEN


def assemble_indicators(
    text: NormalText, speech: Speech, mentions: Mentions, context: SpeechContext
) -> tuple[IndicatorRecord, ...]:
    """One record a stated figure, in order. What the finder set aside makes none, nor a number in a project's name."""
    home = home_of(text, mentions, context.region_name, speech.start)
    ground = Ground(text, scope_of(mentions), home, context)
    figures = [q for q in mentions.quantities if q.set_aside is None and q.unit]
    starts = [q.start for q in figures]
    out: list[IndicatorRecord] = []
    line_end, period, running = -1, None, Running()
    outlooks = Outlooks(text.plain, speech)
    for sentence in speech.sentences:
        if sentence.start > line_end:
            line_end = text.plain.find("\n", sentence.start)
            line_end = len(text.plain) if line_end < 0 else line_end
            period, running = None, _new_line(text, sentence, running, heading_topic(speech.path(sentence.section)))
        first = bisect_left(starts, sentence.start)
        if first == len(starts) or starts[first] >= max(line_end, sentence.end):
            continue  # no figure to the end of the paragraph
        ground = ground._replace(sentence=sentence.start, outlook=outlooks.at(sentence))
        running = _opened(ground, sentence, running)
        for place in places(text.plain, sentence, figures[first:bisect_left(starts, sentence.end)]):
            period = period_before(ground.scope, text, sentence.start, place.q.start) or period
            records, running = _records(ground, place, running, period)
            out += records
        period = period_before(ground.scope, text, sentence.start, sentence.end) or period
        running = running._replace(carried=carried(text, ground.scope, sentence, running, home))
    return tuple(out)


def _new_line(text: NormalText, sentence: Sentence, running: Running, topic: str) -> Running:
    """The running state of a new paragraph: empty, but an item's line (症结：…) goes on about the item's project."""
    if running.headed and running.lasting and ITEM_LINE.match(text.plain, sentence.start):
        return Running(topic=topic, subject=running.subject, headed=True, lasting=True)
    return Running(topic=topic)


def _opened(ground: Ground, sentence: Sentence, running: Running) -> Running:
    """The running state at a sentence's beginning: what holds for a sentence is gone, a project that it opens with
    holds."""
    opened = headline(ground.text, ground.scope, sentence.start, sentence.end)
    paragraph = ground.text.plain.rfind("\n", 0, sentence.start) + 1
    kept = opened.name or (running.subject if running.headed and running.lasting else None)
    lasting = LASTING.match(ground.text.plain, opened.end) is not None if opened.name else running.lasting
    on = running.carried and goes_on(ground.text.plain, sentence, running.carried)
    place = running.carried if on else None
    return running._replace(
        status=None, counted=None, region=place, carried=place, regions=(), pending=(), names=(),
        subject=kept, headed=kept is not None, lasting=lasting, subjects=(), did=False,
        programme=programme_of(ground.text, ground.scope, sentence, paragraph) or running.programme,
    )


def _records(
    ground: Ground, place: Place, running: Running, period: str | None
) -> tuple[list[IndicatorRecord], Running]:
    """The records of one figure: none for a number in a name, several where it is said of each of a list."""
    text, scope, q = ground.text, ground.scope, place.q
    if conditions(scope, text.plain, q, place.right):
        return [], running
    project = inside_project(scope, q.start, q.end)
    capacity = _capacity(text.plain, place, project)
    if project is not None and not capacity and not states_figure(text.plain, project, q):
        return [], running  # a number in a name
    if place.listed and not running.subjects and RESPECTIVELY.search(place.local):
        running = running._replace(subjects=in_turn(scope, text.plain, place, ground.sentence))
        subject = Subject(running.subjects[0]) if running.subjects else subject_of(text, scope, place, running)
    else:
        subject = subject_of(text, scope, place, running)
    running, regions, begin = govern(text, scope, place, running, ground.home)
    if subject.end:
        running, regions, begin = running._replace(region=None), (None,), max(begin, subject.end)
    place = replace(place, named=text.plain[min(begin, q.start):q.start])
    headed = subject.name is not None and (subject.heads or (running.headed and subject.name == running.subject))
    running = _announce(place, running._replace(
        subject=subject.name, headed=headed, subjects=running.subjects[1:],
        did=subject.name is not None and (subject.end > 0 or running.did) and not headed))
    reading = _measure(place, running)
    name, rule, topic = name_of(place, reading, running, own_subject=subject.name is not None)
    setting = setting_of(text, scope, place, running, sentence=ground.sentence, outlook=ground.outlook,
                         context=ground.context)
    status = _status(place, reading, running, setting)
    if capacity and (project or reading.measure is Measure.LEVEL):
        name, rule, status = capacity["product"] + "产能", "capacity_of_project", Status.TARGET
        running, regions = running._replace(region=None), (None,)
    elif project is not None:
        name, rule = ("投资" if KINDS.get(q.unit) == "money" else "产能"), "said_in_name"
        status = Status.ACTUAL if place.local.endswith(("由", "从")) else Status.TARGET
    baseline = changes(place)  # 由[63%]提高到80%: as it is, whatever the next is to be
    status = Status.ACTUAL if baseline else status
    if status is Status.ACTUAL:  # 各县区 of a total are the speaking place
        regions = tuple(None if (r or "").startswith("各") else r for r in regions)
    if status is Status.GAP and KINDS.get(q.unit) == "money" and name and "缺" not in name and "差" not in name:
        name += "缺口"
    record = IndicatorRecord(
        start=q.start, end=q.end, rule=rule, confidence=_confidence(rule, name),
        indicator=name or DEFAULTS.get(q.unit, UNNAMED),
        region=regions[0], subject=subject.name or (None if regions[0] else running.body), value=q.value,
        value_max=q.value_max, cmp=q.cmp, unit=f"{q.unit}/{q.rate_of}" if q.rate_of else q.unit, redacted=q.redacted,
        status=status, measure=reading.measure, period=period,
    )
    told = _advance(running, record, topic)
    told = told._replace(status=running.status, counted=running.counted) if baseline else told
    return _spread(record, regions, place, told)


def _capacity(plain: str, place: Place, project: ProjectMention | None) -> re.Match[str] | None:
    """What the figure is a plant's capacity of: 25万吨芳构化项目."""
    if place.q.unit not in CAPACITY_UNITS or place.q.redacted:
        return None
    return CAPACITY.match(place.right) or (product_of(plain, project, place.q) if project else None)


def _spread(
    record: IndicatorRecord, regions: tuple[str | None, ...], place: Place, running: Running
) -> tuple[list[IndicatorRecord], Running]:
    """A record for each of several places (甲县、乙县各4个) or names (A和B分别达到80%)."""
    if len(regions) > 1:
        return [replace(record, region=r, rule="each_place") for r in regions], running
    names = _listed(record.indicator, place) if RESPECTIVELY.search(place.local) and not running.regions else []
    if len(names) < 2:
        return [record], running
    if place.listed:
        return [replace(record, indicator=names[0], rule="respectively")], running._replace(pending=tuple(names[1:]))
    return [replace(record, indicator=n, rule="respectively") for n in names], running


def _announce(place: Place, running: Running) -> Running:
    """The running state after the words before a figure's clause: a topic (列入省级盘子的项目，最多的…), a list's label
    (投资完成率：…), who speaks of itself (我局)."""
    before = place.clause_before
    if body := body_of(place.gap + place.local):
        running = running._replace(body=body)
    if not running.headed and (topic := announced(before)):
        running = running._replace(topic=topic, names=())
    if label := labelled(place.gap):
        running = running._replace(label=label, names=())
    return running


def _listed(name: str, place: Place) -> list[str]:
    """The names of 分别: A和B分别达到80%以上 gives the figure to each; A和B分别增长12%和18% one to each."""
    count = len([p for p in re.split(r"[、和与及]", name) if p])
    return split_names(name, count) if count > 1 and (place.listed or not place.right) else [name]


def _measure(place: Place, running: Running) -> MeasureReading:
    further = place.continues or (place.q.unit == running.unit and FURTHER.fullmatch(place.local))
    if further and running.measure is not Measure.LEVEL:
        return MeasureReading(running.measure, "", "")
    reading = read_measure(place.named, place.q, place.right, written=place.written)
    if reading.measure is Measure.LEVEL and place.q.unit == "%" and rate_name(running.label) and not clean(place.named):
        return MeasureReading(Measure.SHARE, "", running.label)  # 投资完成率：甲县（93%）
    if reading.measure is Measure.LEVEL and place.q.unit == "%" and not clean(place.named):
        listed = place.earlier if running.measure in _OF_RATE and not place.local.startswith("比") else ""
        if rate := rate_said(place.clause_before) or rate_said(listed):
            return MeasureReading(Measure.SHARE, "", rate)  # 月底要看开工率，不得低于85%
        if running.unit == "%" and running.measure is Measure.SHARE and running.status:
            return MeasureReading(Measure.SHARE, "", "")  # 甲县完成计划的61%，乙县59%
    return reading


def _status(place: Place, reading: MeasureReading, running: Running, setting: Setting) -> Status:
    """A growth, difference, rank or share of the figure before has that figure's status."""
    if FURTHER.fullmatch(place.local) or PLANNED_FIELD.search(place.gap + place.local):
        return Status.TARGET
    follows = reading.measure is not Measure.LEVEL and running.status not in (None, Status.GAP) \
        and not clean(reading.noun) and not rate_name(reading.verb) and not MERELY.search(place.local) \
        and not (running.status is Status.TARGET and REPORTED.search(place.local))
    if running.status and (follows or place.continues):
        return running.status
    if reading.measure is Measure.LEVEL and PLANNED_NAME.search(clean(place.named)):
        reported = running.programme is not None and setting.outlook is Outlook.BACKWARD
        return Status.ACTUAL if reported else Status.TARGET  # last year's programme under 工作回顾
    if running.subject and reading.measure is Measure.LEVEL and DESIGN.match(clean(place.named)) \
            and not BUILT.search(place.earlier + place.local) and not setting.is_missing(place.local):
        return Status.TARGET  # 城北医院设床位300张: of a work that is not done
    if place.q.cmp is Comparison.AT_LEAST and setting.outlook in AHEAD and not setting.inherited:
        setting = setting._replace(inherited=Status.TARGET)  # 处理率达到80%以上 under what is to be done
    at_least = place.q.cmp is Comparison.AT_LEAST and setting.outlook is Outlook.OPEN and place.written.endswith("以上")
    if (setting.outlook in AHEAD or at_least) and starts_with_verb(place.local) and not setting.is_reported:
        setting = setting._replace(inherited=Status.TARGET, ordered=True)  # 建设高标准农田95万亩 in a plan
    local = OWN_TOTAL.sub("", place.local) if reading.measure is Measure.GROWTH else place.local
    return read_status(local + place.qualifier, place.right, setting)


def _advance(running: Running, record: IndicatorRecord, topic: str) -> Running:
    """The running state after a record: a level names what follows it."""
    own = record.indicator not in (UNNAMED, *DEFAULTS.values()) and not SHARE_OF_PLAN.search(record.indicator)
    planned = PLANNED_NAME.search(record.indicator) is not None
    running = running._replace(
        topic=topic, status=record.status, counted=running.counted if planned else record.status,
        measure=record.measure,
        unit=record.unit.split("/")[0], pending=running.pending[1:], last=record.indicator if own else running.last,
    )
    if record.measure is not Measure.LEVEL:
        return running
    unit = record.unit.split("/")[0]
    return running._replace(names=_with(running.names, unit, record.indicator),
                   levels=_with(running.levels, unit, record.indicator))


def _with(names: tuple[tuple[str, str], ...], unit: str, name: str) -> tuple[tuple[str, str], ...]:
    return (*(n for n in names if n[0] != unit), (unit, name))


def _confidence(rule: str, name: str) -> float:
    """Share of records with this rule that are right, measured on annotated speeches (docs/benchmarks)."""
    base = {"count": 0.93, "amount": 0.95, "share": 0.95, "capacity_of_project": 0.7, "said_in_name": 0.8}
    return base.get(rule, 0.95) if name else 0.6
