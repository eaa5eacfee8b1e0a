"""Rows of labelled fields, as a table is read: 项目名称：城北水厂，责任单位：县住建局，完成时限：10月底."""

from __future__ import annotations

import re

from etl.lexicon import alternation, words
from etl.records import Sentence

_COLUMNS = alternation(words("docx_columns"))
_NAMES = frozenset(words("docx_columns", kind="name"))
_TASKS = words("assignment_row_tasks")
_LONGEST = 200
# 1. / （二） before the first field
_NUMBERING = re.compile(r"[（(]?\d{0,3}[）)、.．]?\s?")
FIELD = re.compile(
    rf"(?P<label>{_COLUMNS})：\s?(?P<told>(?:(?![，；](?:{_COLUMNS})：)[^\n]){{1,{_LONGEST}}})"
)
_ENDS = "，；。 "


def fields_of(plain: str, sentence: Sentence) -> dict[str, tuple[int, int]]:
    """Where each field of a row is told, by its label; empty for a sentence that is no row of two fields or more that
    opens with the name of a project or a task."""
    return dict(_fields(plain[sentence.start:sentence.end], sentence.start))


def _fields(row: str, start: int) -> tuple[tuple[str, tuple[int, int]], ...]:
    first = FIELD.match(row, _NUMBERING.match(row).end())
    if first is None or first["label"] not in _NAMES.union(_TASKS):
        return ()
    found = tuple(
        (m["label"], (start + m.start("told"), start + m.start("told") + len(m["told"].rstrip(_ENDS))))
        for m in FIELD.finditer(row, first.start())
    )
    return found if len(found) > 1 else ()


def told_task(text: str, fields: dict[str, tuple[int, int]]) -> str:
    """What a row asks for: its project with the task of the year, or the one of the two that it has."""
    names = [text[slice(*span)] for label, span in fields.items() if label in _NAMES]
    tasks = [text[slice(*span)] for label, span in fields.items() if label in _TASKS]
    return "：".join((*names[:1], *tasks[:1]))
