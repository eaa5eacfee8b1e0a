"""Lines of places: which target and which actual count, against what time, and who is ranked with whom."""

from __future__ import annotations

from datetime import date
from xml.etree.ElementTree import Element, fromstring

import pandas as pd
import pytest

from dashboard import bullets, investment_tables
from dashboard.i18n import Language, Texts
from dashboard.investment_frames import Compared, Kind, Source, by_gap, compare, place_names, sections, whole

ZH = Texts(Language.ZH_CN)
ASOF = date(2026, 11, 22)
# 1 holds 2 and 3; 4 and 5 stand alone, 5 elsewhere
PLACES = [{"id": i, "name": f"地{i}", "parent_id": above} for i, above in
          ((1, None), (2, 1), (3, 1), (4, None), (5, None))]


def said(region: int | None, status: str, value: float | None, **more: object) -> dict:
    return {
        "region_id": region, "region": region and f"地{region}", "region_code": region and f"44990{region}",
        "speech_id": 7, "region_level": "county", "parent_id": 1 if region in (2, 3) else None, "said_in": region,
        "measure_unit": "元", "status": status, "value": value, "period": None, "redacted": value is None,
        "speech_title": "讲话", "document_name": "a.txt", "ordinal": 1, "speech_year": 2026, "speech_month": 10,
    } | more


def report(region: int, period: str, value: float, *, verified: bool = False) -> dict:
    return said(region, "actual", value) | {"period": period, "verified": verified}


def compared(*rows: dict, reports: tuple[dict, ...] = (), source: Source = Source.SPEECH) -> Compared:
    return compare(list(rows), list(reports), PLACES, ASOF, source, ZH)


def lines(*rows: dict, **more: object) -> pd.DataFrame:
    return compared(*rows, **more).lines.set_index("region")


def test_the_mark_is_the_share_of_the_year_of_the_target() -> None:
    row = lines(said(4, "target", 365e8), said(4, "actual", 300e8, period="1-10月")).loc["地4"]
    assert row["expected"] == pytest.approx(304e8)  # where it is judged: 31 October is day 304 of 365
    alone = lines(said(4, "target", 365e8)).loc["地4"]
    assert alone["expected"] == pytest.approx(326e8)  # without an actual by 22 November, day 326
    assert row["rate"] == pytest.approx(300 / 365)
    assert row["gap"] == 65e8
    assert row["pace"] == pytest.approx((300 - 304) / 365)  # ten months: day 304


@pytest.mark.parametrize("period, year, share", [
    ("今年", 2026, 326 / 365), (None, 2025, 1), ("明年", 2026, 0), ("上半年", 2026, 1), ("2026年", None, 326 / 365),
])
def test_a_target_is_measured_in_its_own_time(period: str | None, year: int | None, share: float) -> None:
    row = lines(said(4, "target", 10e8, period=period, speech_year=year)).loc["地4"]
    assert row["elapsed"] == pytest.approx(share)


@pytest.mark.parametrize("more", [{"speech_year": None}, {"period": "20xx年"}, {"period": "20*年"}])
def test_a_year_that_nobody_knows_has_no_mark(more: dict) -> None:
    row = lines(said(4, "target", 10e8, **more), said(4, "actual", 2e8, **more)).loc["地4"]
    assert pd.isna(row["expected"])
    assert pd.isna(row["year"])
    assert row["rate"] == pytest.approx(0.2)  # of one and the same speech


@pytest.mark.parametrize("period", ["到2030年", "兩年時間", "“十五五”期间", "五年规划"])
def test_a_target_of_several_years_is_no_target_of_the_year(period: str) -> None:
    assert compared(said(4, "target", 10e8, period=period)).lines.empty
    assert len(compared(said(4, "target", 10e8, period="年底前")).lines) == 1


def test_undated_speeches_are_not_paired() -> None:
    row = lines(said(4, "target", 10e8, speech_year=None), said(4, "actual", 2e8, speech_year=None, speech_id=8))
    assert pd.isna(row.loc["地4", "rate"])


