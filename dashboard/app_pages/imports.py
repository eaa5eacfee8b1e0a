"""导入: drop files, see what was recognised and what would change, then load; a running job survives a reload."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import streamlit as st

from dashboard import data, formats, session
from dashboard.audit_frames import moment
from dashboard.components import empty_state, filters, import_changes, place_forms
from dashboard.components.entry_forms import settle
from dashboard.components.filters import FIRST_DAY, ZONE, View, today
from dashboard.components.plots import heading, plain
from db.queries.imports import import_job, loaded_documents, recent_jobs
from db.queries.scope import Row
from db.rights import Right
from db.vocab import DateSource, JobState, RecordType
from etl.import_jobs import FAILED, LOADED, RECOGNISED, choose, is_dead, open_job, start
from etl.speech_places import full_name

MEGABYTES = 20
POLL = "1.5s"
ROUND = "import-round"
JOB = "job"  # in the address: the job that is shown
SIGNS = {"=": "", ">=": "_from", "<=": "_to"}
STATES = {RECOGNISED: ":material/visibility:", LOADED: ":material/check_circle:", FAILED: ":material/error:"}


def page() -> None:
    view = filters.view()
    texts = view.texts
    st.title(texts("imports.title"))
    if data.known_on():
        empty_state.say(texts("imports.past"), texts("imports.past_do"), icon=":material/history:")
        return
    if not session.may(Right.IMPORT):
        empty_state.say(texts("imports.forbidden"), texts("imports.forbidden_do"), icon=":material/lock:")
        return
    st.caption(texts("imports.caption"))
    _drop(view)
    with data.engine().connect() as connection:
        job = import_job(connection, _job_id()) if _job_id() else None
        jobs = recent_jobs(connection, session.actor().name)
        documents = loaded_documents(connection)
    if job is not None:
        _job(view, job)
    import_changes.lost(view)
    _earlier(view, [j for j in jobs if job is None or j["id"] != job["id"]])
    _documents(view, documents)


def _drop(view: View) -> None:
    texts = view.texts
    with st.container(border=True):
        # any type: what cannot be read is refused with our own words, which say what to do
        files = st.file_uploader(texts("imports.files"), accept_multiple_files=True, max_upload_size=MEGABYTES,
                                 key=f"files-{st.session_state.get(ROUND, 0)}")
        st.caption(texts("imports.files_help"))
        if st.button(texts("imports.read"), type="primary", icon=":material/upload_file:", disabled=not files):
            settle(view, texts("imports.started"), lambda: _open([(f.name, f.getvalue()) for f in files]))


def _open(files: list[tuple[str, bytes]]) -> None:
    actor = session.actor()
    job_id = open_job(data.engine(), files, actor=actor, now=session.now())
    start(data.engine(), job_id, actor=actor)
    st.query_params[JOB] = str(job_id)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1  # an empty place for the next files


def _job_id() -> int:
    words = st.query_params.get(JOB, "")
    return int(words) if words.isascii() and words.isdigit() and len(words) < 10 else 0


def _job(view: View, job: Row) -> None:
    heading(view.texts("imports.job", at=moment(job["started_at"], ZONE)))
    if is_dead(job["state"], job["seen_at"], session.now()):
        st.warning(view.texts("imports.dead"), icon=":material/heart_broken:")
        _start_button(view, job, "imports.again", load=False)
    elif job["state"] == JobState.RUNNING:
        _running(view, job["id"])
        return
    for at, file in enumerate(job["files"]):
        _file(view, job, at, file)
    ready = [f for f in job["files"] if f["state"] == RECOGNISED]
    if ready:
        _load(view, job, len(ready))


@st.fragment(run_every=POLL)
def _running(view: View, job_id: int) -> None:
    """The progress of a job; the page is drawn anew when it ends."""
    with data.engine().connect() as connection:
        job = import_job(connection, job_id)
    if job is None or job["state"] != JobState.RUNNING or is_dead(job["state"], job["seen_at"], session.now()):
        st.rerun()
    done, total = job["done"], job["total"]
    st.progress(done / total, text=view.texts("imports.progress", done=done, total=total))
    st.caption(view.texts("imports.leave"))


def _file(view: View, job: Row, at: int, file: dict[str, Any]) -> None:
    texts = view.texts
    with st.container(border=True):
        st.markdown(f"{STATES.get(file['state'], ':material/hourglass_empty:')} **{plain(file['name'])}**")
        if file["state"] == FAILED:
            st.error(texts("imports.failed", reason=file["message"]))
            return
        if "speeches" not in file:
            st.caption(texts("imports.waiting"))
            return
        told = file.get("report") or file["preview"]
        st.markdown(_effect(view, told, loaded=file["state"] == LOADED))
        if told.get("without_record"):
            st.warning(texts("imports.without_record", n=told["without_record"]), icon=":material/link_off:")
        import_changes.changes(view, told, key=f"changes-{job['id']}-{at}", loaded=file["state"] == LOADED)
        for speech in file["speeches"]:
            _speech(view, job, at, file, speech)
        if told["version_of"] and file["state"] == RECOGNISED:
            st.checkbox(texts("imports.as_new", name=told["version_of"]), key=f"as-new-{job['id']}-{at}")
        if file["state"] == RECOGNISED:
            st.checkbox(texts("imports.load_this"), value=not told["duplicate_of"], key=f"load-{job['id']}-{at}",
                        disabled=bool(told["duplicate_of"]))


def _effect(view: View, told: dict[str, Any], *, loaded: bool) -> str:
    """What a load did or would do to the ledger, in a sentence."""
    texts = view.texts
    if told["duplicate_of"]:
        return texts("imports.duplicate", name=plain(told["duplicate_of"]))
    changed = any(told[n] for n in ("inserted", "updated", "removed"))
    counts = {n: told[n] for n in ("inserted", "updated", "removed", "unchanged")}
    words = [texts("imports.version", name=plain(told["version_of"]))] if told["version_of"] else []
    if not changed:
        words.append(texts("imports.unchanged"))
    elif told["unchanged"] or told["version"]:
        words.append(texts("imports.did_change" if loaded else "imports.would_change", **counts))
    else:
        words.append(texts("imports.did_add" if loaded else "imports.would_add", **counts))
    if told["proposals"]:
        words.append(texts("imports.proposals", n=told["proposals"]))
    return " ".join(words)


def _speech(view: View, job: Row, at: int, file: dict[str, Any], speech: dict[str, Any]) -> None:
    texts = view.texts
    found = texts.listed(f"{texts.label('record', kind)} {speech['records'].get(kind, 0)}" for kind in RecordType
                         if speech["records"].get(kind))
    left, middle, right = st.columns([4, 4, 2], vertical_alignment="top")
    left.markdown(f"**{speech['ordinal']}　{plain(speech['title'])}**")
    left.caption(found or texts("imports.no_records"))
    entered = _entered(file, speech)
    place = _said_place(view, speech, entered["place"])
    middle.markdown(texts("imports.place", place=plain(place), date=_said_date(view, speech, entered["date"])))
    for clue in speech["clues"]:
        middle.caption(texts("imports.clue", words=plain(clue["words"]), says=_says(view, speech, clue["says"]),
                             times=clue["times"], strength=round(100 * clue["strength"])))
    if file["state"] == RECOGNISED:
        own = f"{job['id']}-{at}-{speech['ordinal']}"
        known = entered["date"] or speech["date"]
        with right:
            st.date_input(texts("source.speech_date"), value=date.fromisoformat(known) if known else None,
                          min_value=FIRST_DAY, max_value=today(), format="YYYY-MM-DD", key=f"date-{own}")
            place_forms.choice(view, texts("place.name"), key=f"place-{own}", code=entered["place"])


def _entered(file: dict[str, Any], speech: dict[str, Any]) -> dict[str, str]:
    """The date and the place that people entered for a speech before; "" where they did not."""
    found, ordinal = file.get("entered", {}), str(speech["ordinal"])
    return {"date": found.get("dates", {}).get(ordinal, ""), "place": found.get("places", {}).get(ordinal, "")}


def _said_place(view: View, speech: dict[str, Any], entered: str) -> str:
    if entered:
        return view.texts.noted(full_name(entered), view.texts("imports.entered"))
    return speech["region"] or view.texts("filter.open_region")


def _says(view: View, speech: dict[str, Any], says: str) -> str:
    """`year=2008,month>=11` → 2008年，不早于11月; `region=440800` → the place's name."""
    words = []
    for part in says.split(","):
        name, sign, value = re.split("(>=|<=|=)", part, maxsplit=1)
        place = name == "region"
        words.append(plain(speech["region"]) if place else view.texts(f"imports.says_{name}{SIGNS[sign]}", value=value))
    return view.texts.listed(words)


