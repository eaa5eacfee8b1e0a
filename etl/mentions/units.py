from __future__ import annotations

from etl.records import NormalText


def find_units(text: NormalText, start: int, end: int) -> tuple:
    return ()