def test_last_years_actual_does_not_meet_this_years_target() -> None:
    row = lines(said(4, "target", 10e8), said(4, "actual", 9e8, period="去年")).loc["地4"]
    assert pd.isna(row["actual"])
    assert row["target"] == 10e8


def test_an_actual_of_the_whole_year_before_its_end_is_a_forecast() -> None:
    rows = (said(4, "actual", 12e8, period="全年", speech_month=8), said(4, "actual", 5e8, period="上半年"))
    assert lines(*rows).loc["地4", "actual"] == 5e8
    december = lines(rows[0] | {"speech_month": 12}, rows[1]).loc["地4"]
    assert december["actual"] == 12e8


def test_the_actual_that_reaches_furthest_counts() -> None:
    row = lines(said(4, "target", 10e8), said(4, "actual", 3e8, period="1-5月"),
                said(4, "actual", 6e8, period="前9個月")).loc["地4"]
    assert (row["actual"], row["through"]) == (6e8, 9)


def test_a_second_higher_target_is_the_stretch_target() -> None:
    row = lines(said(4, "target", 30e8), said(4, "target", 28e8)).loc["地4"]
    assert (row["target"], row["stretch"]) == (28e8, 30e8)
    other = lines(said(4, "target", 30e8, speech_month=3, speech_id=6), said(4, "target", 28e8)).loc["地4"]
    assert (other["target"], pd.isna(other["stretch"])) == (28e8, True)  # the later speech's alone


def test_a_blanked_target_gives_no_rate_and_is_never_zero() -> None:
    found = compared(said(4, "target", None), said(4, "actual", 5e8))
    row = found.lines.iloc[0]
    assert pd.isna(row["target"])
    assert pd.isna(row["rate"])
    assert pd.isna(row["rank"])
    assert bullets.words(row.to_dict(), ZH) == ["目标待填"]
    assert investment_tables.table(found.lines, Source.SPEECH, ZH)["note"].tolist() == ["目标待填"]


def test_a_total_stands_apart_from_its_parts_and_has_no_rank() -> None:
    frame = compared(*(said(r, s, v) for r in (1, 2, 3) for s, v in (("target", 10e8), ("actual", r * 1e8)))).lines
    assert frame["region_id"].tolist() == [1, 3, 2]
    assert frame["kind"].tolist() == [Kind.TOTAL, Kind.PART, Kind.PART]
    assert frame["rank"].tolist()[1:] == [1, 2]
    assert place_names(frame, ZH)[0] == "地1（合计）"
    (section,) = sections(frame, PLACES, ZH)
    assert (section.name, section.total["region"], list(section.parts["region"])) == ("地1", "地1", ["地3", "地2"])
    assert investment_tables.section_words(section, ZH) == (
        "地1：2 个地区中 2 个慢于序时，地3完成率最高（30.0%），地2最低（20.0%）")
    assert investment_tables.spread_words(section, ZH).endswith("最多是最少的 1.5 倍")


def test_a_place_alone_is_not_ranked() -> None:
    assert pd.isna(lines(said(2, "target", 10e8), said(2, "actual", 5e8)).loc["地2", "rank"])


def test_places_that_are_only_compared_with_stand_apart() -> None:
    frame = compared(said(2, "target", 10e8), said(2, "actual", 4e8), said(3, "target", 10e8), said(3, "actual", 5e8),
                     said(5, "target", 9e8, said_in=1), said(5, "actual", 9e8, said_in=1)).lines
    assert frame.set_index("region")["kind"].to_dict() == {
        "地2": Kind.PART, "地3": Kind.PART, "地5": Kind.BENCHMARK}
    assert pd.isna(frame.set_index("region").loc["地5", "rank"])
    last = sections(frame, PLACES, ZH)[-1]
    assert "对照" in last.name
    assert list(last.parts["region"]) == ["地5"]


