"""Databases for the tests: every test that takes `engine` runs on SQLite and on PostgreSQL.

`engine` is migrated and empty, `blank_engine` has no tables at all. A migrated template is copied for each test.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from db import migrate
from db.engine import open_engine
from tests.postgres_server import NoPostgres, running_postgres

BACKENDS = [pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A running PostgreSQL without a database name. Skips where none can be started."""
    try:
        server = running_postgres()
        url = server.__enter__()
    except NoPostgres as reason:
        pytest.skip(f"no PostgreSQL: {reason}")
    try:
        yield url
    finally:
        server.__exit__(None, None, None)


class Databases:
    """Databases of one server. A call makes one, of a template where one is named, and returns its URL."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.admin = create_engine(f"{url}/postgres", isolation_level="AUTOCOMMIT")
        self.numbers = count(1)

    def __call__(self, template: str | None) -> str:
        name = f"test_{next(self.numbers)}"
        self._run(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        return f"{self.url}/{name}"

    def drop(self, url: str) -> None:
        """Remove a database: some hundred of them would fill a disk."""
        self._run(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(statement)


@pytest.fixture(scope="session")
def new_postgres_database(postgres_url: str) -> Iterator[Databases]:
    """Make databases on a running PostgreSQL."""
    databases = Databases(postgres_url)
    yield databases
    databases.admin.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file."""
    path = tmp_path_factory.mktemp("template") / "ledger.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgres_template(new_postgres_database: Databases) -> str:
    """The name of a migrated, empty PostgreSQL database."""
    url = new_postgres_database(None)
    engine = open_engine(url)
    migrate.upgrade(engine)
    engine.dispose()
    return url.rpartition("/")[2]


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated, empty database of the test's own."""
    if request.param == "sqlite":
        path = tmp_path / "ledger.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    databases = request.getfixturevalue("new_postgres_database")
    url = databases(request.getfixturevalue("postgres_template"))
    yield url
    databases.drop(url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated, empty ledger."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(params=BACKENDS)
def blank_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any table."""
    url = f"sqlite:///{tmp_path}/blank.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("new_postgres_database")(None)
    engine = open_engine(url)
    yield engine
    engine.dispose()
