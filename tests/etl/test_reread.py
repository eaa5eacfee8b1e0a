"""A document is read again, with newer rules or with another text: what people answer for stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from db import models as m
from db.errors import BadEntry, EditConflict, NoSuchRow
from db.history import changing
from db.vocab import Action, Stage
from etl import entries
from etl.proposals import dismiss_proposals, take_proposals
from tests.etl.speeches import COUNTY, PLACE, Said, Told, dump, figure, milestone, project
from tests.etl.test_review import (
    accept,
    all_of,
    bridge,
    correct,
    load,
    marked,
    reject,
    reopen,
    the,
    units_of,
    version,
)
from tests.people import CLERK, TESTER

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


def reading(*, without: str = "", swap: Callable[[Told], Told] = lambda told: told) -> Said:
    """The county's speech as other rules read it."""
    return replace(COUNTY, told=tuple(swap(t) for t in COUNTY.told if t.quote != without))


def with_text(old: str, new: str, said: Said = COUNTY) -> Said:
    assert old in said.text
    return replace(said, text=said.text.replace(old, new))


def changed(quote: str, **fields: Any) -> Callable[[Told], Told]:
    """Rules that read the fields of one record otherwise."""
    return lambda t: replace(t, fields=t.fields | fields) if t.quote == quote else t


def wider(quote: str, words: str, **fields: Any) -> Callable[[Told], Told]:
    """Rules that take other words for the evidence of a record."""
    return lambda t: replace(t, quote=words, fields=t.fields | fields) if t.quote == quote else t


def first_figure(engine: Engine) -> Any:
    return all_of(engine, m.Indicator, m.Indicator.name == "固投", m.Indicator.value.is_not(None))[0]


def proposals(engine: Engine) -> list[tuple[str, str, str, dict[str, Any]]]:
    return [(p.record_type, p.kind, p.state, {c: v for c, v in p.new.items() if c != "at"})
            for p in all_of(engine, m.Proposal)]


def take(engine: Engine, **more: Any) -> int:
    return take_proposals(engine, [the(engine, m.Proposal).id], actor=CLERK, now=NOW, **more)


def settled(engine: Engine, said: Said) -> None:
    """A further load of the same reading changes nothing."""
    before = dump(engine)
    assert not load(engine, said).changed
    assert dump(engine) == before


# ---------------------------------------------------------------- other rules


@pytest.mark.parametrize("review", [
    lambda e, i: accept(e, ("indicator", i)), lambda e, i: correct(e, "indicator", i, period="2015年"),
    lambda e, i: reject(e, "indicator", i),
])
def test_a_reviewed_record_stays_as_it_is(engine: Engine, review: Callable[[Engine, int], Any]) -> None:
    load(engine, COUNTY)
    review(engine, first_figure(engine).id)
    before = first_figure(engine)
    other = reading(swap=changed("固投要完成45亿元", status="gap", period="今年", confidence=0.2))
    load(engine, other)
    assert first_figure(engine) == before
    settled(engine, other)


def test_a_pending_record_follows_the_new_reading(engine: Engine) -> None:
    load(engine, COUNTY)
    load(engine, reading(swap=changed("固投要完成45亿元", period="今年")))
    assert first_figure(engine).period == "今年"
    assert proposals(engine) == []


def test_another_reading_of_an_accepted_record_is_proposed(engine: Engine) -> None:
    load(engine, COUNTY)
    accept(engine, ("indicator", first_figure(engine).id))
    report = load(engine, reading(swap=changed("固投要完成45亿元", period="今年")))
    assert report.proposals == 1
    assert proposals(engine) == [("indicator", "changed", "open", {"period": "今年"})]
    assert all_of(engine, m.Event)[-1].details["proposals"] == 1
    load(engine, COUNTY)
    assert proposals(engine) == []  # withdrawn: nothing is read otherwise any more


def test_what_the_person_said_is_not_proposed(engine: Engine) -> None:
    load(engine, COUNTY)
    correct(engine, "indicator", first_figure(engine).id, period="今年")
    load(engine, reading(swap=changed("固投要完成45亿元", period="今年")))
    assert proposals(engine) == []


