"""Every figure of a speech as an indicator: what is measured, for whom, when, and whether it is wanted or reported."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from db.vocab import Comparison, Measure, Status
from etl.assembly.indicator_figures import Place, Running, places
from etl.assembly.indicator_measures import MeasureReading, rate_name, read_measure
from etl.assembly.indicator_names import (
    amount_name,
    announced,
    clean,
    count_name,
    is_generic,
    known_name,
    labelled,
    object_of,
    split_names,
    starts_with_verb,
    topic_of,
)
from etl.assembly.indicator_regions import Home, govern, home_of
from etl.assembly.indicator_scope import (
    CAPACITY,
    CAPACITY_UNITS,
    Scope,
    date_before,
    inside_project,
    period_before,
    scope_of,
    states_figure,
)
from etl.assembly.indicator_status import Outlook, Setting, outlook_of, read_status
from etl.assembly.indicator_subjects import body_of, headline, subject_of
from etl.lexicon import alternation, table, words
from etl.records import (
    IndicatorRecord,
    Mentions,
    NormalText,
    Sentence,
    Speech,
    SpeechContext,
)

_KIND = {r["base"]: r["kind"] for r in table("units_of_measure")}
PLANNED_NAME = re.compile(r"总投资|计划投资|规划|设计(?!变更|单位|院|费)|单体规模|投资规模|概算|估算")
OWN_TOTAL = re.compile(r"(?:计划)?总投资")  # 总投资下降6%: the amount is planned, its change is a fact
# 由30%[提高到]70%: the figure before, changed
CHANGED_TO = re.compile(r"(?:提高|提升|增加|增长|上升|扩大|下降|降低|减少|压减|缩短|降|增|升)(?:到|至|为)")
AHEAD = (Outlook.FORWARD, Outlook.PLAN)
# 增长5%、[力争]7%: a second figure for the same
FURTHER = re.compile(
    r"[、，并再或]{0,2}(?:力争|争取|确保|冲刺|挑战|保底|力求|奔着|有望)(?:达到?|实现|完成|增长|突破|到)?"
)
DESIGN = re.compile(rf"(?:项目|设计|规划|计划|总)*(?:{alternation(words('indicator_owned', kind='design'))})")
# 已建成, 去年投产: done, so that its size is a fact; 建成后, 年底竣工: not yet
BUILT = re.compile(
    r"(?:已经?|现已|全部|顺利|正式|如期|去年|上年)[^，。；：]{0,6}"
    r"(?:建成|竣工|投产|投用|投运|并网|通车|交付|运营|完工|投入使用)(?!后)"
)
COMPLETED = re.compile(r"完成(?:了|约|近)?$")
INVESTED = re.compile(r"(?:年度)?(?:计划|概算|估算|完成)?(?:总?投资|总盘子)(?:任务|计划|额|总额|目标)?$")
DATED = re.compile(r"[\d一二三四五六七八九十X*][年月日号季旬](?:份|度|底|末|初)?$|月末|季度|半年|目前|为止")
UNNAMED = "未命名"
RESPECTIVELY = re.compile(r"分别(?:为|是|达到?|占|完成|增长|下降|投资|列|居|比[^，。；]{1,14})?[^，。；：、\d]{0,4}$")


@dataclass(frozen=True, slots=True)
class Ground:
    """What holds for a whole speech, with the sentence at hand."""

    text: NormalText
    scope: Scope
    home: Home
    sentence: int = 0  # where the sentence begins
    outlook: Outlook = Outlook.OPEN


def assemble_indicators(
    text: NormalText, speech: Speech, mentions: Mentions, context: SpeechContext
) -> tuple[IndicatorRecord, ...]:
    """One record a stated figure, in order. What the finder set aside makes none, nor a number in a project's name."""
    home = home_of(text, mentions, context.region_name, speech.start)
    ground = Ground(text, scope_of(mentions), home)
    starts = [q.start for q in mentions.quantities]
    out: list[IndicatorRecord] = []
    paragraph, period, running = -1, None, Running()
    for sentence in speech.sentences:
        line = text.plain.rfind("\n", 0, sentence.start)
        if line != paragraph:
            paragraph, period, running = line, None, Running()
        found = mentions.quantities[bisect_left(starts, sentence.start):bisect_left(starts, sentence.end)]
        figures = [q for q in found if q.set_aside is None and q.unit]
        ground = replace(ground, sentence=sentence.start, outlook=outlook_of(speech.path(sentence.section)))
        running = _opened(ground, sentence, running)
        for place in places(text.plain, sentence, figures):
            period = period_before(ground.scope, text, sentence.start, place.q.start) or period
            records, running = _records(ground, place, running, period)
            out += records
        period = period_before(ground.scope, text, sentence.start, sentence.end) or period
    return tuple(out)


