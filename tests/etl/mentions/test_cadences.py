"""Frequencies as mentions; duties are tested in tests/etl/assembly/test_cadences.py."""

from __future__ import annotations

import pytest

from etl.mentions.cadences import find_cadences
from etl.text.normalize import normalize


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("每月一通报。", [("每月一", "monthly")]),
        ("两周一督办。", [("两周一", "biweekly")]),
        ("每15天检查一次。", [("每15天", "every 15 days")]),
        ("每个季度末报送。", [("每个季度末", "quarterly")]),
        ("一年两次观摩。", [("一年两次", "semiannual")]),
        ("每個月公佈一次。", [("每個月", "monthly")]),
        ("一年一度的盛会。", []),
        ("每个项目都要有专人。", []),
        ("前一个月调度过一次。", []),
        ("三个月内完成。", []),
    ],
)
def test_frequencies(sentence: str, expected: list[tuple[str, str]]) -> None:
    text = normalize(sentence)
    found = find_cadences(text, 0, len(text.plain))
    assert [(text.original[c.start:c.end], c.freq) for c in found] == expected
