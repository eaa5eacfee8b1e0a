"""A small ledger for the page tests: three places, three speeches in our own words, every kind of record.

`fill(engine)` writes it through the tables. Evidence is found in the texts, so that offsets hold by construction.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TypeVar

from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

from db import models as m

HAIPING = (
    "同志们：\n一、抓好全年目标\n今年全县固定资产投资要完成120亿元，1-10月已完成78.5亿元。"
    "工业投资目标XX亿元，由县统计局核实后填报。重点项目总投资要达到46亿元，目前完成50.6亿元。\n"
    "二、盯住节点\n6月底前，临港石化仓储项目要建成投产，责任单位是县发改局、县工信局。"
    "海平大桥项目总投资8.6亿元，力争12月10日前开工。东岸风电项目明年一季度投产。\n"
    "三、压实责任\n县交通局牵头海平大桥前期工作，县自然资源局配合做好用地报批。县督查室要每周通报一次进度。\n"
    "凡连续两次排名末位的，取消年度评先资格。\n广告：点击下载范文\n"
)
QINGSHI = (
    "同志們：\n一、投資任務\n今年全市固定資產投資目標是86.4億元，前三季度完成60.2億元，比去年同期增長12.5%。\n"
    "二、重點工程\n青石水庫擴建工程要在11月底前完成主體結構，由市水務局負責。"
    "老城改造項目年底前竣工。\n三、獎懲\n對提前完成任務的鎮，給予50萬元獎勵。市督查室每月檢查一次。\n"
)
NANXI = (
    "各位同志：\n我区固定资产投资计划为35亿元。南溪物流园项目要在上半年开工，"
    "区商务局要每月调度。<b>云栖</b>数据中心项目9月底前完成验收。=HYPERLINK公式类文字不应被执行。\n"
)

TEXTS = (("海平县项目建设会.txt", HAIPING), ("青石市推進會.txt", QINGSHI), ("南溪区座谈会.txt", NANXI))
REGIONS = (("449901", "海平县"), ("449902", "青石市"), ("449903", "南溪区"))
LOADED = datetime(2025, 10, 30, 8, 0, tzinfo=UTC)


Row = TypeVar("Row", bound=SQLModel)


class Builder:
    """Writes one speech a document and hangs records on the words that they came from."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.run = self.add(m.Run(command="test", extractor="0", started_at=LOADED, finished_at=LOADED))
        self.regions = [self.add(m.Region(code=c, name=n, short_name=n[:2], level="county")) for c, n in REGIONS]
        self.speeches: list[m.Speech] = []
        self.units: dict[tuple[int, str], m.Unit] = {}
        self.serial = 0

    def add(self, row: Row) -> Row:
        self.session.add(row)
        self.session.flush()
        return row

    def read(self, at: int, *, dated: bool = True) -> None:
        name, text = TEXTS[at]
        document = self.add(m.Document(
            name=name, media_type="txt", encoding="utf-8", sha256=str(at), text_sha256=str(at), text=text,
            loaded_at=LOADED, run_id=self.run.id,
        ))
        self.speeches.append(self.add(m.Speech(
            document_id=document.id, ordinal=1, title=name.removesuffix(".txt"), start=0, end=len(text),
            region_id=self.regions[at].id, region_source="front_matter", year=2025 if dated else None,
            month=10 if dated else None, reference_date=date(2025, 10, 28) if dated else None,
            date_source="front_matter" if dated else "open",
        )))

    def words(self, at: int, quote: str) -> dict:
        """What every record on `quote` in speech `at` has."""
        text, speech = TEXTS[at][1], self.speeches[at]
        start = text.index(quote)
        first = max(text.rfind("。", 0, start), text.rfind("\n", 0, start)) + 1
        last = text.index("。", start) + 1
        found = self.session.exec(select(m.Evidence).where(
            m.Evidence.speech_id == speech.id, m.Evidence.start == start, m.Evidence.end == start + len(quote),
        )).one_or_none()
        evidence = found or self.add(m.Evidence(
            speech_id=speech.id, section_position=0, start=start, end=start + len(quote), quote=quote,
            sentence_start=first, sentence_end=last,
        ))
        self.serial += 1
        return {"key": f"k{self.serial}", "speech_id": speech.id, "evidence_id": evidence.id, "rule": "test",
                "confidence": 0.9, "topic": "project"}

    def unit(self, at: int, name: str) -> m.Unit:
        region = self.regions[at]
        if (at, name) not in self.units:
            self.units[at, name] = self.add(m.Unit(scope=region.code, name=name, region_id=region.id))
        return self.units[at, name]

    def figure(self, at: int, quote: str, name: str, value: float | None, status: str, **more: object) -> None:
        fields = {"cmp": "=", "measure_unit": "元", "redacted": value is None, "measure": "level"} | more
        self.add(m.Indicator(**self.words(at, quote), name=name, canonical_name=name, value=value, status=status,
                             region_id=self.regions[at].id, **fields))

    def project(self, at: int, name: str, stage: str, investment: float | None = None) -> m.Project:
        project = self.add(m.Project(
            scope=self.regions[at].code, name_key=name, name=name, region_id=self.regions[at].id, stage=stage,
            investment=investment,
        ))
        self.add(m.ProjectMention(**self.words(at, name), project_id=project.id, name=name, stage=stage,
                                  investment=investment))
        return project

    def milestone(self, at: int, quote: str, subject: str, event: str, due: date | None, *units: str,
                  modality: str = "must", project: m.Project | None = None) -> m.Milestone:
        row = self.add(m.Milestone(
            **self.words(at, quote), subject=subject, event=event, modality=modality, deadline_text=quote[:6],
            due_on=due, due_basis="stated" if due else "open", project_id=project and project.id,
        ))
        for name in units:
            self.add(m.MilestoneUnit(milestone_id=row.id, unit_id=self.unit(at, name).id))
        return row

    def assignment(self, at: int, quote: str, role: str, task: str, unit: str) -> None:
        row = self.add(m.Assignment(**self.words(at, quote), role=role, task=task, due_basis="open"))
        self.add(m.AssignmentUnit(assignment_id=row.id, unit_id=self.unit(at, unit).id))

    def cadence(self, at: int, quote: str, actor: str, activity: str, freq: str) -> None:
        self.add(m.Cadence(**self.words(at, quote), actor=actor, unit_id=self.unit(at, actor).id, activity=activity,
                           freq=freq))

    def sanction(self, at: int, quote: str, trigger: str, consequence: str, polarity: str) -> None:
        self.add(m.Sanction(**self.words(at, quote), trigger=trigger, consequence=consequence, polarity=polarity))


    def finding(self, at: int, quote: str, *places: str, kind: str, holds: bool, says: str) -> None:
        text = TEXTS[at][1]

        def span(words: str) -> list[int]:
            return [text.index(words), text.index(words) + len(words)]

        self.serial += 1
        start, end = span(quote)
        self.add(m.Finding(
            key=f"f{self.serial}", speech_id=self.speeches[at].id, kind=kind, start=start, end=end,
            places=[span(p) for p in places], stated=1, computed=1 if holds else 2, measure_unit="元", holds=holds,
            says=says,
        ))

    def commitment(self, at: int, quote: str, subject: str, event: str, words: str, *units: str) -> None:
        place = {k: v for k, v in self.words(at, quote).items() if k != "topic"}
        row = self.add(m.Commitment(**place, subject=subject, event=event, words=words))
        for name in units:
            self.add(m.CommitmentUnit(commitment_id=row.id, unit_id=self.unit(at, name).id))