def test_a_rejected_record_does_not_come_back_under_another_key(engine: Engine) -> None:
    load(engine, COUNTY)
    figure_ = first_figure(engine)
    reject(engine, "indicator", figure_.id)
    moved = with_text("同志们，今年", "同志们：辛苦了！今年")
    load(engine, moved)
    found = first_figure(engine)
    assert (found.id, found.review) == (figure_.id, "rejected")
    assert found.key != figure_.key
    assert len(all_of(engine, m.Indicator)) == 3
    settled(engine, moved)


def test_a_rejected_record_that_is_not_read_any_more_is_no_question(engine: Engine) -> None:
    load(engine, COUNTY)
    reject(engine, "sanction", 1)
    other = reading(without="连续两月末位的，取消评优")
    load(engine, other)
    assert the(engine, m.Sanction).review == "rejected"
    assert proposals(engine) == []
    load(engine, COUNTY)
    assert the(engine, m.Sanction).review == "rejected"
    settled(engine, COUNTY)


def test_an_accepted_record_that_is_not_read_any_more_stays(engine: Engine) -> None:
    load(engine, COUNTY)
    stone = bridge(engine)
    accept(engine, ("milestone", stone.id))
    other = reading(swap=lambda t: t)
    other = replace(other, told=tuple(t for t in other.told if t.fields.get("subject") != "滨海大桥项目"))
    load(engine, other)
    assert (bridge(engine).id, bridge(engine).key) == (stone.id, stone.key)
    assert units_of(engine, stone.id) == ["县住建局", "县水务局"]
    assert proposals(engine) == [("milestone", "gone", "open", {})]
    words = the(engine, m.Evidence, m.Evidence.id == bridge(engine).evidence_id)
    assert (words.quote, words.version) == ("滨海大桥项目", 0)
    settled(engine, other)
    load(engine, COUNTY)
    assert proposals(engine) == []
    settled(engine, COUNTY)


def test_a_record_read_instead_is_proposed_and_not_put_beside(engine: Engine) -> None:
    load(engine, COUNTY)
    accept(engine, ("indicator", first_figure(engine).id))
    old = first_figure(engine)
    other = reading(swap=wider("固投要完成45亿元", "全县固投要完成45亿元", value=46e8))
    load(engine, other)
    assert first_figure(engine).value == 45e8
    assert len(all_of(engine, m.Indicator)) == 3
    assert proposals(engine) == [("indicator", "changed", "open", {"value": 46e8})]
    settled(engine, other)
    assert take(engine) == 1
    now = first_figure(engine)
    assert (now.id, now.value, now.review) == (old.id, 46e8, "accepted")
    assert now.key != old.key
    assert the(engine, m.Evidence, m.Evidence.id == now.evidence_id).quote == "全县固投要完成45亿元"
    load(engine, other)
    assert proposals(engine) == [("indicator", "changed", "taken", {"value": 46e8})]
    settled(engine, other)


def test_the_same_on_wider_words_is_the_same_record(engine: Engine) -> None:
    load(engine, COUNTY)
    accept(engine, ("indicator", first_figure(engine).id))
    id_ = first_figure(engine).id
    other = reading(swap=wider("固投要完成45亿元", "全县固投要完成45亿元"))
    load(engine, other)
    assert (first_figure(engine).id, proposals(engine)) == (id_, [])
    assert the(engine, m.Evidence, m.Evidence.id == first_figure(engine).evidence_id).quote == "全县固投要完成45亿元"
    settled(engine, other)


def test_a_dismissed_proposal_does_not_come_back_until_something_else_is_read(engine: Engine) -> None:
    load(engine, COUNTY)
    accept(engine, ("indicator", first_figure(engine).id))
    other = reading(swap=changed("固投要完成45亿元", period="今年"))
    load(engine, other)
    assert dismiss_proposals(engine, [the(engine, m.Proposal).id], actor=CLERK, now=NOW) == 1
    settled(engine, other)
    load(engine, COUNTY)
    load(engine, other)
    assert proposals(engine) == [("indicator", "changed", "dismissed", {"period": "今年"})]
    load(engine, reading(swap=changed("固投要完成45亿元", period="上半年")))
    assert proposals(engine) == [("indicator", "changed", "open", {"period": "上半年"})]