def test_a_place_that_speaks_itself_is_no_benchmark() -> None:
    frame = lines(said(5, "target", 9e8, said_in=1), said(5, "target", 8e8))
    assert frame.loc["地5", ["kind", "target"]].tolist() == [Kind.PART, 8e8]


def test_open_places_of_two_speeches_are_two_places() -> None:
    frame = compared(said(None, "target", 1e8, speech_id=1), said(None, "actual", 9e8, speech_id=2)).lines
    assert len(frame) == 2
    assert frame["rate"].isna().all()


def test_ranks_have_a_history() -> None:
    found = compared(*(said(r, "target", 10e8) for r in (2, 3)),
                     said(2, "actual", 3e8, period="1-5月"), said(3, "actual", 2e8, period="1-5月"),
                     said(2, "actual", 5e8, period="1-10月"), said(3, "actual", 8e8, period="1-10月"))
    rows = found.lines.set_index("region")
    assert rows.loc["地3", ["rank", "rank_before"]].tolist() == [1, 2]
    told = investment_tables.table(found.lines, Source.SPEECH, ZH).set_index("region")
    assert told["move"].to_dict() == {"地3": "1　↑1（上次2）", "地2": "2　↓1（上次1）"}
    past = investment_tables.history_table(found.past, 3, "元", Source.SPEECH, ZH)
    assert past[["data_month", "value", "rank"]].values.tolist() == [
        ["2026-10", "8.00亿元", 1], ["2026-05", "2.00亿元", 2]]


def test_speeches_and_reports_are_never_mixed() -> None:
    rows = (said(4, "target", 10e8), said(4, "actual", 5e8, period="1-10月"))
    reports = (report(4, "2026-10", 7e8, verified=True), report(4, "2026-09", 6e8))
    of_speeches = compared(*rows, reports=reports).lines
    assert of_speeches["actual"].tolist() == [5e8]
    assert investment_tables.table(of_speeches, Source.SPEECH, ZH)["source"].tolist() == ["讲话"]
    of_reports = compared(*rows, reports=reports, source=Source.REPORT).lines
    assert of_reports["actual"].tolist() == [7e8]
    assert investment_tables.table(of_reports, Source.REPORT, ZH)["source"].tolist() == ["认定"]
    without = compared(*rows, source=Source.REPORT).lines
    assert without["actual"].isna().all()


@pytest.mark.parametrize("period, month", [("2026-10", 10), ("2026-W40", 10), ("2026-03-14", 3)])
def test_a_report_reaches_up_to_its_period(period: str, month: int) -> None:
    frame = compared(said(4, "target", 1e8), reports=(report(4, period, 1e8),), source=Source.REPORT).lines
    assert frame["through"].tolist() == [month]


def test_all_places_together_count_no_part_twice() -> None:
    frame = compared(*(said(r, s, v) for r in (1, 2, 3, 4) for s, v in (("target", 10e8), ("actual", 4e8))),
                     said(5, "target", 9e8)).lines
    one = whole(frame, PLACES, ZH)
    assert (one["places"], one["target"], one["actual"], one["region"]) == (2, 20e8, 8e8, "各地区合计")
    assert by_gap(frame, one["year"])["region"].tolist() == ["地2", "地3", "地4"]


def test_years_are_not_added() -> None:
    frame = compared(*(said(r, s, v, speech_year=y) for r, y in ((4, 2026), (5, 2025))
                       for s, v in (("target", 10e8), ("actual", 4e8)))).lines
    assert whole(frame, PLACES, ZH)["target"] == 10e8
    assert whole(frame[frame["actual"].lt(0)], PLACES, ZH) is None


def drawn(html: str, place: str) -> list[Element]:
    """The parts of one place's bar."""
    line = next(e for e in fromstring(f"<div>{html}</div>").iter("div")
                if e.get("role") == "listitem" and e[0].text == place)
    return line.findall(".//i")


