"""Whose figure it is: a project's, or the body's that speaks of itself."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import NamedTuple

from etl.assembly.indicator_antecedents import ANAPHOR, antecedent, listed_before, park_at
from etl.assembly.indicator_figures import SEPARATOR, Place, Running
from etl.assembly.indicator_names import clean
from etl.assembly.indicator_scope import OF_NEXT, Scope, inside_project, project_of
from etl.lexicon import alternation, table, words
from etl.records import NormalText, RegionMention

_KIND = {r["base"]: r["kind"] for r in table("units_of_measure")}
_AMOUNTS = frozenset({"money", "area", "length", "volume", "mass", "power", "energy"})
# 总投资5亿元, 占地200亩, 设床位300张: said of the project named before
OWNED = re.compile(
    r"(?:的|项目|工程|计划|概算|估算|规划|设计|一期|二期|预计|年度|当年|今年|累计|共|已|新增|总|要|需|须|将|可|拟|仅|才|只|现|目前|每年|实际)*"
    rf"(?:{alternation(words('indicator_owned'))})"
)
# 港口[水库]二期总投资5亿元, 城北[医院]设床位300张: a work named by the clause itself
_DOINGS = ("process", "action")  # 老旧管网改造: a work only where it heads an item
_NO_WORK = (*_DOINGS, "trial", "aim", "phase", "kind")
_SITES = tuple(r["word"] for r in table("project_heads") if r["kind"] not in _NO_WORK)
_WORKS = tuple(r["word"] for r in table("project_heads") if r["kind"] in _DOINGS and r["word"] not in ("提升", "升级"))
ITEM_HEAD = re.compile(alternation(_WORKS))
HEAD = re.compile(rf"(?:{alternation(_SITES)})(?:[一二三四][期标]|[东西南北]段)?(?:项目|工程)?")
# 1、 （二） 三是 头一个，
ITEM = re.compile(
    r"\s*(?:（[\d一二三四五六七八九十]{1,3}）|[\d一二三四五六七八九十]{1,3}[、.．]|第?[一二三四五六七八九十]{1,2}(?:是|，)"
    r"|(?:第[一二三四五六七八九十]{1,2}|[头再下]一|最后一)[个件块项仗桩条处场步]?[，：、])?\s*"
)
_AFTER_HEADLINE = "：，。（"
# 2008年[实施的]千名医师下乡工程，…
DOING = re.compile(
    r"(?:今年|去年|上年|年初)?(?:已经?|正在|新|拟|计划)?"
    r"(?:实施|启动|开工|建设|开工建设|推进|新建|在建|续建|引进|谋划|申报)的"
)
DONE_WORK = re.compile(r"[^，。；：、\d各类等]{3,24}(?:项目|工程)(?=[，：])")
# 医院因设计变更[停工]37天
HELD_UP = re.compile(
    r"(?:因|由于|受|至今|已经?|累计)?[^，。；：、\d]{0,14}(?:停工|停建|停滞|缓建|滞后|延误|拖延|超期|逾期|停|拖)了?$"
)
# 换电站[力争12月15日前建成]8座, 灌区配套[完成渠道衬砌]43.7公里
DID = re.compile(
    r"(?:力争|争取|确保|计划|已|累计|目前|全年|今年)?[^，。；：、]{0,12}"
    r"(?:建成|完成|封顶|安装|浇筑|铺设|掘进|开挖|架设|改造|新建)[^，。；：、\d]{0,8}$"
)
# 中医院迁建[是十件实事之一]，总投资…
IS_ONE = re.compile(
    r"(?:项目|工程|建设|改造|搬迁|迁建|新建|整治|治理)(?=(?:已?被?(?:列为|列入|纳入)|是|为|属于?)[^，。；]{2,24}$)"
)
# 东方公司的产品已连续3次降价，预计全年收入减少2亿元
COMPANY = re.compile(r"(?P<name>[\u4e00-\u9fffXx*A-Za-z]{2,16}?(?:公司|集团|厂|矿业|煤业|电厂|钢厂))的")
NOT_ONE = re.compile(r"注册|成立|设立|组建|新办|引进|落户|[各每这那有些部分骨干龙头所全本我大]|企业|一家|几家")
# another subject than the project spoken of
OTHER = re.compile(r"全[市县区省州国]|我[市县区省州](?!直|委|政府)|其他|其余(?=.)")
ZONE_AREA = re.compile(r"(?:把|将)?(?:规划|开发|建成区|控制|园区)?面积[^，。；：\d]{0,6}$")
PART_REACH = 60
OWN_REST = 4  # characters behind 新增: 新增供水能力
NEXT_TO = 4  # 甲、乙项目分别完成80%, but not 甲、乙投产，内外资分别增长10%
NAME_SHORTEST, NAME_LONGEST, LABEL_LONGEST = 4, 24, 14
# 重点项目总投资, 全县农村公路里程: a class is no work
_CLASS = re.compile(
    rf"(?:{alternation(words('indicator_class_marks', place='start'))}|[每各]|全[市县区省州国]|我[市县区省州])"
)
_CLASS_MARK = re.compile(
    alternation(words("indicator_class_marks", place="anywhere")) + r"|[\d、]|(?<!改造)(?<!搬迁)项目$"
)
# 我局, 我公司: the speaker where it is no place
BODY = re.compile(
    rf"(?:^|[，。；：、\s])(?:今年|目前|截至目前)?，?(?P<body>{alternation(words('indicator_bodies'))})"
)


class Subject(NamedTuple):
    name: str | None
    end: int = 0  # where its name ends, 0 where it is not in the figure's own clause
    heads: bool = False  # what follows in the sentence is said of it too


def subject_of(text: NormalText, scope: Scope, place: Place, running: Running) -> Subject:
    """The project a figure belongs to: the one that opens its clause, the one named right behind or last before it for
    what only a project has, or the one that the sentence spoke of."""
    plain, q = text.plain, place.q
    if project := inside_project(scope, q.start, q.end):
        return Subject(project.name)
    if opened := _opening(text, scope, place):
        return opened
    owned = OWNED.match(clean(place.named)) is not None
    if told := _told(text, scope, place, running, owned=owned):
        return told
    if _KIND.get(q.unit) in _AMOUNTS:
        paragraph = plain.rfind("\n", 0, q.start) + 1
        project = project_of(scope, plain, q, paragraph=paragraph, own=owned)
        between = plain[project.end:q.start] if project else ""
        opens = project and "。" not in between and _opens_part(plain, project.start, paragraph)
        if project and ("，" not in between or _wholly_owned(place) or opens):
            return Subject(project.name)
    other = "；" in place.gap or OTHER.search(place.gap + place.local)
    if running.subject and (owned or running.headed) and not other:
        return Subject(running.subject)
    return Subject(None)


def _told(text: NormalText, scope: Scope, place: Place, running: Running, *, owned: bool) -> Subject | None:
    """Whom the words around name as the subject: 分别, 该项目, 总投资9亿元、年产…的某项目, a part (其中) of a project's
    money, what stands in a row with a figure of the project."""
    plain, q = text.plain, place.q
    if running.subjects and place.continues:
        return Subject(running.subjects[0])
    paragraph = plain.rfind("\n", 0, q.start) + 1
    if ANAPHOR.match(place.local.lstrip("，、 ")) and (name := antecedent(text, scope, place.begin, paragraph)):
        return Subject(name, heads=True)
    at = bisect_left(scope.project_starts, q.end)
    opens = place.gap == "" or place.gap[-1] in "；。"
    if owned and opens and at < len(scope.projects) and OF_NEXT.fullmatch(plain, q.end, scope.projects[at].start):
        return Subject(scope.projects[at].name)
    said = place.gap + place.local
    if OTHER.search(said) or "；" in place.gap:
        return None
    money = _KIND.get(q.unit) == _KIND.get(running.unit) == "money"
    part = money and plain[q.end:q.end + 1] != "的" and "其中" in place.earlier[-PART_REACH:] + said
    if running.subject and part:
        return Subject(running.subject)
    if running.subject and running.did and place.gap == "、":
        return Subject(running.subject)
    if ZONE_AREA.search(place.local) and (zone := _zone_before(scope, place)):
        return Subject(text.original[zone.start:zone.end])
    if owned and running.programme and _KIND.get(q.unit) in _AMOUNTS:
        return Subject(running.programme)
    return None


def _zone_before(scope: Scope, place: Place) -> RegionMention | None:
    """The zone last named in the sentence, whose area is told: 开发区要抓紧扩区，把规划面积…."""
    at = bisect_left(scope.region_starts, place.q.start) - 1
    here = at >= 0 and scope.regions[at].start >= place.begin - len(place.earlier)
    return scope.regions[at] if here and scope.regions[at].level == "zone" else None


def _opens_part(plain: str, start: int, paragraph: int) -> bool:
    """A project is what its part of the sentence is about: nothing stands before its name but what is said of it."""
    part = max(paragraph, *(plain.rfind(c, paragraph, start) + 1 for c in "。；：！"))
    before = plain[part:start].strip()
    return "，" not in before and (not before or OWNED.match(before) is not None)


def _wholly_owned(place: Place) -> bool:
    """What only a project has and no more: 总投资, 新增仓容, but not 新增地铁运营里程."""
    name = clean(place.named)
    own = OWNED.match(name)
    return own is not None and len(name) - own.end() <= OWN_REST


def in_turn(scope: Scope, plain: str, place: Place, start: int) -> tuple[str, ...]:
    """The projects that 分别 gives a figure each: 甲、乙都在建，分别完成3亿元、5亿元; () where none are listed."""
    if "、" in place.local.partition("分别")[0]:
        return ()  # 合格率、保证率分别达到92%、95%
    start = max(start, plain.rfind("；", start, place.q.start))
    named = listed_before(scope, plain, start, place.q.start)
    apart = plain.find("分别", named[-1].end, place.q.start) - named[-1].end if named else 0
    return tuple(p.name for p in named) if apart <= NEXT_TO or _KIND.get(place.q.unit) in _AMOUNTS else ()


def headline(text: NormalText, scope: Scope, start: int, end: int) -> Subject:
    """The project or work that a sentence is about by its first words: 1、城北污水处理厂：总投资…, 二中新校区。…"""
    plain = text.plain
    label = ITEM.match(plain, start, end)
    start = label.end() if label else start
    first = bisect_left(scope.date_starts, start)
    dated = scope.dates[first].end if first < len(scope.dates) and scope.dates[first].start == start else start
    if doing := DOING.match(plain, dated, end):
        start = doing.end()
        if done := DONE_WORK.match(plain, start, end):
            return Subject(text.original[start:done.end()], done.end())
    colon = plain.find("：", start, start + LABEL_LONGEST) + 1
    at = bisect_left(scope.project_starts, start)
    if colon and at < len(scope.projects) and scope.projects[at].start == colon:
        start = colon  # 城北指挥部：实验中学新校区，…
    if at < len(scope.projects) and scope.projects[at].start == start and scope.projects[at].end <= end:
        found = scope.projects[at]
        return Subject(found.name, found.end) if plain[found.end:found.end + 1] in _AFTER_HEADLINE else Subject(None)
    if park := park_at(scope, plain, start, end):
        return Subject(text.original[park.start("name"):park.end("name")], park.end())
    heads = [HEAD.finditer(plain, start, min(end, start + NAME_LONGEST))]
    if (label and label.group().strip()) or plain.find("：", start, start + NAME_LONGEST) > 0:
        heads.append(ITEM_HEAD.finditer(plain, start, min(end, start + NAME_LONGEST)))
    for m in (m for found in heads for m in found):
        name = plain[start:m.end()]
        if len(name) >= NAME_SHORTEST and plain[m.end():m.end() + 1] in _AFTER_HEADLINE:
            wrong = SEPARATOR.search(name) or _CLASS.match(name) or _CLASS_MARK.search(name)
            return Subject(None) if wrong else Subject(text.original[start:m.end()], m.end())
    return Subject(None)


def _opening(text: NormalText, scope: Scope, place: Place) -> Subject | None:
    """The project or work at the beginning of the figure's clause where what follows is said of it."""
    plain, q = text.plain, place.q
    start = place.begin + len(place.local) - len(place.local.lstrip("，、 "))
    if place.local.strip() == "" and place.gap.endswith("（"):
        start = place.begin - 1 - len(place.clause_before)
    at = bisect_left(scope.project_starts, start)
    if at < len(scope.projects) and scope.projects[at].start <= start + 4 and scope.projects[at].end <= q.start:
        found = scope.projects[at]
        own = plain[found.end:q.start].lstrip("（")
        heads = OWNED.match(own) or HELD_UP.match(own) or (not own and plain.startswith("，", q.end))
        said = not own or heads or DID.match(own)
        return Subject(found.name, found.end, heads=bool(heads)) if said else None
    if end := _work_end(plain, start, q.start):
        return Subject(text.original[start:end], end)
    company = COMPANY.match(plain, start, q.start)
    if company and not NOT_ONE.match(company["name"]):
        return Subject(text.original[start:company.end("name")], company.end(), heads=True)
    own = OWNED.match(clean(place.named)) and not plain.startswith("的", q.end)
    return _before_comma(text, scope, place) if own else None


