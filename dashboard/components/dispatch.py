"""The sheet of the weekly dispatch (一周一调度) on the page: what goes on it, how it looks, and the Word document."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import streamlit as st

from dashboard import data, formats
from dashboard.components import empty_state, tables, url_state
from dashboard.components.filters import View
from dashboard.deadline_frames import days_of, group_name, how_of
from dashboard.dispatch_sheet import Sheet, SheetColumn, SheetGroup, as_word
from dashboard.frames import unit_words
from dashboard.i18n import Texts
from db.queries.deadlines import DeadlineFilter, DeadlineOrder
from db.queries.milestones import Progress
from db.queries.scope import Row, Slice
from db.vocab import Event

SHEET_ROWS = 500  # what a meeting can go through; also what Word is written of in a few seconds
OFFICE_CHARS = 40
ORDERS = (DeadlineOrder.REGION, DeadlineOrder.UNIT, DeadlineOrder.LEADER)
WIDTHS_MM = (9, 38, 26, 30, 11, 24, 18)  # of 156
CENTRED = (0, 3, 4)
UNTOLD = (str(Event.OTHER),)  # what a meeting learns nothing from
MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
STYLE = """<style>
.tz-sheet{width:100%;border-collapse:collapse;font-size:.9rem;line-height:1.5}
.tz-sheet th,.tz-sheet td{border:1px solid color-mix(in srgb,currentColor 28%,transparent);padding:.3rem .45rem;
 vertical-align:top;text-align:left}
.tz-sheet th{background:color-mix(in srgb,currentColor 7%,transparent);white-space:nowrap}
.tz-sheet .n{text-align:center;font-variant-numeric:tabular-nums}
.tz-sheet td:nth-child(2){width:30%}.tz-sheet td:nth-child(4){min-width:8.4rem}.tz-sheet td:nth-child(6){width:22%}
.tz-sheet .late{font-weight:600}
.tz-sheet .g{background:color-mix(in srgb,currentColor 4%,transparent);font-weight:600}
.tz-sheet .blank{width:8rem}
.tz-sheet a{color:inherit}
@media (max-width:760px){
 .tz-sheet,.tz-sheet tbody,.tz-sheet tr,.tz-sheet td{display:block;border:0}
 .tz-sheet thead{display:none}
 .tz-sheet tr{border-bottom:1px solid color-mix(in srgb,currentColor 28%,transparent);padding:.5rem 0}
 .tz-sheet td:nth-child(n){padding:.1rem 0;width:auto;min-width:0}
 .tz-sheet td:first-child:not(.g){float:left;margin-right:.6rem;opacity:.7}
 .tz-sheet td[data-h]:not(:empty):not(:nth-child(2))::before{content:attr(data-h) "：";opacity:.7}
 .tz-sheet .n{text-align:left}
 .tz-sheet .blank{display:none}
}
</style>"""


def sheet(view: View, wanted: DeadlineFilter, *, soon: int) -> None:
    """Draw the sheet for what the filters let through; grouped by county where they say no other group.

    `soon`: how many rows come due in 30 days, which the sheet can hold too.
    """
    texts = view.texts
    order = wanted.order if wanted.order in ORDERS else DeadlineOrder.REGION
    with_soon, office = _options(view)
    progress = (str(Progress.OVERDUE), *([str(Progress.SOON)] if with_soon else []))
    wanted = replace(wanted, order=order, progress=progress, late=() if with_soon else wanted.late)
    rows = data.deadline_rows(view.scope, wanted, tables.page_window())
    if not rows and soon and not with_soon:
        empty_state.say(texts("dispatch.nothing"), texts("dispatch.nothing_do", n=soon), icon=":material/task_alt:")
        return
    if not rows:
        empty_state.no_rows(view)
        return
    total = rows[0]["total"]
    st.caption(texts("dispatch.caption", group=texts(f"group.{order}")))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            texts("dispatch.word"), data=lambda: _word(view, wanted, office), mime=MIME, on_click="ignore",
            file_name=f"{texts('dispatch.title')}_{view.scope.asof.isoformat()}.docx", key="dispatch-word",
            type="primary", icon=":material/description:")
        st.caption(texts("table.count", shown=len(rows), total=total)
                   + (" · " + texts("dispatch.cut", n=SHEET_ROWS) if total > SHEET_ROWS else ""))
    first = (tables.page_number() - 1) * tables.PAGE_ROWS
    st.html(STYLE + preview(rows, view, order, first=first))
    tables.pages(total)


def _options(view: View) -> tuple[bool, str]:
    texts = view.texts
    with st.container(horizontal=True, vertical_alignment="bottom"):
        office = url_state.bound(
            "office", parse=lambda words: words[0][:OFFICE_CHARS] if words else "", write=lambda v: [v] if v else [],
            widget=lambda key: st.text_input(texts("dispatch.office"), max_chars=OFFICE_CHARS, key=key, width=320,
                                             placeholder=texts("dispatch.office_hint")))
        with_soon = url_state.bound(
            "soon", parse=lambda words: words == ["1"], write=lambda v: ["1"] if v else [],
            widget=lambda key: st.checkbox(texts("dispatch.with_soon"), key=key))
    view.names.append("soon")
    view.chosen[texts("dispatch.with_soon")] = texts("dispatch.yes" if with_soon else "dispatch.no")
    return with_soon, office.strip()


def heads(texts: Texts) -> list[str]:
    return [texts(f"dispatch.{name}") for name in ("number", "what", "who", "due", "late", "said", "opinion")]


def words_of(row: Row, view: View) -> tuple[str, ...]:
    """What the sheet says of a row, from the second column on; the last column is the meeting's."""
    texts = view.texts
    late, left = days_of(row, view.scope.asof)
    what = row["subject"] if row["how"] in UNTOLD else f"{row['subject']}（{how_of(row, texts)}）"
    leaders = row["leaders"] and texts("dispatch.leader", name=row["leaders"])
    who = [w for w in (unit_words(row["units"], texts), leaders, row["contacts"]) if w]
    problem = row["problem"] and texts("dispatch.problem", words=row["problem"])
    step = row["next_step"] and texts("dispatch.next", words=row["next_step"])
    said = [w for w in (problem, step) if w] or [row["words"] or ""]
    days = str(late) if late is not None else texts("due.left", n=left) if left is not None else ""
    due = formats.day(row["due_on"], texts)
    if row["moves"]:
        due += "\n" + texts("dispatch.moved", was=formats.day(row["baseline"], texts), n=row["moves"])
    return what, "\n".join(who), due, days, "\n".join(said)


