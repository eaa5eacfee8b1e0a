"""One project: its facts with the sentences that state them, its milestones, and behind tabs all that hangs on it."""

from __future__ import annotations

import streamlit as st

from dashboard import data, formats, project_frames, timeline
from dashboard.components import (
    evidence,
    identity_forms,
    plots,
    project_money,
    project_people,
    report_list,
    tables,
    url_state,
)
from dashboard.components.cards import card, row_of
from dashboard.components.filters import ZONE, View
from dashboard.components.plots import plain
from dashboard.components.tables import Export
from dashboard.navigation import path_of
from db.queries.milestones import Progress
from db.queries.scope import Row
from db.vocab import ReportSubject

MENTIONS = ["written", "link", "speech", "speech_date", "stage", "investment", "capacity", "owner"]
STONES = ["progress", "event", "subject", "due_on", "days_late", "units", "deadline_text", "link"]
MOVED = ["progress", "event", "subject", "baseline", "due_on", "moves", "days_late", "units", "link"]
WIDTHS = {"link": 52, "speech": 190, "speech_date": 112, "stage": 68, "capacity": 96, "owner": 96, "written": 180,
          "progress": 86, "event": 76, "subject": 196, "baseline": 94, "due_on": 94, "moves": 126, "days_late": 72,
          "units": 110, "deadline_text": 104}
EXTRA = ("deadline_text", "done_on")  # of milestones, in the downloads only
TABS = ("progress", "money", "people", "said", "history", "identity")
CHANGES_SHOWN = 200
LATER = ("lights", "duties", "tickets", "permits", "scores")


def panel(view: View, project: Row) -> None:
    """Draw everything that the ledger has on a project."""
    texts, asof = view.texts, view.scope.asof
    reports = data.reports_of(ReportSubject.PROJECT, project["id"])
    st.title(plain(project["name"]))
    _head(view, project, reports)
    plots.heading(texts("project.facts"))
    _facts(view, project)
    _milestones(view, project)
    match _tab(view, project, reports):
        case "progress":
            report_list.reports(view, ReportSubject.PROJECT, project["id"], project["name"])
        case "money":
            project_money.money(view, project, reports)
        case "people":
            project_people.people(view, project)
        case "said":
            _mentions(view, project)
            _kin(view, project)
        case "history":
            _history(view, project)
        case "identity":
            identity_forms.identity(view, project)
    st.caption(texts("project.later", names=" · ".join(texts(f"project.later_{n}") for n in LATER)))
    view.chosen[texts("col.name")] = project["name"]
    view.chosen[texts("filter.asof")] = formats.day(asof, texts)


def _tab(view: View, project: Row, reports: list[Row]) -> str:
    """Which of the parts is open; only that one is drawn."""
    texts, counts = view.texts, {"progress": {"n": len(reports)}, "said": {"n": len(project["mentions"])}}
    labels = {t: texts(f"project.tab_{t}", **counts.get(t, {})) for t in TABS}
    return url_state.bound(
        "tab", parse=url_state.one_of(TABS, TABS[0]), write=lambda v: [] if v in (TABS[0], None) else [v],
        widget=lambda key: st.segmented_control(texts("project.tabs"), TABS, key=key, required=True,
                                                format_func=lambda t: labels[t], label_visibility="collapsed"),
    )


def _head(view: View, project: Row, reports: list[Row]) -> None:
    """Where the project stands, in numbers."""
    texts, asof = view.texts, view.scope.asof
    stage, since = project_frames.present_stage(project, asof)
    late = sum(r["progress"] == Progress.OVERDUE for r in project["milestones"])
    place = project["region"] or texts("filter.open_region")
    st.caption(" · ".join(plain(w) for w in (place, project["owner"]) if w))
    with row_of(5):
        card(texts("col.stage"), texts.label("stage", stage),
             note=None if since is None else texts("project.since", day=formats.day(since, texts)))
        card(texts("col.investment"), formats.money(project["investment"], texts))
        project_money.year_cards(view, project, reports)
        card(texts("project.stones_metric"), len(project["milestones"]),
             note=texts("project.stones_late", late=late) if late else None)