def fill(engine: Engine) -> None:
    """Write the whole ledger."""
    with Session(engine, expire_on_commit=False) as session:
        build = Builder(session)
        for at in range(3):
            build.read(at, dated=at != 2)
        _haiping(build)
        _qingshi(build)
        _nanxi(build)
        session.commit()


def _haiping(build: Builder) -> None:
    text, document = HAIPING, build.speeches[0].document_id
    advert = text.index("广告")
    build.add(m.SetAside(document_id=document, kind="furniture", start=advert, end=len(text) - 1, reason="advert"))
    for position, label in enumerate(("一、", "二、", "三、"), start=1):
        start = text.index(label)
        build.add(m.Section(speech_id=build.speeches[0].id, position=position, level=1, label=label,
                            title=text[start + 2:text.index("\n", start)], start=start, end=len(text)))
    build.figure(0, "固定资产投资要完成120亿元", "固定资产投资", 120e8, "target", period="今年")
    build.figure(0, "1-10月已完成78.5亿元", "固定资产投资", 78.5e8, "actual", period="1-10月")
    build.figure(0, "工业投资目标XX亿元", "工业投资", None, "target", period="今年", repaired_value=30e8,
                 proof="XX亿元 = 10亿元（已有） + 20亿元（缺口） = 30亿元")
    build.figure(0, "重点项目总投资要达到46亿元", "重点项目投资", 46e8, "target", cmp=">=")
    build.figure(0, "目前完成50.6亿元", "重点项目投资", 50.6e8, "actual", cmp="~")
    build.finding(0, "目前完成50.6亿元", "重点项目总投资要达到46亿元", kind="within_whole", holds=False,
                  says="50.6亿元 ≠ 46亿元")
    build.finding(0, "1-10月已完成78.5亿元", "固定资产投资要完成120亿元", kind="rate", holds=True,
                  says="78.5 ÷ 120 = 65.4%")
    tanks = build.project(0, "临港石化仓储项目", "construction")
    bridge = build.project(0, "海平大桥项目", "preliminary", 8.6e8)
    wind = build.project(0, "东岸风电项目", "construction")
    build.milestone(0, "6月底前，临港石化仓储项目要建成投产", "临港石化仓储项目", "operate", date(2025, 6, 30),
                    "县发改局", "县工信局", project=tanks)
    build.milestone(0, "力争12月10日前开工", "海平大桥项目", "start", date(2025, 12, 10), modality="strive",
                    project=bridge)
    build.milestone(0, "东岸风电项目明年一季度投产", "东岸风电项目", "operate", date(2026, 3, 31), modality="plan",
                    project=wind)
    build.assignment(0, "县交通局牵头海平大桥前期工作", "lead", "海平大桥前期工作", "县交通局")
    build.assignment(0, "县自然资源局配合做好用地报批", "support", "用地报批", "县自然资源局")
    build.cadence(0, "县督查室要每周通报一次进度", "县督查室", "bulletin", "weekly")
    build.sanction(0, "凡连续两次排名末位的，取消年度评先资格", "连续两次排名末位", "取消年度评先资格", "penalty")