def _opened(ground: Ground, sentence: Sentence, running: Running) -> Running:
    """The running state at a sentence's beginning: what holds for a sentence is gone, a project that it opens with
    holds."""
    opened = headline(ground.text, ground.scope, sentence.start, sentence.end)
    kept = opened.name or (running.subject if running.headed and running.lasting else None)
    lasting = ground.text.plain[opened.end] in "：。" if opened.name else running.lasting
    return replace(running, status=None, region=None, regions=(), pending=(), names=(),
                   subject=kept, headed=kept is not None, lasting=lasting)


def _records(
    ground: Ground, place: Place, running: Running, period: str | None
) -> tuple[list[IndicatorRecord], Running]:
    """The records of one figure: none for a number in a name, several where it is said of each of a list."""
    text, scope, q = ground.text, ground.scope, place.q
    project = inside_project(scope, q.start, q.end)
    capacity = CAPACITY.match(place.right) if q.unit in CAPACITY_UNITS and not q.redacted else None
    if project is not None and not capacity and not states_figure(text.plain, project, q):
        return [], running  # a number in a name
    subject = subject_of(text, scope, place, running)
    running, regions, begin = govern(text, scope, place, running, ground.home)
    if subject.end:
        running, regions, begin = replace(running, region=None), (None,), max(begin, subject.end)
    place = replace(place, named=text.plain[min(begin, q.start):q.start])
    headed = running.headed and subject.name == running.subject
    running = _announce(place, replace(running, subject=subject.name, headed=headed))
    reading = _measure(place, running)
    name, rule, topic = _name(place, reading, running, own_subject=subject.name is not None)
    status = _status(place, reading, running, _setting(ground, place, running))
    if capacity and (project or reading.measure is Measure.LEVEL):
        name, rule, status = capacity["product"] + "产能", "capacity_of_project", Status.TARGET
        running, regions = replace(running, region=None), (None,)
    elif project is not None:
        name, rule = ("投资" if _KIND.get(q.unit) == "money" else "产能"), "said_in_name"
        status = Status.ACTUAL if place.local.endswith(("由", "从")) else Status.TARGET
    if status is Status.ACTUAL:  # 各县区 of a total are the speaking place
        regions = tuple(None if (r or "").startswith("各") else r for r in regions)
    if status is Status.GAP and _KIND.get(q.unit) == "money" and name and "缺" not in name and "差" not in name:
        name += "缺口"
    record = IndicatorRecord(
        start=q.start, end=q.end, rule=rule, confidence=_confidence(rule, name), indicator=name or UNNAMED,
        region=regions[0], subject=subject.name or (None if regions[0] else running.body), value=q.value,
        value_max=q.value_max, cmp=q.cmp, unit=f"{q.unit}/{q.rate_of}" if q.rate_of else q.unit, redacted=q.redacted,
        status=status, measure=reading.measure, period=period,
    )
    return _spread(record, regions, place, _advance(running, record, topic))


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
        return [replace(record, indicator=names[0], rule="respectively")], replace(running, pending=tuple(names[1:]))
    return [replace(record, indicator=n, rule="respectively") for n in names], running


def _announce(place: Place, running: Running) -> Running:
    """The running state after the words before a figure's clause: a topic (列入省重点的项目，最多的…), a list's label
    (投资完成率：…), who speaks of itself (我局)."""
    before = place.clause_before
    if body := body_of(place.gap + place.local):
        running = replace(running, body=body)
    if not running.headed and (topic := announced(before)):
        running = replace(running, topic=topic, names=())
    if label := labelled(place.gap):
        running = replace(running, label=label, names=())
    return running