def test_bullets_say_who_is_behind_by_more_than_colour() -> None:
    frame = compared(said(2, "target", 10e8), said(2, "actual", 9e8, period="1-10月"),
                     said(3, "target", 10e8), said(3, "actual", 5e8, period="1-10月")).lines
    html = bullets.bullets(frame, "固定资产投资", ZH, reported={3: report(3, "2026-10", 6e8)})
    assert [(i.get("class"), i.get("style")) for i in drawn(html, "地3")] == [
        ("bullet-target", "--at:100.00%"), ("bullet-behind", "--at:50.00%"), ("bullet-expected", "--at:83.29%"),
        ("bullet-report", "--at:60.00%")]  # day 304 of 365
    assert [i.get("class") for i in drawn(html, "地2")] == ["bullet-target", "bullet-on_pace", "bullet-expected"]
    assert "50.0% · 第2名" in html
    assert "5.00 / 10.00亿元 · 2026-10" in html
    assert "已完成（慢于序时） 5.00亿元 1-10月；序时应完成 8.33亿元（83.3%）；上报 6.00亿元 2026-10" in html


def test_the_legend_names_what_is_drawn_and_nothing_else() -> None:
    frame = compared(said(4, "target", 10e8)).lines
    assert "目标</span>" in bullets.bullets(frame, "投资", ZH)
    assert "已完成" not in bullets.bullets(frame, "投资", ZH)
    assert "bullet-legend" not in bullets.bullets(frame, "投资", ZH, legend=False)


def test_gaps_are_said_instead_of_the_two_numbers() -> None:
    frame = compared(said(4, "target", 10e8), said(4, "actual", 9e8, period="1-10月")).lines
    assert "差 1.00亿元 · 2026-10" in bullets.bullets(frame, "投资", ZH, gaps=True)


def test_nothing_to_draw_draws_nothing() -> None:
    assert 'role="listitem"' not in bullets.bullets(compared().lines, "投资", ZH)


def test_bullets_show_markup_as_text() -> None:
    frame = compared(said(4, "target", 10e8) | {"region": "<b>甲</b>"}).lines
    html = bullets.bullets(frame, '"><script>', ZH)
    assert "&lt;b&gt;甲&lt;/b&gt;" in html
    assert "<script>" not in html


def test_counts_are_bars_of_one_scale() -> None:
    html = bullets.bars([("■ 逾期", 1500, "overdue"), ("▲ 临期", 300, "soon")], "节点")
    assert [i.get("style") for i in drawn(html, "▲ 临期")] == ["--at:20.00%"]
    assert "1,500" in html


def test_what_projects_report_is_summed_by_place() -> None:
    rows = [
        {"region": "甲县", "annual_investment": 2e8, "reported": 1e8, "verified": True},
        {"region": "甲县", "annual_investment": None, "reported": None, "verified": False},
        {"region": "乙县", "annual_investment": 5e8, "reported": 4e8, "verified": False},
        {"region": None, "annual_investment": None, "reported": None, "verified": False},
    ]
    found = investment_tables.reported_by_place(rows, ZH).set_index("region")
    assert list(found.index) == ["乙县", "甲县", "地区未定"]
    assert found.loc["甲县", ["projects_n", "reporting_n", "reported", "verified"]].tolist() == [2, 1, 1.0, 1.0]
    assert pd.isna(found.loc["乙县", "verified"])
    assert pd.isna(found.loc["地区未定", "reported"])


def test_totals_without_a_rate_stand_behind_the_rated_places() -> None:
    frame = compared(said(1, "target", 90e8), said(2, "target", 10e8), said(2, "actual", 9e8, period="1-10月"),
                     said(3, "target", 10e8)).lines
    assert frame["region"].tolist() == ["地2", "地3", "地1"]
    rated = compared(said(1, "target", 90e8), said(1, "actual", 30e8, period="1-10月"), said(2, "target", 10e8),
                     said(2, "actual", 9e8, period="1-10月")).lines
    assert rated["region"].tolist() == ["地1", "地2"]
