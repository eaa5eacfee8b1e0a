"""The fields of a record as a person edits them: what stands in each, and what was meant by what was typed.

A record's columns become plain values (`shown`): money in 亿元 or 万元 with its unit beside it, nothing as "".
`meant` goes the other way and names only the columns that differ, as etl.review.correct_record takes them.
No Streamlit here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from dashboard import formats
from dashboard.i18n import Texts
from db import vocab
from db.queries.scope import Row
from db.vocab import RecordType

UNIT, MONEY_UNIT = "measure_unit", "money_unit"  # of the figure; of a project's money
YUAN_UNITS = ("亿元", "万元", "元")
MEASURE_UNITS = (*YUAN_UNITS, "%", "个", "项", "家", "户", "人", "亩", "平方米", "公里", "吨")
_TIMES = {"亿": 10**8, "億": 10**8, "万": 10**4, "萬": 10**4}
NUMBERS = ("number", "amount")  # kinds of fields
LARGEST = 9e15  # up to there every whole number can be kept as it is
_NUMBER = re.compile(r"[+-]?\d{1,40}(?:\.\d{1,40})?")  # -12, 78.5
# 每10天, every 10 days
_EVERY = re.compile(r"(?:每|every )\s?(\d{1,3})\s?(?:天|日|days?)")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. `name` is the record's column; its text is `review.NAME`, or `review.LABEL`."""

    name: str
    kind: str = "text"  # text, long, choice, number, amount, unit, day, units, flag, freq
    group: str = ""  # of a choice: its labels
    options: tuple[str, ...] = ()
    label: str = ""
    part: str = ""  # "deadline" and "more": folded away
    empty: bool = False  # that a choice may stay open

    @property
    def text(self) -> str:
        return f"review.{self.label or self.name}"


_NEEDED: dict[RecordType, tuple[str, ...]] = {
    RecordType.INDICATOR: ("name",), RecordType.PROJECT: ("name",), RecordType.MILESTONE: ("subject",),
    RecordType.ASSIGNMENT: ("task",), RecordType.CADENCE: ("freq",), RecordType.SANCTION: ("trigger", "consequence"),
}
_PATTERNS = {  # as etl.review_values takes them
    "deadline_year": (re.compile(r"\d{4}|[+-]?\d"), "review.fault_year"),
    "deadline_relative": (re.compile(r"P-?\d{1,3}[YMWD]"), "review.fault_relative"),
    "freq": (re.compile("|".join(vocab.FREQUENCIES) + r"|(?:每|every )\s?[1-9]\d{0,2}\s?(?:天|日|days?)"),
             "review.fault_freq"),
}


def _choice(name: str, values: type, group: str = "", *, part: str = "", empty: bool = False) -> Field:
    return Field(name, "choice", group or name, tuple(str(v) for v in values), part=part, empty=empty)


_TOPIC = _choice("topic", vocab.Topic, part="more")
_DEADLINE = (
    Field("deadline_year", part="deadline"),
    Field("deadline_month", "choice", options=tuple(str(m) for m in range(1, 13)), part="deadline", empty=True),
    Field("deadline_day", "choice", options=tuple(str(d) for d in range(1, 32)), part="deadline", empty=True),
    Field("deadline_part", "choice", "part", tuple(vocab.Part), part="deadline", empty=True),
    Field("deadline_relative", part="deadline"),
    Field("deadline_year_redacted", "flag", part="deadline"),
)
_DUE = (Field("deadline_text"), Field("due_on", "day"))
FIELDS: dict[RecordType, tuple[Field, ...]] = {
    RecordType.INDICATOR: (
        Field("name", label="indicator_name"), Field("value", "amount"), Field(UNIT, "unit"),
        _choice("status", vocab.Status), _choice("cmp", vocab.Comparison, "comparison_word"), Field("period"),
        _choice("measure", vocab.Measure), Field("region_text"), Field("subject", label="indicator_subject"),
        Field("value_max", "amount", part="more"), Field("redacted", "flag", part="more"),
        Field("repaired_value", "amount", part="more"), _TOPIC,
    ),
    RecordType.PROJECT: (
        Field("name"), _choice("stage", vocab.Stage), Field("investment", "amount"),
        Field("annual_investment", "amount"), Field(MONEY_UNIT, "unit", options=YUAN_UNITS), Field("capacity"),
        Field("owner"), Field("region_text"), _TOPIC,
    ),
    RecordType.MILESTONE: (
        Field("subject"), _choice("event", vocab.Event), _choice("modality", vocab.Modality), *_DUE,
        Field("units", "units"), Field("count", "number"), *_DEADLINE, _TOPIC,
    ),
    RecordType.ASSIGNMENT: (
        Field("task", "long"), _choice("role", vocab.Role), Field("units", "units"), *_DUE, *_DEADLINE, _TOPIC,
    ),
    RecordType.CADENCE: (
        Field("actor"), _choice("activity", vocab.Activity), Field("freq", "freq", "frequency", vocab.FREQUENCIES),
        _TOPIC,
    ),
    RecordType.SANCTION: (
        Field("trigger", "long"), Field("consequence", "long"), _choice("polarity", vocab.Polarity), _TOPIC,
    ),
}


