"""Accept, correct, reject, reopen and add: what a person says of a record, with what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select
from sqlmodel import Session

from db import models as m
from db.errors import BadEntry, EditConflict, NoSuchRow, NotAllowed
from db.history import changing
from db.queries.review import record_version
from db.vocab import Action, Stage
from etl import entries, review
from etl.load import LoadReport, ingest_ledger
from etl.review_marked import add_record
from tests.etl.speeches import COUNTY, Said, dump, ledger, project
from tests.people import CLERK, REPORTER, SUPERVISOR, TESTER, VIEWER

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
KINDS = {"indicator": m.Indicator, "project": m.ProjectMention, "milestone": m.Milestone, "assignment": m.Assignment,
         "cadence": m.Cadence, "sanction": m.Sanction}


def load(engine: Engine, *said: Said, name: str = "县.txt") -> LoadReport:
    return ingest_ledger(engine, ledger(name, *said), command="test", actor=TESTER, now=NOW)


def all_of(engine: Engine, model: Any, *where: Any) -> list[Any]:
    with Session(engine) as session:
        return list(session.scalars(select(model).where(*where)).all())


def the(engine: Engine, model: Any, *where: Any) -> Any:
    (row,) = all_of(engine, model, *where)
    return row


def bridge(engine: Engine) -> Any:
    return the(engine, m.Milestone, m.Milestone.subject.startswith("滨海大桥"))


def units_of(engine: Engine, milestone_id: int) -> list[str]:
    return sorted(all_of(engine, m.Unit.name, m.Unit.id == m.MilestoneUnit.unit_id,
                         m.MilestoneUnit.milestone_id == milestone_id))


def correct(engine: Engine, kind: str, id_: int, *, seen: int | None = None, **values: Any) -> None:
    review.correct_record(engine, kind, id_, values=values, actor=CLERK, now=NOW, seen=seen)


def reject(engine: Engine, kind: str, id_: int, **more: Any) -> int:
    return review.reject_records(engine, [(kind, id_)], **{"reason": "不是项目", "actor": CLERK, "now": NOW} | more)


def accept(engine: Engine, *places: tuple[str, int], **more: Any) -> int:
    return review.accept_records(engine, places, **{"actor": CLERK, "now": NOW} | more)


def reopen(engine: Engine, kind: str, id_: int) -> int:
    return review.reopen_records(engine, [(kind, id_)], actor=CLERK, now=NOW)


def version(engine: Engine, kind: str, id_: int) -> int:
    with engine.connect() as connection:
        return record_version(connection, kind, id_)


# ---------------------------------------------------------------- accept and reject


def test_several_are_accepted_at_once_in_one_event(engine: Engine) -> None:
    load(engine, COUNTY)
    places = [("indicator", i) for i in all_of(engine, m.Indicator.id)] + [("cadence", 1)]
    assert accept(engine, *places, note="核对无误") == 4
    assert {i.review for i in all_of(engine, m.Indicator)} == {"accepted"}
    assert the(engine, m.Cadence).review == "accepted"
    assert {i.review for i in all_of(engine, m.Milestone)} == {"pending"}
    event = all_of(engine, m.Event)[-1]
    assert (event.action, event.actor, event.reason, len(event.details["records"])) == (
        Action.ACCEPT, CLERK.name, "核对无误", 4)
    assert accept(engine, *places) == 0
    assert len(all_of(engine, m.Event)) == 2  # a repeated accept leaves nothing


def test_a_review_keeps_what_the_machine_said(engine: Engine) -> None:
    load(engine, COUNTY)
    stone = bridge(engine)
    accept(engine, ("milestone", stone.id))
    said = the(engine, m.Review)
    assert (said.state, said.person, said.reviewed_by, said.reviewed_at) == ("accepted", {}, CLERK.name, NOW)
    assert said.machine["subject"] == "滨海大桥项目"
    assert said.machine["due_on"] == "2015-12-31"
    assert said.machine["units"] == ["县住建局", "县水务局"]


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_rejection_needs_a_reason(engine: Engine, reason: str) -> None:
    load(engine, COUNTY)
    with pytest.raises(BadEntry, match="reason"):
        reject(engine, "cadence", 1, reason=reason)
    assert all_of(engine, m.Review) == []


def test_a_rejected_record_stays_in_its_table_with_the_reason(engine: Engine) -> None:
    load(engine, COUNTY)
    assert reject(engine, "sanction", 1) == 1
    assert the(engine, m.Sanction).review == "rejected"
    assert (the(engine, m.Review).reason, all_of(engine, m.Event)[-1].action) == ("不是项目", Action.REJECT)


def test_a_rejected_mention_names_no_project_any_more(engine: Engine) -> None:
    load(engine, COUNTY)
    mention = the(engine, m.ProjectMention, m.ProjectMention.name == "滨海大桥项目")
    before = dump(engine)
    reject(engine, "project", mention.id)
    assert (bridge(engine).project_id, bridge(engine).project_key) == (None, None)
    assert the(engine, m.Indicator, m.Indicator.subject == "滨海大桥").project_id is None
    reopen(engine, "project", mention.id)
    assert dump(engine) == before


def test_the_facts_of_a_project_come_from_the_mentions_that_stand(engine: Engine) -> None:
    load(engine, COUNTY)
    later = Said("滨海大桥总投资5亿元，已经竣工。", (project("滨海大桥", investment=5e8, stage=Stage.COMPLETED),),
                 COUNTY.place, year=2016)
    load(engine, later, name="新.txt")
    first, second = all_of(engine, m.ProjectMention, m.ProjectMention.name.startswith("滨海大桥"))

    def facts() -> tuple[float | None, str]:
        row = the(engine, m.Project, m.Project.id == first.project_id)
        return row.investment, row.stage

    assert facts() == (5e8, "completed")
    reject(engine, "project", second.id)
    assert facts() == (3.2e8, "construction")
    correct(engine, "project", first.id, investment=4e8, stage="signed")
    assert facts() == (4e8, "signed")
    load(engine, later, name="新.txt")
    assert facts() == (4e8, "signed")


# ---------------------------------------------------------------- correct


def test_a_correction_keeps_both_values(engine: Engine) -> None:
    load(engine, COUNTY)
    figure = the(engine, m.Indicator, m.Indicator.value == 45e8)
    correct(engine, "indicator", figure.id, value=46e8, cmp=">=")
    now = the(engine, m.Indicator, m.Indicator.id == figure.id)
    assert (now.value, now.cmp, now.review, now.key) == (46e8, ">=", "corrected", figure.key)
    said = the(engine, m.Review)
    assert (said.machine["value"], said.person) == (45e8, {"value": 46e8, "cmp": ">="})


def test_the_machines_own_value_is_no_correction(engine: Engine) -> None:
    load(engine, COUNTY)
    figure = the(engine, m.Indicator, m.Indicator.value == 45e8)
    correct(engine, "indicator", figure.id, value=46e8)
    correct(engine, "indicator", figure.id, value=45e8)
    assert the(engine, m.Indicator, m.Indicator.id == figure.id).review == "accepted"
    assert the(engine, m.Review).person == {}


def test_a_corrected_name_has_its_common_name(engine: Engine) -> None:
    load(engine, COUNTY)
    figure = the(engine, m.Indicator, m.Indicator.value == 3.2e8)
    correct(engine, "indicator", figure.id, name="固投", region_text="南山镇")
    now = the(engine, m.Indicator, m.Indicator.id == figure.id)
    assert now.canonical_name == "固定资产投资"
    assert the(engine, m.Region, m.Region.id == now.region_id).name == "南山镇"


def test_a_corrected_deadline_has_its_day(engine: Engine) -> None:
    load(engine, COUNTY)
    stone = bridge(engine)
    correct(engine, "milestone", stone.id, deadline_text="9月底前", deadline_month=9)
    assert bridge(engine).due_on == date(2015, 9, 30)
    correct(engine, "milestone", stone.id, due_on=date(2015, 9, 15))
    assert (bridge(engine).due_on, bridge(engine).due_basis) == (date(2015, 9, 15), "stated")
    entries.set_reference_date(engine, stone.speech_id, day=date(2016, 3, 1), actor=CLERK, now=NOW)
    assert bridge(engine).due_on == date(2015, 9, 15)
    other = the(engine, m.Milestone, m.Milestone.id != stone.id)
    assert other.due_on == date(2016, 12, 31)


def test_corrected_units_are_found_made_and_followed(engine: Engine) -> None:
    load(engine, COUNTY)
    stone, water = bridge(engine), the(engine, m.Unit, m.Unit.name == "县水务局")
    with changing(engine, Action.NAME_UNIT, actor=TESTER, now=NOW) as change:
        change.connection.execute(insert(m.UnitAlias.__table__).values(
            scope=water.scope, name="县水利局", unit_id=water.id))
    correct(engine, "milestone", stone.id, units=["县交通局", "县水利局", " "])
    assert units_of(engine, stone.id) == ["县交通局", "县水务局"]
    assert the(engine, m.Review).person == {"units": ["县交通局", "县水利局"]}
    reopen(engine, "milestone", stone.id)
    assert units_of(engine, stone.id) == ["县住建局", "县水务局"]
    assert "县交通局" not in all_of(engine, m.Unit.name)


def test_the_actor_of_a_duty_is_its_unit(engine: Engine) -> None:
    load(engine, COUNTY)
    correct(engine, "cadence", 1, actor="县政府督查室", freq="weekly")
    duty = the(engine, m.Cadence)
    assert the(engine, m.Unit, m.Unit.id == duty.unit_id).name == "县政府督查室"


def test_a_corrected_name_makes_it_another_project(engine: Engine) -> None:
    load(engine, COUNTY)
    mention = the(engine, m.ProjectMention, m.ProjectMention.name == "龙湖水厂二期")
    correct(engine, "project", mention.id, name="龙湖水厂三期", stage="construction")
    project = the(engine, m.Project, m.Project.name_key == "龙湖水厂三期")
    assert (project.name, project.stage) == ("龙湖水厂三期", "construction")
    assert the(engine, m.ProjectMention, m.ProjectMention.id == mention.id).project_id == project.id
    assert all_of(engine, m.Project, m.Project.name_key == "龙湖水厂二期") == []
    assert not load(engine, COUNTY).changed


def test_a_corrected_subject_finds_its_project(engine: Engine) -> None:
    load(engine, COUNTY)
    stone = the(engine, m.Milestone, m.Milestone.subject == "龙湖水厂二期")
    correct(engine, "milestone", stone.id, subject="滨海大桥")
    target = the(engine, m.Project, m.Project.name_key == "滨海大桥")
    assert the(engine, m.Milestone, m.Milestone.id == stone.id).project_id == target.id
    assert not load(engine, COUNTY).changed


@pytest.mark.parametrize("kind, values, says", [
    ("indicator", {"value": float("nan")}, "value"), ("indicator", {"value": True}, "value"),
    ("indicator", {"status": "hoped"}, "status"), ("indicator", {"name": "  "}, "name"),
    ("indicator", {"redacted": 1}, "redacted"), ("indicator", {"colour": "red"}, "colour"),
    ("indicator", {"redacted": True}, "value"), ("indicator", {"value_max": 1.0}, "value_max"),
    ("indicator", {"repaired_value": 1.0}, "repaired_value"), ("indicator", {"id": 5}, "id"),
    ("milestone", {"deadline_month": 13}, "deadline_month"), ("milestone", {"deadline_day": 1.5}, "deadline_day"),
    ("milestone", {"deadline_year": "去年"}, "deadline_year"), ("milestone", {"due_on": "2015-01-01"}, "due_on"),
    ("milestone", {"deadline_relative": "15天"}, "deadline_relative"), ("milestone", {"units": "县水务局"}, "units"),
    ("milestone", {"event": None}, "event"), ("milestone", {"moved_to": date(2016, 1, 1)}, "moved_to"),
    ("cadence", {"freq": "sometimes"}, "freq"), ("cadence", {"units": []}, "units"),
    ("sanction", {"trigger": "字" * 501}, "trigger"), ("sanction", {"trigger": 7}, "trigger"),
    ("assignment", {"topic": "weather"}, "topic"),
])
def test_a_wrong_value_names_its_field_and_writes_nothing(
    engine: Engine, kind: str, values: dict[str, Any], says: str
) -> None:
    load(engine, COUNTY)
    id_ = all_of(engine, KINDS[kind].id)[0]
    before = dump(engine)
    with pytest.raises(BadEntry, match=f"^{says}:"):
        correct(engine, kind, id_, **values)
    assert dump(engine) == before


# ---------------------------------------------------------------- take back


@pytest.mark.parametrize("act", [
    lambda e: accept(e, ("indicator", 1)),
    lambda e: reject(e, "indicator", 1),
    lambda e: correct(e, "indicator", 1, name="别的指标", value=1.0, subject="龙湖水厂二期", region_text="南山镇"),
    lambda e: correct(e, "milestone", 1, subject="别的事", units=["县水务局"], deadline_month=3),
    lambda e: (correct(e, "indicator", 1, value=2.0), reject(e, "indicator", 1)),
])
def test_a_reopened_record_is_as_the_machine_read_it(engine: Engine, act: Callable[[Engine], Any]) -> None:
    load(engine, COUNTY)
    before = dump(engine)
    act(engine)
    kind = the(engine, m.Review).record_type
    assert dump(engine) != before
    reopen(engine, kind, 1)
    assert without_regions(dump(engine)) == without_regions(before)


def without_regions(rows: dict[str, Any]) -> dict[str, Any]:
    return {name: found for name, found in rows.items() if name != "region"}


def test_a_corrected_record_that_was_rejected_comes_back_corrected(engine: Engine) -> None:
    load(engine, COUNTY)
    correct(engine, "indicator", 1, value=2.0)
    reject(engine, "indicator", 1)
    assert accept(engine, ("indicator", 1)) == 1
    row = the(engine, m.Indicator, m.Indicator.id == 1)
    assert (row.review, row.value) == ("corrected", 2.0)


# ---------------------------------------------------------------- add


def marked(engine: Engine, kind: str, quote: str, **values: Any) -> int:
    text = the(engine, m.Document).text
    start = text.index(quote)
    speech = the(engine, m.Speech, m.Speech.start <= start, m.Speech.end > start)
    return add_record(engine, speech.id, kind, start=start, end=start + len(quote), values=values, actor=CLERK, now=NOW)


def test_what_was_missed_is_added_from_the_marked_words(engine: Engine) -> None:
    load(engine, COUNTY)
    id_ = marked(engine, "milestone", "县发改局牵头做好用地报批", subject="滨海大桥用地报批", event="approve",
                 deadline_text="年底前", deadline_month=12, units=["县发改局"])
    stone = the(engine, m.Milestone, m.Milestone.id == id_)
    assert (stone.review, stone.modality, stone.due_on, stone.confidence) == ("added", "must", date(2015, 12, 31), 1)
    assert units_of(engine, id_) == ["县发改局"]
    assert stone.project_id == the(engine, m.Project, m.Project.name_key == "滨海大桥").id
    words = the(engine, m.Evidence, m.Evidence.id == stone.evidence_id)
    assert (words.quote, words.version) == ("县发改局牵头做好用地报批", 0)
    said = the(engine, m.Review)
    assert (said.state, said.machine, said.person["subject"]) == ("added", {}, "滨海大桥用地报批")


@pytest.mark.parametrize("kind, values", [
    ("indicator", {"name": "固投", "status": "target", "value": 5e8, "measure_unit": "元"}),
    ("project", {"name": "用地报批平台", "investment": 1e8}), ("assignment", {"task": "报批", "units": ["县国土局"]}),
    ("cadence", {"activity": "meet", "freq": "every 10 days", "actor": "县发改局"}),
    ("sanction", {"trigger": "报批慢", "consequence": "约谈", "polarity": "penalty"}),
])
def test_every_type_can_be_added_and_a_load_leaves_it(engine: Engine, kind: str, values: dict[str, Any]) -> None:
    load(engine, COUNTY)
    id_ = marked(engine, kind, "用地报批", **values)
    row = the(engine, KINDS[kind], KINDS[kind].id == id_)
    assert {c: getattr(row, c) for c in values if c != "units"} == {c: v for c, v in values.items() if c != "units"}
    before = dump(engine)
    assert not load(engine, COUNTY).changed
    assert dump(engine) == before


def test_an_added_project_is_what_its_subjects_mean(engine: Engine) -> None:
    told = tuple(t for t in COUNTY.told if t.quote != "龙湖水厂二期" or "subject" in t.fields)
    load(engine, Said(COUNTY.text, told, COUNTY.place, year=2015))
    stone = the(engine, m.Milestone, m.Milestone.subject == "龙湖水厂二期")
    assert stone.project_id is None
    marked(engine, "project", "龙湖水厂二期", name="龙湖水厂二期")
    assert the(engine, m.Milestone, m.Milestone.id == stone.id).project_id is not None
    assert not load(engine, Said(COUNTY.text, told, COUNTY.place, year=2015)).changed


@pytest.mark.parametrize("change, says", [
    ({"start": 5, "end": 5}, "lie"), ({"end": 10_000}, "lie"), ({"values": {"subject": "桥"}}, "event"),
    ({"values": {"subject": "", "event": "start"}}, "subject"), ({"record_type": "poem"}, "poem"),
])
def test_a_wrong_addition_is_refused(engine: Engine, change: dict[str, Any], says: str) -> None:
    load(engine, COUNTY)
    before = dump(engine)
    asked = {"speech_id": 1, "record_type": "milestone", "start": 5, "end": 10,
             "values": {"subject": "桥", "event": "start"}} | change
    with pytest.raises(BadEntry, match=says):
        add_record(engine, asked.pop("speech_id"), asked.pop("record_type"), **asked, actor=CLERK, now=NOW)
    assert dump(engine) == before


def test_an_added_record_is_rejected_not_reopened(engine: Engine) -> None:
    load(engine, COUNTY)
    id_ = marked(engine, "assignment", "用地报批", task="报批")
    with pytest.raises(BadEntry, match="added"):
        reopen(engine, "assignment", id_)
    reject(engine, "assignment", id_)
    assert reopen(engine, "assignment", id_) == 1
    assert the(engine, m.Assignment, m.Assignment.id == id_).review == "added"


# ---------------------------------------------------------------- rights, and two editors


@pytest.mark.parametrize("actor", [VIEWER, REPORTER])
def test_readers_and_reporters_do_not_review(engine: Engine, actor: Any) -> None:
    load(engine, COUNTY)
    before = dump(engine)
    for act in (
        lambda: accept(engine, ("indicator", 1), actor=actor), lambda: reject(engine, "indicator", 1, actor=actor),
        lambda: review.reopen_records(engine, [("indicator", 1)], actor=actor, now=NOW),
        lambda: review.correct_record(engine, "indicator", 1, values={"value": 1.0}, actor=actor, now=NOW),
        lambda: add_record(engine, 1, "assignment", start=5, end=9, values={"task": "事"}, actor=actor, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert dump(engine) == before


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(engine: Engine) -> None:
    load(engine, COUNTY)
    seen = version(engine, "indicator", 1)
    correct(engine, "indicator", 1, value=46e8, seen=seen)
    with pytest.raises(EditConflict) as raised:
        review.correct_record(engine, "indicator", 1, values={"value": 47e8}, actor=SUPERVISOR, now=NOW, seen=seen)
    told = next(c for c in raised.value.changes if "value" in (c["before"] or {}))
    assert (told["actor"], told["before"]["value"], told["after"]["value"]) == (CLERK.name, 45e8, 46e8)
    assert the(engine, m.Indicator, m.Indicator.id == 1).value == 46e8
    review.correct_record(engine, "indicator", 1, values={"value": 47e8}, actor=SUPERVISOR, now=NOW,
                          seen=version(engine, "indicator", 1))
    assert the(engine, m.Indicator, m.Indicator.id == 1).value == 47e8


def test_a_change_of_units_alone_is_a_change(engine: Engine) -> None:
    load(engine, COUNTY)
    stone = bridge(engine).id
    correct(engine, "milestone", stone, units=["县水务局"])
    seen = version(engine, "milestone", stone)
    correct(engine, "milestone", stone, units=["县住建局"])
    with pytest.raises(EditConflict):
        correct(engine, "milestone", stone, units=["县交通局"], seen=seen)
    assert units_of(engine, stone) == ["县住建局"]


def test_what_is_not_there_is_a_clear_error(engine: Engine) -> None:
    load(engine, COUNTY)
    for act in (lambda: accept(engine, ("indicator", 999)), lambda: reopen(engine, "poem", 1),
                lambda: add_record(engine, 99, "assignment", start=1, end=2, values={"task": "事"}, actor=CLERK,
                                   now=NOW)):
        with pytest.raises(NoSuchRow):
            act()
    with pytest.raises(BadEntry, match="no record"):
        accept(engine)
    assert all_of(engine, func.count(m.Review.id)) == [0]
