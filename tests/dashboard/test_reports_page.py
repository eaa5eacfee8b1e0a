"""Progress as people meet it: who reports what, questions that refuse nothing, verified beside reported, conflicts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from dashboard import report_frames
from dashboard.i18n import Language, Texts
from dashboard.report_frames import Grain
from db import models as m
from db.engine import open_engine
from db.errors import NotAllowed
from db.queries.progress import reports_of
from db.services.progress import FileBrought, Reported, report_progress, verify_report
from db.vocab import ReportMeasure, ReportSubject, UserRole
from tests.dashboard.conftest import Open
from tests.dashboard.people import add_everybody, signed_in
from tests.dashboard.test_pages import table, words
from tests.people import TESTER, VIEWER

NOW = datetime(2025, 11, 20, 8, tzinfo=UTC)
PROJECT, INVESTMENT = ReportSubject.PROJECT, ReportMeasure.INVESTMENT
TANKS, BRIDGE = 1, 2  # the reporter's unit answers for the tanks
FORM = f"report-project-{TANKS}-2025-11-investment"


def engine_of(url: str) -> Engine:
    return open_engine(url)


def stored(url: str, project: int = TANKS) -> list[dict]:
    with engine_of(url).connect() as connection:
        return reports_of(connection, PROJECT, project)


def report(url: str, period: str = "2025-11", **said: object) -> int:
    content = Reported(period, **({"measure": INVESTMENT, "words": "罐体吊装"} | said))
    return report_progress(engine_of(url), PROJECT, TANKS, content, actor=TESTER, now=NOW).report_id


def press(test: AppTest, label: str) -> AppTest:
    return next(b for b in test.button if b.label == label).click().run()


def named(app: Open, url: str, page: str = "reports", **params: str) -> AppTest:
    test = app(url, page, **({"subject": f"project-{TANKS}"} if page == "reports" else {}) | params)
    assert not test.exception
    test.text_input(key="actor-name").set_value("王科员")
    return test


# ---------------------------------------------------------------- the office's page


def test_the_office_sees_every_unit(app: Open, own_url: str) -> None:
    report(own_url)
    test = app(own_url, "reports")
    assert not test.exception
    rows = table(test, "missing_n").set_index("unit")
    assert tuple(rows.loc["县发改局", ["due_n", "reported_n", "missing_n"]]) == (2, 2, 0)
    assert rows.loc["县交通局", "missing_n"] == 1
    shown = {m.label: m.value for m in test.metric}
    assert int(shown["应报"]) == int(shown["已报"]) + int(shown["未报"]) == rows["due_n"].sum()


def test_one_unit_and_what_is_missing(app: Open, own_url: str) -> None:
    report(own_url, "2025-10")
    rows = table(app(own_url, "reports", unit="1"), "title")
    assert list(zip(rows["kind"], rows["state"], strict=True)) == [("项目", "■ 未报"), ("节点", "■ 未报")]
    assert rows["last"].dropna().to_list() == ["2025年10月"]
    earlier = table(app(own_url, "reports", unit="1", period="2025-10"), "title")
    assert list(earlier["state"]) == ["✔ 已报", "● 随项目已报"]
    assert list(table(app(own_url, "reports", unit="1", kind="project"), "title")["kind"]) == ["项目"]
    nothing = app(own_url, "reports", unit="1", state="reported")
    assert "没有符合筛选条件的记录" in words(nothing)


def test_an_empty_ledger_says_so(app: Open, empty_url: str) -> None:
    test = app(empty_url, "reports")
    assert not test.exception
    assert "台账还是空的" in words(test)


@pytest.mark.parametrize("wrong", ["project-999", "x-1", "project-x", "project-" + "9" * 30, "indicator-999", "-"])
def test_a_subject_that_is_not_there(app: Open, filled_url: str, wrong: str) -> None:
    test = app(filled_url, "reports", subject=wrong, period="nonsense", grain="nonsense", unit="nonsense")
    assert not test.exception
    assert test.warning[0].value.startswith("没有这一项")


@pytest.mark.parametrize("lang", ["en", "zh_TW"])
def test_other_languages(app: Open, own_url: str, lang: str) -> None:
    report(own_url, value=1e7, cumulative=1e7)
    assert not app(own_url, "reports", lang=lang, subject=f"project-{TANKS}", unit="1").exception
    assert not app(own_url, "project", lang=lang, project=str(TANKS)).exception


# ---------------------------------------------------------------- the form


def test_a_report_is_entered_in_the_unit_that_was_chosen(app: Open, own_url: str) -> None:
    test = named(app, own_url)
    test.segmented_control(key=f"report-project-{TANKS}-scale").set_value("wan").run()
    test.number_input(key=f"{FORM}-value-10000").set_value(350.0)
    test.number_input(key=f"{FORM}-cumulative-10000").set_value(1200.0)
    test.number_input(key=f"{FORM}-percent").set_value(45.0)
    test.text_area(key=f"{FORM}-words").set_value("罐体吊装过半")
    test.selectbox(key=f"{FORM}-unit").set_value(1)
    press(test, "保存填报")
    assert not test.exception
    assert not test.error
    row = stored(own_url)[0]
    assert (row["value"], row["cumulative"], row["percent"], row["words"]) == (3.5e6, 1.2e7, 45.0, "罐体吊装过半")
    assert (row["period"], row["unit"], row["reported_by"]) == ("2025-11", "县发改局", "王科员")
    assert table(test, "reported_value")["reported_value"].iloc[0] == pytest.approx(0.035)
    assert test.number_input(key=f"{FORM}-value-10000").value == 350.0


def test_a_report_from_a_units_page_is_that_units(app: Open, own_url: str) -> None:
    test = named(app, own_url, unit="1")
    test.text_area(key=f"{FORM}-words").set_value("罐体吊装过半")
    press(test, "保存填报")
    assert not test.error
    assert [row["unit"] for row in stored(own_url)] == ["县发改局"]
    assert list(table(app(own_url, "reports", unit="1"), "title")["state"]) == ["✔ 已报", "● 随项目已报"]


def test_what_is_missing_is_said_before_anything_is_sent(app: Open, own_url: str) -> None:
    test = named(app, own_url)
    press(test, "保存填报")
    assert test.error[0].value == "请至少填写一项。"
    test.selectbox(key=f"{FORM}-stage").set_value("completed")
    press(test, "保存填报")
    assert test.error[0].value == "阶段和到达日期要一起填写。"
    assert stored(own_url) == []
    test.date_input(key=f"{FORM}-stage-on").set_value(date(2025, 11, 3))
    press(test, "保存填报")
    assert not test.error
    assert (stored(own_url)[0]["stage"], stored(own_url)[0]["stage_on"]) == ("completed", date(2025, 11, 3))


def test_questions_are_asked_after_saving_and_refuse_nothing(app: Open, own_url: str) -> None:
    report(own_url, "2025-10", value=5e7, cumulative=9e7)
    test = named(app, own_url)
    test.number_input(key=f"{FORM}-value-100000000").set_value(0.1)
    test.number_input(key=f"{FORM}-cumulative-100000000").set_value(0.5)
    press(test, "保存填报")
    assert not test.error
    said = test.info[0].value
    assert "累计数比上一期小" in said and "上期累计加本期不等于本期累计" in said
    assert stored(own_url)[1]["questions"] == ["falling", "sum"]
    office = app(own_url, "reports")
    assert list(table(office, "asked")["asked"]) == ["？累计数下降；？累计不衔接"]


def test_what_somebody_else_changed_is_shown_and_what_was_typed_stays(app: Open, own_url: str) -> None:
    report(own_url, value=1e7, cumulative=1e7)
    test = named(app, own_url)
    assert test.number_input(key=f"{FORM}-value-100000000").value == 0.1
    report(own_url, value=3e7, cumulative=3e7, words="罐体安装完成")
    test.text_area(key=f"{FORM}-words").set_value("我写的进展")
    press(test, "保存填报")
    assert test.error[0].value.startswith("没有保存：test 在您编辑期间改过")
    changed = table(test, "新值")
    assert ("形象进度", "罐体吊装", "罐体安装完成") in [
        (r["字段"], r["原值"], r["新值"]) for _, r in changed.iterrows()]
    assert test.text_area(key=f"{FORM}-words").value == "我写的进展"
    assert stored(own_url)[0]["words"] == "罐体安装完成"
    press(test, "保存填报")
    assert not test.error
    assert (stored(own_url)[0]["words"], stored(own_url)[0]["value"]) == ("我写的进展", 1e7)


def test_who_writes_must_be_known(app: Open, own_url: str) -> None:
    test = app(own_url, "reports", subject=f"project-{TANKS}")
    test.text_area(key=f"{FORM}-words").set_value("进展")
    press(test, "保存填报")
    assert test.error[0].value == "请先在左侧栏填写登记人。"
    assert stored(own_url) == []


# ---------------------------------------------------------------- verify, withdraw


def unfold(test: AppTest, report_id: int) -> AppTest:
    """Open what can be done about a report; it is not drawn before."""
    test.session_state[f"report-actions-{report_id}"] = True
    return test.run()


def test_what_is_verified_stands_beside_what_was_reported(app: Open, own_url: str) -> None:
    id_ = report(own_url, value=5e7, cumulative=9e7, percent=60.0)
    test = unfold(named(app, own_url, "project", project=str(TANKS)), id_)
    assert test.number_input(key=f"verify-{id_}-value").value == 0.5
    test.number_input(key=f"verify-{id_}-value").set_value(0.4)
    test.number_input(key=f"verify-{id_}-cumulative").set_value(0.8)
    test.text_input(key=f"verify-{id_}-note").set_value("现场核实")
    press(test, "认定")
    assert not test.exception
    row = stored(own_url)[0]
    assert (row["value"], row["verified_value"], row["verified_cumulative"], row["verified_percent"]) == (
        5e7, 4e7, 8e7, 60.0)
    shown = table(test, "verified_value").iloc[0]
    assert (shown["reported_value"], shown["verified_value"]) == (0.5, 0.4)
    assert "✔ 王科员 认定" in words(test)
    head = {m.label: (m.value, m.delta) for m in test.metric}
    assert head["2025年累计上报"] == ("0.90亿元", "认定 0.80亿元")


def test_a_report_is_withdrawn_with_a_reason(app: Open, own_url: str) -> None:
    id_ = report(own_url)
    test = unfold(named(app, own_url, "project", project=str(TANKS)), id_)
    press(test, "撤回填报")
    assert test.error[0].value == "请写明撤回的理由。"
    test.text_input(key=f"withdraw-{id_}-why").set_value("填错了项目")
    press(test, "撤回填报")
    assert not test.exception
    assert stored(own_url) == []
    told = app(own_url, "project", project=str(TANKS), tab="history")
    assert "填错了项目" in set(table(told, "was")["reason"])


# ---------------------------------------------------------------- rights


def test_a_reporter_reports_for_the_own_unit_only(
    app: Open, own_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_everybody(own_url)
    signed_in(own_url, UserRole.REPORTER, monkeypatch)
    mine = app(own_url, "reports", unit="2", subject=f"project-{TANKS}")
    assert not mine.exception
    assert mine.header[0].value == "县发改局"
    mine.text_area(key=f"{FORM}-words").set_value("罐区交工")
    press(mine, "保存填报")
    assert [(r["words"], r["unit"]) for r in stored(own_url)] == [("罐区交工", "县发改局")]
    assert not any(b.label == "认定" for b in mine.button)
    other = app(own_url, "project", project=str(BRIDGE))
    assert "只能查看" in words(other)
    assert not any(b.label in ("保存填报", "撤回填报") for b in other.button)


def test_a_viewer_has_no_form_and_the_service_refuses(
    app: Open, own_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = report(own_url)
    add_everybody(own_url)
    signed_in(own_url, UserRole.VIEWER, monkeypatch)
    for test in (app(own_url, "reports", subject=f"project-{TANKS}"), app(own_url, "project", project=str(TANKS))):
        assert not test.exception
        assert "只能查看" in words(test)
        assert not any(b.label in ("保存填报", "撤回填报", "认定") for b in test.button)
    with pytest.raises(NotAllowed):
        report_progress(engine_of(own_url), PROJECT, TANKS, Reported("2025-11", words="x"), actor=VIEWER, now=NOW)
    with pytest.raises(NotAllowed):
        verify_report(engine_of(own_url), id_, actor=VIEWER, now=NOW, value=1.0)


def test_a_clerk_reports_but_does_not_verify(app: Open, own_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    id_ = report(own_url)
    add_everybody(own_url)
    signed_in(own_url, UserRole.CLERK, monkeypatch)
    test = app(own_url, "project", project=str(BRIDGE))
    assert any(b.label == "保存填报" for b in test.button)
    labels = {b.label for b in unfold(app(own_url, "project", project=str(TANKS)), id_).button}
    assert "撤回填报" in labels
    assert "认定" not in labels


def test_the_ledger_as_it_was_is_only_read(app: Open, own_url: str) -> None:
    report(own_url)
    test = app(own_url, "project", project=str(TANKS), known="2026-01-31")
    assert not test.exception
    assert len(table(test, "reported_percent")) == 1
    assert "test 填报" in words(test)
    assert not any(b.label in ("保存填报", "撤回填报", "认定") for b in test.button)
    before = app(own_url, "project", project=str(TANKS), known="2025-11-19")
    assert not before.exception
    assert "还没有填报。" in words(before)


def test_files_can_be_fetched(own_url: str, app: Open) -> None:
    report_progress(engine_of(own_url), PROJECT, TANKS, Reported("2025-11", words="见照片"), actor=TESTER, now=NOW,
                    files=(FileBrought("现场.jpg", "text/html", b"<script>"),))
    with engine_of(own_url).connect() as connection:
        file = connection.execute(select(m.Attachment.id)).scalar_one()
    test = app(own_url, "project", project=str(TANKS))
    button = next(b for b in test.get("download_button") if b.proto.id.endswith(f"file-{file}"))
    assert button.proto.label == "现场\\.jpg"


# ---------------------------------------------------------------- words


@pytest.mark.parametrize("grain, first, last", [
    (Grain.MONTH, "2025-01", "2024-01"), (Grain.WEEK, "2025-W02", "2024-W41"), (Grain.DAY, "2025-01-07", "2024-12-08"),
])
def test_the_last_periods(grain: Grain, first: str, last: str) -> None:
    found = report_frames.periods_back(grain, date(2025, 1, 7))
    assert (found[0], found[-1]) == (first, last)
    assert {report_frames.grain_of(p) for p in found} == {grain}


@pytest.mark.parametrize("period, language, said", [
    ("2026-05", Language.ZH_CN, "2026年5月"), ("2026-W21", Language.ZH_CN, "2026年第21周（5月18日–5月24日）"),
    ("2026-05-14", Language.ZH_CN, "2026年5月14日"), ("2026-05", Language.EN, "May 2026"),
])
def test_names_of_periods(period: str, language: Language, said: str) -> None:
    assert report_frames.period_name(period, Texts(language)) == said
