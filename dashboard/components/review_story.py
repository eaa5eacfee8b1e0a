"""What is told beside a record under review: how it was read, what a later reading says, and its history."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import data, review_data, review_frames, session
from dashboard.components.entry_forms import settle
from dashboard.components.filters import ZONE, View
from dashboard.components.plots import plain
from dashboard.components.review_edits import Done, drop, write
from db.queries.scope import Row
from db.queries.source import RECORD_TABLES
from db.rights import Right
from db.services.history import restore_value
from db.vocab import ProposalKind
from etl.proposals import dismiss_proposals, take_proposals

HISTORY_LINES, REASON_CHARS = 40, 200
PERSON_RULE = "person"  # of a record that a person added, see etl.review_marked


def proposals(view: View, row: Row, opened: Row, done: Done) -> None:
    texts, what = view.texts, review_frames.title_of(row, view.texts)
    for proposal in row["proposals"]:
        with st.container(border=True):
            st.markdown(f"**:material/compare_arrows: {texts('review.proposals')}**")
            if proposal["kind"] == ProposalKind.GONE:
                st.markdown(texts("review.proposal_gone"))
            else:
                frame = review_frames.proposal_frame(row, proposal, _words_at(row, proposal), texts)
                if frame.empty:
                    st.markdown(texts("review.proposal_same"))
                else:
                    st.table(frame.rename(columns={c: texts(f"col.{c}") for c in frame}).set_index(texts("col.field")))
            acts = (("take", "T", take_proposals, "review.taken"), ("dismiss", "D", dismiss_proposals,
                                                                     "review.dismissed"))
            with st.container(horizontal=True):
                for name, shortcut, service, said in acts:
                    st.button(texts(f"review.{name}"), shortcut=shortcut, key=f"{name}-{proposal['id']}",
                              type="primary" if name == "take" else "secondary", on_click=_answer,
                              args=(view, texts(said, what=what), service, proposal["id"], opened, done))


def _answer(view: View, said: str, service: Callable[..., object], proposal_id: int, opened: Row, done: Done) -> None:
    write(view, said, lambda seen: service(
        data.engine(), [proposal_id], actor=session.actor(), now=session.now(), seen=seen), opened, done)


def _words_at(row: Row, proposal: Row) -> str:
    """The words on which a record is read now, as far as its speech has them."""
    at, speech = proposal["new"].get(review_frames.AT), data.speech(row["speech_id"])
    if not at or speech is None or not speech["start"] <= at["start"] < at["end"] <= speech["end"]:
        return ""
    return speech["text"][at["start"] - speech["start"]:at["end"] - speech["start"]]


# ---------------------------------------------------------------- origin and history


def origin(view: View, row: Row) -> None:
    """How the record was read and who reviewed it, the way to its text, and its history."""
    texts, columns, review = view.texts, row["columns"], row["review"]
    if columns["rule"] != PERSON_RULE:
        st.caption(plain(texts("review.how_read", rule=texts.label("rule", columns["rule"]),
                               percent=review_frames.percent(columns["confidence"]),
                               word=review_frames.confidence_word(columns["confidence"], texts))))
    if review:
        st.caption(plain(texts("review.by_person", state=review_frames.state_words(review["state"], texts),
                               who=review["reviewed_by"], at=review_frames.at_words(review["reviewed_at"], ZONE))))
        if review["reason"]:
            st.caption(plain(texts("review.reason", reason=review["reason"])))
    if columns.get("proof"):
        st.caption(":material/calculate: " + plain(texts("evidence.proof", proof=columns["proof"])))


def history(view: View, row: Row, *, done: Done) -> None:
    """Every change of the record; a former value can be given back by who has the right."""
    texts = view.texts
    story = review_data.story(RECORD_TABLES[row["type"]][0].__tablename__, row["id"])
    with st.expander(texts("review.history", n=len(story)), icon=":material/history:"):
        for change in story[::-1][:HISTORY_LINES]:
            before = {f["field"]: f["was"] for f in change["fields"]}
            what = review_frames.change_words(row, before, {f["field"]: f["is"] for f in change["fields"]}, texts) \
                if change["operation"] == "update" else ""
            act = texts.label("action", change["action"]) if change["action"] else texts("review.outside")
            at = review_frames.at_words(change["at"], ZONE)
            told = (at, change["actor"] or "", act, what, change["reason"] or "")
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(plain(" · ".join(w for w in told if w)), width="stretch")
                if change["operation"] == "update" and review_frames.restorable(before) \
                        and session.may(Right.RESTORE_VALUE):
                    _restore(view, change, story[-1]["change_id"], done)


def _restore(view: View, change: Row, seen: int, done: Done) -> None:
    texts, key = view.texts, f"restore-{change['change_id']}"
    with st.popover(texts("review.restore"), icon=":material/settings_backup_restore:", type="tertiary"):
        why = st.text_input(texts("review.restore_why"), key=f"{key}-why", max_chars=REASON_CHARS)
        if st.button(texts("review.restore"), key=key, type="primary"):
            def act() -> None:
                restore_value(data.engine(), change["change_id"], actor=session.actor(), now=session.now(),
                              reason=why, seen=seen)
                drop()
                done()

            settle(view, texts("review.restored"), act)
