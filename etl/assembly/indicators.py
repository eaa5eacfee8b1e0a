"""Every figure of a speech as an indicator: what is measured, for whom, when, and whether it is wanted or reported."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from db.vocab import Comparison, Measure, Status
from etl.assembly.indicator_measures import MeasureReading, read_measure
from etl.assembly.indicator_names import (
    amount_name,
    announced,
    clean,
    count_name,
    is_generic,
    object_of,
    split_names,
    starts_with_verb,
    topic_of,
)
from etl.assembly.indicator_scope import (
    CAPACITY,
    CAPACITY_UNITS,
    SELF,
    Scope,
    date_before,
    inside_project,
    name_start,
    period_before,
    project_of,
    region_in,
    scope_of,
    states_figure,
)
from etl.assembly.indicator_status import Outlook, Setting, outlook_of, read_status
from etl.lexicon import table
from etl.records import (
    IndicatorRecord,
    Mentions,
    NormalText,
    ProjectMention,
    Quantity,
    Sentence,
    Speech,
    SpeechContext,
)

_KIND = {r["base"]: r["kind"] for r in table("units_of_measure")}
PLANNED_NAME = re.compile(r"总投资|计划投资|规划|设计|单体规模|投资规模|概算|估算")
WIDER = re.compile(r"全[国國省]|世界|全球")  # holds for its own clause only
# 总投资5亿元, 占地200亩: said of the project named before
OWNED = re.compile(
    r"(?:项目|计划|概算|估算|规划|一期|二期|预计){0,3}"
    r"(?:总投资|投资|总规模|占地|用地|征地|建筑面积|总建筑面积|年产|产能|达产|规划面积|全长|总长)"
)
EARLIER = 300  # characters of a long sentence that can still govern a figure
# 由30%[提高到]70%: the figure before, changed
CHANGED_TO = re.compile(r"(?:提高|提升|增加|增长|上升|扩大|下降|降低|减少|压减|缩短|降|增|升)(?:到|至|为)")
UNNAMED = "未命名"
CONNECTORS = ("和", "、", "与", "及")
SEPARATOR = re.compile(r"[，；：。！？（）]")
RESPECTIVELY = re.compile(r"分别(?:为|是|达到?|占|完成|增长|下降|投资|列|居|比[^，。；]{1,14})?[^，。；：、\d]{0,4}$")


@dataclass(frozen=True, slots=True)
class Running:
    """What the figures of a paragraph have said so far; status, region and pending names hold for a sentence."""

    topic: str = ""  # the last counted noun: 重点项目
    names: tuple[tuple[str, str], ...] = ()  # unit → last level name
    last: str = ""  # the name of the last figure
    status: Status | None = None
    region: str | None = None
    pending: tuple[str, ...] = ()  # names that 分别 still owes: A、B分别增长12%和18%
    measure: Measure = Measure.LEVEL

    def name_for(self, unit: str) -> str:
        return dict(self.names).get(unit, "")


@dataclass(frozen=True, slots=True)
class Place:
    """A figure with the text that belongs to it."""

    q: Quantity
    written: str
    qualifier: str  # 不低于, 有望突破
    local: str  # left of it, from the figure or the punctuation before
    named: str  # `local` behind the date and the place that open it
    earlier: str  # the sentence before its clause
    gap: str  # between the figure before (or the sentence's start) and its clause
    right: str  # right of it, up to the next figure or punctuation
    followed: bool  # no punctuation before the next figure
    listed: bool  # another figure follows after 和 or 、
    continues: bool  # it follows another figure after 和 or 、


def assemble_indicators(
    text: NormalText, speech: Speech, mentions: Mentions, context: SpeechContext
) -> tuple[IndicatorRecord, ...]:
    """One record a stated figure, in order. What the finder set aside makes none, nor a number in a project's name."""
    scope = scope_of(mentions)
    starts = [q.start for q in mentions.quantities]
    out: list[IndicatorRecord] = []
    paragraph, period, running = -1, None, Running()
    for sentence in speech.sentences:
        line = text.plain.rfind("\n", 0, sentence.start)
        if line != paragraph:
            paragraph, period, running = line, None, Running()
        found = mentions.quantities[bisect_left(starts, sentence.start):bisect_left(starts, sentence.end)]
        figures = [q for q in found if q.set_aside is None and q.unit]
        outlook = outlook_of(speech.path(sentence.section))
        running = replace(running, status=None, region=None, pending=(), names=())
        for place in _places(text.plain, sentence, figures):
            period = period_before(scope, text, sentence.start, place.q.start) or period
            records, running = _records(text, scope, sentence, place, running, outlook, period, context.region_name)
            out += records
        period = period_before(scope, text, sentence.start, sentence.end) or period
    return tuple(out)


