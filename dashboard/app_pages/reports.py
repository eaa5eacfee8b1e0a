"""进展填报: what each unit has to report in a period, what is there, what is missing; a row opens its form."""

from __future__ import annotations

import streamlit as st

from dashboard import data, report_frames, session
from dashboard.components import empty_state, evidence, filters, plots, report_list, tables, url_state
from dashboard.components.cards import card, row_of
from dashboard.components.filters import ZONE, View, today
from dashboard.components.plots import plain
from dashboard.components.tables import Export
from dashboard.navigation import path_of
from dashboard.report_frames import Grain
from db.queries.reporting import KINDS, MISSING, REPORTED, WITH_PROJECT
from db.queries.scope import Row
from db.rights import Actor, Right
from db.vocab import ReportSubject

ALL, ASKED = "all", "yes"
SUBJECT = "subject"  # the parameter that opens a row: project-12
ID_DIGITS = 9
ROWS_BESIDE_FORM = 6  # of the list above an open form, which is to be seen without scrolling
UNIT_COLUMNS = ["unit", "region", "due_n", "reported_n", "missing_n", "rate", "asked_n", "verified_n"]
ASKED_COLUMNS = ["kind", "title", "period", "report_unit", "asked", "reported_value", "reported_cumulative",
                 "reported_by"]
DUTY_WIDTHS = {"state": 84, "kind": 64, "title": 200, "project": 140, "region": 80, "due_on": 94, "last": 98,
               "asked_n": 72, "verified_n": 60}
ASKED_WIDTHS = {"kind": 64, "title": 196, "period": 90, "report_unit": 110, "reported_value": 106,
                "reported_cumulative": 106, "reported_by": 70, "asked": 180}


def page() -> None:
    view = filters.view()
    texts, actor = view.texts, session.present().actor
    period = _period(view)
    units = data.reporting_units(view.scope, period)
    unit = _unit(view, actor, units)
    kinds = filters.several(view, "kind", {str(k): texts.label("record", k) for k in KINDS})
    states = filters.several(view, "state", {s: report_frames.state_word(s, texts)
                                             for s in (MISSING, REPORTED, WITH_PROJECT)})
    asked = filters.single(view, "asked", {ALL: texts("filter.all"), ASKED: texts("filter.asked_only")}, default=ALL)
    filters.clear_button(view)
    st.title(texts("reports.title"))
    st.caption(texts("reports.caption", period=report_frames.period_name(period, texts)))
    if not empty_state.has_speeches(view):
        empty_state.ledger(view)
        return
    if unit is not None:
        _unit_page(view, unit, units, period, kinds, states)
    elif _is_bound(actor):
        empty_state.say(texts("reports.no_unit"), texts("reports.no_unit_do"))
    else:
        _office(view, units, only_asked=asked == ASKED)
    _opened(view, period, unit)


def _period(view: View) -> str:
    """The period that the page is about; the one of the as-of day where the address names none."""
    texts = view.texts
    grain = filters.single(view, "grain", {str(g): texts(f"reports.grain_{g}") for g in Grain},
                           default=str(Grain.MONTH))
    choices = report_frames.periods_back(Grain(grain), min(view.scope.asof, today()))
    return filters.single(view, "period", {p: report_frames.period_name(p, texts) for p in choices},
                          default=choices[0])


def _is_bound(actor: Actor | None) -> bool:
    """That somebody reports for one unit and sees that unit's page only."""
    return actor is not None and actor.may(Right.REPORT) and not actor.may(Right.REPORT_ANY)


def _unit(view: View, actor: Actor | None, units: list[Row]) -> int | None:
    """Whose page it is: a reporter's own unit, else the one that was chosen; None for the office's overview."""
    if _is_bound(actor):
        return actor.unit_id
    names = {ALL: view.texts("reports.all_units")} | {
        str(u["unit_id"]): f"{u['unit']}（{u['region'] or view.texts('filter.open_region')}）" for u in units}
    chosen = filters.single(view, "unit", names, default=ALL)
    return None if chosen == ALL else int(chosen)


# ---------------------------------------------------------------- one unit


