"""What the forms of a rule of reward or penalty are built from: words of consequences, triggers and holders."""

from __future__ import annotations

from etl.lexicon import words


def branch(items: tuple[str, ...]) -> str:
    """A regular expression of literal words, longest first, that looks at the first character before any word.

    The tables hold hundreds of words and almost no place of a text begins one.
    """
    by_first: dict[str, list[str]] = {}
    for word in sorted(items, key=lambda w: (-len(w), w)):
        by_first.setdefault(word[0], []).append(word[1:])
    firsts = "".join(by_first)
    groups = "|".join(rf"{first}(?:{'|'.join(rest)})" for first, rest in by_first.items())
    return rf"(?=[{firsts}])(?:{groups})"


_NUMBER = r"(?:\d[\d.]*|[一二两三四五六七八九十百千万半几]{1,5})"
# 2%, 5万块, 两成, 一台, 千分之二
_AMOUNT = rf"(?:{_NUMBER}(?:万|亿)?多?个?(?:{branch(words('sanction_figures'))})|[百千万十]分之{_NUMBER})"
# 扣履约保证金两成, 奖励引荐人投资额的千分之二: the figure makes the short verb a consequence; 加2分 but no 增加2%
_LONG_TAKES = branch(words("sanction_takes", kind="") + words("sanction_takes", kind="aid"))
_NO_FIGURE = r"(?!了|的是|资金|到位|标准|政策|价格|物价|项|学金|牌|杯|款收)"
FIGURED = (
    rf"(?:(?<![获得等中颁大金银质增追附下净升])(?>{_LONG_TAKES}){_NO_FIGURE}[^，；。\d]{{0,12}}?{_AMOUNT}"
    rf"|(?<![增追附添净升下])(?:{branch(words('sanction_takes', kind='short'))})"
    rf"{_NUMBER}(?:分|元|万元|块|档|级|等|个等次))"
)
# 按增量部分的20%返还, 按千分之五提作经费, 按八折发放, 每亩补助
_SHARED = rf"按(?:照)?[^，；。]{{0,16}}?(?:{_NUMBER}(?:%|成|折|倍)|[百千万]分之{_NUMBER})[^，；。]{{0,4}}?"
_SHARED += rf"(?:{branch(words('sanction_takes'))}|{branch(words('sanction_shares'))})"
# 加2分, 扣罚5000元; 奖 and 罚 at the end of their clause
_POINTS = r"(?:倒扣|扣罚|扣减|奖励|[加扣减奖罚记])(?:[\d.一二两三五十]{1,5}|[Xx*]{1,3})(?:个)?(?:分|万元|元)"
_POINTS += r"|扣[^，；。]{0,8}?[\d.]{1,4}分|[奖罚](?=[，；。]|$)"
_POINTS += rf"|扣(?:减|除)?[^，；。\d]{{0,10}}?(?:{branch(words('sanction_scores'))})"
_POINTS += r"|奖(?:励)?(?:工作经费|现金|奖金|人民币)?[\d.]{1,6}(?:万)?元"
# 三年内不得在本县投标, 取消当年申报专项资金的资格
_DENIED = rf"(?:{branch(words('sanction_denials'))})[^，；。]{{0,10}}?(?:{branch(words('sanction_withheld'))})"
# 到常务会议上说明, 作检视发言, 向县委交出书面检查
_SAYS = branch(words("sanction_speeches"))
_SPEAKS = rf"(?:(?:作|做|写|交)[^，；。]{{0,10}}?|(?:到|在|向|来|上)[^，；。]{{1,14}}?(?!检查))(?:{_SAYS})(?:发言)?"
# 奖励取消, 保证金一律不退
_FORFEITED = (
    rf"(?:{branch(words('sanction_goods'))})(?:全部|一律|一概|也|就|要|都|自动|全)?"
    rf"(?:{branch(words('sanction_forfeits'))})"
)
# 该免职的免职, 该换就换
_DESERVED = branch(tuple(f"该{v}{so}{v}" for v in words("sanction_deserved") for so in ("的", "就", "的就", "的要")))
# 追哪个环节的责任
_BLAMED = r"(?:追|究|问|负)[^，；。]{1,14}(?:责任|的责)"
# 从储备盘子里剔除
_REMOVED = rf"从[^，；。、]{{2,14}}(?:{branch(words('sanction_removals'))})"
# 清退一家, 摘一个人的帽子, 查一个处理一个
_ONE_EACH = rf"(?:{branch(words('sanction_each'))})[一1](?:{branch(words('sanction_counters'))})"
# 发现一个查一个
_FOUND_EACH = (
    rf"(?:{branch(words('sanction_findings') + words('sanction_each'))})[一1](?:{branch(words('sanction_counters'))})"
    rf"(?:{branch(words('sanction_each'))})[一1](?:{branch(words('sanction_counters'))})"
)
# 授“岗位标兵”称号
_HONOURED = rf"授予?[^，；。]{{1,16}}?(?:{branch(words('sanction_honours'))})"
_BUILT = rf"{_HONOURED}|{_FOUND_EACH}|{_SHARED}|{_DESERVED}|{_FORFEITED}|{_REMOVED}"

_NO_SYSTEM = rf"(?!{branch(words('sanction_systems'))})"
WORD = rf"(?:{branch(words('sanction_consequences'))}{_NO_SYSTEM}|{_POINTS}|{FIGURED}|{_BUILT})"
# words that say reward or penalty by themselves, for triggers that are less marked
STRONG = (
    rf"(?:{branch(words('sanction_consequences', weak='0'))}{_NO_SYSTEM}|{_POINTS}|{FIGURED}|{_BUILT}"
    rf"|{_DENIED}|{_SPEAKS}|{_BLAMED})"
)
REWARD = branch(words("sanction_consequences", polarity="reward"))
VERB = branch(words("sanction_consequences", verb="1"))
ON_PERSONS_WORD = branch(
    tuple(w for w in words("sanction_consequences", polarity="penalty") if w not in words("sanction_on_things"))
) + _NO_SYSTEM

