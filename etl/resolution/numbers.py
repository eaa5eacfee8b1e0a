"""Number accounting: every number of a speech is in a record, set aside with a reason, or unclaimed."""

from __future__ import annotations

from bisect import bisect_right

from db.vocab import NumberFate, SetAsideReason
from etl.records import RECORD_TYPES, LedgerRecord, Mentions, NormalText, NumberAccount, Quantity, Speech

# reasons that a name in which the number stands overrules
_WEAK = frozenset({SetAsideReason.RHETORIC, SetAsideReason.SLOGAN, SetAsideReason.REPEAT})


class Cover:
    """Spans sorted by start, with the furthest end so far, to ask which hold a position."""

    def __init__(self, spans: list[tuple[int, int, str]]) -> None:
        self.spans = tuple(sorted(spans))
        self.starts = tuple(s[0] for s in self.spans)
        furthest, reach = [], 0
        for _, end, _ in self.spans:
            reach = max(reach, end)
            furthest.append(reach)
        self.furthest = tuple(furthest)

    def holding(self, start: int, end: int) -> tuple[str, ...]:
        """Labels of the spans that hold [start, end), first-starting first."""
        out: list[str] = []
        at = bisect_right(self.starts, start) - 1
        while at >= 0 and self.furthest[at] >= end:
            if self.spans[at][1] >= end:
                out.append(self.spans[at][2])
            at -= 1
        return tuple(dict.fromkeys(reversed(out)))


def account_numbers(
    text: NormalText, speech: Speech, mentions: Mentions, records: tuple[LedgerRecord, ...]
) -> tuple[NumberAccount, ...]:
    """One account a number, in order. A record claims the numbers of its evidence; what the finder set aside keeps its
    reason; dates, frequencies and names that other finders saw give theirs; what no sentence holds is furniture."""
    claims = Cover([(p.start, p.end, str(RECORD_TYPES[type(r)])) for r in records for p in (r, *r.also_at)])
    reasons = Cover(
        [(d.start, d.end, SetAsideReason.DATE) for d in mentions.dates]
        + [(c.start, c.end, SetAsideReason.FREQUENCY) for c in mentions.cadences]
        + [(p.start, p.end, SetAsideReason.NAME) for p in (*mentions.projects, *mentions.regions)]
    )
    said = Cover([(s.start, s.end, "sentence") for s in speech.sentences])
    return tuple(_account(q, claims, reasons, said) for q in mentions.quantities)


def _account(q: Quantity, claims: Cover, reasons: Cover, said: Cover) -> NumberAccount:
    span = (q.number_start, q.number_end)
    held = claims.holding(*span)
    if q.set_aside is None and "indicator" in held:
        return NumberAccount(*span, NumberFate.RECORD, ",".join(held))
    seen = reasons.holding(*span)
    if q.set_aside in _WEAK and SetAsideReason.NAME in seen:  # 南三大桥, 七间房乡
        return NumberAccount(*span, NumberFate.SET_ASIDE, str(SetAsideReason.NAME))
    if q.set_aside is not None:
        return NumberAccount(*span, NumberFate.SET_ASIDE, str(q.set_aside))
    if seen:
        return NumberAccount(*span, NumberFate.SET_ASIDE, str(seen[0]))
    if held:
        return NumberAccount(*span, NumberFate.RECORD, ",".join(held))
    if not said.holding(*span):  # a title or site furniture between the speeches
        return NumberAccount(*span, NumberFate.SET_ASIDE, str(SetAsideReason.FURNITURE))
    return NumberAccount(*span, NumberFate.UNCLAIMED)
