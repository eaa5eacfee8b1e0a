"""Projects that people merge and split, phases as kin, quotas for each member of a group of places.

Revises: 0002
Created: 2026-11-22 09:40:00
"""

# ruff: noqa: E501
from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OLD_KINDS = "kind IN ('milestone_done', 'reference_date', 'filled_value')"
NEW_KINDS = "kind IN ('milestone_done', 'reference_date', 'filled_value', 'split_mention')"
OLD_COLUMNS = "id, kind, document_name, ordinal, record_key, date_value, number_value, note, entered_by, entered_at"
ABOUT_PROJECTS = ("indicator", "milestone", "commitment")
NUMERALS = "〇一二三四五六七八九十"


def upgrade() -> None:
    # ALTER TABLE ADD COLUMN: a rebuilt table of SQLite would lose its checks
    op.add_column("project", sa.Column("base_key", sa.String(), server_default="", nullable=False))
    op.create_index(op.f("ix_project_scope_base_key"), "project", ["scope", "base_key"], unique=False)
    op.add_column("project_mention", sa.Column("name_key", sa.String(), server_default="", nullable=False))
    for table in ABOUT_PROJECTS:
        op.add_column(table, sa.Column("project_key", sa.String(), nullable=True))
    for table in ("indicator", "milestone"):
        op.add_column(table, sa.Column("quota_group", sa.String(), nullable=True))
    _fill_keys()
    _person_entry(NEW_KINDS, more=(sa.Column("text_value", sa.String(), nullable=True),))
    op.create_table(
        "project_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("into_scope", sa.String(), nullable=False),
        sa.Column("into_key", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("scope <> into_scope OR name_key <> into_key", name=op.f("ck_project_merge_two_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_merge")),
        sa.UniqueConstraint("scope", "name_key", name=op.f("uq_project_merge_scope_name_key")),
    )
    op.create_table(
        "region_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("source IN ('code_table', 'person')", name=op.f("ck_region_group_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_group")),
        sa.UniqueConstraint("scope", "name", name=op.f("uq_region_group_scope_name")),
    )


def downgrade() -> None:
    op.drop_table("region_group")
    op.drop_table("project_merge")
    op.execute("DELETE FROM person_entry WHERE kind = 'split_mention'")
    _person_entry(OLD_KINDS, gone=("text_value",))
    for table in ("indicator", "milestone"):
        op.drop_column(table, "quota_group")
    for table in ABOUT_PROJECTS:
        op.drop_column(table, "project_key")
    op.drop_column("project_mention", "name_key")
    op.drop_index(op.f("ix_project_scope_base_key"), table_name="project")
    op.drop_column("project", "base_key")


def _fill_keys() -> None:
    """What records have been read as so far is what their project is called: nobody could merge or split yet."""
    key = "(SELECT p.name_key FROM project p WHERE p.id = project_id)"
    op.execute(f"UPDATE project_mention SET name_key = {key}")
    for table in ABOUT_PROJECTS:
        op.execute(f"UPDATE {table} SET project_key = {key} WHERE project_id IS NOT NULL")
    connection = op.get_bind()
    for id_, name_key in connection.execute(sa.text("SELECT id, name_key FROM project")).all():
        connection.execute(
            sa.text("UPDATE project SET base_key = :base WHERE id = :id"), {"base": _without_phases(name_key), "id": id_}
        )


def _without_phases(key: str) -> str:
    """水厂二期 → 水厂, as etl.load_names.without_phases at this revision."""
    base = key
    while base.endswith("期") and (stem := base[:-1].rstrip(NUMERALS)) != base[:-1]:
        base = stem
    return base or key


def _person_entry(kinds: str, *, more: tuple[sa.Column, ...] = (), gone: tuple[str, ...] = ()) -> None:
    """Change the table's columns and its check of `kind`. SQLite cannot alter a check: the table is made anew there."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("ck_person_entry_kind"), "person_entry", type_="check")
        for column in more:
            op.add_column("person_entry", column)
        for name in gone:
            op.drop_column("person_entry", name)
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
        *more,
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
    op.execute(f"INSERT INTO person_entry ({OLD_COLUMNS}) SELECT {OLD_COLUMNS} FROM person_entry_before")
    op.drop_table("person_entry_before")
