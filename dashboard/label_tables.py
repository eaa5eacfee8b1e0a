"""The tables in dashboard/labels: one row a text, one column a language.

texts….tsv has the interface's texts by key, vocab….tsv what the values of the ledger are called (group, value),
errors.tsv what the services refuse: their English sentence is the key, the columns are the other languages. The English
of a text with {n} may have two forms, divided by a bar: `{n} row|{n} rows`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from dashboard.i18n import ERRORS, Language

FOLDER = Path(__file__).parent / "labels"
KINDS = ("texts*.tsv", "vocab*.tsv", "errors.tsv")
FORMS = "|"
_CONTEXTS = {"pattern": ERRORS}  # the name of a table's first column says what its keys are; those of a text have none


@dataclass(frozen=True, slots=True)
class Entry:
    """A row: where it stands, what it is called, its words by language."""

    table: str
    line: int
    context: str | None
    key: str
    texts: Mapping[str, str]

    @property
    def name(self) -> tuple[str | None, str]:
        return self.context, self.key

    def forms(self, language: Language) -> list[str]:
        """One form, or singular and plural."""
        return self.texts[language].split(FORMS)


def paths(folder: Path = FOLDER) -> list[Path]:
    """The tables that hold words of the interface."""
    return sorted(path for kind in KINDS for path in folder.glob(kind))


def entries(folder: Path = FOLDER) -> Iterator[Entry]:
    """Every row of every table."""
    for path in paths(folder):
        with path.open(encoding="utf-8", newline="") as lines:
            yield from _entries(path.name, csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def _entries(table: str, lines: Iterator[list[str]]) -> Iterator[Entry]:
    head = next(lines)
    keys = [name for name in head if name not in list(Language)]
    for number, cells in enumerate(lines, 2):
        if len(cells) != len(head):
            raise ValueError(f"{table}:{number}: {len(cells)} cells, the head has {len(head)}")
        context = cells[0] if len(keys) > 1 else _CONTEXTS.get(keys[0])
        texts = dict(zip(head[len(keys):], cells[len(keys):], strict=True))
        yield Entry(table=table, line=number, context=context, key=cells[len(keys) - 1], texts=texts)


def rewrite(entry: Entry, language: Language, text: str, folder: Path = FOLDER) -> None:
    """Put another text into a row's cell; every other byte of the table stays."""
    path = folder / entry.table
    lines = path.read_text(encoding="utf-8").split("\n")
    cells = lines[entry.line - 1].split("\t")
    cells[lines[0].split("\t").index(language)] = text
    lines[entry.line - 1] = "\t".join(cells)
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
