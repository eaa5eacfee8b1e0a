"""Explicit frequencies: 一周一, 每季度, 按月, 月(通报), 一年两次."""

from __future__ import annotations

import re
from bisect import bisect_left

from etl.lexicon import alternation, mapping, words
from etl.records import CadenceMention, NormalText

_PERIOD = alternation(words("cadence_periods"))
_ACTIVITY = alternation(words("activities"))
_SINGLE = alternation(words("activities_single"))
_MADE_KNOWN = alternation(tuple(w for a in ("bulletin", "report") for w in words("activities_verbs", activity=a)))
_AFTER_LEAD = "|".join(f"(?<={lead})" for lead in words("cadence_system_leads"))
_NUMBERS = {
    "一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
    "十五": 15, "二十": 20, "三十": 30,
}

# 一周一(检查), 两周一(督办), 每月一(统计), 一季度一(公开)
ONE_BY_ONE = re.compile(
    rf"(?:每|一|1|每一)?(?P<period>{_PERIOD})(?:[一1两三]|一次)(?=(?:{_ACTIVITY})|(?:{_SINGLE})(?=[、，。；！”制的]|$))"
)
# 一周一(清零), 一天一(过问), 每月一(换榜): whatever is done, where the clause or list ends behind it
ONE_AND_ANY = re.compile(
    rf"(?<![\d第前后近过十])(?:每|一|每一)(?P<period>{_PERIOD})一(?=[^，；。：、！？的了\d个度样变新岁步台层次]{{1,3}}(?:[、，；。！”]|制|$))"
)
# 逢五逢十(会诊): the days of the month that end so
TENS = re.compile(r"(?:每月|每个月|每|月月)?逢(?:[一三五七八九十]|10)(?=[，、]|召|调|开|报|检|会|集|过|交|碰|办)")
# 初一、十五(报数): twice a month by the old calendar
NEW_AND_FULL = re.compile(r"(?:每?逢)?(?:每月)?初一、?十五(?!的)")
FIVES = re.compile(r"(?:每月)?(?:逢[五5][、和]?逢?(?:十|10)|逢[一1][、和]?逢?[六6])")
# 5日、15日、25日各(出一期)
DAYS_OF_MONTH = re.compile(r"(?:每月|(?<![月\d]))(?P<days>\d{1,2}[日号](?:[、和]\d{1,2}[日号]){1,2})(?=各)")
# 一个月(调度一次), 半年(组织一次观摩)
ONCE = re.compile(
    r"(?<![前后近过])(?P<period>一周|一月|一个月|一季度?|一个季度|半月|半个月|半年|两周|十天|一旬|一天|一年|双周|两个月)"
    r"(?=(?:内)?(?:至少|要|必须|集中|组织|召开|进行|开展)?[^，。；、\d]{0,10}一次)"
)
# 天天(调度), 月月(通报), 天天(播进度)
OVER_AND_OVER = re.compile(
    rf"(?P<period>[天日周旬月季年])(?P=period)"
    rf"(?=(?:都?[有要])?(?:{_ACTIVITY})|(?:{_SINGLE})[、，；。]|(?<!年)(?:{_MADE_KNOWN})[^，；。：！？\n的了着过]{{1,6}}(?:[，；。！？\n]|$))"
)
# 隔周(召开), 每逢双月(拉练)
# 隔一天(报一次数); 双月(请代表看一看), 早晚(各播一遍)
ALTERNATE = re.compile(
    r"每?(?P<period>隔周|隔天|隔日|逢双月|逢单月|隔月(?!供)|隔[一两]天|隔一日|隔一?个?(?:礼拜|星期)|隔一周|隔一?个月"
    rf"|(?<!每)[双单]周(?=(?:{_ACTIVITY}))"
    r"|(?<![逢一-龥])[双单]月(?=请|组织|召|开|集中|由|到|下|拉|看)|早晚(?=各?[^，；。、]{1,4}?[一两]?[次遍]))"
)
# 10天一(调度)
DAYS_ONE = re.compile(rf"(?P<n>\d{{1,2}})天一(?=(?:{_ACTIVITY}))")
# 每10天, 每十五天
EVERY_DAYS = re.compile(r"每隔?(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,3})(?:天|日)(?!制)")
# 每个月, 每半年, 每周一、三、五, 每月25日前, 每周五前
EVERY = re.compile(
    rf"每[一逢到]?个?(?P<period>{_PERIOD})(?!代|级|间|后|来|度计划|轮|龄|均|产|薪|租|租金)"
    r"(?:的?(?:第[一二三四1-4]|最后一?)个(?:星期|周|礼拜)[一二三四五六日天]"
    r"|[一二三四五六日天](?:、[一二三四五六日天]){0,6}(?![个次项名位])|的?\d{1,2}[日号]|[初末底中]月?(?:\d{1,2}[日号])?)?(?:之?前|以前)?"
)
# 按月(通报), 逢季(评比), 逐旬
BY = re.compile(
    rf"(?:按|逐|逢|分)(?P<period>{_PERIOD})"
    rf"(?=(?:度)?(?:(?:进行|开展|予以|组织|对)?[^，。；、]{{0,4}}?|把[^，。；、]{{1,12}}?)(?:{_ACTIVITY}))"
)
_PERIOD_NEXT = "(?=[日周双旬月季半年])"  # looked at before any word behind the place
# 月(通报), 周(调度), 季(报)制度: only at the edge of a clause or list, or after 实行, 建立 …
SYSTEM = re.compile(
    rf"{_PERIOD_NEXT}(?:(?<=[，。；：、“”（和\n ])|^|{_AFTER_LEAD})"
    rf"(?P<period>日|周|双周|旬|半月|月度?|季度?|半年)(?=(?:{_ACTIVITY})|(?:{_SINGLE})(?:[、”]|制))"
    rf"(?!日报社|年报|报(?:显示|表明|反映|数据|公布)|[^，；。]{{1,4}}改[为成])"
)
# 县长周(调度), 局长月(听取汇报)
SYSTEM_WHO = re.compile(
    rf"{_PERIOD_NEXT}(?<=[长办局委部组班记])(?P<period>日|周|旬|半月|月|季)(?=(?:{_ACTIVITY})[、，；。”])(?!日报)"
)
# 早晚(两报), 早晚(碰头)
DAY_AND_NIGHT = re.compile(rf"早晚(?=(?:各|都|集中)?(?:{_ACTIVITY}|一报))")
# 坚持重大项目月(调度)、季(点评): behind the object, in the clause of 坚持, 实行 …
_NOT_BEFORE = "".join(f"(?<!{w})" for w in words("cadence_not_before"))
_SHORT = r"日|周|双周|旬|半月|月度?|季度?|半年|年终"
SYSTEM_OF = re.compile(
    rf"(?:{alternation(words('cadence_system_leads'))})[^，。；：！？、\n]{{1,16}}?{_NOT_BEFORE}(?P<period>{_SHORT})"
    rf"(?=(?:{_ACTIVITY})(?:[、，。；！”和]|制|机制|会|$))"
)
# (重点项目)周例会、月点评制度, 月报制: what follows says that it is a system
SYSTEM_HEAD = re.compile(
    rf"{_PERIOD_NEXT}{_NOT_BEFORE}(?P<period>{_SHORT})(?=(?:{_ACTIVITY})(?:[、和](?:{_SHORT})(?:{_ACTIVITY})){{0,4}}(?:制(?!定|作|造|约)|机制|工作法))"
)
# 五天(跑一遍工地), 两周(出一期红黑榜): a number of days or weeks and one time
ROUND = re.compile(
    r"(?<![前后近过第\d一二三四五六七八九十年月])(?P<number>\d{1,2}|[一两二三四五六七十半]|十五|二十|三十)(?P<of>天|个?星期|个?礼拜|周|个?月|个?季度)"
    rf"(?=[^，；。、\d内前后了过]{{0,3}}?(?:{alternation(words('activities_verbs'))}|搞|来|办)[^，；。、了过]{{0,3}}?[一1两](?:遍|趟|期|轮|回|份|次|场|圈)(?!性))"
)
# 年终(考核) in a list after another frequency
YEAR_END = re.compile(rf"(?<=[、，])年(?:终|底|末|度)(?=(?:{_ACTIVITY}))")
# 一年两次(现场观摩), 每年四次
TIMES_A_YEAR = re.compile(
    rf"(?:(?:一年|每年)(?:至少|要|不少于|不低于){{0,2}}(?:开|来|办|看)?|全年)(?:组织|开展|进行|召开|搞|举行|安排)?(?P<times>{alternation(words('cadence_year_times'))})次"
)
# 一年一度, 日复一日: no duty
_NO_DUTY = "none"
_LIST_REACH = 8  # characters between 逢季 and 年终 in 逢季评比、年终考核
NO_DUTY = re.compile(r"一年一度|一天一个样|一年一个样|一年一变")


