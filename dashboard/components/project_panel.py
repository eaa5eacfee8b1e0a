"""One project: its facts, what every speech says of it, its kin, milestones and figures, and who it is."""

from __future__ import annotations

import streamlit as st

from dashboard import formats, frames, project_frames
from dashboard.components import evidence, identity_forms, plots, tables, url_state
from dashboard.components.filters import View
from dashboard.components.plots import plain
from dashboard.components.tables import Export
from dashboard.navigation import path_of
from db.queries.scope import Row

MENTIONS = ["written", "link", "speech", "speech_date", "stage", "investment", "capacity", "owner", "sentence"]
STONES = ["subject", "link", "progress", "event", "due_on", "deadline_text", "units", "sentence"]
FIGURES = ["indicator", "link", "status", "value", "period", "sentence"]


def panel(view: View, project: Row) -> None:
    """Draw everything that the ledger has on a project."""
    with st.container(border=True):
        plots.heading(project["name"])
        _facts(view, project)
        _mentions(view, project)
        _kin(view, project)
        _milestones(view, project)
        _figures(view, project)
        with st.expander(view.texts("identity.title"), icon=":material/merge:", expanded=bool(project["merged"])):
            identity_forms.identity(view, project)


def _facts(view: View, project: Row) -> None:
    texts = view.texts
    said = {
        "region": project["region"] or texts("filter.open_region"), "stage": texts.label("stage", project["stage"]),
        "investment": formats.money(project["investment"], texts),
        "annual_investment": formats.money(project["annual_investment"], texts),
        "capacity": project["capacity"], "owner": project["owner"],
    }
    st.markdown("　".join(f"**{texts(f'col.{name}')}** {plain(value)}" for name, value in said.items() if value))


def _mentions(view: View, project: Row) -> None:
    texts, rows = view.texts, project["mentions"]
    st.markdown(f"**{texts('project.mentions', n=len(rows))}**")
    frame = project_frames.mention_frame(rows, texts)
    at = tables.show(view, frame, key=f"mentions-{project['id']}", columns=MENTIONS, selectable=True,
                     rename={"investment": f"{texts('col.investment')}（{texts('unit.yi')}）"},
                     export=Export(project["name"], lambda: frame))
    evidence.panel(view, rows[at or 0], "project")


def _kin(view: View, project: Row) -> None:
    if not project["kin"]:
        return
    texts = view.texts
    st.markdown(f"**{texts('project.kin')}**")
    st.caption(texts("project.kin_caption"))
    for other in project["kin"]:
        said = (other["name"], texts.label("stage", other["stage"]), formats.money(other["investment"], texts))
        st.page_link(path_of("projects"), label=plain(" · ".join(said)), icon=":material/account_tree:",
                     query_params=url_state.link_params(project=str(other["id"])))


def _milestones(view: View, project: Row) -> None:
    if project["milestones"]:
        texts = view.texts
        st.markdown(f"**{texts('project.milestones', n=len(project['milestones']))}**")
        tables.show(view, frames.milestone_frame(project["milestones"], view.scope.asof, texts),
                    key=f"stones-{project['id']}", columns=STONES)


def _figures(view: View, project: Row) -> None:
    if project["figures"]:
        texts = view.texts
        st.markdown(f"**{texts('project.figures', n=len(project['figures']))}**")
        tables.show(view, frames.figure_frame(project["figures"], texts), key=f"figures-{project['id']}",
                    columns=FIGURES)
