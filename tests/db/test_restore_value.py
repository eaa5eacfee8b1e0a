"""A former value comes back as a new event, and never over somebody's later word."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select, update

from db.errors import BadEntry, EditConflict, NoSuchRow, NotAllowed
from db.history import row_history, version_of
from db.models import (
    Account,
    Attachment,
    Event,
    Indicator,
    Milestone,
    PersonEntry,
    ProgressReport,
    Project,
    Review,
    StageChange,
    Unit,
)
from db.services.history import restore_value
from db.verification import verify
from db.vocab import Action
from tests.db import office_ledger as office
from tests.db.office_ledger import hour
from tests.people import CLERK, SUPERVISOR


@pytest.fixture
def worked(engine: Engine) -> Engine:
    office.work(engine)
    return engine


def last_change(engine: Engine, table: str, row_id: int, operation: str = "update") -> int:
    with engine.connect() as connection:
        return [c["change_id"] for c in row_history(connection, table, row_id) if c["operation"] == operation][-1]


def restore(engine: Engine, change_id: int, **asked: Any) -> None:
    restore_value(engine, change_id, **({"actor": SUPERVISOR, "now": hour(30), "reason": "改回"} | asked))


def one(engine: Engine, statement: Any) -> Any:
    with engine.connect() as connection:
        return connection.execute(statement).scalar_one()


def name_unit(engine: Engine, number: int, **values: Any) -> None:
    office.act(engine, Action.NAME_UNIT, number, update(Unit).where(Unit.id == 1).values(**values))


def test_a_former_name_comes_back_as_an_event(worked: Engine) -> None:
    restore(worked, last_change(worked, "unit", 1))
    assert one(worked, select(Unit.name).where(Unit.id == 1)) == "县发改局"
    with worked.connect() as connection:
        event = connection.execute(select(Event).order_by(Event.id.desc())).mappings().first()
    assert event is not None
    assert (event["action"], event["actor"], event["reason"], event["subject_type"], event["subject_id"],
            event["title"]) == ("restore_value", SUPERVISOR.name, "改回", "unit", 1, "县发展和改革局")
    assert verify(worked).sound


def test_what_the_row_became_in_other_columns_stays(worked: Engine) -> None:
    change = last_change(worked, "unit", 1)
    name_unit(worked, 21, level="city")
    restore(worked, change)
    with worked.connect() as connection:
        row = connection.execute(select(Unit.name, Unit.level).where(Unit.id == 1)).one()
    assert tuple(row) == ("县发改局", "city")


def test_a_later_word_on_the_same_column_must_have_been_seen(worked: Engine) -> None:
    change = last_change(worked, "unit", 1)
    name_unit(worked, 21, name="县发改委")
    with pytest.raises(EditConflict) as told:
        restore(worked, change)
    assert [c["after"] for c in told.value.changes] == [{"name": "县发改委"}]
    with worked.connect() as connection:
        seen = version_of(connection, "unit", 1)
    name_unit(worked, 22, name="县发改和统计局")
    with pytest.raises(EditConflict):
        restore(worked, change, seen=seen)
    assert one(worked, select(Unit.name).where(Unit.id == 1)) == "县发改和统计局"
    with worked.connect() as connection:
        seen = version_of(connection, "unit", 1)
    restore(worked, change, seen=seen)
    assert one(worked, select(Unit.name).where(Unit.id == 1)) == "县发改局"


def test_a_withdrawn_report_comes_back_with_its_file_and_its_stage(worked: Engine) -> None:
    for table in ("progress_report", "attachment", "stage_change"):
        restore(worked, last_change(worked, table, 1, "delete"))
    with worked.connect() as connection:
        report = connection.execute(select(ProgressReport)).mappings().one()
        assert connection.execute(select(Attachment.content)).scalar_one() == bytes(range(256))
        assert connection.execute(select(StageChange.verified)).scalar_one() is True
    assert (report["value"], report["questions"], report["stage_on"].isoformat(), report["next_step"]) == (
        1234567.8900000001, ["jump"], "2026-03-01", "吊装\n调试")
    assert report["verified_at"].microsecond == 123456
    assert verify(worked).sound


def test_what_a_row_belongs_to_must_be_there(worked: Engine) -> None:
    change = last_change(worked, "attachment", 1, "delete")
    with pytest.raises(BadEntry, match="does not fit"):
        restore(worked, change)


def test_a_row_that_is_there_is_not_brought_back(worked: Engine) -> None:
    change = last_change(worked, "progress_report", 1, "delete")
    restore(worked, change)
    with pytest.raises(BadEntry, match="already"):
        restore(worked, change)


def test_a_correction_of_a_record_goes_back_with_its_review(worked: Engine) -> None:
    """The first correction set the value to 118.5, the second to 119; the machine had read 120 (亿)."""
    office.act(worked, Action.CORRECT, 21, update(Indicator).where(Indicator.id == 1).values(value=119e8),
               update(Review).where(Review.id == 1).values(person={"value": 119e8}))
    second = last_change(worked, "indicator", 1)
    restore(worked, second)
    with worked.connect() as connection:
        assert connection.execute(select(Indicator.value, Indicator.review).where(Indicator.id == 1)).one() == (
            118.5e8, "corrected")
        assert connection.execute(select(Review.person, Review.reviewed_by)).one() == (
            {"value": 118.5e8}, SUPERVISOR.name)


def test_a_record_that_is_again_as_it_was_read_is_accepted(worked: Engine) -> None:
    restore(worked, last_change(worked, "indicator", 1))
    with worked.connect() as connection:
        assert connection.execute(
            select(Indicator.value, Indicator.review, Indicator.also_at).where(Indicator.id == 1)).one() == (
            120e8, "accepted", [[3, 9]])
        assert connection.execute(select(Review.person, Review.state)).one() == ({}, "accepted")


def test_a_record_that_only_a_reading_changed_is_reviewed_instead(worked: Engine) -> None:
    office.act(worked, Action.IMPORT, 21, update(Indicator).where(Indicator.id == 2).values(value=1.0))
    with pytest.raises(BadEntry, match="review it instead"):
        restore(worked, last_change(worked, "indicator", 2))


def test_a_deadline_is_moved_back_by_its_own_act(worked: Engine) -> None:
    with pytest.raises(BadEntry, match="move of the deadline"):
        restore(worked, last_change(worked, "milestone", 1))


def test_a_row_made_has_no_former_value(worked: Engine) -> None:
    with pytest.raises(BadEntry, match="no former value"):
        restore(worked, last_change(worked, "unit", 50, "insert"))


def test_what_a_reading_keeps_is_not_set_back(worked: Engine) -> None:
    with pytest.raises(BadEntry, match="rows of project cannot be set back here"):
        restore(worked, last_change(worked, "project", 1))
    with pytest.raises(BadEntry, match="rows of cadence cannot be brought back here"):
        restore(worked, last_change(worked, "cadence", 1, "delete"))


def test_nobody_gets_a_role_back(worked: Engine) -> None:
    office.act(worked, Action.ACCOUNT, 21, update(Account).values(role="viewer"))
    with pytest.raises(BadEntry, match="account"):
        restore(worked, last_change(worked, "account", 1))


def test_an_entry_that_dates_follow_is_entered_anew(worked: Engine) -> None:
    entry = {"id": 1, "document_name": "a", "ordinal": 1, "record_key": "", "date_value": hour(0).date(), "note": "",
             "entered_by": "a", "entered_at": hour(1)}
    office.act(worked, Action.SET_DATE, 21, insert(PersonEntry).values(kind="reference_date", **entry))
    office.act(worked, Action.SET_DATE, 22, update(PersonEntry).values(note="改"))
    office.act(worked, Action.UNDO_DATE, 23, delete(PersonEntry))
    with pytest.raises(BadEntry, match="enter it anew"):
        restore(worked, last_change(worked, "person_entry", 1, "delete"))
    with pytest.raises(NoSuchRow):
        restore(worked, last_change(worked, "person_entry", 1))


@pytest.mark.parametrize("asked, error", [
    ({"actor": CLERK}, NotAllowed), ({"reason": "  "}, BadEntry), ({"change_id": 10 ** 6}, NoSuchRow),
])
def test_what_is_refused_changes_nothing(worked: Engine, asked: dict[str, Any], error: type[Exception]) -> None:
    asked = {"change_id": last_change(worked, "unit", 1)} | asked
    with pytest.raises(error):
        restore(worked, **asked)
    assert one(worked, select(Unit.name).where(Unit.id == 1)) == "县发展和改革局"
    assert one(worked, select(Project.name).where(Project.id == 1))
    assert one(worked, select(Milestone.id).where(Milestone.id == 1)) == 1