def _setting(ground: Ground, place: Place, running: Running) -> Setting:
    scope, q = ground.scope, place.q
    paragraph = ground.text.plain.rfind("\n", 0, q.start) + 1
    return Setting(
        place.earlier, None if running.status is Status.GAP else running.status,
        date_before(scope, ground.sentence, q.start), date_before(scope, paragraph, q.start), ground.outlook,
        kind=_KIND.get(q.unit, "count"), unit=q.unit,
    )


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
    return reading


def _name(place: Place, reading: MeasureReading, running: Running, *, own_subject: bool) -> tuple[str, str, str]:
    """The figure's name, the rule that gave it, and the topic that it leaves."""
    q, noun, topic = place.q, reading.noun, running.topic
    if running.pending and place.continues:
        return running.pending[0], "respectively", topic
    if reading.measure is Measure.LEVEL:
        if _KIND.get(q.unit, "count") == "count":
            name, topic = count_name(noun, place.right, topic, unit=q.unit, followed=place.followed)
            return name or running.last, "count", topic
        last = running.name_for(q.unit) or running.label or _said_before(place, running) \
            or (dict(running.levels).get(q.unit, "") if running.region else "")
        if CHANGED_TO.match(place.local) and running.status:
            last = running.last
        planned = last or running.last
        if COMPLETED.search(place.local) and not clean(place.named) and (m := INVESTED.search(planned)):
            name = f"{planned[:m.start()]}完成投资" if m.start() else f"{topic}完成投资"
            return (planned if known_name(planned) == planned else name), "amount", topic  # 总投资152亿元，要完成38亿元
        name = amount_name(noun, place.right, "" if own_subject else topic, last, followed=place.followed)
        return name, "amount", topic_of(name) or topic
    own = clean(noun)
    if reading.measure is Measure.SHARE:
        if not own and not reading.verb and place.right:
            counted, said = object_of(place.right)
            return f"{said}的{counted}占比" if counted and said else f"{place.right}占比", "share", topic
        verb = reading.verb.removesuffix("的").lstrip("只仅就约已还不又")
        verb = rate_name(verb) or clean(verb) or "占比"
        if verb == running.label and not own:
            return verb, "share", topic
        if rate_name(verb):
            return f"{own or topic}{verb}", "share", topic
        return f"{own or running.last.removesuffix('数') or topic}{verb}", "share", topic
    if own:
        return (topic + own if is_generic(own) else own), f"{reading.measure}_named", topic
    return known_name(place.clause_before) or running.last or topic, f"{reading.measure}_after_level", topic


def _said_before(place: Place, running: Running) -> str:
    """The name in the clause before where the figure's own has none: 固定资产投资扭负为正，增长3%."""
    before = place.clause_before
    if running.subject and running.subject[:8] in before:
        return ""  # 城北污水处理厂：累计完成…
    return known_name(before) or ("" if DATED.search(before) else clean(before))


def _status(place: Place, reading: MeasureReading, running: Running, setting: Setting) -> Status:
    """A growth, difference, rank or share of the figure before has that figure's status."""
    if FURTHER.fullmatch(place.local):
        return Status.TARGET
    follows = reading.measure is not Measure.LEVEL and running.status and not clean(reading.noun) \
        and not rate_name(reading.verb)
    if running.status and (follows or place.continues):
        return running.status
    if reading.measure is Measure.LEVEL and PLANNED_NAME.search(clean(place.named)):
        return Status.TARGET
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
    running = replace(
        running, topic=topic, status=record.status, measure=record.measure, unit=record.unit.split("/")[0],
        pending=running.pending[1:], last=record.indicator if record.indicator != UNNAMED else running.last,
    )
    if record.measure is not Measure.LEVEL:
        return running
    unit = record.unit.split("/")[0]
    return replace(running, names=_with(running.names, unit, record.indicator),
                   levels=_with(running.levels, unit, record.indicator))


def _with(names: tuple[tuple[str, str], ...], unit: str, name: str) -> tuple[tuple[str, str], ...]:
    return (*(n for n in names if n[0] != unit), (unit, name))


def _confidence(rule: str, name: str) -> float:
    """Share of records with this rule that are right, measured on annotated speeches (docs/benchmarks)."""
    base = {"count": 0.93, "amount": 0.95, "share": 0.95, "capacity_of_project": 0.7, "said_in_name": 0.8}
    return base.get(rule, 0.95) if name else 0.6