def preview(rows: list[Row], view: View, order: DeadlineOrder, *, first: int) -> str:
    """The rows as a table of HTML; every word of the ledger is escaped."""
    texts, names = view.texts, heads(view.texts)
    body, last = [], None
    for at, row in enumerate(rows, start=first + 1):
        group = group_name(row, order, texts)
        if group != last:
            body.append(f'<tr><td class="g" colspan="{len(names)}">{escape(group)}</td></tr>')
            last = group
        what, who, due, days, said = (escape(w).replace("\n", "<br>") for w in words_of(row, view))
        link = escape(_address(row), quote=True)
        titled = f'<a href="{link}" target="_self">{what}</a>'
        told = (("", titled), ("", who), ("n", due), ("n late", days), ("", said))
        cells = "".join(f'<td class="{css}" data-h="{escape(name)}">{words}</td>'
                        for (css, words), name in zip(told, names[1:], strict=False))
        body.append(f'<tr><td class="n">{at}</td>{cells}<td class="blank"></td></tr>')
    top = "".join(f"<th>{escape(name)}</th>" for name in names)
    return f'<table class="tz-sheet"><thead><tr>{top}</tr></thead><tbody>{"".join(body)}</tbody></table>'


def _address(row: Row) -> str:
    return f"source?speech={row['speech_id']}&record={row['type']}-{row['id']}"


def _narrowing(view: View, order: DeadlineOrder) -> dict[str, str]:
    """What the reader chose, without the filters that let everything through."""
    texts = view.texts
    told = view.chosen | {texts("filter.group"): texts(f"group.{order}")}
    return {name: value for name, value in told.items() if value != texts("filter.all")}


def _word(view: View, wanted: DeadlineFilter, office: str) -> bytes:
    rows = data.deadline_rows(view.scope, wanted, Slice(limit=SHEET_ROWS))
    total = rows[0]["total"] if rows else 0
    return as_word(dispatch_of(rows, view, wanted.order, office=office, total=total))


def dispatch_of(rows: list[Row], view: View, order: DeadlineOrder, *, office: str, total: int) -> Sheet:
    """The document of these rows, which come in the order of their groups."""
    texts = view.texts
    groups: dict[str, list[tuple[str, ...]]] = {}
    for row in rows:
        groups.setdefault(group_name(row, order, texts), []).append(words_of(row, view))
    late = sum(r["progress"] == Progress.OVERDUE for r in rows)
    stones = sum(r["type"] == "milestone" for r in rows)
    day = formats.day(view.scope.asof, texts)
    return Sheet(
        title=texts("dispatch.title"), day=texts("dispatch.day", date=day),
        summary=texts("dispatch.summary" if late < len(rows) else "dispatch.summary_late", n=len(rows), late=late,
                      soon=len(rows) - late, stones=stones, tasks=len(rows) - stones),
        columns=tuple(SheetColumn(head, width, at in CENTRED) for at, (head, width) in enumerate(
            zip(heads(texts), WIDTHS_MM, strict=True))),
        groups=tuple(SheetGroup(name, tuple(found)) for name, found in groups.items()),
        signed=tuple(w for w in (office, day) if w), filters=_narrowing(view, order),
        notes=(texts("dispatch.cut", n=SHEET_ROWS),) if total > len(rows) else (),
    )
