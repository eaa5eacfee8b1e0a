"""The name of a figure: from its own words, else from the figures before it, the list's label or the heading."""

from __future__ import annotations

import re
from typing import NamedTuple

from db.vocab import Measure
from etl.assembly.indicator_figures import Place, Running
from etl.assembly.indicator_measures import MeasureReading, rate_name
from etl.assembly.indicator_names import (
    LABEL_END,
    amount_name,
    clean,
    count_name,
    is_generic,
    known_name,
    object_of,
    topic_of,
)
from etl.lexicon import alternation, table, words

KINDS = {r["unit"]: "index" for r in table("quantity_indices")} | {
    r["base"]: r["kind"] for r in table("units_of_measure")
}
# 由30%[提高到]70%: the figure before, changed
CHANGED_TO = re.compile(rf"(?:{alternation(words('indicator_changes'))})(?:到|至|为|成)")
# 出租率[由去年的]63%提高到80%: what changes stands before 由
CHANGED_FROM = re.compile(r"(?P<noun>[^，。；：]{2,24}?)[，要将须]{0,2}(?:由|从)[^，。；：\d]{0,8}$")
# 因变更设计[停了]50天
HELD = re.compile(r"(?P<what>停工|停建|停产|停|拖延|拖|滞后|延误|超期|逾期|耽误)了?(?:近|约)?$")
HELD_AS = {"停": "停工", "拖": "拖延"}
PAID = re.compile(r"(?:计划)?(?:总?投资|出资|投入|概算|造价)(?:达|为|约|近)?$")
COMPLETED = re.compile(r"完成(?:了|约|近)?$")
INVESTED = re.compile(r"(?:年度)?(?:计划|概算|估算|完成)?(?:总?投资|总盘子)(?:任务|计划|额|总额|目标)?$")
DATED = re.compile(r"[\d一二三四五六七八九十X*][年月日号季旬](?:份|度|底|末|初)?$|月末|季度|半年|目前|为止")
# 不足[年度任务的]两成, 为[年度计划的]58.7%: a share of the plan
OF_PLAN = re.compile(
    r"(?:不足|不到|未达|超过?|达到?|完成|为|是|约|近|只有|仅)+"
    r"(?P<plan>[^，。；：、\d]{0,6}(?:任务|计划|目标))(?:数|额)?的?$"
)
# 在全市六个县区里排第一: where it is compared, no name
AMONG = re.compile(r"在[^，。；：、]{1,16}[里中内]")
AMONG_REST = re.compile(r"^[^，。；：、]{0,12}[县市区镇乡州位家个]?[里内]$")
AMONG_TAIL = re.compile(r"(?<=[价核评比])(?:之|当)?中$")  # 综合评价[中]列第98位
# 关于城中村拆迁, 加快重点项目建设: what the figures under a heading are about
HEADING = re.compile(
    rf"(?:(?:关于|{alternation(words('indicator_heading_leads'))})(?:的)?)*(?P<topic>[^，。；：、\s\d“”]{{2,12}}?"
    rf"(?:{alternation(words('indicator_heading_ends'))}))(?:建设|工作|方面|情况|任务|问题)?$"
)


class Name(NamedTuple):
    text: str
    rule: str
    topic: str  # what it leaves to the figures behind it


def name_of(place: Place, reading: MeasureReading, running: Running, *, own_subject: bool) -> Name:
    """The figure's name, the rule that gave it, and the topic that it leaves."""
    if running.pending and place.continues:
        return Name(running.pending[0], "respectively", running.topic)
    if reading.measure is Measure.LEVEL:
        return _level(place, reading.noun, running, own_subject=own_subject)
    if reading.measure is Measure.SHARE:
        return Name(_share(place, reading, running), "share", running.topic)
    own = "" if AMONG_REST.search(reading.noun) else AMONG_TAIL.sub("", clean(AMONG.sub("", reading.noun)))
    if own:
        return Name(running.topic + own if is_generic(own) else own, f"{reading.measure}_named", running.topic)
    if KINDS.get(place.q.unit) == "time" and reading.verb:
        return Name(reading.verb, f"{reading.measure}_named", running.topic)  # 较计划滞后两个月
    before = known_name(place.clause_before) or running.last or running.topic
    return Name(before, f"{reading.measure}_after_level", running.topic)