def shown(kind: RecordType, columns: Mapping[str, Any], units: list[str]) -> Row:
    """What stands in each field. Columns that are missing are shown as empty."""
    unit = _unit_shown(kind, columns)
    return {f.name: _shown(f, columns, units, unit) for f in FIELDS[kind]}


def _shown(field: Field, columns: Mapping[str, Any], units: list[str], unit: str) -> Any:
    value = columns.get(field.name)
    match field.kind:
        case "unit":
            return unit
        case "units":
            return list(units)
        case "amount":
            return None if value is None else float(Decimal(str(value)) / _factor(unit))
        case "number" | "day":
            return value
        case "flag":
            return bool(value)
        case _:
            return "" if value is None else str(value)


def _unit_shown(kind: RecordType, columns: Mapping[str, Any]) -> str:
    """The unit in which the amounts are shown: 亿元 for large money."""
    amounts = [columns.get(f.name) for f in FIELDS[kind] if f.kind == "amount"]
    first = next((abs(a) for a in amounts if a), formats.YI)
    unit = formats.YUAN if kind is RecordType.PROJECT else columns.get(UNIT) or ""
    if unit != formats.YUAN:
        return unit
    return YUAN_UNITS[0] if first >= formats.YI else YUAN_UNITS[1] if first >= formats.WAN else YUAN_UNITS[2]


def _factor(unit: str) -> int:
    """By what an amount in this unit is multiplied: 亿元 → 100,000,000, 万吨 → 10,000, % → 1."""
    return _TIMES.get(unit[0], 1) if len(unit) > 1 else 1


def _base(unit: str) -> str:
    """亿元 → 元."""
    return unit[1:] if _factor(unit) > 1 else unit


def number_of(words: Any) -> float | str | None:
    """What was typed into a field for a number: 1,200.5 and １２００．５ → 1200.5, nothing → None; other words stay."""
    if not isinstance(words, str):
        return words
    plain = "".join(normalize("NFKC", words).replace(",", "").split())
    return None if not plain else float(plain) if _NUMBER.fullmatch(plain) else words


def number_words(value: float | str | None) -> str:
    """120.0 → 120, as it stands in its field."""
    return "" if value is None else value if isinstance(value, str) else f"{Decimal(str(value)).normalize():f}"


def meant(kind: RecordType, before: Mapping[str, Any], given: Mapping[str, Any]) -> Row:
    """The columns that a person set otherwise than they were shown, as the services take them."""
    name = UNIT if kind is RecordType.INDICATOR else MONEY_UNIT
    unit, other_unit = str(given.get(name, "")), given.get(name) != before.get(name)
    said: Row = {}
    for field in FIELDS[kind]:
        value = given[field.name]
        if field.kind == "unit":
            if other_unit and name == UNIT and _base(unit) != _base(before[UNIT]):
                said[UNIT] = _base(unit)
        elif value != before[field.name] or (field.kind == "amount" and other_unit and value is not None):
            said[field.name] = _meant(field, value, unit)
    return said


