"""The places that people entered for speeches, and what their codes mean."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from db.models import EntryKind, PersonEntry, Region
from etl.lexicon.regions import region_of
from etl.load_places import Place, place_of_code


def entered_places(connection: Connection, document_name: str) -> dict[int, Place]:
    """The places that people entered for the speeches of a document, by ordinal."""
    e = PersonEntry.__table__.c
    found = connection.execute(select(e.ordinal, e.text_value).where(
        e.kind == str(EntryKind.SPEECH_PLACE), e.document_name == document_name))
    return {ordinal: place_named(connection, code) for ordinal, code in found}


def place_named(connection: Connection, code: str) -> Place:
    """The place with this code: of the code table, else of the ledger; one that neither knows is called as its code."""
    if region_of(code):
        return place_of_code(code)
    region, above = Region.__table__, aliased(Region.__table__)
    row = connection.execute(
        select(region.c.code, region.c.name, region.c.short_name, region.c.level, above.c.code.label("parent"))
        .outerjoin(above, above.c.id == region.c.parent_id).where(region.c.code == code)).first()
    if row is None:
        name = code.rsplit(":", 1)[-1]
        return Place(code, name, name, "other")
    return Place(row.code, row.name, row.short_name, row.level, row.parent or "")


def known_codes(connection: Connection, codes: Iterable[str]) -> set[str]:
    """Those of the codes that a place of the code table or of the ledger has."""
    wanted = set(codes)
    own = connection.execute(select(Region.code).where(Region.code.in_(wanted))).scalars()
    return {c for c in wanted if region_of(c)} | set(own)
