"""The forms a rule of reward or penalty takes, built from the sanction tables."""

from __future__ import annotations

import re

from etl.assembly.assignment_words import MODAL_WORD, TASK_VERB
from etl.assembly.sanction_words import (
    ACHIEVED,
    AID,
    CANNOT,
    DEGREE,
    EACH_FOUND,
    EARLY,
    ENFORCER,
    FAILED,
    FIGURED,
    GAINED,
    HOLDERS,
    IF,
    ITSELF,
    LAPSE,
    LEAD,
    MERIT,
    MUST,
    NOT_MET,
    NOT_TOLD,
    ON_PERSONS_WORD,
    ONE_EACH,
    OUTCOME,
    PERSON,
    PLACED,
    RANK,
    REMEDY,
    REWARD,
    STARTER,
    STRONG,
    VERB,
    WORD,
    branch,
)
from etl.lexicon import words

SEGMENT = re.compile(r"[^；。！？\n]+")
CONSEQUENCE = re.compile(rf"{ONE_EACH}|{WORD}|谁|就[^，；。]{{1,8}}哪|先[^，；。]{{1,8}}哪")

# 的单位和个人 / 的 / 行为: what ends a trigger
_MARK = rf"(?:的(?:{HOLDERS})?|(?:等)?(?:行为|现象|问题)|者|(?:{PERSON})(?=，(?:{LEAD})))"
# ，县委将严肃追究 / 要进行通报 / 给予通报批评: what leads to the word of the consequence
_NOT_TRIGGER = r"(?![^，；。]{0,40}(?:的问题|行为|现象|等问题)(?:，|$))"  # ，乱罚款的问题 still belongs to the trigger
_TO_WORD = (
    rf"(?P<consequence>(?:，{_NOT_TRIGGER}(?:[^，；。]{{2,14}}，)??[^，；。]{{0,26}}?|(?={LEAD})[^，；。]{{0,20}}?)"
    rf"(?P<word>{WORD}))"
)

