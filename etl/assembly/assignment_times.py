"""Times between a unit and what it is told: deadlines, days, halves of a year, events that a deadline counts from."""

from __future__ import annotations

from etl.assembly.assignment_words import DUE, TIME
from etl.lexicon import alternation, words

# 于3月10日前 / 一个星期内 / 11月底前， / 本周五下班前 / 3月15日起 / 赶在封冻前: a deadline between a unit and its verb
BY_TIME = (
    rf"(?:(?:在|于|抢在|赶在|从|自)?(?:[{TIME}]{{1,12}}(?:(?<=[前内底])|[起后]|(?:下班|收工|散会)(?:以|之)?前)"
    rf"|(?:{alternation(words('assignment_occasions'))})(?:以|之)?前)，?)"
)
# 接到督办单以后: what a deadline is counted from
UPON = "(?:[接收拿领见][到了][^，。；：！？\\n的了]{1,12}?(?:以|之)?后，?)"
# 25号 / 10月下旬 / 5日、15日 / 后天早上 / 七一前后: a time without a limit
AT_TIME = (
    rf"(?:[{TIME}、]{{1,14}}(?:(?<=[日号旬月天周后期拜])|(?<=[上下中]午)|(?<=[早晚]上)|(?<=[一明今]早)|(?<=[明今当]晚)))"
)
# 上半年 / 三季度 / 5月份
HALF = r"(?:(?:今年|明年)?(?:[上下]半年|第?[一二三四]季度|[\d一二三四五六七八九十]{1,2}月份?))"
WHEN = rf"(?:{BY_TIME}|{AT_TIME}|{DUE}，?|{HALF})"
