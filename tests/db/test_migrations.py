"""The migrations and db.models say the same, on both databases, up and down."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session
from typer.testing import CliRunner

from db import migrate
from db.cli import app
from db.engine import open_engine
from db.models import METADATA, Cadence


def _tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_a_migrated_database_has_nothing_left_to_generate(engine: Engine) -> None:
    assert migrate.differences(engine) == []
    assert _tables(engine) == set(METADATA.tables)


def test_a_difference_would_be_seen(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP INDEX ix_milestone_speech_id_due_on"))
        connection.execute(text("ALTER TABLE run ADD COLUMN stray INTEGER"))
    assert {d[0] for d in migrate.differences(engine)} == {"add_index", "remove_column"}


def test_checks_and_deletes_of_the_migration_are_those_of_the_models(blank_engine: Engine) -> None:
    """Autogenerate compares neither check constraints nor what a deleted row takes with it."""
    METADATA.create_all(blank_engine)
    wanted = _rules(blank_engine)
    METADATA.drop_all(blank_engine)
    migrate.upgrade(blank_engine)
    assert _rules(blank_engine) == wanted


def test_indexes_of_the_migration_are_those_of_the_models(blank_engine: Engine) -> None:
    """Nor does it compare an index over an expression."""
    METADATA.create_all(blank_engine)
    wanted = _indexes(blank_engine)
    METADATA.drop_all(blank_engine)
    migrate.upgrade(blank_engine)
    assert _indexes(blank_engine) == wanted
    assert {"ix_milestone_deadline", "ix_milestone_urgency", "ix_project_mention_urgency"} <= wanted.keys()


def _indexes(engine: Engine) -> dict[str, str]:
    """Name and definition, brackets and spaces aside."""
    written = {"sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
               "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
                             " AND tablename <> 'alembic_version'"}[engine.dialect.name]
    with engine.connect() as connection:
        return {name: "".join(c for c in sql if c not in '() "\n') for name, sql in connection.execute(text(written))}


def _rules(engine: Engine) -> dict[str, object]:
    look = inspect(engine)
    return {
        table: (
            sorted((str(c["name"]), " ".join(c["sqltext"].split())) for c in look.get_check_constraints(table)),
            sorted((str(k["name"]), k["referred_table"], str(k["options"])) for k in look.get_foreign_keys(table)),
            sorted((str(u["name"]), u["column_names"]) for u in look.get_unique_constraints(table)),
        )
        for table in METADATA.tables
    }


def test_up_down_up(blank_engine: Engine) -> None:
    assert not migrate.is_current(blank_engine)
    migrate.upgrade(blank_engine)
    assert migrate.is_current(blank_engine)
    migrate.downgrade(blank_engine, "base")
    assert _tables(blank_engine) == set()
    assert migrate.current_revision(blank_engine) is None
    migrate.upgrade(blank_engine)
    assert migrate.is_current(blank_engine)
    assert migrate.differences(blank_engine) == []


def test_records_of_the_first_schema_are_kept_and_filled_in(blank_engine: Engine) -> None:
    migrate.upgrade(blank_engine, "0001")
    rows = [
        "INSERT INTO run (id, command, extractor, started_at, counts)"
        " VALUES (1, 'c', '1', '2026-01-01 00:00:00', '{}')",
        "INSERT INTO document (id, name, media_type, encoding, sha256, text_sha256, text, loaded_at, run_id)"
        " VALUES (1, 'a.txt', 'txt', 'utf-8', 'x', 'y', 'text', '2026-01-01 00:00:00', 1)",
        'INSERT INTO speech (id, document_id, ordinal, title, start, "end", region_source, date_source, clues, as_read)'
        " VALUES (1, 1, 1, '', 0, 4, 'open', 'open', '[]', '{}')",
        'INSERT INTO evidence (id, speech_id, section_position, start, "end", quote, sentence_start, sentence_end)'
        " VALUES (1, 1, 0, 0, 4, 'text', 0, 4)",
        "INSERT INTO cadence (key, speech_id, evidence_id, rule, confidence, topic, activity, freq)"
        " VALUES ('k', 1, 1, 'r', 0.5, 'project', 'report', 'daily')",
    ]
    with blank_engine.begin() as connection:
        for row in rows:
            connection.execute(text(row))
    migrate.upgrade(blank_engine)
    with Session(blank_engine) as session:
        assert [(c.key, c.also_at) for c in session.scalars(select(Cadence))] == [("k", [])]


def test_a_second_upgrade_keeps_the_rows(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO region (code, name, short_name, level) "
                                "VALUES ('990101', '南丘县', '南丘', 'county')"))
    migrate.upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM region")).scalars().all() == ["南丘县"]


def test_a_migration_that_fails_leaves_nothing(blank_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_at_the_end(config: object, revision: str) -> None:
        real(config, revision)
        raise RuntimeError("disk full")

    real: Callable[..., None] = migrate.command.upgrade
    monkeypatch.setattr(migrate.command, "upgrade", fail_at_the_end)
    with pytest.raises(RuntimeError, match="disk full"):
        migrate.upgrade(blank_engine)
    assert inspect(blank_engine).get_table_names() == []


def test_foreign_keys_are_on_again_after_a_migration(tmp_path: Path) -> None:
    one = create_engine(f"sqlite:///{tmp_path}/ledger.db", poolclass=StaticPool)
    migrate.upgrade(one)
    with one.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_upgrade_makes_the_folder(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/var/deep/ledger.db")
    migrate.upgrade(engine)
    assert (tmp_path / "var/deep/ledger.db").exists()


def test_the_command_line_upgrades_and_checks(tmp_path: Path) -> None:
    run, db = CliRunner(), ["--db", f"sqlite:///{tmp_path}/ledger.db"]
    before = run.invoke(app, ["check", *db])
    assert before.exit_code == 1
    assert "empty" in before.output
    assert run.invoke(app, ["upgrade", *db]).exit_code == 0
    after = run.invoke(app, ["check", *db])
    assert after.exit_code == 0
    assert str(migrate.head_revision()) in after.output


def test_the_password_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.cli.migrate.current_revision", lambda engine: None)
    done = CliRunner().invoke(app, ["check", "--db", "postgresql://clerk:secret-word@127.0.0.1:1/none"])
    assert "secret-word" not in done.output
    assert "clerk" in done.output


def test_projects_and_entries_of_the_second_schema_are_kept_and_keyed(blank_engine: Engine) -> None:
    migrate.upgrade(blank_engine, "0002")
    speech = "region_source, date_source, clues, as_read) VALUES (1, 1, 1, '', 0, 4, 'open', 'open', '[]', '{}')"
    record = "key, speech_id, evidence_id, rule, confidence, topic"
    rows = [
        "INSERT INTO run (id, command, extractor, started_at, counts)"
        " VALUES (1, 'c', '1', '2026-01-01 00:00:00', '{}')",
        "INSERT INTO document (id, name, media_type, encoding, sha256, text_sha256, text, loaded_at, run_id)"
        " VALUES (1, 'a.txt', 'txt', 'utf-8', 'x', 'y', 'text', '2026-01-01 00:00:00', 1)",
        f'INSERT INTO speech (id, document_id, ordinal, title, start, "end", {speech}',
        'INSERT INTO evidence (id, speech_id, section_position, start, "end", quote, sentence_start, sentence_end)'
        " VALUES (1, 1, 0, 0, 4, 'text', 0, 4)",
        "INSERT INTO project (id, scope, name_key, name, stage) VALUES"
        " (1, 's', '水厂二期', '水厂二期', 'unknown'), (2, 's', '长期', '长期', 'unknown'),"
        " (3, 's', '二期', '二期', 'unknown')",
        f"INSERT INTO project_mention ({record}, project_id, name, stage, spans)"
        " VALUES ('k', 1, 1, 'r', 0.5, 'project', 1, '水厂二期工程', 'unknown', '[]')",
        f"INSERT INTO milestone ({record}, subject, project_id, event, modality, deadline_year_redacted, due_basis)"
        " VALUES ('k', 1, 1, 'r', 0.5, 'project', '水厂', 1, 'start', 'must', false, 'open'),"
        " ('l', 1, 1, 'r', 0.5, 'project', '路', NULL, 'start', 'must', false, 'open')",
        "INSERT INTO person_entry (kind, document_name, ordinal, record_key, date_value, note, entered_by, entered_at)"
        " VALUES ('milestone_done', 'a.txt', 1, 'k', '2026-01-02', 'n', 'w', '2026-01-03 00:00:00')",
    ]
    with blank_engine.begin() as connection:
        for row in rows:
            connection.execute(text(row))
    migrate.upgrade(blank_engine)
    with blank_engine.connect() as connection:
        def all_of(statement: str) -> list[tuple]:
            return [tuple(row) for row in connection.execute(text(statement))]

        assert all_of("SELECT name_key, base_key FROM project ORDER BY id") == [
            ("水厂二期", "水厂"), ("长期", "长期"), ("二期", "二期")]
        assert all_of("SELECT name_key FROM project_mention") == [("水厂二期",)]
        assert all_of("SELECT key, project_key FROM milestone ORDER BY key") == [("k", "水厂二期"), ("l", None)]
        assert all_of("SELECT kind, note, entered_by, text_value FROM person_entry") == [
            ("milestone_done", "n", "w", None)]
    with blank_engine.begin() as connection:
        connection.execute(text(
            "INSERT INTO person_entry (kind, document_name, ordinal, record_key, text_value, note, entered_by,"
            " entered_at) VALUES ('split_mention', 'a.txt', 1, 'k', '桥', '', 'w', '2026-01-03 00:00:00')"))
    migrate.downgrade(blank_engine, "0002")
    with blank_engine.connect() as connection:
        assert connection.execute(text("SELECT kind FROM person_entry")).scalars().all() == ["milestone_done"]


def test_places_of_speeches_come_and_go_with_their_revision(blank_engine: Engine) -> None:
    """The check of the kinds of entries is another one; every other entry stays."""
    def put(kind: str) -> None:
        with blank_engine.begin() as connection:
            connection.execute(text(
                "INSERT INTO person_entry (kind, document_name, ordinal, record_key, text_value, note, entered_by,"
                f" entered_at) VALUES ('{kind}', 'a.txt', 1, '', '440825', 'n', 'w', '2026-01-03 00:00:00')"))

    def kept() -> list[tuple]:
        with blank_engine.connect() as connection:
            found = connection.execute(text("SELECT kind, text_value, note FROM person_entry ORDER BY kind"))
            return [tuple(row) for row in found]

    migrate.upgrade(blank_engine, "0005")
    put("split_mention")
    with pytest.raises(IntegrityError):
        put("speech_place")
    migrate.upgrade(blank_engine)
    put("speech_place")
    assert kept() == [("speech_place", "440825", "n"), ("split_mention", "440825", "n")]
    migrate.downgrade(blank_engine, "0005")
    assert kept() == [("split_mention", "440825", "n")]
