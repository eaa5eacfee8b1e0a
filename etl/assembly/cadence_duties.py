"""What is to be done at a frequency: the activity in the words behind it, and where they end."""

from __future__ import annotations

import re

from db.vocab import Activity
from etl.lexicon import alternation, mapping, words
from etl.records import CadenceMention

# 督查室, 督查督办室
_OFFICE = rf"(?:{alternation(words('activities', strong='1'))})?(?:{alternation(words('cadence_offices'))})"
_STRONG = re.compile(rf"(?:{alternation(words('activities', strong='1'))})(?!{_OFFICE})")  # 督查, no 督查室
_WEAK = re.compile(rf"(?:{alternation(words('activities', strong='0'))})(?!{_OFFICE})")
_SINGLE = re.compile(alternation(words("activities_single")))
# 听一次进度, 查一遍, 碰一次头: a short verb with its number of times
_VERB_TIMES = re.compile(
    rf"(?P<verb>(?<![轮交更调替倒变])换|(?!换)(?:{alternation(words('activities_verbs'))}))(?:上|到|完)?(?:至少|不少于)?[一1两二三几](?:次|遍|趟|回|轮|圈|期|份|场)"
    r"(?P<object>[^，；。、的]{0,12})"
)
# 搞一场招聘会, 教一回: something else, but so many times
_SOME_TIMES = re.compile(r"[^，；。、\d了过]{1,12}?[一1](?:次|遍|趟|回|轮|圈|场)(?P<object>[^，；。、的]{0,12})")
_SPANS = alternation(words("cadence_spans"))
# 蹲两天, 睡一晚, 拿出两天时间泡在项目上: how long somebody stays
_STAYS = re.compile(
    rf"[^，；。、\d]{{0,16}}?(?:{alternation(words('cadence_stays'))})[^，；。、\d]{{0,8}}?(?:[一1-9两二三四五六七八半几]个?)"
    rf"(?:{_SPANS})"
    rf"|[^，；。、\d]{{0,10}}?(?:[一1-9两二三四五半]个?)(?:{_SPANS})[^，；。、\d]{{0,6}}?"
    rf"(?:{alternation(words('cadence_stays', strong='1'))})[^，；。、]{{0,8}}"
)
# 开个短会, 开一次调度会
_HOLDS = re.compile(
    r"[^，；。、]{0,14}?(?:召?开|碰)(?:上|一?个|[一两][次回场])?(?P<what>[^，；。、的]{0,6}会)(?=[，；。、！]|议|$)"
)
# 请人大代表、政协委员到工地看一看: guests look on
_GUESTS = re.compile(
    rf"[请邀][^，；。]{{0,4}}?(?:{alternation(words('cadence_guests'))})[^，；。]{{0,24}}?"
    rf"(?:{alternation(words('cadence_looks'))})"
)
_MEETING = re.compile(r"会(?:议)?(?=$|[，；。、])")
CLAUSE_ENDS = re.compile("[，；。、！”]|$")
_SHORT_VERBS = mapping("activities_verbs", "verb", "activity")
_TELLS_BY_OBJECT = frozenset(words("activities_verbs_empty"))
_REACH = 44  # characters from 每月 to its verb: 每个月要在报纸上公布
_WEAK_REACH = 16  # 研究 and 召开 further away are no duty of their own
_ALONE = 3  # a frequency with so little behind it is a clause of its own
_ADJACENT = 8  # 按月进行通报
CLAUSE_END = re.compile(r"[，。；：！？\n]")
# 每年1个亿, 每月增长5%: a rate, no duty
RATE = re.compile(r"(?:\d|XX|[一二三四五六七八九十百千]+(?:个|万|亿|元|亩|吨|%))")
# 每年都有一批企业来考察: what happens, not what is to be done
HAPPENS = re.compile(rf"(?:{alternation(words('cadence_not_duties'))})")
# 一个月内(完成一次排查): a limit, unless it says how often at least
WITHIN = re.compile("内(?!至少|不少于|不低于)")
# 一次 / 情况 / 制度 after the verb
TAIL = re.compile(r"(?:会议?)?(?:制度?)?一次|会议|会|制度|制|情况|一次")
# 每周五(下午五点前)，各单位…
TIME_OF_DAY = re.compile(r"(?:[上下中]午|早上|晚上|下班|[\d一二三四五六七八九十半]{1,3}[点时]半?|之?前|以前){1,4}")
# (现场办公每周)不少于两次
HOW_OFTEN = re.compile(r"(?:至少|不少于|不低于)?(?:[一两二三四五1-5])[次回轮遍](?=[，；。！、]|$)")
# what stands behind 一周一 where no table knows it
_WHATEVER = re.compile(r"[^，；。、！？”制]{1,3}")
_BEFORE = 12  # characters before the frequency in which 调度会 (每月一次) stands