def _before_comma(text: NormalText, scope: Scope, place: Place) -> Subject | None:
    """The project that the clause before names and no more (二中新校区，总建筑面积…), or says what it is."""
    plain, comma = text.plain, place.begin - 1
    begin = comma - len(place.clause_before)
    if begin < 0 or plain[comma:place.begin] != "，" or not place.clause_before:
        return None
    at = bisect_left(scope.project_starts, begin)
    while at < len(scope.projects) and scope.projects[at].end < comma:
        at += 1
    if at < len(scope.projects) and scope.projects[at].end == comma \
            and plain[scope.projects[at].start - 1] not in "、和与及以":
        return Subject(scope.projects[at].name, heads=True)
    is_one = IS_ONE.search(place.clause_before)
    if is_one and is_one.end() <= NAME_LONGEST and not _CLASS.match(place.clause_before):
        return Subject(text.original[begin:begin + is_one.end()].strip(), heads=True)
    return None


def _work_end(plain: str, start: int, stop: int) -> int:
    """Where the name of a work that begins at `start` ends, 0 where there is none of which the figure is said."""
    if _CLASS.match(plain, start):
        return 0
    for m in HEAD.finditer(plain, start, min(stop, start + NAME_LONGEST)):
        name, own = plain[start:m.end()], plain[m.end():stop]
        if len(name) >= NAME_SHORTEST and (OWNED.match(own.lstrip("（")) or own.startswith("（")):
            return 0 if SEPARATOR.search(name) or _CLASS_MARK.search(name) else m.end()
    return 0


def body_of(clause: str) -> str | None:
    """我局 where a clause is said by or of a body that is no place."""
    m = BODY.search(clause)
    return m["body"] if m else None
