"""A ledger that an office has worked with: read, corrected, reported on, with files, moments and rows of every kind."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, delete, insert, select, update

from db import history_triggers
from db.history import changing
from db.models import (
    METADATA,
    Account,
    Attachment,
    Cadence,
    Document,
    Indicator,
    LedgerSetting,
    Milestone,
    MilestoneUnit,
    ProgressReport,
    Project,
    Responsibility,
    Review,
    Run,
    SignIn,
    Speech,
    StageChange,
    Unit,
)
from db.vocab import Action
from tests.dashboard import ledger as read
from tests.people import CLERK, SUPERVISOR, WANG

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def hour(number: int) -> datetime:
    return START + timedelta(hours=number)


def act(engine: Engine, action: Action, number: int, *statements: Any, actor: Any = CLERK) -> None:
    """One event at hour `number` that runs the statements."""
    with changing(engine, action, actor=actor, now=hour(number), reason=f"第{number}次") as change:
        for statement in statements:
            change.connection.execute(statement)


def fill(engine: Engine) -> None:
    """A ledger as it comes from before the history began: three speeches that no event tells of."""
    with engine.begin() as connection:
        history_triggers.remove(connection)
    read.fill(engine)
    with engine.begin() as connection:
        history_triggers.install(connection)


def work(engine: Engine) -> int:
    """Fill the ledger and work with it: one act an hour. Returns the number of the last event."""
    fill(engine)
    for number, (action, statements) in enumerate(acts(), start=1):
        act(engine, action, number, *statements, actor=(CLERK, SUPERVISOR, WANG)[number % 3])
    return number


def acts() -> list[tuple[Action, list[Any]]]:
    """What the office does, one event each."""
    report = {"subject_type": "project", "subject_id": 2, "period": "2026-03", "measure": "investment", "unit_id": 1,
              "value": 1234567.8900000001, "cumulative": 45e8, "percent": None, "words": "主塔封顶 'A' \"B\"",
              "stage": "construction", "stage_on": date(2026, 3, 1), "problem": "", "next_step": "吊装\n调试",
              "verified_by": "", "verified_at": hour(3) + timedelta(microseconds=123456),
              "questions": ["jump"], "reported_by": "吴", "reported_at": hour(3)}
    review = {"record_type": "indicator", "record_id": 1, "state": "corrected", "machine": {"value": 120e8},
              "person": {"value": 118.5e8}, "reason": "会后更正", "reviewed_by": "陈", "reviewed_at": hour(1)}
    indicator, link = Indicator.__table__, MilestoneUnit.__table__
    return [
        (Action.CORRECT, [update(indicator).where(indicator.c.id == 1).values(
            value=118.5e8, review="corrected", also_at=[[3, 9]]), insert(Review).values(review)]),
        (Action.MOVE_DEADLINE, [update(Milestone).where(Milestone.id == 1).values(moved_to=date(2026, 5, 1))]),
        (Action.REPORT, [
            insert(ProgressReport).values(id=1, **report),
            insert(Attachment).values(id=1, report_id=1, name="照片.jpg", media_type="image/jpeg", sha256="x",
                                      content=bytes(range(256))),
            insert(StageChange).values(id=1, project_id=2, stage="construction", reached_on=date(2026, 3, 1),
                                       report_id=1, verified=False, note="", entered_by="吴", entered_at=hour(3))]),
        (Action.UNASSIGN, [delete(link).where(link.c.milestone_id == 1)]),
        (Action.SETTING, [insert(LedgerSetting).values(name="only_earlier", value="no")]),
        (Action.ACCOUNT, [insert(Account).values(id=1, login="a", name="甲", password_hash="secret", role="clerk",
                                                 active=True, failed_sign_ins=2, locked_until=hour(9)),
                          insert(SignIn).values(account_id=1, token_sha256="t", created_at=hour(1),
                                                expires_at=hour(99))]),
        (Action.VERIFY, [update(StageChange).values(verified=True, note="核实")]),
        (Action.WITHDRAW_REPORT, [delete(ProgressReport)]),
        (Action.NAME_UNIT, [update(Unit).where(Unit.id == 1).values(name="县发展和改革局"),
                            insert(Unit).values(id=50, scope="449901", name="县住建局", region_id=1)]),
        (Action.IMPORT, [
            insert(Run).values(id=9, command="x", extractor="1", started_at=hour(10), counts={}),
            insert(Document).values(id=9, name="新.txt", media_type="txt", encoding="utf-8", sha256="9",
                                    text_sha256="9", text="新的一句。", loaded_at=hour(10), run_id=9),
            insert(Speech).values(id=9, document_id=9, ordinal=1, title="新", start=0, end=5, region_source="open",
                                  date_source="open", clues=[], as_read={}),
            delete(Cadence).where(Cadence.id == 1),
            update(Project).where(Project.id == 1).values(investment=0.1, capacity=None)]),
        (Action.ASSIGN, [insert(Responsibility).values(
            id=1, subject_type="project", subject_id=1, role="leader", person="刘县长", contact="110",
            entered_by="陈", entered_at=hour(11))]),
    ]


def rows_of(engine: Engine, *leave_out: str) -> dict[str, list[str]]:
    """Every row of every table, in words that do not depend on the database."""
    with engine.connect() as connection:
        return {
            name: sorted(repr(dict(row)) for row in connection.execute(select(table)).mappings())
            for name, table in METADATA.tables.items() if name not in leave_out
        }
