"""The process that reads or loads the files of one import, started by etl.import_jobs.start.

usage: python -m etl.import_worker JOB --spool FOLDER [--load-as NAME --role ROLE]     (database: TAIZHANG_DB)
"""

from __future__ import annotations

import argparse
from pathlib import Path

from db.engine import open_engine
from db.rights import Actor
from db.vocab import UserRole
from etl.import_jobs import load, recognise


def main(argv: list[str] | None = None) -> int:
    """Exit code 0; what went wrong with a file is in the job's row."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("job", type=int)
    parser.add_argument("--spool", type=Path, required=True)
    parser.add_argument("--load-as")
    parser.add_argument("--role", type=UserRole, default=UserRole.VIEWER)
    asked = parser.parse_args(argv)
    engine = open_engine()
    if asked.load_as:
        load(engine, asked.job, actor=Actor(asked.load_as, asked.role), spool=asked.spool)
    else:
        recognise(engine, asked.job, spool=asked.spool)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
