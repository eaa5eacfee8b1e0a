"""Orders by label: what 责任单位：县住建局 is to do stands before the label or in the fields of its row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from db.vocab import Role
from etl.assembly.assignment_predicates import Predicate
from etl.assembly.assignment_tasks import TASK_LIMIT, Task
from etl.assembly.assignment_topics import Order
from etl.assembly.fields import fields_of, told_task
from etl.assembly.milestone_labels import time_label
from etl.lexicon import alternation, words
from etl.records import DateMention, Deadline, NormalText, Sentence
from etl.spans import starting_in

ROW = "unit_row"
# 1. / （二） / 一是 before a task
NUMBERING = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[一二三四五六七八九十]是|第[一二三四五六七八九十]，)?"
)
# 牵头单位：市发改委 is no task
LABELLED = re.compile(rf"[（(]?(?:{alternation(words('assignment_labels'))})[：:]")
# (8月底)竣工, (明年)投产
ENDS = re.compile("完工|竣工|投产")
_LEAST = 6
_CONFIDENCE = 0.85


def labelled(
    text: NormalText, predicate: Predicate, sentences: tuple[Sentence, ...], label_start: int, roles: dict[str, str]
) -> Iterator[Order]:
    """（责任单位：县发改局）, （县住建局牵头，水务公司配合）: the task is what stands before the label or the
    bracket, in this sentence or the one before."""
    own = sentences[-1]
    if told := told_task(text.original, fields_of(text.plain, own)):
        task = Task(label_start, predicate.group.end, told[:TASK_LIMIT], Role(roles[predicate.role]))
        yield Order(predicate.group, task, label_start, ROW, _CONFIDENCE)
        return
    for sentence in reversed(sentences):
        end = min(sentence.end, label_start)
        first = NUMBERING.match(text.plain, sentence.start).end()
        label = LABELLED.search(text.plain, first, end)
        told = text.original[first:label.start() if label else end].rstrip("，。；,;（( \n")
        if len(told) >= _LEAST:
            task = Task(first, predicate.group.end, told[:TASK_LIMIT], Role(roles[predicate.role]))
            yield Order(predicate.group, task, label_start, "unit_label", _CONFIDENCE)
            return


def row_deadline(plain: str, sentence: Sentence, dates: Sequence[DateMention]) -> Deadline | None:
    """The time that a row sets: behind a label (完成时限：10月底), else the one by which it is done (9月竣工)."""
    own = [d for d in starting_in(dates, sentence) if not d.is_past]
    set_by = [d for d in own if time_label(plain, d, sentence.start)] or [d for d in own if ENDS.match(plain, d.end)]
    return set_by[-1].deadline if set_by else None