def find_cadences(text: NormalText, start: int, end: int) -> tuple[CadenceMention, ...]:
    """The frequencies in text[start:end], in order, without overlaps. The duty itself stands after the mention."""
    plain = text.plain
    freq = mapping("cadence_periods", "period", "freq")
    times = mapping("cadence_year_times", "times", "freq")
    found = [CadenceMention(*m.span(), times[m["times"]]) for m in TIMES_A_YEAR.finditer(plain, start, end)]
    for m in (*EVERY_DAYS.finditer(plain, start, end), *DAYS_ONE.finditer(plain, start, end)):
        found.append(CadenceMention(*m.span(), _every(m["n"])))
    for pattern in (SYSTEM_OF, SYSTEM_HEAD, SYSTEM_WHO):
        found += [CadenceMention(*m.span("period"), _system(m["period"], freq))
                  for m in pattern.finditer(plain, start, end)]
    found += [CadenceMention(*m.span(), _round(m["number"], m["of"])) for m in ROUND.finditer(plain, start, end)]
    for pattern in (ONE_BY_ONE, ONE_AND_ANY, ONCE, OVER_AND_OVER, ALTERNATE, EVERY, BY, SYSTEM):
        found += [CadenceMention(*m.span(), _of_period(m["period"], freq)) for m in pattern.finditer(plain, start, end)]
    found += [CadenceMention(*m.span(), "daily") for m in DAY_AND_NIGHT.finditer(plain, start, end)]
    found += [CadenceMention(*m.span(), "every 5 days") for m in FIVES.finditer(plain, start, end)]
    found += [CadenceMention(*m.span(), "every 10 days") for m in TENS.finditer(plain, start, end)]
    found += [CadenceMention(*m.span(), "semimonthly") for m in NEW_AND_FULL.finditer(plain, start, end)]
    found += [CadenceMention(*m.span(), _days_of_month(m["days"])) for m in DAYS_OF_MONTH.finditer(plain, start, end)]
    found += [CadenceMention(*m.span(), _NO_DUTY) for m in NO_DUTY.finditer(plain, start, end)]
    found = [c for c in _apart(found) if c.freq != _NO_DUTY]
    ends = [c.end for c in found]
    for m in YEAR_END.finditer(plain, start, end):
        last = bisect_left(ends, m.start()) - 1
        if last >= 0 and m.start() - ends[last] <= _LIST_REACH:
            found.append(CadenceMention(*m.span(), "annual"))
    return tuple(sorted(found, key=lambda c: c.start))


