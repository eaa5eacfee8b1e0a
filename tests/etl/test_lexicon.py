"""The word tables: sorted, unique, Simplified, and a loader that says what is wrong."""

from __future__ import annotations

import re
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


@pytest.mark.parametrize(("items", "text", "found"), [
    (("局", "发改局", "改局"), "县发改局", ["发改局"]),
    (("建", "建设", "建成"), "建设建成建", ["建设", "建成", "建"]),
    (("建", "建设", "建成", "建成投产"), "建设建成投建", ["建设", "建成", "建"]),
    (("3.5", "3"), "3x5", ["3"]),
    (("总投资",), "投资", []),
])
def test_an_alternation_matches_the_longest_word(items: tuple[str, ...], text: str, found: list[str]) -> None:
    assert re.findall(lexicon.alternation(items), text) == found


def test_an_alternation_falls_back_on_a_shorter_word() -> None:
    assert re.fullmatch(f"(?:{lexicon.alternation(('建', '建设'))})设施", "建设施")