def test_a_taken_proposal_keeps_what_the_person_said_of_the_rest(engine: Engine) -> None:
    load(engine, COUNTY)
    correct(engine, "indicator", first_figure(engine).id, value=50e8)
    load(engine, reading(swap=changed("固投要完成45亿元", period="今年")))
    take(engine)
    now = first_figure(engine)
    assert (now.value, now.period, now.review) == (50e8, "今年", "corrected")
    said = the(engine, m.Review)
    assert (said.machine["value"], said.machine["period"], said.person) == (45e8, "今年", {"value": 50e8})
    reopen(engine, "indicator", now.id)
    assert (first_figure(engine).value, first_figure(engine).period) == (45e8, "今年")


def test_taking_that_a_record_is_gone_rejects_it(engine: Engine) -> None:
    load(engine, COUNTY)
    accept(engine, ("sanction", 1))
    load(engine, reading(without="连续两月末位的，取消评优"))
    take(engine)
    assert (the(engine, m.Sanction).review, the(engine, m.Review).state) == ("rejected", "rejected")
    settled(engine, reading(without="连续两月末位的，取消评优"))


def test_a_proposal_is_taken_once_and_by_one(engine: Engine) -> None:
    load(engine, COUNTY)
    accept(engine, ("indicator", first_figure(engine).id))
    seen = version(engine, "indicator", first_figure(engine).id)
    load(engine, reading(swap=changed("固投要完成45亿元", period="今年")))
    correct(engine, "indicator", first_figure(engine).id, value=50e8)
    with pytest.raises(EditConflict):
        take(engine, seen=seen)
    take(engine)
    with pytest.raises(BadEntry, match="taken before"):
        take(engine)
    with pytest.raises(NoSuchRow):
        take_proposals(engine, [99], actor=CLERK, now=NOW)


def test_a_taken_deadline_moves_the_day(engine: Engine) -> None:
    load(engine, COUNTY)
    stone = bridge(engine)
    accept(engine, ("milestone", stone.id))
    load(engine, replace(COUNTY, year=2016))
    assert bridge(engine).due_on == date(2015, 12, 31)
    (_, kind, _, new) = proposals(engine)[0]
    assert (kind, new["due_on"]) == ("changed", "2016-12-31")
    take(engine)
    assert (bridge(engine).due_on, bridge(engine).due_basis) == (date(2016, 12, 31), stone.due_basis)
    load(engine, replace(COUNTY, year=2016))
    settled(engine, replace(COUNTY, year=2016))


# ---------------------------------------------------------------- added records, and those that others point at


def test_an_added_record_that_the_machine_reads_now_is_not_doubled(engine: Engine) -> None:
    missed = replace(COUNTY, told=COUNTY.told[1:])
    load(engine, missed)
    id_ = marked(engine, "indicator", "固投要完成45亿元", name="固投", value=45e8, measure_unit="元", status="target")
    load(engine, COUNTY)
    row = first_figure(engine)
    assert (row.id, row.review, len(all_of(engine, m.Indicator))) == (id_, "added", 3)
    assert proposals(engine) == []
    settled(engine, COUNTY)


def test_an_added_record_whose_words_are_gone_keeps_them(engine: Engine) -> None:
    load(engine, COUNTY)
    id_ = marked(engine, "assignment", "滨海大桥总投资3.2亿元", task="核实投资")
    shorter = with_text("滨海大桥总投资3.2亿元。", "", reading(without="总投资3.2亿元"))
    load(engine, shorter)
    row = the(engine, m.Assignment, m.Assignment.id == id_)
    words = the(engine, m.Evidence, m.Evidence.id == row.evidence_id)
    kept = the(engine, m.DocumentVersion)
    assert (words.quote, words.version, kept.number) == ("滨海大桥总投资3.2亿元", 1, 1)
    assert kept.text[words.start:words.end] == words.quote
    assert proposals(engine) == [("assignment", "gone", "open", {})]
    settled(engine, shorter)
    load(engine, COUNTY)
    row = the(engine, m.Assignment, m.Assignment.id == id_)
    assert the(engine, m.Evidence, m.Evidence.id == row.evidence_id).version == 0
    assert (proposals(engine), all_of(engine, m.Evidence, m.Evidence.version > 0)) == ([], [])
    settled(engine, COUNTY)


