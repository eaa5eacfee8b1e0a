"""What items lack (六定 and the like) as frames, sentences and a list to send back; no Streamlit here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

import pandas as pd

from dashboard import formats
from dashboard.dispatch_sheet import Sheet, SheetColumn, SheetGroup
from dashboard.frames import source_link, speech_name
from dashboard.i18n import Texts
from db.queries.scope import Row
from db.queries.slots import Slot

FULL, EMPTY = "✔", "○"
TITLE_CHARS, QUOTE_CHARS = 60, 90
COMMON_LEAST = 2  # items: of fewer nothing is said in common


@dataclass(frozen=True, slots=True)
class Asked:
    """An item of a speech and what its people are asked."""

    type: str
    title: str
    quote: str
    asks: tuple[str, ...]
    link: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes back about one speech. `common`: asked about every item of it, and not said again at each."""

    speech: str
    region: str
    common: tuple[str, ...]
    items: tuple[Asked, ...]


def slot_frame(rows: list[Row], slots: tuple[Slot, ...], texts: Texts) -> pd.DataFrame:
    """One row an item: how many slots are filled, and by what."""
    return pd.DataFrame([{
        "completeness": f"{r['filled']}/{len(slots)}", "item": r["title"],
        **{f"slot{i}": slot_words(r, i, s, texts) for i, s in enumerate(slots)},
        "region": r["region"] or texts("filter.open_region"), "sentence": r["sentence"].strip(),
        "speech": speech_name(r), "link": source_link(_record(r), r),
    } for r in rows], columns=[
        "completeness", "item", *(f"slot{i}" for i in range(len(slots))), "region", "sentence", "speech", "link"])


def _record(row: Row) -> str | None:
    return None if row["type"] == "project" else row["type"]


def slot_words(row: Row, at: int, slot: Slot, texts: Texts) -> str:
    """✔ 县发改局; ○ where nothing fills the slot."""
    value = row[f"slot{at}"]
    if value is None:
        return EMPTY
    if slot.source == "investment":
        return f"{FULL} {formats.money(float(value), texts)}"
    return f"{FULL} {texts.label('event', value) if slot.source == 'target' else value}"


def letters(rows: list[Row], slots: tuple[Slot, ...], *, missing: str = "") -> list[Letter]:
    """The questions, one letter a speech. `missing`: about this slot only. `rows` come in the order of the speeches."""
    chosen = [(i, s) for i, s in enumerate(slots) if missing in ("", s.name)]
    found = []
    for _, group in groupby(rows, key=lambda r: r["speech_id"]):
        own = [(r, [s.asks for i, s in chosen if r[f"slot{i}"] is None]) for r in group]
        common = tuple(s.asks for _, s in chosen if len(own) >= COMMON_LEAST and all(s.asks in asks for _, asks in own))
        items = tuple(Asked(r["type"], r["title"], r["quote"], tuple(a for a in asks if a not in common),
                            source_link(_record(r), r)) for r, asks in own)
        found.append(Letter(speech_name(own[0][0]), own[0][0]["region"] or "", common, items))
    return found


def first_items(found: list[Letter], most: int) -> list[Letter]:
    """The letters with at most so many items together."""
    kept = []
    for letter in found:
        if most <= 0:
            break
        kept.append(replace(letter, items=letter.items[:most]))
        most -= len(letter.items)
    return kept


def question_frame(found: list[Letter], texts: Texts) -> pd.DataFrame:
    """One row an item, with an empty column for the answer."""
    return pd.DataFrame([{
        "speech": letter.speech, "type": texts.label("record", item.type), "item": item.title, "quote": item.quote,
        "ask": "；".join((*item.asks, *letter.common)), "reply": "",
    } for letter in found for item in letter.items], columns=[
        "speech", "type", "item", "quote", "ask", "reply"])


def question_sheet(
    found: list[Letter], template: str, day: str, filters: dict[str, str], texts: Texts, *, total: int
) -> Sheet:
    """The list as a document to send: a table a speech, what all its items lack said once. Of more than these items,
    `total`, it says so."""
    n = sum(len(letter.items) for letter in found)
    cut_short = (texts("slots.letter_cut", n=n, total=total),) if total > n else ()
    return Sheet(
        title=texts("slots.letter_title"), day=day,
        summary=texts("slots.letter_intro", template=template, speeches=len(found), n=n),
        columns=(
            SheetColumn(texts("slots.col_number"), 10, centred=True), SheetColumn(texts("col.item"), 38),
            SheetColumn(texts("col.quote"), 46), SheetColumn(texts("col.ask"), 32), SheetColumn(texts("col.reply"), 30),
        ),
        groups=tuple(SheetGroup(_head(letter, texts), tuple(
            (cut(i.title, TITLE_CHARS), cut(i.quote, QUOTE_CHARS), "；".join(i.asks) or texts("slots.as_all"))
            for i in letter.items)) for letter in found),
        notes=(texts("slots.letter_reply"), *cut_short), signed=(texts("slots.letter_office"),), filters=filters,
    )


def _head(letter: Letter, texts: Texts) -> str:
    if not letter.common:
        return letter.speech
    return texts("slots.letter_common", speech=letter.speech, asks="；".join(letter.common))


def cut(words: str, most: int) -> str:
    """At most `most` characters, with … where there were more."""
    return words if len(words) <= most else words[: most - 1] + "…"
