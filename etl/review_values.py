"""Check what a person says of a record against its columns, and derive the columns that follow from it."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection

from db import vocab
from db.entry_checks import day_of, words_of
from db.errors import BadEntry
from db.vocab import DueBasis, RecordType
from etl.load_columns import DEADLINE, RECORD_MODELS, UNITS, editable
from etl.load_dates import due_in_speech
from etl.load_names import canonical_indicator, unit_name
from etl.load_places import SpeakingPlace, write_places

Row = dict[str, Any]
_VOCABULARIES: dict[str, type[StrEnum]] = {
    "cmp": vocab.Comparison, "status": vocab.Status, "measure": vocab.Measure, "stage": vocab.Stage,
    "event": vocab.Event, "modality": vocab.Modality, "deadline_part": vocab.Part, "role": vocab.Role,
    "activity": vocab.Activity, "polarity": vocab.Polarity, "topic": vocab.Topic,
}
_MAY_BE_EMPTY = ("measure_unit",)  # a text column that is not null and still may say nothing
_LARGEST = {"deadline_month": 12, "deadline_day": 31}
_LONGEST = 500
_MOST_UNITS = 60
_FREQUENCY = re.compile("|".join(vocab.FREQUENCIES) + r"|every [1-9]\d{0,2} days")
_PATTERNS = {
    "deadline_year": (re.compile(r"\d{4}|[+-]?\d"), "2026, or +1 for the year after the speech"),
    "deadline_relative": (re.compile(r"P-?\d{1,3}[YMWD]"), "an ISO duration such as P15D or P2M"),
    "freq": (_FREQUENCY, "one of " + ", ".join(vocab.FREQUENCIES) + ", or every N days"),
}
_NEEDED: dict[RecordType, tuple[str, ...]] = {  # of a record that a person adds
    RecordType.INDICATOR: ("name", "status"), RecordType.PROJECT: ("name",), RecordType.MILESTONE: ("subject", "event"),
    RecordType.ASSIGNMENT: ("task",), RecordType.CADENCE: ("activity", "freq"),
    RecordType.SANCTION: ("trigger", "consequence", "polarity"),
}
_DEFAULTS: dict[RecordType, Row] = {
    RecordType.INDICATOR: {"cmp": "=", "measure": "level", "measure_unit": "", "redacted": False, "proof": ""},
    RecordType.PROJECT: {"stage": "unknown", "spans": []},
    RecordType.MILESTONE: {"modality": "must", "due_basis": "open", "deadline_year_redacted": False},
    RecordType.ASSIGNMENT: {"role": "do", "due_basis": "open", "deadline_year_redacted": False},
    RecordType.CADENCE: {}, RecordType.SANCTION: {},
}


def checked(kind: RecordType, values: Mapping[str, Any]) -> Row:
    """The values as the table takes them. BadEntry names the field that is none, or cannot take its value."""
    known = editable(kind)
    if unknown := [c for c in values if c not in known]:
        raise BadEntry(f"{unknown[0]}: a {kind} has no such field; it has {', '.join(known)}")
    table = RECORD_MODELS[kind].__table__
    return {c: _units(v) if c == UNITS else _value(table.c[c], v) for c, v in values.items()}


def complete(kind: RecordType, values: Row) -> Row:
    """A whole record's columns from what a person says of it. BadEntry names what is missing."""
    if missing := [c for c in _NEEDED[kind] if values.get(c) is None]:
        raise BadEntry(f"{missing[0]}: a {kind} needs it")
    columns = {c: None for c in editable(kind) if c != UNITS} | {"topic": str(vocab.Topic.PROJECT)}
    whole = columns | _DEFAULTS[kind] | {c: v for c, v in values.items() if c != UNITS}
    if kind is RecordType.INDICATOR:
        whole |= {"name": unit_name(whole["name"]), "canonical_name": canonical_indicator(whole["name"])}
    return whole


def derived(
    connection: Connection, kind: RecordType, row: Row, changed: Mapping[str, Any], place: SpeakingPlace
) -> Row:
    """The columns that follow from the changed ones. `row`: the whole record with the change. BadEntry where they
    do not go together."""
    found: Row = {}
    if kind is RecordType.INDICATOR:
        _check_figure(row)
        if "name" in changed:
            found |= {"name": unit_name(row["name"]), "canonical_name": canonical_indicator(row["name"])}
    if "region_text" in changed:
        where = place.of(row["region_text"])
        ids, _ = write_places(connection, {where} if where else set())
        found["region_id"] = ids[where.code] if where else None
    if "due_on" in changed:
        found["due_basis"] = str(DueBasis.STATED if row["due_on"] else DueBasis.OPEN)
    elif any(c in changed for c in DEADLINE):
        try:
            due_on, basis = due_in_speech(connection, row["speech_id"], row)
        except (ValueError, OverflowError) as error:
            raise BadEntry(f"deadline_day: no such day: {error}") from error
        found |= {"due_on": due_on, "due_basis": basis}
    return found


def _check_figure(row: Row) -> None:
    if row["redacted"] and row["value"] is not None:
        raise BadEntry("value: the source blanks this figure; say that it is not redacted, or fill it in instead")
    if row.get("repaired_value") is not None and not row["redacted"]:
        raise BadEntry("repaired_value: only a blanked figure is repaired")
    if row["value"] is not None and row.get("value_max") is not None and row["value_max"] < row["value"]:
        raise BadEntry("value_max: it is less than the value")


def _value(column: Any, value: Any) -> Any:
    name = column.name
    if value is None or (isinstance(value, str) and not value.strip()):
        if column.nullable:
            return None
        if name in _MAY_BE_EMPTY:
            return ""
        raise BadEntry(f"{name}: it cannot be empty")
    if vocabulary := _VOCABULARIES.get(name):
        return _word(name, vocabulary, value)
    type_ = column.type.python_type
    if type_ is bool:
        if not isinstance(value, bool):
            raise BadEntry(f"{name}: yes or no, not {value!r}")
        return value
    if type_ in (int, float):
        return _number(name, value, whole=type_ is int)
    if type_ is date:
        try:
            return day_of(value)
        except BadEntry as error:
            raise BadEntry(f"{name}: {error}") from error
    return _text(name, value)


def _word(name: str, vocabulary: type[StrEnum], value: Any) -> str:
    if value not in [str(v) for v in vocabulary]:
        raise BadEntry(f"{name}: one of {', '.join(vocabulary)}, not {value!r}")
    return str(value)


def _number(name: str, value: Any, *, whole: bool) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadEntry(f"{name}: a finite number, not {value!r}")
    if not whole:
        return float(value)
    if value != int(value) or not 1 <= value <= _LARGEST[name]:
        raise BadEntry(f"{name}: a whole number from 1 to {_LARGEST[name]}, not {value!r}")
    return int(value)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise BadEntry(f"{name}: words, not {value!r}")
    try:
        words = words_of(value, "text", _LONGEST)
    except BadEntry as error:
        raise BadEntry(f"{name}: {error}") from error
    pattern, says = _PATTERNS.get(name, (None, ""))
    if pattern and not pattern.fullmatch(words):
        raise BadEntry(f"{name}: {says}, not {words!r}")
    return words


def _units(value: Any) -> list[str]:
    if isinstance(value, str) or not all(isinstance(v, str) for v in value):
        raise BadEntry(f"{UNITS}: a list of names, not {value!r}")
    names = sorted({unit_name(_text(UNITS, v)) for v in value if v.strip()})
    if len(names) > _MOST_UNITS:
        raise BadEntry(f"{UNITS}: at most {_MOST_UNITS}, not {len(names)}")
    return names
