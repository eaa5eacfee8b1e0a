"""all tables

Revises: nothing
Created: 2026-11-22 08:07:41.574775
"""

# ruff: noqa: E501
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("document_name", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("record_key", sa.String(), nullable=False),
        sa.Column("date_value", sa.Date(), nullable=True),
        sa.Column("number_value", sa.Float(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('milestone_done', 'reference_date', 'filled_value')", name=op.f("ck_person_entry_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_entry")),
        sa.UniqueConstraint(
            "document_name",
            "ordinal",
            "kind",
            "record_key",
            name=op.f("uq_person_entry_document_name_ordinal_kind_record_key"),
        ),
    )
    op.create_table(
        "region",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "level IN ('province', 'city', 'county', 'town', 'zone', 'group', 'other')", name=op.f("ck_region_level")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["region.id"], name=op.f("fk_region_parent_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("code", name=op.f("uq_region_code")),
    )
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("command", sa.String(), nullable=False),
        sa.Column("extractor", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("encoding", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_document_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("name", name=op.f("uq_document_name")),
    )
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.create_index("ix_document_text_sha256", ["text_sha256"], unique=False)

    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("investment", sa.Float(), nullable=True),
        sa.Column("annual_investment", sa.Float(), nullable=True),
        sa.Column("capacity", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('planned', 'negotiating', 'signed', 'preliminary', 'starting', 'construction', 'completed', 'operating', 'unknown')",
            name=op.f("ck_project_stage"),
        ),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_project_region_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("scope", "name_key", name=op.f("uq_project_scope_name_key")),
    )
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_region_id"), ["region_id"], unique=False)

    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_unit_region_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("scope", "name", name=op.f("uq_unit_scope_name")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_region_id"), ["region_id"], unique=False)

    op.create_table(
        "set_aside",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("kind IN ('furniture', 'number')", name=op.f("ck_set_aside_kind")),
        sa.CheckConstraint('start >= 0 AND "end" > start', name=op.f("ck_set_aside_span")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_set_aside_document_id_document")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
        sa.UniqueConstraint(
            "document_id", "kind", "start", "end", name=op.f("uq_set_aside_document_id_kind_start_end")
        ),
    )
    op.create_table(
        "speech",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("region_source", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("month", sa.Integer(), nullable=True),
        sa.Column("reference_date", sa.Date(), nullable=True),
        sa.Column("date_source", sa.String(), nullable=False),
        sa.Column("clues", sa.JSON(), nullable=False),
        sa.Column("as_read", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "date_source IN ('given', 'front_matter', 'inferred', 'open')", name=op.f("ck_speech_date_source")
        ),
        sa.CheckConstraint(
            "region_source IN ('given', 'front_matter', 'inferred', 'open')", name=op.f("ck_speech_region_source")
        ),
        sa.CheckConstraint('start >= 0 AND "end" > start', name=op.f("ck_speech_span")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_speech_document_id_document")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_speech_region_id_region")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speech")),
        sa.UniqueConstraint("document_id", "ordinal", name=op.f("uq_speech_document_id_ordinal")),
    )
    with op.batch_alter_table("speech", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speech_region_id"), ["region_id"], unique=False)

    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("speech_id", sa.Integer(), nullable=False),
        sa.Column("section_position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("sentence_start", sa.Integer(), nullable=False),
        sa.Column("sentence_end", sa.Integer(), nullable=False),
        sa.CheckConstraint('start >= 0 AND "end" > start', name=op.f("ck_evidence_span")),
        sa.ForeignKeyConstraint(["speech_id"], ["speech.id"], name=op.f("fk_evidence_speech_id_speech")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("speech_id", "start", "end", name=op.f("uq_evidence_speech_id_start_end")),
    )
    op.create_table(
        "section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("speech_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("parent_position", sa.Integer(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["speech_id"], ["speech.id"], name=op.f("fk_section_speech_id_speech")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
        sa.UniqueConstraint("speech_id", "position", name=op.f("uq_section_speech_id_position")),
    )
    op.create_table(
        "assignment",
        sa.Column("deadline_text", sa.String(), nullable=True),
        sa.Column("deadline_year", sa.String(), nullable=True),
        sa.Column("deadline_month", sa.Integer(), nullable=True),
        sa.Column("deadline_day", sa.Integer(), nullable=True),
        sa.Column("deadline_part", sa.String(), nullable=True),
        sa.Column("deadline_relative", sa.String(), nullable=True),
        sa.Column("deadline_year_redacted", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_basis", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("speech_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("task", sa.String(), nullable=False),
        sa.CheckConstraint("deadline_part IN ('early', 'mid', 'end')", name=op.f("ck_assignment_deadline_part")),
        sa.CheckConstraint("due_basis IN ('stated', 'inferred', 'open')", name=op.f("ck_assignment_due_basis")),
        sa.CheckConstraint("role IN ('lead', 'do', 'support', 'supervise')", name=op.f("ck_assignment_role")),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_assignment_confidence")),
        sa.CheckConstraint("deadline_day BETWEEN 1 AND 31", name=op.f("ck_assignment_deadline_day")),
        sa.CheckConstraint("deadline_month BETWEEN 1 AND 12", name=op.f("ck_assignment_deadline_month")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_assignment_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["speech_id"], ["speech.id"], name=op.f("fk_assignment_speech_id_speech")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("speech_id", "key", name=op.f("uq_assignment_speech_id_key")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_assignment_evidence_id"), ["evidence_id"], unique=False)

    op.create_table(
        "cadence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("speech_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("freq", sa.String(), nullable=False),
        sa.CheckConstraint(
            "activity IN ('dispatch', 'report', 'bulletin', 'inspect', 'assess', 'observe', 'meet', 'contact', 'duty')",
            name=op.f("ck_cadence_activity"),
        ),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_cadence_confidence")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_cadence_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["speech_id"], ["speech.id"], name=op.f("fk_cadence_speech_id_speech")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_cadence_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cadence")),
        sa.UniqueConstraint("speech_id", "key", name=op.f("uq_cadence_speech_id_key")),
    )
    with op.batch_alter_table("cadence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cadence_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cadence_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("speech_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("canonical_name", sa.String(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("region_text", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("value_max", sa.Float(), nullable=True),
        sa.Column("cmp", sa.String(), nullable=False),
        sa.Column("measure_unit", sa.String(), nullable=False),
        sa.Column("redacted", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=True),
        sa.CheckConstraint("cmp IN ('=', '>=', '<=', '>', '<', '~', 'range')", name=op.f("ck_indicator_cmp")),
        sa.CheckConstraint(
            "measure IN ('level', 'growth', 'share', 'difference', 'rank')", name=op.f("ck_indicator_measure")
        ),
        sa.CheckConstraint("status IN ('target', 'actual', 'gap')", name=op.f("ck_indicator_status")),
        sa.CheckConstraint("NOT redacted OR value IS NULL", name=op.f("ck_indicator_redacted_has_no_value")),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_indicator_confidence")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_indicator_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_indicator_project_id_project")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_indicator_region_id_region")),
        sa.ForeignKeyConstraint(["speech_id"], ["speech.id"], name=op.f("fk_indicator_speech_id_speech")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("speech_id", "key", name=op.f("uq_indicator_speech_id_key")),
    )
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_indicator_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_indicator_project_id"), ["project_id"], unique=False)
        batch_op.create_index("ix_indicator_region_name", ["region_id", "canonical_name", "status"], unique=False)

    op.create_table(
        "milestone",
        sa.Column("deadline_text", sa.String(), nullable=True),
        sa.Column("deadline_year", sa.String(), nullable=True),
        sa.Column("deadline_month", sa.Integer(), nullable=True),
        sa.Column("deadline_day", sa.Integer(), nullable=True),
        sa.Column("deadline_part", sa.String(), nullable=True),
        sa.Column("deadline_relative", sa.String(), nullable=True),
        sa.Column("deadline_year_redacted", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("due_basis", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("speech_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=True),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("modality", sa.String(), nullable=False),
        sa.Column("count", sa.Float(), nullable=True),
        sa.CheckConstraint("deadline_part IN ('early', 'mid', 'end')", name=op.f("ck_milestone_deadline_part")),
        sa.CheckConstraint("due_basis IN ('stated', 'inferred', 'open')", name=op.f("ck_milestone_due_basis")),
        sa.CheckConstraint(
            "event IN ('approve', 'sign', 'start', 'resume', 'structure', 'complete', 'trial', 'operate', 'submit', 'accept', 'issue', 'meet', 'dissolve', 'other')",
            name=op.f("ck_milestone_event"),
        ),
        sa.CheckConstraint("modality IN ('must', 'strive', 'plan')", name=op.f("ck_milestone_modality")),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_milestone_confidence")),
        sa.CheckConstraint("deadline_day BETWEEN 1 AND 31", name=op.f("ck_milestone_deadline_day")),
        sa.CheckConstraint("deadline_month BETWEEN 1 AND 12", name=op.f("ck_milestone_deadline_month")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_milestone_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_milestone_project_id_project")),
        sa.ForeignKeyConstraint(["speech_id"], ["speech.id"], name=op.f("fk_milestone_speech_id_speech")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("speech_id", "key", name=op.f("uq_milestone_speech_id_key")),
    )
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_milestone_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_milestone_project_id"), ["project_id"], unique=False)

    op.create_table(
        "project_mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("speech_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("region_text", sa.String(), nullable=True),
        sa.Column("investment", sa.Float(), nullable=True),
        sa.Column("annual_investment", sa.Float(), nullable=True),
        sa.Column("capacity", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('planned', 'negotiating', 'signed', 'preliminary', 'starting', 'construction', 'completed', 'operating', 'unknown')",
            name=op.f("ck_project_mention_stage"),
        ),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_project_mention_confidence")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_project_mention_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_mention_project_id_project")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_project_mention_region_id_region")),
        sa.ForeignKeyConstraint(["speech_id"], ["speech.id"], name=op.f("fk_project_mention_speech_id_speech")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_mention")),
        sa.UniqueConstraint("speech_id", "key", name=op.f("uq_project_mention_speech_id_key")),
    )
    with op.batch_alter_table("project_mention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_mention_evidence_id"), ["evidence_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_mention_project_id"), ["project_id"], unique=False)

    op.create_table(
        "sanction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("speech_id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("consequence", sa.String(), nullable=False),
        sa.Column("polarity", sa.String(), nullable=False),
        sa.CheckConstraint("polarity IN ('reward', 'penalty')", name=op.f("ck_sanction_polarity")),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_sanction_confidence")),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"], name=op.f("fk_sanction_evidence_id_evidence")),
        sa.ForeignKeyConstraint(["speech_id"], ["speech.id"], name=op.f("fk_sanction_speech_id_speech")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sanction")),
        sa.UniqueConstraint("speech_id", "key", name=op.f("uq_sanction_speech_id_key")),
    )
    with op.batch_alter_table("sanction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sanction_evidence_id"), ["evidence_id"], unique=False)

    op.create_table(
        "assignment_unit",
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_assignment_unit_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_assignment_unit_unit_id_unit")),
        sa.PrimaryKeyConstraint("assignment_id", "unit_id", name=op.f("pk_assignment_unit")),
    )
    with op.batch_alter_table("assignment_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assignment_unit_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "milestone_unit",
        sa.Column("milestone_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["milestone_id"],
            ["milestone.id"],
            name=op.f("fk_milestone_unit_milestone_id_milestone"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_milestone_unit_unit_id_unit")),
        sa.PrimaryKeyConstraint("milestone_id", "unit_id", name=op.f("pk_milestone_unit")),
    )
    with op.batch_alter_table("milestone_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_unit_unit_id"), ["unit_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("milestone_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestone_unit_unit_id"))

    op.drop_table("milestone_unit")
    with op.batch_alter_table("assignment_unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_unit_unit_id"))

    op.drop_table("assignment_unit")
    with op.batch_alter_table("sanction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sanction_evidence_id"))

    op.drop_table("sanction")
    with op.batch_alter_table("project_mention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_mention_project_id"))
        batch_op.drop_index(batch_op.f("ix_project_mention_evidence_id"))

    op.drop_table("project_mention")
    with op.batch_alter_table("milestone", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestone_project_id"))
        batch_op.drop_index(batch_op.f("ix_milestone_evidence_id"))
        batch_op.drop_index(batch_op.f("ix_milestone_due_on"))

    op.drop_table("milestone")
    with op.batch_alter_table("indicator", schema=None) as batch_op:
        batch_op.drop_index("ix_indicator_region_name")
        batch_op.drop_index(batch_op.f("ix_indicator_project_id"))
        batch_op.drop_index(batch_op.f("ix_indicator_evidence_id"))

    op.drop_table("indicator")
    with op.batch_alter_table("cadence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cadence_unit_id"))
        batch_op.drop_index(batch_op.f("ix_cadence_evidence_id"))

    op.drop_table("cadence")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_evidence_id"))
        batch_op.drop_index(batch_op.f("ix_assignment_due_on"))

    op.drop_table("assignment")
    op.drop_table("section")
    op.drop_table("evidence")
    with op.batch_alter_table("speech", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_speech_region_id"))

    op.drop_table("speech")
    op.drop_table("set_aside")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_region_id"))

    op.drop_table("unit")
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_region_id"))

    op.drop_table("project")
    with op.batch_alter_table("document", schema=None) as batch_op:
        batch_op.drop_index("ix_document_text_sha256")

    op.drop_table("document")
    op.drop_table("run")
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_region_parent_id"))

    op.drop_table("region")
    op.drop_table("person_entry")
