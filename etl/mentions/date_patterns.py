"""The patterns that `find_dates` reads with, built from the tables lexicon/data/dates_*.tsv.

Each pattern finds one atom of a date; `dates` joins a year to the month or part that follows it. Every repetition is
bounded, so that a scan is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from etl.lexicon import alternation, table, words


def _guarded(name: str, **where: str) -> str:
    """A table's words, longest first, each with the characters that may not stand before or after it."""
    rows = [r for r in table(name) if all(r[k] == v for k, v in where.items())]
    return "|".join(_guard(r) for r in sorted(rows, key=lambda r: (-len(r["word"]), r["word"])))


def _guard(row: Mapping[str, str]) -> str:
    """The word first, so that the search leaps to its first character; what may not stand before it is asked after."""
    word = re.escape(row["word"])
    left = f"(?<![{row['not_after']}]{word})" if row.get("not_after") else ""
    right = f"(?![{row['not_before']}])" if row.get("not_before") else ""
    return word + left + right


MASK = r"[xX×*○〇□]"
_NUMERAL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_TO = r"[-—~至到]{1,2}"
_MONTHS = alternation(words("dates_months"))
_UNITS = alternation(words("dates_durations"))
_DAY = rf"(?P<day>{_NUMERAL}|{MASK}{{1,2}})(?:[日号]?{_TO}(?P<day2>{_NUMERAL}))?(?:[日号](?![均常])|(?=之前|以前))"
_MONTH_PART = rf"(?P<part>{alternation(words('dates_month_parts'))})(?![央心国共等考层午]|期间)"

# 2008-12-31  2026.7.1  2015/10/20
ISO = re.compile(r"(?<![\d.])(?P<y>(?:19|20)\d\d)(?P<sep>[-./])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})(?![\d.])")
# 2008年  2021-2025年  26年6月  二〇一四年  20xx年  XX年  明年
YEAR = re.compile(
    rf"(?P<number>(?:19|20)(?<!\d\d\d)\d\d)(?:年?{_TO}(?P<last>(?:19|20)\d\d))?年度?(?![级产])"
    r"|(?P<short>[123](?<![\dxX×*第每近.-].)\d)年(?=(?:1[0-2]|0?[1-9])月)"
    r"|二(?P<hanzi>[〇○零一][〇○零一二三四五六七八九]{2})年度?"
    rf"|(?P<masked>20{MASK}{{1,2}}年|{MASK}(?<![xX×*\d].){MASK}年(?![级来产间内]))度?"
    rf"|(?P<word>{_guarded('dates_years')})"
)
# 明年初  今年底: one 年 serves both words
YEAR_TAIL = re.compile(r"(?<=年)(?P<tail>[底末尾初中内](?![央期级心国外容部]))")
# 12月底  10月20日  12月23至24日  7月上旬  9月份  xx月xx日
MONTH = re.compile(
    rf"(?<![\d.第个每逐几正腊一二三四五六七八九十])(?P<month>{_MONTHS}|{MASK}{{1,2}})月"
    rf"(?![度均报供票嫂])(?!一(?![日号至到]))(?:{_DAY}|份?{_MONTH_PART}|份)?"
)
# 1至10月  元至五月份  9月至12月底
RANGE = re.compile(
    rf"(?<![\d.第个每一二三四五六七八九十])(?P<first>{_MONTHS})月?份?{_TO}(?P<month>{_MONTHS})月份?(?![度\d])(?:[底末])?"
)
# 前5个月  头两个月
FIRST = re.compile(rf"[前头](?P<month>{_NUMERAL}|两)个月")
# 年底  上半年  三季度末
YEAR_PART = re.compile(
    rf"(?<![每\d一二三四五六七八九十两几多半数百历学这些近])(?<!每年的)(?<!每年)"
    rf"(?P<word>{alternation(words('dates_year_parts'))})(?!一[^至到\d、]|每)(?P<part>[初底末](?!级))?"
)
# 下个月  下个月15日  本月底  下周
RELATIVE = re.compile(
    rf"(?<![以年好])(?:(?<!的)|(?<=[余下]的))(?P<word>{_guarded('dates_relative')})(?:{_DAY}|{_MONTH_PART}|份"
    rf"|(?<=[周期拜])[{''.join(words('dates_weekdays'))}](?![次个期轮级项])|内(?![部容外需]))?"
)
# 三年内  半年内  10天内  两周后  一周时间  个半月
DURATION = re.compile(
    rf"(?<![\d.第每近前上整周岁xX×*一二三四五六七八九十])(?:(?P<half>半个?[年月])|(?:(?P<low>{_NUMERAL}|两){_TO})?"
    rf"(?P<number>\d{{1,3}}|[一二两三四五六七八九十百]{{1,5}})(?P<unit>个半月|年半|{_UNITS}))(?:左右)?"
    rf"(?P<end>{_guarded('dates_duration_ends')})"
)
# 今后三年  未来五年
AHEAD = re.compile(
    rf"(?:今后|未来|接下来)的?(?P<number>{_NUMERAL}|两)(?:{_TO}{_NUMERAL})?(?P<unit>{_UNITS})(?:内|时间)?"
)
# “十四五”末  “十三五”期间  “十四五”时期
PLAN = re.compile(
    rf"[“‘]?(?P<word>{alternation(words('dates_plans'))})[”’]?(?P<end>时期末|期末|末|期间|时期|之末|收官)"
)
_HOUR = rf"(?:{alternation(words('dates_hours'))}|(?:上午|下午|晚上?)?\d{{1,2}}(?:[时点]|[:：]\d\d))"
# 前提|交, 前进|场, 前|一套不剩: the second character belongs to what is to be done
_GOES_ON = (
    r"前(?=提[交出供请升]|移[交栽植民除送]|进[场驻地点厂户村]|列[入支出]|置[换办]|所[有需涉列]|沿线"
    r"|[一半][^，；。\d天日年月周晚夜]{1,3}[都也]?(?:不|没|别))"
)
_BEFORE = rf"{_HOUR}?(?:之前|以前|前(?![后期景往提列移进来沿置年所])|{_GOES_ON})"
# what a bare day or feast may be followed by: 25号|进场验收, 元旦|通车
_ENDS = alternation(words("events", **{"class": "end"}))
# 国庆前  春节之前  “七一”前  汛期来临前  七一前后
FESTIVAL = re.compile(
    rf"(?P<word>{alternation(words('dates_festivals'))})[”’]?(?:节日|假期|期间)?(?:来临|到来|开始|召开)?(?={_BEFORE}|前后)"
)
_NUMERALS_ONLY = re.compile("[一二三四五六七八九十]+")
_FEASTS = alternation(tuple(r["word"] for r in table("dates_festivals") if r["day"]))
# 明年“五一”  今年国庆节: a feast that has a day, behind its year
YEAR_FEAST = re.compile(rf"(?<=年)[“‘]?(?P<word>{_FEASTS})[”’]?节?(?!{_BEFORE})")
# 力争国庆|通车, 定于元旦|开业
FEAST = re.compile(
    rf"(?:(?:{alternation(words('dates_aims'))})[“‘]?)?(?P<word>{_FEASTS})[”’]?节?(?!{_BEFORE})(?=当天|正式|全面|全部|{_ENDS})"
)
_NAMED_FEASTS = alternation(tuple(
    r["word"] for r in table("dates_festivals") if r["day"] and not _NUMERALS_ONLY.fullmatch(r["word"])))
