from __future__ import annotations

from datetime import date

import pytest

from dashboard import charts, frames
from dashboard.i18n import Language, Texts

ZH = Texts(Language.ZH_CN)


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


@pytest.mark.parametrize("name, said", [
    ("短名", "短名"), ("一二三四五六七八九十甲乙丙丁戊", "一二三四五六七八九十甲乙丙…"),
])
def test_long_names_are_cut(name: str, said: str) -> None:
    assert charts.short(name) == said
