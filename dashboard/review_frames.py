"""Records under review as frames and words for people. No Streamlit here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

import pandas as pd

from dashboard import formats, review_fields
from dashboard.audit_frames import moment
from dashboard.frames import HOW_GROUPS, how, speech_name
from dashboard.i18n import Texts
from db.queries.scope import Row
from db.vocab import ProposalKind, RecordType, ReviewState

QUEUE_COLUMNS = ("kind", "what", "quote", "confidence", "rule", "topic", "review", "new_reading", "region", "speech",
                 "sentence")
SYMBOLS = {ReviewState.PENDING: "○", ReviewState.ACCEPTED: "✔", ReviewState.CORRECTED: "✎", ReviewState.REJECTED: "✗",
           ReviewState.ADDED: "＋"}
_BANDS = ((0.9, "high"), (0.75, "fair"), (0.6, "low"), (0.0, "doubtful"))
AT = "at"  # in a proposal: where the record stands now
_BESIDE = ("rule", "confidence", "canonical_name", "quota_group", "proof")  # told elsewhere
_PLACED = ("evidence_id", "project_id")  # numbers that say nothing to people but that they changed
_KEPT = {"id", "key", "speech_id", "also_at", "spans", "name_key", "project_key", "review", "moved_to", *_BESIDE,
         *_PLACED}
_LONGEST = 24


def queue_frame(rows: Iterable[Row], texts: Texts) -> pd.DataFrame:
    """One row a record of the queue."""
    return pd.DataFrame([{
        "kind": f"{texts.label('record', r['type'])} · {how(r['type'], r['how'], texts)}",
        "what": words_of(r, texts), "quote": r["quote"], "confidence": percent(r["confidence"]),
        "rule": texts.label("rule", r["rule"]), "topic": texts.label("topic", r["topic"]),
        "review": state_words(r["review"], texts),
        "new_reading": "●" if r["proposals"] else None, "region": r["region"] or texts("filter.open_region"),
        "speech": speech_name(r), "sentence": r["sentence"].strip(),
    } for r in rows], columns=list(QUEUE_COLUMNS))


def words_of(row: Row, texts: Texts) -> str:
    """What a record of the queue says, in one line."""
    if row["type"] == RecordType.CADENCE:
        return texts.frequency(row["what"])
    if row["type"] == RecordType.INDICATOR:
        value = texts("value.redacted") if row["value"] is None else formats.amount(
            row["value"], row["measure_unit"] or "", texts)
        return f"{row['what']} {value}"
    if row["type"] == RecordType.PROJECT and row["value"] is not None:
        return f"{row['what']} {formats.money(row['value'], texts)}"
    return f"{row['what']}（{row['deadline_text']}）" if row["deadline_text"] else row["what"]


def title_of(row: Row, texts: Texts) -> str:
    """A short name of a record, for messages."""
    kind, columns = RecordType(row["type"]), row["columns"]
    name = columns.get("name") or columns.get("subject") or columns.get("task") or columns.get("consequence") \
        or texts.frequency(str(columns.get("freq", "")))
    short = name if len(name) <= _LONGEST else name[:_LONGEST] + "…"
    return f"{texts.label('record', kind)} {short}"


def head_of(row: Row, texts: Texts) -> str:
    """节点 · 开工 海平大桥项目."""
    kind, said = texts.label("record", row["type"]), row["columns"][HOW_GROUPS[row["type"]]]
    return title_of(row, texts).replace(kind, f"{kind} · {how(row['type'], said, texts)}", 1)


def state_words(state: str, texts: Texts) -> str:
    """✔ 已通过."""
    return f"{SYMBOLS[ReviewState(state)]} {texts.label('review_state', state)}"


def percent(confidence: float) -> str:
    return f"{confidence * 100:.0f}%"


def confidence_word(confidence: float, texts: Texts) -> str:
    """0.93 → 把握大."""
    return texts.label("confidence", next(word for least, word in _BANDS if confidence >= least))


def machine_words(kind: RecordType, review: Row | None, texts: Texts) -> dict[str, str]:
    """What the machine had read, by the field that a person set otherwise."""
    if not review or not review["machine"]:
        return {}
    machine, person = review["machine"], review["person"]
    return {n: review_fields.said_words(kind, n, machine, machine.get("units", []), texts) for n in person}


def proposal_frame(row: Row, proposal: Row, words: str, texts: Texts) -> pd.DataFrame:
    """field, now, new: what a later reading says otherwise, as far as people see it.

    `words`: those on which the record stands then, where known.
    """
    if proposal["kind"] == ProposalKind.GONE:
        return pd.DataFrame(columns=["field", "now", "new"])
    kind, new = RecordType(row["type"]), proposal["new"]
    whole, units = row["columns"] | new, new.get("units", row["units"])
    told = [{
        "field": texts(key), "now": review_fields.said_words(kind, name, row["columns"], row["units"], texts),
        "new": review_fields.said_words(kind, name, whole, units, texts),
    } for name in new if (key := review_fields.field_text(kind, name))]
    told = [line for line in told if line["now"] != line["new"]]
    if AT in new and words != row["quote"]:
        told.append({"field": texts("review.place"), "now": row["quote"], "new": words})
    return pd.DataFrame(told, columns=["field", "now", "new"])


def change_words(row: Row, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, texts: Texts) -> str:
    """字段：旧 → 新, for each field that changed; "" where nothing changed that people know."""
    kind = RecordType(row["type"])
    was, now = row["columns"] | dict(before or {}), row["columns"] | dict(after or {})
    told = []
    for name in dict.fromkeys([*(before or {}), *(after or {})]):
        if name == "review":
            old, new = (texts.label("review_state", v[name]) for v in (was, now))
            told.append(texts.told(texts("review.review"), f"{old} → {new}"))
        elif name in _PLACED:
            told.append(texts(f"review.{name}"))
        elif name not in _BESIDE and (key := review_fields.field_text(kind, name)):
            old, new = (review_fields.said_words(kind, name, v, [], texts) for v in (was, now))
            told.append(texts.told(texts(key), f"{old} → {new}"))
    return "；".join(told)


def restorable(before: Mapping[str, Any] | None) -> bool:
    """That a change took something back that people can be given again."""
    return bool(set(before or {}) - _KEPT)


def at_words(at: datetime | date | None, zone: tzinfo) -> str:
    """A moment by the office's clock; ? for none."""
    return moment(at, zone) if isinstance(at, datetime) else "?"


def with_states(frame: pd.DataFrame, records: list[Row], texts: Texts) -> pd.DataFrame:
    """A frame of a speech's records with the sign of where each stands in review, and its word in a column."""
    return frame.assign(
        kind=[f"{SYMBOLS[ReviewState(r['review'])]} {kind}" for r, kind in zip(records, frame["kind"], strict=True)],
        review=[texts.label("review_state", r["review"]) for r in records])