def _places(plain: str, sentence: Sentence, figures: list[Quantity]) -> Iterator[Place]:
    for i, q in enumerate(figures):
        before = figures[i - 1].end if i else sentence.start
        cuts = [m.end() for m in SEPARATOR.finditer(plain, before, q.start)]
        cut = cuts[-1] if cuts else before
        after = figures[i + 1].start if i + 1 < len(figures) else sentence.end
        stop = SEPARATOR.search(plain, q.end, after)
        right = plain[q.end:stop.start() if stop else after]
        followed = stop is None and i + 1 < len(figures)
        if followed and "、" in right[1:]:
            right, followed = right[:right.rindex("、")], False
        if i and cut == before and (mark := plain.rfind("、", cut, q.start)) > cut:
            cut = mark + 1  # 20个预期性指标、8个…: the words before 、 belong to the figure before
        local = plain[cut:q.start]
        yield Place(
            q=q, written=plain[q.start:q.end], qualifier=plain[q.start:q.number_start], local=local,
            named=local, earlier=plain[max(sentence.start, cut - EARLIER):cut],
            gap=plain[before:cut], right=right.rstrip("和、与及"),
            followed=followed,
            listed=stop is None and i + 1 < len(figures) and right in CONNECTORS,
            continues=i > 0 and local in CONNECTORS and figures[i - 1].unit == q.unit,
        )


def _records(
    text: NormalText, scope: Scope, sentence: Sentence, place: Place, running: Running, outlook: Outlook,
    period: str | None, home: str,
) -> tuple[list[IndicatorRecord], Running]:
    q = place.q
    project = inside_project(scope, q.start, q.end)
    capacity = CAPACITY.match(place.right) if q.unit in CAPACITY_UNITS and not q.redacted else None
    if project is not None and not capacity and not states_figure(text.plain, project, q):
        return [], running  # a number in a name
    begin = q.start - len(place.local)
    nearest = place.gap.rfind("；", 0, -1) + 1  # a place governs its own part of a list
    region = region_in(scope, text.plain, begin - len(place.gap) + nearest, q.start)
    if region is not None:
        here = region.level == SELF or (home and (region.name in home or home in region.name))
        running = replace(running, region=None if here else text.original[region.start:region.end])
    elif WIDER.match(running.region or "") and clean(place.local):
        running = replace(running, region=None)
    place = replace(place, named=text.plain[name_start(scope, text.plain, begin, q.start):q.start])
    if topic := announced(re.split(SEPARATOR, place.gap.rstrip("，；："))[-1]):
        running = replace(running, topic=topic, names=())
    subject = project or _owner(scope, text.plain, place)
    reading = _measure(place, running)
    name, rule, topic = _name(place, reading, running, own_subject=subject is not None)
    setting = Setting(place.earlier, running.status, date_before(scope, sentence.start, q.start),
                      date_before(scope, text.plain.rfind("\n", 0, q.start) + 1, q.start), outlook)
    status = _status(place, reading, running, setting)
    if capacity and (project or reading.measure is Measure.LEVEL):
        name, rule, status = capacity["product"] + "产能", "capacity_of_project", Status.TARGET
        running = replace(running, region=None)
    elif project is not None:
        name, rule = ("投资" if _KIND.get(q.unit) == "money" else "产能"), "said_in_name"
        status = Status.ACTUAL if place.local.endswith(("由", "从")) else Status.TARGET
    record = IndicatorRecord(
        start=q.start, end=q.end, rule=rule, confidence=_confidence(rule, name), indicator=name or UNNAMED,
        region=running.region, subject=subject.name if subject else None, value=q.value, value_max=q.value_max,
        cmp=q.cmp, unit=f"{q.unit}/{q.rate_of}" if q.rate_of else q.unit, redacted=q.redacted, status=status,
        measure=reading.measure, period=period,
    )
    names = _listed(name, place) if RESPECTIVELY.search(place.local) else [name]
    running = _advance(running, record, topic)
    if place.listed and len(names) > 1:
        return [replace(record, indicator=names[0], rule="respectively")], replace(running, pending=tuple(names[1:]))
    if len(names) > 1:
        return [replace(record, indicator=n, rule="respectively") for n in names], running
    return [record], running