def _said_date(view: View, speech: dict[str, Any], entered: str) -> str:
    texts = view.texts
    if entered:
        return texts.noted(formats.day(date.fromisoformat(entered), texts), texts("imports.entered"))
    if speech["date"]:
        day = formats.day(date.fromisoformat(speech["date"]), texts)
        return texts.noted(day, texts.label("date_source", speech["date_source"]))
    if speech["date_source"] == DateSource.OPEN:
        return texts.label("date_source", DateSource.OPEN)
    parts = [str(speech["year"] or "?"), *([f"{speech['month']:02}"] if speech["month"] else [])]
    return texts.noted("-".join(parts), texts.label("date_source", speech["date_source"]))


def _load(view: View, job: Row, n: int) -> None:
    if st.button(view.texts("imports.load", n=n), type="primary", icon=":material/database_upload:", key="load-job"):
        settle(view, view.texts("imports.loading"), lambda: _start_load(job))


def _start_load(job: Row) -> None:
    choose(data.engine(), job["id"], {at: _choice(job, at, f) for at, f in enumerate(job["files"])
                                      if f["state"] == RECOGNISED})
    start(data.engine(), job["id"], actor=session.actor(), load=True)


def _choice(job: Row, at: int, file: dict[str, Any]) -> dict[str, Any]:
    """What the person chose for a file; a day or a place only where it differs from what is known.

    An emptied day takes back the one that was entered before. BadEntry for a place that nothing has the name of.
    """
    state = st.session_state
    dates, places = {}, {}
    for speech in file["speeches"]:
        ordinal, entered = str(speech["ordinal"]), _entered(file, speech)
        own = f"{job['id']}-{at}-{ordinal}"
        day = state.get(f"date-{own}")
        if day is not None and day.isoformat() != (entered["date"] or speech["date"]):
            dates[ordinal] = day.isoformat()
        elif day is None and entered["date"] and f"date-{own}" in state:
            dates[ordinal] = ""
        if words := state.get(f"place-{own}"):
            code = place_forms.code_of(words)
            if code != entered["place"]:
                places[ordinal] = code
    return {"load": bool(state.get(f"load-{job['id']}-{at}", True)), "dates": dates, "places": places,
            "as_new": bool(state.get(f"as-new-{job['id']}-{at}", False))}


def _start_button(view: View, job: Row, key: str, *, load: bool) -> None:
    if st.button(view.texts(key), icon=":material/replay:", key=f"start-{job['id']}"):
        settle(view, view.texts("imports.started"),
               lambda: start(data.engine(), job["id"], actor=session.actor(), load=load))


def _earlier(view: View, jobs: list[Row]) -> None:
    if not jobs:
        return
    with st.expander(view.texts("imports.earlier", n=len(jobs)), icon=":material/history:"):
        for job in jobs:
            states = [f["state"] for f in job["files"]]
            words = view.texts("imports.summary", at=moment(job["started_at"], ZONE), total=job["total"],
                               loaded=states.count(LOADED), failed=states.count(FAILED))
            if st.button(words, key=f"job-{job['id']}", type="tertiary", icon=":material/open_in_new:",
                         help=view.texts("imports.open_earlier")):
                st.query_params[JOB] = str(job["id"])
                st.rerun()


def _documents(view: View, documents: list[Row]) -> None:
    if not documents:
        return
    with st.expander(view.texts("imports.documents", n=len(documents)), icon=":material/folder_open:"):
        for d in documents:
            st.markdown(f"{plain(d['name'])}　:gray[{moment(d['loaded_at'], ZONE)}]")


page()
