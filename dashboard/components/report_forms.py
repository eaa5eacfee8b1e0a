"""Progress as people enter it: report, verify, withdraw. What somebody else changed meanwhile is shown, and what was
typed stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import data, formats, project_frames, report_frames, session
from dashboard.components.entry_forms import NOTE_CHARS, settle
from dashboard.components.filters import FIRST_DAY, ZONE, View, today
from dashboard.components.plots import plain
from dashboard.report_frames import Grain
from db.errors import EditConflict
from db.queries.scope import Row
from db.rights import Right
from db.services.progress import (
    LARGEST_ATTACHMENT,
    FileBrought,
    Outcome,
    Reported,
    report_progress,
    verify_report,
    withdraw_report,
)
from db.vocab import ReportMeasure, ReportSubject, Stage

WORDS_CHARS = 1000
ASKED = "report-asked"  # in the session: what the report that was just saved is asked
UNITS = {"yi": formats.YI, "wan": formats.WAN}
MEASURES = {
    ReportSubject.PROJECT: (ReportMeasure.INVESTMENT, ReportMeasure.FUNDS, ReportMeasure.NONE),
    ReportSubject.INDICATOR: (ReportMeasure.VALUE,),
}
FILES_MB = LARGEST_ATTACHMENT // 2**20


@dataclass(frozen=True, slots=True)
class Place:
    """Which report a form writes: of this subject, period and measure."""

    kind: ReportSubject
    subject_id: int
    period: str
    measure: ReportMeasure
    scale: float  # of the figures in the form
    unit: str = ""  # what they are counted in

    @property
    def key(self) -> str:
        """What the form's widgets are called."""
        return f"report-{self.kind}-{self.subject_id}-{self.period}-{self.measure}"


def may_report(kind: ReportSubject, subject_id: int) -> bool:
    """Whether the form is worth drawing: for a reporter the own unit's work only. The service asks again."""
    actor = session.present().actor
    if actor is None or not session.may(Right.REPORT):
        return False
    return actor.may(Right.REPORT_ANY) or actor.unit_id in data.units_of(kind, subject_id)


def asked(view: View) -> None:
    """The questions to the report that was just saved: to look at again, nothing was refused."""
    questions = st.session_state.pop(ASKED, ())
    if questions:
        texts = view.texts
        lines = "\n".join(f"- {texts(f'reports.ask_{q}')}" for q in questions)
        st.info(f"{texts('reports.asked')}\n{lines}\n\n{texts('reports.asked_do')}", icon=":material/help:")


def report(view: View, kind: ReportSubject, subject_id: int, reports: list[Row], *, period: str = "",
           unit_id: int | None = None) -> None:
    """The form that reports a period, or corrects what was reported for it. `unit_id`: whose page it stands on."""
    place = _place(view, kind, subject_id, period)
    if place is None:
        return
    present = next((r for r in reports if (r["period"], r["measure"]) == (place.period, place.measure)), None)
    seen = _seen(place.key, present)
    texts = view.texts
    if present is not None:
        st.caption(texts("reports.correcting", by=plain(present["reported_by"])))
    with st.form(place.key, border=False):
        content = _content(view, place, present or {})
        brought = st.file_uploader(texts("reports.files", mb=FILES_MB), accept_multiple_files=True,
                                   max_upload_size=FILES_MB, key=f"{place.key}-files")
        unit = _unit(view, place, present, unit_id)
        if not st.form_submit_button(texts("reports.save"), type="primary", icon=":material/send:"):
            return
    reported = content()
    if wrong := _wrong(view, reported):
        st.error(wrong)
        return
    files = [FileBrought(f.name, f.type or "application/octet-stream", f.getvalue()) for f in brought]

    def write() -> Outcome:
        return report_progress(data.engine(), place.kind, place.subject_id, reported, unit_id=unit, files=files,
                               seen=seen, actor=session.actor(), now=session.now())

    def keep() -> None:
        outcome = _guarded(view, f"{place.key}-seen", write)
        st.session_state[ASKED] = outcome.questions
        st.session_state.pop(f"{place.key}-seen", None)

    settle(view, texts("reports.saved", period=report_frames.period_name(place.period, texts)), keep)