def _every(number: str) -> str:
    n = int(number) if number.isdecimal() else _NUMBERS.get(number, 0)
    return {1: "daily", 7: "weekly", 14: "biweekly"}.get(n, f"every {n} days" if n else "daily")


def _days_of_month(days: str) -> str:
    """Two days of each month are half a month apart, three ten days."""
    return "semimonthly" if days.count("、") + days.count("和") == 1 else "every 10 days"


def _round(number: str, of: str) -> str:
    """五天 → every 5 days, 半个月 → semimonthly, 两周 → biweekly."""
    if number == "半":
        return {"月": "semimonthly", "天": "daily"}.get(of[-1], "weekly")
    n = int(number) if number.isdecimal() else _NUMBERS.get(number, 1)
    days = {"天": 1, "期": 7, "拜": 7, "周": 7, "月": 30, "度": 90}[of[-1]] * n
    return {30: "monthly", 60: "every 60 days", 90: "quarterly", 180: "semiannual"}.get(days) or _every(str(days))


def _of_period(period: str, freq: dict[str, str]) -> str:
    """隔个礼拜 is 隔一个礼拜."""
    return freq.get(period) or freq[f"隔一{period.removeprefix('隔')}"]


def _system(period: str, freq: dict[str, str]) -> str:
    return "annual" if period == "年终" else freq[period]


def _apart(found: list[CadenceMention]) -> list[CadenceMention]:
    """Of mentions that overlap the first, of those that start together the longest."""
    out: list[CadenceMention] = []
    for c in sorted(found, key=lambda c: (c.start, -c.end)):
        if not out or c.start >= out[-1].end:
            out.append(c)
    return out
