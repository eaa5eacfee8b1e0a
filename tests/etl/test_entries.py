"""What people enter is checked, applied, taken back, and never lost by a load."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

from db import models as m
from db.errors import BadEntry, EditConflict, EntryError, NoSuchRow
from db.rights import local_actor
from etl import entries
from etl.errors import TaizhangError
from etl.load import LoadReport, ingest_ledger
from etl.proposals import take_proposals
from etl.records import Deadline
from tests.etl.speeches import COUNTY, PLACE, Said, assignment, dump, figure, ledger, milestone
from tests.people import TESTER, WANG

NOW = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)
DONE = date(2015, 11, 20)


def load(engine: Engine, *said: Said, name: str = "县.txt") -> LoadReport:
    return ingest_ledger(engine, ledger(name, *said), command="test", actor=TESTER, now=NOW)


def all_of(engine: Engine, model: Any, *where: Any) -> list[Any]:
    with Session(engine) as session:
        return list(session.scalars(select(model).where(*where).order_by(model.id)).all())


def the(engine: Engine, model: Any, *where: Any) -> Any:
    (row,) = all_of(engine, model, *where)
    return row


def bridge(engine: Engine) -> int:
    return the(engine, m.Milestone, m.Milestone.subject == "滨海大桥项目").id


def blank(engine: Engine) -> int:
    return the(engine, m.Indicator, m.Indicator.redacted).id


def done(engine: Engine, milestone_id: int, **more: Any) -> None:
    entries.mark_milestone_done(engine, milestone_id, **{"done_on": DONE, "actor": WANG, "now": NOW} | more)


def fill(engine: Engine, indicator_id: int, **more: Any) -> None:
    entries.fill_value(engine, indicator_id, **{"value": 6e8, "actor": WANG, "now": NOW} | more)


def entered(engine: Engine, model: Any) -> list[int]:
    """Ids of the records that an entry stands on, joined as the dashboard does."""
    statement = (
        select(model.id).join(m.Speech, m.Speech.id == model.speech_id)
        .join(m.Document, m.Document.id == m.Speech.document_id)
        .join(m.PersonEntry, (m.PersonEntry.document_name == m.Document.name)
              & (m.PersonEntry.ordinal == m.Speech.ordinal) & (m.PersonEntry.record_key == model.key))
    )
    with engine.connect() as connection:
        return list(connection.execute(statement).scalars())


# ---------------------------------------------------------------- entering and taking back


def test_a_milestone_met(engine: Engine) -> None:
    load(engine, COUNTY)
    done(engine, bridge(engine), note=" 已通车 ")
    entry = the(engine, m.PersonEntry)
    assert (entry.kind, entry.date_value, entry.entered_by, entry.note, entry.entered_at) == (
        "milestone_done", DONE, "王科员", "已通车", NOW)
    assert entered(engine, m.Milestone) == [bridge(engine)]


def test_a_second_entry_replaces_the_first(engine: Engine) -> None:
    load(engine, COUNTY)
    done(engine, bridge(engine))
    done(engine, bridge(engine), done_on=date(2015, 12, 1))
    assert the(engine, m.PersonEntry).date_value == date(2015, 12, 1)


def test_what_somebody_else_entered_is_replaced_by_who_saw_it_only(engine: Engine) -> None:
    load(engine, COUNTY)
    done(engine, bridge(engine), note="验收8号")
    more = {"done_on": date(2015, 12, 1), "actor": local_actor("李科长")}
    for before in (None, 0):
        with pytest.raises(EditConflict) as refused:
            done(engine, bridge(engine), seen=before, **more)
    assert {c["actor"] for c in refused.value.changes} == {"王科员"}
    entry = the(engine, m.PersonEntry)
    assert (entry.date_value, entry.note, entry.entered_by) == (DONE, "验收8号", "王科员")
    done(engine, bridge(engine), seen=max(c["change_id"] for c in refused.value.changes), **more)
    entry = the(engine, m.PersonEntry)
    assert (entry.date_value, entry.entered_by) == (date(2015, 12, 1), "李科长")


def test_each_entry_can_be_taken_back(engine: Engine) -> None:
    load(engine, COUNTY)
    speech = the(engine, m.Speech).id
    before = dump(engine)
    done(engine, bridge(engine))
    fill(engine, blank(engine))
    entries.set_reference_date(engine, speech, day=date(2016, 7, 1), actor=WANG, now=NOW)
    assert entries.undo_milestone_done(engine, bridge(engine), actor=TESTER, now=NOW)
    assert entries.undo_fill_value(engine, blank(engine), actor=TESTER, now=NOW)
    assert entries.undo_reference_date(engine, speech, actor=TESTER, now=NOW)
    assert dump(engine) == before
    assert not entries.undo_milestone_done(engine, bridge(engine), actor=TESTER, now=NOW)
    assert not entries.undo_reference_date(engine, speech, actor=TESTER, now=NOW)


def test_a_blanked_figure_is_filled_in(engine: Engine) -> None:
    load(engine, COUNTY)
    fill(engine, blank(engine))
    assert the(engine, m.PersonEntry).number_value == 6e8
    assert the(engine, m.Indicator, m.Indicator.redacted).value is None


def test_zero_is_a_figure(engine: Engine) -> None:
    load(engine, COUNTY)
    fill(engine, blank(engine), value=0)
    assert the(engine, m.PersonEntry).number_value == 0.0


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("wrong", [
    {"done_on": date(2026, 1, 6)}, {"done_on": date(1900, 1, 1)}, {"done_on": datetime(2015, 1, 1, tzinfo=UTC)},
    {"done_on": "2015-01-01"}, {"done_on": None}, {"actor": local_actor("  ")}, {"actor": local_actor("王" * 101)},
    {"note": "字" * 2001},
    {"note": "a\x00b"}, {"now": datetime(2026, 1, 5)},
])
def test_a_wrong_entry_is_refused_and_writes_nothing(engine: Engine, wrong: dict[str, Any]) -> None:
    load(engine, COUNTY)
    with pytest.raises(BadEntry):
        done(engine, bridge(engine), **wrong)
    assert all_of(engine, m.PersonEntry) == []


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "6亿", None, True])
def test_a_figure_is_a_finite_number(engine: Engine, value: Any) -> None:
    load(engine, COUNTY)
    with pytest.raises(BadEntry, match="finite"):
        fill(engine, blank(engine), value=value)
    assert all_of(engine, m.PersonEntry) == []


def test_a_stated_figure_cannot_be_filled_in(engine: Engine) -> None:
    load(engine, COUNTY)
    stated = the(engine, m.Indicator, m.Indicator.value == 45e8).id
    with pytest.raises(BadEntry, match="nothing to fill in"):
        fill(engine, stated)
    assert all_of(engine, m.PersonEntry) == []


@pytest.mark.parametrize("act", [
    lambda e: done(e, 999), lambda e: fill(e, 999),
    lambda e: entries.undo_milestone_done(e, 999, actor=TESTER, now=NOW),
    lambda e: entries.set_reference_date(e, 999, day=DONE, actor=WANG, now=NOW),
    lambda e: entries.undo_reference_date(e, 999, actor=TESTER, now=NOW),
])
def test_what_is_not_in_the_ledger_is_a_clear_error(engine: Engine, act: Any) -> None:
    with pytest.raises(NoSuchRow, match="999"):
        act(engine)


def test_the_errors_are_the_users() -> None:
    assert issubclass(EntryError, TaizhangError)


def test_today_is_the_day_of_the_enterers_clock(engine: Engine) -> None:
    """Half past one in the night of 6 January in Shanghai is still the fifth in UTC."""
    load(engine, COUNTY)
    shanghai = datetime(2026, 1, 6, 1, 30, tzinfo=timezone(timedelta(hours=8)))
    done(engine, bridge(engine), done_on=date(2026, 1, 6), now=shanghai)
    assert the(engine, m.PersonEntry).date_value == date(2026, 1, 6)


# ---------------------------------------------------------------- loads after entries


def test_the_same_file_again_keeps_entries_and_touches_nothing(engine: Engine) -> None:
    load(engine, COUNTY)
    done(engine, bridge(engine))
    fill(engine, blank(engine))
    entries.set_reference_date(engine, the(engine, m.Speech).id, day=date(2016, 7, 1), actor=WANG, now=NOW)
    before = dump(engine)
    report = load(engine, COUNTY)
    assert not report.changed
    assert (report.entries_kept, report.entries_without_record) == (2, 0)
    assert dump(engine) == before


@pytest.mark.parametrize("old, new", [
    ("同志们，", "同志们：\n大家辛苦了。\n"),  # everything moves
    ("，由县住建局、县水务局负责", "，县住建局、县水务局要负起责任"),  # its own sentence changes
    ("其中南山镇", "其中，南山镇"),
])
def test_an_entry_stays_on_its_record_in_a_changed_document(engine: Engine, old: str, new: str) -> None:
    load(engine, COUNTY)
    done(engine, bridge(engine))
    fill(engine, blank(engine))
    assert old in COUNTY.text
    report = load(engine, replace(COUNTY, text=COUNTY.text.replace(old, new)))
    assert report.changed
    assert (report.entries_kept, report.entries_without_record) == (2, 0)
    assert entered(engine, m.Milestone) == [bridge(engine)]
    assert entered(engine, m.Indicator) == [blank(engine)]


def test_an_entry_follows_its_speech_to_another_ordinal(engine: Engine) -> None:
    load(engine, COUNTY)
    done(engine, bridge(engine))
    load(engine, Said("会议现在开始。\n"), COUNTY)
    assert entered(engine, m.Milestone) == [bridge(engine)]
    assert the(engine, m.PersonEntry).ordinal == 2


def test_a_record_with_an_entry_stands_though_it_is_read_no_more(engine: Engine) -> None:
    load(engine, COUNTY)
    done(engine, bridge(engine))
    before = bridge(engine)
    without = replace(COUNTY, told=tuple(t for t in COUNTY.told if t.fields.get("subject") != "滨海大桥项目"))
    report = load(engine, without)
    assert (report.entries_kept, report.entries_without_record, report.proposals) == (1, 0, 1)
    assert entered(engine, m.Milestone) == [bridge(engine)] == [before]
    assert the(engine, m.Proposal).kind == "gone"
    load(engine, COUNTY)
    assert entered(engine, m.Milestone) == [before]
    assert all_of(engine, m.Proposal) == []


def test_a_corrected_deadline_does_not_open_what_was_done(engine: Engine) -> None:
    """12月底前 becomes 11月底前 in the text: the closure stays, the new deadline is a question for a person."""
    def told(month: int) -> Said:
        words = f"水厂{month}月底前建成"
        return Said(f"同志们，{words}。\n", (
            milestone(words, "水厂", deadline=Deadline(text=f"{month}月底前", month=month)),), PLACE, year=2015)

    load(engine, told(12))
    plant = the(engine, m.Milestone).id
    done(engine, plant)
    report = load(engine, told(11))
    assert (report.entries_kept, report.entries_without_record, report.proposals) == (1, 0, 1)
    assert (the(engine, m.Milestone).id, entered(engine, m.Milestone)) == (plant, [plant])
    assert the(engine, m.Milestone).due_on == date(2015, 12, 31)
    proposal = the(engine, m.Proposal)
    assert (proposal.kind, proposal.new["deadline_month"]) == ("changed", 11)
    take_proposals(engine, [proposal.id], actor=WANG, now=NOW)
    assert (the(engine, m.Milestone).due_on, entered(engine, m.Milestone)) == (date(2015, 11, 30), [plant])
    assert load(engine, told(11)).entries_without_record == 0


def test_a_filled_figure_stands_beside_the_one_that_is_stated_now(engine: Engine) -> None:
    def told(words: str, value: float | None) -> Said:
        return Said(f"甲镇{words}。\n", (figure(words, "投资", value),), PLACE)

    load(engine, told("投资XX亿元", None))
    blanked = the(engine, m.Indicator).id
    fill(engine, blanked)
    report = load(engine, told("投资7亿元", 7e8))
    assert (report.entries_without_record, entered(engine, m.Indicator)) == (0, [blanked])
    assert the(engine, m.Proposal).new["value"] == 7e8


def test_an_entry_follows_its_place_where_two_records_have_the_same_words(engine: Engine) -> None:
    """Twice the same words in two sentences that both changed: their places in the text tell them apart."""
    twice = Said("甲村水厂年底前建成。乙村水厂年底前建成。\n", (
        milestone("水厂年底前建成", "水厂"), milestone("水厂年底前建成", "水厂", nth=1)), PLACE, year=2015)
    load(engine, twice)
    second = all_of(engine, m.Milestone)[1].id
    done(engine, second)
    report = load(engine, replace(twice, text="甲镇水厂年底前建成。乙镇水厂年底前建成。\n"))
    assert report.entries_without_record == 0
    assert entered(engine, m.Milestone) == [second]


def test_an_entry_of_another_document_is_left_alone(engine: Engine) -> None:
    load(engine, COUNTY)
    done(engine, bridge(engine))
    before = all_of(engine, m.PersonEntry)[0].record_key
    load(engine, Said("另一次会议，水厂年底前建成。\n", (milestone("水厂年底前建成", "水厂"),)), name="乙.txt")
    assert the(engine, m.PersonEntry).record_key == before


# ---------------------------------------------------------------- the day of a speech

NEXT_YEAR = Deadline(text="明年4月底前", year="+1", month=4)
FIXED = Deadline(text="2014年6月", year=2014, month=6)
DATED = Said(
    "明年4月底前，水厂要建成。2014年6月路要通车。县住建局年底前做好验收。\n", (
        milestone("明年4月底前，水厂要建成", "水厂", deadline=NEXT_YEAR),
        milestone("2014年6月路要通车", "路", deadline=FIXED),
        assignment("县住建局年底前做好验收", "做好验收", "县住建局", deadline=Deadline(text="年底前", month=12)),
    ), PLACE,
)


def due(engine: Engine) -> dict[str, tuple[date | None, str]]:
    found = {r.subject: (r.due_on, r.due_basis) for r in all_of(engine, m.Milestone)}
    return found | {r.task: (r.due_on, r.due_basis) for r in all_of(engine, m.Assignment)}


def test_the_day_of_a_speech_dates_its_deadlines(engine: Engine) -> None:
    load(engine, DATED)
    before = due(engine)
    assert before["水厂"] == (None, "open")
    changed = entries.set_reference_date(
        engine, the(engine, m.Speech).id, day=date(2016, 7, 1), actor=WANG, now=NOW)
    assert due(engine) == {
        "水厂": (date(2017, 4, 30), "stated"), "路": before["路"], "做好验收": (date(2016, 12, 31), "stated")}
    assert changed == 2
    speech = the(engine, m.Speech)
    assert (speech.reference_date, speech.date_source, speech.year) == (date(2016, 7, 1), "given", 2016)


def test_a_load_reads_deadlines_against_the_entered_day(engine: Engine) -> None:
    load(engine, DATED)
    entries.set_reference_date(engine, the(engine, m.Speech).id, day=date(2016, 7, 1), actor=WANG, now=NOW)
    expected = due(engine)
    load(engine, replace(DATED, text="各位：\n" + DATED.text))
    assert due(engine) == expected
    assert the(engine, m.Speech).date_source == "given"


def test_taking_the_day_back_opens_the_deadlines_again(engine: Engine) -> None:
    load(engine, replace(DATED, day=date(2010, 3, 1)))
    before, speech = due(engine), the(engine, m.Speech)
    entries.set_reference_date(engine, speech.id, day=date(2016, 7, 1), actor=WANG, now=NOW)
    assert due(engine) != before
    assert entries.undo_reference_date(engine, speech.id, actor=TESTER, now=NOW)
    assert due(engine) == before
    assert the(engine, m.Speech).reference_date == date(2010, 3, 1)


def test_only_the_named_speech_is_dated(engine: Engine) -> None:
    other = Said("明年4月底前，桥要建成。\n", (milestone("明年4月底前，桥要建成", "桥", deadline=NEXT_YEAR),))
    load(engine, DATED, other)
    first = all_of(engine, m.Speech)[0]
    entries.set_reference_date(engine, first.id, day=date(2016, 7, 1), actor=WANG, now=NOW)
    assert due(engine)["桥"] == (None, "open")


def test_a_speech_is_not_given_in_the_future(engine: Engine) -> None:
    load(engine, COUNTY)
    with pytest.raises(BadEntry, match="ahead"):
        entries.set_reference_date(engine, the(engine, m.Speech).id, day=date(2026, 2, 1), actor=WANG, now=NOW)
    assert the(engine, m.Speech).reference_date is None


def test_a_figure_with_an_entry_is_found_among_the_blank_ones(engine: Engine) -> None:
    said = Said("甲镇XX亿元，乙镇XX亿元。\n", (
        figure("XX亿元", "投资", None, region="甲镇"), figure("XX亿元", "投资", None, region="乙镇", nth=1)))
    load(engine, said)
    second = all_of(engine, m.Indicator)[1]
    fill(engine, second.id)
    assert entered(engine, m.Indicator) == [second.id]