def _place(view: View, kind: ReportSubject, subject_id: int, period: str) -> Place | None:
    """The choices above the form: period, measure, and the unit of money."""
    texts, key = view.texts, f"report-{kind}-{subject_id}"
    day = min(view.scope.asof, today())
    with st.container(horizontal=True, vertical_alignment="bottom"):
        grains = [str(g) for g in Grain]
        first = str(report_frames.grain_of(period)) if period else grains[0]
        grain = st.segmented_control(texts("reports.grain"), grains, default=first, required=True, key=f"{key}-grain",
                                     format_func=lambda g: texts(f"reports.grain_{g}"))
        choices = report_frames.periods_back(Grain(grain or first), day)
        if period and report_frames.grain_of(period) == grain and period not in choices:
            choices = [period, *choices]
        chosen = st.selectbox(texts("reports.period"), choices, key=f"{key}-period-{grain}", width=260,
                              index=choices.index(period) if period in choices else 0,
                              format_func=lambda p: report_frames.period_name(p, texts))
        measures = MEASURES.get(kind, (ReportMeasure.NONE,))
        measure, scale = measures[0], "yi"
        if len(measures) > 1:
            measure = st.selectbox(texts("reports.measure"), measures, key=f"{key}-measure", width=200,
                                   format_func=lambda m: texts.label("report_measure", m))
        counted_in = _counted_in(kind, subject_id)
        if measure != ReportMeasure.NONE and counted_in == formats.YUAN:
            scale = st.segmented_control(texts("reports.scale"), list(UNITS), default="yi", required=True,
                                         key=f"{key}-scale", format_func=lambda u: texts(f"reports.{u}"))
    if not chosen:
        return None
    if counted_in != formats.YUAN:
        return Place(kind, subject_id, chosen, ReportMeasure(measure), 1, counted_in)
    scale = scale or "yi"
    return Place(kind, subject_id, chosen, ReportMeasure(measure), UNITS[scale], texts(f"reports.{scale}"))


def _counted_in(kind: ReportSubject, subject_id: int) -> str:
    """The unit of a figure; all else is reported in money."""
    subject = data.report_subject(kind, subject_id) if kind == ReportSubject.INDICATOR else None
    return subject["measure_unit"] if subject else formats.YUAN


def _seen(key: str, present: Row | None) -> int:
    """The version of the report when the person began to edit it; after a conflict, the one that was shown then."""
    name = f"{key}-seen"
    if name not in st.session_state or f"{key}-words" not in st.session_state:
        st.session_state[name] = data.row_version("progress_report", present["id"]) if present else 0
    return st.session_state[name]


def _content(view: View, place: Place, present: Row) -> Callable[[], Reported]:
    """The fields of a report, filled with what was reported; called after the form is sent."""
    texts, key = view.texts, place.key
    value = cumulative = None
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    if place.measure != ReportMeasure.NONE:
        value = _number(left, texts("reports.value", unit=place.unit), present.get("value"), place, "value")
        cumulative = _number(middle, texts("reports.cumulative", unit=place.unit), present.get("cumulative"), place,
                             "cumulative")
    where = left if place.measure == ReportMeasure.NONE else right
    percent = where.number_input(texts("reports.percent"), min_value=0.0, max_value=100.0, format="%.1f", step=5.0,
                                 value=present.get("percent"), key=f"{key}-percent")
    words = st.text_area(texts("reports.words"), present.get("words", ""), max_chars=WORDS_CHARS, height=80,
                         key=f"{key}-words", placeholder=texts("reports.words_hint"))
    left, right = st.columns(2, vertical_alignment="bottom")
    stages = [s for s in Stage if s != Stage.UNKNOWN]
    before = present.get("stage")
    stage = left.selectbox(texts("reports.stage"), stages, key=f"{key}-stage", placeholder=texts("reports.stage_hint"),
                           index=stages.index(Stage(before)) if before else None,
                           format_func=lambda s: texts.label("stage", s))
    stage_on = right.date_input(texts("reports.stage_on"), value=present.get("stage_on"), min_value=FIRST_DAY,
                                max_value=today(), format="YYYY-MM-DD", key=f"{key}-stage-on")
    left, right = st.columns(2)
    problem = left.text_area(texts("reports.problem"), present.get("problem", ""), max_chars=WORDS_CHARS, height=80,
                             key=f"{key}-problem")
    next_step = right.text_area(texts("reports.next_step"), present.get("next_step", ""), max_chars=WORDS_CHARS,
                                height=80, key=f"{key}-next")
    return lambda: Reported(
        place.period, place.measure, value=_base(value, place), cumulative=_base(cumulative, place), percent=percent,
        words=words, stage=stage, stage_on=stage_on or None, problem=problem, next_step=next_step)


def _number(where: DeltaGenerator, label: str, value: float | None, place: Place, name: str) -> float | None:
    shown = None if value is None else value / place.scale
    return where.number_input(label, value=shown, format="%.4f" if place.scale == formats.YI else "%.2f", step=None,
                              key=f"{place.key}-{name}-{place.scale:.0f}")


def _base(value: float | None, place: Place) -> float | None:
    return None if value is None else round(value * place.scale, 2)


def _wrong(view: View, reported: Reported) -> str:
    """What a person can put right before anything is sent."""
    texts = view.texts
    if (reported.stage is None) != (reported.stage_on is None):
        return texts("reports.need_stage_day")
    said = (reported.words, reported.problem, reported.next_step)
    figures = (reported.value, reported.cumulative, reported.percent, reported.stage)
    if not any(w.strip() for w in said) and all(f is None for f in figures):
        return texts("reports.need_something")
    return ""


