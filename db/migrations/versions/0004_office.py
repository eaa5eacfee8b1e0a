"""Events, review, deadlines, progress, responsibility, accounts, versions of a document.

Revises: 0003
Created: 2026-11-22 10:51:00
"""

# ruff: noqa: E501
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change_context",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_change_context_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_context")),
    )
    op.create_table(
        "deadline_move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_type", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("approver", sa.String(), nullable=False),
        sa.Column("moved_by", sa.String(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "record_type IN ('indicator', 'project', 'milestone', 'assignment', 'cadence', 'sanction')",
            name=op.f("ck_deadline_move_record_type"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_move")),
    )
    op.create_index("ix_deadline_move_record", "deadline_move", ["record_type", "record_id"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("change_count", sa.Integer(), nullable=False),
        sa.Column("changes_sha256", sa.String(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint(
            "role IN ('viewer', 'reporter', 'clerk', 'supervisor', 'administrator')", name=op.f("ck_event_role")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(op.f("ix_event_at"), "event", ["at"], unique=False)
    op.create_index("ix_event_subject", "event", ["subject_type", "subject_id"], unique=False)
    op.create_table(
        "import_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_import_job_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_job")),
    )
    op.create_table(
        "ledger_setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_ledger_setting")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_type", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("new_key", sa.String(), nullable=False),
        sa.Column("new", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('changed', 'gone')", name=op.f("ck_proposal_kind")),
        sa.CheckConstraint(
            "record_type IN ('indicator', 'project', 'milestone', 'assignment', 'cadence', 'sanction')",
            name=op.f("ck_proposal_record_type"),
        ),
        sa.CheckConstraint("state IN ('open', 'taken', 'dismissed')", name=op.f("ck_proposal_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint(
            "record_type", "record_id", "new_key", name=op.f("uq_proposal_record_type_record_id_new_key")
        ),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_type", sa.String(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("machine", sa.JSON(), nullable=False),
        sa.Column("person", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "record_type IN ('indicator', 'project', 'milestone', 'assignment', 'cadence', 'sanction')",
            name=op.f("ck_review_record_type"),
        ),
        sa.CheckConstraint(
            "state IN ('pending', 'accepted', 'corrected', 'rejected', 'added')", name=op.f("ck_review_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("record_type", "record_id", name=op.f("uq_review_record_type_record_id")),
    )
    op.create_table(
        "row_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("operation", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.CheckConstraint("operation IN ('insert', 'update', 'delete')", name=op.f("ck_row_change_operation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_change")),
    )
    op.create_index(op.f("ix_row_change_event_id"), "row_change", ["event_id"], unique=False)
    op.create_index("ix_row_change_row", "row_change", ["table_name", "row_id"], unique=False)
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("owner", "page", "name", name=op.f("uq_saved_view_owner_page_name")),
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failed_sign_ins", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('viewer', 'reporter', 'clerk', 'supervisor', 'administrator')", name=op.f("ck_account_role")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_account_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
    )
    op.create_index(op.f("ix_account_unit_id"), "account", ["unit_id"], unique=False)
    op.create_table(
        "document_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_version_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_version")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_document_version_document_id_number")),
    )
    op.create_table(
        "progress_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("cumulative", sa.Float(), nullable=True),
        sa.Column("percent", sa.Float(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("stage_on", sa.Date(), nullable=True),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("next_step", sa.String(), nullable=False),
        sa.Column("verified_value", sa.Float(), nullable=True),
        sa.Column("verified_cumulative", sa.Float(), nullable=True),
        sa.Column("verified_percent", sa.Float(), nullable=True),
        sa.Column("verified_by", sa.String(), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("reported_by", sa.String(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "measure IN ('none', 'investment', 'funds', 'value')", name=op.f("ck_progress_report_measure")
        ),
        sa.CheckConstraint(
            "stage IN ('planned', 'negotiating', 'signed', 'preliminary', 'starting', 'construction', 'completed', 'operating', 'unknown')",
            name=op.f("ck_progress_report_stage"),
        ),
        sa.CheckConstraint(
            "subject_type IN ('project', 'indicator', 'milestone', 'assignment')",
            name=op.f("ck_progress_report_subject_type"),
        ),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_progress_report_percent")),
        sa.CheckConstraint("verified_percent BETWEEN 0 AND 100", name=op.f("ck_progress_report_verified_percent")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_progress_report_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_report")),
        sa.UniqueConstraint(
            "subject_type",
            "subject_id",
            "period",
            "measure",
            name=op.f("uq_progress_report_subject_type_subject_id_period_measure"),
        ),
    )
    op.create_index(op.f("ix_progress_report_unit_id"), "progress_report", ["unit_id"], unique=False)
    op.create_table(
        "responsibility",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_type", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('leader', 'lead', 'do', 'support', 'supervise')", name=op.f("ck_responsibility_role")
        ),
        sa.CheckConstraint(
            "subject_type IN ('project', 'indicator', 'milestone', 'assignment')",
            name=op.f("ck_responsibility_subject_type"),
        ),
        sa.CheckConstraint("unit_id IS NOT NULL OR person <> ''", name=op.f("ck_responsibility_somebody")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_responsibility_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responsibility")),
    )
    op.create_index("ix_responsibility_subject", "responsibility", ["subject_type", "subject_id"], unique=False)
    op.create_index(op.f("ix_responsibility_unit_id"), "responsibility", ["unit_id"], unique=False)
    op.create_table(
        "unit_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_alias_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_alias")),
        sa.UniqueConstraint("scope", "name", name=op.f("uq_unit_alias_scope_name")),
    )
    op.create_index(op.f("ix_unit_alias_unit_id"), "unit_alias", ["unit_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["progress_report.id"],
            name=op.f("fk_attachment_report_id_progress_report"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_report_id"), "attachment", ["report_id"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sign_in_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_sign_in_token_sha256")),
    )
    op.create_index(op.f("ix_sign_in_account_id"), "sign_in", ["account_id"], unique=False)
    op.create_table(
        "stage_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "stage IN ('planned', 'negotiating', 'signed', 'preliminary', 'starting', 'construction', 'completed', 'operating', 'unknown')",
            name=op.f("ck_stage_change_stage"),
        ),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_stage_change_project_id_project")),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["progress_report.id"],
            name=op.f("fk_stage_change_report_id_progress_report"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_change")),
        sa.UniqueConstraint(
            "project_id", "stage", "reached_on", name=op.f("uq_stage_change_project_id_stage_reached_on")
        ),
    )
    op.create_index(op.f("ix_stage_change_project_id"), "stage_change", ["project_id"], unique=False)
    op.add_column("assignment", sa.Column("moved_to", sa.Date(), nullable=True))
    op.add_column("assignment", sa.Column("review", sa.String(), server_default="pending", nullable=False))
    op.create_index(op.f("ix_assignment_moved_to"), "assignment", ["moved_to"], unique=False)
    op.create_index(op.f("ix_assignment_review"), "assignment", ["review"], unique=False)
    op.add_column("cadence", sa.Column("review", sa.String(), server_default="pending", nullable=False))
    op.create_index(op.f("ix_cadence_review"), "cadence", ["review"], unique=False)
    with op.batch_alter_table("evidence") as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="0", nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_evidence_speech_id_start_end"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_evidence_speech_id_start_end_version"), ["speech_id", "start", "end", "version"]
        )
    op.add_column("indicator", sa.Column("review", sa.String(), server_default="pending", nullable=False))
    op.create_index(op.f("ix_indicator_review"), "indicator", ["review"], unique=False)
    op.add_column("milestone", sa.Column("moved_to", sa.Date(), nullable=True))
    op.add_column("milestone", sa.Column("review", sa.String(), server_default="pending", nullable=False))
    op.create_index(op.f("ix_milestone_moved_to"), "milestone", ["moved_to"], unique=False)
    op.create_index(op.f("ix_milestone_review"), "milestone", ["review"], unique=False)
    op.add_column("project_mention", sa.Column("review", sa.String(), server_default="pending", nullable=False))
    op.create_index(op.f("ix_project_mention_review"), "project_mention", ["review"], unique=False)
    op.add_column("sanction", sa.Column("review", sa.String(), server_default="pending", nullable=False))
    op.create_index(op.f("ix_sanction_review"), "sanction", ["review"], unique=False)
    op.add_column("unit", sa.Column("level", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("unit", "level")
    op.drop_index(op.f("ix_sanction_review"), table_name="sanction")
    op.drop_column("sanction", "review")
    op.drop_index(op.f("ix_project_mention_review"), table_name="project_mention")
    op.drop_column("project_mention", "review")
    op.drop_index(op.f("ix_milestone_review"), table_name="milestone")
    op.drop_index(op.f("ix_milestone_moved_to"), table_name="milestone")
    op.drop_column("milestone", "review")
    op.drop_column("milestone", "moved_to")
    op.drop_index(op.f("ix_indicator_review"), table_name="indicator")
    op.drop_column("indicator", "review")
    op.execute("DELETE FROM evidence WHERE version <> 0")
    with op.batch_alter_table("evidence") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_evidence_speech_id_start_end_version"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_evidence_speech_id_start_end"), ["speech_id", "start", "end"])
        batch_op.drop_column("version")
    op.drop_index(op.f("ix_cadence_review"), table_name="cadence")
    op.drop_column("cadence", "review")
    op.drop_index(op.f("ix_assignment_review"), table_name="assignment")
    op.drop_index(op.f("ix_assignment_moved_to"), table_name="assignment")
    op.drop_column("assignment", "review")
    op.drop_column("assignment", "moved_to")
    op.drop_index(op.f("ix_stage_change_project_id"), table_name="stage_change")
    op.drop_table("stage_change")
    op.drop_index(op.f("ix_sign_in_account_id"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index(op.f("ix_attachment_report_id"), table_name="attachment")
    op.drop_table("attachment")
    op.drop_index(op.f("ix_unit_alias_unit_id"), table_name="unit_alias")
    op.drop_table("unit_alias")
    op.drop_index(op.f("ix_responsibility_unit_id"), table_name="responsibility")
    op.drop_index("ix_responsibility_subject", table_name="responsibility")
    op.drop_table("responsibility")
    op.drop_index(op.f("ix_progress_report_unit_id"), table_name="progress_report")
    op.drop_table("progress_report")
    op.drop_table("document_version")
    op.drop_index(op.f("ix_account_unit_id"), table_name="account")
    op.drop_table("account")
    op.drop_table("saved_view")
    op.drop_index("ix_row_change_row", table_name="row_change")
    op.drop_index(op.f("ix_row_change_event_id"), table_name="row_change")
    op.drop_table("row_change")
    op.drop_table("review")
    op.drop_table("proposal")
    op.drop_table("ledger_setting")
    op.drop_table("import_job")
    op.drop_index("ix_event_subject", table_name="event")
    op.drop_index(op.f("ix_event_at"), table_name="event")
    op.drop_table("event")
    op.drop_index("ix_deadline_move_record", table_name="deadline_move")
    op.drop_table("deadline_move")
    op.drop_table("change_context")
