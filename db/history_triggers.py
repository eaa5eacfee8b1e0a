"""Triggers that write every change of a row into `row_change`, on SQLite and PostgreSQL.

A trigger's name ends in a digest of its own text, so that `install` replaces those that no longer fit the tables.
Migrations run without triggers: what they change is no act of a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import Column, Connection, Float, Table, text

from db.models import METADATA

UNTRACKED = frozenset({  # the history itself, and what is no part of the ledger
    "event", "row_change", "change_context", "run", "sign_in", "saved_view", "import_job",
})
READ_ROWS = frozenset({  # rows that a reading inserts in bulk: the event counts them, their content is in the table
    "document", "document_version", "speech", "section", "set_aside", "evidence", "indicator", "project_mention",
    "milestone", "assignment", "cadence", "sanction", "commitment", "finding", "attachment",
})
UNSEEN = {"account": ("password_hash", "failed_sign_ins", "locked_until")}  # columns that no history shows
APPEND_ONLY = ("event", "row_change")
PREFIX = "history_"
_POSTGRES_FUNCTIONS = {
    "history_record": """
        DECLARE
            act integer := nullif(current_setting('taizhang.event', true), '')::integer;
            was jsonb; now_is jsonb; id_ integer;
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF TG_ARGV[0] = 'id' THEN id_ := NEW.id; END IF;
                IF TG_ARGV[1] = 'whole' THEN now_is := (to_jsonb(NEW) - TG_ARGV[2]::text[]); END IF;
            ELSIF TG_OP = 'DELETE' THEN
                IF TG_ARGV[0] = 'id' THEN id_ := OLD.id; END IF;
                was := (to_jsonb(OLD) - TG_ARGV[2]::text[]);
            ELSE
                IF TG_ARGV[0] = 'id' THEN id_ := OLD.id;
                ELSIF OLD IS NOT DISTINCT FROM NEW THEN RETURN NULL; END IF;
                SELECT jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, n.value) INTO was, now_is
                FROM jsonb_each(to_jsonb(OLD) - TG_ARGV[2]::text[]) o
                JOIN jsonb_each(to_jsonb(NEW) - TG_ARGV[2]::text[]) n USING (key)
                WHERE o.value IS DISTINCT FROM n.value OR o.key = ANY (TG_ARGV[3]::text[]);
                IF was IS NULL THEN RETURN NULL; END IF;
            END IF;
            INSERT INTO row_change (event_id, table_name, row_id, operation, before, after)
            VALUES (act, TG_TABLE_NAME, id_, lower(TG_OP), was, now_is);
            RETURN NULL;
        END""",
    "history_refuse": """
        BEGIN
            RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only';
        END""",
}


def install(connection: Connection) -> None:
    """Bring the triggers to what the tables need. Cheap where nothing changed."""
    wanted = dict(_triggers(connection.dialect.name))
    present = installed(connection)
    if connection.dialect.name == "postgresql" and present.keys() != wanted.keys():
        for name, body in _POSTGRES_FUNCTIONS.items():
            connection.exec_driver_sql(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body${body}$body$")
    for name in present.keys() - wanted.keys():
        _drop(connection, name, present[name])
    for name in sorted(wanted.keys() - present.keys()):
        connection.exec_driver_sql(wanted[name])


def remove(connection: Connection) -> None:
    """Take all triggers away: for migrations and for a restore, which bring their own history."""
    for name, table in installed(connection).items():
        _drop(connection, name, table)


def installed(connection: Connection) -> dict[str, str]:
    """The history's triggers that are there: name → table."""
    if connection.dialect.name == "sqlite":
        query = ("SELECT name, tbl_name FROM sqlite_master"
                 " WHERE type = 'trigger' AND name LIKE 'history\\_%' ESCAPE '\\'")
    else:
        query = ("SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
                 " WHERE NOT tgisinternal AND tgname LIKE 'history\\_%' AND pg_table_is_visible(pg_class.oid)")
    return {name: table for name, table in connection.execute(text(query))}


def missing(connection: Connection) -> list[str]:
    """The triggers that should be there and are not."""
    return sorted(dict(_triggers(connection.dialect.name)).keys() - installed(connection).keys())


def tracked() -> list[Table]:
    """The tables whose changes are recorded, parents first."""
    return [t for t in METADATA.sorted_tables if t.name not in UNTRACKED]


def _named_by(table: Table) -> tuple[str, ...]:
    """The columns that an update's images hold even where they stay: the key of a row without an id."""
    return () if "id" in table.c else tuple(table.primary_key.columns.keys())


