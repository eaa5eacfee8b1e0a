"""Clauses of our own speeches in any order: whatever is read, every record has words, and nothing falls over."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from etl.pipeline import extract
from etl.readers import read_bytes

ROOT = Path(__file__).parents[2]
CLAUSES = [
    clause for path in sorted([*(ROOT / "tests/golden").glob("*.txt"), *(ROOT / "samples").glob("*.txt")])
    for clause in re.split(r"(?<=[，。；：])|\n", path.read_text(encoding="utf-8")) if 2 < len(clause) < 60
]


@pytest.mark.parametrize("seed", range(12))
def test_any_order_of_clauses_is_read(seed: int) -> None:
    draw = random.Random(seed)
    text = "同志们：\n" + "".join(draw.choice(CLAUSES) + draw.choice(["", "", "\n", "，", "。"]) for _ in range(120))
    ledger = extract(read_bytes(text.encode(), name="乱.txt"))
    found = [r for s in ledger.speeches for r in (*s.records, *s.commitments, *s.findings)]
    assert found
    assert [r for r in found if not 0 <= r.start < r.end <= len(text)] == []
