"""Which place a speech speaks from: given in the front matter, or told by the speech's own words, or left open."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache

from db.vocab import DateSource
from etl.lexicon import alternation, words
from etl.lexicon.regions import Region, codes_by_name, region_of
from etl.mentions.regions import find_regions
from etl.records import Clue, Mentions, NormalText, RegionMention, Speech

# what the speaker calls the own place, and how the full name of such a place ends
_ENDINGS = {
    "县": ("县", "旗"), "旗": ("旗",), "市": ("市", "地区"), "区": ("区",), "州": ("州",), "盟": ("盟",),
    "省": ("省",),
}
_STRONG_TIE = 3.0
_WEAK_TIE = 1.0
_MENTION = 0.5
_ENOUGH = 2.0  # one strong tie, or four mentions of which none is foreign
_SOLE = 1.5  # a single tie, where no other place competes
_LEAD = 1.5  # the best place must have this many times the next one's evidence
_SPAN = 8  # characters around a name in which a tying word may stand
_CLAUSE_END = re.compile(r"[，。；：！？\n]")


@dataclass(frozen=True, slots=True)
class _Evidence:
    mention: RegionMention
    region: Region
    weight: float
    strength: float


def infer_place(
    text: NormalText, speech: Speech, mentions: Mentions, front_matter_place: str
) -> tuple[str, str, DateSource, tuple[Clue, ...]]:
    """Code, full name, source and clues of the place that speaks; ("", "", OPEN, …) where the words do not tell.

    A place tied to the speaker (我们任丘, 振兴环江) is enough, if it is of the kind that 我县 / 我市 / 我区 asks for;
    so is one of that kind that is named often. Places met in comparisons and visits count for nothing.
    """
    if front_matter_place:
        return _given(front_matter_place)
    evidence = _evidence(text, speech, mentions)
    total: Counter[str] = Counter()
    for e in evidence:
        total[e.region.code] += e.weight
    ranked = total.most_common(2)
    rival = ranked[1][1] if len(ranked) > 1 else 0.0
    tied = any(e.weight > _MENTION for e in evidence)
    if not ranked or ranked[0][1] < (_ENOUGH if rival or not tied else _SOLE) or ranked[0][1] < _LEAD * rival:
        return "", "", DateSource.OPEN, ()
    best = ranked[0][0]
    clues = tuple(Clue(e.mention.start, e.mention.end, f"region={best}", e.strength)
                  for e in evidence if e.region.code == best and e.weight > 0)
    region = region_of(best)
    assert region is not None
    return best, region.full_name, DateSource.INFERRED, clues


def _given(place: str) -> tuple[str, str, DateSource, tuple[Clue, ...]]:
    """The smallest division that the words name; the words themselves where they name none."""
    found = [r for r in find_regions(NormalText(place, place), 0, len(place)) if r.code]
    exact = codes_by_name().get(place, ())
    code = exact[0] if exact and len(exact) == 1 else max((r.code for r in found), key=_depth, default="")
    region = region_of(code)
    return code, region.full_name if region else place, DateSource.FRONT_MATTER, ()


def _depth(code: str) -> int:
    return 3 - code.endswith("00") - code.endswith("0000")


def _evidence(text: NormalText, speech: Speech, mentions: Mentions) -> list[_Evidence]:
    own = own_class(mentions)
    by_name: dict[str, list[RegionMention]] = defaultdict(list)
    for mention in mentions.regions:
        if mention.level in ("province", "city", "county"):
            by_name[mention.name].append(mention)
    out: list[_Evidence] = []
    cuts = _Clauses(text.plain, speech)
    for name, found in by_name.items():
        if region := _fitting(name, found, own):
            out += [_weigh(text.plain, m, region, cuts, fits=bool(own)) for m in found]
    return sorted(out, key=lambda e: e.mention.start)


def own_class(mentions: Mentions) -> str:
    """县 where the speech says 我县 and 全县, 市 for 我市 …; "" where it says nothing of the kind."""
    count = Counter(m.name[-1] for m in mentions.regions if m.level == "self")
    return max(count, key=lambda c: count[c], default="")


def _fitting(name: str, found: list[RegionMention], own: str) -> Region | None:
    """The division of the own class that a name means (白银 said in a district is 白银区); None if none or several."""
    regions = [r for c in codes_by_name().get(name, ()) if (r := region_of(c))]
    if own:
        regions = [r for r in regions if r.full_name.endswith(_ENDINGS.get(own, ()))
                   and (own != "市" or r.level != "province")]
    else:
        codes = {m.code for m in found if m.code}
        regions = [r for r in regions if r.code in codes]
    if len(regions) > 1:
        regions = [r for r in regions if r.code in {m.code for m in found}]
    return regions[0] if len(regions) == 1 else None


def _weigh(plain: str, mention: RegionMention, region: Region, cuts: _Clauses, *, fits: bool) -> _Evidence:
    before = plain[max(0, mention.start - _SPAN):mention.start]
    after = plain[mention.end:mention.end + _SPAN]
    patterns = _patterns()
    start, end = cuts.around(mention.start)
    if patterns.direct.search(before) or (fits and patterns.seat.match(after)):
        return _Evidence(mention, region, _STRONG_TIE, 0.95)
    tied_before, tied_after = patterns.before.search(before), patterns.after.match(after)
    if tied_before and tied_after:
        return _Evidence(mention, region, _STRONG_TIE, 0.85)
    foreign = patterns.foreign.search(plain, start, end)
    if (tied_before or tied_after) and fits:
        return _Evidence(mention, region, _WEAK_TIE if foreign else _WEAK_TIE + _MENTION, 0.6)
    return _Evidence(mention, region, 0.0 if foreign else _MENTION if fits else _MENTION / 2, 0.3)


@dataclass(frozen=True, slots=True)
class _Patterns:
    direct: re.Pattern[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    seat: re.Pattern[str]
    foreign: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    def of(kind: str) -> str:
        return alternation(words("regions_contexts", kind=kind))

    return _Patterns(
        direct=re.compile(r"(?:我们|咱们)的?$"),
        before=re.compile(rf"(?:{of('own_before')})[“]?$"),
        after=re.compile(rf"[”]?的?(?:{of('own_after')})"),
        seat=re.compile(of("seat")),
        foreign=re.compile(of("foreign")),
    )


class _Clauses:
    """Where the clause around a position begins and ends."""

    def __init__(self, plain: str, speech: Speech) -> None:
        self._cuts = [m.start() for m in _CLAUSE_END.finditer(plain, speech.start, speech.end)]
        self._bounds = (speech.start, speech.end)

    def around(self, position: int) -> tuple[int, int]:
        i = bisect_right(self._cuts, position)
        return (self._cuts[i - 1] if i else self._bounds[0], self._cuts[i] if i < len(self._cuts) else self._bounds[1])
