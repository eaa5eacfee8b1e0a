"""A PostgreSQL of the tests' own: a fresh cluster in a temporary folder, on a free port, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# initdb refuses to run as root
ACCOUNTS = ("postgres", "nobody")
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "32MB"}


class NoPostgres(Exception):
    """PostgreSQL cannot be started here; the message says why."""


@contextmanager
def running_postgres() -> Iterator[str]:
    """The URL of a server without a database name: f"{url}/postgres". Raises NoPostgres."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="taizhang-pg-"))
    account = _account()
    data, port = folder / "data", _free_port()
    if account:
        shutil.chown(folder, account)
    try:
        _run(account, str(binaries / "initdb"), "-D", str(data), "-U", "test", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync")
        settings = " ".join(f"-c {name}={value}" for name, value in FAST.items())
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} {settings}"
        control = (str(binaries / "pg_ctl"), "-w", "-D", str(data))
        _run(account, *control, "-l", str(folder / "log"), "-o", options, "start", log=folder / "log")
        try:
            yield f"postgresql+psycopg://test@127.0.0.1:{port}"
        finally:
            _run(account, *control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    """The folder of the newest server: on the path, or where Debian keeps it."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name))
    if not folders:
        raise NoPostgres("no PostgreSQL server is installed (apt-get install postgresql)")
    return folders[-1]


def _account() -> str:
    """Who runs the server: "" for ourselves, another account where we are root."""
    if os.geteuid() != 0:
        return ""
    known = {entry.pw_name for entry in pwd.getpwall()}
    for account in ACCOUNTS:
        if account in known and shutil.which("setpriv"):
            return account
    raise NoPostgres("the tests run as root and there is no account for PostgreSQL to run under")


def _run(account: str, *command: str, log: Path | None = None) -> None:
    """Run a command under the account. Its words go to a file, as a started server would keep a pipe open."""
    if account:
        group = str(pwd.getpwnam(account).pw_gid)
        command = ("setpriv", f"--reuid={account}", f"--regid={group}", "--clear-groups", *command)
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, cwd="/", check=False, timeout=60
        )
        if done.returncode:
            said.seek(0)
            more = log.read_text() if log and log.exists() else ""
            raise RuntimeError(f"{' '.join(command)}: {said.read()}{more}")


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]
