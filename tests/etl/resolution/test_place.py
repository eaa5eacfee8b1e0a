"""Which place speaks: told by its words, given, or open; never more than the words tell."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from db.vocab import DateSource
from etl.mentions.regions import find_regions
from etl.readers import read
from etl.records import Mentions, NormalText, Speech
from etl.resolution.place import infer_place
from etl.text.normalize import normalize
from etl.text.segment import segment

CASES = json.loads((Path(__file__).parents[2] / "cases" / "places.json").read_text(encoding="utf-8"))
SHARED = os.environ.get("TAIZHANG_SHARED")


def infer(text: NormalText, speech: Speech, place: str = "") -> tuple:
    return infer_place(text, speech, Mentions(regions=find_regions(text, speech.start, speech.end)), place)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_cases(case: dict) -> None:
    text = normalize(case["text"])
    code, name, source, clues = infer(text, Speech(1, "", 0, len(text.plain), (), ()), case["place"])
    assert [code, name, str(source)] == case["expect"]
    assert bool(clues) == (source is DateSource.INFERRED)
    for clue in clues:
        assert clue.says == f"region={code}" and 0 < clue.strength <= 1
        assert text.plain[clue.start:clue.end]


@pytest.mark.skipif(not SHARED, reason="TAIZHANG_SHARED is not set: the real documents are not here")
def test_real_speeches_are_placed_as_the_annotators_placed_them() -> None:
    gold = json.loads(Path(str(SHARED), "gold", "speeches.json").read_text(encoding="utf-8"))
    wrong = {}
    for path in sorted(Path(str(SHARED), "seeds").glob("*.txt")):
        document = read(path)
        p = segment(document, normalize(document.text))
        for speech in p.speeches:
            expected = gold.get(f"{path.name[:3]}-{speech.ordinal:02}")
            if expected:
                name = infer(p.normal, speech)[1]
                if not name.startswith(expected["region"] or "\0") and (name or expected["region"]):
                    wrong[path.name, speech.ordinal] = name
    assert not wrong
