"""How well extracted records agree with hand-made ones.

A golden record is found when the keys of its kind agree with those of one extracted record; one extracted record finds
at most one golden record, the nearest first.

    indicator   evidence overlaps, same unit, same value and value_max (both empty where redacted)
    project     names equal, one within the other, or bigrams alike (Dice 0.6)
    milestone   evidence overlaps, same month and year, same day where golden has one, or the same duration
    assignment  evidence overlaps, one unit in common
    cadence     evidence overlaps, same frequency
    sanction    evidence overlaps

A golden record marked `doubt` is neutral: neither its being found nor its being missed counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from db.vocab import RecordType
from etl.text.normalize import normalize

Record = dict[str, Any]

SAME_UNIT = {"个百分点": "百分点", "户": "家", "人次": "人", "名": "位"}
# P2W, P14D, P3M
DURATION = re.compile(r"P(\d+)([DWMY])")
# attributes with a closed vocabulary, compared over the pairs
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "indicator": ("status", "measure", "cmp"),
    "project": ("stage",),
    "milestone": ("event", "modality"),
    "assignment": ("role",),
    "cadence": ("activity",),
    "sanction": ("polarity",),
}


@dataclass(slots=True)
class Tally:
    """What was found of one kind of record."""

    golden: int = 0
    extracted: int = 0
    found: int = 0
    right: Counter[str] = field(default_factory=Counter)  # attribute → pairs that agree
    missed: list[Record] = field(default_factory=list)
    spurious: list[Record] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.found / self.extracted if self.extracted else 0.0

    @property
    def recall(self) -> float:
        return self.found / self.golden if self.golden else 0.0

    @property
    def f1(self) -> float:
        both = self.golden + self.extracted
        return 2 * self.found / both if both else 0.0


def folded(text: object) -> str:
    """Simplified, half-width, lower case, without spaces and punctuation."""
    plain = normalize(str(text or "")).plain
    return "".join(c for c in plain if c.isalnum() or c == "%").lower()


def likeness(a: object, b: object) -> float:
    """1 for equal or contained names, else how many bigrams they share."""
    x, y = folded(a), folded(b)
    if not x or not y:
        return 0.0
    if x in y or y in x:
        return 1.0
    p, q = Counter(pairwise(x)), Counter(pairwise(y))
    return 2 * (p & q).total() / max(1, p.total() + q.total())


def overlap(a: Record, b: Record) -> int:
    return max(0, min(a["end"], b["end"]) - max(a["start"], b["start"]))


def _unit(record: Record) -> str:
    """元/亩 counts as 元."""
    name = folded(str(record.get("unit") or "").split("/")[0])
    return SAME_UNIT.get(name, name)


def _same_number(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return abs(a - b) <= 1e-6 * max(1.0, abs(a), abs(b))


def _duration(deadline: Record) -> tuple[int, str] | None:
    m = DURATION.fullmatch(str(deadline.get("relative") or ""))
    if not m:
        return None
    return (int(m[1]) * 7, "D") if m[2] == "W" else (int(m[1]), m[2])


def _year(deadline: Record) -> str:
    return str(deadline.get("year") or "0").lstrip("+")


def _same_deadline(golden: Record, other: Record) -> bool:
    if golden.get("relative") or other.get("relative"):
        return _duration(golden) == _duration(other)
    if golden.get("month") != other.get("month") or _year(golden) != _year(other):
        return False
    return golden.get("day") in (None, other.get("day"))


def _indicator(g: Record, x: Record) -> bool:
    return bool(overlap(g, x)) and _unit(g) == _unit(x) and all(
        _same_number(g.get(k), x.get(k)) for k in ("value", "value_max"))


def _project(g: Record, x: Record) -> bool:
    return likeness(g["name"], x.get("name")) >= 0.6


def _milestone(g: Record, x: Record) -> bool:
    return bool(overlap(g, x)) and _same_deadline(g.get("deadline") or {}, x.get("deadline") or {})


def _assignment(g: Record, x: Record) -> bool:
    return bool(overlap(g, x)) and any(likeness(u, v) >= 0.8 for u in g["units"] for v in x.get("units") or ())


def _cadence(g: Record, x: Record) -> bool:
    return bool(overlap(g, x)) and folded(g["freq"]) == folded(x.get("freq"))


def _sanction(g: Record, x: Record) -> bool:
    return bool(overlap(g, x))


AGREE: dict[str, Callable[[Record, Record], bool]] = {
    "indicator": _indicator, "project": _project, "milestone": _milestone,
    "assignment": _assignment, "cadence": _cadence, "sanction": _sanction,
}
WORDS = {"indicator": "indicator", "project": "name", "milestone": "subject", "assignment": "task"}


def _nearness(kind: str, g: Record, x: Record) -> float:
    words = WORDS.get(kind)
    near = overlap(g, x) / max(1, max(g["end"], x["end"]) - min(g["start"], x["start"]))
    return near + (likeness(g.get(words), x.get(words)) if words else 0.0)


def pairs(kind: str, golden: list[Record], extracted: list[Record]) -> list[tuple[int, int]]:
    """Positions of the golden records and of what found them, each used once, the nearest first."""
    edges = sorted(
        ((_nearness(kind, g, x), i, j) for i, g in enumerate(golden) for j, x in enumerate(extracted)
         if AGREE[kind](g, x)),
        reverse=True,
    )
    left, right, out = set(), set(), []
    for _, i, j in edges:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            out.append((i, j))
    return out


def score(documents: Iterable[tuple[list[Record], list[Record]]]) -> dict[str, Tally]:
    """Tallies by kind over (golden, extracted) records of documents."""
    tallies = {str(kind): Tally() for kind in RecordType}
    for golden, extracted in documents:
        for kind, tally in tallies.items():
            _add(tally, kind, [r for r in golden if r["type"] == kind], [r for r in extracted if r["type"] == kind])
    return tallies


def _add(tally: Tally, kind: str, golden: list[Record], extracted: list[Record]) -> None:
    matched = pairs(kind, golden, extracted)
    neutral = {i for i, g in enumerate(golden) if g.get("doubt")}
    excused = {j for i, j in matched if i in neutral}
    counted = [(i, j) for i, j in matched if i not in neutral]
    found, used = {i for i, _ in counted}, {j for _, j in counted}
    tally.golden += len(golden) - len(neutral)
    tally.extracted += len(extracted) - len(excused)
    tally.found += len(counted)
    for name in ATTRIBUTES[kind]:
        tally.right[name] += sum(golden[i].get(name) == extracted[j].get(name) for i, j in counted)
    tally.missed += [g for i, g in enumerate(golden) if i not in neutral | found]
    tally.spurious += [x for j, x in enumerate(extracted) if j not in used | excused]


def report(tallies: dict[str, Tally], *, examples: int = 0) -> str:
    """The table, with up to `examples` missed and spurious records a kind."""
    lines = []
    for kind, t in tallies.items():
        right = "  ".join(f"{name} {n / t.found:.2f}" for name, n in t.right.items() if t.found)
        lines.append(f"{kind:<11} golden {t.golden:>4}  extracted {t.extracted:>4}  P {t.precision:.3f}  "
                     f"R {t.recall:.3f}  F1 {t.f1:.3f}   {right}")
        for label, records in (("missed", t.missed), ("spurious", t.spurious)):
            lines += [
                f"    {label:<8} {r['doc']} @{r['start']} {r['quote']!r} {_details(r)}" for r in records[:examples]
            ]
    return "\n".join(lines)


def _details(record: Record) -> str:
    shown = ("rule", "name", "indicator", "value", "unit", "subject", "deadline", "units", "freq", "trigger")
    return "  ".join(f"{k}={record[k]}" for k in shown if record.get(k) not in (None, "", []))