def duty_after(plain: str, cadence: CadenceMention, sentence_end: int) -> tuple[Activity, int] | None:
    """The activity after the frequency, with the end of its words; None where the frequency is no duty."""
    adverbial = plain[cadence.start] in "每一半两双十隔逢" or plain[cadence.start].isdecimal()
    cut = CLAUSE_END.search(plain, cadence.end, sentence_end)
    # 每月25日前，各乡镇要将…报县政府
    if cut and (cut.start() - cadence.end < _ALONE or TIME_OF_DAY.fullmatch(plain, cadence.end, cut.start())):
        cut = CLAUSE_END.search(plain, cut.end(), sentence_end)
    stop = min(cut.start() if cut else sentence_end, cadence.end + (_REACH if adverbial else _ADJACENT))
    if HAPPENS.match(plain, cadence.end, stop) or WITHIN.match(plain, cadence.end, stop):
        return None
    if times := HOW_OFTEN.match(plain, cadence.end):
        before = _last(_STRONG, plain, cadence.start - _BEFORE, cadence.start)
        return (_activity(before), times.end()) if before else None
    if guests := _GUESTS.match(plain, cadence.end, sentence_end):
        return Activity.OBSERVE, guests.end()
    one = _SINGLE.match(plain, cadence.end, sentence_end)
    if one and plain[cadence.end - 1] in "一1" and CLAUSE_ENDS.match(plain, one.end()):
        return Activity(mapping("activities_single", "word", "activity")[one.group()]), one.end()
    if (stays := _STAYS.match(plain, cadence.end, stop)) and (
        plain[stays.end() - 1] in "晚夜宿" or not _STRONG.search(plain, cadence.end, stays.end())
    ):
        return Activity.DUTY, stays.end()
    return (
        _by_word(plain, cadence, stop, sentence_end)
        or _by_times(plain, cadence, stop)
        or _by_verb(plain, cadence, stop)
        or _one_of_each(plain, cadence, sentence_end)
    )


def _by_word(plain: str, cadence: CadenceMention, stop: int, sentence_end: int) -> tuple[Activity, int] | None:
    """公布, 调度一次: a word of the table, unless a short verb with its number of times stands before it."""
    m = _STRONG.search(plain, cadence.end, stop)
    short = _VERB_TIMES.search(plain, cadence.end, stop)
    if short and (m is None or short.start() < m.start()) and not RATE.match(plain, cadence.end, short.start()):
        return _of_verb(short)
    m = m or _WEAK.search(plain, cadence.end, min(stop, cadence.end + _WEAK_REACH))
    if m is None or RATE.search(plain, cadence.end, min(m.start(), cadence.end + 3)):
        return None
    tail = TAIL.match(plain, m.end(), sentence_end)
    return _activity(m), tail.end() if tail else m.end()


def _of_verb(m: re.Match[str]) -> tuple[Activity, int]:
    """开一次调度会 is what its object says, 听一次进度 what its verb says."""
    said = _last(_STRONG, m["object"], 0, len(m["object"])) if m["verb"] in _TELLS_BY_OBJECT else None
    activity = _activity(said) if said else Activity(mapping("activities_verbs", "verb", "activity")[m["verb"]])
    return activity, m.end()


def _by_verb(plain: str, cadence: CadenceMention, stop: int) -> tuple[Activity, int] | None:
    """开个短会; 天天播进度: the verb right behind a doubled period."""
    if held := _HOLDS.match(plain, cadence.end, stop):
        said = _STRONG.search(held["what"])
        return (_activity(said) if said else Activity.MEET), held.end()
    period = plain[cadence.start:cadence.end]
    if len(period) != 2 or period[0] != period[1] or plain[cadence.end] not in _SHORT_VERBS:
        return None
    cut = CLAUSE_END.search(plain, cadence.end, stop)
    return Activity(_SHORT_VERBS[plain[cadence.end]]), cut.start() if cut else stop


def _by_times(plain: str, cadence: CadenceMention, stop: int) -> tuple[Activity, int] | None:
    """Anything with a number of times at a frequency of less than a year."""
    m = _SOME_TIMES.match(plain, cadence.end, stop) if cadence.freq != "annual" else None
    if m is None or RATE.search(plain, cadence.end, m.end()):
        return None
    return (Activity.MEET if _MEETING.search(m["object"]) else Activity.INSPECT), m.end()


def _one_of_each(plain: str, cadence: CadenceMention, sentence_end: int) -> tuple[Activity, int] | None:
    """一周一评, 一天一清零, 月结: the short verb of the table, or whatever stands behind 一周一."""
    one = _SINGLE.match(plain, cadence.end)
    if one and (plain[cadence.end - 1] in "一1两三" or plain[cadence.start] not in "每一半两双十隔逢"):
        return Activity(mapping("activities_single", "word", "activity")[one.group()]), one.end()
    if plain[cadence.end - 1] == "次" and (held := _MEETING.match(plain, cadence.end, sentence_end)):
        return Activity.MEET, held.end()  # 一年开四次会
    if plain[cadence.end - 1] == "一" and (m := _WHATEVER.match(plain, cadence.end, sentence_end)):
        return Activity.INSPECT, m.end()
    return None


def _last(pattern: re.Pattern[str], plain: str, start: int, end: int) -> re.Match[str] | None:
    return next(reversed(list(pattern.finditer(plain, max(0, start), end))), None)


def _activity(m: re.Match[str]) -> Activity:
    return Activity(mapping("activities", "word", "activity")[m.group()])
