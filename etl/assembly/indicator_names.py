"""Short names of what is measured, from the words around a figure."""

from __future__ import annotations

import re
from functools import lru_cache

from etl.lexicon import alternation, table, words

# what a name must not lose: 有色金属, 要素, 均衡
_GUARD = re.compile(alternation(words("indicator_trim_guards")))
_LEFT = re.compile(
    rf"(?:[\s、，。；：（）—…]|[和及与并](?=..)|每(?:亩|公里|吨|户|人)地?(?=.)|"
    rf"{alternation(words('indicator_trims', column='word', place='left'))})"
)
# 完成出口总额 → 出口总额, but 完成投资 as it is; 60项市重点项目总投资 → 市重点项目总投资
_LEADING_VERB = re.compile(r"(?:完成|实现|达到|安排)(?!投资|备案|核准|情况|率)(?=..)|\d+[项个家条](?=..)")
_TRIMMED = tuple(
    w for w in words("indicator_trims", column="word", place="right")
    if w not in ("约", "位", "差", "才")  # 签约, 学位, 人才
)
_RIGHT = re.compile(
    rf"(?:[\s、，。；：（）—…]|每(?:亩|公里|吨|户|人)地?|"
    rf"(?<![签合预节公条契])约|(?<!倍)差|(?<!人)才|(?<![学床车泊摊单岗品价])位|{alternation(_TRIMMED)})$"
)
_GENERIC = frozenset(words("indicator_trims", column="word", place="generic"))
# 重点项目(要)完成投资
_MODAL_INSIDE = re.compile(rf"(?<=..)(?:{alternation(words('assignment_modals') + words('modality'))})(?=完成投资$)")
_HEADS = re.compile(alternation(tuple(
    r["word"] for r in table("quantity_heads") if r["kind"] in ("ledger", "admin")
)))
# 签约[19个]项目: a verb before the figure, its object behind
_VERB = re.compile(rf"(?:{alternation(words('indicator_verbs'))})了?$")
# 在建续建, 计划新开工: stages without a noun
_STAGES = re.compile(rf"(?:计划|拟|正在|即将|已|{alternation(words('indicator_verbs'))})+")
# 34项[省重点]有30项开工
_HAS = re.compile(r"(?P<noun>[^，。；：\s]{2,16}?)(?:中)?(?:有|就有|已有)$")
# 生产能力达到[10万吨]的…计划: the noun left of the predicate is what is measured
_PREDICATE = re.compile(r"(?:达到?|为|是|突破|超过|完成|实现)了?$")
_FIRST_VERB = re.compile(
    rf"(?:全面|大力|加快|积极|着力|再|新)?(?!签约|签订|开工|复工|开复工|入驻|落户|在建|续建)(?:{alternation(words('indicator_verbs'))}|实现|筹措|确保|抓)(?!了|的)"
)
# 137家规上企业中，产值下滑的有[51家]: some of those counted before
_OF_THEM = re.compile(r"(?P<which>[^，。；：、\s]{2,14}的)(?:有|共|只有|仅)?$")
# what a counter's noun phrase may hold before its head: 超20亿元的重大战略支撑[项目]
# 统筹[3亿元]过桥资金
_MONEY_OBJECT = re.compile(rf"[^，。；：、]{{0,12}}(?:{alternation(words('indicator_money_objects'))})")
# 没签的[216户]八月底签完: a date ends the noun phrase
_DATE_IN = re.compile(r"[一二三四五六七八九十\d]{1,3}月|年底|年末|月底|月末|本月|明年|腊月")
_OBJECT = re.compile(r"[^，。；：！？、（）\s]{0,24}")
PREDICATE_TAIL = re.compile(r"(?:之中|中|状态|阶段|工作|了)$")
NAME_LIMIT = 28
# 重点项目已开工[55个]: a noun with what was done to it
_DONE = re.compile(
    r"(?P<noun>.{2,16}?)(?:中)?(?:已经?|共|现|累计|实际|全部|新)"
    rf"(?P<stage>{alternation(words('indicator_verbs'))})"
)
KINDS = ("类", "型", "领域", "方面", "板块", "产业", "行业", "以上", "以下")  # 产业类[139个]: of the projects before
PEOPLE_UNITS = frozenset("人名位")
# 切实把[360亿元]固定资产投资…分解, 在建的[320公里]高速公路: the object stands behind
_OPEN = re.compile(r"(?:[把将对为向给从和与及、的]|每[年月季天人户])$")


