"""What a service refuses, in the language of the interface.

The services say why in English. dashboard/labels/errors.tsv has a pattern for each of their sentences, with {names} for
what they fill in, and the sentence in Chinese. A sentence that no pattern knows is shown as it is.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from dashboard.i18n import Language, Texts

_NAMED = re.compile(r"\\\{([a-z_]+)\\\}")  # of an escaped pattern: \{day\}
_WORDS = ("what", "kind", "field", "why")  # what is filled in there is English too


def error_words(error: Exception, texts: Texts) -> str:
    """An error as the reader of `texts` understands it."""
    said = str(error)
    return said if texts.language == Language.EN else _translated(said, texts)


def _translated(said: str, texts: Texts) -> str:
    for pattern, row in _patterns():
        if found := pattern.fullmatch(said):
            values = {name: _translated(v, texts) if name in _WORDS else v.strip("'")
                      for name, v in found.groupdict().items()}
            return row[texts.language].format(**values)
    return said


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    """The sentences with most words of their own first."""
    text = files("dashboard.labels").joinpath("errors.tsv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
    rows.sort(key=lambda row: (-len(re.sub(r"\{[a-z_]+\}", "", row["pattern"])), row["pattern"]))
    return tuple((re.compile(_NAMED.sub(r"(?P<\1>.+?)", re.escape(row["pattern"])), re.DOTALL), row) for row in rows)
