"""The choice of a unit that may be new: its name is typed then, and the unit is entered when the form is."""

from __future__ import annotations

from collections.abc import Sequence

from streamlit.delta_generator import DeltaGenerator

from dashboard import data, session
from dashboard.components.filters import View
from dashboard.components.unit_forms import OFFICE
from db.queries.scope import Row
from db.services.units import add_unit


def choose(where: DeltaGenerator, view: View, label: str, *, key: str, placeholder: str) -> int | str | None:
    """A unit's id, the name of a new one, None where nothing is chosen."""
    units = {u["id"]: f"{u['name']}（{u['region'] or view.texts('filter.open_region')}）" for u in data.unit_choices()}
    return where.selectbox(label, list(units), key=key, index=None, format_func=lambda i: units.get(i, i),
                           placeholder=placeholder, accept_new_options=True)


def entered(chosen: int | str | None, rows: Sequence[Row]) -> int | None:
    """The id of what `choose` gave; a typed name is that of the only unit called so, else of a new one in the place
    that all `rows` are of. Writes, with the rights of who acts."""
    if not isinstance(chosen, str):
        return chosen
    called = [u["id"] for u in data.unit_choices() if u["name"] == chosen.strip()]
    if len(called) == 1:
        return called[0]
    names = {row.get("region") for row in rows}
    place = next((p for p in data.places() if names == {p["name"]}), None)
    return add_unit(data.engine(), chosen, scope=place["code"] if place else OFFICE,
                    region_id=place["id"] if place else None, actor=session.actor(), now=session.now())
