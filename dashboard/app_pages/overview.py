"""总览: in ten seconds what is late, what waits and for whom, how far the plan is. Every number opens its rows."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from dashboard import (
    bullets,
    data,
    deadline_frames,
    formats,
    frames,
    investment_tables,
    session,
)
from dashboard.components import empty_state, filters, loading, plan_panel, tables, url_state
from dashboard.components.bulk_forms import ITEM
from dashboard.components.filters import View
from dashboard.components.number_cards import Card, cards, headed, look
from dashboard.components.picked_rows import item_of
from dashboard.components.plots import heading, plain
from dashboard.navigation import PAGES, path_of
from db.queries.milestones import NO_UNIT, Progress
from db.queries.overview import WEEK_DAYS
from db.queries.progress import DONE as COMPLETED
from db.queries.progress import RANKS, STARTED, share
from db.queries.scope import Row
from db.rights import Right
from db.vocab import Stage

REVIEW = next((p.name for p in PAGES if p.name == "review"), "source")
PLACES_SHOWN = 5
EVER = ("span", "all")  # 节点 shows a year around the as-of day by itself: a number opens all that it counts


def page() -> None:
    view = filters.view()
    filters.clear_button(view)
    texts = view.texts
    st.title(texts("overview.title"))
    with loading.rows():
        found = data.first_screen_counts(view.scope)
    if not found["reading"]["speeches"] and not view.scope.regions:
        empty_state.ledger(view)
        return
    st.caption(texts("overview.caption", date=formats.day(view.scope.asof, texts)))
    _stale_hint(view, found)
    cards(view, _urgent(view, found), key="first")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        plan_panel.investment(view)
    with right:
        _late_places(view, found)
        _changes(view, found["changes"])
    _short_list(view, found["overdue"], "most_late", "days_late", {})
    _short_list(view, found["soon"], "next_due", "days_left", {"tab": "soon"})
    _rates(view, found["rates"])
    heading(texts("overview.ledger"))
    cards(view, _of_ledger(view, found), key="ledger")
    _distributions(view, found)


def _stale_hint(view: View, found: Row) -> None:
    """Speeches of past years make everything overdue: offer the days after the years that they set deadlines in."""
    if not found["years"]:
        return
    texts = view.texts
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(":material/history: " + texts("overview.old", last=formats.day(found["last_due"], texts)))
        for year in found["years"]:
            then = date(year + 1, 1, 1)
            st.page_link(path_of("overview"), label=texts("overview.old_do", date=formats.day(then, texts), year=year),
                         query_params=url_state.link_params() | {"asof": then.isoformat()})


def _urgent(view: View, found: Row) -> list[Card]:
    """What somebody must do something about today."""
    texts, review = view.texts, found["review"]
    due, asked = found["deadlines"], found["questioned"]
    total, long_late = sum(due.values()), found["late_bands"]["91-"]
    of_all = texts("overview.of_items", n=total)
    counted = {k: _n(v) for k, v in review.items()} | {"reopened": _n(found["reopened"])}
    return [
        Card(texts("overview.late"), _n(due.get(str(Progress.OVERDUE))),
             texts("overview.long_late", n=long_late) if long_late else of_all, "overdue"),
        Card(texts("overview.soon"), _n(due.get(str(Progress.SOON))), of_all, "overdue", (("tab", "soon"),)),
        Card(texts("overview.unassigned"), _n(found["unassigned"]), texts("overview.unassigned_note"),
             "accountability", (("tab", "unassigned"),), help=texts("accountability.unassigned_caption")),
        Card(texts("overview.review"), _n(review["pending"] + found["reopened"]),
             texts("overview.review_note", **counted), REVIEW, help=texts("overview.review_help", **counted)),
        Card(texts("overview.redacted"), _n(found["blanked"]), texts("overview.redacted_note"), "numbers",
             (("filled", "no"),)),
        Card(texts("overview.questioned"), _n(asked), texts("overview.questioned_note"), "reports" if asked else "",
             (("asked", "yes"),)),
    ]


def _of_ledger(view: View, found: Row) -> list[Card]:
    """What the ledger holds, and where it is incomplete."""
    texts, reading, sums = view.texts, found["reading"], found["projects"]
    stood = {r["progress"]: r for r in found["milestones"]}
    total = sum(r["n"] for r in stood.values())
    number = {p: stood[str(p)]["n"] if str(p) in stood else 0 for p in Progress}
    notes = texts("overview.documents", n=reading["documents"])
    if reading["undated"]:
        notes += " · " + texts("overview.undated_speeches", n=reading["undated"])
    money = formats.money(sums["investment"], texts)
    return [
        Card(texts("overview.read"), _n(reading["speeches"]), notes, "source"),
        Card(texts("overview.projects"), _n(sums["n"]), f"{texts('col.investment')} {money}", "projects",
             help=texts("overview.projects_money", money=money, n=sums["with_investment"])),
        Card(texts("overview.undated"), _n(number[Progress.UNDATED]), texts("overview.undated_note"), "milestones",
             (("progress", str(Progress.UNDATED)), EVER)),
        Card(texts("overview.failing"), _n(found["failing"]), texts("overview.failing_note"), "checks"),
        Card(texts("overview.promises"), _n(found["promises"]), texts("overview.promises_note"), "checks",
             (("checks", "promises"),)),
        Card(texts("overview.done"), _n(number[Progress.DONE]), texts("overview.of_milestones", n=total), "milestones",
             (("progress", str(Progress.DONE)), EVER)),
    ]


def _n(number: int | None) -> str:
    return f"{number or 0:,}"


def _late_places(view: View, found: Row) -> None:
    """Where and with whom most is late, each place and unit a link to its rows."""
    texts = view.texts
    if not found["late_by_place"]:
        return
    names = {p["code"]: p["name"] for p in data.places()}
    heading(texts("overview.late_places"))
    with st.container(border=True), st.grid(2, min_column_width=120, gap="small"):
        _late_links(texts("overview.with_parts"), [
            (names.get(code, texts("filter.open_region")), n, {"county": code or filters.OPEN_CODE})
            for code, n in filters.with_parts_counted(found["late_by_place"], data.places())])
        _late_links(texts("filter.unit"), [
            (r["group"] or texts("filter.no_unit"), r["n"], {"unit": r["group"] or NO_UNIT})
            for r in found["late_by_unit"]])


def _late_links(title: str, links: list[tuple[str, int, dict]]) -> None:
    with st.container(gap="xsmall"):
        st.caption(title)
        for name, n, params in links[:PLACES_SHOWN]:
            st.page_link(path_of("overdue"), label=f"{plain(name)} **{_n(n)}**",
                         query_params=url_state.link_params() | params)


def _rates(view: View, rates: Row) -> None:
    """The four rates, each with its numerator and denominator and a link to the projects of its numerator."""
    texts = view.texts
    heading(texts("overview.rates"))
    st.caption(_rated_words(view, rates))
    shares = [("started", rates["started"], rates["projects"], STARTED),
              ("completed", rates["completed"], rates["started"], COMPLETED),
              ("kept", rates["started"], rates["signed"], STARTED)]
    with st.grid(4, min_column_width=140, gap="xsmall"):
        for key, part, of, least in shares:
            stages = [stage for stage, rank in RANKS.items() if rank >= least]
            _rate(view, key, share(part, of), f"{_n(part)} / {_n(of)}", {"stage": stages})
        of = ""
        if rates["funded_investment"]:
            of = investment_tables.part_of(rates["funds"], rates["funded_investment"], formats.YUAN, texts)
        _rate(view, "funds", share(rates["funds"], rates["funded_investment"]), of, {})


def _rated_words(view: View, rates: Row) -> str:
    """Which projects the rates are of: those that were mentioned by the as-of day."""
    texts = view.texts
    said = texts("overview.rates_of", date=formats.day(view.scope.asof, texts), n=rates["projects"])
    for name in ("undated", "later"):
        if rates[name]:
            said += texts(f"overview.rates_{name}", n=rates[name])
    return said


def _rate(view: View, key: str, percent: float | None, of: str, params: dict) -> None:
    texts = view.texts
    with st.container(border=True, gap="xxsmall", height="stretch"):
        st.metric(texts(f"overview.rate_{key}"), formats.percent(None if percent is None else percent / 100, texts),
                  help=texts(f"overview.rate_{key}_help"))
        if of:
            look(view, "projects", params, plain(of))
        else:
            st.caption(texts("overview.rate_funds_none"))


def _changes(view: View, changes: list[Row]) -> None:
    """What was done in the week up to the as-of date; the administrator's link leads to the events."""
    texts, asof = view.texts, view.scope.asof
    heading(texts("overview.changes"))
    since = asof - timedelta(days=WEEK_DAYS - 1)
    if not changes:
        st.caption(texts("overview.no_changes", since=formats.day(since, texts), until=formats.day(asof, texts)))
        return
    may = session.may(Right.ADMINISTER)
    with st.container(border=True, gap="xxsmall"):
        for row in changes:
            words = texts("overview.change", action=texts.label("action", row["action"]), n=row["events"],
                          actors=row["actors"])
            if may:
                st.page_link(path_of("audit"), label=words, query_params=url_state.link_params() | {
                    "act": row["action"], "since": since.isoformat(), "until": asof.isoformat()})
            else:
                st.markdown(words)


