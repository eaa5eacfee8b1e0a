"""Indexes in the order in which deadlines and the review queue are read; they take the place of those on one column.

Revises: 0004
Created: 2026-11-22 14:30:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STANDS = sa.text("review != 'rejected'")
DEADLINE = "coalesce(moved_to, due_on)"
MONEY = "CASE WHEN ({0} >= 100000000.0) THEN 2 WHEN ({0} >= 1000000.0) THEN 1 ELSE 0 END"
DATED = "CASE WHEN (due_on IS NOT NULL) THEN 1 ELSE 0 END"
WEIGHTS = {
    "indicator": "(1 + " + MONEY.format("measure_unit = '元' AND value") + ")",
    "project_mention": "(1 + " + MONEY.format("investment") + ")",
    "milestone": f"(1 + {DATED} + CASE WHEN (modality = 'must') THEN 1 ELSE 0 END)",
    "assignment": f"(1 + {DATED})",
    "cadence": "1",
    "sanction": "1",
}
REPLACED = [(table, "review") for table in WEIGHTS] + [
    (table, column) for table in ("assignment", "milestone") for column in ("due_on", "moved_to")]


def upgrade() -> None:
    for table, column in REPLACED:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    for table, weight in WEIGHTS.items():
        urgency = sa.text(f"((1.0 - confidence) * {weight})")
        op.create_index(f"ix_{table}_urgency", table, ["review", urgency], unique=False)
    for table in ("assignment", "milestone"):
        _of_standing(f"ix_{table}_deadline", table, [sa.text(DEADLINE), "id"])
    _of_standing("ix_milestone_project_deadline", "milestone", ["project_id", sa.text(DEADLINE)])
    op.create_index("ix_milestone_speech_id_due_on", "milestone", ["speech_id", "due_on"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_milestone_speech_id_due_on", table_name="milestone")
    op.drop_index("ix_milestone_project_deadline", table_name="milestone")
    for table in ("milestone", "assignment"):
        op.drop_index(f"ix_{table}_deadline", table_name=table)
    for table in WEIGHTS:
        op.drop_index(f"ix_{table}_urgency", table_name=table)
    for table, column in REPLACED:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _of_standing(name: str, table: str, columns: list) -> None:
    """An index over the records that nobody rejected."""
    op.create_index(name, table, columns, unique=False, sqlite_where=STANDS, postgresql_where=STANDS)