def _facts(view: View, project: Row) -> None:
    """Each fact beside the sentence that states it; facts of one sentence together."""
    texts = view.texts
    for mention, facts in project_frames.fact_sources(project):
        with st.container(key=f"facts-{mention['id'] if mention else 'none'}"):
            left, right = st.columns([2, 5], gap="medium")
            with left:
                st.markdown("  \n".join(f":gray[{texts(f'col.{f}')}]　**"
                                        f"{plain(project_frames.fact_words(project, f, texts))}**" for f in facts))
            with right:
                if mention is None:
                    st.caption(texts("project.place_of_speech" if facts == ["region"] else "project.no_sentence"))
                else:
                    evidence.panel(view, mention, "project")


def _milestones(view: View, project: Row) -> None:
    rows, texts, asof = project["milestones"], view.texts, view.scope.asof
    plots.heading(texts("project.milestones", n=len(rows)))
    if not rows:
        st.caption(texts("project.no_milestones"))
        return
    if any(r["due_on"] for r in rows):
        distinct = project_frames.distinct_stones(rows)
        chart = plots.built(timeline.milestones, distinct, project["moves"], project["stages"], asof, texts)
        plots.draw(chart, key=f"timeline-{project['id']}")
        if len(distinct) < len(rows):
            st.caption(texts("project.repeated", n=len(rows) - len(distinct)))
    undated = sum(r["due_on"] is None for r in rows)
    if undated:
        st.caption(texts("project.undated", n=undated))
    frame = project_frames.stone_frame(rows, asof, texts)
    at = tables.show(view, frame, key=f"stones-{project['id']}", columns=MOVED if project["moves"] else STONES,
                     selectable=True, rename={"moves": texts("project.moved")}, widths=WIDTHS,
                     export=Export(f"{project['name']}_{texts('nav.milestones')}", lambda: frame, (*MOVED, *EXTRA)))
    if at is not None:
        evidence.panel(view, rows[at], "milestone")
        st.page_link(path_of("overdue"), label=texts("project.to_deadline"), icon=":material/event:",
                     query_params=url_state.link_params(item=f"milestone-{rows[at]['id']}"))


def _mentions(view: View, project: Row) -> None:
    texts, rows = view.texts, project["mentions"]
    frame = project_frames.mention_frame(rows, texts)
    st.caption(texts("project.said_caption"))
    at = tables.show(view, frame, key=f"mentions-{project['id']}", columns=MENTIONS, selectable=True, widths=WIDTHS,
                     rename={"investment": texts.noted(texts("col.investment"), texts("unit.yi"))},
                     export=Export(project["name"], lambda: frame))
    if rows:
        evidence.panel(view, rows[at or 0], "project")


def _kin(view: View, project: Row) -> None:
    if not project["kin"]:
        return
    texts = view.texts
    st.markdown(f"**{texts('project.kin')}**")
    st.caption(texts("project.kin_caption"))
    for other in project["kin"]:
        said = (other["name"], texts.label("stage", other["stage"]), formats.money(other["investment"], texts))
        st.page_link(path_of("project"), label=plain(" · ".join(said)), icon=":material/account_tree:",
                     query_params=url_state.link_params(project=str(other["id"])))


def _history(view: View, project: Row) -> None:
    """Who changed what, when and why."""
    texts = view.texts
    frame = project_frames.change_frame(data.project_changes(project["id"], CHANGES_SHOWN), texts, ZONE)
    if frame.empty:
        st.caption(texts("project.no_history"))
        return
    st.caption(texts("project.history_caption"))
    tables.show(view, frame, key=f"history-{project['id']}", columns=list(project_frames.CHANGES),
                rename={name: texts(key) for name, key in project_frames.CHANGES.items()},
                export=Export(f"{project['name']}_{texts('nav.audit')}", lambda: frame))
