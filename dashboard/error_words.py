"""What a service refuses, in the language of the interface.

The services say why in English. dashboard/labels/errors.tsv has a pattern for each of their sentences, with {names} for
what they fill in; the catalogues have the sentence in Chinese. A sentence that no pattern knows is shown as it is.
"""

from __future__ import annotations

import re
from functools import cache

from dashboard import label_tables
from dashboard.i18n import ERRORS, Language, Texts

_NAMED = re.compile(r"\\\{([a-z_]+)\\\}")  # of an escaped pattern: \{day\}
_WORDS = ("what", "kind", "field", "why")  # what is filled in there is English too


def error_words(error: Exception, texts: Texts) -> str:
    """An error as the reader of `texts` understands it."""
    said = str(error)
    return said if texts.language == Language.EN else _translated(said, texts)


def _translated(said: str, texts: Texts) -> str:
    for expression, pattern in _patterns():
        if found := expression.fullmatch(said):
            values = {name: _translated(v, texts) if name in _WORDS else v.strip("'")
                      for name, v in found.groupdict().items()}
            return texts.label(ERRORS, pattern).format(**values)
    return said


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The sentences with most words of their own first."""
    patterns = [entry.key for entry in label_tables.entries() if entry.context == ERRORS]
    patterns.sort(key=lambda pattern: (-len(re.sub(r"\{[a-z_]+\}", "", pattern)), pattern))
    return tuple((re.compile(_NAMED.sub(r"(?P<\1>.+?)", re.escape(p)), re.DOTALL), p) for p in patterns)
