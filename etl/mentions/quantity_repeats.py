"""Counts that only label what was counted before: 100项省市重点项目 a second time."""

from __future__ import annotations

import re
from dataclasses import replace

from db.vocab import Comparison, SetAsideReason
from etl.lexicon import alternation, table
from etl.records import Quantity

_COUNTERS = frozenset(r["base"] for r in table("units_of_measure") if r["kind"] == "count")
# 超10亿元的重大战略支撑[项目]: the noun phrase behind a counter ends with a noun that can be counted
_HEADS = tuple(r["word"] for r in table("quantity_heads") if r["kind"] == "ledger")
COUNTED_NOUN = re.compile(rf"[^，。；：！？、（）\s]{{0,18}}?(?:{alternation(_HEADS)})")
# 省市重点[前期]项目 and 省市重点项目 are two lists
_OTHER_LIST = re.compile(r"前期|储备|后备|预备|谋划")
ALIKE = 0.6  # Dice of character pairs: 未开工的省市重点项目 and 省市重点项目 name one list


def label_repeats(plain: str, found: list[Quantity]) -> list[Quantity]:
    """`found` with counts before their noun set aside where the same count of the same noun stood before.

    A count behind its noun (项目56个) states the figure afresh and stays.
    """
    seen: dict[tuple[float, str], list[str]] = {}
    out: list[Quantity] = []
    for q in found:
        noun = _counted_noun(plain, q)
        if noun is None or q.value is None:
            out.append(q)
            continue
        nouns = seen.setdefault((q.value, q.unit), [])
        if any(_same(noun, other) for other in nouns):
            out.append(replace(q, set_aside=SetAsideReason.REPEAT))
        else:
            nouns.append(noun)
            out.append(q)
    return out


def _counted_noun(plain: str, q: Quantity) -> str | None:
    """The noun that an exact count above one stands before; None for every other number."""
    if q.set_aside or q.unit not in _COUNTERS or (q.value or 0) < 2 or q.cmp is not Comparison.EQUAL:
        return None
    m = COUNTED_NOUN.match(plain, q.end, q.end + 24)
    return m.group() if m else None


def _same(a: str, b: str) -> bool:
    if bool(_OTHER_LIST.search(a)) != bool(_OTHER_LIST.search(b)):
        return False
    if a in b or b in a:
        return True
    x, y = ({s[i:i + 2] for i in range(len(s) - 1)} for s in (a, b))
    return 2 * len(x & y) / (len(x) + len(y) or 1) >= ALIKE