def _owner(scope: Scope, plain: str, place: Place) -> ProjectMention | None:
    """The project whose amount it is; counts and percentages belong to none."""
    kind = _KIND.get(place.q.unit)
    if kind in ("count", "percent", "points", "times", "time", None):
        return None
    paragraph = plain.rfind("\n", 0, place.q.start) + 1
    return project_of(scope, plain, place.q, paragraph=paragraph, own=bool(OWNED.match(clean(place.named))))


def _listed(name: str, place: Place) -> list[str]:
    """The names of 分别: A和B分别达到80%以上 gives the figure to each; A和B分别增长12%和18% one to each."""
    count = len([p for p in re.split(r"[、和与及]", name) if p])
    return split_names(name, count) if count > 1 and (place.listed or not place.right) else [name]


def _measure(place: Place, running: Running) -> MeasureReading:
    if place.continues and running.measure is not Measure.LEVEL:
        return MeasureReading(running.measure, "", "")
    return read_measure(place.named, place.q, place.right, written=place.written)


def _name(place: Place, reading: MeasureReading, running: Running, *, own_subject: bool) -> tuple[str, str, str]:
    """The figure's name, the rule that gave it, and the topic that it leaves."""
    q, noun, topic = place.q, reading.noun, running.topic
    if running.pending and place.continues:
        return running.pending[0], "respectively", topic
    if reading.measure is Measure.LEVEL:
        if _KIND.get(q.unit, "count") == "count":
            name, topic = count_name(noun, place.right, topic, unit=q.unit, followed=place.followed)
            return name or running.last, "count", topic
        last = running.name_for(q.unit) or clean(SEPARATOR.split(place.gap.rstrip("，；："))[-1])
        if CHANGED_TO.match(place.local) and running.status:
            last = running.last
        name = amount_name(noun, place.right, "" if own_subject else topic, last, followed=place.followed)
        return name, "amount", topic_of(name) or topic
    own = clean(noun)
    if reading.measure is Measure.SHARE:
        if not own and not reading.verb and place.right:
            counted, said = object_of(place.right)
            return f"{said}的{counted}占比" if counted and said else f"{place.right}占比", "share", topic
        verb = clean(reading.verb.removesuffix("的").lstrip("只仅就约已还不又")) or "占比"
        return f"{own or running.last.removesuffix('数') or topic}{verb}", "share", topic
    if own:
        return (topic + own if is_generic(own) else own), f"{reading.measure}_named", topic
    return running.last or topic, f"{reading.measure}_after_level", topic


def _status(place: Place, reading: MeasureReading, running: Running, setting: Setting) -> Status:
    """A growth, difference, rank or share of the figure before has that figure's status."""
    follows = reading.measure is not Measure.LEVEL and running.status and not clean(reading.noun)
    if running.status and (follows or place.continues):
        return running.status
    if reading.measure is Measure.LEVEL and PLANNED_NAME.search(clean(place.named)):
        return Status.TARGET
    if place.q.cmp is Comparison.AT_LEAST and setting.outlook is Outlook.FORWARD and not setting.inherited:
        setting = setting._replace(inherited=Status.TARGET)  # 处理率达到80%以上 under what is to be done
    at_least = place.q.cmp is Comparison.AT_LEAST and setting.outlook is Outlook.OPEN and place.written.endswith("以上")
    if (setting.outlook is Outlook.FORWARD or at_least) and starts_with_verb(place.local) and not setting.is_reported:
        setting = setting._replace(inherited=Status.TARGET, ordered=True)  # 建设高标准农田95万亩 in a plan
    return read_status(place.local + place.qualifier, place.right, setting)


def _advance(running: Running, record: IndicatorRecord, topic: str) -> Running:
    """The running state after a record: a level names what follows it."""
    running = replace(
        running, topic=topic, status=record.status, measure=record.measure,
        pending=running.pending[1:], last=record.indicator if record.indicator != UNNAMED else running.last,
    )
    if record.measure is not Measure.LEVEL:
        return running
    unit = record.unit.split("/")[0]
    return replace(running, names=(*(n for n in running.names if n[0] != unit), (unit, record.indicator)))


def _confidence(rule: str, name: str) -> float:
    base = {"count": 0.85, "amount": 0.88, "share": 0.8, "capacity_of_project": 0.7, "respectively": 0.85}
    return base.get(rule, 0.88) if name else 0.5
