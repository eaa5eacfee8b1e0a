"""The block of `key: value` lines that may open a text or Markdown file and says when and where the speech was."""

from __future__ import annotations

import re

from etl.lexicon import mapping
from etl.text.normalize import normalize

# ---\n日期: 2024-03-05\n地点: 勃利县\n---
BLOCK = re.compile(r"\A\ufeff?\s{0,20}---[ \t]*\n((?:[^\n]{0,300}\n){1,40}?)---[ \t]*(?:\n|\Z)")
PAIR = re.compile(r"\s*([^:：\n]{1,20}?)\s*[:：]\s*(.*?)\s*")


def find_front_matter(text: str) -> tuple[tuple[tuple[str, str], ...], int]:
    """Known keys (date, place, title) with their values, and where the body starts; ((), 0) where there is no block.

    A block holds nothing but pairs, one of them known: `---` rules around ordinary text are no front matter.
    """
    block = BLOCK.match(text)
    if not block:
        return (), 0
    keys = mapping("front_matter", "word", "key")
    found: dict[str, str] = {}
    for line in block[1].splitlines():
        if not line.strip():
            continue
        pair = PAIR.fullmatch(line)
        if not pair:
            return (), 0
        key = keys.get(normalize(pair[1]).plain.lower())
        if key:
            found.setdefault(key, pair[2].strip("\"'“”"))
    return (tuple(sorted(found.items())), block.end()) if found else ((), 0)
