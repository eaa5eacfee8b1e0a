"""A document that was corrected: its former texts, and knowing it again under another file name.

Two speeches of one template are not one document: a bulletin of the next month has the same words and other figures.
So most of the sentences must be the same to the letter, and most of those with figures too.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from sqlalchemy import Column, Connection, Row, func, insert, select, update

from db import models as m
from db.errors import NoSuchRow
from etl.text.normalize import normalize

SAME_SENTENCES = 0.8  # of the characters of the longer text, in sentences that both have
SAME_FIGURES = 0.6  # the same, of the sentences that have figures: dates, amounts, counts
_LENGTHS = 0.75  # of the longer text; a shorter one is no version of it
_SHORTEST_TEXT = 60  # characters: of less nothing can be said
_SENTENCE = re.compile(r"[^。！？；\n]+")
_NO_WORDS = re.compile(r"[\W_]+")
# 45, XX, 二十; not the 一 of 一步
_FIGURE = re.compile(r"\d|[Xx]{2}|[一二三四五六七八九十百千]{2}")
_SCOPED = (  # columns that hold "document name#ordinal" for speeches whose place is not known
    (m.Unit, "scope"), (m.Project, "scope"), (m.UnitAlias, "scope"), (m.RegionGroup, "scope"),
    (m.ProjectMerge, "scope"), (m.ProjectMerge, "into_scope"),
)


def similarity(one: str, other: str) -> tuple[float, float]:
    """How much of two texts stands in the same sentences: of all, and of those with figures (1 where none has any)."""
    first, second = _sentences(one), _sentences(other)
    return _share(first, second), _share(_with_figures(first), _with_figures(second))


def is_version(one: str, other: str) -> bool:
    """Whether one text is the other, corrected."""
    if min(len(one), len(other)) < _SHORTEST_TEXT:
        return False
    whole, figures = similarity(one, other)
    return whole >= SAME_SENTENCES and figures >= SAME_FIGURES


def former_document(connection: Connection, text: str) -> str | None:
    """The name of the document that a text under a new name is a version of: the most similar one, None without."""
    d = m.Document.__table__
    length = func.length(d.c.text)
    near = select(d.c.name, d.c.text).where(length >= _LENGTHS * len(text), length <= len(text) / _LENGTHS)
    found = [(similarity(text, row.text), row.name) for row in connection.execute(near.order_by(d.c.id))
             if is_version(text, row.text)]
    return max(found, key=lambda f: f[0], default=((0.0, 0.0), None))[1]


def rename_document(connection: Connection, former: str, name: str) -> None:
    """Give a document the name of its new file, with all that is kept under its name. NoSuchRow where it is none."""
    document, entry = m.Document.__table__, m.PersonEntry.__table__
    if not connection.execute(update(document).where(document.c.name == former).values(name=name)).rowcount:
        raise NoSuchRow(f"{former} is not in the ledger")
    connection.execute(update(entry).where(entry.c.document_name == former).values(document_name=name))
    for model, column in _SCOPED:
        _rename(connection, model.__table__.c[column], former, name, before="")
    _rename(connection, m.Region.__table__.c.code, former, name, before="x:")


def keep_text(connection: Connection, document: Row[Any], *, name: str) -> int:
    """Keep the text that a document has before it gets another one, under the name that its file had.

    Returns the number of the version.
    """
    table = m.DocumentVersion.__table__
    last = connection.execute(
        select(func.max(table.c.number)).where(table.c.document_id == document.id)).scalar_one() or 0
    values = {c: getattr(document, c) for c in ("sha256", "text_sha256", "text", "loaded_at")}
    connection.execute(insert(table).values(document_id=document.id, number=last + 1, name=name, **values))
    return last + 1


def version_text(connection: Connection, document_id: int, number: int) -> str:
    """A former text of a document."""
    table = m.DocumentVersion.__table__
    found = select(table.c.text).where(table.c.document_id == document_id, table.c.number == number)
    return connection.execute(found).scalar_one()


def _rename(connection: Connection, column: Column[str], former: str, name: str, *, before: str) -> None:
    head = f"{before}{former}#"
    found = select(column).where(column.startswith(head, autoescape=True)).distinct()
    for value in connection.execute(found).scalars().all():
        new = f"{before}{name}#{value.removeprefix(head)}"
        connection.execute(update(column.table).where(column == value).values({column.name: new}))


def _sentences(text: str) -> Counter[str]:
    plain = normalize(text).plain
    return Counter(s for part in _SENTENCE.findall(plain) if (s := _NO_WORDS.sub("", part)))


def _with_figures(sentences: Counter[str]) -> Counter[str]:
    return Counter({s: n for s, n in sentences.items() if _FIGURE.search(s)})


def _share(one: Counter[str], other: Counter[str]) -> float:
    longer = max(_length(one), _length(other))
    return _length(one & other) / longer if longer else 1.0


def _length(sentences: Counter[str]) -> int:
    return sum(len(s) * n for s, n in sentences.items())