# 对进度靠前的乡镇，予以奖励; 凡弄虚作假的，一律…
WITH_STARTER = re.compile(
    rf"(?:(?<=[，：“、。；并要\n ])|^)(?:{STARTER})(?P<trigger>(?:(?!，(?:对|凡))[^；。]){{3,100}}?{_MARK}){_TO_WORD}"
)
# 一旦发现弄虚作假，将严肃追究责任
CONDITIONAL = re.compile(
    rf"(?P<trigger>(?:{IF})[^；。，]{{2,50}}(?:，[^；。，]{{2,30}}){{0,1}}?)，(?P<consequence>[^，；。]{{0,26}}?(?P<word>{WORD}))"
)
# 逾期没交账的部门，一把手要作检查; 交不了账的不得提名
OF_CLAUSE = re.compile(
    rf"(?:(?<=[，：。；\n ])|^)(?!{REWARD}|[^，；。]{{0,20}}是[会要有能][^，；。]{{1,16}}的，)"
    rf"(?P<trigger>(?:[^，；。]{{2,16}}(?:前|内|后|时)，)?[^，；。]{{3,44}}的(?:{HOLDERS})?)"
    rf"(?P<consequence>(?:，[^，；。]{{0,18}}?(?:{MUST})[^，；。]{{0,14}}?|，[^，；。]{{0,4}}?|(?={LEAD})[^，；。]{{0,12}}?)"
    rf"(?P<word>{WORD}))"
)
# 对影响施工环境的人和事，公安机关要依法严惩: whoever the trigger names, where the penalty falls on persons
ON_PERSONS = re.compile(
    rf"(?:(?<=[，：“、。；并要\n ])|^)(?:{STARTER})(?P<trigger>[^，；。]{{3,40}}的[^，；。的]{{1,12}})"
    rf"(?P<consequence>，{_NOT_TRIGGER}[^，；。]{{0,20}}?(?P<word>{ON_PERSONS_WORD}))"
)
# 整治违法建设: the failing is what is worked on
_NO_REMEDY = rf"(?![^，；。]{{0,30}}(?:{REMEDY}))"
# 逾期未开工，收回用地指标
LATE = re.compile(
    rf"(?:(?<=[，：。；\n ])|^)(?!{TASK_VERB})"
    rf"(?P<trigger>{_NO_REMEDY}[^，；。]{{0,12}}?(?:{FAILED})[^，；。]{{0,16}}?)，"
    rf"(?P<consequence>(?={LEAD}|{WORD})[^，；。]{{0,10}}?(?P<word>{WORD}))"
)
# 谁影响项目一阵子，就影响谁一辈子
WHO = re.compile(r"(?P<trigger>谁[^，；。]{2,20})，(?P<consequence>(?P<word>就)[^，；。]{1,16}谁)")
# 谁家的水断了，谁就到会上说清楚
WHO_DOES = re.compile(r"(?P<trigger>谁[^，；。]{2,20})，(?P<consequence>(?P<word>谁(?:就|来|要))[^，；。]{2,24})")
# 从严追究责任人的失职、渎职责任
CHARGE_OF = re.compile(
    rf"(?P<consequence>(?P<word>追究))"
    rf"(?P<trigger>[^，；。]{{0,16}}?(?:{PERSON})的[^，；。]{{0,6}}?(?:{FAILED})[^，；。]{{0,8}}?)责任"
)
# 曝光一批慢作为的典型案例
FAILING_LAST = re.compile(
    rf"(?P<consequence>(?P<word>{VERB}))(?:一批|一些|那些)?"
    rf"(?P<trigger>[^，；。]{{0,16}}?(?:{FAILED})[^，；。]{{0,16}}?的(?:{branch(words('sanction_phenomena'))}))"
)
# 重奖招商引资的功臣
MERIT_LAST = re.compile(
    rf"(?P<consequence>(?P<word>{REWARD})(?!{branch(words('sanction_not_rewards'))}))(?:一批)?"
    rf"(?P<trigger>[^，；。、]{{0,20}}(?:{branch(words('sanction_grades'))}))"
)
# 第一次通报批评，第二次约谈，第三次问责
OCCASION = re.compile(
    rf"(?P<trigger>(?:第[一二三四五]次|首次|再次|连续[两三四\d]次)[^，；。]{{0,10}}?)"
    rf"(?P<consequence>，?(?:(?:{LEAD})[^，；。]{{0,12}}?)?(?P<word>{WORD}))"
)
# 严肃追究失职渎职人员的责任
CHARGE = re.compile(
    rf"(?P<consequence>(?P<word>追究))(?P<trigger>[^，；。]{{0,16}}?(?:{FAILED})[^，；。]{{0,10}}?(?:{PERSON}))的?[^，；。]{{0,6}}?责任"
)
# 未按时完成任务，将严肃追究责任
FAILING = re.compile(
    rf"(?:(?<=[，：。；\n ])|^)(?P<trigger>(?:{branch(words('sanction_failings'))})[^，；。]{{2,30}})，"
    rf"(?P<consequence>[^，；。]{{0,12}}?(?:{MUST})[^，；。]{{0,10}}?(?P<word>{WORD}))"
)
# 对前三名给予表彰 / 对后进单位约谈
BY_MERIT = re.compile(
    rf"(?:{STARTER})(?P<trigger>[^，；。的]{{0,12}}?(?:{MERIT}|[前后][一二两三四五六七八九十几\d]{{1,2}}[名位])[^，；。的]{{0,6}}?)"
    rf"(?P<consequence>，?(?={LEAD}|{WORD})[^，；。]{{0,12}}?(?P<word>{WORD}))"
)
# 连续两次排在末位的，由市政府约谈… / 前三名的县（市、区）每个奖励用地指标100亩: the trigger says how well it went
OF_OUTCOME = re.compile(
    rf"(?:(?<=[，：。；\n ])|^)(?:{STARTER}|要?[让使])?"
    rf"(?P<trigger>[^，；。]{{0,40}}?(?:{OUTCOME})[^，；。]{{0,20}}?的"
    rf"(?:{HOLDERS}|(?!{WORD})[^，；。的]{{1,12}}(?=，))?)"
    rf"(?P<consequence>(?:，{_NOT_TRIGGER}(?:[^，；。]{{2,20}}，)?[^，；。]{{0,28}}?|(?={LEAD}|(?!倾斜){WORD})[^，；。]{{0,16}}?)(?P<word>{WORD}))"
)
# 必须按期完成，否则追究责任
OTHERWISE = re.compile(rf"(?P<trigger>[^，；。]{{4,40}})，(?P<consequence>否则，?[^，；。]{{0,20}}?(?P<word>{WORD}))")
# 每引进一个亿元项目，奖励10万元; 竣工延误一天，罚款5000元
PER_ITEM = re.compile(
    r"(?P<trigger>(?:每[^，；。]{1,4}|[^，；。每]{0,8}(?:早|晚|提前|推迟|拖延|延误|逾期|超期|滞后)(?:开工|竣工|完工|投产|交付|上报|报送)?)(?:一|1|\d{1,4})[个项家名次天日亩户分][^，；。]{0,20}?)，?"
    r"(?P<consequence>(?:给予|予以|一次性|将|要)?(?P<word>奖励|奖|扣|扣分|扣减|扣除|罚|罚款|加))(?=[^，；。]{0,12}(?:元|分))"
)
# 情节严重者就地免职
GRAVE_CASE = re.compile(
    rf"(?P<trigger>(?:(?<=[，：。；\n ])|^)[^，；。]{{2,14}}者)，?(?P<consequence>[^，；。]{{0,8}}?(?P<word>{WORD}))"
)
# 优先提拔在一线干得好的干部
REWARD_FIRST = re.compile(
    rf"(?P<consequence>(?P<word>{REWARD})(?!{branch(words('sanction_not_rewards'))}))"
    rf"(?P<trigger>(?:[^，；。、]{{4,40}}|[^，；。]{{4,40}}(?:{MERIT}))的(?:{HOLDERS}))"
)
# 严肃查处工作中失职渎职的干部
PENALTY_FIRST = re.compile(
    rf"(?P<consequence>(?P<word>{VERB}))"
    rf"(?P<trigger>[^，；。、]{{3,40}}的(?:{PERSON})(?:(?:和|、|及)(?:{PERSON})){{0,3}})"
)
# 向出力多的镇街倾斜
LEANS_TO = re.compile(rf"(?:向|给)(?P<trigger>[^，；。]{{4,40}}的(?:{HOLDERS}))(?P<consequence>(?P<word>倾斜))")