# 全县固定资产投资, 规上工业增加值: names that stand for themselves
_KNOWN = re.compile(alternation(tuple(
    {r[c] for r in table("canonical_indicators") for c in ("name", "canonical") if len(r[c]) > 2}
)))
LABEL_END = re.compile(r"(?:率|额|值|量|数|比重|占比|收入|投资|进度|增速|增幅|面积|资金|贷款|规模|缺口)$")


@lru_cache(maxsize=1024)  # one clause is asked for its noun several times
def clean(words_left: str) -> str:
    """The noun phrase of a clause's left part: 全县规模以上工业企业完成 → 规模以上工业企业."""
    out = words_left.strip()
    bare = out
    while bare not in _GENERIC and (m := _RIGHT.search(bare)):
        bare = bare[:m.start()]
    if bare in _GENERIC:
        return bare  # 完成投资分别为
    while out not in _GENERIC and not _GUARD.match(out) and (m := _LEFT.match(out)):
        out = out[m.end():]
    while out not in _GENERIC and (m := _RIGHT.search(out)):
        out = out[:m.start()]
    while out not in _GENERIC and (m := _LEADING_VERB.match(out)):
        out = out[m.end():]
    return _balanced(_MODAL_INSIDE.sub("", out[-NAME_LIMIT:]))


def starts_with_verb(clause: str) -> bool:
    """建设高标准农田, 完成: an order without a subject, where the section plans."""
    return _FIRST_VERB.match(clause.lstrip("，、；并也又还 ")) is not None


def _balanced(name: str) -> str:
    """Without a quotation mark that has lost its partner."""
    return name if name.count("“") == name.count("”") else name.replace("“", "").replace("”", "")


def is_generic(name: str) -> bool:
    """A name that says nothing without a topic: 总投资, 完成投资."""
    return name in _GENERIC


def topic_of(name: str) -> str:
    """The counted noun that a name starts with: 省市重点项目总投资 → 省市重点项目; "" where it has none."""
    found = [m.end() for m in _HEADS.finditer(name)]
    return name[:found[-1]] if found else ""


def announced(clause: str) -> str:
    """A clause without figures that only names what follows: 列入省级盘子的项目，最多的…"""
    text = clean(clause)
    return text if len(text) <= 20 and topic_of(text) == text else ""


def labelled(gap: str) -> str:
    """What a list is about: 1.投资完成率：甲县（93%） → 投资完成率; "" where no label stands before a colon."""
    head, colon, _ = gap.rpartition("：")
    text = clean(re.split(r"[，；：。\d.]", head)[-1]) if colon else ""
    return text if 2 <= len(text) <= 14 and (known_name(text) == text or LABEL_END.search(text)) else ""


def known_name(clause: str) -> str:
    """The well-known indicator that a clause speaks of, the longest: 固定资产投资是负的 → 固定资产投资."""
    m = _KNOWN.search(clause)
    return m.group() if m else ""


def object_of(right: str) -> tuple[str, str]:
    """The noun phrase behind a counter and what is said of it: 项目正在洽谈 → (项目, 正在洽谈)."""
    run = _OBJECT.match(right)
    text = _DATE_IN.split(run.group(), maxsplit=1)[0] if run else ""
    if has := _HAS.match(text):
        return has["noun"], ""  # 34项[省重点]有30项…
    end = 0
    for m in _HEADS.finditer(text):
        if end and m.start() > end + 2:
            break
        end = m.end()
    if not end:
        return "", text
    return text[:end].removeprefix("的"), text[end:]