# 国庆节|要让乡亲们用上: a feast in words, before what must be done on it; not of 五一, which may be a number
FEAST_DUE = re.compile(
    rf"(?<!每年)(?P<word>{_NAMED_FEASTS})节?(?=(?:那天|当日|这天)?(?:{alternation(words('dates_feast_dues'))}))"
)
# “五一”假期让…, 五一小长假要…: what is no number
FEAST_DAYS = re.compile(
    rf"(?P<word>{_FEASTS})[”’]?(?:节假期|假期|小长假|长假|黄金周|假日)(?=(?:期间|头一天|第一天)?(?:{alternation(words('dates_feast_dues'))}))"
)
# 离|明年4月1日|入汛还剩一百天: a countdown
COUNTDOWN = re.compile(r"(?<![搬撤迁脱隔分逃远剥背偏])(?:距离?|离)$")
REMAINS = re.compile(r"[^，；。\n]{0,8}?(?:还|只|仅|不[足到]|剩|有|已)")
# 年前完成, 在节前: before the Spring Festival or the feast that the text speaks of
HOLIDAY = re.compile(rf"(?:(?<=[，；。、：\n在于要保])|^)[年节](?={_BEFORE})", re.M)
# 25日前  25号|进场验收
DAY = re.compile(
    rf"(?<![\d月一二三四五六七八九十xX*至到-])(?P<day>{_NUMERAL})[日号](?={_BEFORE}|(?<!第..)(?:上午|下午|正式)?(?:{_ENDS}))"
)
# 月底前  到月底  月底(要)  月中前  月内
THIS_MONTH = re.compile(
    rf"月(?<![\dxX*个本上下当每逐这该次几正腊岁俩仨一二三四五六七八九十]月)(?P<part>[底末中](?={_BEFORE})"
    rf"|(?<=[在到于，；。：、\n]月)[底末](?![的余存考评结库])|[底末](?=必须|务必|一定|全部|要|{_ENDS})|内(?![部容外需]))"
)
# “6·30”前  6.30前
DOTTED = re.compile(
    rf"[“‘]?(?<![\d.])(?P<month>1[0-2]|0?[1-9])[·.](?P<day>[0-3]\d|[1-9](?=[”’]))(?![\d%])[”’]?(?={_BEFORE})"
)
# 周五前  星期三之前
WEEKDAY = re.compile(
    rf"(?<![上下本这每一二两三四五六七八九十\d])(?:周|星期|礼拜)(?P<day>[{''.join(words('dates_weekdays'))}])(?={_BEFORE})"
)

LEAD = re.compile(alternation(words("dates_lead")))
LEAD_LIMIT = max(map(len, words("dates_lead")))
# 前  下班前  24时前  （星期五）17:00前
TRAIL = re.compile(
    rf"(?:（(?:周|星期)[一二三四五六日天]）)?(?:{_HOUR}(?=之前|以前|前))?"
    rf"(?P<word>{_guarded('dates_trail')}|{_GOES_ON})"
)
