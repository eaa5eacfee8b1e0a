"""地区投资目标: target, stretch and actual of an indicator by place, against time; from a place to its projects.

What speeches say and what units report stay apart: the filter says from which the actuals come, the other is drawn
beside, and every table names its source.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard import bullets, data, formats, frames, investment_data, investment_frames, investment_tables, maps
from dashboard.components import empty_state, evidence, filters, loading, plots, tables, url_state
from dashboard.components.filters import View
from dashboard.components.plots import plain
from dashboard.components.tables import Export
from dashboard.investment_frames import Compared, Section, Source
from dashboard.navigation import path_of
from db.queries.indicators import FigureKey
from db.queries.scope import Row

COLUMNS = ["region", "rate", "move", "target", "actual", "expected", "pace", "gap", "data_month", "source", "stretch",
           "note", "figures"]
PROJECT_COLUMNS = ["name", "stage", "investment", "annual_investment", "reported", "report_kind", "report_period"]
COUNTY_COLUMNS = ["region", "projects_n", "annual_plan", "reporting_n", "reported", "verified"]
WIDTHS = {"region": 110, "rate": 86, "move": 96, "target": 66, "actual": 66, "expected": 86, "pace": 112, "gap": 64,
          "data_month": 88, "source": 50, "stretch": 76, "note": 110}
UNDATED_PX = 116  # of a month without its year
TABLE = "places"
CHART_LINES = 40


def page() -> None:
    view = filters.view()
    texts = view.texts
    choices = {f"{r['canonical_name']}/{r['measure_unit']}": r for r in investment_data.choices(view.scope)}
    leading = investment_data.leading(view.scope, texts)
    chosen = source = ""
    if leading is not None:
        chosen = filters.single(view, "indicator", {k: f"{r['canonical_name']}（{r['measure_unit']}）"
                                                    for k, r in choices.items()}, default="/".join(leading))
        source = filters.single(view, "source", {str(s): texts(f"investment.source_{s}") for s in Source},
                                default=str(Source.SPEECH))
    filters.clear_button(view)
    st.title(texts("investment.title"))
    if not choices:
        empty_state.no_rows(view)
        return
    name, _, unit = chosen.rpartition("/")
    _indicator(view, name, unit, Source(source))
    _projects_by_place(view)
    _everything(view, list(choices.values()))


def _indicator(view: View, name: str, unit: str, source: Source) -> None:
    texts, scope, regions = view.texts, view.scope, data.places()
    with loading.rows():
        reports = investment_data.reports(scope, name, unit)
        compared = investment_data.compared(scope, name, unit, source, texts)
    measure = texts("unit.yi") if unit == formats.YUAN else unit
    said = (texts("investment.unit", unit=plain(measure)), texts(
        "investment.actual_source", source=texts(f"investment.source_{source}")), _time_words(view, compared.lines))
    st.caption(" · ".join(words for words in said if words))
    if source == Source.REPORT and not reports:
        st.info(texts("investment.no_reports"), icon=":material/info:")
    last = {r["region_id"]: r for r in reports} if source == Source.SPEECH else {}
    place, picked = _asked_for(compared.lines), st.session_state.get(TABLE, {}).get("selection", {}).get("rows")
    if place is not None and not picked:  # by a link: what was asked for comes first
        _place(view, place, compared, name, unit, source)
    for section in investment_frames.sections(compared.lines, regions, texts):
        _section(view, section, name, last)
    _map(view, compared.lines, name)
    _table(view, compared.lines, name, source)
    if place is not None and picked:
        _place(view, place, compared, name, unit, source)
    _help(view)


def _asked_for(lines: pd.DataFrame) -> pd.Series | None:
    """The place that the address names."""
    place = st.query_params.get("place", "")
    return next((row for _, row in lines.iterrows() if investment_tables.place_code(row) == place), None)


def _time_words(view: View, lines: pd.DataFrame) -> str:
    """What the mark of the date means in the latest year that is shown."""
    texts, known = view.texts, lines[lines["elapsed"].notna()]
    if known.empty:
        return ""
    latest = known.sort_values("year").iloc[-1]
    if latest["elapsed"] >= 1:
        return texts("investment.elapsed_past", year=latest["year"])
    return texts("investment.elapsed", year=latest["year"], date=formats.day(view.scope.asof, texts),
                 share=formats.percent(latest["elapsed"], texts))


def _section(view: View, section: Section, name: str, reported: dict[int, Row]) -> None:
    texts = view.texts
    plots.heading(investment_tables.section_words(section, texts))
    if spread := investment_tables.spread_words(section, texts):
        st.caption(plain(spread))
    if section.months_differ:
        st.caption(":material/warning: " + texts("investment.months_differ"))
    if section.total is not None:
        total = pd.DataFrame([section.total])
        st.html(bullets.bullets(total, name, texts, reported=reported, legend=section.parts.empty))
    if len(section.parts):
        st.html(bullets.bullets(section.parts.head(CHART_LINES), name, texts, reported=reported))


def _map(view: View, lines: pd.DataFrame, name: str) -> None:
    """The office's own map, where there is one."""
    if not maps.MAP_FILE.is_file():
        return
    texts = view.texts
    try:
        own = _own_map(maps.MAP_FILE, maps.MAP_FILE.stat().st_mtime)
    except maps.BadMap as error:
        st.warning(texts("investment.map_bad", reason=error))
        return
    chart = maps.choropleth(own, lines, name, texts)
    if chart is not None:
        plots.heading(texts("investment.map"))
        plots.draw(chart, key="map")
        approval = texts("investment.map_approval", number=own.approval) if own.approval else ""
        st.caption(plain(f"{texts('investment.map_note')} {approval}".strip()))