@pytest.mark.parametrize("pointer", [
    lambda r: (m.ProgressReport, {"subject_type": "milestone", "subject_id": r.id, "period": "2015-10",
                                  "measure": "none", "reported_by": "吴", "reported_at": NOW, "questions": []}),
    lambda r: (m.DeadlineMove, {"record_type": "milestone", "record_id": r.id, "to_on": date(2016, 3, 1), "days": 60,
                                "reason": "汛期", "approver": "县长", "moved_by": "周", "moved_at": NOW}),
    lambda r: (m.Responsibility, {"subject_type": "milestone", "subject_id": r.id, "role": "leader", "person": "李",
                                  "entered_by": "周", "entered_at": NOW}),
])
def test_a_record_that_others_point_at_keeps_its_id(engine: Engine, pointer: Callable[[Any], Any]) -> None:
    load(engine, COUNTY)
    stone = bridge(engine)
    model, row = pointer(stone)
    with changing(engine, Action.REPORT, actor=TESTER, now=NOW) as change:
        change.connection.execute(insert(model.__table__).values(**row))
    without = replace(COUNTY, told=tuple(t for t in COUNTY.told if t.fields.get("subject") != "滨海大桥项目"))
    load(engine, without)
    assert (bridge(engine).id, bridge(engine).review) == (stone.id, "pending")
    assert proposals(engine) == [("milestone", "gone", "open", {})]
    settled(engine, without)


def test_a_project_that_others_point_at_stays(engine: Engine) -> None:
    load(engine, COUNTY)
    target = the(engine, m.Project, m.Project.name_key == "滨海大桥")
    with changing(engine, Action.STAGE, actor=TESTER, now=NOW) as change:
        change.connection.execute(insert(m.StageChange.__table__).values(
            project_id=target.id, stage="completed", reached_on=date(2015, 12, 1), entered_by="周", entered_at=NOW))
    none = replace(COUNTY, told=tuple(t for t in COUNTY.told if t.fields.get("name") != "滨海大桥项目"))
    load(engine, none)
    mention = the(engine, m.ProjectMention, m.ProjectMention.name == "滨海大桥项目")
    assert mention.project_id == target.id
    assert bridge(engine).project_id == target.id  # the subject still finds it
    settled(engine, none)
    done = replace(COUNTY.told[3], fields=COUNTY.told[3].fields | {"stage": Stage.COMPLETED})
    load(engine, replace(COUNTY, told=(*COUNTY.told[:3], done, *COUNTY.told[4:])))
    assert the(engine, m.ProjectMention, m.ProjectMention.id == mention.id).stage == "construction"


# ---------------------------------------------------------------- another text


def test_a_corrected_figure_is_proposed_with_its_words(engine: Engine) -> None:
    load(engine, COUNTY)
    accept(engine, ("indicator", first_figure(engine).id))
    entries.fill_value(engine, the(engine, m.Indicator, m.Indicator.redacted).id, value=6e8, actor=CLERK, now=NOW)
    id_ = first_figure(engine).id
    new = with_text("45亿元", "48亿元", reading(swap=wider("固投要完成45亿元", "固投要完成48亿元", value=48e8)))
    report = load(engine, new)
    assert (report.version, report.entries_kept, report.entries_without_record) == (1, 1, 0)
    row = first_figure(engine)
    assert (row.id, row.value) == (id_, 45e8)
    words = the(engine, m.Evidence, m.Evidence.id == row.evidence_id)
    assert (words.quote, words.version) == ("固投要完成45亿元", 1)
    assert proposals(engine) == [("indicator", "changed", "open", {"value": 48e8})]
    settled(engine, new)
    take(engine)
    row = first_figure(engine)
    words = the(engine, m.Evidence, m.Evidence.id == row.evidence_id)
    assert (row.value, words.quote, words.version) == (48e8, "固投要完成48亿元", 0)
    load(engine, new)
    settled(engine, new)
    assert all_of(engine, m.Evidence, m.Evidence.version > 0) == []