# 完成得好的表扬，完成得差的批评
DONE_SO = re.compile(
    rf"(?:(?<=[，：。；、\n ])|^)(?:{STARTER})?"
    rf"(?P<trigger>[^，；。、]{{0,16}}得(?:好|快|实|差|慢|不好|不够)的(?:{HOLDERS})?)"
    rf"(?P<consequence>，?(?:要|就)?(?={LEAD}|{WORD})[^，；。]{{0,10}}?(?P<word>{WORD}))"
)

# 第一名挂红旗
RANKED = re.compile(
    rf"(?:(?<=[，：。；、\n ])|^)(?P<trigger>[^，；。]{{0,12}}?(?:{RANK})"
    rf"的?(?:{HOLDERS}|(?<=的)[^，；。的]{{1,8}}(?=，))?)"
    rf"(?P<consequence>，?[^，；。]{{0,6}}?(?P<word>{WORD}))"
)
# 数据造假一票否决
AT_ONCE = re.compile(
    rf"(?:(?<=[，：。；、\n ])|^)(?P<trigger>[^，；。]{{0,12}}?(?:{FAILED})[^，；。的]{{0,6}}?)"
    rf"(?P<consequence>(?:(?:{MUST})[^，；。]{{0,6}}?)?(?P<word>“?一票否决”?|就地免职|一律问责))"
)

