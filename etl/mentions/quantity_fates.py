"""Decide whether a number with its unit is a figure, or why not."""

from __future__ import annotations

import re

from db.vocab import Comparison, SetAsideReason
from etl.lexicon import alternation, table, words
from etl.mentions.quantity_units import MeasureUnit
from etl.records import Quantity

_KIND = {r["word"]: r["kind"] for r in table("quantity_heads")}
_HEAD = re.compile(alternation(tuple(_KIND)))
_PREDICATE = re.compile("[因由受被在已未需有要对为是把将]")  # 项目[因]征地问题停工: not the problem is counted
_MEASURED = frozenset({"money", "area", "volume", "mass", "length", "energy", "power", "measure"})
_THRESHOLD = frozenset({Comparison.AT_LEAST, Comparison.AT_MOST, Comparison.MORE, Comparison.LESS})
# 投资[5亿元以上]项目  [亿元]特色产业集群  [超亿元]产业项目  [500万元以上]的建设项目
CLASS_NOUN = re.compile(rf"的?[^，。；：、！？\d]{{0,12}}?(?:{alternation(words('quantity_class_nouns'))})")
# 其中10亿元以上[5个], 过10亿元的只有[3个], 亿元以上的要冒出[6个]
COUNT_NEXT = re.compile(
    r"(?:的[^，。；：、\d]{0,8}?|(?:项目|企业)?[只仅共]?[有共达才仅]?)(?:\d{1,4}|[Xx*]{1,3}|[一二三四五六七八九十]{1,3})[多余]?[个家项户](?![百月年])"
)
# （单位：[亿元]）, 总投资（[万元]）: how a table counts
UNIT_LABEL_LEFT = re.compile(r"(?:单位[：\s]{0,3}|（)$")
# 东堤那[4.4公里]: told before
TOLD_LEFT = re.compile(r"(?<![刹支])(?:这|那)$")
CLASS_SUFFIX = re.compile(r"[级档]")  # 30万吨级航道, 千亿级产业
BARE_SCALE = re.compile(r"^[十百千万亿]+$")
# 这100项  上述3个  该两项
LABELLED = re.compile(r"(?:这|上述|该|此|前述|那)$")
# 36个市县[隐性债务提前清零], 5个县区[被命名为…]: what places attained is counted
ATTAINED = re.compile(
    rf"(?:市县|县市区|县区|区县|旗县|省份|省区|[县市区镇乡村]|乡镇|街道)[^，。；：、人]{{0,14}}?(?:{alternation(words('quantity_attained'))})"
)
# [293项]年度改革任务: nobody sets himself so many points of an agenda
MANY = 100
# 每提前[一天]，奖励2万元: what an amount is given for
PER_LEFT = re.compile(rf"每(?:{alternation(words('quantity_per'))})了?$")
# 按每日1人供[10人]计算: an assumption; 按每工日10元计算 is a price, which the arithmetic needs
ASSUMED_LEFT = re.compile(r"按照?[^，。；：]{0,14}$")
ASSUMED_RIGHT = re.compile(r"[^，。；：]{0,8}?(?:计算|测算|推算|折算|估算|换算)")
# 前进[两位], 改造渡口[十二处]: counts behind what was done
MOVED_LEFT = re.compile(rf"(?:{alternation(words('quantity_moves'))})了?$")
DONE_LEFT = re.compile(
    rf"(?:{alternation(words('indicator_verbs') + words('quantity_works'))})了?[^，。；：、\d]{{2,12}}$"
)
# 盖到[三层]
BUILT_TO = re.compile(r"(?:盖|建|浇筑|施工|砌|修|干|完成|封)[到至]$")
# [三户]养殖户
HOUSEHOLDS = re.compile(r"[^，。；：、\d]{0,4}(?:户|企业|人家|居民|群众|业主|家庭)")
SOME_LEFT = re.compile(r"[头前后每这那几某第哪同]$")
_BUILT = frozenset("处座户栋所宗口眼台辆")
# 其他5个县: the rest of a group of places, an actor
ACTORS_LEFT = re.compile(rf"(?:{alternation(words('quantity_actors'))})[^，。；：、]{{0,3}}$")
# 每一个, 任何一项
EACH_LEFT = re.compile(r"(?:每|任何|某|同|另|这|哪|那|第)$")
# 水务集团公司、基础设施公司[两个]平台: a label behind the list that it counts
LISTED = re.compile(r"(?:[和与、]|(?<![涉惠普波触])及)[^，。；：、和与及\s]{1,20}[^，。；：、和与及\s等了有的]$")
# 剩四个月  工期缩短10天  连续十三周下跌
TIME_FIGURE_LEFT = re.compile(
    rf"(?:{alternation(words('quantity_durations'))})(?:时间|了|到|至|为|仅|只|约|近|不足|不到|不过|超过|达到?|已达|已|有){{0,3}}$"
)
# 谁拖[一天], 晚[一天]
DAY_LOST = re.compile(r"(?:[拖晚误迟慢早快停]|耽误|耽搁)(?:不起|得起|了|上|个)?$")
# 平均[一个月]得完成55亿元: per month
GIVEN_RATE = re.compile(r"[\u4e00-\u9fff](?!右|上$)")
TREND_RIGHT = re.compile(alternation(words("quantity_trends")))
# 至少…一个项目  确保一个
STRENGTH_LEFT = re.compile(r"(?:至少|确保|力争|不少于)[^，。；：、]{0,8}$")
# 开工的46个，还有[三十八个]没有动静
REST_LEFT = re.compile(r"[\dX*][^，。；：]{0,12}，(?:还有|尚有|仍有|另有|另外|剩下的?|其余|只有|仅有)$")
AGENDA_UNITS = frozenset("个项条种类件次")
# 两个投资2000万元以上的…项目
SIZED = re.compile(r"(?:总|单体)?投资")
# not 跑遍了所[有]的团场和两个园区
COUNTED_DOING = re.compile(rf"(?<!所)(?:{alternation(words('quantity_counted_doing'))})[^，。；：、]{{0,4}}$")
# 谋划[一百个]项目也不如建成一个项目; 慢[两个]点算什么
LESS_THAN = re.compile(r"[^，。；：]{0,8}(?:不如|不及|算什么)")
# 对连续[两次]垫底的: how often it takes for a rule
RULE_LEFT = re.compile("(?:对|凡|凡是)连续$")
# 竖起[两块]牌子: no money
LEAST_BLOCKS = 20
PIECE = re.compile("(?!钱|以[上下]|左右|一[个天月人户]|[的每到至多和])[\u4e00-\u9fff]")
# [三成]靠政策，七成靠干
PROVERBIAL = re.compile(r"[靠凭看在](?:政策|实?干|人|天|拼|作风|自己|努力|苦干|落实|运气)")
# 好上[一百倍]
ROUND = re.compile("[百千万]$")
NO_UNIT_NAME = re.compile(r"[A-Za-z\u4e00-\u9fff（“”×]")