def _meant(field: Field, value: Any, unit: str) -> Any:
    if field.kind == "amount":
        return None if value is None else float(Decimal(str(value)) * _factor(unit))
    if field.kind == "freq":
        every = _EVERY.fullmatch(str(value).strip())
        return f"every {int(every[1])} days" if every else value
    if field.name in ("deadline_month", "deadline_day"):
        return int(value) if value else None
    return None if value in ("", None) else value


def faults(kind: RecordType, given: Mapping[str, Any]) -> list[tuple[Field, str]]:
    """The fields that cannot be saved as they are, each with the key of the text that says why."""
    fields = {f.name: f for f in FIELDS[kind]}
    found = [(fields[n], "review.fault_empty") for n in _NEEDED[kind] if not str(given[n] or "").strip()]
    for name, (pattern, fault) in _PATTERNS.items():
        if name in fields and given[name] and not pattern.fullmatch(str(given[name]).strip()):
            found.append((fields[name], fault))
    wrong = _no_numbers(kind, given)
    if kind is RecordType.INDICATOR and not wrong:
        if not given["redacted"] and given["value"] is None:
            found.append((fields["value"], "review.fault_no_value"))
        if given["redacted"] and given["value"] is not None:
            found.append((fields["value"], "review.fault_redacted"))
        if given["repaired_value"] is not None and not given["redacted"]:
            found.append((fields["repaired_value"], "review.fault_repaired"))
        if None not in (given["value"], given["value_max"]) and given["value_max"] < given["value"]:
            found.append((fields["value_max"], "review.fault_less"))
    return found + wrong


def _no_numbers(kind: RecordType, given: Mapping[str, Any]) -> list[tuple[Field, str]]:
    """The fields with words in place of a number, or a number that is too large to be kept."""
    factor = _factor(str(given.get(UNIT if kind is RecordType.INDICATOR else MONEY_UNIT, "")))
    found = [(f, given[f.name]) for f in FIELDS[kind] if f.kind in NUMBERS and given[f.name] is not None]
    return [(f, "review.fault_number" if isinstance(value, str) else "review.fault_large") for f, value in found
            if isinstance(value, str) or abs(value) * factor > LARGEST]


def said_words(kind: RecordType, name: str, columns: Mapping[str, Any], units: list[str], texts: Texts) -> str:
    """What a column holds, for people: a label, an amount with its unit, 、 between units."""
    field = next((f for f in FIELDS[kind] if f.name == name), None) or _OTHERS.get(name) or Field(name)
    value = columns.get(name)
    if field.kind == "units":
        return "、".join(units) or texts("value.unknown")
    if value is None or value == "":
        return texts("value.unknown")
    if field.kind == "amount":
        return formats.amount(value, formats.YUAN if kind is RecordType.PROJECT else columns.get(UNIT) or "", texts)
    return option_words(field, value, texts)


def option_words(field: Field, value: Any, texts: Texts) -> str:
    """A value of a field as it is read."""
    match field.kind:
        case "flag":
            return texts.label("yes_no", str(bool(value)))
        case "freq":
            return texts.frequency(str(value))
        case "unit":
            return texts.label("money_unit", value) if value in YUAN_UNITS else str(value)
        case "choice" if field.group:
            return texts.label(field.group, value)
        case "number":
            return formats.plain(value)
        case _:
            return str(value)


def field_text(kind: RecordType, name: str) -> str:
    """The key of a column's name in a form; "" for a column that no form has."""
    field = next((f for f in FIELDS[kind] if f.name == name), None)
    return field.text if field else f"review.{name}" if name in OTHER_COLUMNS else ""


_OTHERS = {f.name: f for f in (
    _choice("due_basis", vocab.DueBasis), Field("review", "choice", "review_state"), Field(UNIT, "unit"))}
OTHER_COLUMNS = ("due_basis", "review", "moved_to", "project_id", "evidence_id", "measure_unit")