def _qingshi(build: Builder) -> None:
    build.figure(1, "固定資產投資目標是86.4億元", "固定资产投资", 86.4e8, "target", period="今年")
    build.figure(1, "前三季度完成60.2億元", "固定资产投资", 60.2e8, "actual", period="前三季度")
    build.figure(1, "增長12.5%", "固定资产投资", 12.5, "actual", measure="growth", measure_unit="%")
    dam = build.project(1, "青石水庫擴建工程", "construction")
    town = build.project(1, "老城改造項目", "construction")
    build.milestone(1, "要在11月底前完成主體結構", "青石水庫擴建工程", "structure", date(2025, 11, 30), "市水务局",
                    project=dam)
    build.milestone(1, "老城改造項目年底前竣工", "老城改造項目", "complete", date(2025, 12, 31), project=town)
    build.assignment(1, "由市水務局負責", "lead", "青石水庫擴建", "市水务局")
    build.cadence(1, "市督查室每月檢查一次", "市督查室", "inspect", "monthly")
    build.sanction(1, "對提前完成任務的鎮，給予50萬元獎勵", "提前完成任務", "給予50萬元獎勵", "reward")


def _nanxi(build: Builder) -> None:
    build.figure(2, "固定资产投资计划为35亿元", "固定资产投资", 35e8, "target")
    park = build.project(2, "南溪物流园项目", "planned")
    cloud = build.project(2, "<b>云栖</b>数据中心项目", "construction")
    build.milestone(2, "南溪物流园项目要在上半年开工", "南溪物流园项目", "start", None, "区商务局", project=park)
    build.commitment(2, "区商务局要每月调度", "南溪物流园项目", "start", "尽快", "区商务局")
    build.milestone(2, "9月底前完成验收", "<b>云栖</b>数据中心项目", "accept", None, project=cloud)
    build.cadence(2, "区商务局要每月调度", "区商务局", "dispatch", "monthly")