def count_name(left: str, right: str, topic: str, *, unit: str, followed: bool) -> tuple[str, str]:
    """Name of a count and the noun that it leaves as topic.

    签约|项目 → 签约项目数, 重点项目|"" → 重点项目数, ""|项目正在洽谈 → 正在洽谈的项目数;
    在建| → 在建项目数 by the topic.
    `followed`: the words behind lead on to another figure, so that they hold no predicate (12条重点项目占比达84%).
    """
    noun, said = object_of(right)
    verb = _VERB.search(left)
    lead = clean(left)
    said = "" if followed and (noun or lead) else PREDICATE_TAIL.sub("", said)
    said = said.removeprefix("的")
    if noun:
        if said and len(said) <= 14:
            return _balanced(f"{said}的{noun}数"), noun
        if verb:
            whole = f"{verb.group().removesuffix('了')}{noun}"
            return f"{whole}数", whole
        whole = lead.removesuffix("的") + noun if left.endswith("的") and lead else noun
        return f"{whole}数", whole
    if said and len(said) <= 14 and unit in PEOPLE_UNITS:
        return f"{said}人数", topic
    if said and verb:
        return f"{verb.group().removesuffix('了')}{said[:NAME_LIMIT]}数", topic
    if said and len(said) <= 14:
        subject = topic_of(lead) or lead or topic
        return (f"{said}的{subject}数" if subject else f"{said}数"), subject or topic
    if not said and topic and (some := _OF_THEM.search(left)) and unit not in PEOPLE_UNITS:
        return f"{clean(some['which'])}的{topic if len(topic) <= 8 else _last_head(topic)}数", topic
    if (done := _DONE.fullmatch(lead)) and topic_of(done["noun"]) == done["noun"]:
        return f"{done['stage']}{done['noun']}数", done["noun"]  # 重点项目已开工[55个]
    if lead and topic and _STAGES.fullmatch(lead) and (unit in PEOPLE_UNITS or unit == "户"):
        return _heads_counted(f"{topic}{lead}", unit), topic  # 关于拆迁: 签约[412户]
    if lead and _STAGES.fullmatch(lead):
        head = "项目" if unit in ("个", "项") and not topic else topic if len(topic) <= 6 else _last_head(topic)
        return f"{lead}{head}数", topic
    if lead.endswith(KINDS) and topic and not topic.startswith(lead):
        return f"{lead}{_last_head(topic)}数", topic
    if unit in PEOPLE_UNITS or unit == "户":
        return _heads_counted(lead or topic, unit), topic or lead
    return (_counted(lead), lead) if lead else (_counted(topic) if topic else "", topic)


def _heads_counted(name: str, unit: str) -> str:
    """惠及 → 惠及户数, 征迁剩余 → 征迁剩余户数."""
    if not name or name.endswith(("数", "量", "户", "人")):
        return name
    return f"{name}{'户' if unit == '户' else '人'}数"


def _last_head(topic: str) -> str:
    found = _HEADS.findall(topic)
    return found[-1] if found else topic


def _counted(name: str) -> str:
    return name if name.endswith(("数", "量")) else f"{name}数"


def amount_name(left: str, right: str, topic: str, last: str, *, followed: bool) -> str:
    """Name of an amount: what it is of (1亿元的补助资金), the noun left of it, the object behind it, else the last name
    of its unit. A general word takes the topic: 重点项目 + 总投资.
    """
    behind = right.strip("和、与及 ")
    if followed and not behind.startswith("的") and not _OPEN.search(left):
        behind = ""  # the words lead on to the next figure
    if not behind.startswith("的"):
        behind = behind.partition("的")[0]
    name = clean(left)
    if behind.startswith("的") and 3 <= len(behind) and not is_generic(name) and not (name and _PREDICATE.search(left)):
        return _balanced(behind[1:NAME_LIMIT])
    if (_OPEN.search(left) or (_MONEY_OBJECT.fullmatch(behind) and not LABEL_END.search(name))) and len(behind) >= 2:
        name = ""
    if not name or _STAGES.fullmatch(name):
        name = name + behind[:NAME_LIMIT] if behind else name or last
    if is_generic(name) and topic:
        return topic + name
    return name or last or topic


def split_names(name: str, count: int) -> list[str]:
    """Names of 分别: A和B → [A, B]; 城镇、农村居民收入 → [城镇居民收入, 农村居民收入].

    The whole name for each where the numbers differ.
    """
    parts = [p for p in re.split(r"[、和与及]", name) if p]
    if len(parts) != count or count < 2:
        return [name] * count
    tail = parts[-1]
    return [p + tail[len(p):] if len(p) <= 2 < len(tail) - len(p) else p for p in parts[:-1]] + [tail]