@st.cache_data(max_entries=2, show_spinner=False)
def _own_map(path: Path, changed: float) -> maps.OwnMap:
    return maps.read_map(path)


def _table(view: View, lines: pd.DataFrame, name: str, source: Source) -> None:
    texts = view.texts
    told = investment_tables.table(lines, source, texts)
    kept = [c for c in COLUMNS if c not in ("stretch", "expected", "pace", "move") or told[c].notna().any()]
    plots.heading(texts("investment.table", n=len(lines)))
    st.caption(texts("investment.choose"))

    def chosen() -> None:
        picked = st.session_state[TABLE]["selection"]["rows"]
        url_state.put("place", [investment_tables.place_code(lines.iloc[picked[0]])] if picked else [])

    tables.show(view, told, key=TABLE, columns=kept, selectable=True, on_select=chosen,
                rename={"source": texts("col.source_of")},
                widths=WIDTHS | ({"data_month": UNDATED_PX} if lines["year"].isna().any() else {}),
                export=Export(f"{texts('investment.title')}-{name}", lambda: told))


def _help(view: View) -> None:
    texts = view.texts
    with st.expander(texts("investment.help"), icon=":material/help:"):
        for key in ("counts", "stretch", "sources"):
            st.markdown(plain(texts(f"investment.help_{key}")))
        st.markdown(plain(texts("investment.help_map", path=maps.MAP_FILE)))


def _place(view: View, place: pd.Series, compared: Compared, name: str, unit: str, source: Source) -> None:
    """The readings of one place, every figure with its sentence, and its projects."""
    texts, region = view.texts, place["region"]
    region_id = None if pd.isna(place["region_id"]) else int(place["region_id"])
    with st.container(border=True):
        plots.heading(texts("investment.figures_of", region=region, indicator=name))
        rows = data.figures_of(FigureKey(name, unit, region_id, int(place["speech_id"])))
        if rows:
            frame = frames.figure_frame(rows, texts)
            at = tables.show(view, frame, key=f"figures-{region_id}", selectable=True,
                             columns=["status", "value", "link", "period", "measure", "sentence", "speech"],
                             export=Export(f"{region}-{name}", lambda: frame))
            evidence.panel(view, rows[at or 0], "indicator")
        past = investment_tables.history_table(compared.past, region_id, unit, source, texts)
        if len(past) > 1:
            st.markdown(f"**{texts('investment.history')}**")
            tables.show(view, past, key=f"past-{region_id}", columns=list(past.columns),
                        rename={"source": texts("col.source_of")},
                        export=Export(f"{region}-{name}-{texts('investment.history')}", lambda: past))
        if region_id is not None:
            _place_projects(view, region_id, region)


def _place_projects(view: View, region_id: int, region: str) -> None:
    texts = view.texts
    inside = investment_tables.with_parts(region_id, data.places())
    rows = [r for r in investment_data.project_money(view.scope) if r["region_id"] in inside]
    if not rows:
        return
    st.markdown(f"**{plain(texts('investment.place_projects', region=region, n=len(rows)))}**")
    st.caption(texts("investment.place_projects_caption"))
    frame = investment_tables.project_frame(rows, texts)
    at = tables.show(view, frame, key=f"projects-{region_id}", columns=PROJECT_COLUMNS, selectable=True,
                     rename=_in_yi(view, "investment", "annual_investment", "reported"),
                     export=Export(f"{region}-{texts('projects.title')}", lambda: frame))
    row = rows[at or 0]
    mention = investment_data.first_mention(row["id"])
    if mention is not None:
        evidence.panel(view, mention, "project")
    st.page_link(path_of("project"), label=texts.told(texts("investment.project_page"), plain(row["name"])),
                 icon=":material/construction:", query_params=url_state.link_params(project=str(row["id"])))


def _in_yi(view: View, *columns: str) -> dict[str, str]:
    return {c: view.texts.noted(view.texts(f"col.{c}"), view.texts("unit.yi")) for c in columns}


def _projects_by_place(view: View) -> None:
    """What projects report, summed by place: another count than the places' totals, and said so."""
    texts = view.texts
    rows = investment_data.project_money(view.scope)
    if not rows:
        return
    frame = investment_tables.reported_by_place(rows, texts)
    total = frame["reported"].sum()
    words = texts("investment.reports_none")
    if frame["reporting_n"].sum():
        words = texts("investment.reports", year=view.scope.asof.year, places=int(frame["reporting_n"].gt(0).sum()),
                      n=int(frame["reporting_n"].sum()), money=formats.money(total * formats.YI, texts))
    with st.expander(words, icon=":material/receipt_long:", expanded=bool(frame["reporting_n"].sum())):
        st.caption(texts("investment.reports_caption"))
        tables.show(view, frame, key="reported", columns=COUNTY_COLUMNS,
                    rename=_in_yi(view, "annual_plan", "reported", "verified"),
                    export=Export(texts("col.reported"), lambda: frame))


def _everything(view: View, choices: list[Row]) -> None:
    texts = view.texts
    with st.expander(texts.noted(texts("investment.both"), len(choices)), icon=":material/list:"):
        frame = investment_tables.choice_frame(choices)
        tables.show(view, frame, key="all-indicators", export=Export(texts("investment.both"), lambda: frame),
                    columns=["indicator", "measure_unit", "targets_n", "actuals_n", "blanked_n", "link"])


page()
