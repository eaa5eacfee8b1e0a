"""Who must do what: units and leaders by what the speeches and the office say; names that may be one unit."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select, update

from db import models as m
from db.queries import responsibility, unit_names, units
from db.queries.scope import OPEN_REGION, Scope, Slice
from db.queries.unit_likeness import Likeness, form_of
from db.queries.unit_names import NameFilter
from db.queries.units import CELLS, UnitFilter
from db.services.deadlines import move_deadline
from db.services.responsibility import assign
from db.services.units import add_alias, add_unit, merge_units
from db.vocab import Duty, RecordType, ReportSubject
from etl.entries import mark_milestone_done
from tests.dashboard.ledger import fill
from tests.people import CLERK, SUPERVISOR

NOW = datetime(2025, 11, 20, 8, tzinfo=UTC)
BY = {"actor": CLERK, "now": NOW}
ASOF = date(2025, 11, 22)
HERE = Scope(ASOF)
PAGE = Slice()
MILESTONE, TASK, PROJECT = ReportSubject.MILESTONE, ReportSubject.ASSIGNMENT, ReportSubject.PROJECT


@pytest.fixture
def filled(engine: Engine) -> Engine:
    fill(engine)
    return engine


def id_of(engine: Engine, model: type, **where: object) -> int:
    with engine.connect() as connection:
        return connection.execute(select(model.id).filter_by(**where)).scalar_one()


def load(engine: Engine, scope: Scope = HERE, **wanted: str) -> dict[str, dict]:
    with engine.connect() as connection:
        return {u["name"]: u for u in units.unit_load(connection, scope, UnitFilter(**wanted), PAGE)}


def records(engine: Engine, name: str, cell: str = "") -> list[dict]:
    with engine.connect() as connection:
        return units.unit_records(connection, HERE, id_of(engine, m.Unit, name=name), cell)


# ---------------------------------------------------------------- units


def test_what_the_office_enters_counts_with_what_the_speeches_say(filled: Engine) -> None:
    unit, bridge = id_of(filled, m.Unit, name="县交通局"), id_of(filled, m.Milestone, subject="海平大桥项目")
    task = id_of(filled, m.Assignment, task="用地报批")
    assert (load(filled)["县交通局"]["lead"], load(filled)["县交通局"]["soon"]) == (1, 0)
    assign(filled, [(MILESTONE, bridge), (TASK, task)], role=Duty.SUPPORT, unit_id=unit, **BY)
    assign(filled, [(PROJECT, id_of(filled, m.Project, name="东岸风电项目"))], role=Duty.LEAD, unit_id=unit, **BY)
    found = load(filled)["县交通局"]
    assert [found[c] for c in ("lead", "support", "soon", "projects", "load")] == [1, 1, 1, 1, 4]
    assert {(r["type"], r["how"]) for r in records(filled, "县交通局") if r["responsibility_id"]} == {
        ("milestone", "start"), ("assignment", "support"), ("project", "construction")}


def test_what_both_say_counts_once(filled: Engine) -> None:
    dam = id_of(filled, m.Milestone, subject="青石水庫擴建工程")
    before = load(filled)["市水务局"]
    assign(filled, [(MILESTONE, dam)], role=Duty.DO, unit_id=id_of(filled, m.Unit, name="市水务局"), **BY)
    assert load(filled)["市水务局"] == before


def test_a_leader_is_no_unit_of_the_matrix(filled: Engine) -> None:
    unit = add_unit(filled, "县政府办公室", scope="449901", **BY)
    assign(filled, [(MILESTONE, 1)], role=Duty.LEADER, unit_id=unit, **BY)
    assert "县政府办公室" not in load(filled)


@pytest.mark.parametrize("cell", CELLS)
def test_each_cell_opens_as_many_rows_as_it_counts(filled: Engine, cell: str) -> None:
    assign(filled, [(PROJECT, 1)], role=Duty.LEAD, unit_id=id_of(filled, m.Unit, name="县督查室"), **BY)
    rows = load(filled)
    assert sum(u[cell] for u in rows.values()) == sum(len(records(filled, name, cell)) for name in rows)
    assert set(load(filled, duty=cell)) == {name for name, u in rows.items() if u[cell]}


def test_on_time_means_by_the_deadline_as_moved(filled: Engine) -> None:
    tanks = id_of(filled, m.Milestone, subject="临港石化仓储项目")
    counted = ("due", "kept", "overdue", "done")
    assert [load(filled)["县发改局"][c] for c in counted] == [1, 0, 1, 0]
    mark_milestone_done(filled, tanks, done_on=date(2025, 8, 1), **BY)
    assert [load(filled)["县发改局"][c] for c in counted] == [1, 0, 0, 1]
    move_deadline(filled, RecordType.MILESTONE, tanks, to=date(2025, 8, 31), reason="雨季", approver="县长",
                  actor=SUPERVISOR, now=NOW)
    assert [load(filled)["县发改局"][c] for c in counted] == [1, 1, 0, 1]
    with filled.connect() as connection:
        total = responsibility.responsibility_counts(connection, HERE)
        (row,) = responsibility.due_records(connection, HERE, "", PAGE)
    assert (total["due"], total["kept"]) == (1, 1)
    assert (row["id"], row["due_on"], row["done_on"]) == (tanks, date(2025, 8, 31), date(2025, 8, 1))


def test_what_was_rejected_counts_for_nobody(filled: Engine) -> None:
    with filled.begin() as connection:
        for table in (m.Assignment.__table__, m.Milestone.__table__, m.Cadence.__table__):
            connection.execute(update(table).values(review="rejected"))
    assert load(filled) == {}
    assert records(filled, "市水务局") == []
    with filled.connect() as connection:
        assert responsibility.unassigned(connection, HERE, "", PAGE) == []
        assert responsibility.cadences(connection, HERE, "", PAGE) == []
        assert {u["load"] for u in unit_names.units(connection, HERE, NameFilter(words="市水务局"), PAGE)} == {0}


# ---------------------------------------------------------------- leaders, work without a unit, recurring duties


def leaders(engine: Engine, scope: Scope = HERE, words: str = "") -> dict[str, dict]:
    with engine.connect() as connection:
        return {r["name"]: r for r in responsibility.leader_load(connection, scope, words, PAGE)}


def test_the_leader_of_a_project_answers_for_its_milestones(filled: Engine) -> None:
    assert leaders(filled) == {}
    tanks = id_of(filled, m.Project, name="临港石化仓储项目")
    assign(filled, [(PROJECT, tanks)], role=Duty.LEADER, person="张副县长", **BY)
    assign(filled, [(MILESTONE, id_of(filled, m.Milestone, subject="临港石化仓储项目"))], role=Duty.LEADER,
           person="张副县长", **BY)
    found = leaders(filled)["张副县长"]
    assert [found[c] for c in ("named", "projects", "tasks", "overdue", "due", "load", "region")] == [
        1, 1, 0, 1, 1, 2, "海平县"]
    with filled.connect() as connection:
        rows = responsibility.leader_records(connection, HERE, "张副县长", found["region_id"])
        elsewhere = responsibility.leader_records(connection, HERE, "张副县长", None)
    assert {(r["type"], r["what"]) for r in rows} == {
        ("project", "临港石化仓储项目"), ("milestone", "临港石化仓储项目")}
    assert elsewhere == []


def test_a_post_that_the_speech_names_is_a_leader(filled: Engine) -> None:
    with filled.begin() as connection:
        table = m.Unit.__table__
        connection.execute(update(table).where(table.c.name == "市水务局").values(name="分管副市长"))
    found = leaders(filled)["分管副市长"]
    assert [found[c] for c in ("named", "tasks", "soon", "load")] == [0, 1, 1, 2]
    assert leaders(filled, Scope(ASOF, (found["region_id"] + 1,))) == {}
    assert leaders(filled, words="县长") == {}


def unassigned(engine: Engine, scope: Scope = HERE, words: str = "") -> list[tuple[str, str]]:
    with engine.connect() as connection:
        return [(r["type"], r["what"]) for r in responsibility.unassigned(connection, scope, words, PAGE)]


def test_work_without_a_unit_comes_by_its_deadline(filled: Engine) -> None:
    with filled.begin() as connection:
        connection.execute(m.AssignmentUnit.__table__.delete())
    assert unassigned(filled)[:3] == [
        ("milestone", "海平大桥项目"), ("milestone", "老城改造項目"), ("milestone", "东岸风电项目")]
    assert [w for t, w in unassigned(filled) if t == "assignment"] == ["海平大桥前期工作", "用地报批", "青石水庫擴建"]
    assert unassigned(filled, words="风电") == [("milestone", "东岸风电项目")]
    assert unassigned(filled, Scope(ASOF, (OPEN_REGION,))) == []


def test_work_that_is_given_or_done_leaves_the_list(filled: Engine) -> None:
    unit, bridge = id_of(filled, m.Unit, name="县交通局"), id_of(filled, m.Milestone, subject="海平大桥项目")
    wind = id_of(filled, m.Milestone, subject="东岸风电项目")
    n = len(unassigned(filled))
    assign(filled, [(MILESTONE, bridge)], role=Duty.LEADER, person="张副县长", **BY)
    assert len(unassigned(filled)) == n  # a leader is no unit
    assign(filled, [(MILESTONE, bridge)], role=Duty.LEAD, unit_id=unit, **BY)
    mark_milestone_done(filled, wind, done_on=date(2025, 11, 1), **BY)
    assert len(unassigned(filled)) == n - 2


def test_recurring_duties(filled: Engine) -> None:
    with filled.connect() as connection:
        rows = responsibility.cadences(connection, HERE, "", PAGE)
        some = responsibility.cadences(connection, HERE, "县督查", PAGE)
    assert [(r["unit"], r["freq"], r["activity"]) for r in some] == [("县督查室", "weekly", "bulletin")]
    assert rows[0]["total"] == 3


# ---------------------------------------------------------------- names


@pytest.mark.parametrize("name, core, body, above", [
    ("县发改局", "发展和改革", "局", "县"), ("发展和改革局", "发展和改革", "局", ""),
    ("海平县发展和改革委员会", "发展和改革", "委", ""), ("县人民政府督查室", "督查", "办", "县政府"),
    ("县委督查室", "督查", "办", "县委"), ("“365”帮办办公室", "365帮办", "办", ""),
    ("县住建局", "住房和城乡建设", "局", "县"),
])
def test_the_form_of_a_name(name: str, core: str, body: str, above: str) -> None:
    form = form_of(name, ("海平县", "海平"))
    assert (form.core, form.body, form.above) == (core, body, above)


@pytest.mark.parametrize("name", ["各乡镇", "有关部门", "每个县", "县各有关部门", "局", "县局"])
def test_names_of_a_class_and_bare_words_have_no_form(name: str) -> None:
    assert form_of(name) is None


def likely(engine: Engine, *names: tuple[str, str]) -> list[tuple[str, str, str]]:
    for scope, name in names:
        add_unit(engine, name, scope=scope, **BY)
    with engine.connect() as connection:
        return [(p["why"], *sorted((p["one"]["name"], p["other"]["name"])))
                for p in unit_names.likely_pairs(connection, HERE)]


def test_units_that_may_be_one(engine: Engine) -> None:
    found = likely(engine, ("a", "县发改局"), ("a", "发展和改革局"), ("a", "发改部门"), ("a", "县水利局"),
                   ("b", "县发改局"))
    assert found == [
        (Likeness.SAME, "县发改局", "发展和改革局"), (Likeness.BODY, "县发改局", "发改部门"),
        (Likeness.BODY, "发展和改革局", "发改部门")]


@pytest.mark.parametrize("names", [
    (("a", "市发改委"), ("a", "县发改委")), (("a", "县委督查室"), ("a", "县政府督查室")),
    (("a", "水利局"), ("a", "水务局")), (("a", "各乡镇"), ("a", "乡镇")), (("a", "县财政局"), ("b", "财政局")),
])
def test_units_that_are_two(engine: Engine, names: tuple) -> None:
    assert likely(engine, *names) == []


def test_units_with_their_names_and_what_hangs_on_them(filled: Engine) -> None:
    ids = {name: id_of(filled, m.Unit, name=name) for name in ("市水务局", "县发改局", "县工信局")}
    add_alias(filled, ids["市水务局"], "市水利局", **BY)
    assign(filled, [(TASK, 1)], role=Duty.SUPPORT, unit_id=ids["市水务局"], **BY)
    with filled.connect() as connection:
        (water,) = unit_names.units(connection, HERE, NameFilter(words="水利"), PAGE)
        assert unit_names.units(connection, HERE, NameFilter(level="town"), PAGE) == []
        assert unit_names.unit(connection, HERE, 999) is None
    assert [water[c] for c in ("aliases", "region", "level", "own_level")] == [["市水利局"], "青石市", "county", None]
    assert [water[c] for c in ("milestones", "tasks", "entered", "load")] == [1, 1, 1, 3]
    merge_units(filled, ids["县发改局"], ids["县工信局"], **BY)
    with filled.connect() as connection:
        kept = unit_names.unit(connection, HERE, ids["县发改局"])
    assert (kept["aliases"], kept["milestones"]) == (["县工信局"], 1)