def fate_of(
    plain: str, q: Quantity, *, word: str, unit: MeasureUnit, chinese: bool, vague: bool, bounds: tuple[int, int]
) -> SetAsideReason | None:
    """The reason for which `q` is no figure, or None. Looks at most 24 characters around it."""
    left = plain[max(bounds[0], q.start - 24):q.start]
    right = plain[q.end:min(bounds[1], q.end + 24)]
    if unit.kind == "agenda" or LESS_THAN.match(right):
        return SetAsideReason.RHETORIC
    piece = plain[q.end - 1] == "块" and (q.value or 0) < LEAST_BLOCKS and PIECE.match(right)
    if piece or (chinese and q.unit == "倍" and ROUND.search(word)):
        return SetAsideReason.RHETORIC
    if unit.kind == "voltage":
        return SetAsideReason.NAME
    if unit.kind == "none":
        return _without_unit(left, right, word=word, chinese=chinese)
    if vague:
        return SetAsideReason.DATE if unit.kind == "time" else SetAsideReason.RHETORIC
    if unit.kind == "count" and ASSUMED_LEFT.search(left) and ASSUMED_RIGHT.match(right):
        return SetAsideReason.RHETORIC
    if unit.kind == "time":
        return _of_time(left + plain[q.start:q.number_start], right, q, chinese=chinese)
    if unit.kind in _MEASURED:
        return _of_measure(left, right, q, word=word, unit=unit)
    if unit.kind == "count":
        return _of_count(left, right, q, word=word, chinese=chinese)
    if unit.kind in ("percent", "tenths") and chinese and PROVERBIAL.match(right):
        return SetAsideReason.RHETORIC
    if unit.kind == "percent" and q.value == 100.0 and head_kind(right) == "effort":
        return SetAsideReason.RHETORIC
    return None


