from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from dashboard import charts, frames, investment_frames
from dashboard.i18n import Language, Texts

ZH = Texts(Language.ZH_CN)
PLACES = [{"id": i, "parent_id": above} for i, above in ((1, None), (2, 1), (3, 1), (4, None))]


def figure(region: int | None, status: str, value: float | None, **more: object) -> dict:
    return {
        "region_id": region, "region": region and f"地{region}", "region_code": str(region), "speech_id": 7,
        "region_level": "county",
        "canonical_name": "固定资产投资", "measure_unit": "元", "status": status, "value": value, "period": None,
        "redacted": value is None, "figures": 1, "speech_title": "讲话", "document_name": "a.txt", "ordinal": 1,
    } | more


def chosen(*rows: dict) -> pd.DataFrame:
    frame = investment_frames.investment_frame(list(rows), ZH)
    return investment_frames.of_indicator(frame, "固定资产投资", "元", PLACES)


def test_a_blanked_target_gives_no_rate_and_is_never_zero() -> None:
    row = chosen(figure(4, "target", None), figure(4, "actual", 5e8)).iloc[0]
    assert pd.isna(row["target"])
    assert row["target_redacted"]
    assert pd.isna(row["rate"])
    assert pd.isna(row["rank"])


def test_a_total_stands_apart_from_its_parts_and_has_no_rank() -> None:
    frame = chosen(*(figure(r, s, v) for r in (1, 2, 3, 4) for s, v in (("target", 10e8), ("actual", r * 1e8))))
    assert frame["region_id"].tolist() == [1, 4, 3, 2]
    assert frame["is_total"].tolist() == [True, False, False, False]
    assert frame["is_part"].tolist() == [False, False, True, True]
    assert frame["rank"].tolist()[1:] == [1, 2, 3]
    assert investment_frames.place_names(frame, ZH)[0] == "地1（合计）"


def test_open_places_of_two_speeches_are_two_places() -> None:
    frame = chosen(figure(None, "target", 1e8, speech_id=1), figure(None, "actual", 9e8, speech_id=2))
    assert len(frame) == 2
    assert frame["rate"].isna().all()


def test_periods_that_differ_are_said() -> None:
    told = investment_frames.investment_table(chosen(
        figure(4, "target", 10e8, period="今年"), figure(4, "actual", 4e8, period="1-10月"),
        figure(2, "target", 10e8, period="今年"), figure(2, "actual", 4e8),
    ), ZH).set_index("region")
    assert told.loc["地4", "note"] == "口径不一致"
    assert told.loc["地2", "note"] == ""
    assert told.loc["地4", "target"] == 10


def milestone(subject: str, due: date | None, progress: str, units: str | None = None) -> dict:
    return {"subject": subject, "due_on": due, "progress": progress, "units": units, "project": None, "region": None}


def test_timeline_counts_a_day_once_and_a_milestone_in_each_of_its_units() -> None:
    day = date(2025, 6, 30)
    rows = [milestone("甲", day, "overdue", "发改局、工信局"), milestone("乙", day, "overdue", "发改局"),
            milestone("丙", None, "undated", "发改局")]
    frame = frames.timeline_frame(rows, "unit", ZH)
    assert frame[["group", "n"]].values.tolist() == [["发改局", 2], ["工信局", 1]]
    assert frame["subjects"].iloc[0] == "甲、乙"
    assert frames.timeline_frame([rows[2]], "unit", ZH).empty


def test_timeline_has_a_marker_for_each_status_and_a_line_at_the_as_of_date() -> None:
    rows = [milestone("甲", date(2025, 6, 30), "overdue"), milestone("乙", date(2026, 3, 31), "upcoming")]
    chart = charts.timeline(frames.timeline_frame(rows, "project", ZH), date(2025, 11, 22), "project", ZH)
    assert [t.name for t in chart.figure.data] == ["逾期", "未到期"]
    assert len({t.marker.symbol for t in chart.figure.data}) == 2
    assert chart.figure.layout.shapes[0].x0 == "2025-11-22"
    assert chart.figure.layout.xaxis.tickformat == "%-m月\n%Y年"
    assert chart.alt == "2 个有日期的节点，按项目分行"


def test_a_far_as_of_date_does_not_squeeze_the_timeline() -> None:
    rows = [milestone("甲", date(2008, 6, 30), "overdue")]
    chart = charts.timeline(frames.timeline_frame(rows, "project", ZH), date(2025, 11, 22), "project", ZH)
    assert chart.figure.layout.xaxis.range[1] < "2009"


def test_labels_show_markup_as_text() -> None:
    chart = charts.counts(["<b>云</b>", "丙"], [1, 2])
    assert list(chart.figure.data[0].y) == ["&lt;b&gt;云&lt;/b&gt;", "丙"]


def test_investment_chart_says_what_is_blanked() -> None:
    frame = chosen(figure(4, "target", None), figure(4, "actual", 5e8), figure(2, "target", 10e8),
                   figure(2, "actual", 4e8))
    chart = charts.investment(frame, "固定资产投资", ZH)
    assert [t.strip() for t in chart.figure.data[2].text] == ["40.0%", "目标 未披露"]
    assert "地4 目标 未披露" in chart.alt


@pytest.mark.parametrize("name, said", [
    ("短名", "短名"), ("一二三四五六七八九十甲乙丙丁戊", "一二三四五六七八九十甲乙丙…"),
])
def test_long_names_are_cut(name: str, said: str) -> None:
    assert charts.short(name) == said
