"""The regular expressions that find organisations, posts and classes of units, built from the word tables.

Tables: departments (stems with their suffixes), org_offices (whole names), org_classes (各… / 有关… nouns), org_heads
(last words of free names), org_quantifiers, posts, org_list_heads, org_attributes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from etl.lexicon import alternation, table, words
from etl.mentions.unit_anchors import anchored, closed

# characters that a free name does not hold: function words, punctuation is out by the class itself
_FUNCTION = "的和与及在要对把将是有为从向到以等了须必应也都就可不请让使由被并或同跟给着过其这那此但而却因所"
_NAME = rf"(?:(?![{_FUNCTION}])[一-龥A-Za-z0-9*×·])"
# 重点项目(牵头单位), but not 项目实行一名(县领导)
_MIDDLE = rf"(?:(?!{alternation(words('org_middle_stops'))}){_NAME})"
_BRACKET = r"(?:（[一-龥]{1,6}）)"  # 督查（绩效）办
_NUMBERED = "[一二三四五六七八九](?:局|科|处|室|组|部)"  # 产业招商一局, 审计二科


HAN = re.compile("[一-龥]")
LEVELS = "省市县区州旗"
LEVEL_GOES_ON = "重级直属里内外域人项"  # 市(重点), 县(级), 省市(项目)
OPEN_LEVEL = "各每该本我"
BEFORE_LEVEL = "由请让各对和与及在给是向报从到把个"  # 由县区, 各县区; not 雷州市


def _department() -> str:
    """发改局, 市发展和改革委, 督查（绩效）办, 国土部门."""
    by_suffix: dict[str, list[str]] = {}
    for row in table("departments"):
        by_suffix.setdefault(row["suffixes"], []).append(row["stem"])
    own = "|".join(
        f"(?:{alternation(tuple(stems))}){_BRACKET}?(?:{alternation(tuple(_endings(suffixes)))})"
        for suffixes, stems in sorted(by_suffix.items()) if suffixes
    )
    general = "|".join((_NUMBERED, alternation(words("org_department_ends"))))
    return f"{own}|(?:{alternation(words('departments'))}){_BRACKET}?(?:{general})"


def _endings(suffixes: str) -> Iterator[str]:
    """局, 委 → 委员会, 办 → 办公室: the suffixes of a stem with their long forms."""
    for suffix in filter(None, suffixes.split(",")):
        yield suffix
        yield from {"办": ("办公室",), "委": ("委员会",)}.get(suffix, ())


_STEMS = words("departments")
_QUANTIFIERS = words("org_quantifiers")
_QUANTIFIER = alternation(_QUANTIFIERS)
_OPEN = alternation(words("org_quantifiers", open="1"))
_POST = alternation(words("posts"))
_POST_ALONE = alternation(words("posts", alone="1"))
_CLASS = alternation(words("org_classes"))
_CLASS_BARE = alternation(words("org_classes", bare="1"))
_HEAD = alternation(words("org_heads"))
_LIST_HEAD = alternation(words("org_list_heads"))

# 市直有关部门主要领导, 各专业招商组的成员: a post that ends a unit's name
_TAIL = rf"(?:(?:的)?(?:党政|各位|分管|业务)?(?:{_POST})(?!(?<=负责人)[饮居畜]))?"
# 市发改委, 各级财政部门, 县督查（绩效）办
DEPARTMENT = anchored(
    re.compile(rf"(?:{_QUANTIFIER}){{0,2}}(?P<core>{_department()}){_TAIL}"), _QUANTIFIERS, _STEMS
)
# 县委、政府“两办”督查室: two bodies, one unit
JOINT_OFFICE = re.compile(
    r"[省市县区州旗]委(?:、|和)?[省市县区州旗]?(?:人民)?政府(?:“两办”|两办)?(?:督查室|督查局|督导组|督查组|办公室|督查办)"
)
# 市政府办公室, 县纪委监委, 两办督查室
OFFICE = anchored(
    re.compile(rf"(?:{_QUANTIFIER}){{0,2}}(?P<core>{alternation(words('org_offices'))}){_TAIL}"),
    _QUANTIFIERS, words("org_offices"),
)
# 各乡镇, 有关部门, 各重点项目牵头单位, 每个乡镇; 开发区, 职能部门 need no 各;
# 部门 none in 有关乡镇和部门
CLASS = anchored(re.compile(
    rf"(?<!\d)(?:(?:{_QUANTIFIER}){{0,2}}(?:{_OPEN}){_MIDDLE}{{0,8}}?"
    rf"|(?:{_QUANTIFIER}){{1,2}})(?P<core>{_CLASS})(?!部门|单位|机构|系统)"
    rf"(?:（[一-龥、]{{1,6}}）)?{_TAIL}|(?P<bare>{_CLASS_BARE})(?!部门|单位|机构){_TAIL}|(?<=[和、及与])(?P<joined>{_CLASS})(?!部门|单位){_TAIL}"
), _QUANTIFIERS, words("org_classes"))
# 各位首席负责人, 一名市级领导; 分管领导 needs no 各
POST = anchored(re.compile(
    rf"(?:(?:{_QUANTIFIER}){{0,2}}(?:{_OPEN}){_MIDDLE}{{0,6}}?|(?:{_QUANTIFIER}){{1,2}})(?P<core>{_POST})|(?P<bare>{_POST_ALONE})"
), _QUANTIFIERS, words("posts", alone="1"))
_NO_MEETING = "".join(f"(?<!{word})" for word in words("org_head_false"))
# “365”帮办办公室, 雁翎工业园区, 湛江港集团: a free name from its left edge to its last word
_LONGEST_NAME = 40
FREE_NAME = closed(re.compile(
    rf"(?<![一-龥A-Za-z0-9*×·]){_NAME}{{0,8}}(?:“[^”\n]{{1,10}}”)?{_NAME}{{0,14}}?(?P<core>{_HEAD}){_NO_MEETING}"
), words("org_heads"), reach=_LONGEST_NAME)
AFTER_FUNCTION = closed(re.compile(
    rf"(?<=[{_FUNCTION}])(?:“[^”\n]{{1,10}}”)?{_NAME}{{1,14}}?(?P<core>{_HEAD}){_NO_MEETING}"
), words("org_heads"), reach=_LONGEST_NAME)
# 市质安站, 县国资公司, 局规财科: a level, a short name, an office's last word
_NO_HEAD = "".join(f"(?<!{word})" for word in words("org_level_false"))
LEVEL_NAME = re.compile(
    rf"(?:(?<![一-龥A-Za-z0-9*×·])|(?<=[{_FUNCTION}])|{'|'.join(f'(?<={w})' for w in words('org_level_leads'))})"
    rf"(?:[省市县区州旗镇乡局委](?!{alternation(tuple(w[1:] for w in words('org_level_stops')))}))"
    rf"{_NAME}{{1,9}}?(?P<core>{alternation(words('org_level_heads'))}){_NO_HEAD}(?![内外里上下前后中间长员级]){_TAIL}"
)
# 规划计划股, 农水股, 征收科室: an office of a bureau by its short name
SECTION = closed(re.compile(
    rf"(?:(?<![一-龥A-Za-z0-9*×·])|(?<=[由请让、和与及])){_NAME}{{2,7}}?[股科](?:室)?{_NO_MEETING}"
    rf"(?![技学权份东票级员研目教普创幻协金本价市民])"
), ("股", "科"), reach=10)
# 建设雁翎工业园区: the verb before a free name
LEADING = re.compile(rf"(?:{alternation(words('org_leading'))}){{1,4}}")
# 李副书记负责工业园区, 6月底前县人民医院, 台账报县委督查室: the name begins after the verb or the time
BREAK = re.compile(
    rf"{alternation(words('org_breaks'))}|[\dXx*]{{1,4}}[年月日号](?:[底初末份]|[上中下]旬)?(?:之前|以前|前|内|起)?"
    r"|(?<=的)事(?![业务故])|(?:年底|年内|月底|季度末?|半年|近期|当前)(?:之前|以前|前|内)?|[报送交](?=[省市县区州旗](?!告|纸|道|社)|项目办|重点办|督查|指挥部|领导小组|专班)"
)
# 国刚副区长, 万金秘书长: a person by name and title
PERSON = re.compile(
    rf"(?:(?<![一-龥A-Za-z0-9])|(?<=[请由让]))(?!受){_NAME}{{1,3}}(?:副|常务副)?"
    rf"(?P<core>{alternation(words('posts', titled='1'))})"
)
_SURNAME = alternation(words("org_surnames"))
_FOLLOWED = rf"(?={alternation(words('org_name_followers'))}|[，。；、：）])"
# (副县长)陈志远同志 / (局长)李明负责: the name behind a post
NAME_AFTER_POST = re.compile(rf"(?:{_SURNAME}){_NAME}{{1,2}}?(?:同志(?!们)|{_FOLLOWED})")
# 老王盯着 / 找小李: a person by surname
FAMILIAR = re.compile(rf"(?:(?<![一-龥A-Za-z0-9])|(?<=[请由让找])|(?<=的[事活]))[老小](?:{_SURNAME}){_FOLLOWED}")
# 由(书记、镇长)负总责: posts that name nobody elsewhere
BY_POST = re.compile(rf"(?<=由)(?:{_POST})(?:[、和](?:{_POST})){{0,3}}(?![们群职])")
POSTS_APART = re.compile("[、和]")
# 125团, 127团: a regiment of the corps
REGIMENT = re.compile(r"(?<![\dA-Za-z.])\d{1,3}团(?:团部|党委)?(?![队员伙体结购委圆聚组])")
# 县公安局|城关|派出所: a place of a bureau by its own name
SUBUNIT = re.compile(
    rf"(?!{alternation(words('org_leading') + words('assignment_causatives') + words('roles'))}){_NAME}{{0,5}}?"
    rf"(?:{alternation(words('org_subunits'))}){_TAIL}"
)
TAIL = re.compile(_TAIL)
# 由南关街道, 归河口镇: a town that no table knows
TOWN_AFTER = re.compile(
    rf"(?:(?<=[由归])|(?<=会同|联合))(?![于还属])(?:(?![县市区长坐]){_NAME}){{1,4}}?(?:街道办事处|街道|镇|乡)(?![长村])"
)
# 国刚同志; 文举、贤军同志 are a list of names
COMRADE = re.compile(rf"(?:(?<![一-龥A-Za-z0-9、和])|(?<=[请由让])){_NAME}{{1,3}}(?P<core>同志)(?!们)")
# XX县, X镇, **公司: the name is blanked
REDACTED = re.compile(rf"(?<![A-Za-z*×○])(?:[Xx×*○]{{1,4}}|某某?)(?P<core>{alternation(words('org_redacted'))})")
# 发改、住建、国土和督查（绩效）等部门: stems that stand bare in a list
_BARE = (
    rf"(?:[省市县区州旗])?(?:{_department()}|(?:{alternation(words('departments', bare='1'))}){_BRACKET}?)"
)
BARE_ELEMENT = re.compile(_BARE)
FIRST_ELEMENT = anchored(BARE_ELEMENT, _STEMS, lead="省市县区州旗")
# 财政、审计|部门: the last of a list without what 审计部门 ends with
BARE_STEM = re.compile(rf"[省市县区州旗]?(?:{alternation(words('departments', bare='1'))}){_BRACKET}?")
ELEMENT_JOIN = re.compile("、|和|与|及|以及")
ELEMENT_TAIL = re.compile(rf"(?:等)?(?:{_LIST_HEAD})|等")
MOST_ELEMENTS = 21
# 东山、七里桥和南岭等乡镇; 文举、贤军、峻峰同志; 沿线的河口、柳林两个镇, where the count is right
_ELEMENT = rf"{_NAME}{{2,6}}?"
_COUNT = r"[两二三四五六七八九]个?"
NAME_LIST = re.compile(
    rf"(?:(?<![一-龥A-Za-z0-9、])(?:[{_FUNCTION}]|除|让)?|(?<=的))"
    rf"(?P<names>{_ELEMENT}(?:(?:、|和){_ELEMENT}){{1,12}})(?:等(?:几个|\d{{1,2}}个|各)?|(?P<count>{_COUNT})|(?=同志))"
    rf"(?P<head>{_LIST_HEAD})"
)
NAME_JOIN = re.compile(r"、|和")
# 有条件的乡镇: what narrows a class, from the clause's edge
ATTRIBUTE = re.compile(
    rf"(?:^|(?<=[，。；：！？、\n ]))(?:{alternation(words('org_attributes'))})[^，。；：！？、\n]{{1,24}}的$"
)