def head_kind(right: str) -> str:
    """Kind of the noun that a number counts: ledger, agenda, effort, "" where none is known.

    三个方面的重大工程 → ledger: a head that qualifies the next one gives way to it.
    """
    kind, at = "", 0
    run = re.match(r"[^，。；：！？、（）\n]{0,20}", right)
    text = run.group() if run else ""
    while m := _HEAD.search(text, at):
        apart = m.start() - at > 3 or _PREDICATE.search(text, at, m.start())
        if (kind and apart) or (not kind and m.start() > 4 and _KIND[m.group()] != "ledger"):
            break
        kind, at = _KIND[m.group()], m.end()
    return kind


def _without_unit(left: str, right: str, *, word: str, chinese: bool) -> SetAsideReason | None:
    if chinese and BARE_SCALE.match(word) and CLASS_NOUN.match(right):
        return SetAsideReason.SIZE_CLASS  # 超千万产业项目
    if chinese:
        return SetAsideReason.RHETORIC
    return SetAsideReason.NAME if NO_UNIT_NAME.match(right) or left[-1:] in ("“", "（") else None


def _of_time(left: str, right: str, q: Quantity, *, chinese: bool) -> SetAsideReason | None:
    if PER_LEFT.search(left):
        return SetAsideReason.RHETORIC
    if (q.value == 1 and chinese and DAY_LOST.search(left)) or (left.endswith("平均") and GIVEN_RATE.match(right)):
        return SetAsideReason.RHETORIC
    if q.cmp in (Comparison.LESS,) or TIME_FIGURE_LEFT.search(left):
        return None
    if left.endswith("连续") and TREND_RIGHT.match(right):
        return None
    return SetAsideReason.DATE


def _of_measure(left: str, right: str, q: Quantity, *, word: str, unit: MeasureUnit) -> SetAsideReason | None:
    one = word == "一" and (q.value is None or q.value <= unit.factor)  # not 一个亿
    if one:
        return SetAsideReason.RHETORIC  # 生产一吨焦
    if CLASS_SUFFIX.match(right):
        return SetAsideReason.SIZE_CLASS
    bare = bool(BARE_SCALE.match(word))
    if bare and UNIT_LABEL_LEFT.search(left):
        return SetAsideReason.NAME
    if TOLD_LEFT.search(left):
        return SetAsideReason.REPEAT
    if unit.kind != "money" and bare and CLASS_NOUN.match(right):
        return SetAsideReason.NAME if "项目" in right[:12] else SetAsideReason.SIZE_CLASS
    if q.cmp in _THRESHOLD and COUNT_NEXT.match(right):
        return SetAsideReason.SIZE_CLASS
    if (q.cmp in _THRESHOLD or bare) and CLASS_NOUN.match(right):
        return SetAsideReason.SIZE_CLASS
    return None


def _of_count(left: str, right: str, q: Quantity, *, word: str, chinese: bool) -> SetAsideReason | None:
    kind = head_kind(right)
    if q.unit == "次" and RULE_LEFT.search(left):
        return SetAsideReason.RHETORIC
    if LABELLED.search(left):
        return SetAsideReason.REPEAT
    if kind in ("agenda", "effort") and q.unit in AGENDA_UNITS and not (q.value or 0) >= MANY:
        return SetAsideReason.RHETORIC
    if kind == "admin" and not ACTORS_LEFT.search(left) and not ATTAINED.match(right):
        return SetAsideReason.RHETORIC
    if q.unit == "位" and (q.value or 0) > 1 and MOVED_LEFT.search(left):
        return None
    if BARE_SCALE.match(word):
        return SetAsideReason.RHETORIC
    if q.value == 1 and (q.unit in ("名", "位", "人") or (kind != "ledger" and chinese)):
        return SetAsideReason.RHETORIC
    if LISTED.search(left) and "各" not in left[-6:] and q.cmp is Comparison.EQUAL and not q.redacted and kind:
        return SetAsideReason.REPEAT
    if q.value == 1 and chinese:
        strong = q.cmp is Comparison.AT_LEAST or STRENGTH_LEFT.search(left)
        return None if strong and q.unit != "批" and not EACH_LEFT.search(left) else SetAsideReason.RHETORIC
    if chinese and (q.value or 0) < 100 and not SIZED.match(right):
        rest = REST_LEFT.search(left) is not None and q.unit in ("个", "项", "家", "户", "条", "座", "处")
        built = q.unit in _BUILT and not right[:1].isalnum() and DONE_LEFT.search(left) is not None
        built = built or (q.unit == "层" and BUILT_TO.search(left) is not None)
        built = built or (q.unit == "户" and bool(HOUSEHOLDS.match(right)) and not SOME_LEFT.search(left))
        counted = kind == "ledger" and COUNTED_DOING.search(left)
        return None if rest or built or counted else SetAsideReason.RHETORIC
    return None