def _drop(connection: Connection, name: str, table: str) -> None:
    on = f" ON {table}" if connection.dialect.name == "postgresql" else ""
    connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")


def _triggers(dialect: str) -> Iterator[tuple[str, str]]:
    """Name and statement of every trigger."""
    make = _sqlite_triggers if dialect == "sqlite" else _postgres_triggers
    for what, statement in make():
        name = f"{PREFIX}{what}_{sha256(statement.encode()).hexdigest()[:8]}"
        yield name, statement.replace("{name}", name)


# ---------------------------------------------------------------- PostgreSQL


def _postgres_triggers() -> Iterator[tuple[str, str]]:
    digest = sha256(_POSTGRES_FUNCTIONS["history_record"].encode()).hexdigest()[:8]
    for table in tracked():
        id_ = "id" if "id" in table.c else "none"
        whole = "bulk" if table.name in READ_ROWS and id_ == "id" else "whole"
        yield table.name, (
            f"CREATE TRIGGER {{name}} AFTER INSERT OR UPDATE OR DELETE ON {table.name} FOR EACH ROW"
            f" EXECUTE FUNCTION history_record('{id_}', '{whole}', '{{{','.join(UNSEEN.get(table.name, ()))}}}',"
            f" '{{{','.join(_named_by(table))}}}', '{digest}')")
    for name in APPEND_ONLY:
        yield f"{name}_fixed", (
            f"CREATE TRIGGER {{name}} BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} FOR EACH STATEMENT"
            " EXECUTE FUNCTION history_refuse()")


# ---------------------------------------------------------------- SQLite


def _sqlite_triggers() -> Iterator[tuple[str, str]]:
    for table in tracked():
        id_ = "id" if "id" in table.c else None
        whole = table.name not in READ_ROWS or id_ is None
        new_id, old_id = (f"NEW.{id_}", f"OLD.{id_}") if id_ else ("NULL", "NULL")
        yield f"{table.name}_insert", _sqlite(
            table, "INSERT", f"SELECT {_CONTEXT}, '{table.name}', {new_id}, 'insert', NULL,"
            f" {_image(table, 'NEW') if whole else 'NULL'}")
        yield f"{table.name}_delete", _sqlite(
            table, "DELETE", f"SELECT {_CONTEXT}, '{table.name}', {old_id}, 'delete', {_image(table, 'OLD')}, NULL")
        differs = {c.name: f'OLD."{c.name}" IS NOT NEW."{c.name}"' for c in _seen(table)}
        differing = " UNION ALL ".join(
            f"SELECT '{name}' AS c, OLD.\"{name}\" AS o, NEW.\"{name}\" AS n"
            f" WHERE {'true' if name in _named_by(table) else condition}" for name, condition in differs.items())
        yield f"{table.name}_update", _sqlite(
            table, "UPDATE", f"SELECT {_CONTEXT}, '{table.name}', {old_id}, 'update',"
            f" json_group_object(c, {_exact('o')}), json_group_object(c, {_exact('n')})"
            f" FROM ({differing}) WHERE {' OR '.join(differs.values())} GROUP BY NULL")
    for name in APPEND_ONLY:
        for operation in ("UPDATE", "DELETE"):
            yield f"{name}_no_{operation.lower()}", (
                f"CREATE TRIGGER {{name}} BEFORE {operation} ON {name} BEGIN"
                f" SELECT RAISE(ABORT, '{name} is append-only'); END")


_CONTEXT = "(SELECT event_id FROM change_context)"


def _sqlite(table: Table, operation: str, select: str) -> str:
    return (f"CREATE TRIGGER {{name}} AFTER {operation} ON \"{table.name}\" BEGIN"
            f" INSERT INTO row_change (event_id, table_name, row_id, operation, before, after) {select}; END")


def _image(table: Table, row: str) -> str:
    pairs = ", ".join(
        f"'{c.name}', " + (_exact(f'{row}."{c.name}"') if isinstance(c.type, Float) else _plain(table, row, c.name))
        for c in _seen(table))
    return f"json_object({pairs})"


def _seen(table: Table) -> list[Column]:
    return [c for c in table.columns if c.name not in UNSEEN.get(table.name, ())]


def _plain(table: Table, row: str, column: str) -> str:
    value = f'{row}."{column}"'
    return f"hex({value})" if table.c[column].type.python_type is bytes else value


def _exact(value: str) -> str:
    """A float with all its digits; SQLite's JSON writes 15."""
    return f"CASE typeof({value}) WHEN 'real' THEN json(printf('%!.17g', {value})) ELSE {value} END"
