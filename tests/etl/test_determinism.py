"""The same text gives the same ledger in every process: no order comes from a set."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHARED = os.environ.get("TAIZHANG_SHARED")
FOLDERS = [ROOT / "samples", ROOT / "tests" / "golden", *([Path(SHARED) / "seeds"] if SHARED else [])]
DIGEST = """
import hashlib, sys
from pathlib import Path
from etl.pipeline import extract_file
digest = hashlib.sha256()
for folder in sys.argv[1:]:
    for path in sorted(Path(folder).glob("*.txt")):
        digest.update(repr(extract_file(path).speeches).encode())
print(digest.hexdigest())
"""


def _digest(seed: int) -> str:
    run = subprocess.run(
        [sys.executable, "-c", DIGEST, *map(str, FOLDERS)], cwd=ROOT, check=True, capture_output=True, text=True,
        env=os.environ | {"PYTHONHASHSEED": str(seed)},
    )
    return run.stdout.strip()


def test_the_hash_seed_of_the_process_changes_nothing() -> None:
    assert len({_digest(seed) for seed in (1, 2, 3)}) == 1
