"""What the office did about a project goes along when the project is merged into another one."""

from __future__ import annotations

from sqlalchemy import Connection, and_, exists, select, update

from db.errors import BadEntry
from db.models import ProgressReport, Responsibility, StageChange
from db.vocab import ReportSubject


def move_work(connection: Connection, *, keep_id: int, other_id: int) -> None:
    """Give the reports, dated stages and responsibilities of `other_id` to `keep_id`.

    Raises BadEntry where both have a report of one period and measure: a person must say which one holds.
    """
    report, kept = ProgressReport.__table__, ProgressReport.__table__.alias()
    kind = str(ReportSubject.PROJECT)
    twice = connection.execute(
        select(report.c.period).join(kept, and_(kept.c.period == report.c.period, kept.c.measure == report.c.measure))
        .where(report.c.subject_type == kind, kept.c.subject_type == kind, report.c.subject_id == other_id,
               kept.c.subject_id == keep_id)).scalars().first()
    if twice is not None:
        raise BadEntry(f"both projects have a report of {twice}: withdraw one of the two first")
    for table in (report, Responsibility.__table__):
        connection.execute(update(table).where(table.c.subject_type == kind, table.c.subject_id == other_id)
                           .values(subject_id=keep_id))
    stage, there = StageChange.__table__, StageChange.__table__.alias()
    same = exists().where(there.c.project_id == keep_id, there.c.stage == stage.c.stage,
                          there.c.reached_on == stage.c.reached_on)
    connection.execute(stage.delete().where(stage.c.project_id == other_id, same))
    connection.execute(update(stage).where(stage.c.project_id == other_id).values(project_id=keep_id))
