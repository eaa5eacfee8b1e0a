"""总览: what was read, what is late, what is planned; every number opens its rows."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from dashboard import charts, data, formats, frames, investment_frames
from dashboard.components import empty_state, filters, plots, tables, url_state
from dashboard.components.filters import View
from dashboard.components.plots import heading
from dashboard.navigation import path_of
from db.queries.milestones import NO_UNIT, Progress
from db.queries.scope import Row

STALE_DAYS = 366


@dataclass(frozen=True, slots=True)
class Card:
    """One number with the page and the filter that show its rows."""

    title: str
    value: str
    note: str
    page: str
    params: tuple[tuple[str, str | tuple[str, ...]], ...] = ()


def page() -> None:
    view = filters.view()
    filters.clear_button(view)
    found = data.overview(view.scope)
    st.title(view.texts("overview.title"))
    if not found["reading"]["speeches"] and not view.scope.regions:
        empty_state.ledger(view)
        return
    st.caption(view.texts("overview.caption", date=formats.day(view.scope.asof, view.texts)))
    _stale_hint(view, found)
    _cards(view, _cards_of(view, found))
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _investment(view, found["figures"])
    with right:
        _distributions(view, found)
    for key, progress, days in (("most_late", Progress.OVERDUE, "days_late"), ("next_due", Progress.SOON, "days_left")):
        _short_list(view, found["overdue" if progress == Progress.OVERDUE else "soon"], key, days)


def _stale_hint(view: View, found: Row) -> None:
    """Speeches of past years make everything overdue: offer the day on which they were given."""
    last = found["last_due"]
    if last is None or (view.scope.asof - last).days < STALE_DAYS:
        return
    texts = view.texts
    then = last.replace(month=1, day=1)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(":material/history: " + texts("overview.old", last=formats.day(last, texts)), width="stretch")
        st.page_link(path_of("overview"), label=texts("overview.old_do", date=formats.day(then, texts)),
                     query_params=url_state.link_params() | {"asof": then.isoformat()})


def _cards_of(view: View, found: Row) -> list[Card]:
    texts, reading, sums = view.texts, found["reading"], found["projects"]
    stood = {r["progress"]: r for r in found["milestones"]}
    total = sum(r["n"] for r in stood.values())
    number = {p: stood[str(p)]["n"] if str(p) in stood else 0 for p in Progress}
    alone = sum(r["unassigned"] for p, r in stood.items() if p != Progress.DONE)
    notes = texts("overview.documents", n=reading["documents"])
    if reading["undated"]:
        notes += " · " + texts("overview.undated_speeches", n=reading["undated"])
    money = texts("overview.projects_money", money=formats.money(sums["investment"] or 0, texts),
                  n=sums["with_investment"])
    still_open = tuple(str(p) for p in Progress if p != Progress.DONE)
    of_all = texts("overview.of_milestones", n=total)
    return [
        Card(texts("overview.overdue"), str(number[Progress.OVERDUE]), of_all, "overdue"),
        Card(texts("overview.soon"), str(number[Progress.SOON]), of_all, "overdue", (("tab", "soon"),)),
        Card(texts("overview.unassigned"), str(alone),
             texts("overview.unassigned_of", n=total - number[Progress.DONE]), "milestones",
             (("unit", NO_UNIT), ("progress", still_open))),
        Card(texts("overview.undated"), str(number[Progress.UNDATED]), texts("overview.undated_note"), "milestones",
             (("progress", str(Progress.UNDATED)),)),
        Card(texts("overview.read"), str(reading["speeches"]), notes, "source"),
        Card(texts("overview.projects"), str(sums["n"]), money, "projects"),
        Card(texts("overview.redacted"), str(found["blanked"]), texts("overview.redacted_note"), "numbers"),
        Card(texts("overview.failing"), str(found["failing"]), texts("overview.failing_note"), "checks"),
        Card(texts("overview.promises"), str(found["promises"]), texts("overview.promises_note"), "checks",
             (("checks", "promises"),)),
        Card(texts("overview.done"), str(number[Progress.DONE]), of_all, "milestones",
             (("progress", str(Progress.DONE)),)),
    ]


def _cards(view: View, cards: list[Card]) -> None:
    with st.grid(5, min_column_width=150, gap="small"):
        for card in cards:
            with st.container(border=True, gap="xxsmall", height="stretch"):
                st.metric(card.title, card.value)
                st.caption(card.note)
                st.page_link(path_of(card.page), label=view.texts("overview.look"), icon=":material/arrow_forward:",
                             icon_position="right",
                             query_params=url_state.link_params(**{k: v for k, v in card.params}))


def _investment(view: View, rows: list[Row]) -> None:
    texts = view.texts
    frame = investment_frames.investment_frame(rows, texts)
    choices = investment_frames.indicator_choices(frame)
    if not choices:
        heading(texts("nav.investment"))
        empty_state.nothing(view)
        return
    name, unit = choices[0]
    chosen = investment_frames.of_indicator(frame, name, unit, data.places())
    both = chosen[chosen["rate"].notna() & ~chosen["is_part"]]  # never a total and its parts
    heading(texts("overview.investment", indicator=name))
    if len(both):
        planned, reported = both["target"].sum(), both["actual"].sum()
        with st.container(horizontal=True):
            st.metric(texts("overview.planned"), formats.amount(planned, unit, texts), width="content")
            st.metric(texts("overview.reported"), formats.amount(reported, unit, texts), width="content")
            st.metric(texts("overview.rate"), formats.percent(reported / planned, texts), width="content")
        blanked = int((chosen["target_redacted"] | chosen["actual_redacted"]).sum())
        note = texts("overview.both", n=len(both))
        st.caption(note + ("；" + texts("overview.undisclosed", n=blanked) if blanked else ""))
    plots.draw(charts.investment(chosen.head(10), name, texts), key="overview-investment")
    st.page_link(path_of("investment"), label=texts("overview.look"), icon=":material/arrow_forward:",
                 icon_position="right", query_params=url_state.link_params(indicator=f"{name}/{unit}"))


def _distributions(view: View, found: Row) -> None:
    texts = view.texts
    heading(texts("overview.progress"))
    if found["milestones"]:
        plots.draw(charts.progress(found["milestones"], texts), key="overview-progress")
    heading(texts("overview.stages"))
    if found["stages"]:
        plots.draw(charts.stages(found["stages"], texts), key="overview-stages")


def _short_list(view: View, rows: list[Row], key: str, days: str) -> None:
    if not rows:
        return
    heading(view.texts(f"overview.{key}"))
    frame = frames.milestone_frame(rows, view.scope.asof, view.texts)
    tables.show(view, frame, key=key, total=rows[0]["total"],
                columns=["progress", days, "subject", "link", "event", "region", "units", "due_on"])


page()
