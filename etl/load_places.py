"""The region table's rows for the places that a document names.

A place of GB/T 2260 has its code. A place that the code table does not know has the code "x:NAME" where it is the
speaking place itself, else "x:SCOPE:NAME", a child of the speaking place: each county has its own 开发区 and 各乡镇.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from db.models import REGION_LEVELS, Region
from db.upsert import Counts, sync
from etl.lexicon.regions import ancestors, codes_by_name, region_of
from etl.load_names import unit_name
from etl.records import RegionMention, SpeechContext

_OWN = ("self", "")
_LONGEST_NAME = 12


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    short_name: str
    level: str
    parent: str = ""  # code of the place above


_NATION = Place("x:全国", "全国", "全国", "other")


@dataclass(frozen=True, slots=True)
class SpeakingPlace:
    """Where a speech is given, and what its names of places mean."""

    scope: str  # whose units and projects it names: the place's code, or document#ordinal where the place is open
    place: Place | None
    mentions: dict[str, RegionMention]  # by simplified name

    def of(self, written: str | None) -> Place | None:
        """The place that a record names; the speaking place where it names none."""
        name = unit_name(written) if written else ""
        mention = self.mentions.get(name)
        if not name or (mention and mention.level in _OWN):
            return self.place
        if code := (mention.code if mention else "") or self._known(name):
            return place_of_code(code)
        if self.place and name in (self.place.name, self.place.short_name):
            return self.place
        if name[0] in "全我本" and (above := self._above(name[-1])):
            return above
        if name == _NATION.name:
            return _NATION
        level = mention.level if mention and mention.level in REGION_LEVELS else "other"
        return Place(f"x:{self.scope}:{name}", name, name, level, self.place.code if self.place else "")

    def of_unit(self, unit: str) -> Place | None:
        """The place that a unit's name begins with (徐闻县政府 → 徐闻县), else the speaking place."""
        for length in range(min(len(unit), _LONGEST_NAME), 1, -1):
            mention = self.mentions.get(unit[:length])
            if mention and mention.code:
                return place_of_code(mention.code)
        return self.place

    def names(self) -> tuple[str, ...]:
        return (self.place.name, self.place.short_name) if self.place else ()

    def _known(self, name: str) -> str:
        """The code of a name that means one place only, or only one in this place's own line."""
        codes = codes_by_name().get(name, ())
        if len(codes) == 1:
            return codes[0]
        own = self.place.code if self.place else ""
        near = [c for c in codes if c == own or c in ancestors(own) or own in ancestors(c)]
        return near[0] if len(near) == 1 else ""

    def _above(self, kind: str) -> Place | None:
        """全市 in a county's speech: the place above whose name ends so, 省 for an autonomous region too."""
        for code in ancestors(self.place.code) if self.place else ():
            place = place_of_code(code)
            if place.name.endswith(kind) or (kind == "省" and place.level == "province"):
                return place
        return None


def speaking_place(
    context: SpeechContext, *, mentions: tuple[RegionMention, ...], document: str, ordinal: int
) -> SpeakingPlace:
    """The place of a speech from its context."""
    place = None
    if context.region_code and region_of(context.region_code):
        place = place_of_code(context.region_code)
    elif context.region_name:
        name = unit_name(context.region_name)
        place = Place(f"x:{name}", name, name, "other")
    by_name: dict[str, RegionMention] = {}
    for mention in mentions:
        by_name.setdefault(unit_name(mention.name), mention)
    return SpeakingPlace(place.code if place else f"{document}#{ordinal}", place, by_name)


def write_places(connection: Connection, places: set[Place]) -> tuple[dict[str, int], Counts]:
    """Insert the places that are new, with all above them. Returns ids by code. A place that stands is not touched:
    people may have corrected it."""
    pending = {p.code: p for p in places}
    for place in places:
        for code in (place.parent, *ancestors(place.parent), *ancestors(place.code)):
            if region_of(code) and code not in pending:
                pending[code] = place_of_code(code)
    ids: dict[str, int] = {}
    counts = Counts()
    table = Region.__table__
    while pending:
        ready = [p for p in pending.values() if p.parent not in pending]
        rows = [
            {"code": p.code, "name": p.name, "short_name": p.short_name, "level": p.level,
             "parent_id": ids.get(p.parent)}
            for p in sorted(ready, key=lambda p: p.code)
        ]
        done = sync(connection, table, rows, key=("code",), insert_only=True,
                    within=table.c.code.in_([r["code"] for r in rows]))
        ids.update({key[0]: id_ for key, id_ in done.ids.items()})
        counts += done.counts
        for place in ready:
            del pending[place.code]
    return ids, counts


def place_of_code(code: str) -> Place:
    """The division with this code. KeyError where there is none."""
    region = region_of(code)
    if region is None:
        raise KeyError(f"no region has the code {code!r}")
    return Place(region.code, region.full_name, region.name, region.level, region.parent)
