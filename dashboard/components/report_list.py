"""The reports of one subject: what was reported beside what was verified, the files, and the forms."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard import data, formats, project_frames, report_frames
from dashboard.components import report_forms, tables
from dashboard.components.filters import ZONE, View
from dashboard.components.plots import plain
from dashboard.components.tables import Export
from dashboard.i18n import Texts
from db.queries.scope import Row
from db.vocab import ReportMeasure, ReportSubject

COLUMNS = ["period", "measure", "reported_value", "verified_value", "reported_cumulative", "verified_cumulative",
           "reported_percent", "words", "asked"]
EXTRA = ("verified_percent", "stage", "problem", "verified_by", "report_unit", "reported_by")  # in the downloads only
WIDTHS = {"period": 84, "measure": 76, "reported_value": 106, "verified_value": 106, "reported_cumulative": 106,
          "verified_cumulative": 106, "reported_percent": 88, "words": 140, "asked": 80}
FIGURELESS = ("reported_value", "verified_value", "reported_cumulative", "verified_cumulative", "measure")


def reports(view: View, kind: ReportSubject, subject_id: int, name: str, *, period: str = "",
            unit_id: int | None = None) -> None:
    """Draw the reports and, for who may, the form: first where the reader came to report a period. `unit_id`: of the
    unit whose page it is."""
    texts, rows = view.texts, data.reports_of(kind, subject_id)
    report_forms.asked(view)
    if period:
        _form(view, kind, subject_id, rows, period, unit_id)
    if rows:
        _table(view, rows, kind, subject_id, name)
    else:
        st.caption(texts("reports.none_yet"))
    if not period:
        _form(view, kind, subject_id, rows, period, unit_id)


def _form(view: View, kind: ReportSubject, subject_id: int, rows: list[Row], period: str,
          unit_id: int | None) -> None:
    texts = view.texts
    if not report_forms.may_report(kind, subject_id):
        st.caption(texts("reports.no_right"))
        return
    form = st.expander(texts("reports.form"), icon=":material/edit_square:", expanded=bool(period) or not rows,
                       key=f"report-form-{kind}-{subject_id}-{len(rows)}", on_change="rerun")
    if form.open:
        with form:
            report_forms.report(view, kind, subject_id, rows, period=period, unit_id=unit_id)


def _table(view: View, rows: list[Row], kind: ReportSubject, subject_id: int, name: str) -> None:
    texts, latest = view.texts, rows[::-1]
    frame = report_frames.report_frame(latest, texts, ZONE)
    plain_rows = all(r["measure"] == ReportMeasure.NONE for r in rows)
    columns = [c for c in COLUMNS if not (plain_rows and c in FIGURELESS)]
    st.caption(texts("reports.pick"))
    at = tables.show(view, frame, key=f"reports-{kind}-{subject_id}", columns=columns, selectable=True, widths=WIDTHS,
                     rename={"words": texts("field.words")} | _counted(latest[0], texts),
                     export=Export(f"{name}_{texts('nav.reports')}", lambda: frame, (*columns, *EXTRA)))
    one(view, latest[at or 0])


def _counted(row: Row, texts: Texts) -> dict[str, str]:
    """The heads of the columns of figures that are no money."""
    if report_frames.is_money(row) or not row["measure_unit"]:
        return {}
    unit = row["measure_unit"]
    return {f"{state}_{name}": texts.noted(f"{texts(f'reports.{state}')} {texts(f'col.figure_{name}')}", unit)
            for state in ("reported", "verified") for name in ("value", "cumulative")}


def one(view: View, row: Row) -> None:
    """A report in full, with its files and what can be done about it."""
    texts = view.texts
    with st.container(border=True, key=f"report-{row['id']}"):
        st.markdown(f"**{plain(report_frames.period_name(row['period'], texts))} · "
                    f"{texts.label('report_measure', row['measure'])}**　{_state(view, row)}")
        _figures(view, row)
        for field in ("words", "problem", "next_step"):
            if row[field]:
                st.markdown(f"**{project_frames.field_name(field, texts)}**　{plain(row[field])}")
        if row["stage"]:
            st.markdown(f"**{texts('col.stage')}**　" + texts.noted(texts.label("stage", row["stage"]),
                                                                    formats.day(row["stage_on"], texts)))
        if row["questions"] and row["verified_at"] is None:
            lines = "\n".join(f"- {texts(f'reports.ask_{q}')}" for q in row["questions"])
            st.info(f"{texts('reports.open_questions')}\n{lines}", icon=":material/help:")
        _files(view, row)
        _actions(view, row)


def _state(view: View, row: Row) -> str:
    texts = view.texts
    by = texts("reports.by", who=plain(row["reported_by"]), unit=plain(row["unit"] or texts("value.unknown")))
    if row["verified_at"] is None:
        return f"{by}　:gray[◇ {texts('reports.not_verified')}]"
    return f"{by}　:green[✔ {texts('reports.verified_by', who=plain(row['verified_by']))}]"


def _figures(view: View, row: Row) -> None:
    """Reported beside verified, one line a figure."""
    texts = view.texts
    lines = []
    for field in ("value", "cumulative", "percent"):
        said, found = row[field], row[f"verified_{field}"]
        if said is None and found is None:
            continue
        one, other = (texts("value.unknown") if v is None else f"{v:g}%" if field == "percent"
                      else _amount(row, v, texts) for v in (said, found))
        lines.append(f"| {texts(f'col.figure_{field}')} | {plain(one)} | {plain(other)} |")
    if lines:
        head = f"| | {texts('reports.reported')} | {texts('reports.verified')} |\n|---|---:|---:|"
        st.markdown("\n".join([head, *lines]))


def _amount(row: Row, value: float, texts: Texts) -> str:
    return formats.amount(value, formats.YUAN if report_frames.is_money(row) else row["measure_unit"], texts)


def _files(view: View, row: Row) -> None:
    with st.container(horizontal=True):
        for file in row.get("files", []):
            st.download_button(plain(file["name"]), data=partial(data.attachment, file["id"]), on_click="ignore",
                               file_name=file["name"], mime="application/octet-stream", type="tertiary",
                               icon=":material/attach_file:", key=f"file-{file['id']}")


def _actions(view: View, row: Row) -> None:
    """Verify and withdraw, where the role carries them."""
    if not report_forms.may_report(ReportSubject(row["subject_type"]), row["subject_id"]):
        return
    actions = st.expander(view.texts("reports.actions"), icon=":material/verified:", on_change="rerun",
                          key=f"report-actions-{row['id']}")
    if actions.open:
        with actions:
            report_forms.verify(view, row)
            report_forms.withdraw(view, row)
