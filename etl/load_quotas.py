"""Quotas for each member of a group of places: 各县市区要确保1个, 每个乡镇新上1个, 5个县区每个至少1个.

One record stands for the group; its members stand in the table region_group, and the dashboard shows the quota for each
of them. Only what the clause itself says for every member is a quota: 各县区要把360亿元的任务分解下去 names a total,
which is never divided.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from sqlalchemy import Connection

from db.models import GroupSource, RegionGroup
from db.upsert import Counts, sync
from db.vocab import Measure, Status
from etl.lexicon import alternation, words
from etl.lexicon.regions import children
from etl.load_rows import Keyed
from etl.records import IndicatorRecord, MilestoneRecord

_KIND = "省|市|州|盟|县|区|旗|乡|镇|街道办事处|街道|街|村|社区|园区|开发区"
_KINDS = rf"(?:{_KIND})(?:[（、/]?(?:{_KIND})）?){{0,5}}"
# 各县（市、区）  每个乡镇  5个县区  “一体两翼”的5个县区; not 各级, 每个县级领导, 各县委书记, 5个村庄
_GROUP = re.compile(
    rf"(?:(?P<all>各个?|每一?个?|所有)|(?P<number>[\d一二两三四五六七八九十]{{1,3}})个)(?P<kinds>{_KINDS})"
    r"(?![级委长直庄级领]|政府领导|主要领导)"
)
_STOP = re.compile(r"[。；！？\n]")
_COMMA = re.compile(r"[，。；！？\n]")
_PUNCTUATION = re.compile(r"[（）、/]")
# 5个县区每个…, not 各乡镇每月…
_EACH_OF_THEM = re.compile(r"[都，]?每(?![一两三四五六七八九十\d]*个?[年月周天日旬季])")
_LONGEST_CLAUSE = 200
_COUNTY_KINDS = frozenset("县市区旗")
_CITY_KINDS = frozenset("市州盟")
_MONEY_AND_RATES = ("元", "%", "百分点")


def quota_groups(speech: Keyed, *, plain: str) -> dict[str, str]:
    """The group of every record that is a quota for each member, by record key. `plain`: the simplified document."""
    found = {}
    for key, record in speech.pairs():
        if isinstance(record, IndicatorRecord | MilestoneRecord) and (group := _group_of(record, plain)):
            found[key] = group
    return found


def suggest_groups(connection: Connection, speeches: Iterable[tuple[Keyed, dict[str, str]]]) -> Counts:
    """Put in the groups that are not in the ledger yet, with the members that the code table gives; none is changed."""
    rows = {
        (speech.place.scope, name): {
            "scope": speech.place.scope, "name": name, "members": default_members(speech.place.scope, name),
            "source": str(GroupSource.CODE_TABLE), "note": "", "entered_by": "", "entered_at": None,
        }
        for speech, groups in speeches for name in groups.values()
    }
    table = RegionGroup.__table__
    within = table.c.scope.in_(sorted({scope for scope, _ in rows}))
    return sync(connection, table, list(rows.values()), key=("scope", "name"), within=within, insert_only=True).counts


def default_members(scope: str, name: str) -> list[str]:
    """The divisions below the place of code `scope` that a group such as 各县市区 means; none where only people know.

    各县 means those called so, 各县区 all counties: a place that has become a city since is one of them still.
    """
    kinds = set(name.removeprefix("各"))
    below = children(scope)
    if not name.startswith("各") or not kinds:
        return []
    if any(r.level == "city" for r in below):  # a province: its cities, and the 市 that it governs itself
        return [r.full_name for r in below if r.level == "city" or r.full_name[-1] in kinds] if (
            kinds <= _CITY_KINDS) else []
    counties = [r.full_name for r in below if r.level == "county"] if kinds <= _COUNTY_KINDS else []
    return counties if len(kinds) > 1 else [c for c in counties if c[-1] in kinds]


def _group_of(record: IndicatorRecord | MilestoneRecord, plain: str) -> str:
    """The group that a clause sets a quota for, in one form (各县市区); "" where it sets none."""
    if isinstance(record, IndicatorRecord) and (record.status is not Status.TARGET or record.measure is not
                                                Measure.LEVEL):
        return ""
    earliest = max(0, record.start - _LONGEST_CLAUSE)
    clause_start = max((m.end() for m in _STOP.finditer(plain, earliest, record.start)), default=earliest)
    stop = _COMMA.search(plain, record.end)
    clause = plain[clause_start:stop.start() if stop else record.end]
    group = None
    for match in _GROUP.finditer(clause, 0, max(record.end - clause_start, 1)):
        group = match
    if group is None or _totals().search(clause, group.end()):
        return ""
    between = clause[group.end():record.end - clause_start]
    return _name(group) if _is_each(record, group, between) else ""


def _is_each(record: IndicatorRecord | MilestoneRecord, group: re.Match[str], between: str) -> bool:
    """Whether the words between the group and the end of the record say that every member has this quota."""
    if _marks("no").search(between):
        return False
    lead = group.group("all") or ""
    if lead.startswith("每") or _EACH_OF_THEM.match(between) or _marks("each").search(between):
        return True
    if not lead:
        return False
    if isinstance(record, MilestoneRecord):
        return record.count is not None and bool(_marks("floor").search(between) or _marks("count").search(between))
    if _marks("floor").search(between):
        return True
    return record.unit not in _MONEY_AND_RATES and bool(_marks("count").search(between))


def _name(group: re.Match[str]) -> str:
    kinds = _PUNCTUATION.sub("", group.group("kinds"))
    return f"各{kinds}" if group.group("all") else f"{group.group('number')}个{kinds}"


@cache
def _marks(kind: str) -> re.Pattern[str]:
    return re.compile(alternation(words("quota_marks", kind=kind)))


@cache
def _totals() -> re.Pattern[str]:
    return re.compile(alternation(words("quota_totals")))