LEAD = branch(words("sanction_leads"))
MUST = branch(words("sanction_leads", must="1"))
STARTER = branch(words("sanction_starters", conditional="0"))
IF = branch(words("sanction_starters", conditional="1"))
HOLDER = branch(words("sanction_holders"))
# 单位和个人, 责任单位
HOLDERS = rf"(?:有关|相关|责任)?(?:{HOLDER})(?:(?:和|、|及|以及|或)(?:有关|相关|责任)?(?:{HOLDER})){{0,4}}"
PERSON = branch(words("sanction_persons"))
MERIT = branch(words("sanction_merits"))
FAILED = branch(words("sanction_failings", strong="1"))
# 前三名, 倒数第二名, 排第一
RANK = (
    rf"(?:{branch(words('sanction_ranks'))}|(?:倒数)?第[一二三四五六七八九十\d]{{1,2}}[名位]"
    r"|排(?:名|在|到)?(?:全[省市县区州旗镇乡])?第[一二三123](?![十个批次步]))"
)
# 当年开工、当年投产的，按设备投资补助: aid is a reward where something was achieved, else it is policy
AID = branch(words("sanction_takes", kind="aid"))
ACHIEVED = branch(words("sanction_achievements"))
REMEDY = branch(words("sanction_remedies"))
# 前三名, 后两位
PLACED = r"[前后头末][一二两三四五六七八九十几\d]{1,2}(?:[名位户家]|(?=的))"
OUTCOME = rf"{MERIT}|{FAILED}|{PLACED}"
# 延误一天, 迟报一次, 发生一起
# 发现一起, 查实一个
EACH_FOUND = rf"(?:{branch(words('sanction_findings'))})[一1](?:{branch(words('sanction_counters'))})"
ONE_EACH = rf"(?:{_ONE_EACH}[^，；。]{{0,6}}|{STRONG})"
# 提前十天
EARLY = rf"(?:提前|早|抢前)[^，；。、]{{0,6}}?{_NUMBER}个?(?:天|日|月|周|星期|礼拜|小时)"
# 干成一个, 引进一家: what somebody gets done
GAINED = (
    rf"(?:{branch(words('sanction_gained'))})(?:{_NUMBER}|\d{{1,3}})(?:{branch(words('sanction_counters'))})"
    rf"|(?:{branch(words('sanction_achievements'))})[一1两](?:{branch(words('sanction_counters'))})"
)
# 干不好, 完不成任务, 交不了地: what somebody cannot do
CANNOT = (
    r"(?<![离少免忘受说大舍差])[一-龥](?<![对要忍住想])不(?:了(?!解)|成(?![熟功为立])|完(?![整善全])|好(?![意的])|动(?![产摇])|来|下(?!降)|清(?!楚)|齐|够"
    r"|满|到位|上(?!升))"
)
# 少一台, 缺两个人; no 至少一台
_SHORT_OF = (
    rf"(?<![至减多不])(?:{branch(words('sanction_short_of'))})(?:[一1]|\d{{1,3}}|[两二三四五六七八九半])"
    rf"(?:{branch(words('sanction_counters'))})"
)
# 最迟1月底 sets a time, 迟一个月 is late
_NO_DATE = r"(?!(?<=月)[底初份中上下末\d])"
LAPSE = (
    rf"(?:(?<!最)(?:{branch(words('sanction_lapses'))})[^，；。]{{0,8}}?(?:[一1]|\d{{1,3}}|[两二三四五六七八九]|十[一二三四五]?|[二三]十|半)个?"
    rf"(?:{branch(words('sanction_counters'))}){_NO_DATE}|{_SHORT_OF}|(?:落后|滞后|慢|欠)[^，；。]{{0,6}}?{_NUMBER}(?:%|个百分点|成))"
)
# 第二次, 两次, 连续三次, 首次, 两张黄牌: the degree of a chain
DEGREE = (
    r"(?:(?:第|连续|累计|超过)?[一二两三四五六\d](?:次|回)(?!性)(?:以上)?|首次|再次|初次|头一[次回]"
    rf"|(?:累计|连续)?[两二三四五\d](?:张|块|面|个|盏|次|份)?(?:{branch(words('sanction_cards'))})"
    rf"|(?:连续)?[一二两三四五六七八九\d]{{1,2}}个?(?:月|季度|年|天|周)(?=[^，；。]{{0,6}}(?:{FAILED})))"
)
# what turns a reward into a penalty: 不得评为优秀, 收回奖补资金, 奖励取消
FORFEIT_BEFORE = rf"(?:{branch(words('sanction_denials'))}|收回|追回|扣|不)[^，；。]{{0,6}}$"
FORFEIT_AFTER = rf"[^，；。]{{0,4}}?(?:{branch(words('sanction_forfeits'))})"
GAIN = branch(words("sanction_gains"))
# what was done in the past or in one case: 去年…抓得好，受到表扬
NOT_TOLD = rf"(?!{branch(words('sanction_reported', of='trigger'))})"
NOT_MET = rf"(?!{branch(words('sanction_reported', of='consequence'))})"
# 奖励|政策, 问责|不够: the word goes on to something else
ITSELF = rf"(?!{branch(words('sanction_word_goes_on'))})"
# 镇长(写检查), 县里(奖), 第二天(到指挥部说明): who bears or carries out what follows, and when
ENFORCER = branch(words("sanction_enforcers"))