def changes(place: Place) -> bool:
    """The figure is what another one is changed from: 由63%提高到80%."""
    return CHANGED_TO.match(place.right) is not None and CHANGED_FROM.search(place.named) is not None


def heading_topic(path: tuple[str, ...]) -> str:
    """The work that the innermost heading names: 二、关于城中村拆迁 → 城中村拆迁; "" where it names none."""
    for heading in reversed(path):
        title = re.sub(r"^[（(]?[一二三四五六七八九十\d]{1,3}[）)]?[、.．，]?", "", heading)
        if m := HEADING.fullmatch(title.rstrip("。：")):
            return m["topic"]
    return ""


def _level(place: Place, noun: str, running: Running, *, own_subject: bool) -> Name:
    q, topic = place.q, running.topic
    kind = KINDS.get(q.unit, "count")
    if kind == "time" and (held := HELD.search(place.local)):
        return Name(HELD_AS.get(held["what"], held["what"]), "amount", topic)
    if own_subject and kind == "money" and place.right.startswith("的") and (paid := PAID.search(place.named)):
        return Name(paid.group(), "amount", topic)  # 某公司投资7.8亿元的洞庭算力中心
    if own_subject and kind == "money" and not place.named.strip("（ ") and not place.right.startswith("的"):
        return Name(running.label or "投资", "amount", topic)  # 城北医院（12亿元）
    if changed := CHANGED_FROM.search(place.named) if CHANGED_TO.match(place.right) else None:
        return Name(clean(changed["noun"]) or running.last, "amount", topic)
    if CHANGED_TO.match(place.local) and running.last and running.unit == q.unit and not place.gap.strip():
        return Name(running.last, "amount", topic)
    if KINDS.get(q.unit, "count") == "count":
        name, topic = count_name(noun, place.right, topic, unit=q.unit, followed=place.followed)
        return Name(name or running.last, "count", topic)
    last = running.name_for(q.unit) or running.label or _said_before(place, running) \
        or (dict(running.levels).get(q.unit, "") if running.region else "")
    planned = last or running.last
    if COMPLETED.search(place.local) and not clean(place.named) and (m := INVESTED.search(planned)):
        name = f"{planned[:m.start()]}完成投资" if m.start() else f"{topic}完成投资"
        return Name(planned if known_name(planned) == planned else name, "amount", topic)  # 总投资152亿元，要完成38亿元
    name = amount_name(noun, place.right, "" if own_subject else topic, last, followed=place.followed)
    return Name(name, "amount", topic_of(name) or topic)


def _share(place: Place, reading: MeasureReading, running: Running) -> str:
    own, topic = clean(reading.noun), running.topic
    if not own and not reading.verb and place.right:
        counted, said = object_of(place.right)
        return f"{said}的{counted}占比" if counted and said else f"{place.right}占比"
    whole = running.last.removesuffix("数") or topic
    if plan := OF_PLAN.search(reading.verb):
        return f"{own or whole}占{plan['plan']}"
    if not own and not reading.verb and place.local.endswith("完成"):
        return "完成率"
    verb = reading.verb.removesuffix("的").lstrip("只仅就约已还不又")
    verb = rate_name(verb) or clean(verb) or "占比"
    if verb == running.label and not own:
        return verb
    if not own and not reading.verb and LABEL_END.search(running.last):
        return running.last  # 三次产业比重为4.0∶37.7∶58.3
    if rate_name(verb):
        return f"{own or topic}{verb}"
    if own and not reading.verb and place.local.endswith("完成"):
        return f"{own}完成"  # 桥梁完成七成半
    return f"{own or whole}{'' if own.endswith(('率', '比重', '占比')) else verb}"


def _said_before(place: Place, running: Running) -> str:
    """The name in the clause before where the figure's own has none: 固定资产投资扭负为正，增长3%."""
    before = place.clause_before
    if running.subject and running.subject[:8] in before:
        return ""  # 城北污水处理厂：累计完成…
    return known_name(before) or ("" if DATED.search(before) else clean(before))
