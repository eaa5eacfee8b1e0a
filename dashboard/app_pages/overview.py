"""总览: in ten seconds what is late, what waits and for whom, how far the plan is. Every number opens its rows."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import streamlit as st

from dashboard import (
    bullets,
    data,
    deadline_frames,
    formats,
    frames,
    investment_data,
    investment_frames,
    investment_tables,
    session,
)
from dashboard.components import empty_state, filters, loading, tables, url_state
from dashboard.components.filters import View
from dashboard.components.number_cards import Card, cards, look
from dashboard.components.plots import heading, plain
from dashboard.investment_frames import Kind, Source
from dashboard.navigation import PAGES, path_of
from db.queries.milestones import NO_UNIT, Progress
from db.queries.overview import WEEK_DAYS
from db.queries.progress import DONE as COMPLETED
from db.queries.progress import RANKS, SIGNED, STARTED, share
from db.queries.scope import Row
from db.rights import Right
from db.vocab import Stage

STALE_DAYS = 366
REVIEW = next((p.name for p in PAGES if p.name == "review"), "source")
PLACES_SHOWN, GAPS_SHOWN = 5, 10


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
        _investment(view)
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


def _urgent(view: View, found: Row) -> list[Card]:
    """What somebody must do something about today."""
    texts, review = view.texts, found["review"]
    due, stood = found["deadlines"], [r for r in found["milestones"] if r["progress"] != Progress.DONE]
    total, long_late = sum(due.values()), found["late_bands"]["91-"]
    of_all = texts("overview.of_items", n=total)
    still_open = tuple(str(p) for p in Progress if p != Progress.DONE)
    counted = {k: _n(v) for k, v in review.items()} | {"proposals": _n(found["proposals"])}
    return [
        Card(texts("overview.late"), _n(due.get(str(Progress.OVERDUE))),
             texts("overview.long_late", n=long_late) if long_late else of_all, "overdue"),
        Card(texts("overview.soon"), _n(due.get(str(Progress.SOON))), of_all, "overdue", (("tab", "soon"),)),
        Card(texts("overview.unassigned"), _n(sum(r["unassigned"] for r in stood)),
             texts("overview.unassigned_of", n=sum(r["n"] for r in stood)), "milestones",
             (("unit", NO_UNIT), ("progress", still_open))),
        Card(texts("overview.review"), _n(review["pending"] + found["proposals"]),
             texts("overview.review_note", **counted), REVIEW, help=texts("overview.review_help", **counted)),
        Card(texts("overview.redacted"), _n(found["blanked"]), texts("overview.redacted_note"), "numbers",
             (("filled", "no"),)),
        Card(texts("overview.questioned"), _n(found["questioned"]), texts("overview.questioned_note"), "reports"),
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
             (("progress", str(Progress.UNDATED)),)),
        Card(texts("overview.failing"), _n(found["failing"]), texts("overview.failing_note"), "checks"),
        Card(texts("overview.promises"), _n(found["promises"]), texts("overview.promises_note"), "checks",
             (("checks", "promises"),)),
        Card(texts("overview.done"), _n(number[Progress.DONE]), texts("overview.of_milestones", n=total), "milestones",
             (("progress", str(Progress.DONE)),)),
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
        _late_links(texts("filter.county"), [
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


def _investment(view: View) -> None:
    """Plan against reported of the first indicator with time's mark, then the places by their gap to the plan."""
    texts, scope, regions = view.texts, view.scope, data.places()
    leading = investment_data.leading(scope, texts)
    if leading is None:
        heading(texts("nav.investment"))
        empty_state.nothing(view)
        return
    name, unit = leading
    lines = investment_data.compared(scope, name, unit, Source.SPEECH, texts).lines
    link = {"indicator": f"{name}/{unit}"}
    _headed(view, texts("overview.investment", indicator=name), "investment", link)
    whole = investment_frames.whole(lines, regions, texts)
    if whole is None:
        own = lines[lines["kind"].ne(Kind.BENCHMARK)]
        st.html(bullets.bullets(own.head(PLACES_SHOWN), name, texts))
    else:
        places = investment_frames.by_gap(lines, whole["year"]).head(GAPS_SHOWN)
        _plan(view, whole, unit, name, legend=len(places) < 2)
        if len(places) > 1:
            _gaps(view, places, link, name)


def _plan(view: View, whole: Row, unit: str, name: str, *, legend: bool) -> None:
    texts = view.texts
    with st.container(key="plan"), st.grid(4, min_column_width=60, gap=("xsmall", "medium")):
        for key, value in (("planned", formats.amount(whole["target"], unit, texts)),
                           ("reported", formats.amount(whole["actual"], unit, texts)),
                           ("rate", formats.percent(whole["rate"], texts)),
                           ("pace", formats.percent(None if pd.isna(whole["elapsed"]) else whole["elapsed"], texts))):
            st.metric(texts(f"overview.{key}"), value,
                      help=texts("overview.pace_help") if key == "pace" else None)
    notes = [texts("overview.both", n=whole["places"]), texts("investment.actual_source",
                                                             source=texts("investment.source_speech"))]
    if whole["blanked"]:
        notes.append(texts("overview.undisclosed", n=whole["blanked"]))
    st.caption("；".join(notes))
    st.html(bullets.bullets(pd.DataFrame([whole]), name, texts, legend=legend))


def _gaps(view: View, places: pd.DataFrame, link: dict, name: str) -> None:
    """Those farthest from their targets first, each a link to its figures."""
    texts = view.texts
    far = places.iloc[0]
    heading(texts("overview.gap", region=far["region"],
                  gap=formats.amount(far["gap"], far["measure_unit"], texts)))
    st.html(bullets.bullets(places, name, texts, gaps=True))
    with st.container(horizontal=True, gap="small"):
        for row in places.head(PLACES_SHOWN).to_dict("records"):
            look(view, "investment", link | {"place": investment_tables.place_code(row)}, plain(texts(
                "overview.gap_of", region=row["region"],
                gap=formats.amount(row["gap"], row["measure_unit"], texts))))


def _rates(view: View, rates: Row) -> None:
    """The four rates, each with its numerator and denominator and a link to the projects that it counts."""
    texts = view.texts
    heading(texts("overview.rates"))
    shares = [("started", rates["started"], rates["projects"], STARTED),
              ("completed", rates["completed"], rates["started"], COMPLETED),
              ("kept", rates["started"], rates["signed"], SIGNED)]
    with st.grid(4, min_column_width=140, gap="xsmall"):
        for key, part, of, least in shares:
            stages = [stage for stage, rank in RANKS.items() if rank >= least]
            _rate(view, key, share(part, of), f"{_n(part)} / {_n(of)}", {"stage": stages})
        of = ""
        if rates["funded_investment"]:
            of = investment_tables.part_of(rates["funds"], rates["funded_investment"], formats.YUAN, texts)
        _rate(view, "funds", share(rates["funds"], rates["funded_investment"]), of, {})


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
    _headed(view, view.texts(f"overview.{key}"), "overdue", params)
    frame = deadline_frames.deadline_frame(rows, view.scope.asof, view.texts)
    tables.show(view, frame, key=key, total=rows[0]["total"],
                columns=["progress", days, "subject", "link", "region", "units", "due_on"])


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
        _headed(view, title, page_name, {})
        st.html(bullets.bars(rows, title))


def _headed(view: View, words: str, page_name: str, params: dict) -> None:
    """A heading with the link to all rows beside it."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        heading(words)
        look(view, page_name, params)


page()
