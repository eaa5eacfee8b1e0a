"""`make quality` prints its tables; what they say is no test."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bench import quality
from db.vocab import RecordType

SHARED = os.environ.get("TAIZHANG_SHARED", "")


def test_without_the_annotated_speeches_our_own_are_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert quality.main(["--shared", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert "only tests/golden is scored" in said.err
    assert [line for line in said.out.splitlines() if line.startswith("##")] == [
        "## our own speeches (tests/golden): precision, recall, F1",
        "## attributes of found records, share that agrees (tests/golden)",
        "## calibration: records right by confidence",
    ]
    golden = [json.loads(x) for p in quality.GOLDEN.glob("*.jsonl") for x in p.read_text(encoding="utf-8").splitlines()]
    for kind in RecordType:
        row = next(line for line in said.out.splitlines() if line.startswith(f"{kind} "))
        assert int(row.split()[1]) == sum(g["type"] == kind and not g.get("doubt") for g in golden)


@pytest.mark.skipif(
    not SHARED or not (Path(SHARED) / "gold").is_dir(), reason="TAIZHANG_SHARED names no folder with gold/"
)
def test_with_them_every_number_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert quality.main(["--shared", SHARED]) == 0
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("## number accounting")
    block = lines[at + 2:lines.index("", at)]
    columns = [[int(cell) for cell in line[24:].split()[::2]] for line in block[:-1]]
    assert [sum(c) for c in zip(*columns, strict=True)] == [int(cell) for cell in block[-1][24:].split()]
