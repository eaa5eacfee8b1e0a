"""The word tables: sorted, unique, Simplified, and a loader that says what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from opencc import OpenCC

from etl import lexicon

TABLES = sorted(p.stem for p in lexicon.DATA.glob("*.tsv"))
T2S = OpenCC("t2s")


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_sorted_unique_and_simplified(name: str) -> None:
    lines = (lexicon.DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    header = lines[0].split("\t")
    keys = [line.split("\t")[0] for line in lines[1:]]
    assert keys == sorted(set(keys)), "sort by the first column, each key once"
    assert all(len(line.split("\t")) <= len(header) for line in lines)
    assert [k for k in keys if T2S.convert(k) != k] == [], "matching runs on the simplified copy"
    assert len(lexicon.table(name)) == len(keys)


def test_a_key_that_stands_twice_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "twice.tsv").write_text("word\tkind\n局\ta\n局\tb\n", encoding="utf-8")
    monkeypatch.setattr(lexicon, "DATA", tmp_path)
    with pytest.raises(ValueError, match="局"):
        lexicon.table("twice")


def test_words_come_longest_first() -> None:
    assert lexicon.alternation(("局", "发改局", "改局")) == "发改局|改局|局"
