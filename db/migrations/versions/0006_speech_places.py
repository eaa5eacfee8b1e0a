"""People enter the place of a speech.

Revises: 0005
Created: 2026-11-22 15:40:00
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OLD_KINDS = "kind IN ('milestone_done', 'reference_date', 'filled_value', 'split_mention')"
NEW_KINDS = "kind IN ('milestone_done', 'reference_date', 'filled_value', 'split_mention', 'speech_place')"
COLUMNS = (
    "id, kind, document_name, ordinal, record_key, date_value, number_value, text_value, note, entered_by, entered_at"
)


def upgrade() -> None:
    _kinds(NEW_KINDS)


def downgrade() -> None:
    op.execute("DELETE FROM person_entry WHERE kind = 'speech_place'")
    _kinds(OLD_KINDS)


def _kinds(kinds: str) -> None:
    """Change the table's check of `kind`. SQLite cannot alter a check: the table is made anew there."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_person_entry_kind"), "person_entry", type_="check")
        op.create_check_constraint(op.f("ck_person_entry_kind"), "person_entry", kinds)
        return
    op.rename_table("person_entry", "person_entry_before")
    op.create_table(
        "person_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("document_name", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("record_key", sa.String(), nullable=False),
        sa.Column("date_value", sa.Date(), nullable=True),
        sa.Column("number_value", sa.Float(), nullable=True),
        sa.Column("text_value", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(kinds, name=op.f("ck_person_entry_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_entry")),
        sa.UniqueConstraint(
            "document_name", "ordinal", "kind", "record_key",
            name=op.f("uq_person_entry_document_name_ordinal_kind_record_key"),
        ),
    )
    op.execute(f"INSERT INTO person_entry ({COLUMNS}) SELECT {COLUMNS} FROM person_entry_before")
    op.drop_table("person_entry_before")
