"""What happened, as pages show it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, update

from db.models import Unit
from db.queries.history import (
    EventFilter,
    changes_between,
    event_changes,
    event_choices,
    events,
    row_story,
)
from db.queries.scope import Slice
from tests.db import office_ledger as office
from tests.db.office_ledger import hour

ALL = Slice(limit=100)


@pytest.fixture
def worked(engine: Engine) -> Engine:
    office.work(engine)
    return engine


@pytest.mark.parametrize("wanted, numbers", [
    (EventFilter(), list(range(11, 0, -1))),
    (EventFilter(actor="王科员"), [11, 8, 5, 2]),
    (EventFilter(action="report"), [3]),
    (EventFilter(since=hour(4), before=hour(6)), [5, 4]),
    (EventFilter(words="第10"), [10]),
    (EventFilter(words="科"), [11, 10, 8, 7, 5, 4, 2, 1]),
    (EventFilter(words="%"), []),
    (EventFilter(actor="王科员", action="report"), []),
    (EventFilter(subject_type="unit"), []),
])
def test_events_are_found(worked: Engine, wanted: EventFilter, numbers: list[int]) -> None:
    with worked.connect() as connection:
        rows = events(connection, wanted, ALL)
    assert [r["id"] for r in rows] == numbers
    assert {r["total"] for r in rows} <= {len(numbers)}


def test_events_come_in_pages(worked: Engine) -> None:
    with worked.connect() as connection:
        page = events(connection, EventFilter(), Slice(limit=3, offset=6))
        choices = event_choices(connection)
    assert [(r["id"], r["total"]) for r in page] == [(5, 11), (4, 11), (3, 11)]
    assert choices["actor"] == sorted(["王科员", "陈办事员", "周科长"])
    assert "move_deadline" in choices["action"]
    assert choices["subject_type"] == []


def test_the_rows_of_an_event_are_told_by_field(worked: Engine) -> None:
    with worked.connect() as connection:
        rows = event_changes(connection, 2, ALL)
        assert event_changes(connection, 3, Slice(limit=1, offset=1))[0]["total"] == 3
    assert [(r["table_name"], r["row_id"], r["operation"]) for r in rows] == [("milestone", 1, "update")]
    assert rows[0]["fields"] == [{"field": "moved_to", "was": None, "is": hour(0).date().replace(month=5, day=1)}]


def test_the_story_of_a_row_reads_from_its_beginning(worked: Engine) -> None:
    with worked.connect() as connection:
        told = row_story(connection, "stage_change", 1)
        assert row_story(connection, "stage_change", 99) == []
    assert [(s["action"], s["operation"], s["reason"]) for s in told] == [
        ("report", "insert", "第3次"), ("verify", "update", "第7次"), ("withdraw_report", "delete", "第8次")]
    assert {"field": "entered_at", "was": None, "is": hour(3)} in told[0]["fields"]
    assert told[1]["fields"] == [{"field": "verified", "was": False, "is": True},
                                 {"field": "note", "was": "", "is": "核实"}]
    assert {"field": "verified", "was": True, "is": None} in told[2]["fields"]
    assert not any("before" in s or "after" in s for s in told)


def test_a_change_from_outside_is_in_the_story_without_a_name(worked: Engine) -> None:
    with worked.begin() as connection:
        connection.execute(update(Unit).where(Unit.id == 1).values(name="假局"))
    with worked.connect() as connection:
        last = row_story(connection, "unit", 1)[-1]
    assert (last["actor"], last["event_id"], last["fields"][0]["is"]) == (None, None, "假局")


def test_what_changed_in_a_span_is_counted_by_kind(worked: Engine) -> None:
    with worked.connect() as connection:
        found = changes_between(connection, hour(7), hour(9))
        assert changes_between(connection, hour(50), hour(60)) == {"actions": [], "tables": []}
        whole = changes_between(connection, hour(0), hour(12) + timedelta(days=1))
    assert found["actions"] == [{"action": "verify", "events": 1, "actors": 1},
                                {"action": "withdraw_report", "events": 1, "actors": 1}]
    assert {t["table_name"]: (t["inserted"], t["updated"], t["deleted"], t["rows"]) for t in found["tables"]} == {
        "stage_change": (0, 1, 1, 1), "attachment": (0, 0, 1, 1), "progress_report": (0, 0, 1, 1)}
    assert sum(a["events"] for a in whole["actions"]) == 11
