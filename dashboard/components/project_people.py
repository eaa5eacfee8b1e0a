"""Who answers for one project: units that the speeches name, and units and persons that the office made responsible."""

from __future__ import annotations

import streamlit as st

from dashboard import data, formats
from dashboard.components import evidence, responsibility_forms
from dashboard.components.filters import ZONE, View
from dashboard.components.plots import plain
from db.queries.scope import Row
from db.vocab import Duty, ReportSubject


def people(view: View, project: Row) -> None:
    """Both lists, and the form that assigns."""
    texts = view.texts
    entered, named = data.responsible(ReportSubject.PROJECT, project["id"]), project["named_units"]
    if not entered and not named:
        st.caption(texts("project.nobody"))
    if entered:
        st.markdown(f"**{texts('project.entered_people')}**")
        for row in sorted(entered, key=lambda r: (list(Duty).index(Duty(r["role"])), r["id"])):
            _entered(view, row)
    if named:
        st.markdown(f"**{texts('project.named_units')}**")
        for row in named:
            st.markdown(f"**{plain(row['unit'])}**　{texts.label('event', row['event'])} · {plain(row['subject'])}")
            evidence.panel(view, row, "milestone")
    st.markdown(f"**{texts('project.assign')}**")
    responsibility_forms.assign_form(view, [{"type": "project", "id": project["id"]}],
                                     key=f"assign-{project['id']}")


def _entered(view: View, row: Row) -> None:
    texts = view.texts
    who = " · ".join(plain(w) for w in (row["unit"], row["person"], row["contact"]) if w)
    by = texts("project.entered_by", who=plain(row["entered_by"]),
               day=formats.day(row["entered_at"].astimezone(ZONE).date(), texts))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":gray[{texts.label('duty', row['role'])}]　**{who}**　:gray[{by}]")
        responsibility_forms.take_back(view, {"responsibility_id": row["id"], "what": row["unit"] or row["person"]})