def _unit_page(view: View, unit_id: int, units: list[Row], period: str, kinds: tuple, states: tuple) -> None:
    texts = view.texts
    own = next((u for u in units if u["unit_id"] == unit_id), None)
    rows = data.report_duties(view.scope, unit_id, period) if own else []
    plots.heading(own["unit"] if own else texts("reports.own_unit"))
    if not rows:
        empty_state.say(texts("reports.nothing_due"), texts("reports.nothing_due_do"))
        return
    _counts(view, own)
    shown = [r for r in rows if (not kinds or r["type"] in kinds) and (not states or r["state"] in states)]
    if not shown:
        empty_state.nothing(view)
        return
    frame = report_frames.duty_frame(shown, texts)
    st.caption(texts("reports.pick_duty"))

    def chosen() -> None:
        picked = st.session_state["report-duties"]["selection"]["rows"]
        row = shown[picked[0]] if picked else None
        url_state.put(SUBJECT, [f"{row['type']}-{row['id']}"] if row else [])

    tables.show(view, frame, key="report-duties", columns=report_frames.DUTY_COLUMNS, selectable=True,
                widths=DUTY_WIDTHS, rows_seen=ROWS_BESIDE_FORM if SUBJECT in st.query_params else tables.SHOWN_ROWS,
                on_select=chosen, export=Export(f"{own['unit']}_{period}", lambda: frame))


def _counts(view: View, own: Row) -> None:
    texts = view.texts
    with row_of(5):
        for name in ("due", "reported", "missing", "asked", "verified"):
            card(texts(f"col.{name}_n"), own[name])


def _opened(view: View, period: str, unit: int | None) -> None:
    """The subject that the address opens: its reports and its form, on the page of `unit` or on the office's."""
    words = st.query_params.get(SUBJECT, "")
    if not words:
        return
    texts = view.texts
    kind, _, number = words.partition("-")
    known = kind in list(ReportSubject) and number.isascii() and number.isdigit() and len(number) <= ID_DIGITS
    found = data.report_subject(kind, int(number)) if known else None
    if found is None:
        st.warning(texts("reports.gone"))
        return
    with st.container(border=True):
        plots.heading(texts("reports.of", kind=texts.label("record", kind), title=found["title"]))
        with st.container(horizontal=True):
            if found["project_id"] is not None:
                st.page_link(path_of("project"), label=texts("reports.to_project"), icon=":material/domain:",
                             query_params=url_state.link_params(project=str(found["project_id"])))
            if kind != ReportSubject.PROJECT:
                evidence.to_source(view, {"id": found["id"], "speech_id": data.speech_of(kind, found["id"])}, kind)
        report_list.reports(view, ReportSubject(kind), found["id"], found["title"], period=period, unit_id=unit)


# ---------------------------------------------------------------- the office


def _office(view: View, units: list[Row], *, only_asked: bool) -> None:
    """All units and what they owe; `only_asked`: the questioned reports alone."""
    texts = view.texts
    if only_asked:
        if not _asked(view):
            empty_state.nothing(view)
        return
    if not units:
        empty_state.say(texts("reports.nothing_due"), texts("reports.nothing_due_do"))
        return
    with row_of(5):
        card(texts("reports.units"), len(units))
        for name in ("due", "reported", "missing"):
            card(texts(f"col.{name}_n"), sum(u[name] for u in units))
        card(texts("reports.silent"), sum(not u["reported"] for u in units))
    _asked(view)
    plots.heading(texts("reports.by_unit"))
    st.caption(texts("reports.pick_unit"))
    frame = report_frames.unit_frame(units, texts)

    def chosen() -> None:
        picked = st.session_state["report-units"]["selection"]["rows"]
        if picked:
            url_state.put("unit", [str(units[picked[0]]["unit_id"])])

    tables.show(view, frame, key="report-units", columns=UNIT_COLUMNS, selectable=True, on_select=chosen,
                rename={"rate": texts("col.report_rate")},
                export=Export(texts("reports.by_unit"), lambda: frame))


def _asked(view: View) -> bool:
    """The reports with open questions: the office asks back, verifies, or lets them stand. Whether there are any."""
    texts, rows = view.texts, data.asked_reports(view.scope)
    if not rows:
        return False
    plots.heading(texts("reports.asked_reports", n=len(rows)))
    st.caption(texts("reports.asked_caption"))
    frame = report_frames.asked_frame(rows, texts, ZONE)

    def chosen() -> None:
        picked = st.session_state["report-asked-table"]["selection"]["rows"]
        row = rows[picked[0]] if picked else None
        url_state.put(SUBJECT, [f"{row['subject_type']}-{row['subject_id']}"] if row else [])

    tables.show(view, frame, key="report-asked-table", columns=ASKED_COLUMNS, selectable=True, on_select=chosen,
                widths=ASKED_WIDTHS, export=Export(plain(texts("reports.asked_sheet")), lambda: frame,
                                                   (*ASKED_COLUMNS, "stage", "reported_at")))
    return True


page()