def _short_list(view: View, rows: list[Row], key: str, days: str, params: dict) -> None:
    if not rows:
        return
    headed(view, view.texts(f"overview.{key}"), "overdue", params)
    frame = deadline_frames.deadline_frame(rows, view.scope.asof, view.texts)
    st.caption(view.texts("table.select_hint"))
    at = tables.show(view, frame, key=key, total=rows[0]["total"], selectable=True,
                     columns=["progress", days, "subject", "link", "region", "units", "due_on"])
    if at is not None:
        st.switch_page(path_of("overdue"), query_params=url_state.link_params(**params, **{ITEM: item_of(rows[at])}))


def _distributions(view: View, found: Row) -> None:
    texts = view.texts
    stood = {r["progress"]: r["n"] for r in found["milestones"]}
    stages = {r["stage"]: r["n"] for r in found["stages"]}
    left, right = st.columns(2, gap="medium")
    with left:
        _counted(view, "progress", "milestones", [
            (frames.progress_word(p, texts), stood[str(p)], str(p)) for p in Progress if stood.get(str(p))])
    with right:
        _counted(view, "stages", "projects", [
            (texts.label("stage", s), stages[str(s)], "count") for s in Stage if stages.get(str(s))])


def _counted(view: View, key: str, page_name: str, rows: list[tuple[str, int, str]]) -> None:
    if rows:
        title = view.texts(f"overview.{key}")
        headed(view, title, page_name, dict([EVER]) if page_name == "milestones" else {})
        st.html(bullets.bars(rows, title))


page()