# 掉队两次的，换人 / 完不成任务的村民组，一天罚2000块: a trigger of any kind where the consequence speaks for itself
OF_ANY = re.compile(
    rf"(?:(?<=[，：。；\n ])|^)(?!{REWARD}|这|那|我们|有的|[用以靠][^，；。]{{2,24}}的[^，；。的]{{1,8}}，)"
    rf"(?P<trigger>[^，；。：]{{2,44}}(?:的(?:{HOLDERS})?|者))"
    rf"(?P<consequence>，(?:[^，；。]{{2,20}}，){{0,2}}?[^，；。]{{0,24}}?(?P<word>{STRONG}))"
)
# 不干事的挪位子，混日子的摘帽子
OF_DIRECT = re.compile(
    rf"(?:(?<=[，：。；、\n ])|^)(?:{STARTER})?(?P<trigger>[^，；。：、]{{3,30}}的)"
    rf"(?P<consequence>(?P<word>(?=[挪摘腾让扣罚免撤停降换戴插领写]){STRONG}))(?=[，；。、！]|$)"
)
# 三件事都办成的村民组，奖5万块: whoever the trigger names, where a figure says what follows
OF_FIGURE = re.compile(
    rf"(?:(?<=[，：。；、\n ])|^)(?:{STARTER})?(?P<trigger>[^，；。：、]{{3,40}}的(?:[^，；。的]{{1,12}}(?=，))?)"
    rf"(?P<consequence>，?[^，；。]{{0,14}}?(?P<word>{FIGURED}))"
)
# 工期拖一天，罚一万元; 迟报一次扣0.5分
LAPSED = re.compile(
    rf"(?:(?<=[，：。；、\n ])|^)(?:{STARTER})?(?P<trigger>{NOT_TOLD}[^，；。、]{{0,14}}?{LAPSE}"
    rf"(?:[^，；。、]{{0,6}}?(?=都|也|就|，)|[^，；。、]{{0,4}}?))"
    rf"(?P<consequence>，?{NOT_MET}[^，；。]{{0,16}}?(?P<word>{STRONG}){ITSELF})"
)
# 再完不成，自己写辞职报告; 监理造假，一经查实，三年内不得投标
FAILS_THEN = re.compile(
    rf"(?:(?<=[，：。；\n ])|^)(?!{TASK_VERB})(?P<trigger>{NOT_TOLD}{_NO_REMEDY}"
    rf"[^，；。]{{0,14}}?(?:{FAILED})[^，；。]{{0,14}}?"
    rf"(?:，[^，；。]{{0,4}}?(?:查实|核实|发现|查出|属实))?)"
    rf"，(?P<consequence>{NOT_MET}[^，；。]{{0,14}}?(?P<word>{STRONG}){ITSELF})"
)
# 哪一处过不了关，哪一处的站长先停职
IF_ANY = re.compile(
    rf"(?:(?<=[，：。；、“\n ])|^)"
    rf"(?P<trigger>(?:{IF})(?![期何实今下此])[^；。，]{{2,40}}(?:，[^；。，]{{2,24}}){{0,1}}?)"
    rf"，(?P<consequence>[^，；。]{{0,26}}?(?P<word>{STRONG}))"
)
# 哪个单位误了工期，就摘哪个单位的牌子
WHICH = re.compile(
    r"(?P<trigger>哪[^，；。]{2,24})，"
    rf"(?P<consequence>(?P<word>就(?:{branch(words('sanction_deserved', polarity='penalty'))})"
    r"[^，；。]{0,6}哪[^，；。]{0,12}))"
)
# 谁先落地，要素就先给谁
WHO_GETS = re.compile(
    r"(?:(?<=[，：。；“\n ])|^)(?P<trigger>谁[^，；。谁]{2,20})，"
    r"(?P<consequence>(?P<word>[^，；。谁]{1,14}谁[^，；。谁]{0,10}))"
)
# 一次不到位的约谈、两次不到位的通报、三次免职
DEGREES = re.compile(
    rf"(?:(?<=[，：。；、\n ])|^)(?P<trigger>[^，；。、]{{0,4}}?{DEGREE}"
    rf"(?:[^，；。、]{{0,14}}的(?:{HOLDERS})?|[^，；。、]{{0,14}}?))"
    rf"(?P<consequence>，?[^，；。、]{{0,12}}?(?P<word>{STRONG}|通报))"
)

# 发现一起转包，清退一家; (吃拿卡要，)查实一个，处理一个，摘一个人的帽子
EACH_ONE = re.compile(
    rf"(?:(?<=[，：。；、\n ])|^)(?P<trigger>{EACH_FOUND}[^，；。]{{0,8}})"
    rf"，?(?P<consequence>[^，；。]{{0,6}}?(?P<word>{ONE_EACH}))"
)
# 工期提前十天，奖施工队五万; 引进一家亿元企业，引荐人奖十万元
GAINS = re.compile(
    rf"(?:(?<=[，：。；、\n ])|^)(?P<trigger>{NOT_TOLD}[^，；。、]{{0,10}}?(?:{EARLY}|{GAINED})[^，；。、]{{0,14}}?)"
    rf"，(?P<consequence>{NOT_MET}[^，；。]{{0,12}}?(?P<word>{STRONG}){ITSELF})"
)
_DONE = rf"(?:{branch(words('sanction_doing'))})(?:得[好快差慢]|砸)"
# 干得好，披红挂彩; 干不好，打板子; 到点交不了地，镇长写检查; who bears it stands before it, or nobody
DONE_OR_NOT = re.compile(
    rf"(?:(?<=[，：。；、\n ])|^)(?P<trigger>{NOT_TOLD}[^，；。、]{{0,10}}?(?:{_DONE}|{CANNOT})[^，；。、的]{{0,6}}?)"
    rf"，(?P<consequence>{NOT_MET}(?:[^，；。]{{0,6}}?(?:{ENFORCER}|{LEAD})[^，；。]{{0,10}}?)?(?P<word>{STRONG}){ITSELF})"
)
# 开不了工的地，一律收回; 圈地不建满两年，无偿收回
IDLE_LAND = re.compile(
    rf"(?:(?<=[，：。；\n ])|^)(?:{STARTER})?(?P<trigger>[^，；。]{{0,14}}?(?:{branch(words('sanction_idle_marks'))})"
    rf"[^，；。]{{0,12}}(?:{branch(words('sanction_idle_things'))}))"
    rf"，(?P<consequence>[^，；。]{{0,8}}?(?P<word>{branch(words('sanction_takings'))}))"
)
# 哪个镇先交地，项目就先摆到哪个镇
WHICH_GETS = re.compile(
    r"(?:(?<=[，：。；“\n ])|^)(?P<trigger>哪[^，；。哪]{2,20})，"
    r"(?P<consequence>(?P<word>[^，；。哪]{0,6}(?:先|优先|多|倾斜|重点)[^，；。哪]{0,6}(?:给|到|向|往|投|归|让|在)哪[^，；。哪]{1,8}))"
)

