"""What is meant to happen where it is told as people talk: 把壳子立起来, 封上顶, 让机器转起来, 一户不剩."""

from __future__ import annotations

import re

from db.vocab import Event
from etl.lexicon import alternation, mapping, table, words

_THINGS = mapping("events_spoken_things", "word", "kind")
# 第一锹土, 批文; one character only where 把 or the clause opens with it or it ends: 把图画出来, 亮灯
_THING = re.compile("|".join(
    re.escape(w) if len(w) > 1 else rf"(?:^|(?<=[把将让给的张个份])){w}|{w}$"
    for w in sorted(_THINGS, key=lambda w: (-len(w), w))
))
# 立起, 封: what is done with a shell
_ACTS = {
    kind: (re.compile(alternation(words("events_spoken_acts", column="word", kind=kind))), {
        r["word"]: Event(r["event"]) for r in table("events_spoken_acts") if r["kind"] == kind})
    for kind in dict.fromkeys(_THINGS.values())
}
_WORDS = mapping("events_spoken", "word", "event")
_WORD = re.compile(alternation(words("events_spoken")))
_SPLIT = mapping("events_split", "word", "event")
_MARKS = alternation(words("events_split_marks"))
# 封上顶, 开得了工
_PARTED = re.compile("|".join(rf"{w[:-1]}(?:{_MARKS}){w[-1]}" for w in sorted(_SPLIT)))
# 生产设备|进场, 设备|搬入
_DELIVERED = re.compile(
    rf"(?:{alternation(words('milestone_goods'))})[^，；。]{{0,14}}(?:{alternation(words('events_deliveries'))})$"
    r"|设备[^，；。]{0,14}(?:搬入|搬进|到货)$"
)
_VERBS = mapping("events_verbs", "word", "event")
# 埋|20公里, 标|招了
_COUNTED = re.compile(
    rf"(?P<verb>{alternation(words('events_verbs'))})(?:[出成上下够足满了掉]|起来){{0,2}}"
    r"(?:近|约|至少|不少于)?(?:[\d一二三四五六七八九十两百千]|了?$)"
)
# 清出|闲置用地(不少于5000亩)
_DOING = re.compile(
    rf"(?:^|[前内底末，])(?P<verb>{alternation(words('events_verbs'))})[出成完好够足](?=[^，；。]{{2}})"
)
# 一户不剩, 一平方米都不许留, 半点尾巴也别留
_NONE_LEFT = re.compile(
    rf"(?:一|半)[^，；。不没别]{{1,6}}?[都也]?(?:{alternation(words('events_none_left', part='no'))})"
    rf"(?:{alternation(words('events_none_left', part='left'))})"
)
# 重新|开工
_AGAIN = re.compile("重新|恢复|再次")
_RESUMED = (Event.START, Event.OPERATE)


def thing_event(text: str) -> Event | None:
    """What is done with something that tells it: a shell put up, papers got, machines set turning; the last pair."""
    best: tuple[int, Event] | None = None
    found = list(_THING.finditer(text))
    for thing in found:
        pattern, events = _ACTS[_THINGS[thing.group()]]
        for m in pattern.finditer(text):
            if not any(m.start() < t.end() and t.start() < m.end() for t in found) \
                    and (best is None or m.end() > best[0]):
                best = (m.end(), events[m.group()])
    return _again(text, best[1]) if best else None


def spoken_event(text: str) -> Event | None:
    """What words of daily speech say that happens: 冒烟, 封上顶, 埋20公里, 一套不剩; None where they do not tell."""
    if parted := list(_PARTED.finditer(text)):
        word = parted[-1].group()
        return _again(text, Event(_SPLIT[word[0] + word[-1]]))
    if said := list(_WORD.finditer(text)):
        return _again(text, Event(_WORDS[said[-1].group()]))
    if _NONE_LEFT.search(text):
        return Event.COMPLETE
    if counted := _COUNTED.search(text):
        return Event(_VERBS[counted["verb"]])
    return None


def is_delivery(text: str) -> bool:
    """机组进场, 设备搬入: what is built in arrives, which is neither start nor use."""
    return _DELIVERED.search(text) is not None


def told_event(text: str, kind: str) -> Event | None:
    """The event of an action that the tables know but do not name: 核准文件|放行; 清出用地|不少于5000亩."""
    if kind == "state" and (m := _DOING.search(text)):
        return Event(_VERBS[m["verb"]])
    return thing_event(text)


def _again(text: str, event: Event) -> Event:
    return Event.RESUME if event in _RESUMED and _AGAIN.search(text) else event
