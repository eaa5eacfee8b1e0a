"""Ledgers of invented speeches, built straight from the records, so that loading is tested without the extractor."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine, select

from db.models import METADATA
from db.vocab import (
    Activity,
    DateSource,
    Event,
    Modality,
    NumberFate,
    Part,
    Polarity,
    Role,
    SetAsideReason,
    Stage,
    Status,
)
from etl.records import (
    AssignmentRecord,
    CadenceRecord,
    Clue,
    Deadline,
    Document,
    DocumentLedger,
    IndicatorRecord,
    LedgerRecord,
    Mentions,
    MilestoneRecord,
    NumberAccount,
    Prepared,
    ProjectRecord,
    RegionMention,
    SanctionRecord,
    Section,
    Sentence,
    SetAside,
    Span,
    Speech,
    SpeechContext,
    SpeechLedger,
)
from etl.resolution.deadlines import resolve_deadlines
from etl.text.normalize import normalize

YEAR_END = Deadline(text="年底前", month=12, part=Part.END)


@dataclass(frozen=True)
class Told:
    """A record on the `nth` place of the text that reads `quote`."""

    quote: str
    kind: type[LedgerRecord]
    fields: dict[str, Any]
    nth: int = 0


@dataclass(frozen=True)
class Said:
    """A speech: its text, what is read from it, where and when it is given."""

    text: str
    told: tuple[Told, ...] = ()
    place: tuple[str, str] = ("", "")  # code and name
    day: date | None = None
    year: int | None = None
    regions: tuple[tuple[str, str, str], ...] = ()  # name, code, level
    fields: dict[str, Any] = field(default_factory=dict)


def figure(quote: str, name: str, value: float | None, *, nth: int = 0, **more: Any) -> Told:
    fields = {"indicator": name, "value": value, "unit": "元", "status": Status.TARGET, "redacted": value is None}
    return Told(quote, IndicatorRecord, fields | more, nth)


def project(name: str, *, nth: int = 0, **more: Any) -> Told:
    return Told(name, ProjectRecord, {"name": name} | more, nth)


def milestone(quote: str, subject: str, *units: str, deadline: Deadline = YEAR_END, nth: int = 0, **more: Any) -> Told:
    fields = {"subject": subject, "event": Event.COMPLETE, "deadline": deadline, "modality": Modality.MUST}
    return Told(quote, MilestoneRecord, fields | {"unit": units} | more, nth)


def assignment(quote: str, task: str, *units: str, deadline: Deadline | None = None) -> Told:
    return Told(quote, AssignmentRecord, {"units": units, "role": Role.LEAD, "task": task, "deadline": deadline})


def cadence(quote: str, actor: str | None) -> Told:
    return Told(quote, CadenceRecord, {"actor": actor, "activity": Activity.BULLETIN, "freq": "monthly"})


def sanction(quote: str, trigger: str, consequence: str) -> Told:
    fields = {"trigger": trigger, "consequence": consequence, "polarity": Polarity.PENALTY}
    return Told(quote, SanctionRecord, fields)


def ledger(name: str, *said: Said) -> DocumentLedger:
    """The document of these speeches, one after the other, a line of furniture at the end."""
    foot = "责任编辑：管理员\n"
    text = "".join(s.text for s in said) + foot
    document = Document(name, text, "txt", "utf-8", sha256(text.encode()).hexdigest())
    speeches, at = [], 0
    for ordinal, s in enumerate(said, start=1):
        speeches.append(_speech(s, text, ordinal, at))
        at += len(s.text)
    furniture = SetAside(at, at + len(foot) - 1, "footer")
    prepared = Prepared(document, normalize(text), tuple(s.speech for s in speeches), (furniture,))
    return DocumentLedger(prepared, tuple(speeches))


def _speech(said: Said, text: str, ordinal: int, start: int) -> SpeechLedger:
    end = start + len(said.text)
    speech = Speech(ordinal, said.text[:6], start, end, (Section(0, None, 0, "", "", start, end),),
                    tuple(_sentences(text, start, end)))
    context = SpeechContext(
        region_code=said.place[0], region_name=said.place[1], reference_date=said.day,
        region_source=DateSource.GIVEN if said.place[1] else DateSource.OPEN,
        year=said.day.year if said.day else said.year, month=said.day.month if said.day else None,
        date_source=DateSource.FRONT_MATTER if said.day else DateSource.INFERRED if said.year else DateSource.OPEN,
        clues=(Clue(start, start + 1, f"year={said.year}", 0.5),) if said.year else (),
    )
    drafts = [_record(t, text, start) for t in said.told]
    records = resolve_deadlines(tuple(sorted(drafts, key=lambda r: (r.start, r.end))), context)
    mentions = Mentions(regions=tuple(RegionMention(start, start + 1, *r) for r in said.regions))
    number = NumberAccount(start, start + 1, NumberFate.SET_ASIDE, SetAsideReason.ORDINAL)
    return SpeechLedger(speech, context, mentions, records, (number,))


def _sentences(text: str, start: int, end: int) -> list[Sentence]:
    out, at = [], start
    for position in range(start, end):
        if text[position] in "。\n" and position > at:
            out.append(Sentence(at, position + 1, 0, (Span(at, position),)))
        if text[position] in "。\n":
            at = position + 1
    return out


def _record(told: Told, text: str, start: int) -> LedgerRecord:
    for _ in range(told.nth + 1):
        at = text.index(told.quote, start)
        start = at + 1
    shared = {"start": at, "end": at + len(told.quote), "rule": "told", "confidence": 0.9}
    if told.kind is ProjectRecord:
        shared["mentions"] = (Span(at, at + len(told.quote)),)
    return told.kind(**shared | told.fields)


# ---------------------------------------------------------------- one county, two speeches

PLACE = ("440825", "徐闻县")

COUNTY = Said(
    "同志们，今年全县固投要完成45亿元，其中南山镇完成XX亿元。"
    "年底前，滨海大桥项目和龙湖水厂二期要建成，由县住建局、县水务局负责。\n"
    "滨海大桥总投资3.2亿元。县发改局牵头做好用地报批。县督查室每月通报一次。连续两月末位的，取消评优。\n",
    (
        figure("固投要完成45亿元", "固投", 45e8),
        figure("南山镇完成XX亿元", "固投", None, region="南山镇"),
        figure("总投资3.2亿元", "总投资", 3.2e8, subject="滨海大桥"),
        project("滨海大桥项目", investment=3.2e8, stage=Stage.CONSTRUCTION),
        project("龙湖水厂二期"),
        milestone("滨海大桥项目", "滨海大桥项目", "县住建局", "县水务局"),
        milestone("龙湖水厂二期", "龙湖水厂二期", "县住建局", "县水务局"),
        assignment("县发改局牵头做好用地报批", "做好用地报批", "县发改局"),
        cadence("县督查室每月通报一次", "县督查室"),
        sanction("连续两月末位的，取消评优", "连续两月末位", "取消评优"),
    ),
    PLACE, year=2015, regions=(("全县", "", "self"), ("南山镇", "", "town")),
)


HISTORY = ("event", "row_change", "change_context")


def dump(engine: Engine) -> dict[str, list[tuple]]:
    """Every row of every table, ids included, but for the history."""
    with engine.connect() as connection:
        return {
            name: sorted(tuple(map(repr, row)) for row in connection.execute(select(table)))
            for name, table in METADATA.tables.items() if name not in HISTORY
        }
