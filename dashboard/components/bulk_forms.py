"""The rows that a reader chose: one opens with its sentence and history, several are dealt with together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from dashboard import data, formats
from dashboard.components import deadline_forms, evidence, plots, url_state
from dashboard.components.filters import View
from dashboard.components.picked_rows import item_of
from dashboard.components.plots import plain
from dashboard.deadline_frames import due_words, how_of, state_words
from dashboard.frames import unit_words
from dashboard.navigation import path_of
from db.queries.deadline_people import KINDS
from db.queries.deadlines import DeadlineFilter
from db.queries.scope import Row, Slice

ITEM = "item"  # the parameter that opens a row: milestone-12
PICKED = f"{url_state.SEEN}picked-item"  # in the session: the chosen row that was put there; not on another page
BULK_ROWS, NAMED_ROWS, ID_DIGITS = 300, 12, 9
REPORT_LINES = 6
ALL = "due-all"  # the key of the box for the whole filter, and of its forms
FORMS = "forms"
ANCHOR = f'<span id="{FORMS}"></span>'
FACTS_STYLE = """<style>
dl.tz-facts.tz-facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(45%,13rem),1fr));
 gap:.55rem 1.2rem;margin:0;padding:0}
.tz-facts dt{font-size:.82rem;color:color-mix(in srgb,currentColor 76%,transparent)}
.tz-facts dd{margin:0;overflow-wrap:anywhere}
</style>"""


def chosen(view: View, picked: Sequence[Row], wanted: DeadlineFilter, total: int, *, shown: Sequence[Row]) -> None:
    """The forms for the rows that are picked; with none, the row that the address opens, and the whole filter.

    `shown`: the rows of the table; of the picked ones that it has not is said that they left it.
    """
    if not picked and (total > 1 or st.session_state.get(ALL)):
        limit = min(total, BULK_ROWS)
        if st.checkbox(view.texts("due.all_rows", n=limit), key=ALL, help=view.texts("due.all_rows_help")):
            _several(view, data.deadline_rows(view.scope, wanted, Slice(limit=limit)), key=ALL)
            return
    to_address(picked)
    here = {item_of(row) for row in shown}
    gone = [row for row in picked if item_of(row) not in here]
    if len(picked) == 1:
        panel(view, picked[0], gone=bool(gone))
    elif picked:
        _several(view, picked, gone=len(gone))
    else:
        opened(view)


def to_address(picked: Sequence[Row]) -> None:
    """Put the only chosen row into the address, so that its link opens it; take it out when it is chosen no more.

    A row that a link opened stays until the reader chooses."""
    item = item_of(picked[0]) if len(picked) == 1 else ""
    before = st.session_state.pop(PICKED, "")
    if item:
        st.session_state[PICKED] = item
        url_state.put(ITEM, [item])
    elif picked or before == st.query_params.get(ITEM):
        url_state.put(ITEM, [])


def way_to_forms(view: View, n: int) -> None:
    """Above a table, which may be higher than the screen: what to tick, and that forms for it stand below."""
    texts = view.texts
    st.markdown(f":material/check_box: {texts('due.picked', n=n)} [{texts('due.to_forms')} :material/south:](#{FORMS})"
                if n else f":small[{texts('due.select_hint')}]")


def opened(view: View) -> None:
    """The row that the address asks for."""
    words = st.query_params.get(ITEM, "")
    kind, _, number = words.partition("-")
    if not words:
        return
    known = kind in [str(k) for k in KINDS] and number.isdecimal() and number.isascii() and len(number) <= ID_DIGITS
    row = data.deadline(view.scope, kind, int(number)) if known else None
    if row is None:
        st.warning(view.texts("due.gone"))
        return
    panel(view, row)
    st.button(view.texts("due.shut"), key="due-shut", icon=":material/close:", type="tertiary",
              on_click=lambda: url_state.put(ITEM, []))


def panel(view: View, row: Row, *, gone: bool = False) -> None:
    """One row: where it stands, its sentence, its history, and what can be done. `gone`: it left the table above."""
    st.html(ANCHOR)
    with st.container(border=True):
        plots.heading(row["subject"])
        if gone:
            st.caption(":material/move_down: " + view.texts("due.left_table", n=1))
        deadline_forms.say_news(view, row)
        st.html(facts_html(_facts(view, row)))
        if row["project_id"]:
            st.page_link(path_of("project"), label=view.texts.told(view.texts("col.project"), plain(row["project"])),
                         icon=":material/construction:",
                         query_params=url_state.link_params(project=str(row["project_id"])))
        evidence.panel(view, row, row["type"])
        _history(view, row)
        deadline_forms.actions(view, [row])


def _facts(view: View, row: Row) -> dict[str, str]:
    """What is known of a row, by its name; what nobody said is left out."""
    texts = view.texts
    told = {
        texts("col.progress"): state_words(row, view.scope.asof, texts), texts("col.due_on"): due_words(row, texts),
        texts("col.deadline_text"): row["deadline_text"],
        texts.label("record", row["type"]): how_of(row, texts),
        texts("col.modality"): texts.label("modality", row["modality"]),
        texts("col.region"): row["region"] or texts("filter.open_region"),
        texts("col.units"): unit_words(row["units"], texts),
        texts("col.leaders"): row["leaders"] or texts("due.no_leader"), texts("col.contacts"): row["contacts"],
    }
    return {name: value for name, value in told.items() if value}


def facts_html(facts: Mapping[str, str]) -> str:
    """Names and what they are, side by side as far as there is room; every word is escaped."""
    pairs = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in facts.items())
    return f'{FACTS_STYLE}<dl class="tz-facts">{pairs}</dl>'


def _history(view: View, row: Row) -> None:
    """Every move of the deadline, and what was reported last."""
    texts = view.texts
    story = data.deadline_story(view.scope, row["type"], row["id"])
    if story["moves"]:
        first = formats.day(row["baseline"], texts)
        lines = [texts("due.baseline_was", day=first)] + [
            texts("due.move_line", at=formats.day(m["moved_at"].date(), texts), to=formats.day(m["to_on"], texts),
                  days=f"{m['days']:+d}", why=m["reason"], who=m["approver"], by=m["moved_by"])
            for m in story["moves"]]
        st.markdown(f"**{texts('due.history', n=len(story['moves']))}**")
        st.markdown("\n".join(f"- {plain(line)}" for line in lines))
    reports = [r for r in story["reports"] if r["problem"] or r["next_step"] or r["words"] or r["percent"] is not None]
    if reports:
        st.markdown(f"**{texts('due.reports', n=len(reports))}**")
        st.markdown("\n".join(f"- {plain(_report_line(view, r))}" for r in reports[::-1][:REPORT_LINES]))


def _report_line(view: View, report: Row) -> str:
    texts = view.texts
    percent = None if report["percent"] is None else f"{report['percent']:g}%"
    problem = report["problem"] and texts.told(texts("col.problem"), report["problem"])
    step = report["next_step"] and texts.told(texts("col.next_step"), report["next_step"])
    told = (report["period"], report["unit"], report["words"], percent, problem, step, report["reported_by"])
    return " · ".join(w for w in told if w)


def _several(view: View, rows: Sequence[Row], *, gone: int = 0, key: str = "") -> None:
    texts = view.texts
    st.html(ANCHOR)
    with st.container(border=True):
        plots.heading(texts("due.several", n=len(rows)))
        names = [f"{r['subject']}（{r['region'] or texts('filter.open_region')}）" for r in rows[:NAMED_ROWS]]
        more = texts("due.and_more", n=len(rows) - NAMED_ROWS) if len(rows) > NAMED_ROWS else ""
        st.caption(plain("、".join(names) + more))
        if gone:
            st.caption(":material/move_down: " + texts("due.left_table", n=gone))
        deadline_forms.actions(view, rows, key=key)
