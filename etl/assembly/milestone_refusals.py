"""What stands with a time and is no milestone: standards of service, bans, rates of work and slogans."""

from __future__ import annotations

import re

from etl.assembly.milestone_drafts import Place
from etl.lexicon import alternation, words

# 企业投诉三个工作日内答复: a standard of service, due whenever one comes
_SERVICE = re.compile(alternation(words("events_service")))
# 控制在(50个工作日之内): how long it may take
_STANDARD = re.compile(rf"(?:{alternation(words('events_standards'))})$")
# (两年之内)不准进市场: what a sanction forbids over a time
_BAN = re.compile(rf"[都也一律均]{{0,2}}(?:{alternation(words('milestone_bans'))})")
_OVER = re.compile(r"P\d+[YM]")
# 一天(填筑不少于1200方), 日均: so much a day
_A_DAY = (
    r"(?:(?<![第同那这当早晚前后\d二三四五六七八九十百])一(?:天|周|个月|个班|昼夜|小时)|每(?:天|周|个月|个班|昼夜|小时)|日均|月均|单日)"
    r"(?![之以]?[内后前里])"
)
_RATE = re.compile(rf"{_A_DAY}(?:至少|必须|要|得|都|得要)?$")
_EVERY = re.compile(_A_DAY)
_NUMBER = re.compile(r"[\d一二三四五六七八九十百千万]")
# 打一场扫尾战：, 办好三件实事：
_SLOGAN = re.compile(
    rf"(?:{alternation(words('milestone_slogans', column='word', part='verb'))})[^，；。：]{{1,10}}"
    rf"(?:{alternation(words('milestone_slogans', column='word', part='noun'))})$"
)
_REACH = 8  # characters before a time or an action in which what governs it stands


def is_refused(plain: str, place: Place) -> bool:
    """The time of `place` sets no limit to its action."""
    return _is_service(plain, place) or _is_ban(plain, place) or _is_rate(plain, place) or _is_slogan(plain, place)


def _is_service(plain: str, place: Place) -> bool:
    relative = place.date.deadline.relative or ""
    action = place.predicate
    if relative.startswith("PT"):
        return True
    return bool(relative) and (
        _SERVICE.match(plain, action.start, action.object_end) is not None
        or _STANDARD.search(plain, max(0, place.date.start - _REACH), place.date.start) is not None)


def _is_ban(plain: str, place: Place) -> bool:
    return _OVER.fullmatch(place.date.deadline.relative or "") is not None and (
        _BAN.match(plain, place.date.end) is not None or _BAN.match(plain, place.predicate.start) is not None)


def _is_rate(plain: str, place: Place) -> bool:
    action = place.predicate
    opens = place.sentence.clauses[place.at].start
    said = _EVERY.match(plain, opens) or _RATE.search(plain, max(opens, action.start - _REACH), action.start)
    return said is not None \
        and _NUMBER.search(plain, action.end, action.object_end) is not None


def _is_slogan(plain: str, place: Place) -> bool:
    end = place.sentence.clauses[place.at].end
    return place.predicate.kind == "plain" and plain.startswith("：", end) \
        and _SLOGAN.search(plain, place.predicate.start, end) is not None