RULES = (
    ("each_one", EACH_ONE), ("gains", GAINS), ("done_or_not", DONE_OR_NOT), ("idle_land", IDLE_LAND),
    ("which_gets", WHICH_GETS),
    ("done_so", DONE_SO),
    ("with_starter", WITH_STARTER), ("conditional", CONDITIONAL), ("of_clause", OF_CLAUSE), ("of_outcome", OF_OUTCOME),
    ("grave_case", GRAVE_CASE), ("by_merit", BY_MERIT), ("failing", FAILING), ("otherwise", OTHERWISE),
    ("per_item", PER_ITEM), ("on_persons", ON_PERSONS), ("late", LATE), ("who", WHO), ("who_does", WHO_DOES),
    ("occasion", OCCASION),
    ("charge", CHARGE), ("charge_of", CHARGE_OF), ("reward_first", REWARD_FIRST), ("penalty_first", PENALTY_FIRST),
    ("leans_to", LEANS_TO),
    ("ranked", RANKED), ("at_once", AT_ONCE), ("failing_last", FAILING_LAST), ("merit_last", MERIT_LAST),
    ("lapsed", LAPSED), ("degrees", DEGREES), ("of_any", OF_ANY), ("of_direct", OF_DIRECT), ("of_figure", OF_FIGURE),
    ("if_any", IF_ANY), ("fails_then", FAILS_THEN), ("which", WHICH), ("who_gets", WHO_GETS),
)
# ，并严厉处理… / ，该判的判 / ，取消评先资格
_NEW_RULE = rf"(?:{STARTER}|{IF}|情节|[^，；。]{{1,16}}得(?:好|快|实|差|慢)的|{RANK}"
_NEW_RULE += rf"|(?!并|且|同时|该|取消|收回|停|追)[^，；。]{{1,20}}(?:者|的(?:{LEAD}|{WORD}))"
_NEW_RULE += rf"|[^，；。]{{0,10}}?(?:{FAILED})[^，；。]{{0,8}}?的(?:{HOLDERS})?，"
_NEW_RULE += rf"|[^，；。]{{0,8}}{LAPSE}|[^，；。]{{0,4}}?{DEGREE})"
NEXT_DEGREE = _NEW_RULE
GOES_ON = re.compile(
    rf"，(?!{_NEW_RULE})(?:(?:并|且|同时|该)[^，；。]{{1,40}}|[^，；。]{{0,8}}?(?:{WORD})[^，；。]{{0,30}})(?=，|$|[；。])"
)

# ，已由纪委给予处分: a case that is told, no rule
DONE = re.compile(
    rf"，?(?:均|都|现|且)?(?:已|被|去年|上年|前年|共|累计|先后|目前|现在)"
    rf"|[^，；。]{{0,20}}(?:{branch(words('sanction_told'))})了"
)

# 给予补助 with nothing achieved (困难群众) is policy, no reward
AIDS = re.compile(rf"(?:{AID})[^，；。]{{0,12}}?[\d一二两三四五六七八九十百千万]|按.{{0,40}}(?:{AID})$")
ACHIEVES = re.compile(rf"{ACHIEVED}|{RANK}|{PLACED}")
ONE_CLAUSE = ("of_clause", "of_outcome", "grave_case")  # triggers that are read up to the comma before them
FAILS = re.compile(FAILED)
# 一经查实，…: says what the clause before it is proven to be
ONCE_PROVEN = re.compile(
    rf"哪怕|即[使便]|[无不]论|{EACH_FOUND}|一?经[^，；。]{{0,3}}?(?:查实|核实|发现|查出|认定|举报|确认)|被?发现|查实|情节严重"
)
ORDERS = re.compile(rf"{MODAL_WORD}|确保|是|{WORD}")
VERB_FIRST = ("reward_first", "penalty_first", "charge", "charge_of", "failing_last", "merit_last")