def _unit(view: View, place: Place, present: Row | None, page: int | None) -> int | None:
    """For whom the office reports: who did before, else whose page it is, else the only unit whose work it is; a
    reporter's own unit goes without saying."""
    actor = session.present().actor
    if actor is None or not actor.may(Right.REPORT_ANY):
        return None
    own = data.units_of(place.kind, place.subject_id)
    names = {u["id"]: u["name"] for u in data.unit_choices() if u["id"] in own}
    if not names:
        return None
    likely = (present and present["unit_id"], page, next(iter(names)) if len(names) == 1 else None)
    first = next((unit for unit in likely if unit in names), None)
    return st.selectbox(view.texts("reports.on_behalf"), list(names), width=320,
                        key=f"{place.key}-unit" + (f"-{page}" if page else ""),
                        index=None if first is None else list(names).index(first), format_func=lambda i: names[i],
                        placeholder=view.texts("reports.on_behalf_hint"))


def verify(view: View, row: Row) -> None:
    """What the office finds true of a report, beside what was reported. Drawn for who may."""
    if not session.may(Right.VERIFY):
        return
    texts, key = view.texts, f"verify-{row['id']}"
    name, done = f"{key}-seen", row["verified_at"] is not None
    if name not in st.session_state or f"{key}-percent" not in st.session_state:
        st.session_state[name] = data.row_version("progress_report", row["id"])
    with st.form(key, border=False):
        st.caption(texts("reports.verify_help"))
        place = Place(ReportSubject(row["subject_type"]), row["subject_id"], row["period"],
                      ReportMeasure(row["measure"]), *_base_unit(view, row))
        figures = {}
        columns = iter(st.columns(3, vertical_alignment="bottom"))
        for field in ("value", "cumulative") if row["measure"] != ReportMeasure.NONE else ():
            first = row[f"verified_{field}"] if done else row[field]
            figures[field] = next(columns).number_input(
                texts(f"reports.verified_{field}", unit=place.unit), format="%.4f", step=None, key=f"{key}-{field}",
                value=None if first is None else first / place.scale)
        percent = next(columns).number_input(
            texts("reports.verified_percent"), min_value=0.0, max_value=100.0, format="%.1f", step=5.0,
            value=row["verified_percent"] if done else row["percent"], key=f"{key}-percent")
        note = st.text_input(texts("reports.verify_note"), max_chars=NOTE_CHARS, key=f"{key}-note")
        sent = st.form_submit_button(texts("reports.verify"), type="primary", icon=":material/verified:")
    if sent:
        base = {field: _base(value, place) for field, value in figures.items()}
        settle(view, texts("reports.verified_now"), lambda: _guarded(view, name, lambda: verify_report(
            data.engine(), row["id"], **base, percent=percent, note=note, seen=st.session_state[name],
            actor=session.actor(), now=session.now())))


def _base_unit(view: View, row: Row) -> tuple[float, str]:
    """The scale and the unit in which the office verifies."""
    return (formats.YI, view.texts("reports.yi")) if report_frames.is_money(row) else (1, row["measure_unit"] or "")


def withdraw(view: View, row: Row) -> None:
    """Take a report back, with a reason. A verified one is the supervisor's to take back."""
    texts, key = view.texts, f"withdraw-{row['id']}"
    if row["verified_at"] is not None and not session.may(Right.VERIFY):
        st.caption(texts("reports.withdraw_verified"))
        return
    with st.form(key, border=False):
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        why = left.text_input(texts("reports.withdraw_why"), max_chars=NOTE_CHARS, key=f"{key}-why")
        sent = right.form_submit_button(texts("reports.withdraw"), icon=":material/undo:")
    if sent and not why.strip():
        st.error(texts("reports.need_reason"))
    elif sent:
        settle(view, texts("reports.withdrawn"), lambda: withdraw_report(
            data.engine(), row["id"], actor=session.actor(), now=session.now(), reason=why))


def _guarded(view: View, seen: str, write: Callable[[], Outcome | None]) -> Outcome | None:
    """Write; where somebody was faster show what changed, and let the next try count as made in its knowledge."""
    try:
        return write()
    except EditConflict as conflict:
        st.session_state[seen] = max(c["change_id"] for c in conflict.changes)
        changes = [c | {"table_name": "progress_report"} for c in conflict.changes]
        frame = project_frames.change_frame(changes, view.texts, ZONE)
        st.warning(view.texts("reports.conflict"), icon=":material/group:")
        shown = frame[["at", "who", "field", "was", "is"]]
        st.dataframe(shown.rename(columns={n: view.texts(project_frames.CHANGES[n]) for n in shown.columns}),
                     hide_index=True, key=f"{seen}-changes")
        raise