def test_a_record_goes_with_its_sentence(engine: Engine) -> None:
    """Put after the others, its words are the same: the record is the same row, with all that hangs on it."""
    load(engine, COUNTY)
    accept(engine, ("sanction", 1), ("cadence", 1))
    moved = "连续两月末位的，取消评优。\n" + COUNTY.text.replace("连续两月末位的，取消评优。", "")
    load(engine, replace(COUNTY, text=moved))
    words = the(engine, m.Evidence, m.Evidence.id == the(engine, m.Sanction).evidence_id)
    assert (words.start, the(engine, m.Sanction).id, proposals(engine)) == (0, 1, [])


def test_a_record_follows_into_another_speech_with_its_entries(engine: Engine) -> None:
    load(engine, COUNTY)
    stone = bridge(engine).id
    correct(engine, "milestone", stone, count=1.0)
    entries.mark_milestone_done(engine, stone, done_on=date(2015, 11, 1), actor=CLERK, now=NOW)
    first = Said("开场白一段，没有别的内容。\n", (), PLACE, year=2015)
    report = load(engine, first, COUNTY)
    row = bridge(engine)
    assert (row.id, row.count, row.review) == (stone, 1.0, "corrected")
    assert the(engine, m.Speech, m.Speech.id == row.speech_id).ordinal == 2
    assert (report.entries_kept, the(engine, m.PersonEntry).ordinal) == (1, 2)
    before = dump(engine)
    assert not load(engine, first, COUNTY).changed
    assert dump(engine) == before


def test_the_records_of_a_speech_that_vanishes_stay(engine: Engine) -> None:
    second = Said("会议强调，东湖泵站要在年底前建成，县水务局负责。", (
        project("东湖泵站"), milestone("东湖泵站要在年底前建成", "东湖泵站", "县水务局")), PLACE, year=2015)
    load(engine, COUNTY, second)
    stone = the(engine, m.Milestone, m.Milestone.subject == "东湖泵站")
    accept(engine, ("milestone", stone.id))
    entries.mark_milestone_done(engine, stone.id, done_on=date(2015, 11, 1), actor=CLERK, now=NOW)
    report = load(engine, COUNTY)
    row = the(engine, m.Milestone, m.Milestone.id == stone.id)
    words = the(engine, m.Evidence, m.Evidence.id == row.evidence_id)
    assert (the(engine, m.Speech).id, row.speech_id, words.version) == (row.speech_id, row.speech_id, 1)
    assert (report.entries_kept, the(engine, m.PersonEntry).ordinal) == (1, 1)
    settled(engine, COUNTY)


def test_a_reopened_record_follows_the_reading_again(engine: Engine) -> None:
    load(engine, COUNTY)
    accept(engine, ("sanction", 1))
    other = reading(without="连续两月末位的，取消评优")
    load(engine, with_text("连续两月末位的，取消评优。", "", other))
    reopen(engine, "sanction", 1)
    assert proposals(engine) == []
    load(engine, with_text("连续两月末位的，取消评优。", "", other))
    assert all_of(engine, m.Sanction) == []
    assert all_of(engine, m.Evidence, m.Evidence.version > 0) == []


def test_a_new_figure_beside_an_accepted_one_is_put_in(engine: Engine) -> None:
    load(engine, COUNTY)
    accept(engine, ("indicator", first_figure(engine).id))
    more = replace(COUNTY, told=(*COUNTY.told, figure("今年全县固投要完成45亿元", "全县固投", 45e8)))
    load(engine, more)
    assert len(all_of(engine, m.Indicator)) == 4
    assert proposals(engine) == []


def test_units_of_another_name_are_no_difference(engine: Engine) -> None:
    load(engine, COUNTY)
    stone = bridge(engine)
    accept(engine, ("milestone", stone.id))
    water = the(engine, m.Unit, m.Unit.name == "县水务局")
    with changing(engine, Action.NAME_UNIT, actor=TESTER, now=NOW) as change:
        change.connection.execute(insert(m.UnitAlias.__table__).values(scope=water.scope, name="水务部门",
                                                                       unit_id=water.id))
    other = reading(swap=changed("滨海大桥项目", **({"unit": ("县住建局", "水务部门")})))
    other = replace(other, told=tuple(t for t in other.told if "name" not in t.fields))
    load(engine, other)
    assert [p for p in proposals(engine) if p[1] == "changed"] == []
    assert "水务部门" not in all_of(engine, m.Unit.name)
