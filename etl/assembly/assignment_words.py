"""Pieces of expressions that the reading of orders shares: modals, fillers, adverbials."""

from __future__ import annotations

from etl.lexicon import alternation, mapping, words


def _modal_word() -> str:
    """要, 必须, 都要 …, but no 要 of 要求 or 需要 and no 应 of 应用: a modal's last character begins no stop word."""
    following: dict[str, list[str]] = {}
    for word in words("assignment_modal_stops"):
        following.setdefault(word[0], []).append(word[1:])
    stops = "|".join(f"(?<={first})(?:{alternation(tuple(rest))})" for first, rest in sorted(following.items()))
    no_modal = "(?<![需重只首简摘])(?<!(?<!业)主)(?<!(?<!至)[多少])"
    return rf"{no_modal}(?:{alternation(words('assignment_modals'))})(?!{stops})"


def role_idioms() -> tuple[str, ...]:
    """唱主角, 打下手, 从头盯到尾: what is said of who leads, supports and supervises."""
    return tuple(w for w in words("assignment_spoken_verbs") if len(w) > 1 and _SAID[w] != "do")


_SAID = mapping("assignment_spoken_verbs", "verb", "role")
MODAL_WORD = _modal_word()
FILLER = f"(?:{alternation(words('assignment_fillers'))})"
ADVERBIAL = f"(?:{alternation(words('assignment_adverbials'))})"
TASK_VERB = f"(?:{alternation(words('tasks'))})"
SPOKEN_SHORT = alternation(tuple(w for w in _SAID if len(w) == 1))
# 认领, 迁完: a short verb with what comes of it
SPOKEN = alternation(tuple(w for w in _SAID if len(w) > 1))
SPOKEN += rf"|(?:{SPOKEN_SHORT})(?:{alternation(words('assignment_complements'))})"
# 在今年6月底前, 3月15日前, 年底前, 三季度末前: a time with its limit
DUE = (
    r"(?:(?:在|于|到|赶在)?(?:(?:今年|明年|本月|下月)?[\dXx*一二三四五六七八九十]{1,4}[年月日号]){1,3}"
    r"(?:[底初末份]|[上中下]旬)?(?:之前|以前|前|内)"
    r"|(?:在|于|到|赶在)?(?:今年|明年)?(?:年底|年内|月底|[上下]半年|[一二三四]季度末?)(?:之前|以前|前|内)?)"
)
# the characters of times; 住院楼工程要在8月底前 holds others and names a thing
TIME = "\\dXx*×一二三四五六七八九十百两半几个年月日号天周旬时季度小工作星期礼拜"
TIME += "底初末中上下今明后当本这春夏秋冬节国庆元旦宵清端午汛雨前内以会之"
