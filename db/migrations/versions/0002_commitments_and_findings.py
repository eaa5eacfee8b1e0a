"""Commitments without a date, findings, repaired figures, and the other places of a record.

Revises: 0001
Created: 2026-11-22 08:55:00
"""

# ruff: noqa: E501
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RECORD_TABLES = ("assignment", "cadence", "indicator", "milestone", "project_mention", "sanction")


def upgrade() -> None:
    # ALTER TABLE ADD COLUMN throughout: a rebuilt table of SQLite would lose its checks
    for table in RECORD_TABLES:
        op.add_column(table, sa.Column("also_at", sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    op.add_column("indicator", sa.Column("proof", sa.String(), server_default="", nullable=False))
    op.execute(
        "ALTER TABLE indicator ADD COLUMN repaired_value FLOAT"
        " CONSTRAINT ck_indicator_only_redacted_is_repaired CHECK (repaired_value IS NULL OR redacted)"
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("speech_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("stated", sa.Float(), nullable=False),
        sa.Column("computed", sa.Float(), nullable=False),
        sa.Column("measure_unit", sa.String(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.Column("says", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('parts_total', 'within_whole', 'rate', 'growth', 'product', 'difference')",
            name=op.f("ck_finding_kind"),
        ),
        sa.CheckConstraint('start >= 0 AND "end" > start', name=op.f("ck_finding_span")),
        sa.ForeignKeyConstraint(["speech_id"], ["speech.id"], name=op.f("fk_finding_speech_id_speech")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("speech_id", "key", name=op.f("uq_finding_speech_id_key")),
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("speech_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.CheckConstraint(
            "event IN ('approve', 'sign', 'start', 'resume', 'structure', 'complete', 'trial', 'operate', 'submit', 'accept', 'issue', 'meet', 'dissolve', 'other')",
            name=op.f("ck_commitment_event"),
        ),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_commitment_confidence")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_commitment_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_commitment_project_id_project")),
        sa.ForeignKeyConstraint(["speech_id"], ["speech.id"], name=op.f("fk_commitment_speech_id_speech")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("speech_id", "key", name=op.f("uq_commitment_speech_id_key")),
    )
    op.create_index(op.f("ix_commitment_evidence_id"), "commitment", ["evidence_id"], unique=False)
    op.create_index(op.f("ix_commitment_project_id"), "commitment", ["project_id"], unique=False)
    op.create_table(
        "commitment_unit",
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["commitment_id"],
            ["commitment.id"],
            name=op.f("fk_commitment_unit_commitment_id_commitment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_commitment_unit_unit_id_unit")),
        sa.PrimaryKeyConstraint("commitment_id", "unit_id", name=op.f("pk_commitment_unit")),
    )
    op.create_index(op.f("ix_commitment_unit_unit_id"), "commitment_unit", ["unit_id"], unique=False)


def downgrade() -> None:
    op.drop_table("commitment_unit")
    op.drop_table("commitment")
    op.drop_table("finding")
    op.drop_column("indicator", "repaired_value")
    op.drop_column("indicator", "proof")
    for table in RECORD_TABLES:
        op.drop_column(table, "also_at")
